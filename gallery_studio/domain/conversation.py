"""Conversations, turns and outputs: a tree that only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.generation import FinishReason, ModelPart, Usage
from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from gallery_studio.domain.ids import (
        ConversationId,
        IdentityId,
        ImageId,
        ModelId,
        OutputId,
        PersonId,
        ProductId,
        RunId,
        SessionId,
        TurnId,
    )


@dataclass(frozen=True, slots=True)
class Conversation:
    """A tree of turns that began from text or from a picture.

    Attributes:
        id: The conversation.
        session_id: Its session.
        title: From the first message, cut at about 50 characters, editable.
        source_image_id: The picture it began from, or None when it began from text.
        source_output_id: The output that made that picture, if one did.
        person_id: Whose conversation it is, or None.
        identity_id: The identity it was started for, or None.
        references_hash: SHA-256 over the person's reference images at the start, or "".
        models: The models it asks unless a turn says otherwise.
        head_output_id: "Next edit starts here", or None for the newest.
        created_utc: ISO 8601, UTC.
        updated_utc: ISO 8601, UTC.
        deleted_utc: When it was put into the bin, or None.
    """

    id: ConversationId
    session_id: SessionId
    title: str
    created_utc: str
    updated_utc: str
    source_image_id: ImageId | None = None
    source_output_id: OutputId | None = None
    person_id: PersonId | None = None
    identity_id: IdentityId | None = None
    references_hash: str = ""
    models: tuple[ModelId, ...] = ()
    head_output_id: OutputId | None = None
    deleted_utc: str | None = None


@dataclass(frozen=True, slots=True)
class TurnReference:
    """A picture the person sent along with a turn.

    Attributes:
        image_id: The stored picture.
        role: ``person`` (added by hand), ``product``, ``identity`` or ``source``.
        label: Short name a person knows it by.
    """

    image_id: ImageId
    role: str = "person"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and what every model asked made of it.

    Attributes:
        id: The turn.
        conversation_id: Its conversation.
        run_id: The run that created it, or None for a turn of an edit.
        number: Depth in the tree, from 1.
        parent_turn_id: The turn it follows, or None for a first turn.
        parent_output_id: The output it was sent from ("next edit starts here"), or None.
        message: The person's words (for a run: the directive).
        product_id: The product it shows, or None.
        models: Models asked.
        aspect_ratio: As asked, or None.
        image_size: As asked, or None.
        references: Pictures sent along, in order.
        status: See `domain.status.turn_status`.
        created_utc: ISO 8601, UTC.
        finished_utc: ISO 8601, UTC, or None.
    """

    id: TurnId
    conversation_id: ConversationId
    number: int
    message: str
    models: tuple[ModelId, ...]
    created_utc: str
    run_id: RunId | None = None
    parent_turn_id: TurnId | None = None
    parent_output_id: OutputId | None = None
    product_id: ProductId | None = None
    aspect_ratio: str | None = None
    image_size: str | None = None
    references: tuple[TurnReference, ...] = ()
    status: Status = Status.PENDING
    finished_utc: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What one model made of one turn.

    Attributes:
        id: The output.
        turn_id: Its turn.
        model: The model asked.
        position: Order within the turn, from 0.
        prompt: The words actually sent.
        seed: The seed sent, or None.
        sent_references: Pictures that were sent to this model with the prompt, in order.
        status: Its state.
        image_id: The picture, once completed.
        text: The model's words.
        finish_reason: The service's word, or "".
        usage: Tokens used.
        cost_usd: What it cost, or None when not known.
        duration_s: From sending to answer, or None.
        error_kind: A `ProviderErrorKind` value, or "".
        error_message: What the person is told, or "".
        is_retryable: Whether trying again can help.
        model_version: What the service says it ran.
        response_id: The service's id of the answer.
        attempt: How many times it was sent, from 1.
        created_utc: ISO 8601, UTC.
        started_utc: When it was sent, or None.
        finished_utc: When it ended, or None.
    """

    id: OutputId
    turn_id: TurnId
    model: ModelId
    position: int
    prompt: str
    created_utc: str
    seed: int | None = None
    sent_references: tuple[ImageId, ...] = ()
    status: Status = Status.PENDING
    image_id: ImageId | None = None
    text: str = ""
    finish_reason: str = ""
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None
    duration_s: float | None = None
    error_kind: str = ""
    error_message: str = ""
    is_retryable: bool = False
    model_version: str = ""
    response_id: str = ""
    attempt: int = 1
    started_utc: str | None = None
    finished_utc: str | None = None


@dataclass(frozen=True, slots=True)
class CompletedOutput:
    """What is stored when a model answered.

    Attributes:
        output_id: The output that was asked.
        image_id: The picture, which must be stored before.
        text: The model's words.
        parts: Every raw part, in order.
        finish_reason: The service's word.
        usage: Tokens used.
        cost_usd: What it cost, or None.
        duration_s: From sending to answer.
        model_version: What the service says it ran.
        response_id: The service's id of the answer.
        seed: The seed that was used, or None.
    """

    output_id: OutputId
    image_id: ImageId
    text: str = ""
    parts: tuple[ModelPart, ...] = field(default=(), repr=False)
    finish_reason: str = FinishReason.STOP
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None
    duration_s: float | None = None
    model_version: str = ""
    response_id: str = ""
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class FailedOutput:
    """What is stored when a model gave no picture.

    Attributes:
        output_id: The output that was asked.
        kind: A `ProviderErrorKind` value; ignored when cancelled.
        message: What the person is told.
        is_retryable: Whether trying again can help.
        status: FAILED or CANCELLED.
        finish_reason: The service's word, or "".
        duration_s: Until it failed, or None.
    """

    output_id: OutputId
    kind: str
    message: str
    is_retryable: bool
    status: Status = Status.FAILED
    finish_reason: str = ""
    duration_s: float | None = None
