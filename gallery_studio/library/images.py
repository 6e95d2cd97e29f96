"""Picture files: the received bytes under their SHA-256, their previews and their records."""

from __future__ import annotations

import hashlib
import json
import os
import time
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.ids import ImageId
from gallery_studio.library.errors import plain_words
from gallery_studio.library.files import (
    PART_PREFIX,
    sync_folder,
    write_durably,
    write_whole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gallery_studio.domain.image import ImageFile, MediaType, PreviewSet

_STALE_PART_S = 3600.0


class ImageStore:
    """The files of a library. Knows no database; any thread may use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """The library folder."""
        return self._folder

    def store_file(self, data: bytes, media_type: MediaType) -> ImageId:
        """Store a picture's bytes, untouched; once this returns, no crash can lose them.

        The same bytes are the same file.

        Raises:
            LibraryError: The disk is full or cannot be written; nothing was left behind.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self._folder / "images" / digest[:2] / f"{digest}.{media_type.suffix}"
        self._store(path, data)
        return ImageId(digest)

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
        digest = hashlib.sha256(data).hexdigest()
        self._store(self.part_data_path(digest), data)
        return digest

    def _store(self, path: Path, data: bytes) -> None:
        with plain_words(self._folder):
            if path.exists() and path.stat().st_size == len(data):
                # another thread may have put it there a moment ago: make its name durable too
                sync_folder(path.parent)
            else:
                write_durably(path, data, is_kept_read_only=True)

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
        if hashlib.sha256(self.read(image)).hexdigest() != image.id:
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
