"""A city's skyline in layers, with lit windows and its reflection in a river."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.painting import Patch
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.sky import paint_sky
from gallery_studio.providers.offline.scenes.terrain import paint_mist, paint_reflection
from gallery_studio.providers.offline.texture import horizontal

if TYPE_CHECKING:
    from gallery_studio.providers.offline.painting import Point

_LAYERS = 4
_LAMPS: tuple[Rgb, ...] = ((255, 214, 140), (255, 190, 104), (255, 236, 196), (206, 226, 255))


def _paint(easel: Easel) -> str:
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    has_river = not easel.brief.asks_for("rooftop") and rng.random() < 0.7
    horizon = canvas.height * (0.72 if has_river else 0.96)
    sun_x = rng.choice((0.24, 0.76))
    paint_sky(easel, horizon, sun_x=sun_x, clouds=rng.uniform(0.25, 0.55))
    for layer in range(_LAYERS):
        near = layer / (_LAYERS - 1)
        _paint_row(easel, horizon, near, is_lit_left=sun_x < 0.5)
        paint_mist(
            canvas,
            rng,
            horizon - canvas.unit * 0.03,
            canvas.unit * 0.12,
            palette.haze,
            0.6 * (1 - near),
        )
    if has_river:
        water = mix(palette.land, palette.sky[1], 0.35)
        paint_reflection(canvas, rng, horizon, water, 0.25)
        return "a city skyline over the water"
    return "a city skyline"


def _paint_row(easel: Easel, horizon: float, near: float, *, is_lit_left: bool) -> None:
    """Paint one row of towers; `near` 1 is the front row."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    named = easel.brief.colour_of("skyscraper", "city")
    body = mix(
        mix(palette.sky[0], palette.land, 0.35 + 0.5 * near),
        named or palette.land,
        0.4 if named else 0.0,
    )
    tone = mix(body, palette.haze, 0.78 * (1 - near) ** 1.1)
    tallest = min(canvas.unit * 0.58, horizon * 0.74) * (1.0 - 0.58 * near)
    x = -canvas.unit * rng.uniform(0, 0.06)
    while x < canvas.width:
        width = canvas.unit * rng.uniform(0.045, 0.1) * (0.75 + 0.5 * near)
        middle = 1 - abs((x + width / 2) / canvas.width - 0.5) * 1.1
        height = tallest * rng.uniform(0.32, 1.0) * (0.55 + 0.45 * middle)
        _paint_tower(easel, (x, horizon, width, height), (tone, near), is_lit_left=is_lit_left)
        x += width * rng.uniform(0.8, 1.05)


def _paint_tower(
    easel: Easel,
    place: tuple[float, float, float, float],
    look: tuple[Rgb, float],
    *,
    is_lit_left: bool,
) -> None:
    """Paint one tower: body, roof, light from one side, windows."""
    canvas, palette = easel.canvas, easel.palette
    (x, foot, width, height), (tone, near) = place, look
    patch = canvas.polygon(_outline(easel, place))
    lit = mix(tone, mix(palette.sun, palette.sky[3], 0.4), 0.3 if not palette.is_night else 0.08)
    ends = (lit, lighten(tone, -0.03)) if is_lit_left else (lighten(tone, -0.03), lit)
    wide, tall = patch.mask.size
    band = horizontal((wide, tall), ((0, ends[0]), (0.5, tone), (1, ends[1])))
    canvas.fill_local(patch, band)
    _paint_windows(easel, (x, foot, width, height), (tone, near))


def _outline(easel: Easel, place: tuple[float, float, float, float]) -> list[Point]:
    """Return a tower's outline: flat, stepped, slanted or with a spire."""
    rng = easel.rng
    x, foot, width, height = place
    top = foot - height
    kind = rng.choice(("flat", "flat", "step", "step", "slant", "spire"))
    right = x + width
    if kind == "step":
        inset, step = width * 0.2, height * 0.1
        roof = [
            (x, top + step),
            (x + inset, top + step),
            (x + inset, top),
            (right - inset, top),
            (right - inset, top + step),
            (right, top + step),
        ]
    elif kind == "slant":
        roof = [(x, top + width * 0.45), (right, top)]
    elif kind == "spire":
        middle = x + width / 2
        roof = [
            (x, top + width * 0.3),
            (x + width * 0.3, top),
            (middle - width * 0.04, top),
            (middle, top - height * 0.16),
            (middle + width * 0.04, top),
            (right - width * 0.3, top),
            (right, top + width * 0.3),
        ]
    else:
        roof = [(x, top), (right, top)]
    bottom = easel.canvas.height + 2
    return [(x, bottom), *roof, (right, bottom)]


def _paint_windows(
    easel: Easel, place: tuple[float, float, float, float], look: tuple[Rgb, float]
) -> None:
    """Paint rows of windows: lit ones by night, glints of sky by day."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    (x, foot, width, height), (tone, near) = place, look
    if near < 0.3:
        return
    share = {"night": 0.5, "dusk": 0.42, "sunset": 0.16}.get(palette.time, 0.05)
    share = max(share, 0.3) if easel.brief.weather & {"rain", "storm"} else share
    across = canvas.unit * (0.0052 + 0.003 * near)
    down = across * 1.35
    masks = [
        Image.new("L", (max(1, round(width)), max(1, round(height * 0.9))), 0) for _ in range(2)
    ]
    pencils = [ImageDraw.Draw(mask) for mask in masks]
    column = across * 0.6
    while column < width - across:
        row = down
        while row < height * 0.86:
            box = (
                round(column),
                round(row),
                round(column + across * 0.52),
                round(row + down * 0.5),
            )
            pencils[0 if rng.random() < share else 1].rectangle(box, fill=rng.randint(120, 255))
            row += down
        column += across
    left, top = round(x), round(foot - height * 0.9)
    dark, lit = (canvas.shifted(Patch(mask, 0, 0), left, top) for mask in (masks[1], masks[0]))
    canvas.fill(dark, mix(lighten(tone, 0.04), palette.sky[2], 0.25), 0.45)
    canvas.blend(lit, rng.choice(_LAMPS), ImageChops.screen, 0.35 + 0.6 * near)


SCENE = Scene(
    paint=_paint,
    draws=frozenset({"city", "skyscraper", "rooftop", "sea", "lake", "landscape", "moon", "star"}),
    times=("dusk", "sunset", "dawn", "night"),
)
