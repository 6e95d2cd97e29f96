"""A conversation in the whole window: named anew, and left for the picture alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from gallery_studio.config import Settings
from gallery_studio.domain.card import Card, Placement
from gallery_studio.domain.conversation import CompletedOutput, FailedOutput, Output, Turn
from gallery_studio.domain.errors import ProviderErrorKind
from gallery_studio.domain.ids import new_card_id, new_output_id, new_turn_id
from gallery_studio.domain.image import Origin
from gallery_studio.domain.status import Status
from gallery_studio.library.library import Library
from gallery_studio.library.starting import NewWork
from gallery_studio.studio.storing import store_now
from tests.support.gemini_server import small_png
from tests.unit.library.building import NOW, OFFLINE, edit_work, run_work, session

WAIT_MS = 20_000
CTRL = Qt.KeyboardModifier.ControlModifier


def paint(library: Library, output_id, red: int):
    picture = store_now(library.images, small_png(red=red), Origin.GENERATED, "")
    completed = CompletedOutput(output_id, picture.file.id)
    library.work.complete(completed, picture.file, picture.micro_rgb)
    return picture.file


def next_turn(edit: NewWork) -> NewWork:
    """Return a second turn of an edit, which goes on from its picture."""
    (first,), (before,), (conversation,) = edit.turns, edit.outputs, edit.conversations
    turn = Turn(
        new_turn_id(), conversation.id, 2, "cooler", (OFFLINE,), NOW,
        parent_turn_id=first.id, parent_output_id=before.id,
    )  # fmt: skip
    output = Output(new_output_id(), turn.id, OFFLINE, 0, "cooler", NOW)
    card = Card(new_card_id(), edit.session_id, output.id, None, Placement(216, 400, 200, 284), NOW)
    return NewWork(edit.session_id, None, None, (), (turn,), (output,), (card,))


@pytest.fixture
def edit(studio):
    """An edit of two turns, of which the second could not be read: (first, its picture, second)."""
    library = Library.open(studio.folder)
    of = session("Halden lamp")
    work = run_work(of, ("brass dome",))
    library.work.start(work)
    made = edit_work(of, paint(library, work.outputs[0].id, 1), work.outputs[0].id)
    library.work.start(made)
    file = paint(library, made.outputs[0].id, 2)
    failed = next_turn(made)
    library.work.start(failed)
    kind = ProviderErrorKind.HISTORY_UNREADABLE.value
    library.work.fail(
        FailedOutput(failed.outputs[0].id, kind, "It is unreadable.", is_retryable=False)
    )
    library.shutdown()
    return made, file, failed


@pytest.fixture
def window(studio, edit):
    """The window with that conversation open."""
    made, _, _ = edit
    settings = Settings(last_session=made.session_id, is_motion_reduced=True)
    with studio.window(settings) as window:
        window.edits.open_conversation(made.conversations[0].id)
        yield window


def test_a_title_given_in_the_pane_is_stored_and_shown(window, edit, qtbot) -> None:
    made, _, _ = edit
    title = window.pane.header.title
    QTest.mouseClick(title.button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(title.field.edit, "Lamp at dusk")
    QTest.keyClick(title.field.edit, Qt.Key.Key_Return)
    (conversation,) = made.conversations
    reader = window.parts.reader
    qtbot.waitUntil(
        lambda: reader.conversation(conversation.id).title == "Lamp at dusk", timeout=WAIT_MS
    )
    assert title.button.accessibleName() == "Title: Edit: Lamp at dusk"
    window.edits.close()
    window.edits.open_conversation(conversation.id)
    assert title.button.accessibleName() == "Title: Edit: Lamp at dusk"


def test_what_cannot_be_read_goes_on_from_the_picture_alone(window, edit, qtbot) -> None:
    made, file, _ = edit
    button = next(
        button
        for button in window.pane.turns.findChildren(QPushButton)
        if button.text() == "Go on from the picture alone"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = window.edits._dialog
    assert dialog.isVisible()
    assert dialog.subject.source.image_id == file.id
    dialog.form.rows[-1].setChecked(True)
    QTest.keyClicks(dialog.text.edit, "cooler")
    QTest.keyClick(dialog.text.edit, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(
        lambda: window.edits.conversation_id not in (None, made.conversations[0].id),
        timeout=WAIT_MS,
    )
    begun = window.parts.reader.conversation(window.edits.conversation_id)
    assert (begun.source_image_id, begun.source_output_id) == (file.id, None)
    qtbot.waitUntil(lambda: window.canvas.cards[-1].status is Status.COMPLETED, timeout=WAIT_MS)
    (output,) = window.parts.reader.outputs_of_turns(
        [turn.id for turn in window.parts.reader.turns(begun.id)]
    )
    assert output.sent_references == (file.id,)
