"""The edit dialog: begins a conversation from a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from gallery_studio.studio.editing import EditMessage
from gallery_studio.ui.compose.picture_mime import has_picture_bytes, picture_bytes, picture_files
from gallery_studio.ui.conversation.conversation_text import model_name, price_text
from gallery_studio.ui.edit_dialog.edit_form import TEXT_MOST, EditForm
from gallery_studio.ui.edit_dialog.source_pane import SourcePane
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import (
    DangerButton,
    GhostButton,
    PrimaryButton,
    SecondaryButton,
)
from gallery_studio.ui.widgets.keys import key_text
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.conversation.input_panel import LeftOut
    from gallery_studio.ui.conversation.message_edit import MessageEdit
    from gallery_studio.ui.conversation.pane_context import PaneContext
    from gallery_studio.ui.edit_dialog.edit_subject import EditSubject

_WIDTH, _HEIGHT, _ROW = 1040, 728, 58


class EditDialog(ModalDialog):
    """Asks what to change in one picture. Open it with `open_for`.

    It stays open, its text in place, until `accept_message`: close it when the turn was stored.

    Args:
        context: Theme, models, pictures.
        window: What it covers.

    Signals:
        start_requested(object): `EditMessage`, for `subject.source`.
        message_changed(object): `EditMessage`: other models or references; plan references again.
        reference_requested(): Open the file picker.
        reference_files_dropped(object): Tuple of paths.
        reference_bytes_pasted(bytes): A picture.
        lightbox_requested(): Show the source large.
    """

    start_requested = Signal(object)
    message_changed = Signal(object)
    reference_requested = Signal()
    reference_files_dropped = Signal(object)
    reference_bytes_pasted = Signal(bytes)
    lightbox_requested = Signal()

    def __init__(self, context: PaneContext, window: QWidget) -> None:
        more_rows = max(0, len(context.catalogue.current()) - 3)
        super().__init__(context.theme, "Edit image", window, (_WIDTH, _HEIGHT + more_rows * _ROW))
        self._context = context
        self.subject: EditSubject | None = None
        self._is_sending = self._may_discard = False
        self._block = self._said = ""
        self.source_pane = SourcePane(context)
        self.form = EditForm(context)
        theme = context.theme
        self.price = PlainLabel(theme, "", "meta", "textSecondary", max_lines=2)
        self.cancel = GhostButton(theme, "Cancel")
        self.start = PrimaryButton(
            theme, "Start editing", icon="wand-sparkles", shortcut=key_text("Ctrl+Return")
        )
        self.keep = SecondaryButton(theme, "Keep writing")
        self.discard = DangerButton(theme, "Discard")
        self.setAcceptDrops(True)
        self._build_parts()
        self._connect_parts()

    def _build_parts(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self.add_side_pane(self.source_pane)
        self._pages = QStackedLayout(self.footer)
        usual, asking = QWidget(), QWidget()
        row = QHBoxLayout(usual)
        row.setContentsMargins(px(24), px(12), px(24), px(12))
        row.setSpacing(px(12))
        row.addWidget(self.price, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.start)
        row = QHBoxLayout(asking)
        row.setContentsMargins(px(24), px(12), px(24), px(12))
        row.setSpacing(px(12))
        row.addWidget(PlainLabel(self._theme, "Discard what you wrote?", "bodyStrong"), 1)
        row.addWidget(self.keep)
        row.addWidget(self.discard)
        self._pages.addWidget(usual)
        self._pages.addWidget(asking)

    def _connect_parts(self) -> None:
        self.form.changed.connect(self._refresh)
        self.form.models_changed.connect(self._on_models_changed)
        self.form.references.add_requested.connect(self.reference_requested)
        self.form.text.edit.submitted.connect(self.submit)
        self.form.text.edit.files_offered.connect(self._on_files_offered)
        self.form.text.edit.bytes_offered.connect(self.reference_bytes_pasted)
        self.source_pane.lightbox_requested.connect(self.lightbox_requested)
        self.cancel.clicked.connect(self.close_dialog)
        self.start.clicked.connect(self.submit)
        self.keep.clicked.connect(self._on_keep)
        self.discard.clicked.connect(self._on_discard)

    # What it shows

    @property
    def text(self) -> MessageEdit:
        """The description."""
        return self.form.text

    @property
    def is_asking(self) -> bool:
        """Whether it asks if the text may be discarded."""
        return self._pages.currentIndex() == 1

    def open_for(self, subject: EditSubject) -> None:
        """Open for a picture, with the focus in the text."""
        self.subject = subject
        self._is_sending = self._may_discard = False
        self._pages.setCurrentIndex(0)
        self.source_pane.show_subject(subject)
        self.form.show_subject(subject)
        self._share_width()
        self._refresh()
        self.open(self.form.text.edit)

    def message(self) -> EditMessage:
        """Return what Start editing would send now."""
        return EditMessage(
            text=self.text.text().strip(),
            models=self.form.models,
            aspect_ratio=self.form.ratios.value,
            image_size=self.form.image_size,
            references=self.form.references.references,
        )

    def add_reference(self, image_id: ImageId, label: str = "") -> bool:
        """Add a picture; return whether there was room for it."""
        return self.form.references.add_reference(image_id, label)

    def set_left_out(self, left_out: LeftOut) -> None:
        """Name the pictures that will not fit, per model."""
        row = self.form.references
        row.set_left_out(image for _, images in left_out for image in images)
        names = [
            f"{', '.join(map(row.name_of, images))} will not fit for "
            f"{model_name(self._context.catalogue, model)}."
            for model, images in left_out
        ]
        self.form.left_out.setText(" ".join(names))
        self.form.left_out.setVisible(bool(names))

    def set_block(self, reason: str) -> None:
        """Give a reason from outside why nothing can be sent, such as a budget; "" is none."""
        self._block = reason
        self._refresh()

    def previews_changed(self, image_ids: Iterable[ImageId]) -> None:
        """Paint again what shows one of the pictures."""
        wanted = frozenset(image_ids)
        self.source_pane.previews_changed(wanted)
        self.form.references.refresh_pictures(wanted)

    def accept_message(self) -> None:
        """Close: the turn was stored."""
        self._is_sending = False
        self._may_discard = True
        self.close_dialog()

    def refuse_message(self, message: str) -> None:
        """Say why it was not accepted; everything stays as it was written."""
        self._is_sending = False
        self._refresh()
        self._say(message)

    @property
    def reason(self) -> str:
        """Why it cannot start now, or ""."""
        text = self.text.text().strip()
        reasons = (
            (bool(self._block), self._block),
            (self._is_sending, "Starting…"),
            (not text, "Describe the edit first."),
            (len(text) > TEXT_MOST, f"Shorten the description to {TEXT_MOST} letters."),
            (not self.form.models, "Choose at least one model."),
            (self.form.references.is_over, "Too many references. Remove some."),
        )
        return next((reason for holds, reason in reasons if holds), "")

    def submit(self) -> None:
        """Ask to start; when that cannot be, say why in place and aloud."""
        if reason := self.reason:
            self._say(reason)
            return
        self._is_sending = True
        self._refresh()
        self.start_requested.emit(self.message())

    def can_close(self) -> bool:
        """Ask first when text was typed."""
        if self._may_discard or not self.text.text().strip():
            return True
        if not self.is_asking:
            self._pages.setCurrentIndex(1)
            self.keep.setFocus(Qt.FocusReason.TabFocusReason)
            announce(self, "Discard what you wrote?")
        return False

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter starts from anywhere; Escape while asking goes on writing."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and self.is_asking:
            self._on_keep()
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between picture and form."""
        super().resizeEvent(event)
        self._share_width()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome pictures."""
        mime = event.mimeData()
        if picture_files(mime) or has_picture_bytes(mime):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand pictures on."""
        mime = event.mimeData()
        if files := picture_files(mime):
            self._on_files_offered(files)
        elif has_picture_bytes(mime):
            self.reference_bytes_pasted.emit(picture_bytes(mime))
        event.acceptProposedAction()

    # Internals

    def _share_width(self) -> None:
        px = self._theme.px
        panel = min(px(_WIDTH), self.width() - 32)
        left = min(px(24 + 392 + 16), int(panel * 0.44))
        self.source_pane.setFixedWidth(left)
        self.form.arrange(panel - left - px(40))

    def _refresh(self) -> None:
        self._said = ""
        reason = self.reason
        self.start.setEnabled(not reason)
        self.start.setAccessibleDescription(reason)
        set_plain_tooltip(self.start, reason)
        estimate = self._context.catalogue.estimate(self.form.models, 1, self.form.image_size)
        said = self._block or ("" if self.form.models else "Choose at least one model.")
        self.price.set_color("warning" if said else "textSecondary")
        self.price.setText(said or price_text(estimate))

    def _say(self, message: str) -> None:
        self.price.set_color("warning")
        self.price.setText(message)
        announce(self, message)

    def _on_models_changed(self) -> None:
        self.message_changed.emit(self.message())

    def _on_files_offered(self, files: Iterable[object]) -> None:
        self.reference_files_dropped.emit(tuple(str(file) for file in files))

    def _on_keep(self) -> None:
        self._pages.setCurrentIndex(0)
        self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_discard(self) -> None:
        self._may_discard = True
        self.close_dialog()
