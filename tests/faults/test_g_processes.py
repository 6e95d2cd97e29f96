"""Matrix G 55: the helper processes of the window: killed, and in the way of nothing."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from gallery_studio.domain.status import Status
from tests.faults.network_bench import (
    WAIT_MS,
    ask,
    failed,
    good_answer,
    has_ended,
    has_key,
    newest,
    still_works,
)
from tests.support.children import children_of, is_there
from tests.support.gemini_server import GeminiServer, never, picture
from tests.support.kept import check_nothing_lost
from tests.support.studio_bench import FLASH, KEY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with GeminiServer() as server:
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        yield server


def helper_of(window) -> int:
    """Return the process that asks Gemini."""
    return window.parts.worker.studio.text_provider().helper.pid


@pytest.mark.usefixtures("in_processes")
def test_g55_killed_helper_fails_its_card_and_the_next_try_works(
    studio,
    qtbot,
    gemini: GeminiServer,
) -> None:
    gemini.script(never(), good_answer(), model=FLASH)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        ask(window)
        qtbot.waitUntil(gemini.called.is_set, timeout=WAIT_MS)
        first = helper_of(window)
        os.kill(first, signal.SIGKILL)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
        card = newest(window)
        assert card.status is Status.FAILED
        assert "ended unexpectedly" in card.error_message
        assert "may have been charged" in card.error_message
        still_works(window, qtbot, card)
        second = helper_of(window)
        assert second != first
        children = children_of(os.getpid())
        assert second in children
        assert len(children) == 2, "one asks, one makes previews"
    assert not any(map(is_there, children))
    check_nothing_lost(studio.folder, [])


@pytest.mark.usefixtures("in_processes")
def test_g55_large_answers_are_stored_byte_for_byte(
    studio,
    qtbot,
    gemini: GeminiServer,
    tmp_path: Path,
) -> None:
    from PIL import Image

    side = 1640
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(tmp_path / "8.png")
    sent = (tmp_path / "8.png").read_bytes()
    gemini.script(picture(sent), picture(b"no picture"), model=FLASH)
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        ask(window)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
        card = newest(window)
        assert card.status is Status.COMPLETED, card.error_message
        reader = window.parts.reader
        assert reader.image_store.read(reader.image(card.image_id)) == sent
        for side_px in (64, 256, 768, 2048):
            assert reader.image_store.preview_path(card.image_id, side_px).is_file()
        assert failed(window, qtbot).error_kind == "damaged_answer"
