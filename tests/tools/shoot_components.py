"""Draws every control in every state, and the settings, into PNG files: ``OUT_FOLDER``.

Compare the pictures with the design after a change: what a test cannot see, an eye can.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio import paths
from gallery_studio.config import Settings
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.model_info import ModelInfo
from gallery_studio.ui.actions import SPECS
from gallery_studio.ui.settings.settings_dialog import SettingsContext, SettingsDialog
from gallery_studio.ui.settings.states import Component, KeyState, SpendingState, StorageState
from gallery_studio.ui.theme.painting import BadgeStyle, paint_ring
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.banner import Banner
from gallery_studio.ui.widgets.busy import Spinner
from gallery_studio.ui.widgets.buttons import (
    DangerButton,
    GhostButton,
    PrimaryButton,
    SecondaryButton,
)
from gallery_studio.ui.widgets.check_box import CheckBox, Switch
from gallery_studio.ui.widgets.chip import Chip, ChipStyle
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.ui.widgets.progress_bar import ProgressBar
from gallery_studio.ui.widgets.segmented_control import SegmentedControl
from gallery_studio.ui.widgets.selectable_row import SelectableRow
from gallery_studio.ui.widgets.text_field import SearchField, TextField
from gallery_studio.ui.widgets.toast import Toast, ToastMessage, error_message

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = (1600, 860)
STATES = ("Rest", "Hover", "Pressed", "Focus", "Disabled")


class Sheet(QWidget):
    """The page; rings are painted by an overlay, as `FocusRing` does."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.ringed: list[QWidget] = []
        self.setFixedSize(theme.px(SIZE[0]), theme.px(SIZE[1]))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(40, 32, 40, 24)
        self.column.setSpacing(theme.px(14))
        words = "Dark, “Darkroom”" if theme.is_dark else "Light, “Gallery”"
        self.row([PlainLabel(theme, "Components and states", "h1"),
                  PlainLabel(theme, words, "body", "textTertiary")])  # fmt: skip

    def row(self, widgets: Sequence[QWidget]) -> None:
        """Add widgets side by side."""
        line = QHBoxLayout()
        line.setSpacing(self.theme.px(10))
        for widget in widgets:
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        self.column.addLayout(line)

    def group(self, *titled: tuple[str, Sequence[QWidget]]) -> None:
        """Add groups side by side, each under its title."""
        line = QHBoxLayout()
        line.setSpacing(self.theme.px(40))
        for title, widgets in titled:
            box = QVBoxLayout()
            box.setSpacing(self.theme.px(8))
            box.addWidget(PlainLabel(self.theme, title, "metaStrong", "textSecondary"))
            inner = QHBoxLayout()
            inner.setSpacing(self.theme.px(10))
            for widget in widgets:
                inner.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
            box.addLayout(inner, 1)
            line.addLayout(box)
        line.addStretch(1)
        self.column.addLayout(line)


class Rings(QWidget):
    """Paints the focus rings of the sheet."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self.setGeometry(sheet.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._sheet.theme
        for widget in self._sheet.ringed:
            rect = QRectF(widget.rect()).translated(
                widget.mapTo(self._sheet, widget.rect().topLeft())
            )
            radius = theme.px(widget.property(FOCUS_RADIUS) or 8)
            paint_ring(painter, rect, radius, theme.color("focus"))


def put_in_state(sheet: Sheet, widget: QWidget, state: str) -> QWidget:
    """Bring a control into a state as the pointer and keyboard would."""
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, state == "Hover")
    if state == "Pressed":
        widget.setDown(True)
    if state == "Disabled":
        widget.setEnabled(False)
    if state == "Focus":
        sheet.ringed.append(widget)
    return widget


def checked(widget: QWidget) -> QWidget:
    """Check a control."""
    widget.setChecked(True)
    return widget


def buttons(sheet: Sheet) -> None:
    """Add the rows of buttons."""
    theme = sheet.theme
    sheet.group(
        ("Primary", [put_in_state(sheet, PrimaryButton(theme, s), s) for s in STATES]),
        ("Secondary", [put_in_state(sheet, SecondaryButton(theme, s), s) for s in STATES]),
        ("Ghost, danger", [
            GhostButton(theme, "Rest"),
            put_in_state(sheet, GhostButton(theme, "Hover"), "Hover"),
            DangerButton(theme, "Delete 3 images"),
            PrimaryButton(theme, "Generate 8", icon="sparkles", shortcut="Ctrl+↵"),
        ]),
    )  # fmt: skip
    stars = [put_in_state(sheet, IconButton(theme, "star", "Star"), s) for s in STATES]
    star = IconButton(theme, "star", "Starred")
    star.setCheckable(True)
    star.set_checked_color("favourite")
    chips = [
        Chip(theme, ChipStyle("Halden lamp", dot=5, is_removable=True)),
        checked(Chip(theme, ChipStyle("3 Pro", "gem", is_checkable=True))),
        Chip(theme, ChipStyle("2.5 Flash", "feather", is_checkable=True)),
        Chip(theme, ChipStyle("4:5", "ratio", has_menu=True)),
        put_in_state(sheet, Chip(theme, ChipStyle("Hover", has_menu=True)), "Hover"),
        put_in_state(sheet, Chip(theme, ChipStyle("Focus", dot=5)), "Focus"),
        Chip(theme, ChipStyle("Product or person", "at-sign", is_dashed=True)),
    ]
    sheet.group(("Icon button, 32 px target", [*stars, checked(star)]), ("Chips", chips))


def fields(sheet: Sheet) -> TextField:
    """Add the fields, choices and badges; return the field that shall have the focus."""
    theme = sheet.theme
    rest = SearchField(theme, "Search", placeholder="Search sessions", hint="Ctrl+K")
    focused = TextField(theme, "Search", icon="search")
    focused.set_text("basalt")
    wrong = TextField(theme, "Key")
    wrong.set_text("sk-not-a-key")
    wrong.set_error("This is not a Gemini key")
    off = SearchField(theme, "Off", placeholder="Disabled")
    off.setEnabled(False)
    for field in (rest, focused, wrong, off):
        field.setFixedWidth(theme.px(208))
    choice = SegmentedControl(theme, ["All", "Starred", "Edited"], "Show")
    choice.set_current(1)
    sheet.group(
        ("Field: rest, focus, error, disabled", [rest, focused, wrong, off]),
        ("Segmented, check, switch", [
            choice, checked(CheckBox(theme)), CheckBox(theme),
            checked(Switch(theme, "On")), Switch(theme, "Off"),
        ]),
    )  # fmt: skip
    return focused


def badges(sheet: Sheet) -> None:
    """Add badges, bars and rows."""
    theme = sheet.theme
    styles = [
        BadgeStyle("3 Pro", "gem"), BadgeStyle("3.1 Flash", "zap"),
        BadgeStyle("Offline model", "cloud-off", "warning", "warningSoft"),
        BadgeStyle("Turn 3 of 3"),
        BadgeStyle("Generating 2", "loader", "accentText", "accentSoft"),
        BadgeStyle("Verified", "circle-check", "success", "successSoft"),
        BadgeStyle("Failed", "triangle-alert", "danger", "dangerSoft"),
        BadgeStyle("New", "info", "info", "infoSoft"),
    ]  # fmt: skip
    bars = [ProgressBar(theme, "Budget") for _ in range(3)]
    bars[0].set_share(0.31, "normal", 0.8)
    bars[1].set_share(0.86, "warning", 0.8)
    bars[2].set_share(1.2, "danger")
    sheet.group(
        ("Badges", [Badge(theme, style) for style in styles]),
        ("Busy", [Spinner(theme, size_px=24)]),
        ("Progress, budget at 31 %, 86 %, over", bars),
    )
    summary, price = "Best detail and lettering, up to 4K", "$0.13 per image"
    rows = [
        SelectableRow(theme, "Gemini 3 Pro Image", summary=summary, icon="gem", detail=price)
        for _ in range(3)
    ]
    put_in_state(sheet, rows[2], "Hover")
    for row in rows:
        row.setMinimumWidth(theme.px(420))
    sheet.group(("Rows: checked, rest, hover", [checked(rows[0]), rows[1], rows[2]]))


def news(sheet: Sheet) -> None:
    """Add toasts, menu and banners."""
    theme = sheet.theme
    toasts = [
        Toast(theme, ToastMessage("4 images exported", action="Show in folder")),
        Toast(theme, ToastMessage("Session deleted", "trash-2", "textSecondary", "Undo")),
        Toast(theme, error_message("2 of 8 images failed", "Retry both")),
        Toast(theme, ToastMessage("Budget at 80 %", "wallet", "warning", "Review")),
    ]
    sheet.group(("Toasts (5 s, pause on hover or focus, Esc)", toasts))
    menu = Menu(theme, "Card")
    first = menu.add_item("Edit", icon="wand-sparkles", key="E")
    menu.add_item("Full view", icon="maximize-2", key="Space")
    menu.add_item("Salt & pepper <b>literal</b>", icon="copy", key="Ctrl+Shift+C")
    menu.add_item("Disabled", icon="group").setEnabled(False)
    menu.addSeparator()
    menu.add_item("Delete", icon="trash-2", key="Del", is_danger=True)
    menu.setWindowFlags(Qt.WindowType.Widget)
    menu.setActiveAction(first)
    words = "No network. New images wait here and start when you are back."
    offline = Banner(theme, "wifi-off", words, button="Try now")
    words = "It draws sample images so you can look around. Add a Gemini key for real ones."
    title = "You are on the Offline model"
    titled = Banner(theme, "cloud-off", words, title=title, button="Add Gemini key")
    titled.set_button_icon("key-round")
    for banner in (offline, titled):
        banner.setMinimumWidth(theme.px(560))
    box = QWidget()
    column = QVBoxLayout(box)
    column.setSpacing(theme.px(16))
    column.addWidget(offline)
    column.addWidget(titled)
    sheet.group(("Card menu", [menu]), ("Banners", [box]))


def components(theme: Theme) -> QPixmap:
    """Return the sheet of one scheme."""
    sheet = Sheet(theme)
    buttons(sheet)
    focused = fields(sheet)
    badges(sheet)
    news(sheet)
    sheet.column.addStretch(1)
    rings = Rings(sheet)
    sheet.show()
    sheet.activateWindow()
    focused.setFocus()
    for _ in range(3):
        QApplication.processEvents()
    rings.raise_()
    picture = sheet.grab()
    sheet.close()
    return picture


def model(name: str, glyph: str, summary: str, price: float) -> ModelInfo:
    """Return a model as the catalogue would have it; the figures are examples."""
    return ModelInfo(
        id=ModelId(name), name=name, short_name=name[:16], nickname="", summary=summary,
        glyph=glyph, provider="gemini", sizes=("1K",), aspect_ratios=("1:1",),
        max_references=3, price_usd={"1K": price}, typical_s=20,
    )  # fmt: skip


MODELS = (
    model("Gemini 3 Pro Image", "gem", "Best detail and lettering, up to 4K", 0.13),
    model("Gemini 3.1 Flash Image", "zap", "Quick and faithful, up to 4K", 0.05),
    model("Gemini 2.5 Flash Image", "feather", "Fast sketches, 1K", 0.04),
)


def settings(theme: Theme, size: tuple[int, int], page: int) -> QPixmap:
    """Return a page of the settings over an empty window."""
    chosen = Settings(default_models=(MODELS[0].id, MODELS[1].id), monthly_limit_usd=40.0)
    window = QWidget()
    window.resize(*size)
    components = (Component("Qt", "6.11.3", "LGPL-3.0"), Component("Pillow", "13.0", "MIT-CMU"))
    context = SettingsContext(chosen, MODELS, SPECS, "0.1.0", components)
    dialog = SettingsDialog(theme, window, context)
    dialog.show_key_state(
        KeyState("Kept in the system keyring, never in files.", "7Qf4", "Checked 2 minutes ago.",
                 is_ok=True, is_removable=True)
    )  # fmt: skip
    dialog.show_spending(SpendingState(12.4, "November", 240))
    sizes = (("Images", 812_400_000), ("Previews", 94_100_000), ("Database", 3_400_000))
    dialog.show_storage(StorageState(Path("/home/ines/.local/share/gallery-studio"), sizes))
    window.show()
    dialog.open_page(dialog.pages[page])
    for _ in range(3):
        QApplication.processEvents()
    picture = window.grab()
    window.close()
    return picture


def main(folder: Path) -> None:
    """Draw all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    for scheme in ("dark", "light"):
        theme = Theme(paths.resources(), scheme)
        theme.apply(app)
        components(theme).save(str(folder / f"components-{scheme}.png"))
        for page in range(7):
            settings(theme, (1600, 1000), page).save(str(folder / f"settings-{scheme}-{page}.png"))
    theme = Theme(paths.resources(), "dark", 150)
    theme.apply(app)
    settings(theme, (1024, 700), 0).save(str(folder / "settings-dark-1024x700-at-150.png"))
    components(theme).save(str(folder / "components-dark-at-150.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
