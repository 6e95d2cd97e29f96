"""Finds a secret in every file that was written, however it was written down."""

from __future__ import annotations

import base64
import builtins
import io
import os
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest

_PNG = b"\x89PNG\r\n\x1a\n"


def forms_of(key: str) -> dict[str, bytes]:
    """Return the key as it may be written, in base64 at each of the three alignments."""
    forms = {"raw": key.encode(), "percent": quote(key, safe="").encode()}
    forms |= {name: key.encode(name) for name in ("utf-16-le", "utf-16-be")}
    for skip in range(3):
        # What a neighbour decides at either end is left out.
        whole = base64.b64encode(b"\0" * skip + key.encode())
        forms[f"base64 at {skip}"] = whole[4 if skip else 0 : -4]
    return forms


def contents(place: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file under a folder, its name, and what is packed inside it."""
    for path in place.rglob("*"):
        yield f"the name of {path}", path.name.encode()
        if path.is_file():
            yield from _with_packed(str(path), path.read_bytes())


def _with_packed(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, data
    if zipfile.is_zipfile(BytesIO(data)):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from _with_packed(f"{name}:{inner}", archive.read(inner))
    if data.startswith(_PNG):
        yield from ((f"{name}:text", text) for text in _packed_texts(data))


def _packed_texts(data: bytes) -> Iterator[bytes]:
    """Give what a PNG's packed text chunks hold, and those of unknown kinds if they are packed."""
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        payload = data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind != b"IDAT":
            for start in range(min(len(payload), 200)):
                with suppress(zlib.error):
                    yield zlib.decompressobj().decompress(payload[start:], 1_000_000)


def hits(places: Iterable[Path], *keys: str) -> list[str]:
    """Return where one of the keys lies under the folders, and how it is written."""
    needles = [(form, needle) for key in keys for form, needle in forms_of(key).items()]
    return [
        f"{name} holds the key ({form})"
        for place in places
        for name, data in contents(place)
        for form, needle in needles
        if needle in data
    ]


class Writing:
    """Notes every file that Python opens to write into.

    SQLite and Qt open theirs by themselves; they lie in the library and where exports go.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paths: set[Path] = set()
        self._open, self._os_open = builtins.open, os.open
        monkeypatch.setattr(builtins, "open", self._opened)
        monkeypatch.setattr(io, "open", self._opened)
        monkeypatch.setattr(os, "open", self._os_opened)

    def outside(self, places: Iterable[Path]) -> set[Path]:
        """Return what was written elsewhere than under these folders."""
        within = [place.resolve() for place in places]
        return {
            path
            for path in map(Path.resolve, self.paths)
            if path != Path(os.devnull) and not any(path.is_relative_to(one) for one in within)
        }

    def _opened(self, file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        if set(mode) & set("wax+") and not isinstance(file, int):
            self.paths.add(Path(os.fsdecode(file)))
        return self._open(file, mode, *arguments, **named)

    def _os_opened(self, path: Any, flags: int, *arguments: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR) and not named.get("dir_fd"):
            self.paths.add(Path(os.fsdecode(path)))
        return self._os_open(path, flags, *arguments, **named)
