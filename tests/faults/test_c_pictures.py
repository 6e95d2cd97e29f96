"""Matrix C: bad pictures on all five ways in; each is refused in words, and nothing is left."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.ids import new_session_id
from gallery_studio.domain.session import Session
from gallery_studio.domain.status import Status
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.import_sources import CardTarget, FileSource, ImportWish
from gallery_studio.studio.importing import PictureImport
from tests.faults.network_bench import WAIT_MS
from tests.support.fair_time import slowness
from tests.support.gemini_server import GeminiServer, picture, small_png
from tests.support.imaging_samples import SVG, corners, encoded, png_bomb, true_png_bomb
from tests.support.kept import check_nothing_lost
from tests.support.studio_bench import FLASH, open_bench

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"
CORPUS = Path(__file__).parents[1] / "support" / "pillow_corpus.zip"
"""What crashed, hung or fooled Pillow once; `tests/tools/pack_pillow_corpus.py` makes it."""
NOW = "2026-11-21T10:00:00+00:00"

BAD = {
    "c27 bomb 10,000": (true_png_bomb(10_000), "50 megapixels"),
    "c27 bomb 20,000": (png_bomb(20_000, 20_000), "50 megapixels"),
    "c27 bomb 2^31": (png_bomb(2**31 - 1, 2**31 - 1), "50 megapixels"),
    "c28 truncated": (encoded(corners(), "PNG")[:60], "a damaged PNG"),
    "c28 page": (b"<html><body>Please log in</body></html>", "a web page"),
    "c28 program": (b"MZ" + bytes(200), "a program"),
    "c29 SVG": (SVG, "an SVG drawing"),
    "c29 EPS": (EPS, "an EPS file"),
}

everything_bad = pytest.mark.parametrize(("data", "words"), BAD.values(), ids=BAD.keys())


def file_named(name: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(name)])
    return mime


def bytes_as_png(data: bytes) -> QMimeData:
    mime = QMimeData()
    mime.setData("image/png", data)
    return mime


class Ways:
    """What a person does with a bad file at the window; each way is refused in its place."""

    def __init__(self, window, qtbot) -> None:
        self.window, self._qtbot = window, qtbot

    def refusal(self, act) -> str:
        """Return what the window says, in less than five seconds."""
        for toast in self.window.toasts.toasts:
            toast.close_toast()
        with self._qtbot.waitSignal(self.window.parts.worker.refused, timeout=5_000) as caught:
            act()
        message = caught.args[0].message
        self._qtbot.waitUntil(
            lambda: message in [t.message.text for t in self.window.toasts.toasts], timeout=5_000
        )
        return message

    def by_dialog(self, path: Path) -> str:
        return self.refusal(lambda: self.window.composer.add_reference_files([str(path)]))

    def by_drop(self, path: Path) -> str:
        edit = self.window.compose.edit
        return self.refusal(lambda: edit.insertFromMimeData(file_named(str(path))))

    def by_paste(self, data: bytes) -> str:
        edit = self.window.compose.edit
        return self.refusal(lambda: edit.insertFromMimeData(bytes_as_png(data)))


@pytest.fixture
def ways(studio, qtbot):
    with studio.window() as window:
        yield Ways(window, qtbot)


def still_takes_a_good_one(ways: Ways, qtbot, folder: Path) -> None:
    good = folder / "good.png"
    good.write_bytes(encoded(corners(), "PNG"))
    ways.window.composer.add_reference_files([str(good)])
    qtbot.waitUntil(lambda: len(ways.window.compose.value().reference_ids) == 1, timeout=WAIT_MS)


def test_c27_c28_c29_dialog_drop_and_paste_refuse_in_words(
    ways, qtbot, studio, tmp_path: Path
) -> None:
    for name, (data, words) in BAD.items():
        path = tmp_path / "holiday.png"
        path.write_bytes(data)
        for said in (ways.by_dialog(path), ways.by_drop(path)):
            assert said.startswith("holiday.png is"), name
            assert words in said, name
        assert words in ways.by_paste(data), name
    assert not list((studio.folder / "images").rglob("*.*"))
    still_takes_a_good_one(ways, qtbot, tmp_path)


def odd_files(folder: Path) -> dict[Path, str]:
    """Return files that are none, and what is said of each."""
    os.mkfifo(folder / "pipe.png")
    (folder / "zero.png").symlink_to("/dev/zero")
    (folder / "folder.png").mkdir()
    with (folder / "huge.png").open("wb") as file:
        file.truncate(5 * 1024**3)
    words = {"pipe": "device or pipe", "zero": "device or pipe", "folder": "is a folder",
             "huge": "the limit is 64 MB"}  # fmt: skip
    return {folder / f"{name}.png": said for name, said in words.items()}


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and devices with names there")
def test_c30_pipe_device_folder_and_sparse_file_are_refused_at_once(
    ways, qtbot, tmp_path: Path
) -> None:
    for path, words in odd_files(tmp_path).items():
        begin_s = time.monotonic()
        assert words in ways.by_dialog(path)
        assert words in ways.by_drop(path)
        assert time.monotonic() - begin_s < 2
    still_takes_a_good_one(ways, qtbot, tmp_path)


def test_c27_c28_c29_c30_import_names_each_and_brings_in_the_rest(
    library_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    for number, (data, _) in enumerate(BAD.values()):
        (folder / f"bad{number}.png").write_bytes(data)
    odd_files(folder)
    (folder / "good.png").write_bytes(encoded(corners(), "PNG"))
    session = Session(new_session_id(1_795_000_000), "Brought in", NOW, NOW)

    async def scenario():
        async with open_bench(library_folder) as bench:
            wish = ImportWish((FileSource(folder),), CardTarget(session, Rect(0, 0, 0, 0)))
            result = await PictureImport(bench.studio.access, wish, lambda _: None).run()
            cards = await bench.executor.read(lambda reader: reader.canvas_cards(session.id))
            return result, cards

    result, cards = asyncio.run(scenario())
    assert [card.caption for card in cards] == ["good.png"]
    skipped = {source.name: source.reason for source in result.skipped}
    for number, (_, words) in enumerate(BAD.values()):
        assert words in skipped[f"bad{number}.png"]
    check_nothing_lost(library_folder, [])


@everything_bad
def test_c27_c28_c29_model_answer_fails_and_try_again_asks_again(
    library_folder: Path, data: bytes, words: str
) -> None:
    async def scenario(server: GeminiServer):
        server.script(picture(data), picture(small_png()))
        async with open_bench(library_folder, server.url) as bench:
            run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
            output_id = run.outputs[0][0]
            (first,) = await bench.ended([output_id])
            await bench.studio.retry([output_id])
            (second,) = await bench.ended([output_id])
            return first, second

    with GeminiServer() as server:
        first, second = asyncio.run(scenario(server))
        assert len(server.requests) == 2, "trying again has to ask again"
    assert first.status is Status.FAILED
    assert first.error_kind == "damaged_answer"
    assert words in first.error_message
    assert "Try again" in first.error_message
    assert second.status is Status.COMPLETED
    check_nothing_lost(library_folder, [(second.id, second.image_id)])


READING = """
import json, sys, time, zipfile
from gallery_studio.domain.errors import ImageError
from gallery_studio.imaging.credentials import has_content_credentials
from gallery_studio.imaging.loader import inspect
from gallery_studio.imaging.previews import previews_of
from gallery_studio.imaging.recipe.reading import read_recipe
from gallery_studio.imaging.references import outgoing_reference

with zipfile.ZipFile(sys.argv[1]) as corpus:
    for name in corpus.namelist():
        print(json.dumps({"begun": name}), flush=True)
        data = corpus.read(name)
        begin_s = time.process_time()
        has_content_credentials(data)
        read_recipe(data)
        try:
            inspect(data, name=name)
            previews_of(data, name)
            outgoing_reference(data, "id", name)
            said = ""
        except ImageError as error:
            said = error.message
        took_s = time.process_time() - begin_s
        print(json.dumps({"name": name, "said": said, "took_s": took_s}), flush=True)
"""


def test_c33_corpus_of_pillow_is_refused_or_read_within_three_seconds() -> None:
    """In a process of its own: a crash of a decoder is told with the file it happened at."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "faulthandler", "-c", READING, str(CORPUS)],
        capture_output=True, text=True, timeout=100, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert done.returncode == 0, f"{lines[-1]}: {done.stderr}"
    told = [fact for fact in map(json.loads, lines) if "name" in fact]
    assert len(told) > 200, "the corpus is not whole"
    limit_s = 3 * slowness()
    assert [fact for fact in told if fact["took_s"] > limit_s] == []
    refused = [fact["said"] for fact in told if fact["said"]]
    assert all(said.endswith(".") and said.count(". ") == 1 for said in refused), refused
    names = {fact["name"]: bool(fact["said"]) for fact in told}
    assert 60 < len(refused) < len(told) - 60, "both are tried, not one alone"
    assert names["decompression_bomb.gif"]
    assert names["LICENSE"], "a text is no picture"
    assert not names["missing_background.gif"], "odd files that can be shown are shown"
