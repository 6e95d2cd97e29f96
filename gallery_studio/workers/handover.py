"""Handing a command to the window that holds the library, over a local socket.

The protocol is lines of JSON, UTF-8: one line asks ``{"command": …, "arguments": {…}}``; lines
``{"line": {…}}``, ``{"note": "…"}`` and ``{"progress": [done, total]}`` (bytes) answer, and
``{"exit": code}`` ends it. Only the same user's processes may connect.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from gallery_studio.workers.instance import socket_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_log = logging.getLogger(__name__)

CONNECT_MS = 2_000
RAISE_MS = 4_000
"""How long a window may take to come to the front before it is taken for one that hangs."""
LINE_BYTES_MOST = 1_000_000
_STEP_MS = 250
"""Python hears Ctrl+C between two waits only."""


class HandoverConversation(QObject):
    """One connected command line, as the window sees it. GUI thread only.

    Signals:
        command_received: Carries the decoded request, a dict.
        left: The other side hung up.
    """

    command_received = Signal(object)
    left = Signal()

    def __init__(self, connection: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = connection
        connection.setParent(self)
        connection.readyRead.connect(self._on_ready_read)
        connection.disconnected.connect(self._on_disconnected)

    def answer(self, message: dict[str, Any]) -> None:
        """Send one line; the last one has the key ``exit`` and closes the connection."""
        if self._socket.state() is not QLocalSocket.LocalSocketState.ConnectedState:
            return
        self._socket.write(json.dumps(message, ensure_ascii=False).encode("utf-8") + b"\n")
        self._socket.flush()
        if "exit" in message:
            self._socket.disconnectFromServer()

    def _on_ready_read(self) -> None:
        if not self._socket.canReadLine():
            if self._socket.bytesAvailable() > LINE_BYTES_MOST:
                self._socket.abort()
            return
        raw = bytes(self._socket.readLine(LINE_BYTES_MOST).data())
        try:
            request = json.loads(raw)
        except ValueError:
            request = None
        if isinstance(request, dict):
            self.command_received.emit(request)
        else:
            self.answer({"note": "The request could not be understood.", "exit": 2})

    def _on_disconnected(self) -> None:
        self.left.emit()
        self.deleteLater()


class HandoverServer(QObject):
    """Listens for command lines while the window is open. GUI thread only.

    Signals:
        connected: Carries a new `HandoverConversation`.
    """

    connected = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)
        self._name = socket_name(folder)

    def listen(self) -> None:
        """Start to listen; a socket left by a crash is taken over (the lock is ours)."""
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            _log.warning("No command line can reach this window: %s", self._server.errorString())

    def shutdown(self) -> None:
        """Stop listening."""
        self._server.close()

    def _on_new_connection(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            self.connected.emit(HandoverConversation(connection, self))


def hand_over(
    folder: Path,
    command: str,
    arguments: dict[str, Any],
    on_message: Callable[[dict[str, Any]], None],
    *,
    answer_ms: int = -1,
) -> int | None:
    """Let the window that holds a library run a command. Blocks until it has ended.

    Args:
        folder: The library.
        command: Name of the command.
        arguments: JSON-like arguments.
        on_message: Told of each answer line (keys ``line``, ``note`` or ``progress``).
        answer_ms: How long each line may take; -1 waits for as long as the window runs.

    Returns:
        The exit code, or None when no window answers at all.
    """
    connection = QLocalSocket()
    connection.connectToServer(socket_name(folder))
    if not connection.waitForConnected(CONNECT_MS):
        return None
    request = {"command": command, "arguments": arguments}
    connection.write(json.dumps(request, ensure_ascii=False).encode("utf-8") + b"\n")
    connection.waitForBytesWritten(CONNECT_MS)
    while _has_line(connection, answer_ms):
        while connection.canReadLine():
            message = json.loads(bytes(connection.readLine().data()))
            if "exit" in message:
                if message.get("note"):
                    on_message(message)
                return int(message["exit"])
            on_message(message)
    on_message({"note": "The window closed before the command had ended."})
    return 1


def _has_line(connection: QLocalSocket, answer_ms: int) -> bool:
    """Wait for a line, in short steps; return whether there is one.

    Args:
        connection: To the window.
        answer_ms: How long it may take; -1 waits for as long as the window runs.
    """
    waited_ms = 0
    while not connection.canReadLine():
        if connection.waitForReadyRead(_STEP_MS):
            continue
        waited_ms += _STEP_MS
        is_gone = connection.state() is not QLocalSocket.LocalSocketState.ConnectedState
        if is_gone or 0 <= answer_ms <= waited_ms:
            return connection.canReadLine()
    return True
