"""A turn's durable save and opening its conversation, against plain files and base64 in JSON."""

import base64
import json
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench_figures import (
    Figure,
    faster_at_least,
    median_ms,
    shown,
    slower_at_most,
    timed_ms,
    write_durably,
    written_bytes,
)
from bench_pictures import encoded, photo

from gallery_studio.domain.card import Card, Placement
from gallery_studio.domain.conversation import CompletedOutput, Conversation, Output, Turn
from gallery_studio.domain.ids import (
    ModelId,
    OutputId,
    new_card_id,
    new_conversation_id,
    new_output_id,
    new_session_id,
    new_turn_id,
)
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.domain.session import Session
from gallery_studio.imaging.previews import previews_of
from gallery_studio.library.library import Library
from gallery_studio.library.starting import NewWork

NOW = "2026-11-21T11:42:00.000+00:00"
MODEL = ModelId("offline")
PICTURE_BYTES = 10_000_000


def conversation_of(turns: int) -> NewWork:
    """Return one conversation with its turns still to be answered."""
    session = Session(new_session_id(1_795_000_000), "A long conversation", NOW, NOW)
    conversation = Conversation(new_conversation_id(), session.id, "warmer", NOW, NOW)
    all_turns, outputs, cards = [], [], []
    for number in range(1, turns + 1):
        words = f"a little warmer, step {number}"
        turn = Turn(new_turn_id(), conversation.id, number, words, (MODEL,), NOW)
        output = Output(new_output_id(), turn.id, MODEL, 0, words, NOW)
        place = Placement(216.0 * number, 0, 200, 284, number)
        all_turns.append(turn)
        outputs.append(output)
        cards.append(Card(new_card_id(), session.id, output.id, None, place, NOW))
    return NewWork(
        session.id, session, None, (conversation,),
        tuple(all_turns), tuple(outputs), tuple(cards),
    )  # fmt: skip


class Saver:
    """Saves answers as the studio does once a picture was decoded."""

    def __init__(self, library: Library) -> None:
        self._library = library
        picture = encoded(photo(2048, 8), "PNG", compress_level=1)
        self._checked, self._previews = previews_of(picture)
        # A file's bytes do not change what its save costs: the picture is filled up to its size.
        self._data = picture[:PICTURE_BYTES].ljust(PICTURE_BYTES, b"\x5a")

    def answer(self, number: int) -> bytes:
        """Return the bytes of an answer; no two are alike."""
        return self._data + number.to_bytes(8, "big")

    def save(self, output_id: OutputId, data: bytes) -> None:
        """Save picture, previews, record and rows; afterwards no power cut loses them."""
        images = self._library.images
        image_id = images.store_file(data, MediaType.PNG)
        images.store_previews(image_id, self._previews)
        file = ImageFile(
            image_id, MediaType.PNG, self._checked.width, self._checked.height,
            len(data), Origin.GENERATED, NOW,
        )  # fmt: skip
        completed = CompletedOutput(output_id, image_id, text="Done.")
        self._library.work.complete(completed, file, self._previews.micro_rgb)


class JsonColumn:
    """What one writes first: a conversation is one JSON text with its pictures in base64."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.executescript(
            "PRAGMA journal_mode=wal; PRAGMA synchronous=full;"
            "CREATE TABLE conversations (id INTEGER PRIMARY KEY, json TEXT);"
            "INSERT INTO conversations VALUES (1, '[]');"
        )

    def append(self, *pictures: bytes) -> None:
        """Add turns to the conversation and save it."""
        turns = self.load()
        turns += [
            {"message": "a little warmer", "image": base64.b64encode(picture).decode()}
            for picture in pictures
        ]
        with self._database:
            self._database.execute("UPDATE conversations SET json = ?", (json.dumps(turns),))

    def load(self) -> list[dict]:
        """Return the conversation."""
        return json.loads(self._database.execute("SELECT json FROM conversations").fetchone()[0])

    def close(self) -> None:
        self._database.close()


def save_and_open(context) -> list[Figure]:
    """Save turns one after the other beside plain files; then open the conversation."""
    turns, repeats = (6, 1) if context.is_quick else (20, 5)
    runs = []
    with tempfile.TemporaryDirectory(prefix="gallery-bench-") as temporary:
        for number in range(repeats):
            folder = Path(temporary) / str(number)
            folder.mkdir()
            runs.append(_saves(folder, turns))
        opening, column, appended = _openings(Path(temporary) / "0", turns)
    saves = [save for run in runs for save in run]
    ours = statistics.median(save[0] for save in saves)
    plain = statistics.median(save[1] for save in saves)
    # Three turns at each end, since one save is too noisy to compare.
    first = statistics.median(save[0] for run in runs for save in run[:3])
    last = statistics.median(save[0] for run in runs for save in run[-3:])
    return [
        slower_at_most(
            "durable save of a turn, 10 MB picture", ours, "write + fsync", plain, 1.5,
            note=f"CPU {statistics.median(save[2] for save in saves):.0f} ms with SHA-256",
        ),
        slower_at_most(f"the save of turn {turns}", last, "of turn 1", first, 1.3),
        _bytes_figure(saves),
        faster_at_least(
            f"the save of turn {turns} as base64 in JSON", last, "whole column", appended, None
        ),
        faster_at_least(
            f"open a conversation of {turns} turns", opening, "base64 in JSON", column, 100
        ),
    ]  # fmt: skip


def _bytes_figure(saves: list[tuple[float, float, float, int]]) -> Figure:
    case = "bytes a save writes, rows and all"
    if any(save[3] < 0 for save in saves):
        return Figure(case, 0, "x", skipped="this system does not count a process's writes")
    written = statistics.median(save[3] for save in saves)
    plain = PICTURE_BYTES + 8
    return Figure(
        case, written / plain, "x", 1.05, ours=shown(written / 1e6, "MB"),
        reference=f"the picture {shown(plain / 1e6, 'MB')}", note="with 5 previews and a record",
    )  # fmt: skip


def _saves(folder: Path, turns: int) -> list[tuple[float, float, float, int]]:
    """Return for each turn: ms of our save, of a plain one, CPU ms of ours, and its bytes."""
    saves = []
    with closing(_Shutting(Library.open(folder / "library"))) as held:
        saver = Saver(held.library)
        work = conversation_of(turns)
        held.library.work.start(work)
        for number, output in enumerate(work.outputs):
            data = saver.answer(number)
            plain = timed_ms(lambda n=number, d=data: write_durably(folder / f"{n}.bin", d))
            before, cpu = written_bytes(), time.process_time()
            ours = timed_ms(lambda o=output.id, d=data: saver.save(o, d))
            cpu_ms = (time.process_time() - cpu) * 1000
            after = written_bytes()
            written = -1 if before is None or after is None else after - before
            saves.append((ours, plain, cpu_ms, written))
    return saves


class _Shutting:
    """A library that `closing` can close."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.close = library.shutdown


def _openings(folder: Path, turns: int) -> tuple[float, float, float]:
    """Return the ms to open the conversation, the same from the column, and of its last save."""
    library = Library.open_read_only(folder / "library")
    reader = library.reader()
    session = reader.session_summaries()[0].id
    conversation_id = reader.conversations(session)[0].id

    def open_ours() -> None:
        reader.conversation(conversation_id)
        found = reader.turns(conversation_id)
        outputs = reader.outputs_of_turns([turn.id for turn in found])
        images = reader.images([output.image_id for output in outputs if output.image_id])
        assert len(found) == len(images) == turns

    ours = median_ms(open_ours, 15)
    pictures = [(folder / f"{n}.bin").read_bytes() for n in range(turns)]
    column = JsonColumn(folder / "column.sqlite3")
    column.append(*pictures[:-1])
    appended = timed_ms(lambda: column.append(pictures[-1]))
    loaded = median_ms(column.load, 5 if turns < 20 else 3)
    column.close()
    reader.shutdown()
    library.shutdown()
    return ours, loaded, appended
