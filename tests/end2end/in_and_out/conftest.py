"""Three pictures, and the window they go into and come out of."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.support.wall import png


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Three good pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    paths = [folder / f"boat {number}.png" for number in (1, 2, 3)]
    for number, path in enumerate(paths):
        path.write_bytes(png(number))
    return paths


@pytest.fixture
def window(studio):
    with studio.window() as opened:
        yield opened
        QGuiApplication.clipboard().clear()
