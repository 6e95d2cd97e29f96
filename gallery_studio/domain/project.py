"""Projects: how a picture came to be, as structured data that the page and every export show."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.naming import one_line
from gallery_studio.records import dataclass, replace

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId, ProjectId, SessionId, TurnId

TEMPLATE_VERSION = 2
"""Version of the content this program writes; a newer one is only shown."""

HERO_TITLE = "The Final Result"
JOURNEY_TITLE = "Creative Journey"
SOURCE_HEADING = "Source picture"
_SUMMARY_CHARACTERS = 60
_SLUG_CHARACTERS = 60
_ITERATION = re.compile(r"Iteration \d+")
_NOT_IN_SLUGS = re.compile(r"[\W_]+", re.UNICODE)


class ProjectType(StrEnum):
    """What a project tells of."""

    NANO_BANANA = "nano_banana_creation"
    PROMPT = "prompt"


class BlockType(StrEnum):
    """What a block of a section is."""

    TEXT = "text"
    HEADING = "heading"
    IMAGE = "image"
    QUOTE = "quote"


PERSON = "person"
"""Writer of a text a person typed or changed."""
LOCAL = "local"
"""Writer of a text that was made without a model, from the session's record alone."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a section.

    Attributes:
        type: What it is.
        content: The words of a text, heading or quote; of an image its alternative text.
        image_id: The picture of an image.
        turn_id: The turn an image or quote is of, if any.
        model: Id of the model that made an image, or "".
        model_name: That model's short name at the time, or "".
        product_name: The product an image shows, by its name at the time, or "".
        product_color: Index of that product's dot colour, 0 to 7.
        created_utc: When an image was made, ISO 8601 in UTC, or "".
        writer: Of a text: ``person``, ``local`` or the id of a text model; "" otherwise.
        cites: Turns a text's claims rest on.
    """

    type: BlockType
    content: str = ""
    image_id: ImageId | None = None
    turn_id: TurnId | None = None
    model: str = ""
    model_name: str = ""
    product_name: str = ""
    product_color: int = 0
    created_utc: str = ""
    writer: str = ""
    cites: tuple[TurnId, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a project's page.

    Attributes:
        id: ``hero``, ``journey``, or another one a newer program wrote.
        type: ``hero`` or ``content``.
        title: Its heading.
        image_id: The picture of a hero, or None while none is chosen.
        blocks: The pieces of a content section, in order.
    """

    id: str
    type: str
    title: str
    image_id: ImageId | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectContent:
    """What a project's page shows.

    Attributes:
        sections: In order.
        template_version: Version it was written as.
        stored_text: The JSON as it was stored, where its version is newer than ours: parts that
            are not known here are kept in it.
    """

    sections: tuple[Section, ...]
    template_version: int = TEMPLATE_VERSION
    stored_text: str = ""

    @property
    def is_newer(self) -> bool:
        """Whether a newer program wrote it: it is shown and never changed."""
        return self.template_version > TEMPLATE_VERSION

    def section(self, section_id: str) -> Section | None:
        """Return a section, or None."""
        return next((s for s in self.sections if s.id == section_id), None)

    def image_ids(self) -> tuple[ImageId, ...]:
        """Return every picture it shows, each once, in order."""
        found: dict[ImageId, None] = {}
        for section in self.sections:
            if section.image_id is not None:
                found[section.image_id] = None
            for block in section.blocks:
                if block.image_id is not None:
                    found[block.image_id] = None
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Project:
    """A project as it is stored.

    Attributes:
        id: The project.
        slug: Short name for addresses and files; unique in the library.
        title: As shown.
        type: What it tells of.
        description: Two sentences beside the final picture.
        content: What its page shows.
        created_utc: ISO 8601, UTC.
        updated_utc: ISO 8601, UTC.
        session_id: Where it came from; None once that session is gone for good.
        featured_image_id: The final picture, or None.
        deleted_utc: When it was put into the bin, or None.
    """

    id: ProjectId
    slug: str
    title: str
    type: str
    description: str
    content: ProjectContent
    created_utc: str
    updated_utc: str
    session_id: SessionId | None = None
    featured_image_id: ImageId | None = None
    deleted_utc: str | None = None

    @property
    def is_read_only(self) -> bool:
        """Whether a newer program wrote it."""
        return self.content.is_newer


@dataclass(frozen=True, slots=True)
class ProjectSummary:
    """A project as a list shows it.

    Attributes:
        id: The project.
        slug: Its short name.
        title: As shown.
        cover: The final picture, or None.
        image_count: Pictures it shows.
        session_id: Where it came from, or None.
        updated_utc: ISO 8601, UTC.
    """

    id: ProjectId
    slug: str
    title: str
    cover: ImageId | None
    image_count: int
    session_id: SessionId | None
    updated_utc: str


@dataclass(frozen=True, slots=True)
class Iteration:
    """One step of the journey: a heading and what follows it up to the next one.

    Attributes:
        heading: The heading.
        blocks: What follows, in order.
    """

    heading: Block
    blocks: tuple[Block, ...]

    @property
    def image(self) -> Block | None:
        """Its picture."""
        return next((b for b in self.blocks if b.type is BlockType.IMAGE), None)

    @property
    def quote(self) -> Block | None:
        """The words that led to its picture."""
        return next((b for b in self.blocks if b.type is BlockType.QUOTE), None)

    @property
    def notes(self) -> tuple[Block, ...]:
        """What is told about it."""
        return tuple(b for b in self.blocks if b.type is BlockType.TEXT)

    @property
    def turn_id(self) -> TurnId | None:
        """The turn it is of."""
        return next((b.turn_id for b in self.blocks if b.turn_id is not None), None)

    def with_note(self, text: str, writer: str = PERSON) -> Iteration:
        """Return it with other words told about it; "" leaves them out."""
        others = tuple(b for b in self.blocks if b.type is not BlockType.TEXT)
        if not text.strip():
            return replace(self, blocks=others)
        note = Block(BlockType.TEXT, text, writer=writer)
        return replace(self, blocks=(*others, note))


@dataclass(frozen=True, slots=True)
class Journey:
    """The journey section, taken apart for reading and editing.

    Attributes:
        opening: Blocks before the first heading.
        iterations: The steps, in order.
    """

    opening: tuple[Block, ...] = ()
    iterations: tuple[Iteration, ...] = ()

    def blocks(self) -> tuple[Block, ...]:
        """Return it as the blocks of a section; iterations are numbered anew."""
        blocks = list(self.opening)
        number = 0
        for iteration in self.iterations:
            heading = iteration.heading
            if _ITERATION.fullmatch(heading.content):
                number += 1
                heading = replace(heading, content=f"Iteration {number}")
            blocks += [heading, *iteration.blocks]
        return tuple(blocks)


def journey_of(content: ProjectContent) -> Journey:
    """Return the journey of a project; an empty one where it has none."""
    section = content.section("journey")
    opening: list[Block] = []
    iterations: list[Iteration] = []
    for block in section.blocks if section is not None else ():
        if block.type is BlockType.HEADING:
            iterations.append(Iteration(block, ()))
        elif iterations:
            last = iterations[-1]
            iterations[-1] = replace(last, blocks=(*last.blocks, block))
        else:
            opening.append(block)
    return Journey(tuple(opening), tuple(iterations))


def new_content(hero: ImageId | None, journey: Journey) -> ProjectContent:
    """Return the content of a new project."""
    return ProjectContent(
        (
            Section("hero", "hero", HERO_TITLE, image_id=hero),
            Section("journey", "content", JOURNEY_TITLE, blocks=journey.blocks()),
        )
    )


def with_journey(project: Project, journey: Journey) -> Project:
    """Return a project with another journey."""
    return _with_section(project, "journey", blocks=journey.blocks())


def with_featured(project: Project, image_id: ImageId | None) -> Project:
    """Return a project with another final picture."""
    return replace(_with_section(project, "hero", image_id=image_id), featured_image_id=image_id)


def _with_section(project: Project, section_id: str, **values: object) -> Project:
    sections = tuple(
        replace(section, **values) if section.id == section_id else section  # type: ignore[arg-type]
        for section in project.content.sections
    )
    return replace(project, content=replace(project.content, sections=sections))


def iteration_heading(number: int) -> Block:
    """Return the heading of a step."""
    return Block(BlockType.HEADING, f"Iteration {number}")


def project_title(first_prompt: str, nickname: str) -> str:
    """Return the title of a project a person gave none.

    Args:
        first_prompt: The words it began with; may be empty.
        nickname: The service's nickname of the model that made the final picture.
    """
    kind = "Nano Banana Creation" if is_nano_banana(nickname) else "Creation"
    words = one_line(first_prompt, _SUMMARY_CHARACTERS)
    return f"{kind}: {words}" if words else kind


def is_nano_banana(nickname: str) -> bool:
    """Whether a model is one of the service's Nano Banana family."""
    return "nano banana" in nickname.lower()


def slug_of(title: str) -> str:
    """Return a title as a slug: lower case, letters and digits of any script, hyphens.

    It may be taken already; the library makes it unique.
    """
    plain = unicodedata.normalize("NFKD", title)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFC", plain).casefold()
    words = _NOT_IN_SLUGS.sub("-", plain).strip("-")
    return words[:_SLUG_CHARACTERS].strip("-") or "project"
