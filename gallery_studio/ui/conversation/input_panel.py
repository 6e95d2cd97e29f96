"""Where the next message is written: models, references, text, price, Send and Stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.domain.limits import PROMPT_CHARACTERS
from gallery_studio.studio.editing import EditMessage
from gallery_studio.ui.conversation.conversation_text import model_name, price_text
from gallery_studio.ui.conversation.message_edit import MessageEdit
from gallery_studio.ui.conversation.model_toggles import ModelToggles
from gallery_studio.ui.conversation.reference_row import ReferenceRow
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.keys import key_text
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gallery_studio.domain.ids import ImageId, ModelId
    from gallery_studio.ui.conversation.pane_context import PaneContext

LeftOut = tuple[tuple["ModelId", tuple["ImageId", ...]], ...]


class InputPanel(QWidget):
    """The next message. Its text stays until `accept_message`.

    Args:
        context: Theme, models, pictures.
        parent: Owner.

    Signals:
        send_requested(object): `EditMessage`; nothing is cleared yet.
        stop_requested(): Stop what is running.
        message_changed(object): `EditMessage`: other models or references; plan and price again.
        reference_requested(): Open the file picker.
        reference_files_dropped(object): Tuple of paths.
        reference_bytes_pasted(bytes): A picture.
        reference_removed(str): Id of a picture.
    """

    send_requested = Signal(object)
    stop_requested = Signal()
    message_changed = Signal(object)
    reference_requested = Signal()
    reference_files_dropped = Signal(object)
    reference_bytes_pasted = Signal(bytes)
    reference_removed = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self._context, self._theme = context, theme
        self._defaults: tuple[ModelId, ...] = ()
        self._is_running = self._is_sending = False
        self._block = self._branch_note = self._said = ""
        self._left_out: LeftOut = ()
        self.models = ModelToggles(context)
        self.references = ReferenceRow(context)
        self.text = MessageEdit(theme, "Describe your next edit", "Describe your next edit…")
        self.note = PlainLabel(theme, "", "meta", "warning", max_lines=2)
        self.price = PlainLabel(theme, "", "meta", "textSecondary", max_lines=2)
        self.stop = SecondaryButton(theme, "Stop", icon="square")
        self.send = PrimaryButton(theme, "Send", icon="arrow-up", shortcut=key_text("Ctrl+Return"))
        self.setAccessibleName("Next edit")
        self._build_layout()
        self._connect()
        self._refresh()

    def _build_layout(self) -> None:
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.price, 1)
        self._foot.addWidget(self.stop)
        self._foot.addWidget(self.send)
        self._column = QVBoxLayout(self)
        for widget in (self.models, self.references, self.note, self.text):
            self._column.addWidget(widget)
        self._column.addLayout(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._on_theme_changed()

    def _connect(self) -> None:
        self.models.changed.connect(self._on_changed)
        self.references.references_changed.connect(self._on_changed)
        self.references.add_requested.connect(self.reference_requested)
        self.references.reference_removed.connect(self.reference_removed)
        self.text.text_changed.connect(self._refresh)
        self.text.edit.submitted.connect(self.submit)
        self.text.edit.files_offered.connect(self._on_files_offered)
        self.text.edit.bytes_offered.connect(self.reference_bytes_pasted)
        self.send.clicked.connect(self.submit)
        self.stop.clicked.connect(self.stop_requested)
        self._theme.changed.connect(self._on_theme_changed)

    # What it shows

    def message(self) -> EditMessage:
        """Return what Send would send now."""
        return EditMessage(
            text=self.text.text().strip(),
            models=self.models.models,
            aspect_ratio=self.models.aspect_ratio,
            image_size=self.models.image_size,
            references=self.references.references,
        )

    def set_defaults(self, models: Sequence[ModelId]) -> None:
        """Set the conversation's models; a change for one turn is kept until it is accepted."""
        wanted = tuple(models)
        if wanted != self._defaults:
            self._defaults = wanted
            self.models.put_first(wanted)
            self.models.choose(wanted)
            self._on_changed()

    def set_running(self, *, is_running: bool) -> None:
        """Offer Stop instead of Send."""
        self._is_running = is_running
        self._refresh()

    def set_block(self, reason: str) -> None:
        """Give a reason from outside why nothing can be sent, such as a budget; "" is none."""
        self._block = reason
        self._refresh()

    def set_branch_note(self, text: str) -> None:
        """Say that sending grows a new branch; "" takes it back."""
        self._branch_note = text
        self._refresh()

    def set_left_out(self, left_out: LeftOut) -> None:
        """Name the pictures that will not fit, per model."""
        self._left_out = left_out
        self.references.set_left_out(image for _, images in left_out for image in images)
        self._refresh()

    def set_image_size(self, image_size: str | None) -> None:
        """Set the size the conversation is made in."""
        self.models.choose_shape(self.models.aspect_ratio, image_size)
        self._refresh()

    def refresh_models(self) -> None:
        """Use another catalogue."""
        self.models.refresh_models()
        self._refresh()

    def accept_message(self) -> None:
        """Clear text and references: the turn was stored. Models go back to the conversation's."""
        self._is_sending = False
        self.text.clear()
        self.references.set_references(())
        self.models.choose(self._defaults)
        self.models.choose_shape(None, self.models.image_size)
        self._refresh()

    def refuse_message(self) -> None:
        """Allow sending again: the turn was not accepted, and its text is still here."""
        self._is_sending = False
        self._refresh()

    def restore(self, draft: EditMessage) -> None:
        """Take up a message that was left unsent."""
        self.text.set_text(draft.text)
        self.models.choose(draft.models)
        self.models.choose_shape(draft.aspect_ratio, draft.image_size)
        self.references.set_references(draft.references)
        self._on_changed()

    def reset(self) -> None:
        """Begin empty: another conversation is shown."""
        self._defaults = ()
        self._left_out = ()
        self.accept_message()

    @property
    def reason(self) -> str:
        """Why nothing can be sent now, or ""."""
        text = self.text.text().strip()
        reasons = (
            (bool(self._block), self._block),
            (self._is_running, "This turn is still running. Wait for it, or stop it."),
            (self._is_sending, "Sending…"),
            (not text, "Describe the edit first."),
            (len(text) > PROMPT_CHARACTERS, f"Shorten the text to {PROMPT_CHARACTERS:,} letters."),
            (not self.models.models, "Choose at least one model."),
            (self.references.is_over, "Too many references. Remove some."),
        )
        return next((reason for holds, reason in reasons if holds), "")

    def submit(self) -> None:
        """Ask to send; when that cannot be, say why in place and aloud."""
        if reason := self.reason:
            self._said = reason
            announce(self, reason)
            self._show_foot()
            return
        self._is_sending = True
        self._refresh()
        self.send_requested.emit(self.message())

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hairline above."""
        color = self._theme.color("borderSubtle")
        QPainter(self).fillRect(QRectF(0, 0, self.width(), 1), color)

    # Internals

    def _on_files_offered(self, files: Iterable[object]) -> None:
        self.reference_files_dropped.emit(tuple(str(file) for file in files))

    def _on_changed(self) -> None:
        self._refresh()
        self.message_changed.emit(self.message())

    def _refresh(self) -> None:
        reason = self.reason
        self._said = ""
        self.send.setEnabled(not reason)
        self.send.setAccessibleDescription(reason)
        set_plain_tooltip(self.send, reason)
        self.stop.setVisible(self._is_running)
        note = self._note()
        self.note.setText(note)
        self.note.set_color("warning" if self._left_out else "textSecondary")
        self.note.setVisible(bool(note))
        self._show_foot()

    def _show_foot(self) -> None:
        """Show the price, or why nothing can be sent when that is not plain to see."""
        said = self._said or self._block
        if not said and not self.models.models:
            said = "Choose at least one model."
        estimate = self._context.catalogue.estimate(self.models.models, 1, self.models.image_size)
        self.price.set_color("warning" if said else "textSecondary")
        self.price.setText(said or price_text(estimate))

    def _note(self) -> str:
        parts = [self._branch_note] if self._branch_note else []
        for model, images in self._left_out:
            names = ", ".join(self.references.name_of(image) for image in images)
            parts.append(f"{names} will not fit for {model_name(self._context.catalogue, model)}.")
        return " ".join(parts)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(12), px(16), px(14))
        self._column.setSpacing(px(8))
        self._foot.setSpacing(px(8))
