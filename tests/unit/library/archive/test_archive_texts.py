"""Any text that can be stored comes back as it was; ids in words are words."""

from __future__ import annotations

import tempfile
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.session import ComposeSettings, Directive
from gallery_studio.library.archive import sections
from gallery_studio.library.archive.errors import ArchiveError
from gallery_studio.library.library import Library
from tests.support.archive_session import answer, bring_in, export, png
from tests.unit.library.archive.test_round_trip import metadata
from tests.unit.library.building import run_work, session

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=0, max_size=60)
_TURNS = st.lists(_TEXTS, min_size=1, max_size=4)
_PLACES = st.floats(-1e11, 1e11, allow_nan=False)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_TEXTS, _TURNS, _TEXTS, _PLACES)
def test_round_trip_of_any_text_and_place(tmp_path, name, messages, reply, x):
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    first, second = Library.open(folder / "a"), Library.open(folder / "b")
    try:
        work = run_work(session(name), messages, (ModelId("offline"), ModelId("other")))
        cards = [replace(c, placement=replace(c.placement, x=x)) for c in work.cards]
        work = replace(work, cards=tuple(cards))
        first.work.start(work)
        answer(first, work.outputs[0].id, png(len(messages)), text=reply)
        export(first, work.session_id, folder / "1.zip")
        bring_in(second, folder / "1.zip")
        export(second, work.session_id, folder / "2.zip")
        old, new = metadata(folder / "1.zip"), metadata(folder / "2.zip")
        del old["exported_utc"], new["exported_utc"]
        assert new == old
        assert [turn["message"] for turn in new["turns"]] == messages
        assert new["cards"][0]["x"] == x
    finally:
        first.shutdown()
        second.shutdown()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_whatever_raise_anything_but_a_refusal(data):
    with tempfile.TemporaryDirectory() as name:
        library = Library.open(Path(name) / "library")
        path = Path(name) / "x.zip"
        path.write_bytes(data)
        try:
            with pytest.raises(ArchiveError):
                bring_in(library, path)
        finally:
            library.shutdown()
        assert {path.name for path in Path(name).iterdir()} == {"library", "x.zip"}


def test_every_field_a_session_keeps_is_known_to_the_archive():
    assert {f.name for f in fields(ComposeSettings)} == set(sections.COMPOSE_CHECKS)
    assert {f.name for f in fields(Directive)} == set(sections.DIRECTIVE_CHECKS)


def test_every_column_of_the_library_is_known_to_the_archive(library):
    """A column that a later migration adds must be taken along, or left out knowingly."""
    left_out = {
        "sessions": {"name_folded", "deleted_utc"},
        "images": {"sealed_crc"},  # computed from the bytes again
        "people": {"is_default"},
        "products": {"removed_utc"},
        "cards": {"deleted_utc", "deleted_with"},
        "events": {"sequence"},
        "projects": {"deleted_utc"},
    }
    reader = library.reader()
    try:
        for section in (sections.SESSION, *sections.MAIN_SECTIONS):
            columns = {row[1] for row in reader._rows(f"PRAGMA table_info({section.table})")}
            known = {field.name for field in section.fields} | left_out.get(section.table, set())
            assert columns - known <= {"session_id"}, section.table
            assert known <= columns
    finally:
        reader.shutdown()


def test_an_id_in_a_persons_words_stays_what_was_written(library, tmp_path):
    work = run_work(session(), ("see trn-0123456789abcdef there",))
    library.work.start(work)
    export(library, work.session_id, tmp_path / "1.zip")
    report = bring_in(library, tmp_path / "1.zip")
    export(library, report.session_id, tmp_path / "2.zip")
    assert metadata(tmp_path / "2.zip")["turns"][0]["message"] == "see trn-0123456789abcdef there"
