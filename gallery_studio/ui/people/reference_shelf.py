"""The reference pictures of a person, in the order models are sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gallery_studio.ui.compose.picture_mime import has_picture_bytes, picture_bytes, picture_files
from gallery_studio.ui.forms.picture_button import PictureButton
from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

_SIDE = 64
PICTURES_MOST = 14
"""The most any model takes; a person needs no more."""


class ShelfPicture(PictureButton):
    """One reference picture: Alt+arrows move it, Delete or a press takes it away.

    Signals:
        move_requested(int): One place to the left (-1) or right (1).
    """

    move_requested = Signal(int)

    def set_image(self, image_id: ImageId | None) -> None:
        """Show a picture, and say what a press on it does."""
        super().set_image(image_id)
        set_plain_tooltip(self, "Take it away", "Del")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move it with Alt+arrows."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_requested.emit(step)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture; under the pointer or with focus, the ×."""
        super().paintEvent(event)
        if not self.underMouse() and not self.hasFocus():
            return
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        knob = QRectF(rect.right() - theme.px(22), theme.px(2), theme.px(20), theme.px(20))
        ground = theme.color("onImageBg")
        ground.setAlphaF(theme.opacity("onImageButton"))
        paint_surface(painter, knob, theme.radius("badge"), ground)
        paint_icon(painter, theme, "x", knob.adjusted(3, 3, -3, -3), theme.color("onImage"))


class ReferenceShelf(QWidget):
    """Pictures in order, and the place for one more.

    Args:
        theme: Gives all colours and sizes.
        preview: Returns a picture's preview at once, or None while it is not there.
        parent: Owner.

    Signals:
        changed(): Pictures were moved or taken away.
        picture_requested(): Choose files.
        files_offered(list), bytes_offered(bytes): Pictures dropped or pasted.
    """

    changed = Signal()
    picture_requested = Signal()
    files_offered = Signal(list)
    bytes_offered = Signal(bytes)

    def __init__(
        self,
        theme: Theme,
        preview: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._preview = theme, preview
        self._pictures: list[ShelfPicture] = []
        self.add = PictureButton(theme, "Add reference pictures", preview, _SIDE)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        self._row.setSpacing(theme.px(8))
        self._row.addWidget(self.add)
        self._row.addStretch(1)
        self.add.setAccessibleName("Add reference pictures")
        self.add.clicked.connect(self.picture_requested)
        self.add.files_offered.connect(self.files_offered)
        self.add.bytes_offered.connect(self.bytes_offered)

    def images(self) -> tuple[ImageId, ...]:
        """Return the pictures in order."""
        return tuple(p.image_id for p in self._pictures if p.image_id is not None)

    def pictures(self) -> list[ShelfPicture]:
        """Return the buttons in order."""
        return list(self._pictures)

    def set_images(self, images: Sequence[ImageId]) -> None:
        """Show these. Tells nobody."""
        while len(self._pictures) > len(images):
            picture = self._pictures.pop()
            self._row.removeWidget(picture)
            picture.hide()
            picture.deleteLater()
        while len(self._pictures) < len(images):
            self._append()
        for number, (picture, image) in enumerate(zip(self._pictures, images, strict=True), 1):
            picture.set_image(image)
            picture.setAccessibleName(f"Reference {number} of {len(images)}")
            picture.setAccessibleDescription("Alt and arrow keys move it, Delete removes it")
        self.add.setVisible(len(images) < PICTURES_MOST)

    def add_image(self, image_id: ImageId) -> None:
        """Add a picture at the end; one that is there already stays where it is."""
        if image_id not in self.images() and len(self._pictures) < PICTURES_MOST:
            self.set_images((*self.images(), image_id))
            self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome pictures."""
        mime = event.mimeData()
        if picture_files(mime) or has_picture_bytes(mime):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand pictures on."""
        mime = event.mimeData()
        if files := picture_files(mime):
            self.files_offered.emit(files)
        elif has_picture_bytes(mime):
            self.bytes_offered.emit(picture_bytes(mime))
        event.acceptProposedAction()

    def _append(self) -> None:
        picture = ShelfPicture(self._theme, "Reference", self._preview, _SIDE)
        picture.move_requested.connect(self._on_move_requested)
        picture.remove_requested.connect(self._on_remove_requested)
        picture.clicked.connect(self._on_remove_requested)
        picture.files_offered.connect(self.files_offered)
        picture.bytes_offered.connect(self.bytes_offered)
        self._pictures.append(picture)
        self._row.insertWidget(len(self._pictures) - 1, picture)
        picture.show()

    def _on_move_requested(self, step: int) -> None:
        picture = self.sender()
        if not isinstance(picture, ShelfPicture):
            return
        images, place = list(self.images()), self._pictures.index(picture)
        target = place + step
        if 0 <= target < len(images):
            images[place], images[target] = images[target], images[place]
            self.set_images(images)
            self._pictures[target].setFocus()
            self.changed.emit()

    def _on_remove_requested(self) -> None:
        picture = self.sender()
        if not isinstance(picture, ShelfPicture):
            return
        images, place = list(self.images()), self._pictures.index(picture)
        del images[place]
        self.set_images(images)
        left: list[PictureButton] = [*self._pictures, self.add]
        left[min(place, len(left) - 1)].setFocus()
        self.changed.emit()
