"""All previews of a picture from one decode; any thread, a worker by choice.

Each size is made from the next larger one: scaling 4096 px to 64 px at paint time looks as bad as
taking every 64th pixel, and costs more.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from gallery_studio.domain.image import MICRO_SIDE_PX, PREVIEW_SIDES_PX, PreviewSet
from gallery_studio.imaging.loader import load_scaled

if TYPE_CHECKING:
    from gallery_studio.imaging.loader import CheckedImage, LoadedImage

GROUND_RGB = (190, 190, 190)
"""What transparent pictures stand on in previews: neutral, and far from both themes' canvas."""

_QUALITY = 85
_REDUCING_GAP = 1.0
"""Whole factors are averaged, the rest is filtered: 48 dB and more from Lanczos in one step, at
a tenth of its time."""
_LARGE_PX = PREVIEW_SIDES_PX[-1]
_SMALL_SIDES_PX = PREVIEW_SIDES_PX[:-1]


def previews_of(
    data: bytes, name: str = "", *, with_large: bool = True
) -> tuple[CheckedImage, PreviewSet]:
    """Check bytes and make their previews with one decode: the way of an arriving answer.

    All the data is decoded, so a picture that passes is whole.

    Args:
        data: The file's bytes.
        name: What the person calls it, for the error's text.
        with_large: Whether to make the 2048 px preview too; without it a large JPEG takes half
            the time.

    Raises:
        ImageError: It is not a picture of an allowed format, exceeds a limit or is damaged.
    """
    largest_px = _LARGE_PX if with_large else _SMALL_SIDES_PX[-1]
    loaded = load_scaled(data, largest_px, name=name)
    return loaded.checked, make_previews(loaded, with_large=with_large)


def make_previews(loaded: LoadedImage, *, with_large: bool = True) -> PreviewSet:
    """Return the previews of a decoded picture; no JPEG is larger than the picture.

    Args:
        loaded: Decoded at 2048 px or more, or at 768 px without the large one.
        with_large: Whether to make the 2048 px preview of a picture larger than 768 px.
    """
    image, large = loaded.image, None
    if with_large and max(image.size) > _SMALL_SIDES_PX[-1]:
        image = _on_ground(shrunk(image, _LARGE_PX))
        large = _jpeg(image)
    jpegs: dict[int, bytes] = {}
    for side_px in reversed(_SMALL_SIDES_PX):
        image = _on_ground(shrunk(image, side_px))
        jpegs[side_px] = _jpeg(image)
    return PreviewSet(_micro(image), jpegs[64], jpegs[256], jpegs[768], large)


def shrunk(image: Image.Image, longest_side_px: int) -> Image.Image:
    """Return the picture with its longest side at most `longest_side_px`; itself if it fits."""
    factor = longest_side_px / max(image.size)
    if factor >= 1:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=_REDUCING_GAP)


def _on_ground(image: Image.Image) -> Image.Image:
    """Return the picture without transparency."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, GROUND_RGB)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _micro(image: Image.Image) -> bytes:
    """Return the whole picture squeezed into 16 × 16 px, raw RGB."""
    return image.resize((MICRO_SIDE_PX, MICRO_SIDE_PX), Image.Resampling.BOX).tobytes()


def _jpeg(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()
