"""Faults of the projects in a good session archive, one at a time."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BAD_SLUGS = ("", "../x", "a/b", "a b", "-x", "x-", "a--b", "a_b", "x\n", "x" * 81, "a\u202eb", 7)
_BAD_VERSIONS = (None, 0, -1, "2", 2.0, True, [2], 10**9)
_WRONG: Any = {"a": 1}


def project_changes() -> Iterator[tuple[str, bool, Callable[[dict[str, Any]], None]]]:
    """Yield changes of ``metadata.json``: a name, whether it is harmless, and what to change."""
    yield from _whole_projects()
    yield from _pages()
    yield from _blocks()
    yield from _newer_pages()


def _whole_projects() -> Iterator[tuple[str, bool, Callable[[dict[str, Any]], None]]]:
    yield "no projects at all, as older programs wrote", True, lambda said: said.pop("projects")
    for slug in _BAD_SLUGS:
        yield f"a short name {slug!r}"[:60], False, _to(slug, "slug")
    yield "a title of 100,001 letters", False, _to("x" * 100_001, "title")
    yield "a final picture that is not in it", False, _to("0" * 64, "featured_image_id")
    yield "a further picture that is not in it", False, _to(["0" * 64], "references")
    yield "further pictures that are no list", False, _to("0" * 64, "references")

    def doubled(said: dict[str, Any], **fields: str) -> None:
        said["projects"].append(copy.deepcopy(said["projects"][0]) | fields)

    yield "projects: two with one id", False, doubled
    other = {"id": "prj-00000000aaaa0000"}
    yield "projects: two with one short name", True, lambda said: doubled(said, **other)


def _pages() -> Iterator[tuple[str, bool, Callable[[dict[str, Any]], None]]]:
    for version in _BAD_VERSIONS:
        change = _to(version, "content", "templateVersion")
        yield f"a page of version {version!r}", False, change
    for value in (None, {}, "x", 7, [7], [None], [[]]):
        yield f"sections {value!r}", False, _to(value, "content", "sections")
        yield f"blocks {value!r}", False, _to(value, "content", "sections", 1, "blocks")
    for field in ("id", "type", "title", "image"):
        yield (
            f"a section's {field} of another type",
            False,
            _to(_WRONG, "content", "sections", 0, field),
        )
    yield "a section of an unknown sort", False, _to("video", "content", "sections", 1, "type")
    yield "a hero that is not in it", False, _to("0" * 64, "content", "sections", 0, "image")
    path = "../../etc/passwd"
    yield "a hero that is a path", False, _to(path, "content", "sections", 0, "image")
    yield "a section nobody knows more of", True, _to(1, "content", "sections", 0, "future")


def _blocks() -> Iterator[tuple[str, bool, Callable[[dict[str, Any]], None]]]:
    # text, heading, quote, image, text: as `archive_session.add_project` makes them
    for number, fields in (
        (0, ("type", "content", "writer", "cites")),
        (2, ("type", "content", "turn")),
        (3, ("type", "image", "alt", "turn", "model", "modelName", "created")),
    ):
        for field in fields:
            name = f"block {number} {field}"
            yield f"{name} of another type", False, _to_block(number, field, _WRONG)
            if field != "created":
                half = ["\ud800"] if field == "cites" else "\ud800"
                yield f"{name} half a letter", False, _to_block(number, field, half)
    yield "a picture that is not in it", False, _to_block(3, "image", "0" * 64)
    yield "a picture of the disk", False, _to_block(3, "image", "file:///etc/passwd")
    yield "a block of an unknown sort", False, _to_block(0, "type", "script")
    yield "a turn that is SQL", False, _to_block(2, "turn", "'; DROP TABLE turns; --")
    yield "a cited turn that is a path", False, _to_block(0, "cites", ["../x"])
    yield (
        "a block's words of a million letters more",
        False,
        _to_block(0, "content", "x" * 1_000_001),
    )
    yield "a turn that stayed behind", True, _to_block(2, "turn", "trn-00000000aaaa0000")
    yield "a block's date that is none", True, _to_block(3, "created", "yesterday")


def _newer_pages() -> Iterator[tuple[str, bool, Callable[[dict[str, Any]], None]]]:
    def newer(said: dict[str, Any], **fields: Any) -> None:
        said["projects"][0]["content"] |= {"templateVersion": 3} | fields

    unknown = [{"type": "video", "src": "x"}, {"id": 7}]
    yield "a newer page", True, lambda said: newer(said, future={"a": [1, {"b": None}]})
    yield "a newer page of unknown sections", True, lambda said: newer(said, sections=unknown)
    yield "a newer page without sections", False, lambda said: newer(said, sections=None)
    hero = [{"id": "hero", "type": "hero", "title": "x", "image": "0" * 64}]
    yield "a newer page with a foreign picture", False, lambda said: newer(said, sections=hero)
    yield "a newer page, half a letter", False, lambda said: newer(said, future="\ud800")


def _to(value: Any, *path: Any) -> Callable[[dict[str, Any]], None]:
    """Return the change of one thing of the first project."""

    def change(said: dict[str, Any]) -> None:
        target = said["projects"][0]
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return change


def _to_block(number: int, field: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return _to(value, "content", "sections", 1, "blocks", number, field)
