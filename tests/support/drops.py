"""Drags from other programs as Qt delivers them: enter, moves, drop or leave."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

_COPY = Qt.DropAction.CopyAction
_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier


def files_mime(*paths) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def enter(widget: QWidget, mime: QMimeData, at: QPoint) -> bool:
    event = QDragEnterEvent(at, _COPY, mime, _LEFT, _NONE)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def move(widget: QWidget, mime: QMimeData, at: QPoint) -> bool:
    event = QDragMoveEvent(at, _COPY, mime, _LEFT, _NONE)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(widget: QWidget, mime: QMimeData, at: QPoint) -> bool:
    event = QDropEvent(QPointF(at), _COPY, mime, _LEFT, _NONE)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QDragLeaveEvent())


def hover_wall(window, mime: QMimeData, at: QPoint) -> None:
    """Drag over the wall: the area sees it first, then the zones that it shows."""
    assert enter(window.area, mime, at)
    leave(window.area)
    zones = zones_of(window)
    assert zones.isVisible()
    assert enter(zones, mime, at)
    assert move(zones, mime, at)


def drop_on_wall(window, mime: QMimeData, at: QPoint) -> None:
    """Drag over the wall and let go."""
    hover_wall(window, mime, at)
    assert drop(zones_of(window), mime, at)


def zones_of(window):
    return in_and_out(window).drops.zones


def in_and_out(window):
    """Return the feature."""
    from gallery_studio.ui.drop.in_and_out import InAndOut

    return next(one for one in window.features if isinstance(one, InAndOut))
