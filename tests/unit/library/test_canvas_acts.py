"""Sessions, cards and conversations: named, moved, marked, thrown away and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gallery_studio.domain.card import Placement
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.ids import CardId, ConversationId, ImageId, ModelId, SessionId
from gallery_studio.domain.image import MediaType
from gallery_studio.domain.session import ComposeSettings, Viewport
from tests.unit.library.building import MICRO, answer, edit_work, image_of, run_work, session


@pytest.fixture
def made(library):
    """A session of two pictures."""
    work = run_work(session(), ("dusk", "dawn"))
    library.work.start(work)
    for number, output in enumerate(work.outputs):
        answer(library, output.id, f"picture {number}".encode())
    return work


def last_event(reader, session_id):
    return reader.events(session_id)[-1]


def test_session_keeps_what_was_being_done(library, reader, made):
    compose = ComposeSettings((ModelId("offline"),), 4, "4:5", None, ())
    before = reader.session(made.session_id)
    library.sessions.save_draft(made.session_id, "half a sent")
    library.sessions.save_compose(made.session_id, compose)
    library.sessions.save_viewport(made.session_id, Viewport(10, 20, 0.5))
    after = reader.session(made.session_id)
    assert after == replace(
        before, draft="half a sent", compose=compose, viewport=Viewport(10, 20, 0.5)
    )


def test_name_chosen_by_a_person_is_never_replaced(library, reader):
    of = session("21 Nov, untitled")
    library.sessions.create(of)
    named = replace(of, name="21 Nov, dusk")
    library.work.start(run_work(named, ("dusk",)))
    assert reader.session(of.id).name == "21 Nov, dusk"
    library.sessions.rename(of.id, "Harbour")
    library.work.start(run_work(replace(of, name="21 Nov, dawn"), ("dawn",)))
    assert reader.session(of.id).name == "Harbour"
    renamed = [e.payload for e in reader.events(of.id) if e.kind == "session.renamed"]
    assert renamed == [
        {"name": "21 Nov, dusk", "previous": "21 Nov, untitled"},
        {"name": "Harbour", "previous": "21 Nov, dusk"},
    ]


def test_discarded_session_leaves_the_list_and_comes_back_whole(library, reader, made):
    before = reader.canvas_cards(made.session_id)
    library.sessions.discard(made.session_id)
    assert reader.session_summaries() == []
    assert reader.session(made.session_id).deleted_utc
    library.sessions.restore(made.session_id)
    assert [summary.id for summary in reader.session_summaries()] == [made.session_id]
    assert reader.canvas_cards(made.session_id) == before


def test_list_hides_sessions_without_a_card_and_counts_the_others(library, reader, made):
    library.sessions.create(session("empty", 5))
    (summary,) = reader.session_summaries()
    assert (summary.image_count, summary.open_count, summary.starred_count) == (2, 0, 0)
    newest = reader.canvas_cards(made.session_id)[1]
    assert summary.cover == newest.image_id
    first = reader.canvas_cards(made.session_id)[0]
    library.cards.star([first.id], is_starred=True)
    (summary,) = reader.session_summaries()
    assert (summary.starred_count, summary.cover) == (1, first.image_id)


def test_list_is_searched_filtered_and_paged(library, reader, made):
    harbour = run_work(session("Harbour at Ålesund", 9), ("boats",))
    library.work.start(harbour)
    image = answer(library, harbour.outputs[0].id, b"boats")
    library.work.start(edit_work(harbour.session, image))

    def ids(**how):
        return [summary.id for summary in reader.session_summaries(**how)]

    assert ids() == [harbour.session_id, made.session_id]
    assert ids(search="ÅLESUND har") == [harbour.session_id]
    assert ids(search="50%") == []
    assert ids(show="edited") == [harbour.session_id]
    assert ids(show="starred") == []
    assert ids(limit=1, offset=1) == [made.session_id]
    assert reader.session_summaries()[0].edited_count == 1
    assert reader.session_summaries()[0].open_count == 1


def test_session_is_found_by_id_beginning_or_name(library, reader):
    first, second = session("Harbour", 1), session("Harbour", 2)
    for of in (first, second):
        library.sessions.create(of)
    assert reader.find_session(first.id).id == first.id
    assert reader.find_session("gal-2-").id == second.id
    for text, why in (("harbour", "more than one"), ("gal-", "more than one"), ("x", "No session")):
        with pytest.raises(LibraryError, match=why) as caught:
            reader.find_session(text)
        assert caught.value.kind is LibraryErrorKind.NOT_FOUND
    library.sessions.rename(second.id, "Quay")
    assert reader.find_session("harbour").id == first.id


def test_moves_are_stored_and_logged_with_their_places_before(library, reader, made):
    first, second = (card.id for card in made.cards)
    before = {card.id: card.placement for card in reader.canvas_cards(made.session_id)}
    place = Placement(1.5, -2, 300, 400, 9)
    changes = library.cards.move([(first, place), (CardId("crd-none"), place)])
    assert changes.cards == {first}
    assert [card.id for card in reader.canvas_cards(made.session_id)] == [second, first]
    assert reader.canvas_cards_by_id([first])[0].placement == place
    (entry,) = last_event(reader, made.session_id).payload["cards"]
    assert Placement(**entry["previous"]) == before[first]


def test_marks_are_stored_and_logged(library, reader, made):
    card_id = made.cards[0].id
    library.cards.star([card_id], is_starred=True)
    assert last_event(reader, made.session_id).payload == {"cards": [card_id], "starred": True}
    library.cards.rate([card_id], 4)
    assert last_event(reader, made.session_id).payload == {"cards": [card_id], "rating": 4}
    library.cards.reject([card_id], is_rejected=True)
    (card,) = reader.canvas_cards_by_id([card_id])
    assert (card.is_starred, card.rating, card.is_rejected) == (True, 4, True)
    with pytest.raises(ValueError, match="not a rating"):
        library.cards.rate([card_id], 6)


def test_deleted_cards_come_back_into_their_places(library, reader, made):
    before = reader.canvas_cards(made.session_id)
    ids = [card.id for card in made.cards]
    assert library.cards.delete(ids).removed_cards == set(ids)
    assert reader.canvas_cards(made.session_id) == []
    assert reader.micro_previews(made.session_id) == {}
    assert not library.cards.delete(ids), "what is in the bin is not thrown away twice"
    assert library.cards.restore(ids).cards == set(ids)
    assert reader.canvas_cards(made.session_id) == before


def test_more_cards_than_one_statement_takes(library, reader):
    work = run_work(session(), tuple(f"number {n}" for n in range(1200)))
    library.work.start(work)
    ids = [card.id for card in work.cards]
    assert len(reader.canvas_cards_by_id(ids)) == 1200
    assert len(library.cards.delete(ids).removed_cards) == 1200
    assert len(reader.outputs_of_turns(turn.id for turn in work.turns)) == 1200


def test_picture_that_was_brought_in_gets_a_card(library, reader):
    of, image = session(), image_of(b"holiday")
    library.images.store_file(b"holiday", MediaType.PNG)
    place = Placement(0, 0, 200, 234)
    library.cards.add_image_card(of, image, MICRO, place, "holiday.png")
    (card,) = reader.canvas_cards(of.id)
    assert (card.caption, card.image_id, card.placement) == ("holiday.png", image.id, place)
    assert (card.model, card.status, card.output_id) == ("", "completed", None)
    assert last_event(reader, of.id).kind == "image.imported"
    assert reader.find_image(image.id[:6]) == image
    with pytest.raises(LibraryError, match="at least six"):
        reader.find_image(image.id[:5])


def test_a_picture_is_meant_by_an_id_in_any_case_but_never_by_one_of_two(library, reader):
    one = image_of(b"one")
    twins = [replace(one, id=ImageId("abcdef" + digit * 58)) for digit in "01"]
    for image in twins:
        library.work.add_image(image, MICRO)
    with pytest.raises(LibraryError, match=r"More than one .* “abcdef”. Give more of it"):
        reader.find_image("abcdef")
    assert reader.find_image(" ABCDEF1\n").id == twins[1].id
    assert reader.find_image(twins[0].id).id == twins[0].id
    with pytest.raises(LibraryError, match="No picture has the id “abcdef2”"):
        reader.find_image("abcdef2")


def test_conversation_takes_along_only_its_own_cards(library, reader, made):
    conversation_id = made.conversations[0].id
    edit = edit_work(made.session, reader.image(reader.output(made.outputs[0].id).image_id))
    library.work.start(edit)
    edited = edit.conversations[0].id
    library.conversations.delete(edited)
    kept = [card.id for card in reader.canvas_cards(made.session_id)]
    assert kept == [card.id for card in made.cards]
    library.conversations.restore(edited)
    assert len(reader.canvas_cards(made.session_id)) == 3

    library.cards.delete([made.cards[0].id])
    library.conversations.delete(conversation_id)
    assert conversation_id not in {c.id for c in reader.conversations(made.session_id)}
    library.conversations.restore(conversation_id)
    on_canvas = {card.id for card in reader.canvas_cards(made.session_id)}
    assert made.cards[0].id not in on_canvas, "it was thrown away on its own before"


def test_head_is_chosen_logged_and_let_go_by_the_next_turn(library, reader, made):
    conversation_id, output_id = made.conversations[0].id, made.outputs[0].id
    library.conversations.set_head(conversation_id, output_id)
    assert reader.conversation(conversation_id).head_output_id == output_id
    assert last_event(reader, made.session_id).payload["previous"] is None
    library.conversations.rename(conversation_id, "Dusk, warmer")
    turn = replace(made.turns[0], id="trn-next", number=2, parent_output_id=output_id, run_id=None)
    library.work.start(
        replace(made, run=None, conversations=(), turns=(turn,), outputs=(), cards=())
    )
    stored = reader.conversation(conversation_id)
    assert (stored.title, stored.head_output_id) == ("Dusk, warmer", None)
    assert [t.number for t in reader.turns(conversation_id)] == [1, 2]


def test_what_is_not_there_is_named(library, reader):
    with pytest.raises(LibraryError, match="This session is not"):
        library.sessions.save_draft(SessionId("gal-0-000000"), "x")
    with pytest.raises(LibraryError, match="This conversation is not"):
        library.conversations.rename(ConversationId("cnv-none"), "x")
    with pytest.raises(LibraryError, match="This picture is not"):
        reader.image("0" * 64)
