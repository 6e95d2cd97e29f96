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
from gallery_studio.records import replace

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def _made_utc(iteration: Iteration) -> str:
    return iteration.image.created_utc if iteration.image is not None else ""


def _with_step(project: Project, index: int, iteration: Iteration) -> Project:
    steps = list(journey_of(project.content).iterations)
    steps[index] = iteration
    return _with_steps(project, steps)


def _with_steps(project: Project, steps: Sequence[Iteration]) -> Project:
    opening = journey_of(project.content).opening
    return with_journey(project, Journey(opening, tuple(steps)))
