"""Case 71, the short version of the soak: hours of a kiosk on a clock that is sped up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "soak.py"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="it measures through /proc")
def test_visits_and_pictures_leave_nothing_behind() -> None:
    """Memory is judged loosely: after so few visits it sways; a run of the tool judges it."""
    command = [sys.executable, str(TOOL), "--json", "--visits", "3", "--changes-between", "4"]
    command += ["--growth", "0.5"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["faults"] == []
    assert done.returncode == 0
    assert (found["visits"], found["picture_changes"] >= 12) == (3, True)
    assert found["kiosk_hours"] > 0.1
