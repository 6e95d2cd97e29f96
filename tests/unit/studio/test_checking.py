"""“Check library”: every kind of finding in words, and what a repair sets right."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library.check import FindingKind
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.library.work import WorkStore
from gallery_studio.studio import checking
from gallery_studio.studio.checking import CheckWatch
from tests.support.damage import fill, make_library, make_text, pages_of, spoil_leaf, spoil_page

OLD_S = time.time() - 2 * 24 * 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


def picture(folder: Path, image_id: str) -> Path:
    return folder / "images" / image_id[:2] / f"{image_id}.png"


def kinds(folder: Path) -> list[FindingKind]:
    return [finding.kind for finding in checking.check(folder).findings]


def test_whole_library_is_in_order(folder):
    make_library(folder)
    seen = []
    report = checking.check(folder, CheckWatch(lambda done, total: seen.append((done, total))))
    assert report.findings == ()
    assert report.sentence == "Everything is in order: 12 pictures checked."
    assert seen[-1] == (12, 12)
    assert report.size_bytes == sum(p.stat().st_size for p in folder.glob("images/*/*.png"))


def test_one_flipped_byte_is_found_and_named(folder):
    ids = make_library(folder, sessions=1)
    path = picture(folder, ids[1])
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    [finding] = checking.check(folder).findings
    assert finding.kind is FindingKind.FILE_CHANGED
    assert finding.path == f"images/{ids[1][:2]}/{ids[1]}.png"
    assert "“lighthouse 1” in “session 0”" in finding.message
    assert "Bring it back from a copy." in finding.message


def test_missing_file_is_named_and_no_preview_is_asked_of_it(folder):
    ids = make_library(folder, sessions=1)
    picture(folder, ids[0]).unlink()
    (folder / "previews" / "64" / ids[0][:2] / f"{ids[0]}.jpg").unlink()
    report = checking.check(folder)
    [finding] = report.findings
    assert finding.kind is FindingKind.FILE_MISSING
    assert ids[0] in finding.message
    assert report.sentence == "1 problem found; 4 pictures checked."
    assert not report.can_repair


def test_unused_files_are_named_but_fresh_ones_left_alone(folder):
    make_library(folder, sessions=1)
    old, fresh = folder / "images" / "ab" / "old.png", folder / "images" / "ab" / "fresh.png"
    old.parent.mkdir(exist_ok=True)
    for path in (old, fresh):
        path.write_bytes(b"a stray picture")
    os.utime(old, (OLD_S, OLD_S))
    report = checking.check(folder)
    assert [finding.path for finding in report.findings] == ["images/ab/old.png"]
    assert report.problems == ()
    checking.repair(folder, report, is_ours=True)
    assert old.exists()


def test_previews_are_made_anew(folder):
    ids = make_library(folder, sessions=1)
    for side in (64, 768):
        (folder / "previews" / str(side) / ids[0][:2] / f"{ids[0]}.jpg").unlink()
    report = checking.check(folder)
    assert [finding.kind for finding in report.findings] == [FindingKind.PREVIEWS_MISSING]
    after = checking.repair(folder, report, is_ours=False)
    assert after.findings == ()
    assert after.repaired == ("Made the previews of 1 picture anew.",)


@pytest.mark.parametrize("size", [0, 1, 300])
def test_half_a_preview_is_made_anew(folder, size):
    ids = make_library(folder, sessions=1)
    path = folder / "previews" / "256" / ids[0][:2] / f"{ids[0]}.jpg"
    path.write_bytes(path.read_bytes()[:size])
    report = checking.check(folder)
    assert [finding.kind for finding in report.findings] == [FindingKind.PREVIEWS_MISSING]
    assert checking.repair(folder, report, is_ours=False).findings == ()
    assert path.stat().st_size > 300


def test_picture_whose_preview_cannot_be_made_is_said(folder):
    ids = make_library(folder, sessions=1)
    path = picture(folder, ids[0])
    path.chmod(0o644)
    path.write_bytes(b"no picture any more")
    (folder / "previews" / "64" / ids[0][:2] / f"{ids[0]}.jpg").unlink()
    after = checking.repair(folder, checking.check(folder), is_ours=False)
    assert len(after.unrepaired) == 1
    assert path.name in after.unrepaired[0]


def test_lost_part_of_an_answer_names_its_conversation(folder):
    make_library(folder, sessions=1, pictures=1)
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection, connection:
        connection.execute(
            "INSERT INTO output_parts SELECT id, 0, '{}', ?, 0 FROM outputs", ("d" * 64,)
        )
    [finding] = checking.check(folder).findings
    assert finding.kind is FindingKind.ANSWER_MISSING
    assert "“lighthouse 0”" in finding.message


def test_damaged_backup_is_worth_knowing_of(folder):
    library = Library.open(folder)
    fill(library, sessions=1)
    spoil_page(library.back_up(), 3)
    library.shutdown()
    report = checking.check(folder)
    assert [finding.kind for finding in report.findings] == [FindingKind.BACKUP_DAMAGED]
    assert report.problems == ()


def test_dead_index_page_is_repaired_without_loss(folder):
    make_library(folder)
    path = folder / DATABASE_NAME
    spoil_page(path, pages_of(path, "cards_of_output")[0])
    report = checking.check(folder)
    assert report.problems[0].kind is FindingKind.DATABASE_DAMAGED
    after = checking.repair(folder, report, is_ours=True)
    assert after.findings == ()
    assert after.repaired == ("Recovered 12 pictures, 3 sessions.",)
    assert list((folder / "damaged").glob(f"*/{DATABASE_NAME}"))


def test_dangling_reference_is_found_and_mended(folder):
    make_library(folder, sessions=1)
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE turns SET parent_output_id = 'out-gone'")
    report = checking.check(folder)
    assert [finding.kind for finding in report.findings] == [FindingKind.REFERENCE_BROKEN]
    assert checking.repair(folder, report, is_ours=True).findings == ()


def test_open_database_is_not_replaced_under_the_window(folder):
    make_library(folder)
    spoil_leaf(folder)
    report = checking.check(folder)
    before = (folder / DATABASE_NAME).read_bytes()
    after = checking.repair(folder, report, is_ours=False)
    assert after.unrepaired[0].startswith("The database is in use")
    assert (folder / DATABASE_NAME).read_bytes() == before


def test_unreadable_database_is_restored_from_the_backup(folder):
    library = Library.open(folder)
    fill(library)
    library.back_up()
    library.shutdown()
    make_text(folder)
    with pytest.raises(LibraryError) as caught:
        checking.check(folder)
    report = checking.repair_database(folder, caught.value)
    assert report.as_of_utc is not None
    assert kinds(folder) == []


def test_check_can_be_stopped(folder):
    make_library(folder)
    asked = iter([False, False, True])
    report = checking.check(folder, CheckWatch(should_stop=lambda: next(asked)))
    assert (report.is_complete, report.pictures) == (False, 2)
    assert report.sentence == "Stopped after 2 pictures; 0 problems so far."


def test_check_changes_nothing_beside_an_open_library(folder):
    library = Library.open(folder)
    fill(library)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and "shm" not in p.name}
    assert kinds(folder) == []
    after = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and "shm" not in p.name}
    assert after == before
    library.shutdown()


# -- CRCs that were not known ----------------------------------------------------------------------


def kept_crcs(folder: Path) -> dict[str, str]:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        return dict(connection.execute("SELECT id, sealed_crc FROM images"))


def keep(folder: Path, values: dict[str, object]) -> None:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection, connection:
        for image_id, value in values.items():
            connection.execute("UPDATE images SET sealed_crc = ? WHERE id = ?", (value, image_id))


def test_missing_and_wrong_crcs_are_noted_by_one_reading(folder):
    ids = make_library(folder, sessions=1)
    good = kept_crcs(folder)
    keep(folder, {ids[0]: "", ids[1]: "0" * 32, ids[2]: b"\xff\x00"})
    report = checking.check(folder)
    assert (report.findings, report.sentence) == ((), "Everything is in order: 4 pictures checked.")
    read = []
    watch = CheckWatch(lambda done, _total: read.append(done))
    after = checking.repair(folder, report, watch, is_ours=True)
    assert after.repaired == ("Noted the CRC-32 of 3 pictures, so exporting them is quicker.",)
    assert kept_crcs(folder) == good
    assert read == []
    assert checking.check(folder).found_crcs == {}


def test_a_changed_picture_gets_no_crc(folder):
    ids = make_library(folder, sessions=1)
    good = kept_crcs(folder)
    keep(folder, dict.fromkeys(ids, ""))
    path = picture(folder, ids[0])
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    after = checking.repair(folder, checking.check(folder), is_ours=True)
    assert [finding.kind for finding in after.findings] == [FindingKind.FILE_CHANGED]
    assert kept_crcs(folder) == good | {ids[0]: ""}


def test_crcs_are_noted_with_whatever_else_is_repaired(folder):
    ids = make_library(folder, sessions=1)
    good = kept_crcs(folder)
    keep(folder, {ids[0]: ""})
    (folder / "previews" / "64" / ids[1][:2] / f"{ids[1]}.jpg").unlink()
    after = checking.repair(folder, checking.check(folder), is_ours=True)
    assert [sentence.split()[0] for sentence in after.repaired] == ["Made", "Noted"]
    assert kept_crcs(folder) == good


def test_no_crc_is_noted_beside_the_window(folder):
    ids = make_library(folder, sessions=1)
    keep(folder, {ids[0]: ""})
    after = checking.repair(folder, checking.check(folder), is_ours=False)
    assert (after.repaired, after.unrepaired) == ((), ())
    assert kept_crcs(folder)[ids[0]] == ""


def test_crcs_that_cannot_be_noted_are_said(folder, monkeypatch):
    ids = make_library(folder, sessions=1)
    keep(folder, {ids[0]: ""})
    full = LibraryError(LibraryErrorKind.DISK_FULL, "The disk is full.")

    def fail(*_arguments) -> None:
        raise full

    report = checking.check(folder)
    monkeypatch.setattr(WorkStore, "note_crcs", fail)
    after = checking.repair(folder, report, is_ours=True)
    assert after.unrepaired == ("The CRC-32 of 1 picture could not be noted. The disk is full.",)


def test_an_older_library_is_not_migrated_for_them(folder):
    make_library(folder, sessions=1)
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection, connection:
        connection.execute("ALTER TABLE images DROP COLUMN sealed_crc")
        connection.execute("PRAGMA user_version = 2")
    report = checking.check(folder)
    assert (report.findings, report.found_crcs) == ((), {})
