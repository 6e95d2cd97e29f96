"""The table of actions and what is made of it."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gallery_studio.ui.actions import SPECS, ActionTable, Fact, KeysBy, Region
from gallery_studio.ui.widgets.menu import Menu


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_ids_are_unique():
    assert max(Counter(spec.id for spec in SPECS).values()) == 1


def test_no_key_means_two_things_in_one_region():
    keys = Counter(
        (QKeySequence(key).toString())
        for spec in SPECS
        if spec.region in (Region.ANYWHERE, Region.CANVAS)
        for key in spec.shortcuts
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_key_is_one_qt_knows():
    for spec in SPECS:
        for key in spec.shortcuts:
            assert QKeySequence(key).toString(), (spec.id, key)


def test_letters_are_marked_and_belong_to_a_region():
    letters = {s.id for s in SPECS if any(len(k) == 1 and k.isalpha() for k in s.shortcuts)}
    assert letters == {spec.id for spec in SPECS if spec.is_letter}
    assert letters
    assert all(s.keys_by is KeysBy.REGION for s in SPECS if s.is_letter)


def test_every_icon_is_a_file():
    from gallery_studio.paths import resources

    icons = {path.stem for path in (resources() / "icons").glob("*.svg")}
    assert {spec.icon for spec in SPECS if spec.icon} <= icons


def test_build_makes_an_action_of_every_row_but_gestures(window):
    actions = ActionTable().build(window)
    assert set(actions) == {s.id for s in SPECS if s.keys_by is not KeysBy.GESTURE}
    assert set(window.actions()) == set(actions.values())
    assert actions["new_session"].shortcut() == QKeySequence("Ctrl+N")


def test_keys_of_the_canvas_are_not_bound(window):
    actions = ActionTable().build(window)
    assert actions["star"].shortcuts() == []
    assert ActionTable().spec("star").key == "S"


def entries(menu):
    return [(e.text(), e.isEnabled()) for e in menu.actions() if not e.isSeparator()]


def test_menus_show_keys_and_states_and_run_actions(window, theme, qtbot):
    table = ActionTable()
    actions = table.build(window)
    table.apply_facts(actions, {Fact.HAS_SELECTION})
    menu = Menu(theme, "Card", window)
    table.fill_menu(menu, actions, ["star", "retry", "", "delete_cards"])
    assert entries(menu) == [("Star\tS", True), ("Retry\tR", False), ("Delete\tDel", True)]
    assert menu.actions()[2].isSeparator()
    with qtbot.waitSignal(actions["star"].triggered):
        menu.actions()[0].trigger()


def test_menus_hide_letters_that_are_off(window, theme):
    table = ActionTable()
    actions = table.build(window)
    menu = Menu(theme, "Card", window)
    table.fill_menu(menu, actions, ["star", "fit_all"], are_letters_on=False)
    assert [text for text, _ in entries(menu)] == ["Star", "Fit all on the wall\tShift+1"]


def test_switches_show_their_state_in_menus(window, theme):
    table = ActionTable()
    actions = table.build(window)
    actions["full_screen"].setChecked(True)
    menu = Menu(theme, "More", window)
    table.fill_menu(menu, actions, ["full_screen", "toggle_sidebar"])
    assert [entry.isChecked() for entry in menu.actions()] == [True, False]


def test_typing_into_a_text_field_runs_no_letter_action(window, qtbot):
    actions = ActionTable().build(window)
    fired = []
    for name, action in actions.items():
        action.triggered.connect(lambda _checked=False, name=name: fired.append(name))
    field = QPlainTextEdit(window)
    window.show()
    field.setFocus()
    qtbot.keyClicks(field, "sdrm")
    assert field.toPlainText() == "sdrm"
    assert fired == []


def test_window_keys_run_their_action_once(window, qtbot):
    actions = ActionTable().build(window)
    with qtbot.waitActive(window):
        window.show()
    with qtbot.waitSignal(actions["new_session"].triggered, timeout=1000):
        qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)


def test_facts_decide_what_is_enabled(window):
    table = ActionTable()
    actions = table.build(window)
    table.apply_facts(actions, {Fact.HAS_CARDS})
    assert actions["new_session"].isEnabled()
    assert actions["select_all"].isEnabled()
    assert not actions["star"].isEnabled()
    assert not actions["undo"].isEnabled()
    table.apply_facts(actions, {Fact.HAS_CARDS, Fact.HAS_SELECTION, Fact.CAN_UNDO})
    assert actions["star"].isEnabled()
    assert actions["undo"].isEnabled()


def test_sections_hold_every_row_with_a_key():
    sections = dict(ActionTable().sections())
    assert set(sections) == set(Region)
    rows = [spec for specs in sections.values() for spec in specs]
    assert {spec.id for spec in rows} == {spec.id for spec in SPECS if spec.key}
    assert all(spec.text and spec.key for spec in rows)


def test_an_unknown_action_is_an_error():
    with pytest.raises(KeyError):
        ActionTable().spec("make_coffee")
