"""The line under the stage: which keys do what here, and how large the picture is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.lightbox.picture_order import LightboxMode
from gallery_studio.ui.theme.painting import paint_surface, paint_text

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

HEIGHT = 38
_ZOOM_ROOM = 72


@dataclass(frozen=True, slots=True)
class Hint:
    """Keys and what they do."""

    keys: tuple[str, ...]
    text: str


HINTS = {
    LightboxMode.VIEW: (
        Hint(("←", "→"), "other images"),
        Hint(("Z",), "100 % or fit"),
        Hint(("W",), "wall"),
        Hint(("I",), "details"),
    ),
    LightboxMode.COMPARE: (
        Hint(("←", "→"), "move the divider"),
        Hint(("X",), "swap"),
        Hint(("Alt ←", "Alt →"), "change the left image"),
        Hint(("Space",), "hold to flicker"),
        Hint(("D",), "difference"),
    ),
    LightboxMode.SIDE_BY_SIDE: (
        Hint(("←", "→"), "other images"),
        Hint(("X",), "swap"),
        Hint(("Ctrl+click",), "adds from the filmstrip"),
        Hint(("Space",), "hold to flicker"),
        Hint(("H",), "hide names"),
    ),
}


class KeyHints(QWidget):
    """Paints as many hints as fit, in the middle; the scale stands at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mode, self._scale_percent = LightboxMode.VIEW, 100
        self._ground = theme.color("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_state(self, mode: LightboxMode, scale_percent: int, ground: QColor) -> None:
        """Show the hints of a mode on the ground of the stage."""
        self._mode, self._scale_percent, self._ground = mode, scale_percent, ground
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hints; the ground goes on from the stage, so the words choose their ink."""
        painter, theme = QPainter(self), self._theme
        painter.fillRect(self.rect(), self._ground)
        hints = self._fitting(HINTS[self._mode])
        spaces = theme.px(24) * (len(hints) - 1)
        x = (self.width() - sum(self._width(hint) for hint in hints) - spaces) / 2
        for hint in hints:
            x = self._paint_hint(painter, hint, x) + theme.px(24)
        area = QRectF(self.rect()).adjusted(0, 0, -theme.px(28), 0)
        align = Qt.AlignmentFlag.AlignRight
        text = f"{self._scale_percent} %"
        paint_text(painter, theme.font("meta"), area, text, self._ink(), align)

    def _fitting(self, hints: tuple[Hint, ...]) -> list[Hint]:
        room = self.width() - 2.0 * self._theme.px(_ZOOM_ROOM)
        chosen: list[Hint] = []
        for hint in hints[: 3 if self._mode is LightboxMode.COMPARE else len(hints)]:
            room -= self._width(hint) + self._theme.px(24)
            if room < 0:
                break
            chosen.append(hint)
        return chosen

    def _ink(self) -> QColor:
        """Return a colour that can be read on the wall (mid-grey takes black)."""
        if self._ground == self._theme.color("canvas"):
            return self._theme.color("textSecondary")
        return QColor("#B9B8B5") if self._ground.lightness() < 90 else QColor("#000000")

    def _cap_width(self, key: str) -> float:
        width = QFontMetricsF(self._theme.font("badge")).horizontalAdvance(key)
        return max(float(self._theme.px(22)), width + 2 * self._theme.px(6))

    def _width(self, hint: Hint) -> float:
        caps = sum(self._cap_width(key) + self._theme.px(6) for key in hint.keys)
        return caps + QFontMetricsF(self._theme.font("meta")).horizontalAdvance(hint.text) + 1

    def _paint_hint(self, painter: QPainter, hint: Hint, x: float) -> float:
        theme, height = self._theme, self._theme.px(20)
        ink = self._ink()
        is_theme = self._ground == theme.color("canvas")
        fill = theme.color("hover" if theme.is_dark else "raised") if is_theme else None
        border = theme.color("border") if is_theme else ink
        for key in hint.keys:
            cap = QRectF(x, (self.height() - height) / 2, self._cap_width(key), height)
            paint_surface(painter, cap, theme.radius("badge"), fill, border)
            paint_text(painter, theme.font("badge"), cap, key, ink, Qt.AlignmentFlag.AlignHCenter)
            x = cap.right() + theme.px(6)
        width = QFontMetricsF(theme.font("meta")).horizontalAdvance(hint.text) + 1
        rect = QRectF(x, 0, width, self.height())
        paint_text(painter, theme.font("meta"), rect, hint.text, ink)
        return x + width

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(self._theme.px(HEIGHT))
        self.update()
