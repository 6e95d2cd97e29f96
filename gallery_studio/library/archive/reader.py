"""Reads a foreign archive's ``metadata.json``: each field by its type, each reference.

Nothing is written here and no picture is unpacked yet; what comes out can be stored as it is.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

from gallery_studio.domain.limits import ARCHIVE_MANIFEST_BYTES, IMAGE_FILE_BYTES
from gallery_studio.domain.project_json import parse_content
from gallery_studio.library.archive import layout, sections
from gallery_studio.library.archive.errors import RefusedError, shown
from gallery_studio.library.archive.kinds import Digest, Id, Said, Text, encodable
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.library.archive.entries import ArchiveEntries
    from gallery_studio.library.archive.fields import Section
    from gallery_studio.library.database import Value

Row = dict[str, "Value"]

_NAME_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class ArchiveContent:
    """What an archive says, checked.

    Attributes:
        session: The session's row.
        product_ids: Products saved to the session, in order.
        rows: Rows by the keys of `sections.MAIN_SECTIONS`.
        turn_references: Rows of the pictures sent along, by turn.
        sent_references: Pictures sent to one model, by output.
        person_references: Pictures of a person, by person.
        project_images: Every picture a project shows, by project.
        parts: Rows of raw parts, by output.
        picture_files: Entry of each picture; None where the archive says it was missing.
        part_files: Entry of each part's bytes, by their SHA-256; None likewise.
    """

    session: Row
    product_ids: tuple[str, ...]
    rows: Mapping[str, list[Row]] = field(repr=False)
    turn_references: Mapping[str, list[Row]] = field(repr=False)
    sent_references: Mapping[str, list[str]] = field(repr=False)
    person_references: Mapping[str, list[str]] = field(repr=False)
    project_images: Mapping[str, list[str]] = field(repr=False)
    parts: Mapping[str, list[Row]] = field(repr=False)
    picture_files: Mapping[str, str | None] = field(repr=False)
    part_files: Mapping[str, str | None] = field(repr=False)


def read_content(entries: ArchiveEntries) -> ArchiveContent:
    """Return what an archive says.

    Raises:
        RefusedError: It is not a session of this program, is newer, or says what cannot be.
    """
    check_is_session(entries)
    metadata = _parsed(entries, layout.METADATA)
    _check_format(metadata)
    return _Checking(entries, metadata).content()


def check_is_session(entries: ArchiveEntries) -> None:
    """Check that an archive has what says what is in it; that itself is not read yet.

    Raises:
        RefusedError: It has not, so it is some other ZIP file.
    """
    if layout.METADATA not in entries:
        raise RefusedError(f"it has no {layout.METADATA}, so it is not a session")


def _check_format(metadata: object) -> None:
    if not isinstance(metadata, dict) or metadata.get("format") != layout.FORMAT:
        raise RefusedError("it is not a session of Gallery Studio")
    version = metadata.get("version")
    if type(version) is not int or version < 1:
        raise RefusedError("it does not say which version of the format it has")
    if version > layout.VERSION:
        raise RefusedError(
            f"it was made by a newer version (format {version}, this program reads up to"
            f" {layout.VERSION}; update the program)"
        )


def _parsed(entries: ArchiveEntries, name: str) -> Said:
    data = entries.read(name, ARCHIVE_MANIFEST_BYTES)
    try:
        text = data.decode("utf-8-sig")
        return json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_without_doubles,
        )
    except UnicodeDecodeError as error:
        raise RefusedError(f"its {name} is not UTF-8 text") from error
    except RecursionError as error:
        raise RefusedError(f"its {name} is nested too deeply") from error
    except ValueError as error:
        raise RefusedError(f"its {name} is not JSON") from error


def _refuse_constant(word: str) -> NoReturn:
    raise RefusedError(f"its {layout.METADATA} holds {word} in place of a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise RefusedError(f"its {layout.METADATA} holds a number that is too large")
    return number


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RefusedError(f"its {layout.METADATA} says a thing twice")
    return found


class _Checking:
    """Checks one archive's metadata."""

    def __init__(self, entries: ArchiveEntries, metadata: dict[str, Any]) -> None:
        self._entries = entries
        self._metadata = metadata
        self._ids: dict[str, set[Value]] = {}
        self._files: set[str] = set()

    def content(self) -> ArchiveContent:
        """Return what it says."""
        raw = {section.key: self._list(section) for section in sections.MAIN_SECTIONS}
        rows = {
            section.key: [section.checked(entry, n) for n, entry in enumerate(raw[section.key], 1)]
            for section in sections.MAIN_SECTIONS
        }
        session = sections.SESSION.checked(self._metadata.get("session"), 1)
        self._note_ids(rows)
        self._check_references(rows)
        picture_files = self._picture_files(raw["images"], rows["images"])
        part_files = self._part_files()
        content = ArchiveContent(
            session,
            self._product_ids(),
            rows,
            self._turn_references(raw["turns"], rows["turns"]),
            self._named_images(sections.OUTPUTS, raw["outputs"], rows["outputs"]),
            self._named_images(sections.PEOPLE, raw["people"], rows["people"]),
            self._project_images(raw["projects"], rows["projects"]),
            self._parts(raw["outputs"], rows["outputs"], part_files),
            picture_files,
            part_files,
        )
        _check_cards(rows["cards"])
        _check_turns(rows["turns"])
        return content

    def _list(self, section: Section) -> list[Any]:
        value = self._metadata.get(section.key, [])
        if section is sections.EVENTS and isinstance(value, dict):
            if value != {"file": layout.EVENTS} or layout.EVENTS not in self._entries:
                raise RefusedError("its events are not in it")
            value = _parsed(self._entries, layout.EVENTS)
        return _checked_list(value, section, f"its “{section.key}”")

    def _note_ids(self, rows: Mapping[str, list[Row]]) -> None:
        for section in sections.MAIN_SECTIONS:
            if section is sections.EVENTS:
                continue
            ids = [row["id"] for row in rows[section.key]]
            self._ids[section.key] = set(ids)
            if len(self._ids[section.key]) != len(ids):
                raise RefusedError(f"two of its “{section.key}” have the same id")
        for number, image in enumerate(rows["images"], 1):
            sections.check_pixels(image, number)

    def _check_references(self, rows: Mapping[str, list[Row]]) -> None:
        for section in sections.MAIN_SECTIONS:
            for one in section.fields:
                if one.refers_to:
                    for number, row in enumerate(rows[section.key], 1):
                        self._check_known(section, number, one.name, row[one.name], one.refers_to)

    def _check_known(
        self, section: Section, number: int, name: str, value: Value, refers_to: str
    ) -> None:
        if value is not None and value not in self._ids[refers_to]:
            raise RefusedError(
                f"its {section.one} {number} has a “{name}” that names none of its “{refers_to}”"
            )

    def _picture_files(
        self, raw: Sequence[Mapping[str, Any]], rows: Sequence[Row]
    ) -> dict[str, str | None]:
        files: dict[str, str | None] = {}
        for number, (entry, row) in enumerate(zip(raw, rows, strict=True), 1):
            name = self._file(entry, f"picture {number}", row["size_bytes"])
            files[str(row["id"])] = name
        return files

    def _part_files(self) -> dict[str, str | None]:
        files: dict[str, str | None] = {}
        value = self._metadata.get("part_files", [])
        for number, entry in enumerate(_checked_list(value, sections.IMAGES, "its parts"), 1):
            if not isinstance(entry, dict):
                raise RefusedError(f"its part file {number} is not an object")
            digest = _field(Digest(), entry, "sha256", f"part file {number}")
            if digest in files:
                raise RefusedError(f"its part file {number} is there twice")
            files[digest] = self._file(entry, f"part file {number}", None)
        return files

    def _file(self, entry: Mapping[str, Any], one: str, size_bytes: Value) -> str | None:
        """Return the name of the entry that holds something, checked as far as it can be."""
        if entry.get("file") is None:
            return None
        name = _field(Text(_NAME_CHARACTERS), entry, "file", one)
        if name not in self._entries:
            raise RefusedError(f"its {one}, {shown(name)}, is not in it")
        if name in self._files:
            raise RefusedError(f"its {one}, {shown(name)}, stands for something else too")
        if size_bytes is not None and self._entries.size_of(name) != size_bytes:
            raise RefusedError(f"its {one}, {shown(name)}, has another size than it says")
        self._files.add(name)
        return name

    def _product_ids(self) -> tuple[str, ...]:
        value = self._metadata["session"].get("product_ids", [])
        ids = _checked_list(value, sections.TURN_REFERENCES, "the products of its session")
        for product_id in ids:
            if not isinstance(product_id, str) or product_id not in self._ids["products"]:
                raise RefusedError("its session has a product that is none of its “products”")
        return tuple(ids)

    def _turn_references(
        self, raw: Sequence[Mapping[str, Any]], rows: Sequence[Row]
    ) -> dict[str, list[Row]]:
        section = sections.TURN_REFERENCES
        found: dict[str, list[Row]] = {}
        for number, (entry, row) in enumerate(zip(raw, rows, strict=True), 1):
            where = f"the references of its turn {number}"
            members = _checked_list(entry.get("references", []), section, where)
            references = [section.checked(member, n) for n, member in enumerate(members, 1)]
            for n, reference in enumerate(references, 1):
                self._check_known(section, n, "image_id", reference["image_id"], "images")
            found[str(row["id"])] = references
        return found

    def _named_images(
        self, section: Section, raw: Sequence[Mapping[str, Any]], rows: Sequence[Row]
    ) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number, (entry, row) in enumerate(zip(raw, rows, strict=True), 1):
            where = f"the references of its {section.one} {number}"
            value = entry.get("references", [])
            names = _checked_list(value, sections.TURN_REFERENCES, where)
            for name in names:
                if not isinstance(name, str) or name not in self._ids["images"]:
                    raise RefusedError(f"{where} hold something that is none of its “images”")
            found[str(row["id"])] = names
        return found

    def _project_images(
        self, raw: Sequence[Mapping[str, Any]], rows: Sequence[Row]
    ) -> dict[str, list[str]]:
        """Return the pictures of projects: the final one, those of the page, and further ones."""
        further = self._named_images(sections.PROJECTS, raw, rows)
        found: dict[str, list[str]] = {}
        for number, row in enumerate(rows, 1):
            shown_on_page = parse_content(str(row["content"])).image_ids()
            for image_id in shown_on_page:
                self._check_known(sections.PROJECTS, number, "content", image_id, "images")
            featured = [str(row["featured_image_id"])] if row["featured_image_id"] else []
            names = (*featured, *shown_on_page, *further[str(row["id"])])
            found[str(row["id"])] = list(dict.fromkeys(names))
        return found

    def _parts(
        self,
        raw: Sequence[Mapping[str, Any]],
        rows: Sequence[Row],
        part_files: Mapping[str, str | None],
    ) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for number, (entry, row) in enumerate(zip(raw, rows, strict=True), 1):
            where = f"the parts of its output {number}"
            members = _checked_list(entry.get("parts", []), sections.PARTS, where)
            parts = [self._part(member, where, n) for n, member in enumerate(members, 1)]
            for part in parts:
                digest = part["data_sha256"]
                if digest is not None and digest != row["image_id"] and digest not in part_files:
                    raise RefusedError(f"{where} name bytes that are not in it")
            found[str(row["id"])] = parts
        return found

    def _part(self, member: Said, where: str, number: int) -> Row:
        if isinstance(member, dict) and "json_file" in member:
            name = self._file({"file": member["json_file"]}, f"part {number}", None)
            if name is None:
                raise RefusedError(f"{where} are not in it")
            member = {**member, "json": _text_of(self._entries.read(name, IMAGE_FILE_BYTES), where)}
        part = sections.PARTS.checked(member, number)
        _check_is_object(str(part["json"]), where)
        return part


def _checked_list(value: Said, section: Section, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RefusedError(f"{where} are not a list")
    if len(value) > section.most:
        raise RefusedError(f"{where} are more than {section.most:,}")
    return value


def _field(kind: Id | Digest | Text, entry: Mapping[str, Any], name: str, one: str) -> str:
    try:
        return kind.checked(entry.get(name))
    except RefusedError as error:
        raise RefusedError(f"its {one} has a “{name}” that {error}") from None


def _text_of(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(f"{where} are not UTF-8 text") from error


def _check_is_object(text: str, where: str) -> None:
    """Check a raw part: it is stored as it is, byte for byte, but it has to be a JSON object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"{where} are not JSON") from error
    if not isinstance(value, dict):
        raise RefusedError(f"{where} are no objects")
    encodable(text)


def _check_cards(cards: Sequence[Row]) -> None:
    for number, card in enumerate(cards, 1):
        if card["output_id"] is None and card["image_id"] is None:
            raise RefusedError(f"its card {number} shows nothing")
        if card["source_card_id"] == card["id"]:
            raise RefusedError(f"its card {number} descends from itself")


def _check_turns(turns: Sequence[Row]) -> None:
    """Check that turns are a tree: a cycle would hold whoever walks up to the first turn."""
    parent_of = {turn["id"]: turn["parent_turn_id"] for turn in turns}
    sound: set[Value] = {None}
    for turn_id in parent_of:
        path: dict[Value, None] = {}
        at: Value = turn_id
        while at not in sound:
            if at in path:
                raise RefusedError("its turns follow each other in a circle")
            path[at] = None
            at = parent_of[at]
        sound.update(path)
