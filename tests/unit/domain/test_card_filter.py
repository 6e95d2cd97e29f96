"""Which cards stand out."""

from __future__ import annotations

import pytest

from gallery_studio.domain.card import CanvasCard, Placement
from gallery_studio.domain.card_filter import CardFilter
from gallery_studio.domain.status import Status


def card(**fields) -> CanvasCard:
    fields = {"model": "flash", "created_utc": ""} | fields
    place = Placement(0, 0, 200, 284)
    return CanvasCard("crd", place, Status.COMPLETED, "words", image_id=None, **fields)


@pytest.mark.parametrize(
    ("card_filter", "yes", "no"),
    [
        (CardFilter(is_starred=True), card(is_starred=True), card(rating=5)),
        (CardFilter(least_rating=3), card(rating=3), card(rating=2)),
        (CardFilter(is_not_rejected=True), card(), card(is_rejected=True)),
        (CardFilter(model="flash"), card(), card(model="pro")),
        (CardFilter(product="Lamp"), card(product_name="Lamp"), card(product_name="Vase")),
        (
            CardFilter(is_starred=True, least_rating=2),
            card(is_starred=True, rating=2),
            card(is_starred=True),
        ),
    ],
)
def test_a_filter_tells_cards_apart(card_filter, yes, no) -> None:
    assert card_filter
    assert card_filter.matches(yes)
    assert not card_filter.matches(no)


def test_no_filter_leaves_nothing_out() -> None:
    assert not CardFilter()
    assert CardFilter().matches(card(is_rejected=True))
