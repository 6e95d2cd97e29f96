"""Appearance: scheme, size, motion, captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.ui.settings.page import SettingsPage
from gallery_studio.ui.widgets.check_box import Switch
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.segmented_control import SegmentedControl

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.ui.theme.theme import Theme

_SCHEMES = ("system", "light", "dark")
_SCALES = (90, 100, 110, 125, 150)


class AppearancePage(SettingsPage):
    """What the studio looks like."""

    title = "Appearance"
    icon = "palette"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.scheme_choice = SegmentedControl(theme, ["System", "Light", "Dark"], "Theme")
        scales = [(scale, f"{scale} %") for scale in _SCALES]
        self.scale_choice = ChoiceChip(theme, "Size of the interface", scales)
        self.motion_switch = Switch(theme, "Reduce motion")
        self.caption_switch = Switch(theme, "Larger captions")
        self._build_layout()
        self.scheme_choice.choice_changed.connect(self._on_scheme_chosen)
        self.scale_choice.value_chosen.connect(self._on_scale_chosen)
        self.motion_switch.clicked.connect(self._on_motion_clicked)
        self.caption_switch.clicked.connect(self._on_caption_clicked)

    def _build_layout(self) -> None:
        self.add_heading("Theme")
        self.add_setting("Light or dark", "System follows your desktop", self.scheme_choice)
        self.add_divider()
        self.add_heading("Size and motion")
        note = "Text, buttons and panels; pictures keep their size"
        self.add_setting("Size of the interface", note, self.scale_choice)
        note = "Cards jump to their place, nothing shimmers, slides or fades"
        self.add_setting("Reduce motion", note, self.motion_switch)
        self.add_setting("Larger captions", "The text under each card", self.caption_switch)
        self.finish()

    def show_settings(self, settings: Settings) -> None:
        """Show scheme, size and switches."""
        self.scheme_choice.set_current(_SCHEMES.index(settings.theme))
        self.scale_choice.set_value(settings.ui_scale_percent)
        self.scale_choice.setText(f"{settings.ui_scale_percent} %")
        self.motion_switch.setChecked(settings.is_motion_reduced)
        self.caption_switch.setChecked(settings.is_caption_large)

    def _on_scheme_chosen(self, index: int) -> None:
        self.ask(theme=_SCHEMES[index])

    def _on_scale_chosen(self, percent: object) -> None:
        self.ask(ui_scale_percent=percent)

    def _on_motion_clicked(self, is_on: bool) -> None:
        self.ask(is_motion_reduced=is_on)

    def _on_caption_clicked(self, is_on: bool) -> None:
        self.ask(is_caption_large=is_on)
