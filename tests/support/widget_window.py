"""A theme, and a window that has the focus."""

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gallery_studio import paths
from gallery_studio.ui.theme.theme import Theme


@pytest.fixture
def theme(qapp: QApplication):
    """The dark theme, applied; Qt's own looks come back after the test."""
    theme = Theme(paths.resources(), "dark")
    theme.apply(qapp)
    yield theme
    theme.clock.set_still(True)
    qapp.setStyleSheet("")


class Window(QWidget):
    """A window with one column."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.addStretch(1)
        self.resize(1100, 800)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets and lay them out at once."""
        for widget in widgets:
            self.column.addWidget(widget)
            widget.show()
        self.column.activate()


@pytest.fixture
def window(qtbot):
    """A shown window, active so that focus works."""
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window
