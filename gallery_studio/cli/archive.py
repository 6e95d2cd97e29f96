"""``export``, ``import``, ``delete`` and ``search``: sessions taken out, brought in and found."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery_studio.cli.elsewhere import run_there
from gallery_studio.cli.opening import HeldElsewhereError, reading, writing
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.naming import one_line
from gallery_studio.library.archive.entries import is_archive
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.archive.writer import write_archive
from gallery_studio.library.images import ImageStore
from gallery_studio.records import asdict
from gallery_studio.studio.archive_commands import ARCHIVE_COMMANDS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from gallery_studio.workers.library_executor import LibraryExecutor

_HITS_MOST = 1_000
_SHOWN_CHARACTERS = 100


def export(arguments: argparse.Namespace, folder: Path) -> int:
    """Write a session to an archive; works beside an open window.

    Raises:
        StudioError: It could not be written; an older archive is untouched.
    """
    target = Path(arguments.file).absolute()
    try:
        _check_target(target)
    except OSError as error:
        raise RequestError(
            f"{target} cannot be looked at ({error.strerror}). Choose another folder."
        ) from error
    with reading(folder) as reader:
        session = reader.find_session(arguments.session)
        snapshot = reader.session_snapshot(session.id, with_people=arguments.people)
    report = write_archive(ImageStore(folder), snapshot, target, ArchiveTask())
    for missing in report.missing:
        _say(missing.reason)
    if arguments.json:
        data = asdict(report) | {"path": str(report.path), "session_id": session.id}
        del data["found_crcs"]
        print(json.dumps(data, ensure_ascii=False))
    else:
        print(report.sentence())
    return 0


def _check_target(target: Path) -> None:
    """Check where an archive is to be written; nobody is asked here before a file is replaced.

    Raises:
        RequestError: It cannot be there, or something else than an archive is.
    """
    if not target.parent.is_dir():
        raise RequestError(f"There is no folder {target.parent}. Make it first.")
    if target.is_dir():
        raise RequestError(f"{target} is a folder. Give the name of a file, such as session.zip.")
    if target.is_file() and target.stat().st_size and not is_archive(target):
        raise RequestError(
            f"{target} is there already and is no session archive, so it stays. Give another name,"
            " or delete it first."
        )


def import_(arguments: argparse.Namespace, folder: Path) -> int:
    """Bring a session in from an archive.

    Raises:
        StudioError: It could not be brought in; the library is as before.
    """

    def show(line: dict[str, Any]) -> None:
        if arguments.json:
            print(json.dumps(line, ensure_ascii=False))
            return
        print(f"{line['session_id']}  {line['name']}: {line['summary']}")
        if line["is_copy"]:
            _say("The library has this session already, in use or in its bin; this one is a copy.")
        for words in (*line["skipped"], *line["notes"]):
            _say(words)

    return _run("import", {"file": str(Path(arguments.file).absolute())}, folder, show)


def delete(arguments: argparse.Namespace, folder: Path) -> int:
    """Put a session into the bin.

    Raises:
        StudioError: There is none.
    """

    def show(line: dict[str, Any]) -> None:
        if arguments.json:
            print(json.dumps(line, ensure_ascii=False))
        else:
            print(f"{line['session_id']}  {line['name']}: put into the bin")

    return _run("delete", {"session": arguments.session}, folder, show)


def search(arguments: argparse.Namespace, folder: Path) -> int:
    """Find everything written that holds all words; works beside an open window.

    Raises:
        StudioError: There is no library, or nothing to look for.
    """
    if not arguments.text.strip():
        raise RequestError("Nothing to look for was given. Give a word, or its beginning.")
    with reading(folder) as reader:
        hits = reader.search(arguments.text, limit=_HITS_MOST)
    for hit in hits:
        if arguments.json:
            print(json.dumps(asdict(hit), ensure_ascii=False))
        else:
            words = one_line(hit.text, _SHOWN_CHARACTERS)
            print(f"{hit.session_id or '-':<24}  {hit.kind:<12} {words}")
    if not hits and not arguments.json:
        _say("Nothing matches.")
    return 0


def _run(
    name: str, arguments: dict[str, Any], folder: Path, show: Callable[[dict[str, Any]], None]
) -> int:
    """Run a command here, or let the window do it that holds the library."""
    try:
        with writing(folder) as executor:
            return asyncio.run(_awaited(name, executor, arguments, show))
    except HeldElsewhereError as held:
        return run_there(folder, (name, arguments), show, held)


async def _awaited(
    name: str,
    executor: LibraryExecutor,
    arguments: dict[str, Any],
    show: Callable[[dict[str, Any]], None],
) -> int:
    return await ARCHIVE_COMMANDS[name](executor, arguments, show)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
