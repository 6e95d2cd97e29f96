"""Rows of small pictures in the details: references, and where a picture came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gallery_studio.ui.lightbox.thumbs import ThumbButton
from gallery_studio.ui.theme.painting import paint_icon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme

COLUMNS = 4
REFERENCE = 56
ANCESTOR = 48


class _Arrow(QWidget):
    """From this picture to that one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(14), self._theme.px(ANCESTOR))

    def paintEvent(self, _event: QPaintEvent) -> None:
        spot = QRectF(0, 0, self._theme.px(14), self._theme.px(14))
        spot.moveCenter(QRectF(self.rect()).center())
        color = self._theme.color("textTertiary")
        paint_icon(QPainter(self), self._theme, "chevron-right", spot, color)


class ThumbRows(QWidget):
    """Small pictures four to a row.

    Args:
        theme: Gives all colours and sizes.
        source: Gives the pixels.
        side: Of each picture, px at 100 %.
        is_chain: Whether arrows lead from one to the next, and the last one is ringed.
        parent: Owner.

    Signals:
        picked(str): The picture of that image id was pressed.
    """

    picked = Signal(str)

    def __init__(
        self,
        theme: Theme,
        source: PictureSource,
        side: int,
        *,
        is_chain: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._source, self._side, self._is_chain = theme, source, side, is_chain
        self.buttons: list[ThumbButton] = []
        self._widgets: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(2 * COLUMNS, 1)

    def show_images(
        self,
        images: Sequence[ImageId],
        name_of: Callable[[ImageId, int], str],
        is_usable: Callable[[ImageId], bool],
    ) -> None:
        """Show other pictures.

        Args:
            images: In order.
            name_of: Accessible name of a picture, by id and place.
            is_usable: Whether one can go to it.
        """
        for widget in self._widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets, self.buttons = [], []
        for place, image_id in enumerate(images):
            button = ThumbButton(self._theme, self._source, image_id, self._side)
            button.setAccessibleName(name_of(image_id, place))
            button.set_usable(is_usable(image_id))
            button.is_ringed = self._is_chain and place == len(images) - 1
            button.clicked.connect(self._on_clicked)
            self.buttons.append(button)
            self._put(button, place, 0)
            if self._is_chain and place < len(images) - 1:
                self._put(_Arrow(self._theme), place, 1)

    def _put(self, widget: QWidget, place: int, shift: int) -> None:
        row, column = divmod(place, COLUMNS)
        self._grid.addWidget(widget, row, 2 * column + shift, Qt.AlignmentFlag.AlignCenter)
        self._widgets.append(widget)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ThumbButton):
            self.picked.emit(button.image_id)
