"""The main button of the window: Generate, with the number of images and the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.ui.widgets.buttons import PrimaryButton
from gallery_studio.ui.widgets.keys import key_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.theme.theme import Theme


class GenerateButton(PrimaryButton):
    """Generate 8, Ctrl+↵."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._hint = key_text("Ctrl+Return")
        super().__init__(theme, "Generate", icon="sparkles", shortcut=self._hint, parent=parent)

    def set_images(self, count: int, *, is_asking_first: bool = False) -> None:
        """Show how many pictures it makes; one needs no number.

        Args:
            count: Pictures.
            is_asking_first: Whether something is shown first; told by an ellipsis, as everywhere.
        """
        words = f"Generate {count}" if count > 1 else "Generate"
        self.setText(f"{words}…" if is_asking_first else words)

    def set_hint_shown(self, is_shown: bool) -> None:
        """Show the key, or leave it to the tooltip where room is scarce."""
        self._shortcut_hint = self._hint if is_shown else ""
        self.updateGeometry()
        self.update()
