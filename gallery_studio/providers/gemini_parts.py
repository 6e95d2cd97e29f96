"""Parts of a conversation: from the wire into `ModelPart`, and from there into the next request.

A part goes back exactly as it came: its signature byte for byte, its picture untouched. Thoughts
and drafts stay behind; the service does not ask for them.

Source: ai.google.dev/gemini-api/docs/thought-signatures ("pass it back exactly as received").
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.generation import ModelPart
from gallery_studio.providers import base64_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from google.genai import types

    from gallery_studio.domain.generation import (
        GenerationRequest,
        HistoryEntry,
        ReferenceImage,
    )

_SHA256 = "sha256:"
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def part_from_wire(wire: Mapping[str, Any]) -> ModelPart:
    """Return one part of an answer, its inline bytes beside its JSON.

    Fields that google-genai does not know (yet) are kept.

    Raises:
        ValueError: The part is not what the service documents (types, base64).
    """
    fields = _snake_keys(wire)
    data: bytes | None = None
    if "inline_data" in fields:
        blob = _snake_keys(fields["inline_data"])
        data = base64_text.decode(_text(blob.get("data", "")))
        fields["inline_data"] = blob | {"data": _SHA256 + hashlib.sha256(data).hexdigest()}
    if "thought_signature" in fields:
        signature = base64_text.decode(_text(fields["thought_signature"]))
        fields["thought_signature"] = base64_text.encode_url_safe(signature)
    return ModelPart(
        json=json.dumps(fields, separators=(",", ":")),
        data=data,
        is_thought=fields.get("thought") is True,
    )


def contents_from_request(request: GenerationRequest) -> list[types.Content]:
    """Return the whole conversation as google-genai takes it: the history, then the new message.

    Raises:
        ProviderError: HISTORY_UNREADABLE, when a stored part cannot be sent again.
    """
    from google.genai import types

    contents = [_content(entry) for entry in request.history]
    new_parts = _user_parts(request.references, request.prompt)
    return [*contents, types.Content(role="user", parts=new_parts)]


def _content(entry: HistoryEntry) -> types.Content:
    from google.genai import types

    if entry.role == "user":
        return types.Content(role="user", parts=_user_parts(entry.references, entry.text))
    parts = [_stored_part(part) for part in entry.parts if not part.is_thought]
    if not parts:
        raise _unreadable("an earlier answer was stored without its parts")
    return types.Content(role="model", parts=parts)


def _user_parts(references: Iterable[ReferenceImage], text: str) -> list[types.Part]:
    from google.genai import types

    pictures = [
        types.Part.from_bytes(data=reference.data, mime_type=str(reference.media_type))
        for reference in references
    ]
    return [*pictures, types.Part(text=text)] if text else pictures


def _stored_part(part: ModelPart) -> types.Part:
    """Return a stored part as google-genai's own, with its bytes in place."""
    from pydantic import ValidationError

    try:
        fields = json.loads(part.json)
        blob = fields.get("inline_data")
        if blob is not None:
            _check_data(blob["data"], part.data)
            fields["inline_data"] = blob | {"data": ""}
        restored = _validated(fields)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        restored = None
    if restored is None:
        raise _unreadable("an earlier answer was stored in a form that cannot be read")
    if restored.inline_data is not None:
        restored.inline_data.data = part.data
    return restored


def _validated(fields: dict[str, Any]) -> types.Part:
    """Return a part from its fields, without those this version of google-genai dropped."""
    from google.genai import types

    known = {name: value for name, value in fields.items() if name in types.Part.model_fields}
    if "inline_data" in known:
        blob = known["inline_data"]
        known["inline_data"] = {k: v for k, v in blob.items() if k in types.Blob.model_fields}
    return types.Part.model_validate(known)


def _check_data(reference: str, data: bytes | None) -> None:
    """Refuse a picture that is missing or no longer the one the model made."""
    if data is None:
        raise _unreadable("the picture of an earlier answer is missing")
    if reference != _SHA256 + hashlib.sha256(data).hexdigest():
        raise _unreadable("the picture of an earlier answer has changed since it was made")


def _unreadable(cause: str) -> ProviderError:
    return ProviderError(
        ProviderErrorKind.HISTORY_UNREADABLE,
        f"This conversation cannot go on: {cause}. Edit the picture in a new conversation.",
        retryable=False,
    )


def _snake_keys(wire: object) -> dict[str, Any]:
    if not isinstance(wire, dict):
        raise ValueError("an object was expected")  # noqa: TRY004  one error for all bad wire
    return {_CAPITAL.sub("_", key).lower(): value for key, value in wire.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text was expected")  # noqa: TRY004  one error for all bad wire
    return value
