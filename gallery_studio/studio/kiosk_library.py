"""The kiosk's own copy of a library: the owner's is read once and never touched.

The copy holds the database (`VACUUM INTO`, read-only), and of the pictures only those of the
sessions that are shown, as hard links where the disk allows it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import zipfile
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind, RequestError
from gallery_studio.domain.ids import SessionId
from gallery_studio.domain.image import PREVIEW_SIDES_PX
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.images import ImageStore
from gallery_studio.library.library import Library
from gallery_studio.library.private_copy import copy_database
from gallery_studio.paths import resources
from gallery_studio.studio.archiving import PictureLook, import_session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.archive.store import ImportReport
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.access import LibraryAccess

COPY_NAME, VISITOR_NAME = "shown", "visitor"
"""Folders inside the kiosk's private folder."""

_READABLE = 0o444


def demo_archive() -> Path:
    """Return the archive of the demo session that comes with the program."""
    return resources() / "demo" / "session.zip"


def demo_session_id() -> SessionId:
    """Return the id the demo session has in its archive, and in a library that had none yet."""
    with zipfile.ZipFile(demo_archive()) as archive:
        metadata = json.loads(archive.read("metadata.json"))
    return SessionId(metadata["session"]["id"])


async def import_demo(access: LibraryAccess) -> ImportReport:
    """Bring a copy of the demo session into a library; it can be deleted like any session.

    Raises:
        ArchiveError: The installation is damaged.
        LibraryError: It could not be stored; the library is as before.
    """
    return await import_session(access, demo_archive(), ArchiveTask())


def copy_sessions(library: Path, wishes: Sequence[str], target: Path) -> tuple[SessionId, ...]:
    """Copy what a kiosk shows into a private folder.

    Args:
        library: The owner's library; may be open in a window.
        wishes: Ids, beginnings of ids, or names of sessions; none means all that have pictures,
            the newest first.
        target: An empty folder.

    Returns:
        The sessions to show; none when the library is empty or there is none.

    Raises:
        LibraryError: A session is not there, or the copy cannot be made.
        RequestError: A session was asked for that has no picture.
    """
    try:
        copy_database(library, target)
    except LibraryError as error:
        if error.kind in (LibraryErrorKind.NOT_FOUND, LibraryErrorKind.DATABASE_MISSING):
            if wishes:
                raise
            return ()
        raise
    copy = Library.open_read_only(target)
    try:
        reader = copy.reader()
        try:
            session_ids = _sessions(reader, wishes)
            for session_id in session_ids:
                _copy_pictures(reader, session_id, ImageStore(library), copy.images)
        finally:
            reader.shutdown()
    finally:
        copy.shutdown()
    return session_ids


def _sessions(reader: LibraryReader, wishes: Sequence[str]) -> tuple[SessionId, ...]:
    if not wishes:
        return tuple(one.id for one in reader.session_summaries() if one.image_count)
    found = [reader.find_session(wish) for wish in wishes]
    for session in found:
        if not any(card.image_id for card in reader.canvas_cards(session.id)):
            raise RequestError(f"The session “{session.name}” has no picture to show.")
    return tuple(session.id for session in found)


def _copy_pictures(
    reader: LibraryReader, session_id: SessionId, source: ImageStore, target: ImageStore
) -> None:
    """Bring over the pictures of a session with their previews; a missing file is left out."""
    ids = {card.image_id for card in reader.canvas_cards(session_id) if card.image_id}
    for image in reader.images(ids).values():
        if not _link(source.path_of(image), target.path_of(image)):
            continue
        pairs = [
            (source.preview_path(image.id, side), target.preview_path(image.id, side))
            for side in PREVIEW_SIDES_PX
        ]
        for path, copy in pairs:
            _link(path, copy)
        if not _has_previews(image, target):
            _make_previews(image, target)


def _has_previews(image: ImageFile, store: ImageStore) -> bool:
    side = show_side(image.width, image.height)
    return store.preview_path(image.id, side).exists()


def _make_previews(image: ImageFile, store: ImageStore) -> None:
    previews = PictureLook().previews(store.read(image), image.source_name)
    store.store_previews(image.id, previews)


def show_side(width: int, height: int) -> int:
    """Return the longest side in pixels of the preview a kiosk shows of a picture."""
    return PREVIEW_SIDES_PX[3] if max(width, height) > PREVIEW_SIDES_PX[2] else PREVIEW_SIDES_PX[2]


def _link(source: Path, target: Path) -> bool:
    """Give a file a second name, or copy it; return whether it was there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        return False
    except OSError:
        # Another disk, or one without hard links.
        shutil.copyfile(source, target)
        target.chmod(_READABLE)
    return True


def wipe(folder: Path) -> None:
    """Delete a private folder and everything in it, read-only files too.

    Raises:
        OSError: Something could not be deleted.
    """

    def make_writable(function: Callable[[str], object], path: str, _error: object) -> None:
        os.chmod(path, 0o700)  # noqa: PTH101 - rmtree hands over text
        function(path)

    if not folder.exists():
        return
    if sys.version_info >= (3, 12):
        shutil.rmtree(folder, onexc=make_writable)
    else:
        shutil.rmtree(folder, onerror=make_writable)


async def forget(folder: Path) -> None:
    """Wipe a folder beside the loop."""
    await asyncio.to_thread(wipe, folder)
