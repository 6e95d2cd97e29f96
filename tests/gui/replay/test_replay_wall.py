"""The wall of a replay: whichever way a position is reached, it looks the same to the pixel."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gallery_studio.domain.replay import Replay
from gallery_studio.domain.replay_log import ReplayFacts
from gallery_studio.domain.session import Session
from gallery_studio.paths import resources
from gallery_studio.studio.replaying import LoadedReplay
from gallery_studio.ui.canvas.camera import Insets
from gallery_studio.ui.replay.replay_wall import MANY_CHANGES, ReplayWall
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.preview_pool import PreviewPool
from tests.support.replay_events import SESSION, EventLog, random_log, sizes_of

WAIT_MS = 20_000


def session_of(log: EventLog) -> LoadedReplay:
    replay = Replay(log.events, ReplayFacts(sizes_of(log)))
    # One colour each: a picture that is painted in parts is scaled the same to the last bit then.
    colors = [(40 * n % 256, 90 * n % 256, 170 * n % 256) for n in range(len(replay.image_ids))]
    micros = {
        image_id: bytes(color) * 256
        for image_id, color in zip(sorted(replay.image_ids), colors, strict=True)
    }
    return LoadedReplay(Session(SESSION, "Lamps", "", ""), replay, (), micros)


@pytest.fixture(scope="module")
def loaded() -> LoadedReplay:
    return session_of(random_log(3, 400))


@pytest.fixture
def new_wall(qapp, qtbot):
    """Makes walls that play a session; motion is reduced, so that nothing shimmers."""
    theme = Theme(resources(), "dark", is_motion_reduced=True)
    theme.apply(qapp)
    pool = PreviewPool(lambda image_id, side: Path("missing") / image_id / str(side))

    def make(loaded: LoadedReplay) -> ReplayWall:
        wall = ReplayWall(theme, pool, lambda _model: ("Nano", "zap"))
        qtbot.addWidget(wall)
        wall.resize(900, 600)
        wall.show()
        wall.set_insets(Insets(20, 20, 20, 20))
        wall.use(loaded)
        return wall

    yield make
    pool.shutdown()
    qapp.setStyleSheet("")


def look(wall: ReplayWall, qtbot) -> QImage:
    """Return the wall's picture once all of it is painted."""

    def is_settled() -> bool:
        if wall.motion.is_moving or wall.cross_fade.share or not wall.previews.is_idle:
            return False
        wall.repaint()
        return not wall._more.isActive()

    qtbot.waitUntil(is_settled, timeout=WAIT_MS)
    return wall.grab().toImage()


def test_a_position_looks_the_same_whichever_way_it_is_reached(new_wall, loaded, qtbot) -> None:
    rng, total = random.Random(4), len(loaded.replay)
    scrubbed = new_wall(loaded)
    position = 0
    for _ in range(6):
        for _ in range(4):
            position = rng.choice(
                (rng.randrange(total), position + 1, position - 1, position + rng.randrange(40))
            )
            scrubbed.show_position(position, is_played=rng.random() < 0.5)
        straight = new_wall(loaded)
        straight.show_position(position)
        assert look(scrubbed, qtbot) == look(straight, qtbot)


def test_from_one_end_to_the_other_and_back_is_the_empty_wall(new_wall, loaded, qtbot) -> None:
    wall, total = new_wall(loaded), len(loaded.replay)
    assert len(loaded.replay.changes(0, total)) > MANY_CHANGES
    wall.show_position(1)
    wall.show_position(total)
    assert wall.model.cards == loaded.replay.state(total).cards
    assert [card.id for card in wall.model.cards_in(wall.model.bounds().grown(1))] == sorted(
        wall.model.cards,
        key=lambda key: (wall.model.get(key).placement.z, loaded.replay.birth(key)),
    )
    wall.show_position(0)
    assert len(wall.model) == 0


def test_cards_of_one_height_lie_in_the_order_of_their_first_appearance(new_wall, qtbot) -> None:
    log = EventLog()
    for _ in range(2):
        log.turn()
        log.complete()
    for number in (1, 2):
        log.move(f"card-{number}-0", 40.0 * number, 0.0, 9)
    log.delete("card-1-0")
    log.restore("card-1-0")
    loaded = session_of(log)
    wall, straight, total = new_wall(loaded), new_wall(loaded), len(loaded.replay)
    for position in (total, total - 1, total):  # the first one goes, and comes back last
        wall.show_position(position)
    straight.show_position(total)
    for one in (wall, straight):
        stacked = [card.id for card in one.model.cards_in(one.model.bounds())]
        assert stacked == ["card-1-0", "card-2-0"]
    assert look(wall, qtbot) == look(straight, qtbot)
