"""Choosing a file changes nothing on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QTreeView

from gallery_studio.ui.widgets.file_dialog import dialog_to_read


@pytest.mark.parametrize("is_folder", [False, True])
def test_what_is_selected_can_be_neither_deleted_nor_renamed(
    qtbot, window, tmp_path: Path, is_folder
):
    kept = tmp_path / "kept"
    kept.mkdir() if is_folder else kept.write_bytes(b"a picture")
    dialog = dialog_to_read(window, "Import images")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.selectFile(str(kept))
    (tree,) = dialog.findChildren(QTreeView, "treeView")
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Delete)
    for name in ("qt_delete_action", "qt_rename_action"):
        assert not dialog.findChild(QAction, name).isEnabled()
    assert kept.exists()
    dialog.close()
