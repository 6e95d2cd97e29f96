"""Rebuilds the request of a stored output, so that a retry sends the very same one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, ProviderError, ProviderErrorKind
from gallery_studio.domain.generation import GenerationRequest, HistoryEntry, ReferenceImage
from gallery_studio.domain.limits import HISTORY_BYTES, REFERENCE_BYTES
from gallery_studio.records import dataclass, replace
from gallery_studio.studio.lineage import read_lineage

if TYPE_CHECKING:
    from gallery_studio.domain.conversation import Output, Turn
    from gallery_studio.domain.generation import ModelPart
    from gallery_studio.domain.ids import ImageId, OutputId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.images import ImageStore
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.access import LibraryAccess


@dataclass(frozen=True, slots=True)
class _Past:
    """One earlier message of the model's own history, without bytes."""

    output: Output
    parts: tuple[ModelPart, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything of a request that the database knows."""

    output: Output
    turn: Turn
    past: tuple[_Past, ...]
    source_id: ImageId | None
    files: dict[ImageId, ImageFile]


@dataclass(frozen=True, slots=True)
class BuiltRequest:
    """A request, and what of the history did not fit into it.

    Attributes:
        request: Everything that defines the generation.
        turns_left_out: Number of the oldest turns that were left out.
    """

    request: GenerationRequest
    turns_left_out: int


async def build_request(access: LibraryAccess, output_id: OutputId) -> BuiltRequest:
    """Return everything that defines the generation of a stored output.

    The history is sent whole, unless its pictures are more than the service takes: then the
    oldest turns are left out, and said.

    Raises:
        ProviderError: The history or a reference picture cannot be read; says what to do.
        LibraryError: The library cannot be read.
    """
    plan = await access.read(lambda reader: _read_plan(reader, output_id))
    fitting = _fitting(plan)
    request = await asyncio.to_thread(_assemble, access.images, fitting)
    return BuiltRequest(request, len(plan.past) - len(fitting.past))


def _read_plan(reader: LibraryReader, output_id: OutputId) -> _Plan:
    output = reader.output(output_id)
    turn = reader.turn(output.turn_id)
    conversation = reader.conversation(turn.conversation_id)
    lineage = read_lineage(reader, conversation, turn.parent_turn_id, turn.parent_output_id)
    past = tuple(
        _Past(output=earlier, parts=reader.model_parts(earlier.id, with_picture=False))
        for _, earlier in lineage.known_to(output.model)
    )
    wanted = set(output.sent_references)
    for entry in past:
        wanted.update(entry.output.sent_references)
        if entry.output.image_id is not None:
            wanted.add(entry.output.image_id)
    return _Plan(
        output=output,
        turn=turn,
        past=past,
        source_id=lineage.edited_image(),
        files=reader.images(wanted),
    )


def _fitting(plan: _Plan) -> _Plan:
    """Return the plan with the newest part of the history that fits."""
    room = HISTORY_BYTES
    kept = 0
    for past in reversed(plan.past):
        file = plan.files.get(past.output.image_id) if past.output.image_id is not None else None
        room -= file.size_bytes if file is not None else 0
        room -= len(past.output.sent_references) * REFERENCE_BYTES
        if room < 0 and kept:
            break
        kept += 1
    return replace(plan, past=plan.past[len(plan.past) - kept :])


def _assemble(images: ImageStore, plan: _Plan) -> GenerationRequest:
    """Load the bytes and put the request together (any thread but the loop's)."""
    history: list[HistoryEntry] = []
    for past in plan.past:
        history.append(
            HistoryEntry(
                role="user",
                text=past.output.prompt,
                references=_references(images, plan, past.output.sent_references),
            )
        )
        history.append(HistoryEntry(role="model", parts=_parts(images, plan, past)))
    return GenerationRequest(
        model=plan.output.model,
        prompt=plan.output.prompt,
        aspect_ratio=plan.turn.aspect_ratio,
        image_size=plan.turn.image_size,
        seed=plan.output.seed,
        history=tuple(history),
        references=_references(images, plan, plan.output.sent_references),
        source_id=plan.source_id,
    )


def _references(
    images: ImageStore, plan: _Plan, wanted: tuple[ImageId, ...]
) -> tuple[ReferenceImage, ...]:
    from gallery_studio.imaging.references import outgoing_reference

    return tuple(
        outgoing_reference(
            _read(images, plan, image_id), image_id, plan.files[image_id].source_name
        )
        for image_id in wanted
    )


def _parts(images: ImageStore, plan: _Plan, past: _Past) -> tuple[ModelPart, ...]:
    """Return the model's raw parts with the bytes of its picture put back."""
    image_id = past.output.image_id
    marker = f'"sha256:{image_id}"'
    return tuple(
        replace(part, data=_read(images, plan, image_id))
        if image_id is not None and part.data is None and marker in part.json
        else part
        for part in past.parts
    )


def _read(images: ImageStore, plan: _Plan, image_id: ImageId) -> bytes:
    file = plan.files.get(image_id)
    if file is None:
        raise _unreadable("A picture of this conversation is missing from the library.")
    try:
        return images.read(file)
    except LibraryError as error:
        raise _unreadable(error.message) from error


def _unreadable(reason: str) -> ProviderError:
    return ProviderError(
        ProviderErrorKind.HISTORY_UNREADABLE,
        f"{reason} Start a new edit from the picture alone to go on.",
        retryable=False,
    )
