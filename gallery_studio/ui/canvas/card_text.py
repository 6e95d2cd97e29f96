"""The words on and about a card: wrapped captions (cached), ages, labels of runs, spoken names."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import TYPE_CHECKING

from gallery_studio.domain.status import Status
from gallery_studio.ui.theme.painting import wrap_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFont

    from gallery_studio.domain.card import CanvasCard, RunLabel

_MOST_CAPTIONS = 4_000
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class CaptionCache:
    """Wrapped and elided texts, since laying one out costs more than painting it."""

    def __init__(self) -> None:
        self._lines: OrderedDict[tuple[str, str, int, int], tuple[str, ...]] = OrderedDict()

    def lines(self, font: QFont, text: str, width: float, most: int) -> tuple[str, ...]:
        """Return the lines of a text in a column, the last one elided."""
        key = (text, font.key(), round(width), most)
        found = self._lines.get(key)
        if found is None:
            found = tuple(wrap_text(font, text[:500], width, most))
            self._lines[key] = found
            if len(self._lines) > _MOST_CAPTIONS:
                self._lines.popitem(last=False)
        else:
            self._lines.move_to_end(key)
        return found


def elapsed_s(card: CanvasCard, now: datetime) -> int:
    """Return the whole seconds since a card's request was sent, 0 before it was."""
    if not card.started_utc:
        return 0
    try:
        started = datetime.fromisoformat(card.started_utc)
    except ValueError:
        return 0
    if started.tzinfo is None:
        started = started.replace(tzinfo=now.tzinfo)
    return max(0, int((now - started).total_seconds()))


def clock_text(utc: str) -> str:
    """Return the local time of day of an ISO 8601 time, such as ``11:42``; "" when it is none."""
    try:
        return datetime.fromisoformat(utc).astimezone().strftime("%H:%M")
    except ValueError:
        return ""


def run_text(label: RunLabel) -> str:
    """Return what a run was, such as "Four directives, two models, Halden lamp"."""
    parts = [
        _counted(label.directive_count, "directive"),
        _counted(label.model_count, "model"),
        *label.product_names,
    ]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def spoken_name(
    card: CanvasCard, model_badge: Callable[[str], tuple[str, str]], now: datetime
) -> str:
    """Return what a screen reader says of a card (Source: DESIGN.md, section 7)."""
    parts = [card.caption.strip() or "Untitled"]
    if card.model:
        parts.append(model_badge(str(card.model))[0])
    if card.product_name:
        parts.append(card.product_name)
    if card.is_starred:
        parts.append("Starred")
    if card.rating:
        parts.append(f"Rated {card.rating}")
    if card.is_rejected:
        parts.append("Rejected")
    parts.append(_state_words(card, now))
    return ". ".join(part.rstrip(".") for part in parts) + "."


def failure_text(card: CanvasCard) -> str:
    """Return why there is no picture, in words for a person."""
    if card.error_message:
        return card.error_message
    return "Stopped." if card.status is Status.CANCELLED else "This image could not be made."


def _state_words(card: CanvasCard, now: datetime) -> str:
    if card.status.is_open:
        seconds = elapsed_s(card, now)
        return f"Generating, {seconds} {'second' if seconds == 1 else 'seconds'}"
    if card.status is Status.FAILED:
        return f"Failed: {failure_text(card)}"
    return "Stopped" if card.status is Status.CANCELLED else "Ready"


def _counted(count: int, noun: str) -> str:
    word = _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
    return f"{word} {noun}" if count == 1 else f"{word} {noun}s"
