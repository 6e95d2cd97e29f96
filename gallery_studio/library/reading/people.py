"""People, identities and products."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.library.reading.connection import ReadConnection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.ids import IdentityId, ImageId, PersonId, ProductId, SessionId
    from gallery_studio.library.database import Row

_PERSON_COLUMNS = (
    "id, name, created_utc, appearance, consent_note, active_conversation_id, is_default,"
    " deleted_utc"
)
_IDENTITY_COLUMNS = "id, name, created_utc, description, prompt, deleted_utc"
_PRODUCT_COLUMNS = (
    "p.id, p.sku, p.name, p.created_utc, p.brand, p.description, p.image_id, p.color, p.deleted_utc"
)


class PeopleQueries(ReadConnection):
    """Reads people, identities and products."""

    def people(self) -> list[Person]:
        """Return the people that are not in the bin, by name."""
        return self._people(
            self._rows(
                f"SELECT {_PERSON_COLUMNS} FROM people WHERE deleted_utc IS NULL"
                " ORDER BY name COLLATE NOCASE, rowid"
            )
        )

    def person(self, person_id: PersonId) -> Person:
        """Return a person, also one in the bin.

        Raises:
            LibraryError: There is none.
        """
        sql = f"SELECT {_PERSON_COLUMNS} FROM people WHERE id = ?"
        return self._people([self._one("This person", sql, (person_id,))])[0]

    def _people(self, rows: Sequence[Row]) -> list[Person]:
        images: dict[PersonId, list[ImageId]] = defaultdict(list)
        for person_id, image_id in self._rows_of(
            "SELECT person_id, image_id FROM person_references WHERE person_id IN ({ids})"
            " ORDER BY person_id, position",
            (row[0] for row in rows),
        ):
            images[person_id].append(image_id)
        return [_person(row, tuple(images[row[0]])) for row in rows]

    def identities(self) -> list[Identity]:
        """Return the identities that are not in the bin, by name."""
        rows = self._rows(
            f"SELECT {_IDENTITY_COLUMNS} FROM identities WHERE deleted_utc IS NULL"
            " ORDER BY name COLLATE NOCASE, rowid"
        )
        return [Identity(*row) for row in rows]

    def identity(self, identity_id: IdentityId) -> Identity:
        """Return an identity, also one in the bin.

        Raises:
            LibraryError: There is none.
        """
        sql = f"SELECT {_IDENTITY_COLUMNS} FROM identities WHERE id = ?"
        return Identity(*self._one("This identity", sql, (identity_id,)))

    def products(self) -> list[Product]:
        """Return the products that are not in the bin, by name."""
        rows = self._rows(
            f"SELECT {_PRODUCT_COLUMNS} FROM products p WHERE p.deleted_utc IS NULL"
            " ORDER BY p.name COLLATE NOCASE, p.rowid"
        )
        return [Product(*row) for row in rows]

    def product(self, product_id: ProductId) -> Product:
        """Return a product, also one in the bin.

        Raises:
            LibraryError: There is none.
        """
        sql = f"SELECT {_PRODUCT_COLUMNS} FROM products p WHERE p.id = ?"
        return Product(*self._one("This product", sql, (product_id,)))

    def session_products(self, session_id: SessionId) -> list[Product]:
        """Return the products saved to a session, in order, those in the bin left out."""
        rows = self._rows(
            f"SELECT {_PRODUCT_COLUMNS} FROM session_products s"
            " JOIN products p ON p.id = s.product_id"
            " WHERE s.session_id = ? AND p.deleted_utc IS NULL ORDER BY s.position",
            (session_id,),
        )
        return [Product(*row) for row in rows]


def _person(row: Row, reference_images: tuple[ImageId, ...]) -> Person:
    fields: list[Any] = [*row[:4], reference_images, *row[4:6], bool(row[6]), row[7]]
    return Person(*fields)
