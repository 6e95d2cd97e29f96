"""Generate for scripts: the same studio, one line of JSON for each output as it ends.

The command line runs it directly, or the open window runs it for a command line.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.ids import ModelId, OutputId, SessionId
from gallery_studio.domain.image import Origin
from gallery_studio.domain.status import Status
from gallery_studio.studio.composing import Composition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gallery_studio.domain.conversation import Output, Turn
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.studio import Studio

EXIT_IMAGE, EXIT_NO_IMAGE, EXIT_USAGE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class GenerateCommand:
    """``gallery-studio generate``, as it travels to an open window.

    Attributes:
        prompt: The brief.
        models: Ids of the models to ask; never empty.
        aspect_ratio: Such as ``4:5``, or None.
        image_size: Such as ``2K``, or None.
        references: Absolute paths of reference pictures.
        session: Id, unique beginning of an id, or name of a session; None for a new one.
        seed: Fixed seed, or None.
    """

    prompt: str
    models: tuple[str, ...]
    aspect_ratio: str | None = None
    image_size: str | None = None
    references: tuple[str, ...] = ()
    session: str | None = None
    seed: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the command as JSON-like data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> GenerateCommand:
        """Read what `as_dict` made.

        Raises:
            RequestError: The data is not such a command.
        """
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        for key in ("models", "references"):
            values[key] = tuple(values.get(key) or ())
        if not isinstance(values.get("prompt"), str):
            raise RequestError("The command could not be understood by the open window.")
        return cls(**values)


async def run_generate(
    studio: Studio, command: GenerateCommand, emit: Callable[[dict[str, Any]], None]
) -> int:
    """Run the command to its end.

    Args:
        studio: Where it runs.
        command: What to do.
        emit: Told of each output as it ends, with the keys of ``--json``.

    Returns:
        The exit code: 0 with at least one picture, 1 with none.

    Raises:
        StudioError: It could not be started; the text says why and what to do.
    """
    models = tuple(ModelId(model) for model in command.models)
    studio.check_models(models)
    session_id = await _session_of(studio, command.session)
    references = [await _reference(studio, Path(path)) for path in command.references]
    run = await studio.generate(
        Composition(
            text=command.prompt,
            models=models,
            session_id=session_id,
            aspect_ratio=command.aspect_ratio,
            image_size=command.image_size,
            references=tuple(references),
            seed=command.seed,
        )
    )
    return await report_outputs(studio, [output_id for output_id, _ in run.outputs], emit)


async def report_outputs(
    studio: Studio, output_ids: Sequence[OutputId], emit: Callable[[dict[str, Any]], None]
) -> int:
    """Tell of running outputs as they end; return the exit code."""
    has_image = False
    async for output_id in studio.runner.as_ended(output_ids):
        line = await studio.access.read(_line_query(output_id))
        if line.pop("_file") is not None:
            has_image = True
        line["image"] = line["image"] and str(studio.access.images.folder / line["image"])
        emit(line)
    return EXIT_IMAGE if has_image else EXIT_NO_IMAGE


async def _session_of(studio: Studio, text: str | None) -> SessionId | None:
    if text is None:
        return None
    session = await studio.access.read(lambda reader: reader.find_session(text))
    return session.id


async def _reference(studio: Studio, path: Path) -> TurnReference:
    from gallery_studio.imaging.loader import read_image_file

    data = await asyncio.to_thread(read_image_file, path)
    file = await studio.add_image(data, path.name, Origin.REFERENCE)
    return TurnReference(image_id=file.id, role="person", label=path.name)


def _line_query(output_id: OutputId) -> Callable[[LibraryReader], dict[str, Any]]:
    def query(reader: LibraryReader) -> dict[str, Any]:
        output = reader.output(output_id)
        turn = reader.turn(output.turn_id)
        conversation = reader.conversation(turn.conversation_id)
        file = reader.image(output.image_id) if output.image_id is not None else None
        return output_line(conversation.session_id, turn, output, file) | {"_file": file}

    return query


def output_line(
    session_id: SessionId, turn: Turn, output: Output, file: ImageFile | None
) -> dict[str, Any]:
    """Return an output with the keys of ``--json``; `image` is relative to the library."""
    error = None
    if output.status in (Status.FAILED, Status.CANCELLED):
        error = {
            "kind": output.error_kind or output.status.value,
            "message": output.error_message,
            "retryable": output.is_retryable,
        }
    return {
        "session": session_id,
        "conversation": turn.conversation_id,
        "turn": turn.id,
        "output": output.id,
        "model": output.model,
        "status": output.status.value,
        "image": file.relative_path if file is not None else None,
        "sha256": file.id if file is not None else None,
        "width": file.width if file is not None else None,
        "height": file.height if file is not None else None,
        "text": output.text,
        "error": error,
    }
