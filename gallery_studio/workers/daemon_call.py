"""Calls a function that may hang for ever, such as a password store that waits for a person."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

T = TypeVar("T")


async def call_in_daemon(function: Callable[[], T], timeout_s: float) -> T:
    """Run a function in a thread that never holds the program's end back.

    Raises:
        TimeoutError: It took longer; its thread is left behind.
        BaseException: Whatever the function raised.
    """
    import asyncio

    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def deliver(set_answer: Callable[[], None]) -> None:
        if not answer.done():
            set_answer()

    def run() -> None:
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001 - handed to the caller as it is
            problem = error
            _tell(loop, lambda: deliver(lambda: answer.set_exception(problem)))
        else:
            _tell(loop, lambda: deliver(lambda: answer.set_result(result)))

    threading.Thread(target=run, name="may hang", daemon=True).start()
    return await asyncio.wait_for(answer, timeout_s)


def _tell(loop: asyncio.AbstractEventLoop, function: Callable[[], None]) -> None:
    """Run a function on the loop, unless the loop has ended meanwhile."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(function)
