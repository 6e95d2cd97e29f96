"""The monthly budget: asks before it is passed, stops where that is wished, guesses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from gallery_studio.config import Settings
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.model_info import PriceEstimate
from gallery_studio.library.library import Library
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.budget import (
    Budget,
    Verdict,
    estimate_open,
    month_start_utc,
    read_budget,
)
from tests.unit.library.building import answer, run_work, session

PRO = ModelId("gemini-3-pro-image")


@pytest.mark.parametrize(
    ("budget", "price", "verdict", "text"),
    [
        (Budget(), PriceEstimate(8, 9.0), Verdict.FREE, ""),
        (Budget(40, True, 39.0), PriceEstimate(8, 1.0), Verdict.FREE, ""),
        (Budget(40, True, 39.4), PriceEstimate(8, 1.0), Verdict.STOP,
         "$0.40 over this month's limit"),
        (Budget(40, False, 39.4), PriceEstimate(8, 1.0), Verdict.ASK,
         "$0.40 over this month's limit"),
        (Budget(40, True, 38.0, 1.4), PriceEstimate(8, 1.0), Verdict.STOP,
         "$0.40 over this month's limit"),
        (Budget(40, True, 50.0), PriceEstimate(8, 0.0), Verdict.FREE, ""),
        (Budget(40, True, 1.0), PriceEstimate(2, 0.0, 2), Verdict.ASK,
         "The price of 2 images is not known; it may pass this month's limit"),
        (Budget(40, True, 40.0), PriceEstimate(2, 0.5, 1), Verdict.STOP,
         "at least $0.50 over this month's limit"),
        (Budget(0, True, 50.0), PriceEstimate(2, 0.5, 1), Verdict.FREE, ""),
    ],
)  # fmt: skip
def test_judgements(budget, price, verdict, text):
    judgement = budget.judge(price)
    assert (judgement.verdict, judgement.text) == (verdict, text)


def test_the_month_begins_where_the_person_is():
    east = timezone(timedelta(hours=14))
    assert month_start_utc(datetime(2026, 11, 1, 3, tzinfo=east)).startswith("2026-10-31T10:00")
    west = timezone(timedelta(hours=-5))
    assert month_start_utc(datetime(2026, 11, 21, 3, tzinfo=west)).startswith("2026-11-01T05:00")


def test_what_is_being_made_is_counted(library_folder: Path):
    library = Library.open(library_folder)
    reader = library.reader()
    work = run_work(session(), ("a", "b", "c"), (PRO,), image_size="2K")
    library.work.start(work)
    answer(library, work.outputs[0].id, cost_usd=0.2)
    settings = Settings(monthly_limit_usd=40.0, is_stopping_at_limit=False)
    budget = read_budget(reader, settings, load_catalogue())
    assert budget == Budget(40.0, False, pytest.approx(0.2), pytest.approx(2 * 0.134))
    assert reader.session_spent_usd(work.session_id) == pytest.approx(0.2)
    reader.shutdown()
    library.shutdown()


def test_unknown_models_count_nothing():
    assert estimate_open(load_catalogue(), [(ModelId("new-image"), None)]) == 0
