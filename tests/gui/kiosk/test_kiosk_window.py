"""The kiosk's window on a private copy of the demo: show, visit, wipe, PIN."""

from __future__ import annotations

import gc
import os
import threading
from contextlib import ExitStack, suppress

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gallery_studio.app_kiosk import build_kiosk, watch_ends
from gallery_studio.studio.kiosk_library import COPY_NAME, VISITOR_NAME, copy_sessions
from gallery_studio.studio.kiosk_options import EXIT_KIOSK, KioskOptions
from gallery_studio.studio.kiosk_pin import TRIES, hash_pin
from gallery_studio.ui.kiosk.exit_gesture import TAPS
from tests.support.kiosk_desk import demo_library, hashes


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def start(qapp, tmp_path, monkeypatch):
    """Starts a kiosk with options; all of them end with the test."""
    monkeypatch.setattr("gallery_studio.studio.kiosk_pin._ROUNDS", 1)
    private = tmp_path / "private"
    library = demo_library(tmp_path / "library")
    ids = copy_sessions(library, [], private / COPY_NAME)
    before = hashes(library)
    with ExitStack() as stack:

        def begin(**options):
            made = KioskOptions(str(private), ids, hash_pin("4711"), **options)
            window = build_kiosk(qapp, made, stack)
            window.clock = Clock()
            window.idle._now_s = window.clock
            window.private = private
            window.resize(1000, 700)
            window.show()
            window.activateWindow()
            return window

        yield begin
        while QGuiApplication.overrideCursor() is not None:
            QGuiApplication.restoreOverrideCursor()
    # Widgets in cycles must not be found by a collection that a painting thread sets off.
    gc.collect()
    assert hashes(library) == before


def corner(window, taps: int, gap_ms: int = 100) -> None:
    """Tap with the clock of the display in hand; QTest leaves half a second between clicks."""
    place = QPointF(window.width() - 3, 3)
    for _ in range(taps):
        window.tapped_ms = getattr(window, "tapped_ms", 1000) + gap_ms
        event = QMouseEvent(
            QEvent.Type.MouseButtonPress,
            place,
            window.mapToGlobal(place),
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.setTimestamp(window.tapped_ms)
        QGuiApplication.sendEvent(window, event)


def make(window, qtbot, words: str) -> None:
    window.visitor.field.edit.setText(words)
    qtbot.mouseClick(window.visitor.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.visitor._picture is not None, timeout=15_000)


def test_any_key_shows_the_bar_and_keys_steer_the_show(start, qtbot):
    window = start()
    show = window.show_view
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.bar.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert show.order.index == 1
    QTest.keyClick(window, Qt.Key.Key_End)
    assert show.order.index == 8
    QTest.keyClick(window, Qt.Key.Key_Home)
    assert show.order.index == 0
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert show.is_paused
    QTest.keyClick(window, "+")
    assert show.speed == 2.0
    QTest.mouseClick(window.bar.next, Qt.MouseButton.LeftButton)
    assert show.order.index == 1


def test_the_bar_takes_the_captions_off_the_wall_and_back(start, qtbot):
    window = start()
    show, pictures = window.show_view, window.show_view._pictures
    show._now_s = Clock()
    show.restart()
    qtbot.waitUntil(lambda: pictures._wanted == set(pictures._pixmaps), timeout=15_000)
    words = show.rect().adjusted(0, show.height() * 2 // 3, 0, 0)
    QTest.keyClick(window, Qt.Key.Key_F5)
    shown = show.grab(words).toImage()
    QTest.mouseClick(window.bar.caption, Qt.MouseButton.LeftButton)
    assert show.grab(words).toImage() != shown
    QTest.mouseClick(window.bar.caption, Qt.MouseButton.LeftButton)
    assert show.grab(words).toImage() == shown


def test_pictures_follow_one_another_by_the_clock(start):
    window = start()
    show = window.show_view
    show._now_s = clock = Clock()
    show.restart()
    show.tick()
    held = show._slides[0].hold_s
    clock.now_s += held - 0.1
    show.tick()
    assert show.order.index == 0
    clock.now_s += 0.2
    show.tick()
    assert show.order.index == 1
    show.set_paused(True)
    clock.now_s += 1000
    show.tick()
    assert show.order.index == 1


def test_the_visitors_session_is_wiped_when_nobody_touches_anything(start, qtbot):
    window = start(is_interactive=True, idle_s=90)
    QTest.mouseClick(window.show_view, Qt.MouseButton.LeftButton)
    assert window.is_visiting
    make(window, qtbot, "A lighthouse at night")
    folder = window.private / VISITOR_NAME
    assert list((folder / "images").rglob("*.png"))
    window.visitor.field.edit.setText("half a sen")
    window.clock.now_s += 74
    window.idle.look()
    assert not window.notice.isVisible()
    window.clock.now_s += 2
    window.idle.look()
    assert window.notice.isVisible()
    assert "14 seconds" in window.notice.count.text()
    ground = window.grab(window.notice.geometry()).toImage()
    place = QPoint(ground.width() // 2, 6)
    assert ground.pixelColor(place) == window.parts.theme.color("overlay")
    QTest.mouseClick(window.notice.stay, Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()
    window.clock.now_s += 91
    with qtbot.waitSignal(window.parts.worker.wiped):
        window.idle.look()
    assert not window.is_visiting
    assert not folder.exists()
    assert window.visitor.field.text() == ""
    assert not window.visitor.field.edit.isUndoAvailable()
    assert window.visitor._picture is None


def test_a_running_call_ends_with_the_visit(start, qtbot):
    window = start(is_interactive=True)
    window.begin_visit()
    window.visitor.field.edit.setText("Snowy mountains")
    window.visitor.send.click()
    with qtbot.waitSignal(window.parts.worker.wiped):
        window.end_visit()
    assert not (window.private / VISITOR_NAME).exists()
    window.begin_visit()
    make(window, qtbot, "Dunes")
    assert window.visitor.title.text() == "“Dunes”"


def test_edits_go_on_until_the_visitors_limit(start, qtbot):
    window = start(is_interactive=True)
    window.parts.worker._model.limits.per_visitor = 2
    window.begin_visit()
    make(window, qtbot, "A lighthouse")
    first = window.visitor._picture
    assert (first.turn, first.left) == (1, 1)
    window.visitor.chips[0].click()
    qtbot.waitUntil(lambda: window.visitor._picture is not first, timeout=15_000)
    second = window.visitor._picture
    assert (second.turn, second.left) == (2, 0)
    assert second.image_id != first.image_id
    assert not window.visitor.field.isEnabled()
    assert not any(chip.isVisible() for chip in window.visitor.chips)


def test_another_picture_begins_anew_and_counts_from_one(start, qtbot):
    window = start(is_interactive=True)
    qtbot.waitUntil(window.isActiveWindow)
    window.begin_visit()
    visitor = window.visitor
    assert not visitor.again.isVisible()
    make(window, qtbot, "a lighthouse")
    left = visitor._picture.left
    starters = [chip.text() for chip in visitor.chips]
    QTest.mouseClick(visitor.again, Qt.MouseButton.LeftButton)
    assert visitor.title.text() == "Begin with a sentence"
    assert visitor.send.text() == "Make"
    assert not visitor.again.isVisible()
    assert [chip.text() for chip in visitor.chips] != starters
    assert visitor.field.edit.hasFocus()
    make(window, qtbot, "Dunes")
    assert (visitor._picture.turn, visitor._picture.left) == (1, left - 1)
    assert visitor.title.text() == "“Dunes”"


def test_after_an_answer_real_keys_write_the_next_words(start, qtbot):
    window = start(is_interactive=True)
    window.begin_visit()
    make(window, qtbot, "a lighthouse")
    qtbot.waitUntil(window.visitor.field.edit.hasFocus)
    QTest.keyClicks(QApplication.focusWidget(), "at night")
    assert window.visitor.field.text() == "at night"


def test_a_recording_says_so_and_follows_its_own_path(start, qtbot):
    window = start(is_interactive=True, is_recorded=True)
    window.begin_visit()
    assert "recording" in window.visitor.note.text()
    window.visitor.chips[0].click()
    qtbot.waitUntil(lambda: window.visitor._picture is not None, timeout=15_000)
    first = window.visitor._picture
    assert first.reply.startswith("A recording")
    assert first.image_id == window.show_view._slides[0].image_id
    assert window.visitor.chips[0].text() == "Make it night with stars"
    window.visitor.chips[0].click()
    qtbot.waitUntil(lambda: window.visitor._picture is not first, timeout=15_000)
    assert window.visitor._picture.image_id == window.show_view._slides[4].image_id


@pytest.mark.parametrize("is_interactive", [False, True])
def test_the_gesture_and_the_pin_lead_out(start, qtbot, is_interactive):
    window = start(is_interactive=is_interactive)
    corner(window, TAPS - 1)
    assert not window.pad.isVisible()
    corner(window, 1, gap_ms=600)
    assert not window.pad.isVisible()
    corner(window, TAPS - 1)
    assert window.pad.isVisible()
    for digit in "4711":
        QTest.mouseClick(window.pad.digits[digit], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.left):
        QTest.mouseClick(window.pad.enter, Qt.MouseButton.LeftButton)
    assert window.lockdown.is_unlocked


def test_a_slip_on_the_pad_is_taken_back_with_a_touch(start, qtbot):
    window = start()
    corner(window, TAPS)
    pad = window.pad
    for key in (pad.digits["4"], pad.digits["8"], pad.backspace):
        QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert pad.dots.text() == "●"
    for digit in "711":
        QTest.mouseClick(pad.digits[digit], Qt.MouseButton.LeftButton)
    least = window.parts.theme.px(60)
    assert all(min(key.width(), key.height()) >= least for key in (*pad.digits.values(), pad.enter))
    with qtbot.waitSignal(window.left):
        QTest.mouseClick(pad.enter, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("is_visiting", [False, True])
def test_keys_go_where_they_went_once_the_pad_is_cancelled(start, qtbot, is_visiting):
    window = start(is_interactive=is_visiting)
    qtbot.waitUntil(window.isActiveWindow)
    if is_visiting:
        window.begin_visit()
    corner(window, TAPS)
    QTest.keyClicks(QApplication.focusWidget(), "47")
    assert window.pad.dots.text() == "●●"
    QTest.mouseClick(window.pad.cancel, Qt.MouseButton.LeftButton)
    assert not window.pad.isVisible()
    assert not window.lockdown.is_unlocked
    if is_visiting:
        QTest.keyClicks(QApplication.focusWidget(), "dunes")
        assert window.visitor.field.text() == "dunes"
    else:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        assert window.show_view.order.index == 1


def touch(window, words: str) -> None:
    """Type on the screen, going to the page that has each character."""
    keyboard = window.visitor.keyboard
    for character in words:
        try:
            key = keyboard.key_of(character)
        except KeyError:
            QTest.mouseClick(keyboard.page, Qt.MouseButton.LeftButton)
            key = keyboard.key_of(character)
        QTest.mouseClick(key, Qt.MouseButton.LeftButton)


def test_a_visitor_without_a_keyboard_makes_and_changes_a_picture(start, qtbot):
    window = start(is_interactive=True)
    QTest.mouseClick(window.show_view, Qt.MouseButton.LeftButton)
    visitor, keyboard = window.visitor, window.visitor.keyboard
    assert keyboard.isVisible()
    assert not keyboard.enter.isEnabled()
    touch(window, "A lighthouse")
    assert window.focusWidget() is visitor.field.edit
    QTest.mouseClick(visitor.stage, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is visitor.field.edit
    touch(window, "s, 2 of them!")
    assert visitor.field.text() == "A lighthouses, 2 of them!"
    for _ in range(13):
        QTest.mouseClick(keyboard.backspace, Qt.MouseButton.LeftButton)
    assert visitor.field.text() == "A lighthouse"
    assert keyboard.enter.text() == "Make"
    QTest.mouseClick(keyboard.enter, Qt.MouseButton.LeftButton)
    assert not keyboard.isVisible()
    qtbot.waitUntil(lambda: visitor._picture is not None, timeout=15_000)
    assert visitor.title.text() == "“A lighthouse”"
    assert not keyboard.isVisible()
    QTest.mouseClick(visitor.field.edit, Qt.MouseButton.LeftButton)
    assert keyboard.isVisible()
    assert keyboard.enter.text() == "Change"
    with qtbot.waitSignal(window.parts.worker.wiped):
        window.end_visit()
    window.begin_visit()
    assert not keyboard.isVisible()


def test_a_real_key_takes_the_keys_off_the_screen(start):
    window = start(is_interactive=True)
    QTest.mouseClick(window.show_view, Qt.MouseButton.LeftButton)
    assert window.visitor.keyboard.isVisible()
    QTest.keyClick(window.visitor.field.edit, Qt.Key.Key_A)
    assert not window.visitor.keyboard.isVisible()
    assert window.visitor.field.text() == "a"


def test_who_begins_with_a_key_sees_no_keys_on_the_screen(start):
    window = start(is_interactive=True)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert window.is_visiting
    assert not window.visitor.keyboard.isVisible()


def test_shift_is_for_one_letter_then_for_all_then_for_none(start):
    window = start(is_interactive=True)
    QTest.mouseClick(window.show_view, Qt.MouseButton.LeftButton)
    keyboard = window.visitor.keyboard

    def press(*keys) -> None:
        for key in keys:
            QTest.mouseClick(key, Qt.MouseButton.LeftButton)

    press(keyboard.keys["q"], keyboard.keys["q"])
    press(keyboard.shift, keyboard.keys["q"], keyboard.keys["q"])
    press(keyboard.shift, keyboard.shift, keyboard.keys["q"], keyboard.keys["q"])
    press(keyboard.shift, keyboard.keys["q"])
    assert window.visitor.field.text() == "QqQqQQq"
    field = window.visitor.field.edit
    field.setText("x" * field.maxLength())
    press(keyboard.keys["q"])
    assert len(field.text()) == field.maxLength()


def test_wrong_pins_pause_the_pad(start):
    window = start()
    corner(window, 5)
    assert window.pad.isVisible()
    for _ in range(TRIES):
        QTest.keyClicks(window.pad, "0000")
        QTest.keyClick(window.pad, Qt.Key.Key_Return)
    assert "Wait 60 seconds" in window.pad.message.text()
    QTest.keyClicks(window.pad, "4711")
    QTest.keyClick(window.pad, Qt.Key.Key_Return)
    assert not window.lockdown.is_unlocked
    assert not window.close()


def test_the_maintenance_page_is_left_the_same_way(start, qtbot):
    window = start(is_maintenance=True)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.close()
    corner(window, 5)
    assert window.pad.isVisible()
    QTest.keyClicks(window.pad, "4711")
    with qtbot.waitSignal(window.left):
        QTest.keyClick(window.pad, Qt.Key.Key_Return)


class Supervisor:
    """The other end of the kiosk's standard streams, as far as its window sees."""

    def __init__(self) -> None:
        self._real_stdin = os.dup(0)
        from_here, self.stdin = os.pipe()
        os.dup2(from_here, 0)
        os.close(from_here)
        self.stdout, self.beat_fd = os.pipe()
        os.set_blocking(self.stdout, False)
        self.open = {self.stdin, self.stdout, self.beat_fd}

    def close(self, descriptor: int) -> None:
        self.open.discard(descriptor)
        os.close(descriptor)

    def end(self) -> None:
        for descriptor in list(self.open):
            self.close(descriptor)
        for thread in threading.enumerate():
            if thread.name == "supervisor":
                thread.join(10)
        os.dup2(self._real_stdin, 0)
        os.close(self._real_stdin)


@pytest.fixture
def supervisor(start, monkeypatch):
    """Begun after the kiosk it watches has its place, and ended before it."""
    monkeypatch.setattr("gallery_studio.app_kiosk.BEAT_S", 0.02)
    supervisor = Supervisor()
    yield supervisor
    supervisor.end()


def code_of(qapp, window, supervisor) -> int:
    """Run the program; return what it ends with, or -1 where it does not end by itself."""
    heart = watch_ends(qapp, window, supervisor.beat_fd)
    guard = QTimer()
    guard.setSingleShot(True)
    guard.timeout.connect(lambda: qapp.exit(-1))
    guard.start(5_000)
    code = qapp.exec()
    guard.stop()
    # An exit while no loop runs would end the next one of whatever test comes then.
    heart.supervisor_ended.disconnect()
    return code


def test_the_window_beats_by_itself_until_the_pin_ends_it_for_good(start, supervisor, qapp):
    window = start()
    beats: list[bytes] = []

    def leave() -> None:
        with suppress(BlockingIOError):
            beats.append(os.read(supervisor.stdout, 64))
        if len(beats) == 3:
            corner(window, TAPS)
            QTest.keyClicks(window.pad, "4711")
            QTest.keyClick(window.pad, Qt.Key.Key_Return)

    timer = QTimer(window)
    timer.timeout.connect(leave)
    timer.start(20)
    assert code_of(qapp, window, supervisor) == EXIT_KIOSK
    assert set(b"".join(beats)) == {ord("\n")}


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
def test_the_window_ends_with_its_supervisor(start, supervisor, qapp, stream):
    window = start()
    QTimer.singleShot(0, lambda: supervisor.close(getattr(supervisor, stream)))
    assert code_of(qapp, window, supervisor) == 1


def test_the_cursor_goes_when_it_is_still_and_comes_back(start, qtbot):
    window = start()
    qtbot.waitUntil(lambda: QGuiApplication.overrideCursor() is not None, timeout=4000)
    QTest.mouseMove(window, QPoint(50, 50))
    QTest.keyClick(window, Qt.Key.Key_A)
    assert QGuiApplication.overrideCursor() is None


def test_whatever_makes_it_smaller_it_fills_the_screen_again(start, qtbot):
    window = start()
    window.fill_screen()
    room = window.screen().geometry()
    assert window.geometry() == room
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(200, 100)
    qtbot.waitUntil(lambda: window.geometry() == room, timeout=4000)
