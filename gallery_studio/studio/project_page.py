"""What a project's page says, taken from its content alone; the window and every export show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.project import (
    HERO_TITLE,
    JOURNEY_TITLE,
    LOCAL,
    PERSON,
    iteration_heading,
    journey_of,
)
from gallery_studio.records import dataclass
from gallery_studio.studio.journey import date_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.project import Block, Iteration, Project

JOURNEY_SUBTITLE = "from first directive to final image"
LOCAL_MARK = "Written without a model, from the session’s record alone"


@dataclass(frozen=True, slots=True)
class PageStep:
    """One step of the journey.

    Attributes:
        number: Place in the journey, from 1.
        label: Such as "First directive" or "Turn 2".
        quote: The person's words, or "".
        notes: What is told about it.
        image_id: Its picture, or None.
        alt: What the picture is, in words.
        model: Id of the model that made it, or "".
        model_name: Its short name, or "".
        date: When, in words, or "".
        previous_image_id: The picture of the step before, to compare with; None where there is
            none, or it is the same.
        product_name: The product it shows, or "".
        product_color: Index of that product's dot colour.
    """

    number: int
    label: str
    quote: str
    notes: tuple[str, ...]
    image_id: ImageId | None
    alt: str
    model: str
    model_name: str
    date: str
    previous_image_id: ImageId | None = None
    product_name: str = ""
    product_color: int = 0


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A whole page.

    Attributes:
        title: The project's.
        hero_title: Line above it.
        description: Two sentences.
        image_id: The final picture, or None.
        image_alt: What it is, in words.
        model: Id of the model that made it, or "".
        model_name: Its short name, or "".
        facts: Lines such as "2400 × 1600, made 21 November 2026".
        journey_title: Heading of the journey.
        opening: Texts before the first step.
        steps: The steps.
        mark: Who wrote the journey, where that was no person; or "".
        product_name: The product the final picture shows, or "".
        product_color: Index of that product's dot colour.
    """

    title: str
    hero_title: str
    description: str
    image_id: ImageId | None
    image_alt: str
    model: str
    model_name: str
    facts: tuple[str, ...]
    journey_title: str
    opening: tuple[str, ...]
    steps: tuple[PageStep, ...]
    mark: str = ""
    product_name: str = ""
    product_color: int = 0

    @property
    def made_facts(self) -> tuple[str, ...]:
        """Return model, product and facts, a line each, for pages without badges."""
        return tuple(filter(None, (self.model_name, self.product_name, *self.facts)))

    def image_ids(self) -> tuple[ImageId, ...]:
        """Return every picture once, the final one first."""
        shown = [self.image_id, *(step.image_id for step in self.steps)]
        return tuple(dict.fromkeys(image for image in shown if image is not None))


def page_of(project: Project, images: Mapping[ImageId, ImageFile]) -> ProjectPage:
    """Return the page of a project.

    Args:
        project: The project.
        images: Those of its pictures that are in the library.
    """
    content = project.content
    hero, section = content.section("hero"), content.section("journey")
    journey = journey_of(content)
    steps: list[PageStep] = []
    for iteration in journey.iterations:
        before = steps[-1].image_id if steps else None
        steps.append(_step(len(steps) + 1, iteration, before))
    image_id = project.featured_image_id
    made = next((step for step in reversed(steps) if step.image_id == image_id), None)
    return ProjectPage(
        title=project.title,
        hero_title=hero.title if hero is not None else HERO_TITLE,
        description=project.description,
        image_id=image_id,
        image_alt=made.alt if made is not None else project.title,
        model=made.model if made is not None else "",
        model_name=made.model_name if made is not None else "",
        facts=_facts(steps, images.get(image_id) if image_id is not None else None, made),
        journey_title=section.title if section is not None else JOURNEY_TITLE,
        opening=tuple(block.content for block in journey.opening if block.content),
        steps=tuple(steps),
        mark=_mark([*journey.opening, *(n for i in journey.iterations for n in i.notes)]),
        product_name=made.product_name if made is not None else "",
        product_color=made.product_color if made is not None else 0,
    )


def _step(number: int, iteration: Iteration, before: ImageId | None) -> PageStep:
    image, quote = iteration.image, iteration.quote
    image_id = image.image_id if image is not None else None
    return PageStep(
        number=number,
        label=_label(number, iteration),
        quote=quote.content if quote is not None else "",
        notes=tuple(note.content for note in iteration.notes),
        image_id=image_id,
        alt=image.content if image is not None else "",
        model=image.model if image is not None else "",
        model_name=image.model_name if image is not None else "",
        date=date_words(image.created_utc) if image is not None and image.created_utc else "",
        previous_image_id=before if image_id is not None and before != image_id else None,
        product_name=image.product_name if image is not None else "",
        product_color=image.product_color if image is not None else 0,
    )


def _label(number: int, iteration: Iteration) -> str:
    heading = iteration.heading.content
    counted = next((n for n in range(1, number + 1) if iteration_heading(n).content == heading), 0)
    if not counted:
        return heading
    return "First directive" if number == 1 else f"Turn {counted}"


def _facts(steps: list[PageStep], file: ImageFile | None, made: PageStep | None) -> tuple[str, ...]:
    lines = []
    if file is not None:
        date = f", made {made.date}" if made is not None and made.date else ""
        lines.append(f"{file.width} × {file.height}{date}")
    turns = sum(bool(step.quote) for step in steps)
    images = len({step.image_id for step in steps if step.image_id is not None})
    models = len({step.model for step in steps if step.model})
    if turns:
        counts = ((turns, "turn"), (images, "image"), (models, "model"))
        lines.append(", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n))
    return tuple(lines)


def _mark(texts: list[Block]) -> str:
    writers = {block.writer for block in texts if block.writer}
    models = sorted(writers - {LOCAL, PERSON})
    if models:
        return f"Written by {', '.join(models)}, each sentence checked against the session’s record"
    return LOCAL_MARK if LOCAL in writers else ""
