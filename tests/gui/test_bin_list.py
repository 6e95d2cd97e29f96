"""What a row of the bin says, and what the question before the end says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gallery_studio.domain.bin import BinEntry, BinKey, BinKind
from gallery_studio.ui.bin.bin_list import BinModel, days_left
from gallery_studio.ui.bin.remove_dialog import words_for

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def entry(deleted_utc: str = "2026-11-18T12:00:00.000+00:00", **fields) -> BinEntry:
    return BinEntry(BinKey(BinKind.SESSION, "gal-1"), "Lamps", deleted_utc, **fields)


@pytest.mark.parametrize(
    ("days", "starred", "left"), [(30, 0, 27), (2, 0, 0), (0, 0, None), (30, 1, None)]
)
def test_how_long_a_thing_stays(days, starred, left) -> None:
    assert days_left(entry(starred_count=starred), days, NOW) == left


def test_what_was_just_thrown_away_has_all_its_days() -> None:
    assert days_left(entry("2026-11-21T11:59:58.000+00:00"), 30, NOW) == 30


def test_a_row_says_what_it_is_and_when_it_ends(qapp) -> None:
    model = BinModel(lambda: NOW)
    model.set_entries([entry(image_count=2), entry(starred_count=1)], 30)
    first, second = model.index(0), model.index(1)
    assert first.data(BinModel.DETAIL_ROLE) == "Session · 2 images · deleted 18 Nov"
    assert first.data(BinModel.END_ROLE) == "27 days left"
    assert second.data(BinModel.END_ROLE) == "Starred, stays"


def test_the_question_names_what_is_starred() -> None:
    words = words_for([entry(image_count=3, starred_count=1), entry(image_count=1)])
    assert words.startswith("2 things with 4 images will be removed. 1 of them is starred.")
    assert words_for([entry(image_count=1)]).startswith("“Lamps” with 1 image will be removed.")
