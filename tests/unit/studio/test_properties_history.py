"""What holds for any tree of turns: the history of a model, its pictures, and what fits."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.conversation import Conversation, Output, Turn, TurnReference
from gallery_studio.domain.ids import (
    ConversationId,
    ImageId,
    ModelId,
    OutputId,
    SessionId,
    TurnId,
)
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.domain.status import Status
from gallery_studio.studio import request_builder
from gallery_studio.studio.lineage import Lineage, LineageStep, plan_references, read_lineage

NOW = "2026-11-21T10:00:00.000+00:00"
ENDS = (None, Status.COMPLETED, Status.FAILED, Status.CANCELLED)
MODELS = (ModelId("a"), ModelId("b"))
CONVERSATION = Conversation(ConversationId("cnv"), SessionId("gal"), "title", NOW, NOW)


@dataclass
class Tree:
    """A conversation, as a reader of the library gives it."""

    turns: dict[TurnId, Turn]
    made: dict[TurnId, tuple[Output, ...]]

    def turn(self, turn_id: TurnId) -> Turn:
        return self.turns[turn_id]

    def outputs_of_turns(self, turn_ids: list[TurnId]) -> list[Output]:
        return [output for turn_id in turn_ids for output in self.made[turn_id]]

    def output(self, output_id: OutputId) -> Output:
        return next(o for outputs in self.made.values() for o in outputs if o.id == output_id)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Any tree: each turn grows from any earlier one; each model answers, fails or is not asked."""
    turns: dict[TurnId, Turn] = {}
    made: dict[TurnId, tuple[Output, ...]] = {}
    for number in range(draw(st.integers(1, 9))):
        turn_id = TurnId(f"trn{number}")
        parent = draw(st.sampled_from([None, *turns])) if turns else None
        turns[turn_id] = Turn(
            turn_id, CONVERSATION.id, number, f"message {number}", MODELS, NOW,
            parent_turn_id=parent,
        )  # fmt: skip
        outputs = []
        for position, model in enumerate(MODELS):
            status = draw(
                st.sampled_from([None, Status.COMPLETED, Status.FAILED, Status.CANCELLED])
            )
            if status is None:
                continue
            is_done = status is Status.COMPLETED
            # Few pictures: the same one may be made twice.
            image = ImageId(f"img{draw(st.integers(0, 5))}") if is_done else None
            output_id = OutputId(f"out{number}{model}")
            outputs.append(
                Output(output_id, turn_id, model, position, "p", NOW, status=status, image_id=image)
            )
        made[turn_id] = tuple(outputs)
    return Tree(turns, made)


def path_to(tree: Tree, turn_id: TurnId | None) -> list[TurnId]:
    path: list[TurnId] = []
    while turn_id is not None:
        path.insert(0, turn_id)
        turn_id = tree.turns[turn_id].parent_turn_id
    return path


@given(trees(), st.data())
def test_history_is_the_path_and_the_models_own(tree: Tree, data: st.DataObject) -> None:
    last = data.draw(st.sampled_from(list(tree.turns)))
    lineage = read_lineage(tree, CONVERSATION, last, None)
    assert [step.turn.id for step in lineage.steps] == path_to(tree, last)
    for model in MODELS:
        known = lineage.known_to(model)
        assert all(output.model == model and output.image_id for _, output in known)
        assert all(output.status is Status.COMPLETED for _, output in known)
        order = [turn.id for turn, _ in known]
        assert order == [turn for turn in path_to(tree, last) if turn in order]
        answered = {
            turn_id
            for turn_id in path_to(tree, last)
            if any(o.model == model and o.image_id for o in tree.made[turn_id])
        }
        assert set(order) == answered, "no turn of its own is lost"


@given(trees())
def test_a_tree_that_bites_its_tail_is_read_to_an_end(tree: Tree) -> None:
    first, last = next(iter(tree.turns)), list(tree.turns)[-1]
    from dataclasses import replace

    tree.turns[first] = replace(tree.turns[first], parent_turn_id=last)
    steps = read_lineage(tree, CONVERSATION, last, None).steps
    assert len({step.turn.id for step in steps}) == len(steps) <= len(tree.turns)


@given(trees(), st.data(), st.integers(0, 6))
def test_references_are_each_sent_once_and_never_again(
    tree: Tree, data: st.DataObject, limit: int
) -> None:
    last = data.draw(st.sampled_from(list(tree.turns)))
    added = [TurnReference(ImageId(f"img{n}")) for n in data.draw(st.lists(st.integers(0, 9)))]
    chosen = data.draw(st.sampled_from([None, *tree.made[last]]))
    steps = tuple(LineageStep(tree.turns[t], tree.made[t]) for t in path_to(tree, last))
    lineage = Lineage(steps=steps, chosen=chosen)
    for model in MODELS:
        planned = plan_references(lineage, model, added, limit)
        everything = (*planned.sent, *planned.left_out)
        own = {output.image_id for _, output in lineage.known_to(model)}
        assert len(set(everything)) == len(everything)
        assert not own & set(everything)
        assert len(planned.sent) == min(limit, len(everything))
        assert {reference.image_id for reference in added} <= own | set(everything)
        edited = lineage.edited_image()
        if edited is not None and edited not in own:
            assert everything[0] == edited


@given(st.lists(st.integers(1, 40), max_size=12), st.integers(1, 100))
def test_the_newest_history_that_fits_is_kept_and_no_less(sizes: list[int], room: int) -> None:
    files, past = {}, []
    for number, size in enumerate(sizes):
        image = ImageId(f"img{number}")
        files[image] = ImageFile(image, MediaType.PNG, 8, 8, size, Origin.GENERATED, NOW)
        output = Output(
            OutputId(f"out{number}"), TurnId("t"), MODELS[0], 0, "p", NOW, image_id=image
        )
        past.append(request_builder._Past(output, ()))
    turn = Turn(TurnId("t"), CONVERSATION.id, 1, "m", MODELS, NOW)
    asked = Output(OutputId("new"), TurnId("t"), MODELS[0], 0, "p", NOW)
    plan = request_builder._Plan(asked, turn, tuple(past), None, files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(request_builder, "HISTORY_BYTES", room)
        kept = request_builder._fitting(plan).past
    assert kept == tuple(past[len(past) - len(kept) :]), "the newest, in order"
    total = sum(sizes[len(sizes) - len(kept) :])
    assert total <= room or len(kept) == 1
    if len(kept) < len(past) and kept:
        assert total + sizes[len(sizes) - len(kept) - 1] > room
    assert bool(kept) == bool(past), "the last turn always goes along"
