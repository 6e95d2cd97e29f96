"""``export``, ``import``, ``delete`` and ``search``: sessions taken out, brought in and found."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery_studio.cli.elsewhere import run_there
from gallery_studio.cli.opening import HeldElsewhereError, reading, writing
from gallery_studio.cli.progress_line import ProgressLine
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.naming import one_line
from gallery_studio.exit_codes import EXIT_STOPPED
from gallery_studio.library.archive.entries import is_archive
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.archive.staging import check_archive
from gallery_studio.library.images import ImageStore
from gallery_studio.records import asdict
from gallery_studio.studio.archive_commands import ARCHIVE_COMMANDS
from gallery_studio.studio.archiving import write_snapshot

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
    with _progress("Exporting", arguments) as line:
        task = ArchiveTask(line.tell_bytes)
        work = write_snapshot(ImageStore(folder), snapshot, target, task)
        try:
            report = asyncio.run(work)
        except KeyboardInterrupt:
            line.clear()
            return _stopped(task, f"{target.name} was whole before it could be stopped.")
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
    file = Path(arguments.file).absolute()
    check_archive(file, folder)
    with _progress("Importing", arguments) as line:

        def show(report: dict[str, Any]) -> None:
            line.clear()
            _show_import(report, is_json=arguments.json)

        task = ArchiveTask(line.tell_bytes)
        words = {"file": str(file)}
        try:
            with writing(folder) as executor:
                return asyncio.run(_awaited("import", executor, words, show, task))
        except HeldElsewhereError as held:
            return run_there(folder, ("import", words), show, held, line.tell_bytes)
        except KeyboardInterrupt:
            line.clear()
            return _stopped(task, "The session was in before it could be stopped.")


def _show_import(report: dict[str, Any], *, is_json: bool) -> None:
    if is_json:
        print(json.dumps(report, ensure_ascii=False))
        return
    print(f"{report['session_id']}  {report['name']}: {report['summary']}")
    if report["is_copy"]:
        _say("The library has this session already, in use or in its bin; this one is a copy.")
    for words in (*report["skipped"], *report["notes"]):
        _say(words)


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

    words = {"session": arguments.session}
    try:
        with writing(folder) as executor:
            return asyncio.run(_awaited("delete", executor, words, show, ArchiveTask()))
    except HeldElsewhereError as held:
        return run_there(folder, ("delete", words), show, held)


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


async def _awaited(
    name: str,
    executor: LibraryExecutor,
    arguments: dict[str, Any],
    show: Callable[[dict[str, Any]], None],
    task: ArchiveTask,
) -> int:
    return await ARCHIVE_COMMANDS[name](executor, arguments, show, task)


def _progress(doing: str, arguments: argparse.Namespace) -> ProgressLine:
    return ProgressLine(doing, is_shown=not arguments.json)


def _stopped(task: ArchiveTask, done_already: str) -> int:
    """Say what Ctrl+C came to; return the exit code."""
    _say(done_already if task.is_finished else "Stopped. Nothing was changed.")
    return EXIT_STOPPED


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
