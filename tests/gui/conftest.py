"""What the tests of widgets share."""

from __future__ import annotations

import pytest

from gallery_studio.paths import resources
from gallery_studio.ui.theme.theme import Theme


@pytest.fixture
def theme(qapp):
    """The dark theme at 100 %, applied to no program: widgets ask it themselves."""
    return Theme(resources(), "dark")
