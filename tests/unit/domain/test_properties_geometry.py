"""What holds for any rectangles and any wall of cards."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.card import GAP, card_height
from gallery_studio.domain.descent import DESCENT_GAP, place_beside
from gallery_studio.domain.geometry import Rect, aspect_of, bounding_rect

PLACE = st.integers(-50_000, 50_000).map(float)
LENGTH = st.integers(1, 5_000).map(float)
RECTS = st.builds(Rect, PLACE, PLACE, LENGTH, LENGTH)
ASPECTS = st.lists(st.floats(0.1, 10.0), min_size=1, max_size=6)


def holds(outer: Rect, inner: Rect) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and outer.right >= inner.right
        and outer.bottom >= inner.bottom
    )


@given(RECTS, RECTS)
def test_intersecting_is_symmetric_and_shares_a_point(one: Rect, other: Rect) -> None:
    assert one.intersects(other) == other.intersects(one)
    x, y = max(one.x, other.x), max(one.y, other.y)
    assert one.intersects(other) == (one.contains(x, y) and other.contains(x, y))


@given(RECTS, RECTS, RECTS)
def test_union_is_the_smallest_around_both_in_any_order(a: Rect, b: Rect, c: Rect) -> None:
    union = a.united(b)
    assert holds(union, a)
    assert holds(union, b)
    assert union == b.united(a)
    assert a.united(b).united(c) == a.united(b.united(c))
    assert union.x in (a.x, b.x)
    assert union.bottom in (a.bottom, b.bottom)


@given(st.lists(RECTS, max_size=8))
def test_bounds_hold_all_and_nothing_has_none(rects: list[Rect]) -> None:
    bounds = bounding_rect(rects)
    assert (bounds is None) == (not rects)
    assert all(holds(bounds, rect) for rect in rects)


@given(RECTS, st.integers(0, 500), PLACE, PLACE)
def test_growing_and_moving_keep_middle_and_size(rect: Rect, by: int, dx: float, dy: float) -> None:
    assert rect.grown(by).center == rect.center
    assert rect.grown(by).grown(-by) == rect
    moved = rect.moved(dx, dy)
    assert (moved.width, moved.height) == (rect.width, rect.height)
    assert moved.moved(-dx, -dy) == rect


@given(st.integers(1, 999), st.integers(1, 999))
def test_any_ratio_is_read(width: int, height: int) -> None:
    assert aspect_of(f"{width}:{height}") == width / height


@given(st.text(max_size=8))
def test_any_text_is_a_ratio_or_refused(text: str) -> None:
    try:
        aspect = aspect_of(text)
    except ValueError:
        return
    assert aspect > 0


@given(ASPECTS, st.lists(RECTS, max_size=12), st.none() | RECTS)
def test_pictures_of_an_edit_never_lie_on_others(
    aspects: list[float], obstacles: list[Rect], source: Rect | None
) -> None:
    wall = obstacles if source is None else [*obstacles, source]
    places = place_beside(aspects, wall, source)
    assert len(places) == len(aspects)
    rects = [place.rect for place in places]
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in wall)
        assert not any(rect.intersects(other) for other in rects[number + 1 :])
        assert rect.height == pytest.approx(card_height(rect.width, aspects[number]))
    assert len({rect.y for rect in rects}) == 1, "they form a row"
    assert all(b.x - a.right == pytest.approx(GAP) for a, b in itertools.pairwise(rects))
    if source is not None:
        assert rects[0].x == source.right + DESCENT_GAP
        assert rects[0].y >= source.y
        assert rects[0].width == source.width
