"""The offline model reads edits: which, in what order, how strong, and what it cannot."""

import pytest

from gallery_studio.providers.offline.edit_lexicon import NAMES
from gallery_studio.providers.offline.edit_words import read_edit
from gallery_studio.providers.offline.edits import EDITS


def names(message: str) -> list[str]:
    return [step.name for step in read_edit(message).steps]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Brighter please", ["brighter"]),
        ("make it a bit lighter", ["brighter"]),
        ("darken it", ["darker"]),
        ("warmer, then black and white", ["warmer", "black_and_white"]),
        ("black and white then warmer", ["black_and_white", "warmer"]),
        ("cooler and more contrast", ["cooler", "more_contrast"]),
        ("less contrast", ["less_contrast"]),
        ("more saturation", ["more_colour"]),
        ("make the colours more vivid", ["more_colour"]),
        ("muted colors", ["less_colour"]),
        ("B&W", ["black_and_white"]),
        ("remove the colour", ["black_and_white"]),
        ("sepia", ["sepia"]),
        ("blur it", ["blur"]),
        ("sharpen", ["sharper"]),
        ("add a vignette and film grain", ["vignette", "grain"]),
        ("invert the colours", ["invert"]),
        ("rotate left", ["rotate_left"]),
        ("rotate it 90 degrees counter-clockwise", ["rotate_left"]),
        ("rotate 90° clockwise", ["rotate_right"]),
        ("rotate by 180 degrees", ["rotate_half"]),
        ("rotate", ["rotate_right"]),
        ("flip vertically", ["flip_vertical"]),
        ("mirror it", ["flip_horizontal"]),
        ("crop to 16:9", ["crop"]),
        ("zoom in", ["zoom_in"]),
        ("add a white border", ["border"]),
        ("turn it into night", ["night"]),
        ("make it a sunset", ["sunset"]),
        ("add falling snow", ["snow"]),
        ("misty", ["fog"]),
        ("more dramatic", ["more_contrast"]),
        ("not so dark", ["brighter"]),
    ],
)
def test_edits_are_found_in_the_order_of_mention(message: str, expected: list[str]) -> None:
    plan = read_edit(message)

    assert [step.name for step in plan.steps] == expected
    assert plan.missed == ()


@pytest.mark.parametrize(
    ("message", "strengths"),
    [
        ("warmer", [1.0]),
        ("a little warmer", [0.5]),
        ("slightly warmer and much darker", [0.5, 1.8]),
        ("much warmer and slightly darker", [1.8, 0.5]),
        ("darker a bit", [0.5]),
        ("very blurry", [1.8]),
    ],
)
def test_each_edit_has_the_strength_said_beside_it(message: str, strengths: list[float]) -> None:
    assert [step.strength for step in read_edit(message).steps] == strengths


def test_a_crop_knows_its_ratio() -> None:
    assert read_edit("crop it to 4 : 5").steps[0].ratio == "4:5"
    assert read_edit("crop to a square").steps[0].ratio == "square"


def test_a_border_and_a_tint_know_their_colour() -> None:
    assert read_edit("add a cobalt frame").steps[0].colour == (0x1F, 0x4F, 0xC4)
    assert read_edit("tint it teal").steps[0].colour == (0x14, 0x7D, 0x80)
    assert read_edit("a border").steps[0].colour is None


def test_what_it_cannot_follow_is_named_as_written() -> None:
    plan = read_edit("warmer, then add a Dragon")

    assert [step.name for step in plan.steps] == ["warmer"]
    assert plan.missed == ("add a Dragon",)


def test_what_is_left_of_a_clause_is_named() -> None:
    assert read_edit("make the background darker").missed == ("background",)


@pytest.mark.parametrize("message", ["don't make it darker", "keep the lamp glowing", "no snow"])
def test_a_denial_is_not_followed(message: str) -> None:
    plan = read_edit(message)

    assert plan.steps == ()
    assert plan.missed == (message,)


def test_every_edit_that_can_be_asked_for_can_be_done() -> None:
    assert set(NAMES) == set(EDITS)


@pytest.mark.parametrize("message", ["", "?!", "🎨", "(((", "a" * 20_000, "crop to 0:9"])
def test_any_text_can_be_read(message: str) -> None:
    assert names(message) in ([], ["crop"])
    assert "crop" not in names("crop to 0:9")
