"""The budget: a limit per month, a mark that warns, and whether to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.ui.settings.states import SpendingState
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.progress_bar import ProgressBar, level_of
from gallery_studio.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.ui.theme.theme import Theme

_MARKS = (50, 60, 70, 80, 90, 95)
_MOST_USD = 1_000_000.0


def parse_usd(text: str) -> float | None:
    """Return dollars from what a person typed, 0 for nothing, None when it is no amount."""
    plain = text.strip().removeprefix("$").strip().replace(" ", "")
    if not plain:
        return 0.0
    if "," in plain and "." not in plain and len(plain.rsplit(",", 1)[1]) != 3:
        plain = plain.replace(",", ".")  # 40,50 as it is written in much of Europe
    try:
        amount = float(plain.replace(",", ""))
    except ValueError:
        return None
    return amount if 0 <= amount <= _MOST_USD else None


def format_usd(amount: float) -> str:
    """Return ``$40`` or ``$12.40``."""
    return f"${amount:,.0f}" if amount == round(amount) else f"${amount:,.2f}"


class BudgetSection(QWidget):
    """Limit, mark, bar and numbers.

    Signals:
        changes_requested(object): A dict of new values of `Settings`.
    """

    changes_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._spending = theme, SpendingState()
        self._limit, self._warn_percent = 0.0, 80
        self.limit_field = TextField(theme, "Monthly limit in dollars", placeholder="No limit")
        marks = [(mark, f"{mark} %") for mark in _MARKS]
        self.warn_choice = ChoiceChip(theme, "Warn me at", marks)
        self.bar = ProgressBar(theme, "Budget of this month", height_px=8)
        self._spent = PlainLabel(theme, "", "meta", "textSecondary")
        self._more = PlainLabel(theme, "", "meta", "textSecondary")
        self._end = PlainLabel(theme, "", "meta", "textSecondary")
        self._build_layout()
        self.limit_field.editing_finished.connect(self._on_limit_entered)
        self.warn_choice.value_chosen.connect(self._on_warn_chosen)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def _build_layout(self) -> None:
        theme = self._theme
        first = QHBoxLayout()
        first.setSpacing(theme.px(12))
        first.addWidget(PlainLabel(theme, "Monthly limit", "body"))
        first.addWidget(self.limit_field)
        first.addWidget(PlainLabel(theme, "Warn me at", "body"))
        first.addWidget(self.warn_choice)
        first.addStretch(1)
        first.addWidget(self._spent)
        last = QHBoxLayout()
        last.addWidget(self._more, 1)
        last.addWidget(self._end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(first)
        column.addWidget(self.bar)
        column.addLayout(last)

    def show_settings(self, settings: Settings) -> None:
        """Show limit and mark, unless the limit is just being typed."""
        self._limit, self._warn_percent = settings.monthly_limit_usd, settings.warn_at_percent
        if not self.limit_field.edit.hasFocus():
            self.limit_field.set_text(f"${self._limit:,.2f}" if self._limit else "")
        self.warn_choice.set_value(self._warn_percent)
        self.warn_choice.setText(f"{self._warn_percent} %")
        self._update()

    def show_spending(self, spending: SpendingState) -> None:
        """Show what was spent."""
        self._spending = spending
        self._update()

    def _update(self) -> None:
        spent, limit = self._spending.spent_usd, self._limit
        when = f"in {self._spending.month}" if self._spending.month else "this month"
        self._spent.setText(f"${spent:,.2f} spent {when}")
        self.bar.setVisible(limit > 0)
        self.warn_choice.setEnabled(limit > 0)
        self._end.setText(format_usd(limit) if limit else "")
        self._more.setText(self._outlook())
        if limit > 0:
            mark = self._warn_percent / 100
            share = spent / limit
            self.bar.set_share(share, level_of(share, mark), mark)

    def _outlook(self) -> str:
        """Return in words what is left: never colour alone."""
        if not self._limit:
            return "No limit: spending is only counted."
        left = self._limit - self._spending.spent_usd
        if left <= 0:
            return f"Over the limit by ${-left:,.2f}"
        if self._spending.more_images is None:
            return f"${left:,.2f} left"
        return f"About {self._spending.more_images} more images at the current mix"

    def _on_limit_entered(self, text: str) -> None:
        amount = parse_usd(text)
        if amount is None:
            self.limit_field.set_error("Write an amount such as 40 or 12.50")
            return
        self.limit_field.set_error("")
        self.limit_field.set_text(f"${amount:,.2f}" if amount else "")
        if amount != self._limit:
            self.changes_requested.emit({"monthly_limit_usd": amount})

    def _on_warn_chosen(self, percent: object) -> None:
        self.changes_requested.emit({"warn_at_percent": percent})

    def _on_theme_changed(self) -> None:
        self.limit_field.setFixedWidth(self._theme.px(112))
