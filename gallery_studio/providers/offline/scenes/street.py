"""A street in one-point perspective: façades, lamps, wet ground, a passer-by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageOps

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.sky import paint_sky
from gallery_studio.providers.offline.scenes.terrain import paint_mist, rippled
from gallery_studio.providers.offline.texture import noise, ramp, smoothstep, vertical

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.providers.offline.painting import Point

_DEPTHS = 7
_SIGNS: tuple[Rgb, ...] = ((255, 76, 120), (70, 210, 255), (255, 170, 60), (150, 110, 255))
_LAMP: Rgb = (255, 206, 130)


def _paint(easel: Easel) -> str:
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    horizon = canvas.height * 0.6
    vanishing = (canvas.width * rng.uniform(0.42, 0.58), horizon)
    paint_sky(easel, horizon, sun_x=vanishing[0] / canvas.width, clouds=0.3)
    canvas.glow(vanishing[0], horizon, canvas.unit * 0.5, palette.sun, 0.7)
    _paint_ground(easel, vanishing)
    for step in range(_DEPTHS):
        near = (step + 1) / _DEPTHS
        for side in (-1, 1):
            _paint_facade(easel, vanishing, side, near)
        paint_mist(
            canvas,
            rng,
            horizon,
            canvas.unit * 0.12,
            palette.haze,
            (0.55 if "fog" in easel.brief.weather else 0.3) * (1 - near),
        )
    _paint_lamps(easel, vanishing)
    _paint_wet_ground(easel, vanishing)
    seen = _paint_people(easel, vanishing)
    return f"a city street{seen}"


def _depth_x(easel: Easel, vanishing: Point, side: int, near: float) -> float:
    """Return the column at which a façade of a given nearness begins."""
    reach = max(easel.canvas.width * 0.62, easel.canvas.unit * 0.5)
    return vanishing[0] + side * reach * _scale(near)


def _scale(near: float) -> float:
    """Return the size of things at a nearness, 1 in front."""
    return 0.1 + 0.9 * math.pow(near, 1.9)


def _paint_ground(easel: Easel, vanishing: Point) -> None:
    """Paint road and pavements running to the vanishing point."""
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    top = round(vanishing[1])
    road = mix(mix(palette.land, (86, 86, 92), 0.4), palette.sky[1], 0.15)
    ground = vertical(
        (canvas.width, canvas.height - top),
        ((0, mix(road, palette.haze, 0.7)), (0.4, road), (1, lighten(road, -0.06))),
    )
    canvas.image.paste(ground, (0, top))
    for side in (-1, 1):
        kerb = vanishing[0] + side * canvas.unit * 0.42
        far = vanishing[0] + side * canvas.width * 2
        walk = canvas.polygon([vanishing, (kerb, canvas.height), (far, canvas.height)])
        canvas.fill(walk, mix(road, palette.haze, 0.28), 0.85)
        edge = canvas.polygon(
            [vanishing, (kerb - side * canvas.unit * 0.012, canvas.height), (kerb, canvas.height)]
        )
        canvas.fill(edge, mix(road, palette.sky[3], 0.5), 0.6)
    for start, end in ((0.1, 0.16), (0.24, 0.36), (0.5, 0.7), (0.86, 1.05)):
        rows = [vanishing[1] + (canvas.height - vanishing[1]) * at for at in (start, end)]
        dash = canvas.polygon(
            [
                (vanishing[0] + sign * canvas.unit * 0.014 * at, row)
                for (at, row), sign in (
                    ((start, rows[0]), -1),
                    ((start, rows[0]), 1),
                    ((end, rows[1]), 1),
                    ((end, rows[1]), -1),
                )
            ]
        )
        canvas.fill(dash, mix(road, (244, 236, 214), 0.6), 0.55)
    rough = noise(canvas.size, 60, rng, octaves=2, stretch=3).point(smoothstep(0.5, 1.0))
    below = canvas.polygon(
        [(0, top), (canvas.width, top), (canvas.width, canvas.height), (0, canvas.height)]
    )
    canvas.fill(below.times(rough), lighten(road, -0.07), 0.35)


def _paint_facade(easel: Easel, vanishing: Point, side: int, near: float) -> None:
    """Paint one house front, from its far edge to its near edge."""
    canvas, rng = easel.canvas, easel.rng
    previous = near - 1 / _DEPTHS
    far_x, near_x = (_depth_x(easel, vanishing, side, at) for at in (previous, near))
    tall = canvas.unit * rng.uniform(0.75, 1.35)
    wall = _wall(easel, near, side)

    def at(x: float, up: float) -> Point:
        size = (x - vanishing[0]) / (_depth_x(easel, vanishing, side, 1.0) - vanishing[0])
        return x, vanishing[1] + (canvas.unit * 0.3 - tall * up) * size

    front = canvas.polygon([at(far_x, 1), at(near_x, 1), at(near_x, 0), at(far_x, 0)])
    canvas.fill(front, wall)
    cornice = canvas.polygon([at(far_x, 1.0), at(near_x, 1.0), at(near_x, 0.965), at(far_x, 0.965)])
    canvas.fill(cornice, lighten(wall, 0.06))
    _paint_window_rows(easel, at, (far_x, near_x), wall)
    _paint_shop(easel, at, (far_x, near_x), wall)
    shade = canvas.polygon(
        [
            at(near_x, 1),
            at(near_x - side * canvas.unit * 0.01, 1),
            at(near_x - side * canvas.unit * 0.01, 0),
            at(near_x, 0),
        ]
    )
    canvas.fill(shade, lighten(wall, -0.09), 0.7)


def _wall(easel: Easel, near: float, side: int) -> Rgb:
    """Return the colour of a house front in the light and air of its place."""
    palette, rng = easel.palette, easel.rng
    named = easel.brief.free_colours("umbrella", "neon")
    plaster = (
        rng.choice(named)
        if named and rng.random() < 0.6
        else rng.choice(
            ((196, 150, 118), (178, 166, 150), (150, 128, 120), (206, 184, 152), (140, 150, 156))
        )
    )
    tone = mix(plaster, palette.land, 0.42 if side < 0 else 0.6)
    tone = mix(tone, palette.sky[0], 0.6 if palette.is_low_light else 0.16)
    if palette.time in {"golden", "sunset", "dawn"} and side > 0:
        tone = mix(tone, palette.sun, 0.22)
    return mix(tone, palette.haze, 0.82 * (1 - near) ** 1.3)


def _paint_window_rows(
    easel: Easel, at: Callable[[float, float], Point], ends: tuple[float, float], wall: Rgb
) -> None:
    """Paint the windows of a house front, some of them lit."""
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    far_x, near_x = ends
    columns, rows = rng.randint(3, 4), rng.randint(4, 6)
    share = 0.45 if palette.is_low_light or easel.brief.weather & {"rain", "fog"} else 0.1
    dark: list[list[Point]] = []
    lit: list[list[Point]] = []
    for column in range(columns):
        start = far_x + (near_x - far_x) * (column + 0.26) / columns
        end = far_x + (near_x - far_x) * (column + 0.74) / columns
        for row in range(rows):
            low = 0.3 + 0.64 * row / rows
            high = low + 0.4 / rows
            pane = [at(start, high), at(end, high), at(end, low), at(start, low)]
            (lit if rng.random() < share else dark).append(pane)
    if dark:
        glass = mix(lighten(wall, -0.12), palette.sky[1], 0.35)
        canvas.fill(canvas.polygons(dark), glass, 0.9)
    if lit:
        canvas.fill(canvas.polygons(lit), mix(_LAMP, wall, 0.12))


def _paint_shop(
    easel: Easel, at: Callable[[float, float], Point], ends: tuple[float, float], wall: Rgb
) -> None:
    """Paint a shop window and its awning or sign."""
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    far_x, near_x = ends
    start, end = (far_x + (near_x - far_x) * share for share in (0.14, 0.86))
    window = canvas.polygon([at(start, 0.19), at(end, 0.19), at(end, 0.03), at(start, 0.03)])
    is_lit = palette.is_low_light or rng.random() < 0.35
    glow = (
        mix(_LAMP, (255, 240, 214), 0.3)
        if is_lit
        else mix(lighten(wall, -0.14), palette.sky[2], 0.4)
    )
    canvas.fill(window, glow)
    upper = canvas.polygon(
        [at(start, 0.19), at(end, 0.19), at(end, 0.12), at(start, 0.12)], soft=canvas.unit * 0.004
    )
    canvas.fill(upper, mix(glow, wall, 0.3), 0.6)
    for share in (0.33, 0.5, 0.67):
        bar = far_x + (near_x - far_x) * share
        width = max(1.0, abs(near_x - far_x) * 0.018)
        canvas.fill(canvas.stroke([at(bar, 0.19), at(bar, 0.03)], width), lighten(wall, -0.12))
    has_neon = easel.brief.asks_for("neon") or "cool" in easel.brief.moods
    colour = rng.choice(_SIGNS) if has_neon else mix(palette.accent, wall, 0.3)
    awning = canvas.polygon([at(start, 0.25), at(end, 0.25), at(end, 0.2), at(start, 0.2)])
    canvas.fill(awning, colour)
    if has_neon:
        sign = canvas.polygon([at(end, 0.62), at(near_x, 0.62), at(near_x, 0.36), at(end, 0.36)])
        canvas.fill(sign, lighten(colour, 0.05))
        for patch in (sign, awning):
            canvas.blend(canvas.grown(patch, canvas.unit * 0.03), colour, ImageChops.screen, 0.9)


def _paint_lamps(easel: Easel, vanishing: Point) -> None:
    """Paint street lamps along both kerbs, lit when the light is low."""
    canvas, palette = easel.canvas, easel.palette
    is_lit = palette.is_low_light or bool(easel.brief.weather & {"rain", "fog", "storm"})
    for near in (0.34, 0.5, 0.68, 0.9):
        size = _scale(near)
        for side in (-1, 1):
            x = vanishing[0] + side * canvas.unit * 0.46 * size
            foot = vanishing[1] + canvas.unit * 0.34 * size
            top = vanishing[1] - canvas.unit * 0.42 * size
            iron = mix(lighten(palette.land, -0.03), palette.haze, 0.5 * (1 - near))
            canvas.fill(canvas.stroke([(x, foot), (x, top)], canvas.unit * 0.011 * size), iron)
            arm = x - side * canvas.unit * 0.06 * size
            canvas.fill(canvas.stroke([(x, top), (arm, top)], canvas.unit * 0.008 * size), iron)
            bulb = canvas.circle(arm, top + canvas.unit * 0.016 * size, canvas.unit * 0.019 * size)
            canvas.fill(bulb, _LAMP if is_lit else mix(iron, palette.sky[3], 0.6))
            if is_lit:
                canvas.glow(arm, top, canvas.unit * 0.34 * size, _LAMP, 0.8)


def _paint_wet_ground(easel: Easel, vanishing: Point) -> None:
    """Mirror the street in the road: much in rain, a little otherwise."""
    canvas, palette = easel.canvas, easel.palette
    is_wet = bool(easel.brief.weather & {"rain", "storm"})
    strength = 0.72 if is_wet else (0.26 if palette.is_low_light else 0.1)
    top = round(vanishing[1] + canvas.unit * 0.03)
    depth = canvas.height - top
    source = canvas.image.crop((0, max(0, top - depth), canvas.width, top))
    mirror = ImageOps.flip(source).resize((canvas.width, depth), Image.Resampling.BICUBIC)
    mirror = mirror.resize((canvas.width, max(2, depth // 14))).resize(mirror.size)
    mirror = rippled(
        mirror.filter(ImageFilter.GaussianBlur(canvas.unit * 0.005)), easel.rng, canvas.unit, 0.5
    )
    puddles = noise((canvas.width, depth), 5, easel.rng, octaves=4, stretch=4)
    shape = ImageChops.multiply(
        puddles.point(smoothstep(0.1, 0.6)), ramp((canvas.width, depth), (90, 230, 255, 235, 200))
    )
    patch = canvas.whole(Image.new("L", canvas.size, 0))
    patch.mask.paste(shape, (0, top))
    full = Image.new("RGB", canvas.size)
    full.paste(mirror, (0, top))
    canvas.blend(
        patch, full, ImageChops.screen if palette.is_low_light else _mostly_second, strength
    )


def _mostly_second(first: Image.Image, second: Image.Image) -> Image.Image:
    """Blend two pictures as matt water does by daylight."""
    return Image.blend(first, second, 0.75)


def _paint_people(easel: Easel, vanishing: Point) -> str:
    """Paint a passer-by, under an umbrella in rain."""
    canvas, palette, rng, brief = easel.canvas, easel.palette, easel.rng, easel.brief
    has_umbrella = brief.asks_for("umbrella") or bool(brief.weather & {"rain", "storm"})
    if not (
        has_umbrella or brief.asks_for("pedestrian", "person", "man", "woman") or rng.random() < 0.5
    ):
        return ""
    side = rng.choice((-1, 1))
    tall = canvas.unit * 0.23
    x, foot = vanishing[0] + side * canvas.unit * 0.11, vanishing[1] + canvas.unit * 0.2
    dark = mix(lighten(palette.land, -0.05), (10, 10, 14), 0.4)
    mirrored = canvas.ellipse(
        (x - tall * 0.1, foot, x + tall * 0.1, foot + tall * 0.75), soft=tall * 0.05
    )
    canvas.fill(mirrored, dark, 0.4)
    body = [
        (-0.035, 0.84),
        (-0.085, 0.8),
        (-0.105, 0.68),
        (-0.1, 0.5),
        (-0.115, 0.3),
        (-0.07, 0.28),
        (-0.062, 0.14),
        (-0.075, 0.0),
        (-0.02, 0.0),
        (0.0, 0.2),
        (0.028, 0.015),
        (0.085, 0.015),
        (0.066, 0.14),
        (0.078, 0.28),
        (0.118, 0.3),
        (0.098, 0.5),
        (0.108, 0.68),
        (0.085, 0.8),
        (0.035, 0.84),
    ]
    points = [(x + across * tall, foot - up * tall) for across, up in body]
    canvas.fill(canvas.polygon(points, soft=tall * 0.006), dark)
    canvas.fill(
        canvas.ellipse((x - tall * 0.05, foot - tall * 0.95, x + tall * 0.05, foot - tall * 0.82)),
        dark,
    )
    if has_umbrella:
        colour = brief.colour_of("umbrella") or rng.choice(((206, 52, 44), (226, 164, 52)))
        _paint_umbrella(easel, (x, foot - tall * 0.92), tall, colour)
        return " with a walker under an umbrella"
    return " with a walker"


def _paint_umbrella(easel: Easel, hand: Point, tall: float, colour: Rgb) -> None:
    """Paint an open umbrella above a point."""
    canvas = easel.canvas
    x, y = hand
    reach = tall * 0.36
    dome: list[Point] = []
    for i in range(25):
        t = i / 24 * 2 - 1
        dome.append((x + t * reach, y + tall * 0.06 - (1 - t * t) ** 0.6 * tall * 0.27))
    hem = [
        (x + reach * (1 - i / 4) - reach * i / 4, y + tall * 0.06 - (i % 2) * tall * 0.03)
        for i in range(5)
    ]
    body = canvas.polygon([*dome, *hem])
    canvas.fill(body, mix(colour, easel.palette.sky[0], 0.2))
    lit = canvas.falloff(x - reach * 0.3, y - tall * 0.2, reach, tall * 0.28)
    canvas.fill(body.both(lit), lighten(colour, 0.1), 0.8)


SCENE = Scene(
    paint=_paint,
    draws=frozenset(
        {
            "street",
            "lantern",
            "neon",
            "umbrella",
            "pedestrian",
            "city",
            "skyscraper",
            "person",
            "man",
            "woman",
            "window",
        }
    ),
    times=("dusk", "golden", "dusk", "dawn"),
)
