"""What the conversation pane shows: one open branch of the tree, ready to be painted. No Qt."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import ProviderErrorKind
from gallery_studio.domain.geometry import aspect_of
from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gallery_studio.domain.conversation import Conversation, Output, Turn, TurnReference
    from gallery_studio.domain.ids import ConversationId, ImageId, ModelId, OutputId, TurnId
    from gallery_studio.library.reader import LibraryReader


@dataclass(frozen=True, slots=True)
class OutputView:
    """One answer as its tile and its thumbnail show it.

    Attributes:
        id: The output.
        turn_number: Number of its turn.
        model: The model asked.
        status: Its state.
        aspect: Width ÷ height of its picture, or of the one expected.
        image_id: The picture, or None.
        words: The model's words.
        failure: Why there is no picture, in plain words, or "".
        is_retryable: Whether Retry is offered.
        is_history_unreadable: Whether only a fresh start from the picture can help.
        started_utc: When it was sent, or None while it waits for its place.
        is_starred: Whether the person starred it.
        rating: 0 to 5.
        is_rejected: Whether the person put it aside.
        is_head: Whether the next edit starts here.
    """

    id: OutputId
    turn_number: int
    model: ModelId
    status: Status
    aspect: float = 1.0
    image_id: ImageId | None = None
    words: str = ""
    failure: str = ""
    is_retryable: bool = False
    is_history_unreadable: bool = False
    started_utc: str | None = None
    is_starred: bool = False
    rating: int = 0
    is_rejected: bool = False
    is_head: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether there is a picture."""
        return self.status is Status.COMPLETED and self.image_id is not None


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn of the open branch.

    Attributes:
        id: The turn.
        number: Its number, from 1.
        message: The person's words.
        created_utc: When it was sent.
        references: Pictures sent along.
        outputs: One per model asked, in order.
        siblings: Turns that grew from the same place, this one included, oldest first.
    """

    id: TurnId
    number: int
    message: str
    created_utc: str
    references: tuple[TurnReference, ...] = ()
    outputs: tuple[OutputView, ...] = ()
    siblings: tuple[TurnId, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether an answer may still arrive."""
        return any(output.status.is_open for output in self.outputs)

    @property
    def ready_count(self) -> int:
        """How many pictures are there."""
        return sum(output.is_ready for output in self.outputs)

    @property
    def branch_number(self) -> int:
        """Which of its siblings this one is, from 1."""
        return self.siblings.index(self.id) + 1 if self.id in self.siblings else 1

    def neighbour(self, step: int) -> TurnId | None:
        """Return the sibling `step` places on, or None at the ends."""
        wanted = self.branch_number - 1 + step
        return self.siblings[wanted] if 0 <= wanted < len(self.siblings) else None

    @property
    def retryable(self) -> tuple[OutputId, ...]:
        """Outputs that can be sent again."""
        return tuple(output.id for output in self.outputs if output.is_retryable)

    @property
    def running(self) -> tuple[OutputId, ...]:
        """Outputs that can be stopped."""
        return tuple(output.id for output in self.outputs if output.status.is_open)


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """Everything the library says about a conversation, all branches.

    Attributes:
        conversation: The conversation.
        turns: All turns in the order they were sent.
        outputs: All outputs, by position within each turn.
        sizes: Width and height of known pictures, pixels.
        starred: Outputs whose cards are starred.
        ratings: Ratings of outputs above 0.
        rejected: Outputs whose cards are rejected.
    """

    conversation: Conversation
    turns: tuple[Turn, ...] = ()
    outputs: tuple[Output, ...] = ()
    sizes: Mapping[ImageId, tuple[int, int]] = field(default_factory=dict)
    starred: frozenset[OutputId] = frozenset()
    ratings: Mapping[OutputId, int] = field(default_factory=dict)
    rejected: frozenset[OutputId] = frozenset()


@dataclass(frozen=True, slots=True)
class ConversationState:
    """One open branch.

    Attributes:
        record: What it was made from.
        turns: The open branch, first turn first.
        head_output_id: The output the next edit starts from; None is the source.
        is_head_chosen: Whether the person chose it; else it is the newest picture.
        source_aspect: Width ÷ height of the source.
    """

    record: ConversationRecord
    turns: tuple[TurnView, ...]
    head_output_id: OutputId | None
    is_head_chosen: bool
    source_aspect: float

    @property
    def conversation(self) -> Conversation:
        """The conversation."""
        return self.record.conversation

    @property
    def source_image_id(self) -> ImageId | None:
        """The picture it began from, or None when it began from text."""
        return self.conversation.source_image_id

    @property
    def running(self) -> tuple[OutputId, ...]:
        """Outputs whose answer may still arrive, in every branch."""
        return tuple(output.id for output in self.record.outputs if output.status.is_open)

    @property
    def models(self) -> tuple[ModelId, ...]:
        """The models a new turn asks unless the person says otherwise."""
        if self.conversation.models:
            return self.conversation.models
        return self.record.turns[-1].models if self.record.turns else ()

    @property
    def branches_from(self) -> int | None:
        """Number of the turn a new branch would grow from, 0 for the source; None goes straight on.

        Sending grows a branch when the open branch goes on past the turn it is sent from.
        """
        if not self.turns or any(turn.is_running for turn in self.turns):
            return None
        start = self.output(self.head_output_id) if self.head_output_id else None
        number = start.turn_number if start is not None else 0
        return number if number < self.turns[-1].number else None

    def output(self, output_id: OutputId) -> OutputView | None:
        """Return an output of the open branch, or None."""
        for turn in self.turns:
            for output in turn.outputs:
                if output.id == output_id:
                    return output
        return None

    def turn_of(self, output_id: OutputId) -> TurnView | None:
        """Return the turn of the open branch that holds an output, or None."""
        return next((t for t in self.turns if any(o.id == output_id for o in t.outputs)), None)

    def opened_at(self, turn_id: TurnId) -> ConversationState:
        """Return the state with the branch open that holds a turn."""
        return make_state(self.record, turn_id)

    def has_turn(self, turn_id: TurnId) -> bool:
        """Whether the turn belongs to this conversation, in whatever branch."""
        return any(turn.id == turn_id for turn in self.record.turns)


def make_state(record: ConversationRecord, open_turn: TurnId | None = None) -> ConversationState:
    """Return the state of a conversation.

    Args:
        record: What the library says.
        open_turn: A turn of the branch to open; None opens the one with the chosen head, else
            the one that grew last.
    """
    outputs: dict[TurnId, list[Output]] = defaultdict(list)
    for output in record.outputs:
        outputs[output.turn_id].append(output)
    chosen = record.conversation.head_output_id
    anchor = open_turn or _turn_with(record.outputs, chosen) or _last(record.turns)
    path, siblings = _open_path(record.turns, anchor)
    on_path = [output for turn in path for output in outputs[turn.id]]
    is_chosen = any(o.id == chosen and o.image_id is not None for o in on_path)
    head = chosen if is_chosen else _newest_picture(path, outputs)
    is_running = any(output.status.is_open for output in on_path)
    marked = head if is_chosen or not is_running else None
    source_aspect = _aspect(record, record.conversation.source_image_id, 1.0)
    views: list[TurnView] = []
    made_from = source_aspect
    for turn in path:
        expected = _ratio(turn.aspect_ratio, made_from)
        view = _turn_view(record, turn, outputs[turn.id], expected, marked)
        views.append(replace(view, siblings=siblings[turn.id]))
        made_from = next((o.aspect for o in view.outputs if o.is_ready), expected)
    return ConversationState(record, tuple(views), head, is_chosen, source_aspect)


def read_conversation(
    reader: LibraryReader, conversation_id: ConversationId, open_turn: TurnId | None = None
) -> ConversationState:
    """Read a conversation: five queries, however many turns it has. GUI thread.

    Raises:
        LibraryError: There is none, or the library cannot be read.
    """
    conversation = reader.conversation(conversation_id)
    turns = reader.turns(conversation_id)
    outputs = reader.outputs_of_turns([turn.id for turn in turns])
    wanted = {output.image_id for output in outputs if output.image_id is not None}
    if conversation.source_image_id is not None:
        wanted.add(conversation.source_image_id)
    files = reader.images(wanted)
    cards = reader.cards_of_outputs([output.id for output in outputs])
    record = ConversationRecord(
        conversation=conversation,
        turns=tuple(turns),
        outputs=tuple(outputs),
        sizes={file.id: (file.width, file.height) for file in files.values()},
        starred=frozenset(c.output_id for c in cards if c.is_starred and c.output_id is not None),
        ratings={c.output_id: c.rating for c in cards if c.rating and c.output_id is not None},
        rejected=frozenset(c.output_id for c in cards if c.is_rejected and c.output_id is not None),
    )
    return make_state(record, open_turn)


def _open_path(
    turns: Sequence[Turn], anchor: TurnId | None
) -> tuple[list[Turn], dict[TurnId, tuple[TurnId, ...]]]:
    """Return the branch that runs through a turn, down to its newest end, and all siblings."""
    known = {turn.id: turn for turn in turns}
    children: dict[TurnId | None, list[Turn]] = defaultdict(list)
    for turn in turns:
        parent = turn.parent_turn_id if turn.parent_turn_id in known else None
        children[parent].append(turn)
    siblings = {
        turn.id: tuple(other.id for other in family)
        for family in children.values()
        for turn in family
    }
    path = _ancestors(known, anchor)
    seen = {turn.id for turn in path}
    while path and (following := children[path[-1].id]):
        if following[-1].id in seen:
            break
        path.append(following[-1])
        seen.add(following[-1].id)
    return path, siblings


def _ancestors(known: Mapping[TurnId, Turn], last: TurnId | None) -> list[Turn]:
    """Return the turns from the first one down to `last`; a damaged circle ends where it closes."""
    found: list[Turn] = []
    seen: set[TurnId] = set()
    while last is not None and last in known and last not in seen:
        seen.add(last)
        found.append(known[last])
        last = known[last].parent_turn_id
    return found[::-1]


def _turn_with(outputs: Iterable[Output], output_id: OutputId | None) -> TurnId | None:
    return next((o.turn_id for o in outputs if o.id == output_id), None) if output_id else None


def _last(turns: Sequence[Turn]) -> TurnId | None:
    return turns[-1].id if turns else None


def _newest_picture(
    path: Sequence[Turn], outputs: Mapping[TurnId, Sequence[Output]]
) -> OutputId | None:
    """Return what the next edit starts from when nobody chose: the last turn's first picture."""
    for turn in reversed(path):
        for output in sorted(outputs[turn.id], key=lambda o: o.position):
            if output.status is Status.COMPLETED and output.image_id is not None:
                return output.id
    return None


def _turn_view(
    record: ConversationRecord,
    turn: Turn,
    outputs: Sequence[Output],
    expected: float,
    head: OutputId | None,
) -> TurnView:
    return TurnView(
        id=turn.id,
        number=turn.number,
        message=turn.message,
        created_utc=turn.created_utc,
        references=turn.references,
        outputs=tuple(
            _output_view(record, turn, output, expected, is_head=output.id == head)
            for output in sorted(outputs, key=lambda o: o.position)
        ),
    )


def _output_view(
    record: ConversationRecord, turn: Turn, output: Output, expected: float, *, is_head: bool
) -> OutputView:
    is_unreadable = output.error_kind == ProviderErrorKind.HISTORY_UNREADABLE
    is_ended_empty = output.status in (Status.FAILED, Status.CANCELLED)
    return OutputView(
        id=output.id,
        turn_number=turn.number,
        model=output.model,
        status=output.status,
        aspect=_aspect(record, output.image_id, expected),
        image_id=output.image_id,
        words=output.text.strip(),
        failure=_failure(output),
        is_retryable=is_ended_empty and not is_unreadable and _can_retry(output),
        is_history_unreadable=is_unreadable and output.status is Status.FAILED,
        started_utc=output.started_utc,
        is_starred=output.id in record.starred,
        rating=record.ratings.get(output.id, 0),
        is_rejected=output.id in record.rejected,
        is_head=is_head,
    )


def _failure(output: Output) -> str:
    if output.status is Status.CANCELLED:
        return output.error_message or "Stopped."
    if output.status is Status.FAILED:
        return output.error_message or "The model gave no picture."
    return ""


def _can_retry(output: Output) -> bool:
    return output.is_retryable or output.status is Status.CANCELLED


def _aspect(record: ConversationRecord, image_id: ImageId | None, default: float) -> float:
    size = record.sizes.get(image_id) if image_id is not None else None
    return size[0] / size[1] if size and size[1] else default


def _ratio(ratio: str | None, default: float) -> float:
    """Return the shape asked for; a ratio of a damaged record counts as none."""
    try:
        return aspect_of(ratio, default)
    except ValueError:
        return default
