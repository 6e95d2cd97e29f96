"""The composition root of the window: builds the graph, and takes it down in order.

Only what the first paint needs is imported and built before it; `_Rest` follows afterwards, Pillow
and keyring load on the studio thread, and google-genai in a process of its own.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gallery_studio import __version__
from gallery_studio.config import SettingsFile
from gallery_studio.domain.errors import LibraryError
from gallery_studio.library.library import Library
from gallery_studio.paths import config_folder, log_folder, resources
from gallery_studio.providers.keys import KeyStore
from gallery_studio.records import dataclass, replace
from gallery_studio.studio.assembly import (
    StudioOptions,
    gemini_factory,
    load_catalogue,
    make_studio,
)
from gallery_studio.ui.furnishing import Step
from gallery_studio.ui.main_window import MainWindow, WindowParts
from gallery_studio.ui.settings_keeper import SettingsKeeper
from gallery_studio.ui.theme.theme import STYLE_ARGUMENTS, Theme
from gallery_studio.workers.diagnostics import (
    UNEXPECTED,
    CrashFile,
    UnexpectedErrors,
    start_logging,
)
from gallery_studio.workers.housekeeping import Housekeeping, back_up_at_end
from gallery_studio.workers.instance import InstanceLock, in_use_error
from gallery_studio.workers.key_worker import KeyWorker
from gallery_studio.workers.preview_pool import PreviewPool
from gallery_studio.workers.search_worker import SearchWorker
from gallery_studio.workers.signals import EndSignals
from gallery_studio.workers.studio_thread import StudioThread
from gallery_studio.workers.studio_worker import StudioWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from gallery_studio.workers.picture_pool import PicturePool

_log = logging.getLogger(__name__)

_STUDIO = (
    *("ssl", "asyncio", "gallery_studio.workers.library_executor"),
    "gallery_studio.studio.studio",
)


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """How the window is opened.

    Attributes:
        folder: The library.
        settings_file: Where the settings lie.
        on_secret: Told of each key, so that logs leave it out.
        crash_report: Python's stack at the last crash, or "".
        in_processes: Whether models are asked and previews made in processes of their own. Tests
            that open many windows, and are about something else, do without.
    """

    folder: Path
    settings_file: SettingsFile
    on_secret: Callable[[str], None]
    crash_report: str = ""
    in_processes: bool = True


def run_window(folder: Path, *, log_level: str) -> int:
    """Open the window and run until it is closed; return the exit code."""
    formatter = start_logging(log_level, log_folder())
    crash_file = CrashFile(log_folder())
    crash_report = crash_file.enable()
    app = make_application()
    settings_file = SettingsFile(config_folder() / "settings.json")
    options = WindowOptions(folder, settings_file, formatter.hide, crash_report)
    try:
        return run_until_closed(app, options)
    except Exception:  # noqa: BLE001  nobody else is left to tell
        # At the start or at the end: in between nothing gets here. What was made is kept.
        _log.exception("Unexpected error")
        print(f"gallery-studio: {UNEXPECTED}", file=sys.stderr, flush=True)
        return 1
    finally:
        crash_file.shutdown()


def run_until_closed(app: QApplication, options: WindowOptions) -> int:
    """Open the library, or what can be done about it, until a window was closed by the person.

    Returns:
        The exit code: 2 when the library was never opened.
    """
    words = ""
    while True:
        lock = InstanceLock(options.folder)
        try:
            owner = lock.acquire()
            if owner is not None:
                if _is_other_raised(options.folder):
                    return 0
                raise in_use_error(owner)
            with open_window(app, options) as window:
                if words:
                    window.news.say(words)
                window.show()
                return app.exec()
        except LibraryError as error:
            print(f"gallery-studio: {error.message}", file=sys.stderr, flush=True)
            choice = _ask_what_to_do(app, options, error)
        finally:
            lock.release()
        if choice is None:
            return 2
        folder, words = choice
        options = replace(options, folder=folder)


def _ask_what_to_do(
    app: QApplication, options: WindowOptions, error: LibraryError
) -> tuple[Path, str] | None:
    """Show what can be done about a library that does not open, and do it.

    The caller keeps the lock, if it got it, until the library is recovered.

    Returns:
        The folder to open next and what to say then, or None when the person quits.
    """
    from PySide6.QtCore import QEventLoop

    from gallery_studio.ui.startup.startup_controller import StartupController
    from gallery_studio.ui.widgets.focus_ring import FocusRing
    from gallery_studio.workers.cycle_collector import CycleCollector
    from gallery_studio.workers.recovery_worker import RecoveryWorker

    settings = options.settings_file.load()
    with ExitStack() as stack:
        collector = CycleCollector()
        stack.callback(collector.shutdown)
        collector.start()
        theme = Theme(
            resources(), settings.theme, settings.ui_scale_percent, settings.is_motion_reduced
        )
        theme.apply(app)
        worker = RecoveryWorker()
        stack.callback(worker.shutdown)
        controller = StartupController(theme, options.folder, error, worker)
        errors = UnexpectedErrors(worker.failed.emit)  # from any thread
        errors.install()
        stack.callback(errors.shutdown)
        FocusRing(theme, controller.window, app)
        signals = EndSignals(controller.window)
        stack.callback(signals.shutdown)
        signals.end_requested.connect(controller.window.close)
        # A loop of its own: the end of the program's would reach the studio's window too.
        loop = QEventLoop()
        controller.finished.connect(loop.quit)
        controller.window.show()
        # Should the window fail to say that it closes: nobody could end the program.
        controller.window.windowHandle().visibleChanged.connect(
            lambda is_visible: None if is_visible else loop.quit()
        )
        loop.exec()
    controller.window.deleteLater()
    if controller.folder is None:
        return None
    return controller.folder, controller.report.sentence if controller.report else ""


def make_application() -> QApplication:
    """Return the Qt application, set up for sharp pictures at every scale."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication([*sys.argv[:1], *STYLE_ARGUMENTS])
    app.setApplicationName("Gallery Studio")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("gallery-studio")
    return app


@contextmanager
def open_window(app: QApplication, options: WindowOptions) -> Iterator[MainWindow]:
    """Build everything, give the window, and take everything down in order.

    The caller holds the library's lock. What the first paint does not need is built after it; to
    have all of it now, call the window's ``furnishing.finish``.

    Raises:
        LibraryError: The library cannot be opened.
    """
    with ExitStack() as stack:
        yield _build(app, options, stack)


def _build(app: QApplication, options: WindowOptions, stack: ExitStack) -> MainWindow:
    """Build the graph; what is pushed on the stack ends in the opposite order.

    At the end the window first gets whole, then has everything kept, then the studio thread and
    the writer end, then the window goes, and only then what it reads from.
    """
    settings = options.settings_file.load()
    thread = StudioThread()
    stack.push(partial(_leave_if_hanging, thread))
    library = Library.open(options.folder)
    stack.callback(back_up_at_end, library)
    stack.callback(library.shutdown)
    reader = library.reader()
    stack.callback(reader.shutdown)
    pool = PreviewPool(library.images.preview_path)
    stack.callback(pool.shutdown)
    sources = stack.enter_context(ExitStack())
    searcher = SearchWorker(library.reader)
    sources.callback(searcher.shutdown)
    worker = StudioWorker(thread)
    theme = Theme(
        resources(), settings.theme, settings.ui_scale_percent, settings.is_motion_reduced
    )
    theme.apply_colors(app)
    gemini = partial(gemini_factory, in_process=options.in_processes)
    window = MainWindow(
        app,
        WindowParts(
            theme=theme,
            reader=reader,
            worker=worker,
            keys=KeyWorker(worker, KeyStore(), options.on_secret, gemini),
            pool=pool,
            make_pictures=partial(_make_pictures, library, sources),
            searcher=searcher,
            keeper=SettingsKeeper(settings, partial(worker.save_settings, options.settings_file)),
            catalogue=load_catalogue(),
            folder=options.folder,
        ),
    )
    theme.apply_style_sheet()
    stack.callback(window.let_go)
    workers = stack.enter_context(ExitStack())
    stack.callback(window.take_down)
    errors = UnexpectedErrors(worker.announce_problem)
    errors.install()
    stack.callback(errors.shutdown)
    signals = EndSignals(window)
    signals.end_requested.connect(window.close)
    signals.save_requested.connect(window.furnishing.finish)
    signals.save_requested.connect(window.keep_all)
    signals.save_requested.connect(worker.settle)
    stack.callback(signals.shutdown)
    listeners = stack.enter_context(ExitStack())
    rest = _Rest(window, library, options, sources, workers, listeners)
    rest.follow_first_paint()
    stack.callback(window.furnishing.finish)
    if options.crash_report:
        window.report_crash()
    return window


def _make_pictures(library: Library, stack: ExitStack) -> PicturePool:
    from gallery_studio.workers.picture_pool import PicturePool

    pictures = PicturePool(library.images.path_of)
    stack.callback(pictures.shutdown)
    return pictures


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is built after the first paint, and where its ends are kept.

    Attributes:
        window: Gets it.
        library: The open library.
        options: How the window was opened.
        sources: Ends what the window reads from, after the window has gone.
        workers: Ends the threads, after the window had everything kept.
        listeners: Ends what may still ask for something, before anything else.
    """

    window: MainWindow
    library: Library
    options: WindowOptions
    sources: ExitStack
    workers: ExitStack
    listeners: ExitStack

    def follow_first_paint(self) -> None:
        """Have everything built in turn."""
        before = [
            Step(self.start_studio, _STUDIO),
            Step(self.listen, ("gallery_studio.workers.window_commands",)),
        ]
        after = [
            Step(self.add_checks, ("gallery_studio.workers.check_worker",)),
            Step(self.begin_work, ("gallery_studio.workers.cycle_collector",)),
        ]
        self.window.furnish(before, after)

    def start_studio(self) -> None:
        """Start the studio on its thread, and the thread that writes."""
        from gallery_studio.studio.studio import StudioNews
        from gallery_studio.workers.library_executor import LibraryExecutor

        parts = self.window.parts
        worker, settings = parts.worker, parts.keeper.settings
        executor = LibraryExecutor(self.library, worker.announce_changes)
        self.workers.callback(executor.shutdown)
        studio = make_studio(
            executor,
            parts.catalogue,
            StudioNews(on_progress=worker.announce_progress, on_problem=worker.announce_problem),
            StudioOptions(
                api_key=None,
                calls_at_once=settings.calls_at_once,
                references_most=settings.references_per_turn,
                in_processes=self.options.in_processes,
            ),
        )
        worker.use_studio(studio)
        worker.studio_thread.start_and_wait()
        self.workers.callback(worker.shutdown)

    def listen(self) -> None:
        """Listen for command lines."""
        from gallery_studio.studio.admission import BudgetGate
        from gallery_studio.workers.handover import HandoverServer
        from gallery_studio.workers.window_commands import WindowCommands

        window, worker = self.window, self.window.parts.worker
        server = HandoverServer(self.options.folder)
        self.listeners.callback(server.shutdown)
        gate = BudgetGate(worker.studio, lambda: window.parts.keeper.settings)
        commands = WindowCommands(worker.studio_thread, worker.studio, gate)
        commands.setParent(window)
        commands.serve(server)
        commands.raise_requested.connect(window.come_to_front)
        server.listen()

    def add_checks(self) -> None:
        """Let the settings check the library."""
        from gallery_studio.workers.check_worker import CheckWorker

        checks = CheckWorker(self.options.folder, self.window)
        self.workers.callback(checks.shutdown)
        self.window.settings.use_checks(checks)

    def begin_work(self) -> None:
        """Begin what is heavy, and what may wait for a person's password."""
        from gallery_studio.workers.cycle_collector import CycleCollector

        # What was made so far lives as long as the window: looking it over again costs a frame.
        gc.freeze()
        self.sources.callback(gc.unfreeze)
        collector = CycleCollector()
        self.sources.callback(collector.shutdown)
        collector.start()
        housekeeping = Housekeeping(self.library, self.window.parts.worker.announce_problem)
        self.sources.callback(housekeeping.shutdown)
        housekeeping.start()
        self.window.parts.worker.recover()
        self.window.parts.keys.load()


def _leave_if_hanging(
    thread: StudioThread,
    _kind: type[BaseException] | None,
    error: BaseException | None,
    _trace: TracebackType | None,
) -> None:
    """Leave at once when the studio thread did not end: it can neither be awaited nor destroyed.

    Everything else has ended by now: what was asked for is written, and the database is closed.

    Args:
        thread: The studio's.
        error: What went wrong at the end, or None: nobody comes after this to tell it.
    """
    if thread.isRunning():
        _log.error("The studio thread did not end in time; leaving without it", exc_info=error)
        if error is not None:
            print(f"gallery-studio: {UNEXPECTED}", file=sys.stderr, flush=True)
        logging.shutdown()
        os._exit(0 if error is None else 1)


def _is_other_raised(folder: Path) -> bool:
    """Bring the window that holds the library to the front; return whether it answered."""
    from gallery_studio.workers.handover import RAISE_MS, hand_over

    return hand_over(folder, "raise", {}, lambda _message: None, answer_ms=RAISE_MS) == 0
