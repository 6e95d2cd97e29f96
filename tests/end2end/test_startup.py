"""From a library that does not open to the studio, in one start of the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gallery_studio.app import WindowOptions, run_until_closed
from gallery_studio.config import SettingsFile
from gallery_studio.library.library import Library
from gallery_studio.library.recovery import RecoveryAction
from gallery_studio.ui.main_window import MainWindow
from gallery_studio.ui.override_guard import guarded, is_guarded
from gallery_studio.ui.startup.startup_controller import StartupController
from gallery_studio.ui.startup.startup_window import StartupWindow
from gallery_studio.workers.diagnostics import UNEXPECTED
from tests.support.damage import fill, make_text
from tests.support.hands import Hands


@pytest.fixture
def options(library_folder: Path, tmp_path: Path) -> WindowOptions:
    return WindowOptions(
        library_folder, SettingsFile(tmp_path / "settings.json"), lambda _key: None
    )


def window_of(kind: type):
    """Return the open window of a kind, or None."""
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return shown[0] if shown else None


def press(action: RecoveryAction) -> None:
    window = window_of(StartupWindow)
    row = next(row for row in window.rows if row.action is action)
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)


def has_rows() -> bool:
    window = window_of(StartupWindow)
    return window is not None and bool(window.rows)


def test_damaged_library_is_restored_and_the_studio_opens(qapp, options, capsys) -> None:
    library = Library.open(options.folder)
    fill(library)
    library.back_up()
    library.shutdown()
    make_text(options.folder)
    hands = Hands()
    hands.when(has_rows, lambda: press(RecoveryAction.RESTORE))
    said: list[str] = []

    def look() -> None:
        window = window_of(MainWindow)
        said.extend(toast.message.text for toast in window.toasts.toasts)
        window.close()

    hands.when(lambda: window_of(MainWindow) is not None, look)
    assert run_until_closed(qapp, options) == 0
    hands.check()
    assert said[0].startswith("Recovered 12 pictures, 3 sessions, from ")
    assert "is not a library database" in capsys.readouterr().err


def test_quitting_leaves_everything_as_it_is(qapp, options, capsys) -> None:
    options.folder.mkdir()
    make_text(options.folder)
    hands = Hands()
    hands.when(has_rows, lambda: window_of(StartupWindow).close())
    assert run_until_closed(qapp, options) == 2
    hands.check()
    assert [path.name for path in options.folder.iterdir()] == ["library.sqlite3"]
    assert capsys.readouterr().err


def test_another_folder_is_opened_instead(qapp, options, tmp_path, capsys) -> None:
    options.folder.mkdir()
    make_text(options.folder)
    other = tmp_path / "other"
    hands = Hands()

    def choose() -> None:
        press(RecoveryAction.CHOOSE_FOLDER)
        from PySide6.QtWidgets import QFileDialog

        [dialog] = window_of(StartupWindow).findChildren(QFileDialog)
        dialog.close()
        dialog.fileSelected.emit(str(other))

    hands.when(has_rows, choose)
    hands.when(lambda: window_of(MainWindow) is not None, lambda: window_of(MainWindow).close())
    assert run_until_closed(qapp, options) == 0
    hands.check()
    assert (other / "library.sqlite3").exists()
    assert not (options.folder / "library.lock").exists()
    assert capsys.readouterr().err


def failing(owner: type, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a slot or an override fail, as it does in the program."""

    def fail(_self: object, *_: object) -> None:
        raise ValueError(f"injected into {name}")

    function = guarded(owner, name, fail) if is_guarded(owner, name) else fail
    fail.__name__ = name  # PySide ends a connection with its object by the method's name
    monkeypatch.setattr(owner, name, function)


def test_a_fault_of_our_own_is_told_and_something_else_can_be_tried(
    qapp, options, monkeypatch, capsys, caplog
) -> None:
    library = Library.open(options.folder)
    fill(library)
    library.back_up()
    library.shutdown()
    make_text(options.folder)
    failing(StartupController, "_on_recovered", monkeypatch)
    hands = Hands()
    hands.when(has_rows, lambda: press(RecoveryAction.RESTORE))
    told: list[str] = []

    def look() -> None:
        window = window_of(StartupWindow)
        told.append(window.message.text())
        window.close()

    hands.when(lambda: window_of(StartupWindow).message.text() == UNEXPECTED, look)
    assert run_until_closed(qapp, options) == 2
    hands.check()
    assert told == [UNEXPECTED]
    assert caplog.text.count("ValueError: injected into _on_recovered") == 1
    caplog.clear()
    Library.open(options.folder).shutdown()  # it was recovered all the same
    assert capsys.readouterr().err


def test_a_window_that_fails_to_say_it_closes_is_not_waited_for(
    qapp, options, monkeypatch, capsys, caplog
) -> None:
    options.folder.mkdir()
    make_text(options.folder)
    failing(StartupWindow, "closeEvent", monkeypatch)
    hands = Hands()
    hands.when(has_rows, lambda: window_of(StartupWindow).close())
    assert run_until_closed(qapp, options) == 2
    hands.check()
    assert "injected into closeEvent" in caplog.text
    caplog.clear()
    assert capsys.readouterr().err
