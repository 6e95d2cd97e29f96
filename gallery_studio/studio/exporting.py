"""Copies pictures out of the library: the received bytes, under readable names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.naming import file_stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.image import ImageFile
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
    stem = file_stem(caption)
    path = folder / f"{stem}.{suffix}"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.{suffix}"
        number += 1
    return path
