"""Matrix D, 34 to 38: a good export, damaged one fault at a time."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from typing import TYPE_CHECKING

import pytest

from gallery_studio.domain.errors import StudioError
from gallery_studio.library.archive.errors import ArchiveError
from gallery_studio.library.library import Library
from tests.support.archive_faults import ACCEPT, REFUSE, SAFE, Fault, all_faults
from tests.support.archive_session import bring_in, export, full_session
from tests.support.memory import peak_mb
from tests.support.searched import Writing

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS_MOST = 20.0


@pytest.fixture(scope="module")
def faults(tmp_path_factory) -> list[Fault]:
    folder = tmp_path_factory.mktemp("good")
    library = Library.open(folder / "library")
    try:
        export(library, full_session(library), folder / "good.zip", with_people=True)
    finally:
        library.shutdown()
    return all_faults((folder / "good.zip").read_bytes())


@pytest.fixture
def library(tmp_path):
    library = Library.open(tmp_path / "library")
    full_session(library, "was here before")
    yield library
    library.shutdown()


def digest_of(*folders: Path) -> dict[str, str]:
    """Return the content of every file below some folders, the database's own files aside."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("library.sqlite3")
    }


def counts(library: Library) -> list[tuple[int, ...]]:
    reader = library.reader()
    try:
        tables = [
            name
            for (name,) in reader._rows(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%search%'"
            )
        ]
        return [(t, *reader._rows(f"SELECT count(*) FROM {t}")[0]) for t in sorted(tables)]
    finally:
        reader.shutdown()


def outcome(library: Library, fault: Fault, path: Path) -> tuple[str, str]:
    """Return what the program did with a fault, and what it said or what is wrong with that."""
    path.write_bytes(fault.data)
    begin = time.monotonic()
    try:
        report = bring_in(library, path)
    except ArchiveError as error:
        did, words = REFUSE, error.message
    except StudioError as error:
        did, words = "other refusal", error.message
    except Exception as error:  # noqa: BLE001 - a raw exception is what the test looks for
        did, words = "raised", repr(error)
    else:
        did, words = ACCEPT, report.sentence()
    if time.monotonic() - begin > _SECONDS_MOST:
        did = "took too long"
    return did, words


def test_there_are_enough_faults(faults):
    assert len(faults) >= 150
    assert len({fault.name for fault in faults}) == len(faults)


def test_what_must_be_refused_is_refused_in_one_sentence_and_leaves_no_trace(
    library, faults, tmp_path, isolated_home, monkeypatch
):
    path = tmp_path / "in" / "foreign.zip"
    path.parent.mkdir()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before, rows = digest_of(library.folder, isolated_home), counts(library)
    writing = Writing(monkeypatch)
    wrong = []
    for fault in (f for f in faults if f.expected == REFUSE):
        did, words = outcome(library, fault, path)
        if did != REFUSE:
            wrong.append((fault.name, did, words))
        elif not words.endswith("nothing was changed.") or words.count(". ") or "\n" in words:
            wrong.append((fault.name, "not one sentence", words))
        if digest_of(library.folder, isolated_home) != before:
            wrong.append((fault.name, "left a trace", words))
            before = digest_of(library.folder, isolated_home)
    assert not wrong, wrong
    assert counts(library) == rows
    assert not list(tmp_path.rglob("PWNED*"))
    assert {p.name for p in tmp_path.iterdir()} == {"in", "library", "temporary"}
    assert list(temporary.iterdir()) == []
    assert writing.outside([tmp_path, isolated_home]) == set()
    assert library.check() is None


def test_what_may_be_either_is_nothing_worse(library, faults, tmp_path):
    wrong = []
    before_mb = peak_mb()
    for number, fault in enumerate(f for f in faults if f.expected == SAFE):
        rows = counts(library)
        did, words = outcome(library, fault, tmp_path / f"{number}.zip")
        if did not in (ACCEPT, REFUSE):
            wrong.append((fault.name, did, words))
        elif did == REFUSE and counts(library) != rows:
            wrong.append((fault.name, "rows after a refusal", words))
    assert not wrong, wrong
    assert peak_mb() - before_mb < 1_000
    library.check()


def test_what_is_harmless_is_brought_in(faults, tmp_path):
    wrong = []
    for number, fault in enumerate(f for f in faults if f.expected == ACCEPT):
        library = Library.open(tmp_path / f"library-{number}")
        try:
            did, words = outcome(library, fault, tmp_path / "foreign.zip")
            if did != ACCEPT:
                wrong.append((fault.name, did, words))
            else:
                library.check()
        finally:
            library.shutdown()
    assert not wrong, wrong


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_a_folder_and_a_device_are_refused_at_once(library, tmp_path):
    os.mkfifo(tmp_path / "pipe.zip")
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "link.zip").symlink_to("/dev/zero")
    for name in ("pipe.zip", "folder.zip", "link.zip", "nothing.zip"):
        begin = time.monotonic()
        with pytest.raises(ArchiveError, match="nothing was changed"):
            bring_in(library, tmp_path / name)
        assert time.monotonic() - begin < 1


def test_a_file_of_three_gigabytes_is_refused_at_once(library, tmp_path):
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)
    with pytest.raises(ArchiveError, match="the limit is"):
        bring_in(library, path)
