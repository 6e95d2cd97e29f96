"""A shown window, a subject, and the dialog over it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gallery_studio.paths import resources
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.studio.editing import EditSource
from gallery_studio.ui.conversation.pane_context import PaneContext
from gallery_studio.ui.edit_dialog.edit_dialog import EditDialog
from gallery_studio.ui.edit_dialog.edit_subject import EditSubject


@pytest.fixture
def context(theme):
    theme.set_motion_reduced(True)

    def preview(_image_id, _side_px):
        pixmap = QPixmap(32, 32)
        pixmap.fill(QColor("#864"))
        return pixmap

    return PaneContext(theme, Catalogue.load(resources() / "models.toml"), preview)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    column = QVBoxLayout(window)
    window.opener = QPushButton("Edit")
    column.addWidget(window.opener)
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.opener.setFocus()
    return window


@pytest.fixture
def subject():
    return EditSubject(
        EditSource("gal", "image"), 1024, 1024, "PNG", "gemini-3-pro-image",
        "Brass dome lamp on a plaster plinth", "Halden lamp", 0,
    )  # fmt: skip


@pytest.fixture
def dialog(context, window):
    dialog = EditDialog(context, window)
    yield dialog
    dialog.hide()
