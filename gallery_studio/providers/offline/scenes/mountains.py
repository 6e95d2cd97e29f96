"""Mountains in layers of air, with a lake when one is named or the seed likes it."""

from __future__ import annotations

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.sky import paint_birds, paint_sky
from gallery_studio.providers.offline.scenes.terrain import (
    Rock,
    closed,
    fir,
    paint_fir_line,
    paint_mist,
    paint_reflection,
    paint_rock,
    ridge_line,
)

_LAYERS = 6


def _paint(easel: Easel) -> str:
    canvas, rng, brief = easel.canvas, easel.rng, easel.brief
    has_lake = brief.asks_for("lake", "sea") or (
        not brief.asks_for("hill", "valley", "forest") and rng.random() < 0.45
    )
    horizon = canvas.height * (rng.uniform(0.66, 0.7) if has_lake else rng.uniform(0.74, 0.8))
    sun_x = rng.choice((rng.uniform(0.18, 0.36), rng.uniform(0.64, 0.82)))
    paint_sky(easel, horizon, sun_x=sun_x, clouds=rng.uniform(0.15, 0.6))
    light = 1.0 if sun_x > 0.5 else -1.0
    for layer in range(_LAYERS - (1 if has_lake else 0)):
        _paint_layer(easel, layer / (_LAYERS - 1), horizon, light)
    if has_lake:
        water = mix(easel.palette.land, easel.palette.sky[1], 0.4)
        paint_reflection(canvas, rng, horizon, water, 0.85)
        paint_mist(canvas, rng, horizon, canvas.unit * 0.035, easel.palette.haze, 0.55)
    _paint_foreground(easel, has_lake=has_lake)
    if rng.random() < 0.5 and not easel.palette.is_night:
        paint_birds(
            easel,
            canvas.width * rng.uniform(0.3, 0.7),
            canvas.height * 0.24,
            7,
            mix(easel.palette.land, easel.palette.haze, 0.3),
        )
    return "mountains above a still lake" if has_lake else "mountain ridges in layers of haze"


def _paint_layer(easel: Easel, near: float, horizon: float, light: float) -> None:
    """Paint one ridge; `near` 0 is the farthest, 1 the nearest."""
    canvas, rng, palette, brief = easel.canvas, easel.rng, easel.palette, easel.brief
    is_soft = brief.asks_for("hill", "valley")
    height = min(canvas.unit * 0.86, canvas.height * 0.66)
    height *= (1.0 - 0.74 * near) * (0.55 if is_soft else 1.0) * (0.75 if easel.is_wide else 1.0)
    base = horizon + canvas.height * (0.01 + 0.05 * near)
    roughness = 0.12 if is_soft else 0.85 - 0.45 * near
    line = ridge_line(canvas, rng, base, height, roughness, 0.62 + 0.9 * near)
    air = (1 - near) ** 1.15 * 0.86
    snow = 0.62 if brief.asks_for("glacier") or "snow" in brief.weather else 0.46
    shaded, lit, haze = _rock_colours(easel, near, air)
    paint_rock(
        canvas,
        rng,
        line,
        Rock(shaded, lit, haze, light, snow if near < 0.5 and not is_soft else 0.0),
    )
    if near >= 0.55:
        trees = canvas.unit * (0.018 + 0.045 * (near - 0.5))
        paint_fir_line(canvas, rng, line, trees, lighten(shaded, -0.02), 1.1)
    strength = 0.85 if "fog" in brief.weather else 0.5
    paint_mist(
        canvas,
        rng,
        base - height * 0.12,
        canvas.unit * 0.085,
        palette.haze,
        strength * (1 - near * 0.7),
    )


def _rock_colours(easel: Easel, near: float, air: float) -> tuple[Rgb, Rgb, Rgb]:
    """Return shaded, lit and haze colours of a ridge behind `air` (0 to 1)."""
    palette = easel.palette
    body = mix(mix(palette.sky[0], palette.land, 0.55), palette.land, near)
    shaded = mix(body, palette.haze, air)
    glow = mix(palette.lit, palette.sun, 0.3)
    lit = mix(mix(shaded, glow, 0.5 - 0.36 * near), palette.haze, air * 0.45)
    return shaded, lit, mix(palette.haze, shaded, 0.15 + 0.6 * near)


def _paint_foreground(easel: Easel, *, has_lake: bool) -> None:
    """Frame the view with dark firs on a near slope."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    near = lighten(palette.land, -0.05)
    base = canvas.height * (1.0 if has_lake else 0.97)
    line = ridge_line(canvas, rng, base, canvas.unit * 0.1, 0.1, 0.7)
    if not has_lake:
        canvas.fill(canvas.polygon(closed(line, canvas)), near)
    tall = min(canvas.unit * 0.26, canvas.height * 0.3)
    side = rng.random() < 0.5
    third = max(2, len(line) // 3)
    trees = [(x, max(y, canvas.height * 0.985)) for x, y in line]
    from_x = 0.0 if side else canvas.width * 0.62
    for _ in range(9):
        x = from_x + rng.random() * canvas.width * 0.38
        depth = abs(x - (0 if side else canvas.width)) / canvas.width
        height = tall * (1.05 - depth * 1.5) * rng.uniform(0.7, 1.0)
        at = trees[min(len(trees) - 1, int(x / canvas.width * third * 3))][1]
        _paint_fir(easel, x, at, max(height, tall * 0.25), near)


def _paint_fir(easel: Easel, x: float, base: float, height: float, colour: Rgb) -> None:
    canvas = easel.canvas
    canvas.fill(canvas.polygon(fir(x, base + height * 0.05, height, easel.rng)), colour)


SCENE = Scene(
    paint=_paint,
    draws=frozenset(
        {
            "mountain",
            "hill",
            "valley",
            "lake",
            "landscape",
            "glacier",
            "tree",
            "forest",
            "star",
            "moon",
        }
    ),
)
