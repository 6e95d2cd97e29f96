"""New ids for what a library has already: the same new one wherever the old one stands."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from gallery_studio.domain.ids import new_session_id
from gallery_studio.library.archive import sections
from gallery_studio.library.archive.kinds import Id, Said
from gallery_studio.library.archive.pages import ids_of_page
from gallery_studio.library.statements import chunks, json_text, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gallery_studio.library.archive.fields import Field, Section
    from gallery_studio.library.archive.reader import ArchiveContent, Row
    from gallery_studio.library.writer import Transaction

_TABLE_OF = {
    "gal": "sessions",
    "run": "runs",
    "cnv": "conversations",
    "trn": "turns",
    "out": "outputs",
    "crd": "cards",
    "per": "people",
    "idn": "identities",
    "prd": "products",
    "prj": "projects",
}
_OUR_ID = re.compile(rf"({'|'.join(_TABLE_OF)})-[A-Za-z0-9][A-Za-z0-9-]{{0,63}}")

_RENAMED = (
    sections.RUNS,
    sections.CONVERSATIONS,
    sections.TURNS,
    sections.OUTPUTS,
    sections.CARDS,
    sections.PROJECTS,
)
"""Sections whose things get new ids; products and people are compared first."""

Names = dict[str, str]
"""New ids by the old ones."""


def new_names(transaction: Transaction, content: ArchiveContent) -> Names:
    """Return new ids for all that the library has already.

    Ids that only events and projects name (of things that stayed in the bin) count too: neither
    must speak of another session's things.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    wanted["sessions"].add(str(content.session["id"]))
    for section in _RENAMED:
        wanted[section.table].update(str(row["id"]) for row in content.rows[section.key])
    named = [_texts_in(json.loads(str(event["payload"]))) for event in content.rows["events"]]
    named += [ids_of_page(str(project["content"])) for project in content.rows["projects"]]
    for one in chain.from_iterable(named):
        if _OUR_ID.fullmatch(one):
            wanted[_TABLE_OF[one[:3]]].add(one)
    taken = {one for table, ids in wanted.items() for one in _taken(transaction, table, ids)}
    merged = {
        str(row["id"]) for key in ("products", "people", "identities") for row in content.rows[key]
    }
    return {old: _new_id(old) for old in sorted(taken - merged)}


def renamed(section: Section, row: Row, names: Names) -> Row:
    """Return a row with the new ids in it."""
    return {field.name: _renamed_value(field, row[field.name], names) for field in section.fields}


def renamed_payload(text: str, names: Names) -> str:
    """Return an event's payload with the new ids in it."""
    return json_text(_renamed_within(json.loads(text), names)) if names else text


def renamed_list(text: str, names: Names) -> str:
    """Return a JSON list or object of ids with the new ones in it."""
    return renamed_payload(text, names)


def _renamed_value(field: Field, value: Said, names: Names) -> Said:
    return names.get(value, value) if isinstance(field.kind, Id) else value


def _renamed_within(value: Said, names: Mapping[str, str]) -> Said:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [_renamed_within(member, names) for member in value]
    if isinstance(value, dict):
        return {key: _renamed_within(member, names) for key, member in value.items()}
    return value


def _texts_in(value: Said) -> Iterator[str]:
    """Yield every text of a value; ids are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(member)


def _taken(transaction: Transaction, table: str, ids: Iterable[str]) -> Iterator[str]:
    for some in chunks(sorted(ids)):
        for (one,) in transaction.rows(
            f"SELECT id FROM {table} WHERE id IN ({placeholders(some)})", some
        ):
            yield one


def _new_id(old: str) -> str:
    prefix = old[:3]
    return new_session_id(time.time()) if prefix == "gal" else f"{prefix}-{secrets.token_hex(8)}"
