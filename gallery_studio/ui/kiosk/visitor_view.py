"""Where a visitor makes a picture: a sentence or a starter, then a change or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.kiosk.screen_keyboard import ScreenKeyboard
from gallery_studio.ui.theme.painting import (
    paint_shadow,
    paint_skeleton,
    paint_spinner,
    paint_surface,
    rounded_path,
)
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.kiosk.slide_pictures import SlidePictures
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.visitor_worker import VisitorPicture

_MOST_CHARACTERS = 300
_MOST_CHIPS = 4
_EMPTY_ASPECT = 1.5


@dataclass(frozen=True, slots=True)
class VisitorWords:
    """What a visitor is offered and told.

    Attributes:
        starters: Sentences to begin with.
        changes: Returns the changes offered for a picture.
        note: Who answers, in one sentence.
    """

    starters: tuple[str, ...]
    changes: Callable[[ImageId], tuple[str, ...]]
    note: str


class PictureStage(QWidget):
    """The visitor's picture, or the place where it will be."""

    def __init__(self, theme: Theme, pictures: SlidePictures) -> None:
        super().__init__()
        self._theme, self._pictures = theme, pictures
        self._picture: VisitorPicture | None = None
        self._is_busy = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        pictures.arrived.connect(self.update)
        theme.clock.ticked.connect(self._on_ticked)

    def show_picture(self, picture: VisitorPicture | None) -> None:
        """Show a picture, or none."""
        self._picture = picture
        if picture is None:
            self._pictures.forget()
        else:
            self._pictures.want([(picture.image_id, picture.width, picture.height)])
            self.setAccessibleName(f"Picture: {picture.message}")
        self.update()

    def set_busy(self, is_busy: bool) -> None:
        """Show that a picture is being made."""
        self._is_busy = is_busy
        if is_busy:
            self._theme.clock.start(self)
        else:
            self._theme.clock.stop(self)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture in its frame, the light of a wait over it."""
        theme, painter, picture = self._theme, QPainter(self), self._picture
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        aspect = picture.width / picture.height if picture is not None else _EMPTY_ASPECT
        rect = self._frame(aspect)
        radius = theme.radius("image")
        pixmap = self._pictures.pixmap(picture.image_id) if picture is not None else None
        if pixmap is not None:
            paint_shadow(painter, theme, rect, radius, 3)
            painter.save()
            painter.setClipPath(rounded_path(rect, radius))
            painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))
            painter.restore()
        elif self._is_busy:
            paint_skeleton(painter, theme, rect, radius, theme.clock.phase(1400))
        else:
            border = theme.color("border")
            paint_surface(painter, rect, radius, None, border, is_dashed=True)
        if self._is_busy:
            side = theme.px(48)
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(rect.center())
            paint_spinner(painter, theme, spot, theme.clock.phase(900))

    def _frame(self, aspect: float) -> QRectF:
        room = QSizeF(self.width() - 48, self.height() - 48)
        size = QSizeF(aspect, 1).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        rect = QRectF(0, 0, size.width(), size.height())
        rect.moveCenter(QRectF(self.rect()).center())
        return rect

    def _on_ticked(self) -> None:
        if self._is_busy:
            self.update()


class VisitorView(QWidget):
    """All of a visitor's turn; what it held is gone after `reset`.

    Signals:
        make_requested(str): A new picture.
        change_requested(str): A change of the picture shown.
        done_requested(): The visitor goes.
    """

    make_requested = Signal(str)
    change_requested = Signal(str)
    done_requested = Signal()

    def __init__(self, theme: Theme, pictures: SlidePictures, words: VisitorWords) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._picture: VisitorPicture | None = None
        self.title = PlainLabel(theme, "", "kiosk")
        self.note = PlainLabel(theme, words.note, "body", "textSecondary")
        self.done = GhostButton(theme, "Done", icon="x", height=40)
        self.stage = PictureStage(theme, pictures)
        self.reply = PlainLabel(theme, "", "body", "textSecondary", max_lines=2)
        self.chips = [SecondaryButton(theme, "", height=40) for _ in range(_MOST_CHIPS)]
        self.field = TextField(theme, "Your words")
        self.send = PrimaryButton(theme, "Make", height=36)
        self.again = SecondaryButton(theme, "Another picture", height=36)
        self.keyboard = ScreenKeyboard(theme)
        self._prepare_field()
        self._build_layout()
        self._connect()
        self.reset()

    def reset(self) -> None:
        """Be as for the first visitor: no words, no picture, nothing to undo."""
        self._picture = None
        self.field.edit.clear()
        # `clear` can be undone with a key; a new text cannot.
        self.field.edit.setText("")
        self.stage.set_busy(False)
        self.stage.show_picture(None)
        self.reply.setText("")
        self.keyboard.hide()
        self._show_state()

    def begin(self) -> None:
        """Let the next visitor type at once."""
        self.field.setFocus()

    def set_keyboard_shown(self, is_shown: bool) -> None:
        """Show the keyboard on the screen where words can be typed, or hide it."""
        is_shown = is_shown and self.field.isEnabled()
        if is_shown and not self.keyboard.isVisible():
            self.keyboard.reset()
        self.keyboard.setVisible(is_shown)

    def is_at_field(self, at: QPointF) -> bool:
        """Whether a place on the screen is in the field of words."""
        return self.field.rect().contains(self.field.mapFromGlobal(at).toPoint())

    def show_made(self, picture: VisitorPicture) -> None:
        """Show a picture that was asked for."""
        self._picture = picture
        self.stage.set_busy(False)
        self.stage.show_picture(picture)
        left = "This was your last picture." if not picture.left else ""
        self.reply.setText(" ".join(part for part in (picture.reply, left) if part))
        self.field.edit.setText("")
        self._show_state()
        announce(self, f"Ready. {picture.reply}")

    def show_refused(self, why: str) -> None:
        """Say why there is no picture; the words stay, to be changed."""
        self.stage.set_busy(False)
        self.reply.setText(why)
        self._show_state()
        announce(self, why)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the wall."""
        QPainter(self).fillRect(self.rect(), self._theme.color("canvas"))

    def _prepare_field(self) -> None:
        edit = self.field.edit
        edit.setMaxLength(_MOST_CHARACTERS)
        edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        edit.setDragEnabled(False)
        edit.setAcceptDrops(False)
        # Wherever a visitor touches, real keys go on to write into the field.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.field)

    def _build_layout(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(self.title)
        words.addWidget(self.note)
        head.addLayout(words, 1)
        head.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
        chips = QHBoxLayout()
        chips.setSpacing(px(12))
        chips.addStretch(1)
        for chip in self.chips:
            chips.addWidget(chip)
        chips.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addStretch(1)
        row.addWidget(self.field, 4)
        row.addWidget(self.send)
        row.addWidget(self.again)
        row.addStretch(1)
        self.reply.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(48), px(36), px(48), px(48))
        column.setSpacing(px(16))
        column.addLayout(head)
        column.addWidget(self.stage, 1)
        column.addWidget(self.reply)
        column.addLayout(chips)
        column.addLayout(row)
        keyboard = QHBoxLayout()
        keyboard.addStretch(1)
        keyboard.addWidget(self.keyboard, 20)
        keyboard.addStretch(1)
        column.addLayout(keyboard)

    def _connect(self) -> None:
        for chip in self.chips:
            chip.clicked.connect(self._on_chip_clicked)
        self.send.clicked.connect(self._on_send)
        self.field.submitted.connect(self._on_send)
        self.field.text_changed.connect(self._on_text_changed)
        self.again.clicked.connect(self._on_again)
        self.done.clicked.connect(self.done_requested)
        self.keyboard.typed.connect(self.field.edit.insert)
        self.keyboard.backspaced.connect(self.field.edit.backspace)
        self.keyboard.entered.connect(self._on_send)

    def _show_state(self) -> None:
        """Offer what can be done now: a beginning, or a change of the picture."""
        picture = self._picture
        offers: Sequence[str] = self._words.starters
        if picture is not None:
            offers = self._words.changes(picture.image_id) if picture.left else ()
        self.title.setText("Begin with a sentence" if picture is None else f"“{picture.message}”")
        placeholder = "Describe a picture" if picture is None else "What should be different?"
        self.field.edit.setPlaceholderText(placeholder)
        self.send.setText("Make" if picture is None else "Change")
        can_go_on = picture is None or picture.left > 0
        self.field.setEnabled(can_go_on)
        if can_go_on and self.isVisible():
            self.field.setFocus()  # lost while an answer was awaited: real keys write into it
        if not can_go_on:
            self.keyboard.hide()
        self.again.setVisible(picture is not None and can_go_on)
        for number, chip in enumerate(self.chips):
            chip.setVisible(number < len(offers))
            chip.setEnabled(True)
            chip.setText(offers[number] if number < len(offers) else "")
        self._on_text_changed()

    def _ask(self, words: str) -> None:
        """Send words; nothing else can be asked for until the answer is there."""
        signal = self.make_requested if self._picture is None else self.change_requested
        self.stage.set_busy(True)
        self.reply.setText("")
        for control in (self.send, self.field, self.again, *self.chips):
            control.setEnabled(False)
        self.keyboard.hide()
        signal.emit(words)

    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, SecondaryButton):
            self._ask(chip.text())

    def _on_send(self) -> None:
        words = self.field.text().strip()
        if words and self.send.isEnabled():
            self._ask(words)

    def _on_text_changed(self) -> None:
        can_send = bool(self.field.text().strip()) and self.field.isEnabled()
        self.send.setEnabled(can_send)
        self.keyboard.set_enter(self.send.text(), is_enabled=can_send)
        self.again.setEnabled(True)

    def _on_again(self) -> None:
        self._picture = None
        self.stage.show_picture(None)
        self.reply.setText("")
        self._show_state()
        self.begin()
