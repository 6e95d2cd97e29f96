"""A compose bar with sample models, products and pictures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.compose.compose_bar import ComposeBar
from gallery_studio.ui.compose.compose_value import ComposeValue
from tests.support.compose_samples import MODELS, SETTINGS, picture


@pytest.fixture
def stage(qtbot, theme):
    """A window of 1300 × 800 with a compose bar in it, ready to send."""
    window = QWidget()
    window.resize(1300, 800)
    qtbot.addWidget(window)
    bar = ComposeBar(theme, picture, window)
    bar.set_models(MODELS)
    bar.set_value(ComposeValue("A lighthouse at dusk", SETTINGS))
    bar.place_in(QRect(0, 0, 1300, 800))
    with qtbot.waitActive(window):
        window.show()
    window.bar = bar
    return window


@pytest.fixture
def bar(stage):
    return stage.bar
