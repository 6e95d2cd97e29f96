"""Runs outputs: every model call is a task of its own, at most N at once.

Lives on the studio thread's loop. Whatever one output does, the others go on; a failure is an
output with a reason, not an exception.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from gallery_studio.domain.conversation import CompletedOutput, FailedOutput
from gallery_studio.domain.errors import (
    LibraryError,
    ProviderError,
    ProviderErrorKind,
    StudioError,
)
from gallery_studio.domain.generation import Progress, ProgressKind
from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass, replace
from gallery_studio.studio.request_builder import build_request
from gallery_studio.studio.storing import store_picture

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from gallery_studio.domain.generation import GenerationRequest, GenerationResult
    from gallery_studio.domain.ids import ModelId, OutputId
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.providers.port import ImageProvider
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.provider_set import ProviderSet
    from gallery_studio.studio.storing import Previewer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OutputProgress:
    """News of a running output, for the interface only; never stored."""

    output_id: OutputId
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Held:
    """An answer that arrived but could not be stored; kept so that nothing paid is lost."""

    request: GenerationRequest
    result: GenerationResult
    duration_s: float


class OutputRunner:
    """Asks models and stores what they answer. Studio thread only."""

    def __init__(
        self,
        access: LibraryAccess,
        providers: ProviderSet,
        catalogue: Catalogue,
        *,
        previewer: Previewer,
        calls_at_once: int,
        on_progress: Callable[[OutputProgress], None],
        on_problem: Callable[[str], None],
    ) -> None:
        self._access = access
        self._providers = providers
        self._catalogue = catalogue
        self._previewer = previewer
        self._slots = _Slots(calls_at_once)
        self._on_progress = on_progress
        self._on_problem = on_problem
        self._tasks: dict[OutputId, asyncio.Task[None]] = {}
        self._held: dict[OutputId, _Held] = {}
        self._endings: set[asyncio.Future[None]] = set()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Use another catalogue from now on."""
        self._catalogue = catalogue

    def set_calls_at_once(self, calls: int) -> None:
        """Allow another number of calls at the same time; running ones go on."""
        self._slots.resize(calls)

    @property
    def running(self) -> frozenset[OutputId]:
        """Outputs whose answer may still arrive."""
        return frozenset(self._tasks)

    def start(self, outputs: Iterable[tuple[OutputId, ModelId]]) -> None:
        """Start a task for each stored, pending output."""
        for output_id, model in outputs:
            if output_id in self._tasks:
                continue
            task = asyncio.create_task(self._run(output_id, model), name=f"output {output_id}")
            self._tasks[output_id] = task
            task.add_done_callback(partial(self._forget, output_id))

    async def wait(self, outputs: Iterable[OutputId]) -> None:
        """Wait until none of the outputs is running any more."""
        tasks = [self._tasks[key] for key in outputs if key in self._tasks]
        if tasks:
            await asyncio.wait(tasks)

    async def as_ended(self, outputs: Iterable[OutputId]) -> AsyncIterator[OutputId]:
        """Yield each of the outputs as soon as it has ended, whatever its end."""
        open_tasks = {self._tasks[key]: key for key in outputs if key in self._tasks}
        while open_tasks:
            ended, _ = await asyncio.wait(open_tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                yield open_tasks.pop(task)

    async def stop(self, outputs: Iterable[OutputId]) -> None:
        """Cancel running outputs and store that they were cancelled.

        The calls end at once; a late answer changes nothing.
        """
        chosen = [key for key in outputs if key in self._tasks]
        for key in chosen:
            self._tasks[key].cancel()
        await self.wait(chosen)

    async def retry(self, output_id: OutputId, model: ModelId) -> None:
        """Send an output's request again, or store its answer if that is what failed.

        Raises:
            LibraryError: The retry could not be recorded; nothing was sent.
        """
        if output_id in self._tasks:
            return
        await self._access.write(lambda library: library.work.retry(output_id))
        self.start([(output_id, model)])

    async def shutdown(self) -> None:
        """Cancel everything, wait until it has ended, and end what helped."""
        await self.stop(list(self._tasks))
        if self._endings:
            await asyncio.wait(self._endings)
        await self._previewer.aclose()

    async def _run(self, output_id: OutputId, model: ModelId) -> None:
        started = time.monotonic()
        try:
            held = self._held.get(output_id)
            if held is None:
                held = await self._ask(output_id, model)
            await self._store(output_id, held)
        except asyncio.CancelledError:
            await self._record(_cancelled(output_id, time.monotonic() - started))
            raise
        except ProviderError as error:
            await self._record(_failed(output_id, error, time.monotonic() - started))
        except StudioError as error:
            await self._record(
                _storage_failed(output_id, error.message, time.monotonic() - started)
            )
        except Exception:  # noqa: BLE001 - a fault in one output must not end the others
            _log.exception("An output failed for an unexpected reason")
            await self._record(_unexpected(output_id, time.monotonic() - started))

    async def _ask(self, output_id: OutputId, model: ModelId) -> _Held:
        async with self._slots:
            provider = self._provider_of(model)
            built = await build_request(self._access, output_id)
            request = self._fitted(built.request)
            self._tell_left_out(output_id, built.turns_left_out)
            await self._access.write(lambda library: library.work.mark_generating(output_id))
            self._previewer.prepare()
            started = time.monotonic()
            result = await provider.generate(
                request,
                lambda progress: self._on_progress(OutputProgress(output_id, progress)),
            )
            return _Held(request, result, time.monotonic() - started)

    def _forget(self, output_id: OutputId, task: asyncio.Task[None]) -> None:
        """Let go of a task; one that could not say itself how its output ended has failed."""
        self._tasks.pop(output_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("An output failed while it was ended", exc_info=error)
            ending = asyncio.ensure_future(self._record(_unexpected(output_id, 0.0)))
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)

    def _tell_left_out(self, output_id: OutputId, turns: int) -> None:
        """Say that the oldest turns of a long conversation are not sent any more."""
        if turns:
            what = "The first turn does" if turns == 1 else f"The first {turns} turns do"
            message = f"{what} not fit into the request any more and stay at home."
            progress = Progress(ProgressKind.SENT, message)
            self._on_progress(OutputProgress(output_id, progress))

    def _fitted(self, request: GenerationRequest) -> GenerationRequest:
        """Return the request with the nearest size its model takes."""
        size = self._catalogue.nearest_size(request.model, request.image_size)
        return replace(request, image_size=size)

    def _provider_of(self, model: ModelId) -> ImageProvider:
        info = self._catalogue.get(model)
        if info is None:
            raise ProviderError(
                ProviderErrorKind.MODEL_GONE,
                f"The model {model} is not known here. Choose another model.",
                retryable=False,
            )
        return self._providers.get(info.provider)

    async def _store(self, output_id: OutputId, held: _Held) -> None:
        """Store an answer; if that fails, hold it in memory so that Retry stores it.

        An answer that has arrived is stored even when Stop comes in between: it was paid for.
        """
        self._held[output_id] = held
        storing = asyncio.ensure_future(self._store_result(output_id, held))
        try:
            await asyncio.shield(storing)
        except asyncio.CancelledError:
            await storing
        self._held.pop(output_id, None)

    async def _store_result(self, output_id: OutputId, held: _Held) -> None:
        request, result = held.request, held.result
        try:
            picture = await store_picture(self._access.images, self._previewer, result.image)
        except ProviderError:
            # No picture at all: storing it again can never work, only asking again can.
            del self._held[output_id]
            raise
        completed = CompletedOutput(
            output_id=output_id,
            image_id=picture.file.id,
            text=result.text,
            parts=result.parts,
            finish_reason=result.finish_reason,
            usage=result.usage,
            cost_usd=self._catalogue.cost_of(request.model, request.image_size, result.usage),
            duration_s=held.duration_s,
            model_version=result.model_version,
            response_id=result.response_id,
            seed=result.seed,
        )
        await self._access.write(
            lambda library: library.work.complete(completed, picture.file, picture.micro_rgb)
        )

    async def _record(self, failed: FailedOutput) -> None:
        """Store how an output ended; when even that fails, tell the person at once."""
        try:
            await self._access.write(lambda library: library.work.fail(failed))
        except LibraryError as error:
            self._on_problem(error.message)


class _Slots:
    """A semaphore whose size can change while it is in use."""

    def __init__(self, size: int) -> None:
        self._size = max(1, size)
        self._taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def resize(self, size: int) -> None:
        self._size = max(1, size)
        self._wake()

    async def __aenter__(self) -> None:
        while self._taken >= self._size:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            finally:
                if turn in self._waiting:
                    self._waiting.remove(turn)
        self._taken += 1

    async def __aexit__(self, *_: object) -> None:
        self._taken -= 1
        self._wake()

    def _wake(self) -> None:
        """Let all who wait look again, in their order."""
        for turn in self._waiting:
            if not turn.done():
                turn.set_result(None)


def _cancelled(output_id: OutputId, duration_s: float) -> FailedOutput:
    return FailedOutput(
        output_id=output_id,
        kind="cancelled",
        message="Stopped. The service may have charged for it all the same.",
        is_retryable=True,
        status=Status.CANCELLED,
        duration_s=duration_s,
    )


def _failed(output_id: OutputId, error: ProviderError, duration_s: float) -> FailedOutput:
    return FailedOutput(
        output_id=output_id,
        kind=error.kind,
        message=error.message,
        is_retryable=error.retryable,
        finish_reason=error.finish_reason or "",
        duration_s=duration_s,
    )


def _storage_failed(output_id: OutputId, message: str, duration_s: float) -> FailedOutput:
    return FailedOutput(
        output_id=output_id,
        kind=ProviderErrorKind.STORAGE,
        message=message,
        is_retryable=True,
        duration_s=duration_s,
    )


def _unexpected(output_id: OutputId, duration_s: float) -> FailedOutput:
    return FailedOutput(
        output_id=output_id,
        kind=ProviderErrorKind.UNKNOWN,
        message="Something unexpected went wrong in the studio; it is in the log. Try again.",
        is_retryable=True,
        duration_s=duration_s,
    )
