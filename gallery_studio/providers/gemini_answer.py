"""Reads the body of a generateContent answer: a picture or words, or why there are none.

The body is read here and not by google-genai, because its reader drops ``finishMessage`` and
every field it does not know, and warns of finish reasons it has not heard of. No google types.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.generation import FinishReason, GenerationResult, ModelPart, Usage
from gallery_studio.providers.gemini_parts import part_from_wire
from gallery_studio.providers.gemini_refusals import block_error, finish_error, words_only_error
from gallery_studio.providers.gemini_status import captive_portal
from gallery_studio.providers.text_port import TextResult
from gallery_studio.records import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Wire = dict[str, Any]
_Result = TypeVar("_Result")


def read_answer(body: str) -> GenerationResult:
    """Return what an image model answered.

    Args:
        body: The body of an answer with status 200.

    Raises:
        ProviderError: There is no picture in it; the text says why.
    """
    return _read(body, _read_candidate)


def read_words(body: str) -> TextResult:
    """Return what a model of words answered.

    Args:
        body: The body of an answer with status 200.

    Raises:
        ProviderError: There are no words in it, or not all of them; the text says why.
    """
    return _read(body, _read_written)


def _read(body: str, read_candidate: Callable[[Wire, Wire], _Result]) -> _Result:
    """Return what is read from the first candidate of an answer.

    Raises:
        ProviderError: There is nothing in it, or it is damaged; the text says why.
    """
    if not body.strip():
        raise _empty("The service sent an empty page instead of an answer. Try again.")
    if body.lstrip().startswith("<"):
        raise captive_portal().error
    try:
        wire = _object(json.loads(body))
        candidates = _objects(wire.get("candidates"))
        feedback = _object(wire.get("promptFeedback") or {})
        if candidates:
            return read_candidate(candidates[0], wire)
    except (ValueError, RecursionError) as error:
        damage = _damaged(error)
    else:
        raise _no_candidate(feedback)
    raise damage


def _read_written(candidate: Wire, wire: Wire) -> TextResult:
    """Return the words in a candidate.

    Raises:
        ValueError: The candidate is not what the service documents.
    """
    content = _object(candidate.get("content") or {})
    text = _words(_objects(content.get("parts")))
    finish_reason = _plain(candidate.get("finishReason", ""))
    if finish_reason not in ("", FinishReason.STOP):
        raise finish_error(finish_reason, _plain(candidate.get("finishMessage", "")))
    if not text:
        raise _empty("The model finished without a word. Try again.")
    usage = _usage(_object(wire.get("usageMetadata") or {}))
    if usage.text_tokens is None:
        written = _count(_object(wire.get("usageMetadata") or {}), "candidatesTokenCount")
        usage = replace(usage, text_tokens=written)
    return TextResult(
        text=text,
        usage=usage,
        model_version=_plain(wire.get("modelVersion", "")),
        response_id=_plain(wire.get("responseId", "")),
    )


def _words(wire_parts: Sequence[Wire]) -> str:
    """Return the words of the parts, thoughts left out."""
    words = (_plain(p.get("text", "")) for p in wire_parts if p.get("thought") is not True)
    return "".join(words).strip()


def _read_candidate(candidate: Wire, wire: Wire) -> GenerationResult:
    """Return the result in a candidate.

    Raises:
        ValueError: The candidate is not what the service documents.
    """
    content = _object(candidate.get("content") or {})
    wire_parts = _objects(content.get("parts"))
    parts = tuple(part_from_wire(part) for part in wire_parts)
    images = [p.data for p in parts if p.data and not p.is_thought and _is_image(p)]
    text = _words(wire_parts)
    finish_reason = _plain(candidate.get("finishReason", ""))
    if not images:
        raise _no_picture(finish_reason, _plain(candidate.get("finishMessage", "")), text)
    return GenerationResult(
        image=images[0],
        text=text,
        parts=parts,
        finish_reason=finish_reason or FinishReason.STOP,
        usage=_usage(_object(wire.get("usageMetadata") or {})),
        model_version=_plain(wire.get("modelVersion", "")),
        response_id=_plain(wire.get("responseId", "")),
        extra_images=tuple(images[1:]),
    )


def _is_image(part: ModelPart) -> bool:
    """Whether the inline bytes claim to be a picture, or claim nothing."""
    claimed = json.loads(part.json)["inline_data"].get("mime_type", "image/")
    return isinstance(claimed, str) and claimed.startswith("image/")


def _no_picture(finish_reason: str, message: str, text: str) -> ProviderError:
    if finish_reason not in ("", FinishReason.STOP):
        return finish_error(finish_reason, message or text)
    if text.strip():
        return words_only_error(text)
    return _empty("The model finished without a picture and without a word. Try again.")


def _no_candidate(feedback: Wire) -> ProviderError:
    reason = feedback.get("blockReason")
    if reason:
        return block_error(str(reason), str(feedback.get("blockReasonMessage", "")))
    return _empty("The service answered, but with nothing in it. Try again.")


def _empty(sentence: str) -> ProviderError:
    return ProviderError(ProviderErrorKind.EMPTY, sentence, retryable=True)


def _damaged(error: Exception) -> ProviderError:
    """Return the error for an answer that cannot be read; it was made, and perhaps charged."""
    what = "broke off or is not JSON" if isinstance(error, json.JSONDecodeError) else "is garbled"
    return ProviderError(
        ProviderErrorKind.DAMAGED_ANSWER,
        f"The answer arrived damaged: it {what}. It may have been charged. Try again.",
        retryable=True,
        may_be_charged=True,
    )


def _usage(wire: Wire) -> Usage:
    """Return the tokens used; None where the service said nothing."""
    details = _objects(wire.get("candidatesTokensDetails"))
    return Usage(
        prompt_tokens=_count(wire, "promptTokenCount"),
        image_tokens=_modality_count(details, "IMAGE"),
        text_tokens=_modality_count(details, "TEXT"),
        thought_tokens=_count(wire, "thoughtsTokenCount"),
        total_tokens=_count(wire, "totalTokenCount"),
    )


def _modality_count(details: Sequence[Wire], modality: str) -> int | None:
    """Return the tokens of one modality; 0 where others are listed, None where none are."""
    if not details:
        return None
    return sum(_count(d, "tokenCount") or 0 for d in details if d.get("modality") == modality)


def _count(wire: Wire, name: str) -> int | None:
    value = wire.get(name)
    return value if isinstance(value, int) else None


def _object(value: object) -> Wire:
    if not isinstance(value, dict):
        raise ValueError("an object was expected")  # noqa: TRY004  one error for all bad wire
    return value


def _objects(value: object) -> list[Wire]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError("a list was expected")  # noqa: TRY004  one error for all bad wire
    return [_object(item) for item in value]


def _plain(value: object) -> str:
    """Return a text from the wire; half a surrogate pair, which no database takes, becomes �."""
    if not isinstance(value, str):
        raise ValueError("a text was expected")  # noqa: TRY004  one error for all bad wire
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
