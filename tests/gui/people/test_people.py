"""People and identities, and names that complete, with hands and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gallery_studio.domain.ids import IdentityId, ImageId, PersonId
from gallery_studio.domain.people import Identity, Person
from gallery_studio.ui.compose.mention_completer import Mention, MentionCompleter, matching
from gallery_studio.ui.people.people_dialog import IDENTITIES, PEOPLE, PeopleDialog
from gallery_studio.ui.sidebar.avatar_section import Avatar, AvatarSection, SectionWords, initials

NOW = "2026-11-21T11:42:00.000+00:00"
IMAGES = tuple(ImageId(letter * 64) for letter in "abc")
ADA = Person(PersonId("per-1"), "Ada", NOW, "red scarf", IMAGES)
BEN = Person(PersonId("per-2"), "Ben", NOW)
ARTIST = Identity(IdentityId("idn-1"), "The Artist", NOW, prompt="paint on the hands")
NAMES = [
    Mention("person", "per-1", "Ada Lovelace"),
    Mention("identity", "idn-1", "The Artist"),
    Mention("product", "prd-1", "Halden lamp", "Halden", 3),
]


def pixmap(_image_id):
    return QPixmap()


@pytest.fixture
def window(qtbot, theme):
    window = QWidget()
    window.resize(1100, 800)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    return window


@pytest.fixture
def dialog(theme, window):
    dialog = PeopleDialog(theme, window, pixmap)
    dialog.set_subjects([ADA, BEN], [ARTIST])
    dialog.open_page(PEOPLE)
    return dialog


def test_pictures_are_moved_and_taken_away_by_keys(dialog, qtbot):
    shelf = dialog.person_form.shelf
    assert shelf.images() == IMAGES
    first = shelf.pictures()[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert shelf.images() == (IMAGES[1], IMAGES[0], IMAGES[2])
    assert shelf.pictures()[1].hasFocus()
    qtbot.keyClick(shelf.pictures()[1], Qt.Key.Key_Delete)
    assert shelf.images() == (IMAGES[1], IMAGES[2])
    with qtbot.waitSignal(dialog.people.save_requested) as saved:
        dialog.people.save.click()
    assert saved.args[0].reference_images == (IMAGES[1], IMAGES[2])
    assert saved.args[0].id == ADA.id
    assert not dialog.people.save.isEnabled()


def test_a_press_takes_a_picture_away_and_its_tooltip_says_so(dialog, qtbot):
    shelf = dialog.person_form.shelf
    assert "Take it away" in shelf.pictures()[1].toolTip()
    qtbot.mouseClick(shelf.pictures()[1], Qt.MouseButton.LeftButton)
    assert shelf.images() == (IMAGES[0], IMAGES[2])


def test_leaving_a_form_saves_it(dialog, qtbot):
    dialog.person_form.consent.set_text("Agreed on 3 Nov")
    with qtbot.waitSignal(dialog.people.save_requested) as saved:
        dialog.people.list.setCurrentRow(1)
    assert (saved.args[0].id, saved.args[0].consent_note) == (ADA.id, "Agreed on 3 Nov")
    assert dialog.person_form.subject_id == BEN.id
    dialog.person_form.name.set_text("Benjamin")
    with qtbot.waitSignal(dialog.people.save_requested) as saved:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert saved.args[0].name == "Benjamin"
    assert not dialog.isVisible()


def test_a_subject_needs_a_name(dialog, qtbot):
    dialog.people.new.click()
    with qtbot.assertNotEmitted(dialog.people.save_requested):
        dialog.people.request_save()
    assert dialog.person_form.name.edit.hasFocus()


@pytest.mark.parametrize(
    ("field", "held"),
    [("name", Qt.KeyboardModifier.NoModifier), ("consent", Qt.KeyboardModifier.ControlModifier)],
)
def test_enter_saves_what_was_typed(dialog, qtbot, field, held):
    dialog.person_form.name.set_text("Ada L")
    edit = getattr(dialog.person_form, field).edit
    edit.setFocus()
    with qtbot.waitSignal(dialog.people.save_requested) as saved:
        qtbot.keyClick(edit, Qt.Key.Key_Return, held)
    assert (saved.args[0].id, saved.args[0].name) == (ADA.id, "Ada L")
    assert not dialog.people.save.isEnabled()


@pytest.mark.parametrize("field", ["name", "description"])
def test_enter_saves_an_identity_too(dialog, qtbot, field):
    dialog.open_page(IDENTITIES)
    form = dialog.identity_form
    form.name.set_text("The Painter")
    with qtbot.waitSignal(dialog.identities.save_requested) as saved:
        qtbot.keyClick(getattr(form, field).edit, Qt.Key.Key_Return)
    assert (saved.args[0].id, saved.args[0].name) == (ARTIST.id, "The Painter")


def test_news_from_the_library_keep_what_is_being_typed(dialog):
    dialog.person_form.name.set_text("Ada L")
    dialog.set_subjects([ADA, BEN], [ARTIST])
    assert dialog.person_form.name.text() == "Ada L"


def test_delete_asks_for_it_once_and_empties_the_form(dialog, qtbot):
    dialog.open_page(IDENTITIES)
    dialog.identities.show_id(ARTIST.id)
    with qtbot.waitSignal(dialog.identities.delete_requested) as deleted:
        dialog.identities.delete.click()
    assert deleted.args == [ARTIST.id]
    with qtbot.assertNotEmitted(dialog.identities.save_requested):
        dialog.close_dialog()


# Names


@pytest.fixture
def field(theme, window, qtbot):
    edit = QPlainTextEdit(window)
    edit.setGeometry(50, 500, 600, 100)
    edit.show()
    edit.setFocus()
    completer = MentionCompleter(theme, edit, lambda text: matching(NAMES, text))
    edit.completer_ = completer
    qtbot.waitUntil(edit.hasFocus)
    return edit


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("@", ["Ada Lovelace", "The Artist", "Halden lamp"]),
        ("with @lov", ["Ada Lovelace"]),
        ("(@ART", ["The Artist"]),
        ("@ada lo", ["Ada Lovelace"]),
        ("ada@", []),
        ("@nobody", []),
        ("a @ b @ha", ["Halden lamp"]),
    ],
)
def test_what_is_offered(field, qtbot, typed, names):
    qtbot.keyClicks(field, typed)
    completer = field.completer_
    assert completer.is_open == bool(names)
    if names:
        assert [mention.name for mention in completer.list.mentions] == names


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Enter])
def test_a_name_is_taken_by_key(field, qtbot, key):
    qtbot.keyClicks(field, "so @")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.completer_.chosen) as chosen:
        qtbot.keyClick(field, key)
    assert chosen.args[0].id == "idn-1"
    assert field.toPlainText() == "so The Artist "
    assert not field.completer_.is_open
    field.undo()
    assert field.toPlainText().startswith("so")


def test_a_name_is_taken_after_letters_of_two_units(field, qtbot):
    field.insertPlainText("🌅🌅 @ad")
    assert field.completer_.is_open
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "🌅🌅 Ada Lovelace "


def test_a_name_is_taken_by_mouse(field, qtbot):
    qtbot.keyClicks(field, "@")
    names = field.completer_.list
    spot = names._row_rect(2).center().toPoint()
    with qtbot.waitSignal(field.completer_.chosen) as chosen:
        qtbot.mouseClick(names, Qt.MouseButton.LeftButton, pos=spot)
    assert chosen.args[0].id == "prd-1"


def test_the_name_under_the_pointer_is_the_one_enter_takes(field, qtbot):
    qtbot.keyClicks(field, "@")
    names = field.completer_.list
    rest = names.grab().toImage()
    qtbot.mouseMove(names, QPoint(1, 1))  # a move to where the pointer is already is none
    qtbot.mouseMove(names, names._row_rect(1).center().toPoint())
    qtbot.waitUntil(lambda: names.current == 1)
    assert names.grab().toImage() != rest, "it is seen"
    qtbot.mouseMove(names, QPoint(1, 1))
    assert field.hasFocus(), "the letters still go into the text"
    with qtbot.waitSignal(field.completer_.chosen) as chosen:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args[0].id == "idn-1"


def test_escape_dismisses_this_one_and_leaves_the_text(field, qtbot):
    qtbot.keyClicks(field, "x @a")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.completer_.is_open
    qtbot.keyClicks(field, "d")
    assert not field.completer_.is_open
    assert field.toPlainText() == "x @ad"
    qtbot.keyClicks(field, " and @")
    assert field.completer_.is_open


def test_it_closes_with_the_focus(field, qtbot, window):
    qtbot.keyClicks(field, "@")
    other = QPlainTextEdit(window)
    other.show()
    other.setFocus()
    assert not field.completer_.is_open


def test_the_list_stays_inside_the_window(field, qtbot, window):
    field.setGeometry(1000, 4, 100, 60)
    qtbot.keyClicks(field, "@")
    names = field.completer_.list
    rows = [names._row_rect(n).translated(names.pos().toPointF()) for n in range(3)]
    assert all(window.rect().toRectF().contains(row) for row in rows)
    cursor = field.cursorRect().translated(field.pos())
    assert rows[0].top() >= cursor.bottom() - 4


# Sidebar


def test_avatars_show_the_active_one_and_the_rest_behind_a_button(theme, qtbot, window):
    section = AvatarSection(theme, SectionWords("People", "Add a person", ""), pixmap, window)
    section.show()
    section.set_avatars([Avatar(str(n), f"Person {n}", None, n == 5) for n in range(6)])
    assert section.buttons()[0].accessibleName() == "Person 5, active"
    assert len(section.buttons()) == 4
    with qtbot.waitSignal(section.chosen) as chosen:
        qtbot.keyClick(section.buttons()[0], Qt.Key.Key_Space)
    assert chosen.args[0] == "5"
    with qtbot.waitSignal(section.all_requested):
        section._more.click()


@pytest.mark.parametrize(
    ("name", "letters"), [("The Artist", "A"), ("Ada Lovelace", "AL"), ("", "?"), ("the", "T")]
)
def test_initials(name, letters):
    assert initials(name) == letters
