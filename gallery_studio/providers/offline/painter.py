"""Paints a prompt: from words and a seed to a finished picture."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from gallery_studio.providers.offline.finish import finish
from gallery_studio.providers.offline.painting import Canvas
from gallery_studio.providers.offline.palette import palette_for
from gallery_studio.providers.offline.scenes import catalogue
from gallery_studio.providers.offline.scenes.easel import Easel
from gallery_studio.providers.offline.words import Brief, missed_words, read_prompt, seed_of
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    from gallery_studio.providers.offline.texture import Size

_SEED_STRIDE = 1_000_003


@dataclass(frozen=True, slots=True)
class Painting:
    """A finished picture and what it shows.

    Attributes:
        image: The picture, RGB.
        shows: What can be seen, such as ``a lighthouse above the sea at dusk``.
        missed: Words of the prompt it could not follow.
    """

    image: Image.Image
    shows: str
    missed: tuple[str, ...]


def paint(
    prompt: str, seed: int, size: Size, is_stopped: Callable[[], bool] = lambda: False
) -> Painting:
    """Paint a prompt. The same prompt, seed and size give the same pixels.

    Args:
        prompt: The words.
        seed: Any integer.
        size: Width and height in pixels.
        is_stopped: Asked between layers, from the painting thread.

    Raises:
        PaintingStoppedError: `is_stopped` said so.
    """
    brief = read_prompt(prompt)
    # Words no list knows still change the picture: the prompt is part of what chance is made of.
    rng = random.Random(seed * _SEED_STRIDE + seed_of(prompt.strip().lower()))
    scene = catalogue.SCENES[brief.scene]
    palette = palette_for(brief, rng, scene.times)
    easel = Easel(Canvas(size, palette.sky[3], is_stopped), brief, palette, rng)
    shows = scene.paint(easel)
    image = finish(easel, is_flat=scene.is_flat)
    return Painting(image, _in_words(shows, brief, easel), missed_words(brief, scene.draws))


_TIME_WORDS = {
    "dawn": "at dawn",
    "day": "in daylight",
    "golden": "in golden light",
    "sunset": "at sunset",
    "dusk": "at dusk",
    "night": "at night",
}


def _in_words(shows: str, brief: Brief, easel: Easel) -> str:
    """Return what was painted, with its light, weather and colours."""
    if catalogue.SCENES[brief.scene].is_flat:
        return shows
    phrases = [shows, _TIME_WORDS[easel.palette.time]]
    falling = [name for name in ("rain", "snow", "fog", "storm") if name in brief.weather]
    if falling:
        phrases.append("in " + " and ".join("a storm" if n == "storm" else n for n in falling))
    return " ".join(phrases)
