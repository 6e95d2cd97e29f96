"""Layouts that are measured before Qt has processed their changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout


def settle(layout: QLayout) -> None:
    """Let a layout and those inside it forget their cached sizes, so that `sizeHint` is true now.

    A change inside a nested layout is passed on by a posted event only; what is placed in the
    same moment would be measured as it was before.
    """
    layout.invalidate()
    layout.activate()
