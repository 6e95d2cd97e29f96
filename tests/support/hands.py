"""Acts while the program's own loop runs: when something is so, do this, then the next."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_LOOK_MS = 20
_PATIENCE_S = 60.0


class Hands(QObject):
    """A person's hands. Gives up after a minute and closes every window."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[tuple[Callable[[], bool], Callable[[], object]]] = []
        self._problem: BaseException | None = None
        self._until_s = time.monotonic() + _PATIENCE_S
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start(_LOOK_MS)

    def when(self, is_so: Callable[[], bool], act: Callable[[], object]) -> None:
        """Act once a condition holds, after the acts before it."""
        self._steps.append((is_so, act))

    def check(self) -> None:
        """Fail when an act failed or never came to its turn."""
        self._timer.stop()
        if self._problem is not None:
            raise self._problem
        assert not self._steps, f"{len(self._steps)} acts were never done"

    def _on_timeout(self) -> None:
        try:
            if self._steps and self._steps[0][0]():
                _, act = self._steps.pop(0)
                act()
        except BaseException as error:  # noqa: BLE001 - `check` raises it again
            self._give_up(error)
        if time.monotonic() > self._until_s:
            self._give_up(TimeoutError("waited for a minute"))

    def _give_up(self, error: BaseException) -> None:
        self._problem = self._problem or error
        self._steps = []
        QApplication.closeAllWindows()


def shown_window(kind: type[QWidget]) -> Any:
    """Return the window of a kind that is open, or None.

    These hands call its methods, which no event announces: the studio's window counts when it is
    furnished.
    """
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    if not shown or (hasattr(shown[0], "furnishing") and not shown[0].furnishing.is_finished):
        return None
    return shown[0]
