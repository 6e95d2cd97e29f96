"""What the compose bar holds, and the rules that say which choices fit the chosen models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.limits import OUTPUTS_PER_RUN_MOST, PROMPT_CHARACTERS
from gallery_studio.domain.session import ComposeSettings
from gallery_studio.records import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.model_info import ModelInfo

AUTO = "Auto"
_SIZES = ("512", "1K", "2K", "4K")


@dataclass(frozen=True, slots=True)
class ComposeValue:
    """What a press on Generate sends.

    Attributes:
        text: The words as typed.
        settings: Models, number of directives, aspect ratio, size and products.
        reference_ids: Reference pictures, in order.
    """

    text: str = ""
    settings: ComposeSettings = field(default_factory=ComposeSettings)
    reference_ids: tuple[ImageId, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu of ratios or sizes.

    Attributes:
        value: Such as ``4:5`` or ``2K``.
        reason: Why it cannot be chosen, or "" when it can.
    """

    value: str
    reason: str = ""


def ratio_choices(models: Sequence[ModelInfo], asked: Sequence[ModelInfo]) -> list[Choice]:
    """Return every aspect ratio one of `models` takes, tallest first.

    Those that a model of `asked` does not take carry the reason.
    """
    known = {ratio for model in models for ratio in model.aspect_ratios}
    return [
        Choice(ratio, _refusal(ratio, (m for m in asked if ratio not in m.aspect_ratios)))
        for ratio in sorted(known, key=ratio_value)
    ]


def size_choices(models: Sequence[ModelInfo], asked: Sequence[ModelInfo]) -> list[Choice]:
    """Return every image size one of `models` takes, smallest first.

    Those that a model of `asked` does not take carry the reason. A model of one fixed size goes
    with every choice, for no size is sent to it.
    """
    known = {size for model in models for size in model.sizes}
    order = [size for size in _SIZES if size in known] + sorted(known.difference(_SIZES))
    return [
        Choice(size, _refusal(size, (m for m in asked if m.sizes and size not in m.sizes)))
        for size in order
    ]


def ratio_value(ratio: str) -> float:
    """Return width ÷ height of a ratio such as ``4:5``; 1.0 for a text that is none."""
    width, _, height = ratio.partition(":")
    try:
        return float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        return 1.0


def settled(wish: ComposeSettings, models: Sequence[ModelInfo]) -> ComposeSettings:
    """Return the settings with everything left out that the chosen models do not take.

    Models that are not in the list (retired, or of a key that is gone) go; a ratio or size that
    one of the rest refuses is left to the models.
    """
    asked = [model for model in models if model.id in wish.models]
    return replace(
        wish,
        models=tuple(model.id for model in asked),
        aspect_ratio=_if_possible(wish.aspect_ratio, ratio_choices(models, asked)),
        image_size=_if_possible(wish.image_size, size_choices(models, asked)),
    )


def image_count(settings: ComposeSettings) -> int:
    """Return how many pictures the settings ask for: directives × products × models."""
    return settings.directive_count * max(1, len(settings.product_ids)) * len(settings.models)


def reference_limit(asked: Sequence[ModelInfo], most: int) -> int:
    """Return how many references may go along: what the settings and every model allow."""
    return min([most, *(model.max_references for model in asked)])


def problem_of(value: ComposeValue, asked: Sequence[ModelInfo], most_references: int) -> str:
    """Return why a value cannot be sent, or "". A missing text is told apart by `needs_text`."""
    images, excess = image_count(value.settings), len(value.text) - PROMPT_CHARACTERS
    if not asked:
        return "Choose a model"
    if len(value.reference_ids) > reference_limit(asked, most_references):
        return _too_many_references(asked, most_references)
    if images > OUTPUTS_PER_RUN_MOST:
        return f"{images} images at once; {OUTPUTS_PER_RUN_MOST} is the most"
    return f"The text is {excess:,} letters too long" if excess > 0 else ""


def needs_text(value: ComposeValue) -> bool:
    """Return whether there are no words yet."""
    return not value.text.strip()


def _too_many_references(asked: Sequence[ModelInfo], most: int) -> str:
    least = min(asked, key=lambda model: model.max_references)
    if least.max_references >= most:
        return f"{most} references are the most"
    if not least.max_references:
        return f"{least.short_name} takes no references"
    noun = "reference" if least.max_references == 1 else "references"
    return f"{least.short_name} takes at most {least.max_references} {noun}"


def _refusal(value: str, refusing: Iterable[ModelInfo]) -> str:
    """Return why a value cannot be chosen, or "" when no model refuses it."""
    names = [model.short_name for model in refusing]
    if not names:
        return ""
    verb = "does" if len(names) == 1 else "do"
    return f"{' and '.join(names)} {verb} not make {value}"


def _if_possible(value: str | None, choices: Iterable[Choice]) -> str | None:
    """Return the value when it is among the possible choices, else None."""
    return value if any(c.value == value and not c.reason for c in choices) else None
