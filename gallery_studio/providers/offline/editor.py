"""Edits a picture by the words of a message, one step after the other."""

from __future__ import annotations

import io
import random
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.limits import IMAGE_PIXELS
from gallery_studio.providers.offline.edit_words import EditStep, read_edit
from gallery_studio.providers.offline.edits import EDITS, crop_to_ratio
from gallery_studio.providers.offline.painting import PaintingStoppedError
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.providers.offline.texture import Size

ABILITIES = (
    "brighter, darker, warmer, cooler, more or less contrast or colour, black and white, sepia, "
    "tint, blur, sharpen, glow, vignette, grain, invert, rotate, flip, crop to a ratio, zoom in, "
    "border, night, sunset, snow, rain, fog"
)
"""What the offline model can do to a picture, for its replies."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


@dataclass(frozen=True, slots=True)
class EditedPicture:
    """An edited picture and what was done to it.

    Attributes:
        image: The picture, RGB.
        done: What was done, in order, such as ``("warmer", "black and white")``.
        missed: Parts of the message that could not be followed, as written.
    """

    image: Image.Image
    done: tuple[str, ...]
    missed: tuple[str, ...]


def decode(data: bytes) -> Image.Image:
    """Return the first frame of a PNG, JPEG, WebP or GIF as RGB, upright, on white.

    Raises:
        ProviderError: The bytes are no such picture, or it is larger than the limits.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                if opened.width * opened.height > IMAGE_PIXELS:
                    raise _unreadable("is too large")
                return _flattened(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as error:
        raise _unreadable("cannot be read") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _unreadable("is too large") from error


def edit(
    source: Image.Image,
    message: str,
    seed: int,
    ratio: str | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> EditedPicture:
    """Return the picture with the message's edits applied in their order.

    Args:
        source: The picture, RGB.
        message: The words.
        seed: What grain, snow and stars are scattered by.
        ratio: The aspect ratio asked for beside the words, or None to keep the picture's own.
        is_stopped: Asked between steps, from the editing thread.

    Raises:
        PaintingStoppedError: `is_stopped` said so.
    """
    plan = read_edit(message)
    rng = random.Random(seed)
    image, done = source, []
    for step in plan.steps:
        if is_stopped():
            raise PaintingStoppedError
        image = EDITS[step.name].apply(image, step, rng)
        done.append(_said(step))
    if ratio is not None and not any(step.name == "crop" for step in plan.steps):
        cropped = crop_to_ratio(image, ratio)
        if cropped.size != image.size and not _is_same_shape(image.size, ratio):
            image = cropped
            done.append(f"cropped to {ratio}")
    return EditedPicture(image, tuple(done), plan.missed)


def fitted(image: Image.Image, area: int) -> Image.Image:
    """Return the picture with about `area` pixels, its shape kept; a near miss is left alone."""
    scale = (area / (image.width * image.height)) ** 0.5
    if 0.95 < scale < 1.05:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _said(step: EditStep) -> str:
    """Return an edit as the reply names it."""
    done = EDITS[step.name].done
    if step.name == "crop":
        return f"cropped to {step.ratio}"
    if step.strength < 1:
        return f"{done} (a little)"
    return f"{done} (strongly)" if step.strength > 1 else done


def _is_same_shape(size: Size, ratio: str) -> bool:
    """Whether a picture has an aspect ratio but for the rounding of models' sizes."""
    across, down = (int(part) for part in ratio.split(":"))
    return abs(size[0] / size[1] / (across / down) - 1) < 0.03


def _flattened(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, transparency laid on white."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")


def _unreadable(why: str) -> ProviderError:
    return ProviderError(
        ProviderErrorKind.BAD_REQUEST,
        f"The picture to edit {why}. Choose another picture, or bring this one in again.",
        retryable=False,
    )
