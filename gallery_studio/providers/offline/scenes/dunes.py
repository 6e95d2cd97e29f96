"""Sand dunes with knife-edge crests, lit from one side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.sky import paint_sky
from gallery_studio.providers.offline.scenes.terrain import paint_mist
from gallery_studio.providers.offline.texture import curve, noise, slopes, smoothstep

if TYPE_CHECKING:
    from gallery_studio.providers.offline.painting import Point

_STEPS = 120


def _paint(easel: Easel) -> str:
    canvas, rng = easel.canvas, easel.rng
    horizon = canvas.height * rng.uniform(0.4, 0.5)
    side = rng.choice((-1, 1))
    paint_sky(easel, horizon, sun_x=0.5 + side * rng.uniform(0.14, 0.3), clouds=0.12)
    layers = 6
    for layer in range(layers):
        near = layer / (layers - 1)
        row = horizon + (canvas.height - horizon) * (near**1.25 * 0.8) + canvas.unit * 0.012
        _paint_dune(easel, row, near, side)
        paint_mist(
            canvas,
            rng,
            row + canvas.unit * 0.03,
            canvas.unit * 0.05,
            easel.palette.haze,
            0.3 * (1 - near),
        )
    if easel.brief.asks_for("camel"):
        _paint_caravan(easel, horizon)
        return "a caravan between sand dunes"
    return "sand dunes"


def _paint_dune(easel: Easel, row: float, near: float, side: int) -> None:
    """Paint one dune; its crest curves down into the lit and the shaded flank."""
    canvas, rng = easel.canvas, easel.rng
    lit, shade = _sand(easel, near)
    height = canvas.unit * (0.05 + 0.17 * near)
    crest = _crest(easel, row, height, near)
    body = canvas.polygon([(-2, canvas.height + 2), *crest, (canvas.width + 2, canvas.height + 2)])
    canvas.fill(body, lit)
    ripples = noise(canvas.size, 34 - 20 * near, rng, octaves=3, stretch=7)
    light = slopes(ripples, side, max(1, round(canvas.unit * 0.003)), 1.4)
    canvas.blend(
        body.times(light.point(smoothstep(0.5, 0.9))),
        lighten(lit, -0.09),
        ImageChops.multiply,
        0.28 + 0.3 * near,
    )
    inside = canvas.spread(body)
    for peak in _summits(crest):
        _paint_slip_face(easel, (crest, peak), (shade, near, side), inside)
    rim = canvas.stroke(crest, max(1.0, canvas.unit * 0.0022 * (0.4 + near)))
    canvas.fill(rim, mix(lit, easel.palette.sun, 0.6), 0.2 if easel.palette.is_low_light else 0.6)


def _summits(crest: list[Point]) -> list[int]:
    """Return the places of the crest that are higher than all around them."""
    reach = 9
    return [
        i
        for i in range(reach, len(crest) - reach)
        if crest[i][1] == min(y for _, y in crest[i - reach : i + reach + 1])
    ]


def _crest(easel: Easel, row: float, height: float, near: float) -> list[Point]:
    """Return a smooth line of crests."""
    canvas, rng = easel.canvas, easel.rng
    waves = [
        (rng.uniform(0.35, 0.55) * (2 - near), 1.0),
        (rng.uniform(0.9, 1.3) * (2 - near), 0.45),
    ]
    phases = [rng.uniform(0, math.tau) for _ in waves]
    span = canvas.width / canvas.unit
    line = []
    for i in range(_STEPS + 1):
        t = i / _STEPS
        value = sum(
            weight * (1 - abs(math.sin(t * span * frequency * math.pi + phase)) ** 1.3)
            for (frequency, weight), phase in zip(waves, phases, strict=True)
        )
        line.append((t * (canvas.width + 4) - 2, row + height * (0.5 - value)))
    return line


def _paint_slip_face(
    easel: Easel,
    summit: tuple[list[Point], int],
    look: tuple[Rgb, float, int],
    inside: Image.Image,
) -> None:
    """Paint the shade that falls from a winding spine below a summit, fading out with distance."""
    canvas, rng = easel.canvas, easel.rng
    (crest, peak), (shade, near, side) = summit, look
    away = -side
    top = crest[peak]
    drop = canvas.unit * (0.16 + 0.42 * near)
    bend = canvas.unit * (0.05 + 0.12 * near) * rng.uniform(0.7, 1.2)
    spine = []
    for i in range(33):
        t = i / 32
        sway = math.sin(t * math.pi * 1.7) * bend * (1 - 0.3 * t) * side
        spine.append((top[0] + sway + away * bend * 2.4 * t * t, top[1] + drop * t))
    far = top[0] + away * canvas.width * 1.2
    roof = crest[peak:] if away > 0 else crest[: peak + 1][::-1]
    face = canvas.polygon([*spine, (far, spine[-1][1]), (far, roof[-1][1]), *reversed(roof)])
    reach = canvas.unit * (0.26 + 0.3 * near)
    fade = canvas.falloff(
        top[0] + away * reach * 0.1, top[1] + drop * 0.2, reach * 1.5, drop * 1.25
    )
    fade = fade.faded(curve(lambda v: min(1.0, v * 2.1)))
    canvas.fill(face.times(ImageChops.multiply(inside, canvas.spread(fade))), shade, 0.94)


def _sand(easel: Easel, near: float) -> tuple[Rgb, Rgb]:
    """Return the lit and the shaded colour of sand behind the air of its distance."""
    palette, brief = easel.palette, easel.brief
    sand = brief.colour_of("dune") or mix((222, 160, 92), palette.lit, 0.4)
    if palette.is_low_light:
        sand = mix(sand, palette.sky[0], 0.62)
    lit = mix(mix(sand, palette.sun, 0.22), palette.haze, 0.72 * (1 - near) ** 1.3)
    shade = mix(mix(sand, palette.land, 0.5), palette.sky[1], 0.2)
    return lit, mix(shade, palette.haze, 0.66 * (1 - near) ** 1.2)


def _paint_caravan(easel: Easel, horizon: float) -> None:
    """Paint a few riders on a far crest, as strokes."""
    canvas, rng = easel.canvas, easel.rng
    dark = lighten(easel.palette.land, -0.02)
    tall = canvas.unit * 0.03
    for i in range(5):
        x = canvas.width * 0.3 + i * tall * 1.9
        y = horizon + canvas.unit * 0.05 + rng.uniform(0, tall * 0.1)
        canvas.fill(
            canvas.ellipse((x - tall * 0.5, y - tall, x + tall * 0.5, y - tall * 0.45)), dark
        )
        canvas.fill(canvas.circle(x - tall * 0.05, y - tall * 1.1, tall * 0.24), dark)
        for leg in (-0.38, -0.25, 0.25, 0.4):
            line = [(x + leg * tall, y - tall * 0.6), (x + leg * tall, y)]
            canvas.fill(canvas.stroke(line, tall * 0.08), dark)
        neck = [
            (x + tall * 0.45, y - tall * 0.7),
            (x + tall * 0.75, y - tall * 1.12),
            (x + tall * 0.95, y - tall * 1.1),
        ]
        canvas.fill(canvas.stroke(neck, tall * 0.13), dark)


SCENE = Scene(
    paint=_paint,
    draws=frozenset({"dune", "camel", "landscape", "star", "moon"}),
    times=("golden", "sunset", "dawn", "day"),
)
