"""Which pictures are looked at: their order, the current one, and those beside it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.image import ImageFile
    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem

MOST_COMPARED = 4
LETTERS = "ABCD"


class LightboxMode(StrEnum):
    """How pictures are looked at."""

    VIEW = "view"
    COMPARE = "compare"
    SIDE_BY_SIDE = "side_by_side"


class PictureOrder:
    """The pictures in the order they were given; A is `left`, B the current one.

    Further ones, C and D, are only seen side by side. All keys are keys of items.
    """

    def __init__(self) -> None:
        self.items: list[LightboxItem] = []
        self._current = ""
        self._left = ""
        self._others: list[str] = []

    def set_items(
        self, items: Sequence[LightboxItem], current: str, compare: Sequence[str] = ()
    ) -> None:
        """Begin with other pictures.

        Args:
            items: All pictures, in the order of canvas or conversation.
            current: Which to begin with; the first one where it is unknown.
            compare: Two to four pictures to begin comparing; the second becomes the current one.
        """
        self.items = list(items)
        chosen = [key for key in dict.fromkeys(compare) if self._index(key) is not None]
        if len(chosen) >= 2:
            self._left, self._current = chosen[0], chosen[1]
            self._others = chosen[2:MOST_COMPARED]
        else:
            self._left, self._others, self._current = "", [], current
        self.settle()

    def settle(self) -> None:
        """Let go of keys whose pictures are gone."""
        if self._index(self._current) is None:
            self._current = self.items[0].key if self.items else ""
        if self._index(self._left) is None or self._left == self._current:
            self._left = ""
        taken = {self._left, self._current}
        self._others = [k for k in self._others if self._index(k) is not None and k not in taken]

    @property
    def current(self) -> LightboxItem | None:
        """The current picture, or None when there is none at all."""
        return self.find(self._current)

    @property
    def left(self) -> LightboxItem | None:
        """The picture it is compared with, chosen by its descent where nobody chose."""
        return self.find(self._left or self._default_left())

    @property
    def position(self) -> int:
        """Place of the current picture, from 0."""
        return self._index(self._current) or 0

    def find(self, key: str) -> LightboxItem | None:
        """Return an item by its key."""
        index = self._index(key)
        return None if index is None else self.items[index]

    def find_image(self, image_id: str) -> LightboxItem | None:
        """Return the first item that shows a stored picture."""
        return next((i for i in self.items if i.image is not None and i.image.id == image_id), None)

    def shown(self, mode: LightboxMode) -> list[LightboxItem]:
        """Return the pictures a mode shows, A first."""
        current = self.current
        if current is None:
            return []
        left = None if mode is LightboxMode.VIEW else self.left
        if left is None:
            return [current]
        others = self._others if mode is LightboxMode.SIDE_BY_SIDE else []
        return [left, current, *(item for item in map(self.find, others) if item is not None)]

    def letters(self, mode: LightboxMode) -> dict[str, str]:
        """Return the letters of the pictures that are compared, by key."""
        shown = self.shown(mode)
        if len(shown) < 2:
            return {}
        return {item.key: letter for item, letter in zip(shown, LETTERS, strict=False)}

    def preload(self, ahead: int, behind: int) -> list[ImageFile]:
        """Return the pictures probably seen next, the likeliest first."""
        here = self.position
        places = [here + 1, here - 1, *range(here + 2, here + ahead + 1)]
        places += range(here - 2, here - behind - 1, -1)
        near = (self.items[place] for place in places if 0 <= place < len(self.items))
        return [item.image for item in near if item.image is not None]

    # Changes; each returns whether anything changed

    def go_to(self, key: str) -> bool:
        """Make a picture the current one; the left one changes places with it."""
        if self._index(key) is None or key == self._current:
            return False
        if key == self._left:
            return self.swap()
        self._current = key
        self._others = [other for other in self._others if other != key]
        return True

    def go_left_to(self, key: str) -> bool:
        """Make a picture the left one."""
        if self._index(key) is None or key == self._left:
            return False
        if key == self._current:
            return self.swap()
        self._left = key
        self._others = [other for other in self._others if other != key]
        return True

    def hold_left(self) -> None:
        """Keep the left picture as it is from now on, whatever the current one becomes."""
        self._left = self._left or self._default_left()

    def step(self, by: int, *, is_comparing: bool) -> bool:
        """Make the next or previous picture the current one, past those compared with it."""
        held = {self._left, *self._others} if is_comparing else set()
        target = self._free_from(self._current, by, held)
        if not is_comparing:
            self._left = "" if target == self._left else self._left
        return bool(target) and self.go_to(target)

    def step_left(self, by: int) -> bool:
        """Make the next or previous picture the left one."""
        left = self.left
        if left is None:
            return False
        target = self._free_from(left.key, by, {self._current, *self._others})
        return bool(target) and self.go_left_to(target)

    def swap(self) -> bool:
        """Let left and current change places."""
        left = self.left
        if left is None:
            return False
        self._left, self._current = self._current, left.key
        return True

    def toggle_compared(self, key: str) -> bool:
        """Add a picture to those side by side, or take it away; two stay, four is the most."""
        shown = [item.key for item in self.shown(LightboxMode.SIDE_BY_SIDE)]
        if self._index(key) is None:
            return False
        if key not in shown:
            if len(shown) >= MOST_COMPARED:
                return False
            self._others.append(key)
            return True
        if len(shown) <= 2:
            return False
        shown.remove(key)
        self._left, self._current, self._others = shown[0], shown[1], shown[2:]
        return True

    def replace(self, item: LightboxItem) -> None:
        """Show what is known of a picture now."""
        index = self._index(item.key)
        if index is not None:
            self.items[index] = item

    def remove(self, key: str, *, is_comparing: bool = False) -> bool:
        """Take a picture out; the next one, else the one before, becomes the current one.

        While comparing, pictures that are compared already are passed over.
        """
        index = self._index(key)
        if index is None:
            return False
        del self.items[index]
        if key == self._current:
            held = {self._left, *self._others} if is_comparing else set()
            after = [*self.items[index:], *reversed(self.items[:index])]
            free = [item.key for item in after if item.key not in held] or [i.key for i in after]
            self._current = free[0] if free else ""
        self.settle()
        return True

    def _index(self, key: str) -> int | None:
        return next((n for n, item in enumerate(self.items) if item.key == key), None)

    def _free_from(self, key: str, by: int, held: set[str]) -> str:
        """Return the key that many steps on which is not held, or ""."""
        index = self._index(key)
        while index is not None and 0 <= index + by < len(self.items):
            index += by
            if self.items[index].key not in held:
                return self.items[index].key
        return ""

    def _default_left(self) -> str:
        """Return the picture the current one was made from, else its neighbour, or ""."""
        current = self.current
        if current is None:
            return ""
        for image_id in reversed(current.lineage):
            item = self.find_image(image_id)
            if item is not None and item.key != current.key:
                return item.key
        held = {current.key, *self._others}
        return self._free_from(current.key, -1, held) or self._free_from(current.key, 1, held)
