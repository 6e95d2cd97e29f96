"""Marks on cards, as something beside the window gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def star(window: Any, card_ids: Sequence[str]) -> None:
    """Star cards, without an undo step of the window."""
    ids = list(card_ids)
    window.parts.worker.write("star", lambda library: library.cards.star(ids, is_starred=True))
