"""Accessibility: the switches that help most, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.ui.settings.page import SettingsPage
from gallery_studio.ui.widgets.check_box import Switch
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.ui.theme.theme import Theme


class AccessibilityPage(SettingsPage):
    """The same switches as on other pages; both always show the same."""

    title = "Accessibility"
    icon = "accessibility"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.motion_switch = Switch(theme, "Reduce motion")
        self.caption_switch = Switch(theme, "Larger captions")
        self.letter_switch = Switch(theme, "Single letters are shortcuts")
        self.contrast_label = PlainLabel(theme, "", "meta", "textSecondary", max_lines=0)
        self._build_layout()
        self.motion_switch.clicked.connect(self._on_motion_clicked)
        self.caption_switch.clicked.connect(self._on_caption_clicked)
        self.letter_switch.clicked.connect(self._on_letter_clicked)

    def _build_layout(self) -> None:
        self.add_heading("Seeing")
        self.add_setting("Larger captions", "The text under each card", self.caption_switch)
        self.add_setting("Reduce motion", "Nothing shimmers, slides or fades", self.motion_switch)
        self.add(self.contrast_label)
        self.add_divider()
        self.add_heading("Keyboard and voice")
        note = "Turn them off if you dictate or use sticky keys"
        self.add_setting("Single letters are shortcuts", note, self.letter_switch)
        words = (
            "Everything can be done from the keyboard: F6 goes from region to region, Tab from "
            "control to control, arrows from card to card. Screen readers hear each card, and "
            "when images are ready or failed."
        )
        self.add(PlainLabel(self._theme, words, "meta", "textSecondary", max_lines=0))
        self.finish()

    def show_settings(self, settings: Settings) -> None:
        """Show the switches and what the desktop asks for."""
        self.motion_switch.setChecked(settings.is_motion_reduced)
        self.caption_switch.setChecked(settings.is_caption_large)
        self.letter_switch.setChecked(settings.are_letter_keys_on)
        state = "on" if self._theme.is_high_contrast else "off"
        self.contrast_label.setText(f"High contrast follows your desktop and is {state}.")

    def _on_motion_clicked(self, is_on: bool) -> None:
        self.ask(is_motion_reduced=is_on)

    def _on_caption_clicked(self, is_on: bool) -> None:
        self.ask(is_caption_large=is_on)

    def _on_letter_clicked(self, is_on: bool) -> None:
        self.ask(are_letter_keys_on=is_on)
