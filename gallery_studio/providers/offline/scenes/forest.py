"""A forest: trunks in layers of lit fog, shafts of light, ferns in front."""

from __future__ import annotations

import math

from PIL import Image, ImageChops

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.painting import Patch, Point
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.terrain import paint_mist
from gallery_studio.providers.offline.texture import ceiling, noise, smoothstep, vertical

_LAYERS = 6


def _paint(easel: Easel) -> str:
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    green = easel.brief.colour_of("forest", "tree") or (
        (196, 104, 38) if "autumn" in easel.brief.moods else (74, 118, 78)
    )
    air = mix(mix(palette.sky[3], palette.sky[2], 0.4), green, 0.16)
    deep = mix(mix(palette.land, green, 0.3), (10, 18, 16), 0.35)
    sky = ((0, mix(air, palette.sky[1], 0.35)), (0.5, air), (1, mix(air, deep, 0.45)))
    canvas.image.paste(vertical(canvas.size, sky))
    sun_x = canvas.width * rng.choice((0.3, 0.68))
    sun_y = canvas.height * 0.32
    canvas.glow(sun_x, sun_y, canvas.unit * 0.9, palette.sun, 0.8)
    canvas.glow(sun_x, sun_y, canvas.unit * 0.3, (255, 252, 236), 0.55)
    for layer in range(_LAYERS):
        near = layer / (_LAYERS - 1)
        _paint_layer(easel, near, (mix(air, deep, 0.18 + 0.82 * near**1.2), air))
        if layer == _LAYERS - 2 and easel.brief.asks_for("path"):
            _paint_path(easel, mix(air, palette.lit, 0.4))
        if layer == _LAYERS - 2:
            _paint_shafts(easel, (sun_x, sun_y))
    _paint_ferns(easel, deep)
    return "a forest with light between the trunks"


def _paint_layer(easel: Easel, near: float, colours: tuple[Rgb, Rgb]) -> None:
    """Paint trunks, crowns and ground of one distance; `near` 1 is in front."""
    canvas, rng = easel.canvas, easel.rng
    tone, air = colours
    ground = canvas.height * (0.62 + 0.3 * near)
    width = canvas.unit * (0.012 + 0.062 * near**1.7)
    if easel.is_close:
        width *= 1.5
    count = max(3, int((13 - 10 * near) * canvas.width / canvas.unit))
    trunks, boughs = [], []
    for index in range(count):
        x = canvas.width * (index + rng.uniform(0.1, 0.9)) / count
        trunks.append(_trunk(easel, x, ground, width * rng.uniform(0.7, 1.25)))
        boughs += _boughs(easel, x, ground * rng.uniform(0.3, 0.6), width, near)
    canopy = noise(canvas.size, 5 + 5 * (1 - near), rng, octaves=5)
    hang = vertical(
        canvas.size,
        (
            (0, (255, 255, 255)),
            (0.2 + 0.1 * near, (130, 130, 130)),
            (0.55, (0, 0, 0)),
            (1, (0, 0, 0)),
        ),
    ).convert("L")
    leaves = ImageChops.add(canopy, hang, 2.0, 0).point(smoothstep(0.54, 0.62))
    canvas.fill(Patch(leaves, 0, 0), tone, 0.35 + 0.4 * near)
    body = canvas.polygons(trunks)
    canvas.fill(body, tone)
    if boughs:
        canvas.fill(canvas.polygons(boughs), tone)
    bark = noise(canvas.size, 22, rng, octaves=3, stretch=0.18).point(smoothstep(0.55, 0.9))
    canvas.fill(body.times(bark), mix(tone, air, 0.3), 0.25 + 0.3 * near)
    _paint_ground(easel, ground, tone)
    paint_mist(canvas, rng, ground, canvas.unit * 0.16, air, 0.75 * (1 - near))


def _trunk(easel: Easel, x: float, ground: float, width: float) -> list[Point]:
    """Return a trunk that leans a little and spreads at its foot."""
    rng = easel.rng
    lean = rng.uniform(-0.02, 0.02) * easel.canvas.height
    bend = rng.uniform(-0.6, 0.6) * width
    left, right = [], []
    for i in range(13):
        t = i / 12
        y = -10 + (ground + 10) * t
        at = x + lean * (1 - t) + bend * math.sin(t * math.pi)
        half = width * (0.36 + 0.16 * t + 0.35 * max(0.0, t - 0.88) * 6)
        left.append((at - half, y))
        right.append((at + half, y))
    return [*left, *reversed(right)]


def _boughs(easel: Easel, x: float, top: float, width: float, near: float) -> list[list[Point]]:
    """Return a few bare branches of a trunk."""
    rng, unit = easel.rng, easel.canvas.unit
    result = []
    for _ in range(rng.randint(1, 3)):
        y = top * rng.uniform(0.4, 1.3)
        reach = unit * rng.uniform(0.05, 0.15) * (0.5 + near) * rng.choice((-1, 1))
        rise = abs(reach) * rng.uniform(0.15, 0.7)
        thick = width * 0.16
        result.append(
            [
                (x, y),
                (x + reach * 0.5, y - rise * 0.35),
                (x + reach, y - rise),
                (x + reach * 0.5, y - rise * 0.35 + thick),
                (x, y + thick * 2),
            ]
        )
    return result


def _paint_ground(easel: Easel, row: float, tone: Rgb) -> None:
    """Paint the floor of one layer as an uneven edge of moss and brush."""
    canvas, rng = easel.canvas, easel.rng
    phase = rng.uniform(0, 9)
    line: list[Point] = [(-2, canvas.height + 2)]
    steps = int(220 * canvas.width / canvas.unit)
    for i in range(steps + 1):
        t = i / steps * canvas.width / canvas.unit
        wave = math.sin(t * 5 + phase) * 0.012 + math.sin(t * 13 + phase * 2) * 0.005
        line.append((canvas.width * i / steps, row + canvas.unit * (wave - rng.uniform(0, 0.008))))
    line.append((canvas.width + 2, canvas.height + 2))
    canvas.fill(canvas.polygon(line), tone)


def _paint_shafts(easel: Easel, sun: Point) -> None:
    """Paint light falling between the crowns."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    if palette.is_night or easel.brief.weather & {"rain", "storm"}:
        return
    shafts = Image.new("L", canvas.size, 0)
    for _ in range(9):
        angle = math.pi / 2 + rng.uniform(-0.75, 0.75)
        spread = rng.uniform(0.012, 0.045)
        far = canvas.height * 1.5
        start = (sun[0] + rng.uniform(-0.05, 0.05) * canvas.unit, sun[1] - canvas.unit * 0.36)
        points = [start]
        points += [
            (start[0] + math.cos(angle + turn) * far, start[1] + math.sin(angle + turn) * far)
            for turn in (-spread, spread)
        ]
        patch = canvas.polygon(points, soft=canvas.unit * 0.012)
        faint = round(255 * rng.uniform(0.4, 1.0))
        shafts = ImageChops.lighter(shafts, canvas.spread(patch.faded(ceiling(faint))))
    fade = vertical(
        canvas.size, ((0, (60, 60, 60)), (0.35, (255, 255, 255)), (0.95, (20, 20, 20)))
    ).convert("L")
    canvas.blend(
        Patch(ImageChops.multiply(shafts, fade), 0, 0), palette.sun, ImageChops.screen, 0.42
    )


def _paint_path(easel: Easel, tone: Rgb) -> None:
    """Paint a path winding towards the light."""
    canvas = easel.canvas
    left, right = [], []
    for i in range(25):
        t = i / 24
        y = canvas.height * (1.01 - 0.38 * t)
        x = canvas.width * 0.5 + canvas.unit * 0.1 * math.sin(t * 4.2) * (1 - t * 0.5)
        half = canvas.unit * 0.2 * (1 - t) ** 1.6 + canvas.unit * 0.012
        left.append((x - half, y))
        right.append((x + half, y))
    canvas.fill(canvas.polygon([*left, *reversed(right)], soft=canvas.unit * 0.01), tone, 0.55)


def _paint_ferns(easel: Easel, deep: Rgb) -> None:
    """Paint dark fronds along the lower edge, out of focus."""
    canvas, rng = easel.canvas, easel.rng
    fronds = []
    for _ in range(int(26 * canvas.width / canvas.unit)):
        x, length = rng.uniform(0, canvas.width), canvas.unit * rng.uniform(0.06, 0.17)
        lean = rng.uniform(-0.8, 0.8)
        for i in range(1, 12):
            t = i / 12
            at = (x + lean * length * t**1.4, canvas.height - length * t * (1.1 - 0.4 * t))
            leaf = length * 0.24 * (1 - t)
            for side in (-1, 1):
                tip = (at[0] + side * leaf, at[1] - leaf * 0.35)
                fronds += [[at, tip, (at[0] + side * leaf * 0.45, at[1] + leaf * 0.2)]]
    canvas.fill(canvas.polygons(fronds, soft=canvas.unit * 0.0018), lighten(deep, -0.03), 0.95)


SCENE = Scene(
    paint=_paint,
    draws=frozenset({"forest", "tree", "path", "leaf", "branch"}),
    times=("dawn", "golden", "day"),
)
