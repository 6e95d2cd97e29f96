"""The tests there are, as what reaches the places that no walk does: each fails in one of them.

``python -m tests.support.struck_tests FOLDER [--spare FILE] [--only FILE] [--tests PATH ...]
[--survey FILE] [--at-once N]``: first all tests of windows and workers run once, each noting which
places are called; then every place fails once in a test that passed and calls it, and that test
runs again in the same process, where it must pass. Prints as JSON what came of each place, and
which are called in no test.

Each run is a fork of this process, in which everything is imported and Qt has not begun.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import logging
import os
import select
import signal
import sys
import time
import traceback
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from tests.support import hands
from tests.support.own_faults import Faults, Place
from tests.support.walking import Records, listen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytestqt.qtbot import QtBot

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
_TESTS = (
    *("tests/gui", "tests/end2end", "tests/faults"),
    *(f"tests/unit/{part}" for part in ("library", "processes", "studio", "workers")),
)
_LEFT_OUT = ("test_g58_everywhere.py",)
_OPTIONS = [
    *("-q", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider"),
    *("-o", "faulthandler_timeout=0", "--assert=plain", "-o", "timeout=60"),
    # What the first of the two runs leaves to the collector is not the second's fault.
    *("-p", "no:unraisableexception"),
]
NOT_REACHED = "not reached, though by this test it was before"
NOT_CALLED = "called in no test"
_HANGS_S = 100
_PATIENCE_MS = 1_500
"""How long a test waits once something in it has failed: what it waits for may never come."""
_HANDS_S = 20
_TRIES = 3
_LISTEN_MS = 100
_TELLING_S = 0.5


@dataclass
class Outcome:
    """What came of one failure.

    Attributes:
        label: The place.
        kind: Slot, override or job.
        test: Where it failed; "" when no test calls it.
        has_window: Whether the whole window was open, which is to tell it.
        logged: How often the log says so, with its trace.
        raised: Whether it reached the test: by the hook of errors, or by a call.
        told: Sentences shown since.
        problem: What is wrong; "" for nothing.
    """

    label: str
    kind: str
    test: str
    has_window: bool = False
    logged: int = 0
    raised: bool = False
    told: list[str] = field(default_factory=list)
    problem: str = ""


class Survey:
    """A plugin that notes which places each test calls."""

    def __init__(self, faults: Faults, found: dict[str, Any]) -> None:
        self._faults, self._found = faults, found

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Run one test and keep what it called, if it passed."""
        self._faults.reached.clear()
        self._has_passed = True
        begun_s = time.monotonic()
        result = yield
        if self._has_passed:
            self._found[item.nodeid] = {
                "seconds": time.monotonic() - begun_s,
                "places": sorted(self._faults.reached),
            }
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a test that did not pass."""
        self._has_passed &= report.passed


class Windows:
    """Listens to what is told in whole windows.

    Attributes:
        told: The sentences.
        count: How many windows are open.
    """

    def __init__(self, faults: Faults) -> None:
        self.told: list[str] = []
        self.count = 0
        self._faults = faults

    def install(self) -> None:
        """Listen to each window that is opened from now on."""
        from gallery_studio import app as app_module

        real = app_module.open_window

        @contextlib.contextmanager
        def open_window(*arguments: Any) -> Iterator[Any]:
            with real(*arguments) as window:
                heard: set[int] = set()

                def hear() -> None:
                    tellers = (window.parts.worker, window.parts.keys)
                    fresh = [
                        teller
                        for teller in (*tellers, *window.findChildren(QObject))
                        if id(teller) not in heard
                    ]
                    heard.update(map(id, fresh))
                    listen(self.told.append, *fresh)

                finish = window.furnishing.finish

                def finish_and_hear() -> None:
                    finish()
                    hear()

                window.furnishing.finish = finish_and_hear
                hear()
                timer = QTimer(window)
                timer.timeout.connect(hear)
                timer.start(_LISTEN_MS)
                self.count += 1
                try:
                    yield window
                finally:
                    self._let_it_be_told()
                    self.count -= 1
                    timer.stop()

        app_module.open_window = open_window

    def _let_it_be_told(self) -> None:
        """Give news of other threads a moment: a test may end at once when something failed."""
        until_s = time.monotonic() + _TELLING_S
        while self._faults.struck and not self.told and time.monotonic() < until_s:
            QApplication.processEvents()
            select.select([], [], [], 0.01)


class Strike:
    """A plugin that runs each test twice: with a fault, and without."""

    def __init__(self, faults: Faults, place: Place, windows: Windows) -> None:
        self.outcome = Outcome(place.label, place.kind, "")
        self._faults, self._place, self._windows = faults, place, windows
        self._records = Records()

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        """Run the test with the fault; look; run it again."""
        outcome, message = self.outcome, self._place.message
        outcome.test = item.nodeid
        real_turn = self._faults.is_turn

        def is_turn(place: Place) -> bool:
            is_it = real_turn(place)
            if is_it:
                outcome.has_window = self._windows.count > 0
            return is_it

        self._faults.is_turn = is_turn  # type: ignore[method-assign]
        logging.getLogger().addHandler(self._records)
        self._faults.arm(self._place.label)
        with impatient(lambda: bool(self._faults.struck)):
            # What follows is in the same module: only what is the test's own is taken down.
            reports = runtestprotocol(item, nextitem=item.parent, log=False)
        self._faults.disarm()
        logging.getLogger().removeHandler(self._records)
        outcome.logged = sum(message in text for text in self._records.texts)
        outcome.raised = any(message in report.longreprtext for report in reports)
        outcome.told = list(dict.fromkeys(self._windows.told))
        if not self._faults.struck:
            outcome.problem = NOT_REACHED
            return True
        for report in reports:
            report.longrepr = None  # it holds frames, and they hold widgets
        _tidy()
        again = runtestprotocol(item, nextitem=None, log=False)
        outcome.problem = "\n".join(
            f"run again: {report.longreprtext[-3000:]}" for report in again if report.failed
        )
        return True


def _tidy() -> None:
    """Take away what a test left that did not come to its end."""
    sys.last_exc = sys.last_traceback = sys.last_value = None  # type: ignore[attr-defined]
    if QApplication.instance() is None:
        return
    gc.collect()
    for one in gc.get_objects():
        if isinstance(one, hands.Hands):
            one.deleteLater()
    for widget in QApplication.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.collect()


@contextlib.contextmanager
def impatient(is_struck: Callable[[], bool]) -> Iterator[None]:
    """Let tests wait no longer than is of use once something has failed in them."""
    from pytestqt.qtbot import QtBot  # a plugin of pytest's, which imports it itself

    real = QtBot.waitUntil

    def wait(self: QtBot, callback: Callable[[], Any], *, timeout: int = 5_000) -> None:
        end_s = time.monotonic() + timeout / 1_000

        def is_so() -> Any:
            answer = callback()
            if answer is not None and not answer and is_struck():
                nonlocal end_s
                end_s = min(end_s, time.monotonic() + _PATIENCE_MS / 1_000)
            return answer

        while True:  # in pieces: the strike may come while it waits
            left_ms = int((end_s - time.monotonic()) * 1_000)
            try:
                return real(self, is_so, timeout=max(1, min(left_ms, _PATIENCE_MS)))
            except Exception as error:
                is_late = time.monotonic() >= end_s or is_struck()
                if type(error).__name__ != "TimeoutError" or is_late:
                    raise

    QtBot.waitUntil, hands._PATIENCE_S = wait, _HANDS_S
    try:
        yield
    finally:
        QtBot.waitUntil = real


@dataclass
class Child:
    """A fork that does one thing and writes its result into a file."""

    process_id: int
    result: Path
    output: Path
    until_s: float


def fork(work: Callable[[], object], result: Path, limit_s: float) -> Child:
    """Do the work in a fork of this process; what it returns is written as JSON."""
    output = result.with_suffix(".txt")
    process_id = os.fork()
    if process_id == 0:
        code = 1
        try:
            with output.open("w") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            result.write_text(json.dumps(work()))
            code = 0
        except BaseException:  # noqa: BLE001 - into the child's output
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    return Child(process_id, result, output, time.monotonic() + limit_s)


def run_all(
    jobs: Iterable[tuple[str, Callable[[], object]]], folder: Path, at_once: int, limit_s: float
) -> Iterator[tuple[str, Any, str]]:
    """Run each job in a fork, some at once; give its name, its result and what went wrong."""
    running: dict[str, Child] = {}
    left = enumerate(jobs)
    is_more = True
    while is_more or running:
        while is_more and len(running) < at_once:
            try:
                number, (name, work) = next(left)
            except StopIteration:
                is_more = False
                break
            running[name] = fork(work, folder / f"{number}.json", limit_s)
        for name, child in list(running.items()):
            process_id, status = os.waitpid(child.process_id, os.WNOHANG)
            if process_id:
                del running[name]
                code = os.waitstatus_to_exitcode(status)
                if code == 0 and child.result.exists():
                    yield name, json.loads(child.result.read_text()), ""
                else:
                    yield name, None, f"ended with {code}: {child.output.read_text()[-3000:]}"
            elif time.monotonic() > child.until_s:
                os.kill(child.process_id, signal.SIGKILL)
                child.until_s = float("inf")
        select.select([], [], [], 0.02)


def _quietly(arguments: list[str], plugin: object) -> str:
    """Run pytest; return what it printed."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        pytest.main([*_OPTIONS, *arguments], plugins=[plugin])
    return text.getvalue()


def survey(faults: Faults, parts: list[str], folder: Path, at_once: int) -> dict[str, Any]:
    """Return for each test that passes how long it takes and which places it calls."""
    found = [ROOT / part for part in parts]
    files = [
        path
        for part in found
        for path in ([part] if part.is_file() else sorted(part.rglob("test_*.py")))
        if path.name not in _LEFT_OUT
    ]

    def job(path: Path) -> Callable[[], object]:
        def work() -> object:
            found: dict[str, Any] = {}
            _quietly([str(path)], Survey(faults, found))
            return found

        return work

    tests: dict[str, Any] = {}
    jobs = ((str(path), job(path)) for path in files)
    for name, found, problem in run_all(jobs, folder, at_once, 900):
        log.info("surveyed %s: %s", name, problem or len(found))
        tests |= found or {}
    return tests


def strike_all(
    faults: Faults, tests: dict[str, Any], labels: list[str], folder: Path, at_once: int
) -> list[Outcome]:
    """Let each place fail once in a test that calls it."""
    callers: dict[str, list[str]] = defaultdict(list)
    for test in sorted(tests, key=lambda t: (_rank(t), tests[t]["seconds"])):
        for label in tests[test]["places"]:
            callers[label].append(test)
    windows = Windows(faults)
    windows.install()

    def job(label: str, test: str) -> Callable[[], object]:
        def work() -> object:
            strike = Strike(faults, faults.places[label], windows)
            text = _quietly([str(ROOT / test)], strike)
            if not strike.outcome.test:
                strike.outcome.problem = f"no such test: {text[-500:]}"
            return asdict(strike.outcome)

        return work

    outcomes: dict[str, Outcome] = {}
    left = list(labels)
    for number in range(_TRIES):
        jobs = [(one, job(one, callers[one][number])) for one in left if len(callers[one]) > number]
        round_folder = folder / f"round{number}"
        round_folder.mkdir()
        for label, found, problem in run_all(iter(jobs), round_folder, at_once, _HANGS_S):
            outcome = Outcome(**found) if found else Outcome(
                label, faults.places[label].kind, callers[label][number], problem=problem
            )  # fmt: skip
            outcomes[label] = better(outcomes.get(label), outcome)
            log.info("%s in %s: %s", label, outcome.test, outcome.problem or "well")
        left = [one for one in left if one in outcomes and is_worth_another(outcomes[one])]
    for label in labels:
        if label not in outcomes:
            outcomes[label] = Outcome(label, faults.places[label].kind, "", problem=NOT_CALLED)
    return list(outcomes.values())


def is_worth_another(outcome: Outcome) -> bool:
    """Whether another test may show more: here nothing failed, or the test itself called it."""
    is_by_hand = outcome.has_window and outcome.raised and not outcome.logged
    return outcome.problem == NOT_REACHED or (is_by_hand and not outcome.problem)


def better(one: Outcome | None, other: Outcome) -> Outcome:
    """Return which of two outcomes of a place says more."""
    return one if one is not None and other.problem == NOT_REACHED else other


def _rank(test: str) -> int:
    """Tests with the whole window come first: there it is seen whether a person is told."""
    return next(
        number
        for number, part in enumerate(("tests/end2end", "tests/gui", "tests/faults", "tests/"))
        if test.startswith(part)
    )


def main() -> int:
    """Survey and strike, and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--spare", type=Path, help="JSON list of places that are not to fail")
    parser.add_argument("--only", type=Path, help="JSON list of the places that are to fail")
    parser.add_argument("--tests", nargs="+", default=list(_TESTS), help="files or folders")
    parser.add_argument("--survey", type=Path, help="a survey to use; made when missing")
    parser.add_argument("--at-once", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(relativeCreated)d %(message)s")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    faults = Faults()
    faults.install()
    folder = arguments.folder.absolute()
    os.chdir(ROOT)
    if arguments.survey is not None and arguments.survey.exists():
        tests = json.loads(arguments.survey.read_text())
    else:
        (folder / "survey").mkdir()
        tests = survey(faults, arguments.tests, folder / "survey", arguments.at_once)
        if arguments.survey is not None:
            arguments.survey.write_text(json.dumps(tests))
    spared = set(json.loads(arguments.spare.read_text())) if arguments.spare else set()
    labels = json.loads(arguments.only.read_text()) if arguments.only else sorted(faults.places)
    outcomes = strike_all(
        faults, tests, [one for one in labels if one not in spared], folder, arguments.at_once
    )
    sys.stdout.write(json.dumps([asdict(outcome) for outcome in outcomes]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
