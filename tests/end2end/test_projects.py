"""Projects as a person uses them: the whole window on a real library."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from gallery_studio.config import Settings
from gallery_studio.domain.project import journey_of, with_featured
from gallery_studio.domain.project_json import content_data
from gallery_studio.library.library import Library
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.journey_writer import JourneyWriter
from gallery_studio.studio.projects import ProjectRequest, Projects
from gallery_studio.ui.project_feature import ProjectFeature
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.support.project_story import LAMP, OFFLINE, StoryStep, tell


@pytest.fixture
def story(library_folder: Path):
    library = Library.open(library_folder)
    told = tell(library)
    library.shutdown()
    return told


@pytest.fixture
def window(studio, story):
    with studio.window(Settings(last_session=story.session_id, is_motion_reduced=True)) as window:
        yield window


@pytest.fixture
def feature(window) -> ProjectFeature:
    return next(f for f in window.features if isinstance(f, ProjectFeature))


@pytest.fixture
def shown(window, feature, qtbot):
    """The project of the session, made by its menu; its page is open."""
    with qtbot.waitSignal(feature.controller.shown):
        window.action("create_project").trigger()
    return feature.controller


def stored(window):
    (summary,) = window.parts.reader.projects()
    return window.parts.reader.project(summary.id)


def words(project) -> list[str]:
    return [i.quote.content for i in journey_of(project.content).iterations]


def trigger(menu: Menu, text: str) -> None:
    next(a for a in menu.actions() if a.text().startswith(text)).trigger()
    menu.close()


def test_create_opens_the_page_with_the_path_in_order(window, shown, story):
    assert shown.stack.currentWidget() is shown.view
    sheet = shown.view.sheet
    assert [view.quotes[0].text() for view in sheet.steps] == [f"“{s.prompt}”" for s in LAMP]
    assert [view.label.text() for view in sheet.steps] == [
        "First directive",
        "Turn 2",
        "Turn 3",
        "Turn 4",
    ]
    assert stored(window).featured_image_id == story.images[-1]
    (row,) = window.sidebar.projects.rows()
    assert row.text().startswith("Nano Banana Creation: Brass dome")
    assert sheet.label.title.text() == stored(window).title


def test_words_are_edited_stored_and_undone_by_key(window, shown, qtbot):
    title = shown.view.sheet.label.title
    title.edit_text()
    field = title.findChildren(QPlainTextEdit)[0]
    QTest.keyClicks(field, "Halden, lit from within")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(window).title == "Halden, lit from within")
    assert window.action("undo").isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: stored(window).title.startswith("Nano Banana Creation"))
    assert title.text().startswith("Nano Banana Creation")


def test_steps_move_by_key_and_drop_by_menu(window, shown, qtbot):
    step = shown.view.sheet.steps[0]
    step.picture.setFocus()
    QTest.keyClick(step.picture, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    order = [LAMP[1].prompt, LAMP[0].prompt, LAMP[2].prompt, LAMP[3].prompt]
    qtbot.waitUntil(lambda: words(stored(window)) == order)
    shown.view.sheet.steps[2].open_menu()
    trigger(shown.view.sheet.steps[2].menu, "Drop this step")
    qtbot.waitUntil(lambda: words(stored(window)) == [*order[:2], order[3]])
    assert len(shown.view.sheet.steps) == 3
    shown.undo_stack.undo()
    shown.undo_stack.undo()
    qtbot.waitUntil(lambda: words(stored(window)) == [s.prompt for s in LAMP])


ALT = Qt.KeyboardModifier.AltModifier


def focused_place(sheet) -> tuple[int, str]:
    """Return the place of the step that has the focus, and the part of it."""
    return next((i, v.focused_part()) for i, v in enumerate(sheet.steps) if v.focused_part())


@pytest.mark.parametrize("part", ["picture", "note", "compare", "more"])
def test_the_focus_goes_with_the_step_that_is_moved(window, shown, qtbot, part):
    sheet = shown.view.sheet
    getattr(sheet.steps[3], part).setFocus()
    for place in (2, 1, 0):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Up, ALT)
        assert sheet.steps[place].quotes[0].text() == f"“{LAMP[3].prompt}”"
        assert focused_place(sheet)[0] == place
    assert focused_place(sheet) == (0, "picture" if part == "compare" else part)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Up, ALT)
    assert focused_place(sheet)[0] == 0
    for place in (1, 2):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down, ALT)
        assert focused_place(sheet)[0] == place
    shown.undo_stack.undo()
    assert focused_place(sheet)[0] == 1
    order = [LAMP[0].prompt, LAMP[3].prompt, LAMP[1].prompt, LAMP[2].prompt]
    qtbot.waitUntil(lambda: words(stored(window)) == order)


def test_the_focus_goes_with_a_step_that_is_moved_by_its_menu(window, shown):
    sheet = shown.view.sheet
    sheet.steps[2].more.setFocus()
    sheet.steps[2].open_menu()
    trigger(sheet.steps[2].menu, "Move up")
    assert focused_place(sheet) == (1, "more")


def test_another_step_at_the_place_of_a_compared_one_is_not_compared(window, shown):
    sheet = shown.view.sheet
    sheet.steps[1].compare.click()
    sheet.steps[3].note.edited.emit("Words change nothing about the comparison.")
    assert sheet.steps[1].picture.is_comparing
    sheet.steps[2].move_requested.emit(2, 1)
    assert not any(step.compare.isChecked() for step in sheet.steps)
    assert not any(step.picture.is_comparing for step in sheet.steps)


def test_a_moved_step_is_brought_into_view(window, shown):
    view = shown.view
    view.scroll_to_top()
    view.sheet.steps[0].picture.setFocus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down, ALT)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down, ALT)
    picture = view.sheet.steps[2].picture
    top = picture.mapTo(view.scroll_area.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < view.scroll_area.viewport().height() // 2


def test_a_step_whose_words_are_typed_stays_where_it_is(window, shown, qtbot):
    note = shown.view.sheet.steps[1].note
    note.edit_text()
    field = note.findChildren(QPlainTextEdit)[0]
    QTest.keyClicks(field, "Mine")
    QTest.keyClick(field, Qt.Key.Key_Up, ALT)
    assert note.is_editing
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Mine" in str(stored(window).content))
    iterations = journey_of(stored(window).content).iterations
    assert [n.content for n in iterations[1].notes] == ["Mine"]
    assert words(stored(window)) == [s.prompt for s in LAMP]


def test_a_step_is_added_from_the_pictures_that_were_left(window, shown, qtbot):
    shown.view.sheet.add.click()
    qtbot.waitUntil(lambda: shown.chooser is not None)
    assert len(shown.chooser.buttons) == 2
    shown.chooser.buttons[0].click()
    qtbot.waitUntil(lambda: len(words(stored(window))) == 5)
    assert shown.chooser is None


def test_the_final_image_is_chosen(window, shown, story, qtbot):
    step = shown.view.sheet.steps[1]
    step.open_menu()
    trigger(step.menu, "Use as the final image")
    qtbot.waitUntil(lambda: stored(window).featured_image_id == story.images[1])


def test_the_sentences_beside_the_picture_are_edited_and_undone(window, shown, qtbot):
    before = stored(window).description
    description = shown.view.sheet.label.description
    shown.view.scroll_area.ensureWidgetVisible(description)
    QTest.mouseClick(description, Qt.MouseButton.LeftButton)
    (field,) = description.findChildren(QPlainTextEdit)
    QTest.keyClicks(field, "A lamp that carries its own dusk.")
    QTest.keyClick(field, Qt.Key.Key_Return)
    told = "A lamp that carries its own dusk."
    qtbot.waitUntil(lambda: stored(window).description == told)
    assert description.text() == told
    shown.undo_stack.undo()
    qtbot.waitUntil(lambda: stored(window).description == before)
    assert description.text() == before


@pytest.fixture
def without_final(window, shown, qtbot):
    """The page of a project that has no final picture."""
    shown._change("Choose final image", with_featured(shown.project, None))
    qtbot.waitUntil(lambda: stored(window).featured_image_id is None)
    return shown


def test_a_final_image_is_chosen_in_the_empty_place(window, without_final, story, qtbot):
    page = without_final
    QTest.mouseClick(page.view.sheet.hero, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.chooser is not None)
    shown_ids = [button.choice.image_id for button in page.chooser.buttons]
    assert sorted(shown_ids) == sorted(set(shown_ids))
    assert set(story.images) < set(shown_ids)
    wanted = page.chooser.buttons[shown_ids.index(story.images[1])]
    QTest.mouseClick(wanted, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stored(window).featured_image_id == story.images[1])
    assert page.view.sheet.label.edit.isVisible()
    page.undo_stack.undo()
    qtbot.waitUntil(lambda: stored(window).featured_image_id is None)


def test_the_menu_leads_to_the_session_of_the_project(window, shown, story):
    project_id = shown.project.id
    window.new_session()
    shown.open(project_id)
    QTest.mouseClick(shown.view.header.more, Qt.MouseButton.LeftButton)
    trigger(shown.view.menu, "Show the session")
    assert window.session.id == story.session_id
    assert not shown.is_open
    assert shown.stack.currentWidget() is window.split.splitter
    assert len(window.canvas.cards) == len(story.images) + len(story.others)


def is_offered(page, words: str) -> bool:
    """Open the menu of the project and look at an entry."""
    QTest.mouseClick(page.view.header.more, Qt.MouseButton.LeftButton)
    action = next(a for a in page.view.menu.actions() if a.text().startswith(words))
    page.view.menu.close()
    return action.isEnabled()


def test_a_session_in_the_bin_is_neither_shown_nor_played(window, shown, story, qtbot):
    """Nobody shall work in what is thrown away in a while."""
    project_id, reader = shown.project.id, window.parts.reader
    window.new_session()
    shown.open(project_id)
    assert is_offered(shown, "Show the session")
    window.sidebar_controller.discard(story.session_id)
    qtbot.waitUntil(lambda: reader.session(story.session_id).deleted_utc is not None)
    qtbot.waitUntil(lambda: not shown.view.sheet.label.edit.isEnabled())
    assert not is_offered(shown, "Show the session")
    QTest.mouseClick(shown.view.header.play, Qt.MouseButton.LeftButton)
    assert window.session.id != story.session_id
    assert shown.is_open
    said = [toast for toast in shown.view.toasts.toasts if "in the bin" in toast.message.text]
    assert [toast.isVisible() for toast in said] == [True]
    window.parts.worker.restore_session(story.session_id)
    qtbot.waitUntil(shown.view.sheet.label.edit.isEnabled)
    assert is_offered(shown, "Show the session")


def test_what_is_told_meanwhile_is_seen_on_the_page(window, shown):
    window.news.say_error("Something happened.")
    (toast,) = (t for t in shown.view.toasts.toasts if t.message.text == "Something happened.")
    assert toast.isVisible()
    shown.close()
    window.news.say_error("Something else happened.")
    assert window.toasts.toasts[-1].message.text == "Something else happened."
    assert window.toasts.toasts[-1].isVisible()


def test_escape_returns_and_the_row_opens_it_again(window, shown, qtbot):
    with qtbot.waitSignal(shown.closed):
        QTest.keyClick(shown.view, Qt.Key.Key_Escape)
    assert shown.stack.currentWidget() is window.split.splitter
    window.sidebar.projects.rows()[0].click()
    assert shown.is_open


def test_another_session_closes_the_page(window, shown):
    window.new_session()
    assert not shown.is_open


def test_use_as_featured_from_the_key_of_the_canvas(window, feature, shown, story, qtbot):
    shown.close()
    card = next(c for c in window.view.model.cards.values() if c.image_id == story.images[0])
    window.view.select([card.id])
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    trigger(feature.menu, "Use as featured in")
    qtbot.waitUntil(lambda: stored(window).featured_image_id == story.images[0])
    assert shown.is_open
    qtbot.waitUntil(lambda: shown.project.featured_image_id == story.images[0])


def test_a_conversation_becomes_a_project_from_its_menu(window, feature, story, qtbot):
    window.edits.open_conversation(story.conversations[1])
    window.pane.project_requested.emit(story.outputs[2])
    with qtbot.waitSignal(feature.controller.shown):
        trigger(feature.menu, "New project of the conversation")
    assert words(stored(window)) == [step.prompt for step in LAMP]


def test_nothing_is_sent_from_behind_the_page(window, shown):
    assert not window.action("generate").isEnabled()
    window.action("focus_compose").trigger()
    assert not shown.is_open
    assert window.action("generate").isEnabled()
    assert window.compose.edit.hasFocus()


def test_f6_goes_between_library_and_page(window, shown):
    window.sidebar.focus_list()
    window.action("next_region").trigger()
    assert shown.view.isAncestorOf(window.focusWidget())
    window.action("next_region").trigger()
    assert window.sidebar.isAncestorOf(window.focusWidget())


def test_discard_and_back(window, shown, qtbot):
    shown.view.discard_requested.emit()
    qtbot.waitUntil(lambda: window.parts.reader.projects() == [])
    assert not shown.is_open
    window.toasts.toasts[-1].action_requested.emit()
    qtbot.waitUntil(lambda: len(window.parts.reader.projects()) == 1)


def test_keep_editing_leads_to_the_card(window, shown, story):
    shown.view.sheet.label.edit.click()
    assert not shown.is_open
    (selected,) = window.view.model.selection
    assert window.view.model.get(selected).image_id == story.images[-1]


def test_every_file_is_made(window, feature, shown, tmp_path: Path, qtbot):
    for suffix in ("html", "md", "pdf", "json", "zip"):
        with qtbot.waitSignal(feature.worker.exported, timeout=20_000):
            feature.worker.export(shown.project.id, str(tmp_path / f"p.{suffix}"))
        assert (tmp_path / f"p.{suffix}").stat().st_size > 1000


def test_story_and_grid_show_the_same(window, shown, qtbot):
    sheet = shown.view.sheet
    sheet.forms.set_current(1)
    sheet.forms.choice_changed.emit(1)
    assert [view.label.text() for view in sheet.steps] == ["1", "2", "3", "4"]
    tops = {view.geometry().top() for view in sheet.steps[:2]}
    assert len(tops) == 1


def test_markup_stays_words_everywhere(studio, library_folder: Path, qtbot):
    evil = "<img src=file:///etc/hostname><b>bold</b>"
    library = Library.open(library_folder)
    told = tell(library, [StoryStep(evil, (OFFLINE,), reply=evil)], evil)
    library.shutdown()
    with studio.window(Settings(last_session=told.session_id)) as window:
        feature = next(f for f in window.features if isinstance(f, ProjectFeature))
        with qtbot.waitSignal(feature.controller.shown):
            feature.create_of_session()
        view = feature.controller.view
        assert view.sheet.steps[0].quotes[0].text() == f"“{evil}”"
        labels = [*view.findChildren(QLabel), *window.sidebar.projects.findChildren(QLabel)]
        assert labels
        assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_one_picture_becomes_a_project_from_the_key_of_the_canvas(window, feature, story, qtbot):
    card = next(c for c in window.view.model.cards.values() if c.image_id == story.images[1])
    window.view.select([card.id])
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(feature.controller.shown):
        trigger(feature.menu, "New project from this image")
    made = stored(window)
    assert made.featured_image_id == story.images[1]
    assert words(made) == [step.prompt for step in LAMP[:2]]


def test_a_rewrite_keeps_a_persons_words_and_is_undone_by_key(window, shown, qtbot):
    sheet = shown.view.sheet
    sheet.steps[1].note.edited.emit("The wall took over for a while.")
    qtbot.waitUntil(lambda: "took over" in str(stored(window).content))
    sheet.opening.edited.emit("An opening that a person wrote.")
    qtbot.waitUntil(lambda: "An opening" in str(stored(window).content))
    QTest.mouseClick(sheet.rewrite, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "An opening" not in str(stored(window).content), timeout=20_000)
    assert "took over" in str(stored(window).content)
    assert sheet.opening.text().startswith("It began on")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "An opening" in str(stored(window).content))


def test_what_is_changed_while_a_journey_is_told_anew_stays(
    window, shown, qtbot, monkeypatch
) -> None:
    may_be_told, is_asked = threading.Event(), threading.Event()
    write = JourneyWriter.write

    async def held(writer: JourneyWriter, facts):
        is_asked.set()
        assert await asyncio.to_thread(may_be_told.wait, 20)
        return await write(writer, facts)

    monkeypatch.setattr(JourneyWriter, "write", held)
    sheet = shown.view.sheet
    sheet.opening.edited.emit("An opening that a person wrote.")
    qtbot.waitUntil(lambda: "An opening" in str(stored(window).content))
    QTest.mouseClick(sheet.rewrite, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(is_asked.is_set)
    sheet.steps[1].note.edited.emit("The wall took over for a while.")
    sheet.label.title.edited.emit("Another title")
    sheet.steps[0].move_requested.emit(0, 1)
    sheet.steps[3].note.edit_text()
    may_be_told.set()
    qtbot.waitUntil(lambda: "An opening" not in str(stored(window).content), timeout=20_000)
    after = stored(window)
    assert "took over" in str(after.content)
    assert after.title == "Another title"
    assert words(after) == [LAMP[1].prompt, LAMP[0].prompt, LAMP[2].prompt, LAMP[3].prompt]
    toast = shown.view.toasts.toasts[-1].message
    assert toast.text == "Journey rewritten. 1 text you changed meanwhile stays"
    shown.undo_stack.undo()
    qtbot.waitUntil(lambda: "An opening" in str(stored(window).content))
    assert "took over" in str(stored(window).content)


def test_a_project_of_a_newer_program_is_shown_and_cannot_be_changed(
    studio, library_folder: Path, story, qtbot
):
    library = Library.open(library_folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    projects = Projects(executor, load_catalogue(), JourneyWriter("", None))
    project = asyncio.run(projects.create(ProjectRequest(story.session_id))).project
    executor.shutdown()
    library.shutdown()
    data = content_data(project.content) | {"templateVersion": 3}
    data["sections"].append({"id": "film", "type": "film", "title": "From the future"})
    with closing(sqlite3.connect(library_folder / "library.sqlite3")) as database, database:
        database.execute("UPDATE projects SET content = ?", (json.dumps(data),))
    with studio.window(Settings(last_session=story.session_id)) as window:
        feature = next(f for f in window.features if isinstance(f, ProjectFeature))
        with qtbot.waitSignal(feature.controller.shown):
            feature.controller.open(project.id)
        view = feature.controller.view
        assert view.notice.isVisible()
        assert len(view.sheet.steps) == len(LAMP)
        QTest.keyClick(view.sheet.label.title, Qt.Key.Key_F2)
        assert view.sheet.label.title._field is None
        assert not view.sheet.add.isVisible()
        assert not view.sheet.rewrite.isVisible()
        text = window.parts.reader.project(project.id).content.stored_text
        assert "From the future" in text
