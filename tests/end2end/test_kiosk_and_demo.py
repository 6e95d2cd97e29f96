"""The demo session and the kiosk's entry in the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from gallery_studio.cli.main import parse
from gallery_studio.studio.kiosk_library import demo_session_id
from gallery_studio.ui.kiosk.kiosk_dialog import KioskWish
from gallery_studio.ui.kiosk.kiosk_feature import KioskFeature, start_program


def feature(window) -> KioskFeature:
    return next(one for one in window.features if isinstance(one, KioskFeature))


def open_demo(window, qtbot) -> None:
    qtbot.mouseClick(window.empty.demo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.view.model.cards) == 9)


def test_the_demo_opens_from_the_empty_wall_is_deleted_and_comes_again(studio, qtbot):
    with studio.window() as window:
        open_demo(window, qtbot)
        first = window.session.id
        assert first == demo_session_id()
        window.new_session()
        open_demo(window, qtbot)
        assert window.session.id == first
        window.discard_session()
        qtbot.waitUntil(window.empty.isVisible)
        open_demo(window, qtbot)
        assert window.session.id != first


def test_the_kiosk_is_started_with_its_pin_out_of_sight(studio, qtbot, monkeypatch):
    started = []

    def start(arguments, more):
        started.append((arguments, more))
        return True

    monkeypatch.setattr("gallery_studio.ui.kiosk.kiosk_feature.start_program", start)
    with studio.window() as window:
        open_demo(window, qtbot)
        action = window.actions_by_id["kiosk"]
        assert action.isEnabled()
        action.trigger()
        dialog = feature(window).dialog
        dialog.pin.set_text("12")
        dialog.start.click()
        assert "4 to 12 digits" in dialog.pin.error
        assert not started
        dialog.pin.set_text("987654")
        dialog.interactive.click()
        dialog.start.click()
    ((arguments, environment),) = started
    assert environment == {"GALLERY_STUDIO_KIOSK_PIN": "987654"}
    assert "987654" not in " ".join(arguments)
    parsed, folder = parse(arguments[2:])
    assert folder == studio.folder
    assert (parsed.command, parsed.sessions) == ("kiosk", [demo_session_id()])
    assert (parsed.loop, parsed.interactive, parsed.recorded) == (True, True, False)


def test_a_program_is_started_with_what_it_needs(tmp_path, qtbot):
    file = tmp_path / "told.txt"
    code = "import os, sys; open(sys.argv[1], 'w').write(os.environ['TOLD'])"
    assert start_program(["-c", code, str(file)], {"TOLD": "secret"})
    qtbot.waitUntil(lambda: file.exists() and file.read_text() == "secret")


@pytest.mark.parametrize(
    ("wish", "option"),
    [
        (KioskWish("1234", False, False), "--loop"),
        (KioskWish("1234", True, False), "--interactive"),
        (KioskWish("1234", True, True), "--recorded"),
    ],
)
def test_each_wish_is_an_option(studio, qtbot, wish, option):
    with studio.window() as window:
        open_demo(window, qtbot)
        assert option in feature(window).arguments(wish)
