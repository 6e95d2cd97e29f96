"""The dialog in which a person chooses files that are only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def dialog_to_read(parent: QWidget, title: str) -> QFileDialog:
    """Return a dialog in which files are chosen, and can be neither renamed nor deleted.

    Qt's own dialog, which stands in where the desktop has none, else deletes what is selected,
    whole folders too, with two keys.
    """
    dialog = QFileDialog(parent, title)
    dialog.setOption(QFileDialog.Option.ReadOnly)
    return dialog
