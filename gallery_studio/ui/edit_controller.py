"""Edit any picture: the dialog that starts a conversation, and the pane in which it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.ids import ConversationId, OutputId
from gallery_studio.studio import likeness
from gallery_studio.studio.editing import EditSource, new_conversation, references_limit
from gallery_studio.studio.lineage import plan_references, read_lineage
from gallery_studio.ui.conversation.conversation_state import read_conversation
from gallery_studio.ui.conversation.notices import NoticeAction, references_changed
from gallery_studio.ui.edit_dialog.edit_dialog import EditDialog
from gallery_studio.ui.edit_dialog.edit_subject import EditSubject, read_edit_subject
from gallery_studio.ui.reference_input import ReferenceInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.conversation import Conversation
    from gallery_studio.domain.ids import CardId, ImageId, TurnId
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.editing import EditMessage, StartedTurn
    from gallery_studio.studio.lineage import Lineage
    from gallery_studio.studio.running import OutputProgress
    from gallery_studio.ui.canvas.canvas_view import CanvasView
    from gallery_studio.ui.conversation.conversation_pane import ConversationPane
    from gallery_studio.ui.conversation.input_panel import LeftOut
    from gallery_studio.ui.conversation.notices import Notice
    from gallery_studio.ui.conversation.pane_context import PaneContext
    from gallery_studio.ui.open_session import OpenSession
    from gallery_studio.ui.settings_keeper import SettingsKeeper
    from gallery_studio.workers.studio_worker import Refusal, StudioWorker


class EditController(QObject):
    """Between the edit dialog, the conversation pane, the library and the studio.

    Signals:
        shown: The pane has a conversation to show: it shall be opened.
        closed: The pane shall be closed.
        deleted: Id and title of a conversation that was put into the bin.
    """

    shown = Signal()
    closed = Signal()
    deleted = Signal(str, str)

    def __init__(
        self,
        window: QWidget,
        pane: ConversationPane,
        context: PaneContext,
        keeper: SettingsKeeper,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._pane = pane
        self._context = context
        self._keeper = keeper
        self._dialog: EditDialog | None = None
        self._conversation: Conversation | None = None
        self._gate: Callable[[EditMessage], str] = _let_pass

    def set_gate(self, gate: Callable[[EditMessage], str]) -> None:
        """Ask before each message whether it may be sent: why not, or "" (the budget)."""
        self._gate = gate

    def use(
        self,
        reader: LibraryReader,
        worker: StudioWorker,
        session: OpenSession,
        view: CanvasView,
    ) -> None:
        """Connect everything; once."""
        self._reader = reader
        self._worker = worker
        self._session = session
        self._view = view
        self._pane_references = ReferenceInput(self._window, worker, self._pane, "conversation")
        self._connect_worker()
        self._connect_pane()
        view.edit_requested.connect(self.edit_card)
        view.open_requested.connect(self.open_card)
        session.opened.connect(self._on_session_opened)

    def _connect_worker(self) -> None:
        worker = self._worker
        worker.changed.connect(self._on_changed)
        worker.progressed.connect(self._on_progressed)
        worker.turn_started.connect(self._on_turn_started)
        worker.refused.connect(self._on_refused)

    def _connect_pane(self) -> None:
        pane = self._pane
        pane.back_requested.connect(self.close)
        pane.title_changed.connect(self._on_title_changed)
        pane.send_requested.connect(self._on_send_requested)
        pane.stop_requested.connect(self._worker.stop)
        pane.retry_requested.connect(self._worker.retry)
        pane.head_chosen.connect(self._on_head_chosen)
        pane.branch_chosen.connect(self._on_head_chosen)
        pane.fresh_start_requested.connect(self._on_fresh_start_requested)
        pane.notice_action_requested.connect(self._on_notice_action)
        pane.message_changed.connect(self._on_message_changed)
        pane.reference_requested.connect(self._pane_references.ask)
        pane.reference_files_dropped.connect(self._pane_references.add_files)
        pane.reference_bytes_pasted.connect(self._pane_references.add_bytes)

    # -- what a person asks for ----------------------------------------------------------------

    @property
    def conversation_id(self) -> ConversationId | None:
        """The conversation that is open, or None."""
        return self._conversation.id if self._conversation is not None else None

    def edit_card(self, card_id: CardId) -> None:
        """Open the edit dialog for a card's picture; other selected cards become references."""
        card = self._view.model.get(card_id)
        if card is None or card.image_id is None:
            return
        chosen = self._view.model.selection if card_id in self._view.model.selection else []
        self._open_dialog(self._subject(card), card)
        for other in map(self._view.model.get, chosen):
            if self._dialog is not None and other is not None and other.id != card_id:
                self._add_reference(self._dialog, other)

    def _add_reference(self, dialog: EditDialog, card: CanvasCard) -> None:
        if card.image_id is not None:
            dialog.add_reference(card.image_id, card.caption)

    def open_card(self, card_id: CardId) -> None:
        """Open the conversation a card belongs to; Edit where there is none yet."""
        card = self._view.model.get(card_id)
        if card is None or card.image_id is None:
            return
        conversation_id = self._conversation_of(card)
        if conversation_id is not None:
            self.open_conversation(conversation_id)
        else:
            self.edit_card(card_id)

    def open_conversation(self, text: str) -> None:
        """Open a conversation in the pane.

        Raises:
            LibraryError: There is none.
        """
        state = read_conversation(self._reader, ConversationId(text))
        self._conversation = state.conversation
        self._pane.show_conversation(state)
        self._pane.show_notice(self._notice(state.conversation))
        self._view.set_editing(self._source_card())
        self.shown.emit()
        self._pane.focus_input()

    def close(self) -> None:
        """Close the pane; what runs goes on."""
        self._conversation = None
        self._view.set_editing(None)
        self.closed.emit()
        self._view.setFocus()

    def delete(self, text: str) -> None:
        """Put a conversation into the bin."""
        conversation_id = ConversationId(text)
        conversation = self._reader.conversation(conversation_id)
        running = read_conversation(self._reader, conversation_id).running
        if running:
            self._worker.stop(running)
        self._worker.delete_conversation(conversation_id)
        if conversation_id == self.conversation_id:
            self.close()
        self.deleted.emit(text, conversation.title)

    def previews_changed(self, image_ids: frozenset[ImageId]) -> None:
        """Paint the open dialog's pictures again."""
        if self._dialog is not None:
            self._dialog.previews_changed(image_ids)

    # -- the dialog ----------------------------------------------------------------------------

    def _subject(self, card: CanvasCard) -> EditSubject:
        return read_edit_subject(self._reader, self._session.id, _picture_of(card), card.output_id)

    def _open_dialog(self, subject: EditSubject, card: CanvasCard | None = None) -> None:
        dialog = EditDialog(self._context, self._window)
        references = ReferenceInput(self._window, self._worker, dialog, "edit dialog")
        references.setParent(dialog)
        dialog.start_requested.connect(self._on_start_requested)
        dialog.message_changed.connect(self._on_dialog_message_changed)
        dialog.reference_requested.connect(references.ask)
        dialog.reference_files_dropped.connect(references.add_files)
        dialog.reference_bytes_pasted.connect(references.add_bytes)
        if card is not None:
            dialog.lightbox_requested.connect(lambda: self._view.lightbox_requested.emit(card.id))
        dialog.closed.connect(self._on_dialog_closed)
        self._dialog = dialog
        dialog.open_for(subject)

    def _on_dialog_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_start_requested(self, message: EditMessage) -> None:
        if self._dialog is None or self._dialog.subject is None:
            return
        if refusal := self._gate(message):
            self._dialog.refuse_message(refusal)
        else:
            self._worker.start_edit(self._dialog.subject.source, message)

    def _on_dialog_message_changed(self, message: EditMessage) -> None:
        if self._dialog is None or self._dialog.subject is None:
            return
        source = self._dialog.subject.source
        lineage = self._source_lineage(source)
        self._dialog.set_left_out(self._left_out(lineage, message))

    def _source_lineage(self, source: EditSource) -> Lineage:
        conversation = new_conversation(source, "", ())
        return read_lineage(self._reader, conversation, None, None)

    # -- the pane ------------------------------------------------------------------------------

    def _on_send_requested(self, message: EditMessage) -> None:
        if self._conversation is None:
            return
        if refusal := self._gate(message):
            self._pane.refuse_message(refusal)
        else:
            self._worker.continue_edit(self._conversation.id, self._pane.head_output_id, message)

    def _on_message_changed(self, message: EditMessage) -> None:
        state = self._pane.state
        if state is None:
            return
        head = self._pane.head_output_id
        turn_id: TurnId | None = self._reader.output(head).turn_id if head is not None else None
        lineage = read_lineage(self._reader, state.conversation, turn_id, head)
        self._pane.set_left_out(self._left_out(lineage, message))

    def _left_out(self, lineage: Lineage, message: EditMessage) -> LeftOut:
        """Return which pictures will not be sent, per model."""
        most = self._keeper.settings.references_per_turn
        plans = {
            model: plan_references(
                lineage,
                model,
                message.references,
                references_limit(self._context.catalogue, model, most),
            )
            for model in message.models
        }
        return tuple((model, plan.left_out) for model, plan in plans.items() if plan.left_out)

    def _on_title_changed(self, title: str) -> None:
        if self._conversation is not None:
            self._worker.rename_conversation(self._conversation.id, title)

    def _on_head_chosen(self, output_id: str) -> None:
        if self._conversation is not None:
            self._worker.set_head(self._conversation.id, OutputId(output_id) or None)

    def _notice(self, conversation: Conversation) -> Notice | None:
        """Return what a person should know before going on, or None."""
        if likeness.changed_sentence(self._reader, conversation):
            return references_changed()
        return None

    def _on_notice_action(self, action: str) -> None:
        self._pane.show_notice(None)
        state = self._pane.state
        if state is None or action not in (
            NoticeAction.START_NEW,
            NoticeAction.GO_ON_FROM_PICTURE,
        ):
            return
        head = self._pane.head_output_id
        image_id = self._reader.output(head).image_id if head else state.source_image_id
        if image_id is not None:
            self._start_afresh(state.conversation, image_id)

    def _start_afresh(self, conversation: Conversation, image_id: ImageId) -> None:
        """Open the edit dialog for a picture alone, its history left aside."""
        image = self._reader.image(image_id)
        source = EditSource(conversation.session_id, image.id, has_own_history=False)
        self._open_dialog(EditSubject(source, image.width, image.height, image.media_type.label))

    def _on_fresh_start_requested(self, output_id: str) -> None:
        """Begin anew from the picture alone: a model cannot read the history any more."""
        state = self._pane.state
        image_id = self._picture_before(OutputId(output_id))
        if state is not None and image_id is not None:
            self._start_afresh(state.conversation, image_id)

    def _picture_before(self, output_id: OutputId) -> ImageId | None:
        """Return the picture that the turn of an output was about."""
        turn = self._reader.turn(self._reader.output(output_id).turn_id)
        if turn.parent_output_id is not None:
            return self._reader.output(turn.parent_output_id).image_id
        return self._conversation.source_image_id if self._conversation is not None else None

    # -- news ----------------------------------------------------------------------------------

    def _on_turn_started(self, turn: StartedTurn) -> None:
        if turn.session_id != self._session.id:
            return
        if self._dialog is not None:
            self._dialog.accept_message()
        if turn.conversation_id == self.conversation_id:
            self._pane.accept_message(turn.conversation_id)
            self._refresh()
        else:
            self.open_conversation(turn.conversation_id)

    def _on_refused(self, refusal: Refusal) -> None:
        if refusal.action == "start_edit" and self._dialog is not None:
            self._dialog.refuse_message(refusal.message)
        elif refusal.action == "continue_edit":
            self._pane.refuse_message(refusal.message)

    def _on_changed(self, changes: Changes) -> None:
        if self._conversation is not None and (
            self._conversation.id in changes.conversations
            or changes.outputs.intersection(self._shown_outputs())
            or changes.cards
        ):
            self._refresh()

    def _on_progressed(self, progress: OutputProgress) -> None:
        if self._conversation is not None:
            self._pane.show_progress(progress)

    def _on_session_opened(self, _session: object) -> None:
        if self._conversation is not None:
            self.close()

    def _refresh(self) -> None:
        if self._conversation is None:
            return
        state = read_conversation(self._reader, self._conversation.id)
        self._conversation = state.conversation
        if state.conversation.deleted_utc is not None:
            self.close()
        else:
            self._pane.show_conversation(state)

    def _shown_outputs(self) -> frozenset[OutputId]:
        state = self._pane.state
        return frozenset(o.id for o in state.record.outputs) if state is not None else frozenset()

    def _conversation_of(self, card: CanvasCard) -> ConversationId | None:
        """Return the newest conversation that began from a card, or the edit it is part of."""
        begun = self._reader.conversations_from_image(_picture_of(card))
        if begun:
            return begun[-1].id
        if card.conversation_id is None:
            return None
        own = self._reader.conversation(card.conversation_id)
        has_edits = own.source_image_id is not None or len(self._reader.turns(own.id)) > 1
        return own.id if has_edits else None

    def _source_card(self) -> CardId | None:
        """Return the card of the picture the open conversation began from."""
        source = self._conversation.source_image_id if self._conversation is not None else None
        cards = self._view.model.cards.values()
        return next((card.id for card in cards if source and card.image_id == source), None)


def _picture_of(card: CanvasCard) -> ImageId:
    """Return a card's picture; only for cards that have one."""
    if card.image_id is None:
        raise ValueError("the card has no picture")
    return card.image_id


def _let_pass(_message: EditMessage) -> str:
    """Hold nothing back."""
    return ""
