"""Flowers and leaves, seen close."""

from __future__ import annotations

import math

from PIL import ImageChops

from gallery_studio.providers.offline.colour import Rgb, from_hex, lighten, mix, turn
from gallery_studio.providers.offline.painting import Point, shadow_of
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.room import leaf
from gallery_studio.providers.offline.texture import soften, vertical

_GOLDEN_ANGLE = math.radians(137.508)
_PETALS = ("c8322b", "e8744a", "e8a0b4", "f0c04a", "8a5cc0", "f4ece0", "d94f7c", "b03a5c")


def _paint(easel: Easel) -> str:
    canvas, rng, brief = easel.canvas, easel.rng, easel.brief
    green = brief.colour_of("leaf") or (58, 98, 66)
    _paint_ground(easel, green)
    is_leafy = brief.asks_for("leaf") and not brief.asks_for("flower", "dahlia", "sunflower")
    if is_leafy:
        _paint_foliage(easel, green, 26)
        return "leaves in layers"
    _paint_foliage(easel, green, 12)
    reach = canvas.unit * (0.62 if easel.is_close else 0.4)
    middle = (canvas.width * rng.uniform(0.46, 0.54), canvas.height * rng.uniform(0.47, 0.53))
    kind = "daisy" if brief.asks_for("sunflower") else "dahlia"
    if kind == "dahlia" and not brief.asks_for("dahlia") and rng.random() < 0.3:
        kind = "daisy"
    look = (_petal_colour(easel), kind)
    _paint_flower(easel, middle, reach, look)
    if not easel.is_close:
        for _ in range(2):
            at = (canvas.width * rng.choice((0.12, 0.88)), canvas.height * rng.uniform(0.1, 0.9))
            _paint_flower(easel, at, reach * rng.uniform(0.35, 0.5), look)
    if brief.asks_for("sunflower"):
        return "a sunflower"
    return "a dahlia seen close" if kind == "dahlia" else "a daisy seen close"


def _petal_colour(easel: Easel) -> Rgb:
    """Return the blossom's colour: named, or one that suits it."""
    brief, rng, palette = easel.brief, easel.rng, easel.palette
    free = brief.free_colours("leaf", "room")
    chance = from_hex("f2b928") if brief.asks_for("sunflower") else from_hex(rng.choice(_PETALS))
    colour = free[0] if free else chance
    return mix(colour, palette.sky[0], 0.35) if palette.is_low_light else colour


def _paint_ground(easel: Easel, green: Rgb) -> None:
    """Paint a garden far out of focus."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    dark = mix(lighten(green, -0.18), palette.land, 0.4)
    canvas.image.paste(vertical(canvas.size, ((0, mix(dark, palette.sky[2], 0.3)), (1, dark))))
    for _ in range(26):
        radius = canvas.unit * rng.uniform(0.03, 0.12)
        spot = canvas.circle(
            rng.random() * canvas.width, rng.random() * canvas.height, radius, soft=radius * 0.16
        )
        tone = rng.choice((palette.sun, palette.accent, lighten(green, 0.2), palette.sky[2]))
        canvas.blend(spot, mix(tone, dark, 0.45), ImageChops.screen, rng.uniform(0.1, 0.32))
    canvas.image.paste(soften(canvas.image, canvas.unit * 0.012))


def _paint_foliage(easel: Easel, green: Rgb, count: int) -> None:
    """Paint leaves from far and soft to near and sharp."""
    canvas, rng, palette = easel.canvas, easel.rng, easel.palette
    for index in range(count):
        near = (index + 1) / count
        length = canvas.unit * rng.uniform(0.3, 0.55)
        angle = rng.uniform(0, math.tau)
        reach = rng.uniform(0.25, 0.75)
        base = (
            canvas.width / 2 + math.cos(angle) * reach * canvas.width * 0.75,
            canvas.height / 2 + math.sin(angle) * reach * canvas.height * 0.75,
        )
        aim = angle + math.pi + rng.uniform(-0.9, 0.9)
        tone = mix(
            lighten(turn(green, rng.uniform(-18, 18)), rng.uniform(-0.12, 0.08)),
            palette.land,
            0.5 * (1 - near),
        )
        _paint_leaf(easel, (base, aim, length), tone, (1 - near) * canvas.unit * 0.008)


def _paint_leaf(easel: Easel, place: tuple[Point, float, float], tone: Rgb, soft: float) -> None:
    """Paint one leaf: shadow, two halves in different light, veins."""
    canvas, palette = easel.canvas, easel.palette
    base, angle, length = place
    outline = leaf(base, angle, length, 0.5)
    body = canvas.polygon(outline, soft=soft)
    shadow = shadow_of(canvas, body, (canvas.unit * 0.012, canvas.unit * 0.02), canvas.unit * 0.016)
    canvas.blend(shadow, (26, 34, 30), ImageChops.multiply, 0.6)
    canvas.fill(body, tone)
    half = canvas.polygon([*outline[:11], base], soft=soft + canvas.unit * 0.002)
    canvas.fill(half.both(body), mix(lighten(tone, 0.09), palette.sun, 0.22), 0.9)
    tip = (base[0] + math.cos(angle) * length, base[1] + math.sin(angle) * length)
    vein = lighten(tone, 0.12)
    canvas.fill(canvas.stroke([base, tip], length * 0.012, soft=soft), vein, 0.8)
    for step in range(2, 9):
        t = step / 10
        start = (base[0] + (tip[0] - base[0]) * t, base[1] + (tip[1] - base[1]) * t)
        for side in (-1, 1):
            bend = angle + side * 0.75
            reach = length * 0.2 * math.sin(math.pi * t**0.8)
            end = (start[0] + math.cos(bend) * reach, start[1] + math.sin(bend) * reach)
            canvas.fill(canvas.stroke([start, end], length * 0.006, soft=soft), vein, 0.4)


def _paint_flower(easel: Easel, middle: Point, reach: float, look: tuple[Rgb, str]) -> None:
    """Paint a blossom of overlapping petals, the outer ones first."""
    canvas = easel.canvas
    colour, kind = look
    bed = canvas.circle(middle[0], middle[1] + reach * 0.08, reach * 0.95, soft=reach * 0.12)
    canvas.blend(bed, (24, 26, 26), ImageChops.multiply, 0.7)
    if kind == "daisy":
        _paint_daisy(easel, middle, reach, colour)
        return
    count = 150
    for index in range(count, 0, -1):
        share = index / count
        angle = index * _GOLDEN_ANGLE
        start = reach * 0.62 * share**0.72
        root = (
            middle[0] + math.cos(angle) * start * 0.62,
            middle[1] + math.sin(angle) * start * 0.62,
        )
        _paint_petal(easel, (root, angle, reach * (0.15 + 0.46 * share)), (colour, share), 0.52)


def _paint_petal(
    easel: Easel, place: tuple[Point, float, float], look: tuple[Rgb, float], width: float
) -> None:
    """Paint one petal, dark at its root and lit at its tip; `look` is colour and place (0…1)."""
    canvas, palette = easel.canvas, easel.palette
    (root, angle, length), (colour, share) = place, look
    facing = 0.5 + 0.5 * math.cos(angle + math.pi * 0.75)
    tone = lighten(turn(colour, -14 * (1 - share)), -0.16 + 0.17 * share + 0.08 * facing)
    body = canvas.polygon(leaf(root, angle, length, width))
    shadow = canvas.polygon(leaf(root, angle, length * 1.06, width * 1.2), soft=length * 0.035)
    canvas.blend(shadow, mix(lighten(colour, -0.3), (10, 8, 14), 0.4), ImageChops.multiply, 0.5)
    canvas.fill(body, tone)
    tip = (root[0] + math.cos(angle) * length, root[1] + math.sin(angle) * length)
    glow = canvas.falloff(tip[0], tip[1], length * 0.75, length * 0.75)
    lit = mix(lighten(tone, 0.16), palette.sun, 0.25 + 0.2 * facing)
    canvas.fill(body.both(glow), lit, 0.8)


def _paint_daisy(easel: Easel, middle: Point, reach: float, colour: Rgb) -> None:
    """Paint two rings of long petals around a disc of seeds."""
    canvas, rng = easel.canvas, easel.rng
    for ring, share in ((21, 1.0), (19, 0.72)):
        for index in range(ring):
            angle = math.tau * index / ring + rng.uniform(-0.06, 0.06) + share
            root = (
                middle[0] + math.cos(angle) * reach * 0.2,
                middle[1] + math.sin(angle) * reach * 0.2,
            )
            _paint_petal(
                easel, (root, angle, reach * 0.8 * rng.uniform(0.92, 1.05)), (colour, share), 0.3
            )
    heart = (96, 58, 26) if easel.brief.asks_for("sunflower") else (226, 168, 44)
    disc = canvas.circle(middle[0], middle[1], reach * 0.3)
    canvas.blend(canvas.grown(disc, reach * 0.05), (30, 20, 16), ImageChops.multiply, 0.6)
    canvas.fill(disc, lighten(heart, -0.12))
    for index in range(220):
        share = index / 220
        angle, radius = index * _GOLDEN_ANGLE, reach * 0.29 * math.sqrt(share)
        x, y = middle[0] + math.cos(angle) * radius, middle[1] + math.sin(angle) * radius
        seed = canvas.circle(x, y, reach * (0.01 + 0.007 * share))
        canvas.fill(seed, lighten(heart, -0.06 + 0.2 * rng.random() * share))


SCENE = Scene(
    paint=_paint,
    draws=frozenset({"flower", "dahlia", "sunflower", "leaf", "wildflower", "branch"}),
    times=("day", "golden", "dawn"),
)
