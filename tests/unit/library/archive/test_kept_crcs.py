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
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library import schema
from gallery_studio.library.archive import writer as archive_writer
from gallery_studio.library.archive.errors import ArchiveError
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.archive.writer import ExportReport, write_archive
from gallery_studio.library.check import FindingKind, check_library
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.images import ImageStore
from gallery_studio.library.library import Library
from gallery_studio.library.sealing import sealed, unsealed
from gallery_studio.studio.archiving import export_session
from tests.support.archive_session import add_picture, bring_in, export, full_session, png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.archive.snapshot import SessionSnapshot

_BACK_TO_VERSION_2 = (
    "ALTER TABLE images DROP COLUMN sealed_crc",
    "DROP INDEX sessions_newest",
    "CREATE INDEX sessions_newest ON sessions (updated_utc) WHERE deleted_utc IS NULL",
    "PRAGMA user_version = 2",
)


@pytest.fixture
def hashed(monkeypatch):
    """Note the bytes whose SHA-256 an export takes because their CRC did not tell."""
    taken = []

    def sha256(data: bytes):
        taken.append(bytes(data))
        return hashlib.sha256(data)

    monkeypatch.setattr(archive_writer, "hashlib", SimpleNamespace(sha256=sha256))
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


def test_every_picture_that_comes_in_has_one_and_an_export_hashes_none(
    library, other, tmp_path, hashed
):
    session_id = full_session(library)
    assert all(unsealed(i, library.images.path_of(image).stat().st_size, kept(library)[i])
               == zlib.crc32(library.images.read(image))
               for i, image in pictures_of(library).items())  # fmt: skip
    export(library, session_id, tmp_path / "s.zip", with_people=True)
    assert hashed == []
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
    ["crc", "seal", "short", "empty", "words", "bytes", "another picture's", "another length",
     "forged"],
)  # fmt: skip
def test_where_a_damaged_one_says_nothing_the_sha_256_decides(library, tmp_path, hashed, damage):
    session_id = full_session(library)
    before = kept(library)
    ids = sorted(before)
    sizes = {i: image.size_bytes for i, image in pictures_of(library).items()}
    after = {
        "crc": {i: f"{int(before[i][:8], 16) ^ 1:08x}{before[i][8:]}" for i in ids},
        "seal": {i: before[i][:-1] + f"{int(before[i][-1], 16) ^ 8:x}" for i in ids},
        "short": {i: before[i][:8] for i in ids},
        "empty": dict.fromkeys(ids, ""),
        "words": dict.fromkeys(ids, "damaged \ud7ff"),
        "bytes": dict.fromkeys(ids, b"\xff\x00\x80" * 9),
        "another picture's": dict(zip(ids, (before[i] for i in reversed(ids)), strict=True)),
        "another length": {i: sealed(i, 7, int(before[i][:8], 16)) for i in ids},
        "forged": {i: sealed(i, sizes[i], int(before[i][:8], 16) ^ 1) for i in ids},
    }[damage]
    keep(library, after)
    report = export(library, session_id, tmp_path / "s.zip", with_people=True)
    assert (report.pictures, report.missing) == (len(ids), ())
    assert sorted(check_whole(tmp_path / "s.zip")) == ids
    assert sorted(hashlib.sha256(data).hexdigest() for data in hashed) == ids
    assert report.found_crcs == before


def test_one_damaged_value_costs_one_hash(library, tmp_path, hashed):
    session_id = full_session(library)
    first = min(kept(library))
    keep(library, {first: "0" * 32})
    export(library, session_id, tmp_path / "s.zip", with_people=True)
    assert [hashlib.sha256(data).hexdigest() for data in hashed] == [first]


def replaced(library: Library, image: ImageFile, data: bytes) -> None:
    """Write other bytes of the same length in place of a picture's."""
    assert len(data) == image.size_bytes
    path = library.images.path_of(image)
    path.chmod(0o644)
    path.write_bytes(data)


def assert_stays_out(library, session_id, image, path) -> None:
    """Check that an export leaves out one picture, says so by its name, and is whole else."""
    report = export(library, session_id, path, with_people=True)
    assert [one.id for one in report.missing] == [image.id]
    assert f"{image.relative_path} is damaged" in report.missing[0].reason
    assert check_whole(path).keys() == kept(library).keys() - {image.id}
    assert image.id not in report.found_crcs


def first_picture(library) -> ImageFile:
    return min(pictures_of(library).values(), key=lambda one: one.id)


@pytest.mark.parametrize("value", ["sealed", "", "0" * 32])
def test_a_flipped_bit_is_noticed_whatever_the_database_keeps(library, tmp_path, value):
    session_id = full_session(library)
    image = first_picture(library)
    data = bytearray(library.images.read(image))
    data[-1] ^= 1
    replaced(library, image, data)
    if value != "sealed":
        keep(library, {image.id: value})
    assert_stays_out(library, session_id, image, tmp_path / "s.zip")


@pytest.mark.parametrize("has_its_value", [False, True])
def test_a_file_in_the_place_of_another_of_its_length_is_noticed(library, tmp_path, has_its_value):
    session_id = full_session(library)
    pictures = sorted(pictures_of(library).values(), key=lambda one: (one.size_bytes, one.id))
    image, other = next(
        pair for pair in pairwise(pictures) if pair[0].size_bytes == pair[1].size_bytes
    )
    replaced(library, image, library.images.read(other))
    if has_its_value:
        keep(library, {image.id: kept(library)[other.id]})
    assert_stays_out(library, session_id, image, tmp_path / "s.zip")


class ChangedStore(ImageStore):
    """The files of a library, one of which was changed on the disk."""

    def __init__(self, folder: Path, image_id: ImageId, change: Callable[[bytes], bytes]) -> None:
        super().__init__(folder)
        self._image_id = image_id
        self._change = change

    def read(self, image: ImageFile) -> bytes:
        data = super().read(image)
        return self._change(data) if image.id == self._image_id else data


@pytest.fixture
def snapshot(library) -> SessionSnapshot:
    session_id = full_session(library)
    reader = library.reader()
    try:
        return reader.session_snapshot(session_id, with_people=True)
    finally:
        reader.shutdown()


@given(st.floats(0, 1), st.integers(1, 2**32 - 1))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_burst_of_up_to_32_bits_is_noticed(library, snapshot, tmp_path, place, burst):
    image = first_picture(library)
    begin = int(place * (image.size_bytes - 4))

    def change(data: bytes) -> bytes:
        word = int.from_bytes(data[begin : begin + 4], "big") ^ burst
        return data[:begin] + word.to_bytes(4, "big") + data[begin + 4 :]

    store = ChangedStore(library.folder, image.id, change)
    report = write_archive(store, snapshot, tmp_path / "s.zip", ArchiveTask())
    assert [one.id for one in report.missing] == [image.id]
    assert report.pictures == len(snapshot.images) - 1
    assert report.found_crcs == {}


def test_who_forges_file_and_value_is_found_by_the_check_and_by_the_import(
    library, other, tmp_path
):
    """What the export does not promise: its check is one against accidents."""
    session_id = full_session(library)
    image = first_picture(library)
    data = bytearray(library.images.read(image))
    data[-1] ^= 1
    replaced(library, image, data)
    keep(library, {image.id: sealed(image.id, len(data), zlib.crc32(data))})
    assert not export(library, session_id, tmp_path / "s.zip", with_people=True).missing
    found = check_library(library.folder).findings
    assert [(one.kind, one.path) for one in found] == [
        (FindingKind.FILE_CHANGED, image.relative_path)
    ]
    with pytest.raises(ArchiveError, match="is damaged"):
        bring_in(other, tmp_path / "s.zip")
    assert kept(other) == {}


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
