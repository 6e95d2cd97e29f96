"""The Gemini key as the window sees it: found, taken, checked and removed away from the GUI."""

from __future__ import annotations

import logging
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import ProviderError, StudioError
from gallery_studio.records import dataclass
from gallery_studio.workers.daemon_call import call_in_daemon

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine

    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.providers.keys import Key, KeyStore
    from gallery_studio.providers.port import ImageProvider
    from gallery_studio.studio.studio import Studio
    from gallery_studio.workers.studio_worker import StudioWorker

_log = logging.getLogger(__name__)

STORE_S = 10.0
"""How long the system's password store may take."""

_TAIL = 4
_SILENT = "The system's password store does not answer. Unlock it, or set GEMINI_API_KEY."


@dataclass(frozen=True, slots=True)
class KeyNews:
    """The key in use, as far as it may be shown.

    Attributes:
        source: ``session``, ``store``, ``environment``, or "" when there is none.
        tail: Its last four characters, or "".
        message: A sentence about what was just done, or "".
        is_ok: Whether the service took it; None when it was not asked.
        is_busy: Whether it is being checked at this moment.
    """

    source: str = ""
    tail: str = ""
    message: str = ""
    is_ok: bool | None = None
    is_busy: bool = False

    @property
    def has_key(self) -> bool:
        """Whether there is a key."""
        return bool(self.source)


class KeyWorker(QObject):
    """Methods: GUI thread only; they return at once.

    Signals:
        key_changed: `KeyNews`.
        models_listed: `Catalogue` as it holds for the key.
    """

    key_changed = Signal(object)
    models_listed = Signal(object)

    def __init__(
        self,
        worker: StudioWorker,
        store: KeyStore,
        on_secret: Callable[[str], None],
        gemini: Callable[[str, Catalogue], Callable[[], ImageProvider]],
    ) -> None:
        """Prepare.

        Args:
            worker: Has the thread everything runs on, and the studio that gets the provider for
                each new key.
            store: Finds and keeps the key.
            on_secret: Told of each key, so that logs leave it out.
            gemini: Returns what makes the provider of a key, see `assembly.gemini_factory`.
        """
        super().__init__()
        self._worker = worker
        self._thread = worker.studio_thread
        self._store = store
        self._on_secret = on_secret
        self._gemini = gemini
        self._key: Key | None = None

    @cached_property
    def _turn(self) -> asyncio.Lock:
        """Lets one request after the other."""
        import asyncio

        return asyncio.Lock()

    @property
    def _studio(self) -> Studio:
        return self._worker.studio

    def load(self) -> None:
        """Find the key that is in force; once, after the first paint."""
        self._ask(self._load)

    def enter(self, text: str) -> None:
        """Take a key that was typed in."""
        self._ask(partial(self._enter, text))

    def check(self) -> None:
        """Ask the service whether it takes the key."""
        self._ask(self._check)

    def remove(self) -> None:
        """Forget the key."""
        self._ask(self._remove)

    async def _load(self) -> None:
        await self._use_current("")
        if self._key is not None:
            await self._list_quietly()

    async def _list_quietly(self) -> None:
        """Go by what the service offers the key; without an answer the catalogue holds."""
        try:
            self.models_listed.emit(await self._studio.refresh_models())
        except ProviderError as error:
            _log.info("The models could not be listed: %s", error.kind)

    async def _enter(self, text: str) -> None:
        try:
            saved = await call_in_daemon(lambda: self._store.set(text), STORE_S)
        except TimeoutError:
            # A store that asks for a password nobody types must not keep the key from working.
            saved = self._store.keep_for_session(text)
        await self._use_current(saved.message)

    async def _remove(self) -> None:
        try:
            is_gone = await call_in_daemon(self._store.remove, STORE_S)
        except TimeoutError:
            is_gone = False
        await self._use_current(
            "The key was removed." if is_gone else "The password store kept the key."
        )

    async def _use_current(self, message: str) -> None:
        """Use the key in force; one in a password store that does not answer is gone without."""
        try:
            key = await call_in_daemon(self._store.current, STORE_S)
        except TimeoutError:
            key = self._store.current_without_store()
            message = message or _SILENT
        await self._use(key, message)

    async def _check(self) -> None:
        if self._key is None:
            self._tell("There is no key to check. Enter one first.", is_ok=False)
            return
        self.key_changed.emit(KeyNews(self._key.source, self._tail(), is_busy=True))
        try:
            catalogue: Catalogue = await self._studio.refresh_models()
        except ProviderError as error:
            self._tell(error.message, is_ok=False)
            return
        self.models_listed.emit(catalogue)
        self._tell("The key works.", is_ok=True)

    async def _use(self, key: Key | None, message: str) -> None:
        self._key = key
        if key is not None:
            self._on_secret(key.value)
        factory = self._gemini(key.value, self._studio.catalogue) if key is not None else None
        await self._studio.use_gemini(factory)
        self._tell(message, is_ok=False if message == _SILENT else None)

    def _tell(self, message: str, *, is_ok: bool | None = None) -> None:
        source = str(self._key.source) if self._key is not None else ""
        self.key_changed.emit(KeyNews(source, self._tail(), message, is_ok))

    def _tail(self) -> str:
        return self._key.value[-_TAIL:] if self._key is not None else ""

    def _ask(self, request: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if self._thread.is_accepting:
            self._thread.spawn(self._guarded(request))

    async def _guarded(self, request: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a request after those before it: a check is about the key entered just before."""
        try:
            async with self._turn:
                await request()
        except StudioError as error:
            self._tell(error.message, is_ok=False)
        except Exception:  # noqa: BLE001 - a fault here must not leave the person without a word
            _log.exception("A request about the key failed")
            self._tell(
                "Something unexpected went wrong; the log says more. Try again.", is_ok=False
            )
