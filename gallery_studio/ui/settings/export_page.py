"""Export: what pictures take along unless another profile is chosen when they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.studio.export_profiles import ExportProfile
from gallery_studio.ui.settings.page import SettingsPage
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.segmented_control import SegmentedControl

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.ui.theme.theme import Theme

_PROFILES = tuple(ExportProfile)


class ExportPage(SettingsPage):
    """The profile that the export of images begins with."""

    title = "Export"
    icon = "download"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        names = [profile.label for profile in _PROFILES]
        self.profile_choice = SegmentedControl(theme, names, "Profile images are exported with")
        self.summary_label = PlainLabel(theme, "", "body", "textSecondary", max_lines=0)
        self._build_layout()
        self.profile_choice.choice_changed.connect(self._on_profile_chosen)

    def _build_layout(self) -> None:
        self.add_heading("Images are exported with", "Can be changed at each export")
        self.add(self.profile_choice)
        self.add(self.summary_label)
        self.add_divider()
        note = (
            "Sessions leave whole, as an archive that can be brought in again:"
            " untouched files, words, places and conversations."
        )
        self.add(PlainLabel(self._theme, note, "meta", "textSecondary", max_lines=0))
        self.finish()

    def show_settings(self, settings: Settings) -> None:
        """Show the profile and what it does."""
        profile = ExportProfile(settings.export_profile)
        self.profile_choice.set_current(_PROFILES.index(profile))
        self.summary_label.setText(profile.summary)

    def _on_profile_chosen(self, index: int) -> None:
        self.ask(export_profile=_PROFILES[index].value)
