"""Night skies: stars, moon, aurora, the Milky Way, a planet."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from gallery_studio.providers.offline.colour import Rgb, lighten, mix, turn
from gallery_studio.providers.offline.painting import Patch
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.sky import paint_moon, paint_stars
from gallery_studio.providers.offline.scenes.terrain import (
    closed,
    paint_fir_line,
    paint_mist,
    paint_reflection,
    ridge_line,
)
from gallery_studio.providers.offline.texture import (
    curve,
    gradient_map,
    noise,
    ramp,
    smoothstep,
    soften,
    vertical,
)


def _paint(easel: Easel) -> str:
    canvas, rng, brief, palette = easel.canvas, easel.rng, easel.brief, easel.palette
    is_space = brief.asks_for("planet") or (
        brief.asks_for("galaxy") and not brief.asks_for("star", "mountain", "lake")
    )
    horizon = canvas.height if is_space else canvas.height * rng.uniform(0.7, 0.76)
    canvas.image.paste(vertical(canvas.size, palette.sky_stops()))
    if is_space:
        canvas.image.paste(mix(palette.sky[0], (2, 3, 8), 0.4), (0, 0, *canvas.size))
        _paint_nebula(easel)
    seen = _paint_lights(easel, horizon, is_space=is_space)
    if not is_space:
        _paint_land(easel, horizon)
        return f"{seen} over dark hills"
    return seen


def _paint_lights(easel: Easel, horizon: float, *, is_space: bool) -> str:
    """Paint what shines and return what can be seen."""
    canvas, rng, brief = easel.canvas, easel.rng, easel.brief
    has_aurora = brief.asks_for("aurora")
    has_moon = brief.asks_for("moon")
    has_band = brief.asks_for("galaxy", "star") or not (has_aurora or has_moon or is_space)
    if has_band and not is_space:
        _paint_milky_way(easel, horizon)
    paint_stars(easel, horizon, 0.5 if has_moon else 1.15)
    if has_aurora:
        _paint_aurora(easel, horizon)
    if has_moon:
        radius = canvas.unit * (0.2 if easel.is_close else 0.075)
        paint_moon(
            easel,
            canvas.width * rng.uniform(0.35, 0.68),
            canvas.height * 0.3,
            radius,
            0.45 if brief.is_crescent else 1.0,
        )
    if brief.asks_for("planet"):
        _paint_planet(easel)
    names = [
        ("aurora", has_aurora),
        ("the moon", has_moon),
        ("stars", has_band),
        ("a ringed planet", brief.asks_for("planet")),
        ("a nebula", is_space),
    ]
    return " and ".join(name for name, is_there in names if is_there)


def _paint_milky_way(easel: Easel, horizon: float) -> None:
    """Paint the band of the galaxy across the sky, with dark lanes."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    angle = rng.uniform(0.5, 0.9) * rng.choice((-1, 1))
    middle = (canvas.width * rng.uniform(0.4, 0.6), horizon * 0.45)
    reach = math.hypot(canvas.width, canvas.height)
    along = (math.sin(angle) * reach, -math.cos(angle) * reach)
    across = (math.cos(angle) * canvas.unit * 0.12, math.sin(angle) * canvas.unit * 0.12)
    band = canvas.polygon(
        [
            (middle[0] + sx * along[0] + sy * across[0], middle[1] + sx * along[1] + sy * across[1])
            for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ],
        soft=canvas.unit * 0.08,
    )
    cloud = noise(canvas.size, 4, rng, octaves=6)
    lanes = noise(canvas.size, 6, rng, octaves=6).point(smoothstep(0.35, 0.65))
    glow = band.times(cloud.point(smoothstep(0.25, 0.85)))
    tone = mix(palette.sky[3], palette.second, 0.4)
    canvas.blend(glow, lighten(tone, 0.12), ImageChops.screen, 0.6)
    canvas.blend(glow.times(lanes), (255, 226, 206), ImageChops.screen, 0.3)
    dust = Image.frombytes("L", canvas.size, rng.randbytes(canvas.width * canvas.height))
    dust = dust.filter(ImageFilter.GaussianBlur(canvas.unit * 0.0006)).point(smoothstep(0.66, 0.86))
    canvas.fill(band.times(ImageChops.multiply(dust, cloud)), (240, 240, 255), 0.9)


def _paint_aurora(easel: Easel, horizon: float) -> None:
    """Paint curtains of light: rays rising from a swinging lower edge."""
    canvas, rng = easel.canvas, easel.rng
    base = easel.brief.colour_of("aurora") or rng.choice(((70, 240, 150), (64, 226, 178)))
    for index in range(3):
        colour = turn(base, -18 * index + rng.uniform(-8, 8))
        curtain = _curtain(easel, horizon * rng.uniform(0.5, 0.86))
        top = mix(lighten(turn(colour, 120), -0.3), (150, 50, 190), 0.6)
        paint = vertical(
            canvas.size, ((0, top), (0.34, mix(top, colour, 0.5)), (0.6, colour), (1, colour))
        )
        patch = Patch(curtain, 0, 0)
        canvas.blend(patch, paint, ImageChops.screen, 0.82 - 0.18 * index)
        wide = Patch(soften(curtain, canvas.unit * 0.04), 0, 0)
        canvas.blend(wide, paint, ImageChops.screen, 0.26)


def _curtain(easel: Easel, row: float) -> Image.Image:
    """Return one curtain, L: column by column a ray that fades upwards."""
    canvas, rng = easel.canvas, easel.rng
    step = max(1, round(canvas.unit / 380))
    columns = canvas.width // step + 1
    waves = [
        (rng.uniform(0.5, 1.1), 0.12),
        (rng.uniform(1.6, 2.6), 0.05),
        (rng.uniform(4, 7), 0.016),
    ]
    phases = [rng.uniform(0, math.tau) for _ in waves]
    rays = list(
        noise((columns, 4), 2.2, rng, octaves=4, stretch=0.06).resize((columns, 1)).tobytes()
    )
    ray = ramp((step, 256), (0, 4, 14, 34, 62, 104, 168, 236, 255, 120, 0))
    result = Image.new("L", canvas.size, 0)
    for column in range(columns):
        t = column * step / canvas.unit
        wave = sum(
            size * math.sin(t * rate * math.tau * 0.6 + phase)
            for (rate, size), phase in zip(waves, phases, strict=True)
        )
        strength = rays[column] / 255
        bottom = row + wave * canvas.unit
        tall = canvas.unit * (0.3 + 0.34 * strength)
        sheet = ray.resize((step, max(2, round(tall))), Image.Resampling.BILINEAR)
        sheet = sheet.point([round(i * (0.25 + 0.75 * strength)) for i in range(256)])
        result.paste(sheet, (column * step, round(bottom - tall)))
    return result.filter(ImageFilter.GaussianBlur(canvas.unit * 0.0035))


def _paint_nebula(easel: Easel) -> None:
    """Paint clouds of glowing gas."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    hues = [palette.second, palette.accent, turn(palette.second, 60)]
    for colour in hues:
        field = noise(canvas.size, rng.uniform(1.4, 2.2), rng, octaves=7)
        veil = noise(canvas.size, 1.2, rng, octaves=3).point(smoothstep(0.25, 0.75))
        gas = ImageChops.multiply(field.point(smoothstep(0.42, 0.95)), veil)
        body = gradient_map(
            field, ((0, (0, 0, 0)), (0.6, lighten(colour, -0.2)), (1, lighten(colour, 0.15)))
        )
        canvas.blend(Patch(gas, 0, 0), body, ImageChops.screen, 0.6)


def _paint_planet(easel: Easel) -> None:
    """Paint a banded planet with a ring, lit from one side."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    radius = canvas.unit * (0.36 if easel.is_close else 0.24)
    x, y = canvas.width * rng.uniform(0.42, 0.58), canvas.height * 0.5
    base = easel.brief.colour_of("planet") or palette.accent
    canvas.glow(x, y, radius * 2.4, base, 0.35)
    bands = noise(canvas.size, 9, rng, octaves=4, stretch=14)
    paint = gradient_map(
        bands, ((0, lighten(base, -0.2)), (0.5, base), (1, lighten(turn(base, 24), 0.16)))
    )
    disc = canvas.circle(x, y, radius)
    _paint_ring(easel, (x, y, radius), base, is_front=False)
    canvas.fill(disc, paint)
    light = canvas.spread(
        canvas.falloff(x - radius * 0.5, y - radius * 0.45, radius * 2, radius * 2)
    )
    shade = ImageChops.invert(light.point(curve(lambda v: min(1.0, v * 1.5))))
    canvas.blend(disc.times(shade), (6, 6, 16), ImageChops.multiply, 0.96)
    _paint_ring(easel, (x, y, radius), base, is_front=True)


def _paint_ring(
    easel: Easel, planet: tuple[float, float, float], base: Rgb, *, is_front: bool
) -> None:
    """Paint the half of the ring behind or before the planet."""
    canvas = easel.canvas
    x, y, radius = planet
    half = canvas.polygon(
        [
            (0, y),
            (canvas.width, y - canvas.unit * 0.02),
            *(
                ((canvas.width, canvas.height), (0, canvas.height))
                if is_front
                else ((canvas.width, 0), (0, 0))
            ),
        ]
    )
    cut = canvas.spread(half)
    for outer, inner, tone in ((2.15, 1.9, 0.1), (1.84, 1.5, 0.2), (1.45, 1.32, -0.05)):
        ring = canvas.ellipse(
            (
                x - radius * outer,
                y - radius * outer * 0.24,
                x + radius * outer,
                y + radius * outer * 0.24,
            )
        )
        hole = canvas.ellipse(
            (
                x - radius * inner,
                y - radius * inner * 0.24,
                x + radius * inner,
                y + radius * inner * 0.24,
            )
        )
        canvas.fill(ring.without(hole, canvas.size).times(cut), lighten(base, tone), 0.7)


def _paint_land(easel: Easel, horizon: float) -> None:
    """Paint hills, firs and a lake that mirrors the sky."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    for near in (0.0, 0.5, 1.0):
        line = ridge_line(
            canvas,
            rng,
            horizon + canvas.unit * 0.01,
            canvas.unit * (0.2 - 0.12 * near),
            0.5 - 0.3 * near,
            0.8,
        )
        tone = mix(palette.land, palette.sky[2], 0.4 * (1 - near))
        canvas.fill(canvas.polygon(closed(line, canvas)), tone)
        if near > 0.4:
            paint_fir_line(canvas, rng, line, canvas.unit * (0.02 + 0.03 * near), tone, 1.0)
        paint_mist(canvas, rng, horizon, canvas.unit * 0.05, palette.sky[3], 0.25)
    paint_reflection(canvas, rng, horizon + canvas.unit * 0.012, palette.land, 0.9)


SCENE = Scene(
    paint=_paint,
    draws=frozenset(
        {
            "star",
            "moon",
            "aurora",
            "galaxy",
            "planet",
            "lake",
            "hill",
            "mountain",
            "landscape",
            "tree",
            "forest",
        }
    ),
    times=("night",),
)
