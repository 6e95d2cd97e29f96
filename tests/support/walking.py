"""Uses every widget there is, from the program's own loop, while one thing after the other fails.

Real events are posted to what is to be seen: each button is clicked once, each kind of widget is
used in every way, each entry of a menu chosen. An act at which something failed is done again,
until nothing new fails.
"""

from __future__ import annotations

import logging
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import (
    QEvent,
    QMetaObject,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QMenu,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from tests.support.own_faults import Faults, Place

log = logging.getLogger(__name__)

SETTLE_MS = 8
OPEN_MS = 60
_REPEATS_MOST = 60
_CONSEQUENCES_MS = 60
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_LEFT, _NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_KEYS = tuple(
    getattr(Qt.Key, f"Key_{name}")
    for name in (
        *("Down", "Up", "Right", "Left", "Home", "End", "PageDown", "PageUp", "A", "Backspace"),
        *("1", "H", "Tab", "Space", "Return"),
    )
)
_FORBIDDEN = ("quit", "for good", "empty bin", "empty the bin", "full screen")
_TELLERS = (
    *("refused", "failed", "problem_reported", "picture_failed", "pictures_failed"),
    "key_changed",
)
"""Names of signals that carry a sentence about something that went wrong."""


@dataclass
class Strike:
    """What came of one failure.

    Attributes:
        label: The place.
        kind: Slot, override or job.
        scene: What was being done.
        logged: How often the log says so, with its trace.
        told: Sentences that were shown since.
    """

    label: str
    kind: str
    scene: str
    logged: int
    told: list[str]


class Records(logging.Handler):
    """Keeps what the program logs as errors and warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


class Walk(QObject):
    """Does one thing after the other from the program's own loop, as events do.

    Attributes:
        put_off: Words of controls that are not to be used yet.
        strikes: What came of each failure.
        announced: Outputs whose picture was shown as kept, and that picture.
        errors: What went wrong with the walk itself.
    """

    def __init__(self, faults: Faults, records: Records, picture: Path) -> None:
        """Prepare a walk.

        Args:
            faults: What may fail; installed.
            records: What is logged.
            picture: A file to drag in.
        """
        super().__init__()
        self.faults, self.records, self.picture = faults, records, picture
        self.put_off: list[str] = []
        self.strikes: list[Strike] = []
        self.told: list[str] = []
        self.errors: list[str] = []
        self.scene = ""
        self.kept: list[object] = []
        self._outputs: Callable[[], Iterable[tuple[str, str]]] = list
        self.announced: dict[str, str] = {}
        self._used: set[tuple[str, ...]] = set()
        self._used_up: set[tuple[str, ...]] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._steps: Iterator[int] = iter(())
        self._after: Callable[[], object] = QApplication.quit

    def run(self, steps: Iterator[int], after: Callable[[], object]) -> None:
        """Take the steps, each giving the milliseconds to wait; then call `after`."""
        self._steps, self._after = steps, after
        self._timer.start(0)

    def _go_on(self) -> None:
        try:
            self._timer.start(next(self._steps))
        except StopIteration:
            self._after()
        except BaseException as error:  # noqa: BLE001 - told at the end
            self.errors.append("".join(traceback.format_exception(error)))
            self._after()

    def step(
        self, scene: str, act: Callable[[], object], wait_ms: int = SETTLE_MS
    ) -> Iterator[int]:
        """Do something until nothing new fails at it."""
        self.scene = scene
        log.debug("step: %s", scene)
        open_before = set(open_dialogs())
        for _ in range(_REPEATS_MOST):
            count, logged, told = len(self.faults.struck), len(self.records.texts), len(self.told)
            self.faults.arm()
            try:
                act()
            except RuntimeError as error:
                if "already deleted" not in str(error):
                    raise
            except ValueError as error:
                # Reached through this code, not by an event: nobody was there to catch it.
                if "injected into" not in str(error):
                    raise
                sys.excepthook(type(error), error, error.__traceback__)
            yield wait_ms
            self.faults.disarm()
            yield 1
            if len(self.faults.struck) == count:
                return
            if len(self.told) == told:
                yield _CONSEQUENCES_MS  # a job's fault is told by another thread
            self._note(self.faults.struck[count], logged, told)
            for dialog in set(open_dialogs()) - open_before:
                QTimer.singleShot(0, dialog, dialog.close_dialog)
            close_extra()
            yield 1

    def listen(self, *tellers: QObject) -> None:
        """Keep every sentence that these tell of something that went wrong, by a signal."""
        listen(self.told.append, *tellers)

    def watch(self, outputs: Callable[[], Iterable[tuple[str, str]]]) -> None:
        """Look at outputs after each failure: what was announced must be there at the end.

        Args:
            outputs: Returns id and picture of each that has one.
        """
        self._outputs = outputs

    def _note(self, place: Place, logged: int, told: int) -> None:
        self.announced |= dict(self._outputs())
        texts = [t for t in self.records.texts[logged:] if place.message in t]
        self.strikes.append(
            Strike(place.label, place.kind, self.scene, len(texts), self.told[told:])
        )

    def explore(
        self, scene: str, begin: Callable[[], object], is_over: Callable[[], bool]
    ) -> Iterator[int]:
        """Use all that is to be seen: each control once, each kind of widget in every way."""
        is_anew = True
        yield from self._until_calm()
        while not is_over():
            found = self._next_way()
            if found is None:
                if is_anew:
                    return
                begin()
                yield OPEN_MS
                yield from self._until_calm()
                is_anew = True
                continue
            is_anew = False
            widget, way = found
            name = "/".join(_name_of(widget))
            yield from self.step(f"{scene} · {name} · {way.__name__}", way)
            yield from self._use_menus(f"{scene} · {name}")

    def is_forbidden(self, words: str) -> bool:
        """Whether a control is not to be used now: it ends the walk, or comes last."""
        return any(word in words.lower() for word in (*_FORBIDDEN, *self.put_off))

    def _until_calm(self) -> Iterator[int]:
        """Wait until no more widgets come up, for a second at most."""
        before = -1
        for _ in range(10):
            count = len(_shown_widgets())
            if count == before:
                return
            before = count
            yield 100

    def _next_way(self) -> tuple[QWidget, Callable[[], object]] | None:
        """Return a widget and a way to use it that was not tried yet; it is taken as tried."""
        for widget in _shown_widgets():
            name, kind = _name_of(widget), type(widget).__name__
            if self.is_forbidden(name[2]):
                continue
            if {name, (kind,)} <= self._used_up:
                continue
            for way in _gestures(self, widget):
                is_click = isinstance(widget, QAbstractButton) and way.__name__ == "click"
                key = (*(name if is_click else (kind,)), way.__name__)
                if key not in self._used:
                    self._used.add(key)
                    return widget, way
            self._used_up |= {name, (kind,)}
        return None

    def _use_menus(self, scene: str) -> Iterator[int]:
        """Use each entry of a menu that has come up; a menu closes with each."""
        for menu in [m for m in QApplication.topLevelWidgets() if isinstance(m, QMenu)]:
            if not is_alive(menu) or not menu.isVisible():
                continue
            for action in menu.actions():
                if not is_alive(menu) or not is_alive(action):
                    break
                if not action.isEnabled() or action.isSeparator():
                    continue
                name = ("menu", action.text())
                if name in self._used or self.is_forbidden(action.text()):
                    continue
                self._used.add(name)
                yield from self.step(f"{scene} · {name[1]}", queued(action, "trigger"))
            if is_alive(menu):
                QTimer.singleShot(0, menu, menu.close)
                yield SETTLE_MS


def listen(keep: Callable[[str], object], *tellers: QObject) -> None:
    """Have every sentence kept that these tell of something that went wrong, by a signal."""

    def hear(*what: object) -> None:
        if sentence := _sentence(what):  # good news has none
            keep(sentence)

    for teller in tellers:
        for name in _TELLERS:
            if hasattr(type(teller), name):
                getattr(teller, name).connect(hear)


def _sentence(what: tuple[object, ...]) -> str:
    return " ".join(str(getattr(one, "message", one)) for one in what)


def is_alive(widget: QObject) -> bool:
    return shiboken6.isValid(widget)


def _name_of(widget: QWidget) -> tuple[str, ...]:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return type(widget).__name__, widget.objectName(), widget.accessibleName() or text


def open_dialogs() -> list[Any]:
    """Return the dialogs inside the window that are open, the last one opened last."""
    from gallery_studio.ui.widgets.modal_dialog import ModalDialog

    return [
        child
        for top in QApplication.topLevelWidgets()
        for child in top.children()
        if isinstance(child, ModalDialog) and child.isVisible()
    ]


def _shown_widgets() -> list[QWidget]:
    """Return what a hand can reach: while a dialog is open, what is in it."""
    dialogs = open_dialogs()
    found = [w for w in QApplication.allWidgets() if w.isVisible() and w.isEnabled()]
    if dialogs:
        found = [w for w in found if w is dialogs[-1] or dialogs[-1].isAncestorOf(w)]
    return [w for w in found if not isinstance(w.window(), QFileDialog)]


def _gestures(walk: Walk, widget: QWidget) -> list[Callable[[], object]]:
    def post(event: QEvent, to: QObject | None = None) -> None:
        QApplication.postEvent(to or widget, event)

    def at() -> tuple[QPointF, QPointF]:
        middle = QPointF(widget.rect().center())
        return middle, widget.mapToGlobal(middle)

    def mouse(
        kind: QEvent.Type, button: Qt.MouseButton, held: Qt.MouseButton, by: QPointF | None = None
    ) -> None:
        here, there = at()
        by = by or QPointF()
        post(QMouseEvent(kind, here + by, there + by, button, held, _NO_MODIFIER))

    def hover() -> None:
        here, there = at()
        post(QEnterEvent(here, here, there))
        mouse(QEvent.Type.MouseMove, _NO_BUTTON, _NO_BUTTON)
        post(QHelpEvent(QEvent.Type.ToolTip, here.toPoint(), there.toPoint()))
        post(QEvent(QEvent.Type.Leave))

    def click() -> None:
        mouse(QEvent.Type.MouseButtonPress, _LEFT, _LEFT)
        mouse(QEvent.Type.MouseButtonRelease, _LEFT, _NO_BUTTON)

    def double_click() -> None:
        click()
        mouse(QEvent.Type.MouseButtonDblClick, _LEFT, _LEFT)
        mouse(QEvent.Type.MouseButtonRelease, _LEFT, _NO_BUTTON)

    def drag() -> None:
        mouse(QEvent.Type.MouseButtonPress, _LEFT, _LEFT)
        for way in (5, 15, 30):
            mouse(QEvent.Type.MouseMove, _NO_BUTTON, _LEFT, QPointF(way, way))
        mouse(QEvent.Type.MouseButtonRelease, _LEFT, _NO_BUTTON, QPointF(30, 30))

    def wheel() -> None:
        here, there = at()
        post(
            QWheelEvent(
                here,
                there,
                QPoint(),
                QPoint(0, -120),
                _NO_BUTTON,
                _NO_MODIFIER,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
        )

    def menu() -> None:
        here, there = at()
        post(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, here.toPoint(), there.toPoint()))

    def keys() -> None:
        QTimer.singleShot(0, widget, widget.setFocus)
        for key in _KEYS:
            text = chr(key.value).lower() if key.value < 128 else ""
            post(QKeyEvent(QEvent.Type.KeyPress, key, _NO_MODIFIER, text))
            post(QKeyEvent(QEvent.Type.KeyRelease, key, _NO_MODIFIER, text))
        post(
            QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        )

    def compose_text() -> None:
        event = QInputMethodEvent("", [])
        event.setCommitString("é")
        post(event)

    def drag_in() -> None:
        mime = QMimeData()
        mime.setText("a lamp")
        mime.setUrls([QUrl.fromLocalFile(str(walk.picture))])
        walk.kept.append(mime)
        here = widget.rect().center()
        actions, button = Qt.DropAction.CopyAction, _LEFT
        post(QDragEnterEvent(here, actions, mime, button, _NO_MODIFIER))
        post(QDragMoveEvent(here, actions, mime, button, _NO_MODIFIER))
        post(QDragLeaveEvent())
        post(QDragEnterEvent(here, actions, mime, button, _NO_MODIFIER))
        post(QDragMoveEvent(here, actions, mime, button, _NO_MODIFIER))
        post(QDropEvent(QPointF(here), actions, mime, button, _NO_MODIFIER))

    ways = [hover, wheel, menu, drag, click, double_click]
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
        ways += [keys, compose_text]
    if widget.acceptDrops():
        ways += [drag_in]
    return ways


def close_extra() -> None:
    """Close menus and dialogs of Qt's own."""
    for top in QApplication.topLevelWidgets():
        if top.isVisible() and isinstance(top, (QFileDialog, QMenu, QDialog)):
            QTimer.singleShot(0, top, top.close)


def post_key(to: QObject, key: Qt.Key) -> None:
    """Have a key pressed, as soon as the program's loop runs."""
    QApplication.postEvent(to, QKeyEvent(QEvent.Type.KeyPress, key, _NO_MODIFIER))


def queued(target: QObject, name: str) -> Callable[[], object]:
    """Return what calls a slot of Qt's from the program's loop."""
    return lambda: QMetaObject.invokeMethod(target, name, Qt.ConnectionType.QueuedConnection)
