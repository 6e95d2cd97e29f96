"""The order of pictures: steps, letters, swaps, and what follows a deletion."""

import pytest

from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
from gallery_studio.ui.lightbox.picture_order import LightboxMode, PictureOrder


def item(key: str, lineage: tuple[str, ...] = ()) -> LightboxItem:
    image = ImageFile(ImageId(f"i-{key}"), MediaType.PNG, 10, 10, 1, Origin.GENERATED, "")
    return LightboxItem(key, image, key, lineage=tuple(ImageId(f"i-{name}") for name in lineage))


@pytest.fixture
def order() -> PictureOrder:
    order = PictureOrder()
    order.set_items([item("a"), item("b"), item("c"), item("d", ("a", "b")), item("e")], "d")
    return order


def keys(order: PictureOrder, mode: LightboxMode) -> list[str]:
    return [found.key for found in order.shown(mode)]


def test_it_compares_with_what_the_picture_was_made_from(order):
    assert keys(order, LightboxMode.COMPARE) == ["b", "d"]
    assert order.letters(LightboxMode.COMPARE) == {"b": "A", "d": "B"}


def test_without_descent_it_compares_with_the_neighbour(order):
    order.go_to("a")
    assert keys(order, LightboxMode.COMPARE) == ["b", "a"]


def test_steps_follow_the_order_and_end_at_its_ends(order):
    assert order.step(1, is_comparing=False)
    assert order.current.key == "e"
    assert not order.step(1, is_comparing=False)
    assert order.current.key == "e"


def test_steps_while_comparing_pass_over_the_other_picture(order):
    order.go_left_to("c")
    order.step(-1, is_comparing=True)
    assert keys(order, LightboxMode.COMPARE) == ["c", "b"]
    order.step_left(-1)
    assert keys(order, LightboxMode.COMPARE) == ["a", "b"]


def test_swap_exchanges_the_two(order):
    order.hold_left()
    order.swap()
    assert keys(order, LightboxMode.COMPARE) == ["d", "b"]


def test_a_left_picture_that_is_held_stays_while_the_current_one_changes(order):
    order.hold_left()
    order.step(1, is_comparing=True)
    assert keys(order, LightboxMode.COMPARE) == ["b", "e"]


def test_side_by_side_takes_two_to_four(order):
    order.hold_left()
    assert order.toggle_compared("a")
    assert order.toggle_compared("e")
    assert not order.toggle_compared("c")
    assert keys(order, LightboxMode.SIDE_BY_SIDE) == ["b", "d", "a", "e"]
    assert order.toggle_compared("b")
    assert order.toggle_compared("d")
    assert not order.toggle_compared("a")
    assert keys(order, LightboxMode.SIDE_BY_SIDE) == ["a", "e"]


@pytest.mark.parametrize(("gone", "then"), [("d", "e"), ("e", "d")])
def test_deleting_moves_on_and_at_the_end_back(order, gone, then):
    order.go_to(gone)
    order.remove(gone)
    assert order.current.key == then


def test_deleting_while_comparing_keeps_the_other_picture_as_it_is(order):
    order.go_left_to("e")
    order.remove("d", is_comparing=True)
    assert keys(order, LightboxMode.COMPARE) == ["e", "c"]


def test_deleting_all_leaves_nothing(order):
    for key in "abcde":
        order.remove(key)
    assert order.current is None
    assert order.left is None
    assert order.shown(LightboxMode.COMPARE) == []


def test_preload_is_two_ahead_and_one_behind(order):
    order.go_to("c")
    assert [image.id for image in order.preload(2, 1)] == ["i-d", "i-b", "i-e"]


def test_it_begins_with_the_pictures_chosen_on_the_wall(order):
    order.set_items(order.items, "a", ["e", "c", "a", "unknown"])
    assert keys(order, LightboxMode.SIDE_BY_SIDE) == ["e", "c", "a"]
