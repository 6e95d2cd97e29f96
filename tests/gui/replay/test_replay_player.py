"""The clock of a replay, driven by hand: nothing here waits."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery_studio.domain.replay import Replay
from gallery_studio.domain.replay_log import ReplayFacts
from gallery_studio.ui.replay.replay_player import SPEEDS, ReplayPlayer
from tests.support.replay_events import random_log, sizes_of


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def replay() -> Replay:
    log = random_log(4, 60)
    return Replay(log.events, ReplayFacts(sizes_of(log)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def player(qapp, replay: Replay, clock: Clock):
    made = ReplayPlayer(replay, now_s=clock)
    yield made
    made.pause()


def test_it_plays_each_step_once_and_rests_at_the_end(player, replay, qtbot) -> None:
    shown: list[int] = []
    player.position_changed.connect(shown.append)
    player.play()
    with qtbot.waitSignal(player.playing_changed) as resting:
        player.advance(replay.duration_s + 1)
    assert resting.args == [False]
    assert shown == list(range(1, len(replay) + 1))
    assert player.time_s == replay.duration_s


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_speed_is_how_fast_time_passes(player, replay, clock, speed: float) -> None:
    player.set_speed(speed)
    player.play()
    for _ in range(10):
        clock.now_s += 0.05
        player.tick()
    assert player.time_s == pytest.approx(0.5 * speed)
    assert player.position == replay.position_at(player.time_s)


def test_a_machine_that_slept_does_not_leap(player, clock) -> None:
    player.play()
    clock.now_s += 3_600
    player.tick()
    assert player.time_s == pytest.approx(0.25)


def test_at_the_end_it_begins_anew_or_loops(player, replay) -> None:
    player.seek(len(replay))
    player.play()
    assert player.position == 0
    player.set_looping(True)
    player.seek(len(replay))
    player.advance(replay.duration_s)
    assert (player.position, player.time_s, player.is_playing) == (0, 0.0, True)


def test_speeds_end_at_both_ends(player) -> None:
    player.change_speed(99)
    assert player.speed == 8.0
    player.change_speed(-99)
    assert player.speed == 0.5


def test_nothing_to_play_does_not_play(qapp) -> None:
    player = ReplayPlayer(Replay([], ReplayFacts()))
    player.play()
    assert not player.is_playing
    player.seek(3)
    assert player.position == 0


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.tuples(st.integers(0, 5), st.floats(-5, 200)), max_size=30))
def test_position_and_time_always_agree(player, replay, acts) -> None:
    for act, value in acts:
        if act == 0:
            player.seek(int(value))
        elif act == 1:
            player.seek_time(value)
        elif act == 2:
            player.step(1 if value > 20 else -1)
        elif act == 3:
            player.advance(abs(value) / 10)
        elif act == 4:
            player.next_turn()
        else:
            player.previous_turn()
        assert 0 <= player.time_s <= replay.duration_s
        assert player.position == replay.position_at(player.time_s)
