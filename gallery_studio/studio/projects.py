"""Make a project of a session, a conversation or one picture, change it, tell its journey anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, RequestError
from gallery_studio.domain.ids import new_project_id
from gallery_studio.domain.limits import TITLE_CHARACTERS
from gallery_studio.domain.naming import one_line
from gallery_studio.domain.project import (
    PERSON,
    SOURCE_HEADING,
    Block,
    BlockType,
    Iteration,
    Journey,
    Project,
    ProjectType,
    is_nano_banana,
    iteration_heading,
    journey_of,
    new_content,
    project_title,
    slug_of,
    with_journey,
)
from gallery_studio.domain.project_edits import Retold
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.records import dataclass, replace
from gallery_studio.studio.journey import facts_of
from gallery_studio.studio.journey_writer import TASK
from gallery_studio.studio.project_path import (
    Path,
    PathStep,
    final_output_of_conversation,
    final_output_of_session,
    path_to,
    pictures_of,
    step_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.event import Event
    from gallery_studio.domain.ids import ConversationId, ImageId, OutputId, ProjectId, SessionId
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.journey import JourneyFacts, WrittenJourney
    from gallery_studio.studio.journey_writer import JourneyWriter


@dataclass(frozen=True, slots=True)
class ProjectRequest:
    """What a project is to be made of; the most exact of the four counts.

    Attributes:
        session_id: A session: ends with its newest starred picture, else its newest.
        conversation_id: A conversation: ends with its head, else its newest picture.
        output_id: One output: ends with its picture.
        image_id: The final picture, one on the canvas of the session.
        title: Given by the person, or None to make one from the first prompt.
    """

    session_id: SessionId
    conversation_id: ConversationId | None = None
    output_id: OutputId | None = None
    image_id: ImageId | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class CandidateStep:
    """A picture of the session that could be added to a journey.

    Attributes:
        output_id: Its output.
        image_id: The picture.
        prompt: The words that led to it.
        model: The model that made it.
        created_utc: When, ISO 8601 in UTC.
    """

    output_id: OutputId
    image_id: ImageId
    prompt: str
    model: str
    created_utc: str


@dataclass(frozen=True, slots=True)
class MadeProject:
    """A project that was stored.

    Attributes:
        project: As stored.
        remark: For the person: why no model wrote the journey, or "".
    """

    project: Project
    remark: str = ""


class Projects:
    """The use cases of projects. Studio thread only."""

    def __init__(self, access: LibraryAccess, catalogue: Catalogue, writer: JourneyWriter) -> None:
        self._access = access
        self._catalogue = catalogue
        self._writer = writer

    async def create(self, request: ProjectRequest) -> MadeProject:
        """Make a project and store it.

        Raises:
            RequestError: There is no picture to end with.
            LibraryError: It could not be stored.
        """
        path, events = await self._access.read(lambda reader: _read_path(reader, request))
        final = path.steps[-1].output.image_id if path.steps else path.source_image_id
        written = await self._write(request.session_id, self._facts(path, events))
        nickname = self._nickname(path.steps[-1].output.model) if path.steps else ""
        first = path.steps[0].turn.message if path.steps else ""
        title = one_line(request.title or "", TITLE_CHARACTERS) or project_title(first, nickname)
        now = utc_text(utc_now())
        project = Project(
            id=new_project_id(),
            slug=slug_of(title),
            title=title,
            type=ProjectType.NANO_BANANA if is_nano_banana(nickname) else ProjectType.PROMPT,
            description=written.summary,
            content=new_content(final, self._journey(path, written)),
            created_utc=now,
            updated_utc=now,
            session_id=request.session_id,
            featured_image_id=final,
        )
        await self._access.write(lambda library: library.projects.create(project))
        stored = await self._access.read(lambda reader: reader.project(project.id))
        return MadeProject(stored, written.remark)

    async def save(self, project: Project) -> None:
        """Store what a person changed.

        Raises:
            LibraryError: It could not be stored.
        """
        await self._access.write(lambda library: library.projects.save(project))

    async def use_as_featured(self, project_id: ProjectId, image_id: ImageId) -> None:
        """Make a picture the final one of an existing project.

        Raises:
            LibraryError: It could not be stored.
        """
        await self._access.write(
            lambda library: library.projects.set_featured(project_id, image_id)
        )

    async def rewrite(self, project_id: ProjectId) -> Retold:
        """Return a project with its journey told anew from its present steps; nothing is stored.

        Words a person wrote about a step stay. What a person changes until it is told is for the
        caller to keep (`project_edits.retold`).

        Raises:
            RequestError: None of its steps is in the library any more.
        """
        project, path, events = await self._access.read(
            lambda reader: _read_stored_path(reader, project_id)
        )
        written = await self._write(project.session_id, self._facts(path, events))
        journey = journey_of(project.content)
        iterations = tuple(_told(iteration, written) for iteration in journey.iterations)
        after = with_journey(project, Journey(written.opening, iterations))
        return Retold(project, replace(after, description=written.summary), written.remark)

    async def iteration_of(self, output_id: OutputId) -> Iteration:
        """Return an output as a step of a journey.

        Raises:
            RequestError: It has no picture.
        """
        step = await self._access.read(lambda reader: step_of(reader, output_id))
        return self._iteration(1, step, None)

    async def candidates(self, project_id: ProjectId) -> list[CandidateStep]:
        """Return the pictures of a project's session that are not in its journey, oldest first."""
        return await self._access.read(lambda reader: _read_candidates(reader, project_id))

    async def _write(self, session_id: SessionId | None, facts: JourneyFacts) -> WrittenJourney:
        """Return a journey in words; what it cost is kept."""
        written = await self._writer.write(facts)
        if written.cost is None or not written.cost[1]:
            return written
        model, usd = written.cost
        try:
            await self._access.write(
                lambda library: library.costs.add(session_id, model, TASK, usd)
            )
        except LibraryError as error:
            remark = f"Its price could not be added to this month's costs. {error.message}"
            return replace(written, remark=remark)
        return written

    def _facts(self, path: Path, events: Sequence[Event]) -> JourneyFacts:
        models = {step.output.model for step in path.steps}
        names: dict[str, str] = {model: self._short_name(model) for model in models}
        others = [info for info in self._catalogue.models() if info.id not in models]
        other_names = {name for info in others for name in (info.name, info.nickname) if name}
        own = {self._nickname(model) for model in models}
        return facts_of(path, events, names, other_names - own)

    def _journey(self, path: Path, written: WrittenJourney) -> Journey:
        iterations: list[Iteration] = []
        if path.source_image_id is not None:
            source = Block(BlockType.IMAGE, SOURCE_HEADING, image_id=path.source_image_id)
            iterations.append(Iteration(Block(BlockType.HEADING, SOURCE_HEADING), (source,)))
        for number, step in enumerate(path.steps, 1):
            iterations.append(self._iteration(number, step, written.notes.get(step.turn.id)))
        return Journey(written.opening, tuple(iterations))

    def _iteration(self, number: int, step: PathStep, note: Block | None) -> Iteration:
        turn, output, product = step.turn, step.output, step.product
        blocks = [
            Block(
                BlockType.IMAGE,
                _alt_text(turn.message),
                image_id=output.image_id,
                turn_id=turn.id,
                model=output.model,
                model_name=self._short_name(output.model),
                product_name=product.name if product is not None else "",
                product_color=product.color if product is not None else 0,
                created_utc=output.finished_utc or output.created_utc,
            ),
            Block(BlockType.QUOTE, turn.message, turn_id=turn.id),
        ]
        if note is not None:
            blocks.append(note)
        return Iteration(iteration_heading(number), tuple(blocks))

    def _short_name(self, model: str) -> str:
        info = self._catalogue.get(model)
        return info.short_name if info is not None else model

    def _nickname(self, model: str) -> str:
        info = self._catalogue.get(model)
        return info.nickname if info is not None else ""


def _alt_text(prompt: str) -> str:
    words = one_line(prompt, 160)
    return f"Picture made from the words: {words}" if words else "Picture"


def _read_path(reader: LibraryReader, request: ProjectRequest) -> tuple[Path, list[Event]]:
    output_id = request.output_id
    if output_id is None and request.conversation_id is not None:
        output_id = final_output_of_conversation(reader, request.conversation_id)
    if output_id is None:
        output_id = final_output_of_session(reader, request.session_id, request.image_id)
    events = reader.events(request.session_id)
    if output_id is not None:
        return path_to(reader, output_id), events
    return Path((), request.image_id or _brought_in(reader, request.session_id)), events


def _brought_in(reader: LibraryReader, session_id: SessionId) -> ImageId | None:
    """Return the newest picture of a session in which no model made one."""
    cards = [card for card in reader.canvas_cards(session_id) if card.image_id is not None]
    newest = max(cards, key=lambda card: (card.is_starred, card.created_utc), default=None)
    return newest.image_id if newest is not None else None


def _read_stored_path(
    reader: LibraryReader, project_id: ProjectId
) -> tuple[Project, Path, list[Event]]:
    project = reader.project(project_id)
    steps: list[PathStep] = []
    source: ImageId | None = None
    for iteration in journey_of(project.content).iterations:
        image = iteration.image
        if image is None or image.turn_id is None:
            source = image.image_id if image is not None else source
            continue
        turn = reader.turn(image.turn_id)
        outputs = reader.outputs_of_turns([turn.id])
        steps += [
            PathStep(turn, output, len(outputs))
            for output in outputs
            if output.image_id == image.image_id
        ][:1]
    if not steps:
        raise RequestError(
            "No step of this project was made by a model, so there is nothing to tell."
        )
    events = reader.events(project.session_id) if project.session_id is not None else []
    return project, Path(tuple(steps), source), events


def _told(iteration: Iteration, written: WrittenJourney) -> Iteration:
    if any(note.writer == PERSON for note in iteration.notes):
        return iteration
    note = written.notes.get(iteration.turn_id) if iteration.turn_id is not None else None
    bare = iteration.with_note("")
    return bare if note is None else replace(bare, blocks=(*bare.blocks, note))


def _read_candidates(reader: LibraryReader, project_id: ProjectId) -> list[CandidateStep]:
    project = reader.project(project_id)
    if project.session_id is None:
        return []
    shown = {
        iteration.image.image_id
        for iteration in journey_of(project.content).iterations
        if iteration.image is not None
    }
    turns = {
        turn.id: turn
        for conversation in reader.conversations(project.session_id)
        for turn in reader.turns(conversation.id)
    }
    found = [
        CandidateStep(
            output.id,
            output.image_id,
            turns[output.turn_id].message,
            output.model,
            output.finished_utc or output.created_utc,
        )
        for output in pictures_of(reader, turns.values())
        if output.image_id is not None and output.image_id not in shown
    ]
    return sorted(found, key=lambda step: step.created_utc)
