"""A bar of something used up: the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_surface

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

Level = Literal["normal", "warning", "danger"]
_TOKENS = {"normal": "accent", "warning": "warning", "danger": "danger"}
_STEPS = 1000


def level_of(share: float, warn_at: float) -> Level:
    """Return how serious a share of a budget is: a warning from the mark on, danger from 1."""
    if share >= 1:
        return "danger"
    return "warning" if share >= warn_at else "normal"


class ProgressBar(QProgressBar):
    """A thin bar, with an optional mark. The numbers stand beside it: colour is not enough.

    Args:
        theme: Gives all colours and sizes.
        name: What is measured, for screen readers.
        height_px: Height at 100 %.
        parent: Owner.
    """

    def __init__(
        self, theme: Theme, name: str, height_px: int = 5, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._height_px = theme, height_px
        self._level: Level = "normal"
        self._mark: float | None = None
        self.setRange(0, _STEPS)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def level(self) -> Level:
        """How serious it is."""
        return self._level

    def set_share(self, share: float, level: Level = "normal", mark: float | None = None) -> None:
        """Show a share.

        Args:
            share: Part used; above 1 the bar is full.
            level: Colour of the bar.
            mark: Share at which a tick stands, or None.
        """
        self._level, self._mark = level, mark
        self.setValue(round(min(1.0, max(0.0, share)) * _STEPS))
        self.setAccessibleDescription(f"{share:.0%} used")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as it gets; the mark reaches a little above and below."""
        return QSize(self._theme.px(120), self._theme.px(self._height_px) + 2)

    def minimumSizeHint(self) -> QSize:
        """At least as wide as a hand."""
        return QSize(self._theme.px(40), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint track, bar and mark."""
        theme, painter = self._theme, QPainter(self)
        rect = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        radius = rect.height() / 2
        paint_surface(painter, rect, radius, theme.color("hover"))
        share = self.value() / _STEPS
        if share > 0:
            done = QRectF(rect)
            done.setWidth(max(rect.height(), rect.width() * share))
            paint_surface(painter, done, radius, theme.color(_TOKENS[self._level]))
        if self._mark is not None:
            x = rect.left() + rect.width() * min(1.0, self._mark) - 1
            painter.fillRect(QRectF(x, 0, 2, self.height()), theme.color("text"))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
