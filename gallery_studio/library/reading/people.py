"""People, identities and products."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.library.reading.connection import ReadConnection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gallery_studio.domain.ids import IdentityId, ImageId, PersonId, ProductId, SessionId
    from gallery_studio.library.database import Row

# as the index splits words
_WORDS = r"[^\W_]+"
_PERSON_COLUMNS = (
    "id, name, created_utc, appearance, consent_note, (SELECT v.id FROM conversations v"
    " JOIN sessions s ON s.id = v.session_id WHERE v.id = active_conversation_id"
    " AND v.deleted_utc IS NULL AND s.deleted_utc IS NULL), is_default, deleted_utc"
)
_IDENTITY_COLUMNS = "id, name, created_utc, description, prompt, deleted_utc"
_PRODUCT_COLUMNS = (
    "p.id, p.sku, p.name, p.created_utc, p.brand, p.description, p.image_id, p.color, p.deleted_utc"
)

# CROSS: the index first, newest first, so that a page ends after its own rows
_FOUND_PRODUCTS = (
    "FROM search CROSS JOIN search_documents d ON d.id = search.rowid"
    " CROSS JOIN products p ON p.id = d.subject_id"
    " WHERE search MATCH ? AND d.kind = 'product' AND p.deleted_utc IS NULL"
)
COUNTED_MOST = 1_000
_IMAGES_OF_PRODUCT = (
    "SELECT count(*) FROM (SELECT 1 FROM turns t JOIN outputs o ON o.turn_id = t.id"
    " JOIN cards c ON c.output_id = o.id JOIN sessions s ON s.id = t.session_id"
    " WHERE t.product_id = ? AND c.deleted_utc IS NULL AND c.image_id IS NOT NULL"
    f" AND s.deleted_utc IS NULL LIMIT {COUNTED_MOST})"
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

    def products_by_id(self, product_ids: Iterable[ProductId]) -> dict[ProductId, Product]:
        """Return those of the products that are not in the bin."""
        rows = self._rows_of(
            f"SELECT {_PRODUCT_COLUMNS} FROM products p WHERE p.deleted_utc IS NULL"
            " AND p.id IN ({ids})",
            product_ids,
        )
        return {row[0]: Product(*row) for row in rows}

    def find_products(self, text: str = "", *, limit: int = 100, offset: int = 0) -> list[Product]:
        """Return products whose name, brand, SKU or description hold all words, newest first.

        Each word counts from its beginning; case and accents do not matter. Without words it
        returns all. Made for catalogues of a million: a page costs milliseconds.
        """
        words = match_words(text)
        if not words:
            rows = self._rows(
                f"SELECT {_PRODUCT_COLUMNS} FROM products p WHERE p.deleted_utc IS NULL"
                " ORDER BY p.rowid DESC LIMIT ? OFFSET ?",
                (limit, offset),
            )
        else:
            rows = self._rows(
                f"SELECT {_PRODUCT_COLUMNS} {_FOUND_PRODUCTS} ORDER BY search.rowid DESC"
                " LIMIT ? OFFSET ?",
                (words, limit, offset),
            )
        return [Product(*row) for row in rows]

    def product_count(self, text: str = "") -> int:
        """Return how many products `find_products` would find; it stops counting at 1,000 found."""
        words = match_words(text)
        if not words:
            sql = "SELECT count(*) FROM products p WHERE p.deleted_utc IS NULL"
            return int(self._one("This library", sql)[0])
        sql = f"SELECT count(*) FROM (SELECT 1 {_FOUND_PRODUCTS} LIMIT {COUNTED_MOST})"
        return int(self._one("This library", sql, (words,))[0])

    def product_image_counts(self, product_ids: Iterable[ProductId]) -> dict[ProductId, str]:
        """Return how many pictures show each of the products, such as "38" or "1,000+".

        Pictures on a canvas count, as they do for a session. A product that none shows is left
        out.
        """
        counts: dict[ProductId, str] = {}
        for product_id in product_ids:
            found = int(self._one("This library", _IMAGES_OF_PRODUCT, (product_id,))[0])
            if found:
                counts[product_id] = f"{found:,}" + ("+" if found == COUNTED_MOST else "")
        return counts

    def every_product(self) -> Iterator[Product]:
        """Yield all products, oldest first, a thousand at a time: memory stays flat."""
        last = 0
        while rows := self._rows(
            f"SELECT p.rowid, {_PRODUCT_COLUMNS} FROM products p WHERE p.deleted_utc IS NULL"
            " AND p.rowid > ? ORDER BY p.rowid LIMIT 1000",
            (last,),
        ):
            last = rows[-1][0]
            yield from (Product(*row[1:]) for row in rows)

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


def match_words(text: str) -> str:
    """Return what the index is asked for a text: all of its words, each from its beginning."""
    words = re.findall(_WORDS, unicodedata.normalize("NFC", text))
    return " ".join(f'"{word}"*' for word in words)


def _person(row: Row, reference_images: tuple[ImageId, ...]) -> Person:
    fields: list[Any] = [*row[:4], reference_images, *row[4:6], bool(row[6]), row[7]]
    return Person(*fields)
