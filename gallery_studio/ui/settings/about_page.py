"""About: the version, and what the program is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from gallery_studio.ui.settings.page import SettingsPage
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.config import Settings
    from gallery_studio.ui.settings.states import Component
    from gallery_studio.ui.theme.theme import Theme


class AboutPage(SettingsPage):
    """Versions and licences."""

    title = "About"
    icon = "info"

    def __init__(self, theme: Theme, version: str, components: Sequence[Component]) -> None:
        super().__init__(theme)
        self.add(PlainLabel(theme, "Gallery Studio", "h2"))
        self.add(PlainLabel(theme, f"Version {version}", "body", "textSecondary"))
        self.add_divider()
        self.add_heading("Made with")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setColumnStretch(2, 1)
        for number, part in enumerate(components):
            grid.addWidget(PlainLabel(theme, part.name, "body"), number, 0)
            grid.addWidget(PlainLabel(theme, part.version, "meta", "textSecondary"), number, 1)
            grid.addWidget(PlainLabel(theme, part.licence, "meta", "textSecondary"), number, 2)
        self.add(grid)
        self.finish()

    def show_settings(self, settings: Settings) -> None:
        """Nothing here depends on the settings."""
