"""A helper process: a child of this program that works for it, and the calls made to it.

The child is one of our own modules, run by the same interpreter. It reads frames from its
standard input and answers on its standard output; nothing else passes between the two, and when
its input ends, it ends. So it never outlives this process, however that ended. It can be killed
at any moment: it keeps nothing.

Two threads do the reading and the writing, since a pipe cannot be awaited on every system.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import queue
import subprocess
import sys
import threading
from itertools import count
from typing import TYPE_CHECKING, Any

from gallery_studio.processes.frames import Frame, FrameError, read_frame, write_frame
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

END_S = 1.0
"""How long a killed child may take to be gone, before it is left to the system."""

_HIDDEN_FROM_CHILD = ("GOOGLE_", "GEMINI_")
"""Variables that hold keys, or that point google-genai elsewhere."""


class HelperEndedError(Exception):
    """The child ended during a call.

    Attributes:
        was_sent: Whether it had got the call, so that it may have acted on it.
        is_wanted: Whether it was ended by `HelperProcess.aclose`.
    """

    def __init__(self, *, was_sent: bool, is_wanted: bool) -> None:
        super().__init__("the helper process ended during a call")
        self.was_sent = was_sent
        self.is_wanted = is_wanted


class HelperSilentError(Exception):
    """The child said nothing for longer than any call may take. It was killed."""


class HelperFaultError(Exception):
    """Something unexpected went wrong in the child; the text is its traceback, redacted."""


@dataclass(slots=True)
class _Call:
    """A call that runs."""

    on_news: Callable[[dict[str, Any]], None]
    answer: asyncio.Future[Frame]
    limit: asyncio.Timeout
    is_written: bool = False
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class _Outgoing:
    frame: Frame
    call: _Call | None = field(default=None)


class HelperProcess:
    """One child from its start to its end. All methods on the loop it was started on."""

    def __init__(self, module: str, hello: Frame) -> None:
        """Start the child; takes a few milliseconds, during which it has not said a word.

        Args:
            module: Our module to run.
            hello: The first frame it gets. Secrets travel here, and nowhere else.

        Raises:
            OSError: The system cannot start another process.
        """
        self._loop = asyncio.get_running_loop()
        self._calls: dict[int, _Call] = {}
        self._numbers = count(1)
        self._outgoing: queue.SimpleQueue[_Outgoing | None] = queue.SimpleQueue()
        self._has_ended = False
        self._is_closing = False
        self._process = _start(module)
        self._threads = [
            threading.Thread(target=run, name=f"{name} helper {self.pid}", daemon=True)
            for run, name in ((self._write_all, "to"), (self._read_all, "from"))
        ]
        self._send(hello)
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether calls can be made."""
        return not (self._has_ended or self._is_closing)

    async def call(
        self,
        body: dict[str, Any],
        blobs: tuple[bytes, ...],
        silence_s: float,
        on_news: Callable[[dict[str, Any]], None] = lambda _news: None,
    ) -> Frame:
        """Ask the child and return its answer. Cancelling ends the call in the child as well.

        Args:
            body: What is asked.
            blobs: Bytes that belong to it.
            silence_s: How long the child may say nothing before it counts as hung.
            on_news: Told what the child says before its answer (on the loop).

        Raises:
            HelperEndedError: The child ended first.
            HelperSilentError: The child hangs.
            HelperFaultError: The child met a fault of its own.
        """
        number = next(self._numbers)
        limit = asyncio.timeout(silence_s)
        call = _Call(self._rearming(on_news, limit, silence_s), self._loop.create_future(), limit)
        self._calls[number] = call
        self._outgoing.put(_Outgoing(Frame(body | {"call": number}, blobs), call))
        try:
            async with limit:
                return await call.answer
        except TimeoutError:
            _log.error("The helper process %d hangs and is ended", self.pid)
            self._has_ended = True
            self._process.kill()
            raise HelperSilentError from None
        except asyncio.CancelledError:
            call.is_dropped = True
            self._send(Frame({"do": "cancel", "call": number}))
            raise
        finally:
            del self._calls[number]

    async def aclose(self) -> None:
        """End the child, and with it every call; returns once it is gone."""
        self._is_closing = True
        self._outgoing.put(None)
        self._process.kill()
        for thread in self._threads:
            await asyncio.to_thread(thread.join, END_S)
        if any(thread.is_alive() for thread in self._threads):
            _log.warning("The helper process %d does not end", self.pid)
            return
        self._end_calls()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, frame: Frame) -> None:
        self._outgoing.put(_Outgoing(frame))

    def _rearming(
        self, on_news: Callable[[dict[str, Any]], None], limit: asyncio.Timeout, silence_s: float
    ) -> Callable[[dict[str, Any]], None]:
        """Return what passes news on and starts to wait anew."""

        def tell(body: dict[str, Any]) -> None:
            if not limit.expired():
                limit.reschedule(self._loop.time() + silence_s)
            on_news(body)

        return tell

    def _write_all(self) -> None:
        """Write frames in their order (a thread of its own, until `aclose` or the child's end)."""
        assert self._process.stdin is not None
        descriptor = self._process.stdin.fileno()
        while (outgoing := self._outgoing.get()) is not None:
            if outgoing.call is not None:
                if outgoing.call.is_dropped:
                    continue
                outgoing.call.is_written = True
            try:
                write_frame(descriptor, outgoing.frame)
            except OSError:  # the reader sees the child's end, and tells
                break

    def _read_all(self) -> None:
        """Read frames (a thread of its own, until the child's end), then take its remains away."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        try:
            while (frame := read_frame(descriptor)) is not None:
                self._tell(self._on_frame, frame)
        except (OSError, FrameError) as error:
            _log.info("The pipe of helper process %d broke: %s", self.pid, error)
        self._process.kill()
        self._process.wait()
        self._tell(self._on_end)

    def _tell(self, function: Callable[..., None], *arguments: object) -> None:
        # A loop that was closed without `aclose` has nobody left who would want to know.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)

    def _on_frame(self, frame: Frame) -> None:
        if "log" in frame.body:
            _log_again(frame.body["log"])
            return
        call = self._calls.get(frame.body.get("call", 0))
        if call is None or call.answer.done():  # a late word about a cancelled call
            return
        if "news" in frame.body:
            call.on_news(frame.body["news"])
        elif "fault" in frame.body:
            call.answer.set_exception(HelperFaultError(frame.body["fault"]))
        else:
            call.answer.set_result(frame)

    def _on_end(self) -> None:
        if not self._is_closing:
            code = self._process.returncode
            _log.info("The helper process %d ended unexpectedly (code %s)", self.pid, code)
        self._has_ended = True
        self._outgoing.put(None)
        self._end_calls()

    def _end_calls(self) -> None:
        for call in self._calls.values():
            if not call.answer.done():
                call.answer.set_exception(
                    HelperEndedError(was_sent=call.is_written, is_wanted=self._is_closing)
                )


def _start(module: str) -> subprocess.Popen[bytes]:
    """Start a child with nothing of ours but two pipes."""
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        options["creationflags"] = (
            subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        )
    else:
        # Ctrl+C in the terminal is for this process, which ends the child in its turn. No session
        # of its own: Linux would give that the same share of the processors as the window's.
        options["process_group"] = 0
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=clean_environment(),
        **options,
    )


def clean_environment() -> dict[str, str]:
    """Return this process's environment without keys, and without what would move calls."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(_HIDDEN_FROM_CHILD)
    }


def _log_again(record: dict[str, Any]) -> None:
    """Log what the child logged; it is redacted there already, and here once more."""
    logging.getLogger(record["name"]).log(record["level"], "%s", record["text"])
