"""Frames come out of a pipe as they went in, whatever is in them, or not at all."""

from __future__ import annotations

import json
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.processes.frames import Frame, FrameError, read_frame, write_frame

texts = st.text(st.characters(codec=None), max_size=40)
bodies = st.dictionaries(texts, st.none() | st.integers() | texts | st.lists(texts, max_size=3))
frames = st.builds(Frame, bodies, st.lists(st.binary(max_size=300), max_size=4).map(tuple))


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            try:
                os.close(end)
            except OSError:
                assert end == ends[1], "only the writing end is closed early"


def sent(*messages: Frame) -> list[Frame | None]:
    """Return what arrives, and the end after it."""
    with pipe() as (out_of, into):

        def write() -> None:
            for message in messages:
                write_frame(into, message)
            os.close(into)

        writer = threading.Thread(target=write)
        writer.start()
        arrived = [read_frame(out_of) for _ in range(len(messages) + 1)]
        writer.join()
    return arrived


@given(st.lists(frames, max_size=3))
def test_frames_arrive_as_they_were_sent(messages: list[Frame]) -> None:
    assert sent(*messages) == [*messages, None]


def test_a_blob_larger_than_any_pipe_arrives_whole() -> None:
    data = os.urandom(3 * 1024 * 1024 + 7)

    (frame, end) = sent(Frame({"a": 1}, (data, b"", data[:5])))

    assert frame == Frame({"a": 1}, (data, b"", data[:5]))
    assert end is None


def packed(head: bytes) -> bytes:
    return struct.pack("!I", len(head)) + head


@pytest.mark.parametrize(
    "raw",
    [
        b"\0\0",
        struct.pack("!I", 9) + b"{}",
        struct.pack("!I", 2**32 - 1),
        packed(b"no JSON"),
        packed(b"[]"),
        packed(json.dumps({"body": 1, "blobs": []}).encode()),
        packed(json.dumps({"body": {}, "blobs": ["7"]}).encode()),
        packed(json.dumps({"body": {}, "blobs": [-1]}).encode()),
        packed(json.dumps({"body": {}, "blobs": [2**40]}).encode()),
        packed(json.dumps({"body": {}, "blobs": [3]}).encode()) + b"ab",
    ],
)
def test_what_is_no_frame_is_said(raw: bytes) -> None:
    with pipe() as (out_of, into):
        os.write(into, raw)
        os.close(into)
        with pytest.raises(FrameError):
            read_frame(out_of)
