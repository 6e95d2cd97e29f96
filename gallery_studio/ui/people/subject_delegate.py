"""Paints a person or an identity in the list of their dialog: face or initials, and the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.sidebar.avatar_section import initials
from gallery_studio.ui.theme.painting import paint_surface, paint_text, rounded_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter, QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

IMAGE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class SubjectDelegate(QStyledItemDelegate):
    """Paints rows of 48 px.

    Args:
        theme: Gives all colours and sizes.
        preview: Returns a picture's preview at once, or None while it is not there.
        parent: Owner.
    """

    def __init__(
        self, theme: Theme, preview: Callable[[ImageId], QPixmap | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._preview = theme, preview

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """One line and air."""
        return QSize(self._theme.px(160), self._theme.control_height(48))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        theme, px = self._theme, self._theme.px
        rect = QRectF(option.rect).adjusted(px(1), px(1), -px(1), -px(1))
        if option.state & QStyle.StateFlag.State_Selected:
            paint_surface(painter, rect, theme.radius("control"), theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint_surface(painter, rect, theme.radius("control"), theme.color("hover"))
        spot = QRectF(rect.left() + px(8), 0, px(32), px(32))
        spot.moveTop(rect.center().y() - spot.height() / 2)
        name, image_id = str(index.data()), index.data(IMAGE_ROLE)
        pixmap = self._preview(image_id) if image_id else None
        if pixmap is not None:
            paint_cover(painter, theme, spot, pixmap, rounded_path(spot, spot.width() / 2))
        else:
            paint_surface(painter, spot, spot.width() / 2, theme.color("pressed"))
            ink, middle = theme.color("textSecondary"), Qt.AlignmentFlag.AlignHCenter
            paint_text(painter, theme.font("label"), spot, initials(name), ink, middle)
        words = rect.adjusted(px(52), 0, -px(8), 0)
        paint_text(painter, theme.font("body"), words, name, theme.color("text"))
