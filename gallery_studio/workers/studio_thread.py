"""One QThread that owns one asyncio loop; every model call is a task on it."""

from __future__ import annotations

import logging
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QThread

from gallery_studio.workers.unheard import tell_unheard

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

T = TypeVar("T")

_log = logging.getLogger(__name__)

_LOOK_S = 0.05
"""How often is looked whether a thread that does not begin has ended."""


class StudioThread(QThread):
    """Runs coroutines away from the GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self._is_ready = threading.Event()
        self._is_ending = False

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        """The loop; what is submitted before the thread starts waits in it."""
        import asyncio

        return asyncio.new_event_loop()

    def start_and_wait(self) -> None:
        """Start the thread and return once its loop runs (milliseconds).

        Raises:
            RuntimeError: It ended before that; why was told as an unexpected error.
        """
        self.start()
        while not self._is_ready.wait(_LOOK_S):
            if self.isFinished():
                raise RuntimeError("the studio's thread ended at its beginning")

    def run(self) -> None:
        """Run the loop until `shutdown`."""
        import asyncio

        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(self._is_ready.set)
        try:
            self._loop.run_forever()
        finally:
            self._end_tasks()
            self._end_connections()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    @property
    def is_accepting(self) -> bool:
        """Whether coroutines may still be submitted."""
        return not self._is_ending

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the loop; thread-safe. Cancelling the future cancels the task."""
        import asyncio

        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def spawn(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Submit a coroutine for whose result nobody waits: an error that leaves it is told."""
        future = self.submit(coroutine)
        future.add_done_callback(tell_unheard)
        return future

    def call_soon(self, function: Callable[[], object]) -> None:
        """Run a short function on the loop; thread-safe."""
        self._loop.call_soon_threadsafe(function)

    def shutdown(self, closing: Coroutine[Any, Any, None], timeout_s: float) -> bool:
        """Run the last coroutine, stop the loop and wait for the thread.

        Args:
            closing: Cancels what runs and lets go of connections.
            timeout_s: How long all of it may take.

        Returns:
            Whether the thread has ended; if not, the process must leave by `os._exit`.
        """
        if not self.isRunning():
            closing.close()
            return True
        self._is_ending = True
        future = self.submit(closing)
        try:
            future.result(timeout=timeout_s)
        except TimeoutError:
            _log.warning("Closing took longer than %.1f s", timeout_s)
        except Exception:  # noqa: BLE001 - whatever failed, the thread must end
            _log.exception("Closing failed")
        self._loop.call_soon_threadsafe(self._loop.stop)
        return self.wait(int(timeout_s * 1000))

    def _end_tasks(self) -> None:
        """Cancel what is left, so that no task is destroyed while it is pending."""
        import asyncio

        # What was asked for while something held the loop up is begun first: a write that has
        # begun is finished by the writer.
        self._loop.run_until_complete(asyncio.sleep(0))
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            # The connection of a cancelled call is let go of a turn of the loop later.
            self._loop.run_until_complete(asyncio.sleep(0))

    def _end_connections(self) -> None:
        """Cut the connections that nobody holds any more.

        A call that is cancelled while its connection opens may leave it behind, and asyncio has
        no other list of what is open. Where a loop keeps none, nothing is done.
        """
        import asyncio

        left = list(getattr(self._loop, "_transports", {}).values())
        for transport in left:
            transport.abort()
        if left:
            self._loop.run_until_complete(asyncio.sleep(0))
