"""A session played back: its log as steps with times, and the canvas after any of them.

Pure and deterministic: a position always shows the same cards, from whichever side it is reached.
Positions run from 0 (nothing yet) to the number of steps (the session as it is today).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.event import EVENT_VERSION, Event, EventKind
from gallery_studio.domain.geometry import Rect, bounding_rect
from gallery_studio.domain.ids import SessionId, TurnId
from gallery_studio.domain.replay_log import (
    CARD_FOUND,
    CardChange,
    LoggedTurn,
    LogReader,
    ReplayFacts,
)
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId, ImageId, RunId

LONGEST_GAP_S = 1.6
"""However long a model thought or a person slept: it is played as this much."""

SHORTEST_GAP_S = 0.35
"""What happened at once is played one after the other, so that the order can be seen."""

READ_LEAST_S = 0.9
READ_MOST_S = 3.0
READ_S_PER_LETTER = 0.03
"""How long a message stands alone before its pictures come."""

START_S = 0.4
END_HOLD_S = 2.0

_CHECKPOINT_STEPS = 64
_MOST_CHECKPOINTS = 32
"""However long the session: a checkpoint holds every card, and walking a step is cheap."""


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """One event that can be seen.

    Attributes:
        kind: An `EventKind` value, or `CARD_FOUND`.
        created_utc: When it happened; ISO 8601, UTC.
        at_s: When it is played at speed 1, seconds from the beginning.
        turn: Index into `Replay.turns` of the turn it belongs to, or None.
        changes: What it changes on the wall.
    """

    kind: str
    created_utc: str
    at_s: float
    turn: int | None
    changes: tuple[CardChange, ...]

    @property
    def card_ids(self) -> tuple[CardId, ...]:
        """The cards it changes."""
        return tuple(change.card_id for change in self.changes)


@dataclass(frozen=True, slots=True)
class ReplayTurn:
    """A turn on the time line.

    Attributes:
        logged: What was asked.
        position: The position right after it began.
        at_s: When it is played at speed 1.
    """

    logged: LoggedTurn
    position: int
    at_s: float


@dataclass(frozen=True, slots=True)
class ReplayMoment:
    """What is told about a position; costs nothing to ask for.

    Attributes:
        position: How many steps.
        step: The last step, or None at the beginning.
        turn: The turn that is told about, or None.
    """

    position: int
    step: ReplayStep | None
    turn: ReplayTurn | None


@dataclass(frozen=True, slots=True)
class ReplayState(ReplayMoment):
    """The canvas after some steps.

    Attributes:
        cards: By id, in the order in which they first came.
        focus: The part of the canvas that it is about, or None for an empty wall.
    """

    cards: Mapping[CardId, CanvasCard]
    focus: Rect | None


class Replay:
    """A session's log, ready to be played.

    Args:
        events: The session's events in order.
        facts: What is known beside the log.

    Attributes:
        steps: What can be seen, in order.
        turns: The turns, in order.
        duration_s: How long it plays at speed 1.
        unreadable: Events that were passed over because they could not be read.
    """

    def __init__(self, events: Iterable[Event], facts: ReplayFacts) -> None:
        reader = LogReader(facts)
        steps, turns = _read_all(_with_found(list(events), facts.cards), reader)
        self.steps = tuple(steps)
        self.turns = tuple(turns)
        self.unreadable = reader.unreadable
        self._births = reader.births
        self._times: list[float] = [step.at_s for step in self.steps]
        self.duration_s = self._times[-1] + END_HOLD_S if self._times else 0.0
        self._turn_of = _turns_told(self.steps)
        self._turn_positions = [turn.position for turn in self.turns]
        self._every = max(_CHECKPOINT_STEPS, len(self.steps) // _MOST_CHECKPOINTS)
        self._checkpoints = self._checkpointed()
        self._run_cards: dict[RunId, list[CardId]] = {}
        for turn in self.turns:
            if turn.logged.run_id is not None:
                self._run_cards.setdefault(turn.logged.run_id, []).extend(turn.logged.cards)

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def image_ids(self) -> frozenset[ImageId]:
        """Every picture that is ever shown."""
        changed = (change.after for step in self.steps for change in step.changes)
        return frozenset(card.image_id for card in changed if card and card.image_id)

    def birth(self, card_id: CardId) -> int:
        """Return a card's place in the order of first appearance."""
        return self._births[card_id]

    # -- positions -----------------------------------------------------------------------------

    def clamped(self, position: int) -> int:
        """Return the nearest position there is."""
        return max(0, min(len(self.steps), position))

    def time_of(self, position: int) -> float:
        """Return when a position is reached, in seconds at speed 1."""
        position = self.clamped(position)
        return self._times[position - 1] if position else 0.0

    def position_at(self, seconds: float) -> int:
        """Return the position that is shown at a time."""
        return bisect_right(self._times, seconds)

    def turn_at(self, position: int) -> int | None:
        """Return the index of the turn that is told about at a position."""
        return self._turn_of[self.clamped(position)]

    def next_turn(self, position: int) -> int:
        """Return the position of the next turn, or the end."""
        index = bisect_right(self._turn_positions, position)
        return self._turn_positions[index] if index < len(self.turns) else len(self.steps)

    def previous_turn(self, position: int) -> int:
        """Return the position of the turn before, or the beginning."""
        index = bisect_left(self._turn_positions, position)
        return self._turn_positions[index - 1] if index else 0

    # -- states --------------------------------------------------------------------------------

    def moment(self, position: int) -> ReplayMoment:
        """Return what is told about a position; one out of range means the nearest."""
        position = self.clamped(position)
        index = self._turn_of[position]
        return ReplayMoment(
            position=position,
            step=self.steps[position - 1] if position else None,
            turn=self.turns[index] if index is not None else None,
        )

    def state(self, position: int) -> ReplayState:
        """Return the canvas at a position; one out of range means the nearest.

        Copies every card; `ReplayCursor` goes from one position to another without that.
        """
        moment = self.moment(position)
        cards = self._cards_at(moment.position)
        focus = self.focus(moment.position, cards)
        return ReplayState(moment.position, moment.step, moment.turn, cards, focus)

    def changes(self, start: int, end: int) -> dict[CardId, CanvasCard | None]:
        """Return what makes the canvas of one position into that of another, either way.

        Each card's last word, whatever it was in between; None takes a card away.
        """
        changed: dict[CardId, CanvasCard | None] = {}
        if start <= end:
            for step in self.steps[start:end]:
                for change in step.changes:
                    changed[change.card_id] = change.after
        else:
            for step in reversed(self.steps[end:start]):
                for change in step.changes:
                    changed[change.card_id] = change.before
        return changed

    def focus(self, position: int, cards: Mapping[CardId, CanvasCard]) -> Rect | None:
        """Return what the camera frames: all at the end, else what the last step is about.

        Args:
            position: The position.
            cards: Its cards.
        """
        if position not in (0, len(self.steps)):
            step, turn = self.steps[position - 1], self._turn_of[position]
            ids = step.card_ids if step.turn is None or turn is None else self._scene(turn)
            seen = bounding_rect(cards[key].placement.rect for key in ids if key in cards)
            gone = (change.before for change in step.changes if change.before is not None)
            seen = seen or bounding_rect(card.placement.rect for card in gone)
            if seen is not None:
                return seen
        return _bounds(cards.values())

    def _cards_at(self, position: int) -> dict[CardId, CanvasCard]:
        checkpoint = position // self._every
        cards = dict(self._checkpoints[checkpoint])
        apply_changes(cards, self.changes(checkpoint * self._every, position))
        return {card_id: cards[card_id] for card_id in sorted(cards, key=self._births.__getitem__)}

    def _checkpointed(self) -> list[dict[CardId, CanvasCard]]:
        cards: dict[CardId, CanvasCard] = {}
        found = [dict(cards)]
        for end in range(self._every, len(self.steps) + 1, self._every):
            apply_changes(cards, self.changes(end - self._every, end))
            found.append(dict(cards))
        return found

    def _scene(self, index: int) -> list[CardId]:
        """Return the cards that belong together: of the run, or of the turn and its source."""
        turn = self.turns[index].logged
        if turn.run_id is not None:
            return self._run_cards[turn.run_id]
        source = [turn.source_card_id] if turn.source_card_id is not None else []
        return [*source, *turn.cards]


def _read_all(
    events: Iterable[Event], reader: LogReader
) -> tuple[list[ReplayStep], list[ReplayTurn]]:
    """Return what the events show, with the times at which it is played."""
    steps: list[ReplayStep] = []
    turns: list[ReplayTurn] = []
    index_of: dict[TurnId, int] = {}
    for event in events:
        changes = reader.read(event)
        if not changes:
            continue
        at_s = steps[-1].at_s + _gap(steps[-1], event, turns) if steps else START_S
        turn_id: Any = event.payload.get("turn")
        if event.kind == EventKind.TURN_STARTED:
            index_of[turn_id] = len(turns)
            turns.append(ReplayTurn(reader.turns[turn_id], len(steps) + 1, at_s))
        turn = index_of.get(turn_id) if turn_id is not None else None
        steps.append(ReplayStep(event.kind, event.created_utc, at_s, turn, tuple(changes)))
    return steps, turns


def _bounds(cards: Iterable[CanvasCard]) -> Rect | None:
    """Return the rectangle around all cards, in four passes of C: there may be thousands."""
    places = [card.placement for card in cards]
    if not places:
        return None
    left, top = min(place.x for place in places), min(place.y for place in places)
    right = max(place.x + place.width for place in places)
    bottom = max(place.y + place.height for place in places)
    return Rect(left, top, right - left, bottom - top)


def apply_changes(
    cards: dict[CardId, CanvasCard], changes: Mapping[CardId, CanvasCard | None]
) -> None:
    """Make cards into those of another position, with what `Replay.changes` returned."""
    for card_id, card in changes.items():
        if card is None:
            cards.pop(card_id, None)
        else:
            cards[card_id] = card


def _turns_told(steps: Iterable[ReplayStep]) -> list[int | None]:
    """Return the turn that is told about at each position."""
    told: list[int | None] = [None]
    for step in steps:
        told.append(step.turn if step.turn is not None else told[-1])
    return told


def _gap(before: ReplayStep, event: Event, turns: Sequence[ReplayTurn]) -> float:
    """Return how long after a step the next one is played: long waits are shortened."""
    real_s = seconds_between(before.created_utc, event.created_utc)
    gap_s = min(LONGEST_GAP_S, max(SHORTEST_GAP_S, real_s))
    is_read = before.kind == EventKind.TURN_STARTED and event.kind != EventKind.TURN_STARTED
    if is_read and turns:
        letters = len(turns[-1].logged.message)
        gap_s = max(gap_s, min(READ_MOST_S, READ_LEAST_S + READ_S_PER_LETTER * letters))
    return gap_s


def seconds_between(start_utc: str, end_utc: str) -> float:
    """Return the seconds from one time to another, 0 when the clock went back or is not one."""
    try:
        start, end = datetime.fromisoformat(start_utc), datetime.fromisoformat(end_utc)
        return max(0.0, (end - start).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _with_found(events: list[Event], cards: Iterable[CanvasCard]) -> list[Event]:
    """Return the events with one more for each card they never mention, at its time.

    A library that was rebuilt from its pictures has cards and no log.
    """
    told = {str(card_id) for event in events for card_id in _cards_of(event)}
    lost = sorted((c for c in cards if c.id not in told), key=lambda c: (c.created_utc, c.id))
    merged: list[Event] = []
    for event in events:
        while lost and lost[0].created_utc < event.created_utc:
            merged.append(_found(lost.pop(0)))
        merged.append(event)
    return merged + [_found(card) for card in lost]


def _cards_of(event: Event) -> list[object]:
    """Return the ids of the cards that an event brings to the wall."""
    if event.kind == EventKind.IMAGE_IMPORTED:
        return [event.payload.get("card")]
    if event.kind == EventKind.TURN_STARTED:
        return [entry.get("card") for entry in event.payload.get("outputs", ())]
    return []


def _found(card: CanvasCard) -> Event:
    session_id = SessionId(card.session_id) if card.session_id else None
    return Event(0, session_id, CARD_FOUND, {"card": card}, EVENT_VERSION, card.created_utc)
