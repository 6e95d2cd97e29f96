"""The bin: taken back whole, or removed for ever with what nothing else uses."""

from __future__ import annotations

import hashlib

import pytest

from gallery_studio.domain.bin import BinKey, BinKind, EmptiedBin
from gallery_studio.domain.generation import ModelPart
from gallery_studio.domain.image import MediaType
from gallery_studio.library.check import FindingKind, check_library
from tests.unit.library.building import MICRO, answer, edit_work, image_of, run_work, session


def previews(library, image) -> None:
    for side_px in (64, 256, 768):
        path = library.images.preview_path(image.id, side_px)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a preview")


def seeded(library, name="A", pictures=(b"one", b"two")):
    of = session(name, 1_795_000_000 + len(name))
    work = run_work(of, tuple(f"{name} {data.decode()}" for data in pictures))
    library.work.start(work)
    images = []
    for output, data in zip(work.outputs, pictures, strict=True):
        images.append(answer(library, output.id, data))
        previews(library, images[-1])
    return of, work, images


def key(kind: BinKind, thing) -> BinKey:
    return BinKey(kind, thing)


def rows(reader, table: str) -> list:
    return reader._rows(f"SELECT * FROM {table} ORDER BY rowid")


def files(library) -> dict[str, bytes]:
    folder = library.folder
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in ("images", "previews", "parts")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }


def test_a_session_of_fifty_comes_back_with_rows_places_previews_and_files(library, reader) -> None:
    of, _, _ = seeded(library, "Fifty", tuple(f"picture {n}".encode() for n in range(50)))
    cards, before = reader.canvas_cards(of.id), files(library)
    kept = ("conversations", "turns", "outputs", "cards", "images", "micro_previews", "runs")
    stored = {table: rows(reader, table) for table in kept}
    library.sessions.discard(of.id)
    (entry,) = reader.bin_entries()
    assert (entry.name, entry.image_count, entry.key.kind) == ("Fifty", 50, BinKind.SESSION)
    assert reader.session_summaries() == []
    library.sessions.restore(of.id)
    assert reader.bin_entries() == []
    assert reader.bin_count() == 0
    assert reader.canvas_cards(of.id) == cards
    assert {table: rows(reader, table) for table in kept} == stored
    assert files(library) == before


def test_emptying_removes_rows_then_files_but_not_the_shared_ones(library, reader) -> None:
    of, _, (own, shared) = seeded(library, "Gone", (b"own", b"shared"))
    other, _, (_, _) = seeded(library, "Stays", (b"another", b"shared"))
    library.sessions.discard(of.id)
    _, report = library.bin.remove([key(BinKind.SESSION, of.id)])
    assert report == EmptiedBin(things=1, files=1, size_bytes=len(b"own"))
    assert not library.images.path_of(own).exists()
    assert not library.images.preview_path(own.id, 256).exists()
    assert library.images.read(shared) == b"shared"
    assert library.images.preview_path(shared.id, 256).exists()
    assert set(reader.images([own.id, shared.id])) == {shared.id}
    assert len(reader.canvas_cards(other.id)) == 2
    assert reader.search("Gone") == []
    assert reader._rows("PRAGMA foreign_key_check") == []


def test_after_emptying_nothing_is_missing_and_nothing_unused(library, reader) -> None:
    of, _work, _ = seeded(library, "Gone")
    library.sessions.discard(of.id)
    library.bin.remove([key(BinKind.SESSION, of.id)])
    kinds = {finding.kind for finding in check_library(library.folder).findings}
    assert not kinds & {FindingKind.FILE_MISSING, FindingKind.FILE_UNUSED}
    assert files(library) == {}


def test_what_was_spent_stays_in_the_ledger(library, reader) -> None:
    of = session("Costly")
    work = run_work(of)
    library.work.start(work)
    answer(library, work.outputs[0].id, cost_usd=0.25)
    spent = reader.spent_usd("2000-01-01")
    assert spent == pytest.approx(0.25)
    library.sessions.discard(of.id)
    library.bin.remove([key(BinKind.SESSION, of.id)])
    assert reader.spent_usd("2000-01-01") == pytest.approx(0.25)


def test_only_what_is_in_the_bin_can_be_removed(library, reader) -> None:
    of, work, images = seeded(library, "Alive")
    keys = [
        key(BinKind.SESSION, of.id),
        key(BinKind.CARD, work.cards[0].id),
        key(BinKind.CONVERSATION, work.conversations[0].id),
        key(BinKind.PROJECT, "prj-none"),
    ]
    _, report = library.bin.remove(keys)
    assert report == EmptiedBin(kept=4)
    assert len(reader.canvas_cards(of.id)) == 2
    assert all(library.images.path_of(image).exists() for image in images)


def test_what_still_runs_stays(library, reader) -> None:
    of = session("Running")
    library.work.start(run_work(of))
    library.sessions.discard(of.id)
    assert library.bin.remove([key(BinKind.SESSION, of.id)])[1].kept == 1
    assert reader.bin_count() == 1


def test_a_card_takes_its_own_output_and_conversation_along(library, reader) -> None:
    of, work, (first, _) = seeded(library, "Cards")
    library.cards.delete([work.cards[0].id])
    (entry,) = reader.bin_entries()
    assert (entry.name, entry.session_name, entry.cover) == ("Cards one", "Cards", first.id)
    library.bin.remove([entry.key])
    assert not library.images.path_of(first).exists()
    assert [c.id for c in reader.conversations(of.id)] == [work.conversations[1].id]
    assert len(reader.canvas_cards(of.id)) == 1


def test_an_output_that_was_edited_on_stays_in_its_conversation(library, reader) -> None:
    of, work, (first, _) = seeded(library, "Edited")
    edit = edit_work(of, first, work.outputs[0].id)
    library.work.start(edit)
    answer(library, edit.outputs[0].id, b"warmer")
    library.cards.delete([work.cards[0].id])
    library.bin.remove([key(BinKind.CARD, work.cards[0].id)])
    assert library.images.read(first) == b"one"
    assert reader.output(work.outputs[0].id).image_id == first.id


def test_a_conversation_goes_with_its_turns_but_its_source_stays(library, reader) -> None:
    of, work, (first, _) = seeded(library, "Talk")
    edit = edit_work(of, first, work.outputs[0].id)
    library.work.start(edit)
    warmer = answer(library, edit.outputs[0].id, b"warmer")
    library.conversations.delete(edit.conversations[0].id)
    (entry,) = reader.bin_entries()
    assert (entry.key.kind, entry.image_count) == (BinKind.CONVERSATION, 1)
    library.bin.remove([entry.key])
    assert not library.images.path_of(warmer).exists()
    assert library.images.read(first) == b"one"


def test_a_conversation_of_which_a_card_was_taken_back_stays(library, reader) -> None:
    of, _work, (first, _) = seeded(library, "Talk")
    edit = edit_work(of, first)
    library.work.start(edit)
    answer(library, edit.outputs[0].id, b"warmer")
    library.conversations.delete(edit.conversations[0].id)
    library.cards.restore([edit.cards[0].id])
    assert library.bin.remove([key(BinKind.CONVERSATION, edit.conversations[0].id)])[1].kept == 1


def test_what_is_starred_is_never_removed_by_itself(library, reader) -> None:
    of, work, _ = seeded(library, "Starred")
    library.cards.star([work.cards[0].id], is_starred=True)
    library.cards.delete([card.id for card in work.cards])
    entries = reader.bin_entries(before_utc="2100")
    assert sorted(entry.starred_count for entry in entries) == [0, 1]
    _, report = library.bin.remove([entry.key for entry in entries], is_starred_kept=True)
    assert (report.things, report.kept) == (1, 1)
    library.sessions.discard(of.id)
    assert library.bin.remove([key(BinKind.SESSION, of.id)], is_starred_kept=True)[1].kept == 1
    assert reader.bin_entries(before_utc="2000") == []


def test_bytes_on_their_way_in_again_are_not_pulled_away(library, reader) -> None:
    of, _work, (first, _) = seeded(library, "Race")
    library.sessions.discard(of.id)
    # another picture of the same bytes: its file is stored, its row is not there yet
    library.images.store_file(b"one", MediaType.PNG)
    _, report = library.bin.remove([key(BinKind.SESSION, of.id)])
    assert report.files == 1
    library.work.add_image(image_of(b"one"), MICRO)
    assert library.images.read(first) == b"one"


def test_other_files_of_an_answer_go_unless_another_answer_has_them(library, reader) -> None:
    digests = {}
    for name, thoughts in (("Gone", (b"shared", b"own")), ("Stays", (b"shared",))):
        of = session(name, 1_795_000_000 + len(name))
        work = run_work(of)
        library.work.start(work)
        parts = tuple(ModelPart("{}", data, is_thought=True) for data in thoughts)
        answer(library, work.outputs[0].id, name.encode(), parts=parts)
        digests |= {data: hashlib.sha256(data).hexdigest() for data in thoughts}
        library.sessions.discard(of.id)
    entries = {entry.name: entry.key for entry in reader.bin_entries()}
    library.bin.remove([entries["Gone"]])
    assert library.images.read_part_data(digests[b"shared"]) == b"shared"
    assert not library.images.part_data_path(digests[b"own"]).exists()
