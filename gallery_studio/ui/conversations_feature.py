"""The conversations of a session or of one picture, and their outputs: open, rename, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from gallery_studio.domain.ids import ConversationId, OutputId
from gallery_studio.ui.conversation.conversation_list import ConversationList, read_rows
from gallery_studio.ui.undo_commands import DeleteOutputCommand
from gallery_studio.workers.library_desk import LibraryDesk

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.main_window import MainWindow


class ConversationsFeature(QObject):
    """Pops up the list, and keeps it true while it is open. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._image_id: ImageId | None = None
        self.list = ConversationList(window.pane_context, window)
        self.list.open_requested.connect(self._on_open_requested)
        self.list.rename_requested.connect(self._on_rename_requested)
        self.list.delete_requested.connect(window.edits.delete)
        self._desk = LibraryDesk(window.parts.worker, self)
        window.pane.output_delete_requested.connect(self.delete_output)
        window.previews.arrived.connect(self.list.previews_changed)
        window.parts.worker.changed.connect(self._on_changed)
        actions = window.actions_by_id
        actions["session_conversations"].triggered.connect(self.show_of_session)
        actions["card_conversations"].triggered.connect(self.show_of_card)

    def show_of_session(self) -> None:
        """Show all edits of the open session, under the header."""
        header = self._window.header
        corner = header.mapToGlobal(QPoint(self._window.parts.theme.px(28), header.height()))
        self._show(None, corner)

    def show_of_card(self) -> None:
        """Show the edits that began from the selected picture, beside its card."""
        view = self._window.view
        card = view.model.get(view.model.selection[0]) if view.model.selection else None
        if card is not None and card.image_id is not None:
            rect = view.camera.rect_to_view(card.placement.rect)
            self._show(card.image_id, view.mapToGlobal(QPoint(round(rect.x), round(rect.y))))

    def delete_output(self, text: str) -> None:
        """Put one picture of a turn and its card into the bin; what runs is stopped first."""
        window, output_id = self._window, OutputId(text)
        if window.parts.reader.output(output_id).status.is_open:
            window.parts.worker.stop([output_id])
        desk = self._desk
        command = DeleteOutputCommand(output_id, desk.delete_output, desk.restore_output)
        window.undo_stack.push(command)
        window.news.offer("Image deleted", "trash-2", "Undo", window.undo_stack.undo)

    def _show(self, image_id: ImageId | None, place: QPoint) -> None:
        self._image_id = image_id
        self._fill()
        self.list.pop_up(place)

    def _fill(self) -> None:
        session = self._window.session
        rows = read_rows(
            self._window.parts.reader,
            session_id=session.id if session.is_stored else None,
            image_id=self._image_id,
            active=self._window.edits.conversation_id,
        )
        self.list.show_rows(rows)

    def _on_changed(self, _changes: object) -> None:
        if self.list.isVisible():
            self._fill()

    def _on_open_requested(self, conversation_id: str) -> None:
        self.list.close()
        self._window.edits.open_conversation(conversation_id)

    def _on_rename_requested(self, conversation_id: str, title: str) -> None:
        self._window.parts.worker.rename_conversation(ConversationId(conversation_id), title)
