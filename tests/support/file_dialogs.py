"""Answers the dialogs in which a person says where a file is or is to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


def dialog_of(window: QWidget) -> QFileDialog:
    """Return the one that is open."""
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    return dialog


def answer(dialog: QFileDialog, path: Path) -> str:
    """Type a path and press Enter; return the name that was offered."""
    edit = dialog.findChild(QLineEdit)
    offered = edit.text()
    edit.setText(str(path))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    return offered
