"""Layouts: nothing overlaps, nothing is lost, nothing else moves."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.arrange import Arrangement, arrange, columns_for, place_run
from gallery_studio.domain.card import COLUMN_WIDTH, GAP, LABEL_HEIGHT, CanvasCard, Placement
from gallery_studio.domain.geometry import Rect, bounding_rect
from gallery_studio.domain.ids import CardId
from gallery_studio.domain.status import Status

ASPECTS = st.sampled_from([0.5, 0.8, 1.0, 1.25, 16 / 9, 8.0])
COORDS = st.floats(-5_000, 5_000).map(lambda value: float(round(value)))


@st.composite
def cards(draw: st.DrawFn) -> list[CanvasCard]:
    """Return up to 30 cards anywhere, overlapping or not."""
    result = []
    for number in range(draw(st.integers(1, 30))):
        width = draw(st.sampled_from([120.0, 200.0, 333.0]))
        place = Placement(
            draw(COORDS), draw(COORDS), width, width / draw(ASPECTS) + LABEL_HEIGHT, number
        )
        result.append(
            CanvasCard(
                id=CardId(f"c{number}"),
                placement=place,
                status=Status.COMPLETED,
                caption=draw(st.sampled_from(["dawn", "dusk", "rain"])),
                model=draw(st.sampled_from(["pro", "flash"])),
                image_id=None,
                created_utc=f"2026-11-21T10:00:{draw(st.integers(0, 59)):02d}+00:00",
            )
        )
    return result


def overlaps(rects: list[Rect]) -> list[tuple[Rect, Rect]]:
    """Return pairs that share more than rounding errors."""
    inner = [rect.grown(-0.01) for rect in rects]
    return [(a, b) for i, a in enumerate(inner) for b in inner[i + 1 :] if a.intersects(b)]


@pytest.mark.parametrize("how", list(Arrangement))
@given(wall=cards())
def test_an_arrangement_keeps_cards_sizes_and_corner_and_overlaps_nothing(
    how: Arrangement, wall: list[CanvasCard]
) -> None:
    placed = arrange(wall, how)
    assert placed.keys() == {card.id for card in wall}
    for card in wall:
        after, before = placed[card.id], card.placement
        assert (after.width, after.height, after.z) == (before.width, before.height, before.z)
    assert overlaps([place.rect for place in placed.values()]) == []
    old = bounding_rect(card.placement.rect for card in wall)
    new = bounding_rect(place.rect for place in placed.values())
    assert old is not None
    assert new is not None
    assert (new.x, new.y) == pytest.approx((old.x, old.y))


@pytest.mark.parametrize("how", list(Arrangement))
def test_nothing_to_arrange(how: Arrangement) -> None:
    assert arrange([], how) == {}


@given(wall=cards())
def test_tidy_twice_is_tidy_once(wall: list[CanvasCard]) -> None:
    once = arrange(wall, Arrangement.TIDY)
    from dataclasses import replace

    tidied = [replace(card, placement=once[card.id]) for card in wall]
    again = arrange(tidied, Arrangement.TIDY)
    for card_id, place in again.items():
        assert (place.x, place.y) == pytest.approx((once[card_id].x, once[card_id].y))


@given(wall=cards())
def test_groups_do_not_mix(wall: list[CanvasCard]) -> None:
    placed = arrange(wall, Arrangement.MODEL)
    spans = {}
    for card in wall:
        rect = placed[card.id].rect
        top, bottom = spans.get(card.model, (rect.y, rect.bottom))
        spans[card.model] = (min(top, rect.y), max(bottom, rect.bottom))
    for (_, first_bottom), (second_top, _) in pairwise(sorted(spans.values())):
        assert first_bottom <= second_top


def test_time_goes_from_left_to_right_in_the_first_row() -> None:
    wall = [
        CanvasCard(
            id=CardId(f"c{n}"),
            placement=Placement(0, 0, 200, 284),
            status=Status.COMPLETED,
            caption="",
            model="pro",
            image_id=None,
            created_utc=f"2026-11-21T10:00:{59 - n:02d}+00:00",
        )
        for n in range(12)
    ]
    placed = arrange(wall, Arrangement.TIME)
    in_order = sorted(placed.items(), key=lambda item: (item[1].y, item[1].x))
    assert [card_id for card_id, _ in in_order] == [f"c{n}" for n in range(11, -1, -1)]


@given(
    aspects=st.lists(ASPECTS, min_size=1, max_size=16),
    obstacles=st.lists(
        st.builds(Rect, COORDS, COORDS, st.floats(50, 900), st.floats(50, 900)), max_size=40
    ),
    x=COORDS,
    y=COORDS,
)
def test_a_new_run_lies_in_free_space(
    aspects: list[float], obstacles: list[Rect], x: float, y: float
) -> None:
    placed = place_run(aspects, obstacles, Rect(x, y, 1000, 800), z=7)
    rects = [place.rect for place in placed]
    assert len(rects) == len(aspects)
    assert overlaps(rects) == []
    assert not any(a.grown(-0.01).intersects(b) for a in rects for b in obstacles)
    for place, aspect in zip(placed, aspects, strict=True):
        assert place.width == COLUMN_WIDTH
        assert place.width / (place.height - LABEL_HEIGHT) == pytest.approx(aspect)
        assert place.z == 7


def test_a_run_on_a_bare_wall_begins_where_the_person_looks() -> None:
    placed = place_run([1.0, 1.0, 1.0, 1.0, 1.0], [], Rect(40, 60, 1000, 800))
    assert (placed[0].x, placed[0].y) == (40, 60)
    assert [place.x for place in placed] == [40, 256, 472, 688, 40]
    assert placed[4].y == placed[0].y + placed[0].height + GAP


def test_a_run_goes_below_what_is_there_with_room_for_its_label() -> None:
    placed = place_run([1.0], [Rect(0, 0, 860, 300)], Rect(0, 0, 1000, 800))
    assert placed[0].x == 0
    assert placed[0].y == 348


def test_no_pictures_need_no_room() -> None:
    assert place_run([], [], Rect(0, 0, 1, 1)) == []


def test_columns_make_a_wall_of_a_screens_shape() -> None:
    columns = columns_for([284.0] * 100)
    rows = -(-100 // columns)
    assert 1.2 < columns * (COLUMN_WIDTH + GAP) / (rows * 300) < 2.0
