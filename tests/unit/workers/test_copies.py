"""Copies for other programs: gone at the end, swept after a crash, and nothing else is touched."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from gallery_studio.workers.copies import CopyFolder, sweep_copies

_OLD_S = 7200


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch) -> Path:
    """A temporary folder of its own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def folder_of(temporary: Path, name: str, age_s: float = _OLD_S) -> Path:
    """Make a folder with a picture in it."""
    folder = temporary / name
    (folder / "abc").mkdir(parents=True)
    (folder / "abc" / "lamp.png").write_bytes(b"png")
    os.utime(folder, (time.time() - age_s,) * 2)
    return folder


def test_the_folder_is_gone_at_the_end_and_made_again_when_needed(temporary: Path) -> None:
    copies = CopyFolder()
    first = copies.path()
    assert copies.path() == first
    (first / "lamp.png").write_bytes(b"png")
    copies.shutdown()
    assert list(temporary.iterdir()) == []
    assert copies.path() != first
    copies.shutdown()


def test_what_a_crash_left_an_hour_ago_is_swept(temporary: Path) -> None:
    left = folder_of(temporary, "gallery-studio-copies-left")
    fresh = folder_of(temporary, "gallery-studio-copies-fresh", age_s=60)
    others = [
        folder_of(temporary, name)
        for name in ("gallery-studio-kiosk-on", "gallery-studio-x", "copies", "gallery-bench-1")
    ]
    assert sweep_copies() == 1
    assert not left.exists()
    assert all((folder / "abc" / "lamp.png").exists() for folder in (fresh, *others))


def test_a_folder_in_use_stays_however_old_it_is(temporary: Path) -> None:
    copies = CopyFolder()
    path = copies.path()
    os.utime(path, (1000, 1000))
    assert sweep_copies() == 0
    assert path.is_dir()
    copies.shutdown()


def test_one_whose_program_was_killed_is_swept(temporary: Path) -> None:
    script = (
        "import os, signal; from gallery_studio.workers.copies import CopyFolder;"
        "copies = CopyFolder(); copies.path(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", script], cwd=root, check=False)
    (left,) = temporary.iterdir()
    assert (left / "library.lock").exists()
    assert sweep_copies() == 0, "whoever was given the copies may still be reading"
    assert sweep_copies(time.time() + _OLD_S) == 1
    assert not left.exists()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_never_followed(temporary: Path, tmp_path: Path) -> None:
    precious = folder_of(tmp_path, "precious")
    (temporary / "gallery-studio-copies-link").symlink_to(precious)
    left = folder_of(temporary, "gallery-studio-copies-left")
    (left / "inside").symlink_to(precious)
    os.utime(left, (1000, 1000))
    assert sweep_copies() == 1
    assert (precious / "abc" / "lamp.png").read_bytes() == b"png"
    assert (temporary / "gallery-studio-copies-link").is_symlink()
