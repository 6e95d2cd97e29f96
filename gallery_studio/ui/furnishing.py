"""Builds, after the first paint, what the first paint does not need.

A window that is shown with its sidebar, canvas and compose bar looks ready at once; menus,
dialogs, the conversation and all features follow in turns of the event loop, each when a thread
has imported its modules. Whatever a person does first is answered by the whole window: the rest
is then built before the event is let through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from gallery_studio.records import dataclass
from gallery_studio.workers.module_loader import ModuleLoader

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_BREATH_MS = 20
"""Between the first paint and the first step: the picture goes to the screen first."""
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
        modules: What it imports.
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
        self._steps: list[Step] = []
        self._done = 0
        self._loaded = 0
        self._is_painted = False
        self._is_building = False
        self._loader: ModuleLoader | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_finished(self) -> bool:
        """Whether everything is built."""
        return self._done == len(self._steps)

    @property
    def is_painted(self) -> bool:
        """Whether the window was painted, or is taken for one that will not be."""
        return self._is_painted

    def begin(self, steps: list[Step]) -> None:
        """Wait for the first paint, then carry out these steps; once."""
        self._steps = list(steps)
        self._surface.installEventFilter(self)
        self._timer.start(_UNPAINTED_MS)

    def finish(self) -> None:
        """Carry out at once what is left."""
        if self._is_building:
            return
        self._timer.stop()
        while not self.is_finished:
            self._build_next()

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
        """Carry out the next step, and leave the event loop a turn between two."""
        if self._loader is None:
            if not self._is_painted:
                self._watch_person()
            self._loader = ModuleLoader([step.modules for step in self._steps], self)
            self._loader.loaded.connect(self._on_loaded)
            self._loader.start()
        elif self._done < self._loaded:
            self._timer.start(0)
            self._build_next()

    def _on_loaded(self, number: int) -> None:
        self._loaded = number + 1
        if not self._timer.isActive():
            self._timer.start(0)

    def _build_next(self) -> None:
        step = self._steps[self._done]
        self._done += 1
        self._is_building = True
        try:
            step.build()
        finally:
            self._is_building = False
            if self.is_finished:
                self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._surface.removeEventFilter(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        if self._loader is not None:
            self._loader.shutdown()
        self.finished.emit()
