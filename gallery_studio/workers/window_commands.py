"""Runs what command lines hand to the open window, and answers them line by line."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import StudioError
from gallery_studio.exit_codes import EXIT_USAGE
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.records import dataclass
from gallery_studio.studio.scripting import ScriptDesk, run_scripted

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from gallery_studio.studio.admission import BudgetGate
    from gallery_studio.studio.studio import Studio
    from gallery_studio.workers.handover import HandoverConversation, HandoverServer
    from gallery_studio.workers.studio_thread import StudioThread

_log = logging.getLogger(__name__)

_PAUSE_S = 0.1
_ENDING_WITH_ITS_ASKER = frozenset(("import",))
"""Commands nobody in the window sees or could stop: they end when whoever asked has gone."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """One line on its way to a command line."""

    number: int
    message: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Running:
    """A command that runs."""

    command: str
    future: Future[None]


class WindowCommands(QObject):
    """Answers handed-over commands. GUI thread only.

    Signals:
        raise_requested: A second start asks for the window to come to the front.
    """

    raise_requested = Signal()
    _answered = Signal(object)

    def __init__(self, thread: StudioThread, studio: Studio, gate: BudgetGate) -> None:
        super().__init__()
        self._thread = thread
        self._studio = studio
        self._gate = gate
        self._count = 0
        self._open: dict[int, HandoverConversation] = {}
        self._running: dict[int, _Running] = {}
        self._answered.connect(self._on_answered)

    def serve(self, server: HandoverServer) -> None:
        """Answer whoever connects."""
        server.connected.connect(self._on_connected)

    def _on_connected(self, conversation: HandoverConversation) -> None:
        self._count += 1
        conversation.setProperty("number", self._count)
        self._open[self._count] = conversation
        conversation.command_received.connect(self._on_command)
        conversation.left.connect(self._on_left)

    def _on_command(self, request: dict[str, Any]) -> None:
        number = self._number_of_sender()
        command, arguments = request.get("command"), request.get("arguments")
        if command == "raise":
            self.raise_requested.emit()
            self._open[number].answer({"exit": 0})
            return
        work = self._run(number, str(command), arguments if isinstance(arguments, dict) else {})
        self._running[number] = _Running(str(command), self._thread.spawn(work))

    def _on_left(self) -> None:
        """Whoever asked has gone: what shows on the wall goes on, an import ends."""
        number = self._number_of_sender()
        self._open.pop(number, None)
        running = self._running.pop(number, None)
        if running is not None and running.command in _ENDING_WITH_ITS_ASKER:
            running.future.cancel()

    def _on_answered(self, answer: _Answer) -> None:
        conversation = self._open.get(answer.number)
        if conversation is not None:
            conversation.answer(answer.message)

    async def _run(self, number: int, command: str, arguments: dict[str, Any]) -> None:
        """Run a command on the studio thread."""

        def emit(line: dict[str, Any]) -> None:
            self._answered.emit(_Answer(number, {"line": line}))

        def say(sentence: str) -> None:
            self._answered.emit(_Answer(number, {"note": sentence}))

        def tell(done: int, total: int) -> None:
            self._answered.emit(_Answer(number, {"progress": [done, total]}))

        try:
            task = ArchiveTask(_Seldom(tell))
            desk = ScriptDesk(self._studio, self._gate, emit, say, task)
            code = await run_scripted(desk, command, arguments)
            self._answered.emit(_Answer(number, {"exit": code}))
        except StudioError as error:
            self._answered.emit(_Answer(number, _refusal(error)))
        except Exception:  # noqa: BLE001 - a fault in one command must not end the window
            _log.exception("A handed-over command failed")
            other = StudioError("Something unexpected went wrong; the window's log says more.")
            self._answered.emit(_Answer(number, _refusal(other)))

    def _number_of_sender(self) -> int:
        sender = self.sender()
        return int(sender.property("number")) if sender is not None else 0


class _Seldom:
    """Passes progress on, but no more often than anybody can see."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._told_s = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Tell of it (working threads, one at a time)."""
        now_s = time.monotonic()
        if done >= total or now_s - self._told_s >= _PAUSE_S:
            self._told_s = now_s
            self._tell(done, total)


def _refusal(error: StudioError) -> dict[str, Any]:
    return {"note": f"gallery-studio: {error.message}", "exit": EXIT_USAGE}
