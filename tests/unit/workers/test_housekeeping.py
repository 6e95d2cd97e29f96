"""Sweeping, checking and backups beside the window: in quiet, and never in the way."""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

import pytest

from gallery_studio.library.backups import all_backups
from gallery_studio.library.library import Library
from gallery_studio.workers.housekeeping import Housekeeping, back_up_at_end
from tests.support.damage import fill, spoil_leaf


class Listener:
    """Hears what is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.heard = threading.Event()

    def __call__(self, message: str) -> None:
        self.said.append(message)
        self.heard.set()


@pytest.fixture
def library(library_folder: Path):
    library = Library.open(library_folder)
    fill(library, sessions=1)
    yield library
    library.shutdown()


@pytest.fixture
def keep_house(library: Library):
    houses: list[Housekeeping] = []

    def keep(listener: Listener, every_s: float = 60) -> Housekeeping:
        houses.append(Housekeeping(library, listener, first_pause_s=0, backup_every_s=every_s))
        houses[-1].start()
        return houses[-1]

    yield keep
    for house in houses:
        house.shutdown()


def until(is_so) -> None:
    """Wait for another thread, at most 20 seconds."""
    end_s = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end_s
        threading.Event().wait(0.01)


def test_old_parts_are_swept(library: Library, library_folder: Path, keep_house) -> None:
    stale = library_folder / "images" / ".part-old"
    stale.write_bytes(b"half")
    os.utime(stale, (1000, 1000))
    keep_house(Listener())
    until(lambda: not stale.exists())


def test_what_a_killed_import_left_is_swept_and_a_running_one_stays(
    library: Library, library_folder: Path, keep_house, monkeypatch
) -> None:
    left, running = library_folder / ".part-import-left", library_folder / ".part-import-on"
    for folder in (left, running):
        folder.mkdir()
        (folder / ".part-picture.png").write_bytes(b"half")
    monkeypatch.setattr("gallery_studio.library.archive.staging._IN_USE", {running})
    keep_house(Listener())
    until(lambda: not left.exists())
    assert (running / ".part-picture.png").read_bytes() == b"half"


def test_backups_are_made_when_something_changed_and_only_then(
    library: Library, library_folder: Path, keep_house
) -> None:
    listener = Listener()
    keep_house(listener, every_s=0.05)
    until(lambda: len(all_backups(library_folder)) == 1)
    threading.Event().wait(0.3)
    assert len(all_backups(library_folder)) == 1
    assert listener.said == []


def test_damage_is_said_once_and_backs_nothing_up(
    library: Library, library_folder: Path, keep_house
) -> None:
    library._writer.checkpoint()
    spoil_leaf(library_folder)
    listener = Listener()
    keep_house(listener, every_s=0.02)
    assert listener.heard.wait(20)
    threading.Event().wait(0.2)
    assert len(listener.said) == len(set(listener.said))
    assert all("damaged" in message for message in listener.said)
    assert all_backups(library_folder) == []


def test_end_comes_at_once_while_it_waits(library: Library, keep_house) -> None:
    house = keep_house(Listener(), every_s=3600)
    began_s = time.monotonic()
    house.shutdown()
    assert time.monotonic() - began_s < 3


def test_backup_of_the_end_survives_its_failure(
    library_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = Library.open(library_folder)
    fill(library, sessions=1)
    library.shutdown()
    back_up_at_end(library)
    assert len(all_backups(library_folder)) == 1
    spoil_leaf(library_folder)
    with caplog.at_level(logging.WARNING):
        back_up_at_end(library)
    assert "No backup was made at the end: damaged" in caplog.text
    assert len(all_backups(library_folder)) == 1
    caplog.clear()
