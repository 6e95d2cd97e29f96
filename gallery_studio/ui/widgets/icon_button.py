"""Buttons that are only an icon, on a target of 32 px."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent

from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.control import Look, Looks, ThemedButton, state_of
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.theme.theme import Theme


class IconButton(ThemedButton):
    """An icon on a 32 px target; its name is its tooltip and its accessible name.

    Args:
        theme: Gives all colours and sizes.
        icon: Name of an icon.
        name: What it does, as said by the tooltip and the screen reader.
        key: The key that does the same, as shown in the tooltip.
        is_outlined: Whether it stands on a surface with a border.
        parent: Owner.
    """

    looks = Looks(
        rest=Look("", "", "textSecondary"),
        hover=Look("hover", "", "text"),
        pressed=Look("pressed", "", "text"),
        disabled=Look("", "", "textDisabled"),
    )

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        key: str = "",
        is_outlined: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, icon=icon, height=36 if is_outlined else 32, parent=parent)
        self._key, self._is_outlined = key, is_outlined
        self._checked_color = "accentText"
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Change what it says it does."""
        self.setAccessibleName(name)
        set_plain_tooltip(self, name, self._key)

    def set_checked_color(self, token: str) -> None:
        """Set the colour of the filled icon while checked (``favourite`` for a star)."""
        self._checked_color = token

    def sizeHint(self) -> QSize:
        """A square of at least 32 px."""
        side = self._theme.px(self._height)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground of the state and the icon; checked, the icon is filled."""
        theme, look, rect = self._theme, self.looks.of(state_of(self)), QRectF(self.rect())
        painter = QPainter(self)
        border = theme.color("borderControl") if self._is_outlined else None
        fill = theme.color(look.fill) if look.fill else None
        paint_surface(painter, rect, theme.radius("control"), fill, border)
        token = self._checked_color if self.isChecked() and self.isEnabled() else look.text
        spot = QRectF(0, 0, theme.px(16), theme.px(16))
        spot.moveCenter(rect.center())
        color = theme.color(token)
        paint_icon(painter, theme, self._icon_name, spot, color, is_filled=self.isChecked())
