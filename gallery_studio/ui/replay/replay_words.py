"""What a replay says about a step: plain words, from the log alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from gallery_studio.domain.event import EventKind
from gallery_studio.domain.naming import one_line
from gallery_studio.domain.replay_log import CARD_FOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.replay import ReplayMoment, ReplayStep

_NAME_CHARACTERS = 60
_FIXED = {
    EventKind.CARDS_DELETED: "deleted",
    EventKind.CARDS_RESTORED: "taken back",
    EventKind.CONVERSATION_DELETED: "deleted with their conversation",
    EventKind.CONVERSATION_RESTORED: "taken back with their conversation",
    EventKind.CARDS_MOVED: "moved",
}


def moment_text(created_utc: str) -> str:
    """Return a time as a person reads it, such as ``21 Nov 2026, 11:42``; "" when it is none."""
    try:
        when = datetime.fromisoformat(created_utc).astimezone()
    except ValueError:
        return ""
    return f"{when.day} {when:%b %Y, %H:%M}"


def quote_of(moment: ReplayMoment) -> str:
    """Return the person's words that a step belongs to, or ""."""
    if moment.step is None or moment.step.turn is None or moment.turn is None:
        return ""
    return moment.turn.logged.message


def told(moment: ReplayMoment, name_of: Callable[[str], str]) -> str:
    """Return in a few words what the last step did.

    Args:
        moment: What is known after it.
        name_of: Short name of a model.
    """
    step = moment.step
    if step is None:
        return "The wall is empty"
    if step.kind == EventKind.TURN_STARTED and moment.turn is not None:
        return f"Asked {_listed([name_of(model) for model in moment.turn.logged.models])}"
    card = _card_of(step)
    if step.kind.startswith("output.") and card is not None:
        return f"{name_of(card.model)} {_ending(step, card)}"
    if step.kind in _FIXED:
        return f"{_counted(len(step.changes))} {_FIXED[EventKind(step.kind)]}"
    return _marked(step, card)


def _ending(step: ReplayStep, card: CanvasCard) -> str:
    if step.kind == EventKind.OUTPUT_COMPLETED:
        return "is ready"
    if step.kind == EventKind.OUTPUT_RETRIED:
        return "is asked again"
    if step.kind == EventKind.OUTPUT_CANCELLED:
        return "was stopped"
    return f"failed: {card.error_message}"


def _marked(step: ReplayStep, card: CanvasCard | None) -> str:
    if card is None:
        return ""
    name = one_line(card.caption, _NAME_CHARACTERS)
    if step.kind == EventKind.IMAGE_IMPORTED:
        return f"Picture brought in: {name}" if name else "Picture brought in"
    if step.kind == EventKind.CARD_STARRED:
        return "Starred" if card.is_starred else "Star taken away"
    if step.kind == EventKind.CARD_RATED:
        return f"Rated {card.rating} of 5" if card.rating else "Rating taken away"
    if step.kind == EventKind.CARD_REJECTED:
        return "Put aside" if card.is_rejected else "No longer put aside"
    return "Found in the library, without a log" if step.kind == CARD_FOUND else ""


def _card_of(step: ReplayStep) -> CanvasCard | None:
    return step.changes[0].after if step.changes else None


def _counted(count: int) -> str:
    return "1 card" if count == 1 else f"{count} cards"


def _listed(names: Sequence[str]) -> str:
    """Return names as a person lists them; the same one twice counts once."""
    unique = list(dict.fromkeys(names))
    return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique)
