"""Matrix A: a database that is damaged, missing, empty, or newer, and its backups."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gallery_studio.app import WindowOptions, run_until_closed
from gallery_studio.config import SettingsFile
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library import recovery
from gallery_studio.library.backups import all_backups, folder_of, thin
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.library.recovery import RecoveryAction
from gallery_studio.ui.main_window import MainWindow
from gallery_studio.ui.startup.startup_window import StartupWindow
from tests.support.damage import (
    fill,
    make_crowded,
    make_library,
    make_text,
    pages_of,
    spoil_leaf,
    spoil_page,
    truncate,
    zero_header,
)
from tests.support.hands import Hands, shown_window
from tests.support.kept import check_nothing_lost


@pytest.fixture
def options(library_folder: Path, tmp_path: Path) -> WindowOptions:
    return WindowOptions(
        library_folder, SettingsFile(tmp_path / "settings.json"), lambda _key: None
    )


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-shm"))
    }


def has_rows() -> bool:
    window = shown_window(StartupWindow)
    return window is not None and bool(window.rows)


def choose(action: RecoveryAction) -> None:
    window = shown_window(StartupWindow)
    next(row.button for row in window.rows if row.action is action).click()


def quit_and_look(qapp, options: WindowOptions) -> tuple[str, list[RecoveryAction]]:
    """Start the program, note what its window says and offers, and quit."""
    seen: list = []

    def look() -> None:
        window = shown_window(StartupWindow)
        seen.extend([window.message.text(), [row.action for row in window.rows]])
        window.close()

    hands = Hands()
    hands.when(has_rows, look)
    assert run_until_closed(qapp, options) == 2
    hands.check()
    return seen[0], seen[1]


@pytest.mark.parametrize("damage", [make_text, zero_header, truncate, spoil_leaf])
def test_a11_damaged_database_is_restored_from_its_window(qapp, options, damage, capsys) -> None:
    library = Library.open(options.folder)
    ids = fill(library)
    library.back_up()
    library.shutdown()
    damage(options.folder)
    damaged = (options.folder / DATABASE_NAME).read_bytes()
    said: list[str] = []

    def look() -> None:
        window = shown_window(MainWindow)
        said.extend(toast.message.text for toast in window.toasts.toasts)
        said.append(str(len(window.parts.reader.session_summaries())))
        window.close()

    hands = Hands()
    hands.when(has_rows, lambda: choose(RecoveryAction.RESTORE))
    hands.when(lambda: shown_window(MainWindow) is not None, look)
    assert run_until_closed(qapp, options) == 0
    hands.check()
    assert said[0].startswith(f"Recovered {len(ids)} pictures, 3 sessions, from ")
    assert said[-1] == "3"
    [kept] = (options.folder / "damaged").glob(f"*/{DATABASE_NAME}")
    assert kept.read_bytes() == damaged
    check_nothing_lost(options.folder, [])
    assert "untouched" in capsys.readouterr().err


def test_a12_dead_index_page_is_salvaged_without_losing_rows(library_folder: Path) -> None:
    make_crowded(library_folder, 2000)
    path = library_folder / DATABASE_NAME
    spoil_page(path, pages_of(path, "sqlite_autoindex_cards_1")[1])
    with pytest.raises(LibraryError):
        Library.open(library_folder)
    assert recovery.salvage(library_folder).lost_rows == 0
    library = Library.open(library_folder)
    reader = library.reader()
    [summary] = reader.session_summaries()
    assert len(reader.canvas_cards(summary.id)) == 2000
    reader.shutdown()
    library.shutdown()
    check_nothing_lost(library_folder, [])


@pytest.mark.parametrize("loss", ["emptied", "removed", "removed, log left"])
def test_a13_a14_lost_database_is_never_taken_for_an_empty_library(
    qapp, options, loss, capsys
) -> None:
    library = Library.open(options.folder)
    fill(library)
    wal = (options.folder / f"{DATABASE_NAME}-wal").read_bytes()
    library.shutdown()
    path = options.folder / DATABASE_NAME
    path.unlink()
    if loss == "emptied":
        path.touch()
    if loss == "removed, log left":
        (options.folder / f"{DATABASE_NAME}-wal").write_bytes(wal)
    before = digests(options.folder)
    message, actions = quit_and_look(qapp, options)
    assert "is missing or empty, but its pictures are there" in message
    assert RecoveryAction.REBUILD in actions
    assert RecoveryAction.CHOOSE_FOLDER in actions
    assert digests(options.folder) == before
    assert capsys.readouterr().err


def test_a14_log_without_database_is_kept_by_every_recovery(library_folder: Path) -> None:
    library = Library.open(library_folder)
    fill(library)
    wal = (library_folder / f"{DATABASE_NAME}-wal").read_bytes()
    library.shutdown()
    (library_folder / DATABASE_NAME).unlink()
    (library_folder / f"{DATABASE_NAME}-wal").write_bytes(wal)
    report = recovery.start_new(library_folder)
    assert report.kept_in is not None
    assert (report.kept_in / f"{DATABASE_NAME}-wal").read_bytes() == wal
    check_nothing_lost(library_folder, [])


def test_a15_newer_library_is_refused_and_no_byte_changes(qapp, options, capsys) -> None:
    library = Library.open(options.folder)
    fill(library)
    main = (options.folder / DATABASE_NAME).read_bytes()
    wal = (options.folder / f"{DATABASE_NAME}-wal").read_bytes()
    library.shutdown()
    (options.folder / DATABASE_NAME).write_bytes(main)
    (options.folder / f"{DATABASE_NAME}-wal").write_bytes(wal)
    with (options.folder / DATABASE_NAME).open("r+b") as file:
        file.seek(60)
        file.write((99).to_bytes(4, "big"))
    before = digests(options.folder)
    message, actions = quit_and_look(qapp, options)
    assert "made by a newer version (format 99" in message
    assert "Update the program or open another library" in message
    assert actions == [RecoveryAction.CHOOSE_FOLDER]
    assert digests(options.folder) == before
    assert not (options.folder / f"{DATABASE_NAME}-shm").exists()
    assert capsys.readouterr().err


def rows_of(folder: Path) -> list[object]:
    library = Library.open(folder)
    reader = library.reader()
    found = [(summary, reader.canvas_cards(summary.id)) for summary in reader.session_summaries()]
    reader.shutdown()
    library.shutdown()
    return found


def test_a17_backup_round_trip_gives_the_same_rows(library_folder: Path) -> None:
    make_library(library_folder)
    before = rows_of(library_folder)
    library = Library.open(library_folder)
    backup = library.back_up()
    library.shutdown()
    make_text(library_folder)
    recovery.restore_backup(library_folder, backup)
    assert rows_of(library_folder) == before


def test_a17_thinning_never_takes_the_newest_good_one(library_folder: Path) -> None:
    library = Library.open(library_folder)
    fill(library, sessions=1)
    good = library.back_up()
    library.shutdown()
    today = datetime(2026, 11, 21, tzinfo=UTC)
    for days in range(400):
        when = today - timedelta(days=days)
        (folder_of(library_folder) / f"library-{when:%Y%m%d-%H%M%S}.sqlite3").write_bytes(
            good.read_bytes()
        )
    good.unlink()
    newest = all_backups(library_folder)[0][1]
    thin(library_folder, today.date())
    left = all_backups(library_folder)
    assert left[0][1] == newest
    assert len(left) == 2 + 12 + 10 + 9
    assert recovery.good_backups(library_folder)[0].path == newest


def test_a17_damaged_database_is_never_backed_up_and_no_good_backup_goes(
    library_folder: Path,
) -> None:
    library = Library.open(library_folder)
    fill(library)
    good = library.back_up()
    fill(library, sessions=1, offset=300)
    library._writer.checkpoint()
    spoil_leaf(library_folder)
    with pytest.raises(LibraryError) as caught:
        library.back_up()
    assert caught.value.kind is LibraryErrorKind.DAMAGED
    assert [path for _, path in all_backups(library_folder)] == [good]
    assert list(folder_of(library_folder).iterdir()) == [good]
    library._writer.shutdown()
