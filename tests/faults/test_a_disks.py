"""Matrix A: folders that cannot be written and disks that are full."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.status import Status
from gallery_studio.library.backups import folder_of
from gallery_studio.library.library import Library
from gallery_studio.studio.composing import Composition
from gallery_studio.workers.housekeeping import Housekeeping
from tests.support.damage import fill, make_library
from tests.support.gemini_server import GeminiServer, picture
from tests.support.kept import check_nothing_lost
from tests.support.studio_bench import FLASH, open_bench
from tests.unit.library.building import run_work, session

LOOKING = """
import json, os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from gallery_studio.app import WindowOptions, make_application, run_until_closed
from gallery_studio.config import SettingsFile
from gallery_studio.library.recovery import RecoveryAction
from gallery_studio.ui.startup.startup_window import StartupWindow
from tests.support.hands import Hands

folder = Path(sys.argv[1])
app = make_application()
told = {}

def window():
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, StartupWindow)]
    return found[0] if found and found[0].rows else None

def look():
    told["message"] = window().message.text()
    told["actions"] = [row.action.value for row in window().rows]
    window().close()

hands = Hands()
hands.when(lambda: window() is not None, look)
settings = SettingsFile(folder / "no-settings.json")
told["exit"] = run_until_closed(app, WindowOptions(folder, settings, lambda key: None))
hands.check()
print(json.dumps(told), flush=True)
os._exit(0)
"""


def without_override(*command: str) -> list[str]:
    """Return a command as a user who may not write everywhere: root without its privilege."""
    if os.geteuid() != 0:
        return list(command)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may write everywhere, and setpriv, which takes that away, is missing")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", *command]


@pytest.fixture
def locked_folder(library_folder: Path):
    """A library in which nothing may be written."""
    make_library(library_folder, sessions=1)
    everything = [library_folder, *library_folder.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield library_folder
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.slow
def test_a07_read_only_folder_names_it_and_offers_another(locked_folder: Path) -> None:
    before = {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in locked_folder.rglob("*")
        if path.is_file()
    }
    done = subprocess.run(
        without_override(sys.executable, "-c", LOOKING, str(locked_folder)),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert str(locked_folder) in told["message"]
    assert "may not write there" in told["message"]
    assert told["actions"] == ["try_again", "choose_folder"]
    assert told["exit"] == 2
    assert "Traceback" not in done.stderr
    after = {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in locked_folder.rglob("*")
        if path.is_file()
    }
    assert after == before


def test_a07_file_that_may_not_change_is_named(library_folder: Path) -> None:
    """The database itself is immutable, which holds for root too."""
    make_library(library_folder, sessions=1)
    database = library_folder / "library.sqlite3"
    chattr = shutil.which("chattr")
    locked = chattr and subprocess.run([chattr, "+i", str(database)], check=False).returncode == 0
    if not locked:
        pytest.skip("needs root and a file system with immutable files")
    try:
        library = Library.open(library_folder)
        reader = library.reader()
        assert len(reader.session_summaries()) == 1, "what is there can still be looked at"
        with pytest.raises(LibraryError) as caught:
            library.sessions.create(session(unix_s=3))
        reader.shutdown()
        library.shutdown()
    finally:
        subprocess.run([chattr, "-i", str(database)], check=True)
    assert caught.value.kind is LibraryErrorKind.NOT_WRITABLE
    assert str(library_folder) in caught.value.message
    Library.open(library_folder).shutdown()


def test_a08_full_disk_keeps_the_turn_and_try_again_works(small_disk) -> None:
    """The row of the turn still fits; the picture that comes for it does not."""
    data = noise()

    async def scenario(server: GeminiServer) -> None:
        server.script(picture(data), model=FLASH)
        async with open_bench(small_disk.folder, server.url) as bench:
            small_disk.fill(spare_bytes=len(data) // 2)
            run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
            (failed,) = await bench.ended([run.outputs[0][0]])
            assert failed.status is Status.FAILED
            assert failed.error_kind == "storage"
            assert "disk is full" in failed.error_message
            assert "MB free" in failed.error_message
            assert failed.is_retryable
            assert not [path for path in small_disk.folder.rglob("images/*/*") if path.is_file()]
            small_disk.free()
            await bench.studio.retry([failed.id])
            (again,) = await bench.ended([failed.id])
            assert again.status is Status.COMPLETED
            assert again.image_id == hashlib.sha256(data).hexdigest()

    with GeminiServer() as server:
        asyncio.run(scenario(server))
        assert len(server.requests) == 1, "the picture was in memory: it is not paid for twice"
    check_nothing_lost(small_disk.folder, [])


def noise() -> bytes:
    """Return a PNG of half a megabyte that cannot be pressed together."""
    stream = BytesIO()
    Image.frombytes("RGB", (400, 400), os.urandom(400 * 400 * 3)).save(stream, "PNG")
    return stream.getvalue()


def test_a09_full_disk_inside_an_act_says_so_and_stores_nothing(small_disk) -> None:
    library = Library.open(small_disk.folder)
    fill(library, sessions=1)
    small_disk.fill(spare_bytes=64 * 1024)
    work = run_work(session(unix_s=2), tuple(f"{n} " + "long words " * 100 for n in range(300)))
    with pytest.raises(LibraryError) as caught:
        library.work.start(work)
    assert caught.value.kind is LibraryErrorKind.DISK_FULL
    assert "disk is full" in caught.value.message
    assert "rollback" not in caught.value.message
    reader = library.reader()
    assert [s.id for s in reader.session_summaries()] != [work.session_id]
    assert reader.canvas_cards(work.session_id) == []
    small_disk.free()
    library.work.start(work)
    assert len(reader.canvas_cards(work.session_id)) == 300
    reader.shutdown()
    library.shutdown()


def test_a10_full_disk_during_a_backup_leaves_older_ones_and_a_quiet_word(small_disk) -> None:
    library = Library.open(small_disk.folder)
    fill(library, sessions=1)
    old = library.back_up()
    before = old.read_bytes()
    fill(library, sessions=1, offset=50)
    small_disk.fill(spare_bytes=20_000)
    said: list[str] = []
    told = threading.Event()

    def on_problem(message: str) -> None:
        said.append(message)
        told.set()

    house = Housekeeping(library, on_problem, first_pause_s=0, backup_every_s=0.01)
    house.start()
    assert told.wait(20)
    house.shutdown()
    assert list(folder_of(small_disk.folder).iterdir()) == [old]
    assert old.read_bytes() == before
    assert len(said) == 1, "the same words are said once"
    assert said[0].startswith("The disk is full")
    small_disk.free()
    assert library.back_up() is not None
    library.shutdown()
