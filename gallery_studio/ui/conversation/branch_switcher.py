"""Goes from one branch to another where a turn has siblings: ‹ Branch 1 of 2 ›."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.theme.painting import paint_text
from gallery_studio.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from gallery_studio.ui.conversation.conversation_state import TurnView
    from gallery_studio.ui.conversation.intents import OutputIntents
    from gallery_studio.ui.theme.theme import Theme


class BranchSwitcher(QWidget):
    """Two arrows around "Branch n of m".

    Args:
        theme: Gives colours and sizes.
        intents: Where wishes go.
        parent: Owner.
    """

    def __init__(self, theme: Theme, intents: OutputIntents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._intents = theme, intents
        self._turn: TurnView | None = None
        self._text = ""
        self.previous = IconButton(theme, "chevron-left", "Previous branch", parent=self)
        self.next = IconButton(theme, "chevron-right", "Next branch", parent=self)
        self.previous.clicked.connect(self._on_previous)
        self.next.clicked.connect(self._on_next)
        self.set_in_tab_order(is_in=False)

    def text(self) -> str:
        """Return the words between the arrows."""
        return self._text

    def show_turn(self, turn: TurnView) -> None:
        """Show where a turn stands among its siblings."""
        self._turn = turn
        self._text = f"Branch {turn.branch_number} of {len(turn.siblings)}"
        self.setAccessibleName(f"{self._text} of turn {turn.number}")
        self.previous.setEnabled(turn.neighbour(-1) is not None)
        self.next.setEnabled(turn.neighbour(1) is not None)
        self.update()

    def set_in_tab_order(self, *, is_in: bool) -> None:
        """Let Tab reach the arrows."""
        policy = Qt.FocusPolicy.StrongFocus if is_in else Qt.FocusPolicy.ClickFocus
        self.previous.setFocusPolicy(policy)
        self.next.setFocusPolicy(policy)

    def sizeHint(self) -> QSize:
        """Room for arrows and words."""
        width = QFontMetrics(self._theme.font("meta")).horizontalAdvance(self._text)
        return QSize(width + 2 * self._theme.px(32) + 2, self._theme.px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the arrows at both ends."""
        super().resizeEvent(event)
        side = self._theme.px(32)
        top = (self.height() - side) // 2
        self.previous.setGeometry(0, top, side, side)
        self.next.setGeometry(self.width() - side, top, side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words."""
        rect = QRectF(self.rect())
        center, color = Qt.AlignmentFlag.AlignHCenter, self._theme.color("textSecondary")
        paint_text(QPainter(self), self._theme.font("meta"), rect, self._text, color, center)

    def _on_previous(self) -> None:
        self._go(-1)

    def _on_next(self) -> None:
        self._go(1)

    def _go(self, step: int) -> None:
        if self._turn is not None and (other := self._turn.neighbour(step)) is not None:
            self._intents.branch_requested.emit(other)
