"""Frames: what goes over the pipe between this program and a helper process of its own.

A frame is one JSON object and any number of blobs. On the pipe: the length of the head in four
bytes, the head (JSON: the object, and the length of each blob), then the blobs as they are. A
blob is read and written in steps and put together without the interpreter's lock, so that a
picture of any size holds up no other thread.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any

from gallery_studio.records import dataclass, field

_LENGTH = struct.Struct("!I")
_STEP_BYTES = 256 * 1024
_HEAD_BYTES_MOST = 512 * 1024 * 1024
_BLOBS_BYTES_MOST = 2 * 1024**3


class FrameError(Exception):
    """What came over the pipe is no frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message.

    Attributes:
        body: A JSON object.
        blobs: Bytes that `body` refers to by their place.
    """

    body: dict[str, Any]
    blobs: tuple[bytes, ...] = field(default=(), repr=False)


def write_frame(descriptor: int, frame: Frame) -> None:
    """Write a frame to a pipe; blocks until the other side took it.

    Raises:
        OSError: The other side is gone.
    """
    head = json.dumps({"body": frame.body, "blobs": [len(blob) for blob in frame.blobs]})
    encoded = head.encode("ascii")
    _write(descriptor, _LENGTH.pack(len(encoded)) + encoded)
    for blob in frame.blobs:
        _write(descriptor, blob)


def read_frame(descriptor: int) -> Frame | None:
    """Read the next frame from a pipe; blocks until it is whole. None at the pipe's end.

    Raises:
        OSError: The pipe cannot be read.
        FrameError: What came is no frame, or the pipe ended in the middle of one.
    """
    first = os.read(descriptor, _LENGTH.size)
    if not first:
        return None
    length = first + _read(descriptor, _LENGTH.size - len(first))
    (head_bytes,) = _LENGTH.unpack(length)
    if head_bytes > _HEAD_BYTES_MOST:
        raise FrameError("the head is too long")
    body, sizes = _head(_read(descriptor, head_bytes))
    return Frame(body, tuple(_read(descriptor, size) for size in sizes))


def _head(encoded: bytes) -> tuple[dict[str, Any], list[int]]:
    """Return the object of a head and the lengths of the blobs that follow."""
    try:
        head = json.loads(encoded)
        body, sizes = head["body"], head["blobs"]
    except (ValueError, KeyError, TypeError) as error:
        raise FrameError("the head is not what it should be") from error
    if not isinstance(body, dict) or not isinstance(sizes, list):
        raise FrameError("the head is not what it should be")
    if not all(isinstance(size, int) and size >= 0 for size in sizes):
        raise FrameError("the length of a blob is not a number")
    if sum(sizes) > _BLOBS_BYTES_MOST:
        raise FrameError("the blobs are too long")
    return body, sizes


def _read(descriptor: int, count: int) -> bytes:
    """Return exactly so many bytes.

    Joined from pieces: `bytes.join` of large pieces lets go of the interpreter's lock, a copy of
    one large buffer would not.
    """
    pieces: list[bytes] = []
    left = count
    while left:
        piece = os.read(descriptor, min(left, _STEP_BYTES))
        if not piece:
            raise FrameError("the pipe ended in the middle of a frame")
        pieces.append(piece)
        left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest[:_STEP_BYTES]) :]
