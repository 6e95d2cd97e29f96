"""The thread of the model calls: what was asked for before its end is begun all the same."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
import threading

import pytest

from gallery_studio.workers.studio_thread import StudioThread


async def closing() -> None:
    """Nothing runs that would have to be cancelled."""


def test_what_was_asked_for_is_begun_although_the_loop_was_held_up(caplog) -> None:
    """An import on the loop can take longer than an end may; a write handed over then is kept."""
    thread = StudioThread()
    thread.start_and_wait()
    is_held, is_free, has_begun = threading.Event(), threading.Event(), threading.Event()

    async def hold_up() -> None:
        is_held.set()
        is_free.wait(20)

    async def write() -> None:
        has_begun.set()

    thread.submit(hold_up())
    assert is_held.wait(20)
    thread.submit(write())
    assert not thread.shutdown(closing(), timeout_s=0.05)
    assert not has_begun.is_set()
    is_free.set()
    assert thread.wait(20_000)
    assert has_begun.is_set()
    assert "Closing took longer" in caplog.text
    caplog.clear()


def test_what_waits_for_ever_is_cancelled() -> None:
    thread = StudioThread()
    thread.start_and_wait()
    has_begun, was_cancelled = threading.Event(), threading.Event()

    async def wait() -> None:
        has_begun.set()
        try:
            await thread._loop.create_future()
        finally:
            was_cancelled.set()

    thread.submit(wait())
    assert has_begun.wait(20)
    assert thread.shutdown(closing(), timeout_s=20)
    assert was_cancelled.is_set()


def test_a_connection_that_nobody_holds_is_cut_at_the_end(recwarn) -> None:
    """Else Python's collector finds it, in the middle of something else."""
    thread = StudioThread()
    thread.start_and_wait()
    with socket.create_server(("127.0.0.1", 0)) as server:

        async def connect() -> None:
            loop = asyncio.get_running_loop()
            await loop.create_connection(asyncio.Protocol, *server.getsockname())

        thread.submit(connect()).result(20)
        taken, _ = server.accept()
        with taken:
            assert thread.shutdown(closing(), timeout_s=10)
            taken.settimeout(10)
            assert taken.recv(1) == b""
    gc.collect()
    assert [str(one.message) for one in recwarn if one.category is ResourceWarning] == []


def test_a_thread_that_does_not_begin_holds_nobody_up(monkeypatch) -> None:
    told = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: told.append(str(error)))

    def fail(_loop: object) -> None:
        raise ValueError("no loop for this thread")

    monkeypatch.setattr(asyncio, "set_event_loop", fail)
    thread = StudioThread()
    with pytest.raises(RuntimeError, match="ended at its beginning"):
        thread.start_and_wait()
    assert told == ["no loop for this thread"]
    thread._loop.close()
