"""The local directive writer: makes diverse directives of a brief without a model.

Each directive takes one value from each of two axes. Axes and values are dealt like cards: none
comes twice before all others have come, so that N directives differ in as many ways as possible.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from gallery_studio.domain.session import Directive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOCAL_WRITER = "local"

AXES: dict[str, tuple[str, ...]] = {
    "light": (
        "soft window light",
        "hard low sun and long shadows",
        "lit from behind, glowing edges",
        "one warm lamp in the dark",
        "flat overcast light",
        "neon from the side",
    ),
    "lens": (
        "very close, shallow focus",
        "wide view, small in the frame",
        "seen from above",
        "low angle, monumental",
        "through a doorway, framed",
        "centred and symmetrical",
    ),
    "palette": (
        "terracotta and cream",
        "cobalt and yolk yellow",
        "sage and bone",
        "ink black with one accent",
        "pastel pink and sky blue",
        "amber and deep brown",
    ),
    "place": (
        "urban streets",
        "an empty studio with one plinth",
        "a garden after rain",
        "by the sea",
        "in the mountains",
        "a quiet room",
    ),
    "time": (
        "first light of the morning",
        "high noon",
        "golden hour",
        "blue dusk",
        "deep night",
        "a foggy dawn",
    ),
    "mood": (
        "serene atmosphere",
        "playful and bright",
        "moody and cinematic",
        "dreamlike",
        "bold and graphic",
        "tender and calm",
    ),
}


def write_directives(brief: str, count: int, seed: int) -> tuple[Directive, ...]:
    """Return `count` diverse directives for a brief; one directive is the brief itself.

    The same brief, count and seed give the same directives. Values whose words stand in the
    brief already are left out, since they would vary nothing.
    """
    brief = brief.strip()
    if count <= 1:
        return (Directive(text=brief, source="person"),)
    rng = random.Random(f"{seed}:{brief}")
    axes = {name: _fresh(values, brief) for name, values in AXES.items()}
    dealers = {name: _dealt(values, rng) for name, values in axes.items() if values}
    names = _dealt(tuple(dealers), rng)
    written: list[Directive] = []
    seen: set[str] = set()
    while len(written) < count:
        first = next(names)
        second = next(name for name in names if name != first)
        text = f"{next(dealers[first])}, {next(dealers[second])}"
        if text not in seen:
            seen.add(text)
            written.append(Directive(text=text, source=LOCAL_WRITER))
    return tuple(written)


def _fresh(values: Sequence[str], brief: str) -> tuple[str, ...]:
    words = set(brief.lower().replace(",", " ").split())
    kept = tuple(value for value in values if not words.issuperset(value.lower().split()[-1:]))
    return kept or tuple(values)


def _dealt(values: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Yield the values for ever, each round shuffled anew."""
    while True:
        yield from rng.sample(values, len(values))
