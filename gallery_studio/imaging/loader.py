"""The one way in for foreign pictures: files dropped, pasted, imported, and models' answers.

Safe to call from any thread; call it from a worker, since a full decode can take a second.
"""

from __future__ import annotations

import os
import stat
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from gallery_studio.domain.errors import ImageError
from gallery_studio.domain.image import MediaType
from gallery_studio.domain.limits import IMAGE_FILE_BYTES, IMAGE_PIXELS, IMAGE_SIDE_PX
from gallery_studio.imaging.color import to_srgb
from gallery_studio.imaging.containers import Container, ContainerError, read_container
from gallery_studio.imaging.exif import UPRIGHT
from gallery_studio.imaging.sniff import ALLOWED_LABELS, describe, sniff
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from pathlib import Path

_NAME_CHARACTERS = 80
_MEGA = 1024 * 1024
_FORMATS = {
    MediaType.PNG: "PNG",
    MediaType.JPEG: "JPEG",
    MediaType.WEBP: "WEBP",
    MediaType.GIF: "GIF",
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class CheckedImage:
    """What is known about a picture whose bytes may be kept.

    Attributes:
        media_type: Sniffed.
        width: Width in pixels after the EXIF orientation is applied.
        height: Height in pixels after the EXIF orientation is applied.
        frames: Number of frames; above 1 the picture moves and the studio shows the first.
        has_credentials: Whether it carries content credentials (a C2PA box).
        is_turned: Whether the bytes hold it mirrored or on its side, and EXIF sets it right.
    """

    media_type: MediaType
    width: int
    height: int
    frames: int
    has_credentials: bool
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class LoadedImage:
    """A picture, decoded.

    Attributes:
        media_type: Of the bytes it came from.
        image: RGB or RGBA, sRGB, upright, the first frame.
        width: Width of the stored picture in pixels, upright.
        height: Height of the stored picture in pixels, upright.
        frames: Number of frames of the stored picture.
        has_credentials: Whether the bytes carry content credentials.
        is_turned: Whether the bytes hold it otherwise, and EXIF set it right.
    """

    media_type: MediaType
    image: Image.Image = field(repr=False)
    width: int
    height: int
    frames: int
    has_credentials: bool
    is_turned: bool = False

    @property
    def checked(self) -> CheckedImage:
        """The facts without the pixels."""
        return CheckedImage(
            self.media_type,
            self.width,
            self.height,
            self.frames,
            self.has_credentials,
            self.is_turned,
        )


def read_image_file(path: Path) -> bytes:
    """Return a file's bytes; never waits on a pipe or device and never reads beyond the limit.

    Raises:
        ImageError: It is not a regular file, is too large, or cannot be read.
    """
    name = _shown(path.name)
    try:
        # Before opening: even the opening of some devices has effects.
        _check_regular(path.stat(), name)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            _check_regular(os.fstat(file.fileno()), name)
            data = file.read(IMAGE_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise ImageError(f"{name} is not there any more. Choose it again.") from error
    except PermissionError as error:
        raise ImageError(f"{name} may not be read. Check its permissions.") from error
    except (OSError, ValueError) as error:
        raise ImageError(f"{name} cannot be read. Copy it to this computer first.") from error
    _check_length(len(data), name)
    return data


def inspect(data: bytes, *, name: str = "") -> CheckedImage:
    """Check format and limits without decoding: cheap, a few milliseconds at most.

    A picture that passes may still be damaged inside; what is announced as a model's answer goes
    through `load_image` or `previews.previews_of`.

    Args:
        data: The file's bytes.
        name: What the person calls it, for the error's text.

    Raises:
        ImageError: It is not a picture of an allowed format, or exceeds a limit.
    """
    return _checked(*_contained(data, _shown(name)))


def load_image(data: bytes, *, name: str = "") -> LoadedImage:
    """Decode a picture wholly.

    Args:
        data: The file's bytes.
        name: What the person calls it, for the error's text.

    Raises:
        ImageError: It is not a picture of an allowed format, exceeds a limit or is damaged.
    """
    return load_scaled(data, None, name=name)


def load_scaled(data: bytes, longest_side_px: int | None, *, name: str = "") -> LoadedImage:
    """Decode all of a picture, but where the format can, make only the pixels that are needed.

    A JPEG is decoded at 1/2, 1/4 or 1/8; all its data is read and checked all the same.

    Args:
        data: The file's bytes.
        longest_side_px: The longest side of `LoadedImage.image` is at least this, unless the
            picture is smaller. None decodes at full size.
        name: What the person calls it, for the error's text.

    Raises:
        ImageError: It is not a picture of an allowed format, exceeds a limit or is damaged.
    """
    shown = _shown(name)
    media_type, container = _contained(data, shown)
    try:
        image = _decoded(media_type, container, longest_side_px)
    except MemoryError as error:
        raise ImageError(
            f"There is not enough memory to open {shown}. Close something and try again."
        ) from error
    except Exception as error:
        # Pillow's decoders raise nearly every type there is (Source: reliability, 3).
        raise _damaged(shown, media_type, "whose pixels cannot be read") from error
    facts = _checked(media_type, container)
    return LoadedImage(
        media_type,
        image,
        facts.width,
        facts.height,
        facts.frames,
        facts.has_credentials,
        facts.is_turned,
    )


def _contained(data: bytes, name: str) -> tuple[MediaType, Container]:
    """Return what the file says of itself, within the limits."""
    _check_length(len(data), name)
    media_type = sniff(data)
    if media_type is None:
        raise _not_a_picture(name, describe(data))
    try:
        container = read_container(data, media_type)
    except ContainerError as error:
        raise _damaged(name, media_type, str(error)) from error
    _check_size(container.width, container.height, name)
    return media_type, container


def _checked(media_type: MediaType, container: Container) -> CheckedImage:
    width, height = container.width, container.height
    if container.is_sideways:
        width, height = height, width
    return CheckedImage(
        media_type,
        width,
        height,
        container.frames,
        container.has_credentials,
        is_turned=container.orientation != UPRIGHT,
    )


def _decoded(media_type: MediaType, container: Container, side_px: int | None) -> Image.Image:
    """Return the first frame, sRGB and upright."""
    if media_type is MediaType.WEBP:
        # Image.open loads only Pillow's five basic plug-ins by itself; asked for any other format
        # it would load them all, Ghostscript's and every archive parser among them.
        from PIL import WebPImagePlugin  # noqa: F401
    data = container.picture_bytes()
    with Image.open(BytesIO(data), formats=(_FORMATS[media_type],)) as image:
        # All at once: in pieces of 64 KB the decoder would ask for the interpreter's lock each time
        image.decodermaxblock = len(data)
        if image.size != (container.width, container.height):
            raise ContainerError("whose sizes contradict each other")
        if side_px is not None:
            factor = min(1.0, side_px / max(image.size))
            image.draft(None, (_scaled(image.width, factor), _scaled(image.height, factor)))
        image.load()
        upright = to_srgb(image)
    turn = _TURNS.get(container.orientation)
    return upright if turn is None else upright.transpose(turn)


def _scaled(side_px: int, factor: float) -> int:
    return max(1, round(side_px * factor))


def _check_regular(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise ImageError(f"{name} is a folder, not a picture. Choose the pictures inside it.")
    if not stat.S_ISREG(status.st_mode):
        raise ImageError(f"{name} is not a file but a device or pipe. Choose a picture file.")
    _check_length(status.st_size, name)


def _check_length(size_bytes: int, name: str) -> None:
    if size_bytes > IMAGE_FILE_BYTES:
        raise ImageError(
            f"{name} has {size_bytes / _MEGA:,.0f} MB; the limit is {IMAGE_FILE_BYTES // _MEGA} MB."
            " Make it smaller and try again."
        )


def _check_size(width: int, height: int, name: str) -> None:
    if width * height > IMAGE_PIXELS:
        limit = f"{IMAGE_PIXELS // 1_000_000} megapixels"
    elif max(width, height) > IMAGE_SIDE_PX:
        limit = f"{IMAGE_SIDE_PX:,} pixels a side"
    else:
        return
    raise ImageError(
        f"{name} is {width:,} × {height:,} pixels; the limit is {limit}. "
        "Make it smaller and try again."
    )


def _damaged(name: str, media_type: MediaType, why: str) -> ImageError:
    return _not_a_picture(name, f"a damaged {media_type.label} {why}")


def _not_a_picture(name: str, content: str) -> ImageError:
    return ImageError(
        f"{name} is not a picture this program can read (it contains {content}). "
        f"Allowed: {ALLOWED_LABELS}."
    )


def _shown(name: str) -> str:
    """Return a name fit for a sentence: one line, printable, not too long."""
    clean = "".join(letter if letter.isprintable() else "�" for letter in name).strip()
    if len(clean) > _NAME_CHARACTERS:
        clean = f"{clean[: _NAME_CHARACTERS // 2]}…{clean[-_NAME_CHARACTERS // 2 :]}"
    return clean or "This picture"
