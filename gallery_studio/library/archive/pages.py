"""What a project's page holds, as an archive says it: checked, and its turns renamed.

The content of a version this program knows is checked block by block, and what it does not know is
left out. That of a newer one is kept as it is, since only a newer program can tell what it means;
it is shown here and never changed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.project import TEMPLATE_VERSION, BlockType
from gallery_studio.domain.project_json import ProjectContentError, content_data, parse_content
from gallery_studio.library.archive.errors import RefusedError
from gallery_studio.library.archive.fields import Field, Section
from gallery_studio.library.archive.kinds import (
    Choice,
    Digest,
    Id,
    Moment,
    Said,
    Text,
    Whole,
    code,
    list_of,
    plain_object,
)
from gallery_studio.library.statements import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WORDS = Text(1_000_000)
_SECTIONS_MOST = 1_000

_SECTIONS = Section(
    "sections",
    "",
    "section",
    (
        Field("id", code()),
        Field("type", Choice(frozenset(("hero", "content")))),
        Field("title", Text()),
        Field("image", Digest(), None),
    ),
    most=_SECTIONS_MOST,
)
_BLOCKS = Section(
    "blocks",
    "",
    "block",
    (
        Field("type", Choice(frozenset(BlockType))),
        Field("content", _WORDS, None),
        Field("alt", _WORDS, None),
        Field("image", Digest(), None),
        Field("turn", Id(), None),
        Field("model", code(), None),
        Field("modelName", code(), None),
        Field("created", Moment(), None),
        Field("writer", code(), None),
    ),
)
_CITES = list_of(Id(), _BLOCKS.most)


def checked_page(value: Said) -> dict[str, Any]:
    """Return the content of a project, checked.

    Raises:
        RefusedError: It is none; says why.
    """
    page = plain_object(value)
    try:
        version = Whole(1, 1_000_000).checked(page.get("templateVersion"))
    except RefusedError as error:
        raise RefusedError(f"has a “templateVersion” that {error}") from None
    try:
        known = page if version > TEMPLATE_VERSION else _known(page, version)
        content = parse_content(json_text(known))
    except RefusedError as error:
        raise RefusedError(f"cannot be read, for {error}") from None
    except ProjectContentError as error:
        raise RefusedError("is not the content of a page") from error
    return page if content.is_newer else content_data(content)


def _known(page: dict[str, Any], version: int) -> dict[str, Any]:
    found = _listed(page.get("sections"), _SECTIONS)
    return {
        "templateVersion": version,
        "sections": [_section(entry, number) for number, entry in enumerate(found, 1)],
    }


def _section(entry: Said, number: int) -> dict[str, Any]:
    section = _said(_SECTIONS, entry, number)
    if section["type"] == "content":
        blocks = _listed(entry.get("blocks"), _BLOCKS)
        section["blocks"] = [_block(block, n) for n, block in enumerate(blocks, 1)]
    return section


def _block(entry: Said, number: int) -> dict[str, Any]:
    block = _said(_BLOCKS, entry, number)
    if "cites" in entry:
        try:
            block["cites"] = _CITES(entry["cites"])
        except RefusedError as error:
            raise RefusedError(f"its block {number} has a “cites” that {error}") from None
    return block


def _said(section: Section, entry: Said, number: int) -> dict[str, Any]:
    """Return the fields an entry has."""
    checked = section.checked(entry, number)
    return {name: value for name, value in checked.items() if value is not None}


def _listed(value: Said, section: Section) -> list[Any]:
    if not isinstance(value, list):
        raise RefusedError(f"its “{section.key}” are not a list")
    if len(value) > section.most:
        raise RefusedError(f"its “{section.key}” are more than {section.most:,}")
    return value


def ids_of_page(text: str) -> Iterator[str]:
    """Yield every id that a project's content names where ids stand."""
    found: list[str] = []

    def note(one: str) -> str:
        found.append(one)
        return one

    _with_ids(json.loads(text), note)
    yield from found


def renamed_page(text: str, names: dict[str, str]) -> str:
    """Return a project's content with new ids where ids stand; words stay what was written."""
    if not names:
        return text
    return json_text(_with_ids(json.loads(text), lambda one: names.get(one, one)))


def _with_ids(page: dict[str, Any], change: Callable[[str], str]) -> Said:
    """Return a page with its ids changed.

    Where ids stand in the page of a newer program is not known: there every text is taken for one
    that is one, letter for letter.
    """
    if page["templateVersion"] > TEMPLATE_VERSION:
        return _with_texts(page, change)
    for section in page["sections"]:
        for block in section.get("blocks", ()):
            if "turn" in block:
                block["turn"] = change(block["turn"])
            if "cites" in block:
                block["cites"] = [change(turn) for turn in block["cites"]]
    return page


def _with_texts(value: Said, change: Callable[[str], str]) -> Said:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_with_texts(member, change) for member in value]
    if isinstance(value, dict):
        return {key: _with_texts(member, change) for key, member in value.items()}
    return value
