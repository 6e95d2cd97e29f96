"""How much visitors may ask for."""

from __future__ import annotations

from gallery_studio.studio.kiosk_limits import VisitorLimits


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


def limits(tmp_path, clock, *, per_visitor=3, per_hour=5) -> VisitorLimits:
    return VisitorLimits(
        tmp_path / "hour.json", per_visitor=per_visitor, per_hour=per_hour, now_s=clock
    )


def test_a_visitor_has_so_many_and_the_next_one_too(tmp_path):
    found = limits(tmp_path, Clock())
    for left in (3, 2, 1):
        assert found.refusal() == ""
        assert found.left == left
        found.count()
    assert found.left == 0
    assert found.refusal().startswith("3 pictures each")
    found.next_visitor()
    assert found.refusal() == ""
    assert found.left == 2


def test_the_hour_limits_all_visitors_together_and_passes(tmp_path):
    clock = Clock()
    found = limits(tmp_path, clock)
    for _ in range(5):
        found.next_visitor()
        found.count()
        clock.now_s += 60
    found.next_visitor()
    assert "later" in found.refusal()
    clock.now_s += 3600 - 5 * 60 + 1
    assert found.refusal() == ""
    assert found.left == 1


def test_a_crash_does_not_begin_a_new_hour(tmp_path):
    clock = Clock()
    first = limits(tmp_path, clock, per_visitor=9)
    for _ in range(5):
        first.count()
    assert limits(tmp_path, clock).refusal()


def test_a_damaged_count_and_a_clock_set_back_lock_nobody_out_for_ever(tmp_path):
    (tmp_path / "hour.json").write_text('{"not": "a list"}', encoding="utf-8")
    clock = Clock()
    found = limits(tmp_path, clock, per_visitor=9)
    for _ in range(5):
        found.count()
    clock.now_s -= 86_400
    found.next_visitor()
    assert found.refusal()
    clock.now_s += 3601
    assert found.refusal() == ""
