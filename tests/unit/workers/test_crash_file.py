"""The report of a crash: told once at the next start, and none after a clean end."""

from __future__ import annotations

from typing import TextIO

import pytest

from gallery_studio.workers import diagnostics
from gallery_studio.workers.diagnostics import CrashFile


@pytest.fixture
def watched(monkeypatch):
    """What a crash would be written to now; pytest itself watches for real."""
    files: list[TextIO] = []

    def enable(file: TextIO) -> None:
        files.append(file)

    monkeypatch.setattr(diagnostics.faulthandler, "enable", enable)
    monkeypatch.setattr(diagnostics.faulthandler, "disable", files.clear)
    yield files
    for file in files:
        file.close()


def test_a_clean_end_leaves_no_report(tmp_path, watched) -> None:
    crash_file = CrashFile(tmp_path / "log")
    assert crash_file.enable() == ""
    assert len(watched) == 1
    assert (tmp_path / "log" / "crash.log").exists()
    crash_file.shutdown()
    assert watched == []
    assert not (tmp_path / "log" / "crash.log").exists()
    crash_file.shutdown()
    assert CrashFile(tmp_path / "log").enable() == ""


def test_a_crash_is_told_once(tmp_path, watched) -> None:
    CrashFile(tmp_path).enable()
    with watched.pop() as file:
        file.write("Fatal Python error: Segmentation fault")
    again = CrashFile(tmp_path)
    assert "Segmentation fault" in again.enable()
    again.shutdown()
    assert CrashFile(tmp_path).enable() == ""


def test_a_folder_that_cannot_be_written_keeps_nobody_from_starting(tmp_path, watched) -> None:
    (tmp_path / "log").write_text("a file in its place")
    crash_file = CrashFile(tmp_path / "log")
    assert crash_file.enable() == ""
    assert watched == []
    crash_file.shutdown()
