"""Archives and the bin for scripts: run by the command line, or by the open window for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from gallery_studio.domain.errors import RequestError
from gallery_studio.studio.archiving import import_session

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from gallery_studio.domain.session import Session
    from gallery_studio.library.archive.progress import ArchiveTask
    from gallery_studio.studio.access import LibraryAccess

Emit: TypeAlias = "Callable[[dict[str, Any]], None]"
Command: TypeAlias = (
    "Callable[[LibraryAccess, Mapping[str, Any], Emit, ArchiveTask], Awaitable[int]]"
)


async def run_import(
    access: LibraryAccess, arguments: Mapping[str, Any], emit: Emit, task: ArchiveTask
) -> int:
    """Bring an archive in; emits the report as one line.

    Args:
        access: The library.
        arguments: ``file``: the archive's absolute path.
        emit: Told of the report.
        task: Told of the progress.

    Raises:
        StudioError: It could not be brought in; the library is as before.
    """
    report = await import_session(access, Path(_text(arguments, "file")), task)
    emit(report.as_dict() | {"summary": report.sentence()})
    return 0


async def run_delete(
    access: LibraryAccess, arguments: Mapping[str, Any], emit: Emit, _task: ArchiveTask
) -> int:
    """Put a session into the bin; emits its id and name as one line.

    Args:
        access: The library.
        arguments: ``session``: id, unique beginning of an id, or name.
        emit: Told of the session.

    Raises:
        StudioError: There is none, or it could not be stored.
    """
    text = _text(arguments, "session")
    session: Session = await access.read(lambda reader: reader.find_session(text))
    await access.write(lambda library: library.sessions.discard(session.id))
    emit({"session_id": session.id, "name": session.name})
    return 0


ARCHIVE_COMMANDS: Mapping[str, Command] = {"import": run_import, "delete": run_delete}
"""Commands that need the library alone, by their names."""


def _text(arguments: Mapping[str, Any], key: str) -> str:
    value = arguments.get(key)
    if not isinstance(value, str) or not value:
        raise RequestError("The command could not be understood by the open window.")
    return value
