"""Folds the event log into cards: what each event puts on the wall, changes or takes away.

Pure: the same events always give the same cards. What the log does not say (how large a picture
is, which product a turn shows) comes from `ReplayFacts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.card import COLUMN_WIDTH, CanvasCard, Placement, card_height
from gallery_studio.domain.event import EventKind
from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gallery_studio.domain.event import Event
    from gallery_studio.domain.ids import (
        CardId,
        ConversationId,
        ImageId,
        ModelId,
        OutputId,
        RunId,
        TurnId,
    )

CARD_FOUND = "card.found"
"""Kind of the made-up event of a card that the log never mentions (a rebuilt library)."""

INTERRUPTED_TEXT = "The program ended while this picture was being made."
_PLACE = ("x", "y", "width", "height", "z")


@dataclass(frozen=True, slots=True)
class ReplayFacts:
    """What is known of a session beside its log.

    Attributes:
        sizes: Width and height of pictures, in pixels.
        cards: The cards that are on the canvas today.
    """

    sizes: Mapping[ImageId, tuple[int, int]] = field(default_factory=dict)
    cards: tuple[CanvasCard, ...] = ()


@dataclass(frozen=True, slots=True)
class CardChange:
    """One card before and after an event; None where it is not on the wall."""

    card_id: CardId
    before: CanvasCard | None
    after: CanvasCard | None


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """A turn as the log tells it.

    Attributes:
        id: The turn.
        number: Its place in its conversation, from 1.
        message: What the person asked for.
        models: The models asked.
        cards: Its cards, in the order of the models.
        run_id: The run it belongs to, or None.
        source_card_id: The card it starts from, or None for words alone.
    """

    id: TurnId
    number: int
    message: str
    models: tuple[ModelId, ...]
    cards: tuple[CardId, ...]
    run_id: RunId | None
    source_card_id: CardId | None


@dataclass(slots=True)
class _Conversation:
    """What a conversation began from, and how many turns it has."""

    source_image: ImageId | None = None
    source_output: OutputId | None = None
    turns: int = 0
    is_deleted: bool = False


class LogReader:
    """Reads events in order and keeps the wall as it then looked.

    Attributes:
        cards: The cards on the wall.
        births: Every card ever seen, in order of its first appearance.
        turns: Every turn so far, by id.
        unreadable: Events that are not as this program writes them; they are passed over.
    """

    def __init__(self, facts: ReplayFacts) -> None:
        self.cards: dict[CardId, CanvasCard] = {}
        self.births: dict[CardId, int] = {}
        self.turns: dict[TurnId, LoggedTurn] = {}
        self.unreadable = 0
        self._facts = facts
        self._products = {c.turn_id: (c.product_name, c.product_color) for c in facts.cards}
        self._binned: dict[CardId, CanvasCard] = {}
        self._conversations: dict[ConversationId, _Conversation] = {}
        self._runs: dict[TurnId, RunId] = {}
        self._card_of: dict[OutputId, CardId] = {}
        self._showing: dict[ImageId, list[CardId]] = {}
        self._edits: dict[ImageId, int] = {}
        self._readers: dict[str, Callable[[Event], list[CardChange]]] = {
            EventKind.RUN_STARTED: self._run_started,
            EventKind.CONVERSATION_STARTED: self._conversation_started,
            EventKind.CONVERSATION_DELETED: self._conversation_deleted,
            EventKind.CONVERSATION_RESTORED: self._conversation_restored,
            EventKind.TURN_STARTED: self._turn_started,
            EventKind.OUTPUT_COMPLETED: self._output_completed,
            EventKind.OUTPUT_FAILED: self._output_failed,
            EventKind.OUTPUT_CANCELLED: self._output_cancelled,
            EventKind.OUTPUT_INTERRUPTED: self._output_interrupted,
            EventKind.OUTPUT_RETRIED: self._output_retried,
            EventKind.IMAGE_IMPORTED: self._image_imported,
            EventKind.CARDS_MOVED: self._cards_moved,
            EventKind.CARDS_DELETED: self._cards_deleted,
            EventKind.CARDS_RESTORED: self._cards_restored,
            EventKind.CARD_STARRED: self._marked("is_starred", "starred"),
            EventKind.CARD_RATED: self._marked("rating", "rating"),
            EventKind.CARD_REJECTED: self._marked("is_rejected", "rejected"),
            CARD_FOUND: self._card_found,
        }

    def read(self, event: Event) -> list[CardChange]:
        """Apply an event; return what it changed on the wall, nothing for kinds not shown."""
        reader = self._readers.get(event.kind)
        if reader is None:
            return []
        try:
            changes = reader(event)
        except (KeyError, TypeError, ValueError):
            # a log that came in an archive, or was written by a newer program: the rest still plays
            self.unreadable += 1
            return []
        return _merged(changes)

    # -- what is known -------------------------------------------------------------------------

    def _put(self, card: CanvasCard) -> CardChange:
        """Show a card, or keep it in the bin as it now is."""
        self.births.setdefault(card.id, len(self.births))
        if card.id in self._binned:
            self._binned[card.id] = card
            return CardChange(card.id, None, None)
        before = self.cards.get(card.id)
        self.cards[card.id] = card
        return CardChange(card.id, before, card)

    def _any(self, card_id: CardId | None) -> CanvasCard | None:
        """Return a card, also one in the bin."""
        if card_id is None:
            return None
        return self.cards.get(card_id) or self._binned.get(card_id)

    def _of_output(self, event: Event) -> CanvasCard | None:
        return self._any(self._card_of.get(event.payload["output"]))

    def _top_z(self) -> int:
        return max((card.placement.z for card in self.cards.values()), default=0)

    def _placement(self, entry: Mapping[str, Any]) -> Placement:
        """Return a logged place; early logs do not tell the stacking order."""
        z = entry["z"] if "z" in entry else self._top_z() + 1
        width = entry.get("width", COLUMN_WIDTH)
        height = entry.get("height", card_height(width, 1.0))
        return Placement(entry["x"], entry["y"], width, height, z)

    # -- turns and outputs ---------------------------------------------------------------------

    def _run_started(self, event: Event) -> list[CardChange]:
        self._runs.update(dict.fromkeys(event.payload["turns"], event.payload["run"]))
        return []

    def _conversation_started(self, event: Event) -> list[CardChange]:
        payload = event.payload
        self._conversations[payload["conversation"]] = _Conversation(
            payload.get("source_image"), payload.get("source_output")
        )
        return []

    def _turn_started(self, event: Event) -> list[CardChange]:
        payload = event.payload
        conversation = self._conversations.setdefault(payload["conversation"], _Conversation())
        entries = [entry for entry in payload["outputs"] if "card" in entry]
        turn = LoggedTurn(
            id=payload["turn"],
            number=payload["number"],
            message=payload["message"],
            models=tuple(entry["model"] for entry in payload["outputs"]),
            cards=tuple(entry["card"] for entry in entries),
            run_id=self._runs.get(payload["turn"]),
            source_card_id=self._source_of(payload.get("parent_output"), conversation),
        )
        self.turns[turn.id] = turn
        changes = [self._put(self._new_card(event, turn, entry)) for entry in entries]
        return changes + self._turn_counted(conversation, 1)

    def _new_card(self, event: Event, turn: LoggedTurn, entry: Mapping[str, Any]) -> CanvasCard:
        self._card_of[entry["output"]] = entry["card"]
        name, color = self._products.get(turn.id, ("", 0))
        return CanvasCard(
            id=entry["card"],
            placement=self._placement(entry),
            status=Status.PENDING,
            caption=turn.message,
            model=entry["model"],
            image_id=None,
            created_utc=event.created_utc,
            output_id=entry["output"],
            turn_id=turn.id,
            conversation_id=event.payload["conversation"],
            run_id=turn.run_id,
            product_name=name,
            product_color=color,
            source_card_id=turn.source_card_id,
            session_id=event.session_id or "",
        )

    def _source_of(self, output: OutputId | None, conversation: _Conversation) -> CardId | None:
        """Return the card a turn starts from, as far as it is on the wall."""
        for candidate in (output, conversation.source_output):
            if candidate is not None and (card := self._card_of.get(candidate)) in self.cards:
                return card
        if conversation.source_image is None or output is not None:
            return None
        shown = reversed(self._showing.get(conversation.source_image, ()))
        return next((card_id for card_id in shown if card_id in self.cards), None)

    def _turn_counted(self, conversation: _Conversation, turns: int) -> list[CardChange]:
        """Count turns at the cards of the picture a conversation began from."""
        conversation.turns += max(0, turns)
        return self._edits_changed(conversation.source_image, turns)

    def _edits_changed(self, image: ImageId | None, by: int) -> list[CardChange]:
        if image is None or by == 0:
            return []
        self._edits[image] = turns = max(0, self._edits.get(image, 0) + by)
        shown = (self._any(card_id) for card_id in self._showing.get(image, ()))
        return [self._put(replace(card, edit_turns=turns)) for card in shown if card is not None]

    def _output_completed(self, event: Event) -> list[CardChange]:
        card, image = self._of_output(event), event.payload["image"]
        if card is None:
            return []
        done = replace(card, status=Status.COMPLETED, error_kind="", error_message="")
        return [self._put(self._with_picture(done, image))]

    def _with_picture(self, card: CanvasCard, image: ImageId) -> CanvasCard:
        """Return a card that shows a picture; it keeps its width and takes the aspect."""
        self._showing.setdefault(image, []).append(card.id)
        width, height = self._facts.sizes.get(image, (0, 0))
        place = card.placement
        if width and height and card.output_id is not None:
            place = replace(place, height=card_height(place.width, width / height))
        return replace(
            card,
            image_id=image,
            image_width=width,
            image_height=height,
            placement=place,
            edit_turns=self._edits.get(image, 0),
        )

    def _output_failed(self, event: Event) -> list[CardChange]:
        kind, message = event.payload["kind"], event.payload["message"]
        return self._ended(event, Status.FAILED, kind, message)

    def _output_cancelled(self, event: Event) -> list[CardChange]:
        return self._ended(event, Status.CANCELLED)

    def _output_interrupted(self, event: Event) -> list[CardChange]:
        return self._ended(event, Status.FAILED, "interrupted", INTERRUPTED_TEXT)

    def _output_retried(self, event: Event) -> list[CardChange]:
        return self._ended(event, Status.PENDING)

    def _ended(
        self, event: Event, status: Status, kind: str = "", message: str = ""
    ) -> list[CardChange]:
        card = self._of_output(event)
        if card is None:
            return []
        return [self._put(replace(card, status=status, error_kind=kind, error_message=message))]

    # -- cards ---------------------------------------------------------------------------------

    def _image_imported(self, event: Event) -> list[CardChange]:
        payload = event.payload
        card = CanvasCard(
            id=payload["card"],
            placement=self._placement(payload),
            status=Status.COMPLETED,
            caption=payload.get("caption", ""),
            model="",
            image_id=None,
            created_utc=event.created_utc,
            session_id=event.session_id or "",
        )
        return [self._put(self._with_picture(card, payload["image"]))]

    def _card_found(self, event: Event) -> list[CardChange]:
        card: CanvasCard = event.payload["card"]
        if card.output_id is not None:
            self._card_of[card.output_id] = card.id
        if card.image_id is not None:
            self._showing.setdefault(card.image_id, []).append(card.id)
        return [self._put(card)]

    def _cards_moved(self, event: Event) -> list[CardChange]:
        changes = []
        for entry in event.payload["cards"]:
            card = self._any(entry["card"])
            if card is not None:
                place = Placement(*(entry[name] for name in _PLACE))
                changes.append(self._put(replace(card, placement=place)))
        return changes

    def _cards_deleted(self, event: Event) -> list[CardChange]:
        return self._bin(event.payload["cards"])

    def _cards_restored(self, event: Event) -> list[CardChange]:
        return self._unbin(event.payload["cards"])

    def _conversation_deleted(self, event: Event) -> list[CardChange]:
        return self._bin(event.payload["cards"]) + self._revalued(event, is_deleted=True)

    def _conversation_restored(self, event: Event) -> list[CardChange]:
        return self._unbin(event.payload["cards"]) + self._revalued(event, is_deleted=False)

    def _revalued(self, event: Event, *, is_deleted: bool) -> list[CardChange]:
        """Count a conversation's turns no longer, or again."""
        conversation = self._conversations.get(event.payload["conversation"])
        if conversation is None or conversation.is_deleted == is_deleted:
            return []
        conversation.is_deleted = is_deleted
        by = -conversation.turns if is_deleted else conversation.turns
        return self._edits_changed(conversation.source_image, by)

    def _bin(self, card_ids: Iterable[CardId]) -> list[CardChange]:
        changes = []
        for card_id in card_ids:
            card = self.cards.pop(card_id, None)
            if card is not None:
                self._binned[card_id] = card
                changes.append(CardChange(card_id, card, None))
        return changes

    def _unbin(self, card_ids: Iterable[CardId]) -> list[CardChange]:
        found = (self._binned.pop(card_id, None) for card_id in card_ids)
        return [self._put(card) for card in found if card is not None]

    def _marked(self, name: str, key: str) -> Callable[[Event], list[CardChange]]:
        """Return a reader of events that give cards one mark."""

        def read(event: Event) -> list[CardChange]:
            cards = [self._any(card_id) for card_id in event.payload["cards"]]
            mark: dict[str, Any] = {name: event.payload[key]}
            return [self._put(replace(card, **mark)) for card in cards if card is not None]

        return read


def _merged(changes: Iterable[CardChange]) -> list[CardChange]:
    """Return one change for each card that looks different afterwards."""
    merged: dict[CardId, CardChange] = {}
    for change in changes:
        first = merged.get(change.card_id, change)
        merged[change.card_id] = CardChange(change.card_id, first.before, change.after)
    return [change for change in merged.values() if change.before != change.after]
