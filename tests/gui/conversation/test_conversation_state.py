"""The open branch, its siblings, its head, and what each output shows. No widgets."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from gallery_studio.domain.status import Status
from gallery_studio.paths import resources
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.ui.conversation.conversation_text import (
    elapsed_s,
    model_name,
    output_name,
    running_text,
    sent_text,
    short_failure,
)
from gallery_studio.ui.conversation.thumbnail_strip import lay_out


def path(state):
    return [turn.id for turn in state.turns]


def test_a_line_of_turns_is_open_to_its_end(maker):
    state = maker.turn("t1").turn("t2", after="t1").turn("t3", after="t2").state()
    assert path(state) == ["t1", "t2", "t3"]
    assert [turn.number for turn in state.turns] == [1, 2, 3]
    assert state.head_output_id == "t3-0"
    assert not state.is_head_chosen
    assert state.branches_from is None


def test_the_newest_branch_is_open_and_knows_its_sibling(maker):
    maker.turn("t1").turn("t2", after="t1").turn("t3", after="t2").turn("b2", after="t1")
    state = maker.state()
    assert path(state) == ["t1", "b2"]
    assert state.turns[1].siblings == ("t2", "b2")
    assert state.turns[1].branch_number == 2
    assert state.turns[1].neighbour(-1) == "t2"
    assert state.turns[1].neighbour(1) is None


def test_another_branch_opens_down_to_its_newest_end(maker):
    maker.turn("t1").turn("t2", after="t1").turn("t3", after="t2").turn("b2", after="t1")
    state = maker.state().opened_at("t2")
    assert path(state) == ["t1", "t2", "t3"]
    assert state.head_output_id == "t3-0"


def test_two_first_turns_are_branches_of_the_source(maker):
    state = maker.turn("t1").turn("b1").state()
    assert path(state) == ["b1"]
    assert state.turns[0].siblings == ("t1", "b1")


def test_a_chosen_head_in_the_middle_says_that_a_branch_will_grow(maker):
    state = maker.turn("t1").turn("t2", after="t1").head("t1-1").state()
    assert path(state) == ["t1", "t2"]
    assert state.head_output_id == "t1-1"
    assert state.is_head_chosen
    assert [o.is_head for o in state.turns[0].outputs] == [False, True]
    assert state.branches_from == 1


def test_a_head_of_another_branch_does_not_count_in_the_open_one(maker):
    maker.turn("t1").turn("t2", after="t1").turn("b2", after="t1").head("b2-1")
    assert path(maker.state()) == ["t1", "b2"]
    opened = maker.state().opened_at("t2")
    assert opened.head_output_id == "t2-0"
    assert not opened.is_head_chosen


def test_the_head_is_the_first_picture_of_the_last_turn_that_has_one(maker):
    maker.turn("t1").turn("t2", after="t1").fail("t2-0").fail("t2-1")
    state = maker.state()
    assert state.head_output_id == "t1-0"
    assert state.branches_from == 1


def test_nothing_is_marked_as_head_while_the_branch_runs(maker):
    state = maker.turn("t1").turn("t2", after="t1").run("t2-0").state()
    assert not any(o.is_head for turn in state.turns for o in turn.outputs)
    assert state.running == ("t2-0",)
    assert state.turns[1].is_running
    assert running_text(state.turns[1]).startswith("1 of 2 ready.")


def test_a_failure_keeps_its_reason_and_offers_retry_alone(maker):
    maker.turn("t1").fail("t1-0", "The model is busy. Nothing was charged.")
    turn = maker.state().turns[0]
    assert turn.retryable == ("t1-0",)
    assert turn.outputs[0].failure == "The model is busy. Nothing was charged."
    assert turn.outputs[1].failure == ""


def test_an_unreadable_history_offers_the_picture_alone_and_no_retry(maker):
    maker.turn("t1").fail("t1-0", "Cannot read it.", error_kind="history_unreadable")
    output = maker.state().turns[0].outputs[0]
    assert output.is_history_unreadable
    assert not output.is_retryable


def test_a_stopped_output_can_be_sent_again(maker):
    maker.turn("t1").set("t1-0", status=Status.CANCELLED, image_id=None)
    output = maker.state().turns[0].outputs[0]
    assert output.is_retryable
    assert output.failure == "Stopped."


def test_a_circle_in_a_damaged_record_ends(maker):
    maker.turn("t1").turn("t2", after="t1")
    from dataclasses import replace

    maker.turns[0] = replace(maker.turns[0], parent_turn_id="t2")
    assert len(maker.state().turns) == 2


def test_shapes_follow_the_picture_the_turn_and_the_source(maker):
    maker.sizes = {"source": (1600, 900), "image-t1-0": (800, 1000)}
    maker.turn("t1").turn("t2", after="t1", aspect_ratio="9:16").run("t2-0").run("t2-1")
    state = maker.state()
    assert state.turns[0].outputs[0].aspect == pytest.approx(0.8)
    assert state.turns[0].outputs[1].aspect == pytest.approx(16 / 9)
    assert state.turns[1].outputs[0].aspect == pytest.approx(9 / 16)


def test_an_empty_conversation_has_a_source_and_no_turns(maker):
    state = maker.state()
    assert state.turns == ()
    assert state.head_output_id is None
    assert state.source_image_id == "source"


def test_the_strip_begins_with_the_source_and_groups_by_turn(maker):
    thumbs, groups = lay_out(maker.turn("t1").turn("t2", after="t1").state())
    assert [group.label for group in groups] == ["Source", "Turn 1", "Turn 2"]
    assert thumbs[0].output is None
    assert [t.output.id for t in thumbs[1:]] == ["t1-0", "t1-1", "t2-0", "t2-1"]
    assert [t.x for t in thumbs] == sorted(t.x for t in thumbs)


def test_names_for_screen_readers(maker):
    catalogue = Catalogue.load(resources() / "models.toml")
    maker.turn("t1").turn("t2", after="t1").turn("t3", after="t2").fail("t3-1")
    maker.starred.add("t1-0")
    state = maker.head("t3-0").state()

    def name(output):
        return output_name(output, model_name(catalogue, output.model))

    assert name(state.turns[2].outputs[0]) == "Turn 3, 3 Pro, ready, next edit starts here."
    assert name(state.turns[2].outputs[1]) == "Turn 3, Nano 2.1, failed: The model is busy."
    assert name(state.turns[0].outputs[0]) == "Turn 1, 3 Pro, ready, starred."


def test_times_in_words():
    from datetime import UTC, datetime

    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    zone = timezone(timedelta(hours=2))
    assert sent_text("2026-11-21T11:59:30.000Z", now) == "Now"
    assert sent_text("2026-11-21T09:54:00.000Z", now.astimezone(zone)) == "11:54"
    assert sent_text("2026-11-18T09:54:00.000Z", now) == "18 Nov, 09:54"
    assert sent_text("nonsense", now) == ""
    assert elapsed_s("2026-11-21T11:59:46.000Z", now) == 14
    assert elapsed_s("2026-11-21T12:00:46.000Z", now) == 0
    assert elapsed_s(None, now) is None


def test_a_long_reason_is_cut_to_its_first_sentence_on_the_tile_only():
    long = "The safety filter stopped this picture. Describe it in other words, or leave it out."
    assert short_failure(long) == "The safety filter stopped this picture."
    assert short_failure("The model is busy. Try again.") == "The model is busy. Try again."
