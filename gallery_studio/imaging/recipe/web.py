"""Pictures as they go onto the web: small enough, upright, sRGB, and nothing else in them."""

from __future__ import annotations

from io import BytesIO

from gallery_studio.imaging.loader import load_scaled
from gallery_studio.imaging.previews import shrunk

WEB_SIDE_PX = 2_048
_QUALITY = 88


def for_web(data: bytes, name: str = "") -> bytes:
    """Return a picture made anew: longest side at most 2,048 px, JPEG, or WebP if transparent.

    Args:
        data: The stored bytes.
        name: What the person calls it, for the error's text.

    Raises:
        ImageError: It is not a picture of an allowed format, exceeds a limit or is damaged.
    """
    image = shrunk(load_scaled(data, WEB_SIDE_PX, name=name).image, WEB_SIDE_PX)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    stream = BytesIO()
    if image.mode == "RGBA":
        # Without this, saving as WebP would load every plug-in of Pillow.
        from PIL import WebPImagePlugin  # noqa: F401

        image.save(stream, "WEBP", quality=_QUALITY)
    else:
        image.save(stream, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return stream.getvalue()
