"""Turns domain objects into rows. The way back is in `library.reading`."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from gallery_studio.library.statements import json_text
from gallery_studio.records import asdict

if TYPE_CHECKING:
    from gallery_studio.domain.card import Card
    from gallery_studio.domain.conversation import Conversation, Output, Turn
    from gallery_studio.domain.geometry import Rect
    from gallery_studio.domain.ids import CardId, SessionId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.session import ComposeSettings, Run, Session

Row = dict[str, Any]


def folded(text: str) -> str:
    """Return a text for comparing without regard to case or form of its letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def session_row(session: Session) -> Row:
    """Return the row of a session."""
    viewport = session.viewport
    return {
        "id": session.id,
        "name": session.name,
        "name_folded": folded(session.name),
        "is_named_by_person": session.is_named_by_person,
        "composition": session.composition,
        "draft": session.draft,
        "compose": compose_text(session.compose),
        "center_x": None if viewport is None else viewport.center_x,
        "center_y": None if viewport is None else viewport.center_y,
        "zoom": None if viewport is None else viewport.zoom,
        "created_utc": session.created_utc,
        "updated_utc": session.updated_utc,
        "deleted_utc": session.deleted_utc,
    }


def compose_text(compose: ComposeSettings) -> str:
    """Return the settings of the compose bar as JSON."""
    return json_text(asdict(compose))


def run_row(run: Run, rect: Rect) -> Row:
    """Return the row of a run whose cards were laid out within `rect`."""
    return {
        "id": run.id,
        "session_id": run.session_id,
        "composition": run.composition,
        "directives": json_text([asdict(directive) for directive in run.directives]),
        "models": json_text(run.models),
        "product_ids": json_text(run.product_ids),
        "aspect_ratio": run.aspect_ratio,
        "image_size": run.image_size,
        "seed": run.seed,
        "created_utc": run.created_utc,
        **asdict(rect),
    }


def conversation_row(conversation: Conversation) -> Row:
    """Return the row of a conversation."""
    return asdict(conversation) | {"models": json_text(conversation.models)}


def turn_row(turn: Turn, session_id: SessionId) -> Row:
    """Return the row of a turn; its references are rows of their own."""
    row = asdict(turn)
    del row["references"]
    return row | {
        "session_id": session_id,
        "models": json_text(turn.models),
        "status": turn.status.value,
    }


def turn_reference_rows(turn: Turn) -> list[Row]:
    """Return the rows of the pictures sent along with a turn."""
    return [
        {"turn_id": turn.id, "position": position, **asdict(reference)}
        for position, reference in enumerate(turn.references)
    ]


def output_row(output: Output, session_id: SessionId) -> Row:
    """Return the row of an output; its references are rows of their own."""
    row = asdict(output)
    del row["sent_references"]
    usage: Row = row.pop("usage")
    return row | usage | {"session_id": session_id, "status": output.status.value}


def output_reference_rows(output: Output) -> list[Row]:
    """Return the rows of the pictures sent to one model."""
    return [
        {"output_id": output.id, "position": position, "image_id": image_id}
        for position, image_id in enumerate(output.sent_references)
    ]


def card_row(card: Card, source_card_id: CardId | None) -> Row:
    """Return the row of a card."""
    row = asdict(card)
    placement: Row = row.pop("placement")
    return row | placement | {"source_card_id": source_card_id}


def image_row(image: ImageFile) -> Row:
    """Return the row of a picture."""
    return asdict(image) | {"media_type": image.media_type.value, "origin": image.origin.value}
