"""Data classes whose methods are written late behave as those of `dataclasses` do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
import threading

import pytest

from gallery_studio.records import asdict, dataclass, field, fields, replace


@dataclass(frozen=True, slots=True)
class Point:
    """A plain one."""

    x: int
    y: int = 2


@dataclass(frozen=True, slots=True)
class Named(Point):
    """Has fields of a base, and one made anew for each instance."""

    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Counter:
    """May be changed."""

    count: int = 0


def fresh():
    """Return a class of which nothing was asked yet."""

    @dataclass(frozen=True, slots=True)
    class Fresh:
        """Not used by any other test."""

        a: int
        b: str = "b"

        def __post_init__(self) -> None:
            if self.a < 0:
                raise ValueError("a")

        @property
        def both(self) -> str:
            return f"{self.a}{self.b}"

    return Fresh


def test_nothing_is_written_until_the_first_instance():
    written = vars(fresh())["__init__"]
    assert written.__name__ == "write_first"


def test_arguments_defaults_and_methods():
    cls = fresh()
    assert cls(1).both == "1b"
    assert cls(a=1, b="c").both == "1c"
    with pytest.raises(ValueError, match="a"):
        cls(-1)
    with pytest.raises(TypeError, match="missing"):
        cls()


@pytest.mark.parametrize(
    "ask",
    [
        lambda cls: cls(1) == cls(1) and cls(1) != cls(2),
        lambda cls: hash(cls(1)) == hash(cls(1)),
        lambda cls: repr(cls(1)).endswith("Fresh(a=1, b='b')"),
        lambda cls: dataclasses.replace(cls(1), b="z").both == "1z",
        lambda cls: dataclasses.asdict(cls(1)) == {"a": 1, "b": "b"},
        lambda cls: [field.name for field in dataclasses.fields(cls)] == ["a", "b"],
        dataclasses.is_dataclass,
        lambda cls: cls.__match_args__ == ("a", "b"),
        lambda cls: copy.deepcopy(cls(1)) == cls(1),
        lambda cls: not hasattr(cls(1), "__dict__"),
    ],
)
def test_whatever_is_asked_first(ask):
    assert ask(fresh())


def test_a_frozen_one_stays_as_it_is():
    point = fresh()(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.a = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.a
    assert point.a == 1


def test_fields_of_a_base():
    assert Named(1, names=["n"]) == Named(1, 2, ["n"])
    assert Named(1).names is not Named(1).names


def test_one_that_may_be_changed():
    counter = Counter()
    counter.count += 1
    assert counter == Counter(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(counter)
    with pytest.raises(AttributeError):
        counter.other = 1


def test_pickled_before_anything_was_asked():
    point = Point.__new__(Point)
    point.__setstate__([1, 5])
    assert pickle.loads(pickle.dumps(point)) == Point(1, 5)


def test_threads_make_the_first_instance_at_once():
    cls, gate, made = fresh(), threading.Barrier(8), []

    def make() -> None:
        gate.wait()
        made.append(cls(4))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [cls(4)] * 8


def test_the_first_instances_are_as_those_after_them():
    @dataclass(frozen=True, slots=True)
    class Sheet:
        name: str
        lines: list[str] = dataclasses.field(default_factory=list)

    sheets = [Sheet(name=str(number)) for number in range(20)]
    assert vars(Sheet)["__init__"].__name__ == "__init__"
    assert len({id(sheet.lines) for sheet in sheets}) == 20
    assert [sheet.name for sheet in sheets] == [str(number) for number in range(20)]
    given = ["a"]
    assert fresh()(1, "c").b == "c"
    assert Sheet("x", given).lines is given


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1, "b", 3), {}), ((1,), {"a": 2}), ((1,), {"z": 2})]
)
def test_wrong_arguments_of_the_first_instance_are_told_in_the_same_words(values, named):
    cls, original = fresh(), fresh()
    for _ in range(20):
        original(1)
    with pytest.raises(TypeError) as late:
        original(*values, **named)
    with pytest.raises(TypeError) as first:
        cls(*values, **named)
    assert str(first.value) == str(late.value)


def test_a_changed_copy_and_a_comparison_have_nothing_written():
    cls = fresh()
    changed = replace(cls(1), b="z")
    assert changed.both == "1z"
    assert changed == cls(1, "z") != cls(2, "z")
    assert changed != (1, "z")
    assert vars(cls)["__eq__"].__name__ == "write_first"
    assert vars(cls)["__init__"].__name__ == "write_first"
    with pytest.raises(TypeError):
        replace(changed, c=1)
    assert replace(Named(1), y=3) == Named(1, 3)


def test_a_class_may_be_compared_by_what_it_is():
    @dataclass(frozen=True, slots=True, eq=False)
    class Single:
        value: int

    one = Single(1)
    assert one == one
    assert one != Single(1)
    assert len({one, Single(1)}) == 2
    assert repr(one).endswith("Single(value=1)")
    assert one != Single(1)


def test_fields_are_as_dataclasses_has_them():
    @dataclass(frozen=True, slots=True)
    class Fielded:
        key: str = field(repr=False)
        names: list[str] = field(default_factory=list, compare=False)
        size: int = field(default=3, metadata={"unit": "px"})

    one = Fielded("secret")
    assert one == Fielded("secret", ["other"])
    assert "secret" not in repr(one)
    assert asdict(one) == {"key": "secret", "names": [], "size": 3}
    assert [each.name for each in fields(one)] == ["key", "names", "size"]
    assert fields(one)[2].metadata == {"unit": "px"}
    assert one.names is not Fielded("secret").names


def test_dataclasses_comes_only_when_it_is_asked():
    program = """
import sys
from gallery_studio.records import dataclass, field, replace

@dataclass(frozen=True, slots=True)
class Plain:
    a: int = 1
    b: list = field(default_factory=list)

assert replace(Plain(2), b=[1]) == Plain(2, [1])
print("dataclasses" in sys.modules)
repr(Plain())
print("dataclasses" in sys.modules)
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "True"]
