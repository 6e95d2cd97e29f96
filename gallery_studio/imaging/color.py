"""Any decoded picture becomes 8-bit sRGB, RGB or RGBA."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_log = logging.getLogger(__name__)


def to_srgb(image: Image) -> Image:
    """Return a picture as RGB or, where it has transparency, RGBA in sRGB; any thread.

    16-bit grey is scaled by 1/257 (Pillow's own conversion clips it to white). An embedded
    profile is applied; a broken one, or one of another colour space, is ignored.

    Args:
        image: Loaded, of any mode a PNG, JPEG, WebP or GIF can have.
    """
    profile = image.info.get("icc_profile")
    image = _eight_bit(image)
    converted = _through_profile(image, profile) if isinstance(profile, bytes) and profile else None
    if converted is None:
        mode = _mode_for(image)
        converted = image if image.mode == mode else image.convert(mode)
    converted.info = {}
    return converted


def _eight_bit(image: Image) -> Image:
    """Scale 16-bit grey to 8 bits."""
    if not image.mode.startswith("I"):
        return image
    # The key colour of a transparent 16-bit grey has no counterpart among 256 greys.
    image.info.pop("transparency", None)
    return image.point(lambda value: value * (1 / 257) + 0.5).convert("L")


def _mode_for(image: Image) -> str:
    return "RGBA" if image.has_transparency_data else "RGB"


def _through_profile(image: Image, icc: bytes) -> Image | None:
    """Return the picture in sRGB, or None where the profile cannot or need not be applied."""
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        space = profile.profile.xcolor_space.strip()
        if "sRGB" in (profile.profile.profile_description or ""):
            return None
        source = _in_space(image, space)
        if source is None:
            return None
        return ImageCms.profileToProfile(
            source,
            profile,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGBA" if source.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        _log.info("A picture's colour profile is broken and was left out: %s", error)
        return None


def _in_space(image: Image, space: str) -> Image | None:
    """Return the picture in the colour space a profile speaks of, or None if it is another's."""
    if space == "RGB" and image.mode != "CMYK":
        return image.convert(_mode_for(image))
    if space == "GRAY" and image.mode == "L" and not image.has_transparency_data:
        return image
    return image if space == image.mode == "CMYK" else None
