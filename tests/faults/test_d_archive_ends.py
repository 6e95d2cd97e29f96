"""Matrix D, 39 to 42: an export or import that ends too early, and pictures that are not there."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind, StudioError
from gallery_studio.library import files
from gallery_studio.library.archive import staging
from gallery_studio.library.archive.errors import ArchiveError, ArchiveStoppedError
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.archive.writer import write_archive
from gallery_studio.library.library import Library
from tests.faults.test_d_archives import counts, digest_of
from tests.support.archive_session import bring_in, export, full_session


@pytest.fixture
def library(tmp_path):
    library = Library.open(tmp_path / "library")
    yield library
    library.shutdown()


@pytest.fixture
def other(tmp_path):
    library = Library.open(tmp_path / "other")
    yield library
    library.shutdown()


@pytest.fixture
def archive(library, tmp_path) -> Path:
    path = tmp_path / "session.zip"
    export(library, full_session(library), path, with_people=True)
    return path


def snapshot_of(library, session_id):
    reader = library.reader()
    try:
        return reader.session_snapshot(session_id)
    finally:
        reader.shutdown()


@pytest.mark.parametrize("point", range(1, 25, 3))
def test_a_full_disk_at_any_write_of_an_import_leaves_nothing(other, archive, monkeypatch, point):
    before, rows = digest_of(other.folder), counts(other)
    calls = 0
    real = os.fsync

    def fsync(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == point:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(LibraryError) as caught:
        bring_in(other, archive)
    assert caught.value.kind is LibraryErrorKind.DISK_FULL
    assert counts(other) == rows
    assert digest_of(other.folder) == before
    assert not [p for p in other.folder.iterdir() if p.name.startswith(files.PART_PREFIX)]


@pytest.mark.parametrize("spare_bytes", [60_000, 5_000])
def test_a_disk_that_is_really_full_leaves_nothing(small_disk, archive, monkeypatch, spare_bytes):
    """Import and export on a file system without room; the check before them sees room."""
    other = Library.open(small_disk.folder)
    rows = counts(other)
    before = digest_of(other.folder)
    usage = staging.shutil.disk_usage(other.folder)._replace(free=10**12)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    small_disk.fill(spare_bytes)
    with pytest.raises(StudioError) as caught:
        bring_in(other, archive)
    assert "disk is full" in caught.value.message
    assert digest_of(other.folder) == before
    assert counts(other) == rows
    small_disk.free()
    session_id = bring_in(other, archive).session_id
    target = small_disk.folder.parent / "out.zip"
    target.write_bytes(b"the old one")
    small_disk.fill(1_000)
    with pytest.raises(StudioError) as caught:
        export(other, session_id, target)
    assert "No space left" in caught.value.message
    assert target.read_bytes() == b"the old one"
    assert {p.name for p in target.parent.iterdir()} == {"library", "filler", "out.zip"}
    small_disk.free()
    assert export(other, session_id, target).pictures == 7
    other.check()
    other.shutdown()


def test_a_failing_transaction_takes_the_files_away_again(other, archive, monkeypatch):
    before, rows = digest_of(other.folder), counts(other)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("gallery_studio.library.archive.store._Import._store_events", fail)
    with pytest.raises(LibraryError):
        bring_in(other, archive)
    assert digest_of(other.folder) == before
    assert counts(other) == rows


def test_stopping_an_import_leaves_nothing(other, archive):
    before, rows = digest_of(other.folder), counts(other)
    task = ArchiveTask(lambda done, _total: task.stop() if done else None)
    with pytest.raises(ArchiveStoppedError):
        bring_in(other, archive, task)
    assert digest_of(other.folder) == before
    assert counts(other) == rows


_VICTIM = """
import os, signal, sys
from pathlib import Path
from gallery_studio.library.library import Library
from tests.support.archive_session import bring_in

point, calls = int(sys.argv[3]), 0
real = os.fsync

def fsync(handle):
    global calls
    calls += 1
    if calls == point:
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)

library = Library.open(Path(sys.argv[1]))
os.fsync = fsync
bring_in(library, Path(sys.argv[2]))
"""


@pytest.mark.skipif(os.name == "nt", reason="no kill -9 here")
@pytest.mark.parametrize("point", [1, 4, 9, 10, 12, 20])
def test_killed_in_the_middle_the_library_is_as_before(tmp_path, archive, point):
    folder = tmp_path / "victim"
    Library.open(folder).shutdown()
    script = textwrap.dedent(_VICTIM)
    ended = subprocess.run(
        [sys.executable, "-c", script, folder, archive, str(point)],
        cwd=Path(__file__).parents[2],
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    library = Library.open(folder)
    try:
        library.check()
        assert staging.sweep_staging(folder) == 1
        assert not [p for p in folder.iterdir() if p.name.startswith(files.PART_PREFIX)]
        reader = library.reader()
        assert reader.session_summaries() == []
        reader.shutdown()
        assert bring_in(library, archive).pictures == 8, "and then it can be brought in"
    finally:
        library.shutdown()


def test_a_failed_or_stopped_export_leaves_the_old_file(library, archive, monkeypatch):
    old = archive.read_bytes()
    reader = library.reader()
    session_id = reader.session_summaries()[0].id
    reader.shutdown()
    snapshot = snapshot_of(library, session_id)
    task = ArchiveTask(lambda done, _total: task.stop() if done else None)
    with pytest.raises(ArchiveStoppedError):
        write_archive(library.images, snapshot, archive, task)
    assert archive.read_bytes() == old

    def full(_handle: int, *_values: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for call in ("pwritev", "fsync"):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, full)
            with pytest.raises(ArchiveError, match="No space left on device"):
                write_archive(library.images, snapshot, archive, ArchiveTask())
        assert archive.read_bytes() == old
    assert [p.name for p in archive.parent.iterdir() if p.is_file()] == [archive.name]


def test_an_export_without_a_picture_or_with_a_damaged_one_says_so(library, other, tmp_path):
    session_id = full_session(library)
    snapshot = snapshot_of(library, session_id)
    gone, damaged = snapshot.images[0], snapshot.images[1]
    library.images.path_of(gone).unlink()
    path = library.images.path_of(damaged)
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    report = export(library, session_id, tmp_path / "s.zip")
    assert report.pictures == 5
    assert {missing.id for missing in report.missing} == {gone.id, damaged.id}
    assert "missing" in report.missing[0].reason
    assert report.sentence().endswith("2 are missing")

    brought = bring_in(other, tmp_path / "s.zip")
    assert brought.sentence() == "5 pictures, 1 project, 2 skipped"
    assert all("missing" in words for words in brought.skipped)
    reader = other.reader()
    try:
        cards = reader.canvas_cards(session_id)
        assert len(cards) == 8
        assert gone.id in {card.image_id for card in cards}
        with pytest.raises(LibraryError, match="File missing"):
            other.images.read(reader.image(gone.id))
    finally:
        reader.shutdown()
    again = export(other, session_id, tmp_path / "again.zip")
    assert len(again.missing) == 2


def test_a_picture_that_was_changed_while_it_was_read_stays_out(library, tmp_path, monkeypatch):
    session_id = full_session(library)
    changed = snapshot_of(library, session_id).images[2]
    real, calls = library.images.read, []

    def read(image):
        data = real(image)
        if image.id == changed.id and not calls:
            calls.append(image)
            return bytes(len(data))
        return data

    monkeypatch.setattr(library.images, "read", read)
    report = export(library, session_id, tmp_path / "s.zip")
    assert [missing.id for missing in report.missing] == [changed.id]
    assert "while it was read" in report.missing[0].reason


def test_no_room_on_the_disk_is_found_out_before_anything_is_unpacked(other, archive, monkeypatch):
    usage = staging.shutil.disk_usage(other.folder)._replace(free=400_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    with pytest.raises(ArchiveError, match="MB free"):
        bring_in(other, archive)
