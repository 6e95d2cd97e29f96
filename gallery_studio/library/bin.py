"""Removes what lies in the bin for ever: rows first, then files that nothing else uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.bin import BinKind, EmptiedBin
from gallery_studio.domain.event import EventKind
from gallery_studio.library.reading.canvas import IMAGE_COLUMNS, image_of_row
from gallery_studio.library.statements import chunks, placeholders
from gallery_studio.library.tables import (
    CARDS,
    CONVERSATIONS,
    IDENTITIES,
    IMAGES,
    OUTPUTS,
    PEOPLE,
    PRODUCTS,
    PROJECTS,
    SESSIONS,
    TURNS,
)
from gallery_studio.records import dataclass, field

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
    BinKind.OUTPUT: "SELECT id FROM outputs WHERE id = ?",
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
    BinKind.OUTPUT: "SELECT image_id FROM cards WHERE output_id = ?1",
    BinKind.PRODUCT: "SELECT image_id FROM products WHERE id = ?1",
    BinKind.PERSON: "SELECT image_id FROM person_references WHERE person_id = ?1",
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
    BinKind.OUTPUT: """
        SELECT 1 FROM outputs o WHERE o.id = ?1 AND o.deleted_utc IS NOT NULL
            AND o.status NOT IN ('pending', 'generating')
            AND NOT EXISTS (SELECT 1 FROM cards WHERE output_id = ?1 AND deleted_utc IS NULL)
            AND NOT EXISTS (SELECT 1 FROM turns WHERE parent_output_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM conversations WHERE source_output_id = ?1)
    """,
    BinKind.PROJECT: "SELECT 1 FROM projects WHERE id = ? AND deleted_utc IS NOT NULL",
    BinKind.PRODUCT: "SELECT 1 FROM products WHERE id = ? AND deleted_utc IS NOT NULL"
    " AND removed_utc IS NULL",
    BinKind.PERSON: "SELECT 1 FROM people WHERE id = ? AND deleted_utc IS NOT NULL",
    BinKind.IDENTITY: "SELECT 1 FROM identities WHERE id = ? AND deleted_utc IS NOT NULL",
}
"""Whether a thing lies in the bin, nothing runs in it, nothing of it is shown and no turn that is
kept goes on from it."""

_STARRED = {
    BinKind.SESSION: "SELECT 1 FROM cards WHERE session_id = ? AND is_starred = 1 LIMIT 1",
    BinKind.CONVERSATION: "SELECT 1 FROM turns t JOIN outputs o ON o.turn_id = t.id"
    " JOIN cards c ON c.output_id = o.id WHERE t.conversation_id = ? AND c.is_starred = 1 LIMIT 1",
    BinKind.CARD: "SELECT 1 FROM cards WHERE id = ? AND is_starred = 1",
    BinKind.OUTPUT: "SELECT 1 FROM cards WHERE output_id = ? AND is_starred = 1 LIMIT 1",
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
    BinKind.CONVERSATION: CONVERSATIONS,
    BinKind.PROJECT: PROJECTS,
    BinKind.PERSON: PEOPLE,
    BinKind.IDENTITY: IDENTITIES,
}
"""Kinds that are one row, with all that belongs to it."""

_TOUCHED = {
    BinKind.SESSION: "sessions",
    BinKind.CARD: "removed_cards",
    BinKind.OUTPUT: "outputs",
    BinKind.CONVERSATION: "conversations",
    BinKind.PROJECT: "projects",
}
_CAST = frozenset({BinKind.PRODUCT, BinKind.PERSON, BinKind.IDENTITY})


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

        A thing that left the bin meanwhile, in which something runs, of which a card is still
        shown or from which a turn goes on, stays. A product that pictures show leaves its name.

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
            _remove_nameless_products(transaction)
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
        return transaction.changes(people=any(key.kind in _CAST for key in gone)), report


def _may_go(transaction: Transaction, key: BinKey, *, is_starred_kept: bool) -> bool:
    if not transaction.one(_MAY_GO[key.kind], (key.id,)):
        return False
    starred = _STARRED.get(key.kind)
    return not (is_starred_kept and starred and transaction.one(starred, (key.id,)))


def _remove_rows(transaction: Transaction, key: BinKey, loose: _Loose) -> None:
    """Delete a thing's rows and note which pictures may have lost their last user."""
    if key.kind in _IMAGES:
        rows = transaction.rows(_IMAGES[key.kind], (key.id,))
        loose.images.update(row[0] for row in rows if row[0] is not None)
    if key.kind in _OUTPUTS:
        outputs = [row[0] for row in transaction.rows(_OUTPUTS[key.kind], (key.id,))]
        _note_outputs(transaction, outputs, loose)
    match key.kind:
        case BinKind.CARD:
            _remove_own_output(transaction, key.id, loose)
            transaction.delete(CARDS, "id", key.id)
        case BinKind.OUTPUT:
            _remove_output(transaction, key.id, loose)
        case BinKind.PRODUCT:
            _remove_product(transaction, key.id)
        case _:
            transaction.delete(_TABLES[key.kind], "id", key.id)
    if key.kind in _TOUCHED:
        transaction.touch(**{_TOUCHED[key.kind]: [key.id]})


def _remove_output(transaction: Transaction, output_id: str, loose: _Loose) -> None:
    turns = transaction.rows("SELECT turn_id FROM outputs WHERE id = ?", (output_id,))
    transaction.delete(OUTPUTS, "id", output_id)
    for (turn_id,) in turns:
        _remove_empty_turn(transaction, turn_id, loose)


def _remove_product(transaction: Transaction, product_id: str) -> None:
    """Leave name, brand and SKU to the pictures that show it; `_remove_nameless_products` ends."""
    transaction.update(
        PRODUCTS, [product_id], removed_utc=transaction.now_utc, image_id=None, description=""
    )


def _remove_nameless_products(transaction: Transaction) -> None:
    """Delete the removed products that no turn names any more."""
    for (product_id,) in transaction.rows(
        "SELECT p.id FROM products p WHERE p.removed_utc IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.product_id = p.id)"
    ):
        transaction.delete(PRODUCTS, "id", product_id)


def _remove_empty_turn(transaction: Transaction, turn_id: str, loose: _Loose) -> None:
    """Delete a turn whose last output went, unless a turn follows it; then its conversation."""
    row = transaction.one(
        "SELECT conversation_id FROM turns t WHERE id = ?1"
        " AND NOT EXISTS (SELECT 1 FROM outputs WHERE turn_id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM turns n WHERE n.parent_turn_id = ?1)",
        (turn_id,),
    )
    if row is None:
        return
    references = "SELECT image_id FROM turn_references WHERE turn_id = ?"
    loose.images.update(one[0] for one in transaction.rows(references, (turn_id,)))
    transaction.delete(TURNS, "id", turn_id)
    if not transaction.one("SELECT 1 FROM turns WHERE conversation_id = ?", (row[0],)):
        source = "SELECT source_image_id FROM conversations WHERE id = ?"
        loose.images.update(one[0] for one in transaction.rows(source, (row[0],)) if one[0])
        transaction.delete(CONVERSATIONS, "id", row[0])
    transaction.touch(conversations=[row[0]])


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
