"""Tiles: level of detail, what a change spoils, what stands in, what is shown in the end."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.session import Viewport
from gallery_studio.domain.status import Status
from gallery_studio.ui.canvas.camera import Camera
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.canvas.card_layout import Detail, detail_for
from gallery_studio.ui.canvas.tile_pyramid import BASE_SCALE, level_scale
from tests.support.canvas_hands import Previews, make_card

BLUE, RED = "#1040c0", "#c01010"


def pixel(view: CanvasView, x: float, y: float) -> QColor:
    """Return the colour of the wall at a canvas point, as it is on the screen."""
    at_x, at_y = view.camera.to_view(x, y)
    return view.grab().toImage().pixelColor(round(at_x), round(at_y))


def is_near(color: QColor, name: str) -> bool:
    wanted = QColor(name)
    return all(
        abs(a - b) <= 12 for a, b in zip(color.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    )


@pytest.mark.parametrize(
    ("zoom", "detail"),
    [
        (1.0, Detail.FULL),
        (0.6, Detail.FULL),
        (0.59, Detail.MIDDLE),
        (0.3, Detail.MIDDLE),
        (0.29, Detail.FAR),
        (0.01, Detail.FAR),
    ],
)
def test_levels_of_detail(zoom: float, detail: Detail) -> None:
    assert detail_for(zoom) is detail


ZOOMS = (0.01, 0.29, 0.3, 0.45, 0.59, 0.6, 0.71, 1.0, 1.4, 3.3, 8.0)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0, 3.0])
@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_level_is_the_nearest_power_of_two(zoom: float, ratio: float) -> None:
    scale = level_scale(zoom, ratio)
    assert scale.hex().split("p")[0] == "0x1.0000000000000"
    assert 0.7 <= zoom * ratio / scale <= 1.42


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_zoom_on_a_dense_screen_never_scales_down(zoom: float) -> None:
    """That takes twice as long; and not more than on a screen of one px for each logical one."""
    assert 1.0 <= zoom * 2 / level_scale(zoom, 2.0, is_zooming=True) <= 2.0
    assert level_scale(zoom, 1.0, is_zooming=True) == level_scale(zoom, 1.0)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("is_zooming", [False, True])
def test_a_zoom_shows_as_much_of_a_card_as_rest_does(
    view: CanvasView, ratio: float, zoom: float, *, is_zooming: bool
) -> None:
    view.camera.zoom = zoom
    keys = view.tiles.sheet(view.camera, ratio, is_zooming=is_zooming).keys
    assert {key.detail for key in keys} == {detail_for(zoom)}


def test_text_is_painted_at_the_exact_zoom_only_without_zooming(view: CanvasView) -> None:
    view.camera.zoom = 0.85
    assert view.tiles.sheet(view.camera, 1.0, is_zooming=True).scale == 1.0
    assert view.tiles.sheet(view.camera, 1.0, is_zooming=False).scale == 0.85


def test_tiles_of_a_sheet_cover_the_view(view: CanvasView) -> None:
    camera = Camera(1000, 800)
    camera.look(Viewport(-333, 77, 0.83))
    keys = view.tiles.sheet(camera, 1.0, is_zooming=True).keys
    seen = camera.visible_rect()
    assert sum(_shared(key.rect, seen) for key in keys) == pytest.approx(seen.width * seen.height)


def _shared(one: Rect, other: Rect) -> float:
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    return max(0.0, width) * max(0.0, height)


def test_a_change_spoils_only_the_tiles_it_touches(
    view: CanvasView, wall: list, settle: Callable[[], None]
) -> None:
    view.set_cards([*wall, make_card("far", 900, 700)])
    settle()
    before = view.tiles.patches_painted
    view.update_cards([replace(wall[0], is_starred=True)])
    stale = [tile.key for tile in view.tiles.tiles if not tile.is_current]
    assert {(key.x, key.y) for key in stale} == {(0, 0)}
    assert len(view.tiles) > len(stale)
    assert all(tile.is_ready for tile in view.tiles.tiles if tile.key in stale)
    settle()
    assert view.tiles.patches_painted - before <= len(stale)


def test_the_same_card_again_spoils_nothing(
    view: CanvasView, wall: list, settle: Callable[[], None]
) -> None:
    settle()
    view.update_cards(wall)
    assert all(tile.is_current for tile in view.tiles.tiles if tile.is_ready)


def test_a_moved_card_leaves_bare_wall_behind(
    view: CanvasView, previews: Previews, settle: Callable[[], None]
) -> None:
    previews.write("image-a", BLUE)
    card = make_card("a")
    view.set_cards([card])
    settle()
    assert is_near(pixel(view, 100, 100), BLUE)
    view.update_cards([replace(card, placement=replace(card.placement, x=500))])
    settle()
    assert is_near(pixel(view, 600, 100), BLUE)
    assert not is_near(pixel(view, 100, 100), BLUE)
    view.remove_cards(["a"])
    settle()
    assert not is_near(pixel(view, 600, 100), BLUE)


def test_the_higher_card_is_painted_above(
    view: CanvasView, previews: Previews, settle: Callable[[], None]
) -> None:
    previews.write("image-a", BLUE)
    previews.write("image-b", RED)
    low, high = make_card("b", 50, 50), make_card("a")
    view.set_cards([replace(high, placement=replace(high.placement, z=3)), low])
    settle()
    assert is_near(pixel(view, 120, 120), BLUE)


@pytest.mark.parametrize("zoom", [2.0, 0.8, 0.45, 0.2, 0.1])
def test_previews_of_the_right_size_are_shown(
    view: CanvasView, previews: Previews, settle: Callable[[], None], zoom: float
) -> None:
    colors = {64: "#206020", 256: "#602060", 768: "#204080"}
    for side, color in colors.items():
        previews.write("image-a", color, (side,))
    view.set_cards([make_card("a")], (), {"image-a": bytes((200, 100, 0)) * 256})
    view.set_viewport(Viewport(100, 100, zoom))
    settle()
    side = next(s for s in (64, 256, 768) if 284 * zoom <= s * 1.25 or s == 768)
    assert is_near(pixel(view, 100, 100), colors[side])


def test_far_walls_are_painted_from_micro_previews(
    view: CanvasView, settle: Callable[[], None], qtbot: QtBot
) -> None:
    view.set_cards([make_card("a")], (), {"image-a": bytes((200, 100, 0)) * 256})
    missing = []
    view.previews._pool.preview_missing.connect(missing.append)
    for zoom in (0.06, 0.03, 0.012):
        view.set_viewport(Viewport(100, 100, zoom))
        settle()
        assert is_near(pixel(view, 100, 100), "#c86400"), zoom
    assert missing == []


def test_farthest_tiles_are_made_of_their_children(
    view: CanvasView, settle: Callable[[], None]
) -> None:
    view.set_cards([make_card("a")], (), {"image-a": bytes((200, 100, 0)) * 256})
    view.set_viewport(Viewport(100, 100, BASE_SCALE / 4))
    settle()
    scales = {tile.key.scale for tile in view.tiles.tiles if not tile.pixmap.isNull()}
    assert {BASE_SCALE, BASE_SCALE / 2, BASE_SCALE / 4} <= scales


def test_a_neighbour_level_stands_in_for_a_missing_tile(
    view: CanvasView, previews: Previews, settle: Callable[[], None]
) -> None:
    previews.write("image-a", BLUE)
    view.set_cards([make_card("a")])
    view.set_viewport(Viewport(100, 100, 1.0))
    settle()
    view.camera.look(Viewport(100, 100, 2.0))
    image = view.grab().toImage()  # the first frame at the new zoom, with no time for new tiles
    assert is_near(image.pixelColor(500, 400), BLUE)


def test_memory_is_bounded(view: CanvasView, wall: list) -> None:
    for step in range(60):
        view.camera.look(Viewport(step * 900, step * 700, 1.0))
        view.grab()
    assert len(view.tiles) <= 100


def test_a_pending_card_comes_alive(
    view: CanvasView, previews: Previews, settle: Callable[[], None], theme: object
) -> None:
    pending = make_card("a", image_id=None, status=Status.GENERATING)
    view.set_cards([pending])
    settle()
    assert view.layer.visible_pending() == [pending]
    previews.write("image-a", BLUE)
    view.update_cards([make_card("a")])
    settle()
    assert view.layer.visible_pending() == []
    assert is_near(pixel(view, 100, 60), BLUE)


def test_a_new_picture_fades_in(
    qtbot: QtBot, view: CanvasView, previews: Previews, settle: Callable[[], None]
) -> None:
    view.theme.set_motion_reduced(False)
    previews.write("image-a", BLUE)
    view.set_cards([make_card("a", image_id=None, status=Status.GENERATING)])
    view.update_cards([make_card("a")])
    assert view.living.fades["a"].began is None
    qtbot.waitUntil(lambda: not view.living.fades, timeout=3000)
    settle()
    assert is_near(pixel(view, 100, 60), BLUE)


def test_the_clock_rests_when_nothing_lives_or_the_wall_is_hidden(
    qtbot: QtBot, view: CanvasView
) -> None:
    view.theme.set_motion_reduced(False)
    assert not view.theme.clock.is_running
    view.set_cards([make_card("a", image_id=None, status=Status.GENERATING)])
    assert view.theme.clock.is_running
    view.hide()
    assert not view.theme.clock.is_running
    view.show()
    assert view.theme.clock.is_running
    view.update_cards([make_card("a", image_id=None, status=Status.FAILED)])
    assert not view.theme.clock.is_running


def test_an_exception_does_not_leave_a_paint(
    view: CanvasView, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(view.layer, "paint", lambda *_: 1 / 0)
    view.grab()
    view.grab()
    assert [record.message for record in caplog.records] == ["The canvas could not be painted"]
    caplog.clear()


def test_many_selected_cards_are_ringed_inside_the_tiles(
    view: CanvasView, settle: Callable[[], None]
) -> None:
    cards = [make_card(f"c{i}", i % 30 * 216, i // 30 * 300) for i in range(450)]
    view.set_cards(cards)
    view.set_viewport(Viewport(108, 150, 1.0))
    view.select_all()
    settle()
    assert is_near(pixel(view, 0.5, 200), view.theme.color("accent").name())
    view.select([])
    settle()
    assert not is_near(pixel(view, 0.5, 200), view.theme.color("accent").name())


@pytest.mark.parametrize("is_before_the_frame", [False, True])
def test_a_picture_whose_wish_was_dropped_is_sharp_when_it_comes_back(
    qtbot: QtBot,
    view: CanvasView,
    previews: Previews,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_before_the_frame: bool,
) -> None:
    """Wishes are dropped with the first move that comes late enough, before that is painted."""
    previews.write("image-a", BLUE)
    pool = view.previews._pool
    with monkeypatch.context() as held:
        held.setattr(pool, "_threads", 0)  # nobody decodes: wishes stay waiting
        view.set_cards([make_card("a")], (), {"image-a": bytes((200, 100, 0)) * 256})
        view.set_viewport(Viewport(100, 100, 1.0))
        view.grab()
        qtbot.waitUntil(lambda: [wish.image_id for wish in pool.waiting] == ["image-a"])
        view._retained_at = 0.0 if is_before_the_frame else monotonic() + 60
        view.set_viewport(Viewport(9_000, 9_000, 1.0))
        view.grab()
        if not is_before_the_frame:
            view._drop_far_wishes()
        assert pool.waiting == []
    view.set_viewport(Viewport(100, 100, 1.0))
    settle()
    assert is_near(pixel(view, 100, 100), BLUE)


def test_a_frame_is_done_before_its_wishes_are_sent(
    qtbot: QtBot, view: CanvasView, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads that decode would take the interpreter from the first frame of a session."""
    previews.write("image-a", BLUE)
    sent = []
    monkeypatch.setattr(view.previews._pool, "request", sent.extend)
    view.set_cards([make_card("a")])
    view.repaint()
    assert not sent
    qtbot.waitUntil(lambda: [(wish.image_id, wish.side) for wish in sent] == [("image-a", 256)])


def test_previews_that_keep_coming_are_told_together(
    qtbot: QtBot, view: CanvasView, previews: Previews, settle: Callable[[], None]
) -> None:
    """Each telling has the tiles painted again, all of them for a wall of a thousand."""
    cards = [make_card(f"c{n}", n % 25 * 216, n // 25 * 300) for n in range(200)]
    for card in cards:
        previews.write(str(card.image_id), BLUE, (64,))
    told = []
    view.previews.arrived.connect(told.append)
    view.set_cards(cards, (), {card.image_id: bytes((200, 100, 0)) * 256 for card in cards})
    view.fit_all(is_animated=False)
    settle()
    assert len(told) <= 12, "one by one they would be told a hundred times"
    assert {image_id for batch in told for image_id, _ in batch} == {c.image_id for c in cards}
    for card in (cards[0], cards[99], cards[-1]):
        assert is_near(pixel(view, card.placement.x + 100, card.placement.y + 100), BLUE)
