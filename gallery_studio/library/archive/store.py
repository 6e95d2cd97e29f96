"""Stores an archive that was checked: one transaction, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.ids import SessionId
from gallery_studio.domain.naming import counted
from gallery_studio.library.archive import sections
from gallery_studio.library.archive.errors import shown
from gallery_studio.library.archive.merging import free_skus, merge
from gallery_studio.library.archive.pages import renamed_page
from gallery_studio.library.archive.renaming import (
    Names,
    new_names,
    renamed,
    renamed_list,
    renamed_payload,
)
from gallery_studio.library.archive.rows import add_rows, numbered
from gallery_studio.library.archive.staging import put_in_place, take_away
from gallery_studio.library.errors import plain_words
from gallery_studio.library.projects import free_slug
from gallery_studio.library.records import folded, image_row
from gallery_studio.records import asdict, dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.archive.fields import Section
    from gallery_studio.library.archive.reader import Row
    from gallery_studio.library.archive.staging import StagedArchive
    from gallery_studio.library.database import Value
    from gallery_studio.library.writer import Transaction, Writer

_MISSING = "was missing when the session was exported"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought in.

    Attributes:
        session_id: The session; a new id if the archive's was taken.
        name: Name of the session.
        pictures: Pictures that came in.
        skipped: What did not, each in words for the person.
        notes: What came in differently, each in words for the person.
        is_copy: Whether the library had this session already.
        projects: Projects that came in.
    """

    session_id: SessionId
    name: str
    pictures: int
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_copy: bool = False
    projects: int = 0

    def sentence(self) -> str:
        """Return the result for the person, such as ``12 pictures, 1 project, 3 skipped``."""
        parts = [counted(self.pictures, "picture")]
        if self.projects:
            parts.append(counted(self.projects, "project"))
        if self.skipped:
            parts.append(f"{len(self.skipped)} skipped")
        return ", ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON-like data."""
        return asdict(self)


class ArchiveStore:
    """Brings checked archives into the library."""

    def __init__(self, writer: Writer, folder: Path) -> None:
        self._writer = writer
        self._folder = folder

    def store(self, staged: StagedArchive) -> tuple[Changes, ImportReport]:
        """Store a whole archive; the writing thread only.

        Raises:
            LibraryError: Nothing was stored, and no file was left behind.
        """
        with plain_words(self._folder):
            placed = put_in_place(staged.files)
        try:
            with self._writer.transaction() as transaction:
                report = _Import(transaction, staged).run()
        except BaseException:
            take_away(self._unknown(placed))
            raise
        has_people = any(staged.content.rows[key] for key in ("products", "people", "identities"))
        return transaction.changes(people=has_people), report

    def _unknown(self, placed: list[Path]) -> list[Path]:
        """Return those of the files that nothing stored meanwhile refers to."""
        with self._writer.transaction() as transaction:
            return [path for path in placed if not _is_known(transaction, path)]


def _is_known(transaction: Transaction, path: Path) -> bool:
    return bool(
        transaction.one(
            "SELECT 1 FROM images WHERE id = ?1 UNION SELECT 1 FROM output_parts"
            " WHERE data_sha256 = ?1",
            (path.stem,),
        )
    )


class _Import:
    """One import within its transaction."""

    def __init__(self, transaction: Transaction, staged: StagedArchive) -> None:
        self._transaction = transaction
        self._staged = staged
        self._content = staged.content
        self._notes: list[str] = []
        self._names: Names = {}

    def run(self) -> ImportReport:
        """Write all rows; references may be written before what they name."""
        transaction, content = self._transaction, self._content
        transaction.rows("PRAGMA defer_foreign_keys = 1")
        self._names = new_names(transaction, content)
        old_id = str(content.session["id"])
        session_id = SessionId(self._names.get(old_id, old_id))
        skipped = self._store_images()
        self._store_products_and_people()
        self._store_session(session_id)
        self._store_work(session_id)
        self._store_projects(session_id)
        self._store_events(session_id)
        transaction.touch(sessions=[session_id])
        return ImportReport(
            session_id,
            str(content.session["name"]),
            len(self._staged.images) - len(skipped),
            tuple(skipped),
            tuple(self._notes),
            is_copy=session_id != old_id,
            projects=len(content.rows["projects"]),
        )

    def _store_images(self) -> list[str]:
        transaction = self._transaction
        images = self._staged.images
        add_rows(transaction, "images", [image_row(i) for i, _ in images], is_kept=True)
        transaction.note_crcs({image.id: image.sealed_crc for image, _ in images})
        micros = [{"image_id": i.id, "rgb": rgb} for i, rgb in images if rgb is not None]
        add_rows(transaction, "micro_previews", micros, is_kept=True)
        transaction.touch(images=(image.id for image, _ in images))
        return [f"{_name_of(image)} {_MISSING}" for image, rgb in images if rgb is None]

    def _store_products_and_people(self) -> None:
        transaction, rows, names = self._transaction, self._content.rows, self._names
        products = merge(transaction, sections.PRODUCTS, rows["products"], names)
        products, notes = free_skus(transaction, products, names)
        self._notes += notes
        self._add(sections.PRODUCTS, products)
        self._add(
            sections.IDENTITIES,
            merge(transaction, sections.IDENTITIES, rows["identities"], names),
        )
        people = merge(transaction, sections.PEOPLE, rows["people"], names)
        self._add(sections.PEOPLE, people, is_default=False)
        ids = {str(person["id"]) for person in people}
        portraits = {
            person: _pictures(images)
            for person, images in self._content.person_references.items()
            if person in ids
        }
        self._add_lists("person_references", "person_id", portraits)

    def _store_session(self, session_id: SessionId) -> None:
        row: dict[str, Any] = renamed(sections.SESSION, self._content.session, self._names)
        row["compose"] = renamed_list(str(row["compose"]), self._names)
        row["name_folded"] = folded(str(row["name"]))
        add_rows(self._transaction, "sessions", [row])
        products = [{"product_id": self._name(one)} for one in self._content.product_ids]
        add_rows(
            self._transaction, "session_products", numbered("session_id", session_id, products)
        )

    def _store_work(self, session_id: SessionId) -> None:
        content = self._content
        runs = [
            row | {"product_ids": renamed_list(str(row["product_ids"]), self._names)}
            for row in content.rows["runs"]
        ]
        self._add(sections.RUNS, runs, session_id=session_id)
        for section in (sections.CONVERSATIONS, sections.TURNS, sections.OUTPUTS, sections.CARDS):
            rows = self._add(section, content.rows[section.key], session_id=session_id)
            self._transaction.touch(**{section.key: [row["id"] for row in rows]})
        sent = {output: _pictures(images) for output, images in content.sent_references.items()}
        self._add_lists("turn_references", "turn_id", content.turn_references)
        self._add_lists("output_parts", "output_id", content.parts)
        self._add_lists("output_references", "output_id", sent)

    def _store_projects(self, session_id: SessionId) -> None:
        """Add the projects; a short name that is taken gets a number, and that is said."""
        transaction, names = self._transaction, self._names
        for row in self._content.rows["projects"]:
            wanted = str(row["slug"])
            slug = free_slug(transaction, wanted)
            if slug != wanted:
                self._notes.append(
                    f"Project {shown(str(row['title']))} has the short name {slug} here, since"
                    f" {wanted} is another project's"
                )
            page: Row = {"slug": slug, "content": renamed_page(str(row["content"]), names)}
            written = self._add(sections.PROJECTS, [row | page], session_id=session_id)
            transaction.touch(projects=[written[0]["id"]])
        images = [
            {"project_id": self._name(project), "image_id": image_id}
            for project, image_ids in self._content.project_images.items()
            for image_id in image_ids
        ]
        add_rows(transaction, "project_images", images)

    def _store_events(self, session_id: SessionId) -> None:
        rows = [
            event
            | {
                "session_id": session_id,
                "payload": renamed_payload(str(event["payload"]), self._names),
            }
            for event in self._content.rows["events"]
        ]
        add_rows(self._transaction, "events", rows)

    def _add(self, section: Section, rows: list[Row], **more: Value) -> list[dict[str, Any]]:
        """Add rows of a section with the new ids in them; return them."""
        written: list[dict[str, Any]] = [renamed(section, row, self._names) | more for row in rows]
        add_rows(self._transaction, section.table, written)
        return written

    def _add_lists(self, table: str, owner: str, lists: Mapping[str, list[Row]]) -> None:
        """Add the members of ordered lists.

        Args:
            table: Holds the members.
            owner: Its column for the owner.
            lists: Members by owner, in order.
        """
        members = (numbered(owner, self._name(one), rows) for one, rows in lists.items())
        add_rows(self._transaction, table, [row for some in members for row in some])

    def _name(self, old: Value) -> str:
        return self._names.get(str(old), str(old))


def _pictures(image_ids: list[str]) -> list[Row]:
    return [{"image_id": image_id} for image_id in image_ids]


def _name_of(image: ImageFile) -> str:
    name = f"“{image.source_name}”" if image.source_name else f"{image.id[:12]}…"
    return f"Picture {name}"
