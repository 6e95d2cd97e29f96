"""The CRC-32 the database keeps of a picture: used where it fits, never where it does not."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
import subprocess
import zipfile
import zlib
from contextlib import closing
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library import schema
from gallery_studio.library.archive import writer as archive_writer
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.archive.writer import ExportReport, write_archive
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.library.sealing import sealed, unsealed
from gallery_studio.studio.archiving import export_session
from tests.support.archive_session import add_picture, bring_in, export, full_session, png

_BACK_TO_VERSION_2 = (
    "ALTER TABLE images DROP COLUMN sealed_crc",
    "DROP INDEX sessions_newest",
    "CREATE INDEX sessions_newest ON sessions (updated_utc) WHERE deleted_utc IS NULL",
    "PRAGMA user_version = 2",
)


@pytest.fixture
def counted(monkeypatch):
    """Note the bytes whose CRC an export takes."""
    taken = []

    def crc32(data: bytes) -> int:
        taken.append(bytes(data))
        return zlib.crc32(data)

    monkeypatch.setattr(archive_writer, "zlib", SimpleNamespace(**vars(zlib) | {"crc32": crc32}))
    return taken


def kept(library) -> dict[str, str]:
    """Return what the database keeps of each picture."""
    reader = library.reader()
    try:
        return dict(reader._rows("SELECT id, sealed_crc FROM images"))
    finally:
        reader.shutdown()


def keep(library, values) -> None:
    """Write other values in place of those."""
    with library._writer.transaction() as transaction:
        for image_id, value in values.items():
            transaction.rows("UPDATE images SET sealed_crc = ? WHERE id = ?", (value, image_id))


def check_whole(path) -> dict[str, str]:
    """Check an archive with the tools of others; return its pictures by their SHA-256."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        pictures = {
            hashlib.sha256(archive.read(name)).hexdigest(): name
            for name in archive.namelist()
            if name.startswith("images/")
        }
    if shutil.which("unzip"):
        subprocess.run(["unzip", "-tqq", str(path)], check=True)
    return pictures


def downgraded(library: Library) -> None:
    """Close a library and make it one of version 2."""
    library.shutdown()
    with closing(sqlite3.connect(library.folder / DATABASE_NAME)) as connection:
        for statement in _BACK_TO_VERSION_2:
            connection.execute(statement)


@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(0, 31), st.integers(1, 15))
def test_a_seal_fits_to_its_own_value_and_picture_alone(data, other, place, change):
    image_id, other_id = (hashlib.sha256(one).hexdigest() for one in (data, other))
    crc = zlib.crc32(data)
    value = sealed(image_id, len(data), crc)
    assert unsealed(image_id, len(data), value) == crc
    assert unsealed(image_id, len(data) + 1, value) is None
    assert image_id == other_id or unsealed(other_id, len(data), value) is None
    damaged = f"{value[:place]}{int(value[place], 16) ^ change:x}{value[place + 1 :]}"
    assert unsealed(image_id, len(data), damaged) is None
    assert all(unsealed(image_id, len(data), text) is None for text in ("", "0", "ü", value[:8]))


def test_every_picture_that_comes_in_has_one_and_an_export_takes_none(
    library, other, tmp_path, counted
):
    session_id = full_session(library)
    assert all(unsealed(i, library.images.path_of(image).stat().st_size, kept(library)[i])
               == zlib.crc32(library.images.read(image))
               for i, image in pictures_of(library).items())  # fmt: skip
    export(library, session_id, tmp_path / "s.zip", with_people=True)
    assert counted == []
    assert check_whole(tmp_path / "s.zip").keys() == kept(library).keys()
    bring_in(other, tmp_path / "s.zip")
    assert kept(other) == kept(library)


def pictures_of(library) -> dict:
    reader = library.reader()
    try:
        return dict(reader.images(list(kept(library))))
    finally:
        reader.shutdown()


@pytest.mark.parametrize(
    "damage",
    ["crc", "seal", "short", "empty", "words", "bytes", "another picture's", "another length"],
)
def test_a_damaged_one_is_computed_anew(library, tmp_path, counted, damage):
    session_id = full_session(library)
    before = kept(library)
    ids = sorted(before)
    after = {
        "crc": {i: f"{int(before[i][:8], 16) ^ 1:08x}{before[i][8:]}" for i in ids},
        "seal": {i: before[i][:-1] + f"{int(before[i][-1], 16) ^ 8:x}" for i in ids},
        "short": {i: before[i][:8] for i in ids},
        "empty": dict.fromkeys(ids, ""),
        "words": dict.fromkeys(ids, "damaged \ud7ff"),
        "bytes": dict.fromkeys(ids, b"\xff\x00\x80" * 9),
        "another picture's": dict(zip(ids, (before[i] for i in reversed(ids)), strict=True)),
        "another length": {i: sealed(i, 7, int(before[i][:8], 16)) for i in ids},
    }[damage]
    keep(library, after)
    report = export(library, session_id, tmp_path / "s.zip", with_people=True)
    assert (report.pictures, report.missing) == (len(ids), ())
    assert sorted(check_whole(tmp_path / "s.zip")) == ids
    assert sorted(hashlib.sha256(data).hexdigest() for data in counted) == ids


def test_one_damaged_value_costs_one_computation(library, tmp_path, counted):
    session_id = full_session(library)
    first = min(kept(library))
    keep(library, {first: "0" * 32})
    export(library, session_id, tmp_path / "s.zip", with_people=True)
    assert [hashlib.sha256(data).hexdigest() for data in counted] == [first]


def test_a_changed_file_stays_out_whatever_the_database_keeps(library, tmp_path):
    """The same length and a value that fits to the received bytes do not make other bytes right."""
    session_id = full_session(library)
    image = min(pictures_of(library).values(), key=lambda one: one.id)
    path = library.images.path_of(image)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    report = export(library, session_id, tmp_path / "s.zip", with_people=True)
    assert [one.id for one in report.missing] == [image.id]
    assert "damaged" in report.missing[0].reason
    assert image.id not in check_whole(tmp_path / "s.zip")


def test_bytes_that_come_again_bring_the_value_along(library):
    image = add_picture(library, png(1))
    good = kept(library)
    for value in ("", "0" * 32):
        keep(library, {image.id: value})
        add_picture(library, png(1))
        assert kept(library) == good


def test_an_older_library_is_migrated_and_exports_the_same(tmp_path):
    library = Library.open(tmp_path / "library")
    session_id = full_session(library)
    first, second, third = (tmp_path / f"{name}.zip" for name in ("first", "second", "third"))
    export(library, session_id, first, with_people=True)
    downgraded(library)

    old = Library.open_read_only(library.folder)
    reader = old.reader()
    snapshot = reader.session_snapshot(session_id, with_people=True)
    reader.shutdown()
    write_archive(old.images, snapshot, second, ArchiveTask())

    library = Library.open(library.folder)
    with closing(sqlite3.connect(library.folder / DATABASE_NAME)) as connection:
        assert schema.version_of(connection) == schema.CURRENT_VERSION
    assert set(kept(library).values()) == {""}
    export(library, session_id, third, with_people=True)
    library.shutdown()
    assert check_whole(first) == check_whole(second) == check_whole(third)


class Access:
    """A library as the studio reaches it, without its threads."""

    def __init__(self, library: Library, *, is_full: bool = False) -> None:
        self.images = library.images
        self._library = library
        self._is_full = is_full
        self.writes = 0

    async def read(self, query):
        reader = self._library.reader()
        try:
            return query(reader)
        finally:
            reader.shutdown()

    async def write(self, operation):
        self.writes += 1
        if self._is_full:
            raise LibraryError(LibraryErrorKind.DISK_FULL, "The disk is full.")
        return operation(self._library)


@pytest.mark.parametrize("is_full", [False, True])
def test_an_export_in_the_window_notes_what_was_not_known(library, tmp_path, is_full):
    session_id = full_session(library)
    good = kept(library)
    first, second, *_ = sorted(good)
    keep(library, {first: "", second: "0" * 32})
    access = Access(library, is_full=is_full)

    def export_it() -> ExportReport:
        work = export_session(access, session_id, tmp_path / "s.zip", ArchiveTask(),
                              with_people=True)  # fmt: skip
        return asyncio.run(work)

    assert set(export_it().found_crcs) == {first, second}
    assert (kept(library) == good) is not is_full
    assert sorted(check_whole(tmp_path / "s.zip")) == sorted(good)
    assert (not export_it().found_crcs) is not is_full
    assert access.writes == 1 + is_full
