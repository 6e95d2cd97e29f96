"""The part of a scrolled view that shows its content, without a ground of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea


def set_bare_viewport(view: QAbstractScrollArea) -> QWidget:
    """Give a view a viewport that paints no ground, and return it.

    The view's own one is made by Qt: to name its class, PySide would first make classes of all
    widgets there are (10 ms at the start of the program).
    """
    viewport = QWidget(view)
    view.setViewport(viewport)
    viewport.setAutoFillBackground(False)
    return viewport
