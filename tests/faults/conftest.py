"""What the fault tests share: a disk that is soon full."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.end2end.conftest import in_processes, studio  # noqa: F401 - fixtures: the whole window

TMPFS_BYTES = 16 * 1024 * 1024


class SmallDisk:
    """A file system of a few megabytes that can be filled up.

    Attributes:
        folder: The library's place on it.
    """

    def __init__(self, place: Path) -> None:
        self.folder = place / "library"
        self._filler = place / "filler"

    def fill(self, spare_bytes: int = 0) -> None:
        """Leave only so much room."""
        with self._filler.open("ab") as file:
            room = os.statvfs(self._filler.parent)
            free = room.f_bavail * room.f_bsize
            file.write(b"x" * max(0, free - spare_bytes))

    def free(self) -> None:
        """Make room again."""
        self._filler.unlink()


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of 16 MB; skipped where none can be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES}", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"no small disk can be mounted here (needs root): {done.stderr.strip()}")
    yield SmallDisk(place)
    subprocess.run(["umount", "-l", str(place)], check=True)
