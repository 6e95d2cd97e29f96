"""Paints the rows of the session list: cover, name, count and age."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gallery_studio.domain.limits import TITLE_CHARACTERS
from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.sidebar.session_list_model import SessionListModel
from gallery_studio.ui.theme.painting import paint_icon, paint_ring, paint_surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex


class SessionDelegate(QStyledItemDelegate):
    """Paints 52 px rows and edits names in place.

    Args:
        theme: Colours and fonts.
        cover_pixmap: Returns a picture's preview, or None while it is not there; called while
            painting, so it must answer at once.
    """

    def __init__(
        self,
        theme: Theme,
        cover_pixmap: Callable[[ImageId], QPixmap | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cover_pixmap = cover_pixmap
        self.is_ring_shown = False
        """Whether the current row wears the keyboard ring."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        """Return the height of a row: 52, or more where two lines of text need it."""
        theme = self._theme
        lines = theme.line_height("bodyStrong") + theme.line_height("meta")
        return QSize(theme.px(120), max(theme.px(52), lines + theme.px(12)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one row."""
        rect = option.rect
        is_open = bool(index.data(SessionListModel.IS_OPEN_ROLE))
        painter.save()
        if is_open:
            self._paint_open(painter, rect)
        elif _is_hovered(option):
            radius, color = self._theme.radius("control"), self._theme.color("hover")
            paint_surface(painter, QRectF(self._box(rect)), radius, color)
        session = cast("SessionSummary", index.data(SessionListModel.SUMMARY_ROLE))
        self._paint_cover(painter, self._cover_rect(rect), session.cover)
        self._paint_texts(painter, rect, index, is_open=is_open)
        if self.is_ring_shown and _is_focused(option):
            box = QRectF(self._box(rect)).adjusted(4, 4, -4, -4)
            paint_ring(painter, box, self._theme.radius("control") - 4, self._theme.color("focus"))
        painter.restore()

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: AnyIndex,  # noqa: ARG002
    ) -> QWidget:
        """Return the field in which a session is renamed."""
        editor = QLineEdit(parent)
        editor.setAccessibleName("Name of the session")
        editor.setMaxLength(TITLE_CHARACTERS)
        editor.setFont(self._theme.font("bodyStrong"))
        return editor

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: AnyIndex,  # noqa: ARG002
    ) -> None:
        """Lay the field over the texts of the row."""
        height = self._theme.control_height(32)
        text = self._text_rect(option.rect).adjusted(-self._theme.px(6), 0, 0, 0)
        editor.setGeometry(text.x(), text.center().y() - height // 2, text.width(), height)

    # Geometry

    def _box(self, rect: QRect) -> QRect:
        return rect.adjusted(self._theme.px(8), 0, -self._theme.px(8), 0)

    def _cover_rect(self, rect: QRect) -> QRect:
        side = self._theme.px(40)
        return QRect(self._theme.px(18), rect.center().y() - side // 2 + 1, side, side)

    def _text_rect(self, rect: QRect) -> QRect:
        left = self._cover_rect(rect).right() + 1 + self._theme.px(12)
        return QRect(left, rect.top(), rect.right() - self._theme.px(16) - left, rect.height())

    # Parts

    def _paint_open(self, painter: QPainter, rect: QRect) -> None:
        """Paint the ground of the open session, with a bar at its edge."""
        theme = self._theme
        box = QRectF(self._box(rect))
        paint_surface(painter, box, theme.radius("control"), theme.color("selected"))
        bar = QRectF(box.left(), 0, theme.px(3), theme.px(24))
        bar.moveCenter(box.center())
        bar.moveLeft(box.left())
        paint_surface(painter, bar, theme.px(2), theme.color("accent"))

    def _paint_cover(self, painter: QPainter, rect: QRect, cover: ImageId | None) -> None:
        theme, place = self._theme, QRectF(rect)
        paint_cover(painter, theme, place, self._cover_pixmap(cover) if cover else None)
        if cover is None:
            inner = place.adjusted(*(theme.px(n) for n in (12, 12, -12, -12)))
            paint_icon(painter, theme, "image", inner, theme.color("textTertiary"))

    def _paint_texts(
        self, painter: QPainter, rect: QRect, index: AnyIndex, *, is_open: bool
    ) -> None:
        theme = self._theme
        session = cast("SessionSummary", index.data(SessionListModel.SUMMARY_ROLE))
        name_height, detail_height = theme.line_height("bodyStrong"), theme.line_height("meta")
        area = self._text_rect(rect)
        top = rect.top() + (rect.height() - name_height - detail_height) // 2
        name = QRect(area.left(), top, area.width(), name_height)
        detail = QRect(area.left(), top + name_height, area.width(), detail_height)
        quiet = "textSecondary" if is_open else "textTertiary"
        tokens = ("text", "accentText" if session.open_count else quiet)
        rows = (session.name, index.data(SessionListModel.DETAIL_ROLE))
        for box, style, token, text in zip(
            (name, detail), ("bodyStrong", "meta"), tokens, rows, strict=True
        ):
            font = theme.font(style)
            line = " ".join(text.split())
            elided = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, box.width())
            painter.setFont(font)
            painter.setPen(theme.color(token))
            painter.drawText(
                box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided
            )


def _is_hovered(option: QStyleOptionViewItem) -> bool:
    from PySide6.QtWidgets import QStyle  # 10 ms, and the first paint can do without

    return bool(option.state & QStyle.StateFlag.State_MouseOver)


def _is_focused(option: QStyleOptionViewItem) -> bool:
    from PySide6.QtWidgets import QStyle

    return bool(option.state & QStyle.StateFlag.State_HasFocus)
