"""People and identities at the window: chosen at the sidebar, edited, deleted, brought back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gallery_studio.domain.ids import new_identity_id, new_person_id
from gallery_studio.domain.people import Identity, Person
from gallery_studio.domain.status import Status
from gallery_studio.ui.composing_feature import ComposingFeature
from tests.support.drops import drop, enter, files_mime
from tests.support.gemini_server import small_png
from tests.support.wall import CTRL, WAIT_MS, toasts

NOW = "2026-11-21T11:42:00.000+00:00"
LEFT = Qt.MouseButton.LeftButton


def composing(window) -> ComposingFeature:
    return next(f for f in window.features if isinstance(f, ComposingFeature))


@contextmanager
def inhabited(studio, qtbot, people=("Ada",), identities=("The Artist",)):
    """Open a window on a library with people and identities."""
    with studio.window() as window:
        worker = composing(window).worker
        for name in people:
            worker.save_person(Person(new_person_id(), name, NOW, appearance=f"{name}'s scarf"))
        for name in identities:
            worker.save_identity(Identity(new_identity_id(), name, NOW, prompt=f"as {name}"))
        sidebar = window.sidebar
        for section, names in ((sidebar.people, people), (sidebar.identities, identities)):
            shown = min(len(names), 4)
            qtbot.waitUntil(lambda s=section, n=shown: len(s.buttons()) == n, timeout=WAIT_MS)
        yield window


def choose(window, qtbot, button, words: str) -> None:
    """Press someone in the sidebar and take an entry of the menu."""
    qtbot.mouseClick(button, LEFT)
    menu = composing(window).people.menu
    assert menu.isVisible()
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def chips(window) -> list[str]:
    return [chip.accessibleName() for chip in window.compose.likeness.chips()]


def generated(window, qtbot, text: str):
    """Generate one picture and return its output."""
    window.compose.set_text(text)
    window.compose.request_generate()
    done = [Status.COMPLETED]
    qtbot.waitUntil(lambda: [c.status for c in window.canvas.cards] == done, timeout=WAIT_MS)
    return window.parts.reader.output(window.canvas.cards[0].output_id)


def one_directive(window) -> None:
    bar = window.compose
    bar.chips.choose(replace(bar.chips.wish, directive_count=1))


def test_who_is_chosen_at_the_sidebar_is_shown_until_taken_out(studio, qtbot) -> None:
    with inhabited(studio, qtbot) as window:
        sidebar, (ada,) = window.sidebar, window.parts.reader.people()
        choose(window, qtbot, sidebar.people.buttons()[0], "Show in the next images")
        choose(window, qtbot, sidebar.identities.buttons()[0], "Use for the next images")
        assert chips(window) == ["Person: Ada", "Identity: The Artist"]
        assert window.compose.value().settings.person_ids == (ada.id,)
        assert sidebar.identities.buttons()[0].avatar.is_active
        person, _ = window.compose.likeness.chips()
        person.setFocus()
        QTest.keyClick(person, Qt.Key.Key_Delete)
        (identity,) = window.compose.likeness.chips()
        at = QPoint(identity.width() - 12, identity.height() // 2)
        QTest.mouseClick(identity, LEFT, pos=at)
        assert chips(window) == []
        settings = window.compose.value().settings
        assert (settings.person_ids, settings.identity_id) == ((), None)
        assert not sidebar.identities.buttons()[0].avatar.is_active, "the sidebar shows it too"
        choose(window, qtbot, sidebar.identities.buttons()[0], "Use for the next images")
        assert sidebar.identities.buttons()[0].avatar.is_active
        window.new_session()
        assert not sidebar.identities.buttons()[0].avatar.is_active, "another session has none"


def test_all_of_them_are_behind_the_last_button(studio, qtbot) -> None:
    names = tuple(f"Somebody {n}" for n in range(6))
    with inhabited(studio, qtbot, people=names, identities=names) as window:
        for kind in ("people", "identities"):
            section = getattr(window.sidebar, kind)
            qtbot.waitUntil(section._more.isVisible, timeout=WAIT_MS)
            qtbot.mouseClick(section._more, LEFT)
            dialog = composing(window).people.dialog
            page = getattr(dialog, kind)
            assert page.isVisible()
            qtbot.waitUntil(lambda p=page: p.list.count() == 6, timeout=WAIT_MS)
            assert page.form.name.text().startswith("Somebody")
            dialog.close_dialog()


def test_what_is_deleted_comes_back_by_undo(studio, qtbot) -> None:
    with inhabited(studio, qtbot) as window:
        for kind in ("people", "identities"):
            section, read = getattr(window.sidebar, kind), getattr(window.parts.reader, kind)
            choose(window, qtbot, section.buttons()[0], "Edit…")
            dialog = composing(window).people.dialog
            page = getattr(dialog, kind)
            name = page.form.name.text()
            qtbot.mouseClick(page.delete, LEFT)
            qtbot.waitUntil(lambda s=section: not s.buttons(), timeout=WAIT_MS)
            assert read() == []
            assert page.form.name.text() == ""
            dialog.close_dialog()
            (toast,) = [t for t in window.toasts.toasts if t.message.text == f"“{name}” deleted"]
            qtbot.mouseClick(toast.action_button, LEFT)
            qtbot.waitUntil(lambda s=section: len(s.buttons()) == 1, timeout=WAIT_MS)
            assert [one.name for one in read()] == [name]


def test_someone_deleted_is_out_of_the_next_pictures(studio, qtbot) -> None:
    """It was refused with "Remove the name", and there was no name to remove."""
    with inhabited(studio, qtbot) as window:
        sidebar, people = window.sidebar, composing(window).people
        one_directive(window)
        choose(window, qtbot, sidebar.people.buttons()[0], "Show in the next images")
        choose(window, qtbot, sidebar.identities.buttons()[0], "Use for the next images")
        for kind in ("people", "identities"):
            choose(window, qtbot, getattr(sidebar, kind).buttons()[0], "Edit…")
            getattr(people.dialog, kind).delete.click()
            people.dialog.close_dialog()
            qtbot.waitUntil(lambda k=kind: not getattr(sidebar, k).buttons(), timeout=WAIT_MS)
        assert chips(window) == []
        assert "Ada" not in generated(window, qtbot, "an empty room").prompt


def picture_mime(data: bytes) -> QMimeData:
    mime = QMimeData()
    mime.setData("image/png", data)
    return mime


def test_pictures_are_dropped_and_pasted_on_a_person(studio, qtbot, tmp_path) -> None:
    file = tmp_path / "ada.png"
    file.write_bytes(small_png(red=3))
    with inhabited(studio, qtbot) as window:
        choose(window, qtbot, window.sidebar.people.buttons()[0], "Edit…")
        dialog = composing(window).people.dialog
        shelf = dialog.person_form.shelf

        def has(count: int) -> None:
            qtbot.waitUntil(lambda: len(shelf.images()) == count, timeout=WAIT_MS)

        def drag_onto(widget, mime: QMimeData) -> None:
            assert enter(widget, mime, QPoint(5, 5))
            assert drop(widget, mime, QPoint(5, 5))

        drag_onto(shelf, picture_mime(small_png(red=1)))
        has(1)
        drag_onto(shelf.pictures()[0], picture_mime(small_png(red=2)))
        has(2)
        drag_onto(shelf.pictures()[0], files_mime(file))
        has(3)
        QGuiApplication.clipboard().setMimeData(picture_mime(small_png(red=4)))
        shelf.add.setFocus()
        QTest.keyClick(shelf.add, Qt.Key.Key_V, CTRL)
        has(4)
        QGuiApplication.clipboard().clear()
        shown = shelf.images()
        dialog.close_dialog()
        reader = window.parts.reader
        qtbot.waitUntil(lambda: reader.people()[0].reference_images == shown, timeout=WAIT_MS)


def test_making_someone_active_shows_their_conversation(studio, qtbot) -> None:
    with inhabited(studio, qtbot) as window:
        sidebar = window.sidebar
        one_directive(window)
        choose(window, qtbot, sidebar.people.buttons()[0], "Show in the next images")
        assert "Ada's scarf" in generated(window, qtbot, "at the easel").prompt
        conversation = window.canvas.cards[0].conversation_id
        session = window.session.id
        window.new_session()
        choose(window, qtbot, sidebar.people.buttons()[0], "Make active")
        assert sidebar.people.buttons()[0].avatar.is_active
        assert window.session.id == session
        assert window.edits.conversation_id == conversation
        assert window.pane.isVisible()


def test_what_is_no_picture_is_refused_once_and_in_place(studio, qtbot) -> None:
    with inhabited(studio, qtbot) as window:
        choose(window, qtbot, window.sidebar.people.buttons()[0], "Edit…")
        dialog = composing(window).people.dialog
        mime = picture_mime(b"no picture")

        def drag_it_in() -> None:
            assert enter(dialog.person_form.shelf, mime, QPoint(5, 5))
            assert drop(dialog.person_form.shelf, mime, QPoint(5, 5))

        drag_it_in()
        qtbot.waitUntil(dialog.people.problem.isVisible, timeout=WAIT_MS)
        assert "not a picture" in dialog.people.problem.text()
        assert toasts(window) == []
        drag_it_in()
        dialog.close_dialog()  # before the answer: there is no form to show it in
        qtbot.waitUntil(lambda: len(toasts(window)) == 1, timeout=WAIT_MS)
        assert "not a picture" in toasts(window)[0]
