"""The composition root of the kiosk's window, a process of its own under a supervisor.

It gets its options as one line on standard input, says on standard output that it lives, ends when
its supervisor has ended, and with `EXIT_KIOSK` when the PIN was right.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gallery_studio.config import SettingsFile
from gallery_studio.domain.ids import ModelId, SessionId
from gallery_studio.library.library import Library
from gallery_studio.paths import config_folder, log_folder, resources
from gallery_studio.providers.recorded import (
    RECORDED_MODEL,
    RecordedProvider,
    recorded_model,
)
from gallery_studio.studio.assembly import gemini_factory, load_catalogue, make_offline
from gallery_studio.studio.kiosk_library import COPY_NAME, VISITOR_NAME, wipe
from gallery_studio.studio.kiosk_limits import (
    LIVE_PICTURES_PER_HOUR,
    PICTURES_PER_HOUR,
    VisitorLimits,
)
from gallery_studio.studio.kiosk_options import EXIT_KIOSK, KioskOptions
from gallery_studio.studio.kiosk_pin import PinLock
from gallery_studio.studio.kiosk_show import ShowOrder, slides_of
from gallery_studio.studio.recording import recording_of
from gallery_studio.ui.empty_state import STARTERS
from gallery_studio.ui.kiosk.idle_watch import IdleWatch
from gallery_studio.ui.kiosk.kiosk_window import KioskParts, KioskWindow
from gallery_studio.ui.kiosk.show_view import ShowView
from gallery_studio.ui.kiosk.slide_pictures import SlidePictures
from gallery_studio.ui.kiosk.visitor_view import VisitorView, VisitorWords
from gallery_studio.ui.theme.theme import STYLE_ARGUMENTS, Theme
from gallery_studio.workers.cycle_collector import CycleCollector
from gallery_studio.workers.diagnostics import UnexpectedErrors, start_logging
from gallery_studio.workers.display_awake import DisplayAwake
from gallery_studio.workers.preview_pool import PreviewPool
from gallery_studio.workers.studio_thread import StudioThread
from gallery_studio.workers.supervisor import BEAT_S
from gallery_studio.workers.visitor_worker import VisitorModel, VisitorWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.providers.recorded import RecordedAnswer

_CHANGES = ("Make it night", "At sunset", "Black and white", "With falling snow")
_SCALE_LEAST, _SCALE_MOST = 100, 150
_SCALE_PER_PX = 0.12
_COUNT_FILE = "pictures-of-the-hour.json"


class Heart(QObject):
    """Tells the supervisor that the GUI thread lives; ends the program when nobody listens.

    Signals:
        supervisor_ended(): Standard input was closed.
    """

    supervisor_ended = Signal()

    def __init__(self, beat_fd: int, parent: QObject) -> None:
        super().__init__(parent)
        self._fd = beat_fd
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.beat)
        self._timer.start(int(BEAT_S * 1000))
        threading.Thread(target=self._listen, name="supervisor", daemon=True).start()

    def beat(self) -> None:
        """Write one line."""
        try:
            os.write(self._fd, b"\n")
        except OSError:
            self.supervisor_ended.emit()

    def _listen(self) -> None:
        """Wait for the end of standard input (a thread of its own, for a read blocks).

        Not through `sys.stdin`: its lock would be held when the interpreter ends, which aborts.
        """
        while os.read(0, 1):
            pass
        self.supervisor_ended.emit()


def main() -> int:
    """Run the window until it is left; return the exit code."""
    options = KioskOptions.from_json(sys.stdin.readline())
    # What other parts print must not pass for a heartbeat.
    beat_fd = os.dup(1)
    os.dup2(2, 1)
    formatter = start_logging("warning", log_folder())
    formatter.hide(options.api_key)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication([*sys.argv[:1], *STYLE_ARGUMENTS])
    app.setApplicationName("Gallery Studio kiosk")
    with ExitStack() as stack:
        collector = CycleCollector()
        stack.callback(collector.shutdown)
        collector.start()
        window = build_kiosk(app, options, stack)
        heart = watch_ends(app, window, beat_fd)
        if options.is_full_screen:
            window.fill_screen()
        else:
            window.resize(1600, 1000)
            window.show()
        heart.beat()
        return app.exec()


class Ending(QObject):
    """The two ways the program ends. GUI thread only."""

    def __init__(self, app: QApplication, window: KioskWindow) -> None:
        super().__init__(window)
        self._app = app

    def leave(self) -> None:
        """End for good: the owner gave the PIN."""
        self._app.exit(EXIT_KIOSK)

    def give_up(self) -> None:
        """End because the supervisor has ended."""
        self._app.exit(1)


def watch_ends(app: QApplication, window: KioskWindow, beat_fd: int) -> Heart:
    """Have the program end by the PIN, and with its supervisor; return what beats."""
    heart, end = Heart(beat_fd, window), Ending(app, window)
    heart.supervisor_ended.connect(end.give_up)
    window.left.connect(end.leave)
    return heart


def build_kiosk(app: QApplication, options: KioskOptions, stack: ExitStack) -> KioskWindow:
    """Build the window; what is pushed on the stack ends in the opposite order.

    Raises:
        LibraryError: The copy cannot be read.
    """
    settings = SettingsFile(config_folder() / "settings.json").load()
    theme = Theme(resources(), "dark", _scale_percent(app), settings.is_motion_reduced)
    theme.apply(app)
    lock, idle = PinLock(options.pin_hash), IdleWatch(options.idle_s)
    if options.is_maintenance:
        parts = KioskParts(theme, lock, None, None, None, idle)
    else:
        parts = _show_parts(theme, lock, idle, options, stack)
    window = KioskWindow(parts)
    stack.callback(_take_down, window)
    app.installEventFilter(window.lockdown)
    stack.callback(app.removeEventFilter, window.lockdown)
    errors = UnexpectedErrors(_ignore)
    errors.install()
    stack.callback(errors.shutdown)
    awake = DisplayAwake()
    awake.start("A kiosk is running")
    stack.callback(awake.shutdown)
    return window


def _show_parts(
    theme: Theme, lock: PinLock, idle: IdleWatch, options: KioskOptions, stack: ExitStack
) -> KioskParts:
    copy, visitors = Path(options.folder) / COPY_NAME, Path(options.folder) / VISITOR_NAME
    wipe(visitors)
    library = Library.open_read_only(copy)
    stack.callback(library.shutdown)
    reader = library.reader()
    stack.callback(reader.shutdown)
    session_ids = tuple(map(SessionId, options.session_ids))
    catalogue = load_catalogue()
    slides = slides_of(reader, session_ids, catalogue)
    pool = PreviewPool(_preview_path(copy, visitors))
    stack.callback(pool.shutdown)
    order = ShowOrder(len(slides), is_looping=options.is_looping)
    show = ShowView(theme, SlidePictures(pool), slides, order)
    if not options.is_interactive:
        return KioskParts(theme, lock, show, None, None, idle)
    answers = recording_of(reader, session_ids, catalogue) if options.is_recorded else ()
    thread = StudioThread()
    worker = VisitorWorker(thread, visitors, _visitor_model(options, answers))
    thread.start_and_wait()
    stack.callback(worker.shutdown)
    words = _visitor_words(options, answers)
    view = VisitorView(theme, SlidePictures(pool), words)
    return KioskParts(theme, lock, show, view, worker, idle)


def _visitor_model(options: KioskOptions, answers: tuple[RecordedAnswer, ...]) -> VisitorModel:
    """Return who answers visitors: a recording, a real model, or the offline one."""
    catalogue = load_catalogue()
    per_hour = LIVE_PICTURES_PER_HOUR if options.live_model else PICTURES_PER_HOUR
    limits = VisitorLimits(Path(options.folder) / _COUNT_FILE, per_hour=per_hour)
    if options.is_recorded:
        offline = catalogue.default_model(has_key=False)
        catalogue = catalogue.with_model(recorded_model(offline))
        recorded = {RecordedProvider.name: lambda: RecordedProvider(answers)}
        return VisitorModel(RECORDED_MODEL, catalogue, recorded, limits)
    if options.live_model:
        gemini = {"gemini": gemini_factory(options.api_key, catalogue, in_process=True)}
        return VisitorModel(ModelId(options.live_model), catalogue, gemini, limits)
    return VisitorModel(ModelId("offline"), catalogue, {"offline": make_offline}, limits)


def _visitor_words(options: KioskOptions, answers: tuple[RecordedAnswer, ...]) -> VisitorWords:
    starters = tuple(starter.sentence for starter in STARTERS)
    if options.is_recorded:
        told = (one.message for one in answers if one.source_id is None)
        note = "This is a recording: you see what models answered before."
        return VisitorWords(tuple(dict.fromkeys(told)), _recorded_changes(answers), note)
    if options.live_model:
        info = load_catalogue().get(options.live_model)
        name = info.name if info is not None else options.live_model
        return VisitorWords(starters, _any_change, f"{name} answers.")
    note = "The Offline model draws sample images on this computer."
    return VisitorWords(starters, _any_change, note)


def _recorded_changes(
    answers: tuple[RecordedAnswer, ...],
) -> Callable[[ImageId], tuple[str, ...]]:
    def changes(image_id: ImageId) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.message for one in answers if one.source_id == image_id))

    return changes


def _any_change(_image_id: ImageId) -> tuple[str, ...]:
    return _CHANGES


def _preview_path(copy: Path, visitors: Path) -> Callable[[ImageId, int], Path]:
    """Return where a preview lies: with the visitor's pictures, else with those shown."""
    from gallery_studio.library.images import ImageStore

    shown, own = ImageStore(copy), ImageStore(visitors)

    def path(image_id: ImageId, side: int) -> Path:
        found = own.preview_path(image_id, side)
        return found if found.exists() else shown.preview_path(image_id, side)

    return path


def _scale_percent(app: QApplication) -> int:
    """Return a size at which hands and eyes a step away find everything."""
    height = app.primaryScreen().availableGeometry().height()
    return min(_SCALE_MOST, max(_SCALE_LEAST, round(height * _SCALE_PER_PX)))


def _take_down(window: KioskWindow) -> None:
    """Destroy the window now, while everything it was built from is still there."""
    window.lockdown.unlock()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def _ignore(_sentence: str) -> None:
    """A visitor is not told of errors; the log is."""
