"""The pictures a message carries: thumbnails with ×, a + that adds, and "n of 5"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.limits import REFERENCES_PER_TURN
from gallery_studio.ui.compose.reference_strip import ReferenceThumb
from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.control import Look, Looks, ThemedButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.conversation.pane_context import PaneContext
    from gallery_studio.ui.theme.theme import Theme


class _Thumb(ReferenceThumb):
    """A reference of any size, marked when it will not be sent."""

    side_px = 40
    is_left_out = False

    def sizeHint(self) -> QSize:
        side = self._theme.px(self.side_px)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.is_left_out:
            return
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        veil = theme.color("onImageBg")
        veil.setAlphaF(0.6)
        paint_surface(painter, rect, theme.radius("image"), veil, theme.color("warning"))
        spot = QRectF(theme.px(4), rect.bottom() - theme.px(18), theme.px(14), theme.px(14))
        paint_icon(painter, theme, "triangle-alert", spot, theme.color("onImage"))


class AddReferenceButton(ThemedButton):
    """The dashed form that adds a picture."""

    looks = Looks(
        rest=Look("", "borderControl", "textSecondary"),
        hover=Look("hover", "borderControl", "text"),
        pressed=Look("pressed", "borderControl", "text"),
        disabled=Look("", "border", "textDisabled"),
    )

    def __init__(self, theme: Theme, side_px: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="plus", height=side_px, parent=parent)
        self._side_px = side_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        side = self._theme.px(self._side_px)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint dashes and the plus."""
        theme, look, rect = self._theme, self._look(), QRectF(self.rect())
        painter = QPainter(self)
        fill = theme.color(look.fill) if look.fill else None
        border = theme.color(look.border)
        paint_surface(painter, rect, theme.radius("image"), fill, border, is_dashed=True)
        spot = QRectF(0, 0, theme.px(16), theme.px(16))
        spot.moveCenter(rect.center())
        paint_icon(painter, theme, "plus", spot, theme.color(look.text))


class ReferenceRow(QWidget):
    """References in order.

    Args:
        context: Theme and pictures.
        side_px: Side of a thumbnail at 100 %.
        label: Word before the thumbnails, or "" where a heading says it.
        parent: Owner.

    Signals:
        add_requested(): The + was pressed: open the file picker.
        reference_removed(str): A picture was taken away.
        references_changed(): The pictures are others now, by whatever way.
    """

    add_requested = Signal()
    reference_removed = Signal(str)
    references_changed = Signal()

    def __init__(
        self,
        context: PaneContext,
        *,
        side_px: int = 40,
        label: str = "References",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._theme, self._side_px = context, context.theme, side_px
        self._references: tuple[TurnReference, ...] = ()
        self._left_out: frozenset[ImageId] = frozenset()
        self._most = REFERENCES_PER_TURN
        self._thumbs: list[_Thumb] = []
        self._label = PlainLabel(self._theme, label, "meta", "textSecondary")
        self._has_label = bool(label)
        if not label:
            self._label.hide()
        self.add = AddReferenceButton(self._theme, side_px)
        self.count = PlainLabel(self._theme, "", "meta", "textSecondary")
        self.setAccessibleName("References")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        self._row.addWidget(self.add)
        self._row.addStretch(1)
        if label:
            self._row.addWidget(self.count)
        self.add.clicked.connect(self.add_requested)
        self._theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._refresh()

    @property
    def references(self) -> tuple[TurnReference, ...]:
        """The pictures, in order."""
        return self._references

    @property
    def is_full(self) -> bool:
        """Whether no more may be added."""
        return len(self._references) >= self._most

    @property
    def is_over(self) -> bool:
        """Whether there are more than may be sent."""
        return len(self._references) > self._most

    def thumbs(self) -> list[ReferenceThumb]:
        """Return the thumbnails in order."""
        return list(self._thumbs)

    def set_most(self, most: int) -> None:
        """Set how many may be sent."""
        self._most = most
        self._refresh()

    def set_references(self, references: Iterable[TurnReference]) -> None:
        """Show these pictures."""
        wanted = tuple(references)
        if wanted == self._references:
            return
        self._references = wanted
        self._rebuild()
        self.references_changed.emit()

    def add_reference(self, image_id: ImageId, label: str = "") -> bool:
        """Add a picture at the end; return whether there was room and it was not there yet."""
        if self.is_full or any(r.image_id == image_id for r in self._references):
            return False
        self.set_references((*self._references, TurnReference(image_id, label=label)))
        return True

    def set_left_out(self, image_ids: Iterable[ImageId]) -> None:
        """Mark the pictures that will not be sent."""
        self._left_out = frozenset(image_ids)
        for thumb in self._thumbs:
            thumb.is_left_out = thumb.image_id in self._left_out
            thumb.update()

    def name_of(self, image_id: ImageId) -> str:
        """Return what a person knows a picture by."""
        for number, reference in enumerate(self._references, 1):
            if reference.image_id == image_id:
                return reference.label or f"Reference {number}"
        return "A picture of the last turn"

    def refresh_pictures(self, image_ids: frozenset[ImageId]) -> None:
        """Paint again what shows one of the pictures."""
        for thumb in self._thumbs:
            if thumb.image_id in image_ids:
                thumb.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the word out where the pictures need its room."""
        super().resizeEvent(event)
        self._label.setVisible(self._has_label and self.width() >= self._theme.px(320))

    # Internals

    def _rebuild(self) -> None:
        focused = next((i for i, t in enumerate(self._thumbs) if t.hasFocus()), None)
        for thumb in self._thumbs:
            self._row.removeWidget(thumb)
            thumb.hide()
            thumb.deleteLater()
        self._thumbs = [self._make(reference) for reference in self._references]
        for place, thumb in enumerate(self._thumbs, 1):
            self._row.insertWidget(place, thumb)
            thumb.show()
        self._refresh()
        if focused is not None:
            stop = self._thumbs[min(focused, len(self._thumbs) - 1)] if self._thumbs else self.add
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, reference: TurnReference) -> _Thumb:
        thumb = _Thumb(
            self._theme, reference.image_id, self._pixmap, self.name_of(reference.image_id)
        )
        thumb.side_px = self._side_px
        thumb.is_left_out = reference.image_id in self._left_out
        thumb.remove_requested.connect(self._on_remove_requested)
        return thumb

    def _pixmap(self, image_id: ImageId) -> QPixmap | None:
        side = round(self._theme.px(self._side_px) * self.devicePixelRatioF())
        return self._context.preview(image_id, side)

    def _refresh(self) -> None:
        self.count.setText(f"{len(self._references)} of {self._most}")
        self.count.set_color("danger" if self.is_over else "textSecondary")
        self.add.setEnabled(not self.is_full)
        self.add.setAccessibleName("Add reference")
        words = f"{self._most} is the most" if self.is_full else "Add reference"
        self.add.setAccessibleDescription(words if self.is_full else "")
        set_plain_tooltip(self.add, words)

    def _on_remove_requested(self, image_id: ImageId) -> None:
        self.set_references(r for r in self._references if r.image_id != image_id)
        self.reference_removed.emit(image_id)

    def _on_theme_changed(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(self._theme.px(6))
        self._label.setContentsMargins(0, 0, self._theme.px(6), 0)
