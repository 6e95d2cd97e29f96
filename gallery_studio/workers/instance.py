"""One instance per library: the lock, and the socket by which a second start reaches the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class LockOwner:
    """The process that holds a library."""

    pid: int
    host: str
    program: str

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine."""
        import socket

        return self.host in ("", socket.gethostname(), "localhost")

    def sentence(self) -> str:
        """Name the process for the person."""
        return (
            f"{self.program or 'a program'} (process {self.pid} on {self.host or 'this machine'})"
        )


class InstanceLock:
    """The lock of a library folder. A lock left by a killed process is taken over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = QLockFile(str(folder / "library.lock"))
        self._lock.setStaleLockTime(0)

    def acquire(self) -> LockOwner | None:
        """Take the lock.

        Returns:
            None when it is ours now, else who holds it.

        Raises:
            LibraryError: The folder cannot be made or written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_writable(self._folder, error.strerror or "it cannot be made") from error
        if self._lock.tryLock(0):
            return None
        if self._lock.error() == QLockFile.LockError.PermissionError:
            raise _not_writable(self._folder, "this user may not write there")
        if self._lock.error() == QLockFile.LockError.UnknownError:
            raise _not_writable(self._folder, "the lock file cannot be written; is the disk full?")
        return self._owner()

    def release(self) -> None:
        """Give the lock back."""
        self._lock.unlock()

    def _owner(self) -> LockOwner:
        pid, host, program = self._lock.getLockInfo()
        return LockOwner(pid=pid, host=host, program=program)


def in_use_error(owner: LockOwner) -> LibraryError:
    """Return the error of a library that another process holds."""
    return LibraryError(
        LibraryErrorKind.IN_USE,
        f"This library is open in {owner.sentence()}. Close it there first, or choose another "
        "library with --library.",
    )


def socket_name(folder: Path) -> str:
    """Return the name of the local socket of a library's window."""
    import hashlib

    digest = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
    return f"gallery-studio-{digest[:16]}"


def _not_writable(folder: Path, reason: str) -> LibraryError:
    return LibraryError(
        LibraryErrorKind.NOT_WRITABLE,
        f"The library folder {folder} cannot be used: {reason}. Choose another folder with "
        "--library, or make this one writable.",
    )
