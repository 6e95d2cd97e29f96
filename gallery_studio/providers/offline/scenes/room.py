"""A room for still lifes: wall, ground, an arch, the window's light and a branch's shadow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from gallery_studio.providers.offline.colour import Rgb, lighten, luminance, mix
from gallery_studio.providers.offline.lathe import Lamp
from gallery_studio.providers.offline.painting import Canvas, Point, shadow_of
from gallery_studio.providers.offline.texture import curve, noise, smoothstep, vertical
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    import random

    from gallery_studio.providers.offline.scenes.easel import Easel


@dataclass(frozen=True, slots=True)
class Room:
    """A painted room.

    Attributes:
        wall: Colour of the wall.
        ground: Row at which the ground begins, pixels.
        lamp: The light in it.
        side: Where the light comes from: -1 left, 1 right.
        is_dark: Whether the room lies in the dark.
    """

    wall: Rgb
    ground: float
    lamp: Lamp
    side: int
    is_dark: bool


def paint_room(easel: Easel, wall: Rgb, *, has_arch: bool) -> Room:
    """Paint an empty room and return what its light is like."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    is_dark = palette.is_low_light or "moody" in easel.brief.moods
    side = rng.choice((-1, 1))
    if is_dark:
        wall = mix(lighten(wall, -0.3), palette.sky[0], 0.3)
    ground = canvas.height / 2 + min(canvas.height * 0.22, canvas.unit * 0.3)
    warm = mix(palette.sun, (255, 226, 184), 0.5)
    lamp = Lamp(
        _unit_vector(side * 0.62, 0.55, 0.56),
        warm,
        mix(lighten(wall, -0.3), palette.sky[0], 0.35),
        lighten(wall, 0.05),
    )
    _paint_wall(easel, wall, side, warm)
    if has_arch:
        _paint_arch(easel, wall, side)
    _paint_ground(easel, wall, ground, warm)
    return Room(wall, ground, lamp, side, is_dark)


def paint_window_light(easel: Easel, room: Room) -> None:
    """Throw the light of a window with bars, and a branch's shadow, across the wall."""
    canvas, rng = easel.canvas, easel.rng
    unit, side = canvas.unit, room.side
    light = Image.new("L", canvas.size, 0)
    left = canvas.width * 0.5 - side * unit * rng.uniform(-0.05, 0.1) - unit * 0.34
    top = canvas.height * 0.5 - unit * 0.52
    lean, drop = unit * 0.3 * -side, unit * 0.2
    for column in range(3):
        for row in range(4):
            x, y = left + column * unit * 0.24, top + row * unit * 0.24
            width, height = unit * 0.215, unit * 0.21
            x += lean * (row / 4)
            y += (drop * column / 3) * -side + (drop if side > 0 else 0)
            pane = [
                (x, y),
                (x + width, y - drop * 0.3 * side),
                (x + width + lean * 0.22, y + height - drop * 0.3 * side),
                (x + lean * 0.22, y + height),
            ]
            patch = canvas.polygon(pane, soft=unit * 0.006)
            light = ImageChops.lighter(light, canvas.spread(patch))
    if rng.random() < 0.75:
        light = ImageChops.multiply(light, ImageChops.invert(branch_shadow(canvas, rng, side)))
    strength = 0.34 if room.is_dark else 0.3
    canvas.blend(
        canvas.whole(light), mix(room.lamp.colour, room.wall, 0.25), ImageChops.screen, strength
    )
    canvas.blend(
        canvas.whole(ImageChops.invert(light)), lighten(room.wall, -0.03), ImageChops.multiply, 0.12
    )


def branch_shadow(canvas: Canvas, rng: random.Random, side: int) -> Image.Image:
    """Return the blurred shadow of leafy stems, L."""
    result = Image.new("L", canvas.size, 0)
    unit = canvas.unit
    for stem in range(4):
        x = canvas.width / 2 + side * unit * rng.uniform(0.1, 0.5)
        y = canvas.height / 2 - unit * rng.uniform(0.3, 0.55)
        angle = math.pi / 2 + side * rng.uniform(0.1, 0.8)
        leaves: list[list[Point]] = []
        for _ in range(9):
            x += math.cos(angle) * unit * 0.055
            y += math.sin(angle) * unit * 0.055
            angle += rng.uniform(-0.12, 0.12)
            for turn in (-0.9, 0.9):
                aim = angle + turn + rng.uniform(-0.2, 0.2)
                leaves += [leaf((x, y), aim, unit * rng.uniform(0.07, 0.11))]
        patch = canvas.polygons(leaves, soft=unit * (0.006 + 0.003 * stem))
        result = ImageChops.lighter(result, canvas.spread(patch))
    return result.point(curve(lambda v: v * 0.75))


def leaf(base: Point, angle: float, length: float, width: float = 0.32) -> list[Point]:
    """Return the outline of a pointed leaf."""
    cos, sin = math.cos(angle), math.sin(angle)
    edge = [(t, math.sin(math.pi * t**0.8) * width * 0.5) for t in (i / 10 for i in range(11))]
    both = edge + [(t, -half) for t, half in reversed(edge)]
    return [
        (base[0] + (t * cos - half * sin) * length, base[1] + (t * sin + half * cos) * length)
        for t, half in both
    ]


def _unit_vector(right: float, up: float, front: float) -> tuple[float, float, float]:
    length = math.sqrt(right * right + up * up + front * front)
    return right / length, up / length, front / length


def _paint_wall(easel: Easel, wall: Rgb, side: int, warm: Rgb) -> None:
    """Paint a plastered wall, brighter on the light's side."""
    canvas, rng = easel.canvas, easel.rng
    canvas.image.paste(
        vertical(canvas.size, ((0, lighten(wall, -0.035)), (0.55, wall), (1, lighten(wall, 0.02))))
    )
    plaster = noise(canvas.size, 4, rng, octaves=6)
    canvas.blend(
        canvas.whole(plaster.point(smoothstep(0.3, 1.0))),
        lighten(wall, -0.05),
        ImageChops.multiply,
        0.16,
    )
    reach = max(canvas.width, canvas.height)
    glow = mix(warm, wall, 0.45)
    canvas.glow(
        canvas.width / 2 + side * canvas.unit * 0.4,
        canvas.height * 0.3,
        reach * 0.95,
        mix(glow, (0, 0, 0), 0.25),
        0.3 + 0.2 * (1 - luminance(wall)),
    )
    dark = canvas.falloff(
        canvas.width / 2 - side * canvas.width * 0.6, canvas.height * 0.4, reach * 0.8, reach
    )
    canvas.blend(dark, lighten(wall, -0.22), ImageChops.multiply, 0.35)


def _paint_arch(easel: Easel, wall: Rgb, side: int) -> None:
    """Paint a shallow niche with a round top behind the things."""
    canvas = easel.canvas
    unit, x = canvas.unit, canvas.width / 2
    half, top = unit * 0.34, canvas.height / 2 - unit * 0.4
    points = [(x - half, canvas.height), (x - half, top + half)]
    points += [
        (x - half * math.cos(math.pi * i / 40), top + half - half * math.sin(math.pi * i / 40))
        for i in range(41)
    ]
    points += [(x + half, top + half), (x + half, canvas.height)]
    arch = canvas.polygon(points)
    canvas.fill(arch, lighten(wall, -0.05), 0.85)
    depth = shadow_of(canvas, arch, (-side * unit * 0.035, unit * 0.02), unit * 0.02)
    inner = arch.without(depth, canvas.size)
    canvas.blend(inner, lighten(wall, -0.2), ImageChops.multiply, 0.6)
    rim = canvas.stroke(points[1:-1], unit * 0.005, soft=unit * 0.001)
    canvas.fill(rim, lighten(wall, 0.07), 0.6)


def _paint_ground(easel: Easel, wall: Rgb, row: float, warm: Rgb) -> None:
    """Paint the ground, with a soft line where it meets the wall."""
    canvas = easel.canvas
    box = [(0, row), (canvas.width, row), (canvas.width, canvas.height), (0, canvas.height)]
    depth = vertical(
        canvas.size,
        (
            (0, wall),
            (row / canvas.height, lighten(wall, -0.015)),
            (1, mix(lighten(wall, 0.035), warm, 0.08)),
        ),
    )
    canvas.fill(canvas.polygon([(x, float(y)) for x, y in box], soft=canvas.unit * 0.003), depth)
    line = canvas.polygon(
        [
            (0, row - canvas.unit * 0.01),
            (canvas.width, row - canvas.unit * 0.01),
            (canvas.width, row + canvas.unit * 0.012),
            (0, row + canvas.unit * 0.012),
        ],
        soft=canvas.unit * 0.012,
    )
    canvas.blend(line, lighten(wall, -0.12), ImageChops.multiply, 0.35)
