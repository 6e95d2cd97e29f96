"""Diverse directives: the local writer, the measure of likeness, what is told to a model."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.ids import ImageId, ProductId
from gallery_studio.domain.limits import DIRECTIVES_MOST
from gallery_studio.domain.people import Product
from gallery_studio.paths import resources
from gallery_studio.studio.directive_axes import AXES
from gallery_studio.studio.directives import write_directives
from gallery_studio.studio.prompts import PromptBuilder, PromptContext
from gallery_studio.studio.similarity import is_near_duplicate, near_duplicates, similarity


@given(st.integers(2, DIRECTIVES_MOST), st.integers(0, 2**31))
def test_no_two_directives_of_a_hand_resemble_each_other(count, seed):
    texts = [d.text for d in write_directives("a lamp on a plinth", count, seed)]
    assert len(texts) == count
    assert near_duplicates(texts) == {}


def test_a_hand_uses_every_axis_before_one_comes_again():
    texts = [d.text for d in write_directives("a lamp", len(AXES) // 2, 7)]
    used = [axis for axis, values in AXES.items() for t in texts if any(v in t for v in values)]
    assert sorted(used) == sorted(AXES)


def test_the_same_arguments_give_the_same_directives():
    assert write_directives("a lamp", 6, 3) == write_directives("a lamp", 6, 3)
    assert write_directives("a lamp", 6, 3) != write_directives("a lamp", 6, 4)


def test_one_directive_is_the_brief_itself():
    (only,) = write_directives("  a lamp ", 1, 3)
    assert (only.text, only.source) == ("a lamp", "person")


def test_what_the_brief_says_is_not_said_again():
    texts = [d.text for d in write_directives("serene atmosphere by the sea", 12, 1)]
    assert not any("serene atmosphere" in text or "by the sea" in text for text in texts)


def test_a_reroll_avoids_what_stays():
    kept = [d.text for d in write_directives("a lamp", 11, 5)]
    for seed in range(20):
        (new,) = write_directives("a lamp", 1, seed, avoiding=kept)
        assert new.source == "local"
        assert not any(is_near_duplicate(new.text, text) for text in kept)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("serene atmosphere, urban streets", "Urban street, serene atmosphere"),
        ("golden hour, long shadows", "long shadows at the golden hour"),
        ("seen from directly above, cobalt", "directly seen from above, cobalts"),
    ],
)
def test_the_same_idea_in_other_words_is_a_near_duplicate(first, second):
    assert is_near_duplicate(first, second)


def test_two_axes_that_share_one_value_are_not_near_duplicates():
    assert not is_near_duplicate("golden hour, by the sea", "golden hour, baroque still life")
    assert not is_near_duplicate("soft window light", "hard low sun")


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_measure(first, second):
    assert 0 <= similarity(first, second) <= 1
    assert similarity(first, second) == similarity(second, first)
    assert similarity(first, first) == 1


def test_the_later_one_is_marked_and_empty_ones_never():
    texts = ["blue dusk, neon", "", "a garden", "neon, blue dusk", "", "dusk blue neon"]
    assert near_duplicates(texts) == {3: 0, 5: 0}


def test_all_pairs_of_values_within_an_axis_differ():
    for values in AXES.values():
        for first, second in combinations(values, 2):
            assert not is_near_duplicate(first, second), (first, second)


def test_the_task_names_axes_and_what_is_taken():
    task = PromptBuilder.load(resources() / "prompts").directives_task(3, ["blue dusk"])
    assert all(axis in task for axis in AXES)
    assert "write 3 short directives" in task
    assert "- blue dusk" in task
    assert "$" not in task


@pytest.mark.parametrize("image_id", [None, ImageId("img-1")])
def test_a_reference_picture_is_spoken_of_only_where_there_is_one(image_id):
    lamp = Product(ProductId("prd-1"), "", "Halden", "", image_id=image_id)
    prompt = PromptBuilder.load(resources() / "prompts").build(
        "a lamp", PromptContext(product=lamp)
    )
    assert ("reference picture" in prompt) == (image_id is not None)
    assert "true to life" in prompt
