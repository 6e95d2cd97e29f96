"""Gives the focus back to where it came from, when a layer over the window goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def give_focus_back(opener: QWidget | None) -> None:
    """Focus the widget that had it before; nothing happens when it is gone or hidden by now."""
    if opener is not None and shiboken6.isValid(opener) and opener.isVisible():
        opener.setFocus(Qt.FocusReason.OtherFocusReason)
