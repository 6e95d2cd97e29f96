"""Requests, results and errors as frames, for the Gemini helper process and back.

JSON and blobs, no pickle: what the child sends is read field by field. Bytes that occur more than
once (the picture of an answer is also the data of one of its parts) are sent once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.generation import (
    GenerationRequest,
    GenerationResult,
    HistoryEntry,
    ModelPart,
    Progress,
    ProgressKind,
    ReferenceImage,
    Usage,
)
from gallery_studio.domain.image import MediaType
from gallery_studio.providers.text_port import TextRequest, TextResult
from gallery_studio.records import asdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Fields = dict[str, Any]
Blobs = tuple[bytes, ...]


class _Packer:
    """Gathers the bytes of one frame, each once."""

    def __init__(self) -> None:
        self._blobs: list[bytes] = []
        self._places: dict[int, int] = {}

    def place(self, data: bytes) -> int:
        """Return where these bytes lie in the frame."""
        if id(data) not in self._places:
            self._places[id(data)] = len(self._blobs)
            self._blobs.append(data)
        return self._places[id(data)]

    def references(self, references: Iterable[ReferenceImage]) -> list[Fields]:
        return [
            {
                "image_id": reference.image_id,
                "media_type": reference.media_type,
                "data": self.place(reference.data),
                "label": reference.label,
            }
            for reference in references
        ]

    def parts(self, parts: Iterable[ModelPart]) -> list[Fields]:
        return [
            {
                "json": part.json,
                "data": None if part.data is None else self.place(part.data),
                "is_thought": part.is_thought,
            }
            for part in parts
        ]

    def blobs(self) -> Blobs:
        """Return all the bytes, in their places."""
        return tuple(self._blobs)


def pack_request(request: GenerationRequest) -> tuple[Fields, Blobs]:
    """Return a request as a JSON object and its bytes."""
    packer = _Packer()
    fields = {
        "model": request.model,
        "prompt": request.prompt,
        "aspect_ratio": request.aspect_ratio,
        "image_size": request.image_size,
        "seed": request.seed,
        "history": [
            {
                "role": entry.role,
                "text": entry.text,
                "references": packer.references(entry.references),
                "parts": packer.parts(entry.parts),
            }
            for entry in request.history
        ],
        "references": packer.references(request.references),
        "source_id": request.source_id,
    }
    return fields, packer.blobs()


def unpack_request(fields: Fields, blobs: Sequence[bytes]) -> GenerationRequest:
    """Return the request that `pack_request` packed."""
    history = (
        entry
        | {
            "references": _references(entry["references"], blobs),
            "parts": _parts(entry["parts"], blobs),
        }
        for entry in fields["history"]
    )
    references = _references(fields["references"], blobs)
    entries = tuple(HistoryEntry(**entry) for entry in history)
    return GenerationRequest(**fields | {"history": entries, "references": references})


def pack_result(result: GenerationResult) -> tuple[Fields, Blobs]:
    """Return a result as a JSON object and its bytes."""
    packer = _Packer()
    fields = {
        "image": packer.place(result.image),
        "text": result.text,
        "parts": packer.parts(result.parts),
        "finish_reason": result.finish_reason,
        "usage": asdict(result.usage),
        "model_version": result.model_version,
        "response_id": result.response_id,
        "extra_images": [packer.place(image) for image in result.extra_images],
        "seed": result.seed,
    }
    return fields, packer.blobs()


def unpack_result(fields: Fields, blobs: Sequence[bytes]) -> GenerationResult:
    """Return the result that `pack_result` packed."""
    unpacked = {
        "image": blobs[fields["image"]],
        "parts": _parts(fields["parts"], blobs),
        "usage": Usage(**fields["usage"]),
        "extra_images": tuple(blobs[place] for place in fields["extra_images"]),
    }
    return GenerationResult(**fields | unpacked)


def pack_words(request: TextRequest) -> Fields:
    """Return a request for words as a JSON object."""
    return asdict(request)


def unpack_words(fields: Fields) -> TextRequest:
    """Return the request that `pack_words` packed."""
    return TextRequest(**fields)


def pack_text(result: TextResult) -> Fields:
    """Return an answer in words as a JSON object."""
    return asdict(result)


def unpack_text(fields: Fields) -> TextResult:
    """Return the answer that `pack_text` packed."""
    return TextResult(**fields | {"usage": Usage(**fields["usage"])})


def pack_progress(progress: Progress) -> Fields:
    """Return news of a call as a JSON object."""
    return asdict(progress)


def unpack_progress(fields: Fields) -> Progress:
    """Return the news that `pack_progress` packed."""
    return Progress(**fields | {"kind": ProgressKind(fields["kind"])})


def pack_error(error: ProviderError) -> Fields:
    """Return an error as a JSON object: its words and what they mean, no traceback."""
    return {
        "kind": error.kind,
        "message": error.message,
        "retryable": error.retryable,
        "retry_after_s": error.retry_after_s,
        "finish_reason": error.finish_reason,
        "may_be_charged": error.may_be_charged,
    }


def unpack_error(fields: Fields) -> ProviderError:
    """Return the error that `pack_error` packed."""
    return ProviderError(**fields | {"kind": ProviderErrorKind(fields["kind"])})


def _references(packed: Iterable[Fields], blobs: Sequence[bytes]) -> tuple[ReferenceImage, ...]:
    return tuple(
        ReferenceImage(
            **fields
            | {"media_type": MediaType(fields["media_type"]), "data": blobs[fields["data"]]}
        )
        for fields in packed
    )


def _parts(packed: Iterable[Fields], blobs: Sequence[bytes]) -> tuple[ModelPart, ...]:
    return tuple(
        ModelPart(**fields | {"data": None if fields["data"] is None else blobs[fields["data"]]})
        for fields in packed
    )
