"""What the system says of a process: whether it is there, what it was given."""

from __future__ import annotations

import contextlib
import os
import select
from pathlib import Path

PROC = Path("/proc")


def is_there(pid: int) -> bool:
    """Whether a process runs; what only waits to be taken away does not."""
    try:
        status = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def is_zombie(pid: int) -> bool:
    return (PROC / str(pid)).exists() and not is_there(pid)


def await_end(pid: int, within_s: float) -> None:
    """Wait until a process is gone, and fail when it is not in time."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        ended, _, _ = select.select([handle], [], [], within_s)
    finally:
        os.close(handle)
    assert ended, f"process {pid} is still there"


def given(pid: int) -> bytes:
    """Return the arguments and the environment of a process."""
    return b"".join((PROC / str(pid) / name).read_bytes() for name in ("cmdline", "environ"))


def children_of(pid: int) -> list[int]:
    found = []
    for task in (PROC / str(pid) / "task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found += map(int, (task / "children").read_text().split())
    return found
