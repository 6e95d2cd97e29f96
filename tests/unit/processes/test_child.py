"""The child's side of a pipe: frames in and out, and the end without the other process."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from gallery_studio.processes.child import Pipe
from gallery_studio.processes.frames import Frame, read_frame, write_frame

FIRST, SECOND = Frame({"call": 1}, (b"a picture",)), Frame({"call": 2})


class Ended(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def ends(monkeypatch) -> list[int]:
    """With what the process would have ended."""
    codes: list[int] = []

    def end(code: int) -> None:
        codes.append(code)
        raise Ended

    monkeypatch.setattr("gallery_studio.processes.child.os._exit", end)
    return codes


@pytest.fixture
def pipes():
    """A pipe of the child, and what the window's process has: (pipe, reads here, writes there)."""
    child_reads, writes = os.pipe()
    reads, child_writes = os.pipe()
    yield Pipe(child_reads, child_writes), reads, writes
    for descriptor in (child_reads, reads, writes, child_writes):
        try:
            os.close(descriptor)
        except OSError:
            assert descriptor in (reads, writes, child_writes), "only these are closed early"


def test_it_takes_frames_until_the_other_process_is_gone_and_ends_with_it(ends, pipes) -> None:
    pipe, _, writes = pipes
    for frame in (FIRST, SECOND):
        write_frame(writes, frame)
    os.close(writes)
    taken: list[Frame] = []
    with pytest.raises(Ended):
        pipe.receive_all(taken.append)
    assert taken == [FIRST, SECOND]
    assert ends == [0]


def test_it_ends_rather_than_to_live_on_deaf(ends, pipes) -> None:
    """Whoever asks it finds it gone and starts another, instead of waiting for ever."""
    pipe, _, writes = pipes
    write_frame(writes, FIRST)

    def fail(_frame: Frame) -> None:
        raise ValueError("nobody can take this")

    with pytest.raises(Ended):
        pipe.receive_all(fail)
    assert ends == [0]


def test_what_is_sent_is_written_in_its_order_until_nobody_reads(ends, pipes) -> None:
    pipe, reads, _ = pipes
    for frame in (FIRST, SECOND):
        pipe.send(frame)
    with writing(pipe):
        assert [read_frame(reads) for _ in range(2)] == [FIRST, SECOND]
        os.close(reads)
        pipe.send(FIRST)
    assert ends == [1]


def test_it_ends_rather_than_to_live_on_mute(ends, pipes) -> None:
    pipe, reads, _ = pipes
    pipe.send(Frame({"no": object()}))
    with writing(pipe):
        assert read_frame(reads) is None
    assert ends == [1]


@contextmanager
def writing(pipe: Pipe) -> Iterator[None]:
    """Write in a thread of its own; when that ends the pipe is closed, as with its process."""

    def write() -> None:
        try:
            with suppress(Ended):
                pipe.write_all()
        finally:
            os.close(pipe._to)

    writer = threading.Thread(target=write)
    writer.start()
    yield
    writer.join(10)
    assert not writer.is_alive()
