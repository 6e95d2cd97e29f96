"""Builds, after the first paint, what the first paint does not need.

A window that is shown with its sidebar, canvas and compose bar looks ready at once; menus,
dialogs, the conversation and all features follow in short turns of the event loop. Whatever a
person does first is answered by the whole window: the rest is then built before the event is let
through.
"""

from __future__ import annotations

import time
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from gallery_studio.records import dataclass
from gallery_studio.ui.module_order import leaf_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

_BREATH_MS = 20
"""Between the first paint and the first step: the picture goes to the screen first."""
_TURN_S = 0.006
"""How long a turn takes on more work: it leaves room for a frame."""
_UNPAINTED_MS = 3_000
"""A window that is not painted (it starts minimized) is furnished after this time."""

_BY_A_PERSON = frozenset(
    {
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.ContextMenu,
        QEvent.Type.Wheel,
        QEvent.Type.NativeGesture,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
        QEvent.Type.Close,
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to build.

    Attributes:
        build: Builds it; GUI thread, a few milliseconds at most once its modules are there.
        modules: What it imports; imported one by one before.
    """

    build: Callable[[], object]
    modules: tuple[str, ...] = ()


class Furnishing(QObject):
    """Carries out steps in order, once. GUI thread only.

    Signals:
        finished(): Everything is built.
    """

    finished = Signal()

    def __init__(self, window: QWidget, surface: QWidget) -> None:
        """Prepare; nothing happens before `begin`.

        Args:
            window: Owner.
            surface: What is painted first.
        """
        super().__init__(window)
        self._surface = surface
        self._work: Iterator[Callable[[], object]] = iter(())
        self._is_painted = False
        self._is_working = False
        self._is_finished = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_painted(self) -> bool:
        """Whether the window was painted, or is taken for one that will not be."""
        return self._is_painted

    @property
    def is_finished(self) -> bool:
        """Whether everything is built."""
        return self._is_finished

    def begin(self, steps: list[Step]) -> None:
        """Wait for the first paint, then carry out these steps; once."""
        self._work = _pieces(steps)
        self._surface.installEventFilter(self)
        self._timer.start(_UNPAINTED_MS)

    def finish(self) -> None:
        """Carry out at once what is left."""
        if self._is_working:
            return
        self._timer.stop()
        while not self._is_finished:
            self._do_next()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the first paint; let nothing a person does reach an unfinished window."""
        if not self._is_painted and event.type() == QEvent.Type.Paint:
            self._watch_person()
            self._timer.start(_BREATH_MS)
        elif event.type() in _BY_A_PERSON:
            self.finish()
        return super().eventFilter(watched, event)

    def _watch_person(self) -> None:
        """Look at every event of the program instead of the first picture's alone."""
        self._is_painted = True
        self._surface.removeEventFilter(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def _on_timeout(self) -> None:
        """Work for a turn, and leave the event loop to itself between two."""
        if not self._is_painted:
            self._watch_person()
        until_s = time.monotonic() + _TURN_S
        self._timer.start(0)
        while not self._is_finished and time.monotonic() < until_s:
            self._do_next()

    def _do_next(self) -> None:
        piece = next(self._work, None)
        if piece is None:
            self._end()
            return
        self._is_working = True
        try:
            piece()
        finally:
            self._is_working = False

    def _end(self) -> None:
        self._is_finished = True
        self._timer.stop()
        self._surface.removeEventFilter(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.finished.emit()


def _pieces(steps: list[Step]) -> Iterator[Callable[[], object]]:
    """Yield the imports of each step one by one, then what it builds."""
    for step in steps:
        for name in leaf_first(step.modules):
            yield partial(import_module, name)
        yield step.build
