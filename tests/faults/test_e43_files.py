"""E43: text with images and links in it, in every field and every window, opens no file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def walked(tmp_path: Path, *options: str) -> list[str]:
    """Walk through all windows; return the lines of the trace that touch files or connect."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("needs strace to see which files are opened")
    canary, trace = tmp_path / "CANARY.png", tmp_path / "trace"
    canary.write_bytes(b"not looked at")
    done = subprocess.run(
        [strace, "-f", "-qq", "-e", "trace=%file,connect", "-s", "300", "-o", str(trace),
         sys.executable, "-m", "tests.support.tour", str(tmp_path / "library"),
         str(tmp_path / "settings.json"), str(canary), *options],
        capture_output=True, text=True, timeout=100, check=False, cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"},
    )  # fmt: skip
    if "ptrace" in done.stderr:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert int(done.stdout) > 30, "too few windows were seen"
    return trace.read_text(errors="replace").splitlines()


def test_e43_no_window_opens_a_file_named_in_a_text(tmp_path: Path) -> None:
    lines = walked(tmp_path, "--show-that-it-works")
    at = [number for number, line in enumerate(lines) if "CANARY" in line and "execve" not in line]
    own = [lines[number] for number in at]
    # The one unguarded label at the very end proves that the trace would show it.
    assert own, "the trace shows nothing: the test sees nothing"
    assert at[0] > len(lines) * 0.9, own[0]
    connects = [line for line in lines if re.search(r"\bconnect\(", line)]
    away = [c for c in connects if "AF_INET" in c and "127.0.0.1" not in c and '"::1"' not in c]
    assert away == []
    assert not [line for line in lines if "share/x.png" in line and "CANARY" not in line][:-1] or (
        min(n for n, line in enumerate(lines) if "share/x.png" in line) > len(lines) * 0.9
    )
