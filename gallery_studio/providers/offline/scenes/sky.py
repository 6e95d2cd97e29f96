"""Skies: gradient, sun or moon, clouds, stars, birds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.painting import Patch, Point
from gallery_studio.providers.offline.texture import (
    curve,
    noise,
    ramp,
    slopes,
    smoothstep,
    soften,
    vertical,
)

if TYPE_CHECKING:
    from gallery_studio.providers.offline.scenes.easel import Easel


def paint_sky(easel: Easel, horizon: float, *, sun_x: float, clouds: float = 0.5) -> Point:
    """Paint everything above the horizon and return where the sun or moon stands.

    Args:
        easel: Where to paint.
        horizon: Row of the horizon, pixels.
        sun_x: Place of the sun, as a share of the width.
        clouds: How much of the sky they take, 0 to 1.
    """
    canvas, palette = easel.canvas, easel.palette
    sky = vertical((canvas.width, max(1, math.ceil(horizon))), palette.sky_stops())
    canvas.image.paste(sky, (0, 0))
    if math.ceil(horizon) < canvas.height:
        below = (0, math.ceil(horizon), canvas.width, canvas.height)
        canvas.image.paste(palette.sky[3], below)
    sun = (canvas.width * sun_x, horizon * (1 - palette.sun_height))
    if palette.is_night:
        paint_stars(easel, horizon, 1.0)
    elif palette.time == "dusk":
        paint_stars(easel, horizon * 0.55, 0.3)
    _paint_sun(easel, sun)
    amount = max(clouds, 0.85) if easel.brief.weather & {"clouds", "storm", "rain"} else clouds
    if "clear" not in easel.brief.weather:
        _paint_clouds(easel, horizon, sun, amount)
    return sun


def paint_stars(easel: Easel, bottom: float, density: float) -> None:
    """Scatter stars of different brightness down to row `bottom`."""
    canvas, rng = easel.canvas, easel.rng
    for _ in range(int(420 * density * canvas.width / canvas.height) + 60):
        x, y = rng.random() * canvas.width, rng.random() ** 1.35 * bottom
        magnitude = rng.random() ** 5
        tone = rng.choice(((255, 244, 224), (226, 236, 255), (255, 255, 255)))
        radius = canvas.unit * (0.0006 + 0.0016 * magnitude)
        canvas.fill(canvas.circle(x, y, radius), tone, 0.3 + 0.7 * rng.random())
        if magnitude > 0.72:
            canvas.glow(x, y, radius * 11, tone, 0.4)


def paint_moon(easel: Easel, x: float, y: float, radius: float, phase: float = 1.0) -> None:
    """Paint the moon with its seas and a halo; `phase` 1 is full, 0.3 a crescent."""
    canvas, rng = easel.canvas, easel.rng
    pale = mix(easel.palette.sun, (250, 244, 228), 0.6)
    canvas.glow(x, y, radius * 9, mix(easel.palette.sky[2], pale, 0.4), 0.55)
    canvas.glow(x, y, radius * 3, pale, 0.5)
    disc = canvas.circle(x, y, radius)
    if phase < 0.95:
        bite = canvas.circle(x - radius * (0.55 + phase * 0.5), y - radius * 0.12, radius)
        disc = disc.without(bite, canvas.size)
    canvas.fill(disc, pale)
    seas = noise(canvas.size, 0.9 * canvas.unit / radius / 2, rng, octaves=3)
    canvas.blend(
        disc.times(seas.point(smoothstep(0.4, 0.75))),
        lighten(pale, -0.13),
        ImageChops.multiply,
        0.5,
    )
    edge = canvas.falloff(x + radius * 0.25, y - radius * 0.2, radius * 1.9, radius * 1.9)
    shade = Image.new("L", canvas.size, 255)
    shade.paste(ImageChops.invert(edge.mask), edge.box[:2])
    canvas.blend(disc.times(shade), (150, 150, 170), ImageChops.multiply, 0.55)


def paint_birds(easel: Easel, x: float, y: float, count: int, colour: Rgb) -> None:
    """Paint a loose flock around a point."""
    canvas, rng = easel.canvas, easel.rng
    for _ in range(count):
        at_x = x + rng.gauss(0, canvas.unit * 0.07)
        at_y = y + rng.gauss(0, canvas.unit * 0.028)
        span = canvas.unit * rng.uniform(0.006, 0.013)
        lift = span * rng.uniform(0.25, 0.6)
        wings = [
            (at_x - span, at_y - lift),
            (at_x - span * 0.45, at_y - lift * 0.9),
            (at_x, at_y),
            (at_x + span * 0.45, at_y - lift * 0.9),
            (at_x + span, at_y - lift * 0.8),
        ]
        canvas.fill(canvas.stroke(wings, max(1.0, span * 0.16)), colour, 0.75)


def _paint_sun(easel: Easel, sun: Point) -> None:
    """Paint the sun with the light it throws into the air, or the moon."""
    canvas, palette = easel.canvas, easel.palette
    if palette.is_night and easel.brief.weather & {"rain", "storm", "fog", "snow"}:
        return
    if palette.is_night:
        paint_moon(
            easel, sun[0], sun[1], canvas.unit * 0.035, 0.4 if easel.brief.is_crescent else 1.0
        )
        return
    is_veiled = bool(easel.brief.weather & {"rain", "storm", "clouds"})
    strength = 0.35 if is_veiled else 1.0
    canvas.glow(sun[0], sun[1], canvas.unit * 1.25, palette.sky[3], 0.5 * strength)
    canvas.glow(sun[0], sun[1], canvas.unit * 0.5, palette.sun, 0.55 * strength)
    if palette.time in {"dusk"} or is_veiled:
        return
    radius = canvas.unit * (0.028 if palette.time == "day" else 0.045)
    canvas.glow(sun[0], sun[1], radius * 4, palette.sun, 0.7)
    disc = canvas.circle(sun[0], sun[1], radius, soft=radius * 0.05)
    canvas.fill(disc, mix(palette.sun, (255, 255, 250), 0.5))


def _paint_clouds(easel: Easel, horizon: float, sun: Point, amount: float) -> None:
    """Paint cloud banks lit from the sun's side."""
    if amount <= 0.02:
        return
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    size = (canvas.width, max(8, math.ceil(horizon)))
    field = noise(size, 3.0, rng, octaves=6, stretch=2.6)
    streaks = noise(size, 5.0, rng, octaves=4, stretch=7.0)
    field = Image.blend(field, streaks, 0.35)
    cover = field.point(smoothstep(0.74 - 0.42 * amount, 1.02 - 0.3 * amount))
    cover = ImageChops.multiply(cover, ramp(size, (150, 255, 255, 220, 40)))
    reach = canvas.unit * 0.014
    towards = reach if sun[0] > canvas.width / 2 else -reach
    smooth = soften(field, canvas.unit * 0.004)
    light = slopes(smooth, round(towards), round(-reach), 1.8)
    bright = mix(palette.sky[3], palette.sun, 0.6)
    dark = mix(palette.sky[1], palette.sky[2], 0.5)
    if easel.brief.weather & {"storm", "rain"}:
        dark = lighten(dark, -0.08)
    patch = Patch(cover, 0, 0)
    opacity = 0.3 if palette.is_night else 0.72
    canvas.fill(patch, mix(dark, bright, 0.42), opacity)
    lit = Patch(ImageChops.multiply(cover, light.point(smoothstep(0.45, 0.8))), 0, 0)
    canvas.fill(lit, bright, 0.25 if palette.is_night else 0.85)
    shade = light.point(curve(lambda v: 1 - v * 2.1))
    canvas.fill(Patch(ImageChops.multiply(cover, shade), 0, 0), dark, opacity)
