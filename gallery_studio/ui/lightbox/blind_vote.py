"""A vote without names: pictures change places by lot, and one of them is chosen."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem


class BlindVote:
    """Hides which picture is which until one is chosen.

    Args:
        chance: Draws the places; seeded by tests.
    """

    def __init__(self, chance: Random | None = None) -> None:
        self._chance = chance or Random()
        self._keys: list[str] = []

    @property
    def is_on(self) -> bool:
        """Whether names are hidden."""
        return bool(self._keys)

    def start(self, items: Sequence[LightboxItem]) -> None:
        """Hide the names of pictures and draw their places."""
        self._keys = [item.key for item in items]
        self._chance.shuffle(self._keys)

    def stop(self) -> None:
        """Show the names again."""
        self._keys = []

    def is_about(self, items: Sequence[LightboxItem]) -> bool:
        """Whether the vote is about exactly these pictures."""
        return {item.key for item in items} == set(self._keys)

    def arranged(self, items: Sequence[LightboxItem]) -> list[LightboxItem]:
        """Return the pictures in the places they were drawn for."""
        if not self.is_on or not self.is_about(items):
            return list(items)
        by_key = {item.key: item for item in items}
        return [by_key[key] for key in self._keys]
