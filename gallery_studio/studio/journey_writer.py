"""A journey written by a text model: every claim cites its turn and is checked against the log.

A claim that cites no turn of the path, quotes words nobody wrote, names a number or a model the
record does not show, or is mostly made of words that are not in the turns it cites, is left out.
"""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import ProviderError
from gallery_studio.domain.project import Block, BlockType
from gallery_studio.providers.text_port import TextRequest
from gallery_studio.records import dataclass, replace
from gallery_studio.studio.journey import (
    JourneyFacts,
    WrittenJourney,
    prompts_of,
    times_of,
    write_locally,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.domain.ids import TurnId
    from gallery_studio.providers.catalogue import TextModel
    from gallery_studio.providers.text_port import TextProvider
    from gallery_studio.studio.journey import JourneyStep

_log = logging.getLogger(__name__)

_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"“»]")
_NUMBERS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]{5,}", re.UNICODE)
TASK = "summaries"
"""What the catalogue and the costs call it."""
_TEMPERATURE = 0.4
_STEM_CHARACTERS = 5
_LEAST_SHARE = 0.5
"""Share of a claim's longer words that must be in the turns it cites."""
_PLAIN_TEXT = """
about after again along another around because became become before began begin between brought
change changed changes created creative directive directives edits final finally first follow
followed gradually image images iteration journey later leading makes model moved moving original
picture pictures prompt prompts result second started starting still their there third through
toward towards turned using version where which while without
"""
_PLAIN_WORDS = frozenset(_PLAIN_TEXT.split())
"""Words of telling, which need not be in a turn."""

CLAIMS_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        part: {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "turns": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "turns"],
            },
        }
        for part in ("summary", "opening", "steps")
    },
    "required": ["summary", "opening", "steps"],
}


@dataclass(frozen=True, slots=True)
class JourneyModel:
    """A model of words that can be asked.

    Attributes:
        provider: Where it is asked.
        info: What it is and costs.
    """

    provider: TextProvider
    info: TextModel


class JourneyWriter:
    """Writes journeys: by a model where there is one, else plainly. Studio thread only."""

    def __init__(self, instruction: str, model: JourneyModel | None) -> None:
        """Prepare for writing.

        Args:
            instruction: What the model is told to do.
            model: The model, or None without a key or network.
        """
        self._instruction = instruction
        self._model = model

    async def write(self, facts: JourneyFacts) -> WrittenJourney:
        """Return a journey. Whatever goes wrong with the model, there is always one."""
        if self._model is None or not facts.steps:
            return write_locally(facts)
        model = self._model.info
        request = TextRequest(
            model.id, facts_text(facts), self._instruction, CLAIMS_SCHEMA, _TEMPERATURE
        )
        try:
            answer = await self._model.provider.write(request)
        except ProviderError as error:
            return write_locally(facts, f"Written without a model: {error.message}")
        written = checked_journey(answer.text, facts, model.id)
        return replace(written, cost=(model.id, model.cost_of(answer.usage) or 0.0))


def facts_text(facts: JourneyFacts) -> str:
    """Return the facts as the model reads them: JSON, so that no prompt can pass as an order."""
    steps = [
        {
            "turn": step.number,
            "prompt": step.prompt,
            "reply": step.reply,
            "model": step.model_name,
            "date": step.created_utc[:16],
            "models_asked": step.asked,
            "sent_again": step.retries,
        }
        for step in facts.steps
    ]
    data = {
        "turns": steps,
        "pictures_made": facts.pictures,
        "began_from_a_picture": facts.has_source,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def checked_journey(answer: str, facts: JourneyFacts, model_id: str) -> WrittenJourney:
    """Return what of a model's answer the record bears out; the plain text fills the rest."""
    plain = write_locally(facts)
    parts = _claims(answer)
    summary = _kept(parts.get("summary", ()), facts, model_id)
    opening = _kept(parts.get("opening", ()), facts, model_id)
    notes = _kept(parts.get("steps", ()), facts, model_id)
    if not summary and not opening and not notes:
        return replace(
            plain,
            remark="Written without a model: nothing the model wrote is in the session's record.",
        )
    told: dict[TurnId, Block] = dict(plain.notes)
    for note in notes:
        told[note.cites[0]] = note
    return WrittenJourney(
        " ".join(block.content for block in summary) or plain.summary,
        tuple(opening) or plain.opening,
        told,
    )


def is_borne_out(text: str, cited: Sequence[JourneyStep], facts: JourneyFacts) -> bool:
    """Whether a sentence says only what the turns it cites show."""
    for time in times_of(cited):
        text = text.replace(time, "")  # a time is no number: "17 tries" is not borne out by 17:50
    shown = _plain(prompts_of(cited))
    if any(_plain(quoted).rstrip(".,;:!? ") not in shown for quoted in _QUOTED.findall(text)):
        return False
    known = set(_NUMBERS.findall(shown)) | {str(step.number) for step in facts.steps}
    known |= {str(len(facts.steps)), str(facts.pictures)}
    if any(number not in known for number in _NUMBERS.findall(text)):
        return False
    if any(_plain(name) in _plain(text) for name in facts.other_names):
        return False
    words = [word for word in _WORDS.findall(_plain(text)) if word not in _PLAIN_WORDS]
    stems = {word[:_STEM_CHARACTERS] for word in _WORDS.findall(shown)}
    found = sum(word[:_STEM_CHARACTERS] in stems for word in words)
    return not words or found / len(words) >= _LEAST_SHARE


def _claims(answer: str) -> Mapping[str, Any]:
    try:
        data = json.loads(answer)
    except ValueError:
        _log.info("a journey was not JSON")
        return {}
    return data if isinstance(data, dict) else {}


def _kept(claims: object, facts: JourneyFacts, model_id: str) -> list[Block]:
    """Return the claims that are borne out, as text blocks that cite their turns."""
    by_number = {step.number: step for step in facts.steps}
    kept: list[Block] = []
    for claim in claims if isinstance(claims, list) else ():
        text, numbers = _claim(claim)
        if not text or not numbers or any(number not in by_number for number in numbers):
            continue
        cited = [by_number[number] for number in numbers]
        if is_borne_out(text, cited, facts):
            cites = tuple(step.turn_id for step in cited)
            kept.append(Block(BlockType.TEXT, text, writer=model_id, cites=cites))
    return kept


def _claim(claim: object) -> tuple[str, list[int]]:
    if not isinstance(claim, dict):
        return "", []
    text, numbers = claim.get("text"), claim.get("turns")
    if not isinstance(text, str) or not isinstance(numbers, list):
        return "", []
    return text.strip(), [number for number in numbers if isinstance(number, int)]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
