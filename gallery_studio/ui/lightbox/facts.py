"""What the details say of a picture, and in what compared pictures differ. Plain text only."""

from __future__ import annotations

from datetime import UTC, datetime
from math import gcd
from typing import TYPE_CHECKING

from gallery_studio.domain.ids import ModelId
from gallery_studio.studio.price_text import money
from gallery_studio.ui.animation_note import frames_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem

    ModelLookup = Callable[[ModelId], ModelInfo | None]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KNOWN_RATIOS = ((1, 1), (5, 4), (4, 3), (3, 2), (16, 9), (21, 9), (2, 1), (4, 1), (8, 1))
_MOST_WORDS = 12


def model_name(item: LightboxItem, models: ModelLookup) -> str:
    """Return the full name of the model asked; "" for a picture that was brought in."""
    if not item.model:
        return ""
    info = models(ModelId(item.model))
    return info.name if info is not None else item.model


def model_badge(item: LightboxItem, models: ModelLookup) -> tuple[str, str]:
    """Return short name and glyph of the model asked, for a badge."""
    if not item.model:
        return "Brought in", "import"
    info = models(ModelId(item.model))
    return (info.short_name, info.glyph) if info is not None else (item.model, "sparkles")


def fact_rows(
    item: LightboxItem, models: ModelLookup, now: datetime, frames: int = 1
) -> list[tuple[str, str]]:
    """Return the rows of the table: what is not known has no row.

    Args:
        item: The picture.
        models: Finds what is known of a model.
        now: The present in the person's own time zone.
        frames: How many frames its file holds.
    """
    rows = [
        ("Model", model_name(item, models)),
        ("Size", size_text(item.image)),
        ("File", file_text(item.image)),
        ("Animation", frames_text(frames)),
        ("Made", made_text(item.created_utc, now)),
        ("Took", took_text(item.duration_s)),
        ("Cost", "" if item.cost_usd is None else money(item.cost_usd)),
        ("Seed", "" if item.seed is None else str(item.seed)),
        ("Session", item.session_name),
    ]
    return [(name, value) for name, value in rows if value]


def size_text(image: ImageFile | None) -> str:
    """Return pixels and ratio, such as ``2400 × 1600, 3:2``."""
    if image is None:
        return ""
    return f"{image.width} × {image.height}, {ratio_text(image.width, image.height)}"


def ratio_text(width: int, height: int) -> str:
    """Return a ratio people know where one fits within 1 %, else ``1.37:1``."""
    if not width or not height:
        return ""
    shape = max(width, height) / min(width, height)
    for long, short in _KNOWN_RATIOS:
        if abs(shape - long / short) < 0.01 * shape:
            return f"{long}:{short}" if width >= height else f"{short}:{long}"
    divisor = gcd(width, height)
    exact = (width // divisor, height // divisor)
    if max(exact) <= 32:
        return f"{exact[0]}:{exact[1]}"
    return f"{shape:.2f}:1" if width >= height else f"1:{shape:.2f}"


def file_text(image: ImageFile | None) -> str:
    """Return format and length, such as ``PNG, 5.1 MB``."""
    if image is None:
        return ""
    if image.size_bytes < 100_000:
        return f"{image.media_type.label}, {max(1, round(image.size_bytes / 1000))} KB"
    return f"{image.media_type.label}, {image.size_bytes / 1_000_000:.1f} MB"


def made_text(created_utc: str, now: datetime) -> str:
    """Return when it was made, such as ``Today, 11:54`` or ``18 Nov 2025, 09:05``."""
    try:
        when = datetime.fromisoformat(created_utc)
    except ValueError:
        return ""
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    when = when.astimezone(now.tzinfo)
    days = (now.date() - when.date()).days
    if 0 <= days < 2:
        day = ("Today", "Yesterday")[days]
    else:
        year = "" if when.year == now.year else f" {when.year}"
        day = f"{when.day} {_MONTHS[when.month - 1]}{year}"
    return f"{day}, {when:%H:%M}"


def took_text(duration_s: float | None) -> str:
    """Return a duration, such as ``19 s``."""
    if duration_s is None:
        return ""
    if duration_s < 10:
        return f"{duration_s:.1f} s"
    if duration_s < 120:
        return f"{round(duration_s)} s"
    return f"{int(duration_s) // 60} min {int(duration_s) % 60} s"


def turn_text(item: LightboxItem) -> str:
    """Return the turn, such as ``Turn 3 of 3``."""
    if item.turn_label and item.turn_count:
        return f"{item.turn_label} of {item.turn_count}"
    return item.turn_label


def differing_rows(
    items: Sequence[LightboxItem], models: ModelLookup
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the settings in which pictures differ: name, and the value of each picture."""
    rows: list[tuple[str, tuple[str, ...]]] = []
    columns: list[tuple[str, Callable[[LightboxItem], str]]] = [
        ("Model", lambda item: model_name(item, models)),
        ("Pixels", lambda item: _pixels(item.image)),
        ("Asked size", lambda item: item.image_size),
        ("Asked ratio", lambda item: item.aspect_ratio),
        ("Seed", lambda item: "" if item.seed is None else str(item.seed)),
        ("References", lambda item: str(len(item.references))),
        ("Products", lambda item: ", ".join(product.name for product in item.products)),
    ]
    for name, value_of in columns:
        values = tuple(value_of(item) or "none" for item in items)
        if len(set(values)) > 1:
            rows.append((name, values))
    words = own_words([item.prompt or item.message for item in items])
    if any(words):
        rows.append(("Own words", tuple(text or "none" for text in words)))
    return rows


def own_words(texts: Sequence[str]) -> list[str]:
    """Return for each text the words not all texts share, in their order, at most twelve."""
    split = [text.split() for text in texts]
    bare = [[_bare(word) for word in words] for words in split]
    shared = set.intersection(*map(set, bare)) if bare else set()
    result = []
    for words, keys in zip(split, bare, strict=True):
        own = [word for word, key in zip(words, keys, strict=True) if key and key not in shared]
        tail = " …" if len(own) > _MOST_WORDS else ""
        result.append(" ".join(word.strip(",.;:") for word in own[:_MOST_WORDS]) + tail)
    return result


def size_difference(items: Sequence[LightboxItem]) -> str:
    """Return ``Size differs: 1024 × 1024 and 2048 × 2048``, or ""."""
    sizes = list(dict.fromkeys(_pixels(item.image) for item in items if item.image is not None))
    return f"Size differs: {' and '.join(sizes)}" if len(sizes) > 1 else ""


def pane_tags(items: Sequence[LightboxItem], models: ModelLookup) -> list[str]:
    """Return the shortest words that tell compared pictures apart: turns, models, or letters."""
    turns = [item.turn_label for item in items]
    if all(turns) and len(set(turns)) == len(turns):
        return turns
    names = [model_badge(item, models)[0] for item in items]
    if len(set(names)) == len(names):
        return names
    return [f"Image {letter}" for letter in "ABCD"[: len(items)]]


def spoken(item: LightboxItem, position: int, count: int, models: ModelLookup) -> str:
    """Return what a screen reader says when a picture comes up."""
    parts = [f"Image {position + 1} of {count}", item.caption, model_badge(item, models)[0]]
    if item.turn_label:
        parts.append(item.turn_label)
    if item.is_starred:
        parts.append("Starred")
    if item.error:
        parts.append(f"No image: {item.error}")
    if item.rating:
        parts.append(f"Rated {item.rating} of 5")
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _pixels(image: ImageFile | None) -> str:
    return "" if image is None else f"{image.width} × {image.height}"


def _bare(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
