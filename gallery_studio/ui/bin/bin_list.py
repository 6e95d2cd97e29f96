"""The things in the bin as a list: several can be chosen."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gallery_studio.domain.bin import BinKind
from gallery_studio.domain.timestamps import parse_utc
from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.sidebar.relative_age import relative_age
from gallery_studio.ui.sidebar.session_list_model import image_count_text
from gallery_studio.ui.theme.painting import paint_icon, paint_ring, paint_surface, paint_text
from gallery_studio.ui.widgets.control import OWN_FOCUS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QPainter, QPixmap

    from gallery_studio.domain.bin import BinEntry, BinKey
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROW, _COVER = 60, 44
_ICONS = {
    BinKind.SESSION: "layout-grid",
    BinKind.CARD: "image",
    BinKind.OUTPUT: "image",
    BinKind.CONVERSATION: "message-square",
    BinKind.PROJECT: "folder",
    BinKind.PRODUCT: "package",
    BinKind.PERSON: "users-round",
    BinKind.IDENTITY: "at-sign",
}
_SINGLE = frozenset({BinKind.CARD, BinKind.OUTPUT, BinKind.PRODUCT})
"""Kinds that have one image, or none: no need to count."""


def days_left(entry: BinEntry, days: int, now: datetime) -> int | None:
    """Return within how many days a thing is removed by itself; None when it never is."""
    if not days or entry.starred_count:
        return None
    ends = parse_utc(entry.deleted_utc) + timedelta(days=days)
    return max(0, ceil((ends - now) / timedelta(days=1)))


class BinModel(QAbstractListModel):
    """Entries of the bin, the last thrown away first."""

    ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
    DETAIL_ROLE = int(Qt.ItemDataRole.UserRole) + 2
    END_ROLE = int(Qt.ItemDataRole.UserRole) + 3

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._entries: list[BinEntry] = []
        self._days = 0

    def set_entries(self, entries: Sequence[BinEntry], days: int) -> None:
        """Show these; `days` is after how many the bin removes things, 0 for never."""
        self.beginResetModel()
        self._entries, self._days = list(entries), days
        self.endResetModel()

    def entry(self, row: int) -> BinEntry:
        """Return the entry of a row."""
        return self._entries[row]

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return how many things lie in the bin."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows and says."""
        entry = self._entries[index.row()]
        if role == self.ENTRY_ROLE:
            return entry
        if role == self.DETAIL_ROLE:
            return self._detail(entry)
        if role == self.END_ROLE:
            return self._end(entry)
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (entry.name, self._detail(entry).replace(" · ", ", "), self._end(entry))
            return ". ".join(parts)
        return None

    def _detail(self, entry: BinEntry) -> str:
        parts = [entry.key.kind.words]
        if entry.key.kind not in _SINGLE and entry.image_count:
            parts.append(image_count_text(entry.image_count))
        if entry.session_name and entry.key.kind is not BinKind.SESSION:
            parts.append(f"from {entry.session_name}")
        age = relative_age(entry.deleted_utc, self._now())
        parts.append(f"deleted {age[:1].lower()}{age[1:]}")
        return " · ".join(parts)

    def _end(self, entry: BinEntry) -> str:
        left = days_left(entry, self._days, self._now())
        if left is None:
            return "Starred, stays" if entry.starred_count and self._days else ""
        return "Removed today" if left == 0 else f"{left} day{'' if left == 1 else 's'} left"


class BinDelegate(QStyledItemDelegate):
    """Paints rows of 60 px."""

    def __init__(
        self,
        theme: Theme,
        pixmap: Callable[[ImageId, int], QPixmap | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap = pixmap
        self.is_ring_shown = False

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        """Return the height of a row."""
        theme = self._theme
        lines = theme.line_height("bodyStrong") + theme.line_height("meta")
        return QSize(theme.px(200), max(theme.px(_ROW), lines + theme.px(16)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one row."""
        theme, rect = self._theme, QRectF(option.rect)
        box = rect.adjusted(0, 1, 0, -1)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            paint_surface(painter, box, theme.radius("control"), theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint_surface(painter, box, theme.radius("control"), theme.color("canvasHover"))
        self._paint_content(painter, box, index)
        if self.is_ring_shown and option.state & QStyle.StateFlag.State_HasFocus:
            ring = box.adjusted(4, 4, -4, -4)
            paint_ring(painter, ring, theme.radius("control") - 4, theme.color("focus"))
        painter.restore()

    def _paint_content(self, painter: QPainter, box: QRectF, index: AnyIndex) -> None:
        theme, entry = self._theme, index.data(BinModel.ENTRY_ROLE)
        side = theme.px(_COVER)
        spot = QRectF(box.left() + theme.px(10), box.center().y() - side / 2, side, side)
        if entry.cover is not None:
            paint_cover(painter, theme, spot, self._pixmap(entry.cover, 64))
        else:
            icon = spot.adjusted(*(theme.px(n) for n in (14, 14, -14, -14)))
            paint_icon(painter, theme, _ICONS[entry.key.kind], icon, theme.color("textTertiary"))
        end = QRectF(box.right() - theme.px(142), box.top(), theme.px(130), box.height())
        right = Qt.AlignmentFlag.AlignRight
        quiet = theme.color("textTertiary")
        words = str(index.data(BinModel.END_ROLE))
        paint_text(painter, theme.font("meta"), end, words, quiet, right)
        name_height, meta = theme.line_height("bodyStrong"), theme.line_height("meta")
        left = spot.right() + theme.px(14)
        top = box.center().y() - (name_height + meta) / 2
        name = QRectF(left, top, end.left() - theme.px(12) - left, name_height)
        text = " ".join(entry.name.split()) or entry.key.kind.words
        paint_text(painter, theme.font("bodyStrong"), name, text, theme.color("text"))
        row = QRectF(left, top + name_height, name.width(), meta)
        detail = str(index.data(BinModel.DETAIL_ROLE))
        paint_text(painter, theme.font("meta"), row, detail, theme.color("textSecondary"))


class BinList(QListView):
    """One Tab stop; Ctrl+A and Shift+arrows choose several, Enter restores, Delete removes.

    Signals:
        restore_requested(): Take the chosen things back.
        remove_requested(): Remove the chosen things for ever.
    """

    restore_requested = Signal()
    remove_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        model: BinModel,
        pixmap: Callable[[ImageId, int], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entries = model
        self._delegate = BinDelegate(theme, pixmap, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("In the bin")
        self.setProperty(OWN_FOCUS, True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)

    def chosen(self) -> list[BinKey]:
        """Return what is chosen, in the order shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._entries.entry(row).key for row in rows]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Restore, remove; the rest is Qt's."""
        self._delegate.is_ring_shown = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen():
            self.restore_requested.emit()
        elif event.key() == Qt.Key.Key_Delete and self.chosen():
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)
