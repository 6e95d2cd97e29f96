"""E48: a catalogue of very many rows: progress, flat memory, and a cancel that leaves nothing."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path

import pytest

from gallery_studio.library.library import Library
from gallery_studio.library.product_file import inspect_file
from gallery_studio.library.product_import import ImportCancelledError
from gallery_studio.ui.composing_feature import ComposingFeature
from tests.faults.test_a_instances import STALL_MOST_MS, Heartbeat
from tests.support.memory import peak_mb

ROWS = 20_000
MILLION = 1_000_000
LONG = "GALLERY_STUDIO_LONG_TESTS"
million_too = pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        pytest.param(
            MILLION,
            marks=[
                pytest.mark.slow,
                pytest.mark.timeout(7_200),
                pytest.mark.skipif(
                    not os.environ.get(LONG), reason=f"takes some minutes: set {LONG}=1 to run it"
                ),
            ],
        ),
    ],
)
LONG_WAIT_MS = 3_000_000


class Watch:
    """Notes the news, and cancels after so many rows."""

    def __init__(self, cancel_after: int | None = None) -> None:
        self.news: list[tuple[int, float]] = []
        self._cancel_after = cancel_after

    def on_progress(self, rows: int, share: float) -> None:
        self.news.append((rows, share))

    def is_cancelled(self) -> bool:
        return self._cancel_after is not None and self.news[-1][0] >= self._cancel_after


@pytest.fixture
def library(library_folder: Path):
    library = Library.open(library_folder)
    yield library
    library.shutdown()


def csv_file(folder: Path, rows: int = ROWS) -> Path:
    path = folder / "large.csv"
    lines = (f"S-{n},Lamp {n},Halden,Brass lamp number {n}\n" for n in range(rows))
    path.write_text("sku,name,brand,description\n" + "".join(lines))
    return path


def json_file(folder: Path, rows: int = ROWS) -> Path:
    path = folder / "large.json"
    path.write_text(json.dumps([{"sku": f"S-{n}", "name": f"Lamp {n}"} for n in range(rows)]))
    return path


@pytest.mark.parametrize("make", [csv_file, json_file])
def test_progress_is_told_and_memory_stays_flat(library, tmp_path, make):
    file = inspect_file(make(tmp_path)).file
    watch = Watch()
    tracemalloc.start()
    result, changes = library.product_importer.run(file, watch)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.added == ROWS
    assert changes.people
    assert peak_bytes < 8_000_000
    assert len(watch.news) == ROWS / 500
    assert watch.news == sorted(watch.news)
    assert watch.news[-1] == (ROWS, 1.0)
    reader = library.reader()
    assert reader.product_count() == ROWS
    assert [p.sku for p in reader.find_products("lamp 19999")] == ["S-19999"]
    assert sum(1 for _ in reader.every_product()) == ROWS
    reader.shutdown()


@pytest.mark.parametrize("make", [csv_file, json_file])
def test_cancel_leaves_nothing_behind(library, tmp_path, make):
    file = inspect_file(make(tmp_path, 6_000)).file
    with pytest.raises(ImportCancelledError, match="Nothing was changed"):
        library.product_importer.run(file, Watch(cancel_after=5_000))
    reader = library.reader()
    assert reader.product_count() == 0
    assert reader.search("lamp") == []
    reader.shutdown()
    # and the next import finds no trace of the first one
    assert library.product_importer.run(file, Watch())[0].added == 6_000


def test_a_fault_on_the_last_line_takes_everything_back(library, tmp_path):
    path = csv_file(tmp_path, 3_000)
    with path.open("a") as stream:
        stream.write("S-7,Lamp again,,\n")
    from gallery_studio.library.product_file import ImportRefusedError

    with pytest.raises(ImportRefusedError, match="Line 3,002: The SKU “S-7” is on line 9"):
        library.product_importer.run(inspect_file(path).file, Watch())
    reader = library.reader()
    assert reader.product_count() == 0
    reader.shutdown()


class Importing:
    """A window that imports products while its heart is listened to."""

    def __init__(self, window, qtbot) -> None:
        feature = next(f for f in window.features if isinstance(f, ComposingFeature))
        self.window, self._qtbot, self.people = window, qtbot, feature.worker
        self.news: list[int] = []
        self.ends: list[object] = []
        self.people.import_progressed.connect(self._on_progressed)
        self.people.import_ended.connect(self.ends.append)
        window.parts.worker.refused.connect(self.ends.append)

    def _on_progressed(self, progress) -> None:
        self.news.append(progress.rows)

    def wait(self, is_so) -> None:
        self._qtbot.waitUntil(is_so, timeout=LONG_WAIT_MS)

    def run(self, path: Path) -> Heartbeat:
        self.ends.clear()
        self.news.clear()
        heart = Heartbeat(self.window)
        self.people.import_products(inspect_file(path).file)
        return heart


@million_too
def test_the_window_lives_through_an_import_and_its_cancel(studio, qtbot, tmp_path, rows) -> None:
    path = csv_file(tmp_path, rows)
    before_mb = peak_mb()
    with studio.window() as window:
        importing = Importing(window, qtbot)
        heart = importing.run(path)
        importing.wait(lambda: bool(importing.news))
        importing.people.cancel_import()
        importing.wait(lambda: bool(importing.ends))
        assert "Nothing was changed" in importing.ends[0].message
        assert window.parts.reader.product_count() == 0

        heart = importing.run(path)
        importing.wait(lambda: bool(importing.ends))
        heart.beat()
        assert importing.ends[0].added == rows
        assert importing.news == sorted(importing.news)
        assert len(importing.news) >= 2
        assert window.parts.reader.product_count() == rows
        assert heart.longest_ms < STALL_MOST_MS
    assert peak_mb() - before_mb < 500


def test_closing_the_window_ends_an_import_and_nothing_of_it_is_kept(studio, qtbot, tmp_path):
    path = csv_file(tmp_path, 60_000)
    with studio.window() as window:
        importing = Importing(window, qtbot)
        importing.run(path)
        importing.wait(lambda: bool(importing.news))
    assert importing.news[-1] < 60_000, "it was not in the middle"
    library = Library.open(studio.folder)
    reader = library.reader()
    assert reader.product_count() == 0
    reader.shutdown()
    library.check()
    library.shutdown()
