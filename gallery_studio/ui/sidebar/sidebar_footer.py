"""The foot of the sidebar: which model answers or what it cost so far, and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.records import dataclass
from gallery_studio.studio.price_text import money
from gallery_studio.ui.theme.painting import BadgeStyle
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.buttons import GhostButton
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.progress_bar import ProgressBar, level_of

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

OFFLINE_BADGE = BadgeStyle("Offline model", "cloud-off", "warning", "warningSoft")


@dataclass(frozen=True, slots=True)
class FooterState:
    """What the foot shows.

    Attributes:
        has_key: Whether Gemini can be asked; without, the offline model answers.
        month: Name of the present month.
        spent_usd: Spent this month.
        limit_usd: Budget of a month, or 0 for none.
        warn_at_percent: Share of the budget at which the bar warns.
    """

    has_key: bool = False
    month: str = ""
    spent_usd: float = 0.0
    limit_usd: float = 0.0
    warn_at_percent: int = 80

    @property
    def amount(self) -> str:
        """The numbers, such as ``$12.40 of $40``."""
        spent = money(self.spent_usd)
        return f"{spent} of {_whole(self.limit_usd)}" if self.limit_usd else spent


class SidebarFooter(QWidget):
    """64 px: badge and Add key, or the month's budget or spending; settings at the right.

    Signals:
        add_key_requested(): Open the settings at the key.
        settings_requested(): Open the settings.
    """

    add_key_requested = Signal()
    settings_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.badge = Badge(theme, OFFLINE_BADGE)
        self.add_key = GhostButton(theme, "Add key", height=32)
        self._title = PlainLabel(theme, "", "meta", "textSecondary")
        self._amount = PlainLabel(theme, "", "meta", "text")
        self._amount.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.bar = ProgressBar(theme, "Budget of this month", height_px=3)
        self.settings = IconButton(theme, "settings", "Settings", key="Ctrl+,")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._build_layout()
        self._connect()
        self.set_state(FooterState())

    def set_state(self, state: FooterState) -> None:
        """Show another state."""
        has_limit = state.has_key and state.limit_usd > 0
        self.badge.setVisible(not state.has_key)
        self.add_key.setVisible(not state.has_key)
        self._spending.setVisible(state.has_key)
        self.bar.setVisible(has_limit)
        self._title.setText(f"{state.month} budget" if has_limit else state.month)
        self._amount.setText(state.amount)
        self._spending.setAccessibleName(f"{self._title.text()}: {state.amount}")
        if has_limit:
            share, warn_at = state.spent_usd / state.limit_usd, state.warn_at_percent / 100
            self.bar.set_share(share, level_of(share, warn_at))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hairline above."""
        line = QRectF(0, 0, self.width(), 1)
        QPainter(self).fillRect(line, self._theme.color("borderSubtle"))

    def _build_layout(self) -> None:
        self._spending = QWidget()
        words = QHBoxLayout()
        words.addWidget(self._title)
        words.addWidget(self._amount)
        words.addStretch(1)
        column = QVBoxLayout(self._spending)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self.bar)
        column.addStretch(1)
        self._words, self._column = words, column
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.badge)
        self._row.addWidget(self.add_key, 1)
        self._row.addWidget(self._spending, 1)
        self._row.addWidget(self.settings)
        self._on_theme_changed()

    def _connect(self) -> None:
        self.add_key.clicked.connect(self.add_key_requested)
        self.settings.clicked.connect(self.settings_requested)
        self._theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(18), 0, px(10), 0)
        self._row.setSpacing(px(4))
        self._words.setSpacing(px(6))
        self._column.setSpacing(px(8))
        needed = self._theme.line_height("meta") + px(28)
        self.setFixedHeight(max(px(64), needed))
        self.update()


def _whole(usd: float) -> str:
    """Return a limit without the cents it does not have."""
    return f"${usd:,.0f}" if usd == round(usd) else money(usd)
