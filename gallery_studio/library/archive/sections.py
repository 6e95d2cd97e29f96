"""The sections of ``metadata.json``, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.image import MediaType, Origin
from gallery_studio.domain.limits import (
    ARCHIVE_ENTRIES,
    IMAGE_FILE_BYTES,
    IMAGE_PIXELS,
    IMAGE_SIDE_PX,
)
from gallery_studio.domain.status import Status
from gallery_studio.library.archive.errors import RefusedError
from gallery_studio.library.archive.fields import REQUIRED, Field, Section
from gallery_studio.library.archive.kinds import (
    Choice,
    Digest,
    Flag,
    Id,
    Json,
    Moment,
    Real,
    Said,
    Slug,
    Text,
    Whole,
    code,
    list_of,
    optional,
    plain_object,
)
from gallery_studio.library.archive.pages import checked_page

if TYPE_CHECKING:
    from collections.abc import Mapping

_LIST_MOST = 1_000
_REPLY_CHARACTERS = 1_000_000
_PART_CHARACTERS = 32 * 1024 * 1024
_FINAL = frozenset(status.value for status in Status if not status.is_open)


COMPOSE_CHECKS: Mapping[str, Any] = {
    "models": list_of(code(), _LIST_MOST),
    "directive_count": Whole(1, _LIST_MOST).checked,
    "aspect_ratio": optional(code()),
    "image_size": optional(code()),
    "product_ids": list_of(Id(), _LIST_MOST),
    "person_ids": list_of(Id(), _LIST_MOST),
    "identity_id": optional(Id()),
}
"""Checks of `domain.session.ComposeSettings`, field by field."""

DIRECTIVE_CHECKS: Mapping[str, Any] = {
    "text": Text().checked,
    "source": code().checked,
    "is_locked": Flag().checked,
}
"""Checks of `domain.session.Directive`, field by field."""


def _compose(value: Said) -> dict[str, Any]:
    """Check the settings of the compose bar; what a newer program added is left out."""
    settings = plain_object(value)
    return {key: check(settings[key]) for key, check in COMPOSE_CHECKS.items() if key in settings}


def _directives(value: Said) -> list[dict[str, Any]]:
    """Check directives; what a newer program added is left out."""
    if not isinstance(value, list) or len(value) > _LIST_MOST:
        raise RefusedError("is not a list of directives")
    found = []
    for member in value:
        directive = plain_object(member)
        if "text" not in directive:
            raise RefusedError("holds a directive without words")
        checks = DIRECTIVE_CHECKS.items()
        found.append({key: check(directive[key]) for key, check in checks if key in directive})
    return found


_MODELS = Json(list_of(code(), _LIST_MOST))
_MARK = Field("deleted_utc", Moment(), None)

SESSION = Section(
    "session",
    "sessions",
    "session",
    (
        Field("id", Id()),
        Field("name", Text()),
        Field("is_named_by_person", Flag(), False),
        Field("composition", Text(), ""),
        Field("draft", Text(), ""),
        Field("directives", Json(_directives), []),
        Field("compose", Json(_compose), {}),
        Field("center_x", Real(), None),
        Field("center_y", Real(), None),
        Field("zoom", Real(1e-6, 1e6), None),
        Field("created_utc", Moment()),
        Field("updated_utc", Moment()),
    ),
)
PRODUCTS = Section(
    "products",
    "products",
    "product",
    (
        Field("id", Id()),
        Field("sku", Text(), ""),
        Field("name", Text()),
        Field("brand", Text(), ""),
        Field("description", Text(), ""),
        Field("image_id", Digest(), None, "images"),
        Field("color", Whole(0, 7), 0),
        Field("created_utc", Moment()),
        _MARK,
    ),
)
IDENTITIES = Section(
    "identities",
    "identities",
    "identity",
    (
        Field("id", Id()),
        Field("name", Text()),
        Field("description", Text(), ""),
        Field("prompt", Text(), ""),
        Field("created_utc", Moment()),
        _MARK,
    ),
)
PEOPLE = Section(
    "people",
    "people",
    "person",
    (
        Field("id", Id()),
        Field("name", Text()),
        Field("appearance", Text(), ""),
        Field("consent_note", Text(), ""),
        Field("active_conversation_id", Id(), None, "conversations"),
        Field("created_utc", Moment()),
        _MARK,
    ),
)
RUNS = Section(
    "runs",
    "runs",
    "run",
    (
        Field("id", Id()),
        Field("composition", Text()),
        Field("directives", Json(_directives)),
        Field("models", _MODELS),
        Field("product_ids", Json(list_of(Id(), _LIST_MOST)), []),
        Field("aspect_ratio", code(), None),
        Field("image_size", code(), None),
        Field("seed", Whole(-(2**63)), None),
        Field("x", Real(), 0),
        Field("y", Real(), 0),
        Field("width", Real(0), 0),
        Field("height", Real(0), 0),
        Field("created_utc", Moment()),
    ),
)
CONVERSATIONS = Section(
    "conversations",
    "conversations",
    "conversation",
    (
        Field("id", Id()),
        Field("title", Text()),
        Field("source_image_id", Digest(), None, "images"),
        Field("source_output_id", Id(), None, "outputs"),
        Field("person_id", Id(), None, "people"),
        Field("identity_id", Id(), None, "identities"),
        Field("references_hash", code(), ""),
        Field("models", _MODELS, []),
        Field("head_output_id", Id(), None, "outputs"),
        Field("created_utc", Moment()),
        Field("updated_utc", Moment()),
        _MARK,
    ),
)
TURNS = Section(
    "turns",
    "turns",
    "turn",
    (
        Field("id", Id()),
        Field("conversation_id", Id(), REQUIRED, "conversations"),
        Field("run_id", Id(), None, "runs"),
        Field("number", Whole(1, 1_000_000)),
        Field("parent_turn_id", Id(), None, "turns"),
        Field("parent_output_id", Id(), None, "outputs"),
        Field("message", Text()),
        Field("product_id", Id(), None, "products"),
        Field("models", _MODELS),
        Field("aspect_ratio", code(), None),
        Field("image_size", code(), None),
        Field("status", Choice(_FINAL)),
        Field("created_utc", Moment()),
        Field("finished_utc", Moment(), None),
        _MARK,
    ),
)
TURN_REFERENCES = Section(
    "references",
    "turn_references",
    "reference",
    (
        Field("image_id", Digest(), REQUIRED, "images"),
        Field("role", code(), "person"),
        Field("label", Text(), ""),
    ),
    most=_LIST_MOST,
)
OUTPUTS = Section(
    "outputs",
    "outputs",
    "output",
    (
        Field("id", Id()),
        Field("turn_id", Id(), REQUIRED, "turns"),
        Field("model", code()),
        Field("position", Whole(0, 1_000_000)),
        Field("prompt", Text(_REPLY_CHARACTERS)),
        Field("seed", Whole(-(2**63)), None),
        Field("status", Choice(_FINAL)),
        Field("image_id", Digest(), None, "images"),
        Field("text", Text(_REPLY_CHARACTERS), ""),
        Field("finish_reason", code(), ""),
        Field("prompt_tokens", Whole(), None),
        Field("image_tokens", Whole(), None),
        Field("text_tokens", Whole(), None),
        Field("thought_tokens", Whole(), None),
        Field("total_tokens", Whole(), None),
        Field("cost_usd", Real(0), None),
        Field("duration_s", Real(0), None),
        Field("error_kind", code(), ""),
        Field("error_message", Text(), ""),
        Field("is_retryable", Flag(), False),
        Field("model_version", code(), ""),
        Field("response_id", code(), ""),
        Field("attempt", Whole(1), 1),
        Field("created_utc", Moment()),
        Field("started_utc", Moment(), None),
        Field("finished_utc", Moment(), None),
        _MARK,
    ),
)
PARTS = Section(
    "parts",
    "output_parts",
    "part",
    (
        Field("json", Text(_PART_CHARACTERS)),
        Field("data_sha256", Digest(), None),
        Field("is_thought", Flag(), False),
    ),
    most=_LIST_MOST,
)
CARDS = Section(
    "cards",
    "cards",
    "card",
    (
        Field("id", Id()),
        Field("output_id", Id(), None, "outputs"),
        Field("image_id", Digest(), None, "images"),
        Field("source_card_id", Id(), None, "cards"),
        Field("x", Real()),
        Field("y", Real()),
        Field("width", Real(1e-3)),
        Field("height", Real(1e-3)),
        Field("z", Whole(-(2**31), 2**31 - 1), 0),
        Field("is_starred", Flag(), False),
        Field("rating", Whole(0, 5), 0),
        Field("is_rejected", Flag(), False),
        Field("caption", Text(), ""),
        Field("created_utc", Moment()),
    ),
)
PROJECTS = Section(
    "projects",
    "projects",
    "project",
    (
        Field("id", Id()),
        Field("slug", Slug()),
        Field("title", Text()),
        Field("type", code()),
        Field("description", Text(), ""),
        Field("featured_image_id", Digest(), None, "images"),
        Field("content", Json(checked_page)),
        Field("created_utc", Moment()),
        Field("updated_utc", Moment()),
    ),
)
IMAGES = Section(
    "images",
    "images",
    "picture",
    (
        Field("id", Digest()),
        Field("media_type", Choice(frozenset(media_type.value for media_type in MediaType))),
        Field("width", Whole(1, IMAGE_SIDE_PX)),
        Field("height", Whole(1, IMAGE_SIDE_PX)),
        Field("size_bytes", Whole(1, IMAGE_FILE_BYTES)),
        Field("origin", Choice(frozenset(origin.value for origin in Origin))),
        Field("has_credentials", Flag(), False),
        Field("source_name", Text(), ""),
        Field("created_utc", Moment()),
    ),
    most=ARCHIVE_ENTRIES,
)
EVENTS = Section(
    "events",
    "events",
    "event",
    (
        Field("kind", code()),
        Field("version", Whole(1, 1_000_000), 1),
        Field("payload", Json(plain_object), {}),
        Field("created_utc", Moment()),
    ),
    most=1_000_000,
)

MAIN_SECTIONS = (
    *(IMAGES, PRODUCTS, IDENTITIES, PEOPLE, RUNS, CONVERSATIONS, TURNS, OUTPUTS, CARDS, PROJECTS),
    EVENTS,
)
"""The lists at the top of ``metadata.json``, in the order they are stored."""


def check_pixels(image: Mapping[str, Any], number: int) -> None:
    """Check that a picture is within the limit of pixels.

    Raises:
        RefusedError: It is not.
    """
    if image["width"] * image["height"] > IMAGE_PIXELS:
        raise RefusedError(f"its picture {number} has too many pixels")
