"""The path through a conversation's tree that led to a turn, and what a model knows of it.

Source: the rules of history and references in the project's notes on Gemini, section 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.conversation import Conversation, Output, Turn, TurnReference
    from gallery_studio.domain.ids import ImageId, ModelId, OutputId, TurnId
    from gallery_studio.library.reader import LibraryReader


@dataclass(frozen=True, slots=True)
class LineageStep:
    """One turn on the path, with everything its models made."""

    turn: Turn
    outputs: tuple[Output, ...]

    def answered_by(self, model: ModelId) -> Output | None:
        """Return what a model made in this turn, or None when it made nothing."""
        for output in self.outputs:
            if output.model == model and output.status is Status.COMPLETED and output.image_id:
                return output
        return None


@dataclass(frozen=True, slots=True)
class Lineage:
    """The path that leads to a new turn, oldest step first.

    Attributes:
        steps: Turns of the conversation from its first to the parent of the new turn.
        source_steps: For a conversation that began from a generated picture: the path that made
            that picture, in its own conversation; empty otherwise.
        source_image_id: The picture the conversation began from, or None.
        source_model: The model that made that picture, or None.
        chosen: The output the new turn is sent from, or None for a first turn.
    """

    steps: tuple[LineageStep, ...] = ()
    source_steps: tuple[LineageStep, ...] = ()
    source_image_id: ImageId | None = None
    source_model: ModelId | None = None
    chosen: Output | None = None

    def known_to(self, model: ModelId) -> tuple[tuple[Turn, Output], ...]:
        """Return the turns this model answered on the path: its own history, oldest first.

        A conversation that began from another model's picture starts a fresh history.
        """
        steps = self.steps
        if self.source_model == model:
            steps = self.source_steps + steps
        found = ((step.turn, step.answered_by(model)) for step in steps)
        return tuple((turn, output) for turn, output in found if output is not None)

    def edited_image(self) -> ImageId | None:
        """Return the picture the next message is about."""
        if self.chosen is not None and self.chosen.image_id is not None:
            return self.chosen.image_id
        return self.source_image_id


@dataclass(frozen=True, slots=True)
class PlannedReferences:
    """What goes along with a message to one model.

    Attributes:
        sent: Pictures sent, in order.
        left_out: Pictures that do not fit the limit, in order; named before sending.
    """

    sent: tuple[ImageId, ...]
    left_out: tuple[ImageId, ...]


def plan_references(
    lineage: Lineage, model: ModelId, added: Sequence[TurnReference], limit: int
) -> PlannedReferences:
    """Decide which pictures a new message to `model` carries.

    The picture to be changed comes first, then the previous turn's other pictures, then those
    the person added. A picture in this model's own history is not sent twice.
    """
    own = {output.image_id for _, output in lineage.known_to(model)}
    wanted: list[ImageId] = []
    edited = lineage.edited_image()
    if edited is not None:
        wanted.append(edited)
    if lineage.steps:
        wanted += [
            output.image_id
            for output in lineage.steps[-1].outputs
            if output.status is Status.COMPLETED and output.image_id is not None
        ]
    wanted += [reference.image_id for reference in added]
    unique = [image for image in dict.fromkeys(wanted) if image not in own]
    return PlannedReferences(sent=tuple(unique[:limit]), left_out=tuple(unique[limit:]))


def read_lineage(
    reader: LibraryReader,
    conversation: Conversation,
    parent_turn_id: TurnId | None,
    parent_output_id: OutputId | None,
) -> Lineage:
    """Read the path to a new turn of a conversation.

    Raises:
        LibraryError: The library cannot be read.
    """
    steps = _steps(reader, parent_turn_id)
    source_steps: tuple[LineageStep, ...] = ()
    source_model: ModelId | None = None
    if conversation.source_output_id is not None:
        source = reader.output(conversation.source_output_id)
        source_model = source.model
        source_steps = _steps(reader, source.turn_id)
    chosen = reader.output(parent_output_id) if parent_output_id is not None else None
    return Lineage(
        steps=steps,
        source_steps=source_steps,
        source_image_id=conversation.source_image_id,
        source_model=source_model,
        chosen=chosen,
    )


def _steps(reader: LibraryReader, last: TurnId | None) -> tuple[LineageStep, ...]:
    turns: list[Turn] = []
    seen: set[TurnId] = set()
    turn_id = last
    while turn_id is not None and turn_id not in seen:
        seen.add(turn_id)
        turn = reader.turn(turn_id)
        turns.append(turn)
        turn_id = turn.parent_turn_id
    by_turn: dict[TurnId, list[Output]] = {turn.id: [] for turn in turns}
    for output in reader.outputs_of_turns(list(by_turn)):
        by_turn[output.turn_id].append(output)
    # what a later turn went on from stays in its history, also once it lies in the bin
    for parent in (turn.parent_output_id for turn in turns if turn.parent_output_id is not None):
        if all(parent != output.id for outputs in by_turn.values() for output in outputs):
            output = reader.output(parent)
            by_turn.setdefault(output.turn_id, []).append(output)
    return tuple(
        LineageStep(turn=turn, outputs=tuple(by_turn[turn.id])) for turn in reversed(turns)
    )
