"""“Check library” in the settings: real checks of a real library, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gallery_studio.ui.settings.check_section import CheckSection
from gallery_studio.ui.settings.storage_page import StoragePage
from gallery_studio.ui.settings_controller import _connect_checks
from gallery_studio.workers.check_worker import CheckWorker
from tests.support.damage import make_library


@pytest.fixture
def worker(library_folder: Path):
    make_library(library_folder)
    worker = CheckWorker(library_folder)
    yield worker
    worker.shutdown()


@pytest.fixture
def section(qtbot: QtBot, theme, worker: CheckWorker) -> CheckSection:
    page = StoragePage(theme)
    qtbot.addWidget(page)
    page.show()
    section = page.check_section
    section.page = page
    _connect_checks(section, worker)
    return section


def click(qtbot: QtBot, worker: CheckWorker, button) -> None:
    with qtbot.waitSignal(worker.checked, timeout=20_000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def texts(section: CheckSection) -> list[str]:
    return [label.text() for label in section.findings]


def test_whole_library_says_so(section, worker, qtbot: QtBot) -> None:
    click(qtbot, worker, section.check_button)
    assert section.status.text() == "Everything is in order: 12 pictures checked."
    assert texts(section) == []
    assert not section.repair_button.isVisible()
    assert section.check_button.text() == "Check library"


def test_findings_are_plain_words_and_repair_mends_them(
    section, worker, qtbot: QtBot, library_folder: Path
) -> None:
    previews = sorted((library_folder / "previews" / "64").glob("*/*.jpg"))
    previews[0].unlink()
    picture = library_folder / "images" / previews[1].parent.name / f"{previews[1].stem}.png"
    picture.unlink()
    click(qtbot, worker, section.check_button)
    assert section.status.text() == "2 problems found; 12 pictures checked."
    assert any("File missing: images/" in text for text in texts(section))
    assert {label.textFormat() for label in section.findings} == {Qt.TextFormat.PlainText}
    click(qtbot, worker, section.repair_button)
    assert texts(section)[0] == "✓ Made the previews of 1 picture anew."
    assert section.status.text() == "1 problem found; 12 pictures checked."
    assert previews[0].exists()
    assert not section.repair_button.isVisible()


def test_running_check_can_be_stopped(section, worker, qtbot: QtBot) -> None:
    asked = []
    section.stop_requested.connect(lambda: asked.append(True))
    section.show_running()
    assert section.check_button.text() == "Stop"
    qtbot.mouseClick(section.check_button, Qt.MouseButton.LeftButton)
    assert asked == [True]
    assert not worker.is_running


def test_opened_again_it_shows_the_last_report(section, worker, theme, qtbot: QtBot) -> None:
    click(qtbot, worker, section.check_button)
    other = CheckSection(theme)
    qtbot.addWidget(other)
    _connect_checks(other, worker)
    assert other.status.text().startswith("Everything is in order")


def test_check_has_ended_when_its_answer_is_told(section, worker, qtbot: QtBot) -> None:
    """Settings opened at that moment would else wait for an answer that was told already."""
    told: list[tuple[bool, bool]] = []
    worker.checked.connect(  # in the thread that tells it, at that very moment
        lambda report: told.append((worker.is_running, worker.report is report)),
        Qt.ConnectionType.DirectConnection,
    )
    click(qtbot, worker, section.check_button)
    assert told == [(False, True)]


def test_library_that_cannot_be_checked_says_why(
    section, worker, qtbot: QtBot, library_folder: Path
) -> None:
    (library_folder / "library.sqlite3").write_bytes(b"text" * 100)
    with qtbot.waitSignal(worker.failed, timeout=20_000):
        qtbot.mouseClick(section.check_button, Qt.MouseButton.LeftButton)
    assert "is not a library database" in section.status.text()
    assert not section.is_busy
