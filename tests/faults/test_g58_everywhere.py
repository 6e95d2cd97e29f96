"""Matrix G 58, everywhere: each slot, override and job of a thread that is reached fails once.

The places are found in the sources, and the program is used by real events until nothing new fails.
In every run for a few seconds, on one session; to the end where GALLERY_STUDIO_LONG_TESTS=1 (6
minutes).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.kept import check_nothing_lost

ROOT = Path(__file__).parents[2]
SECONDS, FEW = 8, 20
"""How long in every run, and how many places fail in that time at least, on a slow machine."""
IS_LONG = os.environ.get("GALLERY_STUDIO_LONG_TESTS") == "1"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900 if IS_LONG else 180)]


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


@pytest.mark.parametrize(
    "program",
    [
        Program("studio", 780),
        Program("demo", 780),
        Program("kiosk", 55, is_silent=True),
        Program("startup", 24),
    ],
    ids=lambda program: program.name,
)
def test_g58_every_place_fails_once(program: Program, tmp_path: Path) -> None:
    if not IS_LONG and program.name != "studio":
        pytest.skip("takes some minutes: set GALLERY_STUDIO_LONG_TESTS=1 to run it")
    limit = [] if IS_LONG else ["--seconds", str(SECONDS)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.faulty_walk", program.name, str(tmp_path), *limit],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1",
                          "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-8000:]
    facts = json.loads(done.stdout)
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
        check_nothing_lost(tmp_path / "library", facts["announced"])
