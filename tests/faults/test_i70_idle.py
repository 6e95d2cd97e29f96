"""Case 70: what a visitor made is gone after a while, files and all."""

from __future__ import annotations

import pytest

from tests.support.kiosk_desk import demo_library, hashes, kiosk
from tests.support.screen import needs_screen, screen, wait_until

pytestmark = [needs_screen, pytest.mark.slow]


@pytest.mark.parametrize("words", ["A red lighthouse at night", ""], ids=["picture", "text"])
def test_an_idle_visitor_leaves_nothing_behind(tmp_path, words):
    library = demo_library(tmp_path / "library")
    before = hashes(library)
    options = ("--interactive", "--idle-s", "8")
    with screen(tmp_path) as shown, kiosk(shown, library, tmp_path / "private", *options) as desk:
        shown.tap(640, 300)
        shown.do("type", "--delay", "20", words or "half a sentence")
        if words:
            shown.key("Return")
            wait_until(desk.visitor_pictures, 20, "the visitor's picture")
            wait_until(lambda: not (desk.private() / "visitor").exists(), 20, "the wipe")
        assert desk.is_running()
        assert desk.end() == 0
    assert hashes(library) == before
