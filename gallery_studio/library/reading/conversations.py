"""Conversations, their turns and outputs, and the raw parts a model needs to go on."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.conversation import Conversation, Output, Turn, TurnReference
from gallery_studio.domain.generation import ModelPart, Usage
from gallery_studio.domain.status import Status
from gallery_studio.library.reading.canvas import CanvasQueries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gallery_studio.domain.ids import ConversationId, ImageId, OutputId, SessionId, TurnId
    from gallery_studio.library.database import Row

_CONVERSATION_COLUMNS = (
    "id, session_id, title, created_utc, updated_utc, source_image_id, source_output_id, person_id,"
    " identity_id, references_hash, models, (SELECT o.id FROM outputs o WHERE o.id = head_output_id"
    " AND o.deleted_utc IS NULL), deleted_utc"
)
_TURN_COLUMNS = (
    "id, conversation_id, number, message, models, created_utc, run_id, parent_turn_id,"
    " parent_output_id, product_id, aspect_ratio, image_size, status, finished_utc"
)
_OUTPUT_COLUMNS = (
    "id, turn_id, model, position, prompt, created_utc, seed, status, image_id, text,"
    " finish_reason, prompt_tokens, image_tokens, text_tokens, thought_tokens, total_tokens,"
    " cost_usd, duration_s, error_kind, error_message, is_retryable, model_version, response_id,"
    " attempt, started_utc, finished_utc"
)


class ConversationQueries(CanvasQueries):
    """Reads conversations."""

    def conversation(self, conversation_id: ConversationId) -> Conversation:
        """Return a conversation, also one in the bin.

        Raises:
            LibraryError: There is none.
        """
        sql = f"SELECT {_CONVERSATION_COLUMNS} FROM conversations WHERE id = ?"
        return _conversation(self._one("This conversation", sql, (conversation_id,)))

    def conversations(self, session_id: SessionId) -> list[Conversation]:
        """Return a session's conversations that are not in the bin, oldest first."""
        rows = self._rows(
            f"SELECT {_CONVERSATION_COLUMNS} FROM conversations WHERE session_id = ?"
            " AND deleted_utc IS NULL ORDER BY created_utc, rowid",
            (session_id,),
        )
        return [_conversation(row) for row in rows]

    def conversations_from_image(self, image_id: ImageId) -> list[Conversation]:
        """Return the conversations that began from a picture, oldest first."""
        rows = self._rows(
            f"SELECT {_CONVERSATION_COLUMNS} FROM conversations WHERE source_image_id = ?"
            " AND deleted_utc IS NULL ORDER BY created_utc, rowid",
            (image_id,),
        )
        return [_conversation(row) for row in rows]

    def turn(self, turn_id: TurnId) -> Turn:
        """Return a turn.

        Raises:
            LibraryError: There is none.
        """
        sql = f"SELECT {_TURN_COLUMNS} FROM turns WHERE id = ?"
        return self._turns([self._one("This turn", sql, (turn_id,))])[0]

    def turns(self, conversation_id: ConversationId) -> list[Turn]:
        """Return a conversation's turns in the order they were sent, all branches."""
        return self._turns(
            self._rows(
                f"SELECT {_TURN_COLUMNS} FROM turns WHERE conversation_id = ?"
                " AND deleted_utc IS NULL ORDER BY created_utc, rowid",
                (conversation_id,),
            )
        )

    def turns_of_run(self, run_id: str) -> list[Turn]:
        """Return the turns of a run in the order they were made."""
        return self._turns(
            self._rows(
                f"SELECT {_TURN_COLUMNS} FROM turns WHERE run_id = ?"
                " AND deleted_utc IS NULL ORDER BY rowid",
                (run_id,),
            )
        )

    def _turns(self, rows: Sequence[Row]) -> list[Turn]:
        references: dict[TurnId, list[TurnReference]] = defaultdict(list)
        for turn_id, *reference in self._rows_of(
            "SELECT turn_id, image_id, role, label FROM turn_references"
            " WHERE turn_id IN ({ids}) ORDER BY turn_id, position",
            (row[0] for row in rows),
        ):
            references[turn_id].append(TurnReference(*reference))
        return [_turn(row, tuple(references[row[0]])) for row in rows]

    def output(self, output_id: OutputId) -> Output:
        """Return an output.

        Raises:
            LibraryError: There is none.
        """
        sql = f"SELECT {_OUTPUT_COLUMNS} FROM outputs WHERE id = ?"
        return self._outputs([self._one("This output", sql, (output_id,))])[0]

    def outputs_of_turns(self, turn_ids: Iterable[TurnId]) -> list[Output]:
        """Return the outputs of turns, turn by turn in no promised order, by position in each."""
        return self._outputs(
            self._rows_of(
                f"SELECT {_OUTPUT_COLUMNS} FROM outputs WHERE turn_id IN ({{ids}})"
                " AND deleted_utc IS NULL ORDER BY turn_id, position",
                turn_ids,
            )
        )

    def _outputs(self, rows: Sequence[Row]) -> list[Output]:
        references: dict[OutputId, list[ImageId]] = defaultdict(list)
        for output_id, image_id in self._rows_of(
            "SELECT output_id, image_id FROM output_references"
            " WHERE output_id IN ({ids}) ORDER BY output_id, position",
            (row[0] for row in rows),
        ):
            references[output_id].append(image_id)
        return [_output(row, tuple(references[row[0]])) for row in rows]

    def model_parts(
        self, output_id: OutputId, *, with_picture: bool = True
    ) -> tuple[ModelPart, ...]:
        """Return the raw parts of an answer exactly as they came, inline bytes restored.

        Args:
            output_id: The output.
            with_picture: Whether the bytes of its picture are loaded too.

        Raises:
            LibraryError: There is no such output, or a file is missing.
        """
        image_id = self._one(
            "This output", "SELECT image_id FROM outputs WHERE id = ?", (output_id,)
        )[0]
        rows = self._rows(
            "SELECT json, data_sha256, is_thought FROM output_parts WHERE output_id = ?"
            " ORDER BY position",
            (output_id,),
        )
        return tuple(
            ModelPart(text, self._part_data(digest, image_id, with_picture), bool(is_thought))
            for text, digest, is_thought in rows
        )

    def _part_data(
        self, digest: str | None, image_id: ImageId | None, with_picture: bool
    ) -> bytes | None:
        if digest is None:
            return None
        if digest != image_id:
            return self._images.read_part_data(digest)
        return self._images.read(self.image(image_id)) if with_picture else None


def _conversation(row: Row) -> Conversation:
    fields: list[Any] = [*row[:10], tuple(json.loads(row[10])), *row[11:]]
    return Conversation(*fields)


def _turn(row: Row, references: tuple[TurnReference, ...]) -> Turn:
    fields: list[Any] = [*row[:4], tuple(json.loads(row[4])), *row[5:12]]
    fields += (references, Status(row[12]), row[13])
    return Turn(*fields)


def _output(row: Row, references: tuple[ImageId, ...]) -> Output:
    fields: list[Any] = [*row[:7], references, Status(row[7]), *row[8:11], Usage(*row[11:16])]
    fields += (*row[16:20], bool(row[20]), *row[21:])
    return Output(*fields)
