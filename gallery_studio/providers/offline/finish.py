"""The last coats over a scene: weather, mood, lens and film."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from gallery_studio.providers.offline.colour import Rgb, mix
from gallery_studio.providers.offline.painting import Canvas, Patch
from gallery_studio.providers.offline.texture import (
    add_grain,
    curve,
    noise,
    ramp,
    smoothstep,
    soften,
    vignette,
)

if TYPE_CHECKING:
    import random

    from gallery_studio.providers.offline.scenes.easel import Easel

_SQUARES_MOST = 12.0
"""Flakes are counted per square of the canvas's unit, but no picture gets more than this many."""


def finish(easel: Easel, *, is_flat: bool) -> Image.Image:
    """Return the scene as a finished RGB picture; a flat design keeps the weather out."""
    if not is_flat:
        _paint_weather(easel)
    image = _bloom(easel.canvas.image, easel)
    image = _graded(image, easel)
    if not is_flat:
        image = vignette(image, 0.5 if "moody" in easel.brief.moods else 0.26)
    amount = 5.0 if "film" in easel.brief.cameras else 2.0
    return add_grain(image, amount, easel.rng)


def paint_snowfall(canvas: Canvas, rng: random.Random, density: float = 1.0) -> None:
    """Paint falling snow at three depths; near flakes are large and out of focus."""
    spread = min(_SQUARES_MOST, canvas.width * canvas.height / canvas.unit**2)
    for count, size, soft, opacity in (
        (260, 0.0016, 0.0, 0.6),
        (90, 0.0034, 0.0012, 0.75),
        (16, 0.011, 0.006, 0.55),
    ):
        many = round(count * density * spread)
        for _ in range(many):
            x, y = rng.random() * canvas.width, rng.random() * canvas.height
            radius = canvas.unit * size * rng.uniform(0.6, 1.3)
            flake = canvas.circle(x, y, radius, soft=canvas.unit * soft)
            canvas.fill(flake, (250, 252, 255), opacity * rng.uniform(0.5, 1))


def paint_rainfall(canvas: Canvas, rng: random.Random, colour: Rgb) -> None:
    """Paint slanting rain as drawn-out noise."""
    field = noise(canvas.size, 60, rng, octaves=1, stretch=0.32).point(smoothstep(0.72, 1.0))
    long = max(3, round(canvas.unit * 0.045))
    for share in (0.5, 0.25, 0.125):
        shift = max(1, round(long * share))
        drawn = ImageChops.offset(field, -max(1, shift // 6), shift)
        field = ImageChops.add(field, drawn, 2.0, 0)
    patch = Patch(field.point(curve(lambda v: v * 1.5)), 0, 0)
    canvas.blend(patch, colour, ImageChops.screen, 0.42)


def paint_fog(canvas: Canvas, rng: random.Random, colour: Rgb, strength: float) -> None:
    """Lay fog over the picture, thicker towards the middle distance."""
    drift = noise(canvas.size, 1.3, rng, octaves=5, stretch=3.2)
    shape = drift.point(curve(lambda v: 0.35 + 0.65 * v))
    shape = ImageChops.multiply(shape, ramp(canvas.size, (70, 140, 225, 255, 210, 150, 90)))
    canvas.fill(Patch(shape, 0, 0), colour, strength)


def _paint_weather(easel: Easel) -> None:
    """Lay the prompt's weather over the scene."""
    canvas, rng, palette, weather = easel.canvas, easel.rng, easel.palette, easel.brief.weather
    if "fog" in weather:
        paint_fog(canvas, rng, palette.haze, 0.42)
    if "storm" in weather:
        _paint_lightning(easel)
    if weather & {"rain", "storm"}:
        paint_fog(canvas, rng, palette.haze, 0.16)
        paint_rainfall(canvas, rng, mix(palette.haze, (235, 240, 250), 0.6))
    if "snow" in weather:
        paint_fog(canvas, rng, mix(palette.haze, (240, 244, 250), 0.5), 0.18)
        paint_snowfall(canvas, rng)


def _paint_lightning(easel: Easel) -> None:
    """Paint one fork of lightning with its glow."""
    canvas, rng = easel.canvas, easel.rng
    x, y = canvas.width * rng.uniform(0.2, 0.8), 0.0
    points = [(x, y)]
    while y < canvas.height * 0.55:
        y += canvas.unit * rng.uniform(0.02, 0.05)
        x += canvas.unit * rng.uniform(-0.035, 0.035)
        points.append((x, y))
    canvas.glow(points[0][0], points[0][1], canvas.unit * 0.9, (170, 180, 235), 0.6)
    bolt = canvas.stroke(points, canvas.unit * 0.005)
    canvas.blend(canvas.grown(bolt, canvas.unit * 0.014), (176, 190, 255), ImageChops.screen)
    canvas.fill(bolt, (250, 250, 255))


def _bloom(image: Image.Image, easel: Easel) -> Image.Image:
    """Let the brightest places spill a little light."""
    unit = easel.canvas.unit
    strength = 0.42 if easel.palette.is_low_light else 0.2
    if "serene" in easel.brief.moods:
        strength += 0.12
    bright = image.point([*curve(lambda v: max(0.0, (v - 0.55) / 0.45) ** 1.5)] * 3)
    spill = soften(bright, unit * 0.022)
    return ImageChops.screen(image, spill.point([*curve(lambda v: v * strength)] * 3))


def _graded(image: Image.Image, easel: Easel) -> Image.Image:
    """Give the picture a gentle film curve, and the mood's own."""
    contrast = 0.3
    if "moody" in easel.brief.moods:
        contrast = 0.55
    if easel.brief.moods & {"serene"}:
        contrast = 0.12

    def film(value: float) -> float:
        lifted = value + contrast * 0.28 * math.sin((value - 0.5) * math.tau) * 0.5
        return 0.012 + lifted * 0.982

    image = image.point([*curve(film)] * 3)
    if "playful" in easel.brief.moods:
        image = ImageEnhance.Color(image).enhance(1.15)
    return image.filter(ImageFilter.UnsharpMask(max(1.0, easel.canvas.unit * 0.0012), 45, 2))
