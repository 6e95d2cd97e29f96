"""E43: text with images and links in it, in every field and every window, opens no file.

One walk through the whole program, watched by strace, shows three things: that no window opens
what a text names, that nothing is started for a drawing (29), and that there is one SQLite (18).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Walked:
    """What came of the walk.

    Attributes:
        facts: What the program told at the end.
        lines: The trace: files, connections, programs started; empty without strace.
    """

    facts: dict[str, Any]
    lines: list[str]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Walk through all windows once; under strace where there is one that may trace."""
    folder = tmp_path_factory.mktemp("walked")
    canary, trace = folder / "CANARY.png", folder / "trace"
    canary.write_bytes(b"not looked at")
    strace = shutil.which("strace")
    watched = (
        [strace, "-f", "-qq", "-e", "trace=%file,connect", "-s", "300", "-o", str(trace)]
        if strace is not None
        else []
    )
    done = subprocess.run(
        [*watched, sys.executable, "-m", "tests.support.tour", str(folder / "library"),
         str(folder / "settings.json"), str(canary), "--show-that-it-works"],
        capture_output=True, text=True, timeout=110, check=False, cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1",
                          "HOME": str(folder)},
    )  # fmt: skip
    if "ptrace" in done.stderr:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    lines = trace.read_text(errors="replace").splitlines() if trace.exists() else []
    return Walked(json.loads(done.stdout), lines)


@pytest.fixture
def trace(walked: Walked) -> list[str]:
    if not walked.lines:
        pytest.skip("needs strace to see which files are opened and what is started")
    return walked.lines


@pytest.mark.slow
def test_e43_no_window_opens_a_file_named_in_a_text(walked: Walked, trace: list[str]) -> None:
    assert walked.facts["windows"] > 30, "too few windows were seen"
    assert walked.facts["tooltips"] > 30, "too few tooltips were seen"
    # The one unguarded label at the very end proves that the trace would show it.
    end = len(trace) * 0.9
    for name in ("CANARY", "share/x.png"):
        at = [n for n, line in enumerate(trace) if name in line and "execve" not in line]
        assert at, f"the trace never shows {name}: the test sees nothing"
        assert at[0] > end, trace[at[0]]
    away = [
        line
        for line in trace
        if re.search(r"\bconnect\(", line)
        and "AF_INET" in line
        and "127.0.0.1" not in line
        and '"::1"' not in line
    ]
    assert away == []


@pytest.mark.slow
def test_c29_no_program_is_started_for_a_drawing(walked: Walked, trace: list[str]) -> None:
    """By the file dialog, dropped, pasted and in a folder: refused, and no Ghostscript runs."""
    said = walked.facts["refused"]
    assert len(said) == 8, said
    assert sum("an SVG drawing" in words for words in said) == 4
    assert sum("an EPS file" in words for words in said) == 4
    begin, end = (
        next(n for n, line in enumerate(trace) if f"MARK-{name}-of-drawings" in line)
        for name in ("begin", "end")
    )
    assert any("svg.png" in line for line in trace[begin:end])
    assert [line for line in trace[begin:end] if "execve(" in line] == []
    assert not any(re.search(r'execve\("[^"]*/(gs|gswin\w*)"', line) for line in trace)


@pytest.mark.slow
def test_a18_no_second_copy_of_sqlite_after_a_full_session(walked: Walked) -> None:
    loaded, mapped = set(walked.facts["loaded"]), walked.facts["mapped"]
    assert {"sqlite3", "peewee"} <= loaded
    assert not {"pysqlite3", "PySide6.QtSql", "sqlcipher3", "apsw"} & loaded
    assert not [name for name in mapped if "qsqlite" in name.lower() or "Qt6Sql" in name]
    assert len([name for name in mapped if "libsqlite3" in name]) <= 1
