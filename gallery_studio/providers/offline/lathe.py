"""Bodies of revolution, lit: vases, bottles, lamps, spheres and plinths.

Every row of a body is a circle seen from the side, so the surface's direction at each point is
known exactly and the light on it can be worked out rather than guessed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter

from gallery_studio.providers.offline.colour import Rgb, lighten, mix
from gallery_studio.providers.offline.painting import Canvas, Patch, Point
from gallery_studio.providers.offline.texture import ceiling, gradient_map
from gallery_studio.records import dataclass

_ACROSS = 72
_TILT = 0.16
_ROWS_MOST = 220

Profile = Sequence[tuple[float, float]]
"""Height (0 top … 1 bottom) and radius, both as shares of the body's height."""


@dataclass(frozen=True, slots=True)
class Finish:
    """How a surface takes the light.

    Attributes:
        gloss: Strength of the highlight, 0 to 1.
        sharpness: How small the highlight is.
        mirror: 0 for a painted body, 1 for polished metal.
        clear: 0 for an opaque body, up to 1 for glass.
    """

    gloss: float = 0.12
    sharpness: float = 10.0
    mirror: float = 0.0
    clear: float = 0.0


MATTE = Finish()
GLAZED = Finish(gloss=0.75, sharpness=46.0)
METAL = Finish(gloss=0.9, sharpness=60.0, mirror=0.85)
GLASS = Finish(gloss=0.95, sharpness=90.0, clear=0.72)


@dataclass(frozen=True, slots=True)
class Lamp:
    """The light in the room.

    Attributes:
        direction: Towards the light: right, up, towards the viewer; of length 1.
        colour: Its colour.
        shade: The colour of what it does not reach.
        bounce: The colour the ground throws back.
    """

    direction: tuple[float, float, float]
    colour: Rgb
    shade: Rgb
    bounce: Rgb


@dataclass(frozen=True, slots=True)
class Body:
    """One thing to be turned on the lathe.

    Attributes:
        foot: Middle of its base on the canvas, pixels.
        height: Pixels.
        profile: Its outline.
        colour: Its own colour.
        finish: Its surface.
        is_open: Whether one looks into its mouth.
    """

    foot: Point
    height: float
    profile: Profile
    colour: Rgb
    finish: Finish = MATTE
    is_open: bool = False


def paint_body(canvas: Canvas, body: Body, lamp: Lamp) -> Patch:
    """Paint a body and return its outline, for shadows."""
    rows = min(_ROWS_MOST, max(24, round(body.height)))
    radii = [_radius(body.profile, i / (rows - 1)) for i in range(rows)]
    outline = _outline(canvas, body, radii)
    tones, shine = _light_maps(body, radii, lamp)
    tones = _wrapped(canvas, outline, body, radii, tones)
    shine = _wrapped(canvas, outline, body, radii, shine)
    paint = gradient_map(tones, _ramp(body, lamp))
    cover = ceiling(round(255 * (1 - body.finish.clear * 0.8)))
    canvas.fill_local(outline.faded(cover), paint)
    light = Patch(ImageChops.multiply(shine, outline.mask), outline.x, outline.y)
    canvas.blend(light, mix(lamp.colour, (255, 255, 255), 0.6), ImageChops.screen)
    if body.is_open:
        _paint_mouth(canvas, body, radii[0] * body.height, lamp)
    return outline


def paint_disc(canvas: Canvas, centre: Point, radius: float, colour: Rgb, lamp: Lamp) -> Patch:
    """Paint the flat top of a plinth or table and return its outline."""
    x, y = centre
    top = canvas.ellipse((x - radius, y - radius * _TILT, x + radius, y + radius * _TILT))
    lit = mix(colour, lamp.colour, 0.3)
    canvas.fill(top, lit)
    reach = radius * 1.5
    glow = canvas.falloff(x + lamp.direction[0] * radius * 0.6, y, reach, reach * _TILT * 1.4)
    canvas.fill(top.times(canvas.spread(glow)), lighten(lit, 0.05), 0.8)
    return top


def smooth(points: Profile, steps: int = 60) -> list[tuple[float, float]]:
    """Return a line rounded through its points (Catmull-Rom)."""
    result = []
    padded = [points[0], *points, points[-1]]
    for i in range(1, len(padded) - 2):
        before, start, end, after = padded[i - 1 : i + 3]
        for step in range(steps):
            t = step / steps
            result.append(
                (
                    _spline(before[0], start[0], end[0], after[0], t),
                    _spline(before[1], start[1], end[1], after[1], t),
                )
            )
    result.append((points[-1][0], points[-1][1]))
    return result


def ball() -> list[tuple[float, float]]:
    """Return the profile of a sphere."""
    return [(i / 48, math.sqrt(max(0.0, 0.25 - (i / 48 - 0.5) ** 2))) for i in range(49)]


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def _radius(profile: Profile, at: float) -> float:
    """Return the radius at a height, between the points of the profile."""
    for (low, low_radius), (high, high_radius) in pairwise(profile):
        if low <= at <= high and high > low:
            return low_radius + (high_radius - low_radius) * (at - low) / (high - low)
    return profile[-1][1] if at >= profile[-1][0] else profile[0][1]


def _outline(canvas: Canvas, body: Body, radii: Sequence[float]) -> Patch:
    """Return the body's outline; its base is rounded as a circle seen from above."""
    (x, foot), height = body.foot, body.height
    rows = len(radii)
    base = radii[-1] * height
    left = [
        (x - radius * height, foot - height * (1 - i / (rows - 1)))
        for i, radius in enumerate(radii)
    ]
    right = [(2 * x - px, y) for px, y in left]
    arc = [
        (x + base * math.cos(math.pi * i / 24), foot + base * _TILT * math.sin(math.pi * i / 24))
        for i in range(25)
    ]
    rim = radii[0] * height
    brim = [
        (
            x - rim * math.cos(math.pi * i / 24),
            foot - height - rim * _TILT * math.sin(math.pi * i / 24),
        )
        for i in range(25)
    ]
    return canvas.polygon([*brim, *right, *arc, *reversed(left)])


def _light_maps(body: Body, radii: Sequence[float], lamp: Lamp) -> tuple[Image.Image, Image.Image]:
    """Return tone and highlight over the unrolled front, L, rows × `_ACROSS`."""
    tones, shine = bytearray(), bytearray()
    rows = len(radii)
    for i in range(rows):
        before, after = radii[max(0, i - 2)], radii[min(rows - 1, i + 2)]
        slope = (after - before) * (rows - 1) / max(1, min(rows - 1, i + 2) - max(0, i - 2))
        for column in range(_ACROSS):
            across = (column + 0.5) / _ACROSS * 2 - 1
            tone, light = _light(across, slope, body.finish, lamp)
            tones.append(round(255 * min(1.0, max(0.0, tone))))
            shine.append(round(255 * min(1.0, max(0.0, light))))
    size = (_ACROSS, rows)
    return Image.frombytes("L", size, bytes(tones)), Image.frombytes("L", size, bytes(shine))


def _light(across: float, slope: float, finish: Finish, lamp: Lamp) -> tuple[float, float]:
    """Return tone and highlight, 0 to 1, where the surface faces `across` and `slope`."""
    length = math.sqrt(1 + slope * slope)
    right, up = across / length, slope / length
    front = math.sqrt(max(0.0, 1 - across * across)) / length
    light_right, light_up, light_front = lamp.direction
    facing = right * light_right + up * light_up + front * light_front
    diffuse = max(0.0, (facing + 0.25) / 1.25)
    edge = (1 - front) ** 3
    tone = (
        0.12
        + 0.72 * diffuse
        + 0.1 * max(0.0, up)
        + 0.12 * edge * (0.5 - 0.5 * light_right * across)
    )
    if finish.mirror:
        bands = 0.5 + 0.5 * math.sin(right * 7.5 + up * 3.2 + 0.6)
        polished = 0.1 + 0.85 * bands**1.6 * (0.45 + 0.55 * diffuse) + 0.2 * max(0.0, up)
        tone += (polished - tone) * finish.mirror
    if finish.clear:
        tone = 0.35 + 0.5 * diffuse - 0.4 * edge
    half_right, half_up, half_front = light_right, light_up, light_front + 1
    half = math.sqrt(half_right**2 + half_up**2 + half_front**2)
    mirror = max(0.0, (right * half_right + up * half_up + front * half_front) / half)
    return tone, finish.gloss * mirror**finish.sharpness + finish.clear * 0.35 * edge


def _ramp(body: Body, lamp: Lamp) -> list[tuple[float, Rgb]]:
    """Return the body's colours from shade to light."""
    base = body.colour
    return [
        (0.0, mix(lighten(base, -0.34), lamp.shade, 0.45)),
        (0.3, mix(lighten(base, -0.17), lamp.shade, 0.22)),
        (0.62, base),
        (0.85, mix(lighten(base, 0.06), lamp.colour, 0.18)),
        (1.0, mix(lighten(base, 0.12), lamp.colour, 0.4)),
    ]


def _wrapped(
    canvas: Canvas, outline: Patch, body: Body, radii: Sequence[float], flat: Image.Image
) -> Image.Image:
    """Return an unrolled map laid around the body, as large as the outline's box."""
    del canvas
    left, top, right, bottom = outline.box
    result = Image.new("L", (right - left, bottom - top), 0)
    x, foot = body.foot
    rows = len(radii)
    for y in range(top, bottom):
        share = min(1.0, max(0.0, 1 - (foot - y) / body.height))
        row = share * (rows - 1)
        half = max(1.0, radii[round(row)] * body.height) + 1.0
        start, end = round(x - half) - left, round(x + half) - left
        low = min(rows - 1.0, row)
        strip = flat.resize(
            (max(1, end - start), 1),
            Image.Resampling.BICUBIC,
            box=(0, max(0.0, low - 0.5), _ACROSS, min(float(rows), low + 0.5)),
        )
        result.paste(strip, (start, y - top))
    return result.filter(ImageFilter.GaussianBlur(0.7))


def _paint_mouth(canvas: Canvas, body: Body, radius: float, lamp: Lamp) -> None:
    """Paint the dark opening and the rim's lit edge."""
    x, y = body.foot[0], body.foot[1] - body.height
    rim = canvas.ellipse((x - radius, y - radius * _TILT, x + radius, y + radius * _TILT))
    canvas.fill(rim, mix(body.colour, lamp.colour, 0.35))
    inner = radius * 0.88
    hole = canvas.ellipse((x - inner, y - inner * _TILT, x + inner, y + inner * _TILT))
    canvas.fill(hole, mix(lighten(body.colour, -0.32), lamp.shade, 0.5))
    lit = canvas.ellipse(
        (x - inner, y - inner * _TILT * 0.2, x + inner, y + inner * _TILT * 1.6), soft=radius * 0.05
    )
    canvas.fill(lit.times(canvas.spread(hole)), mix(body.colour, lamp.shade, 0.35), 0.7)
