"""Puts the use cases of projects together from a studio; for the window and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.project_json import project_data
from gallery_studio.paths import resources
from gallery_studio.records import asdict, dataclass
from gallery_studio.studio.journey_writer import TASK, JourneyModel, JourneyWriter
from gallery_studio.studio.projects import ProjectRequest, Projects

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.studio.studio import Studio


@dataclass(frozen=True, slots=True)
class ProjectCommand:
    """``gallery-studio project create``, as it travels to an open window.

    Attributes:
        session: Id, unique beginning of an id, or name of a session.
        title: The title, or None for one from the first prompt.
        image: Id, or its unique beginning, of the picture to feature; None for the final one.
    """

    session: str
    title: str | None = None
    image: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the command as JSON-like data."""
        return asdict(self)


def make_projects(studio: Studio) -> Projects:
    """Return the use cases as they hold for the key in use at this moment."""
    instruction = (resources() / "project" / "journey.txt").read_text(encoding="utf-8")
    writer = JourneyWriter(instruction, _model(studio))
    return Projects(studio.access, studio.catalogue, writer)


def _model(studio: Studio) -> JourneyModel | None:
    provider, info = studio.text_provider(), studio.catalogue.text_model_for(TASK)
    return JourneyModel(provider, info) if provider is not None and info is not None else None


async def run_project_create(
    studio: Studio, command: ProjectCommand, emit: Callable[[dict[str, Any]], None]
) -> int:
    """Make a project of a session; return the exit code.

    Args:
        studio: Where it is made.
        command: What of.
        emit: Told of the project once, with the keys of ``--json`` and ``remark``: what a person
            should know about how it was made, or "".

    Raises:
        StudioError: It could not be made; the text says why and what to do.
    """
    session = await studio.access.read(lambda reader: reader.find_session(command.session))
    image_id = None
    if command.image is not None:
        wanted = command.image
        image_id = (await studio.access.read(lambda reader: reader.find_image(wanted))).id
    request = ProjectRequest(session.id, image_id=image_id, title=command.title)
    made = await make_projects(studio).create(request)
    emit({"id": made.project.id} | project_data(made.project) | {"remark": made.remark})
    return 0
