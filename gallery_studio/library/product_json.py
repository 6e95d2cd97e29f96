"""Objects of a JSON file one by one, so that a file of any size needs little memory.

Takes a list of objects, an object with one list named ``products``, and JSON Lines.
"""

from __future__ import annotations

import json
import re
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_CHARACTERS = 1 << 16
_OBJECT_CHARACTERS = 1 << 20
_OPENING = re.compile(r'\s*(?:\{\s*"products"\s*:\s*)?\[')
_BETWEEN = re.compile(r"[\s,]*")


class JsonFaultError(Exception):
    """The text is not as it must be.

    Attributes:
        line: Where, from 1.
        text: What is wrong, in words.
    """

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text}")
        self.line = line
        self.text = text


class _Window:
    """The part of a file that is looked at; what was read is let go of."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.text = ""
        self.line = 1

    def grow(self) -> bool:
        """Read on; return whether there was more."""
        more = self._stream.read(_CHUNK_CHARACTERS)
        self.text += more
        return bool(more)

    def pass_over(self, characters: int) -> None:
        """Let go of what was read."""
        self.line += self.text.count("\n", 0, characters)
        self.text = self.text[characters:]

    def pass_between(self) -> None:
        """Go to the next thing, over blanks and commas."""
        while True:
            match = _BETWEEN.match(self.text)
            self.pass_over(match.end() if match else 0)
            if self.text or not self.grow():
                return


def json_records(stream: IO[str]) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield line number and object for every object of a file.

    Raises:
        JsonFaultError: The text is not as it must be; all objects before it were given.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_object)
    window = _Window(stream)
    window.grow()
    opening = _OPENING.match(window.text)
    if opening:
        window.pass_over(opening.end())
    while True:
        window.pass_between()
        if not window.text:
            break
        if opening and window.text.startswith("]"):
            _check_end(window)
            return
        yield window.line, _next_object(decoder, window)
    if opening:
        raise JsonFaultError(window.line, "The file ends in the middle: its list is never closed.")


def _next_object(decoder: json.JSONDecoder, window: _Window) -> dict[str, object]:
    while True:
        try:
            value, end = decoder.raw_decode(window.text)
        except _TwiceError as error:
            raise JsonFaultError(window.line, f"It says “{error.name}” twice.") from None
        except (json.JSONDecodeError, RecursionError) as error:
            if len(window.text) < _OBJECT_CHARACTERS and window.grow():
                continue
            raise _fault(window, error) from None
        if not isinstance(value, dict):
            raise JsonFaultError(window.line, "It is no object with “name”, “sku” and so on.")
        window.pass_over(end)
        return value


def _fault(window: _Window, error: Exception) -> JsonFaultError:
    if isinstance(error, json.JSONDecodeError):
        line = window.line + error.lineno - 1
        return JsonFaultError(line, f"It is not JSON ({error.msg}).")
    return JsonFaultError(window.line, "It is nested too deeply.")


def _check_end(window: _Window) -> None:
    while window.grow():
        if len(window.text) > _OBJECT_CHARACTERS:
            break
    if window.text.strip().rstrip("}").strip() != "]":
        raise JsonFaultError(window.line, "There is something after the list of products.")


class _TwiceError(ValueError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, value in pairs:
        if name in record:
            raise _TwiceError(name)
        record[name] = value
    return record
