"""Projects in the window: the page, the section of the sidebar, and what leads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QUndoStack
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from gallery_studio.domain import project_edits
from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.ids import ImageId, OutputId, ProjectId
from gallery_studio.domain.naming import counted
from gallery_studio.domain.project import with_featured
from gallery_studio.studio.project_page import page_of
from gallery_studio.studio.projects import ProjectRequest
from gallery_studio.ui.project.commands import EditProjectCommand
from gallery_studio.ui.project.page_previews import PagePreviews
from gallery_studio.ui.project.picture_chooser import Choice, PictureChooser
from gallery_studio.ui.project.project_page import ProjectPageView
from gallery_studio.ui.widgets.toast import ToastMessage, error_message
from gallery_studio.workers.project_worker import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import SessionId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.project import Iteration, Project
    from gallery_studio.domain.project_edits import Retold
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.projects import CandidateStep, MadeProject
    from gallery_studio.ui.preview_source import PreviewSource
    from gallery_studio.ui.sidebar.project_list import ProjectList
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.ui.widgets.toast import ToastArea
    from gallery_studio.workers.preview_pool import PreviewPool
    from gallery_studio.workers.project_worker import ProjectWorker
    from gallery_studio.workers.studio_worker import Refusal, StudioWorker


class ProjectController(QObject):
    """Shows projects and carries out what is asked for on their page. GUI thread only.

    Signals:
        shown(): A project's page is in the place of the canvas.
        closed(): The canvas is back.
        play_requested(str): Play the journey of the project with this id.
        lightbox_requested(str, str): Session id and id of a picture to show large.
        edit_requested(str, str): Session id and id of a picture to go on editing.
        session_requested(str): Show that session.
    """

    shown = Signal()
    closed = Signal()
    play_requested = Signal(str)
    lightbox_requested = Signal(str, str)
    edit_requested = Signal(str, str)
    session_requested = Signal(str)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        previews: PreviewSource,
        pool: PreviewPool,
        glyph_of: Callable[[str], str],
    ) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._previews = PagePreviews(pool, previews, self)
        self.undo_stack = QUndoStack(self)
        self.view = ProjectPageView(theme, self._previews.pixmap, glyph_of)
        self._stack: QStackedWidget | None = None
        self.chooser: PictureChooser | None = None
        self._project: Project | None = None
        self._saving = 0
        self._is_choosing_final = False

    def use(
        self,
        reader: LibraryReader,
        studio: StudioWorker,
        worker: ProjectWorker,
        sidebar: ProjectList,
        canvas_toasts: ToastArea,
    ) -> None:
        """Connect everything; once."""
        self._reader, self._worker, self._sidebar = reader, worker, sidebar
        self._canvas_toasts = canvas_toasts
        studio.changed.connect(self._on_changed)
        worker.created.connect(self._on_created)
        worker.rewritten.connect(self._on_rewritten)
        worker.candidates_found.connect(self._on_candidates_found)
        worker.iteration_made.connect(self._on_iteration_made)
        worker.exported.connect(self._on_exported)
        studio.refused.connect(self._on_refused)
        sidebar.project_chosen.connect(self.open)
        sidebar.discard_requested.connect(self.discard)
        self._previews.arrived.connect(self._on_pictures_arrived)
        self._connect_view()
        self._refresh_sidebar()

    def _connect_view(self) -> None:
        view, sheet = self.view, self.view.sheet
        view.back_requested.connect(self.close)
        view.play_requested.connect(self._on_play_requested)
        view.export_chosen.connect(self._on_export_chosen)
        view.discard_requested.connect(self._on_discard_requested)
        view.session_requested.connect(self._on_session_requested)
        sheet.label.title_edited.connect(self._on_title_edited)
        sheet.label.description_edited.connect(self._on_description_edited)
        sheet.label.edit_requested.connect(self._on_edit_requested)
        sheet.opening_edited.connect(self._on_opening_edited)
        sheet.note_edited.connect(self._on_note_edited)
        sheet.move_requested.connect(self._on_move_requested)
        sheet.drop_requested.connect(self._on_drop_requested)
        sheet.feature_requested.connect(self._on_feature_requested)
        sheet.picture_opened.connect(self._on_picture_opened)
        sheet.final_choice_requested.connect(self.choose_final)
        sheet.step_requested.connect(self.choose_step)
        sheet.rewrite_requested.connect(self._on_rewrite_requested)

    def put_into(self, stack: QStackedWidget) -> None:
        """Show projects in the place of the stack's first page; once."""
        self._stack = stack
        stack.addWidget(self.view)

    @property
    def stack(self) -> QStackedWidget:
        """What shows either the canvas or a project."""
        if self._stack is None:
            raise RuntimeError("the page has no place yet")
        return self._stack

    @property
    def is_open(self) -> bool:
        """Whether a project is shown."""
        return self._project is not None

    @property
    def project(self) -> Project | None:
        """The project that is shown, or None."""
        return self._project

    # -- opening -------------------------------------------------------------------------------

    def create(self, request: ProjectRequest) -> None:
        """Make a project; its page opens once it is there."""
        self._worker.create(request)

    def create_of_session(self, session_id: SessionId) -> None:
        """Make a project of a session."""
        self.create(ProjectRequest(session_id))

    def open(self, project_id: str) -> None:
        """Show a project in the place of the canvas."""
        try:
            project = self._reader.project(ProjectId(project_id))
        except StudioError as error:
            self._say_error(error.message)
            return
        self.undo_stack.clear()
        self._saving = 0
        self._show(project)
        self.stack.setCurrentWidget(self.view)
        self.view.scroll_to_top()
        self.view.header.back.setFocus()
        self._sidebar.set_open(project_id)
        self.shown.emit()

    def close(self) -> None:
        """Return to the canvas."""
        if self._project is None:
            return
        self._project = None
        self.undo_stack.clear()
        self.stack.setCurrentIndex(0)
        self._sidebar.set_open("")
        self.closed.emit()

    def use_as_featured(self, project_id: ProjectId, image_id: ImageId) -> None:
        """Make a picture the final one of a project, and show that."""
        self._worker.use_as_featured(project_id, image_id)
        self.open(project_id)

    def add_step(self, project_id: ProjectId, output_id: OutputId) -> None:
        """Add a picture to a project's journey, and show that."""
        self.open(project_id)
        self._worker.make_iteration(project_id, output_id)

    def discard(self, project_id: str) -> None:
        """Put a project into the bin; it can be taken back at once."""
        key = ProjectId(project_id)
        self._worker.discard(key)
        if self._project is not None and self._project.id == key:
            self.close()
        self._say(
            ToastMessage("Project deleted", "trash-2", "textSecondary", "Undo"),
            lambda: self._worker.restore(key),
        )

    # -- choosing pictures ---------------------------------------------------------------------

    def choose_step(self) -> None:
        """Ask for a picture to add to the journey."""
        self._look_for_candidates(is_final=False)

    def choose_final(self) -> None:
        """Ask for the final picture."""
        self._look_for_candidates(is_final=True)

    def _look_for_candidates(self, *, is_final: bool) -> None:
        if self._project is not None and not self._project.is_read_only:
            self._is_choosing_final = is_final
            self._worker.find_candidates(self._project.id)

    def _on_candidates_found(self, project_id: ProjectId, found: tuple[CandidateStep, ...]) -> None:
        if self._project is None or self._project.id != project_id:
            return
        is_final = self._is_choosing_final
        title = "Choose the final image" if is_final else "Add a step"
        chooser = PictureChooser(self._theme, title, self._window, self._previews.pixmap)
        choices = self._shown_choices() if is_final else []
        for step in found:
            key = step.image_id if is_final else step.output_id
            choices.append(Choice(key, step.image_id, step.prompt))
        nothing = "Every picture of the session is in the journey already."
        chooser.set_choices(choices, nothing)
        chooser.chosen.connect(self._on_final_chosen if is_final else self._on_step_chosen)
        chooser.closed.connect(chooser.deleteLater)
        chooser.closed.connect(self._on_chooser_closed)
        self.chooser = chooser
        chooser.open()

    def _shown_choices(self) -> list[Choice]:
        if self._project is None:
            return []
        page = page_of(self._project, {})
        words = {step.image_id: step.quote or step.label for step in page.steps}
        return [Choice(i, i, words.get(i, "")) for i in page.image_ids()]

    def _on_chooser_closed(self) -> None:
        self.chooser = None

    def _on_final_chosen(self, image_id: str) -> None:
        if self._project is not None:
            self._change("Choose final image", with_featured(self._project, ImageId(image_id)))

    def _on_step_chosen(self, output_id: str) -> None:
        if self._project is not None:
            self._worker.make_iteration(self._project.id, OutputId(output_id))

    def _on_iteration_made(self, project_id: ProjectId, iteration: Iteration) -> None:
        if self._project is not None and self._project.id == project_id:
            self._change("Add step", project_edits.added(self._project, iteration))

    # -- changing ------------------------------------------------------------------------------

    def _change(self, text: str, after: Project) -> None:
        before = self._project
        if before is None or before.is_read_only or after == before:
            return
        self.undo_stack.push(EditProjectCommand(text, self._apply, before, after))

    def _apply(self, project: Project) -> None:
        self._saving += 1
        self._show(project)
        self._worker.save(project)

    def _show(self, project: Project) -> None:
        self._project = project
        files = self._files(project)
        self.view.show_page(
            page_of(project, files),
            files,
            is_editable=not project.is_read_only,
            has_session=self._has_session(project),
        )

    def _files(self, project: Project) -> Mapping[ImageId, ImageFile]:
        return self._reader.images(project.content.image_ids())

    def _has_session(self, project: Project) -> bool:
        if project.session_id is None:
            return False
        return self._reader.session(project.session_id).deleted_utc is None

    def _on_title_edited(self, title: str) -> None:
        if self._project is not None:
            self._change("Rename project", project_edits.retitled(self._project, title))

    def _on_description_edited(self, text: str) -> None:
        if self._project is not None:
            self._change("Edit description", project_edits.described(self._project, text))

    def _on_opening_edited(self, text: str) -> None:
        if self._project is not None:
            self._change("Edit journey", project_edits.with_opening(self._project, text))

    def _on_note_edited(self, index: int, text: str) -> None:
        if self._project is not None:
            self._change("Edit step", project_edits.noted(self._project, index, text))

    def _on_move_requested(self, index: int, target: int) -> None:
        if self._project is not None:
            self._change("Move step", project_edits.moved(self._project, index, target))

    def _on_drop_requested(self, index: int) -> None:
        if self._project is None:
            return
        self._change("Drop step", project_edits.dropped(self._project, index))
        message = ToastMessage("Step dropped", "trash-2", "textSecondary", "Undo")
        self._say(message, self.undo_stack.undo)

    def _on_feature_requested(self, index: int) -> None:
        if self._project is None:
            return
        image_id = page_of(self._project, {}).steps[index].image_id
        self._change("Choose final image", with_featured(self._project, image_id))

    def _on_rewrite_requested(self) -> None:
        if self._project is not None:
            self._worker.rewrite(self._project.id)

    def _on_rewritten(self, told: Retold) -> None:
        if self._project is None or self._project.id != told.after.id:
            return
        project, kept = project_edits.retold(self._project, told)
        is_changed = project != self._project
        self._change("Rewrite journey", project)
        words = told.remark or "Journey rewritten"
        if kept:
            stay = "stays" if kept == 1 else "stay"
            words = f"{words.rstrip('.')}. {counted(kept, 'text')} you changed meanwhile {stay}"
        message = ToastMessage(words, "refresh-cw", "textSecondary", "Undo" if is_changed else "")
        self._say(message, self.undo_stack.undo)

    # -- news ----------------------------------------------------------------------------------

    def _on_created(self, made: MadeProject) -> None:
        self._refresh_sidebar()
        self.open(made.project.id)
        self._say(ToastMessage(made.remark or "Project made"))

    def _on_changed(self, changes: Changes) -> None:
        if changes.projects or changes.sessions:
            self._refresh_sidebar()
        project = self._project
        if project is not None and project.session_id in changes.sessions:
            self.view.set_has_session(has_session=self._has_session(project))
        if project is None or project.id not in changes.projects:
            return
        self._saving = max(0, self._saving - 1)
        if self._saving == 0:
            self._reload()

    def _reload(self) -> None:
        """Show what is stored, where another hand than this page's changed it."""
        if self._project is None:
            return
        stored = self._reader.project(self._project.id)
        if stored.deleted_utc is not None:
            self.close()
        elif page_of(stored, {}) != page_of(self._project, {}):
            self.undo_stack.clear()
            self._show(stored)

    def _refresh_sidebar(self) -> None:
        self._sidebar.set_projects(self._reader.projects())

    def _on_pictures_arrived(self, _image_ids: object) -> None:
        self._sidebar.covers_changed()
        if self._project is not None:
            self.view.sheet.pictures_arrived()
        if self.chooser is not None:
            self.chooser.pictures_arrived()

    def _on_refused(self, refusal: Refusal) -> None:
        if refusal.action not in ACTIONS:
            return
        self._say_error(refusal.message)
        if refusal.action == "save_project":
            self._saving = 0
            self._reload()

    def _on_exported(self, path: Path) -> None:
        folder = path.parent
        message = ToastMessage(f"{path.name} saved", action="Show in folder")
        self._say(message, lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))

    # -- leaving -------------------------------------------------------------------------------

    def _on_export_chosen(self, suffix: str) -> None:
        if self._project is None:
            return
        project_id = self._project.id
        dialog = QFileDialog(self._window, "Export project")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{suffix.upper()} (*.{suffix})")
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{self._project.slug}.{suffix}")
        dialog.fileSelected.connect(lambda path: self._worker.export(project_id, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_play_requested(self) -> None:
        if self._project is not None:
            self.play_requested.emit(self._project.id)

    def _on_discard_requested(self) -> None:
        if self._project is not None:
            self.discard(self._project.id)

    def _on_session_requested(self) -> None:
        if self._project is not None and self._project.session_id is not None:
            self.session_requested.emit(self._project.session_id)

    def _on_picture_opened(self, image_id: str) -> None:
        if self._project is not None and self._project.session_id is not None:
            self.lightbox_requested.emit(self._project.session_id, image_id)

    def _on_edit_requested(self) -> None:
        project = self._project
        if project is not None and project.session_id and project.featured_image_id:
            self.edit_requested.emit(project.session_id, project.featured_image_id)

    def _say(self, message: ToastMessage, on_action: Callable[[], object] | None = None) -> None:
        self._toasts().add(message, on_action)

    def _say_error(self, text: str) -> None:
        toasts = self._toasts()
        if all(toast.message.text != text for toast in toasts.toasts):
            toasts.add(error_message(text))

    def _toasts(self) -> ToastArea:
        return self.view.toasts if self.is_open else self._canvas_toasts
