"""Still lifes: turned things on a plinth, in a room with window light."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from gallery_studio.providers.offline import lathe
from gallery_studio.providers.offline.colour import Rgb, from_hex, lighten, luminance, mix, turn
from gallery_studio.providers.offline.lathe import Body, Finish, paint_body, paint_disc
from gallery_studio.providers.offline.lexicon import METAL_COLOURS
from gallery_studio.providers.offline.scenes.easel import Easel, Scene
from gallery_studio.providers.offline.scenes.room import Room, leaf, paint_room, paint_window_light
from gallery_studio.providers.offline.scenes.wares import WARES, Ware
from gallery_studio.providers.offline.texture import curve, ramp
from gallery_studio.records import replace

if TYPE_CHECKING:
    from gallery_studio.providers.offline.painting import Patch, Point

_WALLS = ("e6d3bd", "d9a58a", "a9b49a", "c7b7c4", "b9c4cc", "e3c9a4", "2f55b0", "c0583a")
_WARES = ("d9823f", "c45a3c", "e8e0d2", "8aa082", "2f5fc0", "e0b040", "b0655c", "4a5a6a")
_BACKGROUND = ("room", "window", "arch", "table", "plinth")


def _paint(easel: Easel) -> str:
    brief, rng = easel.brief, easel.rng
    wanted = [
        name for name in (thing.name for thing in brief.subjects) if name in WARES or name == "lamp"
    ]
    things = wanted or [rng.choice(("vase", "vase", "lamp", "bottle", "sphere"))]
    wall = _wall_colour(easel, things)
    room = paint_room(easel, wall, has_arch=brief.asks_for("arch") or rng.random() < 0.45)
    if brief.asks_for("window") or rng.random() < 0.7:
        paint_window_light(easel, room)
    top = _paint_plinth(easel, room)
    _arrange(easel, room, things[:3], top)
    return _described(things[:3], easel)


def _described(things: list[str], easel: Easel) -> str:
    """Return the things in words, such as ``a vase and a lamp on a plinth``."""
    names = list(dict.fromkeys("fruit" if name == "fruit" else f"a {name}" for name in things))
    place = "on a table" if easel.brief.asks_for("table") else "on a plinth"
    return f"{' and '.join(names)} {place}"


def _wall_colour(easel: Easel, things: list[str]) -> Rgb:
    """Return the wall's colour: named, or chosen to set the things off."""
    brief, rng = easel.brief, easel.rng
    named = brief.colour_of(*_BACKGROUND)
    chance = from_hex(rng.choice(_WALLS))
    if named is not None:
        return named
    free = brief.free_colours(*things)
    if free:
        return free[0]
    owned = [colour.rgb for colour in brief.colours]
    if owned:
        return mix(lighten(turn(owned[0], rng.choice((0, 150, 190))), 0.22), (230, 220, 206), 0.55)
    return mix(chance, easel.palette.haze, 0.12)


def _paint_plinth(easel: Easel, room: Room) -> Point:
    """Paint what the things stand on and return the middle of its top."""
    canvas = easel.canvas
    x = canvas.width / 2
    top = canvas.height / 2 + canvas.unit * (0.25 if easel.is_close else 0.22)
    radius = canvas.unit * (0.46 if easel.is_close else 0.35)
    height = canvas.unit * 0.13
    named = easel.brief.colour_of("plinth", "table")
    tone = named or mix(
        room.wall, lighten(room.wall, 0.1 if luminance(room.wall) < 0.8 else -0.04), 0.9
    )
    _throw_shadow(easel, room, (x, top + height), (radius, height * 0.8))
    profile = [(0.0, radius / height), (1.0, radius / height)]
    paint_body(canvas, Body((x, top + height), height, profile, tone), room.lamp)
    paint_disc(canvas, (x, top), radius, tone, room.lamp)
    return x, top


def _arrange(easel: Easel, room: Room, things: list[str], top: Point) -> None:
    """Place the things on the plinth: the first in the middle, companions beside it."""
    canvas, rng, brief = easel.canvas, easel.rng, easel.brief
    unit = canvas.unit * (1.35 if easel.is_close else 1.0)
    x, y = top
    if len(things) == 1 and things[0] != "fruit":
        if brief.asks_for("branch") or (things[0] == "vase" and rng.random() < 0.6):
            _paint_stems(easel, room, (x, y - unit * 0.3))
        _paint_thing(easel, room, things[0], (x - unit * 0.02, y), unit)
        ball = Body(
            (x + room.side * -unit * 0.2, y + unit * 0.035),
            unit * 0.085,
            lathe.ball(),
            mix(room.wall, (246, 240, 230), 0.7),
        )
        _stand(easel, room, ball)
        return
    if things == ["fruit"]:
        things = ["fruit", "fruit", "fruit"]
    places = {1: (0.0,), 2: (-0.12, 0.15), 3: (-0.19, 0.02, 0.2)}[len(things)]
    order = sorted(range(len(things)), key=lambda i: -_size_of(things[i]))
    for rank, index in enumerate(order):
        down = unit * (0.0 + 0.02 * rank)
        _paint_thing(easel, room, things[index], (x + unit * places[index], y + down), unit * 0.92)


def _size_of(name: str) -> float:
    return 0.4 if name == "lamp" else WARES[name][0].size


def _paint_thing(easel: Easel, room: Room, name: str, foot: Point, unit: float) -> None:
    """Paint one thing by its name."""
    if name == "lamp":
        _paint_lamp(easel, room, foot, unit)
        return
    rng = easel.rng
    ware = rng.choice(WARES[name])
    colour = _ware_colour(easel, name)
    body = Body(
        foot, unit * ware.size, ware.profile, colour, _finish_for(easel, name, ware), ware.is_open
    )
    _stand(easel, room, body)
    if name == "fruit":
        x, top = foot[0], foot[1] - body.height
        stalk = easel.canvas.stroke(
            [(x, top + body.height * 0.05), (x + unit * 0.008, top - unit * 0.03)], unit * 0.008
        )
        easel.canvas.fill(stalk, (84, 62, 40))


def _ware_colour(easel: Easel, name: str) -> Rgb:
    """Return the colour a thing was given, or one that fits it."""
    brief, rng = easel.brief, easel.rng
    chance = from_hex(rng.choice(("c8402c", "e2a034", "8fae4a") if name == "fruit" else _WARES))
    owned = brief.colour_of(name)
    if owned is None and any(thing.name == "metal" for thing in brief.materials):
        return 206, 210, 214
    return owned or (easel.palette.accent if brief.free_colours(*_BACKGROUND) else chance)


def _finish_for(easel: Easel, name: str, ware: Ware) -> Finish:
    """Return the surface the words ask for, or the thing's usual one."""
    brief = easel.brief
    words = {colour.word for colour in brief.colours if colour.of in (name, "")}
    by_material = {
        "metal": lathe.METAL,
        "glass": lathe.GLASS,
        "glossy": lathe.GLAZED,
        "matte": lathe.MATTE,
    }
    for material in (thing.name for thing in brief.materials):
        if material in by_material:
            return by_material[material]
    if words & METAL_COLOURS:
        return lathe.METAL
    return ware.finish


def _stand(easel: Easel, room: Room, body: Body) -> Patch:
    """Paint a body with its shadows: contact, cast, and reflected light."""
    base = max(radius for at, radius in body.profile if at > 0.6) * body.height
    _throw_shadow(easel, room, body.foot, (base, body.height))
    outline = paint_body(easel.canvas, body, room.lamp)
    if body.finish.clear:
        _paint_liquid(easel, room, body, outline)
    return outline


def _throw_shadow(easel: Easel, room: Room, foot: Point, size: tuple[float, float]) -> None:
    """Throw a long soft shadow away from the light and a dark one where things touch."""
    canvas = easel.canvas
    (x, y), (radius, height) = foot, size
    away = -room.side
    long = radius + height * 0.75
    tone = lighten(room.wall, -0.3)
    cast = canvas.polygon(
        [
            (x - away * radius * 0.3, y - radius * 0.16),
            (x + away * long, y - radius * 0.4),
            (x + away * long * 1.05, y - radius * 0.02),
            (x - away * radius * 0.2, y + radius * 0.19),
        ],
        soft=radius * 0.1 + canvas.unit * 0.006,
    )
    fade = canvas.falloff(x, y, long * 1.9, long * 1.9).faded(curve(lambda v: min(1.0, v * 2.2)))
    canvas.blend(cast.both(fade), tone, ImageChops.multiply, 0.62)
    contact = canvas.ellipse(
        (x - radius * 1.06, y - radius * 0.15, x + radius * 1.06, y + radius * 0.24),
        soft=radius * 0.06,
    )
    canvas.blend(contact, lighten(room.wall, -0.36), ImageChops.multiply, 0.6)


def _paint_liquid(easel: Easel, room: Room, body: Body, outline: Patch) -> None:
    """Fill a glass body with something coloured that glows at its foot."""
    canvas = easel.canvas
    level = Image.new("L", canvas.size, 0)
    top = round(body.foot[1] - body.height * 0.55)
    height = round(body.height * 0.6)
    level.paste(ramp((canvas.width, max(2, height)), (170, 200, 225, 235)), (0, top))
    shrunk = canvas.grown(outline, canvas.unit * 0.004).faded(curve(lambda v: max(0.0, v * 2 - 1)))
    canvas.blend(shrunk.times(level), body.colour, ImageChops.multiply, 0.8)
    glow = canvas.falloff(
        body.foot[0] - room.side * body.height * 0.05,
        body.foot[1],
        body.height * 0.2,
        body.height * 0.4,
    )
    canvas.blend(glow.both(outline), lighten(body.colour, 0.1), ImageChops.screen, 0.6)


def _paint_lamp(easel: Easel, room: Room, foot: Point, unit: float) -> None:
    """Paint a dome lamp; it is lit when the room is dark."""
    canvas, brief = easel.canvas, easel.brief
    shade_colour = _ware_colour(easel, "lamp")
    finish = _finish_for(easel, "lamp", replace(WARES["vase"][0], finish=lathe.GLAZED))
    stem_colour = mix(shade_colour, (210, 150, 90), 0.5)
    base = Body(foot, unit * 0.035, [(0, 1.7), (0.3, 2.1), (1, 2.2)], stem_colour, finish)
    _throw_shadow(easel, room, foot, (unit * 0.12, unit * 0.4))
    paint_body(canvas, base, room.lamp)
    stem = Body(
        (foot[0], foot[1] - unit * 0.03), unit * 0.22, [(0, 0.055), (1, 0.06)], stem_colour, finish
    )
    paint_body(canvas, stem, room.lamp)
    dome_foot = (foot[0], foot[1] - unit * 0.215)
    profile = lathe.smooth(
        [(0, 0.06), (0.03, 0.3), (0.15, 0.66), (0.4, 0.96), (0.75, 1.13), (1, 1.16)]
    )
    dome = Body(dome_foot, unit * 0.15, profile, shade_colour, finish)
    is_lit = room.is_dark or "lit" in brief.unknown or brief.weather
    if is_lit:
        canvas.glow(dome_foot[0], dome_foot[1] + unit * 0.08, unit * 0.75, (255, 190, 110), 0.6)
    paint_body(canvas, dome, room.lamp)
    reach = unit * 0.15 * 1.16
    mouth = canvas.ellipse(
        (
            foot[0] - reach,
            dome_foot[1] - reach * 0.16,
            foot[0] + reach,
            dome_foot[1] + reach * 0.16,
        ),
        soft=unit * 0.001,
    )
    under = canvas.polygon(
        [
            (0, dome_foot[1] + reach * 0.02),
            (canvas.width, dome_foot[1] + reach * 0.02),
            (canvas.width, canvas.height),
            (0, canvas.height),
        ]
    )
    inside = (255, 226, 164) if is_lit else mix(lighten(shade_colour, -0.2), room.lamp.shade, 0.3)
    canvas.fill(mouth.both(under), inside, 0.55 if is_lit else 0.7)
    if is_lit:
        canvas.glow(dome_foot[0], dome_foot[1] + unit * 0.03, unit * 0.26, (255, 214, 140), 0.85)


def _paint_stems(easel: Easel, room: Room, mouth: Point) -> None:
    """Paint three leafy stems rising out of a vase."""
    canvas, rng = easel.canvas, easel.rng
    green = easel.brief.colour_of("branch", "leaf") or (98, 118, 84)
    unit = canvas.unit
    for lean in (-0.5, 0.08, 0.6):
        x, y = mouth
        angle = -math.pi / 2 + lean * 0.45
        leaves: list[list[Point]] = []
        line = [(x, y + unit * 0.05)]
        for step in range(9):
            x += math.cos(angle) * unit * 0.035
            y += math.sin(angle) * unit * 0.035
            angle += lean * 0.06 + rng.uniform(-0.05, 0.05)
            line.append((x, y))
            size = unit * rng.uniform(0.045, 0.065) * (1 - step * 0.04)
            for side in (-1, 1):
                leaves += [leaf((x, y), angle + side * rng.uniform(0.6, 1.0), size, 0.5)]
        tone = mix(lighten(green, rng.uniform(-0.06, 0.05)), room.lamp.shade, 0.15)
        canvas.fill(canvas.stroke(line, unit * 0.005), lighten(tone, -0.08))
        canvas.fill(canvas.polygons(leaves[::2]), lighten(tone, -0.06))
        canvas.fill(canvas.polygons(leaves[1::2]), mix(tone, room.lamp.colour, 0.16))


SCENE = Scene(
    paint=_paint,
    draws=frozenset(
        {
            *WARES,
            "lamp",
            "plinth",
            "table",
            "still life",
            "branch",
            "arch",
            "window",
            "room",
            "leaf",
            "metal",
            "glass",
            "glossy",
            "matte",
        }
    ),
    times=("day", "golden", "dawn", "day", "dusk"),
)
