"""A visitor's studio in front of a kiosk: a throw-away library, a model, limits, and a wipe."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import ProviderErrorKind, StudioError
from gallery_studio.domain.limits import CLOSE_S
from gallery_studio.domain.status import Status
from gallery_studio.library.library import Library
from gallery_studio.paths import resources
from gallery_studio.records import dataclass
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.studio.kiosk_library import forget
from gallery_studio.studio.prompts import PromptBuilder
from gallery_studio.studio.provider_set import ProviderSet
from gallery_studio.studio.studio import Studio, StudioNews
from gallery_studio.workers.library_executor import LibraryExecutor

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from pathlib import Path

    from gallery_studio.domain.conversation import Output
    from gallery_studio.domain.ids import ConversationId, ImageId, ModelId, OutputId, SessionId
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.providers.port import ImageProvider
    from gallery_studio.studio.kiosk_limits import VisitorLimits
    from gallery_studio.workers.studio_thread import StudioThread

_log = logging.getLogger(__name__)

_RATIO = "3:2"
_FAILED = "The model cannot answer just now. Try again in a moment."
_REFUSED = "This cannot be drawn. Try it in other words."


@dataclass(frozen=True, slots=True)
class VisitorModel:
    """Who answers visitors.

    Attributes:
        model: Id of the model.
        catalogue: Knows the model.
        factories: Makes its provider, by the provider's name.
        limits: How much visitors may ask for.
    """

    model: ModelId
    catalogue: Catalogue
    factories: Mapping[str, Callable[[], ImageProvider]]
    limits: VisitorLimits


@dataclass(frozen=True, slots=True)
class VisitorPicture:
    """A picture a visitor got.

    Attributes:
        image_id: The picture.
        width: Pixels.
        height: Pixels.
        message: The visitor's words.
        reply: The model's words.
        turn: 1 for the first picture, then one more for each change.
        left: Pictures the visitor may still ask for.
    """

    image_id: ImageId
    width: int
    height: int
    message: str
    reply: str
    turn: int
    left: int


@dataclass(slots=True)
class _Place:
    """Where the visitor stands: what the next change is about."""

    session_id: SessionId
    image_id: ImageId
    output_id: OutputId
    conversation_id: ConversationId | None = None
    turn: int = 1


class VisitorWorker(QObject):
    """Asks for a visitor and forgets a visitor. Methods: GUI thread only; they return at once.

    Signals:
        made: `VisitorPicture`.
        refused: Why there is no picture, in words for the visitor; never of accounts or paths.
        wiped: Nothing of the visitor is left.
    """

    made = Signal(object)
    refused = Signal(str)
    wiped = Signal()

    def __init__(self, thread: StudioThread, folder: Path, visitor_model: VisitorModel) -> None:
        """Prepare; nothing is opened before the first wish.

        Args:
            thread: Where everything runs.
            folder: The throw-away library.
            visitor_model: Who answers.
        """
        super().__init__()
        self._thread = thread
        self._folder = folder
        self._model = visitor_model
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[Any] | None = None
        self._library: Library | None = None
        self._executor: LibraryExecutor | None = None
        self._studio: Studio | None = None
        self._place: _Place | None = None

    def make(self, words: str) -> None:
        """Ask for a new picture."""
        self._submit(self._guarded(self._make(words)))

    def change(self, words: str) -> None:
        """Ask for a change of the last picture."""
        self._submit(self._guarded(self._change(words)))

    def wipe(self) -> None:
        """End what runs and delete everything of the visitor; `wiped` answers."""
        self._submit(self._wipe())

    def shutdown(self) -> bool:
        """Wipe, and end the thread; return whether it has ended in time."""
        return self._thread.shutdown(self._wipe(), CLOSE_S)

    def _submit(self, coroutine: Coroutine[Any, Any, None]) -> None:
        if self._thread.is_accepting:
            self._thread.spawn(coroutine)
        else:
            coroutine.close()

    async def _guarded(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Do one thing at a time; whatever goes wrong is said without details."""
        if self._task is not None:
            coroutine.close()
            return
        self._task = asyncio.current_task()
        try:
            await coroutine
        except (StudioError, OSError) as error:
            _log.warning("A visitor's wish failed: %s", type(error).__name__)
            self.refused.emit(_FAILED)
        except Exception:  # noqa: BLE001 - a fault in one wish must not end the kiosk
            _log.exception("A visitor's wish failed unexpectedly")
            self.refused.emit(_FAILED)
        finally:
            self._task = None

    async def _make(self, words: str) -> None:
        if self._is_refused():
            return
        studio = await self._opened()
        ratio = _RATIO if self._takes_ratio() else None
        composition = Composition(words, (self._model.model,), aspect_ratio=ratio)
        run = await studio.generate(composition)
        output = await self._ended(studio, run.outputs[0][0])
        if output.image_id is not None:
            self._place = _Place(run.session_id, output.image_id, output.id)
        await self._tell(studio, output, words)

    async def _change(self, words: str) -> None:
        place = self._place
        if place is None or self._is_refused():
            return
        studio, message = await self._opened(), EditMessage(words, (self._model.model,))
        if place.conversation_id is None:
            source = EditSource(place.session_id, place.image_id, place.output_id)
            turn = await studio.start_edit(source, message)
        else:
            turn = await studio.continue_edit(place.conversation_id, place.output_id, message)
        output = await self._ended(studio, turn.outputs[0][0])
        if output.image_id is not None:
            place.image_id, place.output_id = output.image_id, output.id
            place.conversation_id, place.turn = turn.conversation_id, place.turn + 1
        await self._tell(studio, output, words)

    def _is_refused(self) -> bool:
        """Count a wish; say why it cannot be fulfilled when a limit is reached."""
        limits = self._model.limits
        why = limits.refusal()
        if why:
            self.refused.emit(why)
            return True
        limits.count()
        return False

    def _takes_ratio(self) -> bool:
        info = self._model.catalogue.get(self._model.model)
        return info is not None and _RATIO in info.aspect_ratios

    async def _ended(self, studio: Studio, output_id: OutputId) -> Output:
        await studio.runner.wait([output_id])
        return await studio.access.read(lambda reader: reader.output(output_id))

    async def _tell(self, studio: Studio, output: Output, words: str) -> None:
        image_id, place = output.image_id, self._place
        if output.status is not Status.COMPLETED or image_id is None or place is None:
            self.refused.emit(_public_words(output))
            return
        image = await studio.access.read(lambda reader: reader.image(image_id))
        left = self._model.limits.left
        self.made.emit(
            VisitorPicture(
                image_id, image.width, image.height, words, output.text, place.turn, left
            )
        )

    async def _opened(self) -> Studio:
        """Return the studio on a library of this visitor's own."""
        async with self._lock:
            if self._studio is None:
                opening = asyncio.ensure_future(asyncio.to_thread(self._open))
                try:
                    self._studio = await asyncio.shield(opening)
                except asyncio.CancelledError:
                    # The thread goes on: what it opens is for the wipe to close and delete.
                    self._studio = await opening
                    raise
            return self._studio

    def _open(self) -> Studio:
        self._library = Library.open(self._folder)
        self._executor = LibraryExecutor(self._library, _ignore)
        return Studio(
            self._executor,
            self._model.catalogue,
            PromptBuilder.load(resources() / "prompts"),
            ProviderSet(self._model.factories),
            StudioNews(_ignore, _log_problem),
            calls_at_once=1,
            references_most=1,
        )

    async def _wipe(self) -> None:
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        async with self._lock:
            await self._close()
            self._place = None
            self._model.limits.next_visitor()
            try:
                await forget(self._folder)
            except OSError:
                _log.exception("A visitor's folder could not be deleted wholly")
        self.wiped.emit()

    async def _close(self) -> None:
        studio, executor, library = self._studio, self._executor, self._library
        self._studio = self._executor = self._library = None
        if studio is not None:
            await studio.shutdown()
        if executor is not None:
            await asyncio.to_thread(executor.shutdown)
        if library is not None:
            await asyncio.to_thread(library.shutdown)


def _public_words(output: Output) -> str:
    """Return why there is no picture, without what the owner's account has to do with it."""
    if output.model == "recorded" and output.error_message:
        return output.error_message
    return _REFUSED if output.error_kind == ProviderErrorKind.REFUSED else _FAILED


def _ignore(_news: object) -> None:
    """Nobody listens: a wish is waited for until it ends."""


def _log_problem(_message: str) -> None:
    _log.warning("A visitor's picture could not be stored")
