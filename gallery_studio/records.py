"""Data classes whose methods are written when they are first needed.

`dataclasses.dataclass` writes, compiles and runs six functions for every class while its module is
imported. The program has some three hundred of them and uses a few dozen before its window is
painted: that was a quarter of the time to start. `dataclass` here is the same decorator put off:
the class has its slots at once, `__init__` is written when there are more than a few instances, and
everything else comes from `dataclasses` itself when it is first asked for. That module is imported
no sooner: with what it brings along (`inspect`, `ast`, `dis`) it takes a twentieth of a bare start.
Type checkers see the originals.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["asdict", "dataclass", "field", "fields", "replace"]

_METHODS = (
    *("__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__"),
    *("__getstate__", "__setstate__"),
)
_FACTS = ("__dataclass_fields__", "__dataclass_params__", "__match_args__")
_UNPUT_OFF = ("ClassVar", "InitVar", "KW_ONLY")
"""Words of annotations that say something else than a field; `dataclasses` understands them."""

_FEW = 24
"""So many instances are filled by a loop: to write and compile `__init__` takes longer."""
_MISSING = object()
"""Stands for a value that was not given."""

_LOCK = threading.RLock()
"""Held while methods are written: two threads may make the first instance at the same time."""


class _Field:
    """A field that says more than its default: what `dataclasses.field` is to be told."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  whatever a field can be told
        self.options = options

    @property
    def default_factory(self) -> Callable[[], object]:
        """What makes the value of each instance, where `is_plain`."""
        factory: Callable[[], object] = self.options["default_factory"]
        return factory

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than what makes its value, and how it is told and compared."""
        has_factory = "default_factory" in self.options
        return has_factory and self.options.keys() <= {"default_factory", "repr", "compare", "hash"}

    @property
    def is_compared(self) -> bool:
        """Whether it counts when two instances are compared."""
        return self.options.get("compare", True) is True


class _Fact:
    """Something `dataclasses` tells of a class, found out when it is asked for."""

    def __init__(self, plan: _Plan, name: str) -> None:
        self.plan = plan
        self._name = name

    def __get__(self, _instance: object, owner: type) -> object:
        self.plan.finish()
        return getattr(owner, self._name)


class _Plan:
    """What is still to be written of one class."""

    def __init__(self, template: type, options: dict[str, bool]) -> None:
        self._template = template
        self._options = options
        self._stubs: dict[str, object] = {}
        self._few = self._few_compared = _FEW
        self._recipe: tuple[tuple[str, Callable[..., None], Any], ...] | None = None
        self.cls = self._slotted(template)

    def _slotted(self, template: type) -> type:
        """Return the class with its slots, and stand-ins for all that is written later."""
        fields = tuple(vars(template).get("__annotations__", ()))
        namespace = {
            name: value
            for name, value in vars(template).items()
            if name not in fields and name not in ("__dict__", "__weakref__")
        }
        kept = {*namespace, *(() if self._options.get("eq", True) else ("__eq__", "__hash__"))}
        self._stubs = {name: self._stub(name) for name in _METHODS if name not in kept}
        self._stubs |= {name: _Fact(self, name) for name in _FACTS}
        namespace |= self._stubs
        namespace["__slots__"] = fields
        cls: type = type(template)(template.__name__, template.__bases__, namespace)
        cls.__qualname__ = template.__qualname__
        return cls

    def _stub(self, name: str) -> Callable[..., object]:
        """Return a method that has the real one written, and calls it."""

        def write_first(instance: object, /, *values: object, **named: object) -> object:
            if name == "__init__" and self._fill(instance, values, named):
                return None
            if name == "__eq__" and self._can_compare():
                return self._is_equal(instance, *values)
            if name != "__init__" or not self._write_init():
                self.finish()
            return getattr(self.cls, name)(instance, *values, **named)

        return write_first

    def _fill(self, instance: object, values: tuple[object, ...], named: dict[str, object]) -> bool:
        """Fill one of the first few instances; return whether it did.

        What is not as it should be is left to the written `__init__`: it says so in Python's words.
        """
        if self._few <= 0:
            return False
        self._few -= 1
        recipe = self.recipe()
        if not recipe or len(values) > len(recipe):
            return False
        left = dict(named)
        filled = list(values)
        for name, _, default in recipe[len(values) :]:
            value = left.pop(name, default)
            if value is _MISSING:
                return False
            filled.append(value)
        if left:
            return False
        for (_, put, default), value in zip(recipe, filled, strict=True):
            is_made = value is default and isinstance(default, _Field)
            put(instance, default.default_factory() if is_made else value)
        if hasattr(self.cls, "__post_init__"):
            instance.__post_init__()  # type: ignore[attr-defined]
        return True

    def _can_compare(self) -> bool:
        """Whether this is one of the first comparisons, and all fields count in it."""
        self._few_compared -= 1
        recipe = self.recipe() if self._few_compared >= 0 else ()
        return bool(recipe) and all(
            not isinstance(default, _Field) or default.is_compared for _, _, default in recipe
        )

    def _is_equal(self, instance: object, other: object) -> object:
        """Compare as `dataclasses` does: all fields of two instances of one class."""
        if type(other) is not type(instance):
            return NotImplemented
        return all(getattr(instance, name) == getattr(other, name) for name, *_ in self.recipe())

    def recipe(self) -> tuple[tuple[str, Callable[..., None], Any], ...]:
        """Return name, setter and default of each field; nothing where a field is not plain."""
        if self._recipe is None:
            self._recipe = self._make_recipe()
        return self._recipe

    def _make_recipe(self) -> tuple[tuple[str, Callable[..., None], Any], ...]:
        plain = self._plain_fields()
        if plain is None:
            return ()
        names, defaults = plain
        slots = vars(self.cls)
        return tuple((name, slots[name].__set__, defaults.get(name, _MISSING)) for name in names)

    def _plain_fields(self) -> tuple[tuple[str, ...], dict[str, object]] | None:
        """Return the names of all fields and the defaults of some, or None.

        What has fields of a base, or a field that is special otherwise, is left to `dataclasses`.
        """
        names = tuple(vars(self._template).get("__annotations__", ()))
        defaults = {n: vars(self._template)[n] for n in names if n in vars(self._template)}
        bases = self._template.__mro__[1:]
        is_plain = all(map(_is_plain, defaults.values()))
        if not is_plain or any("__dataclass_fields__" in vars(base) for base in bases):
            return None
        return names, defaults

    def _write_init(self) -> bool:
        """Write `__init__` alone, which most classes need and nothing else; return whether it did.

        Where a field is not plain it is left to `dataclasses`.
        """
        with _LOCK:
            if self._stubs.get("__init__") is None:
                return True
            plain = self._plain_fields()
            if plain is None:
                return False
            names, defaults = plain
            known: dict[str, object] = {"_missing": _MISSING}
            known |= {f"_set_{name}": vars(self.cls)[name].__set__ for name in names}
            known |= {f"_default_{name}": value for name, value in defaults.items()}
            self._put("__init__", _init(self.cls, names, defaults, known))
            return True

    def finish(self) -> None:
        """Have `dataclasses` write all that is still missing."""
        with _LOCK:
            if not self._stubs:
                return
            made = vars(_finished(self._template, self._options))
            for name in tuple(self._stubs):
                if name in made:
                    self._put(name, made[name])
                else:
                    delattr(self.cls, name)
            self._stubs.clear()

    def _put(self, name: str, value: object) -> None:
        setattr(self.cls, name, value)
        self._stubs.pop(name, None)


def _is_plain(default: object) -> bool:
    """Whether a field has nothing to say but its default, or what makes it for each instance."""
    if isinstance(default, _Field):
        return default.is_plain
    return type(default).__module__ != "dataclasses"


def _finished(cls: type, options: dict[str, bool]) -> type:
    """Return the class as `dataclasses` makes it."""
    import dataclasses

    for name, value in tuple(vars(cls).items()):
        if isinstance(value, _Field):
            setattr(cls, name, dataclasses.field(**value.options))
    return dataclasses.dataclass(**options)(cls)


def _init(
    cls: type, names: tuple[str, ...], defaults: dict[str, object], known: dict[str, object]
) -> Callable[..., None]:
    """Return an `__init__` that puts its arguments into the slots."""
    made = {name for name in defaults if isinstance(defaults[name], _Field)}
    shown = {name: "_missing" if name in made else f"_default_{name}" for name in defaults}
    parameters = [f"{name}={shown[name]}" if name in shown else name for name in names]
    lines = [
        f"  if {name} is _missing: {name} = _default_{name}.default_factory()" for name in made
    ]
    lines += [f"  _set_{name}(self, {name})" for name in names]
    if hasattr(cls, "__post_init__"):
        lines.append("  self.__post_init__()")
    head = f"def __init__({', '.join(['self', *parameters])}):"
    found: dict[str, Any] = {}
    exec("\n".join([head, *(lines or ["  pass"])]), known, found)
    init: Callable[..., None] = found["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _put_off(**options: bool) -> Callable[[type], type]:
    """Return the decorator that `dataclass` is at run time."""

    def decorate(cls: type) -> type:
        annotations = vars(cls).get("__annotations__", {}).values()
        is_plain = options.get("slots") and not options.keys() - {"eq", "frozen", "slots"}
        if not is_plain or any(word in str(kind) for kind in annotations for word in _UNPUT_OFF):
            return _finished(cls, options)
        return _Plan(cls, options).cls

    return decorate


def _replace(instance: object, /, **changes: object) -> object:
    """Do as `dataclasses.replace` does, and have nothing written for it where that can be."""
    cls = type(instance)
    fact = vars(cls).get("__dataclass_fields__")
    recipe = fact.plan.recipe() if isinstance(fact, _Fact) else ()
    if not recipe:
        import dataclasses

        return dataclasses.replace(instance, **changes)  # type: ignore[type-var]
    return cls(**({name: getattr(instance, name) for name, *_ in recipe} | changes))


def _asdict(instance: Any) -> dict[str, Any]:  # noqa: ANN401
    import dataclasses

    return dataclasses.asdict(instance)


def _fields(record: Any) -> tuple[Any, ...]:  # noqa: ANN401
    import dataclasses

    return dataclasses.fields(record)


if TYPE_CHECKING:
    from dataclasses import asdict, dataclass, field, fields, replace
else:
    asdict, dataclass, field, fields, replace = _asdict, _put_off, _Field, _fields, _replace
