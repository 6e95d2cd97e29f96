"""Ground shapes that landscapes share: ridges, trees, mist, reflecting water."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageOps

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.painting import Canvas, Patch, Point, Points
from gallery_studio.providers.offline.texture import (
    curve,
    moved,
    noise,
    ramp,
    slopes,
    smoothstep,
    vertical,
)
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    import random


def ridge_line(
    canvas: Canvas, rng: random.Random, base: float, height: float, roughness: float, peaks: float
) -> list[Point]:
    """Return the outline of a ridge from left to right.

    Args:
        canvas: What it has to span.
        rng: Randomness.
        base: Row of its foot, pixels.
        height: How far the highest summit rises, pixels.
        roughness: 0 smooth hills … 1 broken rock.
        peaks: Summits over one `Canvas.unit`.
    """
    span = canvas.width / canvas.unit
    steps = max(64, int(canvas.width / canvas.unit * 260))
    waves = []
    frequency, strength = peaks, 1.0
    for _ in range(7):
        waves.append((frequency, strength, rng.uniform(0, math.tau), rng.uniform(0.7, 1.3)))
        frequency *= 2.03
        strength *= 0.34 + 0.2 * roughness
    total = sum(wave[1] for wave in waves)

    def rise(t: float) -> float:
        value = 0.0
        for frequency, strength, phase, skew in waves:
            sine = math.sin(t * span * frequency * math.tau * 0.5 * skew + phase)
            # Folding a wave makes a crest of it; smooth hills keep the plain wave.
            folded = 1 - 2 * abs(sine) ** (0.9 if roughness > 0.5 else 1.0)
            value += strength * (folded * roughness + sine * (1 - roughness))
        return (value / total + 1) / 2

    return [(canvas.width * i / steps, base - height * rise(i / steps)) for i in range(steps + 1)]


def closed(line: Points, canvas: Canvas) -> list[Point]:
    """Return a ridge line closed along the bottom of the canvas."""
    return [
        (-2.0, canvas.height + 2.0),
        (-2.0, line[0][1]),
        *line,
        (canvas.width + 2.0, line[-1][1]),
        (canvas.width + 2.0, canvas.height + 2.0),
    ]


@dataclass(frozen=True, slots=True)
class Rock:
    """How a mountain looks.

    Attributes:
        shaded: Faces turned from the light.
        lit: Faces turned to it.
        haze: What its foot fades into.
        light: Where the light comes from: -1 left, 1 right.
        snow: Share of the height that is white, 0 to 1.
    """

    shaded: Rgb
    lit: Rgb
    haze: Rgb
    light: float
    snow: float = 0.0


def paint_rock(canvas: Canvas, rng: random.Random, line: Points, rock: Rock) -> None:
    """Paint a mountain body below its ridge line, with lit and shaded faces."""
    patch = canvas.polygon(closed(line, canvas))
    canvas.fill(patch, rock.shaded)
    folds = noise(canvas.size, 7, rng, octaves=6, stretch=0.6)
    step = max(1, round(canvas.unit * 0.006))
    creases = slopes(folds, round(step * rock.light), -step, 2.2)
    faces = Image.blend(_faces(canvas, rng, line, rock.light), creases, 0.42)
    canvas.fill(patch.times(faces.point(smoothstep(0.42, 0.72))), rock.lit, 0.85)
    if rock.snow > 0:
        _paint_snow(canvas, patch, faces, folds, rock)
    foot = ramp(patch.mask.size, [0] * 4 + [round(235 * (i / 10) ** 1.4) for i in range(11)])
    canvas.fill(Patch(ImageChops.multiply(patch.mask, foot), patch.x, patch.y), rock.haze, 0.8)


def _faces(canvas: Canvas, rng: random.Random, line: Points, light: float) -> Image.Image:
    """Return the light on the flanks below a ridge, L: each summit parts light from shade.

    The parting lines run down from the summits in zigzag, as real aretes do.
    """
    rises = [y for _, y in line]
    reach = max(2, len(line) // 90)
    tones = []
    for i in range(len(rises)):
        before, after = rises[max(0, i - reach)], rises[min(len(rises) - 1, i + reach)]
        slope = (before - after) / (2 * reach * (canvas.width / len(line)))
        tones.append(round(255 * min(1.0, max(0.0, 0.5 - 0.75 * slope * light))))
    row = Image.new("L", (len(tones), 1))
    row.putdata(tones)
    result = row.resize(canvas.size, Image.Resampling.BICUBIC)
    top = round(min(rises))
    step = max(1, round(canvas.unit / 256))
    across, drift = 0.0, 0.0
    for y in range(max(0, top), canvas.height, step):
        drift = 0.86 * drift + rng.gauss(0, 0.34)
        across += drift * canvas.unit / 256
        strip = result.crop((0, y, canvas.width, min(canvas.height, y + step)))
        result.paste(moved(strip, round(across), 0), (0, y))
    return result.filter(ImageFilter.GaussianBlur(canvas.unit * 0.002))


def paint_mist(
    canvas: Canvas, rng: random.Random, row: float, height: float, colour: Rgb, strength: float
) -> None:
    """Lay a drifting bank of mist around a row."""
    band = (0, max(0, round(row - height)), canvas.width, min(canvas.height, round(row + height)))
    size = (canvas.width, max(2, band[3] - band[1]))
    if band[1] >= canvas.height or band[3] <= 0:
        return
    drift = noise(size, 1.6, rng, octaves=4, stretch=5.0).point(curve(lambda v: 0.25 + 0.75 * v))
    shape = ImageChops.multiply(drift, ramp(size, (0, 60, 190, 255, 190, 60, 0)))
    canvas.fill(Patch(shape, 0, band[1]), colour, strength)


def fir(x: float, base: float, height: float, rng: random.Random) -> list[Point]:
    """Return the outline of a fir standing at `base`."""
    tiers = rng.randint(11, 15)
    width = height * rng.uniform(0.14, 0.2)
    left: list[Point] = []
    right: list[Point] = []
    for tier in range(tiers):
        share = (tier + 1) / tiers
        y = base - height * (1 - share * 0.93)
        reach = width * share**0.85
        left += [(x - reach * rng.uniform(0.7, 1.15), y), (x - reach * 0.42, y - height * 0.025)]
        right += [(x + reach * rng.uniform(0.7, 1.15), y), (x + reach * 0.42, y - height * 0.025)]
    trunk = width * 0.1
    return [(x, base - height), *left, (x - trunk, base), (x + trunk, base), *reversed(right)]


def paint_fir_line(
    canvas: Canvas, rng: random.Random, line: Points, height: float, colour: Rgb, density: float
) -> None:
    """Paint a row of firs along a ridge line, with gaps."""
    gaps = rng.uniform(0, math.tau)
    trees: list[list[Point]] = []
    x = -height * 0.2
    while x < canvas.width + height * 0.2:
        share = min(1.0, max(0.0, x / canvas.width))
        y = line[round(share * (len(line) - 1))][1]
        size = height * rng.uniform(0.45, 1.0)
        clump = 0.5 + 0.5 * math.sin(share * 9 * canvas.width / canvas.height + gaps)
        if rng.random() < density * (0.35 + clump):
            trees.append(fir(x, y + size * 0.06, size * (0.7 + 0.45 * clump), rng))
        x += height * rng.uniform(0.12, 0.26)
    if trees:
        canvas.fill(canvas.polygons(trees), colour)


def paint_reflection(
    canvas: Canvas, rng: random.Random, shore: float, water: Rgb, calm: float
) -> None:
    """Mirror everything above row `shore` below it, rippled and tinted.

    Args:
        canvas: Where to paint.
        rng: Randomness.
        shore: Row of the water's edge, pixels.
        water: Colour of the deep water in front.
        calm: 1 like glass, 0 broken by waves.
    """
    top = min(canvas.height - 2, round(shore))
    depth = canvas.height - top
    source = canvas.image.crop((0, max(0, top - depth), canvas.width, top))
    mirrored = ImageOps.flip(source).resize((canvas.width, depth), Image.Resampling.BICUBIC)
    mirrored = mirrored.filter(
        ImageFilter.GaussianBlur(canvas.unit * (0.0015 + 0.005 * (1 - calm)))
    )
    mirrored = rippled(mirrored, rng, canvas.unit, 1 - calm)
    tint = vertical(mirrored.size, ((0.0, mix(water, (255, 255, 255), 0.1)), (1.0, water)))
    mirrored = Image.composite(tint, mirrored, ramp(mirrored.size, (40, 70, 110, 165, 205)))
    canvas.image.paste(mirrored, (0, top))
    edge = Patch(ramp((canvas.width, max(2, depth // 24)), (120, 30, 0)), 0, top)
    canvas.fill(edge, lighten(water, 0.25), 0.5)


def rippled(image: Image.Image, rng: random.Random, unit: float, strength: float) -> Image.Image:
    """Return the picture with its rows pushed sideways as water does, more towards the front."""
    result = image.copy()
    waves = [(rng.uniform(0.6, 1.7), rng.uniform(0, math.tau)) for _ in range(4)]
    step = max(1, round(unit / 512))
    for y in range(0, image.height, step):
        near = y / image.height
        size = unit * (0.006 + 0.03 * near)
        push = sum(math.sin(y / (size * scale) + phase) for scale, phase in waves)
        across = round(push * unit * (0.0006 + 0.0055 * near) * (0.25 + strength))
        row = image.crop((0, y, image.width, min(image.height, y + step)))
        result.paste(moved(row, across, 0), (0, y))
    return result


def _paint_snow(
    canvas: Canvas, patch: Patch, faces: Image.Image, folds: Image.Image, rock: Rock
) -> None:
    """Paint snow on the upper part, bright on lit faces and blue in the shade."""
    upper = Image.new("L", canvas.size, 0)
    fall = ramp(
        (canvas.width, patch.mask.height), (255, 240, round(255 * min(1.0, rock.snow)), 0, 0, 0)
    )
    upper.paste(fall, (0, patch.y))
    upper = ImageChops.add(upper, folds, 2.0, 0).point(smoothstep(0.5, 0.6))
    where = patch.times(upper)
    canvas.fill(where, mix(mix((166, 184, 216), rock.shaded, 0.3), rock.haze, 0.3), 0.85)
    bright = mix((252, 250, 248), rock.lit, 0.24)
    canvas.fill(where.times(faces.point(smoothstep(0.4, 0.68))), bright, 0.95)
