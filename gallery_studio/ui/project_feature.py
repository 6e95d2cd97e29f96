"""What leads to projects in the window, and what leads from a project back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor

from gallery_studio.domain.ids import OutputId, SessionId
from gallery_studio.studio.projects import ProjectRequest
from gallery_studio.ui.project_controller import ProjectController
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.workers.project_worker import ProjectWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId, ConversationId, ImageId, ProjectId
    from gallery_studio.domain.project import ProjectSummary
    from gallery_studio.ui.main_window import MainWindow


class ProjectFeature(QObject):
    """Puts projects into the window: sidebar, card menu, session menu, page. GUI thread only.

    Attributes:
        controller: Shows projects.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        parts = window.parts
        self.worker = ProjectWorker(parts.worker, self)
        self.controller = ProjectController(
            window, parts.theme, window.previews, parts.pool, self._glyph
        )
        self._is_opening_behind = False
        self.menu: Menu | None = None
        self.controller.put_into(window.stack)
        self.controller.use(
            parts.reader, parts.worker, self.worker, window.sidebar.projects, window.toasts
        )
        self._connect()

    def _connect(self) -> None:
        window, controller = self._window, self.controller
        window.view.project_requested.connect(self.open_add_menu)
        window.pane.project_requested.connect(self._on_output_project_requested)
        window.action("focus_compose").triggered.connect(self._on_compose_wanted)
        window.action("create_project").triggered.connect(self.create_of_session)
        window.sidebar.projects.create_requested.connect(self.create_of_session)
        window.sidebar.session_chosen.connect(controller.close)
        window.session.opened.connect(self._on_session_opened)
        window.canvas.cards_shown.connect(self._on_cards_shown)
        controller.lightbox_requested.connect(self._on_lightbox_requested)
        controller.edit_requested.connect(self._on_edit_requested)
        controller.session_requested.connect(self._on_session_requested)
        window.undo_group.addStack(controller.undo_stack)
        window.more_regions.append((controller.view, controller.view.header.back.setFocus))
        controller.shown.connect(self._on_shown)
        controller.closed.connect(self._on_closed)
        self._on_cards_shown(len(window.view.model.cards))

    # -- leading to projects -------------------------------------------------------------------

    def create_of_session(self) -> None:
        """Make a project of the open session."""
        if self._window.session.is_stored:
            self.controller.create_of_session(self._window.session.id)

    def open_add_menu(self, card_ids: list[CardId]) -> None:
        """Ask which project a picture goes to: a new one, or one of the session."""
        chosen = [c for c in self._window.canvas.chosen(card_ids) if c.image_id is not None]
        if chosen and self._window.session.is_stored:
            self._open_menu(chosen[0], None)

    def _on_output_project_requested(self, output_id: str) -> None:
        for card in self._window.shown_outputs.cards_of(OutputId(output_id))[:1]:
            self._open_menu(card, card.conversation_id)

    def _open_menu(self, card: CanvasCard, conversation_id: ConversationId | None) -> None:
        menu = Menu(self._window.parts.theme, "Add to project", self._window)
        menu.add_item("New project from this image", self._creates(card), icon="folder-plus")
        if conversation_id is not None:
            request = ProjectRequest(self._window.session.id, conversation_id=conversation_id)
            words = "New project of the conversation"
            menu.add_item(words, lambda: self.controller.create(request), icon="message-square")
        projects = self._window.parts.reader.projects_of_session(self._window.session.id)
        for project in projects:
            self._add_project(menu, project, card)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        menu.popup(QCursor.pos())

    def _add_project(self, menu: Menu, project: ProjectSummary, card: CanvasCard) -> None:
        image_id, output_id = card.image_id, card.output_id
        if image_id is None:
            return
        menu.addSeparator()
        title = project.title if len(project.title) <= 40 else f"{project.title[:39]}…"
        menu.add_item(
            f"Use as featured in “{title}”", self._features(project.id, image_id), icon="flag"
        )
        if output_id is not None:
            menu.add_item(
                f"Add as a step to “{title}”",
                lambda: self.controller.add_step(project.id, output_id),
                icon="list-plus",
            )

    def _creates(self, card: CanvasCard) -> Callable[[], None]:
        request = ProjectRequest(
            self._window.session.id, output_id=card.output_id, image_id=card.image_id
        )
        return lambda: self.controller.create(request)

    def _features(self, project_id: ProjectId, image_id: ImageId) -> Callable[[], None]:
        return lambda: self.controller.use_as_featured(project_id, image_id)

    def _on_cards_shown(self, count: int) -> None:
        can_create = count > 0 and self._window.session.is_stored
        self._window.sidebar.projects.set_can_create(can_create=can_create)

    # -- leading back --------------------------------------------------------------------------

    def _on_shown(self) -> None:
        self._window.news.use_toasts(self.controller.view.toasts)
        self.controller.undo_stack.setActive(True)

    def _on_compose_wanted(self) -> None:
        """Ctrl+L leads back to the canvas; the field takes the focus once it can be seen."""
        if self.controller.is_open:
            self.controller.close()
            self._window.compose.edit.setFocus()

    def _on_closed(self) -> None:
        self._window.news.use_toasts(self._window.toasts)
        self._window.undo_stack.setActive(True)
        self._window.view.setFocus()

    def _on_session_opened(self, _session: object) -> None:
        if not self._is_opening_behind:
            self.controller.close()

    def _on_session_requested(self, session_id: str) -> None:
        self.controller.close()
        self._window.open_session(session_id)

    def _on_lightbox_requested(self, session_id: str, image_id: str) -> None:
        card = self._card_of(session_id, image_id)
        if card is not None:
            self._window.lightbox.open_card(card.id)

    def _on_edit_requested(self, session_id: str, image_id: str) -> None:
        card = self._card_of(session_id, image_id)
        if card is None:
            return
        self.controller.close()
        self._window.view.select([card.id])
        self._window.view.fly_to_card(card.id)
        self._window.edits.edit_card(card.id)

    def _card_of(self, session_id: str, image_id: str) -> CanvasCard | None:
        """Return a picture's card in its session, which is opened behind the page."""
        if session_id != self._window.session.id:
            self._is_opening_behind = True
            try:
                self._window.open_session(SessionId(session_id))
            finally:
                self._is_opening_behind = False
        cards = self._window.view.model.cards.values()
        found = next((card for card in cards if card.image_id == image_id), None)
        if found is None:
            self._window.news.say_error("This image is not on the canvas any more.")
        return found

    def _glyph(self, model: str) -> str:
        return self._window.model_badge(model)[1]
