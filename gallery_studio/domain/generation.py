"""What a model is asked, and what it answers.

`GenerationRequest` holds everything that defines a generation: two equal requests to a
deterministic model give the same bytes. `GenerationResult` holds everything that came back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId, ModelId
    from gallery_studio.domain.image import MediaType


@dataclass(frozen=True, slots=True)
class ReferenceImage:
    """A picture sent along with a message, as it goes out.

    Attributes:
        image_id: SHA-256 of the stored picture it was made from.
        media_type: Media type of `data`.
        data: The bytes as sent (scaled to the limits of `domain.limits`).
        label: Short name a person knows it by.
    """

    image_id: ImageId
    media_type: MediaType
    data: bytes = field(repr=False)
    label: str = ""


@dataclass(frozen=True, slots=True)
class ModelPart:
    """One part of a model's answer, exactly as it came, so that the chat can go on.

    Attributes:
        json: The part as compact JSON with snake_case keys and URL-safe base64, but with the
            bytes of an inline picture replaced by ``"sha256:<hex>"``. The thought signature is
            in here, byte for byte.
        data: The inline bytes that stand behind ``sha256:``, or None when the part has none
            (or has not been loaded).
        is_thought: Whether it is a thought or a draft, which is never sent back.
    """

    json: str = field(repr=False)
    data: bytes | None = field(default=None, repr=False)
    is_thought: bool = False


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One earlier message of a model's own conversation.

    Attributes:
        role: Who spoke.
        text: The words of a user entry; empty for a model entry.
        references: Pictures of a user entry, in the order sent; empty for a model entry.
        parts: Raw parts of a model entry; empty for a user entry.
    """

    role: Literal["user", "model"]
    text: str = ""
    references: tuple[ReferenceImage, ...] = ()
    parts: tuple[ModelPart, ...] = ()


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """Everything that defines one generation.

    Attributes:
        model: Id of the model asked.
        prompt: The words sent, complete.
        aspect_ratio: Such as ``4:5``; None follows the (last) reference or the model's default.
        image_size: Such as ``2K``; None is the model's default.
        seed: Makes a deterministic model repeat itself; None leaves it to the model.
        history: Earlier messages of this model's own conversation, oldest first.
        references: Pictures sent with the prompt, in order.
        source_id: For an edit, the picture the words are about: one of `references`, or the
            picture of an entry of `history`. None when a new picture is asked for.
    """

    model: ModelId
    prompt: str
    aspect_ratio: str | None = None
    image_size: str | None = None
    seed: int | None = None
    history: tuple[HistoryEntry, ...] = ()
    references: tuple[ReferenceImage, ...] = ()
    source_id: ImageId | None = None


class FinishReason(StrEnum):
    """Why a model stopped, in the service's words, as far as the studio knows them."""

    STOP = "STOP"
    MAX_TOKENS = "MAX_TOKENS"
    SAFETY = "SAFETY"
    RECITATION = "RECITATION"
    BLOCKLIST = "BLOCKLIST"
    PROHIBITED_CONTENT = "PROHIBITED_CONTENT"
    SPII = "SPII"
    IMAGE_SAFETY = "IMAGE_SAFETY"
    IMAGE_PROHIBITED_CONTENT = "IMAGE_PROHIBITED_CONTENT"
    IMAGE_RECITATION = "IMAGE_RECITATION"
    IMAGE_OTHER = "IMAGE_OTHER"
    NO_IMAGE = "NO_IMAGE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens a call used, as the service reported them; None where it said nothing."""

    prompt_tokens: int | None = None
    image_tokens: int | None = None
    text_tokens: int | None = None
    thought_tokens: int | None = None
    total_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class GenerationResult:
    """Everything that came back.

    Attributes:
        image: The picture's bytes, untouched as received.
        text: The model's words, thoughts left out; may be empty.
        parts: Every part of the answer in order.
        finish_reason: The service's word (not only those of `FinishReason`).
        usage: Tokens used.
        model_version: What the service says it ran.
        response_id: The service's id of the answer.
        extra_images: Further pictures in the same answer, untouched.
        seed: The seed that was used, if the model is deterministic.
    """

    image: bytes = field(repr=False)
    text: str = ""
    parts: tuple[ModelPart, ...] = ()
    finish_reason: str = FinishReason.STOP
    usage: Usage = field(default_factory=Usage)
    model_version: str = ""
    response_id: str = ""
    extra_images: tuple[bytes, ...] = field(default=(), repr=False)
    seed: int | None = None


class ProgressKind(StrEnum):
    """What a provider is doing with a request."""

    SENT = "sent"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a running call.

    Attributes:
        kind: SENT when a request goes out, WAITING when it will be sent again.
        message: For WAITING, one sentence that says why.
        retry_in_s: For WAITING, seconds until the next try.
        attempt: Number of the try, from 1.
    """

    kind: ProgressKind
    message: str = ""
    retry_in_s: float = 0.0
    attempt: int = 1
