"""Gradients, noise and tone curves: the materials every scene is painted with.

All noise comes from `random.Random`, never from Pillow's `effect_noise`, which cannot be seeded.
Noise is made small and scaled up: cells are counted over the shorter side, so the same seed gives
the same pattern at every size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageOps

from gallery_studio.providers.offline.colour import Rgb, mix

if TYPE_CHECKING:
    import random

Size = tuple[int, int]
"""Width and height in pixels."""

Stops = Sequence[tuple[float, Rgb]]
"""Positions (0 to 1, rising) and their colours."""

_RAMP_STEPS = 512
_NOISE_SIDE = 640


def colour_at(stops: Stops, position: float) -> Rgb:
    """Return the colour of a gradient at `position`."""
    previous_at, previous = stops[0]
    for at, colour in stops:
        if position <= at:
            span = at - previous_at
            return colour if span <= 0 else mix(previous, colour, (position - previous_at) / span)
        previous_at, previous = at, colour
    return previous


def vertical(size: Size, stops: Stops) -> Image.Image:
    """Return an RGB picture whose rows run through `stops` from top to bottom."""
    column = Image.new("RGB", (1, _RAMP_STEPS))
    column.putdata([colour_at(stops, i / (_RAMP_STEPS - 1)) for i in range(_RAMP_STEPS)])
    return column.resize(size, Image.Resampling.BICUBIC)


def horizontal(size: Size, stops: Stops) -> Image.Image:
    """Return an RGB picture whose columns run through `stops` from left to right."""
    turned = vertical((size[1], size[0]), stops)
    return turned.transpose(Image.Transpose.TRANSPOSE)


def ramp(size: Size, values: Sequence[int], *, is_vertical: bool = True) -> Image.Image:
    """Return an L picture running evenly through `values` (0 to 255)."""
    line = Image.new("L", (1, len(values)) if is_vertical else (len(values), 1))
    line.putdata(list(values))
    return line.resize(size, Image.Resampling.BICUBIC)


def curve(function: Callable[[float], float]) -> list[int]:
    """Return a 256-entry table for `Image.point` from a function of 0…1 to 0…1."""
    return [round(255 * min(1.0, max(0.0, function(i / 255)))) for i in range(256)]


def power(exponent: float) -> list[int]:
    """Return a table that raises every value to a power: above 1 darker, below 1 lighter."""
    return curve(lambda value: math.pow(value, exponent))


def ceiling(most: int) -> list[int]:
    """Return a table that scales 0…255 to 0…`most`."""
    return [round(value * most / 255) for value in range(256)]


def smoothstep(low: float, high: float) -> list[int]:
    """Return a table that rises smoothly from 0 at `low` to 255 at `high` (0 to 1)."""

    def rise(value: float) -> float:
        t = min(1.0, max(0.0, (value - low) / (high - low)))
        return t * t * (3 - 2 * t)

    return curve(rise)


def gradient_map(tones: Image.Image, stops: Stops) -> Image.Image:
    """Return an RGB picture in which each L tone takes its colour from `stops`."""
    colours = [colour_at(stops, i / 255) for i in range(256)]
    table = [colour[channel] for channel in range(3) for colour in colours]
    return Image.merge("RGB", (tones, tones, tones)).point(table)


def noise(
    size: Size, cells: float, rng: random.Random, *, octaves: int = 4, stretch: float = 1.0
) -> Image.Image:
    """Return smooth fractal noise, L, over the whole range 0 to 255.

    Args:
        size: Pixels of the result.
        cells: Blobs over the shorter side, in the first octave.
        rng: Where the randomness comes from.
        octaves: Layers, each twice as fine and half as strong.
        stretch: Above 1 makes the blobs that much wider than high.
    """
    shorter = min(size)
    small = _shrunk(size)
    result: Image.Image | None = None
    strength = 0.5
    for octave in range(octaves):
        scale = cells * 2**octave / shorter
        grid = (
            max(2, round(size[0] * scale / stretch) + 1),
            max(2, round(size[1] * scale) + 1),
        )
        layer = Image.frombytes("L", grid, rng.randbytes(grid[0] * grid[1]))
        layer = layer.resize(small, Image.Resampling.BICUBIC)
        result = layer if result is None else Image.blend(result, layer, strength)
        strength *= 0.62
    assert result is not None
    return ImageOps.autocontrast(result, cutoff=0.5).resize(size, Image.Resampling.BICUBIC)


def grain(size: Size, amount: float, rng: random.Random) -> Image.Image:
    """Return film grain, L, around 128, `amount` tones strong (standard deviation)."""
    count = size[0] * size[1]
    first = Image.frombytes("L", size, rng.randbytes(count))
    second = Image.frombytes("L", size, rng.randbytes(count))
    # Two evenly spread sources averaged and barely blurred look like grain, not like static.
    mixed = ImageChops.blend(first, second, 0.5).filter(ImageFilter.GaussianBlur(0.55))
    return mixed.point([round(128 + (i - 127.5) * amount / 26) for i in range(256)])


def add_grain(image: Image.Image, amount: float, rng: random.Random) -> Image.Image:
    """Return the RGB picture with film grain of `amount` tones."""
    speckle = grain(image.size, amount, rng)
    return ImageChops.add(image, Image.merge("RGB", (speckle, speckle, speckle)), 1, -128)


def vignette(image: Image.Image, strength: float, colour: Rgb = (8, 8, 14)) -> Image.Image:
    """Return the RGB picture falling towards `colour` at its corners by `strength` (0 to 1)."""
    falloff = Image.radial_gradient("L").resize(image.size, Image.Resampling.BICUBIC)
    mask = falloff.point(curve(lambda v: strength * max(0.0, (v - 0.28) / 0.72) ** 1.7))
    return Image.composite(Image.new("RGB", image.size, colour), image, mask)


def soften(image: Image.Image, radius: float) -> Image.Image:
    """Return the picture blurred by `radius` pixels; wide blurs run on a smaller copy."""
    shrink = max(1, int(radius // 6))
    if shrink == 1:
        return image.filter(ImageFilter.GaussianBlur(radius))
    small = image.resize(
        (max(2, image.width // shrink), max(2, image.height // shrink)), Image.Resampling.BOX
    )
    blurred = small.filter(ImageFilter.GaussianBlur(radius / shrink))
    return blurred.resize(image.size, Image.Resampling.BICUBIC)


def slopes(field: Image.Image, across: int, down: int, gain: float) -> Image.Image:
    """Return the light on a height field, L, 128 where it is level.

    Args:
        field: Heights, L.
        across: Pixels towards the light, to the right.
        down: Pixels towards the light, downwards.
        gain: Contrast.
    """
    return ImageChops.subtract(field, moved(field, -across, -down), 1 / gain, 128)


def moved(image: Image.Image, across: int, down: int) -> Image.Image:
    """Return the picture shifted by whole pixels; its edge pixels fill what comes free."""
    width, height = image.size
    result = ImageChops.offset(image, across, down)
    if across:
        edge = (0, 0, 1, height) if across > 0 else (width - 1, 0, width, height)
        strip = ImageChops.offset(image, 0, down).crop(edge).resize((abs(across), height))
        result.paste(strip, (0 if across > 0 else width + across, 0))
    if down:
        row = down if down > 0 else height + down - 1
        line = result.crop((0, row, width, row + 1))
        result.paste(line.resize((width, abs(down))), (0, 0 if down > 0 else height + down))
    return result


def _shrunk(size: Size) -> Size:
    """Return `size` scaled down so that noise is computed on few pixels."""
    scale = min(1.0, _NOISE_SIDE / min(size))
    return max(2, round(size[0] * scale)), max(2, round(size[1] * scale))
