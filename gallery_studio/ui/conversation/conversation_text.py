"""The words of the conversation pane: names, states, times. No Qt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from gallery_studio.domain.status import Status
from gallery_studio.domain.timestamps import parse_utc
from gallery_studio.studio.price_text import short_estimate
from gallery_studio.ui.sidebar.relative_age import relative_age

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ModelId
    from gallery_studio.domain.model_info import PriceEstimate
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.ui.conversation.conversation_state import OutputView, TurnView

_SHORT_FAILURE = 64
_FALLBACK_GLYPH = "sparkles"


def model_name(catalogue: Catalogue, model: ModelId) -> str:
    """Return the short name of a model; its id when the catalogue does not know it."""
    info = catalogue.get(model)
    return info.short_name if info is not None else str(model)


def model_glyph(catalogue: Catalogue, model: ModelId) -> str:
    """Return the icon of a model."""
    info = catalogue.get(model)
    return info.glyph if info is not None else _FALLBACK_GLYPH


def output_name(output: OutputView, name: str) -> str:
    """Return what a screen reader says, as "Turn 3, 3 Pro, ready, next edit starts here."."""
    parts = [f"Turn {output.turn_number}", name, _state_words(output)]
    if output.is_starred:
        parts.append("starred")
    if output.rating:
        parts.append(f"rated {output.rating}")
    if output.is_rejected:
        parts.append("rejected")
    if output.is_head:
        parts.append("next edit starts here")
    return ", ".join(parts).rstrip(".") + "."


def _state_words(output: OutputView) -> str:
    if output.status is Status.FAILED:
        return f"failed: {output.failure}".rstrip(".")
    return {
        Status.PENDING: "waiting",
        Status.GENERATING: "generating",
        Status.COMPLETED: "ready",
        Status.CANCELLED: "stopped",
    }[output.status]


def short_failure(message: str) -> str:
    """Return the first sentence of a reason, for a tile; the whole one stands under the tiles."""
    first, dot, rest = message.partition(". ")
    if not rest or len(message) <= _SHORT_FAILURE:
        return message
    return first + dot.rstrip()


def elapsed_s(started_utc: str | None, now: datetime) -> int | None:
    """Return whole seconds since an output was sent, or None while it is not sent."""
    if not started_utc:
        return None
    try:
        return max(0, int((now - parse_utc(started_utc)).total_seconds()))
    except ValueError:
        return None


def usual_text(catalogue: Catalogue, model: ModelId) -> str:
    """Return how long the model takes, such as ``usually 20 s``; "" when that is not known."""
    info = catalogue.get(model)
    return f"usually {max(1, round(info.typical_s))} s" if info is not None else ""


def sent_text(created_utc: str, now: datetime) -> str:
    """Return when a turn was sent: ``Now``, ``11:54``, or ``18 Nov, 11:54``.

    Args:
        created_utc: ISO 8601, UTC.
        now: The present in the person's own time zone.
    """
    try:
        when = parse_utc(created_utc).astimezone(now.tzinfo)
    except ValueError:
        return ""
    if now.astimezone(UTC) - when.astimezone(UTC) < timedelta(minutes=1):
        return "Now"
    clock = f"{when.hour:02}:{when.minute:02}"
    return clock if when.date() == now.date() else f"{relative_age(created_utc, now)}, {clock}"


def running_text(turn: TurnView) -> str:
    """Return the line under a running turn."""
    ready, asked = turn.ready_count, len(turn.outputs)
    return (
        f"{ready} of {asked} ready. You can keep writing, or leave: "
        "results arrive in the background."
    )


def price_text(price: PriceEstimate) -> str:
    """Return what sending makes and costs, such as ``3 images, about $0.22``."""
    if not price.images:
        return ""
    noun = "image" if price.images == 1 else "images"
    return f"{price.images} {noun}, {short_estimate(price)}"


def images_text(count: int) -> str:
    """Return a number of pictures with its noun."""
    return "1 image" if count == 1 else f"{count} images"
