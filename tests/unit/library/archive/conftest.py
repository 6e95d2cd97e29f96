"""Two libraries, each in a folder of its own."""

from __future__ import annotations

import pytest

from gallery_studio.library.library import Library


@pytest.fixture
def library(tmp_path):
    library = Library.open(tmp_path / "library")
    yield library
    library.shutdown()


@pytest.fixture
def other(tmp_path):
    library = Library.open(tmp_path / "other")
    yield library
    library.shutdown()
