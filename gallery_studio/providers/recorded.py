"""Plays the answers of stored sessions back, with their timing; says that they are recordings."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.generation import (
    FinishReason,
    GenerationRequest,
    GenerationResult,
    ModelPart,
    Progress,
    ProgressKind,
)
from gallery_studio.domain.ids import ModelId
from gallery_studio.records import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.model_info import ModelInfo

RECORDED_MODEL = ModelId("recorded")
LONGEST_S = 30.0
"""Nobody in front of a kiosk waits longer, however long the model took then."""
_WORD = re.compile(r"\w+")
_MANY = 99
_JPEG = b"\xff\xd8"


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """One answer as it was stored.

    Attributes:
        message: The words it answered.
        source_id: The picture the words were about, or None for a picture made from words.
        image_id: The picture.
        read: Reads the picture's bytes; any thread.
        text: The model's words.
        model: Name of the model that answered then.
        duration_s: How long it took then.
    """

    message: str
    source_id: ImageId | None
    image_id: ImageId
    read: Callable[[], bytes]
    text: str = ""
    model: str = ""
    duration_s: float = 1.0


class RecordedProvider:
    """Answers with what was stored: the nearest sentence, and the edits that followed it then.

    It never makes anything: where the recording has no answer it says so.
    """

    name = "recorded"

    def __init__(
        self,
        answers: Sequence[RecordedAnswer],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take the recording.

        Args:
            answers: Everything it can say.
            sleep: Waits so many seconds.
        """
        self._answers = tuple(answers)
        self._sleep = sleep

    async def generate(
        self, request: GenerationRequest, on_progress: Callable[[Progress], None]
    ) -> GenerationResult:
        """Play the nearest answer back, after as long as it took then.

        Raises:
            ProviderError: The recording ends here.
        """
        found = nearest(self._answers, request.prompt, request.source_id)
        if found is None:
            raise ProviderError(
                ProviderErrorKind.EMPTY,
                "The recording ends here: nobody went on from this picture. Begin with another.",
                retryable=False,
            )
        on_progress(Progress(ProgressKind.SENT))
        await self._sleep(min(max(0.0, found.duration_s), LONGEST_S))
        image = await asyncio.to_thread(found.read)
        text = _spoken(found)
        return GenerationResult(
            image=image,
            text=text,
            parts=_parts(text, image),
            finish_reason=FinishReason.STOP,
            model_version=f"recording of {found.model}" if found.model else "recording",
        )

    async def list_models(self) -> Sequence[ModelId]:
        """Return the one model there is."""
        return (RECORDED_MODEL,)

    async def aclose(self) -> None:
        """Do nothing: there is no connection."""


def nearest(
    answers: Sequence[RecordedAnswer], words: str, source_id: ImageId | None
) -> RecordedAnswer | None:
    """Return the answer whose message shares most words; of equal ones the first.

    Args:
        answers: Everything recorded.
        words: What is asked now.
        source_id: The picture it is about; only answers about the same one are considered.
    """
    asked = _words(words)

    def likeness(answer: RecordedAnswer) -> float:
        told = _words(answer.message)
        return len(asked & told) / max(1, len(asked | told))

    return max(
        (answer for answer in answers if answer.source_id == source_id),
        key=likeness,
        default=None,
    )


def recorded_model(offline: ModelInfo) -> ModelInfo:
    """Return the catalogue entry of the recording; it takes whatever the offline model takes."""
    return replace(
        offline,
        id=RECORDED_MODEL,
        name="Recording",
        short_name="Recording",
        nickname="",
        summary="Plays back what was made before.",
        glyph="history",
        provider=RecordedProvider.name,
        max_references=_MANY,
        is_deterministic=False,
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _spoken(answer: RecordedAnswer) -> str:
    maker = f" {answer.model}" if answer.model else " a model"
    return f"A recording: this is what{maker} answered to “{answer.message}”."


def _parts(text: str, image: bytes) -> tuple[ModelPart, ...]:
    """Return the answer as parts: the next turn finds its own picture in its history."""
    digest = hashlib.sha256(image).hexdigest()
    kind = "image/jpeg" if image.startswith(_JPEG) else "image/png"
    inline = {"inline_data": {"mime_type": kind, "data": f"sha256:{digest}"}}
    words = json.dumps({"text": text}, ensure_ascii=False, separators=(",", ":"))
    return ModelPart(words), ModelPart(json.dumps(inline, separators=(",", ":")), image)
