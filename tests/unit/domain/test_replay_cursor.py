"""A cursor goes to and fro: wherever it comes from, a position has the same canvas."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gallery_studio.domain.replay import Replay
from gallery_studio.domain.replay_cursor import ReplayCursor
from gallery_studio.domain.replay_log import ReplayFacts
from tests.support.replay_events import EventLog, random_log, sizes_of

logs = st.builds(random_log, st.integers(0, 10_000), st.integers(0, 200))


@settings(max_examples=60, deadline=None)
@given(logs, st.data())
def test_scrubbing_to_and_fro_is_the_same_canvas_at_the_same_point(
    log: EventLog, data: st.DataObject
) -> None:
    replay = Replay(log.events, ReplayFacts(sizes_of(log)))
    cursor = ReplayCursor(replay)
    shown: dict = {}
    for target in data.draw(st.lists(st.integers(-3, len(replay) + 3), max_size=12)):
        changes = cursor.go_to(target)
        for card_id, card in changes.items():
            if card is None:
                del shown[card_id]
            else:
                shown[card_id] = card
        state = replay.state(target)
        assert cursor.position == state.position
        assert cursor.cards == shown == state.cards
        assert cursor.focus == state.focus


def test_a_step_costs_what_it_changes() -> None:
    log = random_log(3, 600)
    replay = Replay(log.events, ReplayFacts(sizes_of(log)))
    cursor = ReplayCursor(replay)
    cursor.go_to(len(replay) // 2)
    for _ in range(20):
        before = cursor.position
        step = replay.steps[before]
        assert set(cursor.go_to(before + 1)) == set(step.card_ids)
    assert cursor.go_to(cursor.position) == {}


def test_a_card_that_goes_is_what_the_camera_looks_at() -> None:
    log = EventLog()
    log.turn("a lamp")
    log.complete()
    log.turn("far away", models=3)
    log.delete("card-1-0")
    log.star("card-2-0")
    cursor = ReplayCursor(Replay(log.events, ReplayFacts(sizes_of(log))))
    gone = cursor.go_to(3) and cursor.cards["card-1-0"].placement.rect
    cursor.go_to(4)
    assert "card-1-0" not in cursor.cards
    assert cursor.focus == gone
