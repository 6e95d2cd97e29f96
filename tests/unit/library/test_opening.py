"""Which folders are opened, made or refused, and that refusing touches nothing."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library import opening, schema, tables
from gallery_studio.library.database import DATABASE_NAME, open_reader, open_writer
from gallery_studio.library.library import Library
from tests.unit.library.building import answer, run_work, session


def digests(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file() and not path.name.endswith("-shm")
    }


def refused(folder):
    before = digests(folder)
    with pytest.raises(LibraryError) as caught:
        Library.open(folder)
    assert digests(folder) == before
    return caught.value


def patch_header(path, offset, value):
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(value.to_bytes(4, "big"))


@pytest.fixture
def closed(folder):
    Library.open(folder).shutdown()
    return folder


def test_new_folder_becomes_a_library(folder):
    Library.open(folder).shutdown()
    assert [path.name for path in folder.iterdir()] == [DATABASE_NAME]
    header = (folder / DATABASE_NAME).read_bytes()[:100]
    assert int.from_bytes(header[68:72], "big") == schema.APPLICATION_ID
    assert int.from_bytes(header[60:64], "big") == schema.CURRENT_VERSION


def test_every_connection_has_the_same_pragmas(library):
    path = library.folder / DATABASE_NAME
    for database in (
        open_writer(path),
        open_reader(path),
        open_reader(path, is_read_only=True),
    ):
        values = {
            name: database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "foreign_keys", "journal_mode", "busy_timeout")
        }
        database.close()
        assert values == {
            "synchronous": 2,
            "foreign_keys": 1,
            "journal_mode": "wal",
            "busy_timeout": 5000,
        }


def test_readers_cannot_write(reader):
    with pytest.raises(LibraryError) as caught:
        reader._rows("DELETE FROM sessions")
    assert caught.value.kind is LibraryErrorKind.NOT_WRITABLE


def test_newer_library_is_refused_untouched(closed):
    patch_header(closed / DATABASE_NAME, 60, 9)
    error = refused(closed)
    assert error.kind is LibraryErrorKind.TOO_NEW
    assert f"format 9, this program reads up to {schema.CURRENT_VERSION}" in error.message


def test_newer_version_still_in_the_log_is_refused_untouched(closed):
    """A newer program was killed: its version is in the log, not yet in the header."""
    path = closed / DATABASE_NAME
    script = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA user_version = 9')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)
    assert opening.has_log(path)
    assert refused(closed).kind is LibraryErrorKind.TOO_NEW


def test_database_of_another_program_is_refused_untouched(closed):
    patch_header(closed / DATABASE_NAME, 68, 0x12345678)
    assert refused(closed).kind is LibraryErrorKind.NOT_A_LIBRARY


@pytest.mark.parametrize("content", [b"hello, this is a text file\n" * 10, b"\0" * 4096, b"short"])
def test_file_that_is_no_database_is_refused_untouched(folder, content):
    folder.mkdir()
    (folder / DATABASE_NAME).write_bytes(content)
    assert refused(folder).kind is LibraryErrorKind.NOT_A_LIBRARY


@pytest.mark.parametrize("loss", ["removed", "emptied"])
def test_pictures_without_database_are_never_taken_for_a_new_library(folder, library, loss):
    work = run_work(session())
    library.work.start(work)
    answer(library, work.outputs[0].id)
    library.shutdown()
    path = folder / DATABASE_NAME
    path.unlink()
    if loss == "emptied":
        path.touch()
    error = refused(folder)
    assert error.kind is LibraryErrorKind.DATABASE_MISSING
    assert path.exists() == (loss == "emptied")


def test_log_without_database_is_kept(folder):
    folder.mkdir()
    (folder / f"{DATABASE_NAME}-wal").write_bytes(b"x" * 100)
    assert refused(folder).kind is LibraryErrorKind.DATABASE_MISSING


@pytest.mark.parametrize("share", [0.4, 0.6])
def test_truncated_database_is_damaged(closed, share):
    path = closed / DATABASE_NAME
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * share) // 4096 * 4096)
    with pytest.raises(LibraryError) as caught:
        Library.open(closed)
    assert caught.value.kind is LibraryErrorKind.DAMAGED


def test_garbage_in_pages_is_damaged(closed):
    path = closed / DATABASE_NAME
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 20)
    with pytest.raises(LibraryError) as caught:
        Library.open(closed)
    assert caught.value.kind is LibraryErrorKind.DAMAGED


def test_tables_of_peewee_are_those_of_the_schema(library):
    described = {
        table.__name__: set(table._columns)
        for name, table in vars(tables).items()
        if name.isupper()
    }
    with closing(sqlite3.connect(library.folder / DATABASE_NAME)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite_%' AND name NOT GLOB 'search*'"
        ).fetchall()
        stored = {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            for (name,) in names
        }
    documents = described.pop("search_documents")
    assert documents == {"id", "kind", "subject_id", "session_id", "body"}
    assert described == stored


def objects(connection):
    return connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    ).fetchall()


@pytest.mark.parametrize("version", range(1, schema.CURRENT_VERSION))
def test_fresh_schema_equals_migrated_schema(tmp_path, monkeypatch, version):
    """An older library that is migrated looks like one made anew."""
    old, new = tmp_path / "old", tmp_path / "new"
    with monkeypatch.context() as first:
        first.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:version])
        first.setattr(schema, "CURRENT_VERSION", version)
        Library.open(old).shutdown()
    for folder in (old, new):
        Library.open(folder).shutdown()
    found = []
    for folder in (old, new):
        with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
            assert schema.version_of(connection) == schema.CURRENT_VERSION
            found.append(objects(connection))
    assert found[0] == found[1]
    (backup,) = (old / "backups").iterdir()
    assert backup.name.endswith(f"-pre-v{version + 1}.sqlite3")
    with closing(sqlite3.connect(backup)) as connection:
        assert schema.version_of(connection) == version
    assert not (new / "backups").exists()


def test_directives_of_an_older_library_are_searched_as_words(tmp_path, monkeypatch):
    work, other = run_work(session(), ("gloomy harbour", "a quiet quay")), run_work(session("Two"))
    with monkeypatch.context() as first:
        first.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:3])
        first.setattr(schema, "CURRENT_VERSION", 3)
        library = Library.open(tmp_path)
        library.work.start(work)
        library.work.start(other)
        library.shutdown()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        connection.execute("UPDATE runs SET directives = '[' WHERE id = ?", (other.run.id,))
        connection.commit()
    library = Library.open(tmp_path)
    reader = library.reader()
    assert "composition" in {hit.kind for hit in reader.search("quay")}
    assert "composition" in {hit.kind for hit in reader.search("lighthouse")}
    assert reader.search("text") == []
    reader.shutdown()
    library.check()
    library.shutdown()


def test_failing_migration_leaves_the_old_version(closed, monkeypatch):
    before = schema.CURRENT_VERSION
    monkeypatch.setattr(
        schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE extra (id)", "SELECT nonsense"))
    )
    monkeypatch.setattr(schema, "CURRENT_VERSION", before + 1)
    with pytest.raises(LibraryError):
        Library.open(closed)
    with closing(sqlite3.connect(closed / DATABASE_NAME)) as connection:
        assert schema.version_of(connection) == before
        assert all(name != "extra" for _, name, _, _ in objects(connection))


def test_reading_makes_nothing(tmp_path, closed):
    nowhere = tmp_path / "nowhere"
    with pytest.raises(LibraryError, match="no library in"):
        Library.open_read_only(nowhere)
    assert not nowhere.exists()

    before = digests(closed)
    library = Library.open_read_only(closed)
    reader = library.reader()
    assert reader.session_summaries() == []
    with pytest.raises(LibraryError, match="reading only"):
        library.sessions.create(session())
    reader.shutdown()
    library.shutdown()
    assert digests(closed) == before
    assert [path.name for path in closed.iterdir()] == [DATABASE_NAME]


def test_reading_beside_a_writer_sees_what_was_saved(folder, library):
    beside = Library.open_read_only(folder).reader()
    assert beside.session_summaries() == []
    library.work.start(run_work(session()))
    assert len(beside.session_summaries()) == 1
    beside.shutdown()


def test_second_copy_of_sqlite_is_never_imported(tmp_path):
    """Peewee would take pysqlite3 when it can be imported; two copies damage a library."""
    package = tmp_path / "pysqlite3"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "dbapi2.py").write_text("from sqlite3 import *\nsqlite_version_info = (9, 9, 9)\n")
    script = (
        "import gallery_studio.library.library, peewee, sqlite3, sys\n"
        "assert peewee.sqlite3 is sqlite3\n"
        "assert not sys.modules.get('pysqlite3')\n"
        "assert 'pysqlite3.dbapi2' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": f"{tmp_path}:."})
