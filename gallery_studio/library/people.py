"""People, identities and products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.ids import new_person_id
from gallery_studio.domain.people import Person
from gallery_studio.library.errors import not_found
from gallery_studio.library.tables import IDENTITIES, PEOPLE, PERSON_REFERENCES, PRODUCTS
from gallery_studio.records import asdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peewee import Table

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import (
        ConversationId,
        IdentityId,
        PersonId,
        ProductId,
    )
    from gallery_studio.domain.people import Identity, Product
    from gallery_studio.library.writer import Transaction, Writer

_DEFAULT_NAME = "Me"
_KEPT = frozenset({"id", "active_conversation_id", "created_utc", "is_default"})
"""What saving a person who is there already leaves as it is."""


class PeopleStore:
    """Writes people, identities and products. Each method is one transaction.

    Every method raises `LibraryError` when nothing was stored. Saving adds what is new and
    replaces what is there.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def save_person(self, person: Person) -> Changes:
        """Store a person with their reference images, in order; those are stored already.

        The active conversation of someone who is there already stays: it is chosen by new work
        and `set_active_conversation`, and may have changed while a form was open.
        """
        with self._writer.transaction() as transaction:
            _store_person(transaction, person)
        return transaction.changes(people=True)

    def default_person(self) -> PersonId:
        """Return the person of a library without people; made when first asked for."""
        return self.ensure_default_person()[0]

    def ensure_default_person(self) -> tuple[PersonId, Changes]:
        """Return the default person, and what changed: they are made, or taken out of the bin."""
        with self._writer.transaction() as transaction:
            found = transaction.one("SELECT id, deleted_utc FROM people WHERE is_default = 1")
            person_id: PersonId = found[0] if found else new_person_id()
            if found is None:
                person = Person(person_id, _DEFAULT_NAME, transaction.now_utc, is_default=True)
                _store_person(transaction, person)
            elif found[1] is not None:
                transaction.update(PEOPLE, [person_id], deleted_utc=None)
        is_new = found is None or found[1] is not None
        return person_id, transaction.changes(people=is_new)

    def set_active_conversation(
        self, person_id: PersonId, conversation_id: ConversationId | None
    ) -> Changes:
        """Choose the conversation "Apply edit" goes on with."""
        with self._writer.transaction() as transaction:
            if transaction.one("SELECT 1 FROM people WHERE id = ?", (person_id,)) is None:
                raise not_found("This person")
            transaction.update(PEOPLE, [person_id], active_conversation_id=conversation_id)
        return transaction.changes(people=True)

    def delete_person(self, person_id: PersonId) -> Changes:
        """Put a person into the bin."""
        return self._throw_away(PEOPLE, person_id)

    def restore_person(self, person_id: PersonId) -> Changes:
        """Take a person out of the bin."""
        return self._take_back(PEOPLE, person_id)

    def save_identity(self, identity: Identity) -> Changes:
        """Store an identity."""
        with self._writer.transaction() as transaction:
            transaction.store(IDENTITIES, asdict(identity))
        return transaction.changes(people=True)

    def delete_identity(self, identity_id: IdentityId) -> Changes:
        """Put an identity into the bin."""
        return self._throw_away(IDENTITIES, identity_id)

    def restore_identity(self, identity_id: IdentityId) -> Changes:
        """Take an identity out of the bin."""
        return self._take_back(IDENTITIES, identity_id)

    def save_products(self, products: Sequence[Product]) -> Changes:
        """Store products, all or none.

        Raises:
            LibraryError: A SKU is in use by another product; the message names it.
        """
        with self._writer.transaction() as transaction:
            for product in products:
                _check_sku(transaction, product.id, product.sku)
                transaction.store(PRODUCTS, asdict(product))
        return transaction.changes(people=True)

    def delete_product(self, product_id: ProductId) -> Changes:
        """Put a product into the bin. Pictures made with it keep its name."""
        return self._throw_away(PRODUCTS, product_id)

    def restore_product(self, product_id: ProductId) -> Changes:
        """Take a product out of the bin.

        Raises:
            LibraryError: Its SKU is in use by another product by now.
        """
        with self._writer.transaction() as transaction:
            row = transaction.one("SELECT sku FROM products WHERE id = ?", (product_id,))
            _check_sku(transaction, product_id, row[0] if row else "")
            transaction.update(PRODUCTS, [product_id], deleted_utc=None)
        return transaction.changes(people=True)

    def _throw_away(self, table: Table, row_id: str) -> Changes:
        with self._writer.transaction() as transaction:
            transaction.update(table, [row_id], deleted_utc=transaction.now_utc)
        return transaction.changes(people=True)

    def _take_back(self, table: Table, row_id: str) -> Changes:
        with self._writer.transaction() as transaction:
            transaction.update(table, [row_id], deleted_utc=None)
        return transaction.changes(people=True)


def _store_person(transaction: Transaction, person: Person) -> None:
    row = asdict(person)
    images = row.pop("reference_images")
    known = {name: value for name, value in row.items() if name not in _KEPT}
    if not transaction.update(PEOPLE, [person.id], **known):
        transaction.insert(PEOPLE, row)
    transaction.delete(PERSON_REFERENCES, "person_id", person.id)
    transaction.insert(
        PERSON_REFERENCES,
        *(
            {"person_id": person.id, "position": position, "image_id": image_id}
            for position, image_id in enumerate(images)
        ),
    )


def _check_sku(transaction: Transaction, product_id: ProductId, sku: str) -> None:
    row = transaction.one(
        "SELECT name FROM products WHERE sku = ? AND sku <> '' AND id <> ? AND deleted_utc IS NULL",
        (sku, product_id),
    )
    if row is not None:
        raise LibraryError(
            LibraryErrorKind.BAD_TEXT,
            f"The SKU “{sku}” belongs to “{row[0]}” already. Nothing was changed. Give another"
            " one, or leave it empty.",
        )
