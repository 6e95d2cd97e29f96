"""Replay in the window: F5 and the play button, copies of a moment, time-lapses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.domain.ids import SessionId
from gallery_studio.ui.replay.replay_stage import ReplayStage
from gallery_studio.ui.replay.replay_words import moment_text
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.workers.replay_worker import ReplayWorker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.session import Session
    from gallery_studio.studio.replaying import LoadedReplay
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.ui.replay.timelapse_dialog import TimelapseDialog
    from gallery_studio.workers.studio_worker import Refusal


class ReplayFeature(QObject):
    """Plays the open session back over its canvas. GUI thread only.

    Replaying writes nothing: it reads the log once and shows it on a wall of its own. Only "Copy
    from here" writes, and what it makes is a new session.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._worker = ReplayWorker(window.parts.worker, self)
        self.stage: ReplayStage | None = None
        """The replay that covers the canvas, or None."""
        self.dialog: TimelapseDialog | None = None
        """The time-lapse being asked for or made, or None."""
        self._on_ready = self._enter
        actions = window.actions_by_id
        actions["replay_session"].triggered.connect(self.open)
        actions["export_timelapse"].triggered.connect(self.export)
        self._worker.loaded.connect(self._on_loaded)
        self._worker.copied.connect(self._on_copied)
        window.session.opened.connect(self._on_session_opened)
        window.parts.worker.refused.connect(self._on_refused)
        window.parts.worker.previews_rebuilt.connect(self._on_previews_rebuilt)

    def open(self) -> None:
        """Play the open session back; while it does, play or pause."""
        if self.stage is not None:
            self.stage.player.toggle()
        elif self._window.session.is_stored:
            self._on_ready = self._enter
            if not self._window.area.isVisible():  # a narrow window shows the conversation alone
                self._window.edits.close()
            self._worker.load(self._window.session.id)

    def export(self) -> None:
        """Make a time-lapse of the open session."""
        if self.stage is not None:
            self.stage.player.pause()
            self._open_dialog(self.stage.loaded)
        elif self._window.session.is_stored:
            self._on_ready = self._open_dialog
            self._worker.load(self._window.session.id)

    def open_session(self, session_id: SessionId) -> None:
        """Open a session and play it back."""
        self._window.open_session(session_id)
        self.open()

    # -- news ----------------------------------------------------------------------------------

    def _on_loaded(self, loaded: LoadedReplay) -> None:
        if loaded.session.id != self._window.session.id or self.stage is not None:
            return  # the person went elsewhere meanwhile
        if not len(loaded.replay):
            self._window.news.say("Nothing has happened here yet", "history", "textSecondary")
            return
        self._on_ready(loaded)

    def _enter(self, loaded: LoadedReplay) -> None:
        window = self._window
        if not window.area.isVisible():
            return  # another page is shown in the place of the canvas
        parts = window.parts
        stage = ReplayStage(
            parts.theme, parts.pool, window.model_badge, loaded, window, window.area
        )
        stage.closed.connect(self._on_closed)
        stage.export_requested.connect(self.export)
        stage.copy_requested.connect(self._on_copy_requested)
        self.stage = stage
        stage.enter()

    def _open_dialog(self, loaded: LoadedReplay) -> None:
        # Pillow comes with these two: a start of the program shall not wait for it
        from gallery_studio.ui.replay.timelapse_dialog import TimelapseDialog
        from gallery_studio.workers.timelapse_worker import TimelapseWorker

        if self.dialog is not None:
            return
        window = self._window
        worker = TimelapseWorker(window.parts.worker)
        names = {c.model: window.model_badge(c.model)[0] for c in _all_cards(loaded)}
        self.dialog = TimelapseDialog(
            window.parts.theme, window, worker, loaded, lambda model: names.get(model, model)
        )
        self.dialog.closed.connect(self._on_dialog_closed)
        self.dialog.open()

    def _on_dialog_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _on_closed(self) -> None:
        if self.stage is not None:
            self.stage.deleteLater()
            self.stage = None

    def _on_session_opened(self, _session: Session) -> None:
        if self.stage is not None:
            self.stage.leave()

    def _on_copy_requested(self) -> None:
        if self.stage is None:
            return
        self.stage.player.pause()
        state = self.stage.state
        moment = moment_text(state.step.created_utc) if state.step is not None else ""
        self._worker.copy_moment(self.stage.loaded.session, list(state.cards.values()), moment)

    def _on_copied(self, session_id: str, count: int) -> None:
        self._window.open_session(SessionId(session_id))
        text = "1 image" if count == 1 else f"{count} images"
        self._window.news.say(f"{text} copied into a new session", "copy")

    def _on_refused(self, refusal: Refusal) -> None:
        """Say on the stage what could not be done: it covers the toasts."""
        if self.stage is not None and refusal.action == "copy_moment":
            self.stage.bar.caption.set_words("", refusal.message)
            announce(self.stage, refusal.message, is_urgent=True)

    def _on_previews_rebuilt(self, image_ids: tuple[ImageId, ...]) -> None:
        if self.stage is not None:
            self.stage.wall.previews_rebuilt(image_ids)


def _all_cards(loaded: LoadedReplay) -> Iterator[CanvasCard]:
    """Yield every card of a session as it ever looked."""
    for step in loaded.replay.steps:
        for change in step.changes:
            if change.after is not None:
                yield change.after
