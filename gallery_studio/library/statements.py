"""Pieces of statements: values by the number, and values as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

VARIABLES_AT_ONCE = 900
"""Values in one statement; older copies of SQLite take 999."""


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Return the ids in pieces that fit into one statement."""
    everything = list(ids)
    for start in range(0, len(everything), VARIABLES_AT_ONCE):
        yield everything[start : start + VARIABLES_AT_ONCE]


def placeholders(values: Sequence[Any]) -> str:
    """Return ``?,?,?`` for an ``IN`` of so many values."""
    return ",".join("?" * len(values))


def json_text(value: object) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
