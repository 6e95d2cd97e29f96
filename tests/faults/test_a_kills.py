"""Matrix A: kills and power cuts. What was announced as saved is there afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gallery_studio.library.backups import folder_of
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from tests.support.damage import make_library
from tests.support.kept import announced, check_nothing_lost

ROOT = Path(__file__).parents[2]
KILLS = 50
CUTS = 20
POINTS = 10

KILLED = """
import os, random, signal, sys
from pathlib import Path
from tests.support.saver import save

# one process imports, each child is a copy of it: fifty starts in the time of a few
for number in range(int(sys.argv[2])):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        save(Path(sys.argv[1]), out=write)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        wanted = random.Random(number).randint(1, 6)
        for _ in range(wanted):
            print(pipe.readline(), end="")
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for line in pipe:
            if line.endswith("\\n"):
                print(line, end="")
"""


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.slow
def test_a01_fifty_kills_during_a_burst_of_saves(library_folder: Path) -> None:
    Library.open(library_folder).shutdown()
    done = run(KILLED, library_folder, KILLS)
    assert done.returncode == 0, done.stderr
    pictures = announced(done.stdout.splitlines(keepends=True))
    assert len(pictures) >= KILLS
    check_nothing_lost(library_folder, pictures)


@pytest.fixture
def volume(tmp_path: Path):
    """A small ext4 on a loop device, which can lose its power."""
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("needs root and mkfs.ext4 to make a file system whose power can be cut")
    image, place = tmp_path / "disk.img", tmp_path / "disk"
    image.write_bytes(b"")
    os.truncate(image, 64 * 1024 * 1024)
    place.mkdir()
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True, capture_output=True)

    def mount() -> None:
        done = subprocess.run(
            ["mount", "-o", "loop", str(image), str(place)], capture_output=True, check=False
        )
        if done.returncode != 0:
            pytest.skip(f"no loop device can be mounted here: {done.stderr.decode().strip()}")

    mount()
    yield place, mount
    subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = (2).to_bytes(4, sys.byteorder)


@pytest.mark.slow
def test_a02_power_cuts_during_saves(volume) -> None:
    """The file system forgets everything that was not forced out (GOINGDOWN, no log flush)."""
    place, mount = volume
    folder = place / "library"
    Library.open(folder).shutdown()
    pictures: list[tuple[str, str]] = []
    for number in range(CUTS):
        saver = subprocess.Popen(
            [sys.executable, "-m", "tests.support.saver", str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        lines = [saver.stdout.readline() for _ in range(1 + number % 4)]
        handle = os.open(place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, NO_LOG_FLUSH)
        except OSError as error:
            pytest.skip(f"this file system cannot lose its power: {error}")
        finally:
            os.close(handle)
            saver.kill()
        # What was said before the cut holds; what came after it was never on the disk.
        saver.stdout.close()
        saver.wait()
        pictures += announced(lines)
        subprocess.run(["umount", str(place)], check=True)
        mount()
    assert len(pictures) >= CUTS
    check_nothing_lost(folder, pictures)


MIGRATING = """
import os, signal, sys
from pathlib import Path
from gallery_studio.library import schema
from gallery_studio.library.library import Library

class Killing(tuple):
    '''The statements of a migration; the process dies before the one that is due.'''
    def __iter__(self):
        for number, statement in enumerate(super().__iter__()):
            if number == int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
            yield statement
        if int(sys.argv[2]) == len(self):
            os.kill(os.getpid(), signal.SIGKILL)

steps = Killing(f"ALTER TABLE sessions ADD COLUMN later_{n} TEXT DEFAULT 'x'" for n in range(9))
schema.MIGRATIONS = (*schema.MIGRATIONS, steps)
schema.CURRENT_VERSION = len(schema.MIGRATIONS)
Library.open(Path(sys.argv[1])).shutdown()
"""


@pytest.mark.slow
def test_a16_kill_at_ten_points_of_a_migration(library_folder: Path) -> None:
    ids = make_library(library_folder, sessions=1)
    before = schema_of(library_folder)
    version = version_of(library_folder)
    for point in range(POINTS):
        done = run(MIGRATING, library_folder, point)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert version_of(library_folder) == version
        assert schema_of(library_folder) == before
        check_nothing_lost(library_folder, [])
    backups = [path.name for path in folder_of(library_folder).glob(f"*-pre-v{version + 1}.*")]
    assert backups, "no backup was made before the migration"
    done = run(MIGRATING, library_folder, -1)
    assert done.returncode == 0, done.stderr
    assert version_of(library_folder) == version + 1
    assert "later_8" in schema_of(library_folder)
    with closing(sqlite3.connect(library_folder / DATABASE_NAME)) as connection:
        kept = {row[0] for row in connection.execute("SELECT id FROM images")}
    assert set(ids) <= kept


def version_of(folder: Path) -> int:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def schema_of(folder: Path) -> str:
    with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        return "\n".join(
            row[0] or "" for row in connection.execute("SELECT sql FROM sqlite_schema")
        )
