"""What a scene gets to paint with, and what it says it painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from gallery_studio.providers.offline.painting import Canvas
    from gallery_studio.providers.offline.palette import Palette
    from gallery_studio.providers.offline.words import Brief


@dataclass(frozen=True, slots=True)
class Easel:
    """Everything a scene needs.

    Attributes:
        canvas: Where it paints.
        brief: What the prompt asks for.
        palette: The light and colours of the picture.
        rng: The picture's randomness; a scene draws from it in a fixed order.
    """

    canvas: Canvas
    brief: Brief
    palette: Palette
    rng: random.Random

    @property
    def is_close(self) -> bool:
        """Whether the words ask for a near view."""
        return "close" in self.brief.cameras

    @property
    def is_wide(self) -> bool:
        """Whether the words ask for a far view."""
        return bool(self.brief.cameras & {"wide", "aerial"})


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of picture.

    Attributes:
        paint: Paints onto the easel's canvas and returns what can be seen, such as
            ``a lighthouse above the sea``.
        draws: The subjects and materials of the lexicon it shows when they are named.
        times: Times of day that suit it when the prompt names none; empty: any.
        is_flat: Whether it is a design rather than a view; weather is not laid over it.
    """

    paint: Callable[[Easel], str]
    draws: frozenset[str]
    times: tuple[str, ...] = ()
    is_flat: bool = False
