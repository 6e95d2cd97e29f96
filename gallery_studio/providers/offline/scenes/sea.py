"""The sea: open water, a lighthouse on its rock, sailing boats, a beach."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from gallery_studio.providers.offline.colour import lighten, mix
from gallery_studio.providers.offline.painting import Patch, Point
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.lighthouse import paint_lighthouse
from gallery_studio.providers.offline.scenes.sky import paint_birds, paint_sky
from gallery_studio.providers.offline.scenes.terrain import paint_mist, ridge_line
from gallery_studio.providers.offline.texture import (
    curve,
    noise,
    ramp,
    smoothstep,
    vertical,
)


def _paint(easel: Easel) -> str:
    canvas, rng, brief = easel.canvas, easel.rng, easel.brief
    horizon = canvas.height * (0.4 if "aerial" in brief.cameras else rng.uniform(0.52, 0.6))
    side = rng.choice((-1, 1))
    sun_x = 0.5 - side * rng.uniform(0.12, 0.26)
    sun = paint_sky(easel, horizon, sun_x=sun_x, clouds=rng.uniform(0.35, 0.75))
    _paint_far_coast(easel, horizon, side)
    _paint_water(easel, horizon, sun)
    return _paint_subjects(easel, horizon, side)


def _paint_subjects(easel: Easel, horizon: float, side: int) -> str:
    """Paint what stands in and by the water and return what can be seen."""
    canvas, rng, brief = easel.canvas, easel.rng, easel.brief
    seen = []
    has_lighthouse = brief.asks_for("lighthouse")
    has_boat = brief.asks_for("boat") or (not brief.subjects[1:] and rng.random() < 0.6)
    if brief.asks_for("beach"):
        _paint_beach(easel)
        seen.append("a beach")
    if brief.asks_for("boat") or (has_boat and not has_lighthouse):
        _paint_boats(easel, horizon, side)
        seen.append("sailing boats")
    if has_lighthouse:
        paint_lighthouse(easel, horizon, side)
        seen.append("a lighthouse")
    if not easel.palette.is_night:
        paint_birds(
            easel,
            canvas.width * (0.5 - side * 0.15),
            horizon * 0.5,
            rng.randint(3, 7),
            mix(easel.palette.land, easel.palette.sky[1], 0.35),
        )
    return (" and ".join(seen) + " by the sea") if seen else "the open sea"


def _paint_far_coast(easel: Easel, horizon: float, side: int) -> None:
    """Paint pale headlands on the horizon."""
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    for near in (0.25, 0.5):
        line = ridge_line(canvas, rng, horizon + 2, canvas.unit * (0.1 - 0.05 * near), 0.35, 0.7)
        shaped = []
        for x, y in line:
            share = x / canvas.width if side > 0 else 1 - x / canvas.width
            keep = min(1.0, max(0.0, (share - 0.32 - near * 0.3) * 3.2))
            shaped.append((x, horizon + 2 - (horizon + 2 - y) * keep))
        land = mix(mix(palette.sky[0], palette.land, 0.5), palette.haze, 0.8 - 0.5 * near)
        patch = canvas.polygon([(0, horizon + 1), *shaped, (canvas.width, horizon + 1)])
        canvas.fill(patch, land)


def _paint_water(easel: Easel, horizon: float, sun: Point) -> None:
    """Paint water from the horizon down, with swell, reflected sky and the sun's path."""
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    top = round(horizon)
    depth = canvas.height - top
    deep = mix(palette.sky[0], palette.land, 0.55)
    far = mix(palette.sky[3], palette.sky[1], 0.45)
    named = easel.brief.colour_of("sea", "wave")
    if named:
        deep, far = lighten(named, -0.16), mix(far, named, 0.5)
    middle = mix(far, deep, 0.55)
    canvas.image.paste(
        vertical((canvas.width, depth), ((0, far), (0.3, middle), (1, deep))), (0, top)
    )
    is_rough = bool(easel.brief.weather & {"storm", "wind"}) or easel.brief.asks_for("wave")
    swell = perspective_waves(easel, depth)
    light = mix(palette.sky[2], palette.sun, 0.35)
    strength = 0.85 if is_rough else 0.55
    canvas.fill(_on_water(swell.point(smoothstep(0.52, 0.85)), top), light, strength * 0.75)
    canvas.fill(
        _on_water(swell.point(curve(lambda v: max(0, 0.5 - v) * 1.8)), top),
        lighten(deep, -0.06),
        strength,
    )
    if is_rough:
        crests = _on_water(swell.point(smoothstep(0.86, 0.97)), top)
        canvas.fill(crests, mix(light, (255, 255, 255), 0.6), 0.75)
    _paint_sun_path(easel, top, sun[0], swell)
    paint_mist(canvas, rng, horizon, canvas.unit * 0.022, palette.haze, 0.5)


def perspective_waves(easel: Easel, depth: int) -> Image.Image:
    """Return waves, L, that are flat and fine at the top and large in front."""
    canvas, rng = easel.canvas, easel.rng
    tall = max(8, depth * 2)
    field = noise((canvas.width, tall), 16 * tall / canvas.unit, rng, octaves=4, stretch=4.5)
    result = Image.new("L", (canvas.width, depth))
    bands = 48
    for band in range(bands):
        start, end = band / bands, (band + 1) / bands
        row, next_row = round(depth * start), round(depth * end)
        if next_row <= row:
            continue
        # Rows gather towards the horizon: equal steps on the sea shrink with distance.
        far, near = tall * start**0.48, tall * end**0.48
        squeeze = 0.5 * canvas.width * (1 - (0.24 + 0.76 * start))
        box = (squeeze * 0.0, far, canvas.width - squeeze * 0.0, min(tall, near))
        if box[3] - box[1] < 0.5:
            continue
        strip = field.resize((canvas.width, next_row - row), Image.Resampling.BILINEAR, box=box)
        result.paste(strip, (0, row))
    return result.filter(ImageFilter.GaussianBlur(canvas.unit * 0.0008))


def _on_water(mask: Image.Image, top: int) -> Patch:
    return Patch(mask, 0, top)


def _paint_sun_path(easel: Easel, top: int, x: float, swell: Image.Image) -> None:
    """Paint the glittering path of the sun or moon on the water."""
    canvas, palette = easel.canvas, easel.palette
    depth = swell.height
    narrow = canvas.unit * 0.05
    path = Image.new("L", swell.size, 0)
    patch = canvas.polygon(
        [
            (x - narrow, top),
            (x + narrow, top),
            (x + narrow * 4.2, canvas.height),
            (x - narrow * 4.2, canvas.height),
        ],
        soft=canvas.unit * 0.035,
    )
    path.paste(patch.mask, (patch.x, patch.y - top))
    path = ImageChops.multiply(path, ramp((canvas.width, depth), (255, 235, 190, 150, 100, 60)))
    broad = ImageChops.multiply(path, swell.point(curve(lambda v: 0.25 + 0.75 * v)))
    sparks = ImageChops.multiply(path, swell.point(smoothstep(0.5, 0.68)))
    is_bright = palette.time in {"golden", "sunset", "dawn", "day"}
    canvas.blend(Patch(broad, 0, top), palette.sun, ImageChops.screen, 0.6 if is_bright else 0.3)
    canvas.blend(Patch(sparks, 0, top), palette.sun, ImageChops.screen, 0.95)


def _paint_boats(easel: Easel, horizon: float, side: int) -> None:
    """Paint one boat near and a few far away."""
    canvas, rng = easel.canvas, easel.rng
    for _ in range(rng.randint(1, 3)):
        x = canvas.width * rng.uniform(0.12, 0.88)
        _paint_boat(
            easel,
            x,
            horizon + canvas.unit * rng.uniform(0.008, 0.02),
            canvas.unit * rng.uniform(0.03, 0.05),
            0.5,
        )
    x = canvas.width * (0.5 - side * rng.uniform(0.08, 0.2))
    tall = min(canvas.unit * (0.42 if easel.is_close else 0.3), canvas.height * 0.4)
    _paint_boat(easel, x, horizon + (canvas.height - horizon) * 0.3, tall, 0.0)


def _paint_boat(easel: Easel, x: float, y: float, tall: float, air: float) -> None:
    """Paint one sailing boat, its reflection first; `air` pales it."""
    canvas, palette = easel.canvas, easel.palette
    hull = mix(
        mix(easel.brief.colour_of("boat") or palette.accent, palette.land, 0.35), palette.haze, air
    )
    cloth = mix(mix((250, 244, 232), palette.sky[2], 0.3), palette.haze, air)
    main = [
        (x, y - tall),
        (x + tall * 0.06, y - tall * 0.5),
        (x + tall * 0.44, y - tall * 0.13),
        (x, y - tall * 0.11),
    ]
    fore = [
        (x - tall * 0.02, y - tall * 0.92),
        (x - tall * 0.16, y - tall * 0.45),
        (x - tall * 0.36, y - tall * 0.12),
        (x - tall * 0.02, y - tall * 0.1),
    ]
    body = [
        (x - tall * 0.4, y - tall * 0.085),
        (x + tall * 0.46, y - tall * 0.085),
        (x + tall * 0.34, y),
        (x - tall * 0.28, y),
    ]
    mirrored = [
        [(px, 2 * y - py * 1.0 + tall * 0.01) for px, py in part] for part in (main, fore, body)
    ]
    ripple = noise(canvas.size, 60, easel.rng, octaves=2, stretch=6).point(smoothstep(0.3, 0.6))
    for part, tone in zip(mirrored, (cloth, cloth, hull), strict=True):
        canvas.fill(canvas.polygon(part, soft=tall * 0.012).times(ripple), tone, 0.42)
    canvas.fill(canvas.polygon(main), cloth)
    canvas.fill(canvas.polygon(fore), mix(cloth, palette.land, 0.22))
    shade = canvas.polygon(
        [main[0], main[1], (x + tall * 0.2, y - tall * 0.12), main[3]], soft=tall * 0.02
    )
    canvas.blend(shade, mix(palette.sky[1], (255, 255, 255), 0.35), ImageChops.multiply, 0.4)
    canvas.fill(canvas.stroke([(x, y - tall * 1.04), (x, y - tall * 0.08)], tall * 0.012), hull)
    canvas.fill(canvas.polygon(body), hull)


def _paint_beach(easel: Easel) -> None:
    """Paint sand in front, with a wet edge and foam."""
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    sand = mix(easel.brief.colour_of("beach") or (232, 204, 160), palette.sky[3], 0.2)
    if palette.is_low_light:
        sand = mix(sand, palette.sky[0], 0.6)
    top = canvas.height * 0.82
    phases = [rng.uniform(0, math.tau) for _ in range(3)]

    def shore(offset: float) -> list[Point]:
        line = []
        for i in range(97):
            t = i / 96 * canvas.width / canvas.unit
            wave = math.sin(t * 4 + phases[0]) + 0.5 * math.sin(t * 9 + phases[1])
            lean = (t - 0.5) * 0.05
            line.append((canvas.width * i / 96, top + offset + canvas.unit * (0.02 * wave + lean)))
        return [*line, (canvas.width, canvas.height), (0, canvas.height)]

    unit = canvas.unit
    foam = noise(canvas.size, 26, rng, octaves=4, stretch=2.4).point(smoothstep(0.25, 0.6))
    canvas.fill(
        canvas.polygon(shore(-unit * 0.035), soft=unit * 0.002).times(foam),
        mix((255, 255, 255), palette.sky[3], 0.2),
        0.85,
    )
    canvas.fill(canvas.polygon(shore(-unit * 0.004), soft=unit * 0.004), lighten(sand, -0.13))
    canvas.fill(canvas.polygon(shore(unit * 0.04), soft=unit * 0.02), sand)
    speckle = noise(canvas.size, 90, rng, octaves=2).point(smoothstep(0.55, 0.9))
    canvas.fill(canvas.polygon(shore(unit * 0.02)).times(speckle), lighten(sand, 0.06), 0.6)


SCENE = Scene(
    paint=_paint,
    draws=frozenset(
        {"sea", "lighthouse", "boat", "beach", "wave", "island", "moon", "star", "landscape"}
    ),
)
