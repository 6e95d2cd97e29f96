"""Asks the desktop to keep the display on; a desktop that cannot be asked is left as it is.

Source: https://specifications.freedesktop.org/idle-inhibit-spec/latest/
"""

from __future__ import annotations

import logging
import sys

_log = logging.getLogger(__name__)

_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
_WINDOWS_KEEP = 0x80000000 | 0x00000001 | 0x00000002
"""ES_CONTINUOUS, ES_SYSTEM_REQUIRED and ES_DISPLAY_REQUIRED of SetThreadExecutionState."""
_WINDOWS_RELEASE = 0x80000000


class DisplayAwake:
    """Keeps the display on from `start` to `shutdown`. GUI thread only."""

    def __init__(self) -> None:
        self._cookie: int | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the desktop agreed."""
        return self._cookie is not None

    def start(self, reason: str) -> None:
        """Ask for it; fails softly, which the log says once."""
        try:
            self._cookie = _windows(_WINDOWS_KEEP) if sys.platform == "win32" else _inhibit(reason)
        except (ImportError, OSError, RuntimeError) as error:
            _log.info("The display is not kept awake: %s", error)

    def shutdown(self) -> None:
        """Let the display sleep again.

        Elsewhere than on Windows the desktop takes the wish back when the program's connection
        closes, as the specification promises.
        """
        cookie, self._cookie = self._cookie, None
        if cookie is not None and sys.platform == "win32":
            _windows(_WINDOWS_RELEASE)


def _inhibit(reason: str) -> int | None:
    """Call the desktop's screen saver; None where there is none."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        _log.info("The display is not kept awake: there is no session bus")
        return None
    message = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "Inhibit")
    message.setArguments(["Gallery Studio", reason])
    answer = bus.call(message)
    if answer.type() != QDBusMessage.MessageType.ReplyMessage:
        _log.info("The display is not kept awake: %s", answer.errorName())
        return None
    values = answer.arguments()
    return int(values[0]) if values else 0


def _windows(flags: int) -> int:
    import ctypes

    return int(ctypes.WinDLL("kernel32").SetThreadExecutionState(flags))  # type: ignore[attr-defined,unused-ignore]
