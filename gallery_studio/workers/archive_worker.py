"""Archives and exports as the window sees them: ask, and be told by signals."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import wait
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import ImageError, StudioError
from gallery_studio.library.archive.errors import ArchiveStoppedError
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.records import dataclass
from gallery_studio.studio.archiving import export_session, import_session
from gallery_studio.studio.export_profiles import export_pictures, preview_leaving

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from PySide6.QtCore import SignalInstance

    from gallery_studio.domain.ids import ImageId, SessionId
    from gallery_studio.imaging.recipe.recipe import Recipe
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.export_profiles import ExportProfile
    from gallery_studio.workers.studio_thread import StudioThread

_log = logging.getLogger(__name__)
_PAUSE_S = 0.05
_CLOSE_S = 3.0


@dataclass(frozen=True, slots=True)
class ArchiveProgress:
    """How far an export or import is.

    Attributes:
        done_bytes: Bytes of pictures done.
        total_bytes: Bytes there are.
    """

    done_bytes: int
    total_bytes: int

    @property
    def share(self) -> float:
        """Part done, 0 to 1."""
        return self.done_bytes / self.total_bytes if self.total_bytes else 0.0


@dataclass(frozen=True, slots=True)
class FoundRecipe:
    """What a dropped file says of how it was made.

    Attributes:
        path: The file.
        recipe: Its recipe, or None when it carries none.
    """

    path: Path
    recipe: Recipe | None


class ArchiveWorker(QObject):
    """One export or import of a session at a time. Methods: GUI thread only.

    Signals:
        progressed: `ArchiveProgress`, at most twenty a second.
        session_exported: `ExportReport`.
        session_imported: `ImportReport`.
        leaving_shown: `Leaving`: exactly what would leave for a picture.
        pictures_exported: Tuple of the paths that were written.
        pictures_failed: A sentence: pictures could not all be written; another folder may do.
        recipe_found: `FoundRecipe`.
        stopped: The export or import was stopped; nothing was changed.
        failed: A sentence.
    """

    progressed = Signal(object)
    session_exported = Signal(object)
    session_imported = Signal(object)
    leaving_shown = Signal(object)
    pictures_exported = Signal(object)
    pictures_failed = Signal(str)
    recipe_found = Signal(object)
    stopped = Signal()
    failed = Signal(str)

    def __init__(
        self, thread: StudioThread, access: LibraryAccess, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._thread = thread
        self._access = access
        self._task: ArchiveTask | None = None
        self._told_s = 0.0
        self._running: set[Future[None]] = set()
        self._previews = 0

    @property
    def is_running(self) -> bool:
        """Whether a session is on its way out or in."""
        return self._task is not None

    def export_session(
        self, session_id: SessionId, path: Path, *, with_people: bool = False
    ) -> None:
        """Write a session to an archive; `session_exported`, `stopped` or `failed` answers."""
        self._submit(self._export_session(self._new_task(), session_id, path, with_people))

    def import_session(self, path: Path) -> None:
        """Bring a session in; `session_imported`, `stopped` or `failed` answers."""
        self._submit(self._import_session(self._new_task(), path))

    def stop(self) -> None:
        """Ask the export or import to end."""
        if self._task is not None:
            self._task.stop()

    def show_leaving(self, image_id: ImageId, caption: str, profile: ExportProfile) -> None:
        """Prepare what would leave for a picture; `leaving_shown` answers, the last asked only."""
        self._previews += 1
        self._submit(self._show_leaving(self._previews, image_id, caption, profile))

    def export_pictures(
        self, pictures: Sequence[tuple[ImageId, str]], profile: ExportProfile, folder: Path
    ) -> None:
        """Write pictures by a profile into a folder.

        `pictures_exported` or `pictures_failed` answers.
        """
        work = self._export_pictures(tuple(pictures), profile, folder)
        self._submit(work, self.pictures_failed)

    def find_recipe(self, path: Path) -> None:
        """Read the recipe of a dropped file; `recipe_found` answers."""
        self._submit(self._find_recipe(path))

    def shutdown(self) -> None:
        """Stop what runs and wait until it has cleaned up, at most a few seconds."""
        self.stop()
        if wait(list(self._running), timeout=_CLOSE_S).not_done:
            _log.warning("An export or import did not end in time")

    def _new_task(self) -> ArchiveTask:
        if self._task is not None:
            raise RuntimeError("an export or import is running")
        self._task = ArchiveTask(self._on_progress)
        return self._task

    def _on_progress(self, done: int, total: int) -> None:
        """Tell of the progress (working threads, one at a time)."""
        now = time.monotonic()
        if done >= total or now - self._told_s >= _PAUSE_S:
            self._told_s = now
            self.progressed.emit(ArchiveProgress(done, total))

    def _submit(
        self, work: Coroutine[Any, Any, None], failed: SignalInstance | None = None
    ) -> None:
        if not self._thread.is_accepting:
            work.close()
            return
        future = self._thread.spawn(self._guarded(work, failed or self.failed))
        self._running.add(future)
        future.add_done_callback(self._running.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None], failed: SignalInstance) -> None:
        """Turn whatever goes wrong into a sentence, told by `failed`."""
        try:
            await work
        except ArchiveStoppedError:
            self.stopped.emit()
        except StudioError as error:
            failed.emit(error.message)
        except Exception:  # noqa: BLE001 - a fault in one request must not end the thread
            _log.exception("An export or import failed")
            failed.emit("Something unexpected went wrong; the log says more. Try again.")

    async def _export_session(
        self, task: ArchiveTask, session_id: SessionId, path: Path, with_people: bool
    ) -> None:
        try:
            report = await export_session(
                self._access, session_id, path, task, with_people=with_people
            )
        finally:
            self._task = None
        self.session_exported.emit(report)

    async def _import_session(self, task: ArchiveTask, path: Path) -> None:
        try:
            report = await import_session(self._access, path, task)
        finally:
            self._task = None
        self.session_imported.emit(report)

    async def _show_leaving(
        self, number: int, image_id: ImageId, caption: str, profile: ExportProfile
    ) -> None:
        ready = await preview_leaving(self._access, image_id, caption, profile)
        if number == self._previews:
            self.leaving_shown.emit(ready)

    async def _export_pictures(
        self, pictures: tuple[tuple[ImageId, str], ...], profile: ExportProfile, folder: Path
    ) -> None:
        self.pictures_exported.emit(await export_pictures(self._access, pictures, profile, folder))

    async def _find_recipe(self, path: Path) -> None:
        self.recipe_found.emit(FoundRecipe(path, await asyncio.to_thread(_recipe_in, path)))


def _recipe_in(path: Path) -> Recipe | None:
    """Return the recipe of a file; a file that is no picture has none (worker thread)."""
    from gallery_studio.imaging.loader import read_image_file
    from gallery_studio.imaging.recipe.reading import read_recipe

    try:
        return read_recipe(read_image_file(path))
    except ImageError as error:
        _log.info("A dropped file has no recipe: %s", error.message)
        return None
