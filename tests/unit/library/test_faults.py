"""Crashes, full disks, busy databases and text that cannot be stored."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.people import Product
from gallery_studio.library import database as database_module
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.errors import plain_words
from gallery_studio.library.library import Library
from tests.unit.library.building import NOW, answer, run_work, session

SAVING = """
import itertools, os, sys
from pathlib import Path
from gallery_studio.library.library import Library
from tests.unit.library.building import answer, run_work, session

library = Library.open(Path(sys.argv[1]))
library.work.recover_interrupted()
for number in itertools.count():
    work = run_work(session(unix_s=number), (f"number {number}",))
    library.work.start(work)
    library.work.mark_generating(work.outputs[0].id)
    data = os.urandom(20_000)
    image = answer(library, work.outputs[0].id, data)
    print(work.outputs[0].id, image.id, flush=True)
"""


@pytest.mark.slow
def test_twenty_kills_during_saves_lose_nothing_that_was_announced(folder):
    announced = []
    for _ in range(20):
        saver = subprocess.Popen(
            [sys.executable, "-c", SAVING, str(folder)], stdout=subprocess.PIPE, text=True
        )
        first = saver.stdout.readline()
        assert first, "the child never saved anything"
        announced.append(first.split())
        announced.append(saver.stdout.readline().split())
        saver.send_signal(signal.SIGKILL)
        # the last line may be half written: only whole ones were announced
        announced += [line.split() for line in saver.stdout if line.endswith("\n")]
        saver.stdout.close()
        assert saver.wait() == -signal.SIGKILL
    library = Library.open(folder)
    library.work.recover_interrupted()
    reader = library.reader()
    assert len(announced) >= 40
    for output_id, image_id in announced:
        assert reader.output(output_id).image_id == image_id
        data = library.images.read(reader.image(image_id))
        assert hashlib.sha256(data).hexdigest() == image_id
    library.check()
    reader.shutdown()
    library.shutdown()


FULL = """
import json, resource, signal, sys
from pathlib import Path
from gallery_studio.domain.errors import LibraryError
from gallery_studio.library.library import Library
from tests.unit.library.building import run_work, session

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = Library.open(Path(sys.argv[1]))
kept = run_work(session(unix_s=1))
library.work.start(kept)
wal = Path(sys.argv[1]) / "library.sqlite3-wal"
resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 20_000, resource.RLIM_INFINITY))
lost = run_work(session(unix_s=2), tuple(f"{n} " + "long words " * 100 for n in range(50)))
try:
    library.work.start(lost)
except LibraryError as error:
    first = [error.kind, error.message]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
reader = library.reader()
print(json.dumps({"error": first, "sessions": [s.id for s in reader.session_summaries()],
                  "kept": kept.session_id}))
library.work.start(lost)
assert len(reader.canvas_cards(lost.session_id)) == 50
reader.shutdown()
library.shutdown()
"""


def test_file_limit_in_the_middle_of_an_act_stores_nothing_and_says_why(folder):
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder)], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["error"][0] == LibraryErrorKind.DISK_ERROR
    assert "rollback" not in told["error"][1]
    assert told["sessions"] == [told["kept"]]


def test_full_database_is_told_through_peewees_rollback(library, reader):
    """`max_page_count` gives a true SQLITE_FULL, which Peewee hides behind its rollback."""
    raw = library._writer._database
    pages = raw.execute_sql("PRAGMA page_count").fetchone()[0]
    raw.execute_sql(f"PRAGMA max_page_count = {pages + 2}")
    work = run_work(session(), tuple(f"{n} " + "long words " * 200 for n in range(40)))
    with pytest.raises(LibraryError) as caught:
        library.work.start(work)
    assert caught.value.kind is LibraryErrorKind.DISK_FULL
    assert "MB free" in caught.value.message
    assert reader.totals().sessions == 0
    raw.execute_sql("PRAGMA max_page_count = 1000000")
    library.work.start(work)
    assert reader.totals().sessions == 1


def test_picture_that_does_not_fit_leaves_nothing_behind(library, monkeypatch):
    def no_space(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    work = run_work(session())
    with pytest.raises(LibraryError) as caught:
        answer(library, work.outputs[0].id)
    assert caught.value.kind is LibraryErrorKind.DISK_FULL
    assert [p for p in (library.folder / "images").rglob("*") if p.is_file()] == []


def test_busy_database_is_told_in_words(library, monkeypatch):
    library._writer._database.execute_sql("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(library.folder / DATABASE_NAME)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError) as caught:
            library.sessions.create(session())
        other.rollback()
    assert caught.value.kind is LibraryErrorKind.BUSY
    library.sessions.create(session())


def test_cause_is_not_taken_from_what_the_caller_was_handling(tmp_path):
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def raise_it(error):
        raise error

    def save_while_handling():
        try:
            raise ConnectionError(errno.ECONNRESET, "reset")
        except ConnectionError:
            with plain_words(tmp_path):
                raise_it(full)

    with pytest.raises(LibraryError) as caught:
        save_while_handling()
    assert caught.value.kind is LibraryErrorKind.DISK_FULL


def test_two_threads_write_without_losing_anything(library, reader):
    def save(offset):
        for number in range(15):
            library.work.start(run_work(session(unix_s=offset + number)))

    threads = [threading.Thread(target=save, args=(start,)) for start in (0, 1000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reader.totals().sessions == 30


TORTURE = {
    "nul": "before\0after",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "right to left": "שלום \u202eabc\u202c مرحبا",
    "markup": "<img src='file:///etc/passwd'> & if a<b> then",
    "quotes": "'; DROP TABLE sessions; --\"",
    "one megabyte": "word " * 200_000,
}


@pytest.mark.parametrize("text", TORTURE.values(), ids=TORTURE)
def test_any_text_comes_back_equal(library, reader, text):
    of = replace(session(name=text), draft=text)
    work = run_work(of, (text,))
    library.work.start(work)
    answer(library, work.outputs[0].id, text=text)
    library.sessions.save_draft(of.id, text)
    stored = reader.session(of.id)
    assert (stored.name, stored.draft, stored.composition) == (text, text, text)
    assert reader.turn(work.turns[0].id).message == text
    assert reader.output(work.outputs[0].id).text == text
    assert reader.canvas_cards(of.id)[0].caption == text
    assert reader.events(of.id)[0].payload["name"] == text


def test_half_characters_are_refused_with_the_field_named(library, reader):
    bad = "half \ud83d"
    of = session()
    library.sessions.create(of)
    work = run_work(of, (bad,))
    product = Product("prd-1", "", bad, NOW)
    for act, field in (
        (lambda: library.sessions.save_draft(of.id, bad), "text being typed"),
        (lambda: library.sessions.rename(of.id, bad), "name"),
        (lambda: library.work.start(work), "composition"),
        (lambda: library.people.save_products([product]), "name"),
    ):
        with pytest.raises(LibraryError, match=f"The {field} holds a broken character") as caught:
            act()
        assert caught.value.kind is LibraryErrorKind.BAD_TEXT
    assert reader.session(of.id) == of
    assert reader.products() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder_is_named(folder):
    folder.mkdir(mode=0o500)
    with pytest.raises(LibraryError, match=str(folder)) as caught:
        Library.open(folder)
    assert caught.value.kind is LibraryErrorKind.NOT_WRITABLE


def test_write_lock_is_one_for_the_process(library):
    """A second library in this process waits for the same lock."""
    reached = threading.Event()

    def write():
        library.sessions.create(session())
        reached.set()

    with database_module.WRITE_LOCK:
        thread = threading.Thread(target=write)
        thread.start()
        assert not reached.wait(0.05)
    thread.join()
    assert reached.is_set()
