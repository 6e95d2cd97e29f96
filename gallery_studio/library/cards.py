"""Cards: brought in, moved, marked, thrown away and taken back."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.card import Card, Placement
from gallery_studio.domain.event import EventKind
from gallery_studio.domain.ids import new_card_id
from gallery_studio.library import records
from gallery_studio.library.starting import ensure_session, store_image
from gallery_studio.library.statements import chunks, placeholders
from gallery_studio.library.tables import CARDS, OUTPUTS
from gallery_studio.records import asdict, dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.domain.card import CardMarks
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import CardId, SessionId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.session import Session
    from gallery_studio.library.writer import Transaction, Writer


_MARK_EVENTS = {
    "is_starred": EventKind.CARD_STARRED,
    "rating": EventKind.CARD_RATED,
    "is_rejected": EventKind.CARD_REJECTED,
}


@dataclass(frozen=True, slots=True)
class NewImageCard:
    """A picture that becomes a card.

    Attributes:
        image: The picture; its file is stored already.
        micro_rgb: Its micro preview, 768 bytes RGB.
        placement: Where the card goes.
        caption: What it is called.
        card_id: The new card's id.
    """

    image: ImageFile
    micro_rgb: bytes
    placement: Placement
    caption: str
    card_id: CardId = field(default_factory=new_card_id)


class CardStore:
    """Writes cards. Each method is one transaction and returns what changed.

    Every method raises `LibraryError` when nothing was stored. Unknown ids are left out.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def add_image_card(
        self,
        session: Session,
        image: ImageFile,
        micro_rgb: bytes,
        placement: Placement,
        caption: str,
    ) -> Changes:
        """Put a picture that was brought in onto the canvas; its file is stored already.

        The session is made when it is not there yet.
        """
        return self.add_image_cards(session, [NewImageCard(image, micro_rgb, placement, caption)])

    def add_image_cards(self, session: Session, pictures: Sequence[NewImageCard]) -> Changes:
        """Put pictures that were brought in together onto the canvas, all of them or none.

        Their files are stored already. The session is made when it is not there yet.
        """
        with self._writer.transaction() as transaction:
            ensure_session(transaction, session)
            for picture in pictures:
                _add_image_card(transaction, session.id, picture)
            transaction.touch_session(session.id)
        return transaction.changes()

    def move(self, moves: Sequence[tuple[CardId, Placement]]) -> Changes:
        """Give cards their places and sizes."""
        with self._writer.transaction() as transaction:
            before = _placements(transaction, [card_id for card_id, _ in moves])
            logged: dict[SessionId, list[dict[str, Any]]] = defaultdict(list)
            for card_id, placement in moves:
                if card_id not in before:
                    continue
                session_id, previous = before[card_id]
                transaction.update(CARDS, [card_id], **asdict(placement))
                entry = {"card": card_id, **asdict(placement), "previous": asdict(previous)}
                logged[session_id].append(entry)
            for session_id, entries in logged.items():
                transaction.event(EventKind.CARDS_MOVED, session_id, cards=entries)
            transaction.touch(cards=before)
        return transaction.changes()

    def star(self, card_ids: Sequence[CardId], *, is_starred: bool) -> Changes:
        """Mark cards, or take the mark away."""
        with self._writer.transaction() as transaction:
            self._mark(transaction, card_ids, EventKind.CARD_STARRED, is_starred=is_starred)
        return transaction.changes()

    def rate(self, card_ids: Sequence[CardId], rating: int) -> Changes:
        """Give cards 0 to 5.

        Raises:
            ValueError: The rating lies outside.
        """
        if not 0 <= rating <= 5:
            raise ValueError(f"not a rating: {rating}")
        with self._writer.transaction() as transaction:
            self._mark(transaction, card_ids, EventKind.CARD_RATED, rating=rating)
        return transaction.changes()

    def reject(self, card_ids: Sequence[CardId], *, is_rejected: bool) -> Changes:
        """Put cards aside, or take them back."""
        with self._writer.transaction() as transaction:
            self._mark(transaction, card_ids, EventKind.CARD_REJECTED, is_rejected=is_rejected)
        return transaction.changes()

    def mark(self, marks: Mapping[CardId, CardMarks]) -> Changes:
        """Give cards star, rating and rejection in one act; what stays as it is, is not logged.

        Raises:
            ValueError: A rating lies outside.
        """
        if not all(0 <= mark.rating <= 5 for mark in marks.values()):
            raise ValueError("not a rating")
        with self._writer.transaction() as transaction:
            for field, kind in _MARK_EVENTS.items():
                wanted: dict[int, list[CardId]] = defaultdict(list)
                for card_id, before in _marks(transaction, list(marks), field).items():
                    if (value := getattr(marks[card_id], field)) != before:
                        wanted[value].append(card_id)
                for value, ids in wanted.items():
                    self._mark(transaction, ids, kind, **{field: value})
        return transaction.changes()

    def delete(self, card_ids: Sequence[CardId]) -> Changes:
        """Put cards into the bin. Their outputs stay in their conversations."""
        with self._writer.transaction() as transaction:
            sessions = _by_session(transaction, card_ids, "deleted_utc IS NULL")
            for session_id, ids in sessions.items():
                transaction.update(CARDS, ids, deleted_utc=transaction.now_utc, deleted_with=None)
                transaction.event(EventKind.CARDS_DELETED, session_id, cards=ids)
                transaction.touch(removed_cards=ids, sessions=[session_id])
        return transaction.changes()

    def restore(self, card_ids: Sequence[CardId]) -> Changes:
        """Take cards out of the bin, into their old places; what they show comes along."""
        with self._writer.transaction() as transaction:
            sessions = _by_session(transaction, card_ids, "deleted_utc IS NOT NULL")
            for session_id, ids in sessions.items():
                transaction.update(CARDS, ids, deleted_utc=None, deleted_with=None)
                _restore_outputs(transaction, ids)
                transaction.event(EventKind.CARDS_RESTORED, session_id, cards=ids)
                transaction.touch(cards=ids, sessions=[session_id])
        return transaction.changes()

    @staticmethod
    def _mark(
        transaction: Transaction, card_ids: Sequence[CardId], kind: EventKind, **mark: int
    ) -> None:
        """Write one mark onto cards, with one event per session."""
        payload = {name.removeprefix("is_"): value for name, value in mark.items()}
        for session_id, ids in _by_session(transaction, card_ids, "1").items():
            transaction.update(CARDS, ids, **mark)
            transaction.event(kind, session_id, cards=ids, **payload)
            transaction.touch(cards=ids, sessions=[session_id])


def _add_image_card(transaction: Transaction, session_id: SessionId, picture: NewImageCard) -> None:
    """Write the rows and the event of one picture."""
    image, placement = picture.image, picture.placement
    store_image(transaction, image, picture.micro_rgb)
    card = Card(
        picture.card_id,
        session_id,
        None,
        image.id,
        placement,
        transaction.now_utc,
        caption=picture.caption,
    )
    transaction.insert(CARDS, records.card_row(card, None))
    transaction.event(
        EventKind.IMAGE_IMPORTED,
        session_id,
        card=card.id,
        image=image.id,
        caption=picture.caption,
        **_place(placement),
    )
    transaction.touch(cards=[card.id])


def _restore_outputs(transaction: Transaction, card_ids: Sequence[CardId]) -> None:
    """Take the outputs that cards show out of the bin: a card shows what is in its turn."""
    for some in chunks(card_ids):
        rows = transaction.rows(
            "SELECT o.id, o.turn_id, t.conversation_id FROM cards c JOIN outputs o"
            " ON o.id = c.output_id JOIN turns t ON t.id = o.turn_id"
            f" WHERE c.id IN ({placeholders(some)}) AND o.deleted_utc IS NOT NULL",
            some,
        )
        transaction.update(OUTPUTS, (row[0] for row in rows), deleted_utc=None)
        transaction.touch(
            outputs=(row[0] for row in rows),
            turns=(row[1] for row in rows),
            conversations=(row[2] for row in rows),
        )


def _by_session(
    transaction: Transaction, card_ids: Sequence[CardId], condition: str
) -> dict[SessionId, list[CardId]]:
    """Return the cards that are there and meet a condition, by their session."""
    sessions: dict[SessionId, list[CardId]] = defaultdict(list)
    for some in chunks(card_ids):
        for session_id, card_id in transaction.rows(
            f"SELECT session_id, id FROM cards WHERE id IN ({placeholders(some)}) AND {condition}",
            some,
        ):
            sessions[session_id].append(card_id)
    return sessions


def _marks(transaction: Transaction, card_ids: Sequence[CardId], field: str) -> dict[CardId, int]:
    """Return one mark of the cards that are there."""
    found: dict[CardId, int] = {}
    for some in chunks(card_ids):
        sql = f"SELECT id, {field} FROM cards WHERE id IN ({placeholders(some)})"
        found.update(dict(transaction.rows(sql, some)))
    return found


def _placements(
    transaction: Transaction, card_ids: Sequence[CardId]
) -> dict[CardId, tuple[SessionId, Placement]]:
    found: dict[CardId, tuple[SessionId, Placement]] = {}
    for some in chunks(card_ids):
        for card_id, session_id, *place in transaction.rows(
            "SELECT id, session_id, x, y, width, height, z FROM cards"
            f" WHERE id IN ({placeholders(some)})",
            some,
        ):
            found[card_id] = session_id, Placement(*place)
    return found


def _place(placement: Placement) -> dict[str, float]:
    return {
        "x": placement.x,
        "y": placement.y,
        "width": placement.width,
        "height": placement.height,
        "z": placement.z,
    }
