"""Copies of pictures for other programs: a private folder, gone at the end, swept after a crash."""

from __future__ import annotations

import logging
import os
import shutil
import stat
import tempfile
import threading
import time
from pathlib import Path

from gallery_studio.domain.errors import LibraryError
from gallery_studio.workers.instance import InstanceLock

_log = logging.getLogger(__name__)

_PREFIX = "gallery-studio-copies-"
_LEFT_FOR_S = 3600.0
"""How long copies stay after a crash: whoever was given them may still be reading."""


class CopyFolder:
    """A private folder of copies for other programs: made on first use, gone at the end.

    Its lock tells the sweeping of other windows that it is in use.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._path: Path | None = None
        self._lock: InstanceLock | None = None

    def path(self) -> Path:
        """Return the folder (worker threads).

        Raises:
            OSError: There is no room for it.
            LibraryError: It cannot be locked.
        """
        with self._guard:
            if self._path is None:
                path = Path(tempfile.mkdtemp(prefix=_PREFIX))
                lock = InstanceLock(path)
                lock.acquire()
                self._path, self._lock = path, lock
            return self._path

    def shutdown(self) -> None:
        """Delete the folder, when nothing writes into it any more."""
        with self._guard:
            if self._path is not None and self._lock is not None:
                self._lock.release()
                shutil.rmtree(self._path, ignore_errors=True)
                self._path = self._lock = None


def sweep_copies(now_s: float | None = None) -> int:
    """Delete the folders of copies that killed programs left; return how many. Any thread.

    Only this user's own folders of our name, in use by nobody and older than an hour; a link is
    never followed.

    Args:
        now_s: Seconds since 1970; now when left out.
    """
    before_s = (time.time() if now_s is None else now_s) - _LEFT_FOR_S
    left = Path(tempfile.gettempdir()).glob(f"{_PREFIX}*")
    return sum(_is_stale(folder, before_s) and _is_removed(folder) for folder in left)


def _is_stale(folder: Path, before_s: float) -> bool:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False  # another sweep took it
    is_ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return stat.S_ISDIR(status.st_mode) and is_ours and status.st_mtime < before_s


def _is_removed(folder: Path) -> bool:
    lock = InstanceLock(folder)
    try:
        if lock.acquire() is not None:
            return False
        lock.release()
        shutil.rmtree(folder)
    except (OSError, LibraryError) as error:
        _log.info("A folder of old copies stays: %s", type(error).__name__)
        return False
    return True
