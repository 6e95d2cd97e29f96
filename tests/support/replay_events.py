"""Event logs for tests of the replay: a session's acts, written as the library writes them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gallery_studio.domain.event import EVENT_VERSION, Event, EventKind

SESSION = "gal-1-abcdef"
COLUMNS = 60
"""Turns beside each other; a wall of thousands is about as high as it is wide."""

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass
class EventLog:
    """Writes events with ids that can be read."""

    events: list[Event] = field(default_factory=list)
    now: datetime = START
    cards: list[str] = field(default_factory=list)
    binned: list[str] = field(default_factory=list)
    open_outputs: list[tuple[str, str]] = field(default_factory=list)
    done: list[tuple[str, str]] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    turns: int = 0

    def add(self, kind: str, /, *, after_s: float = 1.0, **payload: Any) -> Event:
        self.now += timedelta(seconds=after_s)
        event = Event(
            len(self.events) + 1, SESSION, kind, payload, EVENT_VERSION, self.now.isoformat()
        )
        self.events.append(event)
        return event

    def turn(
        self, message: str = "a lamp", models: int = 1, *, source: tuple[str, str] | None = None
    ) -> str:
        """Start a turn with a conversation of its own; `source` is (output, image)."""
        self.turns += 1
        turn, conversation = f"turn-{self.turns}", f"talk-{self.turns}"
        self.add(
            EventKind.CONVERSATION_STARTED,
            conversation=conversation,
            source_image=source[1] if source else None,
            source_output=source[0] if source else None,
        )
        outputs = []
        row, column = divmod(self.turns, COLUMNS)
        for number in range(models):
            name = f"{self.turns}-{number}"
            outputs.append(
                {"output": f"out-{name}", "model": "offline", "card": f"card-{name}"}
                | {"x": column * 216.0, "y": row * 900.0 + number * 300.0}
                | {"width": 200.0, "height": 284.0}
                | {"z": len(self.cards) + len(self.binned) + 1}
            )
            self.cards.append(f"card-{name}")
            self.open_outputs.append((f"out-{name}", turn))
        self.add(
            EventKind.TURN_STARTED,
            after_s=0,
            turn=turn,
            conversation=conversation,
            number=1,
            parent_turn=None,
            parent_output=None,
            message=message,
            outputs=outputs,
        )
        return turn

    def complete(self, index: int = 0, after_s: float = 9.0) -> None:
        output, turn = self.open_outputs.pop(index)
        image = f"image-{output}"
        self.add(
            EventKind.OUTPUT_COMPLETED, after_s=after_s, output=output, turn=turn, image=image,
            text="Done.",
        )  # fmt: skip
        self.done.append((output, image))

    def fail(self, index: int = 0) -> None:
        output, turn = self.open_outputs.pop(index)
        self.add(
            EventKind.OUTPUT_FAILED, output=output, turn=turn, kind="blocked", message="Blocked."
        )
        self.ended.append((output, turn))

    def retry(self) -> None:
        output, turn = self.ended.pop()
        self.add(EventKind.OUTPUT_RETRIED, output=output, turn=turn, attempt=1)
        self.open_outputs.append((output, turn))

    def move(self, card: str, x: float, y: float, z: int) -> None:
        place = {"card": card, "x": x, "y": y, "width": 200.0, "height": 284.0, "z": z}
        self.add(EventKind.CARDS_MOVED, cards=[place | {"previous": {}}])

    def delete(self, card: str) -> None:
        self.cards.remove(card)
        self.binned.append(card)
        self.add(EventKind.CARDS_DELETED, cards=[card])

    def restore(self, card: str) -> None:
        self.binned.remove(card)
        self.cards.append(card)
        self.add(EventKind.CARDS_RESTORED, cards=[card])

    def star(self, card: str) -> None:
        self.add(EventKind.CARD_STARRED, cards=[card], starred=True)

    def act(self, rng: random.Random) -> None:
        """Do something that can be done now."""
        acts = [lambda: self.turn("words " * rng.randrange(1, 30), rng.randrange(1, 4))]
        if self.done:
            acts.append(lambda: self.turn("warmer", 1, source=rng.choice(self.done)))
        if self.open_outputs:
            acts += [lambda: self.complete(rng.randrange(len(self.open_outputs)))] * 3
            acts.append(lambda: self.fail(rng.randrange(len(self.open_outputs))))
        if self.ended:
            acts.append(self.retry)
        if self.cards:
            card = rng.choice(self.cards)
            acts.append(lambda: self.move(card, rng.uniform(-900, 900), 40.0, rng.randrange(9)))
            acts += [lambda: self.delete(card), lambda: self.star(card)]
        if self.binned:
            acts.append(lambda: self.restore(rng.choice(self.binned)))
        rng.choice(acts)()


def random_log(seed: int, acts: int) -> EventLog:
    """Return a log of that many acts; the same seed gives the same log."""
    rng, log = random.Random(seed), EventLog()
    log.add(EventKind.SESSION_CREATED, name="Lamps")
    for _ in range(acts):
        log.act(rng)
    return log


def sizes_of(log: EventLog) -> dict[str, tuple[int, int]]:
    """Return a size for every picture of a log."""
    shapes = ((1024, 1024), (896, 1120), (1280, 720))
    return {image: shapes[number % 3] for number, (_, image) in enumerate(log.done)}
