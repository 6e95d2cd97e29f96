"""A library in a folder of its own, with a clock that moves one second at every look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gallery_studio.library.library import Library


class Clock:
    """Starts on 21 November 2026 and moves on one second whenever it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 11, 42, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "library"


@pytest.fixture
def library(folder):
    library = Library.open(folder, now=Clock())
    yield library
    library.shutdown()


@pytest.fixture
def reader(library):
    reader = library.reader()
    yield reader
    reader.shutdown()
