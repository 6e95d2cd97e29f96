"""Makes the enums of PySide as `enum` makes them, in a fraction of the time.

PySide makes a Python enum of every enum of every Qt class that is named: 240 with 3,400 members on
the way to the first paint, a ninth of all its time. `enum` sees to whatever the body of a class
may hold, member by member. PySide gives a table of names and numbers: the class is copied from an
empty enum of the same base, and a loop fills in its members.

How an enum keeps its members is Python's own affair: this is done where the tests found no
difference, and what is more than a table goes to `enum` itself.
"""

from __future__ import annotations

import enum
import sys
from enum import Enum, EnumType, Flag, IntEnum, IntFlag
from typing import Any

from gallery_studio.records import dataclass

_VERSIONS = ((3, 11), (3, 12), (3, 13))
"""Those of Python in which enums made here were found to be the same."""
_KEPT_IN = {"_member_names_", "_member_map_", "_value2member_map_", "_unhashable_values_"}
"""In what an enum keeps its members. Later releases of some versions have more, for `in`."""

_create: Any = EnumType._create_  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What all enums of a base have in common.

    Attributes:
        namespace: What stands in the class, but for its members.
        taken: Names that mean something else in such a class, and are no plain members.
    """

    namespace: dict[str, Any]
    taken: frozenset[str]

    @property
    def containers(self) -> set[str]:
        """Names of what is each enum's own, and filled with its members."""
        return {
            name for name, kept in self.namespace.items() if isinstance(kept, (dict, list, set))
        }


def make_enums_fast() -> None:
    """Have the enums that PySide asks for made here from now on; once, before it is imported."""
    if sys.version_info[:2] not in _VERSIONS:
        return
    patterns = {base: _pattern_of(base) for base in (Enum, IntEnum, Flag, IntFlag)}
    if any(pattern.containers != _KEPT_IN for pattern in patterns.values()):
        return

    def create(cls: type[Enum], class_name: str, names: Any, **options: Any) -> Any:  # noqa: ANN401
        if options["module"] is None:
            options["module"] = sys._getframe(2).f_globals.get("__name__")  # noqa: SLF001  as `enum`
        if type(names) is list and cls in patterns and _is_plain(options):
            made = make_enum(patterns[cls], cls, class_name, names, options["module"])
            if made is not None:
                return made
        return _create(cls, class_name, names, **options)

    EnumType._create_ = create  # type: ignore[attr-defined]


def _is_plain(options: dict[str, Any]) -> bool:
    return options["boundary"] is enum.KEEP and options["qualname"] is options["type"] is None


def _pattern_of(base: type[Enum]) -> _Pattern:
    empty = _create(base, "Empty", [], module=__name__, boundary=enum.KEEP)
    taken = frozenset(name for one in empty.__mro__ for name in vars(one))
    return _Pattern(dict(vars(empty)), taken | {"mro"})


def make_enum(
    pattern: _Pattern, base: type[Enum], name: str, table: list[tuple[str, int]], module: str
) -> Any:  # noqa: ANN401  an enum without members of its own says nothing
    """Return the enum of these names and numbers, or None where they are more than a table."""
    members = dict(table)
    if len(members) < len(table) or not pattern.taken.isdisjoint(members):
        return None
    if any(name[0] == "_" for name in members):
        return None
    own: dict[str, Any] = {"_member_names_": [], "_member_map_": {}, "_value2member_map_": {}}
    own |= {"_unhashable_values_": [], "__module__": module}
    made: Any = type.__new__(EnumType, name, (base,), pattern.namespace | own)
    _add_members(made, members)
    if issubclass(base, Flag):
        _add_masks(made, members)
    return made


def _add_members(made: Any, members: dict[str, int]) -> None:  # noqa: ANN401
    names, by_name, by_value = made._member_names_, made._member_map_, made._value2member_map_
    new, set_attribute, is_number = made._new_member_, type.__setattr__, issubclass(made, int)
    is_flag = issubclass(made, Flag)
    for name, value in members.items():
        member = by_value.get(value)
        if member is None:
            member = by_value[value] = new(made, value) if is_number else new(made)
            member._value_ = value
            member._name_ = name
            member.__objclass__ = made
            member._sort_order_ = len(names)
            if not is_flag or _is_single_bit(value):
                names.append(name)
        by_name[name] = member
        set_attribute(made, name, member)


def _add_masks(made: Any, members: dict[str, int]) -> None:  # noqa: ANN401
    mask = singles = 0
    for value in members.values():
        mask |= value
        if _is_single_bit(value):
            singles |= value
    made._flag_mask_, made._singles_mask_ = mask, singles
    made._all_bits_ = 2 ** mask.bit_length() - 1
    values = [members[name] for name in made._member_names_]
    if values != sorted(values):
        made._iter_member_ = made._iter_member_by_def_


def _is_single_bit(value: int) -> bool:
    return value != 0 and value & (value - 1) == 0
