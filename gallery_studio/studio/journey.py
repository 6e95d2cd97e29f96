"""The creative journey in words: the facts of a path, and a plain text made from them alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gallery_studio.domain.event import EventKind
from gallery_studio.domain.naming import one_line
from gallery_studio.domain.project import LOCAL, Block, BlockType
from gallery_studio.domain.timestamps import parse_utc
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from gallery_studio.domain.event import Event
    from gallery_studio.domain.ids import ModelId, TurnId
    from gallery_studio.studio.project_path import Path

_PROMPT_CHARACTERS = 70
_REPLY_CHARACTERS = 220
_NUMBER_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """What the record says of one step.

    Attributes:
        number: Place on the path, from 1.
        turn_id: Its turn.
        prompt: The person's words.
        reply: The model's words, or "".
        model_name: Short name of the model that made its picture.
        created_utc: When the picture was there, ISO 8601 in UTC.
        asked: Models asked in that turn.
        retries: How often outputs of the turn were sent again.
    """

    number: int
    turn_id: TurnId
    prompt: str
    reply: str
    model_name: str
    created_utc: str
    asked: int = 1
    retries: int = 0


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """Everything a journey may tell.

    Attributes:
        steps: The path, oldest first.
        pictures: Pictures made in the session up to the final one.
        has_source: Whether the path began from a picture that was brought in.
        other_names: Names of models that had no part in it; a text that has one is wrong.
    """

    steps: tuple[JourneyStep, ...]
    pictures: int = 0
    has_source: bool = False
    other_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WrittenJourney:
    """A journey in words.

    Attributes:
        summary: Two sentences for beside the final picture.
        opening: Texts before the first step.
        notes: What is told about a step, by its turn.
        remark: For the person: why no model wrote it, or "".
        cost: The model of words that was asked and what that cost in dollars, or None.
    """

    summary: str
    opening: tuple[Block, ...]
    notes: Mapping[TurnId, Block] = field(default_factory=dict)
    remark: str = ""
    cost: tuple[ModelId, float] | None = None


def facts_of(
    path: Path, events: Iterable[Event], names: Mapping[str, str], other_names: Iterable[str] = ()
) -> JourneyFacts:
    """Return the facts of a path.

    Args:
        path: The path.
        events: The session's log.
        names: Short name of each model on the path, by its id.
        other_names: Names of models that had no part in it.
    """
    log = list(events)
    retries = Counter(
        event.payload.get("turn") for event in log if event.kind == EventKind.OUTPUT_RETRIED
    )
    steps = tuple(
        JourneyStep(
            number=number,
            turn_id=step.turn.id,
            prompt=step.turn.message,
            reply=step.output.text,
            model_name=names.get(step.output.model, step.output.model),
            created_utc=step.output.finished_utc or step.output.created_utc,
            asked=step.siblings,
            retries=retries[step.turn.id],
        )
        for number, step in enumerate(path.steps, 1)
    )
    last_utc = steps[-1].created_utc if steps else ""
    pictures = sum(
        1
        for event in log
        if event.kind == EventKind.OUTPUT_COMPLETED and event.created_utc <= last_utc
    )
    return JourneyFacts(
        steps,
        pictures=max(pictures, len(steps)),
        has_source=path.source_image_id is not None,
        other_names=frozenset(other_names) - {step.model_name for step in steps},
    )


def write_locally(facts: JourneyFacts, remark: str = "") -> WrittenJourney:
    """Return a plain journey that says only what the record shows; no model is asked.

    Args:
        facts: The facts.
        remark: Why no model wrote it, for the person.
    """
    opening = _opening(facts)
    cites = tuple(step.turn_id for step in facts.steps)
    blocks = (Block(BlockType.TEXT, opening, writer=LOCAL, cites=cites),) if opening else ()
    notes = {
        step.turn_id: Block(BlockType.TEXT, note, writer=LOCAL, cites=(step.turn_id,))
        for step in facts.steps
        if (note := _note(step))
    }
    return WrittenJourney(_summary(facts), blocks, notes, remark)


def count_words(count: int, one: str, many: str | None = None) -> str:
    """Return such as "Four directives" or "12 pictures"."""
    number = _NUMBER_WORDS[count] if count < len(_NUMBER_WORDS) else str(count)
    return f"{number} {one if count == 1 else many or one + 's'}"


def date_words(created_utc: str) -> str:
    """Return a stored time as a date in the person's time zone: "21 November 2026"."""
    when = _local(created_utc)
    return f"{when.day} {when:%B %Y}"


def _summary(facts: JourneyFacts) -> str:
    steps = facts.steps
    if not steps:
        return "This picture was brought in; no model made it."
    last = steps[-1]
    made = f"made by {last.model_name} on {date_words(last.created_utc)}"
    if len(steps) == 1:
        return f"One directive led to this picture, {made}."
    first, final = (one_line(s.prompt, _PROMPT_CHARACTERS) for s in (steps[0], last))
    return (
        f"{count_words(len(steps), 'directive')} led to this picture, from “{first}” to "
        f"“{final}”. The last one was {made}."
    )


def _opening(facts: JourneyFacts) -> str:
    steps = facts.steps
    if not steps:
        return ""
    first, last = _local(steps[0].created_utc), _local(steps[-1].created_utc)
    begun = " from a picture that was brought in" if facts.has_source else ""
    sentences = [
        f"It began{begun} on {date_words(steps[0].created_utc)} at {first:%H:%M}"
        + (f"; the final picture came {_span(first, last)} later." if len(steps) > 1 else ".")
    ]
    if facts.pictures > len(steps):
        rest = facts.pictures - len(steps)
        sentences.append(
            f"{count_words(facts.pictures, 'picture')} had been made by then; "
            f"{count_words(rest, 'is', 'are').lower()} not on this path."
        )
    models = list(dict.fromkeys(step.model_name for step in steps))
    if len(models) > 1:
        sentences.append(f"{', '.join(models[:-1])} and {models[-1]} took turns.")
    if retries := sum(step.retries for step in steps):
        times = {1: "once", 2: "twice"}.get(retries, f"{retries} times")
        sentences.append(f"A request was sent again {times}.")
    return " ".join(sentences)


def _note(step: JourneyStep) -> str:
    sentences = []
    if step.asked > 1:
        asked = count_words(step.asked, "model")
        sentences.append(f"{asked} were asked; this is the picture of {step.model_name}.")
    if reply := one_line(step.reply, _REPLY_CHARACTERS):
        is_named = reply.startswith(step.model_name)  # the offline model says who it is
        sentences.append(f"“{reply}”" if is_named else f"{step.model_name} said: “{reply}”")
    return " ".join(sentences)


def _span(first: datetime, last: datetime) -> str:
    minutes = max(0, round((last - first).total_seconds() / 60))
    for length, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= length:
            return count_words(minutes // length, word).lower()
    return "less than a minute"


def _local(created_utc: str) -> datetime:
    return parse_utc(created_utc).astimezone()


def prompts_of(steps: Sequence[JourneyStep]) -> str:
    """Return the words of some steps as one text, for checking what is said of them."""
    return " ".join(f"{s.prompt} {s.reply} {s.model_name}" for s in steps)


def times_of(steps: Sequence[JourneyStep]) -> tuple[str, ...]:
    """Return the ways in which the times of some steps may be told, longest first."""
    told = set[str]()
    for step in steps:
        for when in (parse_utc(step.created_utc), _local(step.created_utc)):
            day = f"{when.day} {when:%B}"
            told |= {f"{day} {when.year}", day, f"{when:%B} {when.day}, {when.year}"}
            told |= {f"{when:%B} {when.day}", f"{when:%B %Y}", str(when.year)}
            told |= {f"{when:%H:%M}", f"{when:%Y-%m-%d}"}
    return tuple(sorted(told, key=len, reverse=True))
