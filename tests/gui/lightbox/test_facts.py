"""The words of the details: known facts only, and only settings that differ."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.ui.lightbox import facts
from gallery_studio.ui.lightbox.lightbox_item import LightboxItem

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=1)))


def image(width: int, height: int, size_bytes: int = 5_100_000) -> ImageFile:
    return ImageFile(
        ImageId("i"), MediaType.PNG, width, height, size_bytes, Origin.GENERATED, "2026"
    )


def no_model(_model: str) -> None:
    return None


@pytest.mark.parametrize(
    ("size", "text"),
    [
        ((2400, 1600), "3:2"), ((1600, 2400), "2:3"), ((1024, 1024), "1:1"), ((768, 432), "16:9"),
        ((1376, 768), "16:9"), ((1000, 371), "2.70:1"), ((371, 1000), "1:2.70"), ((0, 5), ""),
    ],
)  # fmt: skip
def test_ratios_are_those_people_know(size, text):
    assert facts.ratio_text(*size) == text


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("2026-11-21T10:54:00.000Z", "Today, 11:54"),
        ("2026-11-20T23:30:00.000Z", "Today, 00:30"),
        ("2026-11-20T10:00:00.000Z", "Yesterday, 11:00"),
        ("2025-01-03T08:05:00.000Z", "3 Jan 2025, 09:05"),
        ("not a time", ""),
    ],
)
def test_times_are_told_in_the_zone_of_the_person(when, text):
    assert facts.made_text(when, NOW) == text


def test_what_is_not_known_has_no_row():
    rows = facts.fact_rows(LightboxItem("k", image(2400, 1600), "c"), no_model, NOW)
    assert rows == [("Size", "2400 × 1600, 3:2"), ("File", "PNG, 5.1 MB")]


def test_only_settings_that_differ_are_listed():
    first = LightboxItem("a", image(1024, 1024), "c", model="m", seed=1, message="A warm red lamp")
    second = LightboxItem(
        "b", image(2048, 2048), "c", model="m", seed=1, message="a cold red lamp."
    )
    assert facts.differing_rows([first, second], no_model) == [
        ("Pixels", ("1024 × 1024", "2048 × 2048")),
        ("Own words", ("warm", "cold")),
    ]
    assert facts.differing_rows([first, first], no_model) == []
    assert facts.size_difference([first, second]) == "Size differs: 1024 × 1024 and 2048 × 2048"
    assert facts.size_difference([first, first]) == ""


def test_tags_are_the_shortest_words_that_tell_pictures_apart():
    turns = [
        LightboxItem("a", None, "", turn_label="Turn 2"),
        LightboxItem("b", None, "", turn_label="Turn 3"),
    ]
    models = [LightboxItem("a", None, "", model="one"), LightboxItem("b", None, "", model="two")]
    same = [LightboxItem("a", None, ""), LightboxItem("b", None, "")]
    assert facts.pane_tags(turns, no_model) == ["Turn 2", "Turn 3"]
    assert facts.pane_tags(models, no_model) == ["one", "two"]
    assert facts.pane_tags(same, no_model) == ["Image A", "Image B"]


def test_a_screen_reader_hears_place_words_and_state():
    item = LightboxItem(
        "a", None, "Red lamp.", model="m", turn_label="Turn 2", is_starred=True, rating=4
    )
    expected = "Image 3 of 9. Red lamp. m. Turn 2. Starred. Rated 4 of 5."
    assert facts.spoken(item, 2, 9, no_model) == expected


def test_utc_is_assumed_without_a_zone():
    assert facts.made_text("2026-11-21T10:54:00", NOW.astimezone(UTC)) == "Today, 10:54"
