"""The rules of the compose bar, without a widget."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gallery_studio.domain.model_info import ModelInfo, PriceEstimate
from gallery_studio.domain.session import ComposeSettings
from gallery_studio.studio.price_text import (
    full_estimate,
    money,
    price_per_image,
    short_estimate,
)
from gallery_studio.ui.compose.compose_value import (
    Choice,
    ComposeValue,
    image_count,
    needs_text,
    problem_of,
    ratio_choices,
    ratio_value,
    reference_limit,
    settled,
    size_choices,
)

PRO = ModelInfo(
    id="pro", name="Pro", short_name="3 Pro", nickname="", summary="", glyph="gem",
    provider="gemini", sizes=("1K", "2K", "4K"), aspect_ratios=("1:1", "4:5", "16:9"),
    max_references=14, price_usd={"1K": 0.134, "2K": 0.134, "4K": 0.24}, typical_s=20,
)  # fmt: skip
LITE = replace(
    PRO, id="lite", short_name="3.1 Lite", sizes=("1K",), aspect_ratios=("1:1", "4:5", "1:8")
)
OFFLINE = replace(PRO, id="offline", short_name="Offline model", sizes=())
ALL = [PRO, LITE, OFFLINE]


def test_ratios_of_all_models_are_offered_tallest_first():
    assert [c.value for c in ratio_choices(ALL, [])] == ["1:8", "4:5", "1:1", "16:9"]


def test_a_ratio_a_chosen_model_does_not_take_says_so():
    reasons = {c.value: c.reason for c in ratio_choices(ALL, [PRO, LITE])}
    assert reasons == {
        "1:8": "3 Pro does not make 1:8",
        "4:5": "",
        "1:1": "",
        "16:9": "3.1 Lite does not make 16:9",
    }


def test_two_refusing_models_are_both_named():
    choices = ratio_choices(ALL, [PRO, OFFLINE])
    assert choices[0] == Choice("1:8", "3 Pro and Offline model do not make 1:8")


def test_a_model_of_one_fixed_size_goes_with_every_size():
    assert all(not choice.reason for choice in size_choices(ALL, [PRO, OFFLINE]))
    assert [c.value for c in size_choices(ALL, [LITE]) if c.reason] == ["2K", "4K"]


@pytest.mark.parametrize(
    ("ratio", "value"), [("4:5", 0.8), ("16:9", 16 / 9), ("1:0", 1.0), ("x", 1.0), ("", 1.0)]
)
def test_ratio_value(ratio, value):
    assert ratio_value(ratio) == pytest.approx(value)


def test_settled_leaves_out_what_the_models_do_not_take():
    wish = ComposeSettings(("pro", "gone", "lite"), 4, "16:9", "2K")
    assert settled(wish, ALL) == ComposeSettings(("pro", "lite"), 4, None, None)
    assert settled(replace(wish, models=("pro",)), ALL) == ComposeSettings(
        ("pro",), 4, "16:9", "2K"
    )


def test_settled_without_models_in_the_list_keeps_nothing_to_send():
    assert settled(ComposeSettings(("pro",), 4, "16:9", "2K"), []).models == ()


def test_image_count_is_directives_times_products_times_models():
    assert image_count(ComposeSettings(("pro", "lite"), 4)) == 8
    assert image_count(ComposeSettings(("pro", "lite"), 4, product_ids=("a", "b", "c"))) == 24
    assert image_count(ComposeSettings((), 4)) == 0


@pytest.mark.parametrize(
    ("usd", "text"),
    [(0.54, "$0.54"), (0.0, "$0.00"), (0.034, "$0.034"), (0.09, "$0.09"), (1234.5, "$1,234.50"),
     (0.0001, "under $0.001")],
)  # fmt: skip
def test_money(usd, text):
    assert money(usd) == text


def test_price_per_image():
    assert price_per_image(None) == "price not known"
    assert price_per_image(0.0) == "free"
    assert price_per_image(0.134) == "$0.13"


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (PriceEstimate(0, 0.0), ""),
        (PriceEstimate(8, 0.54), "about $0.54"),
        (PriceEstimate(8, 0.0), "free"),
        (PriceEstimate(8, 0.54, 3), "over $0.54"),
        (PriceEstimate(8, 0.0, 8), "price not known"),
    ],
)
def test_short_estimate(price, text):
    assert short_estimate(price) == text


def test_full_estimate_names_the_factors():
    text = full_estimate(PriceEstimate(8, 0.54), ComposeSettings(("a", "b"), 4))
    assert text == "8 images: 4 directives × 2 models, about $0.54"


def test_full_estimate_says_what_is_not_known():
    text = full_estimate(
        PriceEstimate(6, 0.2, 1), ComposeSettings(("a", "b"), 1, product_ids=("x", "y", "z"))
    )
    assert text == (
        "6 images: 1 directive × 3 products × 2 models, over $0.20 "
        "(the price of 1 image is not known)"
    )


def test_the_least_model_limits_the_references():
    few = replace(PRO, max_references=3)
    assert reference_limit([], 5) == 5
    assert reference_limit([PRO], 5) == 5
    assert reference_limit([PRO, few], 5) == 3


@pytest.mark.parametrize(
    ("value", "asked", "problem"),
    [
        (ComposeValue("x", ComposeSettings(("pro",))), [PRO], ""),
        (ComposeValue("x"), [], "Choose a model"),
        (
            ComposeValue("x", ComposeSettings(("pro",)), ("a", "b")),
            [replace(PRO, max_references=1)],
            "3 Pro takes at most 1 reference",
        ),
        (
            ComposeValue("x", ComposeSettings(("pro",)), ("a",)),
            [replace(PRO, max_references=0)],
            "3 Pro takes no references",
        ),
        (
            ComposeValue("x", ComposeSettings(("pro",)), tuple("abcdef")),
            [PRO],
            "5 references are the most",
        ),
        (
            ComposeValue("x", ComposeSettings(("pro", "lite"), 12, product_ids=tuple("abcdefghi"))),
            [PRO, LITE],
            "216 images at once; 200 is the most",
        ),
        (
            ComposeValue("x" * 20_005, ComposeSettings(("pro",))),
            [PRO],
            "The text is 5 letters too long",
        ),
    ],
)
def test_problems_in_words(value, asked, problem):
    assert problem_of(value, asked, 5) == problem


@pytest.mark.parametrize(("text", "missing"), [("", True), (" \n", True), ("a", False)])
def test_needs_text(text, missing):
    assert needs_text(ComposeValue(text)) is missing
