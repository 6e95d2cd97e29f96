"""Every control: keys, names, targets, sizes, states."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QPixmap
from PySide6.QtTest import QTest

from gallery_studio import paths
from gallery_studio.ui.theme.painting import BadgeStyle
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.banner import Banner
from gallery_studio.ui.widgets.busy import Spinner
from gallery_studio.ui.widgets.buttons import (
    AccentGhostButton,
    DangerButton,
    GhostButton,
    PrimaryButton,
    SecondaryButton,
)
from gallery_studio.ui.widgets.check_box import CheckBox, Switch
from gallery_studio.ui.widgets.chip import Chip, ChipStyle
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.progress_bar import ProgressBar, level_of
from gallery_studio.ui.widgets.segmented_control import SegmentedControl
from gallery_studio.ui.widgets.selectable_row import SelectableRow
from gallery_studio.ui.widgets.text_field import SearchField, TextField

LONG = "Generate eight & more"
MAKERS = {
    "primary": lambda theme: PrimaryButton(theme, LONG, icon="sparkles", shortcut="Ctrl+↵"),
    "secondary": lambda theme: SecondaryButton(theme, LONG),
    "ghost": lambda theme: GhostButton(theme, LONG),
    "accent ghost": lambda theme: AccentGhostButton(theme, LONG),
    "danger": lambda theme: DangerButton(theme, LONG),
    "icon": lambda theme: IconButton(theme, "star", "Star", key="S"),
    "chip": lambda theme: Chip(theme, ChipStyle(LONG, "gem", is_removable=True)),
    "checkable chip": lambda theme: Chip(theme, ChipStyle(LONG, is_checkable=True)),
    "dashed chip": lambda theme: Chip(theme, ChipStyle(LONG, "at-sign", is_dashed=True)),
    "dot chip": lambda theme: Chip(theme, ChipStyle(LONG, dot=2)),
    "choice": lambda theme: ChoiceChip(theme, "Calls", [(1, "1"), (2, "2")]),
    "check": lambda theme: CheckBox(theme, LONG),
    "switch": lambda theme: Switch(theme, "Reduce motion"),
    "row": lambda theme: SelectableRow(theme, "Name", summary="Summary", icon="gem", detail="$1"),
}
BUTTONS = [name for name in MAKERS if name not in {"check", "switch", "row"}]


@pytest.fixture(params=list(MAKERS))
def control(request, theme, window):
    control = MAKERS[request.param](theme)
    window.add(control)
    return control


def test_each_has_an_accessible_name(control):
    assert QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)


def test_each_target_is_at_least_32_px(control):
    assert control.sizeHint().height() >= 32
    assert control.sizeHint().width() >= 32


def test_each_is_reached_by_tab_and_pressed_by_space(control, qtbot):
    assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    control.setFocus()
    with qtbot.waitSignal(control.clicked):
        QTest.keyClick(control, Qt.Key.Key_Space)


@pytest.mark.parametrize("name", BUTTONS)
def test_buttons_are_pressed_by_enter(name, theme, qtbot):
    button = MAKERS[name](theme)
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_each_state_looks_different(control):
    # Painted with a fixed size: only the state may make the difference.
    control.resize(control.sizeHint())
    rest = control.grab().toImage()
    control.setEnabled(False)
    assert control.grab().toImage() != rest


@pytest.mark.parametrize("name", BUTTONS)
def test_hover_and_press_are_seen(name, theme, qtbot):
    button = MAKERS[name](theme)
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    rest = button.grab().toImage()
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    hover = button.grab().toImage()
    button.setDown(True)
    assert len({rest.cacheKey(), hover.cacheKey()}) == 2
    assert rest != hover
    assert button.grab().toImage() != rest


@pytest.mark.parametrize("name", list(MAKERS))
@pytest.mark.parametrize("percent", [90, 100, 150])
def test_text_is_not_clipped_at_any_scale(name, percent, qapp, qtbot):
    theme = Theme(paths.resources(), "light", percent)
    control = MAKERS[name](theme)
    qtbot.addWidget(control)
    style = getattr(control, "label_style", "body")
    assert control.sizeHint().height() >= theme.line_height(style)
    if hasattr(control, "text") and control.text():
        words = QFontMetrics(theme.font(style)).horizontalAdvance(control.text())
        assert control.sizeHint().width() > words
        assert control.minimumSizeHint().width() == control.sizeHint().width()


def test_controls_grow_with_the_scale_while_shown(control, theme):
    before = control.sizeHint()
    theme.set_ui_scale(150)
    after = control.sizeHint()
    assert after.height() > before.height()
    assert after.width() > before.width()


def test_an_ampersand_is_no_mnemonic(theme, qtbot):
    button = SecondaryButton(theme, "Basalt & amber")
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Basalt & amber"


def test_an_icon_button_says_its_key_only_in_the_tooltip(theme, qtbot):
    button = IconButton(theme, "star", "Star <b>it</b>", key="S")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Star <b>it</b>"
    assert "&lt;b&gt;" in button.toolTip()
    assert "<i>S</i>" in button.toolTip()


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_a_chip_is_removed_from_the_keyboard(key, theme, qtbot):
    chip = Chip(theme, ChipStyle("Ines", is_removable=True))
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.remove_requested):
        QTest.keyClick(chip, key)


def test_the_cross_of_a_chip_owns_32_px_and_does_not_click_it(theme, qtbot):
    chip = Chip(theme, ChipStyle("Halden lamp", dot=5, is_removable=True))
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    chip.show()
    middle = chip.height() // 2
    with qtbot.waitSignal(chip.remove_requested), qtbot.assertNotEmitted(chip.clicked):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 31, middle))
    with qtbot.waitSignal(chip.clicked), qtbot.assertNotEmitted(chip.remove_requested):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(10, middle))


def test_a_chip_that_cannot_be_removed_ignores_delete(theme, qtbot):
    chip = Chip(theme, ChipStyle("3 Pro"))
    qtbot.addWidget(chip)
    with qtbot.assertNotEmitted(chip.remove_requested):
        QTest.keyClick(chip, Qt.Key.Key_Delete)


def test_a_checked_chip_shows_a_mark_not_only_a_colour(theme, qtbot):
    chip = Chip(theme, ChipStyle("3 Pro", is_checkable=True))
    qtbot.addWidget(chip)
    before = chip.sizeHint().width()
    chip.setChecked(True)
    assert chip.sizeHint().width() > before


def test_a_chip_makes_room_for_a_picture(theme, qtbot):
    chip = Chip(theme, ChipStyle("Ines"))
    qtbot.addWidget(chip)
    before = chip.sizeHint().width()
    picture = QPixmap(40, 40)
    picture.fill(Qt.GlobalColor.red)
    chip.set_picture(picture)
    assert chip.sizeHint().width() == before + theme.px(28)
    chip.resize(chip.sizeHint())
    assert chip.grab().toImage().pixelColor(20, chip.height() // 2).name() == "#ff0000"


def test_a_choice_tells_only_what_a_person_chose(theme, window, qtbot):
    choice = ChoiceChip(theme, "Calls at once", [(1, "One"), (4, "Four")])
    window.add(choice)
    with qtbot.assertNotEmitted(choice.value_chosen):
        choice.set_value(4)
    assert choice.accessibleName() == "Calls at once: Four"
    QTest.keyClick(choice, Qt.Key.Key_Down)
    menu = choice.menu_
    qtbot.waitUntil(menu.isVisible)
    assert [action.isChecked() for action in menu.actions()] == [False, True]
    with qtbot.waitSignal(choice.value_chosen) as chosen:
        menu.actions()[0].trigger()
    assert chosen.args == [1]
    menu.close()


def test_a_segmented_control_is_one_tab_stop_with_arrows_inside(theme, window, qtbot):
    before, after = SecondaryButton(theme, "Before"), SecondaryButton(theme, "After")
    control = SegmentedControl(theme, ["All", "Starred", "Edited"], "Show")
    window.add(before, control, after)
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert control.isAncestorOf(window.focusWidget())
    with qtbot.waitSignal(control.choice_changed) as chosen:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert chosen.args == [1]
    assert control.current() == 1
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is after


def test_choosing_a_segment_by_program_tells_nobody(theme, qtbot):
    control = SegmentedControl(theme, ["All", "Starred"], "Show")
    qtbot.addWidget(control)
    with qtbot.assertNotEmitted(control.choice_changed):
        control.set_current(1)
    assert control.current() == 1


def test_a_switch_slides_unless_motion_is_reduced(theme, window):
    switch = Switch(theme, "Lines")
    window.add(switch)
    switch.setChecked(True)
    assert switch._animation.state() == switch._animation.State.Running
    switch._animation.stop()
    theme.set_motion_reduced(True)
    switch.setChecked(False)
    assert switch._place == 0.0


def test_the_words_of_a_check_box_are_part_of_its_target(theme, window):
    box = CheckBox(theme, LONG)
    window.add(box)
    for x in (box.width() - 2, 2):
        before = box.isChecked()
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(x, box.height() // 2))
        assert box.isChecked() is not before, x


def test_a_field_shows_focus_and_error_in_its_frame(theme, window):
    field = TextField(theme, "Key")
    other = SecondaryButton(theme, "Other")
    window.add(field, other)
    other.setFocus()
    rest = field.grab().toImage()
    field.setFocus()
    focused = field.grab().toImage()
    assert focused.pixelColor(60, 1) == theme.color("accent")
    assert focused != rest
    before = field.sizeHint().height()
    field.set_error("This is not a Gemini key")
    assert field.sizeHint().height() > before
    assert field.grab().toImage().pixelColor(60, 1) == theme.color("danger")
    assert field.edit.accessibleDescription() == "This is not a Gemini key"
    field.set_error("")
    assert field.sizeHint().height() == before


def test_a_field_tells_what_is_typed_and_entered(theme, window, qtbot):
    field = TextField(theme, "Name")
    window.add(field)
    field.setFocus()
    with qtbot.waitSignal(field.text_changed):
        QTest.keyClicks(field.edit, "lamp")
    with qtbot.waitSignal(field.submitted) as entered:
        QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert entered.args == ["lamp"]


def test_escape_empties_a_search_once(theme, window):
    field = SearchField(theme, "Search", hint="Ctrl+K")
    window.add(field)
    field.setFocus()
    field.set_text("lamp")
    assert field._clear.isVisible()
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert not field._clear.isVisible()


def test_the_cross_of_a_search_empties_it(theme, window):
    field = SearchField(theme, "Search")
    window.add(field)
    field.set_text("lamp")
    QTest.mouseClick(field._clear, Qt.MouseButton.LeftButton)
    assert field.text() == ""


@pytest.mark.parametrize(
    ("share", "level"), [(0.0, "normal"), (0.79, "normal"), (0.8, "warning"), (1.0, "danger")]
)
def test_the_budget_warns_from_its_mark_on(share, level):
    assert level_of(share, 0.8) == level


def test_a_bar_says_its_share(theme, qtbot):
    bar = ProgressBar(theme, "Budget")
    qtbot.addWidget(bar)
    bar.set_share(1.4, "danger", 0.8)
    assert bar.value() == bar.maximum()
    assert bar.accessibleDescription() == "140% used"
    bar.resize(200, bar.sizeHint().height())
    assert bar.grab().toImage().pixelColor(100, 3) == theme.color("danger")


def test_a_badge_has_its_words_as_name(theme, qtbot):
    badge = Badge(theme, BadgeStyle("Offline model", "cloud-off", "warning", "warningSoft"))
    qtbot.addWidget(badge)
    assert badge.accessibleName() == "Offline model"
    before = badge.sizeHint().width()
    badge.set_style(BadgeStyle("New"))
    assert badge.sizeHint().width() < before


def test_a_banner_offers_its_way_out(theme, window, qtbot):
    banner = Banner(theme, "wifi-off", "No network.", title="Offline", button="Try now")
    window.add(banner)
    assert banner.accessibleName() == "Offline. No network."
    with qtbot.waitSignal(banner.action_requested):
        QTest.keyClick(banner.button, Qt.Key.Key_Return)
    banner.set_text("Still none.")
    assert banner.accessibleName() == "Offline. Still none."


def test_what_waits_ticks_only_while_it_is_seen(theme, window):
    waiting = Spinner(theme)
    window.add(waiting)
    waiting.show()
    assert theme.clock.is_running
    waiting.hide()
    assert not theme.clock.is_running
    waiting.show()
    theme.set_motion_reduced(True)
    assert not theme.clock.is_running
    waiting.hide()


def test_leaving_a_chip_forgets_the_pointer(theme, qtbot):
    chip = Chip(theme, ChipStyle("Ines", is_removable=True))
    qtbot.addWidget(chip)
    chip._set_over_remove(True)
    chip.leaveEvent(QEvent(QEvent.Type.Leave))
    assert not chip._is_over_remove
