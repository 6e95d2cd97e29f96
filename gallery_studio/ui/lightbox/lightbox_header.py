"""The header of the lightbox: what is shown, how, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gallery_studio.ui.lightbox.picture_order import LightboxMode
from gallery_studio.ui.theme.painting import BadgeStyle, paint_icon, paint_surface
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.buttons import PrimaryButton
from gallery_studio.ui.widgets.control import state_of
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.segmented_control import SegmentedControl

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

HEIGHT = 56
MODES = (LightboxMode.VIEW, LightboxMode.COMPARE, LightboxMode.SIDE_BY_SIDE)
_MODE_TEXTS = ("View", "Compare", "Side by side")
_MODE_ICONS = ("image", "square-split-horizontal", "columns-2")
_NARROW = 900


class PanelButton(IconButton):
    """An icon that stays pressed while what it opens is open."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground while pressed; the icon keeps its outline."""
        theme, look = self._theme, self.looks.of(state_of(self))
        painter = QPainter(self)
        fill = "pressed" if self.isChecked() else look.fill
        border = theme.color("border") if self.isChecked() else None
        ground = theme.color(fill) if fill else None
        paint_surface(painter, QRectF(self.rect()), theme.radius("control"), ground, border)
        spot = QRectF(0, 0, theme.px(16), theme.px(16))
        spot.moveCenter(QRectF(self.rect()).center())
        paint_icon(
            painter, theme, self._icon_name, spot,
            theme.color("text" if self.isChecked() else look.text),
        )  # fmt: skip


class LightboxHeader(QWidget):
    """Buttons and words; the lightbox connects them. Clicks do not take the focus."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.close_button = IconButton(theme, "x", "Close", key="Esc")
        self.title = PlainLabel(theme, "", "title")
        self.badge = Badge(theme, BadgeStyle("Model"))
        self.modes = SegmentedControl(theme, _MODE_TEXTS, "How images are shown", icons=_MODE_ICONS)
        self.star_button = IconButton(theme, "star", "Star", key="S")
        self.star_button.setCheckable(True)
        self.star_button.set_checked_color("favourite")
        self.zoom_button = IconButton(theme, "zoom-in", "Actual size", key="Z")
        self.save_button = IconButton(theme, "download", "Save as…", key="Ctrl+S")
        self.more_button = IconButton(theme, "ellipsis", "More", key="Shift+F10")
        self.edit_button = PrimaryButton(theme, "Edit", icon="wand-sparkles")
        self.details_button = PanelButton(theme, "panel-right", "Details", key="I")
        self.details_button.setCheckable(True)
        self._build_layout()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_title(self, title: str, badge: BadgeStyle | None) -> None:
        """Show what is looked at."""
        self.title.setText(title)
        self.badge.setVisible(badge is not None)
        if badge is not None:
            self.badge.set_style(badge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the hairline under it."""
        painter, rect = QPainter(self), self.rect()
        painter.fillRect(rect, self._theme.color("app"))
        painter.fillRect(0, rect.bottom(), rect.width(), 1, self._theme.color("borderSubtle"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the modes out where there is no room for them."""
        super().resizeEvent(event)
        self.modes.set_compact(self.width() < self._theme.px(_NARROW))

    def _build_layout(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._row = row
        row.addWidget(self.close_button)
        row.addWidget(self.title)
        row.addWidget(self.badge)
        row.addStretch(1)
        row.addWidget(self.modes, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for button in self._actions():
            row.addWidget(button)
        for button in (self.close_button, *self._actions()):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _actions(self) -> tuple[QWidget, ...]:
        return (
            self.star_button, self.zoom_button, self.save_button, self.more_button,
            self.edit_button, self.details_button,
        )  # fmt: skip

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self.setFixedHeight(max(px(HEIGHT), self._theme.control_height(36) + px(12)))
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._row.setSpacing(px(8))
        self.update()
