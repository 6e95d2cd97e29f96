"""The preview pool: order, dropping, missing files, the end."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gallery_studio.domain.ids import ImageId
from gallery_studio.workers.preview_pool import PreviewPool, PreviewRequest
from tests.support.canvas_hands import Previews


class Gate:
    """Paths of previews, behind a gate that holds the decoding thread."""

    def __init__(self, previews: Previews) -> None:
        self.previews = previews
        self.open = threading.Event()
        self.entered = threading.Event()

    def path(self, image_id: ImageId, side: int) -> Path:
        self.entered.set()
        assert self.open.wait(10)
        return self.previews.path(image_id, side)


@pytest.fixture
def gate(previews: Previews) -> Gate:
    return Gate(previews)


@pytest.fixture
def pool(gate: Gate, qapp: object) -> Iterator[PreviewPool]:
    made = PreviewPool(gate.path, threads=1)
    yield made
    gate.open.set()
    made.shutdown()


def wish(name: str, side: int = 64) -> PreviewRequest:
    return PreviewRequest(ImageId(name), side)


def test_newest_wish_first_and_far_ones_dropped(
    qtbot: QtBot, pool: PreviewPool, gate: Gate, previews: Previews
) -> None:
    for name in "abcde":
        previews.write(name, "#808080", (64,))
    came = []
    pool.preview_ready.connect(lambda preview: came.append(preview.request.image_id))
    pool.request([wish("a")])
    assert gate.entered.wait(5)
    pool.request([wish("b"), wish("c"), wish("d"), wish("e")])
    pool.request([wish("b")])
    assert [w.image_id for w in pool.waiting] == ["b", "e", "d", "c"]
    pool.retain({"b", "d", "e"})
    gate.open.set()
    qtbot.waitUntil(lambda: len(came) == 4)
    assert came == ["a", "b", "e", "d"]
    assert pool.is_idle


def test_a_preview_is_ready_to_paint(
    qtbot: QtBot, pool: PreviewPool, gate: Gate, previews: Previews
) -> None:
    previews.write("a", "#3366cc", (256,))
    gate.open.set()
    with qtbot.waitSignal(pool.preview_ready) as told:
        pool.request([wish("a", 256)])
    preview = told.args[0]
    assert preview.request == wish("a", 256)
    assert preview.image.format() == preview.image.Format.Format_RGB32
    assert preview.image.pixelColor(9, 9).name() == "#3366cc"


def test_a_missing_preview_is_told_once_until_it_is_rebuilt(
    qtbot: QtBot, pool: PreviewPool, gate: Gate, previews: Previews
) -> None:
    gate.open.set()
    with qtbot.waitSignal(pool.preview_missing) as told:
        pool.request([wish("a")])
    assert told.args == [wish("a")]
    pool.request([wish("a")])
    assert pool.is_idle
    previews.write("a", "#808080", (64,))
    pool.forget_missing(["a"])
    with qtbot.waitSignal(pool.preview_ready):
        pool.request([wish("a")])


def test_what_was_decoded_and_not_told_yet_is_not_idle(
    qtbot: QtBot, pool: PreviewPool, gate: Gate, previews: Previews
) -> None:
    """Whoever waits for a picture to be sharp looked in just that moment, on a busy machine."""
    previews.write("a", "#808080", (64,))
    gate.open.set()
    for name, told in (("a", pool.preview_ready), ("b", pool.preview_missing)):
        pool.request([wish(name)])
        pool._executor.shutdown(wait=True)  # it is decoded, and no event was handled since
        assert not pool.is_idle
        del pool._executor
        with qtbot.waitSignal(told):
            pass
        assert pool.is_idle


def test_a_damaged_file_is_missing(
    qtbot: QtBot, pool: PreviewPool, gate: Gate, previews: Previews
) -> None:
    previews.path(ImageId("a"), 64).write_bytes(b"not a picture")
    gate.open.set()
    with qtbot.waitSignal(pool.preview_missing):
        pool.request([wish("a")])


def test_shutdown_drops_what_waits_and_takes_nothing_more(pool: PreviewPool, gate: Gate) -> None:
    pool.request([wish("a")])
    assert gate.entered.wait(5)
    pool.request([wish("b")])
    gate.open.set()
    pool.shutdown()
    pool.request([wish("c")])
    assert pool.waiting == []
