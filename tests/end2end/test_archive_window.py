"""Sessions and pictures go out of the window and come in, are stopped, and cannot be written."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from gallery_studio.config import Settings
from gallery_studio.library.library import Library
from gallery_studio.studio.archiving import PictureLook
from gallery_studio.ui.export.archive_feature import ArchiveFeature
from tests.support.archive_session import export, full_session

WAIT_MS = 20_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(studio, tmp_path):
    """The window on a session with pictures, which lies beside the library as an archive too."""
    library = Library.open(studio.folder)
    session_id = full_session(library)
    export(library, session_id, tmp_path / "session.zip")
    library.shutdown()
    with studio.window(Settings(last_session=session_id, is_motion_reduced=True)) as window:
        yield window


@pytest.fixture
def feature(window) -> ArchiveFeature:
    return next(found for found in window.features if isinstance(found, ArchiveFeature))


def choose_path(window, path: Path) -> None:
    """Choose a file or folder in the dialog that is open."""
    dialog = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def open_export(window, qtbot, feature):
    """Open the export of the pictures on the wall, and wait for what leaves."""
    window.view.setFocus()
    window.view.select([card.id for card in window.canvas.cards if card.image_id])
    window.action("export_images").trigger()
    qtbot.waitUntil(feature._export.export_button.isEnabled, timeout=WAIT_MS)
    return feature._export


def toasts(window) -> list[str]:
    return [toast.message.text for toast in window.toasts.toasts]


def test_pictures_are_written_into_the_folder_that_is_chosen(
    window, feature, qtbot, tmp_path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    dialog = open_export(window, qtbot, feature)
    count = len(dialog.pictures)
    QTest.mouseClick(dialog.export_button, LEFT)
    choose_path(window, folder)
    qtbot.waitUntil(lambda: "Exported" in toasts(window), timeout=WAIT_MS)
    assert len(list(folder.glob("*.png"))) == count
    assert feature._export is None


def test_another_folder_can_be_chosen_where_pictures_cannot_be_written(
    window, feature, qtbot, tmp_path
) -> None:
    dialog = open_export(window, qtbot, feature)
    QTest.mouseClick(dialog.export_button, LEFT)
    choose_path(window, tmp_path / "gone")
    qtbot.waitUntil(dialog.problem_label.isVisible, timeout=WAIT_MS)
    assert dialog.problem_label.text().endswith("Choose another folder.")
    assert any("png" in text for text in dialog.leaving_view.texts())
    (tmp_path / "gone").mkdir()
    QTest.mouseClick(dialog.export_button, LEFT)
    choose_path(window, tmp_path / "gone")
    qtbot.waitUntil(lambda: "Exported" in toasts(window), timeout=WAIT_MS)
    assert list((tmp_path / "gone").glob("*.png"))


def test_what_cannot_be_written_after_the_dialog_has_gone_is_a_toast(
    window, feature, qtbot, tmp_path
) -> None:
    """Also after a session was exported, whose dialog is another that has gone."""
    window.action("export_session").trigger()
    choose_path(window, tmp_path / "out.zip")
    archive = feature._dialog
    qtbot.waitUntil(lambda: archive.stop_button.text() == "Close", timeout=WAIT_MS)
    assert archive.result_label.text().startswith("7 pictures")
    QTest.mouseClick(archive.stop_button, LEFT)
    dialog = open_export(window, qtbot, feature)
    QTest.mouseClick(dialog.export_button, LEFT)
    choose_path(window, tmp_path / "gone")
    QTest.mouseClick(dialog.cancel_button, LEFT)
    said = "could not be saved"
    qtbot.waitUntil(lambda: any(said in text for text in toasts(window)), timeout=WAIT_MS)


def test_an_import_that_is_stopped_changes_nothing(
    window, feature, qtbot, tmp_path, monkeypatch
) -> None:
    may_go_on = threading.Event()
    real = PictureLook.inspect

    def held(look: PictureLook, data: bytes, name: str):
        may_go_on.wait(20)
        return real(look, data, name)

    monkeypatch.setattr(PictureLook, "inspect", held)
    window.action("import_session").trigger()
    choose_path(window, tmp_path / "session.zip")
    dialog = feature._dialog
    try:
        QTest.mouseClick(dialog.stop_button, LEFT)
        assert not dialog.stop_button.isEnabled()
    finally:
        may_go_on.set()  # the window does not close before
    qtbot.waitUntil(lambda: dialog.stop_button.text() == "Close", timeout=WAIT_MS)
    assert dialog.result_label.text() == "Stopped. Nothing was changed."
    assert len(window.parts.reader.session_summaries()) == 1
    QTest.mouseClick(dialog.stop_button, LEFT)
    assert not dialog.isVisible()


def test_an_archive_that_is_none_is_refused_in_the_dialog(window, feature, qtbot, tmp_path) -> None:
    (tmp_path / "no.zip").write_text("no")
    window.action("import_session").trigger()
    choose_path(window, tmp_path / "no.zip")
    dialog = feature._dialog
    qtbot.waitUntil(lambda: dialog.stop_button.text() == "Close", timeout=WAIT_MS)
    assert dialog.result_label.text().endswith("whole ZIP file; nothing was changed.")
    assert len(window.parts.reader.session_summaries()) == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
