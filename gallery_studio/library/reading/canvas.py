"""The canvas: cards with all they show, micro previews, the labels of runs, pictures."""

from __future__ import annotations

import json
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.card import CanvasCard, Placement, RunLabel
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.domain.status import Status
from gallery_studio.library.reading.connection import ReadConnection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gallery_studio.domain.ids import CardId, ImageId, OutputId, SessionId
    from gallery_studio.library.database import Row

_PREFIX_CHARACTERS = 6
IMAGE_COLUMNS = (
    "id, media_type, width, height, size_bytes, origin, created_utc, has_credentials, source_name"
)
"""Columns of ``images`` in the order of `image_of_row`."""

_CARDS = """
    SELECT c.id, c.x, c.y, c.width, c.height, c.z,
        o.status, coalesce(t.message, c.caption), coalesce(o.model, ''), c.image_id,
        c.created_utc, coalesce(i.width, 0), coalesce(i.height, 0), c.output_id, o.turn_id,
        t.conversation_id, t.run_id, coalesce(p.name, ''), coalesce(p.color, 0),
        c.is_starred, c.rating, c.is_rejected, c.source_card_id,
        coalesce(o.error_kind, ''), coalesce(o.error_message, ''), o.is_retryable, o.started_utc,
        c.session_id
    FROM cards c
    LEFT JOIN images i ON i.id = c.image_id
    LEFT JOIN outputs o ON o.id = c.output_id
    LEFT JOIN turns t ON t.id = o.turn_id
    LEFT JOIN products p ON p.id = t.product_id
    WHERE c.deleted_utc IS NULL AND {condition}
    ORDER BY c.rowid
"""
_Z = itemgetter(5)
"""By it rows are sorted here: SQLite would write all their columns once more to sort them."""

_STATUS_OF = {status.value: status for status in Status} | {None: Status.COMPLETED}


class CanvasQueries(ReadConnection):
    """Reads what the canvas paints."""

    def canvas_cards(self, session_id: SessionId) -> list[CanvasCard]:
        """Return a session's cards from the lowest to the highest."""
        rows = self._rows(_CARDS.format(condition="c.session_id = ?"), (session_id,))
        return self._canvas_cards(rows)

    def canvas_cards_by_id(self, card_ids: Iterable[CardId]) -> list[CanvasCard]:
        """Return those of the cards that are on a canvas."""
        rows = self._rows_of(_CARDS.format(condition="c.id IN ({ids})"), card_ids)
        return self._canvas_cards(rows)

    def cards_of_outputs(self, output_ids: Iterable[OutputId]) -> list[CanvasCard]:
        """Return the cards on a canvas that show one of these outputs."""
        rows = self._rows_of(_CARDS.format(condition="c.output_id IN ({ids})"), output_ids)
        return self._canvas_cards(rows)

    def cards_of_image(self, image_id: ImageId) -> list[CanvasCard]:
        """Return the cards on a canvas that show a picture, the newest last."""
        return self._canvas_cards(
            self._rows(_CARDS.format(condition="c.image_id = ?"), (image_id,))
        )

    def _canvas_cards(self, rows: Sequence[Row]) -> list[CanvasCard]:
        edits = self._edit_turns({row[9] for row in rows if row[9] is not None})
        return [_canvas_card(row, edits.get(row[9], 0)) for row in sorted(rows, key=_Z)]

    def _edit_turns(self, image_ids: set[ImageId]) -> dict[ImageId, int]:
        """Return how many turns began from each of these pictures; most have none."""
        if not image_ids:
            return {}
        rows = self._rows_of(
            "SELECT v.source_image_id, count(*) FROM conversations v"
            " JOIN turns t ON t.conversation_id = v.id"
            " WHERE v.source_image_id IN ({ids}) AND v.deleted_utc IS NULL"
            " AND t.deleted_utc IS NULL GROUP BY v.source_image_id",
            image_ids,
        )
        return Counter(dict(rows))

    def micro_previews(self, session_id: SessionId) -> dict[ImageId, bytes]:
        """Return the micro previews (16 × 16 px, RGB, 768 bytes) of all pictures of a canvas."""
        return dict(
            self._rows(
                "SELECT m.image_id, m.rgb FROM micro_previews m WHERE m.image_id IN"
                " (SELECT c.image_id FROM cards c WHERE c.session_id = ?"
                " AND c.deleted_utc IS NULL AND c.image_id IS NOT NULL)",
                (session_id,),
            )
        )

    def micro_previews_of(self, image_ids: Iterable[ImageId]) -> dict[ImageId, bytes]:
        """Return the micro previews of some pictures."""
        sql = "SELECT image_id, rgb FROM micro_previews WHERE image_id IN ({ids})"
        return dict(self._rows_of(sql, image_ids))

    def run_labels(self, session_id: SessionId) -> list[RunLabel]:
        """Return the labels of a session's runs that still have a card, oldest first."""
        rows = self._rows(
            "SELECT r.id, r.created_utc, r.directives, r.models, r.product_ids, r.x, r.y, r.width,"
            " r.height FROM runs r WHERE r.session_id = ? AND EXISTS (SELECT 1 FROM turns t"
            " JOIN outputs o ON o.turn_id = t.id JOIN cards c ON c.output_id = o.id"
            " WHERE t.run_id = r.id AND c.deleted_utc IS NULL) ORDER BY r.created_utc, r.rowid",
            (session_id,),
        )
        product_ids = {product for row in rows for product in json.loads(row[4])}
        names: dict[str, str] = dict(
            self._rows_of("SELECT id, name FROM products WHERE id IN ({ids})", product_ids)
        )
        return [_run_label(row, names) for row in rows]

    def image(self, image_id: ImageId) -> ImageFile:
        """Return a stored picture.

        Raises:
            LibraryError: There is none.
        """
        row = self._one(
            "This picture", f"SELECT {IMAGE_COLUMNS} FROM images WHERE id = ?", (image_id,)
        )
        return image_of_row(row)

    def images(self, image_ids: Iterable[ImageId]) -> dict[ImageId, ImageFile]:
        """Return those of the pictures that are known."""
        rows = self._rows_of(f"SELECT {IMAGE_COLUMNS} FROM images WHERE id IN ({{ids}})", image_ids)
        return {row[0]: image_of_row(row) for row in rows}

    def find_image(self, text: str) -> ImageFile:
        """Return the picture a person means by its id or at least six characters of it.

        Raises:
            LibraryError: There is none, more than one, or the text is too short.
        """
        prefix = text.strip().lower()
        rows: list[Row] = []
        if len(prefix) >= _PREFIX_CHARACTERS:
            rows = self._rows(
                f"SELECT {IMAGE_COLUMNS} FROM images WHERE id >= ? AND id < ? LIMIT 2",
                (prefix, prefix + "g"),
            )
        if len(rows) == 1:
            return image_of_row(rows[0])
        message = (
            f"More than one picture has an id that begins with “{text}”. Give more of it."
            if rows
            else f"No picture has the id “{text}”. Give the whole id or at least six characters."
        )
        raise LibraryError(LibraryErrorKind.NOT_FOUND, message)


def _canvas_card(row: Row, edit_turns: int) -> CanvasCard:
    # by position and name by name: a keyword call, or lists put together, are half as slow again,
    # and a wall has 10,000 of these
    (
        card_id, x, y, width, height, z, status, caption, model, image_id, created_utc,
        image_width, image_height, output_id, turn_id, conversation_id, run_id,
        product_name, product_color, is_starred, rating, is_rejected, source_card_id,
        error_kind, error_message, is_retryable, started_utc, session_id,
    ) = row  # fmt: skip
    return CanvasCard(
        card_id, Placement(x, y, width, height, z), _STATUS_OF[status], caption, model, image_id,
        created_utc, image_width, image_height, output_id, turn_id, conversation_id, run_id,
        product_name, product_color, bool(is_starred), rating, bool(is_rejected), edit_turns,
        source_card_id, error_kind, error_message, bool(is_retryable), started_utc, session_id,
    )  # fmt: skip


def image_of_row(row: Row) -> ImageFile:
    """Return a picture from a row of `IMAGE_COLUMNS`."""
    fields: list[Any] = [row[0], MediaType(row[1]), *row[2:5], Origin(row[5]), row[6]]
    fields += (bool(row[7]), row[8])
    return ImageFile(*fields)


def _run_label(row: Row, names: dict[str, str]) -> RunLabel:
    return RunLabel(
        run_id=row[0],
        created_utc=row[1],
        directive_count=len(json.loads(row[2])),
        model_count=len(json.loads(row[3])),
        product_names=tuple(names[p] for p in json.loads(row[4]) if p in names),
        rect=Rect(*row[5:9]),
    )
