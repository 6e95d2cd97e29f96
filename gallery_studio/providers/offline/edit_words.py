"""Reads an edit: "warmer, then a little darker and crop to 16:9" becomes steps in that order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gallery_studio.providers.offline import edit_lexicon as lexicon
from gallery_studio.providers.offline.words import colour_named
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.providers.offline.colour import Rgb

_PATTERNS = {
    name: re.compile(rf"\b(?:{'|'.join(ways)})(?!\w)") for name, ways in lexicon.NAMES.items()
}
_STRENGTHS = [(re.compile(rf"\b(?:{words})\b"), value) for words, value in lexicon.STRENGTHS]
_GLUE = re.compile(rf"\b(?:{lexicon.GLUE})\b")
_CLAUSE = re.compile(r"[,;.!\n]+|\bthen\b|\bafter that\b|\bfinally\b|\bplus\b")
_NEGATED = re.compile(r"\b(?:not|don'?t|do not|never|without|no|keep|leave)\b[^,;.!\n]*")
_WISHES = re.compile(
    rf"(?:{'|'.join(lexicon.NAMES['black_and_white'])})|not so (?:dark|bright|soft|blur)"
)


@dataclass(frozen=True, slots=True)
class EditStep:
    """One thing to do to a picture.

    Attributes:
        name: A key of `edit_lexicon.NAMES`.
        strength: 1 is usual; 0.5 a little, 1.8 much.
        ratio: For a crop, such as ``16:9``, or ``portrait`` and other shapes.
        colour: For a border or a tint.
    """

    name: str
    strength: float = 1.0
    ratio: str = ""
    colour: Rgb | None = None


@dataclass(frozen=True, slots=True)
class EditPlan:
    """What an edit asks for.

    Attributes:
        steps: In order of mention.
        missed: Parts of the message that could not be followed, as written.
    """

    steps: tuple[EditStep, ...]
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """An edit found in a clause, and where."""

    name: str
    start: int
    end: int
    groups: Mapping[str, str | None]


def read_edit(message: str) -> EditPlan:
    """Return the steps a message asks for, in its order, and what it asks for in vain."""
    steps: list[EditStep] = []
    missed: list[str] = []
    for clause in _CLAUSE.split(message.replace("’", "'")):
        matches = _matches(clause.lower())
        steps += [_step(clause.lower(), matches, place) for place in range(len(matches))]
        rest = _unfollowed(clause, matches)
        if rest:
            missed.append(rest)
    return EditPlan(tuple(steps), tuple(missed))


def _matches(clause: str) -> list[_Match]:
    """Return every edit in a clause, in order; the particular ones claim their words first."""
    taken: list[_Match] = []
    kept = [found.span() for found in _NEGATED.finditer(clause) if not _WISHES.match(found.group())]
    for name, pattern in _PATTERNS.items():
        for found in pattern.finditer(clause):
            start, end = found.span()
            is_free = not any(start < other.end and end > other.start for other in taken)
            if is_free and not any(low <= start < high for low, high in kept):
                taken.append(_Match(name, start, end, found.groupdict()))
    return sorted(taken, key=lambda match: match.start)


def _step(clause: str, matches: Sequence[_Match], place: int) -> EditStep:
    """Return one edit with its strength, ratio and colour as the clause gives them."""
    match = matches[place]
    from_here = matches[place - 1].end if place else 0
    until = matches[place + 1].start if place + 1 < len(matches) else len(clause)
    shape = match.groups.get("ratio") or match.groups.get("shape") or ""
    named = None
    if match.name == "border":
        named = colour_named(clause[from_here:until])
    elif match.name == "tint":
        named = colour_named(match.groups.get("tint") or "")
    return EditStep(
        name=match.name,
        strength=_strength(clause[from_here : match.start], clause[match.end : until]),
        ratio=re.sub("[x/]", ":", shape.replace(" ", "")) if shape[:1].isdigit() else shape,
        colour=named.rgb if named else None,
    )


def _strength(before: str, after: str) -> float:
    """Return the strength said right before an edit, or else right after it."""
    for pattern, strength in _STRENGTHS:
        if re.search(rf"{pattern.pattern}[\w\s-]{{0,16}}$", before):
            return strength
    for pattern, strength in _STRENGTHS:
        if re.match(rf"\s*(?:by )?(?:{pattern.pattern})", after):
            return strength
    return 1.0


def _unfollowed(clause: str, matches: Sequence[_Match]) -> str:
    """Return what is left of a clause when every known word is taken out, or the whole clause."""
    rest = clause.lower()
    for match in reversed(matches):
        rest = f"{rest[: match.start]} {rest[match.end :]}"
    for pattern, _ in _STRENGTHS:
        rest = pattern.sub(" ", rest)
    if any(match.name == "border" for match in matches):
        colour = colour_named(rest)
        rest = rest.replace(colour.word, " ") if colour else rest
    words = " ".join(re.findall(r"[\w':-]+", _GLUE.sub(" ", rest)))
    if not words:
        return ""
    return words if matches else clause.strip()
