"""A chip that opens a menu and shows which of its values holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal

from gallery_studio.ui.widgets.chip import Chip, ChipStyle
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QKeyEvent
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.theme.theme import Theme

_NUMBER = "choice_number"


class ChoiceChip(Chip):
    """One value out of a menu; Space, Enter and ↓ open it.

    Args:
        theme: Gives all colours and sizes.
        name: What is being chosen, for screen readers.
        choices: Values and their words.
        icon: Name of an icon, or "".
        parent: Owner.

    Signals:
        value_chosen(object): A person chose that value.
    """

    value_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        name: str,
        choices: Sequence[tuple[object, str]],
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, ChipStyle(choices[0][1], icon, has_menu=True), parent)
        self._name, self._choices = name, tuple(choices)
        self._value = choices[0][0]
        self.menu_: Menu | None = None
        self.set_value(self._value)
        self.clicked.connect(self.open_menu)

    @property
    def value(self) -> object:
        """The value that holds."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show a value without telling anybody; one that is not offered is shown as it is."""
        self._value = value
        words = dict(self._choices).get(value, str(value))
        self.setText(words)
        self.setAccessibleName(f"{self._name}: {words}")

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer other values; one that is no longer among them gives way to the first."""
        self._choices = tuple(choices)
        known = {value for value, _ in self._choices}
        self.set_value(self._value if self._value in known else self._choices[0][0])

    def open_menu(self) -> None:
        """Open the menu under the chip."""
        menu = Menu(self._theme, self._name, self)
        for number, (value, words) in enumerate(self._choices):
            action = menu.add_item(words, is_checked=value == self._value)
            action.setProperty(_NUMBER, number)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu_ = menu
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + self._theme.px(4))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the menu with the arrow down, as Qt's own choices do."""
        if event.key() == Qt.Key.Key_Down:
            self.open_menu()
            return
        super().keyPressEvent(event)

    def _on_triggered(self, action: QAction) -> None:
        value = self._choices[action.property(_NUMBER)][0]
        if value != self._value:
            self.set_value(value)
            self.value_chosen.emit(value)
