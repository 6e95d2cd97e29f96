"""Keeps an error in an override of Qt from ending the whole program.

An override (`eventFilter`, `sizeHint`, `redo`, …) that is called from within a call into Qt
(`hide()`, `activate()`, `push()`) hands its error to PySide, which keeps it until that call
returns. Meanwhile Qt goes on and calls other overrides, and of each of them PySide (6.11 and 6.12
tried, with Python 3.11 to 3.13) then gives back one reference too many to its function: the second
or third call is a crash. Before Python 3.12 an error that C code raised crashes at once.

So no error leaves an override: each is told to `sys.excepthook`, as PySide does with the errors of
slots, and Qt is answered by what the class above would say.
"""

from __future__ import annotations

import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from shiboken6 import Object

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_ONE_WORD = frozenset({"event", "paint", "data", "flags", "undo", "redo"})
"""Overrides without a capital letter; by the style of this project a name with one is Qt's."""

_HANDLERS_THAT_ANSWER = frozenset({"viewportEvent"})
"""Ends like a handler of one event, but returns whether it was handled."""

_WITHOUT_BASE = {"rowCount": 0, "columnCount": 0, "childCount": 0, "indexOfChild": -1}
"""Answers where Qt has no function of its own to ask."""


def guard_overrides() -> None:
    """Wrap the overrides of every subclass of a class of Qt that is defined from now on."""
    guard: Any = classmethod(_guard_class)
    Object.__init_subclass__ = guard  # type: ignore[method-assign]


def guarded(owner: type, name: str, override: Callable[..., object]) -> Callable[..., object]:
    """Return an override that lets no error out.

    Args:
        owner: The class that has it.
        name: What it is called there.
        override: The function.
    """

    def guard(this: object, *arguments: object, **named: object) -> object:
        try:
            return override(this, *arguments, **named)
        except Exception as error:  # noqa: BLE001  told to whoever is told of every error
            sys.excepthook(type(error), error, error.__traceback__)
        return _answer_above(owner, name, this, arguments)

    guard.__name__, guard.__qualname__ = override.__name__, override.__qualname__
    guard.__doc__, guard.__wrapped__ = override.__doc__, override  # type: ignore[attr-defined]
    return guard


def is_guarded(owner: type, name: str) -> bool:
    """Whether a function of a class is taken for an override, by the name it has there.

    `QThread.run` is not: the class above would run a loop that nobody ends.
    """
    if name in _OF_ONE_WORD:
        return True
    if name.startswith("_") or not name[0].islower():
        return False
    # Interfaces for assistive programs have short names, and are called by Qt alone.
    return not issubclass(owner, QObject) or (name != name.lower() and "_" not in name)


def _guard_class(cls: type, /, **options: Any) -> None:  # noqa: ANN401  whatever a class is given
    super(Object, cls).__init_subclass__(**options)  # type: ignore[misc]
    for name, value in list(vars(cls).items()):
        if isinstance(value, FunctionType) and is_guarded(cls, name):
            setattr(cls, name, guarded(cls, name, value))


def _answer_above(owner: type, name: str, this: object, arguments: tuple[object, ...]) -> object:
    """Return what the class above answers; nothing for the handler of an event."""
    if name.endswith("Event") and name not in _HANDLERS_THAT_ANSWER:
        return None
    for above in owner.__mro__[1:]:
        if name in vars(above):
            try:
                return vars(above)[name].__get__(this, owner)(*arguments)
            except Exception:  # noqa: BLE001  there is none, or the object is gone
                break
    return _WITHOUT_BASE.get(name)
