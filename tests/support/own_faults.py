"""Faults of our own, put into every slot, every override of Qt and every job of a thread.

The places are found in the sources, so that a new one is not forgotten. Each strikes once, with an
error that C code raises, which PySide takes worse than one of Python's.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import logging
import pkgutil
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from types import FunctionType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QLayoutItem

import gallery_studio
from gallery_studio.ui.override_guard import guard_overrides, guarded, is_guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

_RUNNERS = frozenset({"Thread", "submit", "run_in_executor", "to_thread", "read", "write"})
"""Calls that have a function run by another thread."""

_OF_WORKERS = ("gallery_studio.studio.", "gallery_studio.workers.")
"""Where a coroutine is a job of the studio's thread."""


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """A function that Qt or a thread calls, and no code of ours.

    Attributes:
        kind: ``slot``, ``override`` or ``job``.
        label: Its module without the package, class and name.
    """

    kind: str
    label: str

    @property
    def message(self) -> str:
        """What the error says of it."""
        return f"injected into {self.label}."


@dataclass
class Faults:
    """All places, and which of them have failed.

    Attributes:
        places: What there is.
        struck: Those that failed, in order.
        reached: Labels of those that were called.
    """

    places: dict[str, Place] = field(default_factory=dict)
    struck: list[Place] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_armed: bool = False
    _only: str | None = None
    _done: set[str] = field(default_factory=set)

    def arm(self, only: str | None = None) -> None:
        """Let the next place fail that has not failed yet, and none after it.

        Args:
            only: Label of the one that is to fail; None for whichever is called first.
        """
        self._is_armed, self._only = True, only

    def disarm(self) -> None:
        """Let nothing fail."""
        self._is_armed = False

    def is_turn(self, place: Place) -> bool:
        """Whether this call is the one that fails."""
        self.reached.add(place.label)
        if not self._is_armed or place.label in self._done:
            return False
        if self._only is not None and place.label != self._only:
            return False
        with self._lock:
            if not self._is_armed or place.label in self._done:
                return False
            self._is_armed = False
            self._done.add(place.label)
            self.struck.append(place)
        log.debug("%s fails: %s", place.kind, place.label)
        return True

    def install(self) -> None:
        """Put a fault into each place; before any object of the program exists."""
        guard_overrides()
        for owner, name, kind in sorted(
            _find_places(), key=lambda one: (one[0].__module__, one[0].__qualname__, one[1])
        ):
            label = (
                f"{owner.__module__.removeprefix('gallery_studio.')}.{owner.__qualname__}.{name}"
            )
            if label not in self.places:
                self.places[label] = Place(kind, label)
                self._put_in(owner, name, self.places[label])

    def _put_in(self, owner: type, name: str, place: Place) -> None:
        real = vars(owner)[name]
        fail = _failing(place)

        if inspect.iscoroutinefunction(real):

            async def run(this: Any, *arguments: Any, **named: Any) -> Any:
                if self.is_turn(place):
                    fail()
                return await real(this, *arguments, **named)
        else:

            def call(*arguments: Any, **named: Any) -> Any:
                if self.is_turn(place):
                    fail()
                return real(*arguments, **named)

            run = _with_arguments_of(real, call)

        # By its name PySide ends a connection with its object.
        put_in = functools.wraps(real)(run)
        is_kept_in = place.kind == "override" and is_guarded(owner, name)
        setattr(owner, name, guarded(owner, name, put_in) if is_kept_in else put_in)


def _failing(place: Place) -> Callable[[], object]:
    """Return what raises, in a file of its own: by it the program tells errors apart."""
    source = f"def fail():\n    int({place.message!r})\n"
    names: dict[str, Any] = {}
    exec(compile(source, f"<{place.label}>", "exec"), names)
    return names["fail"]


def _with_arguments_of(real: Callable[..., Any], call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that takes what the real one takes, and hands it to the other.

    PySide asks how many arguments a slot takes: one of any number gets none of ``clicked``.
    """
    parameters = inspect.signature(real).parameters.values()
    if any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters):
        return call
    own_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    positional = [p for p in parameters if p.kind in own_place]
    defaults = {p.name: p.default for p in positional if p.default is not inspect.Parameter.empty}
    taken = [f"{p.name}=_defaults[{p.name!r}]" if p.name in defaults else p.name
             for p in positional]  # fmt: skip
    given = ", ".join(p.name for p in positional)
    source = f"def run({', '.join(taken)}, **_named):\n    return _call({given}, **_named)\n"
    names: dict[str, Any] = {"_call": call, "_defaults": defaults}
    exec(source, names)
    return names["run"]


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(gallery_studio.__path__, "gallery_studio."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _find_places() -> Iterator[tuple[type, str, str]]:
    """Give class, name and kind of each place; one that is several things comes several times."""
    modules = list(_modules())
    classes = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and value.__module__ == module.__name__
        # What only says which methods others have is never called.
        and not getattr(value, "_is_protocol", False)
    ]
    by_method: dict[str, list[type]] = defaultdict(list)
    for kind in classes:
        for name, value in vars(kind).items():
            if isinstance(value, FunctionType):
                by_method[name].append(kind)
    for kind in classes:
        if issubclass(kind, (QObject, QLayoutItem, QUndoCommand)):
            yield from (
                (kind, name, "override")
                for name, value in vars(kind).items()
                if isinstance(value, FunctionType) and _is_override(kind, name)
            )
    for module in modules:
        yield from _named_in(module, by_method)
    for kind in classes:
        if kind.__module__.startswith(_OF_WORKERS):
            yield from (
                (kind, name, "job")
                for name, value in vars(kind).items()
                if inspect.iscoroutinefunction(value)
            )


def _is_override(kind: type, name: str) -> bool:
    """Whether a class of Qt has a function of this name."""
    return any(
        name in vars(base) and base.__module__.startswith("PySide6") for base in kind.__mro__
    ) and not name.startswith("__")


def _named_in(
    module: ModuleType, by_method: dict[str, list[type]]
) -> Iterator[tuple[type, str, str]]:
    """Give what a module connects a signal to, or has another thread run."""
    source = inspect.getsource(module)
    for class_name, call in _calls(ast.parse(source), ""):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in ("connect", "singleShot"):
            kind = "slot"
        elif name in _RUNNERS:
            kind = "job"
        else:
            continue
        arguments = [*call.args, *(k.value for k in call.keywords)]
        for target in filter(None, map(_function_of, arguments)):
            is_own = isinstance(target.value, ast.Name) and target.value.id == "self"
            own = getattr(module, class_name, None) if is_own else None
            owners = (
                [base for base in own.__mro__ if target.attr in vars(base)][:1]
                if own is not None
                else by_method[target.attr]
            )
            for owner in owners:
                # Slots are methods of QObjects, what a thread does to a library is none.
                is_right = is_own or issubclass(owner, QObject) == (kind == "slot")
                is_ours = owner.__module__.startswith("gallery_studio")
                if is_right and is_ours and isinstance(vars(owner)[target.attr], FunctionType):
                    yield owner, target.attr, kind


def _function_of(node: ast.expr) -> ast.Attribute | None:
    """Return the method that is handed over: itself, in a ``partial``, or called by a lambda."""
    if isinstance(node, ast.Attribute):
        return node
    if isinstance(node, ast.Lambda) and isinstance(node.body, ast.Call):
        return _function_of(node.body.func)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "partial" and node.args:
        return _function_of(node.args[0])
    return None


def _calls(node: ast.AST, class_name: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.ClassDef) else class_name
        if isinstance(child, ast.Call):
            yield inner, child
        yield from _calls(child, inner)
