"""Matrix B: the picture files, and every fault on their way to the disk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gallery_studio.app import WindowOptions, open_window
from gallery_studio.config import SettingsFile
from gallery_studio.domain.errors import LibraryError
from gallery_studio.library import recovery
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.studio import checking, exporting
from gallery_studio.studio.looking import look_at_picture
from tests.support.damage import add_imported, complete, fill, make_library
from tests.support.kept import announced, check_nothing_lost
from tests.support.marking import star
from tests.unit.library.building import run_work, session

ROOT = Path(__file__).parents[2]
SAVES = 3

POINTS = {"fsync": 12, "rename": 6, "pwrite64": 20, "fdatasync": 8, "unlink": 3}
"""Calls of the system at which a save is hit, and up to which occurrence.

SQLite and the picture store make them; the saver's own start makes none of them.
"""

FAULTY = """
import errno, os, signal, sys
from pathlib import Path
from tests.support.saver import save

# one process imports, each child is a copy of it whose Nth call fails or kills it
fault, folder, saves = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

def child(name, number):
    real, calls = getattr(os, name), 0
    def hit(*arguments, **named):
        nonlocal calls
        calls += 1
        if calls == number:
            if fault == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(getattr(errno, fault), os.strerror(getattr(errno, fault)))
        return real(*arguments, **named)
    setattr(os, name, hit)
    save(folder, saves)
    os._exit(0 if calls >= number else 7)

for name in ("fsync", "replace", "open"):
    for number in range(1, 40):
        if (pid := os.fork()) == 0:
            child(name, number)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7:
            break
    print("reached", name, number, flush=True)
"""


def run_faulty(fault: str, folder: Path) -> tuple[list[str], dict[str, int]]:
    """Hit every fsync, rename and opening of a save, one run each; return what was said."""
    done = subprocess.run(
        [sys.executable, "-c", FAULTY, fault, str(folder), str(SAVES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines(keepends=True)
    reached = {
        words[1]: int(words[2])
        for words in (line.split() for line in lines)
        if words[0] == "reached"
    }
    return lines, reached


def refusals(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("refused")]


@pytest.mark.slow
def test_b20_kill_at_every_step_of_a_save(library_folder: Path) -> None:
    Library.open(library_folder).shutdown()
    lines, reached = run_faulty("kill", library_folder)
    assert reached["fsync"] > 2 * SAVES
    check_nothing_lost(library_folder, announced(lines))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "words"), [("ENOSPC", "The disk is full"), ("EIO", "The disk reported an error")]
)
def test_b21_failure_at_every_step_of_a_save(library_folder: Path, fault, words) -> None:
    Library.open(library_folder).shutdown()
    lines, reached = run_faulty(fault, library_folder)
    said = refusals(lines)
    assert reached["fsync"] > 2 * SAVES
    assert len(said) >= reached["fsync"] // 2
    assert all(words in line for line in said)
    assert not list((library_folder / "images").rglob(".part-*")), "a failure cleans up at once"
    check_nothing_lost(library_folder, announced(lines))


TRACED = """
import os, sys
from pathlib import Path
from gallery_studio.domain.errors import LibraryError
from tests.support.saver import save

# strace counts the calls of each process by themselves and hits the last of `points`. One process
# imports; each child is a copy that wastes so many calls first that another one is hit each time.
call, folder, saves, points = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
nothing = os.open(os.devnull, os.O_WRONLY)
nowhere = str(folder / "nowhere")
harmless = {
    "fsync": lambda: os.fsync(nothing),
    "fdatasync": lambda: os.fdatasync(nothing),
    "pwrite64": lambda: os.pwrite(nothing, b"", 0),
    "rename": lambda: os.rename(nowhere, nowhere),
    "unlink": lambda: os.unlink(nowhere),
}

def child(number):
    for _ in range(points - number):
        try:
            harmless[call]()
        except OSError:
            pass
    try:
        return 1 if save(folder, saves) else 0
    except LibraryError as error:
        os.write(1, f"refused {error.kind} {error.message}\\n".encode())
        return 1

for number in range(1, points + 1):
    if (pid := os.fork()) == 0:
        os._exit(child(number))
    print("ended", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


def strace(folder: Path, call: str, action: str) -> tuple[list[str], list[int]]:
    """Save again and again under strace, which hits another call of the system each time.

    Returns:
        What was said, and the exit code of each save: 1 where it was refused, negative where it
        was killed.
    """
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed; the test without it hits the same steps in Python")
    points = str(POINTS[call])
    done = subprocess.run(
        [
            *(program, "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}"),
            *("-e", f"inject={call}:{action}:when={points}", sys.executable, "-c", TRACED),
            *(call, str(folder), str(SAVES), points),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    if "ptrace" in done.stderr and "not permitted" in done.stderr:
        pytest.skip("this system does not let strace trace")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    lines = done.stdout.splitlines(keepends=True)
    codes = [int(line.split()[1]) for line in lines if line.startswith("ended ")]
    assert len(codes) == POINTS[call]
    return lines, codes


@pytest.mark.slow
@pytest.mark.parametrize("call", POINTS)
def test_b20_kill_at_system_calls_of_sqlite_too(library_folder: Path, call: str) -> None:
    Library.open(library_folder).shutdown()
    lines, codes = strace(library_folder, call, "signal=SIGKILL")
    assert set(codes) <= {0, -signal.SIGKILL}
    assert codes[0] == -signal.SIGKILL, f"no save ever came to {call}"
    check_nothing_lost(library_folder, announced(lines))


@pytest.mark.slow
@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "fsync", "rename"])
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
def test_b21_failing_system_calls_of_sqlite_too(library_folder: Path, call, fault) -> None:
    Library.open(library_folder).shutdown()
    lines, codes = strace(library_folder, call, f"error={fault}")
    assert set(codes) <= {0, 1}
    assert codes.count(1) >= SAVES, f"failures of {call} were not noticed: {codes}"
    assert codes.count(1) <= len(refusals(lines))
    assert all("disk" in line for line in refusals(lines))
    check_nothing_lost(library_folder, announced(lines))


def file_of(folder: Path, image_id: str) -> Path:
    return folder / "images" / image_id[:2] / f"{image_id}.png"


def test_b22_deleted_file_leaves_its_card_and_the_rest_of_the_session(
    qapp, qtbot: QtBot, library_folder: Path, tmp_path: Path
) -> None:
    ids = make_library(library_folder, sessions=1, pictures=3)
    file_of(library_folder, ids[0]).unlink()
    shutil.rmtree(library_folder / "previews")
    options = WindowOptions(
        library_folder, SettingsFile(tmp_path / "settings.json"), lambda _key: None
    )
    with open_window(qapp, options) as window:
        window.show()
        window.furnishing.finish()
        [summary] = window.parts.reader.session_summaries()
        window.open_session(summary.id)
        qtbot.waitUntil(lambda: len(window.view.model.cards) == 3, timeout=10_000)
        window.view.fit_all()
        qtbot.waitUntil(lambda: bool(window.toasts.toasts), timeout=20_000)
        assert "picture files are missing" in window.toasts.toasts[0].message.text
        assert window.view.is_missing(ids[0])
        assert not window.view.is_missing(ids[1])
        rebuilt = [library_folder / "previews" / "256" / i[:2] / f"{i}.jpg" for i in ids[1:]]
        qtbot.waitUntil(lambda: all(path.exists() for path in rebuilt), timeout=20_000)
        star(window, [next(iter(window.view.model.cards))])
        qtbot.waitUntil(
            lambda: window.parts.reader.session_summaries()[0].starred_count == 1, timeout=10_000
        )
    qapp.processEvents()
    check_rest(library_folder, ids[1:])


def check_rest(folder: Path, ids: list[str]) -> None:
    """The other pictures can still be read; the missing one is never removed by itself."""
    library = Library.open(folder)
    reader = library.reader()
    for image_id in ids:
        library.images.verify(reader.image(image_id))
    assert reader.totals().images == len(ids) + 1
    reader.shutdown()
    library.shutdown()


def test_b22_export_names_a_missing_file(library_folder: Path, tmp_path: Path) -> None:
    ids = make_library(library_folder, sessions=1, pictures=2)
    file_of(library_folder, ids[0]).unlink()
    library = Library.open(library_folder)
    reader = library.reader()
    with pytest.raises(LibraryError, match=f"File missing: images/.*{ids[0]}"):
        exporting.save_picture(library.images, reader.image(ids[0]), tmp_path / "out.png")
    assert not (tmp_path / "out.png").exists()
    exporting.save_picture(library.images, reader.image(ids[1]), tmp_path / "other.png")
    reader.shutdown()
    library.shutdown()


def test_b23_one_flipped_byte_is_named_by_doctor(library_folder: Path) -> None:
    ids = make_library(library_folder, sessions=1)
    path = file_of(library_folder, ids[2])
    data = bytearray(path.read_bytes())
    data[-5] ^= 0x10
    path.chmod(0o644)
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "gallery_studio", "--library", str(library_folder), "doctor"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"images/{ids[2][:2]}/{ids[2]}.png (“lighthouse 2” in “session 0”)" in done.stdout
    assert "1 problem found; 4 pictures checked." in done.stdout


def test_b24_same_picture_twice_survives_the_deletion_of_one(library_folder: Path) -> None:
    library = Library.open(library_folder)
    for unix_s in (1, 2):
        work = run_work(session(unix_s=unix_s))
        library.work.start(work)
        [image] = complete(library, work, 7)
    reader = library.reader()
    assert reader.totals().images == 1
    first, second = reader.session_summaries()
    library.cards.delete([reader.canvas_cards(first.id)[0].id])
    library.sessions.discard(first.id)
    [card] = reader.canvas_cards(second.id)
    assert card.image_id == image.id
    library.images.verify(reader.image(image.id))
    assert len(list(library_folder.glob("images/*/*.png"))) == 1
    reader.shutdown()
    library.shutdown()


def test_b25_orphans_are_listed_and_only_old_parts_go(library_folder: Path) -> None:
    make_library(library_folder, sessions=1)
    folder = library_folder / "images" / "ee"
    folder.mkdir(exist_ok=True)
    names = ("old-orphan.png", "fresh-orphan.png", ".part-old", ".part-fresh")
    files = {name: folder / name for name in names}
    for path in files.values():
        path.write_bytes(b"left by a crash")
    days_ago_s = time.time() - 3 * 24 * 3600
    for name in ("old-orphan.png", ".part-old"):
        os.utime(files[name], (days_ago_s, days_ago_s))
    library = Library.open(library_folder)
    assert library.images.sweep() == 1
    library.shutdown()
    report = checking.check(library_folder)
    assert [finding.path for finding in report.findings] == ["images/ee/old-orphan.png"]
    assert report.problems == ()
    left = {path.name for path in folder.iterdir()}
    assert set(names) - left == {".part-old"}


def test_b26_rebuilding_gives_back_prompts_and_dates(library_folder: Path) -> None:
    library = Library.open(library_folder)
    ids = fill(library)
    imported = add_imported(library, 700)
    library.shutdown()
    dates = {
        image_id: json.loads(
            (library_folder / "images" / image_id[:2] / f"{image_id}.json").read_text()
        )["created_utc"]
        for image_id in ids
    }
    for path in library_folder.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    report = recovery.rebuild_from_images(library_folder, look_at_picture)
    assert (report.pictures, report.sessions) == (13, 4)
    library = Library.open(library_folder)
    reader = library.reader()
    cards = [
        card for summary in reader.session_summaries() for card in reader.canvas_cards(summary.id)
    ]
    assert {card.caption for card in cards if card.output_id} == {
        f"lighthouse {number}" for number in range(12)
    }
    for card in cards:
        if card.output_id:
            assert reader.output(card.output_id).finished_utc == dates[card.image_id]
    assert imported.id in {card.image_id for card in cards}
    for image_id in ids:
        data = library.images.read(reader.image(image_id))
        assert hashlib.sha256(data).hexdigest() == image_id
    reader.shutdown()
    library.shutdown()
    check_nothing_lost(library_folder, [])
