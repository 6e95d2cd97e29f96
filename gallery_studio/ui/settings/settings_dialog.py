"""The settings: everything applies at once, nothing is saved or read here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from gallery_studio.records import dataclass, replace
from gallery_studio.ui.settings.about_page import AboutPage
from gallery_studio.ui.settings.accessibility_page import AccessibilityPage
from gallery_studio.ui.settings.appearance_page import AppearancePage
from gallery_studio.ui.settings.canvas_page import CanvasPage
from gallery_studio.ui.settings.export_page import ExportPage
from gallery_studio.ui.settings.gemini_page import GeminiPage
from gallery_studio.ui.settings.page_list import PageList
from gallery_studio.ui.settings.shortcuts_page import ShortcutsPage
from gallery_studio.ui.settings.storage_page import StoragePage
from gallery_studio.ui.widgets.modal_dialog import ModalDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gallery_studio.config import Settings
    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.ui.actions import ActionSpec
    from gallery_studio.ui.settings.page import SettingsPage
    from gallery_studio.ui.settings.states import (
        Component,
        KeyState,
        SpendingState,
        StorageState,
    )
    from gallery_studio.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class SettingsContext:
    """What the dialog is made from.

    Attributes:
        settings: The settings that hold.
        models: The catalogue; retired models are left out.
        actions: The table of actions, in the order of the shortcuts page.
        version: Version of the program.
        components: What it is made with.
    """

    settings: Settings
    models: Sequence[ModelInfo]
    actions: Sequence[ActionSpec]
    version: str
    components: Sequence[Component] = ()


class SettingsDialog(ModalDialog):
    """The settings over the window.

    Args:
        theme: Gives all colours and sizes.
        window: The window it covers.
        context: What it shows.

    Signals:
        settings_changed(object): A person changed something; the whole new `Settings`.
        key_entered(str): A Gemini key was typed and shall be kept and checked.
        key_check_requested(): The kept key shall be checked.
        key_removed(): The kept key shall be forgotten.
        library_change_requested(): Another library folder shall be chosen.
        library_show_requested(): The library folder shall be opened outside.
        sizes_requested(): The sizes of the library shall be measured and shown.
    """

    settings_changed = Signal(object)
    key_entered = Signal(str)
    key_check_requested = Signal()
    key_removed = Signal()
    library_change_requested = Signal()
    library_show_requested = Signal()
    sizes_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget, context: SettingsContext) -> None:
        super().__init__(theme, "Settings", window, (960, 712), has_footer=False)
        self._settings = context.settings
        self.gemini_page = GeminiPage(theme, context.models)
        self.appearance_page = AppearancePage(theme)
        self.canvas_page = CanvasPage(theme)
        self.export_page = ExportPage(theme)
        self.shortcuts_page = ShortcutsPage(theme, context.actions)
        self.accessibility_page = AccessibilityPage(theme)
        self.storage_page = StoragePage(theme)
        self.about_page = AboutPage(theme, context.version, context.components)
        self.pages: tuple[SettingsPage, ...] = (
            self.gemini_page, self.appearance_page, self.canvas_page, self.export_page,
            self.shortcuts_page, self.accessibility_page, self.storage_page, self.about_page,
        )  # fmt: skip
        self.page_list = PageList(theme, [(page.title, page.icon) for page in self.pages])
        self._fill()
        self._connect_pages()
        self.show_settings(context.settings)
        self._show_page(0)

    @property
    def settings(self) -> Settings:
        """The settings shown."""
        return self._settings

    def show_settings(self, settings: Settings) -> None:
        """Show other settings without telling anybody."""
        self._settings = settings
        for page in self.pages:
            page.show_settings(settings)

    def show_key_state(self, state: KeyState) -> None:
        """Show what is known of the key."""
        self.gemini_page.key_section.show_state(state)

    def show_spending(self, spending: SpendingState) -> None:
        """Show what was spent this month."""
        self.gemini_page.budget_section.show_spending(spending)

    def show_storage(self, storage: StorageState) -> None:
        """Show where the library lies and what it weighs."""
        self.storage_page.show_storage(storage)

    def open_page(self, page: SettingsPage) -> None:
        """Open with a page in front."""
        self.page_list.choose(self.pages.index(page))
        self.open(self.page_list.current_row())

    def open_key(self) -> None:
        """Open with the cursor in the field of the key ("Add Gemini key")."""
        self.page_list.choose(0)
        self.open(self.gemini_page.key_section.field.edit)

    def _fill(self) -> None:
        self.add_side_pane(self.page_list)
        self._body_column = QVBoxLayout(self.body)
        for page in self.pages:
            self._body_column.addWidget(page)
        self._set_body_margins()
        self._theme.changed.connect(self._set_body_margins)

    def _connect_pages(self) -> None:
        for page in self.pages:
            page.changes_requested.connect(self._on_changes_requested)
        self.page_list.page_chosen.connect(self._show_page)
        key = self.gemini_page.key_section
        key.key_entered.connect(self.key_entered)
        key.key_check_requested.connect(self.key_check_requested)
        key.key_removed.connect(self.key_removed)
        self.storage_page.change_requested.connect(self.library_change_requested)
        self.storage_page.show_requested.connect(self.library_show_requested)
        self.storage_page.sizes_requested.connect(self.sizes_requested)

    def _on_changes_requested(self, changes: dict[str, object]) -> None:
        settings = replace(self._settings, **changes)  # type: ignore[arg-type]
        if settings != self._settings:
            self.show_settings(settings)
            self.settings_changed.emit(settings)

    def _show_page(self, number: int) -> None:
        for index, page in enumerate(self.pages):
            page.setVisible(index == number)
        self.scroll_area.verticalScrollBar().setValue(0)
        self.pages[number].shown()

    def _set_body_margins(self) -> None:
        px = self._theme.px
        self._body_column.setContentsMargins(px(16), px(8), px(28), px(24))
