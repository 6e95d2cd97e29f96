"""Puts the use cases of projects together from a studio; for the window and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.paths import resources
from gallery_studio.studio.journey_writer import TASK, JourneyModel, JourneyWriter
from gallery_studio.studio.projects import Projects

if TYPE_CHECKING:
    from gallery_studio.studio.studio import Studio


def make_projects(studio: Studio) -> Projects:
    """Return the use cases as they hold for the key in use at this moment."""
    instruction = (resources() / "project" / "journey.txt").read_text(encoding="utf-8")
    writer = JourneyWriter(instruction, _model(studio))
    return Projects(studio.access, studio.catalogue, writer)


def _model(studio: Studio) -> JourneyModel | None:
    provider, info = studio.text_provider(), studio.catalogue.text_model_for(TASK)
    return JourneyModel(provider, info) if provider is not None and info is not None else None
