"""A log played back: the same position is always the same canvas, and the end is today's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gallery_studio.domain.card import LABEL_HEIGHT, CanvasCard, Placement
from gallery_studio.domain.event import EVENT_VERSION, Event, EventKind
from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.replay import (
    LONGEST_GAP_S,
    READ_MOST_S,
    SHORTEST_GAP_S,
    Replay,
)
from gallery_studio.domain.replay_log import CARD_FOUND, LogReader, ReplayFacts
from gallery_studio.domain.status import Status
from tests.support.replay_events import EventLog, random_log, sizes_of


def played(log: EventLog) -> Replay:
    return Replay(log.events, ReplayFacts(sizes_of(log)))


def folded(log: EventLog, sequence: int) -> dict[str, CanvasCard]:
    """The wall by reading the log from its beginning, as an oracle."""
    reader = LogReader(ReplayFacts(sizes_of(log)))
    for event in log.events[:sequence]:
        reader.read(event)
    return reader.cards


logs = st.builds(random_log, st.integers(0, 10_000), st.integers(0, 90))


@settings(max_examples=60, deadline=None)
@given(logs, st.data())
def test_a_position_is_the_same_canvas_from_every_side(log: EventLog, data: st.DataObject) -> None:
    replay = played(log)
    positions = st.lists(st.integers(-3, len(replay) + 3), max_size=12)
    first = {position: replay.state(position) for position in range(len(replay) + 1)}
    for position in data.draw(positions):
        again = replay.state(position)
        assert again == first[replay.clamped(position)]
        assert list(again.cards) == list(first[replay.clamped(position)].cards)


@settings(max_examples=60, deadline=None)
@given(logs)
def test_every_position_is_what_the_log_says_up_to_there(log: EventLog) -> None:
    replay = played(log)
    position = 0
    for sequence in range(len(log.events) + 1):
        cards = folded(log, sequence)
        if cards != replay.state(position).cards:
            position += 1
        assert replay.state(position).cards == cards
    assert position == len(replay)


@settings(max_examples=60, deadline=None)
@given(logs)
def test_steps_keep_the_order_of_the_log_and_gaps_are_bounded(log: EventLog) -> None:
    replay = played(log)
    times = [step.at_s for step in replay.steps]
    gaps = [after - before for before, after in pairwise(times)]
    assert all(SHORTEST_GAP_S - 1e-9 <= gap <= READ_MOST_S + 1e-9 for gap in gaps)
    assert [step.created_utc for step in replay.steps] == sorted(
        step.created_utc for step in replay.steps
    )
    for position in range(len(replay) + 1):
        assert replay.position_at(replay.time_of(position)) == position


@settings(max_examples=60, deadline=None)
@given(logs)
def test_steps_can_be_undone(log: EventLog) -> None:
    replay = played(log)
    cards = dict(replay.state(len(replay)).cards)
    for position in range(len(replay), 0, -1):
        for change in replay.steps[position - 1].changes:
            assert cards.get(change.card_id) == change.after
            if change.before is None:
                del cards[change.card_id]
            else:
                cards[change.card_id] = change.before
        assert cards == replay.state(position - 1).cards


@settings(max_examples=40, deadline=None)
@given(logs)
def test_turns_are_where_they_begin(log: EventLog) -> None:
    replay = played(log)
    assert len(replay.turns) == log.turns
    for index, turn in enumerate(replay.turns):
        assert replay.steps[turn.position - 1].kind == EventKind.TURN_STARTED
        assert replay.turn_at(turn.position) == index
        assert replay.next_turn(turn.position - 1) == turn.position
        assert replay.previous_turn(turn.position + 1) == turn.position


def test_a_picture_comes_alive_with_its_own_height() -> None:
    log = EventLog()
    log.turn("a lamp")
    log.complete()
    replay = Replay(log.events, ReplayFacts({"image-out-1-0": (400, 200)}))
    before, after = replay.state(1).cards["card-1-0"], replay.state(2).cards["card-1-0"]
    assert (before.status, before.image_id) == (Status.PENDING, None)
    assert (after.status, after.image_id) == (Status.COMPLETED, "image-out-1-0")
    assert after.placement.height == 100 + LABEL_HEIGHT
    assert after.caption == "a lamp"


def test_an_edit_knows_its_source_and_counts_at_it() -> None:
    log = EventLog()
    log.turn("a lamp")
    log.complete()
    log.turn("warmer", source=log.done[0])
    state = played(log).state(3)
    assert state.cards["card-2-0"].source_card_id == "card-1-0"
    assert state.cards["card-1-0"].edit_turns == 1
    source, edit = (state.cards[key].placement.rect for key in ("card-1-0", "card-2-0"))
    assert played(log).state(3).focus == source.united(edit)


def test_the_camera_stays_with_the_run_until_all_is_shown() -> None:
    log = EventLog()
    log.add(EventKind.RUN_STARTED, run="run-1", turns=["turn-1", "turn-2"], directives=["a", "b"])
    log.turn("a")
    log.turn("b")
    log.complete()
    log.turn("far away")
    replay = played(log)
    assert replay.state(2).focus == Rect(216, 0, 416, 284)
    assert replay.state(3).focus.width == 416
    assert replay.state(4).turn.logged.message == "far away"
    assert replay.state(4).focus.right == 848  # the end: everything


def test_a_long_wait_is_short_and_a_message_can_be_read() -> None:
    log = EventLog()
    log.turn("m" * 40)
    log.complete(after_s=4_000)
    log.star("card-1-0")
    log.add(EventKind.CARD_STARRED, after_s=86_400, cards=["card-1-0"], starred=False)
    times = [step.at_s for step in played(log).steps]
    assert times[1] - times[0] == pytest.approx(0.9 + 0.03 * 40)
    assert times[3] - times[2] == pytest.approx(LONGEST_GAP_S)


def test_a_log_that_cannot_be_read_plays_on() -> None:
    log = EventLog()
    log.turn("a lamp")
    log.add(EventKind.CARDS_MOVED, cards=[{"card": "card-1-0"}])
    log.add(EventKind.OUTPUT_COMPLETED, turn="turn-1")
    log.add("from.a.newer.program", cards=None)
    log.complete()
    replay = played(log)
    assert len(replay) == 2
    assert replay.unreadable == 2


def test_cards_without_a_log_come_in_their_time() -> None:
    log = EventLog()
    log.turn("a lamp")
    place = Placement(0, 0, 200, 284, 1)
    lost = CanvasCard("lost", place, Status.COMPLETED, "", "", "img", "2026-11-21T08:00:00+00:00")
    late = CanvasCard("late", place, Status.COMPLETED, "", "", "img", "2027-01-01T08:00:00+00:00")
    replay = Replay(log.events, ReplayFacts(cards=(late, lost)))
    assert [step.kind for step in replay.steps] == [
        CARD_FOUND,
        EventKind.TURN_STARTED,
        CARD_FOUND,
    ]
    assert list(replay.state(3).cards) == ["lost", "card-1-0", "late"]


def test_nothing_is_nothing() -> None:
    replay = Replay(
        [Event(1, None, "session.created", {"name": "x"}, EVENT_VERSION, "")], ReplayFacts()
    )
    assert (len(replay), replay.duration_s, replay.state(5).cards) == (0, 0.0, {})
    assert replay.state(0).focus is None
