"""Projects as the window sees them: ask, and be told by signals."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.paths import resources
from gallery_studio.studio.project_export.exporter import ExportSource, export_project
from gallery_studio.studio.project_making import make_projects

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId, OutputId, ProjectId
    from gallery_studio.domain.project import Project
    from gallery_studio.studio.projects import ProjectRequest, Projects
    from gallery_studio.workers.studio_worker import StudioWorker

ACTIONS = frozenset(
    {
        *("create_project", "save_project", "use_as_featured", "discard_project"),
        *("restore_project", "rewrite_journey", "find_candidates", "make_iteration"),
        "export_project",
    }
)
"""Names under which requests of projects are refused."""


class ProjectWorker(QObject):
    """Asks the studio for projects. Methods: GUI thread only; they return at once.

    Signals:
        created: `MadeProject`.
        rewritten: `Retold`: a journey was told anew; nothing is stored yet.
        candidates_found: (project id, tuple of `CandidateStep`).
        iteration_made: (project id, `Iteration`): a step that can be added.
        exported: Path of the file.

    What cannot be done is told by the `refused` of the `StudioWorker`, under one of `ACTIONS`.
    """

    created = Signal(object)
    rewritten = Signal(object)
    candidates_found = Signal(object, object)
    iteration_made = Signal(object, object)
    exported = Signal(object)

    def __init__(self, worker: StudioWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker

    def create(self, request: ProjectRequest) -> None:
        """Make a project; `created` or a refusal answers."""
        self._worker.ask("create_project", self._create(request))

    def save(self, project: Project) -> None:
        """Store what a person changed."""
        self._worker.ask("save_project", self._projects().save(project))

    def use_as_featured(self, project_id: ProjectId, image_id: ImageId) -> None:
        """Make a picture the final one of a project."""
        self._worker.ask("use_as_featured", self._projects().use_as_featured(project_id, image_id))

    def discard(self, project_id: ProjectId) -> None:
        """Put a project into the bin."""
        access = self._worker.studio.access
        self._worker.ask(
            "discard_project", access.write(lambda lib: lib.projects.discard(project_id))
        )

    def restore(self, project_id: ProjectId) -> None:
        """Take a project out of the bin."""
        access = self._worker.studio.access
        self._worker.ask(
            "restore_project", access.write(lambda lib: lib.projects.restore(project_id))
        )

    def rewrite(self, project_id: ProjectId) -> None:
        """Tell a journey anew; `rewritten` answers."""
        self._worker.ask("rewrite_journey", self._rewrite(project_id))

    def find_candidates(self, project_id: ProjectId) -> None:
        """Look for pictures that could be added; `candidates_found` answers."""
        self._worker.ask("find_candidates", self._find_candidates(project_id))

    def make_iteration(self, project_id: ProjectId, output_id: OutputId) -> None:
        """Make a step of an output; `iteration_made` answers."""
        self._worker.ask("make_iteration", self._make_iteration(project_id, output_id))

    def export(self, project_id: ProjectId, path: str) -> None:
        """Write a project to a file; `exported` answers."""
        self._worker.ask("export_project", self._export(project_id, Path(path)))

    def _projects(self) -> Projects:
        return make_projects(self._worker.studio)

    async def _create(self, request: ProjectRequest) -> None:
        self.created.emit(await self._projects().create(request))

    async def _rewrite(self, project_id: ProjectId) -> None:
        self.rewritten.emit(await self._projects().rewrite(project_id))

    async def _find_candidates(self, project_id: ProjectId) -> None:
        found = await self._projects().candidates(project_id)
        self.candidates_found.emit(project_id, tuple(found))

    async def _make_iteration(self, project_id: ProjectId, output_id: OutputId) -> None:
        self.iteration_made.emit(project_id, await self._projects().iteration_of(output_id))

    async def _export(self, project_id: ProjectId, path: Path) -> None:
        from gallery_studio.workers.pdf_export import pdf_of

        access = self._worker.studio.access
        project = await access.read(lambda reader: reader.project(project_id))
        image_ids = project.content.image_ids()
        files = await access.read(lambda reader: reader.images(image_ids))
        source = ExportSource(project, files, access.images, resources())
        await asyncio.to_thread(export_project, source, path, pdf_of)
        self.exported.emit(path)
