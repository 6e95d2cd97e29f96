"""Restoring, salvaging, rebuilding, starting anew: how much comes back, and that nothing goes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.status import Status
from gallery_studio.library import aside, recovery
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.library.rebuild import IMAGE_COLUMNS
from gallery_studio.library.recovery import RecoveryAction
from gallery_studio.studio.looking import look_at_picture
from tests.support.damage import (
    add_imported,
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
from tests.unit.library.building import run_work, session

WHEN = datetime(2026, 11, 21, 14, 32, tzinfo=UTC)


def at_half_past() -> datetime:
    return WHEN


def opening_error(folder) -> LibraryError:
    with pytest.raises(LibraryError) as caught:
        Library.open(folder)
    return caught.value


def pictures_on_canvas(folder) -> set[str]:
    """Open the library for good and return every picture that lies on a canvas."""
    library = Library.open(folder)
    library.check()
    reader = library.reader()
    found = {
        card.image_id
        for summary in reader.session_summaries()
        for card in reader.canvas_cards(summary.id)
        if card.image_id
    }
    reader.shutdown()
    library.shutdown()
    return found


def trio(folder) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob(f"{DATABASE_NAME}*")
        if path.is_file()
    }


def test_restoring_a_backup_brings_the_same_rows_and_what_came_after_it(folder):
    library = Library.open(folder)
    before = fill(library)
    backup = library.back_up()
    after = fill(library, sessions=1, pictures=2, offset=500)
    library.shutdown()
    make_text(folder)
    damaged = trio(folder)
    report = recovery.restore_backup(folder, backup, look_at_picture, now=at_half_past)
    assert (report.pictures, report.sessions, report.brought_in) == (14, 4, 2)
    assert trio(report.kept_in) == damaged
    assert pictures_on_canvas(folder) == {*before, *after}
    assert backup.exists()


def test_restoring_says_how_much_and_from_when(folder):
    library = Library.open(folder, now=at_half_past)
    fill(library, sessions=1, pictures=1)
    backup = library.back_up()
    library.shutdown()
    report = recovery.restore_backup(folder, backup, now=at_half_past)
    local = WHEN.astimezone()
    when = f"{local.day} {local:%b %H:%M}"
    assert report.sentence == f"Recovered 1 picture, 1 session, from {when}."


def test_only_whole_backups_are_offered_newest_first(folder):
    library = Library.open(folder)
    fill(library, sessions=1)
    good = library.back_up()
    library.shutdown()
    spoiled = good.with_name("library-20990101-000000.sqlite3")
    spoiled.write_bytes(good.read_bytes())
    spoil_page(spoiled, 3)
    good.with_name("library-20990102-000000.sqlite3").write_bytes(b"")
    assert [backup.path for backup in recovery.good_backups(folder)] == [good]
    assert recovery.good_backups(folder)[0].pictures == 4


def test_failed_restore_leaves_everything_as_it_was(folder, monkeypatch):
    library = Library.open(folder)
    fill(library, sessions=1)
    backup = library.back_up()
    library.shutdown()
    make_text(folder)
    before = trio(folder)

    def no_space(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(aside, "sync_file", no_space)
    with pytest.raises(LibraryError) as caught:
        recovery.restore_backup(folder, backup, look_at_picture)
    assert caught.value.kind is LibraryErrorKind.DISK_FULL
    assert trio(folder) == before
    assert not list(folder.glob(".part-*"))


def test_log_that_a_crash_left_behind_joins_its_database(folder):
    """Killed between the moves: the log must end beside its database, never alone."""
    make_library(folder, sessions=1)
    half = folder / "damaged" / "20261121-143200"
    half.mkdir(parents=True)
    (folder / DATABASE_NAME).rename(half / DATABASE_NAME)
    (folder / f"{DATABASE_NAME}-wal").write_bytes(b"the log")
    report = recovery.start_new(folder, now=at_half_past)
    assert report.kept_in == half
    assert sorted(path.name for path in half.iterdir()) == [
        DATABASE_NAME,
        f"{DATABASE_NAME}-wal",
    ]


def test_salvage_loses_only_the_rows_of_a_dead_page(folder):
    make_crowded(folder, 3000)
    path = folder / DATABASE_NAME
    leaves = pages_of(path, "outputs")
    spoil_page(path, leaves[len(leaves) // 2])
    assert opening_error(folder).kind is LibraryErrorKind.DAMAGED
    before = trio(folder)
    report = recovery.salvage(folder, now=at_half_past)
    assert 0 < report.lost_rows < 100
    assert trio(report.kept_in) == before
    library = Library.open(folder)
    library.check()
    reader = library.reader()
    [summary] = reader.session_summaries()
    assert len(reader.canvas_cards(summary.id)) == 3000 - report.lost_rows
    reader.shutdown()
    library.shutdown()


def test_salvage_of_a_dead_index_page_loses_nothing(folder):
    make_crowded(folder, 3000)
    path = folder / DATABASE_NAME
    spoil_page(path, pages_of(path, "sqlite_autoindex_outputs_1")[2])
    assert opening_error(folder).kind is LibraryErrorKind.DAMAGED
    report = recovery.salvage(folder)
    assert report.lost_rows == 0
    library = Library.open(folder)
    library.check()
    reader = library.reader()
    [summary] = reader.session_summaries()
    assert len(reader.canvas_cards(summary.id)) == 3000
    reader.shutdown()
    library.shutdown()


@pytest.mark.parametrize("table", ["outputs", "cards", "images", "sessions", "turns"])
def test_salvage_of_a_lost_table_brings_every_picture_back_from_its_file(folder, table):
    """The root page is gone: the owner, or the members, are made anew."""
    library = Library.open(folder)
    ids = fill(library)
    imported = add_imported(library, 900)
    library.shutdown()
    spoil_page(folder / DATABASE_NAME, pages_of(folder / DATABASE_NAME, table)[0])
    report = recovery.salvage(folder, look_at_picture)
    assert report.pictures == 13
    found = pictures_on_canvas(folder)
    assert set(ids) <= found
    if table != "cards":  # an imported picture lies nowhere but on its card
        assert imported.id in found


def test_salvage_of_a_lost_header_loses_nothing(folder):
    ids = make_library(folder)
    zero_header(folder)
    assert opening_error(folder).kind is LibraryErrorKind.NOT_A_LIBRARY
    report = recovery.salvage(folder)
    assert report.lost_rows == 0
    assert pictures_on_canvas(folder) == set(ids)


def test_salvage_reads_the_log_too(folder):
    """The rows are in the log alone: a copy without it would read as empty."""
    library = Library.open(folder)
    ids = fill(library, sessions=1)
    wal = (folder / f"{DATABASE_NAME}-wal").read_bytes()
    main = (folder / DATABASE_NAME).read_bytes()
    library.shutdown()
    (folder / DATABASE_NAME).write_bytes(main)
    (folder / f"{DATABASE_NAME}-wal").write_bytes(wal)
    recovery.salvage(folder)
    assert pictures_on_canvas(folder) == set(ids)


def test_salvage_of_nothing_readable_says_so_and_changes_nothing(folder):
    make_library(folder, sessions=1)
    make_text(folder)
    before = trio(folder)
    with pytest.raises(LibraryError, match="Nothing of the damaged database could be read"):
        recovery.salvage(folder, look_at_picture)
    assert trio(folder) == before
    assert not list(folder.glob(".part-*"))


def test_rebuilding_gives_back_sessions_prompts_dates_and_cards(folder):
    ids = make_library(folder)
    before = Library.open(folder)
    reader = before.reader()
    old = {
        card.image_id: (card.caption, card.session_id, card.conversation_id, card.turn_id)
        for summary in reader.session_summaries()
        for card in reader.canvas_cards(summary.id)
    }
    outputs = {o: reader.output(o) for o in _output_ids(reader)}
    crcs = set(reader._rows("SELECT id, sealed_crc FROM images"))
    reader.shutdown()
    before.shutdown()
    (folder / DATABASE_NAME).unlink()
    seen = []
    report = recovery.rebuild_from_images(
        folder, look_at_picture, on_progress=lambda done, total: seen.append((done, total))
    )
    assert (report.pictures, report.sessions) == (12, 3)
    assert seen[-1] == (12, 12)
    library = Library.open(folder)
    reader = library.reader()
    cards = [
        card for summary in reader.session_summaries() for card in reader.canvas_cards(summary.id)
    ]
    new = {c.image_id: (c.caption, c.session_id, c.conversation_id, c.turn_id) for c in cards}
    assert new == old
    assert set(reader._rows("SELECT id, sealed_crc FROM images")) == crcs
    assert all(crc for _, crc in crcs)
    assert {card.status for card in cards} == {Status.COMPLETED}
    for output_id, output in outputs.items():
        again = reader.output(output_id)
        assert (again.prompt, again.text, again.image_id, again.seed) == (
            output.prompt,
            output.text,
            output.image_id,
            output.seed,
        )
        assert again.finished_utc == output.finished_utc
    for summary in reader.session_summaries():
        rects = [card.placement.rect for card in reader.canvas_cards(summary.id)]
        assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[:i])
    assert set(reader.micro_previews_of(ids)) == set(ids)
    reader.shutdown()
    library.shutdown()


def _output_ids(reader):
    return [
        card.output_id
        for summary in reader.session_summaries()
        for card in reader.canvas_cards(summary.id)
    ]


def test_pictures_without_a_record_come_back_in_a_session_of_their_own(folder):
    library = Library.open(folder)
    imported = add_imported(library, 7)
    library.shutdown()
    (folder / DATABASE_NAME).unlink()
    recovery.rebuild_from_images(folder, look_at_picture)
    library = Library.open(folder)
    reader = library.reader()
    [summary] = reader.session_summaries()
    assert summary.name == "Recovered pictures"
    assert [card.image_id for card in reader.canvas_cards(summary.id)] == [imported.id]
    reader.shutdown()
    library.shutdown()


@pytest.mark.parametrize(
    "record",
    [
        "",
        "{",
        "[1, 2]",
        '{"format": "other"}',
        '{"format": "gallery-studio-image", "session": 7}',
        '{"format": "gallery-studio-image", "session": "x\' OR 1=1", "conversation": "cnv-1",'
        ' "turn": "trn-1", "output": "out-1"}',
        '{"format": "gallery-studio-image", "session": "gal-1-a", "conversation": "cnv-1",'
        ' "turn": "trn-1", "output": "out-1", "message": "half \\ud83d", "turn_number": -3,'
        ' "seed": "x", "created_utc": "yesterday", "model": null}',
    ],
)
def test_records_are_foreign_files_and_never_stop_the_rebuilding(folder, record):
    [image_id] = make_library(folder, sessions=1, pictures=1)
    (folder / "images" / image_id[:2] / f"{image_id}.json").write_text(record)
    (folder / DATABASE_NAME).unlink()
    assert recovery.rebuild_from_images(folder, look_at_picture).pictures == 1
    assert pictures_on_canvas(folder) == {image_id}


def test_damaged_picture_files_are_left_out_and_counted(folder):
    ids = make_library(folder, sessions=1, pictures=3)
    path = folder / "images" / ids[0][:2] / f"{ids[0]}.png"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-3] + b"abc")
    (folder / DATABASE_NAME).unlink()
    report = recovery.rebuild_from_images(folder, look_at_picture)
    assert report.unreadable == (path.name,)
    assert "1 picture file could not be read." in report.sentence
    assert pictures_on_canvas(folder) == set(ids[1:])


def test_rebuilding_makes_lost_previews_again(folder):
    [image_id] = make_library(folder, sessions=1, pictures=1)
    preview = folder / "previews" / "64" / image_id[:2] / f"{image_id}.jpg"
    preview.unlink()
    (folder / DATABASE_NAME).unlink()
    recovery.rebuild_from_images(folder, look_at_picture)
    assert preview.exists()


def test_starting_anew_keeps_every_file(folder):
    make_library(folder, sessions=1)
    truncate(folder)
    files = {p.name for p in folder.rglob("*") if p.is_file()}
    before = trio(folder)
    report = recovery.start_new(folder)
    assert pictures_on_canvas(folder) == set()
    assert files <= {p.name for p in folder.rglob("*") if p.is_file()}
    assert trio(report.kept_in) == before


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (make_text, LibraryErrorKind.NOT_A_LIBRARY),
        (zero_header, LibraryErrorKind.NOT_A_LIBRARY),
        (truncate, LibraryErrorKind.DAMAGED),
        (spoil_leaf, LibraryErrorKind.DAMAGED),
    ],
)
def test_options_of_a_damaged_library(folder, damage, kind):
    library = Library.open(folder)
    fill(library)
    library.back_up()
    library.shutdown()
    damage(folder)
    error = opening_error(folder)
    assert error.kind is kind
    before = trio(folder)
    options = recovery.options_for(folder, error)
    assert trio(folder) == before
    assert options.actions[0] is RecoveryAction.RESTORE
    assert (RecoveryAction.SALVAGE in options.actions) == (damage is not make_text)
    assert options.picture_files == 12
    assert options.backups[0].pictures == 12


def test_database_of_another_program_is_left_to_it(folder):
    folder.mkdir()
    make_text(folder)
    options = recovery.options_for(folder, opening_error(folder))
    assert options.actions == (RecoveryAction.CHOOSE_FOLDER,)


def test_newer_library_offers_nothing_that_changes_it(folder):
    ids = make_library(folder, sessions=1)
    with (folder / DATABASE_NAME).open("r+b") as file:
        file.seek(60)
        file.write((9).to_bytes(4, "big"))
    error = opening_error(folder)
    assert error.kind is LibraryErrorKind.TOO_NEW
    assert recovery.options_for(folder, error).actions == (RecoveryAction.CHOOSE_FOLDER,)
    assert ids


@pytest.mark.parametrize(
    "kind",
    [
        LibraryErrorKind.IN_USE,
        LibraryErrorKind.BUSY,
        LibraryErrorKind.DISK_FULL,
        LibraryErrorKind.NOT_WRITABLE,
    ],
)
def test_whole_library_is_only_tried_again(folder, kind):
    make_library(folder, sessions=1)
    options = recovery.options_for(folder, LibraryError(kind, "…"))
    assert options.actions == (RecoveryAction.TRY_AGAIN, RecoveryAction.CHOOSE_FOLDER)


def test_recovered_library_takes_new_work(folder):
    make_library(folder)
    spoil_leaf(folder)
    recovery.salvage(folder, look_at_picture)
    library = Library.open(folder)
    library.work.recover_interrupted()
    library.work.start(run_work(session("after", unix_s=5)))
    assert library.back_up() is not None
    library.shutdown()


def test_older_backup_is_brought_to_this_version(folder, monkeypatch):
    from gallery_studio.library import schema

    library = Library.open(folder)
    fill(library, sessions=1)
    backup = library.back_up()
    library.shutdown()
    newer = (*schema.MIGRATIONS, ("CREATE TABLE later (id TEXT)",))
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    monkeypatch.setattr(schema, "CURRENT_VERSION", len(newer))
    recovery.restore_backup(folder, backup, look_at_picture)
    with (folder / DATABASE_NAME).open("rb") as file:
        assert int.from_bytes(file.read(100)[60:64], "big") == len(newer)


def test_record_is_read_as_it_is_written(folder):
    [image_id] = make_library(folder, sessions=1, pictures=1)
    record = json.loads((folder / "images" / image_id[:2] / f"{image_id}.json").read_text())
    assert record["format"] == "gallery-studio-image"
    assert record["session"].startswith("gal-")


def test_every_column_that_names_a_picture_is_known_to_the_rebuilding(folder):
    """A new table that refers to pictures must be added there too."""
    Library.open(folder).shutdown()
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema")]
        columns = {
            (table, key[3])
            for table in tables
            for key in connection.execute(f"PRAGMA foreign_key_list({table})")
            if key[2] == "images"
        }
    assert set(IMAGE_COLUMNS) == columns - {("micro_previews", "image_id")}
