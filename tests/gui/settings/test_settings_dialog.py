"""The settings: each control acts, states are shown, keys stay secret, nothing is clipped."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from gallery_studio.config import Settings
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.model_info import ModelInfo, ModelStatus
from gallery_studio.domain.naming import format_bytes
from gallery_studio.ui.actions import SPECS
from gallery_studio.ui.settings.budget_section import format_usd, parse_usd
from gallery_studio.ui.settings.gemini_page import price_text
from gallery_studio.ui.settings.settings_dialog import SettingsContext, SettingsDialog
from gallery_studio.ui.settings.states import Component, KeyState, SpendingState, StorageState

KEY = "AIza-test-key-0001"


def model(model_id: str, price: dict[str, float], status=ModelStatus.CURRENT) -> ModelInfo:
    return ModelInfo(
        id=ModelId(model_id), name=f"Name of {model_id}", short_name=model_id, nickname="",
        summary="What it is good for", glyph="gem", provider="gemini", sizes=("1K",),
        aspect_ratios=("1:1",), max_references=3, price_usd=price, typical_s=10, status=status,
    )  # fmt: skip


MODELS = (
    model("pro", {"1K": 0.134}),
    model("flash", {"1K": 0.05}),
    model("old", {"1K": 0.02}, ModelStatus.RETIRED),
)


@pytest.fixture
def dialog(theme, window) -> SettingsDialog:
    context = SettingsContext(
        Settings(default_models=(ModelId("pro"),), monthly_limit_usd=40.0),
        MODELS,
        SPECS,
        "0.1.0",
        (Component("Qt", "6.11", "LGPL-3.0"),),
    )
    dialog = SettingsDialog(theme, window, context)
    dialog.open_page(dialog.gemini_page)
    return dialog


@pytest.fixture
def told(dialog) -> list[Settings]:
    """Every settings the dialog handed out."""
    told: list[Settings] = []
    dialog.settings_changed.connect(told.append)
    return told


def click(widget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def press_space(widget) -> None:
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Space)


def test_a_model_is_ticked_at_once(dialog, told):
    press_space(dialog.gemini_page.model_rows[ModelId("flash")])
    assert told[-1].default_models == ("pro", "flash")
    press_space(dialog.gemini_page.model_rows[ModelId("pro")])
    assert told[-1].default_models == ("flash",)


def test_without_a_tick_it_says_what_is_used_then(dialog):
    assert dialog.gemini_page.models_note.text() == "New directives use these"
    press_space(dialog.gemini_page.model_rows[ModelId("pro")])
    assert dialog.gemini_page.models_note.text().startswith("None ticked")


def test_a_retired_model_is_not_offered(dialog):
    assert list(dialog.gemini_page.model_rows) == ["pro", "flash"]


def test_what_is_told_is_whole_and_keeps_the_rest(dialog, told):
    press_space(dialog.gemini_page.offline_switch)
    assert told == [Settings(
        default_models=("pro",), monthly_limit_usd=40.0, use_offline_model=False
    )]  # fmt: skip
    assert dialog.settings == told[0]


SWITCHES = [
    ("gemini_page", "stop_switch", "is_stopping_at_limit"),
    ("gemini_page", "offline_switch", "use_offline_model"),
    ("appearance_page", "motion_switch", "is_motion_reduced"),
    ("appearance_page", "caption_switch", "is_caption_large"),
    ("canvas_page", "lineage_switch", "is_lineage_shown"),
    ("shortcuts_page", "letter_switch", "are_letter_keys_on"),
    ("accessibility_page", "motion_switch", "is_motion_reduced"),
    ("accessibility_page", "caption_switch", "is_caption_large"),
    ("accessibility_page", "letter_switch", "are_letter_keys_on"),
]


@pytest.mark.parametrize(("page", "switch", "field"), SWITCHES)
def test_every_switch_changes_its_setting_and_back(dialog, told, page, switch, field):
    dialog.page_list.choose(dialog.pages.index(getattr(dialog, page)))
    control = getattr(getattr(dialog, page), switch)
    before = getattr(dialog.settings, field)
    press_space(control)
    assert getattr(told[-1], field) is not before
    press_space(control)
    assert getattr(told[-1], field) is before


CHOICES = [
    ("appearance_page", "scale_choice", "ui_scale_percent", 150),
    ("canvas_page", "calls_choice", "calls_at_once", 8),
    ("canvas_page", "references_choice", "references_per_turn", 14),
]


@pytest.mark.parametrize(("page", "choice", "field", "value"), CHOICES)
def test_every_menu_changes_its_setting(dialog, told, page, choice, field, value):
    dialog.page_list.choose(dialog.pages.index(getattr(dialog, page)))
    chip = getattr(getattr(dialog, page), choice)
    chip.open_menu()
    words = [action for action in chip.menu_.actions() if str(value) in action.text()]
    words[-1].trigger()
    chip.menu_.close()
    assert getattr(told[-1], field) == value


@pytest.mark.parametrize(
    ("page", "control", "field", "value"),
    [
        ("appearance_page", "scheme_choice", "theme", "light"),
        ("canvas_page", "wheel_choice", "does_wheel_zoom", False),
        ("export_page", "profile_choice", "export_profile", "recipe"),
    ],
)
def test_every_segment_changes_its_setting(dialog, told, window, page, control, field, value):
    dialog.page_list.choose(dialog.pages.index(getattr(dialog, page)))
    segments = getattr(getattr(dialog, page), control).findChildren(QAbstractButton)
    segments[0].setFocus()
    QTest.keyClick(segments[0], Qt.Key.Key_Right)
    assert getattr(told[-1], field) == value


def test_the_same_switch_on_two_pages_shows_the_same(dialog):
    dialog.page_list.choose(1)
    press_space(dialog.appearance_page.motion_switch)
    assert dialog.accessibility_page.motion_switch.isChecked()


def test_settings_from_outside_are_shown_and_not_told(dialog, told):
    other = Settings(theme="light", ui_scale_percent=97, warn_at_percent=33, calls_at_once=5)
    dialog.show_settings(other)
    assert told == []
    assert dialog.appearance_page.scheme_choice.current() == 1
    assert dialog.appearance_page.scale_choice.text() == "97 %"
    assert dialog.gemini_page.budget_section.warn_choice.text() == "33 %"
    assert dialog.canvas_page.calls_choice.text() == "5"


# The key


def test_a_typed_key_is_handed_out_once_and_leaves_the_field(dialog, qtbot):
    section = dialog.gemini_page.key_section
    section.field.setFocus()
    QTest.keyClicks(section.field.edit, f" {KEY} ")
    with qtbot.waitSignal(dialog.key_entered) as entered:
        QTest.keyClick(section.field.edit, Qt.Key.Key_Return)
    assert entered.args == [KEY]
    dialog.show_key_state(KeyState("Kept in the system keyring.", "0001", "It works.", is_ok=True))
    assert section.field.text() == ""
    assert "0001" in section.field.edit.placeholderText()
    assert section.status.text() == "It works. Kept in the system keyring."


def test_a_typed_key_is_hidden_until_shown(dialog):
    section = dialog.gemini_page.key_section
    assert not section.reveal_button.isVisible()
    section.field.set_text(KEY)
    assert section.field.edit.echoMode() == QLineEdit.EchoMode.Password
    assert KEY not in section.field.edit.displayText()
    click(section.reveal_button)
    assert section.field.edit.displayText() == KEY
    assert section.reveal_button.accessibleName() == "Hide what is typed"
    section.field.edit.clear()
    section.field.set_text(KEY)
    assert KEY not in section.field.edit.displayText()


def test_a_kept_key_is_checked_and_removed(dialog, qtbot):
    section = dialog.gemini_page.key_section
    assert not section.check_button.isEnabled()
    dialog.show_key_state(KeyState("Kept.", "0001", is_removable=True))
    with qtbot.waitSignal(dialog.key_check_requested):
        click(section.check_button)
    with qtbot.waitSignal(dialog.key_removed):
        click(section.remove_button)


def test_a_key_of_the_environment_cannot_be_removed(dialog):
    dialog.show_key_state(KeyState("From GEMINI_API_KEY.", "0001"))
    assert not dialog.gemini_page.key_section.remove_button.isVisible()


def test_while_a_check_runs_nothing_can_be_asked(dialog):
    dialog.show_key_state(KeyState("Kept.", "0001", is_busy=True, is_removable=True))
    section = dialog.gemini_page.key_section
    assert not section.check_button.isEnabled()
    assert not section.field.isEnabled()
    assert section.status.text() == "Checking the key…"


def test_the_exact_reason_is_shown_literally_and_said(dialog, monkeypatch):
    said = []
    monkeypatch.setattr(
        "gallery_studio.ui.settings.key_section.announce",
        lambda _w, text, *, is_urgent: said.append((text, is_urgent)),
    )
    reason = "<img src=x> API key not valid."
    dialog.show_key_state(KeyState("", "0001", reason, is_ok=False))
    status = dialog.gemini_page.key_section.status
    assert status.text() == reason
    assert status.textFormat() == Qt.TextFormat.PlainText
    assert said == [(reason, True)]


# The budget


@pytest.mark.parametrize(
    ("text", "usd"),
    [
        ("40", 40), ("$12.50", 12.5), (" 12,5 ", 12.5), ("1,000", 1000), ("1,234.50", 1234.5),
        ("", 0), ("$", 0), ("abc", None), ("-3", None), ("nan", None), ("inf", None), ("1e9", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, usd):
    assert parse_usd(text) == usd


def test_a_limit_applies_on_enter(dialog, told):
    field = dialog.gemini_page.budget_section.limit_field
    field.set_text("12,50")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert told[-1].monthly_limit_usd == 12.5
    assert field.text() == "$12.50"


def test_a_wrong_limit_changes_nothing_and_says_why(dialog, told):
    field = dialog.gemini_page.budget_section.limit_field
    field.set_text("plenty")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert told == []
    assert "amount" in field.error
    field.set_text("")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.error == ""
    assert told[-1].monthly_limit_usd == 0


@pytest.mark.parametrize(
    ("spent", "level", "words"),
    [(12.4, "normal", "About 240 more"), (33, "warning", "About"), (41, "danger", "Over the")],
)
def test_the_bar_tells_colour_and_numbers(dialog, spent, level, words):
    dialog.show_spending(SpendingState(spent, "November", 240))
    section = dialog.gemini_page.budget_section
    assert section.bar.level == level
    texts = [label.text() for label in section.findChildren(QLabel)]
    assert f"${spent:,.2f} spent in November" in texts
    assert any(text.startswith(words) for text in texts)


def test_without_a_limit_there_is_no_bar_and_nothing_to_warn_of(dialog):
    dialog.show_settings(Settings())
    section = dialog.gemini_page.budget_section
    assert not section.bar.isVisible()
    assert not section.warn_choice.isEnabled()
    assert not dialog.gemini_page.stop_switch.isEnabled()


def test_the_warning_mark_is_chosen_from_a_menu(dialog, told):
    chip = dialog.gemini_page.budget_section.warn_choice
    chip.open_menu()
    chip.menu_.actions()[0].trigger()
    chip.menu_.close()
    assert told[-1].warn_at_percent == 50


def test_prices_say_what_is_unknown():
    assert price_text(MODELS[0]) == "$0.13 per image"
    assert price_text(model("x", {})) == "Price unknown"
    assert price_text(model("x", {"1K": 0.0})) == "Free"
    assert format_usd(40) == "$40"
    assert format_usd(12.4) == "$12.40"


# Pages


def test_the_shortcuts_are_those_of_the_table(dialog):
    texts = {label.text() for label in dialog.shortcuts_page.findChildren(QLabel)}
    for spec in SPECS:
        if spec.key:
            assert {spec.text, spec.key} <= texts, spec.id


def test_letters_that_are_off_are_greyed(dialog):
    assert any(spec.is_letter for spec in SPECS)
    dialog.show_settings(Settings(are_letter_keys_on=False))
    grey = [label for label in dialog.shortcuts_page.findChildren(QLabel) if not label.isEnabled()]
    assert len(grey) == sum(spec.is_letter for spec in SPECS if spec.key)


def test_storage_asks_for_sizes_when_it_comes_to_the_front(dialog, qtbot):
    with qtbot.waitSignal(dialog.sizes_requested):
        dialog.page_list.choose(dialog.pages.index(dialog.storage_page))
    folder = Path("pictures") / "<b>library</b>"
    dialog.show_storage(StorageState(folder))
    labels = dialog.storage_page.findChildren(QLabel)
    assert {"Measuring…", str(folder)} <= {label.text() for label in labels}
    dialog.show_storage(StorageState(folder, (("Images", 3_400_000), ("Database", 999))))
    texts = [label.text() for label in dialog.storage_page._rows]
    assert texts == ["Images", "3.4 MB", "Database", "999 bytes", "Together", "3.4 MB"]


def test_storage_hands_its_wishes_out(dialog, qtbot):
    dialog.page_list.choose(dialog.pages.index(dialog.storage_page))
    with qtbot.waitSignal(dialog.library_change_requested):
        press_space(dialog.storage_page.change_button)
    with qtbot.waitSignal(dialog.library_show_requested):
        press_space(dialog.storage_page.show_button)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (1000, "1.0 KB"), (999_999, "1.0 MB"), (3 * 10**12, "3.0 TB")],
)
def test_sizes_are_read_by_people(count, words):
    assert format_bytes(count) == words


def test_about_names_version_and_licences(dialog):
    texts = {label.text() for label in dialog.about_page.findChildren(QLabel)}
    assert {"Version 0.1.0", "Qt", "6.11", "LGPL-3.0"} <= texts


def test_arrows_go_from_page_to_page(dialog, window):
    assert dialog.gemini_page.isVisible()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    assert dialog.appearance_page.isVisible()
    assert not dialog.gemini_page.isVisible()


def test_add_key_opens_with_the_cursor_in_its_field(dialog, window):
    dialog.close_dialog()
    dialog.open_key()
    assert window.focusWidget() is dialog.gemini_page.key_section.field.edit


# What holds for all of it


def test_every_control_has_a_name_and_every_label_is_plain(dialog):
    controls = [*dialog.findChildren(QAbstractButton), *dialog.findChildren(QLineEdit)]
    controls = [c for c in controls if c.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert len(controls) > 20
    for control in controls:
        assert QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name), control
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_every_page_fits_1024_by_700_at_150_percent(dialog, theme, window):
    theme.set_ui_scale(150)
    window.resize(1024, 700)
    for number, page in enumerate(dialog.pages):
        dialog.page_list.choose(number)
        dialog.scroll_area.widget().layout().activate()
        pane = dialog.scroll_area.viewport().width()
        assert page.minimumSizeHint().width() <= pane, page.title
    assert window.rect().contains(dialog.panel_rect)


def test_tab_reaches_every_page_and_stays_inside(dialog, window):
    for number in range(len(dialog.pages)):
        dialog.page_list.choose(number)
        dialog.page_list.current_row().setFocus()
        seen = set()
        for _ in range(40):
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            seen.add(window.focusWidget())
            assert dialog.isAncestorOf(window.focusWidget())
        assert dialog.close_button in seen


def test_tab_goes_in_reading_order(dialog, window):
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is dialog.gemini_page.key_section.field.edit
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert window.focusWidget() is dialog.page_list.current_row()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert window.focusWidget() is dialog.close_button


def test_a_long_page_is_read_from_the_keyboard(dialog, window, qtbot):
    dialog.page_list.choose(dialog.pages.index(dialog.shortcuts_page))
    bar = dialog.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    for start in (dialog.page_list.current_row(), dialog.shortcuts_page.letter_switch):
        start.setFocus()
        QTest.keyClick(start, Qt.Key.Key_PageDown)
        assert bar.value() > 0
        QTest.keyClick(start, Qt.Key.Key_PageUp)
        assert bar.value() == 0


def test_every_setting_a_person_chooses_has_a_control():
    made_elsewhere = {
        "active_person",
        "bin_days",
        "library", "is_sidebar_collapsed", "is_minimap_shown", "conversation_width",
        "window_geometry", "last_session",
    }  # fmt: skip
    here = {field for _, _, field in SWITCHES} | {field for _, _, field, _ in CHOICES}
    here |= {
        "export_profile",
        "theme",
        "does_wheel_zoom",
        "default_models",
        "monthly_limit_usd",
        "warn_at_percent",
    }
    assert {field.name for field in fields(Settings)} == here | made_elsewhere
