"""Colours of a picture: light by the time of day, tinted by the words and the seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.providers.offline import colour as mixing
from gallery_studio.providers.offline.colour import Rgb, from_hex
from gallery_studio.records import dataclass, replace

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from gallery_studio.providers.offline.texture import Stops
    from gallery_studio.providers.offline.words import Brief


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours one picture is painted with.

    Attributes:
        time: Time of day, a key of `lexicon.TIMES`.
        sky: Sky from zenith to horizon, four colours.
        sun: Colour of the light.
        sun_height: Height of the sun over the horizon, as a share of the sky's height.
        land: The nearest, darkest land.
        lit: Land in full light.
        accent: The colour the picture is built around.
        second: A companion of the accent.
    """

    time: str
    sky: tuple[Rgb, Rgb, Rgb, Rgb]
    sun: Rgb
    sun_height: float
    land: Rgb
    lit: Rgb
    accent: Rgb
    second: Rgb

    @property
    def haze(self) -> Rgb:
        """The colour far things fade into."""
        return mixing.mix(self.sky[3], self.sky[2], 0.25)

    @property
    def is_night(self) -> bool:
        """Whether stars are out."""
        return self.time == "night"

    @property
    def is_low_light(self) -> bool:
        """Whether lamps are lit."""
        return self.time in {"night", "dusk"}

    def sky_stops(self) -> Stops:
        """Return the sky as a gradient from zenith (0) to horizon (1)."""
        return ((0.0, self.sky[0]), (0.42, self.sky[1]), (0.76, self.sky[2]), (1.0, self.sky[3]))


def _light(time: str, sky: str, sun: str, height: float, land: str) -> Palette:
    """Return a palette written as hexadecimal colours; `land` is dark, lit, accent, second."""
    top, upper, lower, horizon = (from_hex(code) for code in sky.split())
    dark, lit, accent, second = (from_hex(code) for code in land.split())
    return Palette(
        time, (top, upper, lower, horizon), from_hex(sun), height, dark, lit, accent, second
    )


LIGHTS: dict[str, tuple[Palette, ...]] = {
    "dawn": (
        _light(
            "dawn", "5c7fa8 9db4cc f0c9b8 fbe3c4", "fff0d0", 0.22, "2c3a4c d9a58c e58a6a 7f9ab8"
        ),
        _light(
            "dawn", "6f6f9e b396b4 eeb0a4 ffd9b0", "ffe6c0", 0.14, "33304c d69a90 e0776a 8a86b8"
        ),
    ),
    "day": (
        _light("day", "2f78c2 6aa9de a9d2ee e2f0f2", "fffbe8", 0.72, "24463c a9b878 e08a3c 3f86b8"),
        _light("day", "3a86b8 7cbcd8 bfe0e0 f2f0dc", "fff6dc", 0.6, "2c4a44 b4b070 d8703f 4a98a8"),
    ),
    "golden": (
        _light(
            "golden", "4f7496 a8a69a f0bd7c ffdb94", "fff0b8", 0.26, "3a2f2c e0a050 d8742c 5f7f8c"
        ),
        _light(
            "golden", "6f7f8f c9a884 f4b066 ffd284", "fff2c4", 0.2, "40302a eaa856 c8602c 7c8c78"
        ),
    ),
    "sunset": (
        _light(
            "sunset", "31386e 8a4a86 e8694f ffbc58", "ffe9a0", 0.1, "221a38 c9604c f0703c 6a4a98"
        ),
        _light(
            "sunset", "26426e 7a5f8c ea7f66 ffcf86", "fff0b4", 0.08, "1e2440 c4685c ee6a48 4a6a98"
        ),
    ),
    "dusk": (
        _light(
            "dusk", "14204a 34467e 8a6a98 f0a078", "ffd0a0", 0.02, "10142c 54506e f0a050 5a6ab0"
        ),
        _light(
            "dusk", "0f2444 2c5a80 6f8fa0 f2b890", "ffd8b0", 0.02, "0c1a2c 4c6070 f4a860 3f7f98"
        ),
    ),
    "night": (
        _light(
            "night", "050a1e 0c1838 1a2c58 34507c", "dfe8ff", 0.66, "04070f 2c3c5c f0b860 6a8ad0"
        ),
        _light(
            "night", "0a0820 181440 2c2660 504a8c", "e8e4ff", 0.62, "060510 38345c f0a870 8a78d8"
        ),
    ),
}
"""Two palettes for every time of day."""

_CHANCE_TIMES = ("dawn", "golden", "day", "dusk", "sunset", "golden")


def palette_for(brief: Brief, rng: random.Random, times: tuple[str, ...] = ()) -> Palette:
    """Return the palette of a picture.

    Args:
        brief: What the prompt asks for.
        rng: The picture's own randomness.
        times: Times of day that suit the scene when the prompt names none.
    """
    time = brief.time or rng.choice(times or _times_of_mood(brief))
    if not brief.time and brief.asks_for("moon", "star"):
        time = "night"
    chosen = rng.choice(LIGHTS[time])
    degrees = rng.uniform(-9, 9)
    chosen = _each(chosen, lambda colour: mixing.turn(colour, degrees))
    chosen = _with_colours(chosen, brief)
    return _with_weather(_with_moods(chosen, brief), brief)


def scheme(brief: Brief, rng: random.Random, count: int) -> list[Rgb]:
    """Return `count` colours for a picture that is about colour: the words' own, then kin."""
    named = [colour.rgb for colour in brief.colours]
    if not named:
        named = [from_hex(code) for code in rng.choice(_SCHEMES).split()]
    colours = list(named)
    while len(colours) < count:
        base = colours[len(colours) % len(named)]
        kin = mixing.turn(base, rng.uniform(-34, 34))
        colours.append(mixing.lighten(kin, rng.choice((-0.22, -0.14, 0.1, 0.18, 0.24))))
    graded = [_mood_grade(colour, brief) for colour in colours]
    return graded[: max(count, len(named))]


_SCHEMES = (
    "e4572e f3a712 29335c a8c686 f5ead6",
    "264653 2a9d8f e9c46a f4a261 e76f51",
    "1d3557 457b9d a8dadc f1faee e63946",
    "5f0f40 9a031e fb8b24 e36414 f7e1c4",
    "22577a 38a3a5 57cc99 c7f9cc f7a072",
    "2d3047 93b7be e0ca3c f17105 f4efe6",
    "3d2c5c 7b4b94 c774b2 f7b2ad fbe6c8",
    "0b3954 087e8b bfd7ea ff5a5f f4e3d0",
    "4a4e69 9a8c98 c9ada7 f2e9e4 d98c5f",
    "3a5a40 588157 a3b18a dad7cd d4a373",
)


def _times_of_mood(brief: Brief) -> tuple[str, ...]:
    """Return the times of day that suit the mood."""
    if "moody" in brief.moods:
        return ("dusk", "night", "dusk")
    if "playful" in brief.moods:
        return ("day", "golden")
    if "serene" in brief.moods:
        return ("dawn", "golden")
    if "autumn" in brief.moods:
        return ("golden", "dawn")
    if "snow" in brief.weather:
        return ("dawn", "day", "dusk")
    return _CHANCE_TIMES


def _each(palette: Palette, change: Callable[[Rgb], Rgb]) -> Palette:
    """Return the palette with a change made to every colour of it."""
    top, upper, lower, horizon = (change(colour) for colour in palette.sky)
    return replace(
        palette,
        sky=(top, upper, lower, horizon),
        sun=change(palette.sun),
        land=change(palette.land),
        lit=change(palette.lit),
        accent=change(palette.accent),
        second=change(palette.second),
    )


def _with_colours(palette: Palette, brief: Brief) -> Palette:
    """Return the palette built around the prompt's first colour, its second as companion."""
    if not brief.colours:
        return palette
    first = brief.colours[0].rgb
    second = brief.colours[1].rgb if len(brief.colours) > 1 else palette.second
    tinted = _each(palette, lambda colour: mixing.tint(colour, first, 0.42))
    lit = mixing.tint(tinted.lit, second, 0.4)
    return replace(
        tinted, sun=mixing.tint(palette.sun, first, 0.15), lit=lit, accent=first, second=second
    )


def _with_moods(palette: Palette, brief: Brief) -> Palette:
    return _each(palette, lambda colour: _mood_grade(colour, brief))


def _mood_grade(colour: Rgb, brief: Brief) -> Rgb:
    """Return a colour as the prompt's moods would have it."""
    if "serene" in brief.moods:
        colour = mixing.saturate(mixing.lighten(colour, 0.035), 0.8)
    if "moody" in brief.moods:
        colour = mixing.saturate(mixing.lighten(colour, -0.08), 0.78)
    if "playful" in brief.moods:
        colour = mixing.saturate(mixing.lighten(colour, 0.02), 1.3)
    if "warm" in brief.moods:
        colour = mixing.tint(colour, (236, 168, 96), 0.16)
    if "cool" in brief.moods:
        colour = mixing.tint(colour, (96, 150, 214), 0.18)
    return colour


def _with_weather(palette: Palette, brief: Brief) -> Palette:
    """Return the palette under the prompt's weather."""
    if brief.weather & {"rain", "storm", "clouds"}:
        depth = -0.1 if "storm" in brief.weather else -0.04
        palette = _each(
            palette, lambda colour: mixing.lighten(mixing.saturate(colour, 0.62), depth)
        )
        if "storm" in brief.weather:
            palette = replace(palette, sky=_darkened(palette.sky))
    if "fog" in brief.weather:
        palette = replace(
            palette, sky=_closer(palette.sky), land=mixing.mix(palette.land, palette.sky[2], 0.1)
        )
    if "snow" in brief.weather:
        white = (236, 241, 248)
        palette = replace(
            palette, lit=mixing.mix(palette.lit, white, 0.4 if palette.is_low_light else 0.75)
        )
    return palette


def _closer(sky: tuple[Rgb, Rgb, Rgb, Rgb]) -> tuple[Rgb, Rgb, Rgb, Rgb]:
    """Return a sky whose colours have moved towards its horizon, as fog does."""
    top, upper, lower, horizon = sky
    return (
        mixing.mix(top, horizon, 0.55),
        mixing.mix(upper, horizon, 0.6),
        mixing.mix(lower, horizon, 0.6),
        horizon,
    )


def _darkened(sky: tuple[Rgb, Rgb, Rgb, Rgb]) -> tuple[Rgb, Rgb, Rgb, Rgb]:
    """Return a sky with a thunder cloud's weight overhead."""
    top, upper, lower, horizon = sky
    return (
        mixing.lighten(top, -0.2),
        mixing.lighten(upper, -0.18),
        mixing.lighten(lower, -0.1),
        horizon,
    )
