"""Unpacks an archive's pictures beside the library: each checked, none in its place yet."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from gallery_studio.domain.errors import ImageError
from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.domain.limits import IMAGE_FILE_BYTES
from gallery_studio.library.archive.carrying import carry_to_disk
from gallery_studio.library.archive.entries import opened
from gallery_studio.library.archive.errors import ArchiveError, RefusedError, shown
from gallery_studio.library.archive.reader import ArchiveContent, check_is_session, read_content
from gallery_studio.library.errors import plain_words
from gallery_studio.library.files import (
    PART_PREFIX,
    make_folder,
    replace,
    sync_file,
    sync_folder,
)
from gallery_studio.library.sealing import sealed
from gallery_studio.records import dataclass, field
from gallery_studio.records import replace as replace_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from gallery_studio.domain.image import PreviewSet
    from gallery_studio.library.archive.entries import ArchiveEntries
    from gallery_studio.library.archive.progress import ArchiveTask
    from gallery_studio.library.archive.reader import Row
    from gallery_studio.library.images import ImageStore

_WRITERS = 8
_BYTES_A_PIXEL = 8
_MEMORY_BYTES = 600 * 1024 * 1024
"""What the pictures in hand may need together, decoded; the largest allowed one fits."""

_FOLDER_PREFIX = f"{PART_PREFIX}import-"
_IN_USE: set[Path] = set()
"""Folders of the imports this process runs."""


class PictureFacts(Protocol):
    """What a look at a picture's bytes tells; `imaging.loader.CheckedImage` has it."""

    @property
    def media_type(self) -> MediaType:
        """Sniffed from the bytes."""
        ...

    @property
    def width(self) -> int:
        """Width in pixels, upright."""
        ...

    @property
    def height(self) -> int:
        """Height in pixels, upright."""
        ...

    @property
    def has_credentials(self) -> bool:
        """Whether there is a C2PA box."""
        ...


class PictureCheck(Protocol):
    """How foreign pictures are looked at; handed in, for this package knows no Pillow.

    Both methods raise `ImageError` and are called from several threads at once.
    """

    def inspect(self, data: bytes, name: str) -> PictureFacts:
        """Return what a picture is, without decoding it."""
        ...

    def previews(self, data: bytes, name: str) -> PreviewSet:
        """Decode a picture wholly and return its previews."""
        ...


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that waits beside the library.

    Attributes:
        path: Where it is.
        target: Where it goes.
        is_cache: Whether it can be made again, as previews can.
    """

    path: Path
    target: Path
    is_cache: bool = False


@dataclass(frozen=True, slots=True)
class StagedArchive:
    """An archive that can be stored: everything in it is checked.

    Attributes:
        name: File name of the archive.
        content: What it says.
        images: Its pictures with their micro previews; None for one whose file was missing.
        files: The files that go into the library.
        folder: Where they wait.
    """

    name: str
    content: ArchiveContent = field(repr=False)
    images: tuple[tuple[ImageFile, bytes | None], ...] = field(repr=False)
    files: tuple[StagedFile, ...] = field(repr=False)
    folder: Path

    def discard(self) -> None:
        """Delete what waits. Files that went into the library stay there."""
        shutil.rmtree(self.folder, ignore_errors=True)
        _IN_USE.discard(self.folder)


def stage_archive(
    path: Path, images: ImageStore, check: PictureCheck, task: ArchiveTask
) -> StagedArchive:
    """Check an archive and unpack its pictures beside the library; any thread but the GUI's.

    The library itself is not changed. The caller discards what is returned.

    Args:
        path: The archive.
        images: The library's files.
        check: Looks at pictures.
        task: Told of the progress; can end it.

    Raises:
        ArchiveError: It cannot be brought in; one sentence says why.
        ArchiveStoppedError: Somebody stopped it.
        LibraryError: The disk is full or cannot be written. Nothing is left behind in any case.
    """
    sweep_staging(images.folder)
    with _told_why(path), opened(path, images.folder) as entries:
        content = read_content(entries)
        return _staged(_Staging(entries, content, images, check, task), path.name)


def check_archive(path: Path, library: Path) -> None:
    """Check that a file is there and looks like a session's archive; quick, nothing is unpacked.

    Args:
        path: The archive.
        library: The library folder, which may be missing yet; its disk must have room.

    Raises:
        ArchiveError: It cannot be brought in; one sentence says why.
    """
    with _told_why(path), opened(path, library) as entries:
        check_is_session(entries)


@contextmanager
def _told_why(path: Path) -> Iterator[None]:
    try:
        yield
    except (RefusedError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise ArchiveError(
            f"{shown(path.name)} cannot be imported because {reason}; nothing was changed."
        ) from error


def sweep_staging(library: Path) -> int:
    """Delete what an import left that a crash ended; return how many there were.

    The caller holds the library's lock; what this process is importing stays.
    """
    left = [path for path in library.glob(f"{_FOLDER_PREFIX}*") if path not in _IN_USE]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _staged(staging: _Staging, name: str) -> StagedArchive:
    try:
        return staging.run(name)
    except BaseException:
        shutil.rmtree(staging.folder, ignore_errors=True)
        _IN_USE.discard(staging.folder)
        raise


class _Staging:
    """One archive on its way."""

    def __init__(
        self,
        entries: ArchiveEntries,
        content: ArchiveContent,
        images: ImageStore,
        check: PictureCheck,
        task: ArchiveTask,
    ) -> None:
        self._entries = entries
        self._content = content
        self._images = images
        self._check = check
        self._task = task
        self._memory = _Budget(_MEMORY_BYTES)
        self.folder = images.folder / f"{_FOLDER_PREFIX}{secrets.token_hex(8)}"

    def run(self, name: str) -> StagedArchive:
        """Unpack everything."""
        _IN_USE.add(self.folder)
        with plain_words(self._images.folder):
            make_folder(self.folder)
        self._task.begin(sum(self._sizes()))
        rows = self._content.rows["images"]
        with ThreadPoolExecutor(_WRITERS, "archive") as pool:
            pictures = list(_all(pool, self._picture, list(enumerate(rows, 1))))
            digests = [item for item in self._content.part_files.items() if item[1] is not None]
            parts = list(_all(pool, self._part, digests))
            files = tuple(file for _, _, some in pictures for file in some) + tuple(parts)
            list(_all(pool, self._sync, [file for file in files if not file.is_cache]))
        return StagedArchive(
            name,
            self._content,
            tuple((image, micro) for image, micro, _ in pictures),
            files,
            self.folder,
        )

    def _sizes(self) -> Iterator[int]:
        for row in self._content.rows["images"]:
            if self._content.picture_files[str(row["id"])] is not None:
                yield int(str(row["size_bytes"]))

    def _picture(
        self, numbered: tuple[int, Row]
    ) -> tuple[ImageFile, bytes | None, tuple[StagedFile, ...]]:
        """Check and unpack one picture."""
        number, row = numbered
        image = _image_of(row)
        name = self._content.picture_files[image.id]
        if name is None:
            return image, None, ()
        with self._memory.taken(image.width * image.height * _BYTES_A_PIXEL + image.size_bytes):
            self._task.check()
            data = self._entries.read(name, IMAGE_FILE_BYTES)
            previews = self._looked_at(image, number, name, data)
            files = [self._write(data, self._images.path_of(image))]
            for side_px, jpeg in previews.by_side().items():
                target = self._images.preview_path(image.id, side_px)
                files.append(self._write(jpeg, target, prefix=f"{side_px}-", is_cache=True))
        self._task.advance(image.size_bytes)
        crc = sealed(image.id, image.size_bytes, self._entries.crc_of(name))
        return replace_fields(image, sealed_crc=crc), previews.micro_rgb, tuple(files)

    def _looked_at(self, image: ImageFile, number: int, name: str, data: bytes) -> PreviewSet:
        if hashlib.sha256(data).hexdigest() != image.id:
            raise RefusedError(f"its picture {number}, {shown(name)}, is damaged")
        try:
            facts = self._check.inspect(data, name)
            said = (image.media_type, image.width, image.height, image.has_credentials)
            if (facts.media_type, facts.width, facts.height, facts.has_credentials) != said:
                raise RefusedError(f"its picture {number}, {shown(name)}, is not what it says")
            return self._check.previews(data, name)
        except ImageError as error:
            reason = error.message.split(". ")[0].rstrip(".")
            raise RefusedError(f"its picture {number} cannot be used: {reason}") from error

    def _part(self, item: tuple[str, str | None]) -> StagedFile:
        digest, name = item
        self._task.check()
        data = self._entries.read(str(name), IMAGE_FILE_BYTES)
        if hashlib.sha256(data).hexdigest() != digest:
            raise RefusedError(f"its part {shown(str(name))} is damaged")
        return self._write(data, self._images.part_data_path(digest))

    def _write(
        self, data: bytes, target: Path, *, prefix: str = "", is_cache: bool = False
    ) -> StagedFile:
        path = self.folder / f"{PART_PREFIX}{prefix}{target.name}"
        with plain_words(self._images.folder), path.open("wb") as file:
            file.write(data)
            if not is_cache:
                carry_to_disk(file, 0, len(data))
        return StagedFile(path, target, is_cache)

    def _sync(self, file: StagedFile) -> None:
        """Wait until a file is on the disk, after all were written.

        The first one to wait forces what the system notes of all files; the others find it done.
        """
        self._task.check()
        with plain_words(self._images.folder):
            sync_file(file.path)


class _Budget:
    """Lets so much memory be used at once; whoever needs more waits."""

    def __init__(self, total: int) -> None:
        self._free = total
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, count: int) -> Iterator[None]:
        """Use that much meanwhile; `count` is at most the whole."""
        with self._changed:
            self._changed.wait_for(lambda: self._free >= count)
            self._free -= count
        try:
            yield
        finally:
            with self._changed:
                self._free += count
                self._changed.notify_all()


def _all(
    pool: ThreadPoolExecutor, work: Callable[[Any], Any], items: Iterable[Any]
) -> Iterator[Any]:
    """Yield the results in order; after a failure nothing more begins."""
    futures = [pool.submit(work, item) for item in items]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _image_of(row: Row) -> ImageFile:
    values: dict[str, Any] = dict(row)
    values["media_type"] = MediaType(values["media_type"])
    values["origin"] = Origin(values["origin"])
    values["id"] = ImageId(values["id"])
    return ImageFile(**values)


def put_in_place(files: Iterable[StagedFile]) -> list[Path]:
    """Move staged files to where they belong, durably; return those that were not there before.

    Raises:
        OSError: What was moved so far was deleted again.
    """
    placed: list[Path] = []
    folders: set[Path] = set()
    try:
        for file in files:
            if file.target.exists() and _is_same(file):
                continue
            if file.is_cache:
                file.target.parent.mkdir(parents=True, exist_ok=True)
            else:
                file.path.chmod(0o444)
                folders |= _made_for(file.target)
            replace(file.path, file.target)
            placed.append(file.target)
        for folder in folders:
            sync_folder(folder)
    except BaseException:
        take_away(placed)
        raise
    return placed


def _made_for(target: Path) -> set[Path]:
    """Make the folder of a file; return the folders whose entries have to be forced to the disk.

    They are synced once, when all files are in their places: one by one, a folder for each file,
    a fresh library would wait for the disk more often than for all its pictures.
    """
    changed = {target.parent}
    folder = target.parent
    while not folder.is_dir():
        folder = folder.parent
        changed.add(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    return changed


def _is_same(file: StagedFile) -> bool:
    return file.is_cache or file.target.stat().st_size == file.path.stat().st_size


def take_away(paths: Iterable[Path]) -> None:
    """Delete files that were put into their places, and folders that are empty now."""
    for path in paths:
        path.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            try:
                folder.rmdir()
            except OSError:
                break  # something else lies in it
