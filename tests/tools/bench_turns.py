"""A turn's durable save and opening its conversation, against plain files and base64 in JSON."""

import base64
import json
import sqlite3
import statistics
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
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
from gallery_studio.imaging import previews
from gallery_studio.imaging.previews import previews_of
from gallery_studio.library.library import Library
from gallery_studio.library.starting import NewWork
from gallery_studio.studio.storing import StoredPicture, store_now

NOW = "2026-11-21T11:42:00.000+00:00"
MODEL = ModelId("offline")
PICTURE_BYTES = 10_000_000
_IEND_BYTES = 12


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
    """Saves answers as the studio does."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._picture = encoded(photo(2048, 8), "PNG", compress_level=1)
        self.previews = previews_of(self._picture)[1]
        self._decoded_s = 0.0

    def answer(self, number: int) -> bytes:
        """Return the bytes of an answer, filled up to their size; no two are alike."""
        head, tail = self._picture[:-_IEND_BYTES], self._picture[-_IEND_BYTES:]
        filling = number.to_bytes(8, "big").ljust(PICTURE_BYTES - len(self._picture) - 12, b"\x5a")
        chunk = b"fiLl" + filling
        length, check = len(filling).to_bytes(4, "big"), zlib.crc32(chunk).to_bytes(4, "big")
        return head + length + chunk + check + tail

    def receive(self, output_id: OutputId, data: bytes) -> tuple[float, float]:
        """Decode and save an answer; afterwards no power cut loses it.

        Returns:
            All of its ms, and those after the picture was decoded.
        """
        started = time.perf_counter()
        with self._noting_the_decode():
            stored = store_now(self._library.images, data, Origin.GENERATED, "")
        self._complete(output_id, stored)
        ended = time.perf_counter()
        return (ended - started) * 1000, (ended - self._decoded_s) * 1000

    def save(self, output_id: OutputId, data: bytes) -> None:
        """Save an answer that was decoded before: nothing goes on beside it."""
        images = self._library.images
        image_id = images.store_file(data, MediaType.PNG)
        images.store_previews(image_id, self.previews)
        file = ImageFile(
            image_id, MediaType.PNG, 2048, 2048, len(data), Origin.GENERATED, NOW
        )  # fmt: skip
        self._complete(output_id, StoredPicture(file, self.previews.micro_rgb))

    def _complete(self, output_id: OutputId, stored: StoredPicture) -> None:
        completed = CompletedOutput(output_id, stored.file.id, text="Done.")
        self._library.work.complete(completed, stored.file, stored.micro_rgb)

    @contextmanager
    def _noting_the_decode(self) -> Iterator[None]:
        def noting(*arguments, **named):
            made = previews_of(*arguments, **named)
            self._decoded_s = time.perf_counter()
            return made

        previews.previews_of = noting
        try:
            yield
        finally:
            previews.previews_of = previews_of


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


@dataclass(frozen=True, slots=True)
class Save:
    """What one turn took, in ms, and wrote, in bytes (-1 where the system does not count them)."""

    plain: float
    decode: float
    whole: float
    after_decode: float
    alone: float
    alone_cpu: float
    written: int


def save_and_open(context) -> list[Figure]:
    """Save turns one after the other beside plain files; then open the conversation."""
    turns, repeats = (6, 1) if context.is_quick else (20, 4)
    runs, cache_bytes = [], 0
    with tempfile.TemporaryDirectory(prefix="gallery-bench-") as temporary:
        for number in range(repeats):
            folder = Path(temporary) / str(number)
            folder.mkdir()
            saves, cache_bytes = _saves(folder, turns)
            runs.append(saves)
        opening, column, appended = _openings(Path(temporary) / "0", turns)
    saves = [save for run in runs for save in run]
    # Three turns at each end, since one save is too noisy to compare.
    first = statistics.median(save.after_decode for run in runs for save in run[:3])
    last = statistics.median(save.after_decode for run in runs for save in run[-3:])
    return [
        *_save_figures(saves),
        slower_at_most(f"the save of turn {turns}", last, "of turn 1", first, 1.3),
        *_bytes_figures(saves, cache_bytes),
        faster_at_least(
            f"the save of turn {turns} as base64 in JSON", last, "whole column", appended, None
        ),
        faster_at_least(
            f"open a conversation of {2 * turns} turns", opening,
            f"{turns} as base64 in JSON", column, 100,
        ),
    ]  # fmt: skip


def _save_figures(saves: list[Save]) -> list[Figure]:
    """Compare a save with writing the same bytes; hash and disk go on while it is decoded."""

    def median(name: str) -> float:
        return statistics.median(getattr(save, name) for save in saves)

    plain = median("plain")
    return [
        slower_at_most(
            "durable save of a turn, 10 MB, once decoded", median("after_decode"),
            "write + fsync", plain, 1.5, note="hashed and on its way to the disk meanwhile",
        ),
        slower_at_most(
            "all of an answer: decode, hash, save", median("whole"),
            "its decode and previews alone", median("decode"), None,
        ),
        slower_at_most(
            "the save with nothing beside it", median("alone"), "write + fsync", plain, None,
            note=f"CPU {median('alone_cpu'):.0f} ms with SHA-256",
        ),
    ]  # fmt: skip


def _bytes_figures(saves: list[Save], cache_bytes: int) -> list[Figure]:
    case, cached = "bytes a save keeps: picture, rows, record", "the same with its previews"
    if any(save.written < 0 for save in saves):
        return [Figure(case, 0, "x", skipped="this system does not count a process's writes")]
    written = statistics.median(save.written for save in saves)
    return [
        _bytes_figure(case, written - cache_bytes, 1.05, ""),
        _bytes_figure(cached, written, None, "a cache, made again when it is lost"),
    ]


def _bytes_figure(case: str, written: float, goal: float | None, note: str) -> Figure:
    return Figure(
        case, written / PICTURE_BYTES, "x", goal, ours=shown(written / 1e6, "MB"),
        reference=f"the picture {shown(PICTURE_BYTES / 1e6, 'MB')}", note=note,
    )  # fmt: skip


def _saves(folder: Path, turns: int) -> tuple[list[Save], int]:
    """Save twice as many turns, half of them decoded before; return also their previews' bytes."""
    saves = []
    with closing(_Shutting(Library.open(folder / "library"))) as held:
        saver = Saver(held.library)
        work = conversation_of(2 * turns)
        held.library.work.start(work)
        for number in range(turns):
            received, alone = work.outputs[number], work.outputs[turns + number]
            data, other = saver.answer(number), saver.answer(turns + number)
            plain = timed_ms(lambda n=number, d=data: write_durably(folder / f"{n}.bin", d))
            decode = timed_ms(lambda d=data: previews_of(d))
            whole, after = saver.receive(received.id, data)
            before, cpu = written_bytes(), time.process_time()
            alone_ms = timed_ms(lambda o=alone.id, d=other: saver.save(o, d))
            cpu_ms = (time.process_time() - cpu) * 1000
            ended = written_bytes()
            written = -1 if before is None or ended is None else ended - before
            saves.append(Save(plain, decode, whole, after, alone_ms, cpu_ms, written))
    return saves, sum(map(len, saver.previews.by_side().values()))


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
        assert len(found) == len(images) == 2 * turns

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
