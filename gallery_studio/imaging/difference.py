"""Where two pictures differ, shown as a picture. Safe to call from any thread."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageOps

from gallery_studio.records import dataclass, field

LONGEST_SIDE_PX = 2048
"""Longest side of a map: the size of the large preview, which any screen is content with."""
NOTICEABLE = 12
"""Steps of 255 by which a channel must differ to count: below it is the noise of JPEG."""

_CURVE = 0.6
"""Below 1: small differences are lifted, and large ones still differ from each other."""
_STRONGEST = 224
"""Of 255: what lies beneath stays recognizable everywhere."""
_DIMMED = 0.35
_MARK_RGB = (255, 159, 74)


@dataclass(frozen=True, slots=True)
class DifferenceMap:
    """Two pictures compared.

    Attributes:
        image: RGB, the size of the second picture within `LONGEST_SIDE_PX`: the second picture
            dimmed to grey, the differences glowing over it.
        changed_share: Part of the pixels that differ noticeably, 0 to 1.
    """

    image: Image.Image = field(repr=False)
    changed_share: float


def difference_map(first: Image.Image, second: Image.Image) -> DifferenceMap:
    """Compare two pictures pixel by pixel.

    Sizes may differ: the first is scaled to the second, cropped around its middle where the
    shapes differ too.

    Args:
        first: RGB or RGBA.
        second: RGB or RGBA.
    """
    after = ImageOps.contain(second.convert("RGB"), _within(second.size))
    before = ImageOps.fit(first.convert("RGB"), after.size)
    strength = _strongest_channel(ImageChops.difference(before, after))
    changed = sum(strength.histogram()[NOTICEABLE:])
    ground = after.convert("L").point([round(value * _DIMMED) for value in range(256)])
    glow = strength.point([_amplified(value) for value in range(256)])
    image = ground.convert("RGB")
    image.paste(_MARK_RGB, (0, 0, *after.size), glow)
    return DifferenceMap(image, changed / (after.width * after.height))


def _within(size: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, LONGEST_SIDE_PX / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _strongest_channel(difference: Image.Image) -> Image.Image:
    red, green, blue = difference.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _amplified(value: int) -> int:
    return 0 if value < NOTICEABLE else round(_STRONGEST * (value / 255) ** _CURVE)
