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


def write_durably(path: Path, data: bytes, *, is_kept_read_only: bool = False) -> None:
    """Write a file that is there, whole, after any crash: temp, fsync, rename, fsync folder.

    Args:
        path: Where to; its folder is made when missing.
        data: The content.
        is_kept_read_only: Whether the file's mode forbids changing it.

    Raises:
        OSError: Nothing was left behind.
    """
    make_folder(path.parent)
    part = part_in(path.parent)
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if is_kept_read_only:
            part.chmod(0o444)
        replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


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
