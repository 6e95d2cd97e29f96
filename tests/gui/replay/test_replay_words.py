"""What a replay says: only what the log says, in plain words."""

from __future__ import annotations

import pytest

from gallery_studio.domain.event import EventKind
from gallery_studio.domain.replay import Replay
from gallery_studio.domain.replay_log import ReplayFacts
from gallery_studio.ui.replay.replay_words import moment_text, quote_of, told
from tests.support.replay_events import EventLog


def last(log: EventLog) -> tuple[str, str]:
    replay = Replay(log.events, ReplayFacts())
    state = replay.state(len(replay))
    return quote_of(state), told(state, str.upper)


def one_turn(message: str = "a lamp", models: int = 1) -> EventLog:
    log = EventLog()
    log.turn(message, models)
    return log


def test_a_turn_is_told_with_its_words() -> None:
    assert last(one_turn("a lamp", 3)) == ("a lamp", "Asked OFFLINE")


def test_each_ending_of_an_output() -> None:
    log = one_turn(models=2)
    log.complete()
    assert last(log) == ("a lamp", "OFFLINE is ready")
    log.fail()
    assert last(log) == ("a lamp", "OFFLINE failed: Blocked.")
    log.retry()
    assert last(log) == ("a lamp", "OFFLINE is asked again")
    output, turn = log.open_outputs[0]
    log.add(EventKind.OUTPUT_CANCELLED, output=output, turn=turn)
    assert last(log) == ("a lamp", "OFFLINE was stopped")
    log.add(EventKind.OUTPUT_RETRIED, output=output, turn=turn, attempt=2)
    log.add(EventKind.OUTPUT_INTERRUPTED, output=output, turn=turn)
    assert last(log)[1].startswith("OFFLINE failed: The program ended")


@pytest.mark.parametrize(
    ("kind", "payload", "words"),
    [
        (EventKind.CARD_STARRED, {"starred": True}, "Starred"),
        (EventKind.CARD_RATED, {"rating": 3}, "Rated 3 of 5"),
        (EventKind.CARD_REJECTED, {"rejected": True}, "Put aside"),
        (EventKind.CARDS_DELETED, {}, "2 cards deleted"),
    ],
)
def test_acts_on_cards_quote_nobody(kind: str, payload: dict, words: str) -> None:
    log = one_turn(models=2)
    log.add(kind, cards=["card-1-0", "card-1-1"], **payload)
    assert last(log) == ("", words)


def test_a_picture_brought_in_has_its_name_and_moves_are_counted() -> None:
    log = EventLog()
    place = {"x": 0.0, "y": 0.0, "width": 200.0, "height": 284.0}
    log.add(EventKind.IMAGE_IMPORTED, card="c", image="i", caption="pears.jpg", **place)
    assert last(log) == ("", "Picture brought in: pears.jpg")
    log.move("c", 5, 5, 2)
    assert last(log) == ("", "1 card moved")


def test_a_moment_in_words() -> None:
    assert moment_text("2026-11-21T12:00:00+00:00").startswith("21 Nov 2026, ")
    assert moment_text("yesterday") == ""
