"""Ways into a replay and through it: from a project, by keys on its time line, and no disk left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gallery_studio.config import Settings
from gallery_studio.ui.project_feature import ProjectFeature
from gallery_studio.ui.replay.replay_feature import ReplayFeature
from tests.support.replayed import make_session

WAIT_MS = 20_000
KEY = Qt.Key


@pytest.fixture
def window(studio):
    """The window on a session of sixty events."""
    session_id = make_session(studio.folder, 60)
    settings = replace(Settings(), last_session=session_id, is_motion_reduced=True)
    with studio.window(settings) as window:
        yield window


def feature_of(window, kind):
    return next(found for found in window.features if isinstance(found, kind))


def opened(window, qtbot):
    """Press F5 and return the stage, paused at its beginning."""
    feature = feature_of(window, ReplayFeature)
    QTest.keyClick(window, KEY.Key_F5)
    qtbot.waitUntil(lambda: feature.stage is not None, timeout=WAIT_MS)
    feature.stage.player.pause()
    feature.stage.player.seek(0)
    return feature.stage


def test_the_journey_of_a_project_is_played_in_its_session(window, qtbot) -> None:
    projects = feature_of(window, ProjectFeature).controller
    with qtbot.waitSignal(projects.shown, timeout=WAIT_MS):
        window.action("create_project").trigger()
    project, session_id = projects.project, window.session.id
    window.new_session()
    projects.open(project.id)
    QTest.mouseClick(projects.view.header.play, Qt.MouseButton.LeftButton)
    replay = feature_of(window, ReplayFeature)
    qtbot.waitUntil(lambda: replay.stage is not None, timeout=WAIT_MS)
    assert not projects.is_open
    assert window.session.id == session_id
    assert replay.stage.isVisible()
    assert replay.stage.player.is_playing
    assert replay.stage.loaded.session.id == session_id


def test_keys_steer_the_replay_while_its_time_line_has_the_focus(window, qtbot) -> None:
    """Qt's own slider would step by its values, of which a session has thousands."""
    stage = opened(window, qtbot)
    scrubber, player = stage.bar.scrubber, stage.player
    for _ in range(10):
        if not scrubber.hasFocus():
            QTest.keyClick(window.focusWidget(), KEY.Key_Tab)
    QTest.keyClick(scrubber, KEY.Key_Right)
    QTest.keyClick(scrubber, KEY.Key_Right)
    assert player.position == 2
    QTest.keyClick(scrubber, KEY.Key_PageDown)
    assert player.position == stage.loaded.replay.turns[2].position
    QTest.keyClick(scrubber, KEY.Key_End)
    replay = stage.loaded.replay
    assert player.position == len(replay)
    assert scrubber.value() == round(replay.time_of(len(replay)) * 1000)
    QTest.keyClick(scrubber, KEY.Key_Home)
    assert (player.position, scrubber.value()) == (0, 0)
    QTest.keyClick(scrubber, KEY.Key_Space)
    assert player.is_playing
    QTest.keyClick(scrubber, KEY.Key_Escape)
    assert feature_of(window, ReplayFeature).stage is None


def test_a_time_lapse_that_cannot_be_written_says_why_and_goes_elsewhere(
    window, qtbot, tmp_path
) -> None:
    feature = feature_of(window, ReplayFeature)
    window.action("export_timelapse").trigger()
    qtbot.waitUntil(lambda: feature.dialog is not None, timeout=WAIT_MS)
    dialog = feature.dialog
    dialog.size_chip.set_value((640, 400))
    dialog.lengths.set_current(0)
    dialog.start(tmp_path / "gone" / "halden.webp")
    with qtbot.waitSignal(dialog._worker.failed, timeout=WAIT_MS):
        assert not dialog.save.isEnabled()
    assert "halden.webp" in dialog.news.text()
    assert dialog.news.text().endswith(".")
    assert not dialog.bar.isVisible()
    assert dialog.formats.isEnabled()
    assert dialog.save.isEnabled()
    dialog.start(tmp_path / "halden.webp")
    qtbot.waitUntil(lambda: dialog.stage == "made", timeout=WAIT_MS)
    assert (tmp_path / "halden.webp").exists()
