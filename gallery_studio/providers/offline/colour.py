"""Colours as the offline model mixes them: sRGB triples, blended in OKLab.

OKLab keeps blends from turning grey or muddy half-way, which plain RGB does.
Source: https://bottosson.github.io/posts/oklab/
"""

from __future__ import annotations

import math
from functools import lru_cache

Rgb = tuple[int, int, int]
"""Red, green and blue, 0 to 255, sRGB."""

Lab = tuple[float, float, float]
"""Lightness 0 to 1, and the green-red and blue-yellow axes of OKLab."""


def from_hex(text: str) -> Rgb:
    """Return the colour written as ``rrggbb``, with or without ``#``."""
    digits = text.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Return `first` with `share` (0 to 1) of `second`, blended in OKLab."""
    a, b = to_lab(first), to_lab(second)
    lightness, green_red, blue_yellow = (x + (y - x) * share for x, y in zip(a, b, strict=True))
    return from_lab((lightness, green_red, blue_yellow))


def lighten(colour: Rgb, amount: float) -> Rgb:
    """Return the colour `amount` lighter (below 0: darker) on OKLab's scale of 0 to 1."""
    lightness, a, b = to_lab(colour)
    return from_lab((min(0.99, max(0.02, lightness + amount)), a, b))


def at_lightness(colour: Rgb, lightness: float) -> Rgb:
    """Return the colour's hue and chroma at another OKLab lightness (0 to 1)."""
    _, a, b = to_lab(colour)
    return from_lab((lightness, a, b))


def saturate(colour: Rgb, factor: float) -> Rgb:
    """Return the colour with its chroma multiplied by `factor`."""
    lightness, a, b = to_lab(colour)
    return from_lab((lightness, a * factor, b * factor))


def turn(colour: Rgb, degrees: float) -> Rgb:
    """Return the colour with its hue turned by `degrees`."""
    lightness, a, b = to_lab(colour)
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return from_lab((lightness, a * cos - b * sin, a * sin + b * cos))


def tint(colour: Rgb, towards: Rgb, share: float) -> Rgb:
    """Return the colour with `share` of another's hue and chroma, its own lightness kept."""
    lightness, a, b = to_lab(colour)
    _, to_a, to_b = to_lab(towards)
    return from_lab((lightness, a + (to_a - a) * share, b + (to_b - b) * share))


def luminance(colour: Rgb) -> float:
    """Return the OKLab lightness, 0 to 1."""
    return to_lab(colour)[0]


@lru_cache(maxsize=4096)
def to_lab(colour: Rgb) -> Lab:
    """Return the colour in OKLab."""
    red, green, blue = (_to_linear(channel / 255) for channel in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


@lru_cache(maxsize=4096)
def from_lab(lab: Lab) -> Rgb:
    """Return the nearest sRGB colour."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _to_byte(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _to_byte(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _to_byte(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _to_linear(value: float) -> float:
    """Return the linear light of an sRGB channel, both 0 to 1."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _to_byte(value: float) -> int:
    """Return the sRGB byte of a linear channel."""
    clipped = min(1.0, max(0.0, value))
    encoded = 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055
    return round(encoded * 255)
