"""A person watches a session play itself back: in order, and nothing is written."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from gallery_studio.config import Settings
from gallery_studio.domain.event import EventKind
from gallery_studio.library.library import Library
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.ui.compose.compose_value import ComposeValue
from gallery_studio.ui.library_feature import LibraryFeature
from gallery_studio.ui.replay.replay_feature import ReplayFeature
from gallery_studio.ui.replay.replay_player import SPEEDS
from gallery_studio.workers.housekeeping import Housekeeping
from tests.support.marking import star
from tests.support.replayed import fingerprint, make_session

WAIT_MS = 20_000
KEY = Qt.Key


@pytest.fixture
def settings(studio) -> Settings:
    """A library with one session of two hundred events, and settings that open it."""
    session_id = make_session(studio.folder, 200)
    return replace(Settings(), last_session=session_id, is_motion_reduced=True)


def feature_of(window) -> ReplayFeature:
    return next(f for f in window.features if isinstance(f, ReplayFeature))


def opened(window, qtbot):
    """Press F5 and return the stage, paused at its beginning."""
    feature = feature_of(window)
    QTest.keyClick(window, KEY.Key_F5)
    qtbot.waitUntil(lambda: feature.stage is not None, timeout=WAIT_MS)
    feature.stage.player.pause()
    feature.stage.player.seek(0)
    return feature.stage


@pytest.fixture
def no_housekeeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Housekeeping, "_run", lambda _self: None)  # it may tidy the library


def rest(window, qtbot) -> None:
    """Wait until the window has come to rest and all it wanted to keep is written."""
    qtbot.waitUntil(lambda: not window.view.motion.is_moving, timeout=WAIT_MS)
    window.session.save_now()
    written: list[int] = []

    async def after_all() -> None:
        await window.parts.worker.studio.access.read(lambda _: written.append(1))

    window.parts.worker.ask("rest", after_all())
    qtbot.waitUntil(lambda: bool(written), timeout=WAIT_MS)


def told_of(card):
    """A card without the clock's readings, which the log takes a moment later."""
    return replace(card, started_utc=None, created_utc="")


def look_of(stage) -> tuple:
    """Everything of the canvas that can be seen: cards in their order, where the camera is."""
    model = stage.wall.model
    stacked = [card.id for card in model.cards_in(model.bounds().grown(10))] if len(model) else []
    words = (stage.bar.caption.quote, stage.bar.caption.facts, stage.moment.text())
    return dict(model.cards), stacked, stage.wall.camera.viewport, words


def test_two_hundred_events_play_to_the_end_in_order_and_nothing_is_written(
    studio, no_housekeeping, qtbot, settings
) -> None:
    with studio.window(settings) as window:
        rest(window, qtbot)
        before = fingerprint(studio.folder)
        stage = opened(window, qtbot)
        replay = stage.loaded.replay
        assert len(window.parts.reader.events(window.session.id)) >= 200
        shown: list[int] = []
        sequences: list[tuple] = []

        def note(position: int) -> None:
            shown.append(position)
            sequences.append(tuple(stage.wall.model.cards))
            assert stage.wall.model.cards == replay.state(position).cards

        stage.player.position_changed.connect(note)
        stage.player.play()
        while stage.player.is_playing:
            stage.player.advance(0.4)
        assert shown == list(range(1, len(replay) + 1))
        assert stage.wall.model.cards == {
            card.id: card for card in window.parts.reader.canvas_cards(window.session.id)
        }
        arrivals = list(dict.fromkeys(card for cards in sequences for card in cards))
        logged = [
            output["card"]
            for event in window.parts.reader.events(window.session.id)
            if event.kind == EventKind.TURN_STARTED
            for output in event.payload["outputs"]
        ]
        assert arrivals == logged
        QTest.keyClick(stage, KEY.Key_Escape)
        assert feature_of(window).stage is None
        rest(window, qtbot)
        assert fingerprint(studio.folder) == before


def test_scrubbing_back_and_forth_shows_the_same_canvas_at_the_same_point(
    studio, qtbot, settings
) -> None:
    with studio.window(settings) as window:
        stage = opened(window, qtbot)
        total = len(stage.loaded.replay)
        rng = random.Random(3)
        looks: dict[int, tuple] = {}
        for _ in range(160):
            way = rng.randrange(4)
            if way == 0:
                stage.player.seek(rng.randrange(total + 1))
            elif way == 1:
                stage.player.seek_time(rng.uniform(0, stage.loaded.replay.duration_s))
            else:
                QTest.keyClick(stage, rng.choice((KEY.Key_Left, KEY.Key_Right)))
            position = stage.player.position
            assert looks.setdefault(position, look_of(stage)) == look_of(stage)
        assert len(looks) > 60


def test_reduced_motion_cross_fades_and_nothing_travels(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        stage = opened(window, qtbot)
        wall, replay = stage.wall, stage.loaded.replay
        edit = next(turn for turn in replay.turns if turn.logged.source_card_id)
        stage.player.seek(edit.position - 1)

        def is_settled() -> bool:
            """Whether all is painted: a frame paints tiles for some milliseconds only."""
            if wall.cross_fade.share or wall.motion.is_moving or not wall.previews.is_idle:
                return False
            wall.repaint()
            return not wall._more.isActive()

        qtbot.waitUntil(is_settled, timeout=WAIT_MS)
        before = wall.grab().toImage()
        stage.player.step(1)
        card = replay.state(edit.position).cards[edit.logged.cards[0]]
        assert wall.model.get(card.id).placement == card.placement
        at_once = wall.camera.viewport
        assert wall.cross_fade.share == 1.0
        assert wall.grab().toImage() == before
        shares: list[float] = []
        wall.cross_fade._fading.valueChanged.connect(shares.append)
        qtbot.waitUntil(lambda: wall.cross_fade.share == 0, timeout=WAIT_MS)
        assert shares == sorted(shares, reverse=True)
        assert any(0 < share < 1 for share in shares)
        assert wall.camera.viewport == at_once
        assert wall.grab().toImage() != before


def test_edits_grow_from_their_source_and_arrive(studio, qtbot, settings) -> None:
    with studio.window(replace(settings, is_motion_reduced=False)) as window:
        stage = opened(window, qtbot)
        replay = stage.loaded.replay
        edit = next(turn for turn in replay.turns if turn.logged.source_card_id)
        stage.player.seek(edit.position - 1)
        stage.player.step(1)
        wall, card_id = stage.wall, edit.logged.cards[0]
        wall._on_growth_advanced(0.0)
        source = wall.model.get(edit.logged.source_card_id).placement
        assert wall.model.get(card_id).placement.rect == source.rect
        wall._on_growth_advanced(0.5)
        middle = wall.model.get(card_id).placement
        end = replay.state(edit.position).cards[card_id].placement
        assert middle.x == pytest.approx((source.x + end.x) / 2)
        qtbot.waitUntil(lambda: wall.model.get(card_id).placement == end, timeout=WAIT_MS)
        stage.player.step(-1)
        assert wall.model.get(card_id) is None


def test_every_key_of_the_table(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        stage = opened(window, qtbot)
        player, replay = stage.player, stage.loaded.replay

        def press(key: Qt.Key) -> None:
            QTest.keyClick(stage, key)

        press(KEY.Key_Space)
        assert player.is_playing
        press(KEY.Key_Space)
        assert not player.is_playing
        press(KEY.Key_End)
        assert player.position == len(replay)
        press(KEY.Key_Left)
        assert player.position == len(replay) - 1
        press(KEY.Key_Home)
        press(KEY.Key_Right)
        assert player.position == 1
        press(KEY.Key_PageDown)
        assert player.position == replay.turns[1].position
        press(KEY.Key_Plus)
        press(KEY.Key_Plus)
        assert (player.speed, stage.bar.speed.value) == (4.0, 4.0)
        for _ in SPEEDS:
            press(KEY.Key_Minus)
        assert player.speed == 0.5
        press(KEY.Key_L)
        assert player.is_looping
        press(KEY.Key_H)
        assert not stage.bar.caption.isVisible()
        press(KEY.Key_H)
        assert stage.bar.caption.isVisible()
        press(KEY.Key_Escape)
        assert feature_of(window).stage is None
        assert window.area.isEnabled()


def test_keys_of_the_canvas_do_nothing_while_it_plays(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        card = window.canvas.cards[0]
        window.view.nudge([card.id], 8, 0, "Move")
        window.view.select([card.id])
        qtbot.waitUntil(
            lambda: (
                window.parts.reader.canvas_cards_by_id([card.id])[0].placement.x
                == card.placement.x + 8
            ),
            timeout=WAIT_MS,
        )
        stage = opened(window, qtbot)
        events = len(window.parts.reader.events(window.session.id))
        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(stage, KEY.Key_Z, control)
        QTest.keyClick(stage, KEY.Key_Return, control)
        for key in (KEY.Key_Delete, KEY.Key_S, KEY.Key_R, KEY.Key_E):
            QTest.keyClick(stage, key)
        QTest.keyClick(window.view, KEY.Key_S)
        middle = QPoint(stage.width() // 2, stage.height() // 3)
        QTest.mousePress(stage.wall, Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseMove(stage.wall, middle + QPoint(40, 30))
        QTest.mouseRelease(stage.wall, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 30))
        assert window.undo_stack.canUndo()
        assert len(window.parts.reader.events(window.session.id)) == events
        assert window.view.model.selection == [card.id]


def test_the_play_button_the_loop_and_the_turn_menu(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        feature = feature_of(window)
        QTest.mouseClick(window.header.replay, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: feature.stage is not None, timeout=WAIT_MS)
        stage = feature.stage
        assert stage.player.is_playing
        stage.player.set_looping(True)
        stage.player.seek(len(stage.loaded.replay))
        stage.player.advance(5)
        assert stage.player.is_playing
        assert stage.player.position == 0
        stage.player.pause()
        QTest.mouseClick(stage.bar.turn, Qt.MouseButton.LeftButton)
        assert len(stage.bar.menu.actions()) == 24
        stage.bar.menu.actions()[3].trigger()
        assert stage.player.position == stage.loaded.replay.turns[3].position
        assert stage.bar.caption.quote == stage.loaded.replay.turns[3].logged.message
        stage.bar.menu.close()
        assert stage.bar.turn.text() == f"Turn 4 of {len(stage.loaded.replay.turns)}"


def test_the_time_line_is_dragged(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        stage = opened(window, qtbot)
        scrubber, total = stage.bar.scrubber, len(stage.loaded.replay)
        left, right = (QPoint(x, scrubber.height() // 2) for x in (2, scrubber.width() - 2))
        QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=right)
        assert stage.player.position == total
        QTest.mouseMove(scrubber, left)
        QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=left)
        assert stage.player.position == 0
        assert len(stage.wall.model) == 0


def test_a_moment_is_copied_into_a_session_of_its_own(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        first = window.session.id
        old = window.parts.reader.canvas_cards(first)
        files = sorted(path.name for path in (studio.folder / "images").rglob("*.png"))
        stage = opened(window, qtbot)
        stage.player.seek(13)
        shown = [card for card in stage.state.cards.values() if card.image_id]
        assert 0 < len(shown) < len(stage.state.cards)
        QTest.mouseClick(stage.copy, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.session.id != first, timeout=WAIT_MS)
        copies = window.parts.reader.canvas_cards(window.session.id)
        assert [(c.image_id, c.placement, c.caption) for c in copies] == [
            (c.image_id, c.placement, c.caption)
            for c in sorted(shown, key=lambda card: card.placement.z)
        ]
        assert not {card.id for card in copies} & {card.id for card in old}
        assert window.parts.reader.canvas_cards(first) == old
        assert sorted(path.name for path in (studio.folder / "images").rglob("*.png")) == files
        assert "21 Nov 2026" in window.session.session.name
        assert feature_of(window).stage is None


def test_another_session_ends_it_and_an_empty_one_has_nothing_to_show(
    studio, qtbot, settings
) -> None:
    with studio.window(settings) as window:
        stage = opened(window, qtbot)
        assert stage.isVisible()
        window.new_session()
        assert feature_of(window).stage is None
        assert not window.header.replay.isVisible()
        assert not window.actions_by_id["replay_session"].isEnabled()


def test_words_in_the_log_are_never_markup(studio, qtbot) -> None:
    words = "<img src=x onerror=alert(1)> & <b>bold</b>"
    session_id = make_session(studio.folder, 20)
    library = Library.open(studio.folder)
    reader = library.reader()
    library.sessions.rename(session_id, words)
    reader.shutdown()
    library.shutdown()
    with studio.window(replace(Settings(), last_session=session_id)) as window:
        stage = opened(window, qtbot)
        assert stage.title.text() == words
        assert stage.title.textFormat() == Qt.TextFormat.PlainText


def test_a_time_lapse_is_made_while_the_session_is_shown(
    studio, no_housekeeping, qtbot, settings, tmp_path
) -> None:
    with studio.window(settings) as window:
        rest(window, qtbot)
        before = fingerprint(studio.folder)
        opened(window, qtbot)
        feature = feature_of(window)
        feature.export()
        dialog = feature.dialog
        shares: list[float] = []
        dialog._worker.progressed.connect(shares.append)
        dialog.size_chip.set_value((640, 400))
        dialog.lengths.set_current(0)
        path = tmp_path / "halden.webp"
        dialog.start(path)
        assert not dialog.save.isEnabled()
        qtbot.waitUntil(lambda: dialog.stage == "made", timeout=WAIT_MS)
        assert path.stat().st_size > 10_000
        assert shares == sorted(shares)
        assert shares[-1] == 1.0
        assert "halden.webp" in dialog.news.text()
        dialog.close_dialog()
        assert feature.dialog is None
        rest(window, qtbot)
        assert fingerprint(studio.folder) == before


def test_a_time_lapse_is_stopped_and_mp4_says_what_it_needs(
    studio, qtbot, settings, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with studio.window(settings) as window:
        feature = feature_of(window)
        window.actions_by_id["export_timelapse"].trigger()
        qtbot.waitUntil(lambda: feature.dialog is not None, timeout=WAIT_MS)
        dialog = feature.dialog
        dialog.formats.set_current(2)
        dialog._show_format()
        assert "ffmpeg" in dialog.note.text()
        assert not dialog.save.isEnabled()
        dialog.formats.set_current(1)
        dialog._show_format()
        assert dialog.save.isEnabled()
        dialog.lengths.set_current(3)
        with qtbot.waitSignal(dialog._worker.cancelled, timeout=WAIT_MS):
            dialog.start(tmp_path / "halden.gif")
            cancel = next(b for b in dialog.footer.findChildren(QPushButton) if b is dialog.leave)
            QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.stage == "choosing", timeout=WAIT_MS)
        assert list(tmp_path.glob("*.gif")) == []
        assert list(tmp_path.glob(".part*")) == []


def test_closing_the_window_stops_a_time_lapse(studio, qtbot, settings, tmp_path) -> None:
    with studio.window(settings) as window:
        feature = feature_of(window)
        opened(window, qtbot)
        feature.export()
        feature.dialog.lengths.set_current(3)
        feature.dialog.size_chip.set_value((1280, 800))
        with qtbot.waitSignal(feature.dialog._worker.progressed, timeout=WAIT_MS):
            feature.dialog.start(tmp_path / "halden.webp")
    assert list(tmp_path.glob("*.webp")) == []
    assert list(tmp_path.glob(".part*")) == []


def test_the_focus_comes_back_and_a_resized_window_keeps_it_covered(
    studio, qtbot, settings
) -> None:
    with studio.window(settings) as window:
        window.view.setFocus()
        viewport = window.view.viewport_state
        stage = opened(window, qtbot)
        assert stage.hasFocus()
        window.resize(1024, 700)
        window.toggle_sidebar()
        qtbot.waitUntil(lambda: stage.size() == window.area.size(), timeout=WAIT_MS)
        assert stage.pos() == window.area.mapTo(window, QPoint(0, 0))
        stage.leave()
        assert window.view.hasFocus()
        assert window.view.viewport_state == viewport


def test_what_had_the_focus_may_be_gone_when_the_replay_ends(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        field = QLineEdit(window)
        field.show()
        field.setFocus()
        stage = opened(window, qtbot)
        shiboken6.delete(field)
        stage.leave()
        assert feature_of(window).stage is None


def test_a_page_in_the_place_of_the_canvas_ends_it(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        opened(window, qtbot)
        window.split.splitter.hide()
        assert feature_of(window).stage is None
        assert window.area.isEnabled()
        window.split.splitter.show()
        assert opened(window, qtbot).isVisible()


def test_a_session_is_replayed_from_the_page_of_sessions(studio, qtbot, settings) -> None:
    with studio.window(settings) as window:
        library = next(f for f in window.features if isinstance(f, LibraryFeature))
        session_id = window.session.id
        window.new_session()
        library.sessions.open()
        assert not window.area.isVisible()
        library.sessions.page.grid.replay_requested.emit(session_id)
        qtbot.waitUntil(lambda: feature_of(window).stage is not None, timeout=WAIT_MS)
        assert feature_of(window).stage.isVisible()
        assert feature_of(window).stage.loaded.session.id == session_id


def test_what_a_model_made_replays_to_the_canvas_of_today(studio, qtbot) -> None:
    with studio.window(replace(Settings(), is_motion_reduced=True)) as window:
        chosen = replace(
            window.compose.value().settings,
            models=("offline",),
            directive_count=1,
            image_size="512",
            aspect_ratio="4:5",
        )

        def all_ready(count: int) -> bool:
            cards = window.canvas.cards
            return len(cards) == count and all(card.image_id for card in cards)

        for number, words in enumerate(("a lighthouse at dusk", "a lamp"), 1):
            window.compose.set_value(ComposeValue(words, chosen, ()))
            window.compose.request_generate()
            qtbot.waitUntil(partial(all_ready, number), timeout=WAIT_MS)
        first, second = window.canvas.cards
        window.parts.worker.start_edit(
            EditSource(window.session.id, first.image_id, first.output_id),
            EditMessage("warmer", ("offline",), image_size="512"),
        )
        qtbot.waitUntil(lambda: all_ready(3), timeout=WAIT_MS)
        window.view.nudge([second.id], 64, 8, "Move")
        window.parts.worker.delete_cards([second.id])
        window.parts.worker.restore_cards([second.id])
        star(window, [first.id])
        rest(window, qtbot)
        stage = opened(window, qtbot)
        stage.player.seek(len(stage.loaded.replay))
        today = window.parts.reader.canvas_cards(window.session.id)
        assert [told_of(card) for card in stage.wall.model.cards.values()] == [
            told_of(card) for card in sorted(today, key=lambda card: card.created_utc)
        ]
        edit = next(card for card in today if card.source_card_id)
        assert (edit.source_card_id, edit.caption) == (first.id, "warmer")
        assert stage.loaded.replay.unreadable == 0
