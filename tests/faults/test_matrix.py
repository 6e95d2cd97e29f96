"""None of the 71 cases is silently missing, and every test the matrix names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MATRIX = (Path(__file__).parent / "MATRIX.md").read_text(encoding="utf-8")
ROWS = {
    int(number): re.findall(r"`([\w/.]+\.py)::(test_\w+)`", tests)
    for number, tests in re.findall(r"^\| (\d+) \| (.*?) \|", MATRIX, re.MULTILINE)
}


def test_every_case_is_there_once() -> None:
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", MATRIX, re.MULTILINE)]
    assert numbers == list(range(1, 72))


@pytest.mark.parametrize("number", range(1, 72))
def test_case_has_tests_that_exist(number: int) -> None:
    assert ROWS[number], "the case names no test"
    for path, name in ROWS[number]:
        source = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^\s*(async )?def {name}\(", source, re.MULTILINE), f"{path}::{name}"


def test_every_fault_test_with_a_case_in_its_name_is_in_the_matrix() -> None:
    named = {name for tests in ROWS.values() for _, name in tests}
    for path in Path(__file__).parent.glob("test_*.py"):
        for name in re.findall(r"^def (test_[a-i]\d\d_\w+)", path.read_text("utf-8"), re.MULTILINE):
            assert name in named, f"{path.name}::{name} is missing in MATRIX.md"
