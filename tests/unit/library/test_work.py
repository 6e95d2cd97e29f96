"""What models are asked and answer, from the first row to the reopened library."""

from __future__ import annotations

import json

import pytest

from gallery_studio.domain.card import LABEL_HEIGHT
from gallery_studio.domain.conversation import FailedOutput, TurnReference
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind, ProviderErrorKind
from gallery_studio.domain.generation import ModelPart, Usage
from gallery_studio.domain.ids import ModelId, OutputId, SessionId
from gallery_studio.domain.status import Status
from gallery_studio.library.library import Library
from gallery_studio.library.starting import NewWork
from tests.unit.library.building import MICRO, answer, edit_work, image_of, run_work, session


def kinds(reader, session_id):
    return [event.kind for event in reader.events(session_id)]


def test_started_work_is_all_there_at_once(library, reader):
    work = run_work(session(), ("dusk", "dawn"), (ModelId("offline"), ModelId("other")))
    changes = library.work.start(work)

    cards = reader.canvas_cards(work.session_id)
    assert [card.id for card in cards] == [card.id for card in work.cards]
    assert {card.status for card in cards} == {Status.PENDING}
    assert [card.caption for card in cards] == ["dusk", "dusk", "dawn", "dawn"]
    assert [card.model for card in cards] == ["offline", "other"] * 2
    assert changes.cards == {card.id for card in work.cards}
    assert changes.outputs == {output.id for output in work.outputs}
    assert changes.turns == {turn.id for turn in work.turns}
    assert changes.sessions == {work.session_id}
    assert reader.run(work.run.id) == work.run
    assert reader.turn(work.turns[0].id) == work.turns[0]
    assert reader.output(work.outputs[1].id) == work.outputs[1]
    assert reader.session(work.session_id).composition == "dusk and dawn"
    assert kinds(reader, work.session_id) == [
        "session.created",
        "run.started",
        "conversation.started",
        "conversation.started",
        "turn.started",
        "turn.started",
    ]


def test_run_label_bounds_the_cards_as_laid_out(library, reader):
    work = run_work(session(), ("dusk", "dawn"))
    library.work.start(work)
    (label,) = reader.run_labels(work.session_id)
    assert (label.directive_count, label.model_count) == (2, 1)
    assert (label.rect.x, label.rect.width, label.rect.height) == (0, 416, 284)


def test_work_for_an_unknown_session_stores_nothing(library, reader):
    work = run_work(session())
    lost = NewWork(SessionId("gal-1-000000"), None, None, work.conversations)
    with pytest.raises(LibraryError) as caught:
        library.work.start(lost)
    assert caught.value.kind is LibraryErrorKind.NOT_FOUND
    assert reader.totals().sessions == 0


def test_answer_fills_its_card_and_ends_its_turn(library, reader):
    work = run_work(session())
    library.work.start(work)
    output_id, turn_id = work.outputs[0].id, work.turns[0].id
    library.work.mark_generating(output_id)
    assert reader.turn(turn_id).status is Status.GENERATING

    image = answer(
        library, output_id, text="Here.", usage=Usage(10, 1290, 3, 0, 1303), cost_usd=0.04
    )

    (card,) = reader.canvas_cards(work.session_id)
    assert (card.status, card.image_id) == (Status.COMPLETED, image.id)
    assert card.placement.width == 200
    assert card.placement.height == pytest.approx(150 + LABEL_HEIGHT)
    assert card.started_utc is not None
    output = reader.output(output_id)
    assert output.usage.image_tokens == 1290
    assert (output.text, output.cost_usd, output.seed) == ("Here.", 0.04, 7)
    assert reader.turn(turn_id).finished_utc is not None
    assert reader.micro_previews(work.session_id) == {image.id: MICRO}
    assert reader.image(image.id) == image
    assert reader.spent_usd("2026-11-21T00:00:00.000+00:00") == pytest.approx(0.04)
    assert reader.spent_usd("2026-11-22T00:00:00.000+00:00") == 0
    assert kinds(reader, work.session_id)[-2:] == ["output.completed", "turn.finished"]


def test_answer_leaves_its_record_beside_the_picture(library):
    work = run_work(session())
    library.work.start(work)
    image = answer(library, work.outputs[0].id)
    record = json.loads(library.images.record_path(image.id).read_text())
    assert record["prompt"] == "a lighthouse at dusk"
    assert record["session"] == work.session_id
    assert record["model"] == "offline"


def test_turn_fails_only_when_every_output_failed(library, reader):
    work = run_work(session(), models=(ModelId("offline"), ModelId("other")))
    library.work.start(work)
    first, second = (output.id for output in work.outputs)
    library.work.fail(FailedOutput(first, ProviderErrorKind.OVERLOADED, "Busy.", True))
    assert reader.turn(work.turns[0].id).status is Status.GENERATING
    answer(library, second)
    assert reader.turn(work.turns[0].id).status is Status.COMPLETED
    (failed, _) = reader.canvas_cards(work.session_id)
    assert (failed.error_kind, failed.error_message, failed.is_retryable) == (
        "overloaded",
        "Busy.",
        True,
    )


def test_retry_fills_the_same_place(library, reader):
    work = run_work(session())
    library.work.start(work)
    output_id = work.outputs[0].id
    library.work.fail(FailedOutput(output_id, ProviderErrorKind.OVERLOADED, "Busy.", True))
    changes = library.work.retry(output_id)
    assert changes.outputs == {output_id}
    assert (reader.output(output_id).status, reader.output(output_id).attempt) == (
        Status.PENDING,
        2,
    )
    assert reader.output(output_id).error_message == ""
    answer(library, output_id)
    (card,) = reader.canvas_cards(work.session_id)
    assert (card.id, card.status) == (work.cards[0].id, Status.COMPLETED)
    assert not library.work.retry(output_id), "a completed output is never sent again"


def test_answer_after_cancel_changes_nothing(library, reader):
    work = run_work(session())
    library.work.start(work)
    output_id = work.outputs[0].id
    library.work.cancel([output_id])
    before = reader.events(work.session_id)
    answer(library, output_id)
    assert reader.output(output_id).status is Status.CANCELLED
    assert reader.turn(work.turns[0].id).status is Status.CANCELLED
    assert reader.events(work.session_id) == before
    assert not library.work.cancel([output_id])


def test_crash_leaves_outputs_that_can_be_tried_again(folder, library, reader):
    work = run_work(session(), ("dusk", "dawn", "noon"))
    library.work.start(work)
    asked, done, waiting = (output.id for output in work.outputs)
    library.work.mark_generating(asked)
    answer(library, done)
    library.shutdown()

    again = Library.open(folder)
    try:
        changes = again.work.recover_interrupted()
        assert changes.outputs == {asked, waiting}
        assert not again.work.recover_interrupted()
    finally:
        again.shutdown()
    assert reader.output(done).status is Status.COMPLETED
    for output_id in (asked, waiting):
        output = reader.output(output_id)
        assert (output.status, output.error_kind) == (Status.FAILED, "interrupted")
        assert output.is_retryable
    assert "charged" in reader.output(asked).error_message
    assert "charged" not in reader.output(waiting).error_message


def test_raw_parts_come_back_byte_for_byte(library, reader):
    picture, draft = b"\x89PNG picture", bytes(range(256)) * 40
    image, thought = image_of(picture), image_of(draft)
    parts = (
        ModelPart('{"text":"Let me think é\\u0000"}', None, True),
        ModelPart(f'{{"inline_data":{{"data":"sha256:{thought.id}"}}}}', draft, True),
        ModelPart(
            f'{{"inline_data":{{"data":"sha256:{image.id}"}},"thought_signature":"AAEC_-=="}}',
            picture,
        ),
        ModelPart('{"text":"Here."}'),
    )
    work = run_work(session())
    library.work.start(work)
    answer(library, work.outputs[0].id, picture, parts=parts)
    assert reader.model_parts(work.outputs[0].id) == parts
    without = reader.model_parts(work.outputs[0].id, with_picture=False)
    assert [part.data for part in without] == [None, draft, None, None]
    database_bytes = (library.folder / "library.sqlite3-wal").read_bytes()
    assert draft not in database_bytes, "pictures do not go into the database"


def test_edit_descends_from_the_card_it_began_at(library, reader):
    work = run_work(session())
    library.work.start(work)
    image = answer(library, work.outputs[0].id)
    edit = edit_work(work.session, image, work.outputs[0].id)
    library.work.start(edit)
    source, made = reader.canvas_cards(work.session_id)
    assert (source.edit_turns, source.source_card_id) == (1, None)
    assert (made.edit_turns, made.source_card_id) == (0, source.id)
    assert reader.output(edit.outputs[0].id).sent_references == (image.id,)
    assert reader.conversations_from_image(image.id) == [
        reader.conversation(edit.conversations[0].id)
    ]


def test_references_brought_along_are_stored_with_the_turn(library, reader):
    of, brought = session(), image_of(b"brought along")
    work = run_work(of, references=(TurnReference(brought.id, "person", "Ada"),))
    library.images.store_file(b"brought along", brought.media_type)
    with pytest.raises(LibraryError) as caught:
        library.work.start(work)
    assert caught.value.kind is LibraryErrorKind.NOT_FOUND, "the picture is not known yet"
    with_image = NewWork(
        of.id,
        of,
        work.run,
        work.conversations,
        work.turns,
        work.outputs,
        work.cards,
        ((brought, MICRO),),
    )
    library.work.start(with_image)
    assert reader.turn(work.turns[0].id).references[0].label == "Ada"


def test_same_picture_twice_is_one_file_and_one_row(library, reader):
    work = run_work(session(), ("dusk", "dawn"))
    library.work.start(work)
    images = {answer(library, output.id).id for output in work.outputs}
    assert len(images) == 1
    assert reader.totals().images == 1
    assert len(list((library.folder / "images").glob("*/*.png"))) == 1
    library.cards.delete([work.cards[0].id])
    assert reader.session_summaries()[0].image_count == 1


def test_unknown_output_is_named(library):
    for act in (library.work.mark_generating, library.work.retry):
        with pytest.raises(LibraryError, match="This output is not in this library"):
            act(OutputId("out-none"))
