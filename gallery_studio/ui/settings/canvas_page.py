"""Canvas: what the wheel does, lines of descent, how many models are asked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.ui.settings.page import SettingsPage
from gallery_studio.ui.widgets.check_box import Switch
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.segmented_control import SegmentedControl

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.ui.theme.theme import Theme

_CALLS = (1, 2, 3, 4, 6, 8, 12, 16)
_REFERENCES = (1, 2, 3, 5, 8, 10, 14)


class CanvasPage(SettingsPage):
    """How the wall behaves."""

    title = "Canvas"
    icon = "layout-dashboard"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.wheel_choice = SegmentedControl(theme, ["Zooms", "Scrolls"], "The mouse wheel")
        self.lineage_switch = Switch(theme, "Lines of descent")
        calls = [(count, str(count)) for count in _CALLS]
        self.calls_choice = ChoiceChip(theme, "Calls at once", calls)
        references = [(count, str(count)) for count in _REFERENCES]
        self.references_choice = ChoiceChip(theme, "References per turn", references)
        self._build_layout()
        self.wheel_choice.choice_changed.connect(self._on_wheel_chosen)
        self.lineage_switch.clicked.connect(self._on_lineage_clicked)
        self.calls_choice.value_chosen.connect(self._on_calls_chosen)
        self.references_choice.value_chosen.connect(self._on_references_chosen)

    def _build_layout(self) -> None:
        self.add_heading("Wall")
        self.add_setting("The mouse wheel", "Ctrl+wheel always does the other", self.wheel_choice)
        note = "From each edit back to the image it came from"
        self.add_setting("Lines of descent", note, self.lineage_switch)
        self.add_divider()
        self.add_heading("Generating")
        note = "More is faster until the service asks to slow down"
        self.add_setting("Calls at once", note, self.calls_choice)
        note = "The most that can go with one message; a model that takes fewer says so"
        self.add_setting("References per turn", note, self.references_choice)
        self.finish()

    def show_settings(self, settings: Settings) -> None:
        """Show wheel, lines and calls."""
        self.wheel_choice.set_current(0 if settings.does_wheel_zoom else 1)
        self.lineage_switch.setChecked(settings.is_lineage_shown)
        self.calls_choice.set_value(settings.calls_at_once)
        self.references_choice.set_value(settings.references_per_turn)

    def _on_wheel_chosen(self, index: int) -> None:
        self.ask(does_wheel_zoom=index == 0)

    def _on_lineage_clicked(self, is_on: bool) -> None:
        self.ask(is_lineage_shown=is_on)

    def _on_calls_chosen(self, count: object) -> None:
        self.ask(calls_at_once=count)

    def _on_references_chosen(self, count: object) -> None:
        self.ask(references_per_turn=count)
