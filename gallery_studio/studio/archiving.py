"""Takes sessions out as archives and brings them in."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

from gallery_studio.domain.errors import LibraryError
from gallery_studio.library.archive.staging import StagedArchive, stage_archive
from gallery_studio.library.archive.writer import write_archive

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import SessionId
    from gallery_studio.domain.image import PreviewSet
    from gallery_studio.imaging.loader import CheckedImage
    from gallery_studio.library.archive.progress import ArchiveTask
    from gallery_studio.library.archive.snapshot import SessionSnapshot
    from gallery_studio.library.archive.store import ImportReport
    from gallery_studio.library.archive.writer import ExportReport
    from gallery_studio.library.images import ImageStore
    from gallery_studio.library.library import Library
    from gallery_studio.studio.access import LibraryAccess

_log = logging.getLogger(__name__)

T = TypeVar("T")


async def export_session(
    access: LibraryAccess,
    session_id: SessionId,
    target: Path,
    task: ArchiveTask,
    *,
    with_people: bool = False,
) -> ExportReport:
    """Write a session to an archive.

    What an older program did not note of the pictures is noted, so that the next export is quicker.

    Args:
        access: The library.
        session_id: The session.
        target: The archive; an older one is replaced once the new one is whole.
        task: Told of the progress; can end it.
        with_people: Whether people and identities go along, with their pictures.

    Raises:
        LibraryError: The session cannot be read.
        ArchiveError: The archive cannot be written.
        ArchiveStoppedError: Somebody stopped it. An older archive is untouched in any case.
    """
    snapshot = await access.read(
        lambda reader: reader.session_snapshot(session_id, with_people=with_people)
    )
    report = await write_snapshot(access.images, snapshot, target, task)
    if report.found_crcs:
        try:
            await access.write(lambda library: library.work.note_crcs(report.found_crcs))
        except LibraryError as error:
            _log.info("The CRCs of the pictures exported were not noted: %s", error.kind)
    return report


async def write_snapshot(
    images: ImageStore, snapshot: SessionSnapshot, target: Path, task: ArchiveTask
) -> ExportReport:
    """Write a session that was read already to an archive.

    Raises:
        ArchiveError: The archive cannot be written.
        ArchiveStoppedError: Somebody stopped it. An older archive is untouched in both cases.
    """

    def write() -> ExportReport:
        report = write_archive(images, snapshot, target, task)
        task.finish()
        return report

    return await _in_thread(task, write)


async def import_session(access: LibraryAccess, path: Path, task: ArchiveTask) -> ImportReport:
    """Bring a session in from an archive: everything is checked before anything is written.

    Raises:
        ArchiveError: It cannot be brought in; one sentence says why.
        ArchiveStoppedError: Somebody stopped it.
        LibraryError: It could not be stored. The library is as before in any case.
    """
    staged = await _in_thread(task, lambda: stage_archive(path, access.images, PictureLook(), task))
    reports: list[ImportReport] = []

    def store(library: Library) -> Changes:
        task.check()
        library.back_up()
        changes, report = library.archive.store(staged)
        reports.append(report)
        task.finish()
        return changes

    try:
        await _seen_to_its_end(task, access.write(store))
    finally:
        await asyncio.to_thread(staged.discard)
    return reports[0]


async def _in_thread(task: ArchiveTask, work: Callable[[], T]) -> T:
    """Run work in a thread; when the caller is cancelled, stop the work and see its end."""
    return await _seen_to_its_end(task, asyncio.to_thread(work))


async def _seen_to_its_end(task: ArchiveTask, work: Awaitable[T]) -> T:
    """Await work that goes on in another thread; when the caller is cancelled, stop it first.

    Nothing may be taken away while that thread still uses it.
    """
    future = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        task.stop()
        await asyncio.wait([future])
        if not future.cancelled() and future.exception() is None:
            _discard(future.result())
        raise


def _discard(result: object) -> None:
    """Delete what an import that nobody waits for has unpacked."""
    if isinstance(result, StagedArchive):
        result.discard()


class PictureLook:
    """Looks at foreign pictures for `library.archive`, which knows no Pillow. Any thread."""

    def inspect(self, data: bytes, name: str) -> CheckedImage:
        """Return what a picture is, without decoding it.

        Raises:
            ImageError: It is not a picture of an allowed format, or exceeds a limit.
        """
        from gallery_studio.imaging.loader import inspect

        return inspect(data, name=name)

    def previews(self, data: bytes, name: str) -> PreviewSet:
        """Decode a picture wholly and return its previews.

        Raises:
            ImageError: It is damaged.
        """
        from gallery_studio.imaging.previews import previews_of

        return previews_of(data, name)[1]
