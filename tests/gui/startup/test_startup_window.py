"""The window in the studio's place: what it says, offers and does, by hands and keys."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library.library import Library
from gallery_studio.library.recovery import (
    Backup,
    RecoveryAction,
    RecoveryOptions,
    RecoveryReport,
)
from gallery_studio.ui.startup.startup_controller import StartupController
from gallery_studio.ui.startup.startup_window import StartupWindow
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.workers.recovery_worker import RecoveryWorker
from tests.support.damage import fill, make_library, make_text, spoil_leaf

DAMAGED = LibraryError(LibraryErrorKind.DAMAGED, "The database is damaged <img src='file:///x'>.")


def backup(day: int, pictures: int = 214) -> Backup:
    return Backup(Path(f"backup-{day}"), datetime(2026, 11, day, 14, 32, tzinfo=UTC), pictures, 12)


def options(*actions: RecoveryAction, backups: tuple[Backup, ...] = ()) -> RecoveryOptions:
    return RecoveryOptions(DAMAGED, actions, backups, 214)


@pytest.fixture
def window(qtbot: QtBot, theme):
    window = StartupWindow(theme, DAMAGED)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def start(qtbot: QtBot, theme):
    """Show the window of a library that really does not open."""
    workers = []

    def start(folder: Path) -> StartupController:
        with pytest.raises(LibraryError) as caught:
            Library.open(folder)
        worker = RecoveryWorker()
        workers.append(worker)
        controller = StartupController(theme, folder, caught.value, worker)
        qtbot.addWidget(controller.window)
        controller.window.show()
        qtbot.waitUntil(lambda: bool(controller.window.rows), timeout=10_000)
        return controller

    yield start
    for worker in workers:
        worker.shutdown()


def button(controller: StartupController, action: RecoveryAction):
    return next(row.button for row in controller.window.rows if row.action is action)


def press(qtbot: QtBot, controller: StartupController, action: RecoveryAction) -> None:
    """Press a button and wait until the window has closed itself."""
    with qtbot.waitSignal(controller.finished, timeout=30_000):
        qtbot.mouseClick(button(controller, action), Qt.MouseButton.LeftButton)


def test_words_of_an_error_are_shown_literally(window) -> None:
    labels = window.findChildren(PlainLabel)
    assert DAMAGED.message in [label.text() for label in labels]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_best_way_out_is_first_and_has_the_focus(window, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_options(
        options(RecoveryAction.RESTORE, RecoveryAction.START_NEW, backups=(backup(20),))
    )
    local = backup(20).when_utc.astimezone()
    first = window.rows[0].button
    assert first.text() == f"Restore backup of {local.day} {local:%b %H:%M}"
    assert first.accessibleDescription().startswith("214 pictures, 12 sessions.")
    assert window.focusWidget() is first
    assert "214 picture files" in window.kept.text()
    with qtbot.waitSignal(window.action_chosen) as chosen:
        qtbot.keyClick(first, Qt.Key.Key_Return)
    assert chosen.args == [RecoveryAction.RESTORE, backup(20)]


def test_older_backups_are_in_a_menu(window, qtbot: QtBot) -> None:
    window.show_options(options(RecoveryAction.RESTORE, backups=(backup(20), backup(19, 3))))
    qtbot.mouseClick(window.older_button, Qt.MouseButton.LeftButton)
    [menu] = window.findChildren(QMenu)
    [item] = menu.actions()
    with qtbot.waitSignal(window.action_chosen) as chosen:
        item.trigger()
    assert chosen.args == [RecoveryAction.RESTORE, backup(19, 3)]
    menu.close()


def test_one_backup_has_no_menu(window) -> None:
    window.show_options(options(RecoveryAction.RESTORE, backups=(backup(20),)))
    assert not window.older_button.isVisible()


def test_nothing_else_can_be_done_meanwhile_and_the_window_stays(window, qtbot: QtBot) -> None:
    window.show_options(options(RecoveryAction.SALVAGE, RecoveryAction.START_NEW))
    window.show_working(RecoveryAction.SALVAGE)
    assert not any(row.isEnabled() for row in window.rows)
    window.close()
    assert window.isVisible()
    window.show_failure("Nothing could be read.")
    assert window.message.text() == "Nothing could be read."
    assert all(row.isEnabled() for row in window.rows)
    with qtbot.waitSignal(window.closed):
        qtbot.mouseClick(window.quit_button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()


def test_restoring_by_hand_opens_the_library(folder, start, qtbot: QtBot) -> None:
    library = Library.open(folder)
    ids = fill(library)
    library.back_up()
    library.shutdown()
    make_text(folder)
    controller = start(folder)
    press(qtbot, controller, RecoveryAction.RESTORE)
    assert controller.folder == folder
    assert isinstance(controller.report, RecoveryReport)
    assert controller.report.pictures == len(ids)
    Library.open(folder).shutdown()


@pytest.mark.parametrize(
    "action", [RecoveryAction.SALVAGE, RecoveryAction.REBUILD, RecoveryAction.START_NEW]
)
def test_every_other_way_opens_the_library_too(folder, start, qtbot: QtBot, action) -> None:
    ids = make_library(folder)
    spoil_leaf(folder)
    controller = start(folder)
    press(qtbot, controller, action)
    assert controller.report is not None
    assert controller.report.pictures == (0 if action is RecoveryAction.START_NEW else len(ids))
    Library.open(folder).shutdown()


def test_failure_is_said_in_place_and_something_else_can_be_tried(
    folder, start, qtbot: QtBot, monkeypatch
) -> None:
    make_library(folder)
    spoil_leaf(folder)
    controller = start(folder)

    def no_space(*_args) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gallery_studio.library.aside.sync_file", no_space)
    qtbot.mouseClick(button(controller, RecoveryAction.SALVAGE), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: controller.window.message.text().startswith("The disk is full"), timeout=20_000
    )
    monkeypatch.undo()
    press(qtbot, controller, RecoveryAction.SALVAGE)
    assert controller.report is not None


def test_trying_again_and_quitting(folder, start, qtbot: QtBot, theme) -> None:
    busy = LibraryError(LibraryErrorKind.BUSY, "The library is in use by another program.")
    worker = RecoveryWorker()
    controller = StartupController(theme, folder, busy, worker)
    qtbot.addWidget(controller.window)
    controller.window.show()
    qtbot.waitUntil(lambda: bool(controller.window.rows), timeout=10_000)
    press(qtbot, controller, RecoveryAction.TRY_AGAIN)
    assert (controller.folder, controller.report) == (folder, None)
    other = StartupController(theme, folder, busy, worker)
    qtbot.addWidget(other.window)
    other.window.show()
    with qtbot.waitSignal(other.finished):
        qtbot.mouseClick(other.window.quit_button, Qt.MouseButton.LeftButton)
    assert other.folder is None
    worker.shutdown()


def test_choosing_another_folder(folder, start, qtbot: QtBot, tmp_path: Path) -> None:
    make_library(folder, sessions=1)
    spoil_leaf(folder)
    controller = start(folder)
    qtbot.mouseClick(button(controller, RecoveryAction.CHOOSE_FOLDER), Qt.MouseButton.LeftButton)
    [dialog] = controller.window.findChildren(QFileDialog)
    with qtbot.waitSignal(controller.finished):
        dialog.fileSelected.emit(str(tmp_path / "other"))
    dialog.close()
    assert controller.folder == tmp_path / "other"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"
