"""A picture that can be chosen: shows it, opens the file dialog, takes drops and Delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gallery_studio.ui.compose.picture_mime import has_picture_bytes, picture_bytes, picture_files
from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme


class PictureButton(QAbstractButton):
    """One picture, or the dashed place for one.

    Args:
        theme: Gives all colours and sizes.
        name: What the picture is of, for screen readers.
        preview: Returns a picture's preview at once, or None while it is not there.
        side_px: Its side at 100 %.
        parent: Owner.

    Signals:
        files_offered(list): Paths dropped or pasted.
        bytes_offered(bytes): A picture dropped or pasted.
        remove_requested(): Delete was pressed.
    """

    files_offered = Signal(list)
    bytes_offered = Signal(bytes)
    remove_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        preview: Callable[[ImageId], QPixmap | None],
        side_px: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._preview, self._side_px = theme, name, preview, side_px
        self._image_id: ImageId | None = None
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty(FOCUS_RADIUS, 6)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_image(None)

    @property
    def image_id(self) -> ImageId | None:
        """The picture shown."""
        return self._image_id

    def set_image(self, image_id: ImageId | None) -> None:
        """Show a picture, or the place for one."""
        self._image_id = image_id
        words = f"{self._name}: none" if image_id is None else self._name
        self.setAccessibleName(words)
        hint = "Choose, drop or paste a picture" if image_id is None else "Change the picture"
        set_plain_tooltip(self, hint, "" if image_id is None else "Del removes it")
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._theme.px(self._side_px), self._theme.px(self._side_px))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the picture away; Enter presses like Space; Ctrl+V pastes one."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._offer(QGuiApplication.clipboard().mimeData())
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome pictures."""
        mime = event.mimeData()
        if picture_files(mime) or has_picture_bytes(mime):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand pictures on."""
        self._offer(event.mimeData())
        event.acceptProposedAction()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, or the dashed place with its icon."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        if self._image_id is not None:
            paint_cover(painter, theme, rect, self._preview(self._image_id))
            return
        ground = theme.color("hover") if self.underMouse() else None
        border = theme.color("borderControl")
        paint_surface(painter, rect, theme.radius("image"), ground, border, is_dashed=True)
        side = theme.px(20)
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(rect.center())
        paint_icon(painter, theme, "image-plus", spot, theme.color("textSecondary"))

    def _offer(self, mime: QMimeData | None) -> None:
        if mime is None:  # nothing was ever copied on some systems
            return
        if files := picture_files(mime):
            self.files_offered.emit(files)
        elif has_picture_bytes(mime):
            self.bytes_offered.emit(picture_bytes(mime))
