"""Backups: whole, checked, made only when something changed, thinned with age."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.errors import LibraryError
from gallery_studio.library import backups
from gallery_studio.library.backups import superfluous
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from tests.unit.library.building import run_work, session

TODAY = date(2026, 11, 21)


def noon(days_ago):
    return datetime(2026, 11, 21, 12, tzinfo=UTC) - timedelta(days=days_ago)


def test_backup_holds_everything_and_opens_as_a_library(library, tmp_path):
    work = run_work(session())
    library.work.start(work)
    path = library.back_up()
    other = tmp_path / "other"
    other.mkdir()
    path.rename(other / DATABASE_NAME)
    restored = Library.open(other)
    reader = restored.reader()
    assert reader.output(work.outputs[0].id) == work.outputs[0]
    assert len(reader.search("lighthouse")) > 0
    reader.shutdown()
    restored.shutdown()


def test_nothing_changed_makes_no_second_backup(library):
    library.sessions.create(session())
    assert library.back_up() is not None
    assert library.back_up() is None
    library.sessions.create(session(unix_s=2))
    assert library.back_up() is not None
    assert len(backups.all_backups(library.folder)) == 2


def test_failed_backup_leaves_no_file_under_a_backups_name(library, monkeypatch):
    def damaged(_part):
        raise sqlite3.DatabaseError("database disk image is malformed")

    library.sessions.create(session())
    kept = library.back_up()
    library.sessions.create(session(unix_s=2))
    monkeypatch.setattr(backups, "_check_copy", damaged)
    with pytest.raises((LibraryError, RuntimeError)):
        library.back_up()
    assert [path for _, path in backups.all_backups(library.folder)] == [kept]
    assert list(kept.parent.iterdir()) == [kept]


def test_copy_is_not_in_wal_mode(library):
    """So that it opens anywhere, also on media that cannot be written."""
    library.sessions.create(session())
    uri = f"{library.back_up().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_today_and_yesterday_are_kept_whole():
    times = [noon(0) - timedelta(minutes=m) for m in range(0, 700, 30)]
    times += [noon(1) - timedelta(minutes=m) for m in range(0, 700, 30)]
    assert superfluous(times, TODAY) == set()


def test_older_ones_thin_to_days_weeks_and_months():
    kept = {noon(d) for d in range(1000)} - superfluous([noon(d) for d in range(1000)], TODAY)
    assert len(kept) == 2 + 12 + 10 + 9
    ages = sorted((TODAY - when.date()).days for when in kept)
    assert ages[:14] == list(range(14))
    assert all(later - earlier <= 7 for earlier, later in itertools.pairwise(ages[13:24]))


@given(st.lists(st.integers(0, 5000), unique=True, min_size=1))
def test_newest_is_never_thinned_and_thinning_twice_changes_nothing(days):
    times = {noon(d) for d in days}
    kept = times - superfluous(times, TODAY)
    assert max(times) in kept
    assert superfluous(kept, TODAY) == set()
