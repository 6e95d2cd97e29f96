"""Portraits: a head in profile against a coloured ground, modelled by light."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import ImageChops

from gallery_studio.providers.offline.colour import Rgb, from_hex, lighten, mix, turn
from gallery_studio.providers.offline.lathe import smooth
from gallery_studio.providers.offline.painting import Patch, Point, relief, shadow_of
from gallery_studio.providers.offline.scenes import profile
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.texture import noise, smoothstep, vertical
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

_SKINS = ("f0c8a8", "e2ac84", "c98a62", "a86a46", "7c4a32", "593424", "edb99a")
_HAIRS = ("241a18", "3b251c", "6a3f26", "a8683a", "d6b074", "8d8a88", "12141c", "7a2f24")
_GROUNDS = ("d8a08a", "8fa9a4", "e3bf8e", "5b6f8f", "b4727a", "cfc4b4", "3f5a56", "c96f4a")


@dataclass(frozen=True, slots=True)
class _Pose:
    """Where the head is and which way it looks."""

    x: float
    y: float
    scale: float
    facing: int

    def at(self, point: Point) -> Point:
        """Return a point of the drawing on the canvas."""
        return self.x + point[0] * self.scale * self.facing, self.y + point[1] * self.scale

    def all(self, points: Sequence[Point]) -> list[Point]:
        """Return points of the drawing on the canvas."""
        return [self.at(point) for point in points]


@dataclass(frozen=True, slots=True)
class _Looks:
    """Colours of one person in the light of the picture."""

    skin: Rgb
    hair: Rgb
    cloth: Rgb
    ground: Rgb
    light: Rgb
    shade: Rgb


def _paint(easel: Easel) -> str:
    canvas, rng, brief = easel.canvas, easel.rng, easel.brief
    size = min(canvas.unit * 0.56, canvas.height * 0.5) * (1.3 if easel.is_close else 1.0)
    size *= 0.8 if easel.is_wide else 1.0
    facing = rng.choice((-1, 1))
    pose = _Pose(
        canvas.width / 2 - facing * size * 0.02, canvas.height / 2 - size * 0.56, size, facing
    )
    looks = _looks(easel)
    _paint_ground(easel, looks, pose)
    style = _hair_style(easel)
    if style == "long":
        _paint_hair(easel, pose, looks, profile.LONG_BACK)
    _paint_shoulders(easel, pose, looks)
    _paint_head(easel, pose, looks)
    _paint_features(easel, pose, looks)
    _paint_hair_front(easel, pose, looks, style)
    _paint_air(easel, looks)
    who = "woman" if brief.asks_for("woman") else "man" if brief.asks_for("man") else "person"
    return f"a {who} in profile"


def _looks(easel: Easel) -> _Looks:
    """Return the person's colours, drawn by chance and lit by the palette."""
    palette, rng, brief = easel.palette, easel.rng, easel.brief
    free = brief.free_colours("room")
    ground = brief.colour_of("room") or (free[0] if free else from_hex(rng.choice(_GROUNDS)))
    cloth = free[1] if len(free) > 1 else turn(lighten(ground, -0.12), rng.choice((160, 200, 40)))
    skin, hair = from_hex(rng.choice(_SKINS)), from_hex(rng.choice(_HAIRS))
    if palette.is_low_light or "moody" in brief.moods:
        ground = mix(lighten(ground, -0.3), palette.sky[0], 0.3)
        skin, cloth = (
            mix(skin, palette.sky[1], 0.25),
            mix(lighten(cloth, -0.12), palette.sky[0], 0.3),
        )
    light = mix(palette.sun, (255, 226, 190), 0.5)
    shade = mix(lighten(ground, -0.34), palette.sky[0], 0.35)
    return _Looks(skin, hair, cloth, ground, light, shade)


def _hair_style(easel: Easel) -> str:
    """Return how the hair is worn."""
    styles = ("bun", "short", "long", "crop")
    if easel.brief.asks_for("woman"):
        styles = ("bun", "long", "bun", "short")
    if easel.brief.asks_for("man"):
        styles = ("short", "crop", "short", "crop")
    return easel.rng.choice(styles)


def _paint_ground(easel: Easel, looks: _Looks, pose: _Pose) -> None:
    """Paint a ground with a large pale disc behind the head."""
    canvas, rng = easel.canvas, easel.rng
    tone = looks.ground
    canvas.image.paste(
        vertical(canvas.size, ((0, lighten(tone, 0.03)), (0.6, tone), (1, lighten(tone, -0.09))))
    )
    plaster = noise(canvas.size, 3, rng, octaves=6)
    canvas.blend(
        canvas.whole(plaster.point(smoothstep(0.3, 1.0))),
        lighten(tone, -0.08),
        ImageChops.multiply,
        0.25,
    )
    middle = pose.at((0.06, 0.5))
    if rng.random() < 0.65:
        disc = canvas.circle(middle[0], middle[1], pose.scale * 0.82, soft=pose.scale * 0.004)
        colour = rng.choice(
            (easel.palette.accent, lighten(tone, 0.13), mix(tone, looks.light, 0.55))
        )
        canvas.fill(disc, mix(colour, tone, 0.25))
        low = canvas.falloff(middle[0], middle[1] + pose.scale * 0.7, pose.scale, pose.scale * 0.8)
        canvas.fill(disc.both(low), tone, 0.8)
    canvas.glow(
        canvas.width / 2 + pose.facing * canvas.unit * 0.5,
        canvas.height * 0.2,
        canvas.unit * 1.1,
        mix(looks.light, tone, 0.4),
        0.4,
    )


def _paint_shoulders(easel: Easel, pose: _Pose, looks: _Looks) -> None:
    """Paint the garment."""
    canvas = easel.canvas
    outline = smooth(
        [(-1.12, 3.6), (-1.02, 1.85), (-0.9, 1.56), (-0.62, 1.36), (-0.36, 1.22), (-0.3, 1.12)], 8
    )
    front = smooth([(0.15, 1.2), (0.3, 1.33), (0.52, 1.47), (0.66, 1.72), (0.74, 3.6)], 8)
    points = pose.all([*outline, *front])
    _paint_solid(easel, canvas.polygon(points), looks.cloth, looks, pose, 0.16)
    collar = canvas.polygon(
        pose.all(
            [(-0.33, 1.08), (-0.1, 1.17), (0.17, 1.16), (0.2, 1.25), (-0.1, 1.29), (-0.4, 1.2)]
        ),
        soft=pose.scale * 0.004,
    )
    canvas.fill(collar, lighten(looks.cloth, 0.05))


def _paint_head(easel: Easel, pose: _Pose, looks: _Looks) -> None:
    """Paint face, neck and their modelling."""
    canvas = easel.canvas
    head = canvas.polygon(pose.all([*smooth(profile.FACE, 6), *smooth(profile.BACK, 6)]))
    collar = canvas.polygon(pose.all([(-0.6, 1.13), (-0.1, 1.2), (0.3, 1.19), (0.3, 2), (-0.6, 2)]))
    skin = head.without(collar, canvas.size)
    _paint_solid(easel, skin, looks.skin, looks, pose, 0.11)
    under = canvas.polygon(
        pose.all(
            [
                (0.42, 0.955),
                (0.18, 0.9),
                (-0.06, 0.76),
                (-0.3, 0.95),
                (-0.3, 1.3),
                (0.1, 1.24),
                (0.13, 1.05),
            ]
        ),
        soft=pose.scale * 0.03,
    )
    canvas.blend(
        under.both(skin),
        mix(lighten(looks.skin, -0.2), looks.shade, 0.3),
        ImageChops.multiply,
        0.62,
    )
    cheek = pose.at((0.27, 0.66))
    blush = canvas.falloff(cheek[0], cheek[1], pose.scale * 0.19, pose.scale * 0.14)
    canvas.fill(blush.both(skin), mix(looks.skin, (222, 82, 72), 0.5), 0.4)
    socket = pose.at((0.36, 0.44))
    hollow = canvas.falloff(socket[0], socket[1], pose.scale * 0.13, pose.scale * 0.085)
    canvas.blend(
        hollow.both(skin),
        mix(lighten(looks.skin, -0.16), looks.shade, 0.3),
        ImageChops.multiply,
        0.5,
    )


def _paint_solid(
    easel: Easel, patch: Patch, colour: Rgb, looks: _Looks, pose: _Pose, depth: float
) -> None:
    """Paint a body of one colour, rounded by light from the front and a rim from behind."""
    canvas = easel.canvas
    canvas.fill(patch, colour)
    full = canvas.spread(patch)
    soft = pose.scale * depth
    light = relief(full, soft, (pose.facing * soft * 0.55, -soft * 0.45))
    lit = patch.times(light.point(smoothstep(0.5, 0.92)))
    canvas.fill(lit, mix(lighten(colour, 0.1), looks.light, 0.45), 0.85)
    shaded = patch.times(light.point(smoothstep(0.52, 0.18)))
    canvas.fill(shaded, mix(lighten(colour, -0.2), looks.shade, 0.45), 0.88)
    rim = relief(full, pose.scale * 0.022, (-pose.facing * pose.scale * 0.012, 0.0))
    edge = patch.times(rim.point(smoothstep(0.62, 0.95)))
    canvas.fill(edge, mix(looks.ground, looks.light, 0.5), 0.4)


def _paint_features(easel: Easel, pose: _Pose, looks: _Looks) -> None:
    """Paint a lowered eyelid, the brow, the lips and the ear."""
    canvas = easel.canvas
    dark = mix(lighten(looks.hair, -0.05), looks.shade, 0.3)
    unit = pose.scale

    def line(points: Sequence[Point], width: float, colour: Rgb, opacity: float) -> None:
        rounded = pose.all(smooth(points, 6))
        canvas.fill(canvas.stroke(rounded, width * unit, soft=unit * 0.0025), colour, opacity)

    line([(0.335, 0.468), (0.365, 0.485), (0.4, 0.486), (0.425, 0.474)], 0.009, dark, 0.9)
    line([(0.415, 0.482), (0.437, 0.497), (0.45, 0.5)], 0.006, dark, 0.8)
    line([(0.3, 0.402), (0.36, 0.372), (0.42, 0.376), (0.452, 0.388)], 0.014, dark, 0.75)
    lips = mix(looks.skin, (170, 48, 52), 0.55)
    upper = canvas.polygon(
        pose.all([(0.4, 0.755), (0.455, 0.722), (0.494, 0.72), (0.49, 0.744), (0.468, 0.757)]),
        soft=unit * 0.004,
    )
    lower = canvas.polygon(
        pose.all([(0.4, 0.757), (0.468, 0.757), (0.487, 0.782), (0.474, 0.806), (0.43, 0.793)]),
        soft=unit * 0.004,
    )
    canvas.fill(upper, lighten(lips, -0.05), 0.75)
    canvas.fill(lower, lips, 0.7)
    line([(0.395, 0.757), (0.43, 0.757), (0.466, 0.757)], 0.006, lighten(lips, -0.16), 0.9)
    nostril = pose.at((0.472, 0.633))
    canvas.fill(
        canvas.falloff(nostril[0], nostril[1], unit * 0.024, unit * 0.014),
        lighten(looks.skin, -0.26),
        0.7,
    )
    line([(0.45, 0.6), (0.435, 0.625), (0.45, 0.648)], 0.006, lighten(looks.skin, -0.16), 0.5)


def _paint_hair_front(easel: Easel, pose: _Pose, looks: _Looks, style: str) -> None:
    """Paint the hair over skull and temple, with what the style adds, and the ear."""
    canvas, rng = easel.canvas, easel.rng
    if style == "bun":
        knot = pose.at((-0.46, 0.06))
        bun = canvas.circle(knot[0], knot[1], pose.scale * 0.2)
        _paint_strands(easel, bun, pose, looks)
    lift = {"crop": 0.012, "short": 0.05, "bun": 0.035, "long": 0.045}[style]
    nape = [(-0.14, 0.8), (-0.24, 0.9), (-0.305, 0.88)]
    if style == "long":
        nape = [(-0.06, 0.9), (0.0, 1.2), (-0.04, 1.5), (-0.3, 1.62), (-0.5, 1.5), (-0.52, 1.1)]
    skull = [
        (-0.36 - lift, 0.78),
        (-0.455 - lift, 0.6),
        (-0.475 - lift, 0.42),
        (-0.43 - lift, 0.2 - lift * 0.4),
        (-0.29, 0.05 - lift),
        (-0.1, -0.015 - lift),
        (0.12, -0.005 - lift),
        (0.27, 0.03 - lift * 0.6),
        (0.34, 0.07),
    ]
    outline = smooth([*profile.HAIRLINE, *nape, *skull], 5)
    _paint_strands(easel, canvas.polygon(pose.all(outline), soft=pose.scale * 0.003), pose, looks)
    _paint_ear(easel, pose, looks)
    if style in {"bun", "long"} or rng.random() < 0.3:
        drop = pose.at((-0.0, 0.69))
        bead = canvas.circle(drop[0], drop[1], pose.scale * 0.03)
        canvas.fill(bead, easel.palette.accent)
        canvas.glow(
            drop[0] + pose.facing * pose.scale * 0.008,
            drop[1] - pose.scale * 0.01,
            pose.scale * 0.022,
            (255, 246, 226),
            0.9,
        )


def _paint_ear(easel: Easel, pose: _Pose, looks: _Looks) -> None:
    """Paint the ear, slightly in the shade of the hair."""
    canvas, unit = easel.canvas, pose.scale
    outline = smooth(
        [
            (0.055, 0.5),
            (0.04, 0.455),
            (-0.01, 0.44),
            (-0.055, 0.47),
            (-0.06, 0.53),
            (-0.035, 0.59),
            (0.0, 0.645),
            (0.032, 0.635),
            (0.035, 0.58),
            (0.055, 0.5),
        ],
        6,
    )
    ear = canvas.polygon(pose.all(outline), soft=unit * 0.002)
    shadow = shadow_of(canvas, ear, (-pose.facing * unit * 0.012, unit * 0.008), unit * 0.012)
    canvas.blend(shadow, lighten(looks.skin, -0.3), ImageChops.multiply, 0.5)
    canvas.fill(ear, mix(lighten(looks.skin, -0.02), looks.light, 0.1))
    inner = canvas.polygon(
        pose.all(
            [(0.02, 0.5), (-0.02, 0.475), (-0.035, 0.52), (-0.01, 0.58), (0.01, 0.56), (0.0, 0.52)]
        ),
        soft=unit * 0.008,
    )
    canvas.blend(inner, lighten(looks.skin, -0.2), ImageChops.multiply, 0.6)


def _paint_hair(easel: Easel, pose: _Pose, looks: _Looks, outline: Sequence[Point]) -> None:
    """Paint a body of hair behind the shoulders."""
    patch = easel.canvas.polygon(pose.all(smooth(outline, 8)))
    _paint_strands(easel, patch, pose, looks)


def _paint_strands(easel: Easel, patch: Patch, pose: _Pose, looks: _Looks) -> None:
    """Paint hair as a rounded body with strands of light."""
    canvas, rng = easel.canvas, easel.rng
    _paint_solid(easel, patch, looks.hair, looks, pose, 0.08)
    turned = noise((canvas.height, canvas.width), 30, rng, octaves=3, stretch=7)
    strands = turned.rotate(90 - pose.facing * 38, expand=True)
    left, top = (strands.width - canvas.width) // 2, (strands.height - canvas.height) // 2
    strands = strands.crop((left, top, left + canvas.width, top + canvas.height))
    shine = pose.at((-0.02, 0.14))
    glow = canvas.spread(canvas.falloff(shine[0], shine[1], pose.scale * 0.5, pose.scale * 0.42))
    light = ImageChops.multiply(strands.point(smoothstep(0.45, 0.9)), glow)
    canvas.fill(patch.times(light), mix(lighten(looks.hair, 0.22), looks.light, 0.3), 0.75)
    dark = patch.times(strands.point(smoothstep(0.5, 0.15)))
    canvas.fill(dark, lighten(looks.hair, -0.06), 0.35)


def _paint_air(easel: Easel, looks: _Looks) -> None:
    """Paint a few motes of light out of focus."""
    canvas, rng = easel.canvas, easel.rng
    for _ in range(14):
        angle, reach = rng.uniform(0, math.tau), rng.uniform(0.35, 0.75) * canvas.unit
        x = canvas.width / 2 + math.cos(angle) * reach * canvas.width / canvas.unit
        y = canvas.height / 2 + math.sin(angle) * reach
        radius = canvas.unit * rng.uniform(0.004, 0.018)
        mote = canvas.circle(x, y, radius, soft=radius * 0.3)
        canvas.blend(
            mote, mix(looks.light, looks.ground, 0.4), ImageChops.screen, rng.uniform(0.08, 0.3)
        )


SCENE = Scene(
    paint=_paint,
    draws=frozenset({"portrait", "woman", "man", "person", "room"}),
    times=("golden", "day", "dawn", "golden", "dusk"),
)
