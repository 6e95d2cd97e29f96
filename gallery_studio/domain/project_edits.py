"""Changes a person makes to a project: each returns the project as it is afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.project import (
    PERSON,
    Block,
    BlockType,
    Iteration,
    Journey,
    Project,
    journey_of,
    with_journey,
)
from gallery_studio.records import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def retitled(project: Project, title: str) -> Project:
    """Return it under another title; its slug stays, since addresses use it."""
    return replace(project, title=title)


def described(project: Project, description: str) -> Project:
    """Return it with another description."""
    return replace(project, description=description)


def with_opening(project: Project, text: str) -> Project:
    """Return it with other words before the first step; "" leaves them out."""
    opening = (Block(BlockType.TEXT, text, writer=PERSON),) if text.strip() else ()
    return with_journey(project, replace(journey_of(project.content), opening=opening))


def noted(project: Project, index: int, text: str) -> Project:
    """Return it with other words about one step."""
    return _with_step(project, index, journey_of(project.content).iterations[index].with_note(text))


def moved(project: Project, index: int, target: int) -> Project:
    """Return it with one step at another place."""
    steps = list(journey_of(project.content).iterations)
    steps.insert(max(0, min(target, len(steps) - 1)), steps.pop(index))
    return _with_steps(project, steps)


def dropped(project: Project, index: int) -> Project:
    """Return it without one step; its picture stays in the library."""
    steps = list(journey_of(project.content).iterations)
    del steps[index]
    return _with_steps(project, steps)


def added(project: Project, iteration: Iteration) -> Project:
    """Return it with one more step, in the order in which the pictures were made."""
    steps = list(journey_of(project.content).iterations)
    when = _made_utc(iteration)
    place = next((i for i, step in enumerate(steps) if _made_utc(step) > when), len(steps))
    steps.insert(place, iteration)
    return _with_steps(project, steps)


@dataclass(frozen=True, slots=True)
class Retold:
    """A journey told anew, and what a person changed while it was told.

    Attributes:
        before: The project when it was told.
        after: The same with the new words.
        remark: Why no model wrote them, or "".
    """

    before: Project
    after: Project
    remark: str = ""


def retold(current: Project, told: Retold) -> tuple[Project, int]:
    """Return a project with the new words where no person has put others meanwhile.

    Its title, final picture and steps, with their order, stay as they are now.

    Returns:
        The project, and how many texts stayed since they were changed meanwhile.
    """
    kept = 0
    now, told_of, new = (journey_of(one.content) for one in (current, told.before, told.after))
    before, after = _by_step(told_of), _by_step(new)
    steps: list[Iteration] = []
    for key, step in _by_step(now).items():
        is_changed = key in before and _words(step.notes) != _words(before[key].notes)
        kept += is_changed
        is_kept = is_changed or key not in after or any(n.writer == PERSON for n in step.notes)
        steps.append(step if is_kept else _with_notes(step, after[key].notes))
    opening = new.opening
    if _words(now.opening) != _words(told_of.opening):
        opening, kept = now.opening, kept + 1
    description = told.after.description
    if current.description != told.before.description:
        description, kept = current.description, kept + 1
    project = with_journey(current, Journey(opening, tuple(steps)))
    return replace(project, description=description), kept


def _by_step(journey: Journey) -> dict[tuple[object, ...], Iteration]:
    """Return the steps by what they are of; one that is there twice has a number besides."""
    found: dict[tuple[object, ...], Iteration] = {}
    for step in journey.iterations:
        image_id = step.image.image_id if step.image is not None else None
        key: tuple[object, ...] = (step.turn_id, image_id, step.heading.content)
        if step.turn_id is not None:
            key = (step.turn_id, image_id)
        number = 0
        while (*key, number) in found:
            number += 1
        found[*key, number] = step
    return found


def _words(texts: Iterable[Block]) -> list[str]:
    return [text.content for text in texts if text.type is BlockType.TEXT]


def _with_notes(step: Iteration, notes: Sequence[Block]) -> Iteration:
    return replace(step, blocks=(*step.with_note("").blocks, *notes))


def _made_utc(iteration: Iteration) -> str:
    return iteration.image.created_utc if iteration.image is not None else ""


def _with_step(project: Project, index: int, iteration: Iteration) -> Project:
    steps = list(journey_of(project.content).iterations)
    steps[index] = iteration
    return _with_steps(project, steps)


def _with_steps(project: Project, steps: Sequence[Iteration]) -> Project:
    opening = journey_of(project.content).opening
    return with_journey(project, Journey(opening, tuple(steps)))
