"""In which order modules are imported one by one: what a module needs comes before it.

To import a feature takes many times as long as a frame, and a thread that imports holds the
interpreter back from the window. One module at a time takes a millisecond or two.
"""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NEEDED = r"(?m)^from (gallery_studio[\w.]*) import"
"""An import that runs with the module: those for type checkers and late ones are indented."""


def leaf_first(names: Iterable[str]) -> Iterator[str]:
    """Yield modules of ours that are not imported yet, each after those it needs.

    Where there is no source to read, a module comes alone and brings what it needs itself.

    Args:
        names: Whole names of modules.
    """
    seen: set[str] = set()
    for name in names:
        yield from _with_needed(name, seen)


def _with_needed(name: str, seen: set[str]) -> Iterator[str]:
    if name in seen or name in sys.modules:
        return
    seen.add(name)
    for needed in _needed_by(name):
        yield from _with_needed(needed, seen)
    yield name


def _needed_by(name: str) -> list[str]:
    spec = find_spec(name)
    source = Path(spec.origin) if spec is not None and spec.origin else None
    if source is None or source.suffix != ".py" or not source.is_file():
        return []
    return re.findall(_NEEDED, source.read_text(encoding="utf-8"))
