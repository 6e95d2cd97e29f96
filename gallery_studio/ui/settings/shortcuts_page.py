"""Shortcuts: the table of actions, read aloud."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from gallery_studio.ui.settings.page import SettingsPage
from gallery_studio.ui.widgets.check_box import Switch
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.config import Settings
    from gallery_studio.ui.actions import ActionSpec
    from gallery_studio.ui.theme.theme import Theme


class ShortcutsPage(SettingsPage):
    """Every key the table of actions has, by the region it works in."""

    title = "Shortcuts"
    icon = "keyboard"

    def __init__(self, theme: Theme, actions: Sequence[ActionSpec]) -> None:
        super().__init__(theme)
        self.letter_switch = Switch(theme, "Single letters are shortcuts")
        self._letter_labels: list[PlainLabel] = []
        note = "Such as E for Edit, while the canvas or the lightbox has the focus"
        self.add_setting("Single letters are shortcuts", note, self.letter_switch)
        keyed = [spec for spec in actions if spec.key]
        for heading, specs in groupby(keyed, key=_heading):
            self.add_divider()
            self.add_heading(heading)
            for spec in specs:
                self._add_row(spec)
        self.finish()
        self.letter_switch.clicked.connect(self._on_letter_clicked)

    def show_settings(self, settings: Settings) -> None:
        """Show the switch; letters that are off are greyed."""
        self.letter_switch.setChecked(settings.are_letter_keys_on)
        for label in self._letter_labels:
            label.setEnabled(settings.are_letter_keys_on)

    def _add_row(self, spec: ActionSpec) -> None:
        key = PlainLabel(self._theme, spec.key, "meta", "textSecondary")
        key.setAccessibleName(f"{spec.text}: {spec.key}")
        if spec.is_letter:
            self._letter_labels.append(key)
        row = QHBoxLayout()
        row.addWidget(PlainLabel(self._theme, spec.text, "body"), 1)
        row.addWidget(key)
        self.add(row)

    def _on_letter_clicked(self, is_on: bool) -> None:
        self.ask(are_letter_keys_on=is_on)


def _heading(spec: ActionSpec) -> str:
    return spec.region.heading
