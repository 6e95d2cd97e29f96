"""The PIN that ends a kiosk."""

from __future__ import annotations

import pytest

from gallery_studio.domain.errors import RequestError
from gallery_studio.studio.kiosk_pin import (
    PAUSE_S,
    TRIES,
    PinLock,
    check_pin,
    hash_pin,
    is_pin,
    new_pin,
)


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_pin("4711")


@pytest.fixture
def fast(monkeypatch):
    """One round of hashing: the counting is what is looked at."""
    monkeypatch.setattr("gallery_studio.studio.kiosk_pin._ROUNDS", 1)


def test_a_hash_knows_its_pin_and_no_other(hashed):
    assert is_pin("4711", hashed)
    assert not is_pin("4712", hashed)
    assert not is_pin("", hashed)
    assert "4711" not in hashed
    assert hash_pin("4711") != hashed


def test_five_wrong_tries_pause_even_the_right_pin(fast):
    clock = Clock()
    lock = PinLock(hash_pin("4711"), now_s=clock)
    for number in range(TRIES):
        assert lock.pause_left_s == 0
        assert lock.tries_left == TRIES - number
        assert not lock.open("0000")
    assert lock.pause_left_s == PAUSE_S
    assert not lock.open("4711")
    clock.now_s += PAUSE_S - 1
    assert not lock.open("4711")
    clock.now_s += 1
    assert lock.open("4711")


def test_the_right_pin_forgives_wrong_tries(fast):
    lock = PinLock(hash_pin("4711"), now_s=Clock())
    for _ in range(TRIES - 1):
        lock.open("0000")
    assert lock.open("4711")
    assert lock.tries_left == TRIES


@pytest.mark.parametrize("pin", ["", "123", "12a4", "1234567890123", "١٢٣٤", " 1234"])
def test_a_pin_is_four_to_twelve_digits(pin):
    with pytest.raises(RequestError):
        check_pin(pin)


def test_a_made_up_pin_can_be_typed():
    pins = {new_pin() for _ in range(20)}
    assert len(pins) > 1
    assert all(check_pin(pin) == pin for pin in pins)
