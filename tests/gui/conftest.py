"""What the tests of widgets share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from gallery_studio.paths import resources
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.cycle_collector import collect_due


@pytest.fixture(autouse=True)
def widgets_end_on_this_thread() -> Iterator[None]:
    """Collect between tests, as the program does: never on a thread of a pool."""
    gc.disable()
    yield
    collect_due()
    gc.enable()


@pytest.fixture
def theme(qapp):
    """The dark theme at 100 %, applied to no program: widgets ask it themselves."""
    return Theme(resources(), "dark")
