"""What Qt's own widgets need to look at home: a palette and one small style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_ROLES = {
    QPalette.ColorRole.Window: "app",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.ToolTipBase: "overlay",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "textTertiary",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "overlay",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "onAccent",
    QPalette.ColorRole.Link: "accentText",
    QPalette.ColorRole.LinkVisited: "accentText",
    QPalette.ColorRole.Light: "pressed",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "borderSubtle",
    QPalette.ColorRole.Shadow: "shadow",
    QPalette.ColorRole.Accent: "accent",
}
_GREYED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)


def make_palette(theme: Theme) -> QPalette:
    """Return the palette of the current scheme."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, theme.color(token))
    for role in _GREYED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("textDisabled"))
    return palette


def make_stylesheet(theme: Theme) -> str:
    """Return the style sheet: tooltips, menus, scroll bars, splitters. The rest is painted."""

    def rgb(token: str) -> str:
        return theme.color(token).name(QColor.NameFormat.HexRgb)

    px = theme.px
    return f"""
QToolTip {{ background: {rgb("overlay")}; color: {rgb("text")};
  border: 1px solid {rgb("border")}; padding: {px(6)}px {px(8)}px; font-size: {px(12)}px; }}
QMenu {{ background: {rgb("overlay")}; border: 1px solid {rgb("border")}; padding: {px(6)}px; }}
QMenu::item {{ padding: {px(8)}px {px(12)}px {px(8)}px {px(38)}px; border-radius: {px(6)}px;
  color: {rgb("text")}; }}
QMenu::item:selected {{ background: {rgb("pressed")}; }}
QMenu::item:disabled {{ color: {rgb("textDisabled")}; }}
QMenu::icon {{ padding-left: {px(10)}px; }}
QMenu::separator {{ height: 1px; margin: {px(6)}px; background: {rgb("border")}; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: {px(12)}px; }}
QScrollBar:horizontal {{ height: {px(12)}px; }}
QScrollBar::handle {{ background: {rgb("borderControl")}; border-radius: {px(3)}px;
  margin: {px(3)}px; min-height: {px(32)}px; min-width: {px(32)}px; }}
QScrollBar::handle:hover {{ background: {rgb("textTertiary")}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {rgb("borderSubtle")}; }}
QAbstractScrollArea {{ border: 0; }}
QLineEdit[paints_own_focus="true"] {{ background: transparent; border: 0; }}
"""
