"""The Gemini server, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.gemini_server import GeminiServer


@pytest.fixture
def gemini_server() -> Iterator[GeminiServer]:
    """A running server; see `tests.support.gemini_server`."""
    with GeminiServer() as server:
        yield server
