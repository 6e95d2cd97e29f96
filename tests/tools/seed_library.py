"""Fills a library with sessions for speed work: ``seed_library.py DIR --cards 10000``.

The pictures are real files of one of `--pictures` kinds, so that ten thousand cards do not need
ten thousand decodes to be made; every card has its own conversation, turn and output.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from gallery_studio.domain.arrange import columns_for, place_run
from gallery_studio.domain.card import COLUMN_WIDTH, Card, card_height
from gallery_studio.domain.conversation import CompletedOutput, Conversation, Output, Turn
from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.ids import (
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

_MODELS = ("gemini-nano-banana-2.1", "gemini-3-pro-image", "offline")
_SIZES = ((1024, 1024), (896, 1120), (1280, 720), (832, 1248))
_WORDS = """
    brass lamp plinth sage shadow cobalt room mirror chrome dusk warm light eucalyptus vase
    terracotta alcove leaf window rain city pool arch silk rose basalt amber dahlia macro
""".split()  # noqa: SIM905 - words read better as words


def paint(number: int, rng: random.Random) -> bytes:
    """Return a PNG with a gradient ground and a few soft shapes."""
    width, height = _SIZES[number % len(_SIZES)]
    top, bottom = (tuple(rng.randrange(256) for _ in range(3)) for _ in range(2))
    ramp = Image.linear_gradient("L").resize((width, height))
    picture = Image.composite(
        Image.new("RGB", (width, height), bottom), Image.new("RGB", (width, height), top), ramp
    )
    draw = ImageDraw.Draw(picture)
    for _ in range(7):
        x, y, r = rng.randrange(width), rng.randrange(height), rng.randrange(40, 320)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(rng.randrange(256) for _ in range(3)))
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def seed_session(
    library: Library, pictures: list[StoredPicture], cards: int, rng: random.Random, name: str
) -> str:
    """Add one session with `cards` finished cards; return its id."""
    start = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    session = Session(
        id=new_session_id(start.timestamp()),
        name=name,
        created_utc=utc_text(start),
        updated_utc=utc_text(start),
        is_named_by_person=True,
    )
    chosen = [rng.choice(pictures) for _ in range(cards)]
    aspects = [picture.file.width / picture.file.height for picture in chosen]
    columns = columns_for([card_height(COLUMN_WIDTH, aspect) for aspect in aspects])
    places = place_run(aspects, [], Rect(0, 0, 0, 0), columns=columns)
    run = Run(
        id=new_run_id(),
        session_id=session.id,
        composition=name,
        directives=(Directive(name),),
        models=_MODELS,
        product_ids=(),
        aspect_ratio=None,
        image_size=None,
        seed=1,
        created_utc=utc_text(start),
    )
    conversations, turns, outputs, rows = [], [], [], []
    for number, place in enumerate(places):
        now = utc_text(start + timedelta(seconds=number))
        words = ", ".join(" ".join(rng.sample(_WORDS, 3)) for _ in range(2))
        conversation = Conversation(new_conversation_id(), session.id, words, now, now)
        turn = Turn(
            new_turn_id(), conversation.id, 1, words, (rng.choice(_MODELS),), now, run_id=run.id
        )
        output = Output(new_output_id(), turn.id, turn.models[0], 0, words, now)
        card = Card(
            new_card_id(), session.id, output.id, None, replace(place, z=number), now,
            is_starred=rng.random() < 0.1,
        )  # fmt: skip
        conversations.append(conversation)
        turns.append(turn)
        outputs.append(output)
        rows.append(card)
    library.work.start(
        NewWork(
            session_id=session.id,
            session=session,
            run=run,
            conversations=tuple(conversations),
            turns=tuple(turns),
            outputs=tuple(outputs),
            cards=tuple(rows),
        )
    )
    for output, picture in zip(outputs, chosen, strict=True):
        library.work.complete(
            CompletedOutput(output.id, picture.file.id, text="Done."),
            picture.file,
            picture.micro_rgb,
        )
    return session.id


def main() -> int:
    """Seed a library as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cards", type=int, default=1000, help="cards of each session")
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--pictures", type=int, default=24, help="different pictures")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    started = time.monotonic()
    library = Library.open(arguments.folder)
    try:
        pictures = [
            store_now(library.images, paint(number, rng), Origin.GENERATED, "")
            for number in range(arguments.pictures)
        ]
        for number in range(arguments.sessions):
            name = f"Seeded session {number + 1}"
            print(seed_session(library, pictures, arguments.cards, rng, name))
    finally:
        library.shutdown()
    print(f"seeded in {time.monotonic() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
