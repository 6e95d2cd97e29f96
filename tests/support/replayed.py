"""A library with a session worth replaying: a run, edits, moves, stars, a failure, a bin."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from gallery_studio.domain.card import COLUMN_WIDTH, GAP, Card, Placement, card_height
from gallery_studio.domain.conversation import (
    CompletedOutput,
    Conversation,
    FailedOutput,
    Output,
    Turn,
)
from gallery_studio.domain.ids import (
    ModelId,
    SessionId,
    new_card_id,
    new_conversation_id,
    new_output_id,
    new_run_id,
    new_session_id,
    new_turn_id,
)
from gallery_studio.domain.image import Origin
from gallery_studio.domain.session import Directive, Run, Session
from gallery_studio.domain.timestamps import utc_text
from gallery_studio.library.library import Library
from gallery_studio.library.starting import NewWork
from gallery_studio.studio.storing import StoredPicture, store_now

FLASH, PRO = ModelId("gemini-nano-banana-2.1"), ModelId("gemini-3-pro-image")
WORDS = (
    "Brass dome lamp on a plaster plinth, first light",
    "Cobalt room, yolk-yellow shade, catalogue light",
    "Sage on sage, leaf shadow across the wall",
    "Mirror-polished chrome, blush wall, hard window light",
)
EDITS = ("Make the background darker, keep the lamp glowing", "Warmer", "Crop to a square")


def painted(number: int) -> bytes:
    """Return a small PNG that is another one for each number."""
    rng = random.Random(number)
    width, height = ((320, 320), (280, 350), (384, 216))[number % 3]
    picture = Image.new("RGB", (width, height), tuple(rng.randrange(40, 200) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(5):
        x, y, r = rng.randrange(width), rng.randrange(height), rng.randrange(20, 120)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(rng.randrange(256) for _ in range(3)))
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


@dataclass
class SessionMaker:
    """Makes a session act by act, as the studio stores it, on a clock of its own."""

    library: Library
    pictures: list[StoredPicture]
    clock: Clock
    session: Session
    cards: list[Card] = field(default_factory=list)
    done: list[tuple[Output, Card, StoredPicture, Conversation]] = field(default_factory=list)
    columns: list[float] = field(default_factory=lambda: [0.0] * 6)

    def place(self, picture: StoredPicture) -> Placement:
        column = self.columns.index(min(self.columns))
        height = card_height(COLUMN_WIDTH, picture.file.width / picture.file.height)
        x, y = column * (COLUMN_WIDTH + GAP), self.columns[column]
        self.columns[column] += height + GAP
        return Placement(x, y, COLUMN_WIDTH, height, len(self.cards) + 1)

    def run(self, words: tuple[str, ...] = WORDS, models: tuple[ModelId, ...] = (PRO,)) -> None:
        """Press Generate; every picture arrives."""
        now = self.clock.text()
        run = Run(
            new_run_id(), self.session.id, words[0], tuple(Directive(word) for word in words),
            models, (), None, None, 1, now,
        )  # fmt: skip
        asked = [(word, model, None) for word in words for model in models]
        for output, card, picture, conversation in self._start(asked, run):
            self._answer(output, card, picture, conversation)

    def edit(self, index: int, message: str) -> None:
        """Edit a picture that is there."""
        source = self.done[index % len(self.done)]
        for output, card, picture, conversation in self._start([(message, FLASH, source)], None):
            self._answer(output, card, picture, conversation)

    def fail(self, message: str = "A lamp that cannot be") -> None:
        """Ask for a picture that a model refuses."""
        for output, *_ in self._start([(message, FLASH, None)], None):
            self.library.work.fail(
                FailedOutput(
                    output.id, "blocked", "Blocked by the safety filter", is_retryable=False
                )
            )

    def _start(self, asked, run):
        made, conversations, turns = [], [], []
        now = self.clock.text()
        for words, model, source in asked:
            conversation = Conversation(
                new_conversation_id(), self.session.id, words, now, now,
                source_image_id=source[2].file.id if source else None,
                source_output_id=source[0].id if source else None,
            )  # fmt: skip
            turn = Turn(
                new_turn_id(), conversation.id, 1, words, (model,), now,
                run_id=run.id if run else None,
            )  # fmt: skip
            output = Output(new_output_id(), turn.id, model, 0, words, now)
            picture = self.pictures[len(self.cards) % len(self.pictures)]
            card = Card(new_card_id(), self.session.id, output.id, None, self.place(picture), now)
            self.cards.append(card)
            conversations.append(conversation)
            turns.append(turn)
            made.append((output, card, picture, conversation))
        self.library.work.start(
            NewWork(
                session_id=self.session.id, session=self.session, run=run,
                conversations=tuple(conversations), turns=tuple(turns),
                outputs=tuple(row[0] for row in made), cards=tuple(row[1] for row in made),
            )
        )  # fmt: skip
        return made

    def _answer(self, output, card, picture, conversation) -> None:
        self.clock.pass_s(9)
        self.library.work.complete(
            CompletedOutput(output.id, picture.file.id, text="Done."),
            picture.file,
            picture.micro_rgb,
        )
        self.done.append((output, card, picture, conversation))


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def text(self) -> str:
        return utc_text(self.now)


def make_session(folder: Path, events: int = 40, pictures: Sequence[bytes] = ()) -> SessionId:
    """Make a library whose one session has at least that many events; return its id."""
    clock = Clock()
    library = Library.open(folder, now=clock)
    try:
        files = pictures or [painted(number) for number in range(9)]
        stored = [store_now(library.images, data, Origin.GENERATED, "") for data in files]
        session = Session(
            id=new_session_id(clock.now.timestamp()), name="Halden lamp, autumn",
            created_utc=clock.text(), updated_utc=clock.text(), is_named_by_person=True,
        )  # fmt: skip
        maker = SessionMaker(library, stored, clock, session)
        _act(maker, events)
    finally:
        library.shutdown()
    return session.id


def _act(maker: SessionMaker, events: int) -> None:
    rng = random.Random(5)
    maker.run(models=(PRO, FLASH))
    maker.fail()
    while _event_count(maker) < events:
        maker.clock.pass_s(rng.choice((3, 40, 4_000)))
        maker.edit(rng.randrange(len(maker.done)), EDITS[len(maker.cards) % len(EDITS)])
        cards = maker.library.cards
        chosen = maker.cards[rng.randrange(8)]
        kind = len(maker.cards) % 4
        if kind == 0:
            cards.star([chosen.id], is_starred=True)
        elif kind == 1:
            place = chosen.placement
            moved = Placement(place.x + 40, place.y + 24, place.width, place.height, 400)
            cards.move([(chosen.id, moved)])
        elif kind == 2:
            cards.delete([chosen.id])
            cards.restore([chosen.id])


def _event_count(maker: SessionMaker) -> int:
    reader = maker.library.reader()
    try:
        return len(reader.events(maker.session.id))
    finally:
        reader.shutdown()


def fingerprint(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a library but its caches and what SQLite shares."""
    passed_over = ("-shm", "library.lock")
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(passed_over)
    }
