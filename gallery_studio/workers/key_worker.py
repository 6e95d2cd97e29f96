"""The Gemini key as the window sees it: found, taken, checked and removed away from the GUI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import ProviderError, StudioError
from gallery_studio.studio.assembly import gemini_factory
from gallery_studio.workers.daemon_call import call_in_daemon

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.providers.keys import Key, KeyStore
    from gallery_studio.studio.studio import Studio
    from gallery_studio.workers.studio_thread import StudioThread

STORE_S = 10.0
"""How long the system's password store may take."""

_TAIL = 4


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
        thread: StudioThread,
        studio: Studio,
        store: KeyStore,
        on_secret: Callable[[str], None],
    ) -> None:
        """Prepare.

        Args:
            thread: Where everything runs.
            studio: Gets the provider for each new key.
            store: Finds and keeps the key.
            on_secret: Told of each key, so that logs leave it out.
        """
        super().__init__()
        self._thread = thread
        self._studio = studio
        self._store = store
        self._on_secret = on_secret
        self._key: Key | None = None

    def load(self) -> None:
        """Find the key that is in force; once, after the first paint."""
        self._ask(self._load())

    def enter(self, text: str) -> None:
        """Take a key that was typed in."""
        self._ask(self._enter(text))

    def check(self) -> None:
        """Ask the service whether it takes the key."""
        self._ask(self._check())

    def remove(self) -> None:
        """Forget the key."""
        self._ask(self._remove())

    async def _load(self) -> None:
        await self._use(await call_in_daemon(self._store.current, STORE_S), "")

    async def _enter(self, text: str) -> None:
        saved = await call_in_daemon(lambda: self._store.set(text), STORE_S)
        await self._use(await call_in_daemon(self._store.current, STORE_S), saved.message)

    async def _remove(self) -> None:
        is_gone = await call_in_daemon(self._store.remove, STORE_S)
        message = "The key was removed." if is_gone else "The password store kept the key."
        await self._use(await call_in_daemon(self._store.current, STORE_S), message)

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
        factory = gemini_factory(key.value, self._studio.catalogue) if key is not None else None
        await self._studio.use_gemini(factory)
        self._tell(message)

    def _tell(self, message: str, *, is_ok: bool | None = None) -> None:
        source = str(self._key.source) if self._key is not None else ""
        self.key_changed.emit(KeyNews(source, self._tail(), message, is_ok))

    def _tail(self) -> str:
        return self._key.value[-_TAIL:] if self._key is not None else ""

    def _ask(self, coroutine: Coroutine[Any, Any, None]) -> None:
        if self._thread.is_accepting:
            self._thread.submit(self._guarded(coroutine))
        else:
            coroutine.close()

    async def _guarded(self, coroutine: Coroutine[Any, Any, None]) -> None:
        try:
            await coroutine
        except StudioError as error:
            self._tell(error.message, is_ok=False)
        except TimeoutError:
            self._tell(
                "The system's password store does not answer. Unlock it, or set GEMINI_API_KEY.",
                is_ok=False,
            )
