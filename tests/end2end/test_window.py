"""A person at the window: write, generate, move, close, open again."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gallery_studio.config import Settings
from gallery_studio.domain.card import Placement
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.ids import new_person_id
from gallery_studio.domain.people import Person
from gallery_studio.domain.status import Status
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.ui.compose.compose_value import ComposeValue
from gallery_studio.ui.composing_feature import ComposingFeature
from gallery_studio.ui.conversation.notices import NoticeAction
from gallery_studio.ui.conversations_feature import ConversationsFeature
from gallery_studio.ui.export.archive_feature import ArchiveFeature
from gallery_studio.ui.library_folder_feature import LibraryFolderFeature
from gallery_studio.ui.open_session import OpenSession
from gallery_studio.workers.signals import EndSignals
from tests.support.gemini_server import GeminiServer, picture, quota, sample, small_png
from tests.support.studio_bench import FLASH, KEY, OFFLINE, PRO

WAIT_MS = 20_000


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch):
    with GeminiServer() as server:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        yield server


def has_key(window) -> bool:
    return len(window.composer.askable()) > 1


def compose(window, text: str, models: tuple[str, ...], directives: int = 1) -> None:
    from dataclasses import replace

    settings = replace(window.compose.value().settings, models=models, directive_count=directives)
    if models == (OFFLINE,):
        settings = replace(settings, image_size="512")  # a quarter of the time
    window.compose.set_value(ComposeValue(text, settings, ()))


def generate(window, qtbot) -> None:
    """Press Generate; several directives are shown first, and then it is pressed again."""
    panel = next(f.directives for f in window.features if isinstance(f, ComposingFeature))
    window.compose.request_generate()
    if panel.is_open:
        qtbot.waitUntil(lambda: not panel.is_writing, timeout=WAIT_MS)
        window.compose.request_generate()


def statuses(window) -> list[Status]:
    return [card.status for card in window.canvas.cards]


def test_four_cards_come_alive_and_are_there_again(studio, qtbot, gemini) -> None:
    gemini.script(*[picture(small_png(red=n)) for n in range(4)], model=FLASH)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lighthouse at dusk", (FLASH,), directives=4)
        window.compose.request_generate()
        qtbot.waitUntil(lambda: window.compose.can_generate, timeout=WAIT_MS)
        QTest.keyClick(window.compose.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 4, timeout=WAIT_MS)
        assert window.compose.value().text == ""
        first = window.canvas.cards[0]
        place = Placement(500, 600, first.placement.width, first.placement.height, 9)
        window.view.place_cards({first.id: place}, "Move")
        window.view.set_viewport(window.view.viewport_state.__class__(321, 123, 0.5))
        window.compose.edit.insertPlainText("words not sent yet")
        before = {card.id: (card.placement, card.image_id) for card in window.canvas.cards}
        name = window.session.session.name
    with studio.window() as window:
        after = {card.id: (card.placement, card.image_id) for card in window.canvas.cards}
        assert after == before
        assert after[first.id][0] == place
        assert window.session.session.name == name
        assert window.compose.value().text == "words not sent yet"
        assert window.view.viewport_state.center_x == pytest.approx(321)
        assert window.view.viewport_state.zoom == pytest.approx(0.5)


def test_the_quick_model_does_not_wait_for_the_slow_one(studio, qtbot, gemini) -> None:
    gate = threading.Event()
    gemini.script(picture(small_png(red=1)), model=FLASH)
    gemini.script(picture(small_png(red=2)).after(gate), model=PRO)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH, PRO))
        window.compose.request_generate()
        qtbot.waitUntil(
            lambda: sorted(statuses(window)) == [Status.COMPLETED, Status.GENERATING],
            timeout=WAIT_MS,
        )
        gate.set()
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 2, timeout=WAIT_MS)


def test_a_failed_card_says_why_and_retry_fills_its_place(studio, qtbot, gemini) -> None:
    gemini.script(sample("imagesafety"), picture(small_png()), model=FLASH)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.FAILED], timeout=WAIT_MS)
        (card,) = window.canvas.cards
        assert "safety" in card.error_message
        window.view.setFocus()
        window.view.select([card.id])
        QTest.keyClick(window.view, Qt.Key.Key_R)
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED], timeout=WAIT_MS)
        assert [c.id for c in window.canvas.cards] == [card.id]


@pytest.mark.parametrize("card_is_late_ms", [0, 300])
def test_a_quota_is_counted_down_on_the_card(studio, qtbot, gemini, card_is_late_ms) -> None:
    gemini.script(quota("1.5s"), picture(small_png()), model=FLASH)
    with studio.window() as window:
        window.canvas._timer.setInterval(card_is_late_ms)  # the news must not be lost before it
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: bool(window.view.living.waits), timeout=WAIT_MS)
        (card_id, wait), *_ = window.view.living.waits.items()
        assert wait.seconds in (1, 2)
        assert "limit per minute" in window.view.waiting_reason(card_id)
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED], timeout=WAIT_MS)
        assert not window.view.living.waits


def test_without_a_key_the_offline_model_is_all_there_is(studio, qtbot) -> None:
    with studio.window() as window:
        assert [info.id for info in window.composer.askable()] == ["offline"]
        assert window.empty.banner.isVisibleTo(window)


def test_a_session_is_renamed_discarded_and_brought_back(studio, qtbot, gemini) -> None:
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED], timeout=WAIT_MS)
        window.session.rename("My lamps")
        qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 1, timeout=WAIT_MS)
        old = window.session.id
        window.discard_session()
        qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 0, timeout=WAIT_MS)
        assert window.session.id != old
        (toast,) = window.toasts.toasts
        assert "My lamps" in toast.message.text
        toast.action_button.click()
        qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 1, timeout=WAIT_MS)
        window.open_session(old)
        assert len(window.canvas.cards) == 1
        assert window.session.session.name == "My lamps"


def test_deleted_cards_come_back_with_undo(studio, qtbot, gemini) -> None:
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED], timeout=WAIT_MS)
        window.view.setFocus()
        window.view.select_all()
        QTest.keyClick(window.view, Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda: window.canvas.cards == [], timeout=WAIT_MS)
        window.action("undo").trigger()
        qtbot.waitUntil(lambda: len(window.canvas.cards) == 1, timeout=WAIT_MS)


def test_closing_during_a_call_ends_in_order_and_says_so_next_time(studio, qtbot, gemini) -> None:
    gate = threading.Event()
    gemini.script(picture(small_png()).after(gate), model=FLASH)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.GENERATING], timeout=WAIT_MS)
        assert gemini.arrived.wait(10)
    assert gemini.disconnected.wait(10)
    gate.set()
    with studio.window() as window:
        (card,) = window.canvas.cards
        assert card.status is Status.CANCELLED


def test_ctrl_q_closes_the_window_and_keeps_what_was_being_written(studio, qtbot) -> None:
    with studio.window() as window:
        window.compose.edit.setFocus()
        qtbot.keyClicks(window.compose.edit, "a half sentence")
        qtbot.keyClick(window.compose.edit, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT_MS)
    with studio.window() as window:
        assert window.compose.edit.toPlainText() == "a half sentence"


def test_all_is_written_by_the_time_the_person_is_logged_out(studio, qtbot) -> None:
    with studio.window() as window:
        qtbot.keyClicks(window.compose.edit, "a half sentence")
        window.session.rename("Half")
        # Qt asks so at the end of the session, and ends the process when the answer is there.
        window.findChild(EndSignals).save_requested.emit()
        with closing(sqlite3.connect(studio.folder / DATABASE_NAME)) as stored:
            assert stored.execute("SELECT name, draft FROM sessions").fetchall() == [
                ("Half", "a half sentence")
            ]
        assert studio.settings_file.load().last_session == window.session.id
        assert window.isVisible()


def test_f6_goes_round_the_window(studio, qtbot) -> None:
    with studio.window() as window:
        window.compose.focus_text()
        seen = []
        for _ in range(4):
            window.focus_next_region()
            seen.append(window.focusWidget())
        assert len(set(seen)) == 4
        assert seen[-1] is window.compose.edit


def test_the_key_is_told_to_the_log_and_shown_nowhere(studio, qtbot, gemini) -> None:
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        assert studio.secrets == [KEY]
    written = [path for path in studio.folder.rglob("*") if path.is_file()]
    assert all(KEY.encode() not in path.read_bytes() for path in written)


def test_without_network_a_banner_says_so_and_the_offline_model_stands_in(
    studio, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", f"http://127.0.0.1:{port}/")
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.FAILED], timeout=WAIT_MS)
        (card,) = window.canvas.cards
        assert card.error_kind == "offline"
        qtbot.waitUntil(lambda: window.area._banner is not None, timeout=WAIT_MS)
        assert window.area._banner.isVisible()
        assert window.compose.value().settings.models == ("offline",)
        window.area._banner.button.click()
        qtbot.waitUntil(lambda: window.canvas.running != [], timeout=WAIT_MS)
        qtbot.waitUntil(lambda: statuses(window) == [Status.FAILED], timeout=WAIT_MS)


def test_a_picture_is_edited_from_the_keyboard(studio, qtbot, gemini) -> None:
    gemini.script(*[picture(small_png(red=n), text=f"Answer {n}.") for n in range(3)])
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED], timeout=WAIT_MS)
        (card,) = window.canvas.cards
        window.view.setFocus()
        window.view.select([card.id])
        QTest.keyClick(window.view, Qt.Key.Key_E)
        dialog = window.edits._dialog
        assert dialog is not None
        assert not dialog.start.isEnabled()
        QTest.keyClicks(dialog.text.edit, "warmer")
        QTest.keyClick(dialog.text.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: window.split.is_open, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 2, timeout=WAIT_MS)
        assert window.edits._dialog is None
        QTest.keyClicks(window.pane.input.text.edit, "cooler")
        QTest.keyClick(
            window.pane.input.text.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 3, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: len(window.pane.state.turns) == 2, timeout=WAIT_MS)
        assert window.pane.input.text.text() == ""
        conversation = window.edits.conversation_id
        window.edits.close()
        assert not window.split.is_open
        window.edits.delete(conversation)
        qtbot.waitUntil(lambda: len(window.canvas.cards) == 1, timeout=WAIT_MS)
        (toast,) = [t for t in window.toasts.toasts if t.message.action == "Undo"]
        toast.action_button.click()
        qtbot.waitUntil(lambda: len(window.canvas.cards) == 3, timeout=WAIT_MS)


def test_the_lightbox_opens_moves_on_and_comes_back_to_the_card(studio, qtbot, gemini) -> None:
    gemini.script(*[picture(small_png(red=n)) for n in range(3)], model=FLASH)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,), directives=3)
        generate(window, qtbot)
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 3, timeout=WAIT_MS)
        first, second, _ = window.lightbox._in_reading_order()
        window.view.setFocus()
        window.view.select([first.id])
        window.lightbox.open_card(first.id)
        box = window.lightbox._box
        assert box is not None
        QTest.keyClick(box, Qt.Key.Key_Right)
        QTest.keyClick(box, Qt.Key.Key_S)
        qtbot.waitUntil(lambda: window.view.model.get(second.id).is_starred, timeout=WAIT_MS)
        QTest.keyClick(box, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: window.lightbox._box is None, timeout=WAIT_MS)
        assert window.view.model.selection == [second.id]


def test_the_conversations_of_a_session_are_listed_renamed_and_opened(
    studio, qtbot, gemini
) -> None:
    gemini.script(*[picture(small_png(red=n)) for n in range(3)])
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED], timeout=WAIT_MS)
        (card,) = window.canvas.cards
        source = EditSource(window.session.id, card.image_id, card.output_id)
        window.parts.worker.start_edit(source, EditMessage("warmer", (FLASH,)))
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 2, timeout=WAIT_MS)
        window.edits.close()
        window.action("session_conversations").trigger()
        feature = next(f for f in window.features if isinstance(f, ConversationsFeature))
        (row,) = feature.list.rows()
        feature.list.rename_requested.emit(row.row.id, "Evening light")
        qtbot.waitUntil(
            lambda: feature.list.rows()[0].row.title == "Evening light", timeout=WAIT_MS
        )
        feature.list.open_requested.emit(row.row.id)
        assert window.split.is_open
        assert window.edits.conversation_id == row.row.id


def test_another_library_folder_is_kept_for_the_next_start(studio, qtbot, tmp_path) -> None:
    with studio.window() as window:
        feature = next(f for f in window.features if isinstance(f, LibraryFolderFeature))
        feature.choose(str(tmp_path / "other"))
        assert window.parts.keeper.settings.library == str(tmp_path / "other")
        assert [toast.message.action for toast in window.toasts.toasts] == ["Start anew"]
    assert studio.settings_file.load().library == str(tmp_path / "other")


def test_offline_four_cards_are_painted_and_there_again(studio, qtbot) -> None:
    with studio.window() as window:
        compose(window, "a lighthouse at dusk", (OFFLINE,), directives=4)
        generate(window, qtbot)
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 4, timeout=60_000)
        before = {card.id: (card.placement, card.image_id) for card in window.canvas.cards}
        assert len({image for _, image in before.values()}) == 4
    with studio.window() as window:
        assert {c.id: (c.placement, c.image_id) for c in window.canvas.cards} == before


def test_nothing_heavy_is_imported_on_the_way_to_the_first_paint() -> None:
    import subprocess
    import sys

    script = (
        "import sys; import gallery_studio.app; "
        "print([m for m in sys.modules if m.split('.')[0] in "
        "('google', 'PIL', 'pydantic', 'keyring', 'httpx2', 'requests', 'numpy')])"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == "[]"


def test_a_session_goes_out_as_an_archive_and_comes_in_again(
    studio, qtbot, gemini, tmp_path
) -> None:
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH, PRO))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 2, timeout=WAIT_MS)
        feature = next(f for f in window.features if isinstance(f, ArchiveFeature))
        old = window.session.id
        feature.export_session(old, tmp_path / "out.zip")
        qtbot.waitUntil(lambda: not feature.worker.is_running, timeout=WAIT_MS)
        assert (tmp_path / "out.zip").is_file()
        feature._dialog.close_dialog()
        feature.import_session(tmp_path / "out.zip")
        qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 2, timeout=WAIT_MS)
        qtbot.waitUntil(feature._dialog.open_button.isVisible, timeout=WAIT_MS)
        feature._dialog.open_button.click()
        qtbot.waitUntil(lambda: window.session.id != old, timeout=WAIT_MS)
        assert len(window.canvas.cards) == 2


def test_the_pane_says_when_the_references_have_changed_and_starts_anew(
    studio, qtbot, gemini
) -> None:
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED], timeout=WAIT_MS)
        (card,) = window.canvas.cards
        person = Person(new_person_id(), "Ines", card.created_utc)
        window.parts.worker.write("save", lambda library: library.people.save_person(person))
        source = EditSource(
            window.session.id,
            card.image_id,
            card.output_id,
            person_id=person.id,
            references_hash="0" * 64,
        )
        window.parts.worker.start_edit(source, EditMessage("warmer", (FLASH,)))
        qtbot.waitUntil(lambda: window.split.is_open, timeout=WAIT_MS)
        notice = window.pane.notice
        assert notice.isVisible()
        window.pane.notice_action_requested.emit(NoticeAction.START_NEW)
        dialog = window.edits._dialog
        assert dialog is not None
        assert not dialog.subject.source.has_own_history


def test_the_models_are_those_the_service_lists_for_the_key(studio, qtbot, gemini) -> None:
    gemini.listed_models = [FLASH, "gemini-9-carbon-image"]
    with studio.window() as window:
        qtbot.waitUntil(
            lambda: (
                {info.id for info in window.composer.askable()}
                == {FLASH, "gemini-9-carbon-image", "offline"}
            ),
            timeout=WAIT_MS,
        )
        info = window.catalogue.get("gemini-9-carbon-image")
        assert info.price_for("1K") is None


def test_other_selected_cards_become_references_of_an_edit(studio, qtbot, gemini) -> None:
    gemini.script(picture(small_png(red=1)), model=FLASH)
    gemini.script(picture(small_png(red=2)), model=PRO)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        compose(window, "a lamp", (FLASH, PRO))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: statuses(window) == [Status.COMPLETED] * 2, timeout=WAIT_MS)
        first, second = window.canvas.cards
        assert "$" in window.header.count.text()
        window.view.select([first.id, second.id])
        window.edits.edit_card(first.id)
        message = window.edits._dialog.message()
        assert [reference.image_id for reference in message.references] == [second.image_id]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (LibraryErrorKind.NOT_FOUND, []),
        (LibraryErrorKind.DISK_ERROR, ["The disk does not answer."]),
    ],
)
def test_a_last_session_that_cannot_be_shown(studio, monkeypatch, kind, said) -> None:
    def fails(_session, _session_id):
        raise LibraryError(kind, "The disk does not answer.")

    monkeypatch.setattr(OpenSession, "open", fails)
    with studio.window(Settings(last_session="0" * 26)) as window:
        assert [toast.message.text for toast in window.toasts.toasts] == said
        assert not window.session.is_stored
