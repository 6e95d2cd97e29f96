"""What holds for any camera: view and canvas map onto each other, and framing shows all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.session import Viewport
from gallery_studio.ui.canvas.camera import MAX_ZOOM, MIN_ZOOM, Camera, Insets
from gallery_studio.ui.canvas.spatial_grid import SpatialGrid

PLACE = st.floats(-50_000, 50_000)
PIXEL = st.floats(0, 4_000)
RECTS = st.builds(Rect, PLACE, PLACE, st.floats(1, 5_000), st.floats(1, 5_000))


@st.composite
def cameras(draw: st.DrawFn) -> Camera:
    """A view of any size that looks anywhere, panels over its edges."""
    camera = Camera(draw(st.floats(200, 4_000)), draw(st.floats(200, 3_000)))
    edges = [draw(st.floats(0, 90)) for _ in range(4)]
    camera.insets = Insets(*edges)
    camera.look(Viewport(draw(PLACE), draw(PLACE), draw(st.floats(0.0001, 50))))
    return camera


def near(one: tuple[float, float], other: tuple[float, float], within: float) -> bool:
    return one == pytest.approx(other, abs=within)


@given(cameras(), PIXEL, PIXEL)
def test_a_point_of_the_view_comes_back(camera: Camera, x: float, y: float) -> None:
    assert MIN_ZOOM <= camera.zoom <= MAX_ZOOM
    assert near(camera.to_view(*camera.to_canvas(x, y)), (x, y), 1e-4)
    seen = camera.visible_rect()
    assert near(camera.to_canvas(0, 0), (seen.x, seen.y), 1e-6)
    assert near(camera.to_view(seen.right, seen.bottom), (camera.width, camera.height), 1e-4)


@given(cameras(), PIXEL, PIXEL, st.floats(0.0001, 50))
def test_what_lies_under_the_pointer_stays_there(
    camera: Camera, x: float, y: float, zoom: float
) -> None:
    before = camera.to_canvas(x, y)
    camera.zoom_at(x, y, zoom)
    assert MIN_ZOOM <= camera.zoom <= MAX_ZOOM
    assert near(camera.to_view(*before), (x, y), 1e-3)


@given(cameras(), st.floats(-3_000, 3_000), st.floats(-3_000, 3_000))
def test_panning_there_and_back_changes_nothing(camera: Camera, dx: float, dy: float) -> None:
    point = camera.to_canvas(0, 0)
    camera.pan_by(dx, dy)
    assert near(camera.to_view(*point), (dx, dy), 1e-3)
    camera.pan_by(-dx, -dy)
    assert near(camera.to_canvas(0, 0), point, 1e-5)


@given(cameras(), RECTS)
def test_framing_shows_all_of_it_where_no_panel_lies(camera: Camera, rect: Rect) -> None:
    camera.look(camera.framing(rect, margin=0))
    shown, edges = camera.rect_to_view(rect), camera.insets
    if camera.zoom > MIN_ZOOM:
        assert shown.x >= edges.left - 1e-3
        assert shown.y >= edges.top - 1e-3
        assert shown.right <= camera.width - edges.right + 1e-3
        assert shown.bottom <= camera.height - edges.bottom + 1e-3
    assert camera.zoom <= 1.0


@given(st.lists(st.tuples(st.integers(-9, 9), st.none() | RECTS), max_size=30), RECTS)
def test_the_grid_finds_what_a_look_at_each_one_finds(
    acts: list[tuple[int, Rect | None]], asked: Rect
) -> None:
    """Keys are held from the start, put, moved and removed in any order; None removes."""
    grid: SpatialGrid[int] = SpatialGrid()
    plain = {-key: rect for key, rect in acts[::3] if rect is not None}
    grid.fill(plain)
    for key, rect in acts:
        if rect is None:
            grid.remove(key)
            plain.pop(key, None)
        else:
            grid.put(key, rect)
            plain[key] = rect
    assert len(grid) == len(plain)
    touching = {key for key, rect in plain.items() if rect.intersects(asked)}
    assert sorted(grid.touching(asked)) == sorted(touching)


@given(st.floats(50, 5_000), st.floats(50, 5_000), st.floats(200, 1_000), st.floats(300, 760))
def test_what_is_fitted_keeps_clear_of_what_floats_unless_it_would_be_half_as_large(
    width, height, x, y
):
    camera = Camera(1200.0, 800.0)
    rect = Rect(30.0, 40.0, width, height)
    whole = camera.framing(rect)
    camera.overlay = Rect(x, y, 200.0, 40.0)
    viewport = camera.framing(rect)
    camera.look(viewport)
    placed = camera.rect_to_view(rect)
    assert viewport == whole or not placed.intersects(camera.overlay)
    assert viewport.zoom >= whole.zoom / 2
    assert placed.x >= -1e-6
    assert placed.bottom <= 800 + 1e-6
