"""The path from the first prompt to a final picture: only what led there, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.conversation import Output, Turn
    from gallery_studio.domain.ids import ConversationId, ImageId, OutputId, SessionId
    from gallery_studio.domain.people import Product
    from gallery_studio.library.reader import LibraryReader


@dataclass(frozen=True, slots=True)
class PathStep:
    """One turn on the path, with the one output of it that leads on.

    Attributes:
        turn: The turn.
        output: The output that led on; completed, with a picture.
        siblings: How many outputs the turn has.
        product: The product the turn shows, if it is in the library.
    """

    turn: Turn
    output: Output
    siblings: int = 1
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """The steps, and the picture they began from when that was brought in.

    Attributes:
        steps: Oldest first; the last one made the final picture.
        source_image_id: A picture no model made that the first step began from, or None.
    """

    steps: tuple[PathStep, ...]
    source_image_id: ImageId | None = None


def path_to(reader: LibraryReader, output_id: OutputId) -> Path:
    """Return the path to an output, through every conversation it came from.

    Raises:
        RequestError: The output has no picture.
        LibraryError: The library cannot be read.
    """
    steps: list[PathStep] = []
    seen: set[OutputId] = set()
    next_id: OutputId | None = output_id
    source: ImageId | None = None
    while next_id is not None and next_id not in seen:
        seen.add(next_id)
        step = step_of(reader, next_id)
        steps.append(step)
        next_id, source = _before(reader, step)
    return Path(tuple(reversed(steps)), source)


def step_of(reader: LibraryReader, output_id: OutputId) -> PathStep:
    """Return the step an output is.

    Raises:
        RequestError: The output has no picture.
        LibraryError: The library cannot be read.
    """
    output = reader.output(output_id)
    if output.image_id is None:
        raise RequestError("This output has no picture yet. Choose one that is there.")
    turn = reader.turn(output.turn_id)
    products = reader.products_by_id([turn.product_id]) if turn.product_id is not None else {}
    siblings = len(reader.outputs_of_turns([turn.id]))
    return PathStep(turn, output, siblings, next(iter(products.values()), None))


def final_output_of_session(
    reader: LibraryReader, session_id: SessionId, image_id: ImageId | None
) -> OutputId | None:
    """Return the output a session's project ends with, or None when none shows the picture.

    Args:
        reader: The library.
        session_id: The session.
        image_id: The final picture, or None for the newest starred one, else the newest.

    Raises:
        RequestError: The session has no picture, or not that one.
    """
    cards = [card for card in reader.canvas_cards(session_id) if card.image_id is not None]
    if image_id is not None:
        cards = [card for card in cards if card.image_id == image_id]
    if not cards:
        raise RequestError(
            "This session has no picture yet. Make one first."
            if image_id is None
            else "This picture is not on the canvas of the session. Choose another one."
        )
    made = [card for card in cards if card.output_id is not None]
    chosen = max(made, key=lambda card: (card.is_starred, card.created_utc), default=None)
    return chosen.output_id if chosen is not None else None


def final_output_of_conversation(
    reader: LibraryReader, conversation_id: ConversationId
) -> OutputId:
    """Return the output a conversation's project ends with: its head, else its newest picture.

    Raises:
        RequestError: The conversation has no picture.
    """
    conversation = reader.conversation(conversation_id)
    turns = reader.turns(conversation_id)
    outputs = pictures_of(reader, turns)
    if conversation.head_output_id in {output.id for output in outputs}:
        return conversation.head_output_id
    if not outputs:
        raise RequestError("This conversation has no picture yet. Make one first.")
    order = {turn.id: index for index, turn in enumerate(turns)}
    return max(outputs, key=lambda o: (order[o.turn_id], -o.position)).id


def pictures_of(reader: LibraryReader, turns: Iterable[Turn]) -> list[Output]:
    """Return the outputs of turns that have a picture."""
    return [
        output
        for output in reader.outputs_of_turns([turn.id for turn in turns])
        if output.status is Status.COMPLETED and output.image_id is not None
    ]


def _before(reader: LibraryReader, step: PathStep) -> tuple[OutputId | None, ImageId | None]:
    """Return the output a step was made from, or the picture that was brought in."""
    turn = step.turn
    if turn.parent_output_id is not None:
        return turn.parent_output_id, None
    if turn.parent_turn_id is not None:
        parents = pictures_of(reader, [reader.turn(turn.parent_turn_id)])
        own = [parent for parent in parents if parent.model == step.output.model]
        return next((parent.id for parent in own or parents), None), None
    conversation = reader.conversation(turn.conversation_id)
    if conversation.source_output_id is not None:
        return conversation.source_output_id, None
    return None, conversation.source_image_id
