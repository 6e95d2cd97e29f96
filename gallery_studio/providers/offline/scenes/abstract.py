"""Abstract pictures: silk and marble, tiles of circles, sheets of cut paper."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from gallery_studio.providers.offline.colour import Rgb, lighten, luminance, mix
from gallery_studio.providers.offline.painting import Patch, Point, shadow_of
from gallery_studio.providers.offline.palette import scheme
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.terrain import ridge_line
from gallery_studio.providers.offline.texture import (
    Size,
    Stops,
    colour_at,
    moved,
    noise,
    slopes,
    smoothstep,
    soften,
)
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_FIELD_POINTS = 40_000


def paint_flow(easel: Easel) -> str:
    """Paint folds of coloured silk: noise warped twice, banded and lit."""
    canvas, rng, brief = easel.canvas, easel.rng, easel.brief
    is_calm = brief.asks_for("gradient") or "serene" in brief.moods
    field = _swirled(canvas.size, rng, bend=0.35 if is_calm else rng.uniform(0.7, 1.0))
    folds = 0.8 if is_calm else rng.uniform(1.6, 2.6)
    phase = rng.uniform(0, math.tau)
    bands = field.each(lambda v: 0.5 + 0.5 * math.sin(v * folds * math.tau + phase))
    colours = sorted(scheme(brief, rng, 5), key=luminance)
    steps = len(colours) - 1
    stops: Stops = [(i / steps, colour) for i, colour in enumerate(colours)]
    tones = [
        0.55 * plain + 0.45 * band for plain, band in zip(field.values, bands.values, strict=True)
    ]
    canvas.image.paste(_Field(field.columns, tones).in_colours(stops, canvas.size))
    if not brief.asks_for("gradient"):
        _light_folds(easel, bands, colours)
    return "flowing bands of colour" if not is_calm else "a calm field of colour"


def paint_geometric(easel: Easel) -> str:
    """Paint a grid of circles, quarters and bars with soft shading."""
    canvas, rng = easel.canvas, easel.rng
    colours = scheme(easel.brief, rng, 6)
    paper = max(colours, key=luminance)
    canvas.image.paste(mix(paper, (250, 246, 238), 0.4), (0, 0, *canvas.size))
    across = 2 if easel.is_close else rng.choice((3, 4))
    side = canvas.unit / across
    columns, rows = round(canvas.width / side), round(canvas.height / side)
    side_x, side_y = canvas.width / columns, canvas.height / rows
    previous: Rgb | None = None
    for row in range(rows):
        for column in range(columns):
            box = (column * side_x, row * side_y, (column + 1) * side_x, (row + 1) * side_y)
            ground = rng.choice([colour for colour in colours if colour != previous])
            previous = ground
            _paint_tile(easel, box, ground, [c for c in colours if c != ground])
    _paint_paper_grain(easel)
    return "a mosaic of circles and bars"


def paint_cut_paper(easel: Easel) -> str:
    """Paint sheets of paper with openings, one over the other, each throwing its shadow."""
    canvas, rng = easel.canvas, easel.rng
    colours = sorted(scheme(easel.brief, rng, 7), key=luminance, reverse=rng.random() < 0.5)
    canvas.image.paste(colours[0], (0, 0, *canvas.size))
    if easel.brief.asks_for(*_VIEWS):
        return _paint_paper_hills(easel, colours)
    middle = (canvas.width * rng.uniform(0.38, 0.62), canvas.height * rng.uniform(0.4, 0.6))
    waves = [
        (k, rng.uniform(0.05, 0.17) / (1 + 0.4 * k), rng.uniform(0, math.tau)) for k in range(2, 7)
    ]
    reach = canvas.unit * (0.12 if not easel.is_close else 0.2)
    glow = canvas.falloff(middle[0], middle[1], canvas.unit * 0.5, canvas.unit * 0.5)
    canvas.fill(glow, lighten(colours[0], 0.14), 0.8)
    for index, colour in enumerate(colours[1:]):
        reach += canvas.unit * rng.uniform(0.065, 0.1)
        waves = [
            (k, size * rng.uniform(0.85, 1.2), phase + rng.uniform(-0.35, 0.35))
            for k, size, phase in waves
        ]
        _paint_sheet(easel, _opening(easel, middle, reach, waves), colour, index)
        middle = (
            middle[0] + canvas.unit * rng.uniform(-0.02, 0.02),
            middle[1] + canvas.unit * rng.uniform(-0.02, 0.02),
        )
    _paint_paper_grain(easel)
    return "layers of cut paper"


class _Waves:
    """A smooth field: plane waves in several directions, -1 to 1.

    Value noise shows its square cells when it is bent; waves have no grid to show.
    """

    def __init__(self, rng: random.Random, frequency: float) -> None:
        angles = [rng.uniform(0, math.tau) for _ in range(3)]
        self._waves = [
            (
                math.cos(angle) * frequency * scale,
                math.sin(angle) * frequency * scale,
                rng.uniform(0, math.tau),
                1 / scale,
            )
            for angle, scale in zip(angles, (1.0, 1.7, 2.6), strict=True)
        ]
        self._total = sum(wave[3] for wave in self._waves)

    def at(self, x: float, y: float) -> float:
        """Return the field's value at a point measured in canvas units."""
        return (
            sum(
                strength * math.sin(right * x + down * y + phase)
                for right, down, phase, strength in self._waves
            )
            / self._total
        )


@dataclass(frozen=True, slots=True)
class _Field:
    """A grid of values 0 to 1, kept as floats: bytes would show as steps once it is lit."""

    columns: int
    values: list[float]

    def each(self, change: Callable[[float], float]) -> _Field:
        """Return the field with every value changed."""
        return _Field(self.columns, [change(value) for value in self.values])

    def in_tones(self, size: Size) -> Image.Image:
        """Return the field as an L picture of `size`."""
        grid = Image.new("F", (self.columns, len(self.values) // self.columns))
        grid.putdata([255 * value for value in self.values])
        return grid.resize(size, Image.Resampling.BICUBIC).convert("L")

    def in_colours(self, stops: Stops, size: Size) -> Image.Image:
        """Return the field as an RGB picture of `size`, coloured by `stops`."""
        table = [colour_at(stops, i / 1023) for i in range(1024)]
        grid = Image.new("RGB", (self.columns, len(self.values) // self.columns))
        grid.putdata([table[min(1023, max(0, int(1023 * value)))] for value in self.values])
        return grid.resize(size, Image.Resampling.BICUBIC)

    def slope(self, step: int, gain: float) -> _Field:
        """Return the light from the upper right, 0.5 where the field is level."""
        rows = len(self.values) // self.columns
        lit = []
        for row in range(rows):
            above = max(0, row - step) * self.columns
            for column in range(self.columns):
                value = self.values[row * self.columns + column]
                beside = self.values[above + min(self.columns - 1, column + step)]
                lit.append(min(1.0, max(0.0, 0.5 + gain * (value - beside))))
        return _Field(self.columns, lit)


def _swirled(size: Size, rng: random.Random, *, bend: float) -> _Field:
    """Return a field bent twice along others: the folds of silk or of ink in water.

    Source: https://iquilezles.org/articles/warp/ (domain warping)
    """
    first, second, third, fourth, last = (_Waves(rng, rng.uniform(2.2, 3.4)) for _ in range(5))
    unit = min(size)
    step = math.sqrt(size[0] * size[1] / _FIELD_POINTS)
    columns, rows = max(2, round(size[0] / step)), max(2, round(size[1] / step))
    values = []
    for row in range(rows):
        y = row * step / unit
        for column in range(columns):
            x = column * step / unit
            near_x, near_y = bend * 0.6 * first.at(x, y), bend * 0.6 * second.at(x, y)
            far_x = x + bend * third.at(x + near_x, y + near_y)
            far_y = y + bend * fourth.at(x + near_x, y + near_y)
            values.append(last.at(far_x, far_y))
    low, high = min(values), max(values)
    return _Field(columns, [(value - low) / (high - low) for value in values])


def _light_folds(easel: Easel, bands: _Field, colours: list[Rgb]) -> None:
    """Light the folds like silk: a bright ridge, a deep valley."""
    canvas = easel.canvas
    light = bands.slope(3, 1.7).in_tones(canvas.size)
    bright = light.point(smoothstep(0.54, 1.0))
    canvas.blend(
        Patch(bright, 0, 0), mix(colours[-1], (255, 250, 240), 0.5), ImageChops.screen, 0.5
    )
    dark = light.point(smoothstep(0.48, 0.02))
    canvas.blend(Patch(dark, 0, 0), lighten(colours[0], -0.08), ImageChops.multiply, 0.7)
    sheen = bands.each(lambda v: max(0.0, 1 - abs(v - 0.86) * 14)).in_tones(canvas.size)
    canvas.blend(Patch(sheen, 0, 0), (255, 248, 236), ImageChops.screen, 0.22)


def _paint_tile(
    easel: Easel, box: tuple[float, float, float, float], ground: Rgb, others: list[Rgb]
) -> None:
    """Paint one tile of a mosaic."""
    canvas, rng = easel.canvas, easel.rng
    left, top, right, bottom = box
    tile = canvas.polygon([(left, top), (right, top), (right, bottom), (left, bottom)])
    canvas.fill(tile, ground)
    first, second = rng.sample(others, 2)
    width, height = right - left, bottom - top
    kind = rng.choice(("quarter", "quarter", "half", "circle", "rings", "bars", "corner"))
    if kind == "bars":
        for i in range(0, 6, 2):
            bar = canvas.polygon(
                [
                    (left, top + height * i / 6),
                    (right, top + height * i / 6),
                    (right, top + height * (i + 1) / 6),
                    (left, top + height * (i + 1) / 6),
                ]
            )
            canvas.fill(bar, first)
        return
    if kind == "corner":
        points = [(left, bottom), (right, top), rng.choice(((right, bottom), (left, top)))]
        _paint_raised(easel, canvas.polygon(points), tile, first)
        return
    centre, radius = ((left + right) / 2, (top + bottom) / 2), 0.36
    if kind == "quarter":
        centre, radius = (rng.choice((left, right)), rng.choice((top, bottom))), 1.0
    if kind == "half":
        centre, radius = (rng.choice((left, right)), (top + bottom) / 2), 0.5
    shares = (1.0, 0.66, 0.33) if kind in {"rings", "quarter"} else (1.0,)
    for share, colour in zip(shares, (first, ground, second), strict=False):
        reach_x, reach_y = width * radius * share, height * radius * share
        ring = canvas.ellipse(
            (centre[0] - reach_x, centre[1] - reach_y, centre[0] + reach_x, centre[1] + reach_y)
        )
        _paint_raised(easel, ring, tile, colour)


def _paint_raised(easel: Easel, shape: Patch, tile: Patch, colour: Rgb) -> None:
    """Paint a shape inside its tile with a soft shadow and a slope of light."""
    canvas = easel.canvas
    unit = canvas.unit
    shadow = shadow_of(canvas, shape, (unit * 0.006, unit * 0.01), unit * 0.01)
    canvas.blend(shadow.both(tile), (60, 54, 64), ImageChops.multiply, 0.45)
    inside = shape.both(tile)
    canvas.fill(inside, colour)
    left, top, right, _ = shape.box
    glow = canvas.falloff(
        (left * 2 + right) / 3, float(top), (right - left) * 0.9, (right - left) * 0.9
    )
    canvas.fill(inside.both(glow), lighten(colour, 0.07), 0.8)


def _paint_paper_hills(easel: Easel, colours: list[Rgb]) -> str:
    """Paint a view in sheets of paper: a sun, and one ridge before the other."""
    canvas, rng, unit = easel.canvas, easel.rng, easel.canvas.unit
    sky, *sheets = sorted(colours, key=luminance, reverse=True)
    canvas.image.paste(sky, (0, 0, *canvas.size))
    sun = canvas.circle(canvas.width * rng.uniform(0.3, 0.7), canvas.height * 0.3, unit * 0.13)
    shadow = shadow_of(canvas, sun, (unit * 0.008, unit * 0.014), unit * 0.014)
    canvas.blend(shadow, (52, 44, 66), ImageChops.multiply, 0.4)
    canvas.fill(sun, rng.choice([colour for colour in colours if colour != sky]))
    for index, colour in enumerate(sheets):
        near = (index + 1) / len(sheets)
        row = canvas.height * (0.42 + 0.52 * near)
        line = ridge_line(canvas, rng, row, unit * (0.34 - 0.2 * near), 0.5 - 0.45 * near, 0.9)
        above = [
            (-2.0, -2.0),
            (-2.0, line[0][1]),
            *line,
            (canvas.width + 2.0, line[-1][1]),
            (canvas.width + 2.0, -2.0),
        ]
        _paint_sheet(easel, above, colour, index)
    _paint_paper_grain(easel)
    return "hills and a sun in layers of cut paper"


def _opening(
    easel: Easel, middle: Point, reach: float, waves: list[tuple[int, float, float]]
) -> list[Point]:
    """Return a wavy closed line around the middle, wide as the canvas is wide."""
    canvas = easel.canvas
    stretch_x = (canvas.width / canvas.unit) ** 0.8
    stretch_y = (canvas.height / canvas.unit) ** 0.8
    points = []
    for i in range(240):
        angle = math.tau * i / 240
        swing = 1 + sum(size * math.sin(k * angle + phase) for k, size, phase in waves)
        points.append(
            (
                middle[0] + math.cos(angle) * reach * swing * stretch_x,
                middle[1] + math.sin(angle) * reach * swing * stretch_y,
            )
        )
    return points


def _paint_sheet(easel: Easel, opening: list[Point], colour: Rgb, index: int) -> None:
    """Paint a sheet around an opening; its shadow falls into it."""
    canvas = easel.canvas
    unit = canvas.unit
    hole = canvas.spread(canvas.polygon(opening))
    sheet = Patch(ImageChops.invert(hole), 0, 0)
    for soft, drop, strength in ((0.03, 0.026, 0.6), (0.007, 0.006, 0.45)):
        blurred = soften(sheet.mask, unit * soft)
        shadow = moved(blurred, round(unit * drop * 0.6), round(unit * drop))
        cast = Patch(ImageChops.multiply(shadow, hole), 0, 0)
        canvas.blend(cast, (52, 44, 66), ImageChops.multiply, strength)
    canvas.fill(sheet, colour)
    edge = canvas.stroke([*opening, opening[0]], unit * 0.004, soft=unit * 0.001)
    canvas.fill(edge.both(sheet), lighten(colour, 0.08), 0.8)
    glow = canvas.falloff(0, 0, canvas.width * 1.1, canvas.height * 1.1)
    canvas.fill(sheet.both(glow), lighten(colour, 0.06), 0.5 + 0.02 * index)


def _paint_paper_grain(easel: Easel) -> None:
    """Give everything the tooth of heavy paper."""
    canvas = easel.canvas
    fibres = noise(canvas.size, 120, easel.rng, octaves=2)
    light = slopes(fibres, 1, -1, 0.5)
    canvas.blend(
        Patch(Image.new("L", canvas.size, 90), 0, 0),
        Image.merge("RGB", (light, light, light)),
        ImageChops.soft_light,
    )


_VIEWS = ("mountain", "hill", "valley", "landscape", "dune", "sea", "wave")
_ABSTRACT = frozenset({"abstract", "flow", "gradient", "geometry", "grid", "papercut"})

FLOW = Scene(paint=paint_flow, draws=_ABSTRACT, is_flat=True)
GEOMETRIC = Scene(paint=paint_geometric, draws=_ABSTRACT, is_flat=True)
CUT_PAPER = Scene(paint=paint_cut_paper, draws=_ABSTRACT | {*_VIEWS}, is_flat=True)
