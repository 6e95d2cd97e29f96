"""Gemini and budget: key, default models, limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.model_info import ModelInfo, ModelStatus
from gallery_studio.ui.settings.budget_section import BudgetSection
from gallery_studio.ui.settings.key_section import KeySection
from gallery_studio.ui.settings.page import SettingsPage
from gallery_studio.ui.widgets.check_box import Switch
from gallery_studio.ui.widgets.selectable_row import SelectableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.config import Settings
    from gallery_studio.ui.theme.theme import Theme


def price_text(model: ModelInfo) -> str:
    """Return what a picture costs, at the model's default size."""
    price = model.price_for(None)
    if price is None:
        return "Price unknown"
    return "Free" if price == 0 else f"${price:.2f} per image"


class GeminiPage(SettingsPage):
    """The first page: what makes the studio work."""

    title = "Gemini and budget"
    icon = "key-round"

    def __init__(self, theme: Theme, models: Sequence[ModelInfo]) -> None:
        super().__init__(theme)
        self.key_section = KeySection(theme)
        self.budget_section = BudgetSection(theme)
        self.stop_switch = Switch(theme, "Stop at the limit")
        self.offline_switch = Switch(
            theme, "Use the Offline model when there is no key or no network"
        )
        offered = [model for model in models if model.status is not ModelStatus.RETIRED]
        self.model_rows = {model.id: self._make_row(model) for model in offered}
        self._build_layout()
        self._connect()

    def _make_row(self, model: ModelInfo) -> SelectableRow:
        row = SelectableRow(
            self._theme, model.name, summary=model.summary, icon=model.glyph,
            detail=price_text(model),
        )  # fmt: skip
        row.clicked.connect(self._on_model_clicked)
        return row

    def _build_layout(self) -> None:
        self.add_heading("Gemini API key")
        self.add(self.key_section)
        self.add_divider()
        self.models_note = self.add_heading("Default models")
        for row in self.model_rows.values():
            self.add(row)
        self.add_divider()
        self.add_heading("Budget")
        self.add(self.budget_section)
        self._column.addSpacing(self._theme.px(8))
        note = "Generate stays off until you raise it or the month turns"
        self.add_setting("Stop at the limit", note, self.stop_switch)
        self.add_divider()
        note = "Its images are samples and carry an Offline badge"
        self.add_setting(self.offline_switch.accessibleName(), note, self.offline_switch)
        self.finish()

    def _connect(self) -> None:
        self.budget_section.changes_requested.connect(self.changes_requested)
        self.stop_switch.clicked.connect(self._on_stop_clicked)
        self.offline_switch.clicked.connect(self._on_offline_clicked)

    def show_settings(self, settings: Settings) -> None:
        """Show models, budget and switches."""
        for model_id, row in self.model_rows.items():
            row.setChecked(model_id in settings.default_models)
        is_any = bool(settings.default_models)
        words = "New directives use these" if is_any else "None ticked: the best available model"
        self.models_note.setText(words)
        self.budget_section.show_settings(settings)
        self.stop_switch.setChecked(settings.is_stopping_at_limit)
        self.stop_switch.setEnabled(settings.monthly_limit_usd > 0)
        self.offline_switch.setChecked(settings.use_offline_model)

    def _on_model_clicked(self) -> None:
        chosen = tuple(key for key, row in self.model_rows.items() if row.isChecked())
        self.ask(default_models=chosen)

    def _on_stop_clicked(self, is_on: bool) -> None:
        self.ask(is_stopping_at_limit=is_on)

    def _on_offline_clicked(self, is_on: bool) -> None:
        self.ask(use_offline_model=is_on)
