"""Reading a large library: lists, a large session, search as you type, against raw sqlite3."""

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bench_search
from bench_figures import Figure, faster_at_least, medians_ms, percentile, slower_at_most, timed_ms
from bench_palette import PaletteBench

from gallery_studio.domain.ids import SessionId
from gallery_studio.domain.search_query import parse_search
from gallery_studio.library.database import DATABASE_NAME, open_writer
from gallery_studio.library.library import Library
from gallery_studio.library.reader import LibraryReader
from gallery_studio.library.reading import canvas, sessions
from gallery_studio.library.reading.browsing import FOUND_FIRST, SessionsWanted
from gallery_studio.ui.palette import palette_feature

LARGE = SessionId("gal-1796000000-ffffff")
OUTPUTS = 1000
SHOWN = 50
STROKES = bench_search.strokes()
FILTERED = ("", " starred", " rating>=3")


def seed(folder: Path, turns: int) -> None:
    """Write `turns` turns in sessions of a hundred, worked on at different times, and a large one.

    The rows are written straight into the library's own tables; its triggers index the texts, and
    the index is put in order as the studio's housekeeping does a few seconds after each start.
    """
    bench_search.seed(folder, turns, random.Random(7))
    connection = open_writer(folder / DATABASE_NAME)
    connection.execute("BEGIN")
    connection.execute(
        "UPDATE sessions SET updated_utc ="
        " strftime('%Y-%m-%dT%H:%M:%S.000+00:00', 1790000000 + rowid * 60, 'unixepoch')"
    )
    connection.execute(
        "INSERT INTO sessions (id, name, name_folded, created_utc, updated_utc)"
        " VALUES (?, 'Large', 'large', ?, ?)",
        (LARGE, bench_search._NOW, bench_search._NOW),
    )
    for number in range(OUTPUTS):
        bench_search._insert(connection, LARGE, turns + number, f"brass lamp number {number}")
    connection.execute("COMMIT")
    connection.close()
    library = Library.open(folder)
    library.tidy()
    library.shutdown()


@contextmanager
def large_library(turns: int) -> Iterator[tuple[LibraryReader, sqlite3.Connection]]:
    """Give a reader and a raw connection on a seeded library."""
    with tempfile.TemporaryDirectory(prefix="gallery-bench-") as temporary:
        folder = Path(temporary) / "library"
        seed(folder, turns)
        library = Library.open(folder)  # as the window has it: another one may write meanwhile
        reader = library.reader()
        raw = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
        raw.execute("PRAGMA cache_size=-32000")
        raw.execute("PRAGMA synchronous=OFF")
        try:
            yield reader, raw
        finally:
            raw.close()
            reader.shutdown()
            library.shutdown()


def reads(context) -> list[Figure]:
    """List the newest sessions and load a session of 1,000 outputs, against the same SQL, raw."""
    turns = 10_000 if context.is_quick else 100_000
    rounds = 9 if context.is_quick else 25
    newest = sessions._SUMMARIES.format(conditions="")
    cards = canvas._CARDS.format(condition="c.session_id = ?")
    with large_library(turns) as (reader, raw):
        assert len(reader.session_summaries(limit=SHOWN)) == SHOWN
        assert len(reader.canvas_cards(LARGE)) == OUTPUTS
        listing, raw_listing, loading, raw_loading = medians_ms(
            rounds,
            lambda: reader.session_summaries(limit=SHOWN),
            lambda: raw.execute(newest, (SHOWN, 0)).fetchall(),
            lambda: reader.canvas_cards(LARGE),
            lambda: raw.execute(cards, (LARGE,)).fetchall(),
        )
    return [
        slower_at_most(
            f"newest {SHOWN} sessions of {turns:,} turns", listing, "raw, same SQL", raw_listing, 4
        ),
        slower_at_most(
            f"load a session of {OUTPUTS:,} outputs", loading, "raw, same SQL", raw_loading, 4
        ),
    ]


def stroke_times(ask, rounds: int = 5, before=bool) -> list[float]:
    """Return the time of a query for what stands in the field after each key stroke, in ms.

    All texts are typed once a round: no text is asked for twice in a row.

    Args:
        ask: The query.
        rounds: How often all is typed; the median of each text counts.
        before: Done before each question, in nobody's time.
    """
    runs: dict[str, list[float]] = {}
    for _ in range(rounds):
        for text in STROKES:
            before()
            runs.setdefault(text, []).append(timed_ms(lambda t=text: ask(t)))
    return [percentile(run, 0.5) for run in runs.values()]


def _asked(reader: LibraryReader) -> dict[str, object]:
    """Return what is asked at a key stroke, with and without a filter."""

    def sessions_of(text: str) -> object:
        return reader.browse(SessionsWanted(parse_search(text), limit=FOUND_FIRST))

    return {
        "search": reader.search,
        "palette": lambda text: palette_feature.look(reader, text, is_whole=False),
        "palette, starred": lambda text: palette_feature.look(
            reader, f"{text} starred", is_whole=False
        ),
        "sessions page": sessions_of,
        "sessions page, starred": lambda text: sessions_of(f"{text} starred"),
    }


def _on_screen(times: list[float], turns: int) -> Figure:
    note = f"median {percentile(times, 0.5):.1f}, worst {max(times):.1f} ms"
    case = f"key stroke to painted list p95, {turns:,} prompts"
    return Figure(case, percentile(times, 0.95), "ms", 20, note=note)


def search(context) -> list[Figure]:
    """Search as you type: what the palette and the page of sessions ask at each key stroke."""
    turns = 10_000 if context.is_quick else 100_000
    like_sql = "SELECT kind, subject_id, body FROM search_documents WHERE body LIKE ?"
    with large_library(turns) as (reader, raw):
        like = stroke_times(lambda text: raw.execute(like_sql, (f"%{text}%",)).fetchall(), 1)
        asked = _asked(reader)
        reader.browse(SessionsWanted())  # as the page does when it is opened
        times = {name: stroke_times(ask) for name, ask in asked.items()}
        change = "UPDATE sessions SET zoom = ifnull(zoom, 0) + 1 WHERE id = ?"
        written_to = stroke_times(
            asked["sessions page"], before=lambda: raw.execute(change, (LARGE,))
        )
        palette = PaletteBench(reader.image_store.folder)
        on_screen = [palette.stroke_ms(f"{text}{more}") for text in STROKES for more in FILTERED]
        palette.shutdown()
    figures = [_on_screen(on_screen, turns)]
    for name, strokes in times.items():
        p95, worst = percentile(strokes, 0.95), max(strokes)
        note = f"median {percentile(strokes, 0.5):.2f}, worst {worst:.1f} ms"
        case = f"{name} p95 each key stroke, {turns:,} prompts"
        figures.append(Figure(case, p95, "ms", 2, note=note))
    p95, worst = percentile(written_to, 0.95), max(written_to)
    note = f"median {percentile(written_to, 0.5):.2f}, worst {worst:.1f} ms; no page is in memory"
    case = f"sessions page p95 just after a write, {turns:,} prompts"
    figures.append(Figure(case, p95, "ms", note=note))
    name = "LIKE '%x%' p95"
    p95 = percentile(times["search"], 0.95)
    figures.append(faster_at_least("search against LIKE", p95, name, percentile(like, 0.95), None))
    return figures
