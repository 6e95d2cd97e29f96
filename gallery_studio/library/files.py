"""Writes files so that a crash or a power cut leaves the old state or the new one."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PART_PREFIX = ".part-"
_REPLACE_TRIES = 5
_REPLACE_PAUSE_S = 0.1


def write_part(folder: Path, data: bytes) -> Path:
    """Write an unfinished file that nobody may change, and wait until the disk has it.

    Raises:
        OSError: Nothing was left behind.
    """
    part = part_in(folder)
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(part, flags, 0o444), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that can be made again: never half, but not forced to the disk.

    Raises:
        OSError: Nothing was left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_in(path.parent)
    try:
        part.write_bytes(data)
        replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make a folder, durably: its own entry is forced to the disk as well."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def part_in(folder: Path) -> Path:
    """Return the name of a new unfinished file."""
    return folder / f"{PART_PREFIX}{os.urandom(8).hex()}"


def replace(part: Path, path: Path) -> None:
    """Put a finished file into its place.

    Windows refuses while another process holds the target open (a virus scanner, mostly), so
    there it is tried for half a second.
    """
    for attempt in range(1, _REPLACE_TRIES + 1):
        try:
            part.replace(path)
        except PermissionError:
            if os.name != "nt" or attempt == _REPLACE_TRIES:
                raise
            time.sleep(_REPLACE_PAUSE_S)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk. Windows has no such thing for folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Force a file's content to the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
