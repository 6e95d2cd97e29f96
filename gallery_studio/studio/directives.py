"""The local directive writer: makes diverse directives of a brief without a model.

Each directive takes one value from each of two axes. Axes and values are dealt like cards: none
comes twice before all others have come, so that N directives differ in as many ways as possible.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from gallery_studio.domain.session import Directive
from gallery_studio.studio.directive_axes import AXES
from gallery_studio.studio.similarity import is_near_duplicate, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOCAL_WRITER = "local"

_PATIENCE = 400
"""Deals before a directive that resembles one already there is taken all the same."""


def write_directives(
    brief: str, count: int, seed: int, *, avoiding: Sequence[str] = ()
) -> tuple[Directive, ...]:
    """Return `count` diverse directives for a brief; one directive is the brief itself.

    The same arguments give the same directives. Values whose words stand in the brief already
    are left out, since they would vary nothing.

    Args:
        brief: The words a person wrote.
        count: How many.
        seed: Chooses among the possible hands.
        avoiding: Directives that are there already; none like them is written, and the brief
            itself is not given back.
    """
    brief = brief.strip()
    if count <= 1 and not avoiding:
        return (Directive(text=brief, source="person"),)
    hands = _hands(brief, random.Random(f"{seed}:{brief}"))
    written: list[str] = []
    for tried, text in enumerate(hands):
        if len(written) == count:
            break
        others = [*avoiding, *written]
        if tried > _PATIENCE or not any(is_near_duplicate(text, other) for other in others):
            written.append(text)
    return tuple(Directive(text=text, source=LOCAL_WRITER) for text in written)


def _hands(brief: str, rng: random.Random) -> Iterator[str]:
    """Yield directives for ever, each of two axes."""
    dealers = {name: _dealt(_fresh(values, brief), rng) for name, values in AXES.items()}
    names = _dealt(tuple(dealers), rng)
    while True:
        first = next(names)
        second = next(name for name in names if name != first)
        yield f"{next(dealers[first])}, {next(dealers[second])}"


def _fresh(values: Sequence[str], brief: str) -> tuple[str, ...]:
    """Return the values that say something the brief does not say yet."""
    said = words_of(brief)
    kept = tuple(value for value in values if not words_of(value) <= said)
    return kept or tuple(values)


def _dealt(values: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Yield the values for ever, each round shuffled anew."""
    while True:
        yield from rng.sample(values, len(values))
