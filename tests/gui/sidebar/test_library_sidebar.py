"""The sidebar: what it shows and what it asks for, by keys and by mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from gallery_studio.domain.people import Product
from gallery_studio.ui.sidebar.library_sidebar import SessionFilter
from gallery_studio.ui.sidebar.session_filter_button import NarrowingChoices, SessionNarrowing
from gallery_studio.ui.sidebar.sidebar_footer import FooterState
from tests.gui.sidebar.conftest import click_row, entry, session

EVIL = "<img src='file:///etc/passwd'> & co"


def shown_texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


# Buttons and search


def test_new_session_and_settings_ask(sidebar, qtbot):
    with qtbot.waitSignal(sidebar.new_session_requested):
        qtbot.mouseClick(sidebar.new_session, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(sidebar.settings_requested):
        qtbot.keyClick(sidebar.footer.settings, Qt.Key.Key_Return)


def test_typing_searches_at_each_letter(sidebar, qtbot):
    searched = []
    sidebar.search_changed.connect(searched.append)
    sidebar.focus_search()
    qtbot.keyClicks(sidebar.search.edit, "ab ")
    qtbot.keyClick(sidebar.search.edit, Qt.Key.Key_Escape)
    assert searched == ["a", "ab", "ab", ""]


def test_focusing_the_search_selects_the_old_words(sidebar, qtbot):
    sidebar.search.set_text("old")
    sidebar.focus_search()
    qtbot.keyClicks(sidebar.search.edit, "new")
    assert sidebar.search.text() == "new"


def test_segments_filter_by_mouse_and_arrow(sidebar, qtbot):
    filters = []
    sidebar.filter_changed.connect(filters.append)
    starred, edited = sidebar.segments.findChildren(QAbstractButton)[1:]
    qtbot.mouseClick(starred, Qt.MouseButton.LeftButton)
    qtbot.keyClick(starred, Qt.Key.Key_Right)
    assert filters == ["starred", "edited"]
    assert sidebar.filter is SessionFilter.EDITED
    assert edited.isChecked()


# Sessions


def test_a_click_opens_a_session(sidebar, qtbot):
    with qtbot.waitSignal(sidebar.session_chosen) as chosen:
        click_row(qtbot, sidebar, 3)
    assert chosen.args == ["gal-3"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_arrows_walk_and_enter_opens(sidebar, qtbot, key):
    sidebar.focus_list()
    chosen = []
    sidebar.session_chosen.connect(chosen.append)
    qtbot.keyClick(sidebar.list, Qt.Key.Key_Down)
    assert chosen == []
    qtbot.keyClick(sidebar.list, key)
    assert chosen == ["gal-3"]


def test_f2_renames_in_place(sidebar, qtbot):
    sidebar.focus_list()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_F2)
    editor = sidebar.list.findChild(QLineEdit)
    assert editor.text() == "Session 2"
    assert editor.accessibleName() == "Name of the session"
    editor.selectAll()
    qtbot.keyClicks(editor, "Casa Rosa")
    with qtbot.waitSignal(sidebar.session_renamed) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["gal-2", "Casa Rosa"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_key_that_ends_a_name_does_not_open_the_session(sidebar, qtbot, key):
    sidebar.list.setFocus()
    sidebar.list.setCurrentIndex(sidebar.model.index(1))
    qtbot.keyClick(sidebar.list, Qt.Key.Key_F2)
    (editor,) = sidebar.list.viewport().findChildren(QLineEdit)
    qtbot.keyClicks(editor, "Casa Rosa")
    with qtbot.assertNotEmitted(sidebar.session_chosen):
        qtbot.keyClick(editor, key)
        qtbot.waitUntil(sidebar.list.hasFocus)
    with qtbot.waitSignal(sidebar.session_chosen):
        qtbot.keyClick(sidebar.list, key)


def test_escape_leaves_the_name(sidebar, qtbot):
    sidebar.focus_list()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_F2)
    editor = sidebar.list.findChild(QLineEdit)
    qtbot.keyClicks(editor, "x")
    with qtbot.assertNotEmitted(sidebar.session_renamed):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_news_do_not_end_renaming(sidebar, qtbot):
    sidebar.focus_list()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_F2)
    editor = sidebar.list.findChild(QLineEdit)
    editor.setText("half a na")
    sidebar.set_sessions([session(4, open_count=2), *(session(n) for n in range(4))])
    assert sidebar.list.findChild(QLineEdit) is editor
    assert editor.isVisible()
    assert editor.text() == "half a na"


def test_delete_discards(sidebar, qtbot):
    sidebar.focus_list()
    with qtbot.waitSignal(sidebar.session_discard_requested) as discarded:
        qtbot.keyClick(sidebar.list, Qt.Key.Key_Delete)
    assert discarded.args == ["gal-2"]


def test_the_menu_has_the_same_by_key(sidebar, qtbot):
    sidebar.focus_list()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = sidebar.list.menu
    assert [a.text() for a in menu.actions() if a.text()] == [
        "Open\t↵", "Rename\tF2", "Discard\tDel",
    ]  # fmt: skip
    with qtbot.waitSignal(sidebar.session_discard_requested) as discarded:
        entry(menu, "Discard").trigger()
    assert discarded.args == ["gal-2"]
    menu.close()


def test_the_open_row_is_tinted(sidebar, theme):
    image = sidebar.list.viewport().grab().toImage()
    rect = sidebar.list.visualRect(sidebar.model.index(2))
    assert image.pixelColor(rect.right() - 14, rect.center().y()) == theme.color("selected")
    assert image.pixelColor(rect.left() + 9, rect.center().y()) == theme.color("accent")


def test_covers_appear_when_they_arrive(sidebar, covers):
    def cover_color():
        image = sidebar.list.viewport().grab().toImage()
        rect = sidebar.list.visualRect(sidebar.model.index(0))
        return image.pixelColor(38, rect.center().y()).name()

    assert cover_color() != "#12ab34"
    assert "image-0" in covers.asked
    covers.are_there = True
    sidebar.covers_changed()
    assert cover_color() == "#12ab34"


def test_the_keyboard_ring_is_shown_to_the_keyboard_only(sidebar, qtbot, theme):
    def has_ring():
        image = sidebar.list.viewport().grab().toImage()
        rect = sidebar.list.visualRect(sidebar.list.currentIndex())
        row = range(rect.left(), rect.left() + 24)
        return any(image.pixelColor(x, rect.center().y()) == theme.color("focus") for x in row)

    sidebar.list.setFocus(Qt.FocusReason.TabFocusReason)
    assert has_ring()
    click_row(qtbot, sidebar, 3)
    assert not has_ring()


# Emptiness


def test_an_empty_library_says_what_belongs_here(sidebar):
    sidebar.set_sessions([])
    text = "Each sitting is kept here with its prompts, models and edits."
    assert text in shown_texts(sidebar)
    assert not sidebar.segments.isVisible()
    assert not sidebar.clear.isVisible()


def test_nothing_found_offers_the_way_back(sidebar, qtbot):
    sidebar.search.set_text(EVIL)
    sidebar.set_sessions([])
    assert f"Nothing matches ‘{EVIL}’" in shown_texts(sidebar)
    searched = []
    sidebar.search_changed.connect(searched.append)
    qtbot.mouseClick(sidebar.clear, Qt.MouseButton.LeftButton)
    assert searched == [""]
    assert sidebar.search.text() == ""


def test_clear_takes_the_filter_back_too(sidebar, qtbot):
    sidebar.segments.findChildren(QAbstractButton)[1].click()
    sidebar.set_sessions([])
    assert "No session has a starred image yet." in shown_texts(sidebar)
    with qtbot.waitSignal(sidebar.filter_changed) as changed:
        qtbot.keyClick(sidebar.clear, Qt.Key.Key_Return)
    assert changed.args == ["all"]
    assert sidebar.filter is SessionFilter.ALL


# Foot and products


def test_without_key_the_foot_says_offline_model(sidebar, qtbot):
    sidebar.set_footer(FooterState())
    assert sidebar.footer.badge.accessibleName() == "Offline model"
    with qtbot.waitSignal(sidebar.add_key_requested):
        qtbot.mouseClick(sidebar.footer.add_key, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("spent", "level", "amount"),
    [
        (12.4, "normal", "$12.40 of $40"),
        (34, "warning", "$34.00 of $40"),
        (41, "danger", "$41.00 of $40"),
    ],
)
def test_the_budget_shows_its_numbers(sidebar, spent, level, amount):
    sidebar.set_footer(FooterState(True, "November", spent, 40.0))
    assert {"November budget", amount} <= set(shown_texts(sidebar))
    assert sidebar.footer.bar.isVisible()
    assert sidebar.footer.bar.level == level
    assert not sidebar.footer.badge.isVisible()


def test_without_a_limit_only_the_spending_shows(sidebar):
    sidebar.set_footer(FooterState(True, "November", 12.4))
    assert {"November", "$12.40"} <= set(shown_texts(sidebar))
    assert not sidebar.footer.bar.isVisible()


def test_products_and_the_way_to_the_catalogue(sidebar, qtbot):
    assert not sidebar.products.rows()
    lamp = Product(id="p1", sku="", name=EVIL, created_utc="", color=2)
    sidebar.set_products([lamp], {lamp.id: "38"})
    assert "38 images" in sidebar.products.rows()[0].accessibleDescription()
    assert sidebar.products.isVisible()
    with qtbot.waitSignal(sidebar.product_chosen) as chosen:
        qtbot.keyClick(sidebar.products.rows()[0], Qt.Key.Key_Space)
    assert chosen.args == ["p1"]
    sidebar.set_products([])
    assert not sidebar.products.rows()
    with qtbot.waitSignal(sidebar.products.catalogue_requested):
        qtbot.mouseClick(sidebar.products.add, Qt.MouseButton.LeftButton)


# Rail


def test_folding_is_told_when_a_person_does_it(sidebar, qtbot):
    with qtbot.assertNotEmitted(sidebar.collapsed_changed):
        sidebar.set_collapsed(True)
    assert sidebar.width() == 56
    with qtbot.waitSignal(sidebar.collapsed_changed) as changed:
        qtbot.mouseClick(sidebar.rail.library, Qt.MouseButton.LeftButton)
    assert changed.args == [False]
    assert sidebar.width() == 264


def test_the_rail_asks_for_the_same(sidebar, qtbot):
    sidebar.set_collapsed(True)
    for button, signal in (
        (sidebar.rail.new_session, sidebar.new_session_requested),
        (sidebar.rail.settings, sidebar.settings_requested),
        (sidebar.rail.offline, sidebar.add_key_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(button, Qt.Key.Key_Return)


def test_find_unfolds_the_rail(sidebar, qtbot):
    sidebar.set_collapsed(True)
    sidebar.focus_search()
    assert not sidebar.is_collapsed
    assert sidebar.search.edit.hasFocus()


def test_folding_keeps_the_focus_inside(sidebar, qtbot):
    sidebar.collapse.setFocus()
    qtbot.keyClick(sidebar.collapse, Qt.Key.Key_Space)
    assert sidebar.rail.library.hasFocus()
    qtbot.keyClick(sidebar.rail.library, Qt.Key.Key_Space)
    assert sidebar.collapse.hasFocus()


# Access


def test_everything_that_takes_the_focus_has_a_name(sidebar):
    sidebar.set_products([Product(id="p1", sku="", name="Halden", created_utc="")])
    for widget in sidebar.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            assert widget.accessibleName(), widget


@pytest.mark.parametrize("percent", [100, 150])
def test_nothing_is_squeezed(sidebar, theme, percent):
    theme.set_ui_scale(percent)
    sidebar.set_footer(FooterState(True, "September", 112.4, 400.0))
    QApplication.processEvents()
    amount = next(x for x in sidebar.footer.findChildren(QLabel) if "of" in x.text())
    assert amount.width() >= amount.sizeHint().width()
    for button in sidebar.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.accessibleName()
            assert button.height() >= button.minimumSizeHint().height(), button.accessibleName()
    row = sidebar.list.visualRect(sidebar.model.index(0))
    assert row.height() >= theme.line_height("bodyStrong") + theme.line_height("meta")


def test_text_of_people_is_plain(sidebar):
    sidebar.set_sessions([session(1, name=EVIL)])
    sidebar.search.set_text(EVIL)
    sidebar.list.viewport().grab()
    assert all(
        label.textFormat() == Qt.TextFormat.PlainText for label in sidebar.findChildren(QLabel)
    )


def test_the_ages_rest_while_there_is_nothing_to_age(sidebar):
    assert sidebar._ages.isActive()
    sidebar.set_sessions([])
    assert not sidebar._ages.isActive()


# What is listed


def names(sidebar):
    return [sidebar.model.session(row).name for row in range(sidebar.model.rowCount())]


def test_six_sessions_are_listed_and_the_open_one_always(sidebar, qtbot):
    sessions = [session(n) for n in range(12)]
    sidebar.set_open_session("")
    sidebar.set_sessions(sessions)
    assert names(sidebar) == [f"Session {n}" for n in range(6)]
    assert sidebar.more_sessions.isVisible()
    sidebar.set_open_session("gal-9")
    assert names(sidebar) == [f"Session {n}" for n in (0, 1, 2, 3, 4, 9)]
    with qtbot.waitSignal(sidebar.search_changed):
        sidebar.search.edit.setText("session")
    sidebar.set_sessions(sessions)
    assert len(names(sidebar)) == 12, "what is searched for is shown whole"


def test_filter_by_model_and_product(sidebar, qtbot):
    sidebar.narrow.choices = lambda: NarrowingChoices([("pro", "3 Pro")], [("p1", EVIL)])
    qtbot.mouseClick(sidebar.narrow, Qt.MouseButton.LeftButton)
    assert not sidebar.narrow.isChecked(), "an open menu is no filter"
    with qtbot.waitSignal(sidebar.narrowing_changed) as asked:
        entry(sidebar.narrow.open_one, "3 Pro").trigger()
    assert asked.args[0] == SessionNarrowing(model="pro")
    assert sidebar.narrow.isChecked()
    sidebar.narrow.open_one.close()
    sidebar.set_sessions([])
    assert "No session matches the filter." in shown_texts(sidebar)
    with qtbot.waitSignal(sidebar.narrowing_changed) as asked:
        qtbot.mouseClick(sidebar.clear, Qt.MouseButton.LeftButton)
    assert asked.args[0] == SessionNarrowing()
    assert not sidebar.narrow.isChecked()


def test_an_empty_library_says_what_each_section_is_for(sidebar):
    sidebar.set_sessions([])
    hints = " ".join(shown_texts(sidebar))
    for words in ("Gather finished images", "look the same", "such as The Artist", "true to life"):
        assert words in hints
    sidebar.set_products([Product(id="p1", sku="", name="Halden", created_utc="")])
    assert "true to life" not in " ".join(shown_texts(sidebar)), "a row says it better"
    sidebar.set_products([])
    assert "true to life" in " ".join(shown_texts(sidebar))
    sidebar.set_sessions([session(1)])
    assert "true to life" not in " ".join(shown_texts(sidebar))


def test_the_rail_leads_to_every_section(sidebar, qtbot):
    sidebar.projects.set_can_create(can_create=True)
    for button, first in (
        (sidebar.rail.projects, sidebar.projects.make),
        (sidebar.rail.people, sidebar.people.add),
    ):
        sidebar.set_collapsed(True)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not sidebar.is_collapsed
        assert first.hasFocus()
    sidebar.set_collapsed(True)
    with qtbot.waitSignal(sidebar.products.catalogue_requested):
        qtbot.mouseClick(sidebar.rail.products, Qt.MouseButton.LeftButton)
