"""The work of the models: what is asked, what came back, what failed."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.card import card_height
from gallery_studio.domain.errors import LibraryError, ProviderErrorKind
from gallery_studio.domain.event import EventKind
from gallery_studio.domain.generation import Usage
from gallery_studio.domain.status import Status, turn_status
from gallery_studio.library import starting
from gallery_studio.library.errors import not_found
from gallery_studio.library.statements import placeholders
from gallery_studio.library.tables import CARDS, CONVERSATIONS, COSTS, OUTPUT_PARTS, OUTPUTS, TURNS
from gallery_studio.records import asdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.conversation import CompletedOutput, FailedOutput
    from gallery_studio.domain.generation import ModelPart
    from gallery_studio.domain.ids import ImageId, OutputId, SessionId, TurnId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.database import Value
    from gallery_studio.library.images import ImageStore
    from gallery_studio.library.writer import Transaction, Writer

_log = logging.getLogger(__name__)

_DATA = re.compile(r'"sha256:([0-9a-f]{64})"')
_INTERRUPTED = "The program ended while this picture was being made. Try again."
_INTERRUPTED_AFTER_SENDING = (
    "The program ended while this picture was being made; it may have been charged. Try again."
)
_NO_ERROR: dict[str, Value] = {"error_kind": "", "error_message": "", "is_retryable": False}
_NOT_YET_ASKED: dict[str, Value] = _NO_ERROR | {
    "finish_reason": "",
    "duration_s": None,
    "started_utc": None,
    "finished_utc": None,
}


class WorkStore:
    """Writes what models are asked and answer. Each method is one transaction.

    Every method raises `LibraryError` when nothing was stored, and returns what changed.
    """

    def __init__(self, writer: Writer, images: ImageStore) -> None:
        self._writer = writer
        self._images = images

    def start(self, work: starting.NewWork) -> Changes:
        """Store new work: from here on it survives any crash."""
        with self._writer.transaction() as transaction:
            has_people = starting.store(transaction, work)
        return transaction.changes(people=has_people)

    def add_image(self, image: ImageFile, micro_rgb: bytes) -> Changes:
        """Make a stored file known, such as a reference picture."""
        with self._writer.transaction() as transaction:
            starting.store_image(transaction, image, micro_rgb)
        return transaction.changes()

    def note_crcs(self, sealed_crcs: Mapping[ImageId, str]) -> Changes:
        """Note the CRCs of pictures whose bytes were read (`library.sealing`)."""
        with self._writer.transaction() as transaction:
            transaction.note_crcs(sealed_crcs)
        return transaction.changes()

    def mark_generating(self, output_id: OutputId) -> Changes:
        """Note that a pending output was sent; any other is left alone."""
        with self._writer.transaction() as transaction:
            turn_id, status = _state(transaction, output_id)
            if status is Status.PENDING:
                transaction.update(
                    OUTPUTS,
                    [output_id],
                    status=Status.GENERATING.value,
                    started_utc=transaction.now_utc,
                )
                _outputs_changed(transaction, [output_id])
                _update_turn(transaction, turn_id)
        return transaction.changes()

    def complete(self, completed: CompletedOutput, image: ImageFile, micro_rgb: bytes) -> Changes:
        """Store an answer. Its picture's file must be stored already.

        An answer that comes after a cancellation changes nothing.
        """
        parts = self._part_rows(completed)
        with self._writer.transaction() as transaction:
            turn_id, status = _state(transaction, completed.output_id)
            if status.is_open:
                starting.store_image(transaction, image, micro_rgb)
                _store_answer(transaction, completed, parts)
                _fill_cards(transaction, completed.output_id, image)
                transaction.event(
                    EventKind.OUTPUT_COMPLETED,
                    _session_of(transaction, turn_id),
                    output=completed.output_id,
                    turn=turn_id,
                    image=image.id,
                    text=completed.text,
                )
                _output_ended(transaction, completed.output_id, turn_id)
                record = _record(transaction, completed.output_id, image)
        if status.is_open:
            self._store_record(image, record)
        return transaction.changes()

    def fail(self, failed: FailedOutput) -> Changes:
        """Store why an output has no picture; one that has ended already is left alone."""
        with self._writer.transaction() as transaction:
            turn_id, status = _state(transaction, failed.output_id)
            if status.is_open:
                _store_failure(transaction, failed, turn_id)
                _output_ended(transaction, failed.output_id, turn_id)
        return transaction.changes()

    def retry(self, output_id: OutputId) -> Changes:
        """Make a failed or cancelled output pending again; any other is left alone."""
        with self._writer.transaction() as transaction:
            turn_id, status = _state(transaction, output_id)
            if status in (Status.FAILED, Status.CANCELLED):
                _reopen(transaction, output_id, turn_id)
        return transaction.changes()

    def cancel(self, output_ids: Sequence[OutputId]) -> Changes:
        """End the outputs that are still open; the others are left alone."""
        with self._writer.transaction() as transaction:
            for output_id in output_ids:
                turn_id, status = _state(transaction, output_id)
                if status.is_open:
                    _end(transaction, output_id, Status.CANCELLED, error_message="")
                    transaction.event(
                        EventKind.OUTPUT_CANCELLED,
                        _session_of(transaction, turn_id),
                        output=output_id,
                        turn=turn_id,
                    )
                    _output_ended(transaction, output_id, turn_id)
        return transaction.changes()

    def recover_interrupted(self) -> Changes:
        """Mark what a crash left open as failed, with Retry. Called once, at start-up."""
        with self._writer.transaction() as transaction:
            for output_id, turn_id, status in transaction.rows(
                "SELECT id, turn_id, status FROM outputs WHERE status IN ('pending', 'generating')"
            ):
                was_sent = status == Status.GENERATING
                _interrupt(transaction, output_id, turn_id, was_sent=was_sent)
        return transaction.changes()

    def _part_rows(self, completed: CompletedOutput) -> list[dict[str, Any]]:
        return [
            {
                "output_id": completed.output_id,
                "position": position,
                "json": part.json,
                "data_sha256": self._stored_data(part, completed),
                "is_thought": part.is_thought,
            }
            for position, part in enumerate(completed.parts)
        ]

    def _stored_data(self, part: ModelPart, completed: CompletedOutput) -> str | None:
        """Return the hash of a part's inline bytes; store them unless they are the picture."""
        if part.data is None:
            return None
        named = _DATA.search(part.json)
        if named is not None and named[1] == completed.image_id:
            return named[1]
        return self._images.store_part_data(part.data)

    def _store_record(self, image: ImageFile, record: dict[str, Any]) -> None:
        """Write the record beside the picture. The database has it all; this is the second copy."""
        try:
            self._images.store_record(image, record)
        except LibraryError as error:
            _log.warning("no record was written beside %s: %s", image.id, error.kind)


def _state(transaction: Transaction, output_id: OutputId) -> tuple[TurnId, Status]:
    row = transaction.one("SELECT turn_id, status FROM outputs WHERE id = ?", (output_id,))
    if row is None:
        raise not_found("This output")
    return row[0], Status(row[1])


def _session_of(transaction: Transaction, turn_id: TurnId) -> SessionId:
    row = transaction.one("SELECT session_id FROM turns WHERE id = ?", (turn_id,))
    if row is None:
        raise not_found("This turn")
    session_id: SessionId = row[0]
    return session_id


def _store_answer(
    transaction: Transaction, completed: CompletedOutput, parts: list[dict[str, Any]]
) -> None:
    transaction.update(
        OUTPUTS,
        [completed.output_id],
        **_NO_ERROR
        | asdict(completed.usage)
        | {
            "status": Status.COMPLETED.value,
            "image_id": completed.image_id,
            "text": completed.text,
            "finish_reason": str(completed.finish_reason),
            "cost_usd": completed.cost_usd,
            "duration_s": completed.duration_s,
            "model_version": completed.model_version,
            "response_id": completed.response_id,
            "finished_utc": transaction.now_utc,
        }
        | ({} if completed.seed is None else {"seed": completed.seed}),
    )
    transaction.delete(OUTPUT_PARTS, "output_id", completed.output_id)
    transaction.insert(OUTPUT_PARTS, *parts)
    if completed.cost_usd is not None:
        _store_cost(transaction, completed.output_id, completed.cost_usd)


def _store_cost(transaction: Transaction, output_id: OutputId, usd: float) -> None:
    row = transaction.one("SELECT session_id, model FROM outputs WHERE id = ?", (output_id,))
    session_id, model = row or (None, "")
    transaction.insert(
        COSTS,
        {
            "session_id": session_id,
            "output_id": output_id,
            "model": model,
            "kind": "image",
            "usd": usd,
            "created_utc": transaction.now_utc,
        },
    )


def _fill_cards(transaction: Transaction, output_id: OutputId, image: ImageFile) -> None:
    """Show the picture on its cards, which keep their width and take the picture's aspect."""
    for card_id, width in transaction.rows(
        "SELECT id, width FROM cards WHERE output_id = ?", (output_id,)
    ):
        height = card_height(width, image.width / image.height)
        transaction.update(CARDS, [card_id], image_id=image.id, height=height)


def _store_failure(transaction: Transaction, failed: FailedOutput, turn_id: TurnId) -> None:
    is_cancelled = failed.status is Status.CANCELLED
    _end(
        transaction,
        failed.output_id,
        Status.CANCELLED if is_cancelled else Status.FAILED,
        error_kind="" if is_cancelled else failed.kind,
        error_message=failed.message,
        is_retryable=failed.is_retryable,
        finish_reason=failed.finish_reason,
        duration_s=failed.duration_s,
    )
    session_id = _session_of(transaction, turn_id)
    if is_cancelled:
        transaction.event(
            EventKind.OUTPUT_CANCELLED, session_id, output=failed.output_id, turn=turn_id
        )
    else:
        transaction.event(
            EventKind.OUTPUT_FAILED,
            session_id,
            output=failed.output_id,
            turn=turn_id,
            kind=failed.kind,
            message=failed.message,
        )


def _interrupt(
    transaction: Transaction, output_id: OutputId, turn_id: TurnId, *, was_sent: bool
) -> None:
    _end(
        transaction,
        output_id,
        Status.FAILED,
        error_kind=ProviderErrorKind.INTERRUPTED.value,
        error_message=_INTERRUPTED_AFTER_SENDING if was_sent else _INTERRUPTED,
        is_retryable=True,
    )
    session_id = _session_of(transaction, turn_id)
    transaction.event(EventKind.OUTPUT_INTERRUPTED, session_id, output=output_id, turn=turn_id)
    _output_ended(transaction, output_id, turn_id)


def _end(transaction: Transaction, output_id: OutputId, status: Status, **values: Value) -> None:
    transaction.update(
        OUTPUTS,
        [output_id],
        status=status.value,
        finished_utc=transaction.now_utc,
        **values,
    )


def _reopen(transaction: Transaction, output_id: OutputId, turn_id: TurnId) -> None:
    row = transaction.one("SELECT attempt FROM outputs WHERE id = ?", (output_id,))
    attempt = (row[0] if row else 0) + 1
    transaction.update(
        OUTPUTS,
        [output_id],
        **_NOT_YET_ASKED | asdict(Usage()),
        status=Status.PENDING.value,
        attempt=attempt,
    )
    transaction.event(
        EventKind.OUTPUT_RETRIED,
        _session_of(transaction, turn_id),
        output=output_id,
        turn=turn_id,
        attempt=attempt,
    )
    _output_ended(transaction, output_id, turn_id)


def _output_ended(transaction: Transaction, output_id: OutputId, turn_id: TurnId) -> None:
    """Note everything that looks different once an output has another state."""
    _outputs_changed(transaction, [output_id])
    _update_turn(transaction, turn_id)
    transaction.touch_session(_session_of(transaction, turn_id))


def _outputs_changed(transaction: Transaction, output_ids: Sequence[OutputId]) -> None:
    cards = transaction.rows(
        f"SELECT id FROM cards WHERE output_id IN ({placeholders(output_ids)})"
        " AND deleted_utc IS NULL",
        output_ids,
    )
    transaction.touch(outputs=output_ids, cards=(row[0] for row in cards))


def _update_turn(transaction: Transaction, turn_id: TurnId) -> None:
    """Give a turn the state its outputs add up to; log it when that ends the turn."""
    row = transaction.one(
        "SELECT status, session_id, conversation_id FROM turns WHERE id = ?", (turn_id,)
    )
    if row is None:
        raise not_found("This turn")
    before, session_id, conversation_id = row
    states = transaction.rows("SELECT status FROM outputs WHERE turn_id = ?", (turn_id,))
    status = turn_status([Status(state) for (state,) in states])
    transaction.touch(turns=[turn_id], conversations=[conversation_id])
    if status == before:
        return
    finished_utc = None if status.is_open else transaction.now_utc
    transaction.update(TURNS, [turn_id], status=status.value, finished_utc=finished_utc)
    transaction.update(CONVERSATIONS, [conversation_id], updated_utc=transaction.now_utc)
    if not status.is_open:
        transaction.event(EventKind.TURN_FINISHED, session_id, turn=turn_id, status=status.value)


def _record(transaction: Transaction, output_id: OutputId, image: ImageFile) -> dict[str, Any]:
    """Return what is worth knowing of a picture when the database is gone."""
    row = transaction.one(
        "SELECT s.id, s.name, t.conversation_id, t.id, t.number, t.message, o.id, o.model,"
        " o.prompt, o.seed, o.text, o.finished_utc FROM outputs o JOIN turns t ON t.id = o.turn_id"
        " JOIN sessions s ON s.id = o.session_id WHERE o.id = ?",
        (output_id,),
    )
    names = (
        *("session", "session_name", "conversation", "turn", "turn_number", "message", "output"),
        *("model", "prompt", "seed", "reply", "created_utc"),
    )
    return {
        "format": "gallery-studio-image",
        "version": 1,
        "image": image.id,
        "media_type": image.media_type.value,
        "width": image.width,
        "height": image.height,
        **dict(zip(names, row or (), strict=False)),
    }
