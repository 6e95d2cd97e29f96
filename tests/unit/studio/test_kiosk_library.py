"""The kiosk's private copy, and the demo session."""

from __future__ import annotations

import asyncio
import stat

import pytest

from gallery_studio.domain.errors import LibraryError, RequestError
from gallery_studio.library.library import Library
from gallery_studio.studio.kiosk_library import copy_sessions, demo_archive, import_demo, wipe
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.support.kiosk_desk import demo_library, hashes


@pytest.fixture
def owned(library_folder):
    return demo_library(library_folder)


def test_the_copy_shows_all_and_the_owners_library_stays_as_it_was(owned, tmp_path):
    before, copy = hashes(owned), tmp_path / "copy"
    (session_id,) = copy_sessions(owned, [], copy)
    library = Library.open_read_only(copy)
    reader = library.reader()
    cards = reader.canvas_cards(session_id)
    files = reader.images(card.image_id for card in cards if card.image_id)
    assert len(files) == 9
    for image in files.values():
        library.images.verify(image)
        assert library.images.preview_path(image.id, 768).exists()
    reader.shutdown()
    library.shutdown()
    wipe(copy)
    assert not copy.exists()
    assert hashes(owned) == before


def test_the_copy_cannot_be_written(owned, tmp_path):
    copy_sessions(owned, [], tmp_path / "copy")
    database = tmp_path / "copy" / "library.sqlite3"
    assert not database.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    library = Library.open_read_only(tmp_path / "copy")
    with pytest.raises(LibraryError, match="reading only"):
        library.sessions.save_draft("gal-1", "text")


def test_previews_that_are_missing_are_made_in_the_copy_only(owned, tmp_path):
    for preview in (owned / "previews").rglob("*.jpg"):
        preview.unlink()
    before = hashes(owned)
    copy_sessions(owned, [], tmp_path / "copy")
    assert len(list((tmp_path / "copy" / "previews" / "768").rglob("*.jpg"))) == 9
    assert hashes(owned) == before


def test_a_library_open_in_a_window_is_copied_with_its_latest_writes(owned, tmp_path):
    library = Library.open(owned)
    reader = library.reader()
    (summary,) = reader.session_summaries()
    library.sessions.rename(summary.id, "Renamed a moment ago")
    assert copy_sessions(owned, ["Renamed a moment ago"], tmp_path / "copy") == (summary.id,)
    reader.shutdown()
    library.shutdown()


def test_sessions_that_are_not_there_are_named(owned, tmp_path):
    with pytest.raises(LibraryError, match="No session is called"):
        copy_sessions(owned, ["nothing"], tmp_path / "copy")


def test_no_library_is_an_empty_show_but_not_for_a_wish(tmp_path):
    assert copy_sessions(tmp_path / "none", [], tmp_path / "copy") == ()
    with pytest.raises(LibraryError):
        copy_sessions(tmp_path / "none", ["mine"], tmp_path / "copy")
    assert not (tmp_path / "none").exists()


def test_a_session_without_pictures_is_refused(owned, tmp_path):
    library = Library.open(owned)
    reader = library.reader()
    (summary,) = reader.session_summaries()
    library.cards.delete([card.id for card in reader.canvas_cards(summary.id)])
    reader.shutdown()
    library.shutdown()
    with pytest.raises(RequestError, match="no picture"):
        copy_sessions(owned, [summary.id], tmp_path / "copy")
    wipe(tmp_path / "copy")
    assert copy_sessions(owned, [], tmp_path / "copy") == ()


def test_the_demo_is_small_and_can_be_deleted_and_brought_in_again(library_folder):
    assert demo_archive().stat().st_size < 600_000
    library = Library.open(library_folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    first = asyncio.run(import_demo(executor))
    assert (first.pictures, first.skipped) == (9, ())
    library.sessions.discard(first.session_id)
    second = asyncio.run(import_demo(executor))
    reader = library.reader()
    assert [one.id for one in reader.session_summaries()] == [second.session_id]
    reader.shutdown()
    executor.shutdown()
    library.shutdown()
