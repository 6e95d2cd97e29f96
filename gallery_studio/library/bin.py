"""Removes what lies in the bin for ever: rows first, then files that nothing else uses."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from gallery_studio.domain.bin import BinKind, EmptiedBin
from gallery_studio.domain.event import EventKind
from gallery_studio.library.reading.canvas import IMAGE_COLUMNS, image_of_row
from gallery_studio.library.statements import chunks, placeholders
from gallery_studio.library.tables import CARDS, CONVERSATIONS, IMAGES, OUTPUTS, PROJECTS, SESSIONS
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from peewee import Table

    from gallery_studio.domain.bin import BinKey
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.images import ImageStore
    from gallery_studio.library.writer import Transaction, Writer

_OUTPUTS = {
    BinKind.SESSION: "SELECT id FROM outputs WHERE session_id = ?",
    BinKind.CONVERSATION: "SELECT o.id FROM outputs o JOIN turns t ON t.id = o.turn_id"
    " WHERE t.conversation_id = ?",
}
"""Outputs that go with a thing."""

_IMAGES = {
    BinKind.SESSION: """
        SELECT image_id FROM cards WHERE session_id = ?1
        UNION SELECT source_image_id FROM conversations WHERE session_id = ?1
        UNION SELECT r.image_id FROM turn_references r JOIN turns t ON t.id = r.turn_id
            WHERE t.session_id = ?1
    """,
    BinKind.CONVERSATION: """
        SELECT source_image_id FROM conversations WHERE id = ?1
        UNION SELECT r.image_id FROM turn_references r JOIN turns t ON t.id = r.turn_id
            WHERE t.conversation_id = ?1
    """,
    BinKind.CARD: "SELECT image_id FROM cards WHERE id = ?1",
    BinKind.PROJECT: """
        SELECT image_id FROM project_images WHERE project_id = ?1
        UNION SELECT featured_image_id FROM projects WHERE id = ?1
    """,
}
"""Pictures a thing names besides those of its outputs."""

_USED = """
    SELECT image_id FROM cards WHERE image_id = i.id
    UNION ALL SELECT image_id FROM outputs WHERE image_id = i.id
    UNION ALL SELECT source_image_id FROM conversations WHERE source_image_id = i.id
    UNION ALL SELECT image_id FROM turn_references WHERE image_id = i.id
    UNION ALL SELECT image_id FROM output_references WHERE image_id = i.id
    UNION ALL SELECT data_sha256 FROM output_parts WHERE data_sha256 = i.id
    UNION ALL SELECT image_id FROM products WHERE image_id = i.id
    UNION ALL SELECT image_id FROM person_references WHERE image_id = i.id
    UNION ALL SELECT featured_image_id FROM projects WHERE featured_image_id = i.id
    UNION ALL SELECT image_id FROM project_images WHERE image_id = i.id
"""

_MAY_GO = {
    BinKind.SESSION: """
        SELECT 1 FROM sessions WHERE id = ?1 AND deleted_utc IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM outputs WHERE session_id = ?1 AND status IN ('pending', 'generating'))
    """,
    BinKind.CONVERSATION: """
        SELECT 1 FROM conversations WHERE id = ?1 AND deleted_utc IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM turns t JOIN outputs o ON o.turn_id = t.id
            LEFT JOIN cards c ON c.output_id = o.id AND c.deleted_utc IS NULL
            WHERE t.conversation_id = ?1
                AND (o.status IN ('pending', 'generating') OR c.id IS NOT NULL))
    """,
    BinKind.CARD: """
        SELECT 1 FROM cards c LEFT JOIN outputs o ON o.id = c.output_id WHERE c.id = ?1
            AND c.deleted_utc IS NOT NULL
            AND coalesce(o.status, 'completed') NOT IN ('pending', 'generating')
    """,
    BinKind.PROJECT: "SELECT 1 FROM projects WHERE id = ? AND deleted_utc IS NOT NULL",
}
"""Whether a thing lies in the bin, nothing runs in it and nothing of it is shown."""

_STARRED = {
    BinKind.SESSION: "SELECT 1 FROM cards WHERE session_id = ? AND is_starred = 1 LIMIT 1",
    BinKind.CONVERSATION: "SELECT 1 FROM turns t JOIN outputs o ON o.turn_id = t.id"
    " JOIN cards c ON c.output_id = o.id WHERE t.conversation_id = ? AND c.is_starred = 1 LIMIT 1",
    BinKind.CARD: "SELECT 1 FROM cards WHERE id = ? AND is_starred = 1",
}

# An output that was made from words, that nothing goes on from, and that no other card shows, is
# the card itself; any other output belongs to its conversation and stays there.
_OWN_OUTPUT = """
    SELECT o.id, t.id, t.conversation_id FROM cards c JOIN outputs o ON o.id = c.output_id
    JOIN turns t ON t.id = o.turn_id JOIN conversations v ON v.id = t.conversation_id
    WHERE c.id = ?1 AND v.source_image_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM cards d WHERE d.output_id = o.id AND d.id <> ?1)
        AND NOT EXISTS (SELECT 1 FROM turns n WHERE n.parent_output_id = o.id
            OR n.parent_turn_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM turns n WHERE n.conversation_id = v.id AND n.id <> t.id)
        AND NOT EXISTS (SELECT 1 FROM conversations w WHERE w.source_output_id = o.id)
"""

_TABLES: dict[BinKind, Table] = {
    BinKind.SESSION: SESSIONS,
    BinKind.CARD: CARDS,
    BinKind.CONVERSATION: CONVERSATIONS,
    BinKind.PROJECT: PROJECTS,
}


@dataclass(slots=True)
class _Loose:
    """What may be used by nothing any more once the rows are gone."""

    images: set[ImageId] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)


class BinStore:
    """Removes for ever what lies in the bin. What was spent stays in the ledger.

    Every method raises `LibraryError` when nothing was removed.
    """

    def __init__(self, writer: Writer, images: ImageStore) -> None:
        self._writer = writer
        self._images = images

    def remove(
        self, keys: Sequence[BinKey], *, is_starred_kept: bool = False
    ) -> tuple[Changes, EmptiedBin]:
        """Remove things for ever: all their rows in one transaction, then their files.

        A thing that left the bin meanwhile, in which something runs or of which a card is still
        shown, stays.

        Args:
            keys: What to remove.
            is_starred_kept: Whether a thing with a starred picture stays, too.
        """
        loose = _Loose()
        gone: list[BinKey] = []
        with self._writer.transaction() as transaction:
            for key in keys:
                if _may_go(transaction, key, is_starred_kept=is_starred_kept):
                    _remove_rows(transaction, key, loose)
                    gone.append(key)
            images = _remove_unused_images(transaction, loose.images)
            parts = [digest for digest in loose.parts if _is_part_unused(transaction, digest)]
            if gone:
                entries = [{"kind": key.kind.value, "id": key.id} for key in gone]
                transaction.event(EventKind.BIN_EMPTIED, None, things=entries)
        removed = [image for image in images if self._images.remove(image)]
        for digest in parts:
            self._images.remove_part_data(digest)
        size_bytes = sum(image.size_bytes for image in removed)
        report = EmptiedBin(len(gone), len(keys) - len(gone), len(removed), size_bytes)
        return transaction.changes(), report


def _may_go(transaction: Transaction, key: BinKey, *, is_starred_kept: bool) -> bool:
    if not transaction.one(_MAY_GO[key.kind], (key.id,)):
        return False
    starred = _STARRED.get(key.kind)
    return not (is_starred_kept and starred and transaction.one(starred, (key.id,)))


def _remove_rows(transaction: Transaction, key: BinKey, loose: _Loose) -> None:
    """Delete a thing's rows and note which pictures may have lost their last user."""
    rows = transaction.rows(_IMAGES[key.kind], (key.id,))
    loose.images.update(row[0] for row in rows if row[0] is not None)
    if key.kind in _OUTPUTS:
        outputs = [row[0] for row in transaction.rows(_OUTPUTS[key.kind], (key.id,))]
        _note_outputs(transaction, outputs, loose)
    if key.kind is BinKind.CARD:
        _remove_own_output(transaction, key.id, loose)
    transaction.delete(_TABLES[key.kind], "id", key.id)
    touched = {
        BinKind.SESSION: "sessions",
        BinKind.CARD: "removed_cards",
        BinKind.CONVERSATION: "conversations",
        BinKind.PROJECT: "projects",
    }
    transaction.touch(**{touched[key.kind]: [key.id]})


def _remove_own_output(transaction: Transaction, card_id: str, loose: _Loose) -> None:
    found = transaction.one(_OWN_OUTPUT, (card_id,))
    if found is None:
        return
    output_id, turn_id, conversation_id = found
    _note_outputs(transaction, [output_id], loose)
    references = "SELECT image_id FROM turn_references WHERE turn_id = ?"
    loose.images.update(row[0] for row in transaction.rows(references, (turn_id,)))
    transaction.delete(OUTPUTS, "id", output_id)
    if not transaction.one("SELECT 1 FROM outputs WHERE turn_id = ?", (turn_id,)):
        transaction.delete(CONVERSATIONS, "id", conversation_id)
        transaction.touch(conversations=[conversation_id])


def _note_outputs(transaction: Transaction, output_ids: Iterable[str], loose: _Loose) -> None:
    """Note every picture and every other file that outputs name."""
    for some in chunks(output_ids):
        marks = placeholders(some)
        for (image_id,) in transaction.rows(
            f"SELECT image_id FROM outputs WHERE id IN ({marks}) AND image_id IS NOT NULL", some
        ):
            loose.images.add(image_id)
        for (image_id,) in transaction.rows(
            f"SELECT image_id FROM output_references WHERE output_id IN ({marks})", some
        ):
            loose.images.add(image_id)
        for (digest,) in transaction.rows(
            "SELECT data_sha256 FROM output_parts WHERE data_sha256 IS NOT NULL"
            f" AND output_id IN ({marks})",
            some,
        ):
            loose.parts.add(digest)


def _remove_unused_images(transaction: Transaction, image_ids: set[ImageId]) -> list[ImageFile]:
    """Delete the records of pictures that nothing uses any more; return those pictures."""
    unused: list[ImageFile] = []
    for some in chunks(sorted(image_ids)):
        rows = transaction.rows(
            f"SELECT {IMAGE_COLUMNS} FROM images i WHERE i.id IN ({placeholders(some)})"
            f" AND NOT EXISTS ({_USED})",
            some,
        )
        unused += [image_of_row(row) for row in rows]
    for image in unused:
        transaction.delete(IMAGES, "id", image.id)
    return unused


def _is_part_unused(transaction: Transaction, digest: str) -> bool:
    return not transaction.one("SELECT 1 FROM output_parts WHERE data_sha256 = ?", (digest,))
