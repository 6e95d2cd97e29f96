"""Keeps an error in an override of Qt from ending the whole program on Python 3.11.

An override (`eventFilter`, `hideEvent`, …) that is called from within a call into Qt (`hide()`,
`setFocus()`) hands its error to PySide, which keeps it until that call returns. Before Python 3.12
an error that C code raised (``len(5)``, an object of Qt that is gone) is no exception object yet
at that moment, and PySide (6.8 to 6.11 tried) crashes over it. To pass an ``except`` makes it one.

So each override of a class defined after `guard_overrides` is wrapped in one. By the style of this
project only Qt's overrides are written in camelCase.
"""

from __future__ import annotations

import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable


def guard_overrides() -> None:
    """Wrap the overrides of every subclass of `QObject` that is defined from now on."""
    if sys.version_info < (3, 12):
        guard: Any = classmethod(_guard_class)
        QObject.__init_subclass__ = guard  # type: ignore[method-assign]


def _guard_class(cls: type[QObject], /, **options: Any) -> None:  # noqa: ANN401  whatever a class is given
    super(QObject, cls).__init_subclass__(**options)
    for name, value in list(vars(cls).items()):
        if isinstance(value, FunctionType) and _is_override(name):
            setattr(cls, name, _guarded(value))


def _is_override(name: str) -> bool:
    return name[0].islower() and "_" not in name and name != name.lower()


def _guarded(override: Callable[..., object]) -> Callable[..., object]:
    def guarded(*arguments: object, **named: object) -> object:
        try:
            return override(*arguments, **named)
        except BaseException:  # noqa: TRY203  what was caught is an exception object
            raise

    guarded.__name__, guarded.__qualname__ = override.__name__, override.__qualname__
    guarded.__doc__, guarded.__wrapped__ = override.__doc__, override  # type: ignore[attr-defined]
    return guarded
