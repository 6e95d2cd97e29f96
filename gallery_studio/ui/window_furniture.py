"""What the window gets right after its first paint: conversation, dialogs, actions.

Each function is one step of the window's `Furnishing`, in this order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.ui.actions import ActionTable
from gallery_studio.ui.applied_settings import apply_rest
from gallery_studio.ui.card_menus import CardMenus
from gallery_studio.ui.conversation.conversation_pane import ConversationPane
from gallery_studio.ui.conversation.pane_context import PaneContext
from gallery_studio.ui.edit_controller import EditController
from gallery_studio.ui.lightbox_controller import LightboxController
from gallery_studio.ui.picture_export import PictureExport
from gallery_studio.ui.settings_controller import SettingsController
from gallery_studio.ui.shown_outputs import ShownOutputs
from gallery_studio.ui.widgets.focus_ring import FocusRing

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from gallery_studio.ui.main_window import MainWindow


def add_conversation(window: MainWindow) -> None:
    """Add the conversation pane and its controller."""
    parts = window.parts
    window.pane_context = PaneContext(parts.theme, window.catalogue, window.previews.pixmap)
    window.pane = ConversationPane(window.pane_context)
    window.split.set_pane(window.pane)
    window.edits = EditController(window, window.pane, window.pane_context, parts.keeper)
    window.edits.use(parts.reader, parts.worker, window.session, window.view)


def add_dialogs(window: MainWindow) -> None:
    """Add settings and lightbox, and what takes pictures out."""
    parts = window.parts
    window.settings = SettingsController(window, parts.theme, parts.keeper, parts.keys)
    window.settings.use(parts.reader, parts.worker, parts.catalogue, parts.folder)
    window.export = PictureExport(window, parts.reader, parts.worker, window.news)
    window.lightbox = LightboxController(
        window, parts.theme, parts.pool, parts.make_pictures(), parts.catalogue
    )
    window.lightbox.use(
        parts.reader, parts.worker, window.session, window.view, window.edits, window.export
    )
    window.lightbox.covered.connect(window.news.lie_over)
    window.shown_outputs = ShownOutputs(window)


def add_actions(window: MainWindow, app: QApplication) -> None:
    """Add actions and menus, and connect what a person does to what it means."""
    theme = window.parts.theme
    window.table = ActionTable()
    window.actions_by_id = window.table.build(window)
    window.menus = CardMenus(window, theme, window.table, window.actions_by_id)
    window.menus.use(window.view, window.header, window.export)
    window.header.set_actions(window.table, window.actions_by_id)
    _connect_parts(window)
    _connect_panes(window)
    _connect_actions(window)
    window.action("toggle_sidebar").setChecked(not window.sidebar.is_collapsed)
    window.focus_ring = FocusRing(theme, window, app)
    window.parts.keeper.changed.connect(window.apply_rest)
    apply_rest(window, window.parts.keeper.settings)
    window.apply_facts()


def _connect_parts(window: MainWindow) -> None:
    parts = window.parts
    parts.keys.key_changed.connect(window.on_key_changed)
    parts.keys.models_listed.connect(window.on_models_listed)
    window.previews.arrived.connect(window.pane.previews_changed)
    window.previews.arrived.connect(window.edits.previews_changed)
    window.canvas.cards_shown.connect(window.apply_facts)
    window.canvas.cards_deleted.connect(window.news.say_cards_deleted)
    window.canvas.run_arrived.connect(window.news.say_run_arrived)
    window.composer.refused.connect(window.news.say_error)
    window.sidebar_controller.session_discarded.connect(window.on_session_discarded)
    window.undo_group.indexChanged.connect(window.apply_facts)
    window.undo_group.activeStackChanged.connect(window.apply_facts)
    window.edits.shown.connect(window.on_conversation_shown)
    window.edits.closed.connect(window.on_conversation_closed)
    window.edits.deleted.connect(window.news.say_conversation_deleted)


def _connect_panes(window: MainWindow) -> None:
    window.sidebar.new_session_requested.connect(window.new_session)
    window.sidebar.session_chosen.connect(window.open_session)
    window.sidebar.settings_requested.connect(window.settings.open)
    window.sidebar.add_key_requested.connect(window.settings.open_key)
    window.area.minimap.arrange_requested.connect(window.header.open_arrange_menu)
    window.header.renamed.connect(window.session.rename)
    window.empty.starter_chosen.connect(window.composer.fill)
    window.empty.add_key_requested.connect(window.settings.open_key)
    window.view.selection_changed.connect(window.apply_facts)
    window.view.directive_reuse_requested.connect(window.reuse_directive)
    window.compose.stop_requested.connect(window.stop)
    window.compose.references_requested.connect(window.composer.ask_for_references)


def _connect_actions(window: MainWindow) -> None:
    handlers: dict[str, Callable[[], object]] = {
        "new_session": window.new_session,
        "find": window.sidebar.focus_search,
        "focus_compose": window.compose.edit.setFocus,
        "generate": window.compose.request_generate,
        "stop": window.stop,
        "next_region": window.focus_next_region,
        "previous_region": window.focus_previous_region,
        "toggle_sidebar": window.toggle_sidebar,
        "toggle_conversation": window.toggle_conversation,
        "widen_conversation": window.split.toggle_widened,
        "full_screen": window.toggle_full_screen,
        "undo": window.undo_group.undo,
        "redo": window.undo_group.redo,
        "rename_session": window.header.edit_title,
        "discard_session": window.discard_session,
        "settings": window.settings.open,
        "shortcut_sheet": window.open_shortcut_sheet,
        "toggle_minimap": window.area.minimap.toggle_map,
        "quit": window.close,
    }
    for action_id, handler in handlers.items():
        window.action(action_id).triggered.connect(handler)
