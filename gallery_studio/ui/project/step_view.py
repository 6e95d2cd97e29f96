"""One step of the journey: its words beside its picture (Story) or above it (Grid)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.project.editable_text import PAD, EditableText, TextLook
from gallery_studio.ui.project.picture_view import PictureView
from gallery_studio.ui.theme.painting import BadgeStyle
from gallery_studio.ui.theme.shadows import reach
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.studio.project_page import PageStep
    from gallery_studio.ui.project.picture_view import PixmapSource
    from gallery_studio.ui.theme.theme import Theme

STORY_QUOTE = TextLook("voiceQuote", "text", 29, 40)
GRID_QUOTE = TextLook("voiceQuote")
_GAP = 64
_PICTURE_SHARE = 0.507  # 620 of 1224 px
_MOST_HEIGHT = 640
_PARTS = ("picture", "note", "compare", "more")


class StepView(QWidget):
    """Shows a step and asks for its changes.

    Args:
        theme: Gives all colours and sizes.
        pixmap: Returns a preview at once, or None.
        glyph: Icon of the model that made the picture, or "".
        parent: Owner.

    Signals:
        note_edited(int, str): Index of the step, and other words about it.
        move_requested(int, int): Index of the step, and the place it shall have.
        drop_requested(int): Take the step out.
        feature_requested(int): Make its picture the final one.
        opened(int): Show its picture large.
        height_changed(): It needs another height.
    """

    note_edited = Signal(int, str)
    move_requested = Signal(int, int)
    drop_requested = Signal(int)
    feature_requested = Signal(int)
    opened = Signal(int)
    height_changed = Signal()

    def __init__(self, theme: Theme, pixmap: PixmapSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._index, self._count = 0, 1
        self._is_editable = False
        self._is_story = True
        self._has_badge = False
        self._pictures: tuple[ImageId | None, ImageId | None] = (None, None)
        self._labels = ("", "")
        self.menu: Menu | None = None
        self.label = PlainLabel(theme, "", "metaStrong", "accentText", parent=self)
        self.quotes = (
            EditableText(theme, "Prompt", STORY_QUOTE, parent=self),
            EditableText(theme, "Prompt", GRID_QUOTE, parent=self),
        )
        self.note = EditableText(
            theme, "Told about it", TextLook("voiceBody", "textSecondary"), "Add a line", self
        )
        self.badge = Badge(theme, BadgeStyle(" "), self)
        self.date = PlainLabel(theme, "", "meta", "textTertiary", parent=self)
        self.compare = IconButton(
            theme, "square-split-horizontal", "Compare with the step before", parent=self
        )
        self.compare.setCheckable(True)
        self.more = IconButton(theme, "ellipsis", "More", parent=self)
        self.picture = PictureView(theme, pixmap, 2, self)
        self._connect()

    def _connect(self) -> None:
        self.note.edited.connect(self._on_note_edited)
        self.note.height_changed.connect(self.height_changed)
        self.compare.toggled.connect(self._on_compare_toggled)
        self.more.clicked.connect(self.open_menu)
        self.compare.installEventFilter(self)
        self.more.installEventFilter(self)
        self.picture.opened.connect(self._on_opened)
        self._theme.changed.connect(self.height_changed)

    def show_step(
        self, step: PageStep, index: int, count: int, *, aspect: float, glyph: str
    ) -> None:
        """Show a step.

        Args:
            step: The step.
            index: Its place, from 0.
            count: How many there are.
            aspect: Width ÷ height of its picture.
            glyph: Icon of the model that made it, or "".
        """
        self._index, self._count = index, count
        pictures = (step.image_id, step.previous_image_id)
        if pictures != self._pictures:
            self._pictures = pictures
            self.compare.setChecked(False)  # what was compared is at another place now
        self._labels = (step.label, str(index + 1))
        self.label.setText(self._labels[0 if self._is_story else 1])
        words = f"“{step.quote}”" if step.quote else ""
        for quote in self.quotes:
            quote.set_text(words)
        self.note.set_text("\n".join(step.notes))
        self.badge.set_style(BadgeStyle(step.model_name or " ", glyph, background="raised"))
        self._has_badge = bool(step.model_name)
        self.date.setText(step.date)
        self.picture.set_picture(step.image_id, step.alt, aspect)
        self.picture.setVisible(step.image_id is not None)
        self.picture.set_before(step.previous_image_id)
        self.compare.setVisible(step.previous_image_id is not None)
        self.setAccessibleName(f"Step {index + 1} of {count}: {step.label}")

    def set_editable(self, *, is_editable: bool) -> None:
        """Let a person change the step, or not."""
        self._is_editable = is_editable
        self.note.set_editable(is_editable=is_editable)
        self.more.setVisible(is_editable)

    def set_story(self, *, is_story: bool) -> None:
        """Choose between Story and Grid."""
        self._is_story = is_story
        self.quotes[0].setVisible(is_story)
        self.quotes[1].setVisible(not is_story)
        self.label.set_color("accentText" if is_story else "textSecondary")
        self.label.setText(self._labels[0 if is_story else 1])
        self.update()

    @property
    def edge(self) -> int:
        """How far the widget reaches beyond what it shows: room for shadows and grounds."""
        return reach(self._theme, 2)

    # Focus

    def focused_part(self) -> str:
        """Return the name of the part that has the focus of the window, or ""."""
        widget = self.window().focusWidget()
        if widget is None or not self.isAncestorOf(widget):
            return ""
        parts = (name for name in _PARTS if getattr(self, name) is widget)
        return next(parts, "note" if self.note.isAncestorOf(widget) else "picture")

    def focus_part(self, name: str) -> QWidget:
        """Give the focus to a part, or to another one where that is not shown; return it."""
        part: QWidget = getattr(self, name)
        if not part.isVisibleTo(self):
            part = self.picture if self.picture.isVisibleTo(self) else self.more
        part.setFocus(Qt.FocusReason.OtherFocusReason)
        return part

    # Story: beside each other, alternating

    def place_story(self, width: int, *, is_flipped: bool, is_narrow: bool) -> int:
        """Lay it out in a width and return the height it takes, edges left out.

        Args:
            width: The width it has without its edges, px.
            is_flipped: Whether the picture is at the right.
            is_narrow: Whether the picture goes above the words.
        """
        px = self._theme.px
        picture_width = width if is_narrow else round(width * _PICTURE_SHARE)
        size = self._picture_size(picture_width)
        text_width = width if is_narrow else width - picture_width - px(_GAP)
        text_height = self._text_height(text_width)
        if is_narrow:
            text_x, text_y, picture_x, picture_y = 0, round(size[1]) + px(20), 0.0, 0.0
            height = text_y + text_height
        else:
            height = max(round(size[1]), text_height)
            text_x = 0 if is_flipped else picture_width + px(_GAP)
            text_y = (height - text_height) // 2
            picture_x = width - size[0] if is_flipped else 0.0
            picture_y = (height - size[1]) / 2
        edge = self.edge
        self.picture.place(QRectF(edge + picture_x, edge + picture_y, *size))
        self._place_texts(edge + text_x, edge + text_y, text_width)
        return height

    def _text_height(self, width: int) -> int:
        px, pad = self._theme.px, self._theme.px(PAD)
        outer = width + 2 * pad
        height = self._theme.line_height("metaStrong")
        for text, above in ((self.quotes[0], 6), (self.note, 8)):
            needed = text.height_for(outer)
            height += needed - 2 * pad + px(above) + pad if needed else 0
        return height + px(14) + max(px(32), self.badge.sizeHint().height())

    def _place_texts(self, x: int, y: int, width: int) -> None:
        px, pad = self._theme.px, self._theme.px(PAD)
        line = self._theme.line_height("metaStrong")
        self.label.setGeometry(x, y, width, line)
        y += line
        for text, above in ((self.quotes[0], 6), (self.note, 8)):
            needed = text.height_for(width + 2 * pad)
            if needed:
                y += px(above) + pad
                text.setGeometry(x - pad, y - pad, width + 2 * pad, needed)
                y += needed - 2 * pad
            else:
                text.setGeometry(x, y, width, 0)
        self._place_row(x, y + px(14), width)

    def _place_row(self, x: int, y: int, width: int) -> None:
        px = self._theme.px
        row = max(px(32), self.badge.sizeHint().height())
        right = x + width
        self.badge.setVisible(self._has_badge)
        if self._has_badge:
            size = self.badge.sizeHint()
            self.badge.setGeometry(x, y + (row - size.height()) // 2, size.width(), size.height())
            x += size.width() + px(10)
        buttons = [b for b in (self.compare, self.more) if b.isVisibleTo(self)]
        side = px(32)
        date_width = min(self.date.sizeHint().width(), right - x - len(buttons) * side)
        line = self._theme.line_height("meta")
        self.date.setGeometry(x, y + (row - line) // 2, max(0, date_width), line)
        x += max(0, date_width) + px(6)
        for button in buttons:
            button.setGeometry(x, y + (row - side) // 2, side, side)
            x += side

    # Grid: a numbered column

    def grid_head(self, width: int) -> int:
        """Return the height of what stands above the picture in a column of that width."""
        pad, px = self._theme.px(PAD), self._theme.px
        needed = self.quotes[1].height_for(width + 2 * pad)
        return self._theme.line_height("metaStrong") + px(10) + max(0, needed - 2 * pad)

    def place_grid(self, width: int, head: int) -> int:
        """Lay it out as a column and return the height it takes, edges left out.

        Args:
            width: The width it has without its edges, px.
            head: Height above the picture, the same for a whole row.
        """
        px, pad, edge = self._theme.px, self._theme.px(PAD), self.edge
        line = self._theme.line_height("metaStrong")
        self.label.setGeometry(edge, edge, self.label.sizeHint().width(), line)
        quote, outer = self.quotes[1], width + 2 * pad
        quote.setGeometry(edge - pad, edge + line + px(10) - pad, outer, quote.height_for(outer))
        y = head + px(10)
        size = self._picture_size(width)
        self.picture.place(QRectF(edge, edge + y, *size))
        y += round(size[1]) + px(8)
        needed = self.note.height_for(outer)
        self.note.setGeometry(edge - pad, edge + y, outer, needed)
        y += needed
        self._place_row(edge, edge + y, width)
        return y + max(px(32), self.badge.sizeHint().height())

    def _picture_size(self, width: int) -> tuple[float, float]:
        most = self._theme.px(_MOST_HEIGHT)
        height = min(most, width / self.picture.aspect)
        return height * self.picture.aspect, height

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hairline after the number of a column."""
        if self._is_story:
            return
        left = self.label.geometry().right() + self._theme.px(8)
        y = self.label.geometry().center().y()
        line = QRectF(left, y, self.width() - self.edge - left, 1)
        QPainter(self).fillRect(line, self._theme.color("border"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Up and Alt+Down move the step, but not while its words are typed."""
        if not self._moved_by(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take those keys before a button does, which goes to its neighbour by any arrow."""
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and self._moved_by(event):
            return True
        return super().eventFilter(watched, event)

    def _moved_by(self, event: QKeyEvent) -> bool:
        is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if not self._is_editable or not is_alt or step is None or self.note.is_editing:
            return False
        self._move(step)
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the step."""
        self._open_menu_at(event.globalPos())
        event.accept()

    # Menu

    def open_menu(self) -> None:
        """Open the menu under its button."""
        self._open_menu_at(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _open_menu_at(self, place: QPoint) -> None:
        if not self._is_editable:
            return
        menu = Menu(self._theme, "Step", self)
        up = menu.add_item("Move up", self._on_up, icon="arrow-up", key="Alt+Up")
        down = menu.add_item("Move down", self._on_down, icon="arrow-down", key="Alt+Down")
        up.setEnabled(self._index > 0)
        down.setEnabled(self._index < self._count - 1)
        menu.add_item("Use as the final image", self._on_feature, icon="flag")
        menu.add_item("Edit the words", self.note.edit_text, icon="type", key="F2")
        menu.addSeparator()
        menu.add_item("Drop this step", self._on_drop, icon="trash-2", is_danger=True)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        menu.popup(place)

    def _move(self, step: int) -> None:
        target = self._index + step
        if 0 <= target < self._count:
            self.move_requested.emit(self._index, target)

    def _on_up(self) -> None:
        self._move(-1)

    def _on_down(self) -> None:
        self._move(1)

    def _on_feature(self) -> None:
        self.feature_requested.emit(self._index)

    def _on_drop(self) -> None:
        self.drop_requested.emit(self._index)

    def _on_note_edited(self, text: str) -> None:
        self.note_edited.emit(self._index, text)

    def _on_compare_toggled(self, is_on: bool) -> None:
        self.picture.set_comparing(is_comparing=is_on)
        if is_on:
            self.picture.setFocus()

    def _on_opened(self) -> None:
        self.opened.emit(self._index)
