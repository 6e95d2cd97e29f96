"""The order of the show."""

from __future__ import annotations

import asyncio

import pytest

from gallery_studio.domain.ids import ImageId
from gallery_studio.library.library import Library
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.kiosk_library import import_demo
from gallery_studio.studio.kiosk_show import HOLD_S, ShowOrder, Slide, slides_of
from gallery_studio.workers.library_executor import LibraryExecutor


def walk(order: ShowOrder, steps: int) -> list[int]:
    found = []
    for _ in range(steps):
        order.step(1)
        found.append(order.index)
    return found


def test_a_loop_goes_round_both_ways():
    order = ShowOrder(3, is_looping=True)
    assert walk(order, 7) == [1, 2, 0, 1, 2, 0, 1]
    order.go_to(0)
    order.step(-1)
    assert order.index == 2
    assert not order.is_at_end


def test_without_a_loop_it_stays_at_the_last():
    order = ShowOrder(3, is_looping=False)
    assert walk(order, 5) == [1, 2, 2, 2, 2]
    assert order.is_at_end
    assert not order.step(1)
    assert order.go_to(0)
    assert not order.step(-1)


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_and_one_picture_stay_where_they_are(count):
    order = ShowOrder(count, is_looping=True)
    assert not order.step(1)
    assert not order.go_to(9)
    assert order.index == 0
    assert order.neighbour(-1) is None


def test_only_what_was_seen_recedes_and_the_first_follows_the_last():
    order = ShowOrder(3, is_looping=True)
    assert (order.neighbour(-1), order.neighbour(1)) == (None, 1)
    order.go_to(2)
    assert (order.neighbour(-2), order.neighbour(1)) == (0, 0)


def test_a_long_caption_stays_long_enough_to_be_read():
    assert Slide(ImageId("a"), 3, 2, "short").hold_s == HOLD_S
    assert Slide(ImageId("a"), 3, 2, "x" * 300).hold_s == pytest.approx(16.5)


def test_the_demo_session_is_shown_in_the_order_it_was_made(library_folder):
    library = Library.open(library_folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    reader = library.reader()
    try:
        session_id = asyncio.run(import_demo(executor)).session_id
        slides = slides_of(reader, [session_id], load_catalogue())
    finally:
        reader.shutdown()
        executor.shutdown()
        library.shutdown()
    assert len(slides) == 9
    assert slides[0].caption.startswith("A lighthouse")
    assert [one.turn for one in slides[4:7]] == ["Turn 1 of 3", "Turn 2 of 3", "Turn 3 of 3"]
    assert {one.model for one in slides} == {"Offline model"}
    assert slides[0].turn == ""
