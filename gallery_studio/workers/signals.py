"""Ends the program in order when the system asks for it (SIGTERM, SIGINT, SIGHUP), or a logout.

An idle Qt program never runs Python's signal handlers: the signal's wake-up descriptor does.
A logout comes in two steps where Qt has a session manager (Windows, macOS): first everybody is
asked to save, which may still be called off; then Qt quits, or the process is simply taken away.
"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from types import FrameType

    from PySide6.QtGui import QSessionManager

_WATCHED = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
)


class _Pipe:
    """Where Python writes the number of each signal: `written`, read from `read`."""

    def __init__(self) -> None:
        self.read, self.written = os.pipe()
        os.set_blocking(self.read, False)
        os.set_blocking(self.written, False)

    def take(self) -> bytes:
        """Return the numbers that have come."""
        return os.read(self.read, 64)

    def close(self) -> None:
        """Close both ends."""
        os.close(self.read)
        os.close(self.written)


class _Sockets:
    """The same for Windows, which waits for sockets alone; to import them takes 3 ms."""

    def __init__(self) -> None:
        import socket

        self._ends = socket.socketpair()
        for end in self._ends:
            end.setblocking(False)
        self.read, self.written = (end.fileno() for end in self._ends)

    def take(self) -> bytes:
        """Return the numbers that have come."""
        return self._ends[0].recv(64)

    def close(self) -> None:
        """Close both ends."""
        for end in self._ends:
            end.close()


class EndSignals(QObject):
    """Watches for the system's wish to end. GUI thread only.

    Signals:
        end_requested: Emitted at the first signal; a second one ends at once.
        save_requested: The person logs out, if nobody objects. Once all that is connected has
            returned the process may be taken away, so have everything written by then.
    """

    end_requested = Signal()
    save_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._pair = _Sockets() if os.name == "nt" else _Pipe()
        self._old_descriptor = signal.set_wakeup_fd(self._pair.written)
        self._old = {number: signal.signal(number, _ignore) for number in _WATCHED}
        self._notifier = QSocketNotifier(self._pair.read, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)
        application = QGuiApplication.instance()
        self._requests = (
            (application.commitDataRequest, application.saveStateRequest)
            if isinstance(application, QGuiApplication)
            else ()
        )
        for request in self._requests:
            # Direct: the manager that comes with it lives only as long as the call.
            request.connect(self._on_save_asked, Qt.ConnectionType.DirectConnection)

    def shutdown(self) -> None:
        """Put everything back as it was."""
        for request in self._requests:
            request.disconnect(self._on_save_asked)
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_descriptor)
        for number, handler in self._old.items():
            signal.signal(number, handler)
        self._pair.close()

    def _on_save_asked(self, _manager: QSessionManager) -> None:
        self.save_requested.emit()

    def _on_activated(self) -> None:
        numbers = self._pair.take()
        if not any(number in _WATCHED for number in numbers):
            return
        self._count += 1
        if self._count > 1:
            os._exit(1)
        self.end_requested.emit()


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the notifier acts."""
