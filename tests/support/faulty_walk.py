"""The program, walked through while every slot, override and job of a thread fails once.

``python -m tests.support.faulty_walk PROGRAM FOLDER [--seconds N] [--trace]``, where the program
is ``studio``, ``demo`` (the same on another session), ``kiosk`` or ``startup`` (the window in its
place): in a process of its own, since it may crash. Only one thing fails at a time. At the end
nothing fails, and the program must do its work. Prints what was seen as JSON.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sqlite3
import sys
import time
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QDesktopServices, QMouseEvent
from PySide6.QtWidgets import QApplication

from tests.support.own_faults import Faults
from tests.support.walking import (
    OPEN_MS,
    Records,
    Walk,
    close_extra,
    open_dialogs,
    post_key,
    queued,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.conversation import FailedOutput

_SIZE = (1280, 800)
_PATIENCE_S = 30
_FIRST = ("card", "edit", "lightbox", "compare", "replay_session", "create_project")
_TAKING_AWAY = ("delete", "discard", "remove", "reject", "new session", "undo", "start a new")


@dataclass
class Trial:
    """One walk, and what it says at its end.

    Attributes:
        app: The application.
        walk: Does it.
        folder: Everything lies here.
        until_s: When it begins to end, by `time.monotonic`.
        facts: What is printed.
    """

    app: QApplication
    walk: Walk
    folder: Path
    until_s: float
    facts: dict[str, Any] = field(default_factory=dict)

    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self.until_s

    def scenes(
        self, scenes: dict[str, Callable[[], object]], reset: Callable[[], object]
    ) -> Iterator[int]:
        """Go to each scene and use what is there."""
        for name, opening in scenes.items():
            if self.is_over() or self.walk.is_forbidden(name.replace("_", " ")):
                continue

            def begin(opening: Callable[[], object] = opening) -> None:
                reset()
                QTimer.singleShot(1, self.walk, opening)

            yield from self.walk.step(name, begin, OPEN_MS)
            yield from self.walk.explore(name, begin, self.is_over)

    def run(self, steps: Iterator[int]) -> None:
        """Walk until the steps are done."""
        self.walk.run(steps, self.app.exit)  # a kiosk refuses to quit
        self.app.exec()


def _reset(window: Any) -> None:
    """Close what lies over the studio's wall."""
    from gallery_studio.ui.edit_dialog.edit_dialog import EditDialog
    from gallery_studio.ui.lightbox.lightbox import Lightbox

    close_extra()
    for dialog in open_dialogs():
        QTimer.singleShot(0, dialog, dialog.close_dialog)
        if isinstance(dialog, EditDialog):  # it asks when something was written
            QTimer.singleShot(0, dialog.discard, dialog.discard.click)
    for box in window.findChildren(Lightbox):
        if box.isVisible():
            QTimer.singleShot(0, box, box.close_lightbox)
    # Whatever else covers the wall goes with Escape.
    for _ in range(2):
        post_key(QApplication.focusWidget() or window, Qt.Key.Key_Escape)


def _studio_scenes(walk: Walk, window: Any) -> dict[str, Callable[[], object]]:
    from gallery_studio.ui.composing_feature import ComposingFeature
    from tests.support.tour import NOT_WALKED

    composing = next(f for f in window.features if isinstance(f, ComposingFeature))
    cards = list(window.view.model.cards)

    def change_theme() -> None:
        # Its slots are what this is about: to apply the style sheet takes a fifth of a second.
        window.parts.theme.changed.emit()

    scenes: dict[str, Callable[[], object]] = {
        "card": lambda: window.edits.open_card(cards[0]),
        "theme": change_theme,
        "products": composing.products.open_catalogue,
        "person": lambda: composing.people.open(0),
        "identity": lambda: composing.people.open(1),
    }
    for name, action in window.actions_by_id.items():
        if name not in NOT_WALKED:
            scenes[name] = queued(action, "trigger")
    order = sorted(scenes, key=lambda n: _FIRST.index(n) if n in _FIRST else len(_FIRST))
    return {name: scenes[name] for name in order} | {"wall": lambda: None}


def _studio_steps(trial: Trial, window: Any) -> Iterator[int]:
    from gallery_studio.ui.library_feature import LibraryFeature
    from gallery_studio.ui.project_feature import ProjectFeature
    from gallery_studio.ui.replay.replay_feature import ReplayFeature

    library, projects, replay = (
        next(f for f in window.features if isinstance(f, kind))
        for kind in (LibraryFeature, ProjectFeature, ReplayFeature)
    )
    session_id = window.session.id

    def arrange() -> None:
        """Show the session in which everything is, with two cards selected."""
        if window.session.id != session_id:
            window.open_session(str(session_id))
        library.pages.close()
        projects.controller.close()
        if replay.stage is not None:
            replay.stage.leave()
        window.view.select(list(window.view.model.cards)[:2])

    def begin() -> None:
        _reset(window)
        QTimer.singleShot(0, trial.walk, arrange)

    scenes = _studio_scenes(trial.walk, window)
    trial.walk.put_off = list(_TAKING_AWAY)
    yield from trial.scenes(scenes, begin)
    trial.walk.put_off = []
    yield from trial.scenes(scenes, begin)
    begin()
    yield OPEN_MS
    yield from _made_at_the_end(trial, window)


def _made_at_the_end(trial: Trial, window: Any) -> Iterator[int]:
    """Make a picture and give the session a name: the studio must still obey."""
    from tests.faults.network_bench import ask
    from tests.support.studio_bench import OFFLINE

    logged, reader = len(trial.walk.records.texts), window.parts.reader
    before = reader.totals().images
    # The walk presses every switch: without a key there is nobody to ask when this one is off.
    keeper = window.parts.keeper
    keeper.change(replace(keeper.settings, use_offline_model=True))
    ask(window, "made after every fault", OFFLINE)
    until_s = time.monotonic() + _PATIENCE_S
    while reader.totals().images == before and time.monotonic() < until_s:
        yield 20
    window.session.rename("Still works")
    while reader.session_summaries()[0].name != "Still works" and time.monotonic() < until_s:
        yield 20
    trial.facts |= {
        "made": reader.totals().images - before,
        "name": reader.session_summaries()[0].name,
        "logged_at_the_end": trial.walk.records.texts[logged:],
        "announced": list(trial.walk.announced.items()),
    }


def _announced(library: Path) -> list[tuple[str, str]]:
    """Return id and picture of every output in a library that has one."""
    from gallery_studio.library.database import DATABASE_NAME

    with closing(sqlite3.connect(library / DATABASE_NAME)) as connection:
        return connection.execute(
            "SELECT id, image_id FROM outputs WHERE status = 'completed' AND image_id NOT NULL"
        ).fetchall()


def _hear_cards(told: list[str]) -> None:
    """Keep what is written on each card that fails: it may be tried again a moment later."""
    from gallery_studio.library.work import WorkStore

    real = WorkStore.fail

    def fail(store: WorkStore, failed: FailedOutput) -> Changes:
        changes = real(store, failed)
        told.append(failed.message)
        return changes

    WorkStore.fail = fail  # type: ignore[method-assign]


def walk_studio(trial: Trial) -> None:
    """Walk through the studio's window, on a session with edits, a project and people."""
    from tests.support.tour import fill

    _walk_window(trial, fill(trial.folder / "library", trial.folder / "none.png"))


def walk_demo(trial: Trial) -> None:
    """Walk through the studio's window, on the demo session: many models, branches, a failure."""
    from gallery_studio.studio.kiosk_library import demo_session_id
    from tests.support.kiosk_desk import demo_library

    demo_library(trial.folder / "library")
    _walk_window(trial, demo_session_id())


def _walk_window(trial: Trial, session_id: str) -> None:
    from gallery_studio.app import WindowOptions, open_window
    from gallery_studio.config import Settings, SettingsFile

    library = trial.folder / "library"
    settings_file = SettingsFile(trial.folder / "settings.json")
    settings_file.save(replace(Settings(), last_session=session_id))
    options = WindowOptions(library, settings_file, lambda _key: None, in_processes=False)
    with open_window(trial.app, options) as window:
        window.resize(*_SIZE)
        window.show()
        window.furnishing.finish()
        tellers = (window.parts.worker, window.parts.keys, *window.findChildren(QObject))
        trial.walk.listen(*tellers)
        trial.walk.watch(lambda: _announced(library))
        _hear_cards(trial.walk.told)
        trial.run(_studio_steps(trial, window))


def _kiosk_steps(trial: Trial, window: Any) -> Iterator[int]:
    def tap_corner() -> None:
        place = QPointF(window.width() - 3, 3)
        for number in range(5):
            press = QMouseEvent(
                *(QMouseEvent.Type.MouseButtonPress, place, window.mapToGlobal(place)),
                *(Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton),
                Qt.KeyboardModifier.NoModifier,
            )
            press.setTimestamp(int(time.monotonic() * 1000) + number)
            QApplication.postEvent(window, press)

    def reset() -> None:
        if window.pad.isVisible():
            post_key(window.pad, Qt.Key.Key_Escape)

    def visit() -> None:
        window.begin_visit()

    scenes = {
        "show": lambda: post_key(window, Qt.Key.Key_Space),
        "theme": window.show_view._theme.changed.emit,
        "visit": visit,
        "corner": tap_corner,
        "wipe": window.idle.expired.emit,
        "visit again": visit,
    }
    yield from trial.scenes(scenes, reset)
    visitor = window.visitor
    window.idle.expired.emit()
    until_s = time.monotonic() + _PATIENCE_S
    yield 500
    window.begin_visit()
    visitor.field.edit.setText("made after every fault")
    visitor.send.click()
    while visitor._picture is None and time.monotonic() < until_s:
        yield 20
    trial.facts["made"] = int(visitor._picture is not None)


def walk_kiosk(trial: Trial) -> None:
    """Walk through the kiosk's window: the show, a visit, the PIN."""
    from gallery_studio.app_kiosk import build_kiosk
    from gallery_studio.studio.kiosk_library import COPY_NAME, copy_sessions
    from gallery_studio.studio.kiosk_options import KioskOptions
    from gallery_studio.studio.kiosk_pin import hash_pin
    from tests.support.kiosk_desk import demo_library

    library, private = demo_library(trial.folder / "library"), trial.folder / "private"
    ids = copy_sessions(library, [], private / COPY_NAME)
    options = KioskOptions(str(private), ids, hash_pin("4711"), is_interactive=True, idle_s=3600)
    with ExitStack() as stack:
        window = build_kiosk(trial.app, options, stack)
        window.resize(*_SIZE)
        window.show()
        trial.run(_kiosk_steps(trial, window))
        trial.facts["is_shown"] = window.isVisible()


def walk_startup(trial: Trial) -> None:
    """Walk through the window that comes when a library does not open; then open it."""
    from gallery_studio.domain.errors import LibraryError
    from gallery_studio.library.library import Library
    from gallery_studio.ui.startup.startup_controller import StartupController
    from gallery_studio.workers.diagnostics import UnexpectedErrors
    from gallery_studio.workers.recovery_worker import RecoveryWorker
    from tests.support.damage import make_library, make_text

    folder = trial.folder / "library"
    make_library(folder)
    make_text(folder)
    theme = _theme(trial.app)
    errors = UnexpectedErrors(trial.walk.told.append)
    errors.install()

    recovered = 0

    def steps() -> Iterator[int]:
        nonlocal recovered
        for number in range(12):  # each recovery would open the studio, and ends the window
            try:
                Library.open(folder).shutdown()
                recovered += 1
                make_text(folder)
                continue
            except LibraryError as error:
                controller = StartupController(theme, folder, error, worker)
            window = controller.window
            window.resize(900, 700)
            trial.walk.listen(worker)
            scenes = {f"window {number}": window.show, "theme": theme.changed.emit}
            yield from trial.scenes(scenes, close_extra)
            window.close()
            window.deleteLater()
            yield OPEN_MS

    worker = RecoveryWorker()
    trial.app.setQuitOnLastWindowClosed(False)
    trial.run(steps())
    worker.shutdown()
    errors.shutdown()
    trial.facts["made"] = recovered


def _theme(app: QApplication) -> Any:
    from gallery_studio.paths import resources
    from gallery_studio.ui.theme.theme import Theme

    theme = Theme(resources(), "dark", 100, False)
    theme.apply(app)
    return theme


PROGRAMS = {"studio": walk_studio, "demo": walk_demo, "kiosk": walk_kiosk, "startup": walk_startup}


def main() -> int:
    """Walk, and print what was seen."""
    from gallery_studio.app import make_application
    from tests.support.project_story import picture

    parser = argparse.ArgumentParser()
    parser.add_argument("program", choices=PROGRAMS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--trace", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.folder.absolute()
    dropped = folder / "dropped.png"
    dropped.write_bytes(picture(7))
    os.chdir(folder)  # file dialogs open here
    if arguments.trace:
        logging.basicConfig(level=logging.INFO, format="%(relativeCreated)d %(message)s")
        for name in ("walking", "own_faults"):
            logging.getLogger(f"tests.support.{name}").setLevel(logging.DEBUG)
    faults, records = Faults(), Records()
    faults.install()
    logging.getLogger().addHandler(records)
    QDesktopServices.openUrl = staticmethod(lambda _url: True)  # type: ignore[method-assign]
    trial = Trial(
        make_application(), Walk(faults, records, dropped), folder,
        time.monotonic() + arguments.seconds,
    )  # fmt: skip
    PROGRAMS[arguments.program](trial)
    struck = {strike.label for strike in trial.walk.strikes}
    trial.facts |= {
        "strikes": [asdict(strike) for strike in trial.walk.strikes],
        "spared": sorted(set(faults.places) - struck),
        "errors": trial.walk.errors,
    }
    sys.stdout.write(f"{json.dumps(trial.facts)}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
