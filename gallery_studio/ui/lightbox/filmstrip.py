"""The filmstrip: all pictures in their order, the compared ones with their letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gallery_studio.ui.lightbox.thumbs import paint_thumb
from gallery_studio.ui.theme.painting import paint_icon, paint_ring, paint_text
from gallery_studio.ui.widgets.control import OWN_FOCUS
from gallery_studio.ui.widgets.tooltips import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent

    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme

HEIGHT = 104
THUMB = 64
PITCH = 74
_Index = QModelIndex | QPersistentModelIndex
KEY_ROLE = Qt.ItemDataRole.UserRole


class FilmstripModel(QAbstractListModel):
    """The pictures, for the view and for screen readers. Names are plain text."""

    def __init__(
        self, describe: Callable[[LightboxItem], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._describe = describe
        self.items: list[LightboxItem] = []
        self.letters: dict[str, str] = {}
        self.current = ""
        self.is_blind = False

    def set_items(self, items: Sequence[LightboxItem]) -> None:
        """Show other pictures."""
        if [item.key for item in items] == [item.key for item in self.items]:
            self.items = list(items)
            self._announce_changes()
            return
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def set_marks(self, current: str, letters: dict[str, str], *, is_blind: bool) -> None:
        """Say which picture is the current one and which ones are compared."""
        self.current, self.letters, self.is_blind = current, letters, is_blind
        self._announce_changes()

    def row_of(self, key: str) -> int:
        """Return the row of a picture, or -1."""
        return next((row for row, item in enumerate(self.items) if item.key == key), -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of pictures."""
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return name, tooltip or key of a picture."""
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._name(item)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if self.is_blind else plain_tooltip(item.caption)
        return item.key if role == KEY_ROLE else None

    def _name(self, item: LightboxItem) -> str:
        if self.is_blind:
            return f"Image {self.row_of(item.key) + 1}, names are hidden"
        letter = self.letters.get(item.key, "")
        return self._describe(item) + (f" Compared as {letter}." if letter else "")

    def _announce_changes(self) -> None:
        if self.items:
            self.dataChanged.emit(self.index(0), self.index(len(self.items) - 1))


class _FilmstripDelegate(QStyledItemDelegate):
    """Paints a thumbnail with ring, star and letter."""

    def __init__(self, theme: Theme, source: PictureSource, parent: Filmstrip) -> None:
        super().__init__(parent)
        self._theme, self._source, self._strip = theme, source, parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(self._theme.px(PITCH), self._theme.px(HEIGHT) - 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, strip = self._theme, self._strip
        model = strip.strip_model
        item = model.items[index.row()]
        cell = QRectF(option.rect)
        side = theme.px(THUMB)
        rect = QRectF(cell.center().x() - side / 2, cell.top() + theme.px(12), side, side)
        radius = theme.radius("image")
        image_id = item.image.id if item.image is not None else None
        paint_thumb(painter, theme, self._source, image_id, rect)
        if item.is_starred:
            self._paint_star(painter, rect)
        if item.key == model.current and not model.is_blind:
            paint_ring(painter, rect, radius, theme.color("accent"), gap=1)
        if strip.hasFocus() and strip.is_focus_by_keyboard and index == strip.currentIndex():
            paint_ring(painter, rect, radius, theme.color("focus"), gap=0)
        self._paint_letter(painter, item.key, rect)

    def _paint_star(self, painter: QPainter, rect: QRectF) -> None:
        theme, side = self._theme, self._theme.px(12)
        spot = QRectF(rect.right() - side - 3, rect.bottom() - side - 3, side, side)
        ground = theme.color("onImageBg")
        ground.setAlphaF(theme.opacity("onImageBadge"))
        painter.fillRect(spot.adjusted(-2, -2, 2, 2), ground)
        paint_icon(painter, theme, "star", spot, theme.color("onImage"), is_filled=True)

    def _paint_letter(self, painter: QPainter, key: str, rect: QRectF) -> None:
        theme, model = self._theme, self._strip.strip_model
        letter = model.letters.get(key, "")
        if not letter or model.is_blind:
            return
        row = QRectF(rect.left(), rect.bottom() + theme.px(4), rect.width(), theme.px(16))
        color = theme.color("accentText" if key == model.current else "textSecondary")
        paint_text(painter, theme.font("badge"), row, letter, color, Qt.AlignmentFlag.AlignHCenter)


class Filmstrip(QListView):
    """One Tab stop; arrows walk, Enter shows, Ctrl+Enter compares. The wheel scrolls sideways.

    Signals:
        picked(str): Make this picture the current one.
        compare_picked(str): Compare this picture, or leave it out again.
    """

    picked = Signal(str)
    compare_picked = Signal(str)

    def __init__(
        self,
        theme: Theme,
        source: PictureSource,
        describe: Callable[[LightboxItem], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.is_focus_by_keyboard = True
        self.strip_model = FilmstripModel(describe, self)
        self.setModel(self.strip_model)
        self.setItemDelegate(_FilmstripDelegate(theme, source, self))
        self.setAccessibleName("Filmstrip")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty(OWN_FOCUS, True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setAutoFillBackground(False)
        source.arrived.connect(self._on_arrived)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_items(self, items: Sequence[LightboxItem]) -> None:
        """Show other pictures."""
        self.strip_model.set_items(items)
        self._set_width()

    def mark(self, current: str, letters: dict[str, str], *, is_blind: bool) -> None:
        """Ring the current picture, letter the compared ones, and scroll to it."""
        self.strip_model.set_marks(current, letters, is_blind=is_blind)
        row = self.strip_model.row_of(current)
        if row >= 0:
            index = self.strip_model.index(row)
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def sizeHint(self) -> QSize:
        """All thumbnails in a row."""
        count = max(1, len(self.strip_model.items))
        return QSize(count * self._theme.px(PITCH) + 2, self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """At least one thumbnail."""
        return QSize(self._theme.px(PITCH), self._theme.px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by arrows, show by Enter; letters are the lightbox's, not a search by typing."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._pick(str(index.data(KEY_ROLE)), event.modifiers())
            return
        is_arrow = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if is_arrow and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            super().keyPressEvent(event)
            return
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show a picture; with Ctrl compare it."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._pick(str(index.data(KEY_ROLE)), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click is a click."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways, whichever way the wheel turns."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - delta)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Paint the ring of the focus again when it comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        return super().viewportEvent(event)

    def _set_width(self) -> None:
        """Never be wider than the thumbnails: what is left and right of them is free."""
        self.setMaximumWidth(self.sizeHint().width())
        self.updateGeometry()

    def _pick(self, key: str, modifiers: Qt.KeyboardModifier) -> None:
        is_compare = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        (self.compare_picked if is_compare else self.picked).emit(key)

    def _on_arrived(self, _image_id: str) -> None:
        self.viewport().update()

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(self._theme.px(HEIGHT))
        self.doItemsLayout()
        self._set_width()
        self.viewport().update()
