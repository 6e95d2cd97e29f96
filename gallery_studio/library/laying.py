"""Lays recovered pictures out on their canvases, on a plain connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.arrange import columns_for, place_run
from gallery_studio.domain.card import COLUMN_WIDTH, Card, card_height
from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.ids import new_card_id
from gallery_studio.library import records
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from gallery_studio.domain.ids import ImageId, OutputId, SessionId

_FIRST_LOOK = Rect(0, 0, 1600, 1000)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture that is to lie on a canvas.

    Attributes:
        image_id: The picture.
        aspect: Width ÷ height.
        created_utc: When it was made.
        output_id: The output that made it, or None.
    """

    image_id: ImageId
    aspect: float
    created_utc: str
    output_id: OutputId | None = None


def lay_out(
    connection: sqlite3.Connection, session_id: SessionId, pictures: Iterable[ShownPicture]
) -> None:
    """Show pictures on a canvas: on the cards of their outputs, else on new ones in free space.

    Raises:
        sqlite3.Error: The database could not be written.
    """
    homeless = [picture for picture in pictures if not _fill_cards(connection, picture)]
    aspects = [picture.aspect for picture in homeless]
    query = "SELECT x, y, width, height FROM cards WHERE session_id = ? AND deleted_utc IS NULL"
    obstacles = [Rect(*row) for row in connection.execute(query, (session_id,))]
    columns = columns_for([card_height(COLUMN_WIDTH, aspect) for aspect in aspects])
    places = place_run(aspects, obstacles, _FIRST_LOOK, columns=columns)
    for picture, place in zip(homeless, places, strict=True):
        card = Card(
            new_card_id(),
            session_id,
            picture.output_id,
            picture.image_id,
            place,
            picture.created_utc,
        )
        insert(connection, "cards", records.card_row(card, None))


def _fill_cards(connection: sqlite3.Connection, picture: ShownPicture) -> bool:
    """Show a picture on the cards its output has; return whether there is one."""
    if picture.output_id is None:
        return False
    rows = connection.execute(
        "SELECT id, width FROM cards WHERE output_id = ?", (picture.output_id,)
    ).fetchall()
    for card_id, width in rows:
        connection.execute(
            "UPDATE cards SET image_id = ?, height = ? WHERE id = ?",
            (picture.image_id, card_height(width, picture.aspect), card_id),
        )
    return bool(rows)


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> bool:
    """Add a row unless its id is there; return whether it was added.

    Args:
        connection: In a transaction.
        table: Name of one of our own tables.
        row: Columns by name; the names are ours, never a file's.
    """
    columns = ", ".join(row)
    marks = ", ".join("?" * len(row))
    cursor = connection.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING",
        tuple(row.values()),
    )
    return cursor.rowcount > 0
