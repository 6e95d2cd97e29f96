"""Everything of one session, read at one moment, as it goes into an archive."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import ProviderErrorKind
from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.project_json import parse_content
from gallery_studio.domain.status import Status, turn_status
from gallery_studio.library.archive import sections
from gallery_studio.library.archive.errors import RefusedError
from gallery_studio.library.reading.canvas import CanvasQueries
from gallery_studio.library.statements import json_text
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from gallery_studio.domain.ids import SessionId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.archive.fields import Section
    from gallery_studio.library.database import Row

_UNFINISHED = "This picture was still being made when the session was exported. Try again."

_HAS_CRCS = 3
"""Version of the schema since which pictures have their CRC-32."""

Entry = dict[str, Any]
"""One thing as it is written; see `sections`."""


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """A session as it goes into an archive. What lies in the bin stays behind.

    Attributes:
        session: The session's own fields.
        entries: The lists of `sections.MAIN_SECTIONS` by their keys, the pictures left out.
        images: The pictures, in the order they are first named.
        part_digests: SHA-256 of the bytes of answers that are no picture of an output.
        unreadable_projects: Titles by id of projects that stay behind: what they hold could not
            be brought in again.
        has_people: Whether people and identities go along.
        sealed_crcs: CRC-32 of the pictures as the database keeps them (`library.sealing`).
    """

    session: Entry
    entries: Mapping[str, list[Entry]] = field(repr=False)
    images: tuple[ImageFile, ...]
    part_digests: tuple[str, ...] = ()
    unreadable_projects: Mapping[str, str] = field(default_factory=dict)
    has_people: bool = False
    sealed_crcs: Mapping[ImageId, str] = field(default_factory=dict, repr=False)

    @property
    def size_bytes(self) -> int:
        """Size of the pictures together."""
        return sum(image.size_bytes for image in self.images)


class ArchiveQueries(CanvasQueries):
    """Reads a whole session."""

    def session_snapshot(
        self, session_id: SessionId, *, with_people: bool = False
    ) -> SessionSnapshot:
        """Return everything of a session, read at one moment.

        Args:
            session_id: The session, also one in the bin.
            with_people: Whether the people and identities of its conversations go along.

        Raises:
            LibraryError: There is none.
        """
        self._rows("BEGIN")
        try:
            return self._snapshot(session_id, with_people)
        finally:
            self._rows("COMMIT")

    def _snapshot(self, session_id: SessionId, with_people: bool) -> SessionSnapshot:
        session = self._session_entry(session_id)
        entries = {
            section.key: self._entries(section, "session_id = ?", (session_id,))
            for section in (sections.RUNS, sections.CONVERSATIONS, sections.TURNS)
        }
        entries["outputs"] = self._outputs_with_all(session_id)
        entries["cards"] = self._entries(
            sections.CARDS, "session_id = ? AND deleted_utc IS NULL", (session_id,)
        )
        events = self._entries(sections.EVENTS, "session_id = ?", (session_id,), "sequence")
        _leave_bin_behind(entries)
        entries["projects"], unreadable = self._project_entries(session_id)
        entries["events"] = [event for event in events if not _is_of_bin(event, entries)]
        self._add_turn_references(entries["turns"])
        entries["products"] = self._product_entries(session, entries)
        entries |= {"people": [], "identities": []}
        if with_people:
            entries |= self._people_entries(session, entries)
        _drop_dangling(session, entries)
        images = self._images_of(entries)
        return SessionSnapshot(
            session,
            entries,
            images,
            _part_digests(entries["outputs"]),
            unreadable,
            with_people,
            self._sealed_crcs(image.id for image in images),
        )

    def _session_entry(self, session_id: SessionId) -> Entry:
        section = sections.SESSION
        row = self._one(
            "This session", f"SELECT {section.columns} FROM sessions WHERE id = ?", (session_id,)
        )
        products = self._rows(
            "SELECT product_id FROM session_products WHERE session_id = ? ORDER BY position",
            (session_id,),
        )
        entry = section.written(row)
        if products:
            entry["product_ids"] = [product for (product,) in products]
        return entry

    def _entries(
        self, section: Section, condition: str, values: tuple[str, ...], order: str = "rowid"
    ) -> list[Entry]:
        sql = f"SELECT {section.columns} FROM {section.table} WHERE {condition} ORDER BY {order}"
        return [section.written(row) for row in self._rows(sql, values)]

    def _entries_by_id(self, section: Section, ids: Iterable[str]) -> list[Entry]:
        sql = f"SELECT {section.columns} FROM {section.table} WHERE id IN ({{ids}}) ORDER BY rowid"
        return [section.written(row) for row in self._rows_of(sql, ids)]

    def _outputs_with_all(self, session_id: SessionId) -> list[Entry]:
        outputs = self._entries(sections.OUTPUTS, "session_id = ?", (session_id,))
        ids = [output["id"] for output in outputs]
        references = _grouped(
            self._rows_of(
                "SELECT output_id, image_id FROM output_references WHERE output_id IN ({ids})"
                " ORDER BY output_id, position",
                ids,
            )
        )
        parts = _grouped(
            self._rows_of(
                f"SELECT output_id, {sections.PARTS.columns} FROM output_parts"
                " WHERE output_id IN ({ids}) ORDER BY output_id, position",
                ids,
            )
        )
        for output in outputs:
            if sent := references.get(output["id"]):
                output["references"] = [image_id for (image_id,) in sent]
            if raw := parts.get(output["id"]):
                output["parts"] = [sections.PARTS.written(row) for row in raw]
        return outputs

    def _add_turn_references(self, turns: list[Entry]) -> None:
        found = _grouped(
            self._rows_of(
                f"SELECT turn_id, {sections.TURN_REFERENCES.columns} FROM turn_references"
                " WHERE turn_id IN ({ids}) ORDER BY turn_id, position",
                (turn["id"] for turn in turns),
            )
        )
        for turn in turns:
            if rows := found.get(turn["id"]):
                turn["references"] = [sections.TURN_REFERENCES.written(row) for row in rows]

    def _product_entries(self, session: Entry, entries: Mapping[str, list[Entry]]) -> list[Entry]:
        ids = set(session.get("product_ids", ()))
        ids.update(session.get("compose", {}).get("product_ids", ()))
        ids.update(turn["product_id"] for turn in entries["turns"] if turn.get("product_id"))
        for run in entries["runs"]:
            ids.update(run.get("product_ids", ()))
        return self._entries_by_id(sections.PRODUCTS, ids)

    def _people_entries(
        self, session: Entry, entries: Mapping[str, list[Entry]]
    ) -> dict[str, list[Entry]]:
        conversations, compose = entries["conversations"], session.get("compose", {})
        person_ids = {c["person_id"] for c in conversations if c.get("person_id")}
        person_ids.update(compose.get("person_ids", ()))
        people = self._entries_by_id(sections.PEOPLE, person_ids)
        references = _grouped(
            self._rows_of(
                "SELECT person_id, image_id FROM person_references WHERE person_id IN ({ids})"
                " ORDER BY person_id, position",
                (person["id"] for person in people),
            )
        )
        for person in people:
            if rows := references.get(person["id"]):
                person["references"] = [image_id for (image_id,) in rows]
        identities = {c["identity_id"] for c in conversations if c.get("identity_id")}
        identities.update({compose.get("identity_id")} - {None})
        return {
            "people": people,
            "identities": self._entries_by_id(sections.IDENTITIES, identities),
        }

    def _project_entries(self, session_id: SessionId) -> tuple[list[Entry], dict[str, str]]:
        """Return the projects that can be brought in again, and the titles of the others by id."""
        section = sections.PROJECTS
        rows = self._rows(
            f"SELECT {section.columns} FROM projects WHERE session_id = ? AND deleted_utc IS NULL"
            " ORDER BY rowid",
            (session_id,),
        )
        kept = _grouped(
            self._rows_of(
                "SELECT project_id, image_id FROM project_images WHERE project_id IN ({ids})"
                " ORDER BY project_id, image_id",
                (str(row[0]) for row in rows),
            )
        )
        entries: list[Entry] = []
        unreadable: dict[str, str] = {}
        for row in rows:
            values = dict(zip((one.name for one in section.fields), row, strict=True))
            try:
                entries.append(self._project_entry(row, [one for (one,) in kept[str(row[0])]]))
            except (RefusedError, ValueError):
                unreadable[values["id"]] = values["title"]
        return entries, unreadable

    def _project_entry(self, row: Row, kept_images: list[str]) -> Entry:
        """Return a project as it is written.

        Args:
            row: Its fields.
            kept_images: Pictures the library keeps for it; those its page does not name are
                written apart, as a newer program may have put them where this one cannot look.

        Raises:
            RefusedError: It holds what could not be brought in again.
            ValueError: Its content is no JSON.
        """
        entry = sections.PROJECTS.written(row)
        checked = sections.PROJECTS.checked(entry, 1)
        named = set(parse_content(str(checked["content"])).image_ids())
        if checked["featured_image_id"] is not None:
            named.add(ImageId(str(checked["featured_image_id"])))
        if len(self.images(named)) < len(named):
            raise RefusedError("shows a picture that is not in the library")
        if further := [image_id for image_id in kept_images if image_id not in named]:
            entry["references"] = further
        return entry

    def _images_of(self, entries: Mapping[str, list[Entry]]) -> tuple[ImageFile, ...]:
        ids = list(dict.fromkeys(_image_ids(entries)))
        found: dict[ImageId, ImageFile] = self.images(ids)
        return tuple(found[image_id] for image_id in ids if image_id in found)

    def _sealed_crcs(self, image_ids: Iterable[ImageId]) -> dict[ImageId, str]:
        """Return the CRCs that are known; none in a library that an older program left so."""
        if self._rows("PRAGMA user_version")[0][0] < _HAS_CRCS:
            return {}
        sql = "SELECT id, sealed_crc FROM images WHERE sealed_crc <> '' AND id IN ({ids})"
        return {image_id: str(crc) for image_id, crc in self._rows_of(sql, image_ids)}


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows without their first column, by that column."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(tuple(rest))
    return groups


def _leave_bin_behind(entries: dict[str, list[Entry]]) -> None:
    """Keep conversations, turns and outputs that are not in the bin or that a card still shows."""
    carded = {card["output_id"] for card in entries["cards"] if card.get("output_id")}
    turn_of = {output["id"]: output["turn_id"] for output in entries["outputs"]}
    carded_turns = {turn_of[output] for output in carded if output in turn_of}
    conversation_of = {turn["id"]: turn["conversation_id"] for turn in entries["turns"]}
    carded_conversations = {conversation_of[t] for t in carded_turns if t in conversation_of}
    _keep(
        entries,
        "conversations",
        lambda c: "deleted_utc" not in c or c["id"] in carded_conversations,
    )
    conversations = _ids(entries["conversations"])
    _keep(
        entries,
        "turns",
        lambda t: (
            t["conversation_id"] in conversations
            and ("deleted_utc" not in t or t["id"] in carded_turns)
        ),
    )
    turns = _ids(entries["turns"])
    _keep(
        entries,
        "outputs",
        lambda o: o["turn_id"] in turns and ("deleted_utc" not in o or o["id"] in carded),
    )
    outputs = _ids(entries["outputs"])
    _keep(entries, "cards", lambda c: c.get("output_id") in outputs or "image_id" in c)
    _end_open_outputs(entries)


def _end_open_outputs(entries: dict[str, list[Entry]]) -> None:
    """An answer that is still on its way cannot arrive in an archive: it can be asked again."""
    states: dict[str, list[Status]] = defaultdict(list)
    for output in entries["outputs"]:
        if Status(output["status"]).is_open:
            output |= {
                "status": Status.FAILED.value,
                "error_kind": ProviderErrorKind.INTERRUPTED.value,
                "error_message": _UNFINISHED,
                "is_retryable": True,
            }
        states[output["turn_id"]].append(Status(output["status"]))
    for turn in entries["turns"]:
        if Status(turn["status"]).is_open:
            turn["status"] = turn_status(states[turn["id"]]).value


def _keep(entries: dict[str, list[Entry]], key: str, condition: Callable[[Entry], bool]) -> None:
    entries[key] = [entry for entry in entries[key] if condition(entry)]


def _ids(entries: Iterable[Entry]) -> set[str]:
    return {entry["id"] for entry in entries}


_OWNERS = {
    "conversation": "conversations",
    "turn": "turns",
    "output": "outputs",
    "project": "projects",
}
"""Keys of an event's payload that name what it is about, and the section that must have it."""


def _is_of_bin(event: Entry, entries: Mapping[str, list[Entry]]) -> bool:
    """Whether an event tells of something that stays behind in the bin."""
    payload = event.get("payload", {})
    for key, section in _OWNERS.items():
        subject = payload.get(key)
        if isinstance(subject, str):
            return all(entry["id"] != subject for entry in entries[section])
    if event["kind"] == "image.imported":
        return all(card["id"] != payload.get("card") for card in entries["cards"])
    return False


def _drop_dangling(session: Entry, entries: Mapping[str, list[Entry]]) -> None:
    """Leave out what refers to something that stays behind."""
    ids = {key: _ids(entries[key]) for key in entries if key != "events"}
    for section in sections.MAIN_SECTIONS:
        loose = [f for f in section.fields if f.refers_to not in ("", "images")]
        for entry in entries.get(section.key, ()):
            for one in loose:
                if entry.get(one.name) is not None and entry[one.name] not in ids[one.refers_to]:
                    entry.pop(one.name)
    compose = session.get("compose", {})
    for owner in (session, compose, *entries["runs"]):
        if "product_ids" in owner:
            owner["product_ids"] = [p for p in owner["product_ids"] if p in ids["products"]]
    if "person_ids" in compose:
        compose["person_ids"] = [p for p in compose["person_ids"] if p in ids["people"]]
    identity = compose.get("identity_id")
    if identity is not None and identity not in ids["identities"]:
        del compose["identity_id"]


def _image_ids(entries: Mapping[str, list[Entry]]) -> Iterator[ImageId]:
    """Yield the picture of every card, then all that conversations, products and people name."""
    for key, name in (
        ("cards", "image_id"),
        ("outputs", "image_id"),
        ("conversations", "source_image_id"),
        ("products", "image_id"),
        ("projects", "featured_image_id"),
    ):
        yield from (entry[name] for entry in entries[key] if entry.get(name))
    for turn in entries["turns"]:
        yield from (reference["image_id"] for reference in turn.get("references", ()))
    for project in entries["projects"]:
        yield from parse_content(json_text(project["content"])).image_ids()
    for owner in (*entries["outputs"], *entries["people"], *entries["projects"]):
        yield from owner.get("references", ())


def _part_digests(outputs: Iterable[Entry]) -> tuple[str, ...]:
    """Return what parts hold beside the pictures of their outputs."""
    found = {
        part["data_sha256"]: None
        for output in outputs
        for part in output.get("parts", ())
        if part.get("data_sha256") and part["data_sha256"] != output.get("image_id")
    }
    return tuple(found)
