"""Zoom and pan: what is under the cursor stays there, and all pictures share one view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from gallery_studio.ui.lightbox.stage_view import MOST_ENLARGED, StageView, pane_rects

PANE = QRectF(28, 24, 1100, 700)
SIZE = (2400, 1600)


def part_under(view: StageView, point: QPointF, pane=PANE, size=SIZE):
    place = view.place(pane, size)
    return (point.x() - place.left()) / place.width(), (point.y() - place.top()) / place.height()


@given(
    x=st.floats(100, 1000), y=st.floats(40, 700),
    factors=st.lists(st.floats(1.0, 1.6), min_size=1, max_size=6),
)  # fmt: skip
def test_zooming_in_keeps_the_point_under_the_cursor(x, y, factors):
    view, point = StageView(), QPointF(x, y)
    before = part_under(view, point)
    for factor in factors:
        view.zoom_at(PANE, SIZE, point, factor)
    assert part_under(view, point) == pytest.approx(before, abs=1e-6)


def test_zooming_out_to_fit_centres_the_picture_again():
    view = StageView()
    view.zoom_at(PANE, SIZE, QPointF(200, 100), 4.0)
    view.zoom_at(PANE, SIZE, QPointF(900, 600), 1 / 100)
    assert view.is_fit
    assert view.place(PANE, SIZE).center() == PANE.center()


def test_panning_leaves_no_gap_beside_a_picture_larger_than_its_pane():
    view = StageView()
    view.zoom_at(PANE, SIZE, PANE.center(), 3.0)
    view.pan_by(PANE, SIZE, 9000, -9000)
    place = view.place(PANE, SIZE)
    assert place.left() == pytest.approx(PANE.left())
    assert place.bottom() == pytest.approx(PANE.bottom())


def test_pictures_of_different_size_show_the_same_part_of_the_scene():
    view, small = StageView(), (600, 400)
    view.zoom_at(PANE, SIZE, QPointF(300, 200), 3.0)
    view.pan_by(PANE, SIZE, -40, 25)
    assert view.place(PANE, small) == view.place(PANE, SIZE)


def test_actual_size_is_one_px_for_a_pixel_and_enlarging_has_an_end():
    view = StageView()
    view.zoom_to_scale(PANE, SIZE, PANE.center(), 1.0)
    assert view.place(PANE, SIZE).width() == pytest.approx(2400)
    view.zoom_at(PANE, SIZE, PANE.center(), 1e6)
    assert view.scale(PANE, SIZE) == pytest.approx(MOST_ENLARGED)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_panes_are_equal_and_do_not_overlap(count):
    panes = pane_rects(PANE, count, 12)
    assert len(panes) == count
    assert len({(p.width(), p.height()) for p in panes}) == 1
    assert not any(a.intersects(b) for i, a in enumerate(panes) for b in panes[i + 1 :])
    assert all(PANE.adjusted(-0.01, -0.01, 0.01, 0.01).contains(pane) for pane in panes)
