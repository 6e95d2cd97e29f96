"""Pictures on the wall of the whole window: brought in, found and named."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from tests.support.drops import drop_on_wall, files_mime
from tests.support.imaging_samples import encoded

WAIT_MS = 20_000
CTRL = Qt.KeyboardModifier.ControlModifier
MIDDLE = QPoint(500, 350)
"""A place on the wall, in the view."""


def png(shade: int, width: int = 90, height: int = 60) -> bytes:
    from PIL import Image

    return encoded(Image.new("RGB", (width, height), (shade, 80, 120)), "PNG")


def captions(window) -> list[str]:
    return sorted(card.caption for card in window.canvas.cards)


def toasts(window) -> list[str]:
    return [toast.message.text for toast in window.toasts.toasts]


def have_cards(qtbot, window, count: int) -> None:
    qtbot.waitUntil(lambda: len(window.canvas.cards) == count, timeout=WAIT_MS)


def center_of(window, card) -> QPoint:
    """Return where a card's picture is, in the view."""
    x, y = window.view.camera.to_view(*card.placement.rect.center)
    return QPoint(round(x), round(y) - 30)


def brought_in(qtbot, window, paths) -> list:
    drop_on_wall(window, files_mime(*paths), MIDDLE)
    have_cards(qtbot, window, len(paths))
    qtbot.waitUntil(lambda: not window.view.motion.is_moving, timeout=WAIT_MS)
    return window.canvas.cards
