"""Matrix G 58, everywhere: each slot, override of Qt and job of a thread fails once.

The places are found in the sources. First the program is used by real events until nothing new
fails; in every run for a few seconds, on one session, and to the end in four walks where
GALLERY_STUDIO_LONG_TESTS=1. Then, there too, what no walk reached fails in a test that does (40
minutes for all).
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.exempt_places import LEAVING, UNCALLED
from tests.support.kept import check_nothing_lost
from tests.support.struck_tests import NOT_CALLED

ROOT = Path(__file__).parents[2]
SECONDS, FEW = 5, 15
"""How long in every run, and how many places fail in that time at least, on a slow machine."""
MISSED_MOST = 10
"""Places that only walks reach, and one run of them may miss: they go by the clock."""
IS_LONG = os.environ.get("GALLERY_STUDIO_LONG_TESTS") == "1"
AT_LENGTH = "takes many minutes: set GALLERY_STUDIO_LONG_TESTS=1 to run it"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(4_000 if IS_LONG else 180)]


@dataclass(frozen=True)
class Program:
    """What is walked through.

    Attributes:
        name: See `faulty_walk`.
        most: How many places fail to the end at least.
        is_silent: Whether nothing is shown of them: the public at a kiosk can do nothing.
    """

    name: str
    most: int
    is_silent: bool = False


PROGRAMS = [
    Program("studio", 780),
    Program("demo", 780),
    Program("kiosk", 55, is_silent=True),
    Program("startup", 24),
]


def run(module: str, *arguments: str) -> Any:
    """Run a module of the tests' support in a process of its own; return the JSON it prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.support.{module}", *arguments],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1",
                          "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-8000:]
    return json.loads(done.stdout)


@functools.cache
def walked(program: Program, folder: Path) -> dict[str, Any]:
    """Return what a walk saw; the second time it is asked for, it is remembered."""
    place = folder / program.name
    place.mkdir()
    limit = [] if IS_LONG else ["--seconds", str(SECONDS)]
    return run("faulty_walk", program.name, str(place), *limit)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walks")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_g58_every_place_fails_once(program: Program, folder: Path) -> None:
    if not IS_LONG and program.name != "studio":
        pytest.skip(AT_LENGTH)
    facts = walked(program, folder)
    assert facts["errors"] == []
    strikes = facts["strikes"]
    assert len(strikes) >= (program.most if IS_LONG else FEW)
    # Once in the log, and told. What it brings about may be told as well: a row without its text.
    assert [strike for strike in strikes if strike["logged"] != 1] == []
    untold = [strike for strike in strikes if not strike["told"]]
    assert untold == (strikes if program.is_silent else [])
    assert facts["made"] >= 1, "it does its work no more"
    if program.name in ("studio", "demo"):
        assert facts["name"] == "Still works"
        assert facts["logged_at_the_end"] == []
        check_nothing_lost(folder / program.name / "library", facts["announced"])


def test_g58_what_no_walk_reaches_fails_once_in_a_test(folder: Path) -> None:
    if not IS_LONG:
        pytest.skip(AT_LENGTH)
    struck = {s["label"] for program in PROGRAMS for s in walked(program, folder)["strikes"]}
    (folder / "spare.json").write_text(json.dumps(sorted(struck)))
    (folder / "struck").mkdir()
    outcomes = run(
        "struck_tests", str(folder / "struck"), "--spare", str(folder / "spare.json"),
        "--at-once", str(len(os.sched_getaffinity(0))),
    )  # fmt: skip
    uncalled = {one["label"] for one in outcomes if one["problem"] == NOT_CALLED}
    assert not set(UNCALLED) - uncalled, "a test or a walk calls it: it is exempt no more"
    missed = uncalled - set(UNCALLED)
    assert len(missed) <= MISSED_MOST, f"neither a walk nor a test called {sorted(missed)}"
    left = {one["label"] for one in outcomes if one["problem"].startswith("ended with 1:")}
    assert left <= set(LEAVING), "the process ended, and no test of its own says that it must"
    outcomes = [one for one in outcomes if one["label"] not in uncalled | left]
    # Every place fails somewhere, and that test passes afterwards in the same process.
    assert [one for one in outcomes if one["problem"]] == []
    # Nobody passes over it: the log has it, or it comes out at the test.
    assert [one for one in outcomes if not one["logged"] and not one["raised"]] == []
    by_qt = [one for one in outcomes if one["has_window"] and one["logged"]]
    assert [one for one in by_qt if one["logged"] != 1 or not one["told"]] == []
