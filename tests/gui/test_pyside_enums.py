"""Enums made for PySide are the same, member for member, as those that Python makes."""

from __future__ import annotations

import enum
from enum import Enum, EnumType, Flag, IntEnum, IntFlag
from typing import Any

import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import Qt

from gallery_studio.ui import pyside_enums
from gallery_studio.ui.pyside_enums import make_enums_fast

CREATE = EnumType._create_
TABLES = (
    [],
    [("One", 1), ("Two", 2), ("First", 1)],
    [("None_", 0), ("A", 1), ("B", 2), ("Mask", 3), ("Wide", 7), ("C", 8)],
    [("B", 4), ("A", 1), ("Top", 1 << 31), ("All", 0xFFFFFFFF), ("Other", -1)],
)
NO_MERE_TABLES = ([("name", 1), ("real", 2), ("A", 4)], [("__doubly", 1), ("A", 2)])
QT_CLASSES = (Qt, QtCore.QEvent, QtCore.QLocale, QtGui.QPalette, QtWidgets.QSizePolicy)


@pytest.fixture
def fast(monkeypatch):
    """Have enums made by us within the test."""
    monkeypatch.setattr(EnumType, "_create_", CREATE)
    make_enums_fast()
    if EnumType._create_ is CREATE:
        pytest.skip("enums of this Python are left to it")


def test_enums_that_keep_more_than_is_known_are_left_to_python(monkeypatch):
    monkeypatch.setattr(EnumType, "_create_", CREATE)
    monkeypatch.setattr(pyside_enums, "_KEPT_IN", {"_member_names_"})
    make_enums_fast()
    assert EnumType._create_ is CREATE


def facts(made: Any) -> dict[str, Any]:
    """Return all there is in an enum, its members told by what they are and how they read."""
    return {name: told(value, made) for name, value in vars(made).items()}


def told(value: Any, made: Any) -> Any:
    """Return what can be compared with the same of another enum."""
    if isinstance(value, dict):
        return {name: told(member, made) for name, member in value.items()}
    if isinstance(value, enum.property):
        return enum.property
    if type(value) is not made:
        return getattr(value, "__func__", value)  # `__new__` may be marked for what it is
    kept = {name: one for name, one in vars(value).items() if one is not made}
    number = int(value) if isinstance(value, int) else None
    return kept, number, repr(value), str(value), f"{value}", hash(value)


def both(base: Any, table: list[tuple[str, int]]) -> tuple[Any, Any]:
    """Return the enum that Python makes of a table, and the one that is made now."""
    made = base("Made", table, boundary=enum.KEEP)
    plain = CREATE(base, "Made", table, module=made.__module__, boundary=enum.KEEP)
    return plain, made


@pytest.mark.parametrize("base", [Enum, IntEnum, Flag, IntFlag])
@pytest.mark.parametrize("table", [*TABLES, *NO_MERE_TABLES])
def test_an_enum_has_the_same_in_it(fast, base, table):
    plain, made = both(base, table)
    assert facts(made) == facts(plain)
    assert list(made) == [made[one.name] for one in plain]
    assert made.__module__ == __name__


def test_flags_are_put_together_and_taken_apart(fast):
    for base in (Flag, IntFlag):
        plain, made = both(base, [("A", 1), ("B", 2), ("AB", 3), ("C", 4)])
        for one in (plain, made):
            assert one.A | one.B is one.AB
            assert [part.name for part in one(7)] == ["A", "B", "C"]
            assert ~one.A == one.B | one.C
            assert one(8 | 1).value == 9
        assert repr(made(5)) == repr(plain(5))


@pytest.mark.parametrize("qt_class", QT_CLASSES)
def test_the_enums_of_pyside_are_as_python_makes_them(fast, qt_class):
    found = [one for one in vars(qt_class).values() if isinstance(one, EnumType)]
    assert found
    for one in found:
        base = one.__mro__[1]
        table = [(name, member.value) for name, member in one.__members__.items()]
        plain, made = both(base, table)
        assert facts(made) == facts(plain), one
