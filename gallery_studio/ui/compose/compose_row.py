"""The lowest row of the compose bar: chips, Stop and Generate, in the form that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.ui.compose.compose_chips import ChipsForm, ComposeChips
from gallery_studio.ui.compose.generate_button import GenerateButton
from gallery_studio.ui.compose.layouts import settle
from gallery_studio.ui.widgets.buttons import SecondaryButton

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_COMPACT_BELOW = 612  # a panel of 640 px less its inner margins
_GAP = 6


class ComposeRow(QWidget):
    """Chips at the left, buttons at the right; too narrow for both, the buttons go below.

    Attributes:
        chips: What will be made.
        stop: There while something runs.
        generate: The main button.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fitted: tuple[object, ...] = ()
        self.chips = ComposeChips(theme)
        self.stop = SecondaryButton(theme, "Stop", icon="square")
        self.stop.hide()
        self.generate = GenerateButton(theme)
        self._beside, self._below = QHBoxLayout(), QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._build_layout()

    def fit(self, width: int) -> None:
        """Show as much as fits into that width: all, no price, counts only, two rows."""
        content = (self.chips.signature(), self.generate.text(), self.stop.isHidden())
        key = (width, content, self._theme.scale)
        if key == self._fitted:
            return
        self._fitted = key
        self._set_gaps()
        is_narrow = width < self._theme.px(_COMPACT_BELOW)
        first = ChipsForm.COMPACT if is_narrow else ChipsForm.WITH_PRICE
        for form in ChipsForm:
            if form >= first:
                self._set_form(form)
                if self._wanted_width() <= width:
                    break
        settle(self._column)

    def _build_layout(self) -> None:
        self._beside.addWidget(self.chips, 1)
        self._below.addStretch(1)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._beside)
        self._column.addLayout(self._below)
        self._put_buttons(is_below=False)

    def _set_form(self, form: ChipsForm) -> None:
        self.chips.set_form(form)
        self.generate.set_hint_shown(form < ChipsForm.COMPACT)
        self._put_buttons(is_below=form is ChipsForm.TIGHT)

    def _put_buttons(self, *, is_below: bool) -> None:
        row = self._below if is_below else self._beside
        if row.indexOf(self.generate) < 0:
            for button in (self.stop, self.generate):
                row.addWidget(button)

    def _wanted_width(self) -> int:
        parts = [self.chips, self.generate] + ([] if self.stop.isHidden() else [self.stop])
        gaps = (len(parts) - 1) * self._theme.px(_GAP)
        return sum(part.sizeHint().width() for part in parts) + gaps

    def _set_gaps(self) -> None:
        for layout in (self._beside, self._below, self._column):
            layout.setSpacing(self._theme.px(_GAP))
