"""Measures search as you type: ``bench_search.py [--prompts 100000]``.

Rows are written straight into a throw-away library; the triggers of its schema index them.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from gallery_studio.domain.search_query import parse_search
from gallery_studio.library.database import DATABASE_NAME, open_writer
from gallery_studio.library.library import Library
from gallery_studio.library.reading.browsing import FOUND_FIRST, SessionsWanted

_NOW = "2026-11-21T11:42:00.000+00:00"
_IMAGE = "a" * 64
_CONSONANTS, _VOWELS = "bcdfghklmnprstvw", "aeiou"
TYPED = ("brass lamp", "serene", "dusk", "a", "velvet curtain")


def vocabulary(rng: random.Random) -> list[str]:
    """Return some thousand words, the first ones those that are typed."""
    words = {word for text in TYPED for word in text.split()}
    while len(words) < 6_000:
        syllables = rng.randrange(2, 5)
        words.add("".join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS) for _ in range(syllables)))
    return sorted(words, key=lambda word: (word not in " ".join(TYPED), word))


def seed(folder: Path, prompts: int, rng: random.Random) -> None:
    """Write `prompts` directives, each with conversation, turn, output and card."""
    Library.open(folder).shutdown()
    connection = open_writer(folder / DATABASE_NAME)
    words = vocabulary(rng)
    weights = [1 / (n + 3) for n in range(len(words))]
    connection.execute("BEGIN")
    connection.execute(
        "INSERT INTO images (id, media_type, width, height, size_bytes, origin, created_utc)"
        " VALUES (?, 'image/png', 8, 10, 1, 'generated', ?)",
        (_IMAGE, _NOW),
    )
    for number in range(prompts):
        session = f"gal-1795000000-{number // 100:06x}"
        text = " ".join(rng.choices(words, weights, k=12))
        if number % 100 == 0:
            connection.execute(
                "INSERT INTO sessions (id, name, name_folded, created_utc, updated_utc)"
                " VALUES (?, ?, ?, ?, ?)",
                (session, text[:30], text[:30], _NOW, _NOW),
            )
        _insert(connection, session, number, text)
    connection.execute("COMMIT")
    connection.close()


def _insert(connection, session: str, number: int, text: str) -> None:
    ids = {name: f"{name}-{number:016x}" for name in ("cnv", "trn", "out", "crd")}
    connection.execute(
        "INSERT INTO conversations (id, session_id, title, created_utc, updated_utc)"
        " VALUES (?, ?, ?, ?, ?)",
        (ids["cnv"], session, text[:40], _NOW, _NOW),
    )
    connection.execute(
        "INSERT INTO turns (id, session_id, conversation_id, number, message, models, status,"
        " created_utc) VALUES (?, ?, ?, 1, ?, '[]', 'completed', ?)",
        (ids["trn"], session, ids["cnv"], text, _NOW),
    )
    connection.execute(
        "INSERT INTO outputs (id, session_id, turn_id, model, position, prompt, status, image_id,"
        " created_utc) VALUES (?, ?, ?, 'offline', 0, ?, 'completed', ?, ?)",
        (ids["out"], session, ids["trn"], text, _IMAGE, _NOW),
    )
    connection.execute(
        "INSERT INTO cards (id, session_id, output_id, image_id, x, y, width, height, is_starred,"
        " created_utc) VALUES (?, ?, ?, ?, 0, 0, 200, 284, ?, ?)",
        (ids["crd"], session, ids["out"], _IMAGE, number % 50 == 0, _NOW),
    )


def strokes() -> list[str]:
    """Return what stands in the field after each key stroke."""
    return [text[:end] for text in TYPED for end in range(1, len(text) + 1)]


def measure(name: str, ask, texts: list[str]) -> None:
    """Print median, 95th percentile and worst of a query over all key strokes, in ms."""
    times = []
    for text in texts:
        runs = []
        for _ in range(3):
            start = time.perf_counter()
            ask(text)
            runs.append((time.perf_counter() - start) * 1000)
        times.append((statistics.median(runs), text))
    times.sort()
    p95 = times[int(len(times) * 0.95)][0]
    worst, text = times[-1]
    print(
        f"{name:<34} median {times[len(times) // 2][0]:7.2f}  p95 {p95:7.2f}"
        f"  worst {worst:7.2f} ms ({text!r})"
    )


def main() -> int:
    """Seed a library and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the library there, or use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary) / "library"
        if not (folder / DATABASE_NAME).exists():
            seed(folder, arguments.prompts, random.Random(7))
        library = Library.open_read_only(folder)
        reader = library.reader()
        measure("palette: find", lambda text: reader.find(parse_search(text)), strokes())
        measure(
            "palette: find, starred",
            lambda text: reader.find(parse_search(f"{text} starred")),
            strokes(),
        )
        for name, is_whole in (("a key stroke", False), ("whole", True)):
            measure(
                f"sessions: {name}",
                lambda text, w=is_whole: reader.browse(
                    SessionsWanted(parse_search(text), limit=FOUND_FIRST), is_whole=w
                ),
                strokes(),
            )
        like = "SELECT kind FROM search_documents WHERE body LIKE ? LIMIT 50"
        measure("LIKE '%x%'", lambda text: reader._rows(like, (f"%{text}%",)), strokes())
        reader.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
