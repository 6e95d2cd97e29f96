"""Ages in the few words a list has room for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from gallery_studio.ui.sidebar.relative_age import relative_age

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("when", "age"),
    [
        ("2026-11-21T11:00:00+00:00", "Just now"),
        ("2026-11-21T10:59:01Z", "Just now"),
        ("2026-11-21T10:59:00Z", "1 min ago"),
        ("2026-11-21T10:48:00Z", "12 min ago"),
        ("2026-11-21T10:48:00", "12 min ago"),
        ("2026-11-21T10:00:01Z", "59 min ago"),
        ("2026-11-21T10:00:00Z", "Today"),
        ("2026-11-20T23:00:00Z", "Today"),
        ("2026-11-20T22:59:59Z", "Yesterday"),
        ("2026-11-19T23:00:00Z", "Yesterday"),
        ("2026-11-19T22:59:59Z", "19 Nov"),
        ("2026-01-02T10:00:00Z", "2 Jan"),
        ("2025-12-31T22:00:00Z", "31 Dec 2025"),
        ("2026-11-22T11:00:00Z", "Just now"),
        ("", ""),
        ("soon", ""),
    ],
)
def test_age(when, age):
    assert relative_age(when, NOW) == age


def test_minutes_count_across_midnight():
    now = datetime(2026, 11, 21, 0, 10, tzinfo=UTC)
    assert relative_age("2026-11-20T23:50:00Z", now) == "20 min ago"


def test_a_change_of_the_clock_does_not_count_as_time():
    now = datetime(2026, 3, 29, 3, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert relative_age("2026-03-29T00:50:00Z", now) == "20 min ago"
