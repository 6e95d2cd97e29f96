"""The reference pictures of the next turn: small, in order, each with a ×."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme


class ReferenceThumb(QAbstractButton):
    """One reference, 40 px. Delete, Enter or the × takes it away.

    Signals:
        remove_requested(str): Id of its picture.
    """

    remove_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        image_id: ImageId,
        preview: Callable[[ImageId], QPixmap | None],
        name: str,
    ) -> None:
        super().__init__()
        self._theme, self.image_id, self._preview = theme, image_id, preview
        self.setAccessibleName(name)
        self.setAccessibleDescription("Press Delete to remove it")
        set_plain_tooltip(self, name, "Del removes it")
        self.setProperty(FOCUS_RADIUS, 6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._theme.px(40), self._theme.px(40))

    def hitButton(self, pos: QPoint) -> bool:
        """The × owns a zone of 32 px: nearly all of so small a picture."""
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove it from the keyboard."""
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys:
            self._on_clicked()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture; under the pointer or with focus, the ×."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        paint_cover(painter, theme, rect, self._preview(self.image_id))
        if not self.underMouse() and not self.hasFocus():
            return
        knob = QRectF(rect.right() - theme.px(20), theme.px(2), theme.px(18), theme.px(18))
        ground = theme.color("onImageBg")
        ground.setAlphaF(theme.opacity("onImageButton"))
        paint_surface(painter, knob, theme.radius("badge"), ground)
        inner = knob.adjusted(3, 3, -3, -3)
        paint_icon(painter, theme, "x", inner, theme.color("onImage"))

    def event(self, event: QEvent) -> bool:
        """Repaint as pointer and focus come and go."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def _on_clicked(self) -> None:
        self.remove_requested.emit(self.image_id)


class ReferenceStrip(QWidget):
    """The references and how many there may be. It is there only while there are any.

    Signals:
        remove_requested(str): Id of a picture.
    """

    remove_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        preview: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._preview = theme, preview
        self._thumbs: list[ReferenceThumb] = []
        self._names: dict[ImageId, str] = {}
        self._count = PlainLabel(theme, "", "meta", "textSecondary")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(PlainLabel(theme, "References", "meta", "textSecondary"))
        self._row.addStretch(1)
        self._row.addWidget(self._count)
        self.setAccessibleName("References")
        self.setVisible(False)

    def set_name(self, image_id: ImageId, name: str) -> None:
        """Tell what a picture is called, before it is shown."""
        self._names[image_id] = name

    def set_references(self, ids: Sequence[ImageId], most: int) -> bool:
        """Show these pictures, of at most so many; return whether others than before."""
        self._count.setText(f"{len(ids)} of {most}")
        self._count.set_color("danger" if len(ids) > most else "textSecondary")
        if [thumb.image_id for thumb in self._thumbs] == list(ids):
            return False
        had_focus = any(thumb.hasFocus() for thumb in self._thumbs)
        for thumb in self._thumbs:
            self._row.removeWidget(thumb)
            thumb.hide()
            thumb.deleteLater()
        self._thumbs = [self._make(number, image_id) for number, image_id in enumerate(ids, 1)]
        for place, thumb in enumerate(self._thumbs, 1):
            self._row.insertWidget(place, thumb)
            thumb.show()  # now: a layout shows it only later, and it could not take the focus
        self._row.setSpacing(self._theme.px(8))
        self.setVisible(bool(ids))
        if had_focus and self._thumbs:
            self._thumbs[-1].setFocus()
        return True

    def set_count(self, count: int, most: int) -> None:
        """Show how many pictures go along in all, with those of products and people."""
        self._count.setText(f"{count} of {most}")
        self._count.set_color("danger" if count > most else "textSecondary")

    def thumbs(self) -> list[ReferenceThumb]:
        """Return the thumbs in order."""
        return list(self._thumbs)

    def _make(self, number: int, image_id: ImageId) -> ReferenceThumb:
        name = " ".join(filter(None, (f"Reference {number}", self._names.get(image_id, ""))))
        thumb = ReferenceThumb(self._theme, image_id, self._preview, name)
        thumb.remove_requested.connect(self.remove_requested)
        return thumb
