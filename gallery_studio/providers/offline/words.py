"""Reads a prompt: which scene, colours, time, weather, mood, camera and material it asks for."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gallery_studio.providers.offline import lexicon
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.providers.offline.colour import Rgb

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,.;:!?()\n]")
_GENERIC_SCENES = ("mountains", "still_life", "flow", "cut_paper", "dunes", "geometric", "sea")
_MISSED_WORDS_MOST = 6
_LONGEST_PHRASE = 3


@dataclass(frozen=True, slots=True)
class ColourWord:
    """A colour in the prompt.

    Attributes:
        word: As written, such as ``terracotta``.
        rgb: What it means.
        of: The thing it stands before, in the lexicon's name (``lamp``), or "".
    """

    word: str
    rgb: Rgb
    of: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something named in the prompt.

    Attributes:
        name: The lexicon's name for it, such as ``lamp``.
        word: As written, such as ``luminaire``.
        scene: The scene it is at home in; empty for a material.
    """

    name: str
    word: str
    scene: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a prompt asks for, in the words the offline model knows.

    Attributes:
        scene: Name of the scene, a key of `lexicon.SUBJECTS`.
        subjects: Things named, each once, in order of mention.
        colours: Colours, in order of mention.
        time: A key of `lexicon.TIMES`, or "".
        weather: Keys of `lexicon.WEATHERS`.
        moods: Keys of `lexicon.MOODS`.
        cameras: Keys of `lexicon.CAMERAS`.
        materials: Materials, named by `lexicon.MATERIALS`, in order of mention.
        unknown: Words that are in no list, in order of mention.
        is_scene_chosen: Whether a word, and not chance, decided the scene.
    """

    scene: str
    subjects: tuple[Thing, ...] = ()
    colours: tuple[ColourWord, ...] = ()
    time: str = ""
    weather: frozenset[str] = frozenset()
    moods: frozenset[str] = frozenset()
    cameras: frozenset[str] = frozenset()
    materials: tuple[Thing, ...] = ()
    unknown: tuple[str, ...] = ()
    is_scene_chosen: bool = True

    def asks_for(self, *subjects: str) -> bool:
        """Whether any of these subjects is named."""
        return any(thing.name in subjects for thing in self.subjects)

    @property
    def is_crescent(self) -> bool:
        """Whether the moon is asked for as a crescent."""
        return any(thing.word.startswith("crescent") for thing in self.subjects)

    def colour_of(self, *subjects: str) -> Rgb | None:
        """Return the colour the first of these subjects was given, or None."""
        for colour in self.colours:
            if colour.of in subjects:
                return colour.rgb
        return None

    def free_colours(self, *taken: str) -> tuple[Rgb, ...]:
        """Return the colours that do not belong to one of the subjects `taken`."""
        return tuple(colour.rgb for colour in self.colours if colour.of not in taken)


@dataclass(frozen=True, slots=True)
class _Found:
    """A known word or phrase: its list, its key in there, and how it was written."""

    kind: str
    key: str
    text: str
    scene: str = ""


def read_prompt(prompt: str) -> Brief:
    """Return what the prompt asks for."""
    clauses = [_found_in(_split(clause)) for clause in _CLAUSE_END.split(prompt.lower())]
    found = [item for clause in clauses for item in clause]
    subjects = _things(found, "subject")
    times = [item.key for item in found if item.kind == "time"]
    scene = _scene_of(subjects, times)
    return Brief(
        scene=scene or _scene_by_chance(prompt),
        subjects=subjects,
        colours=tuple(colour for clause in clauses for colour in _colours_of(clause)),
        time=_strongest_time(times),
        weather=_keys(found, "weather"),
        moods=_keys(found, "mood"),
        cameras=_keys(found, "camera"),
        materials=_things(found, "material"),
        unknown=tuple(dict.fromkeys(item.text for item in found if item.kind == "unknown")),
        is_scene_chosen=bool(scene),
    )


def seed_of(prompt: str) -> int:
    """Return the seed (31 bits) a prompt has when none is given."""
    return int.from_bytes(hashlib.sha256(prompt.encode()).digest()[:4], "big") >> 1


def missed_words(brief: Brief, drawn: frozenset[str]) -> tuple[str, ...]:
    """Return what a scene that draws `drawn` leaves out of the prompt, at most six words."""
    things = [*brief.subjects, *brief.materials]
    homeless = [thing.word for thing in things if thing.name not in drawn]
    return tuple(dict.fromkeys([*brief.unknown, *homeless]))[:_MISSED_WORDS_MOST]


def colour_named(text: str) -> ColourWord | None:
    """Return the first colour word in a text, or None."""
    return next(iter(_colours_of(_found_in(_split(text.lower())))), None)


def _split(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'"))


def _things(found: list[_Found], kind: str) -> tuple[Thing, ...]:
    """Return the things of a kind, each once, in order of mention."""
    things: dict[tuple[str, str], Thing] = {}
    for item in found:
        if item.kind == kind:
            things.setdefault((item.scene, item.key), Thing(item.key, item.text, item.scene))
    return tuple(things.values())


def _keys(found: list[_Found], kind: str) -> frozenset[str]:
    return frozenset(item.key for item in found if item.kind == kind)


def _found_in(words: list[str]) -> list[_Found]:
    """Return the known phrases of one clause, the longest first at every place."""
    found: list[_Found] = []
    at = 0
    while at < len(words):
        item, length = _longest_at(words, at)
        if item is not None:
            found.append(item)
        at += length
    return found


def _longest_at(words: list[str], at: int) -> tuple[_Found | None, int]:
    """Return what stands at a word, and how many words it takes."""
    for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        text = "-".join(words[at : at + length])
        item = _lookup(text)
        if item is not None:
            return item, length
        if length == 1 and _is_silent(text):
            return None, 1
    return _Found("unknown", words[at], words[at]), 1


def _is_silent(word: str) -> bool:
    return word in lexicon.SILENT or word.isdigit() or len(word) == 1


@lru_cache(maxsize=1)
def _index() -> Mapping[str, _Found]:
    """Return every known word with what it means; subjects win over moods and weather."""
    index: dict[str, _Found] = {}
    tables = (
        ("camera", lexicon.CAMERAS),
        ("material", lexicon.MATERIALS),
        ("mood", lexicon.MOODS),
        ("weather", lexicon.WEATHERS),
        ("time", lexicon.TIMES),
    )
    for kind, table in tables:
        for key, words in table.items():
            index.update({word: _Found(kind, key, word) for word in words.split()})
    index.update({word: _Found("colour", word, word) for word in lexicon.COLOURS})
    for scene, subjects in lexicon.SUBJECTS.items():
        for key, words in subjects.items():
            index.update({word: _Found("subject", key, word, scene) for word in words.split()})
    return index


def _lookup(text: str) -> _Found | None:
    """Return what a word or phrase means, in singular or plural."""
    index = _index()
    forms = [text]
    if text.endswith("s"):
        forms.append(text[:-1])
    if text.endswith("es"):
        forms.append(text[:-2])
    if text.endswith("ies"):
        forms.append(text[:-3] + "y")
    if text.endswith("ves"):
        forms.append(text[:-3] + "f")
    return next((index[form] for form in forms if form in index), None)


def _colours_of(clause: list[_Found]) -> list[ColourWord]:
    """Return the colours of a clause, each with the thing it stands before."""
    colours = []
    for place, item in enumerate(clause):
        if item.kind == "colour":
            following = (later.key for later in clause[place + 1 :] if later.kind == "subject")
            colours.append(ColourWord(item.text, lexicon.COLOURS[item.key], next(following, "")))
    return colours


def _strongest_time(times: list[str]) -> str:
    """Return the time of day; a plain "day" word gives way to a more telling one."""
    telling = [time for time in times if time != "day"]
    return (telling or times or [""])[0]


def _scene_of(subjects: tuple[Thing, ...], times: list[str]) -> str:
    """Return the scene most of the subjects belong to; the first one wins a tie."""
    weights: dict[str, float] = {}
    for order, thing in enumerate(subjects):
        weight = 3.0 if thing.name in lexicon.STRONG_SUBJECTS else 2.0
        weight = 1.0 if thing.name in lexicon.WEAK_SUBJECTS else weight
        # Moon and stars stand in the sky of any other scene that is named.
        weight = 0.5 if thing.name in {"moon", "star"} else weight
        weights[thing.scene] = weights.get(thing.scene, 0.0) + weight - 0.1 * order
    if not weights:
        return "night" if "night" in times else ""
    return max(weights, key=lambda scene: weights[scene])


def _scene_by_chance(prompt: str) -> str:
    return _GENERIC_SCENES[seed_of(prompt) % len(_GENERIC_SCENES)]
