"""The conversation pane: header, strip, turns and input, and the keys that hold in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gallery_studio.ui.conversation.conversation_keys import PaneKey, pane_key
from gallery_studio.ui.conversation.header import ConversationHeader
from gallery_studio.ui.conversation.input_panel import InputPanel, LeftOut
from gallery_studio.ui.conversation.intents import OutputIntents
from gallery_studio.ui.conversation.notice_bar import NoticeBar
from gallery_studio.ui.conversation.notices import Notice, NoticeAction
from gallery_studio.ui.conversation.thumbnail_strip import ThumbnailStrip
from gallery_studio.ui.conversation.turn_list import TurnList
from gallery_studio.ui.widgets.announce import announce

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.ids import ConversationId, ImageId, OutputId, TurnId
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.editing import EditMessage
    from gallery_studio.studio.running import OutputProgress
    from gallery_studio.ui.conversation.conversation_state import ConversationState
    from gallery_studio.ui.conversation.pane_context import PaneContext


class ConversationPane(QWidget):
    """Shows one conversation and says what a person wants of it.

    Feed it with `show_conversation`; call it again with a newer state of the same conversation
    and only what changed is touched. Text and references stay until `accept_message`.

    Args:
        context: Theme, models, pictures, time.
        parent: Owner.

    Signals:
        back_requested(): Leave the conversation.
        widen_requested(): Give the pane more room, or take it back.
        title_changed(str): Another title.
        send_requested(object): `EditMessage`, to be sent from `head_output_id`.
        stop_requested(object): Tuple of output ids.
        retry_requested(object): Tuple of output ids.
        head_chosen(str): The next edit starts from that output.
        branch_chosen(str): A branch was opened; the output its next edit starts from.
        star_toggled(str): Star an output, or take its star away.
        reject_toggled(str): Reject an output, or take that back.
        unflag_requested(str): Take star and rejection of an output away.
        rating_requested(str, int): Give an output 0 to 5.
        output_delete_requested(str): Put an output and its card into the bin.
        lightbox_requested(object): Show an output large; None is the source.
        download_requested(str): Save an output's picture.
        project_requested(str): Make a project of an output's picture, or add it to one.
        fresh_start_requested(str): Go on from the picture alone, this output's history left aside.
        notice_action_requested(str): A `NoticeAction` value, from the notice.
        message_changed(object): `EditMessage`: other models or references; plan references again.
        reference_requested(): Open the file picker.
        reference_files_dropped(object): Tuple of paths.
        reference_bytes_pasted(bytes): A picture.
        reference_removed(str): Id of a picture.
    """

    back_requested = Signal()
    widen_requested = Signal()
    title_changed = Signal(str)
    send_requested = Signal(object)
    stop_requested = Signal(object)
    retry_requested = Signal(object)
    head_chosen = Signal(str)
    branch_chosen = Signal(str)
    star_toggled = Signal(str)
    reject_toggled = Signal(str)
    unflag_requested = Signal(str)
    rating_requested = Signal(str, int)
    output_delete_requested = Signal(str)
    lightbox_requested = Signal(object)
    download_requested = Signal(str)
    project_requested = Signal(str)
    fresh_start_requested = Signal(str)
    notice_action_requested = Signal(str)
    message_changed = Signal(object)
    reference_requested = Signal()
    reference_files_dropped = Signal(object)
    reference_bytes_pasted = Signal(bytes)
    reference_removed = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._theme = context, context.theme
        self._state: ConversationState | None = None
        self._active: OutputId | None = None
        self._open_turn: TurnId | None = None
        self._drafts: dict[ConversationId, EditMessage] = {}
        self._intents = OutputIntents(self)
        self.header = ConversationHeader(self._theme)
        self.strip = ThumbnailStrip(context)
        self.turns = TurnList(context, self._intents)
        self.notice = NoticeBar(self._theme)
        self.input = InputPanel(context)
        self.setAccessibleName("Conversation")
        self.setMinimumWidth(self._theme.px(320))
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.strip)
        column.addWidget(self.turns, 1)
        column.addWidget(self.notice)
        column.addWidget(self.input)

    def _connect(self) -> None:
        self.header.back_requested.connect(self.back_requested)
        self.header.widen_requested.connect(self.widen_requested)
        self.header.title_changed.connect(self.title_changed)
        self.strip.thumb_chosen.connect(self._on_thumb_chosen)
        self.strip.opened.connect(self.lightbox_requested)
        self.notice.action_requested.connect(self._on_notice_action)
        self._connect_intents()
        self._connect_input()

    def _connect_intents(self) -> None:
        intents = self._intents
        intents.activated.connect(self._on_activated)
        intents.head_chosen.connect(self.head_chosen)
        intents.star_toggled.connect(self.star_toggled)
        intents.lightbox_requested.connect(self.lightbox_requested)
        intents.download_requested.connect(self.download_requested)
        intents.project_requested.connect(self.project_requested)
        intents.retry_requested.connect(self.retry_requested)
        intents.stop_requested.connect(self.stop_requested)
        intents.fresh_start_requested.connect(self.fresh_start_requested)
        intents.branch_requested.connect(self._on_branch_requested)
        intents.copy_requested.connect(self._on_copy_requested)
        intents.delete_requested.connect(self.output_delete_requested)
        intents.reject_toggled.connect(self.reject_toggled)
        intents.unflag_requested.connect(self.unflag_requested)
        intents.rating_requested.connect(self.rating_requested)

    def _connect_input(self) -> None:
        panel = self.input
        panel.send_requested.connect(self.send_requested)
        panel.stop_requested.connect(self._on_stop_requested)
        panel.message_changed.connect(self.message_changed)
        panel.reference_requested.connect(self.reference_requested)
        panel.reference_files_dropped.connect(self.reference_files_dropped)
        panel.reference_bytes_pasted.connect(self.reference_bytes_pasted)
        panel.reference_removed.connect(self.reference_removed)

    # What it shows

    @property
    def state(self) -> ConversationState | None:
        """The branch it shows, or None before the first conversation."""
        return self._state

    @property
    def head_output_id(self) -> OutputId | None:
        """The output the next message is sent from; None is the source."""
        return self._state.head_output_id if self._state is not None else None

    @property
    def active_output_id(self) -> OutputId | None:
        """The output that is looked at; None is the source."""
        return self._active

    def show_conversation(self, state: ConversationState) -> None:
        """Show a conversation, or a newer state of the one shown."""
        is_other = self._state is None or self._state.conversation.id != state.conversation.id
        if is_other:
            self._begin(state.conversation.id)
        state = self._with_open_branch(state)
        before, self._state = self._state if not is_other else None, state
        self._active = self._settled_active(before, state)
        self._show(state)
        if is_other and (draft := self._drafts.pop(state.conversation.id, None)) is not None:
            self.input.restore(draft)
        if before is not None:
            self._tell_news(before, state)

    def update_outputs(self, state: ConversationState) -> None:
        """Show a newer state of the conversation that is shown; another one is left aside."""
        if self._state is not None and state.conversation.id == self._state.conversation.id:
            self.show_conversation(state)

    def show_progress(self, progress: OutputProgress) -> None:
        """Show news of a running output."""
        self.turns.show_progress(progress.output_id, progress.progress)

    def previews_changed(self, image_ids: Iterable[ImageId]) -> None:
        """Paint again what shows one of the pictures: their previews are at hand now."""
        wanted = frozenset(image_ids)
        self.turns.refresh_pictures(wanted)
        self.input.references.refresh_pictures(wanted)
        if self.strip.uses_picture(wanted):
            self.strip.update()

    def show_notice(self, notice: Notice | None) -> None:
        """Say what stands in the way; None takes it back."""
        self.notice.show_notice(notice)
        self.input.set_block(notice.text if notice is not None and notice.is_blocking else "")

    def set_left_out(self, left_out: LeftOut) -> None:
        """Name the pictures that will not fit into the next message, per model."""
        self.input.set_left_out(left_out)

    def add_reference(self, image_id: ImageId, label: str = "") -> bool:
        """Add a picture to the next message; return whether there was room for it."""
        return self.input.references.add_reference(image_id, label)

    def accept_message(self, conversation_id: ConversationId | None = None) -> None:
        """Clear the input: its turn was stored.

        Args:
            conversation_id: Whose message it was; None is the conversation shown. A message of
                another one leaves what is being typed here alone.
        """
        shown = self._state.conversation.id if self._state is not None else None
        if conversation_id is not None and conversation_id != shown:
            self._drafts.pop(conversation_id, None)
            return
        self._open_turn = None
        self.input.accept_message()

    def refuse_message(self, message: str) -> None:
        """Say why the turn was not accepted; its text stays."""
        from gallery_studio.ui.conversation.notices import refused

        self.input.refuse_message()
        self.show_notice(refused(message))

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Use another catalogue: a key came or went."""
        self._context.catalogue = catalogue
        self.input.refresh_models()

    def set_widened(self, *, is_widened: bool) -> None:
        """Say what the widen button does now."""
        self.header.set_widened(is_widened=is_widened)

    def focus_input(self) -> None:
        """Give the focus to the text."""
        self.input.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the keys that hold in the whole pane."""
        found = pane_key(event, is_typing=self.input.text.edit.hasFocus())
        if found is None:
            event.ignore()
            return
        event.accept()
        self._act(found.key, found.number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        QPainter(self).fillRect(self.rect(), self._theme.color("app"))

    # Internals

    def _act(self, key: PaneKey, number: int) -> None:
        if key is PaneKey.BACK:
            self.back_requested.emit()
        elif key is PaneKey.IMAGE:
            self.strip.step(number)
        elif key is PaneKey.TURN:
            self._step_turn(number)
        elif key is PaneKey.HEAD:
            self._choose_head(number)
        elif key is PaneKey.MODEL:
            self.input.models.toggle(number)
        elif key is PaneKey.REFERENCES:
            self.reference_requested.emit()
        elif key is PaneKey.PAGE:
            self.turns.scroll_page(number)

    def _begin(self, conversation_id: ConversationId) -> None:
        """Leave nothing of another conversation behind, but keep what was typed for it."""
        if self._state is not None and self._state.conversation.id != conversation_id:
            message = self.input.message()
            if message.text or message.references:
                self._drafts[self._state.conversation.id] = message
        self._open_turn = None
        self.turns.forget()
        self.input.reset()
        self.show_notice(None)

    def _with_open_branch(self, state: ConversationState) -> ConversationState:
        """Keep the branch a person opened, until they send or another turn is added."""
        if self._open_turn is None or not state.has_turn(self._open_turn):
            return state
        if self._state is not None and len(state.record.turns) > len(self._state.record.turns):
            self._open_turn = None
            return state
        return state.opened_at(self._open_turn)

    def _settled_active(
        self, before: ConversationState | None, state: ConversationState
    ) -> OutputId | None:
        """Return what is looked at: what was, unless there is a new turn or it is gone."""
        newest = state.turns[-1] if state.turns else None
        has_new_turn = before is None or (
            newest is not None and not before.has_turn(newest.id) and self.turns.is_at_bottom()
        )
        is_known = self._active is None or state.output(self._active) is not None
        if not has_new_turn and is_known:
            return self._active
        if newest is None or not newest.outputs:
            return None
        head = next((output for output in newest.outputs if output.is_head), None)
        ready = next((output for output in newest.outputs if output.is_ready), None)
        return (head or ready or newest.outputs[0]).id

    def _show(self, state: ConversationState) -> None:
        prefix = "Edit: " if state.source_image_id is not None else ""
        self.header.title.show_title(state.conversation.title, prefix)
        self._show_turn_number()
        self.strip.show_state(state, self._active)
        self._show_turns(state)
        self.turns.set_active(self._active)
        self.input.set_defaults(state.models)
        self.input.set_running(is_running=bool(state.running))
        start = state.branches_from
        place = f"turn {start}" if start else "the source"
        note = f"The next edit grows a new branch from {place}." if start is not None else ""
        self.input.set_branch_note(note)

    def _show_turns(self, state: ConversationState) -> None:
        """Show the turns; the keyboard stays here when the output it was on is deleted."""
        held = self.window().focusWidget()
        is_ours = held is not None and held.isVisible() and self.turns.isAncestorOf(held)
        self.turns.show_state(state)
        if is_ours and held is not None and not held.isVisible():
            self.strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_turn_number(self) -> None:
        if self._state is None or not self._state.turns:
            self.header.show_turn(0, 0)
            return
        turn = self._state.turn_of(self._active) if self._active is not None else None
        number = turn.number if turn is not None else self._state.turns[-1].number
        self.header.show_turn(number, self._state.turns[-1].number)

    def _tell_news(self, before: ConversationState, state: ConversationState) -> None:
        """Say aloud what arrived or failed since."""
        from gallery_studio.ui.conversation.conversation_text import output_name

        for turn in state.turns:
            for output in turn.outputs:
                old = before.output(output.id)
                if old is not None and old.status.is_open and not output.status.is_open:
                    info = self._context.catalogue.get(output.model)
                    name = info.short_name if info is not None else output.model
                    announce(self, output_name(output, name))

    def _choose_head(self, index: int) -> None:
        """Let the next edit start from an output of the turn that is looked at, by its place."""
        if self._state is None or not self._state.turns:
            return
        turn = self._state.turn_of(self._active) if self._active is not None else None
        outputs = (turn or self._state.turns[-1]).outputs
        if index < len(outputs) and outputs[index].is_ready:
            self.head_chosen.emit(outputs[index].id)

    def _step_turn(self, by: int) -> None:
        if self._state is None or not self._state.turns:
            return
        turns = self._state.turns
        turn = self._state.turn_of(self._active) if self._active is not None else None
        index = turns.index(turn) if turn is not None else -1
        wanted = turns[min(max(0, index + by), len(turns) - 1)]
        if wanted.outputs:
            self._go_to(wanted.outputs[0].id)

    def _go_to(self, output_id: OutputId | None) -> None:
        """Look at an output and bring its turn into view."""
        self._set_active(output_id)
        turn = None
        if self._state is not None and output_id is not None:
            turn = self._state.turn_of(output_id)
        self.turns.scroll_to_turn(turn.id if turn is not None else None)

    def _set_active(self, output_id: OutputId | None) -> None:
        self._active = output_id
        self.strip.set_active(output_id)
        self.turns.set_active(output_id)
        self._show_turn_number()

    def _on_thumb_chosen(self, output_id: OutputId | None) -> None:
        self._go_to(output_id)

    def _on_activated(self, output_id: OutputId) -> None:
        self._set_active(output_id)

    def _on_branch_requested(self, turn_id: TurnId) -> None:
        if self._state is None:
            return
        self._open_turn = turn_id
        state = self._state.opened_at(turn_id)
        turn = next((turn for turn in state.turns if turn.id == turn_id), None)
        self._state = state
        self._active = turn.outputs[0].id if turn is not None and turn.outputs else None
        self._show(state)
        self.turns.scroll_to_turn(turn_id)
        if state.head_output_id is not None:
            self.branch_chosen.emit(state.head_output_id)

    def _on_stop_requested(self) -> None:
        if self._state is not None and self._state.running:
            self.stop_requested.emit(self._state.running)

    def _on_copy_requested(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _on_notice_action(self, action: str) -> None:
        if action == NoticeAction.DISMISS:
            self.show_notice(None)
        else:
            self.notice_action_requested.emit(action)
