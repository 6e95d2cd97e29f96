"""Picture files: the received bytes under their SHA-256, their previews and their records."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import PREVIEW_SIDES_PX
from gallery_studio.library.errors import plain_words
from gallery_studio.library.files import PART_PREFIX, sync_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gallery_studio.domain.image import ImageFile, MediaType, PreviewSet
    from gallery_studio.library.arriving import Arrival

_STALE_PART_S = 3600.0
_REUSED_S = 600.0
"""How long a file stays that was found again while it was stored: its row may be on its way."""


class ImageStore:
    """The files of a library. Knows no database; any thread may use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._reused: dict[Path, float] = {}
        self._known_folders: set[Path] = set()
        """Folders whose own entries are on the disk for certain."""

    @property
    def folder(self) -> Path:
        """The library folder."""
        return self._folder

    def arriving(self, data: bytes) -> Arrival:
        """Begin to store a picture's bytes beside what the caller's ``with`` block does.

        `keep` makes them a picture of the library; else leaving the block removes them again.
        """
        return self._arrival("images", data)

    def keep(self, arrival: Arrival, media_type: MediaType) -> ImageId:
        """Keep a picture's bytes, untouched; once this returns, no crash can lose them.

        The same bytes are the same file.

        Raises:
            LibraryError: The disk is full or cannot be written; nothing was left behind.
        """
        digest = arrival.digest()
        self._put(arrival, self._folder / "images" / digest[:2] / f"{digest}.{media_type.suffix}")
        return ImageId(digest)

    def store_file(self, data: bytes, media_type: MediaType) -> ImageId:
        """Store a picture's bytes and wait for the disk; see `keep`."""
        with self.arriving(data) as arrival:
            return self.keep(arrival, media_type)

    def store_previews(self, image_id: ImageId, previews: PreviewSet) -> None:
        """Store the previews of a picture. They can be made again, so no disk is waited for.

        Raises:
            LibraryError: The disk is full or cannot be written.
        """
        with plain_words(self._folder):
            for side_px, jpeg in previews.by_side().items():
                write_whole(self.preview_path(image_id, side_px), jpeg)

    def store_record(self, image: ImageFile, record: Mapping[str, Any]) -> None:
        """Write what is known of a picture beside it, so that a lost database can be rebuilt.

        Raises:
            LibraryError: The disk is full or cannot be written.
        """
        text = json.dumps(record, ensure_ascii=False, indent=1)
        with plain_words(self._folder):
            write_whole(self.record_path(image.id), text.encode())

    def store_part_data(self, data: bytes) -> str:
        """Store inline bytes of a model's answer that are not its picture; return their SHA-256.

        Raises:
            LibraryError: The disk is full or cannot be written.
        """
        with self._arrival("parts", data) as arrival:
            digest = arrival.digest()
            self._put(arrival, self.part_data_path(digest))
        return digest

    def _arrival(self, top: str, data: bytes) -> Arrival:
        from gallery_studio.library.arriving import Arrival  # not at the start: it loads OpenSSL

        return Arrival(self._folder / top, data)

    def _put(self, arrival: Arrival, path: Path) -> None:
        with plain_words(self._folder):
            if not self._is_reused(path, arrival.size_bytes):
                arrival.put(path)
            # also when another thread has put it there a moment ago
            self._sync(path.parent)

    def _sync(self, folder: Path) -> None:
        """Force a folder's entries to the disk, and its own where that may not be there yet."""
        sync_folder(folder)
        if folder not in self._known_folders:
            sync_folder(folder.parent)
            self._known_folders.add(folder)

    def _is_reused(self, path: Path, size_bytes: int) -> bool:
        """Return whether a file is there already; then it is not removed for a while."""
        with self._lock:
            is_there = path.exists() and path.stat().st_size == size_bytes
            if is_there:
                self._reused[path] = time.monotonic()
            return is_there

    def remove(self, image: ImageFile) -> bool:
        """Delete a picture that no row names any more, with its previews and its record.

        The same bytes may be on their way into the library again, with the file there and the row
        not yet: such a file stays.

        Returns:
            Whether the file is gone.

        Raises:
            LibraryError: The folder cannot be written.
        """
        path = self.path_of(image)
        with plain_words(self._folder):
            if not self._unlink(path):
                return False
            self.record_path(image.id).unlink(missing_ok=True)
            for side_px in PREVIEW_SIDES_PX:
                self.preview_path(image.id, side_px).unlink(missing_ok=True)
        return True

    def remove_part_data(self, digest: str) -> None:
        """Delete inline bytes of a model's answer that no row names any more.

        Raises:
            LibraryError: The folder cannot be written.
        """
        with plain_words(self._folder):
            self._unlink(self.part_data_path(digest))

    def _unlink(self, path: Path) -> bool:
        with self._lock:
            since_s = time.monotonic() - self._reused.get(path, -_REUSED_S)
            if since_s < _REUSED_S:
                return False
            path.unlink(missing_ok=True)
            return True

    def path_of(self, image: ImageFile) -> Path:
        """Return where a picture lies."""
        return self._folder / image.relative_path

    def preview_path(self, image_id: ImageId, side_px: int) -> Path:
        """Return where the preview of a picture lies, or would."""
        return self._folder / "previews" / str(side_px) / image_id[:2] / f"{image_id}.jpg"

    def record_path(self, image_id: ImageId) -> Path:
        """Return where the record beside a picture lies, or would."""
        return self._folder / "images" / image_id[:2] / f"{image_id}.json"

    def part_data_path(self, digest: str) -> Path:
        """Return where inline bytes of a model's answer lie, or would."""
        return self._folder / "parts" / digest[:2] / f"{digest}.bin"

    def read(self, image: ImageFile) -> bytes:
        """Return a picture's bytes.

        Raises:
            LibraryError: The file is missing, was changed by another program, or is unreadable.
        """
        data = self._read(self.path_of(image))
        if len(data) != image.size_bytes:
            raise LibraryError(
                LibraryErrorKind.DAMAGED,
                f"The picture file {image.relative_path} was changed by another program"
                f" ({len(data)} bytes instead of {image.size_bytes}). Bring it back from a copy.",
            )
        return data

    def read_part_data(self, digest: str) -> bytes:
        """Return inline bytes of a model's answer by their SHA-256.

        Raises:
            LibraryError: The file is missing or unreadable.
        """
        return self._read(self.part_data_path(digest))

    def _read(self, path: Path) -> bytes:
        try:
            with plain_words(self._folder):
                return path.read_bytes()
        except LibraryError as error:
            if not path.exists():
                name = path.relative_to(self._folder).as_posix()
                raise LibraryError(
                    LibraryErrorKind.NOT_FOUND,
                    f"File missing: {name}. Put it back into the library folder, or delete the"
                    " card.",
                ) from error
            raise

    def verify(self, image: ImageFile) -> None:
        """Check that a picture's bytes are the received ones.

        Raises:
            LibraryError: The file is missing or differs.
        """
        if _sha256(self.read(image)) != image.id:
            raise LibraryError(
                LibraryErrorKind.DAMAGED,
                f"The picture file {image.relative_path} is damaged. Bring it back from a copy.",
            )

    def sweep(self, now_s: float | None = None) -> int:
        """Delete unfinished files older than an hour; return how many. Runs in the background.

        Args:
            now_s: Seconds since 1970; now when left out.
        """
        stale_before_s = (time.time() if now_s is None else now_s) - _STALE_PART_S
        removed = 0
        for root, _, names in os.walk(self._folder):
            for name in names:
                if name.startswith(PART_PREFIX):
                    removed += _removed_if_stale(root, name, stale_before_s)
        return removed


def _removed_if_stale(root: str, name: str, stale_before_s: float) -> bool:
    """Delete a file if it is older than the given time; one that another sweep took is fine."""
    path = os.path.join(root, name)  # noqa: PTH118 - os.walk of a large library speaks text
    try:
        if os.stat(path).st_mtime >= stale_before_s:  # noqa: PTH116
            return False
        os.unlink(path)  # noqa: PTH108
    except FileNotFoundError:
        return False
    return True


def _sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes; OpenSSL is loaded with the first picture, not at the start."""
    import hashlib

    return hashlib.sha256(data).hexdigest()
