"""What is chosen beforehand, and sizes in words. No widgets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gallery_studio.paths import resources
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.ui.edit_dialog.edit_subject import (
    models_at_first,
    offered_ratios,
    offered_sizes,
    pixels_text,
    size_at_first,
)


@pytest.fixture
def catalogue():
    return Catalogue.load(resources() / "models.toml")


def test_the_sources_model_is_chosen_when_it_can_be_asked(subject, catalogue):
    assert models_at_first(subject, catalogue) == ("gemini-3-pro-image",)


def test_a_retired_model_and_a_picture_brought_in_choose_none(subject, catalogue):
    assert models_at_first(replace(subject, model="gemini-2.5-flash-image"), catalogue) == ()
    assert models_at_first(replace(subject, model=None), catalogue) == ()


def test_the_sources_own_shape_is_not_offered_twice(catalogue):
    shown, others = offered_ratios(catalogue.current(), 1.0)
    assert shown == ("4:5", "3:4", "4:3", "16:9", "9:16")
    assert "1:1" not in others
    shown, _ = offered_ratios(catalogue.current(), 16 / 9)
    assert shown == ("1:1", "4:5", "3:4", "4:3", "9:16")


def test_every_ratio_is_shown_or_behind_more(catalogue):
    shown, others = offered_ratios(catalogue.current(), 1.0)
    known = {ratio for info in catalogue.current() for ratio in info.aspect_ratios}
    assert set(shown) | set(others) | {"1:1"} == known


def test_sizes_are_those_of_the_models_and_the_nearest_is_first(subject, catalogue):
    pro = [catalogue.get("gemini-3-pro-image")]
    assert offered_sizes(pro) == ("1K", "2K", "4K")
    assert size_at_first(subject, offered_sizes(pro)) == "1K"
    assert size_at_first(replace(subject, width=4000, height=4000), ("1K", "2K", "4K")) == "4K"
    assert size_at_first(subject, ()) is None


def test_pixels_are_exact_for_squares_only():
    assert pixels_text("2K", 1.0) == "2048 × 2048"
    assert pixels_text("1K", 16 / 9) == "about 1370 × 770"
    assert pixels_text(None, 1.0) == ""
