"""Rolling hills and a meadow full of flowers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import ImageChops

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.sky import paint_birds, paint_sky
from gallery_studio.providers.offline.scenes.terrain import closed, paint_mist, ridge_line
from gallery_studio.providers.offline.texture import noise, slopes, smoothstep

if TYPE_CHECKING:
    from gallery_studio.providers.offline.painting import Point

_LAYERS = 5


def _paint(easel: Easel) -> str:
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    horizon = canvas.height * rng.uniform(0.46, 0.54)
    side = rng.choice((-1, 1))
    paint_sky(easel, horizon, sun_x=0.5 + side * 0.24, clouds=rng.uniform(0.45, 0.75))
    grass = _grass_colour(easel)
    for layer in range(_LAYERS):
        near = layer / (_LAYERS - 1)
        row = horizon + canvas.height * (0.015 + 0.3 * near**1.5)
        tone = mix(grass, palette.haze, 0.75 * (1 - near) ** 1.2)
        tone = mix(tone, palette.land, 0.18 * near)
        line = ridge_line(
            canvas,
            rng,
            row + canvas.unit * 0.02,
            canvas.unit * (0.14 - 0.06 * near),
            0.06,
            0.5 + 0.2 * near,
        )
        _paint_hill(easel, line, tone, side)
        _paint_trees(easel, line, tone, near)
        paint_mist(
            canvas,
            rng,
            row + canvas.unit * 0.02,
            canvas.unit * 0.05,
            palette.haze,
            0.4 * (1 - near),
        )
    _paint_blades(easel, horizon, grass)
    if not palette.is_night:
        paint_birds(
            easel, canvas.width * 0.4, horizon * 0.45, 6, mix(palette.land, palette.haze, 0.3)
        )
    return "a flowering meadow under rolling hills"


def _grass_colour(easel: Easel) -> Rgb:
    """Return the grass in the light of the picture."""
    palette, brief = easel.palette, easel.brief
    green = brief.colour_of("meadow", "grass") or (
        (206, 168, 88)
        if brief.asks_for("grass", "farm") or "autumn" in brief.moods
        else (112, 146, 74)
    )
    lit = mix(green, palette.sun, 0.16)
    if palette.time in {"golden", "sunset"}:
        lit = mix(lit, palette.lit, 0.35)
    return mix(lit, palette.sky[0], 0.62 if palette.is_low_light else 0.0)


def _paint_hill(easel: Easel, line: list[Point], tone: Rgb, side: int) -> None:
    """Paint one hill with mown stripes of light across it."""
    canvas, rng = easel.canvas, easel.rng
    patch = canvas.polygon(closed(line, canvas))
    canvas.fill(patch, tone)
    folds = noise(canvas.size, 3.2, rng, octaves=5, stretch=3.5)
    step = max(1, round(canvas.unit * 0.01))
    light = slopes(folds, step * side, -step, 1.6)
    canvas.fill(
        patch.times(light.point(smoothstep(0.52, 0.8))),
        mix(lighten(tone, 0.07), easel.palette.sun, 0.25),
        0.6,
    )
    canvas.blend(
        patch.times(light.point(smoothstep(0.5, 0.2))),
        lighten(tone, -0.1),
        ImageChops.multiply,
        0.3,
    )


def _paint_trees(easel: Easel, line: list[Point], tone: Rgb, near: float) -> None:
    """Paint round trees in twos and threes on a hill."""
    if near > 0.8:
        return
    canvas, rng = easel.canvas, easel.rng
    dark = mix(lighten(tone, -0.13), easel.palette.land, 0.22)
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(4, len(line) - 5)
        size = canvas.unit * (0.02 + 0.05 * near) * rng.uniform(0.7, 1.3)
        for _ in range(rng.randint(1, 4)):
            x, y = line[min(len(line) - 1, max(0, at + rng.randint(-9, 9)))]
            _paint_tree(easel, (x, y), size * rng.uniform(0.6, 1.0), dark)


def _paint_tree(easel: Easel, foot: Point, size: float, dark: Rgb) -> None:
    """Paint one round tree with its shadow on the grass."""
    canvas, rng = easel.canvas, easel.rng
    x, y = foot
    shadow = canvas.ellipse(
        (x - size * 0.6, y - size * 0.06, x + size * 0.75, y + size * 0.1), soft=size * 0.05
    )
    canvas.fill(shadow, lighten(dark, -0.05), 0.6)
    canvas.fill(
        canvas.stroke([(x, y + size * 0.03), (x, y - size * 0.6)], size * 0.07),
        lighten(dark, -0.06),
    )
    crown = []
    for i in range(28):
        angle = i / 28 * math.tau
        reach = size * (0.42 + rng.uniform(-0.045, 0.045))
        crown.append((x + math.cos(angle) * reach, y - size * 0.72 + math.sin(angle) * reach * 1.1))
    body = canvas.polygon(crown)
    canvas.fill(body, dark)
    leaves = noise(canvas.size, 46, rng, octaves=2).point(smoothstep(0.35, 0.75))
    lit = canvas.falloff(x - size * 0.18, y - size * 0.95, size * 0.6, size * 0.6)
    canvas.fill(
        body.times(ImageChops.multiply(leaves, canvas.spread(lit))),
        mix(lighten(dark, 0.13), easel.palette.sun, 0.25),
        0.95,
    )


def _paint_blades(easel: Easel, horizon: float, grass: Rgb) -> None:
    """Paint grass and flowers from the middle distance to the front."""
    canvas, rng = easel.canvas, easel.rng
    petals = _petals(easel)
    top = horizon + (canvas.height - horizon) * 0.42
    rows = 17
    per_row = int(34 * canvas.width / canvas.unit)
    for row in range(rows):
        near = (row + 1) / rows
        y = top + (canvas.height * 1.04 - top) * near**1.5
        height = canvas.unit * (0.008 + 0.085 * near**1.6)
        blades = [_blade(easel, y, height) for _ in range(int(per_row * (1.9 - near)))]
        shade = mix(lighten(grass, -0.09 + 0.07 * rng.random()), easel.palette.land, 0.24 * near)
        canvas.fill(canvas.polygons(blades), shade, 0.9)
        for _ in range(int(per_row * (0.8 - 0.5 * near))):
            _paint_flower(easel, y, (height, near), rng.choice(petals))


def _petals(easel: Easel) -> list[Rgb]:
    """Return the flowers' colours: the words' own first."""
    named = [colour.rgb for colour in easel.brief.colours if colour.of not in ("grass", "meadow")]
    if named:
        return [*named, *named, (246, 240, 226)]
    return easel.rng.choice(
        (
            [(214, 58, 44), (226, 82, 52), (246, 240, 228)],
            [(150, 116, 206), (186, 156, 224), (244, 214, 92)],
            [(246, 206, 74), (250, 244, 230), (238, 140, 60)],
            [(234, 132, 164), (250, 236, 232), (190, 84, 140)],
        )
    )


def _blade(easel: Easel, y: float, height: float) -> list[Point]:
    """Return one blade of grass rooted at row `y`."""
    rng = easel.rng
    x, tall = rng.uniform(0, easel.canvas.width), height * rng.uniform(0.6, 1.4)
    lean = tall * rng.gauss(0.12, 0.25)
    half = max(0.6, height * 0.035)
    return [
        (x - half, y),
        (x + lean * 0.4 - half * 0.7, y - tall * 0.55),
        (x + lean, y - tall),
        (x + lean * 0.4 + half * 0.7, y - tall * 0.55),
        (x + half, y),
    ]


def _paint_flower(easel: Easel, y: float, scale: tuple[float, float], colour: Rgb) -> None:
    """Paint one blossom: a dot far away, petals near by."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    height, near = scale
    if palette.is_low_light:
        colour = mix(colour, palette.sky[0], 0.5)
    x, at = rng.uniform(0, canvas.width), y - height * rng.uniform(0.5, 1.35)
    radius = canvas.unit * (0.0022 + 0.013 * near**1.6) * rng.uniform(0.7, 1.2)
    if near < 0.45:
        canvas.fill(
            canvas.ellipse((x - radius, at - radius * 0.7, x + radius, at + radius * 0.7)),
            mix(colour, palette.haze, 0.25 * (1 - near)),
        )
        return
    turn = rng.uniform(0, math.tau)
    petals = []
    for i in range(5):
        angle = turn + i * math.tau / 5
        petals.append(
            [
                (
                    x + math.cos(angle + step * 0.22) * radius * reach,
                    at + math.sin(angle + step * 0.22) * radius * reach * 0.72,
                )
                for step, reach in ((-1, 0.3), (-2, 0.95), (0, 1.2), (2, 0.95), (1, 0.3))
            ]
        )
    canvas.fill(canvas.polygons(petals, soft=0.6), colour, 0.95)
    canvas.fill(canvas.circle(x, at, radius * 0.3), mix(colour, (60, 40, 20), 0.62))


SCENE = Scene(
    paint=_paint,
    draws=frozenset(
        {
            "meadow",
            "grass",
            "wildflower",
            "flower",
            "hill",
            "tree",
            "landscape",
            "sunflower",
            "farm",
        }
    ),
    times=("day", "golden", "dawn"),
)
