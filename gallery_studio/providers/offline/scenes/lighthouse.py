"""A lighthouse on its rock, with its beam over the water."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from gallery_studio.providers.offline.colour import lighten, mix
from gallery_studio.providers.offline.texture import horizontal, noise, smoothstep

if TYPE_CHECKING:
    from gallery_studio.providers.offline.colour import Rgb
    from gallery_studio.providers.offline.painting import Point
    from gallery_studio.providers.offline.scenes.easel import Easel


def paint_lighthouse(easel: Easel, horizon: float, side: int) -> None:
    """Paint a tower on a rock, its lamp lit when the light is low."""
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    x = canvas.width / 2 + side * min(canvas.width * 0.24, canvas.unit * 0.3)
    foot = horizon + canvas.unit * 0.05
    tall = min(canvas.unit * 0.46, horizon * 0.78) * (1.15 if easel.is_close else 1.0)
    _paint_rock(easel, x, foot, canvas.unit * 0.3)
    foot -= canvas.unit * 0.055
    width = tall * 0.16
    body = easel.brief.colour_of("lighthouse") or (rng.choice(((244, 238, 228), (236, 226, 212))))
    light_left = side > 0
    _paint_tower(easel, (x, foot), (width, tall), body, is_left=light_left)
    lamp_y = foot - tall - width * 0.28
    _paint_lantern(easel, (x, foot - tall), width, body)
    if palette.is_low_light or palette.time == "sunset" or easel.brief.weather:
        _paint_beam(easel, x, lamp_y, -side)


def _paint_rock(easel: Easel, x: float, foot: float, reach: float) -> None:
    """Paint the rock a lighthouse stands on, with its reflection and surf."""
    canvas, palette, rng = easel.canvas, easel.palette, easel.rng
    dark = lighten(palette.land, -0.02)
    bottom = foot + reach * 0.2
    canvas.blend(
        canvas.ellipse(
            (x - reach * 1.5, bottom - reach * 0.1, x + reach * 1.5, bottom + reach * 0.45),
            soft=reach * 0.09,
        ),
        mix(dark, palette.sky[0], 0.3),
        ImageChops.multiply,
        0.75,
    )
    for level, scale in ((0.0, 1.0), (0.35, 0.72), (0.1, 0.9)):
        points = []
        for step in range(33):
            t = step / 32
            swell = math.sin(t * math.pi) ** 0.55
            jag = rng.uniform(0.82, 1.08)
            points.append(
                (
                    x + (t - 0.5) * 2.7 * reach * scale,
                    bottom - swell * reach * 0.42 * jag * (0.7 + 0.5 * level),
                )
            )
        tone = mix(dark, palette.lit, 0.05 + 0.16 * level)
        points += [(x + 1.35 * reach * scale, bottom + 2), (x - 1.35 * reach * scale, bottom + 2)]
        patch = canvas.polygon(points)
        canvas.fill(patch, tone)
        cracks = noise(canvas.size, 26, rng, octaves=4, stretch=1.6)
        canvas.fill(
            patch.times(cracks.point(smoothstep(0.55, 0.85))), mix(tone, palette.lit, 0.4), 0.55
        )
    surf = noise(canvas.size, 30, rng, octaves=3, stretch=4).point(smoothstep(0.4, 0.75))
    foam = canvas.ellipse(
        (x - reach * 1.5, bottom - reach * 0.04, x + reach * 1.5, bottom + reach * 0.075),
        soft=reach * 0.02,
    )
    canvas.fill(foam.times(surf), mix(palette.sky[3], (255, 255, 255), 0.5), 0.7)


def _paint_tower(
    easel: Easel, foot: Point, size: tuple[float, float], body: Rgb, *, is_left: bool
) -> None:
    """Paint the tapering tower with its bands, rounded by light from one side."""
    canvas, palette = easel.canvas, easel.palette
    (x, y), (width, tall) = foot, size
    ambient = mix(body, palette.sky[1], 0.45 if palette.is_low_light else 0.18)
    lit, shade = mix(ambient, palette.sun, 0.3), mix(ambient, palette.land, 0.62)
    tones = (mix(lit, shade, 0.3), lit, mix(lit, shade, 0.55), shade)
    across = list(zip((0.0, 0.3, 0.62, 1.0), tones, strict=True))
    if not is_left:
        across = [(1 - at, tone) for at, tone in reversed(across)]
    stripe = easel.brief.colours[0].rgb if easel.brief.colours else (178, 52, 44)
    top_width = width * 0.62
    box = (round(x - width), round(y - tall * 1.02), round(x + width), round(y + tall * 0.02))
    paint = canvas.image.copy()
    paint.paste(horizontal((box[2] - box[0], box[3] - box[1]), across), box[:2])
    tower = canvas.polygon(
        [
            (x - top_width / 2, y - tall),
            (x + top_width / 2, y - tall),
            (x + width / 2, y),
            (x - width / 2, y),
        ]
    )
    canvas.fill(tower, paint)
    for start, end in ((0.18, 0.38), (0.6, 0.8)):
        half = [width / 2 + (top_width - width) / 2 * (1 - at) for at in (start, end)]
        band = canvas.polygon(
            [
                (x - half[0], y - tall * (1 - start)),
                (x + half[0], y - tall * (1 - start)),
                (x + half[1], y - tall * (1 - end)),
                (x - half[1], y - tall * (1 - end)),
            ]
        )
        canvas.blend(band, stripe, ImageChops.multiply, 0.92)
    for at in (0.3, 0.55, 0.85):
        window = canvas.ellipse(
            (
                x - width * 0.05,
                y - tall * (1 - at),
                x + width * 0.05,
                y - tall * (1 - at) + tall * 0.035,
            )
        )
        canvas.fill(window, (255, 206, 120) if palette.is_low_light else lighten(shade, -0.15))


def _paint_lantern(easel: Easel, top: Point, width: float, body: Rgb) -> None:
    """Paint gallery, lantern room and dome."""
    canvas, palette = easel.canvas, easel.palette
    x, y = top
    dark = mix(palette.land, (40, 34, 40), 0.5)
    canvas.fill(
        canvas.polygon(
            [
                (x - width * 0.46, y),
                (x + width * 0.46, y),
                (x + width * 0.42, y + width * 0.09),
                (x - width * 0.42, y + width * 0.09),
            ]
        ),
        dark,
    )
    glass = canvas.polygon(
        [
            (x - width * 0.25, y - width * 0.5),
            (x + width * 0.25, y - width * 0.5),
            (x + width * 0.25, y),
            (x - width * 0.25, y),
        ]
    )
    canvas.fill(
        glass, (255, 226, 150) if palette.time != "day" else mix(body, (190, 220, 236), 0.6)
    )
    for share in (-0.25, 0.0, 0.25):
        bar = [(x + width * share, y - width * 0.5), (x + width * share, y)]
        canvas.fill(canvas.stroke(bar, width * 0.035), dark)
    dome = canvas.ellipse((x - width * 0.32, y - width * 0.82, x + width * 0.32, y - width * 0.3))
    cap = canvas.polygon(
        [
            (x - width, y - width * 0.5),
            (x + width, y - width * 0.5),
            (x + width, y + width),
            (x - width, y + width),
        ]
    )
    canvas.fill(dome.without(cap, canvas.size), dark)
    canvas.fill(canvas.stroke([(x, y - width * 0.8), (x, y - width * 1.02)], width * 0.04), dark)


def _paint_beam(easel: Easel, x: float, y: float, side: int) -> None:
    """Paint the beam sweeping over the water, and the lamp's glow."""
    canvas = easel.canvas
    warm = (255, 226, 160)
    for direction, strength in ((side, 0.55), (-side, 0.22)):
        far = x + direction * canvas.width
        spread = canvas.unit * 0.17
        beam = canvas.polygon(
            [(x, y - 2), (far, y - spread * 1.25), (far, y + spread * 0.35), (x, y + 2)],
            soft=canvas.unit * 0.012,
        )
        fade = canvas.falloff(x, y, canvas.width * 0.9, canvas.width * 0.9)
        mask = Image.new("L", canvas.size, 0)
        mask.paste(fade.mask, fade.box[:2])
        canvas.blend(beam.times(mask), warm, ImageChops.screen, strength)
    canvas.glow(x, y, canvas.unit * 0.2, warm, 0.75)
    canvas.glow(x, y, canvas.unit * 0.05, (255, 250, 230), 1.0)
