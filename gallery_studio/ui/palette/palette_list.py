"""The lines of the palette, with headings between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text
from gallery_studio.ui.widgets.control import OWN_FOCUS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.palette.palette_entry import PaletteEntry
    from gallery_studio.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROW, _HEADING = 44, 32


class PaletteModel(QAbstractListModel):
    """Headings (text) and entries, in order."""

    ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[str | PaletteEntry] = []

    def set_entries(self, entries: Sequence[PaletteEntry]) -> None:
        """Show these entries, each section under its heading."""
        rows: list[str | PaletteEntry] = []
        section = ""
        for entry in entries:
            if entry.section != section:
                section = entry.section
                rows.append(section)
            rows.append(entry)
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def entry(self, row: int) -> PaletteEntry | None:
        """Return the entry of a row, or None for a heading."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return None if isinstance(found, str) else found

    def row_of(self, wanted: PaletteEntry | None) -> int | None:
        """Return the row that says the same as an entry shown before, or None."""
        for row, one in enumerate(self._rows):
            if wanted is not None and not isinstance(one, str) and _is_same(one, wanted):
                return row
        return None

    def next_entry(self, row: int, step: int) -> int:
        """Return the next row with an entry, going round; -1 when there is none."""
        count = len(self._rows)
        for distance in range(1, count + 1):
            other = (row + step * distance) % count
            if not isinstance(self._rows[other], str):
                return other
        return -1

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a line shows and says."""
        row = self._rows[index.row()]
        if role == self.ENTRY_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, str):
                return row
            return ". ".join(part for part in (row.text, row.detail, row.key) if part)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


def _is_same(one: PaletteEntry, other: PaletteEntry) -> bool:
    return (one.section, one.text, one.detail) == (other.section, other.text, other.detail)


class PaletteDelegate(QStyledItemDelegate):
    """Paints headings and entries."""

    def __init__(
        self,
        theme: Theme,
        pixmap: Callable[[ImageId, int], QPixmap | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap = pixmap

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        """Return the height of a line."""
        row = index.data(PaletteModel.ENTRY_ROLE)
        wanted = _HEADING if isinstance(row, str) else _ROW
        line = self._theme.line_height("body") + self._theme.px(12)
        return QSize(self._theme.px(200), max(self._theme.px(wanted), line))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one line."""
        row = index.data(PaletteModel.ENTRY_ROLE)
        theme, rect = self._theme, QRectF(option.rect)
        painter.save()
        if isinstance(row, str):
            words = rect.adjusted(theme.px(20), theme.px(8), -theme.px(12), 0)
            paint_text(painter, theme.font("metaStrong"), words, row, theme.color("textTertiary"))
        else:
            self._paint_entry(painter, rect, row, option.state)
        painter.restore()

    def _paint_entry(
        self, painter: QPainter, rect: QRectF, entry: PaletteEntry, state: QStyle.StateFlag
    ) -> None:
        theme = self._theme
        box = rect.adjusted(theme.px(8), 0, -theme.px(8), 0)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            paint_surface(painter, box, theme.radius("control"), theme.color("selected"))
        inner = box.adjusted(theme.px(12), 0, -theme.px(12), 0)
        side = theme.px(28)
        spot = QRectF(inner.left(), rect.center().y() - side / 2, side, side)
        if entry.image_id is not None:
            paint_cover(painter, theme, spot, self._pixmap(entry.image_id, 64))
        else:
            icon = spot.adjusted(*(theme.px(n) for n in (6, 6, -6, -6)))
            paint_icon(painter, theme, entry.icon, icon, theme.color("textSecondary"))
        inner.setLeft(spot.right() + theme.px(12))
        quiet = theme.color("textSecondary" if is_chosen else "textTertiary")
        right = entry.key or entry.detail
        width = QFontMetricsF(theme.font("meta")).horizontalAdvance(right)
        width = min(width, inner.width() * 0.42)
        place = QRectF(inner.right() - width, inner.top(), width, inner.height())
        paint_text(painter, theme.font("meta"), place, right, quiet, Qt.AlignmentFlag.AlignRight)
        inner.setRight(place.left() - theme.px(16))
        paint_text(painter, theme.font("body"), inner, entry.text, theme.color("text"))


class PaletteList(QListView):
    """Shows the lines; the field above keeps the focus and moves the choice."""

    def __init__(
        self,
        theme: Theme,
        pixmap: Callable[[ImageId, int], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.lines = PaletteModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(PaletteDelegate(theme, pixmap, self))
        self.setAccessibleName("Found")
        self.setProperty(OWN_FOCUS, True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def choose(self, row: int) -> None:
        """Choose a row and bring it into sight, with its heading."""
        if row < 0:
            return
        self.setCurrentIndex(self.lines.index(row))
        if row and self.lines.entry(row - 1) is None:
            self.scrollTo(self.lines.index(row - 1))
        self.scrollTo(self.currentIndex())

    def step(self, by: int) -> None:
        """Choose the next entry up or down, going round."""
        if self.lines.rowCount():
            self.choose(self.lines.next_entry(max(0, self.currentIndex().row()), by))

    def current_entry(self) -> PaletteEntry | None:
        """Return the chosen entry, or None."""
        return self.lines.entry(self.currentIndex().row())
