"""The theme: every colour, font, size, icon and duration of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QGuiApplication

from gallery_studio.ui.theme.clock import MotionClock
from gallery_studio.ui.theme.fonts import FontBook
from gallery_studio.ui.theme.icons import IconBook, draw_app_icon, draw_mark
from gallery_studio.ui.theme.shadows import ShadowCache
from gallery_studio.ui.theme.stylesheet import make_palette, make_stylesheet
from gallery_studio.ui.theme.tokens import Elevation, load_tokens

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QIcon, QPixmap
    from PySide6.QtWidgets import QApplication

Scheme = Literal["system", "dark", "light"]
_CHOSEN = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
_HIGH_CONTRAST = {"border": "borderControl", "textTertiary": "textSecondary", "dot": "canvas"}


_MOST_WIDTHS = 500

STYLE_ARGUMENTS = ("-style", "Fusion")
"""For the `QApplication`. To set the style later hands it to Python: 10 ms at the start."""


class Theme(QObject):
    """Answers what things look like, for one scheme, scale and kind of motion at a time.

    Views ask it while painting and repaint on `changed`. One per program; GUI thread only.

    Args:
        resources: Folder of the program's own resources.
        scheme: ``system`` follows the desktop and changes with it.
        ui_scale_percent: Size of the interface, 90 to 150.
        is_motion_reduced: Whether durations are 0 and nothing shimmers.

    Signals:
        changed(): Colours, sizes or motion are different now; lay out and paint again.
    """

    changed = Signal()

    def __init__(
        self,
        resources: Path,
        scheme: str = "system",
        ui_scale_percent: int = 100,
        is_motion_reduced: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = resources / "theme"
        self._tokens = load_tokens(self._folder / "tokens.json")
        self._font_book = FontBook(resources / "fonts")
        self._icon_book = IconBook(resources / "icons")
        self._app: QApplication | None = None
        self._scheme = scheme
        self._scale = ui_scale_percent / 100
        self._is_motion_reduced = is_motion_reduced
        self._is_caption_large = False
        self.shadows = ShadowCache()
        self.clock = MotionClock(self)
        self.clock.set_still(is_motion_reduced)
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._line_heights: dict[str, int] = {}
        self._widths: dict[tuple[str, str], int] = {}
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        if hasattr(self._hints, "accessibility"):  # Qt 6.10; before it no contrast is told
            self._hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)
        self._load_colors()

    # What it looks like

    @property
    def is_dark(self) -> bool:
        """Whether the dark scheme is in force. A desktop without a preference gets it too."""
        if self._scheme == "system":
            return self._hints.colorScheme() != Qt.ColorScheme.Light
        return self._scheme == "dark"

    @property
    def is_high_contrast(self) -> bool:
        """Whether the desktop asks for high contrast."""
        if not hasattr(self._hints, "accessibility"):
            return False
        preference = self._hints.accessibility().contrastPreference()
        return preference == Qt.ContrastPreference.HighContrast

    @property
    def is_motion_reduced(self) -> bool:
        """Whether animations are left out."""
        return self._is_motion_reduced

    @property
    def scale(self) -> float:
        """Size of the interface; 1.0 is 100 %."""
        return self._scale

    def color(self, token: str) -> QColor:
        """Return a colour of the current scheme as a copy the caller may change.

        Raises:
            KeyError: There is no such token.
        """
        return QColor(self._colors[token])

    def product_color(self, index: int) -> QColor:
        """Return the colour of a product's dot; the eight colours repeat."""
        names = self._tokens.products["dark" if self.is_dark else "light"]
        return QColor(names[index % len(names)])

    def opacity(self, name: str) -> float:
        """Return an opacity, 0 to 1; badges over pictures are opaque in high contrast."""
        if self.is_high_contrast and name.startswith("onImage"):
            return 1.0
        return self._tokens.opacities[name]

    def elevation(self, level: int) -> Elevation:
        """Return the shadow of a level, 1 to 3, in px at 100 %."""
        return self._tokens.elevations[level]

    def px(self, length: float) -> int:
        """Return a length of the design in logical px at the current scale of the interface."""
        return round(length * self._scale)

    def radius(self, name: str) -> int:
        """Return a corner radius in logical px: badge, image, control, card, panel."""
        return self.px(self._tokens.radii[name])

    def duration(self, name: str) -> int:
        """Return a duration in ms: fast, base, slow, journey; 0 when motion is reduced.

        ``toast`` and ``shimmer`` are spans of time, not of motion, and keep their length.
        """
        if self._is_motion_reduced and name not in {"toast", "shimmer"}:
            return 0
        return self._tokens.durations_ms[name]

    # Type

    def font(self, style: str) -> QFont:
        """Return a font of the type scale at the current scale; loads its file on first use.

        ``caption`` is the text under cards: ``body``, or ``compose`` where captions are large.
        """
        found = self._fonts.get(style)
        if found is None:
            found = self._font_book.font(self._tokens.types[self._step(style)], self._scale)
            self._fonts[style] = found
        return QFont(found)

    def line_height(self, style: str) -> int:
        """Return the height of a line in logical px, never less than the font needs."""
        step = self._step(style)
        found = self._line_heights.get(step)
        if found is None:
            needed = QFontMetricsF(self.font(style)).height()
            found = max(self.px(self._tokens.types[step].line), int(needed + 0.999))
            self._line_heights[step] = found
        return found

    def text_width(self, style: str, text: str) -> int:
        """Return the width of a short text on one line, such as a label, in logical px."""
        found = self._widths.get((style, text))
        if found is None:
            if len(self._widths) >= _MOST_WIDTHS:
                self._widths.clear()
            found = QFontMetrics(self.font(style)).horizontalAdvance(text)
            self._widths[style, text] = found
        return found

    def control_height(self, length: float = 36, style: str = "body") -> int:
        """Return the height of a control: as designed, but never less than its text needs."""
        return max(self.px(length), self.line_height(style) + self.px(8))

    @property
    def loaded_font_files(self) -> frozenset[str]:
        """Names of the font files in memory (each is loaded when first needed)."""
        return self._font_book.loaded_files

    # Icons

    def pixmap(
        self,
        icon: str,
        size_px: int,
        color: QColor,
        ratio: float = 1.0,
        *,
        is_filled: bool = False,
    ) -> QPixmap:
        """Return an icon in one colour, from the cache where possible.

        Args:
            icon: Name of a Lucide icon in the resources.
            size_px: Logical px as shown: apply `px` first.
            color: Colour of the strokes (its alpha is left aside).
            ratio: Device pixels per logical pixel.
            is_filled: Whether the shape is filled too (a set star).
        """
        return self._icon_book.pixmap(icon, size_px, color, ratio, is_filled=is_filled)

    def icon(self, name: str, token: str = "textSecondary", size_px: int = 16) -> QIcon:
        """Return a QIcon in a colour token; `size_px` is at 100 %."""
        disabled = self.color("textDisabled")
        return self._icon_book.icon(name, self.px(size_px), self.color(token), disabled)

    def mark(self, size_px: int, ratio: float = 1.0) -> QPixmap:
        """Return the studio's mark in the colours of the scheme; `size_px` as in `pixmap`."""
        ink, sun = self.color("text"), self.color("accent")
        return draw_mark(self._folder / "mark.svg", size_px, ink, sun, ratio)

    def app_icon(self) -> QIcon:
        """Return the icon of the program, the same in both schemes."""
        return draw_app_icon(self._folder / "app-icon.svg")

    # Change

    def set_scheme(self, scheme: str) -> None:
        """Change to ``system``, ``dark`` or ``light``."""
        if scheme != self._scheme:
            self._scheme = scheme
            self._refresh()

    def set_ui_scale(self, percent: int) -> None:
        """Change the size of the interface, 90 to 150 %."""
        if percent / 100 != self._scale:
            self._scale = percent / 100
            self._refresh()

    def set_motion_reduced(self, is_reduced: bool) -> None:
        """Leave animations out, or allow them."""
        if is_reduced != self._is_motion_reduced:
            self._is_motion_reduced = is_reduced
            self.clock.set_still(is_reduced)
            self.changed.emit()

    def set_captions_large(self, is_large: bool) -> None:
        """Set the ``caption`` style large, or as designed."""
        if is_large != self._is_caption_large:
            self._is_caption_large = is_large
            self._refresh()

    def apply(self, app: QApplication) -> None:
        """Dress the program: palette, style sheet, font, and the frame of windows.

        Its style is Fusion already: see `STYLE_ARGUMENTS`.
        """
        self.apply_colors(app)
        self.apply_style_sheet()

    def apply_colors(self, app: QApplication) -> None:
        """Dress the program but for the style sheet; what is built meanwhile is not shown yet.

        Under a style sheet Qt goes through all children of a widget whenever it gets a parent:
        11 ms of the start for the widgets of the first picture.
        """
        self._app = app
        self._hints.setColorScheme(_CHOSEN.get(self._scheme, Qt.ColorScheme.Unknown))
        self._load_colors()
        app.setFont(self.font("body"))
        app.setPalette(make_palette(self))

    def apply_style_sheet(self) -> None:
        """Give the program its style sheet; once it has its colours."""
        if self._app is not None:
            self._app.setStyleSheet(make_stylesheet(self))

    # Internals

    def _step(self, style: str) -> str:
        if style == "caption":
            return "compose" if self._is_caption_large else "body"
        return style

    def _load_colors(self) -> None:
        names = self._tokens.colors["dark" if self.is_dark else "light"]
        replaced = _HIGH_CONTRAST if self.is_high_contrast else {}
        self._colors = {name: QColor(names[replaced.get(name, name)]) for name in names}

    def _refresh(self) -> None:
        for measured in (self._fonts, self._line_heights, self._widths):
            measured.clear()
        if self._app is not None:
            self.apply(self._app)
        self._load_colors()
        self.changed.emit()

    def _on_system_changed(self) -> None:
        """React to the desktop; our own choice of a scheme arrives here too and is left aside."""
        before = self._colors
        self._load_colors()
        if self._colors == before:
            return
        if self._app is not None:
            self._app.setPalette(make_palette(self))
            self._app.setStyleSheet(make_stylesheet(self))
        self.changed.emit()
