"""``gallery-studio doctor`` as a real process: healthy, damaged, beside a window, no display."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.workers.instance import InstanceLock
from tests.support.damage import fill, make_library, make_text, spoil_leaf

KEY = "AIzaSyTESTTESTTESTTESTTESTTESTTESTTEST1"


def doctor(folder: Path, *arguments: str, **environment: str):
    return subprocess.run(
        [sys.executable, "-m", "gallery_studio", "--library", str(folder), "doctor", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | environment,
    )


def test_healthy_library_exits_with_0_and_names_versions(library_folder: Path) -> None:
    make_library(library_folder)
    result = doctor(library_folder, GEMINI_API_KEY=KEY)
    assert result.returncode == 0, result.stderr
    assert "Everything is in order: 12 pictures checked." in result.stdout
    for name in ("SQLite:", "Pillow:", "Qt:", "Peewee:", "google-genai:", "Password store:"):
        assert name in result.stdout
    assert "a key from the environment" in result.stdout
    assert KEY not in result.stdout + result.stderr


def test_works_without_a_display(library_folder: Path) -> None:
    make_library(library_folder, sessions=1)
    result = doctor(library_folder, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert result.returncode == 0, result.stderr
    if sys.platform.startswith("linux"):
        assert "There is no display here" in result.stdout


def test_no_library_yet_is_no_problem(library_folder: Path) -> None:
    result = doctor(library_folder)
    assert result.returncode == 0, result.stderr
    assert "There is no library yet" in result.stdout
    assert not library_folder.exists()


def test_flipped_byte_exits_with_1_and_is_named_in_json(library_folder: Path) -> None:
    ids = make_library(library_folder, sessions=1)
    path = library_folder / "images" / ids[0][:2] / f"{ids[0]}.png"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    result = doctor(library_folder, "--json")
    assert result.returncode == 1
    told = json.loads(result.stdout)
    assert told["healthy"] is False
    assert [finding["kind"] for finding in told["findings"]] == ["file_changed"]
    assert ids[0] in told["findings"][0]["path"]
    assert told["facts"]["SQLite"]


@pytest.mark.parametrize("has_backup", [True, False])
def test_damaged_library_is_repaired_and_the_old_one_kept(library_folder, has_backup) -> None:
    library = Library.open(library_folder)
    ids = fill(library)
    if has_backup:
        library.back_up()
    library.shutdown()
    make_text(library_folder)
    before = hashlib.sha256((library_folder / DATABASE_NAME).read_bytes()).hexdigest()
    looked = doctor(library_folder)
    assert looked.returncode == 1
    assert "gallery-studio doctor --repair" in looked.stdout
    repaired = doctor(library_folder, "--repair")
    assert repaired.returncode == 0, repaired.stdout + repaired.stderr
    assert f"✓ Recovered {len(ids)} pictures, 3 sessions" in repaired.stdout
    [kept] = (library_folder / "damaged").glob(f"*/{DATABASE_NAME}")
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == before
    assert doctor(library_folder).returncode == 0


def test_repair_of_a_whole_library_notes_crcs_that_are_missing(library_folder: Path) -> None:
    make_library(library_folder)
    with closing(sqlite3.connect(library_folder / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE images SET sealed_crc = ''")
    assert "CRC" not in doctor(library_folder).stdout
    repaired = doctor(library_folder, "--repair")
    assert repaired.returncode == 0, repaired.stdout + repaired.stderr
    assert "✓ Noted the CRC-32 of 12 pictures, so exporting them is quicker." in repaired.stdout
    assert "Everything is in order: 12 pictures checked." in repaired.stdout
    assert "CRC" not in doctor(library_folder, "--repair").stdout


def test_repair_beside_a_window_leaves_the_database_alone(library_folder: Path) -> None:
    make_library(library_folder)
    lock = InstanceLock(library_folder)
    assert lock.acquire() is None
    spoil_leaf(library_folder)
    before = (library_folder / DATABASE_NAME).read_bytes()
    result = doctor(library_folder, "--repair")
    lock.release()
    assert result.returncode == 1
    assert "The database is in use" in result.stdout
    assert (library_folder / DATABASE_NAME).read_bytes() == before


def test_newer_library_is_named_and_never_touched(library_folder: Path) -> None:
    make_library(library_folder, sessions=1)
    path = library_folder / DATABASE_NAME
    with path.open("r+b") as file:
        file.seek(60)
        file.write((9).to_bytes(4, "big"))
    before = path.read_bytes()
    result = doctor(library_folder, "--repair")
    assert result.returncode == 1
    assert "made by a newer version" in result.stdout
    assert path.read_bytes() == before
