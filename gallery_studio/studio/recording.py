"""Turns stored sessions into a recording that can be played back to visitors."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gallery_studio.domain.status import Status
from gallery_studio.providers.recorded import RecordedAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.conversation import Conversation, Output, Turn
    from gallery_studio.domain.ids import ImageId, OutputId, SessionId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue


def recording_of(
    reader: LibraryReader, session_ids: Iterable[SessionId], catalogue: Catalogue
) -> tuple[RecordedAnswer, ...]:
    """Return every picture of sessions as an answer, in the order they were asked for.

    Raises:
        LibraryError: A session cannot be read.
    """
    answers: list[RecordedAnswer] = []
    for session_id in session_ids:
        for conversation in reader.conversations(session_id):
            answers += _answers(reader, conversation, catalogue)
    return tuple(answers)


def _answers(
    reader: LibraryReader, conversation: Conversation, catalogue: Catalogue
) -> list[RecordedAnswer]:
    turns = {turn.id: turn for turn in reader.turns(conversation.id)}
    outputs = {output.id: output for output in reader.outputs_of_turns(turns)}
    ready = [one for one in outputs.values() if one.status is Status.COMPLETED and one.image_id]
    files = reader.images(one.image_id for one in ready if one.image_id)
    ready.sort(key=lambda one: (one.created_utc, one.position))
    found = []
    for output in ready:
        turn = turns[output.turn_id]
        file = files.get(output.image_id) if output.image_id else None
        if file is not None:
            source = _source(conversation, turn, outputs)
            found.append(_answer(reader, file, source, turn, output, catalogue))
    return found


def _source(
    conversation: Conversation, turn: Turn, outputs: dict[OutputId, Output]
) -> ImageId | None:
    """Return the picture a turn was about."""
    if turn.parent_output_id in outputs:
        return outputs[turn.parent_output_id].image_id
    return conversation.source_image_id


def _answer(
    reader: LibraryReader,
    file: ImageFile,
    source: ImageId | None,
    turn: Turn,
    output: Output,
    catalogue: Catalogue,
) -> RecordedAnswer:
    info = catalogue.get(output.model)
    return RecordedAnswer(
        message=turn.message,
        source_id=source,
        image_id=file.id,
        read=partial(reader.image_store.read, file),
        text=output.text,
        model=info.name if info is not None else output.model,
        duration_s=output.duration_s or 1.0,
    )
