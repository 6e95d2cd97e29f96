"""Matrix G 58: a fault of our own, anywhere: one toast, in the log, work saved, program usable."""

from __future__ import annotations

import contextlib
import functools
import importlib
import threading
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gallery_studio.domain.status import Status
from gallery_studio.library.library import Library
from gallery_studio.studio.running import OutputRunner
from tests.faults.network_bench import WAIT_MS, ask, has_ended, has_key, shorten
from tests.support.gemini_server import GeminiServer, picture, small_png
from tests.support.kept import check_nothing_lost
from tests.support.studio_bench import KEY, OFFLINE

UNEXPECTED = "Something unexpected went wrong. Your work is saved; the log says more."

SLOTS = [
    "ui.network_feature.NetworkFeature._on_changed",
    "ui.canvas_controller.CanvasController._on_progressed",
]
OVERRIDES = [
    "ui.canvas.canvas_view.CanvasView.mouseMoveEvent",
]


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with GeminiServer() as server:
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        shorten(monkeypatch)
        server.script(picture(small_png(1)), picture(small_png(2)))
        yield server


class Injection:
    """A method that fails while it is armed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
        module, kind, name = f"gallery_studio.{place}".rsplit(".", 2)
        owner = getattr(importlib.import_module(module), kind)
        real = getattr(owner, name)
        self.is_armed, self.count = False, 0

        @functools.wraps(real)  # PySide ends a connection with its object by the method's name
        def run(this: Any, *arguments: Any) -> Any:
            if self.is_armed:
                self.count += 1
                raise RuntimeError(f"injected into {name}")
            return real(this, *arguments)

        monkeypatch.setattr(owner, name, run)


def unexpected_toasts(window: Any) -> list[str]:
    return [t.message.text for t in window.toasts.toasts if t.message.text == UNEXPECTED]


def poke(window: Any) -> None:
    """Do what reaches the override."""
    # Posted, not sent: an override that fails throws into the Python code that called it.
    none, at = Qt.KeyboardModifier.NoModifier, QPointF(200, 200)
    button, buttons = Qt.MouseButton.NoButton, Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, button, buttons, none)
    QApplication.postEvent(window.view, move)


@pytest.mark.parametrize("place", SLOTS + OVERRIDES)
def test_g58_fault_in_a_slot_or_override(studio, qtbot, gemini, monkeypatch, caplog, place) -> None:
    injection = Injection(monkeypatch, place)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        injection.is_armed = True
        ask(window)
        poke(window)
        qtbot.waitUntil(lambda: injection.count > 0, timeout=WAIT_MS)
        qtbot.waitUntil(
            lambda: window.parts.reader.totals().images == 1 and bool(unexpected_toasts(window)),
            timeout=WAIT_MS,
        )
        assert unexpected_toasts(window) == [UNEXPECTED]
        injection.is_armed = False
        ask(window, "and on it goes")
        qtbot.waitUntil(lambda: window.parts.reader.totals().images == 2, timeout=WAIT_MS)
    assert "injected into" in caplog.text
    caplog.clear()
    with studio.window() as window:
        assert [card.status for card in window.canvas.cards] == [Status.COMPLETED] * 2
    check_nothing_lost(studio.folder, [])


@pytest.mark.parametrize(
    "place",
    [
        "ui.main_window.MainWindow.closeEvent",
        "ui.composing_feature.ComposingFeature.take_down",
        "ui.open_session.OpenSession.keep_viewport",
    ],
)
def test_g58_fault_at_the_end_keeps_what_was_typed_last(
    studio, qtbot, monkeypatch, caplog, place
) -> None:
    injection = Injection(monkeypatch, place)
    with contextlib.suppress(RuntimeError), studio.window() as window:
        ask(window, "a lamp", OFFLINE)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
        window.compose.edit.setFocus()
        window.compose.edit.insertPlainText("typed at the very end")
        injection.is_armed = True
        window.close()
    assert injection.count
    injection.is_armed = False
    caplog.clear()
    with studio.window() as window:
        assert window.compose.value().text == "typed at the very end"
    check_nothing_lost(studio.folder, [])


class Bell(QObject):
    rung = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rung.connect(self.on_rung)

    def on_rung(self) -> None:
        raise RuntimeError("the same fault again")


def test_g58_same_fault_a_hundred_times_is_told_once(studio, qtbot, caplog) -> None:
    with studio.window() as window:
        bell = Bell(window)
        timer = QTimer(window)
        timer.timeout.connect(bell.rung)
        timer.start(0)
        qtbot.waitUntil(lambda: caplog.text.count("the same fault again") >= 100, timeout=WAIT_MS)
        timer.stop()
        assert unexpected_toasts(window) == [UNEXPECTED]
        window.toasts.toasts[0].close_toast()
        qtbot.waitUntil(lambda: not window.toasts.toasts, timeout=WAIT_MS)
        bell.rung.emit()
        assert unexpected_toasts(window) == []
        window.session.rename("Usable")
        qtbot.waitUntil(lambda: window.session.is_stored, timeout=WAIT_MS)
    caplog.clear()
    Library.open(studio.folder).shutdown()


def test_g58_fault_in_a_thread_of_our_own_is_told(studio, qtbot, caplog) -> None:
    def broken() -> None:
        raise ValueError("injected into a thread")

    with studio.window() as window:
        thread = threading.Thread(target=broken)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: unexpected_toasts(window) == [UNEXPECTED], timeout=WAIT_MS)
    assert "injected into a thread" in caplog.text
    caplog.clear()


def test_g58_fault_in_a_model_fails_its_card_alone_and_try_again_helps(
    studio, qtbot, gemini, monkeypatch, caplog
) -> None:
    injection = Injection(monkeypatch, "providers.gemini.GeminiProvider._check")
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        injection.is_armed = True
        ask(window)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
        (card,) = window.canvas.cards
        assert card.status is Status.FAILED
        assert "it is in the log. Try again" in card.error_message
        injection.is_armed = False
        window.parts.worker.retry([card.output_id])
        qtbot.waitUntil(
            lambda: [c.status for c in window.canvas.cards] == [Status.COMPLETED], timeout=WAIT_MS
        )
    assert "injected into" in caplog.text
    caplog.clear()


def test_g58_fault_while_the_end_of_an_output_is_noted_leaves_no_card_running(
    studio, qtbot, gemini, monkeypatch, caplog
) -> None:
    real, failures = OutputRunner._record, iter([RuntimeError("injected into _record")])

    async def record(this: OutputRunner, failed: Any) -> None:
        for error in failures:
            raise error
        await real(this, failed)

    monkeypatch.setattr(OutputRunner, "_record", record)
    injection = Injection(monkeypatch, "providers.gemini.GeminiProvider._check")
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        injection.is_armed = True
        ask(window)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
        (card,) = window.canvas.cards
        assert card.status is Status.FAILED
        assert "it is in the log. Try again" in card.error_message
    assert "injected into _record" in caplog.text
    caplog.clear()


def test_g58_fault_in_the_studio_worker_keeps_the_wish(
    studio, qtbot, gemini, monkeypatch, caplog
) -> None:
    injection = Injection(monkeypatch, "studio.studio.Studio.generate")
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        injection.is_armed = True
        with qtbot.waitSignal(window.parts.worker.refused, timeout=WAIT_MS) as caught:
            ask(window, "a lamp")
        assert caught.args[0].message.endswith("the log says more. Try again.")
        qtbot.waitUntil(lambda: bool(window.toasts.toasts), timeout=WAIT_MS)
        assert window.compose.value().text == "a lamp"
        injection.is_armed = False
        window.compose.request_generate()
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
    assert "injected into" in caplog.text
    caplog.clear()
