"""Edit any picture over many turns: start a conversation, go on, branch.

A conversation is a tree: every turn names the turn and the output it was sent from, and nothing
is ever overwritten.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from gallery_studio.domain.card import Card
from gallery_studio.domain.conversation import Conversation, Output, Turn
from gallery_studio.domain.descent import place_beside
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.geometry import aspect_of
from gallery_studio.domain.ids import (
    new_card_id,
    new_conversation_id,
    new_output_id,
    new_turn_id,
)
from gallery_studio.domain.limits import PROMPT_CHARACTERS
from gallery_studio.domain.naming import conversation_title
from gallery_studio.domain.status import Status
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.library.starting import NewWork
from gallery_studio.records import dataclass, replace
from gallery_studio.studio.drafting import SEED_BELOW
from gallery_studio.studio.lineage import Lineage, plan_references, read_lineage

if TYPE_CHECKING:
    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.conversation import TurnReference
    from gallery_studio.domain.ids import (
        ConversationId,
        IdentityId,
        ImageId,
        ModelId,
        OutputId,
        PersonId,
        SessionId,
        TurnId,
    )
    from gallery_studio.domain.session import Session
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.access import LibraryAccess


@dataclass(frozen=True, slots=True)
class EditMessage:
    """What a person wants changed, and with what.

    Attributes:
        text: The words.
        models: Models to ask.
        aspect_ratio: Such as ``4:5``, or None for the source's.
        image_size: Such as ``2K``, or None.
        references: Pictures the person added, in order.
        seed: Fixed seed, or None.
    """

    text: str
    models: tuple[ModelId, ...]
    aspect_ratio: str | None = None
    image_size: str | None = None
    references: tuple[TurnReference, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class EditSource:
    """The picture a conversation begins from.

    Attributes:
        session_id: The session the conversation belongs to.
        image_id: The picture.
        output_id: The output that made it, or None when it was brought in.
        person_id: Whose conversation it is, or None.
        identity_id: The identity it is for, or None.
        references_hash: SHA-256 over the person's reference images now, or "".
        has_own_history: False begins afresh from the picture alone.
    """

    session_id: SessionId
    image_id: ImageId
    output_id: OutputId | None = None
    person_id: PersonId | None = None
    identity_id: IdentityId | None = None
    references_hash: str = ""
    has_own_history: bool = True


@dataclass(frozen=True, slots=True)
class StartedTurn:
    """A turn that was accepted: stored and pending.

    Attributes:
        session_id: Its session.
        conversation_id: Its conversation.
        turn_id: The turn.
        outputs: Output and model, in order.
        left_out: Per model, reference pictures that did not fit its limit.
    """

    session_id: SessionId
    conversation_id: ConversationId
    turn_id: TurnId
    outputs: tuple[tuple[OutputId, ModelId], ...]
    left_out: tuple[tuple[ModelId, tuple[ImageId, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the library says about the place a new turn grows from."""

    session: Session
    conversation: Conversation
    lineage: Lineage
    cards: tuple[CanvasCard, ...]
    parent_turn_id: TurnId | None
    parent_output_id: OutputId | None
    source_aspect: float


def references_limit(catalogue: Catalogue, model: ModelId, most: int) -> int:
    """Return how many pictures a message to a model may carry: the setting, or the model's own."""
    info = catalogue.get(model)
    return min(most, info.max_references) if info is not None else most


def new_conversation(
    source: EditSource, first_message: str, models: tuple[ModelId, ...]
) -> Conversation:
    """Return a conversation that begins from a picture; it is not stored yet."""
    now = utc_text(utc_now())
    return Conversation(
        id=new_conversation_id(),
        session_id=source.session_id,
        title=conversation_title(first_message),
        created_utc=now,
        updated_utc=now,
        source_image_id=source.image_id,
        source_output_id=source.output_id if source.has_own_history else None,
        person_id=source.person_id,
        identity_id=source.identity_id,
        references_hash=source.references_hash,
        models=models,
    )


class Editing:
    """Starts turns of edit conversations. Studio thread only."""

    def __init__(self, access: LibraryAccess, catalogue: Catalogue, references_most: int) -> None:
        """Prepare for edits.

        Args:
            access: The library.
            catalogue: Models that may be asked.
            references_most: Most reference pictures a turn may carry, unless the model takes
                fewer.
        """
        self._access = access
        self._catalogue = catalogue
        self._references_most = references_most

    async def start(self, source: EditSource, message: EditMessage) -> StartedTurn:
        """Begin a conversation from a picture and store its first turn.

        Raises:
            RequestError: It cannot be sent; says what to change. Nothing was written.
            LibraryError: It could not be stored; nothing was written.
        """
        self._check(message)
        conversation = new_conversation(source, message.text, message.models)
        setting = await self._access.read(
            lambda reader: _read_start(reader, conversation, source.output_id)
        )
        return await self._store(setting, message, is_new=True)

    async def go_on(
        self, conversation_id: ConversationId, from_output: OutputId | None, message: EditMessage
    ) -> StartedTurn:
        """Store the next turn of a conversation, sent from one of its outputs.

        Args:
            conversation_id: The conversation.
            from_output: "Next edit starts here"; None goes on from the conversation's head, or
                its newest picture.
            message: What to change.

        Raises:
            RequestError: It cannot be sent; says what to change. Nothing was written.
            LibraryError: It could not be stored; nothing was written.
        """
        self._check(message)
        setting = await self._access.read(
            lambda reader: _read_next(reader, conversation_id, from_output)
        )
        return await self._store(setting, message, is_new=False)

    def _check(self, message: EditMessage) -> None:
        if not message.text.strip():
            raise RequestError("Describe your edit first: say what should change.")
        if len(message.text) > PROMPT_CHARACTERS:
            raise RequestError(
                f"The message is {len(message.text):,} characters long; at most "
                f"{PROMPT_CHARACTERS:,} can be sent. Shorten it."
            )
        if not message.models:
            raise RequestError("Choose at least one model.")
        if len(message.references) > self._references_most:
            raise RequestError(
                f"{len(message.references)} reference pictures are too many; "
                f"{self._references_most} is the most. Remove some and send again."
            )
        for model in message.models:
            size = self._catalogue.nearest_size(model, message.image_size)
            self._catalogue.validate(model, message.aspect_ratio, size, 0)

    async def _store(self, setting: _Setting, message: EditMessage, *, is_new: bool) -> StartedTurn:
        now = utc_text(utc_now())
        turn = Turn(
            id=new_turn_id(),
            conversation_id=setting.conversation.id,
            number=len(setting.lineage.steps) + 1,
            parent_turn_id=setting.parent_turn_id,
            parent_output_id=setting.parent_output_id,
            message=message.text.strip(),
            models=message.models,
            aspect_ratio=message.aspect_ratio,
            image_size=message.image_size,
            references=message.references,
            created_utc=now,
        )
        planned = {
            model: plan_references(
                setting.lineage,
                model,
                message.references,
                references_limit(self._catalogue, model, self._references_most),
            )
            for model in message.models
        }
        seed = message.seed if message.seed is not None else secrets.randbelow(SEED_BELOW)
        outputs = tuple(
            Output(
                id=new_output_id(),
                turn_id=turn.id,
                model=model,
                position=position,
                prompt=turn.message,
                seed=seed,
                sent_references=planned[model].sent,
                created_utc=now,
            )
            for position, model in enumerate(message.models)
        )
        work = NewWork(
            session_id=setting.session.id,
            conversations=(setting.conversation,) if is_new else (),
            turns=(turn,),
            outputs=outputs,
            cards=_cards(setting, turn, outputs),
        )
        await self._access.write(lambda library: library.work.start(work))
        return StartedTurn(
            session_id=setting.session.id,
            conversation_id=setting.conversation.id,
            turn_id=turn.id,
            outputs=tuple((output.id, output.model) for output in outputs),
            left_out=tuple(
                (model, plan.left_out) for model, plan in planned.items() if plan.left_out
            ),
        )


def _read_start(
    reader: LibraryReader, conversation: Conversation, output_id: OutputId | None
) -> _Setting:
    session = _session(reader, conversation.session_id)
    return _Setting(
        session=session,
        conversation=conversation,
        lineage=read_lineage(reader, conversation, None, None),
        cards=tuple(reader.canvas_cards(session.id)),
        parent_turn_id=None,
        parent_output_id=output_id,
        source_aspect=_aspect(reader, conversation.source_image_id),
    )


def _read_next(
    reader: LibraryReader, conversation_id: ConversationId, from_output: OutputId | None
) -> _Setting:
    conversation = reader.conversation(conversation_id)
    if conversation.deleted_utc is not None:
        raise RequestError("This conversation is no longer in the library. Start a new edit.")
    output = _head(reader, conversation, from_output)
    turn = reader.turn(output.turn_id) if output is not None else None
    if from_output is not None and (turn is None or turn.conversation_id != conversation.id):
        raise RequestError("The chosen picture is not part of this conversation.")
    parent_turn_id = turn.id if turn is not None else None
    parent_output_id = output.id if output is not None else None
    session = _session(reader, conversation.session_id)
    image = output.image_id if output is not None else conversation.source_image_id
    return _Setting(
        session=session,
        conversation=conversation,
        lineage=read_lineage(reader, conversation, parent_turn_id, parent_output_id),
        cards=tuple(reader.canvas_cards(session.id)),
        parent_turn_id=parent_turn_id,
        parent_output_id=parent_output_id,
        source_aspect=_aspect(reader, image),
    )


def _head(
    reader: LibraryReader, conversation: Conversation, from_output: OutputId | None
) -> Output | None:
    """Return the output the next turn is sent from; None for the source itself.

    Raises:
        RequestError: The chosen output has no picture.
    """
    wanted = from_output or conversation.head_output_id
    if wanted is not None:
        output = reader.output(wanted)
        if output.image_id is not None:
            return output
        if from_output is not None:
            raise RequestError("The chosen output has no picture. Choose another one.")
    turns = reader.turns(conversation.id)
    outputs = reader.outputs_of_turns([turn.id for turn in turns])
    order = {turn.id: index for index, turn in enumerate(turns)}
    pictures = [
        output
        for output in outputs
        if output.status is Status.COMPLETED and output.image_id is not None
    ]
    if not pictures:
        if conversation.source_image_id is None:
            raise RequestError(
                "There is no picture in this conversation yet. Retry its first turn."
            )
        return None
    newest = max(order[output.turn_id] for output in pictures)
    return min(
        (output for output in pictures if order[output.turn_id] == newest),
        key=lambda output: output.position,
    )


def _session(reader: LibraryReader, session_id: SessionId) -> Session:
    session = reader.session(session_id)
    if session.deleted_utc is not None:
        raise RequestError("This session is no longer in the library. Open another one.")
    return session


def _aspect(reader: LibraryReader, image_id: ImageId | None) -> float:
    if image_id is None:
        return 1.0
    file = reader.image(image_id)
    return file.width / file.height


def _cards(setting: _Setting, turn: Turn, outputs: tuple[Output, ...]) -> tuple[Card, ...]:
    """Place the new cards beside the picture they are made from."""
    aspect = aspect_of(turn.aspect_ratio, setting.source_aspect)
    rects = [card.placement.rect for card in setting.cards]
    edited = setting.lineage.edited_image()
    source = next(
        (
            card.placement.rect
            for card in setting.cards
            if card.output_id == setting.parent_output_id and card.output_id is not None
        ),
        None,
    ) or next((card.placement.rect for card in setting.cards if card.image_id == edited), None)
    top_z = max((card.placement.z for card in setting.cards), default=0)
    places = place_beside([aspect] * len(outputs), rects, source)
    return tuple(
        Card(
            id=new_card_id(),
            session_id=setting.session.id,
            output_id=output.id,
            image_id=None,
            placement=replace(place, z=top_z + 1 + order),
            created_utc=output.created_utc,
        )
        for order, (output, place) in enumerate(zip(outputs, places, strict=True))
    )
