"""What a field of ``metadata.json`` can hold: how it is written, and how it is checked.

The same kinds write and check, so the program can always read what it has written.
"""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from gallery_studio.domain.limits import TEXT_CHARACTERS
from gallery_studio.domain.timestamps import parse_utc, utc_now, utc_text
from gallery_studio.library.archive.errors import RefusedError
from gallery_studio.library.statements import json_text
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.library.database import Value

Said: TypeAlias = Any
"""Anything JSON can say."""

_INTEGER_MOST = 2**63 - 1
_REAL_MOST = 1e12
_CODE_CHARACTERS = 1_000
_ID = re.compile(r"[a-z]{3}-[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SLUG_CHARACTERS = 80


class Kind(Protocol):
    """What a field holds."""

    def checked(self, value: Said) -> Value:
        """Return the value of the column.

        Raises:
            RefusedError: It is not of this kind; says what it is not.
        """
        ...

    def written(self, value: Said) -> Said:
        """Return the value for ``metadata.json`` of what a column holds."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text of limited length."""

    characters: int = TEXT_CHARACTERS

    def checked(self, value: Said) -> str:
        """Return the text."""
        if not isinstance(value, str):
            raise RefusedError("is not a text")
        if len(value) > self.characters:
            raise RefusedError("is too long")
        return encodable(value)

    def written(self, value: Said) -> Said:
        """Return the text."""
        return value


def code() -> Text:
    """Return the kind of short words that programs read: models, versions, reasons."""
    return Text(_CODE_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: frozenset[str]

    def checked(self, value: Said) -> str:
        """Return the word."""
        if not isinstance(value, str) or value not in self.words:
            raise RefusedError("is none of the known words")
        return value

    def written(self, value: Said) -> Said:
        """Return the word."""
        return value


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    least: int = 0
    most: int = _INTEGER_MOST

    def checked(self, value: Said) -> int:
        """Return the number."""
        if type(value) is not int:
            raise RefusedError("is not a whole number")
        if not self.least <= value <= self.most:
            raise RefusedError("is out of bounds")
        return value

    def written(self, value: Said) -> Said:
        """Return the number."""
        return value


@dataclass(frozen=True, slots=True)
class Real:
    """A number within bounds."""

    least: float = -_REAL_MOST
    most: float = _REAL_MOST

    def checked(self, value: Said) -> float:
        """Return the number."""
        if type(value) not in (int, float):
            raise RefusedError("is not a number")
        if not self.least <= value <= self.most or not math.isfinite(value):
            raise RefusedError("is out of bounds")
        return float(value)

    def written(self, value: Said) -> Said:
        """Return the number, as a whole one where it is."""
        return int(value) if float(value).is_integer() and abs(value) < 2**53 else value


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def checked(self, value: Said) -> bool:
        """Return the answer."""
        if type(value) is not bool:
            raise RefusedError("is neither true nor false")
        return value

    def written(self, value: Said) -> Said:
        """Return the answer; a column holds 0 or 1."""
        return bool(value)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time. One that cannot be read becomes the present: no picture is lost for a date."""

    def checked(self, value: Said) -> str:
        """Return the time as it is stored."""
        if not isinstance(value, str):
            raise RefusedError("is not a time")
        try:
            when = parse_utc(value)
            return utc_text(when if when.tzinfo is not None else when.replace(tzinfo=UTC))
        except (ValueError, OverflowError):
            return utc_text(_now())

    def written(self, value: Said) -> Said:
        """Return the time."""
        return value


@dataclass(frozen=True, slots=True)
class Digest:
    """A SHA-256 in lower-case hexadecimal."""

    def checked(self, value: Said) -> str:
        """Return the digest."""
        if not isinstance(value, str) or not _DIGEST.fullmatch(value):
            raise RefusedError("is not a SHA-256")
        return value

    def written(self, value: Said) -> Said:
        """Return the digest."""
        return value


@dataclass(frozen=True, slots=True)
class Id:
    """An id of this program."""

    def checked(self, value: Said) -> str:
        """Return the id."""
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise RefusedError("is not an id")
        return value

    def written(self, value: Said) -> Said:
        """Return the id."""
        return value


@dataclass(frozen=True, slots=True)
class Slug:
    """A short name for addresses and files: letters and digits of any script, hyphens between."""

    def checked(self, value: Said) -> str:
        """Return the short name."""
        if not isinstance(value, str) or not _SLUG.fullmatch(value):
            raise RefusedError("is not a short name")
        if len(value) > _SLUG_CHARACTERS:
            raise RefusedError("is too long")
        return value

    def written(self, value: Said) -> Said:
        """Return the short name."""
        return value


@dataclass(frozen=True, slots=True)
class Json:
    """A list or object that lies as JSON in one column."""

    check: Callable[[Said], Said]

    def checked(self, value: Said) -> str:
        """Return the JSON of the column."""
        return encodable(json_text(self.check(value)))

    def written(self, value: Said) -> Said:
        """Return the list or object."""
        return json.loads(value)


def encodable(text: str) -> str:
    """Return a text that can be stored.

    Raises:
        RefusedError: It holds half a character.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError("holds a broken character") from error
    return text


def list_of(kind: Kind, most: int) -> Callable[[Any], list[Any]]:
    """Return the check of a list whose members are of one kind."""

    def check(value: Said) -> list[Any]:
        if not isinstance(value, list):
            raise RefusedError("is not a list")
        if len(value) > most:
            raise RefusedError("has too many members")
        return [kind.checked(member) for member in value]

    return check


def optional(kind: Kind) -> Callable[[Any], Any]:
    """Return the check of a value that may be missing."""

    def check(value: Said) -> Said:
        return None if value is None else kind.checked(value)

    return check


def plain_object(value: Said) -> dict[str, Any]:
    """Return an object of any content."""
    if not isinstance(value, dict):
        raise RefusedError("is not an object")
    return value


def _now() -> datetime:
    return utc_now()
