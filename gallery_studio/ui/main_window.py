"""The window: library | canvas | conversation, and the controllers between them."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QUndoGroup, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.ids import SessionId
from gallery_studio.records import dataclass, replace
from gallery_studio.ui.applied_settings import apply_look
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.canvas_area import CanvasArea
from gallery_studio.ui.canvas_controller import CanvasController
from gallery_studio.ui.canvas_header import CanvasHeader
from gallery_studio.ui.compose.compose_bar import ComposeBar
from gallery_studio.ui.compose_controller import ComposeController
from gallery_studio.ui.conversation_split import ConversationSplit
from gallery_studio.ui.empty_state import EmptyState
from gallery_studio.ui.features import FEATURES, EndingFeature
from gallery_studio.ui.furnishing import Furnishing, Step
from gallery_studio.ui.open_session import OpenSession
from gallery_studio.ui.preview_source import PreviewSource
from gallery_studio.ui.sidebar.library_sidebar import LibrarySidebar
from gallery_studio.ui.sidebar_controller import SidebarController
from gallery_studio.ui.window_news import WindowNews

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent
    from PySide6.QtWidgets import QApplication

    from gallery_studio.config import Settings
    from gallery_studio.domain.ids import CardId, ImageId
    from gallery_studio.domain.session import Session
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.ui.actions import ActionTable
    from gallery_studio.ui.card_menus import CardMenus
    from gallery_studio.ui.conversation.conversation_pane import ConversationPane
    from gallery_studio.ui.conversation.pane_context import PaneContext
    from gallery_studio.ui.edit_controller import EditController
    from gallery_studio.ui.features import FeatureSpec
    from gallery_studio.ui.lightbox_controller import LightboxController
    from gallery_studio.ui.picture_export import PictureExport
    from gallery_studio.ui.regions import Regions
    from gallery_studio.ui.settings_controller import SettingsController
    from gallery_studio.ui.settings_keeper import SettingsKeeper
    from gallery_studio.ui.shown_outputs import ShownOutputs
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.ui.widgets.focus_ring import FocusRing
    from gallery_studio.workers.key_worker import KeyNews, KeyWorker
    from gallery_studio.workers.picture_pool import PicturePool
    from gallery_studio.workers.preview_pool import PreviewPool
    from gallery_studio.workers.search_worker import SearchWorker
    from gallery_studio.workers.studio_worker import StudioWorker

FIRST_SIZE = QSize(1600, 1000)
LEAST_SIZE = QSize(1024, 700)
FRAME = QSize(0, 40)  # what the desktop's own title bar may take
_RAIL_BELOW = 1180


@dataclass(frozen=True, slots=True)
class WindowParts:
    """What the window is built from; everything belongs to the composition root.

    Attributes:
        make_pictures: Makes what decodes full-size pictures; called once, after the first paint.
    """

    theme: Theme
    reader: LibraryReader
    worker: StudioWorker
    keys: KeyWorker
    pool: PreviewPool
    make_pictures: Callable[[], PicturePool]
    searcher: SearchWorker
    keeper: SettingsKeeper
    catalogue: Catalogue
    folder: Path


class MainWindow(QWidget):
    """The window of the studio. GUI thread only.

    What is painted first is built at once; the rest follows by `furnishing`.

    Attributes:
        parts: What it was built from.
        catalogue: The models as they hold for the key in use.
        furnishing: Builds what is marked (later) below, after the first paint.
        undo_group: What can be undone, by what is shown; `undo_stack` is the canvas's.
        session: The open session.
        previews: Small pictures for lists.
        sidebar, view, header, compose, empty, area, split: The panes.
        stack: Shows canvas and conversation, or a page of a feature in their place.
        canvas, sidebar_controller, composer: Their controllers.
        news: Toasts.
        pane, pane_context, edits: The conversation and its controller (later).
        settings, lightbox, export, menus: Dialogs, taking pictures out, menus of cards (later).
        table: The table of actions (later).
        actions_by_id: Its actions (later).
        focus_ring: Shows where the keyboard is (later).
        features: One controller for each of `FEATURES` (later).
        more_regions: Parts of the window F6 goes to besides the panes, each with what focuses it.
    """

    pane: ConversationPane
    pane_context: PaneContext
    edits: EditController
    settings: SettingsController
    lightbox: LightboxController
    export: PictureExport
    shown_outputs: ShownOutputs
    menus: CardMenus
    table: ActionTable
    actions_by_id: dict[str, QAction]
    focus_ring: FocusRing

    def __init__(self, app: QApplication, parts: WindowParts) -> None:
        super().__init__()
        self._app = app
        self.parts = parts
        self.catalogue = parts.catalogue
        self.features: list[QObject] = []
        self.more_regions: list[tuple[QWidget, Callable[[], object]]] = []
        self.undo_group = QUndoGroup(self)
        self.undo_stack = QUndoStack(self.undo_group)
        self.undo_stack.setActive(True)
        self.session = OpenSession(parts.reader, parts.worker, self)
        self.previews = PreviewSource(parts.pool, self)
        self._build_widgets()
        self._build_controllers()
        self.news = WindowNews(self.toasts, parts.worker, self.view, self.undo_stack)
        self._build_layout()
        self._connect()
        self._restore()
        self.furnishing = Furnishing(self, self.view)

    # -- building --------------------------------------------------------------------------

    def _build_widgets(self) -> None:
        theme = self.parts.theme
        self.sidebar = LibrarySidebar(theme, lambda image_id: self.previews.pixmap(image_id, 64))
        self.view = CanvasView(theme, self.parts.pool, self.undo_stack, self.model_badge)
        self.header = CanvasHeader(theme)
        self.compose = ComposeBar(theme, lambda image_id: self.previews.pixmap(image_id, 64))
        self.empty = EmptyState(theme)
        self.area = CanvasArea(theme, self.view, self.header, self.compose, self.empty)
        self.split = ConversationSplit(theme, self.parts.keeper, self.area)
        self.toasts = self.area.toasts

    def _build_controllers(self) -> None:
        parts = self.parts
        self.canvas = CanvasController(
            self.view, parts.reader, parts.worker, self.session, self.undo_stack
        )
        self.sidebar_controller = SidebarController(
            self.sidebar, parts.reader, parts.worker, self.session, parts.keeper, parts.searcher
        )
        self.composer = ComposeController(
            self.compose, parts.worker, self.session, parts.keeper, parts.catalogue
        )

    def _build_layout(self) -> None:
        self.setWindowTitle("Gallery Studio")
        self.setMinimumSize(LEAST_SIZE)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize() - FRAME))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.sidebar)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.split.splitter)
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.parts.keeper.changed.connect(self._on_settings_changed)
        self.previews.arrived.connect(self._on_previews_arrived)
        self.session.opened.connect(self._on_session_opened)
        self.session.renamed.connect(self._show_name)
        self.canvas.cards_shown.connect(self._on_cards_shown)

    def _restore(self) -> None:
        settings = self.parts.keeper.settings
        if settings.window_geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.window_geometry.encode("ascii")))
        self.sidebar.set_collapsed(settings.is_sidebar_collapsed)
        self._on_settings_changed(settings)
        self.sidebar_controller.refresh()
        try:
            if settings.last_session:
                self.open_session(settings.last_session)
                return
        except LibraryError as error:
            # That it lies in the bin by now needs no word; anything else does.
            if error.kind is not LibraryErrorKind.NOT_FOUND:
                self.news.say_error(error.message)
        self.new_session()

    def furnish(self, before: Sequence[Step], after: Sequence[Step]) -> None:
        """Have the rest built after the first paint; once.

        Args:
            before: Steps of the composition root that the features need.
            after: Its steps that need the whole window.
        """
        furniture = ("gallery_studio.ui.window_furniture",)
        steps = [
            Step(self._add_conversation, furniture),
            Step(self._add_dialogs, furniture),
            Step(self._add_actions, furniture),
        ]
        steps += [Step(partial(self._add_feature, f), (f.full_module,)) for f in FEATURES]
        self.furnishing.begin([*before, *steps, *after])

    def _add_conversation(self) -> None:
        from gallery_studio.ui.window_furniture import add_conversation

        add_conversation(self)

    def _add_dialogs(self) -> None:
        from gallery_studio.ui.window_furniture import add_dialogs

        add_dialogs(self)

    def _add_actions(self) -> None:
        from gallery_studio.ui.window_furniture import add_actions

        add_actions(self, self._app)

    def _add_feature(self, spec: FeatureSpec) -> None:
        self.features.append(spec.make(self))

    def model_badge(self, model_id: str) -> tuple[str, str]:
        """Return short name and glyph of a model, also of one that is not known any more."""
        info = self.catalogue.get(model_id)
        return (info.short_name, info.glyph) if info is not None else (model_id, "sparkles")

    def action(self, action_id: str) -> QAction:
        """Return an action of the table."""
        return self.actions_by_id[action_id]

    # -- sessions --------------------------------------------------------------------------

    def new_session(self) -> None:
        """Open a new, empty session and put the cursor into the compose bar."""
        self.session.start_new(self.composer.default_compose())
        self.compose.edit.setFocus()

    def open_session(self, session_id: str) -> None:
        """Open a stored session."""
        if session_id != self.session.id or not self.session.is_stored:
            self.session.open(SessionId(session_id))

    def discard_session(self) -> None:
        """Put the open session into the bin."""
        if self.session.is_stored:
            self.sidebar_controller.discard(self.session.id)

    def stop(self) -> None:
        """Cancel everything that runs in the open session."""
        self.parts.worker.stop(self.canvas.running)

    def focus_next_region(self) -> None:
        """Go to the next part of the window."""
        self._regions().go(1, self.focusWidget)

    def focus_previous_region(self) -> None:
        """Go to the previous part of the window."""
        self._regions().go(-1, self.focusWidget)

    def _regions(self) -> Regions:
        from gallery_studio.ui.regions import Regions

        return Regions(
            [
                (self.sidebar, self.sidebar.focus_list),
                (self.header, self.header.more.setFocus),
                (self.view, self.view.setFocus),
                (self.compose, self.compose.focus_text),
                (self.pane, self.pane.focus_input),
                *self.more_regions,
            ]
        )

    # -- news ------------------------------------------------------------------------------

    def _on_session_opened(self, session: Session) -> None:
        self._show_name(session.name)
        self.sidebar.set_open_session(session.id if self.session.is_stored else "")

    def _show_name(self, name: str) -> None:
        self.header.set_title(name)
        self.setWindowTitle(f"{name} – Gallery Studio")

    def on_session_discarded(self, session_id: str, name: str) -> None:
        """Say that a session is in the bin; leave it when it is open."""
        self.news.say_session_discarded(session_id, name)
        if session_id == self.session.id:
            self.new_session()

    def _on_cards_shown(self, count: int) -> None:
        is_stored = self.session.is_stored and count > 0
        spent = self.parts.reader.session_spent_usd(self.session.id) if is_stored else 0.0
        self.header.set_image_count(count, spent)
        self.area.set_empty(count == 0)
        self.compose.set_running(bool(self.canvas.running))

    def on_key_changed(self, news: KeyNews) -> None:
        """Show whether there is a key."""
        self.composer.show_key(news)
        self.sidebar_controller.show_key(news)
        self.empty.set_has_key(news.has_key)

    def on_models_listed(self, catalogue: Catalogue) -> None:
        """Offer the models the service told of."""
        self.catalogue = catalogue
        self.composer.use_catalogue(catalogue)
        self.lightbox.use_catalogue(catalogue)
        self.settings.use_catalogue(catalogue)

    def _on_previews_arrived(self, _image_ids: frozenset[ImageId]) -> None:
        self.sidebar.covers_changed()
        self.compose.previews_changed()

    def _on_settings_changed(self, settings: Settings) -> None:
        apply_look(self, settings)
        self._fit_sidebar()

    def apply_rest(self, settings: Settings) -> None:
        """Let settings hold in what was built later."""
        from gallery_studio.ui.applied_settings import apply_rest

        apply_rest(self, settings)

    def apply_facts(self, *_: object) -> None:
        """Enable the actions that can be done now."""
        from gallery_studio.ui.facts import facts_of

        self.table.apply_facts(self.actions_by_id, facts_of(self))

    def on_conversation_shown(self) -> None:
        """Make room for the conversation."""
        self.split.set_open(is_open=True)
        self._fit_sidebar()

    def on_conversation_closed(self) -> None:
        """Give the conversation's room to the canvas."""
        self.split.set_open(is_open=False)
        self._fit_sidebar()

    def toggle_conversation(self) -> None:
        """Close the conversation, or open that of the selected card."""
        if self.split.is_open:
            self.edits.close()
        elif self.view.model.selection:
            self.edits.open_card(self.view.model.selection[0])

    def reuse_directive(self, card_id: CardId) -> None:
        """Put a card's words into the compose bar; the name of a file is none."""
        for card in self.canvas.chosen([card_id]):
            if card.turn_id is not None:
                self.composer.fill(card.caption)

    # -- the window ------------------------------------------------------------------------

    def toggle_sidebar(self) -> None:
        """Fold the library to a rail, or unfold it."""
        self._set_sidebar_collapsed(not self.sidebar.is_collapsed)
        settings = self.parts.keeper.settings
        self.parts.keeper.change(replace(settings, is_sidebar_collapsed=self.sidebar.is_collapsed))

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def come_to_front(self) -> None:
        """Show the window above all others: a second start asked for it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def open_shortcut_sheet(self) -> None:
        """Show all keys."""
        from gallery_studio.ui.shortcut_sheet import ShortcutSheet

        ShortcutSheet(
            self.parts.theme,
            self,
            self.table,
            are_letters_on=self.parts.keeper.settings.are_letter_keys_on,
        ).open()

    def report_crash(self) -> None:
        """Say that the program ended unexpectedly the last time."""
        self.news.say_error(
            "The program ended unexpectedly last time. Everything stored is here; what was being "
            "made can be retried."
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is not written yet; the composition root ends the rest."""
        self._keep_window()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the library where there is no room for it."""
        super().resizeEvent(event)
        self._fit_sidebar()
        self.split.fit()

    def take_down(self) -> None:
        """Have everything kept that is not written yet; once, before the workers end.

        The window is furnished by then: see `Furnishing.finish`.
        """
        _do_all(
            *(each.take_down for each in self.features if isinstance(each, EndingFeature)),
            self.keep_all,
            self.close,
        )

    def keep_all(self) -> None:
        """Ask for everything to be written that is not yet; the window goes on."""
        _do_all(
            self._keep_viewport,
            self.session.save_now,
            # After that: words typed a moment ago may only now have made the session one to keep.
            self._keep_window,
            self.parts.keeper.save_now,
        )

    def let_go(self) -> None:
        """Destroy the window and all that listens; once, when the workers have ended.

        News still on its way finds nobody, and nothing reads from a library that is closed.
        """
        self.deleteLater()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.DeferredDelete.value)

    def _keep_viewport(self) -> None:
        if self.session.is_stored:
            self.session.keep_viewport(self.view.viewport_state)

    def _keep_window(self) -> None:
        settings = self.parts.keeper.settings
        self.parts.keeper.change(
            replace(
                settings,
                window_geometry=self.saveGeometry().toBase64().toStdString(),
                last_session=self.session.id if self.session.is_stored else "",
            )
        )

    def _fit_sidebar(self) -> None:
        is_narrow = self.split.is_open and self.width() < self.parts.theme.px(_RAIL_BELOW)
        wanted = is_narrow or self.parts.keeper.settings.is_sidebar_collapsed
        if wanted != self.sidebar.is_collapsed:
            self._set_sidebar_collapsed(wanted)

    def _set_sidebar_collapsed(self, is_collapsed: bool) -> None:
        self.sidebar.set_collapsed(is_collapsed)
        if self.furnishing.is_finished:
            self.action("toggle_sidebar").setChecked(not is_collapsed)


def _do_all(*acts: Callable[[], object]) -> None:
    """Do one after the other, all of them whatever fails; the last error goes on."""
    with ExitStack() as stack:
        for act in reversed(acts):
            stack.callback(act)
