"""The studio as the window sees it: ask, and be told by signals.

Every method returns at once. Requests run on the studio thread, writes on the library's thread;
what came of them arrives as signals, to be connected to bound methods of QObjects only.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.limits import CLOSE_S
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine, Iterable, Sequence

    from gallery_studio.config import Settings, SettingsFile
    from gallery_studio.domain.card import Placement
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import CardId, ConversationId, ImageId, OutputId, SessionId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.session import ComposeSettings, Session, Viewport
    from gallery_studio.library.images import ImageStore
    from gallery_studio.library.library import Library
    from gallery_studio.studio.composing import Composition
    from gallery_studio.studio.editing import EditMessage, EditSource
    from gallery_studio.studio.running import OutputProgress
    from gallery_studio.studio.studio import Studio
    from gallery_studio.workers.studio_thread import StudioThread

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that could not be carried out.

    Attributes:
        action: What was asked: the name of the method.
        message: Why, and what to do.
    """

    action: str
    message: str


@dataclass(frozen=True, slots=True)
class StoredReference:
    """A picture the person added to a message was stored.

    Attributes:
        image_id: The stored picture.
        name: Its name for the person.
        target: Which input it was added to, as given in the request.
        frames: How many frames its file holds; the studio shows the first.
    """

    image_id: ImageId
    name: str
    target: str
    frames: int = 1


@dataclass(frozen=True, slots=True)
class ExportedPictures:
    """Pictures were copied out.

    Attributes:
        folder: Where they are.
        count: How many.
    """

    folder: Path
    count: int


class StudioWorker(QObject):
    """Asks the studio and tells the window. Methods: GUI thread only.

    Signals:
        changed: `Changes` of every write, from whatever side it came.
        progressed: `OutputProgress` of a running output.
        composed: `ComposedRun`: the composition was accepted and stored.
        turn_started: `StartedTurn`: an edit was accepted and stored.
        refused: `Refusal`: a request could not be carried out.
        reference_stored: `StoredReference`.
        problem_reported: A sentence about something that went wrong outside any output.
        previews_rebuilt: Tuple of image ids.
        pictures_exported: `ExportedPictures`.
        picture_decoded: A picture to be copied: (width, height, RGBA bytes).
        picture_missing: Id of a picture whose file is not where it should be.
        picture_located: Id of a picture whose missing file is back.
        sizes_measured: Tuple of (name, bytes) of the parts of the library.
    """

    changed = Signal(object)
    progressed = Signal(object)
    composed = Signal(object)
    turn_started = Signal(object)
    refused = Signal(object)
    reference_stored = Signal(object)
    problem_reported = Signal(str)
    previews_rebuilt = Signal(object)
    pictures_exported = Signal(object)
    picture_decoded = Signal(object)
    picture_missing = Signal(str)
    picture_located = Signal(str)
    sizes_measured = Signal(object)

    def __init__(self, thread: StudioThread) -> None:
        super().__init__()
        self._thread = thread
        self._studio: Studio | None = None
        self._requests: set[asyncio.Task[Any]] = set()

    def use_studio(self, studio: Studio) -> None:
        """Set the studio; once. Writes asked for before wait for the studio thread to start."""
        self._studio = studio

    @property
    def studio_thread(self) -> StudioThread:
        """The studio thread, for workers with requests of their own kind."""
        return self._thread

    @property
    def studio(self) -> Studio:
        """The studio, to be used on its own thread only."""
        if self._studio is None:
            raise RuntimeError("the studio is not set")
        return self._studio

    # What the studio tells; called on its threads.

    def announce_changes(self, changes: Changes) -> None:
        """Tell the window of a write (any thread)."""
        self.changed.emit(changes)

    def announce_progress(self, progress: OutputProgress) -> None:
        """Tell the window of a running output (any thread)."""
        self.progressed.emit(progress)

    def announce_problem(self, message: str) -> None:
        """Tell the window of a problem (any thread)."""
        self.problem_reported.emit(message)

    # Making pictures.

    def recover(self) -> None:
        """Mark what a crash interrupted; once, at start-up."""
        self._ask("recover", self.studio.recover())

    def generate(self, composition: Composition) -> None:
        """Start a run; `composed` or `refused` answers."""
        self._ask("generate", self._generate(composition))

    def start_edit(self, source: EditSource, message: EditMessage) -> None:
        """Begin a conversation from a picture; `turn_started` or `refused` answers."""
        self._ask("start_edit", self._start_edit(source, message))

    def continue_edit(
        self, conversation_id: ConversationId, from_output: OutputId | None, message: EditMessage
    ) -> None:
        """Send the next turn of a conversation; `turn_started` or `refused` answers."""
        self._ask("continue_edit", self._continue_edit(conversation_id, from_output, message))

    def retry(self, output_ids: Iterable[OutputId]) -> None:
        """Send outputs again."""
        self._ask("retry", self.studio.retry(list(output_ids)))

    def stop(self, output_ids: Iterable[OutputId]) -> None:
        """Cancel outputs."""
        self._ask("stop", self.studio.stop(list(output_ids)))

    def set_calls_at_once(self, calls: int) -> None:
        """Allow another number of calls at the same time."""
        self._thread.call_soon(lambda: self.studio.runner.set_calls_at_once(calls))

    def set_references_most(self, references: int) -> None:
        """Allow another number of reference pictures a turn."""
        self._thread.call_soon(lambda: self.studio.set_references_most(references))

    def add_reference_file(self, path: str, target: str) -> None:
        """Read a picture file and store it as a reference; `reference_stored` answers."""
        self._ask("add_reference", self._add_reference_file(path, target))

    def add_reference_bytes(self, data: bytes, name: str, target: str) -> None:
        """Store a pasted picture as a reference; `reference_stored` answers."""
        self._ask("add_reference", self._add_reference(data, name, target))

    def rebuild_previews(self, image_ids: Sequence[ImageId]) -> None:
        """Make missing previews again; `previews_rebuilt` answers."""
        self._ask("rebuild_previews", self._rebuild_previews(tuple(image_ids)))

    # The record.

    def create_session(self, session: Session) -> None:
        """Store a new session."""
        self._write("create_session", lambda library: library.sessions.create(session))

    def rename_session(self, session_id: SessionId, name: str) -> None:
        """Give a session another name."""
        self._write("rename_session", lambda library: library.sessions.rename(session_id, name))

    def discard_session(self, session_id: SessionId) -> None:
        """Put a session into the bin."""
        self._write("discard_session", lambda library: library.sessions.discard(session_id))

    def restore_session(self, session_id: SessionId) -> None:
        """Take a session out of the bin."""
        self._write("restore_session", lambda library: library.sessions.restore(session_id))

    def save_draft(self, session_id: SessionId, text: str) -> None:
        """Keep the text being typed."""
        self._write("save_draft", lambda library: library.sessions.save_draft(session_id, text))

    def save_compose(self, session_id: SessionId, compose: ComposeSettings) -> None:
        """Keep what the compose bar is set to."""
        self._write(
            "save_compose", lambda library: library.sessions.save_compose(session_id, compose)
        )

    def save_viewport(self, session_id: SessionId, viewport: Viewport) -> None:
        """Keep where the person looks."""
        self._write(
            "save_viewport", lambda library: library.sessions.save_viewport(session_id, viewport)
        )

    def move_cards(self, placements: Sequence[tuple[CardId, Placement]]) -> None:
        """Keep new places of cards."""
        self._write("move_cards", lambda library: library.cards.move(list(placements)))

    def locate_picture(self, image_id: ImageId, path: str) -> None:
        """Bring a missing picture's file back from elsewhere; `picture_located` answers."""
        self._ask("locate_picture", self._locate_picture(image_id, Path(path)))

    def delete_cards(self, card_ids: Sequence[CardId]) -> None:
        """Put cards into the bin."""
        self._write("delete_cards", lambda library: library.cards.delete(list(card_ids)))

    def restore_cards(self, card_ids: Sequence[CardId]) -> None:
        """Take cards out of the bin."""
        self._write("restore_cards", lambda library: library.cards.restore(list(card_ids)))

    def rename_conversation(self, conversation_id: ConversationId, title: str) -> None:
        """Give a conversation another title."""
        self._write(
            "rename_conversation",
            lambda library: library.conversations.rename(conversation_id, title),
        )

    def set_head(self, conversation_id: ConversationId, output_id: OutputId | None) -> None:
        """Choose where the next edit starts."""
        self._write(
            "set_head", lambda library: library.conversations.set_head(conversation_id, output_id)
        )

    def delete_conversation(self, conversation_id: ConversationId) -> None:
        """Put a conversation, its turns and cards into the bin."""
        self._write(
            "delete_conversation", lambda library: library.conversations.delete(conversation_id)
        )

    def restore_conversation(self, conversation_id: ConversationId) -> None:
        """Take a conversation out of the bin."""
        self._write(
            "restore_conversation", lambda library: library.conversations.restore(conversation_id)
        )

    def save_settings(self, file: SettingsFile, settings: Settings) -> None:
        """Write the settings."""
        self._ask("save_settings", self._save_settings(file, settings))

    def save_picture(self, image_id: ImageId, path: str) -> None:
        """Copy a picture's bytes to a file; `pictures_exported` answers."""
        self._ask("save_picture", self._save_picture(image_id, Path(path)))

    def save_pictures(self, pictures: Sequence[tuple[ImageId, str]], folder: str) -> None:
        """Copy pictures into a folder, named by their captions; `pictures_exported` answers."""
        self._ask("save_pictures", self._save_pictures(list(pictures), Path(folder)))

    def copy_picture(self, image_id: ImageId) -> None:
        """Decode a picture for the clipboard; `picture_decoded` answers."""
        self._ask("copy_picture", self._copy_picture(image_id))

    def measure_sizes(self, folder: Path) -> None:
        """Find out how large the parts of the library are; `sizes_measured` answers."""
        self._ask("measure_sizes", self._measure_sizes(folder))

    # Ends.

    def shutdown(self) -> bool:
        """Cancel what runs and end the studio thread; waits at most a few seconds.

        Returns:
            Whether the thread has ended.
        """
        return self._thread.shutdown(self._close(), CLOSE_S)

    def settle(self) -> None:
        """Wait until all that was asked for so far is carried out; a few seconds at most."""
        if not self._thread.is_accepting:
            return
        future = self._thread.submit(self._settled())
        try:
            future.result(timeout=CLOSE_S)
        except TimeoutError:
            _log.warning("What was asked for was not done within %.1f s", CLOSE_S)

    def ask(self, action: str, coroutine: Coroutine[Any, Any, object]) -> None:
        """Run a request of another worker; `refused` answers when it cannot be carried out."""
        self._ask(action, coroutine)

    def write(self, action: str, operation: Callable[[Library], Changes]) -> None:
        """Run a write of another worker; `changed` or `refused` answers."""
        self._write(action, operation)

    # How requests run.

    async def _close(self) -> None:
        """Cancel the calls, and let every write that was asked for end."""
        await self.studio.shutdown()
        await self._settled()

    async def _settled(self) -> None:
        """Let every request made so far end."""
        import asyncio

        open_requests = [task for task in self._requests if task is not asyncio.current_task()]
        if open_requests:
            await asyncio.wait(open_requests)

    async def _generate(self, composition: Composition) -> None:
        self.composed.emit(await self.studio.generate(composition))

    async def _start_edit(self, source: EditSource, message: EditMessage) -> None:
        self.turn_started.emit(await self.studio.start_edit(source, message))

    async def _continue_edit(
        self, conversation_id: ConversationId, from_output: OutputId | None, message: EditMessage
    ) -> None:
        self.turn_started.emit(
            await self.studio.continue_edit(conversation_id, from_output, message)
        )

    async def _add_reference_file(self, path: str, target: str) -> None:
        import asyncio

        from gallery_studio.imaging.loader import read_image_file

        file = Path(path)
        data = await asyncio.to_thread(read_image_file, file)
        await self._add_reference(data, file.name, target)

    async def _add_reference(self, data: bytes, name: str, target: str) -> None:
        from gallery_studio.domain.image import Origin

        picture = await self.studio.add_image(data, name, Origin.REFERENCE)
        stored = StoredReference(picture.file.id, name, target, picture.frames)
        self.reference_stored.emit(stored)

    async def _save_settings(self, file: SettingsFile, settings: Settings) -> None:
        import asyncio

        try:
            await asyncio.to_thread(file.save, settings)
        except OSError as error:
            raise StudioError(
                f"The settings could not be saved ({error.strerror}). They hold until you quit."
            ) from error

    async def _save_picture(self, image_id: ImageId, path: Path) -> None:
        import asyncio

        from gallery_studio.studio import exporting

        access = self.studio.access
        image = await access.read(lambda reader: reader.image(image_id))
        await asyncio.to_thread(exporting.save_picture, access.images, image, path)
        self.pictures_exported.emit(ExportedPictures(path.parent, 1))

    async def _save_pictures(self, pictures: list[tuple[ImageId, str]], folder: Path) -> None:
        import asyncio

        from gallery_studio.studio import exporting

        access = self.studio.access
        found = await access.read(lambda reader: reader.images(key for key, _ in pictures))
        chosen = [(found[key], caption) for key, caption in pictures if key in found]
        count = await asyncio.to_thread(exporting.save_pictures, access.images, chosen, folder)
        self.pictures_exported.emit(ExportedPictures(folder, count))

    async def _locate_picture(self, image_id: ImageId, path: Path) -> None:
        await self.studio.locate_picture(image_id, path)
        self.picture_located.emit(image_id)

    async def _copy_picture(self, image_id: ImageId) -> None:
        import asyncio

        access = self.studio.access
        image = await access.read(lambda reader: reader.image(image_id))
        self.picture_decoded.emit(await asyncio.to_thread(_pixels, access.images, image))

    async def _measure_sizes(self, folder: Path) -> None:
        import asyncio

        self.sizes_measured.emit(await asyncio.to_thread(_sizes, folder))

    async def _rebuild_previews(self, image_ids: tuple[ImageId, ...]) -> None:
        for image_id in image_ids:
            if await self.studio.is_file_missing(image_id):
                self.picture_missing.emit(image_id)
                return
        await self.studio.rebuild_previews(image_ids)
        self.previews_rebuilt.emit(image_ids)

    def _write(self, action: str, operation: Callable[[Library], Changes]) -> None:
        self._ask(action, self._written(operation))

    async def _written(self, operation: Callable[[Library], Changes]) -> None:
        await self.studio.access.write(operation)

    def _ask(self, action: str, coroutine: Coroutine[Any, Any, object]) -> None:
        if self._thread.is_accepting:
            self._thread.spawn(self._guarded(action, coroutine))
        else:
            coroutine.close()

    async def _guarded(self, action: str, coroutine: Coroutine[Any, Any, object]) -> None:
        """Turn whatever goes wrong into a sentence."""
        import asyncio

        task = asyncio.current_task()
        if task is not None:
            self._requests.add(task)
            task.add_done_callback(self._requests.discard)
        try:
            await coroutine
        except StudioError as error:
            self.refused.emit(Refusal(action, error.message))
        except Exception:  # noqa: BLE001 - a fault in one request must not end the thread
            _log.exception("A request failed: %s", action)
            self.refused.emit(
                Refusal(action, "Something unexpected went wrong; the log says more. Try again.")
            )


def _pixels(images: ImageStore, image: ImageFile) -> tuple[int, int, bytes]:
    """Return width, height and RGBA bytes of a stored picture (worker thread)."""
    from gallery_studio.imaging.loader import load_image

    picture = load_image(images.read(image), name=image.source_name).image.convert("RGBA")
    return picture.width, picture.height, picture.tobytes()


def _sizes(folder: Path) -> tuple[tuple[str, int], ...]:
    """Return name and size in bytes of the parts of a library."""
    sizes = [("Database", sum(_size(path) for path in folder.glob("library.sqlite3*")))]
    for name, part in (("Pictures", "images"), ("Previews", "previews"), ("Backups", "backups")):
        sizes.append((name, sum(_size(path) for path in (folder / part).rglob("*"))))
    return tuple(sizes)


def _size(path: Path) -> int:
    """Return the size of a file, 0 for a folder or a file that has gone meanwhile."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
