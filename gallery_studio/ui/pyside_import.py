"""Imports PySide without what only its developers and its error messages need.

Imported as it comes, PySide compiles its own tools from source at every start: the generator of
stub files, and the parser that writes out signatures for the text of a ``TypeError``. Here they
are put off until somebody asks for something of theirs. Then PySide replaces ``__import__``, to
see ``from __feature__ import snake_case``, and reads the source of every module that is imported
afterwards; the program asks for no feature, so that Python gets its own back.

All of it is PySide's own affair and may change: where a name is not found, nothing is done.
"""

from __future__ import annotations

import builtins
import sys
import threading
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gallery_studio.ui.pyside_enums import make_enums_fast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec

_FEATURE = "shibokensupport.feature"
_MAPPING = "shibokensupport.signature.mapping"
_SIGNATURE = ("errorhandler", "layout", "parser")
_LIBRARY = ("enum_sig", "pyi_generator", "tool")
_TOOLS = frozenset(
    (
        *(_FEATURE, _MAPPING),
        *(f"shibokensupport.signature.{name}" for name in _SIGNATURE),
        *(f"shibokensupport.signature.lib.{name}" for name in _LIBRARY),
    )
)
_LOCK = threading.RLock()
"""Held while a tool is loaded: two threads may make a mistake at the same time."""


class _Tool(ModuleType):
    """A module that is executed when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the module has
        if name.startswith("__"):  # is asked of every module there is, by `inspect` for one
            raise AttributeError(name)
        with _LOCK:
            deferred = vars(self).pop("_deferred", None)
            if deferred is not None:
                deferred.execute(self)
        return ModuleType.__getattribute__(self, name)


class _Deferred:
    """Stands in for the loader of a tool."""

    def __init__(self, spec: ModuleSpec) -> None:
        self._name = spec.name
        self._loader = spec.loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module, empty."""
        return _Tool(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave the module empty, but for what libshiboken finds in it by its own means."""
        vars(module)["_deferred"] = self
        if self._name == _FEATURE:
            vars(module).update(feature_import=_ask_nothing, feature_imported=_ask_nothing)
        elif self._name == _MAPPING:
            vars(module)["update_mapping"] = partial(_update_mapping, module)

    def execute(self, module: ModuleType) -> None:
        """Execute the module; its loader finds it by the name PySide has changed meanwhile."""
        spec = module.__spec__
        assert spec is not None
        assert self._loader is not None
        shown, spec.name = spec.name, self._name
        try:
            self._loader.exec_module(module)
        finally:
            spec.name = shown


def _ask_nothing(*_: object, **_named: object) -> None:
    """Answer PySide's import hook: the program asks for no feature."""


def _update_mapping(mapping: ModuleType) -> object:
    """Do what the tool's own function does, which takes this one's place."""
    mapping.namespace  # noqa: B018  executes the tool
    return mapping.update_mapping()


class _Finders(list[Any]):
    """The finders of modules while PySide is imported: it puts its own in front, we ours there."""

    def insert(self, index: Any, finder: object) -> None:  # noqa: ANN401  a list's own
        """Have PySide's finder find its tools deferred."""
        super().insert(index, _ToolFinder(finder) if index == 0 else finder)

    def remove(self, finder: object) -> None:
        """Take PySide's finder out, whatever is around it."""
        found = (one for one in self if one is finder or getattr(one, "inner", one) is finder)
        super().remove(next(found, finder))


class _ToolFinder:
    """Finds as another finder does, and has the tools deferred."""

    def __init__(self, inner: Any) -> None:  # noqa: ANN401  a finder of any kind
        self.inner = inner

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what the other finder found."""
        spec: ModuleSpec | None = self.inner.find_spec(name, path, target)
        if spec is not None and name in _TOOLS:
            spec.loader = _Deferred(spec)  # type: ignore[assignment]  # no more is asked of one
        return spec


def import_pyside() -> None:
    """Import PySide's core, once and before anything else of PySide."""
    make_enums_fast()
    finders = sys.meta_path
    sys.meta_path = _Finders(finders)
    try:
        import PySide6.QtCore  # noqa: F401
    finally:
        finders[:] = [getattr(finder, "inner", finder) for finder in sys.meta_path]
        sys.meta_path = finders
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
