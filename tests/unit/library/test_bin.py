"""The bin: taken back whole, or removed for ever with what nothing else uses."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from gallery_studio.domain.bin import BinKey, BinKind, EmptiedBin
from gallery_studio.domain.card import Card, Placement
from gallery_studio.domain.conversation import Output, Turn
from gallery_studio.domain.generation import ModelPart
from gallery_studio.domain.ids import ModelId, new_card_id, new_output_id, new_turn_id
from gallery_studio.domain.image import MediaType
from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.library.check import FindingKind, check_library
from gallery_studio.library.starting import NewWork
from gallery_studio.studio.lineage import read_lineage
from tests.unit.library.building import (
    MICRO,
    NOW,
    OFFLINE,
    answer,
    edit_work,
    image_of,
    run_work,
    session,
)

PRO = ModelId("gemini-3-pro-image")
PLACE = Placement(0, 0, 200, 284)


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


ALL = (
    *("sessions", "runs", "conversations", "turns", "turn_references", "outputs"),
    *("output_references", "output_parts", "cards", "images", "micro_previews", "projects"),
    *("project_images", "products", "people", "person_references", "identities"),
)


def everything(reader) -> dict[str, list]:
    return {table: reader._rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in ALL}


def talk(library, name="Talk"):
    """A session, and an edit of its first picture by two models."""
    of, work, (first, _) = seeded(library, name)
    edit = edit_work(of, first, work.outputs[0].id)
    second = Output(new_output_id(), edit.turns[0].id, PRO, 1, "warmer", NOW)
    beside = Card(new_card_id(), of.id, second.id, None, Placement(216, 400, 200, 284), NOW)
    edit = replace(edit, outputs=(*edit.outputs, second), cards=(*edit.cards, beside))
    library.work.start(edit)
    pictures = [answer(library, o.id, o.model.encode()) for o in edit.outputs]
    return of, work, edit, pictures


def follow_up(of, edit, output):
    """A second turn that goes on from an output."""
    first = edit.turns[0]
    turn = Turn(
        new_turn_id(), first.conversation_id, 2, "colder", (OFFLINE,), NOW,
        parent_turn_id=first.id, parent_output_id=output.id,
    )  # fmt: skip
    answer_of = Output(new_output_id(), turn.id, OFFLINE, 0, "colder", NOW)
    card = Card(new_card_id(), of.id, answer_of.id, None, Placement(0, 700, 200, 284), NOW)
    return NewWork(of.id, turns=(turn,), outputs=(answer_of,), cards=(card,))


def test_one_picture_of_a_turn_comes_back_with_card_place_and_head(library, reader) -> None:
    _of, _work, edit, pictures = talk(library)
    warm, other = edit.outputs
    conversation = edit.conversations[0].id
    library.conversations.set_head(conversation, warm.id)
    library.cards.rate([edit.cards[0].id], 4)
    before, stored = everything(reader), files(library)
    library.conversations.delete_output(warm.id)
    (entry,) = reader.bin_entries()
    assert (entry.key, entry.name) == (key(BinKind.OUTPUT, warm.id), "warmer")
    assert (entry.cover, entry.image_count, entry.session_name) == (pictures[0].id, 1, "Talk")
    assert [o.id for o in reader.outputs_of_turns([edit.turns[0].id])] == [other.id]
    assert reader.cards_of_outputs([warm.id]) == []
    assert reader.conversation(conversation).head_output_id is None
    library.conversations.restore_output(warm.id)
    assert reader.bin_count() == 0
    assert reader.conversation(conversation).head_output_id == warm.id
    assert everything(reader) == before
    assert files(library) == stored


def test_emptying_one_picture_leaves_its_turn_and_the_others(library, reader) -> None:
    of, work, edit, (warm, other) = talk(library)
    library.conversations.delete_output(edit.outputs[0].id)
    _, report = library.bin.remove([key(BinKind.OUTPUT, edit.outputs[0].id)])
    assert (report.things, report.files) == (1, 1)
    assert not library.images.path_of(warm).exists()
    assert library.images.path_of(other).exists()
    assert [o.id for o in reader.outputs_of_turns([edit.turns[0].id])] == [edit.outputs[1].id]
    library.conversations.delete_output(edit.outputs[1].id)
    library.bin.remove([key(BinKind.OUTPUT, edit.outputs[1].id)])
    assert not library.images.path_of(other).exists()
    assert edit.conversations[0].id not in {c.id for c in reader.conversations(of.id)}
    assert len(reader.canvas_cards(of.id)) == len(work.cards)
    assert reader._rows("PRAGMA foreign_key_check") == []


def test_a_picture_that_a_turn_goes_on_from_stays_in_the_bin_and_in_the_history(
    library, reader
) -> None:
    of, _work, edit, (warm, _) = talk(library)
    first = edit.outputs[0]
    following = follow_up(of, edit, first)
    library.work.start(following)
    answer(library, following.outputs[0].id, b"colder")
    library.conversations.delete_output(first.id)
    assert library.bin.remove([key(BinKind.OUTPUT, first.id)])[1].kept == 1
    assert library.images.read(warm) == first.model.encode()
    conversation = reader.conversation(edit.conversations[0].id)
    lineage = read_lineage(reader, conversation, following.turns[0].id, following.outputs[0].id)
    assert first.id in {output.id for _, output in lineage.known_to(first.model)}
    assert edit.outputs[1].model == PRO


def test_a_card_brings_back_what_it_shows(library, reader) -> None:
    _of, _work, edit, _ = talk(library)
    output, card = edit.outputs[0], edit.cards[0]
    library.cards.delete([card.id])
    library.conversations.delete_output(output.id)
    assert len(reader.bin_entries()) == 2
    library.cards.restore([card.id])
    assert reader.bin_entries() == []
    assert output.id in {o.id for o in reader.outputs_of_turns([edit.turns[0].id])}


def test_a_conversation_comes_back_as_the_one_a_person_goes_on_with(library, reader) -> None:
    _of, _work, edit, _ = talk(library)
    ada = Person("per-ada", "Ada", "2026")
    library.people.save_person(ada)
    library.people.set_active_conversation(ada.id, edit.conversations[0].id)
    before = everything(reader)
    library.conversations.delete(edit.conversations[0].id)
    assert reader.person(ada.id).active_conversation_id is None
    library.conversations.restore(edit.conversations[0].id)
    assert reader.person(ada.id).active_conversation_id == edit.conversations[0].id
    assert everything(reader) == before


def cast(library) -> None:
    """A product with a picture, a person with two, and an identity."""
    pictures = [image_of(data) for data in (b"lamp", b"face", b"profile")]
    for data, picture in zip((b"lamp", b"face", b"profile"), pictures, strict=True):
        library.images.store_file(data, MediaType.PNG)
        library.work.add_image(picture, MICRO)
    lamp, face, profile = (picture.id for picture in pictures)
    product = Product("prd-1", "HL-1", "Halden lamp", "2026", description="brass", image_id=lamp)
    library.people.save_products([product])
    library.people.save_person(Person("per-ada", "Ada", "2026", reference_images=(face, profile)))
    library.people.save_identity(Identity("idn-1", "The Artist", "2026"))


def test_products_people_and_identities_lie_in_the_bin_and_come_back(library, reader) -> None:
    cast(library)
    before = everything(reader)
    library.people.delete_product("prd-1")
    library.people.delete_person("per-ada")
    library.people.delete_identity("idn-1")
    entries = {entry.key.kind: entry for entry in reader.bin_entries()}
    assert reader.bin_count() == len(entries) == 3
    assert [entries[kind].name for kind in (BinKind.PRODUCT, BinKind.PERSON, BinKind.IDENTITY)] == [
        "Halden lamp", "Ada", "The Artist",
    ]  # fmt: skip
    assert entries[BinKind.PRODUCT].cover == image_of(b"lamp").id
    assert (entries[BinKind.PERSON].cover, entries[BinKind.PERSON].image_count) == (
        image_of(b"face").id, 2,
    )  # fmt: skip
    assert reader.search("Halden") == reader.search("Ada") == reader.search("Artist") == []
    library.people.restore_product("prd-1")
    library.people.restore_person("per-ada")
    library.people.restore_identity("idn-1")
    assert everything(reader) == before


def test_removing_them_for_ever_removes_their_pictures_unless_they_are_used(
    library, reader
) -> None:
    cast(library)
    library.cards.add_image_card(session("Uses a face"), image_of(b"face"), MICRO, PLACE, "face")
    library.people.delete_product("prd-1")
    library.people.delete_person("per-ada")
    library.people.delete_identity("idn-1")
    changes, report = library.bin.remove([entry.key for entry in reader.bin_entries()])
    assert changes.people
    assert (report.things, report.files) == (3, 2)
    assert library.images.read(image_of(b"face")) == b"face"
    assert not library.images.path_of(image_of(b"profile")).exists()
    assert reader._rows("SELECT id FROM products") == []
    assert reader._rows("SELECT id FROM people") == []
    assert reader._rows("SELECT id FROM identities") == []


def test_a_removed_product_leaves_its_name_to_the_pictures_that_show_it(library, reader) -> None:
    cast(library)
    of = session("With a lamp")
    work = run_work(of, ("on a sill",), product_id="prd-1")
    library.work.start(work)
    answer(library, work.outputs[0].id)
    library.people.delete_product("prd-1")
    _, report = library.bin.remove([key(BinKind.PRODUCT, "prd-1")])
    assert (report.things, report.files) == (1, 1)
    assert reader.bin_count() == 0
    assert reader.canvas_cards(of.id)[0].product_name == "Halden lamp"
    assert library.bin.remove([key(BinKind.PRODUCT, "prd-1")])[1].kept == 1
    library.people.save_products([Product("prd-2", "HL-1", "Another lamp", "2026")])
    library.sessions.discard(of.id)
    library.bin.remove([key(BinKind.SESSION, of.id)])
    assert reader._rows("SELECT id FROM products") == [("prd-2",)]
