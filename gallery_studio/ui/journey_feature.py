"""Plays a project's journey: the session it came from, from its first sentence on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.domain.ids import ProjectId
from gallery_studio.ui.project_feature import ProjectFeature
from gallery_studio.ui.replay.replay_feature import ReplayFeature

if TYPE_CHECKING:
    from gallery_studio.ui.main_window import MainWindow


class JourneyFeature(QObject):
    """Between the project page and the replay; made after both. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        made = window.features
        self._projects = next(f for f in made if isinstance(f, ProjectFeature)).controller
        self._replay = next(f for f in made if isinstance(f, ReplayFeature))
        self._projects.view.header.set_can_play(can_play=True)
        self._projects.play_requested.connect(self._on_play_requested)

    def _on_play_requested(self, project_id: str) -> None:
        reader, news = self._window.parts.reader, self._window.news
        project = reader.project(ProjectId(project_id))
        if project.session_id is None:
            news.say_error("The session of this project was deleted for good.")
            return
        if reader.session(project.session_id).deleted_utc is not None:
            news.say_error("The session of this project is in the bin. Restore it there first.")
            return
        self._projects.close()
        self._replay.open_session(project.session_id)
