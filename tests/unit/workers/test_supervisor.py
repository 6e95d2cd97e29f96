"""The supervisor with small children: ones that live, die, hang, and end."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from gallery_studio.workers.supervisor import Supervisor, SupervisorLimits

_LIMITS = SupervisorLimits(
    start_s=10, silence_s=0.6, look_s=0.02, restart_s=0.01, crashes=3, maintenance_s=0.5
)
_BEGIN = """
import os, sys, time, pathlib
log = pathlib.Path(sys.argv[1])
line = sys.stdin.readline().strip()
with log.open("a") as file:
    file.write(line + "\\n")
starts = len(log.read_text().split())
def beat():
    os.write(1, b"\\n")
"""


@pytest.fixture
def run(tmp_path, caplog):
    """Runs a child to its end; every restart is worth a warning."""

    def run_child(body: str, limits: SupervisorLimits = _LIMITS) -> tuple[list[str], float]:
        starts, seconds = _run(tmp_path, body, limits)
        assert len(caplog.records) == len(starts) - 1 - starts.count("mend")
        caplog.clear()
        return starts, seconds

    return run_child


def _run(tmp_path, body: str, limits: SupervisorLimits) -> tuple[list[str], float]:
    """Run a child to its end; return what each start was told, and the seconds it took."""
    log = tmp_path / "starts.txt"
    supervisor = Supervisor(
        [sys.executable, "-c", _BEGIN + body, str(log)],
        lambda is_broken: "mend" if is_broken else "show",
        42,
        limits,
    )
    started = time.monotonic()
    assert supervisor.run() == 0
    return log.read_text().split(), time.monotonic() - started


def test_the_agreed_code_ends_it(run):
    assert run("beat(); sys.exit(42)")[0] == ["show"]


@pytest.mark.parametrize("end", ["sys.exit(0)", "os.abort()", "os.kill(os.getpid(), 9)"])
def test_any_other_end_starts_it_again(run, end):
    starts, _ = run(f"beat()\nif starts < 2: {end}\nsys.exit(42)")
    assert starts == ["show", "show"]


def test_a_child_that_hangs_is_killed_and_started_again(run):
    starts, seconds = run("beat()\nif starts < 2: time.sleep(60)\nsys.exit(42)")
    assert starts == ["show", "show"]
    assert seconds < 10


def test_a_child_that_beats_lives_on(run):
    body = "for _ in range(12):\n    beat()\n    time.sleep(0.1)\nsys.exit(42)"
    assert run(body)[0] == ["show"]


def test_a_crash_loop_shows_the_maintenance_page_and_gets_another_chance(run):
    body = """
beat()
if line == "mend":
    while True:
        beat()
        time.sleep(0.05)
if starts < 5:
    os.abort()
sys.exit(42)
"""
    assert run(body)[0] == ["show", "show", "show", "mend", "show"]


def test_stop_ends_the_child_at_once(tmp_path):
    log = tmp_path / "starts.txt"
    body = "beat()\nwhile sys.stdin.read(1): pass\nlog.write_text('ended')\ntime.sleep(60)"
    supervisor = Supervisor(
        [sys.executable, "-c", _BEGIN + body, str(log)], lambda _: "show", 42, _LIMITS
    )
    timer = threading.Timer(0.4, supervisor.stop)
    timer.start()
    started = time.monotonic()
    assert supervisor.run() == 0
    timer.join()
    assert time.monotonic() - started < 5
