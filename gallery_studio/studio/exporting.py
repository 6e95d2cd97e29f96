"""Copies pictures out of the library: the received bytes, under readable names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.naming import picture_stem
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.image import ImageFile, MediaType
    from gallery_studio.library.images import ImageStore


def save_picture(images: ImageStore, image: ImageFile, target: Path) -> None:
    """Write a picture's untouched bytes to a file, whole or not at all.

    Raises:
        LibraryError: The picture cannot be read.
        StudioError: The file cannot be written; an older one of that name is untouched.
    """
    data = images.read(image)
    try:
        handle, name = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StudioError(
            f"{target.name} could not be saved to {target.parent} ({error.strerror}). "
            "Choose another folder."
        ) from error


def save_pictures(
    images: ImageStore, pictures: Sequence[tuple[ImageFile, str]], folder: Path
) -> int:
    """Write pictures into a folder under names made from their captions; return how many.

    Nothing that lies there is overwritten.

    Raises:
        LibraryError: A picture cannot be read.
        StudioError: A file cannot be written.
    """
    for image, caption in pictures:
        save_picture(images, image, free_name(folder, caption, image.media_type.suffix))
    return len(pictures)


def free_name(folder: Path, caption: str, suffix: str) -> Path:
    """Return a path in the folder that nothing has yet, made from a caption."""
    stem = picture_stem(caption)
    path = folder / f"{stem}.{suffix}"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.{suffix}"
        number += 1
    return path


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A picture made ready for other programs.

    Attributes:
        path: A copy of its file under a readable name.
        media_type: Of the file.
    """

    path: Path
    media_type: MediaType


def prepare_files(
    images: ImageStore, pictures: Sequence[tuple[ImageFile, str]], folder: Path
) -> tuple[PreparedPicture, ...]:
    """Copy pictures into a new folder inside a private one, named by their captions.

    A copy, never a link: another program may write into what it was given.

    Raises:
        LibraryError: A picture cannot be read.
        StudioError: A file cannot be written.
    """
    try:
        fresh = Path(tempfile.mkdtemp(dir=folder))
    except OSError as error:
        raise StudioError(
            f"The picture could not be made ready for other programs ({error.strerror})."
        ) from error
    prepared = []
    for image, caption in pictures:
        path = free_name(fresh, caption, image.media_type.suffix)
        save_picture(images, image, path)
        prepared.append(PreparedPicture(path, image.media_type))
    return tuple(prepared)
