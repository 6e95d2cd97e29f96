"""The one button each picture on the stage can have: Locate its file, or choose it in a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from gallery_studio.ui.widgets.buttons import SecondaryButton

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.lightbox.stage_painter import Pane
    from gallery_studio.ui.theme.theme import Theme


class StageButtons(QObject):
    """Keeps a button over each picture that has one.

    Signals:
        clicked(str): The button of the picture with that key was pressed.
    """

    clicked = Signal(str)

    def __init__(self, theme: Theme, stage: QWidget) -> None:
        super().__init__(stage)
        self._theme, self._stage = theme, stage
        self._buttons: list[SecondaryButton] = []
        self._texts: dict[str, str] = {}

    @property
    def shown(self) -> list[SecondaryButton]:
        """The buttons that are there now, in the order of the pictures."""
        return [button for button in self._buttons if not button.isHidden()]

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Say which pictures have a button, by key; `lay_out` shows them."""
        self._texts = dict(texts)

    def lay_out(self, panes: Sequence[Pane]) -> None:
        """Put the buttons over their pictures."""
        for button in self._buttons[len(panes) :]:
            button.hide()
        for index, pane in enumerate(panes):
            text = self._texts.get(pane.item.key, "")
            if text:
                self._put(self._button(index), pane, text)
            elif index < len(self._buttons):
                self._buttons[index].hide()

    def _put(self, button: SecondaryButton, pane: Pane, text: str) -> None:
        if button.text() != text:
            button.setText(text)
        button.setProperty("key", pane.item.key)
        button.resize(button.sizeHint())
        seen = pane.seen
        top = seen.bottom() - self._theme.px(20) - button.height()
        if pane.is_empty:  # its words stand in the middle, and the button under them
            top = min(top, seen.center().y() + self._theme.px(32))
        button.move(round(seen.center().x() - button.width() / 2), round(top))
        button.show()

    def _button(self, index: int) -> SecondaryButton:
        while len(self._buttons) <= index:
            button = SecondaryButton(self._theme, "", parent=self._stage)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._on_clicked)
            button.hide()
            self._buttons.append(button)
        return self._buttons[index]

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, SecondaryButton):
            self.clicked.emit(str(button.property("key")))
