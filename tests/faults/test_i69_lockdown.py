"""Case 69: real keys and clicks on a real display do not get a visitor out of the kiosk."""

from __future__ import annotations

import pytest

from tests.support.dragging import drag_source, running_window
from tests.support.gemini_server import small_png
from tests.support.kiosk_desk import NAME, demo_library, hashes, kiosk
from tests.support.screen import needs_screen, screen, wait_until

pytestmark = [needs_screen, pytest.mark.slow]

_CHORDS = [f"ctrl+{key}" for key in ("q", "o", "s", "p", "comma", "w", "n", "f", "c", "v", "a")]
_KEYS = [*_CHORDS, *(f"F{number}" for number in range(1, 13)), "Escape", "alt+f", "Menu"]
_LATE = ["alt+F4", "shift+F10", "shift+Insert", "ctrl+shift+i", "alt+Return", "ctrl+F4"]


@pytest.mark.parametrize("mode", [(), ("--interactive",)], ids=["show", "interactive"])
def test_no_key_and_no_click_leaves_the_kiosk(tmp_path, mode):
    library = demo_library(tmp_path / "library")
    before = hashes(library)
    with screen(tmp_path) as shown, kiosk(shown, library, tmp_path / "private", *mode) as desk:
        child, windows = desk.child(), shown.windows()
        shown.key(*_KEYS)
        shown.key(*_LATE)
        for button in (2, 3, 8, 9):
            shown.tap(640, 400, button)
        shown.do("mousemove", "600", "700", "mousedown", "3", "mouseup", "3")
        shown.key("alt+F4")
        assert desk.is_running()
        assert desk.child() == child
        assert shown.windows() == windows
        assert NAME in windows
        assert desk.end() == 0
        assert not list((tmp_path / "private").iterdir())
    assert hashes(library) == before


@pytest.mark.parametrize("mode", [(), ("--interactive",)], ids=["show", "interactive"])
def test_no_file_dragged_from_another_program_and_no_long_press_gets_in(tmp_path, mode):
    file = tmp_path / "holiday.png"
    file.write_bytes(small_png(red=200))
    library = demo_library(tmp_path / "library")
    before = hashes(library)
    with screen(tmp_path) as shown, kiosk(shown, library, tmp_path / "private", *mode) as desk:
        child = desk.child()
        with drag_source(shown, file) as source:
            assert source.drag_to(640, 400) == "refused"
        windows = shown.windows()
        shown.do("mousemove", "640", "400", "mousedown", "1", "sleep", "1.5", "mouseup", "1")
        assert shown.windows() == windows
        assert desk.child() == child
        assert desk.end() == 0
        assert not list((tmp_path / "private").iterdir())
    assert hashes(library) == before


def test_what_is_dragged_is_taken_where_drops_are_welcome(tmp_path):
    """The drag itself is sound: the studio's window takes what the kiosk refuses."""
    file = tmp_path / "holiday.png"
    file.write_bytes(small_png(red=200))
    with (
        screen(tmp_path) as shown,
        running_window(shown, tmp_path / "library"),
        drag_source(shown, file) as source,
    ):
        # a window that is still being built takes nothing: who drags tries again
        wait_until(lambda: source.drag_to(640, 400) == "taken", 60, "the drop")


def test_a_wrong_pin_does_not_open_and_five_bring_a_pause(tmp_path):
    library = demo_library(tmp_path / "library")
    with screen(tmp_path) as shown, kiosk(shown, library, tmp_path / "private") as desk:
        for number in range(5):
            desk.leave(f"000{number}")
        desk.leave()
        with pytest.raises(AssertionError, match="took longer"):
            wait_until(lambda: not desk.is_running(), 3)
