"""Commands for scripts: the same studio, one line of JSON for each output as it ends.

The command line runs it directly, or the open window runs it for a command line.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.ids import ConversationId, ModelId, OutputId, SessionId
from gallery_studio.domain.image import Origin
from gallery_studio.domain.status import Status
from gallery_studio.exit_codes import EXIT_IMAGE, EXIT_NO_IMAGE
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.records import asdict, dataclass, field, fields
from gallery_studio.studio.admission import Spending
from gallery_studio.studio.archive_commands import ARCHIVE_COMMANDS
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.editing import EditMessage, EditSource, StartedTurn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gallery_studio.domain.conversation import Output, Turn
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.admission import BudgetGate
    from gallery_studio.studio.studio import Studio

C = TypeVar("C")


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
        over_budget: Whether the monthly limit may be passed where the window would ask.
    """

    prompt: str
    models: tuple[str, ...]
    aspect_ratio: str | None = None
    image_size: str | None = None
    references: tuple[str, ...] = ()
    session: str | None = None
    seed: int | None = None
    over_budget: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the command as JSON-like data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class EditCommand:
    """``gallery-studio edit``, as it travels to an open window.

    Attributes:
        message: What to change.
        image: Id (or its unique beginning) of a picture in the library, id of an output, or the
            absolute path of a file; None goes on with `conversation`.
        models: Ids of the models to ask; empty asks the source's model, or the conversation's.
        aspect_ratio: Such as ``4:5``, or None for the source's.
        image_size: Such as ``2K``, or None.
        references: Absolute paths of reference pictures.
        conversation: Id of the conversation to go on with, or None to start one.
        from_output: Id of the output to go on from, or None for the conversation's head.
        seed: Fixed seed, or None.
        fallback_model: Asked when the source's model cannot be.
        over_budget: Whether the monthly limit may be passed where the window would ask.
    """

    message: str
    image: str | None = None
    models: tuple[str, ...] = ()
    aspect_ratio: str | None = None
    image_size: str | None = None
    references: tuple[str, ...] = ()
    conversation: str | None = None
    from_output: str | None = None
    seed: int | None = None
    fallback_model: str = "offline"
    over_budget: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the command as JSON-like data."""
        return asdict(self)


def command_from_dict(kind: type[C], data: Mapping[str, Any]) -> C:
    """Return the command that `as_dict` was made from.

    Raises:
        RequestError: The data is not such a command.
    """
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    values = {key: value for key, value in data.items() if key in known}
    for key in known & {"models", "references"}:
        values[key] = tuple(values.get(key) or ())
    try:
        return kind(**values)
    except TypeError:
        raise RequestError("The command could not be understood by the open window.") from None


@dataclass(frozen=True, slots=True)
class ScriptDesk:
    """Where a command runs, and whom it tells.

    Attributes:
        studio: The studio.
        gate: The monthly budget.
        emit: Told of each output as it ends, with the keys of ``--json``.
        say: Told sentences for the person, such as the price before it is spent.
        task: Told how far an import is.
    """

    studio: Studio
    gate: BudgetGate
    emit: Callable[[dict[str, Any]], None]
    say: Callable[[str], None]
    task: ArchiveTask = field(default_factory=ArchiveTask)


async def run_scripted(desk: ScriptDesk, name: str, arguments: Mapping[str, Any]) -> int:
    """Run a handed-over command by its name; return its exit code.

    Raises:
        StudioError: It is not known, or could not be started.
    """
    if name == "generate":
        return await run_generate(desk, command_from_dict(GenerateCommand, arguments))
    if name == "edit":
        return await run_edit(desk, command_from_dict(EditCommand, arguments))
    if name == "project create":
        # Projects come with a dozen modules that a start of the window need not wait for.
        from gallery_studio.studio.project_making import ProjectCommand, run_project_create

        command = command_from_dict(ProjectCommand, arguments)
        return await run_project_create(desk.studio, command, desk.emit)
    if name in ARCHIVE_COMMANDS:
        return await ARCHIVE_COMMANDS[name](desk.studio.access, arguments, desk.emit, desk.task)
    raise RequestError("The open window is of another version and does not know this command.")


async def run_generate(desk: ScriptDesk, command: GenerateCommand) -> int:
    """Run the command to its end.

    Returns:
        The exit code: 0 with at least one picture, 1 with none.

    Raises:
        StudioError: It could not be started; the text says why and what to do.
    """
    studio = desk.studio
    models = tuple(ModelId(model) for model in command.models)
    studio.check_models(models)
    session_id = await _session_of(studio, command.session)
    async with desk.gate.admitted(_spending(command, models), desk.say):
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
    return await report_outputs(studio, [output_id for output_id, _ in run.outputs], desk.emit)


async def run_edit(desk: ScriptDesk, command: EditCommand) -> int:
    """Start or go on with a conversation, to the end of its new turn; as `run_generate`.

    Raises:
        StudioError: It could not be started; the text says why and what to do.
    """
    begin = _go_on if command.conversation is not None else _begin
    turn = await begin(desk, command)
    return await report_outputs(desk.studio, [one for one, _ in turn.outputs], desk.emit)


async def _go_on(desk: ScriptDesk, command: EditCommand) -> StartedTurn:
    """Send the next turn of a conversation."""
    studio, conversation_id = desk.studio, ConversationId(command.conversation or "")
    models = tuple(map(ModelId, command.models)) or await _models_of(studio, conversation_id)
    studio.check_models(models)
    from_output = OutputId(command.from_output) if command.from_output else None
    async with desk.gate.admitted(_spending(command, models), desk.say):
        message = await _message(studio, command, models)
        return await studio.continue_edit(conversation_id, from_output, message)


async def _begin(desk: ScriptDesk, command: EditCommand) -> StartedTurn:
    """Begin a conversation from a picture; a file is brought in once nothing speaks against it."""
    studio, path = desk.studio, Path(command.image or "")
    stored = None if path.is_absolute() else await _stored(studio, command.image or "")
    models = tuple(map(ModelId, command.models))
    models = models or (_askable(studio, stored and stored[1], command.fallback_model),)
    studio.check_models(models)
    async with desk.gate.admitted(_spending(command, models), desk.say):
        source = await _imported(studio, path) if stored is None else stored[0]
        return await studio.start_edit(source, await _message(studio, command, models))


def _spending(command: GenerateCommand | EditCommand, models: tuple[ModelId, ...]) -> Spending:
    return Spending(models, command.image_size, is_over_budget_meant=command.over_budget)


async def _message(
    studio: Studio, command: EditCommand, models: tuple[ModelId, ...]
) -> EditMessage:
    references = [await _reference(studio, Path(path)) for path in command.references]
    return EditMessage(
        text=command.message,
        models=models,
        aspect_ratio=command.aspect_ratio,
        image_size=command.image_size,
        references=tuple(references),
        seed=command.seed,
    )


async def _models_of(studio: Studio, conversation_id: ConversationId) -> tuple[ModelId, ...]:
    conversation = await studio.access.read(lambda reader: reader.conversation(conversation_id))
    return conversation.models


def _askable(studio: Studio, model: ModelId | None, fallback: str) -> ModelId:
    """Return the model that made the picture if it can be asked now, else the fallback."""
    if model is not None:
        try:
            studio.check_models([model])
        except RequestError:
            return ModelId(fallback)
        return model
    return ModelId(fallback)


async def _stored(studio: Studio, text: str) -> tuple[EditSource, ModelId | None]:
    """Return the picture meant by an id, and the model that made it, if one did."""
    return await studio.access.read(lambda reader: _stored_source(reader, text))


def _stored_source(reader: LibraryReader, text: str) -> tuple[EditSource, ModelId | None]:
    if text.startswith("out-"):
        image_id = reader.output(OutputId(text)).image_id
        cards = reader.cards_of_outputs([OutputId(text)])
        if image_id is None:
            raise RequestError(f"The output {text} has no picture. Choose another one.")
    else:
        image_id = reader.find_image(text).id
        cards = reader.cards_of_image(image_id)
    if not cards:
        raise RequestError("This picture is on no canvas any more. Give its file instead.")
    card = cards[-1]
    model = ModelId(card.model) if card.model else None
    return EditSource(SessionId(card.session_id), image_id, card.output_id), model


async def _imported(studio: Studio, path: Path) -> EditSource:
    """Bring a file into a new session of its own."""
    from gallery_studio.imaging.loader import read_image_file

    data = await asyncio.to_thread(read_image_file, path)
    session_id, image_id = await studio.import_image(data, path.name)
    return EditSource(session_id, image_id)


async def report_outputs(
    studio: Studio, output_ids: Sequence[OutputId], emit: Callable[[dict[str, Any]], None]
) -> int:
    """Tell of running outputs as they end; return the exit code."""
    has_image = False
    async for output_id in studio.runner.as_ended(output_ids):
        line = await studio.access.read(_line_query(output_id, studio.catalogue))
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
    picture = await studio.add_image(data, path.name, Origin.REFERENCE)
    return TurnReference(image_id=picture.file.id, role="person", label=path.name)


def _line_query(
    output_id: OutputId, catalogue: Catalogue
) -> Callable[[LibraryReader], dict[str, Any]]:
    def query(reader: LibraryReader) -> dict[str, Any]:
        output = reader.output(output_id)
        turn = reader.turn(output.turn_id)
        conversation = reader.conversation(turn.conversation_id)
        file = reader.image(output.image_id) if output.image_id is not None else None
        line = output_line(conversation.session_id, turn, output, file, catalogue)
        return line | {"_file": file}

    return query


def output_line(
    session_id: SessionId,
    turn: Turn,
    output: Output,
    file: ImageFile | None,
    catalogue: Catalogue,
) -> dict[str, Any]:
    """Return an output with the keys of ``--json``; `image` is relative to the library.

    `cost_usd` is what it cost by the usage the service reported, `price_usd` what the catalogue
    says a picture of that size costs; either is None when it is not known.
    """
    price = catalogue.estimate((output.model,), 1, turn.image_size)
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
        "cost_usd": output.cost_usd,
        "price_usd": None if price.unknown else price.usd,
    }
