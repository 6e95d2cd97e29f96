"""The key of the image service: checked at entry, kept in the system's password store."""

from __future__ import annotations

import logging
import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import ProviderError, RequestError
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from gallery_studio.domain.ids import ModelId
    from gallery_studio.providers.port import ImageProvider

logger = logging.getLogger(__name__)

SERVICE = "gallery-studio"
ACCOUNT = "gemini-api-key"
ENVIRONMENT_VARIABLES = ("GOOGLE_API_KEY", "GEMINI_API_KEY")
"""In the order google-genai itself gives them."""

_SHORTEST, _LONGEST = 20, 200
_QUOTES = "\"'`“”„‘’«»"


class KeySource(StrEnum):
    """Where a key comes from."""

    SESSION = "session"
    """Typed in, and kept until the program ends."""
    STORE = "store"
    """The system's password store."""
    ENVIRONMENT = "environment"
    """GOOGLE_API_KEY or GEMINI_API_KEY; shown, but not editable."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key and where it comes from. Its repr never shows the value."""

    value: str = field(repr=False)
    source: KeySource


@dataclass(frozen=True, slots=True)
class SavedKey:
    """What became of a key that was typed in.

    Attributes:
        is_kept: Whether it will still be there at the next start.
        message: The same in a sentence for the person.
    """

    is_kept: bool
    message: str


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """What the service says of a key.

    Attributes:
        is_ok: Whether the service took it.
        message: The same in a sentence for the person.
        models: Ids the service lists for it.
        error: Why not, when it was not taken.
    """

    is_ok: bool
    message: str
    models: tuple[ModelId, ...] = ()
    error: ProviderError | None = None


def clean_key(text: str) -> str:
    """Return a key as it can be sent: without blanks and quotes around it.

    Raises:
        RequestError: The text cannot be a key. The message never repeats it.
    """
    key = text.strip().strip(_QUOTES).strip()
    if not key:
        raise RequestError("Enter a key. Google AI Studio makes one for free.")
    if not key.isascii() or not key.isprintable():
        raise RequestError(
            "The key contains a character that no key has, such as a line break or a letter of "
            "another alphabet. Copy it again from Google AI Studio."
        )
    if " " in key:
        raise RequestError("The key contains a blank. Copy it again, alone and in one piece.")
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise RequestError(
            f"A key has {_SHORTEST} to {_LONGEST} characters, and this text has {len(key)}. "
            "Copy the whole key from Google AI Studio."
        )
    return key


class KeyStore:
    """Finds and keeps the key: typed for this session, then password store, then environment.

    The password store may ask the person for a password, or hang: call from a worker with a
    limit of 10 seconds, never from the GUI thread. Its failures of every kind are caught here;
    the studio works without it.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        """Use the given environment, by default the process's own."""
        self._environ = os.environ if environ is None else environ
        self._session = ""

    def current(self) -> Key | None:
        """Return the key in force, or None when there is none."""
        if not self._session and (stored := _read_store()):
            return Key(stored, KeySource.STORE)
        return self.current_without_store()

    def current_without_store(self) -> Key | None:
        """Return the key in force when the password store cannot be asked; never blocks."""
        if self._session:
            return Key(self._session, KeySource.SESSION)
        value = self._from_environment()
        return Key(value, KeySource.ENVIRONMENT) if value else None

    def set(self, text: str) -> SavedKey:
        """Take a key that was typed in and keep it if the system can.

        Raises:
            RequestError: The text cannot be a key.
        """
        key = clean_key(text)
        # Some backends accept everything and forget it: only what reads back is kept.
        if _write_store(key) and _read_store() == key:
            self._session = ""
            return SavedKey(True, "The key is kept in this system's password store.")
        return self.keep_for_session(key)

    def keep_for_session(self, text: str) -> SavedKey:
        """Take a key that was typed in, until the program ends; never blocks.

        Raises:
            RequestError: The text cannot be a key.
        """
        self._session = clean_key(text)
        return SavedKey(
            False,
            "This system has no password store that can be used, so the key is kept until you "
            "quit.",
        )

    def remove(self) -> bool:
        """Forget the typed key and take it out of the password store.

        Returns:
            Whether the store holds none now. A key from the environment stays in force.
        """
        self._session = ""
        _clear_store()
        return not _read_store()

    def _from_environment(self) -> str:
        for name in ENVIRONMENT_VARIABLES:
            value = self._environ.get(name, "")
            if not value:
                continue
            try:
                return clean_key(value)
            except RequestError:
                logger.warning("The variable %s does not hold a usable key and is left out.", name)
        return ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(session={'set' if self._session else 'empty'})"


def store_name() -> str:
    """Return the name of the password store in use, or "" when there is none that keeps keys."""
    try:
        keyring = _import_keyring()
        backend = keyring.get_keyring()
        return str(backend.name) if backend.priority > 0 else ""
    except Exception as error:  # noqa: BLE001  see _read_store
        _log_store_error("named", error)
        return ""


async def check_key(provider: ImageProvider) -> KeyCheck:
    """Ask the service whether it takes the provider's key, without making a picture."""
    try:
        models = tuple(await provider.list_models())
    except ProviderError as error:
        return KeyCheck(False, error.message, error=error)
    return KeyCheck(True, "The key works.", models)


def _import_keyring() -> ModuleType:
    """Import keyring, without what only a Mac has.

    WORKAROUND(https://github.com/jaraco/keyring): its backend for macOS looks for Apple's
    frameworks on every system when it is imported, and so runs ldconfig, gcc and ld three times.
    """
    if sys.platform != "darwin":
        # What is None here cannot be imported; the backend is prepared for that.
        sys.modules.setdefault("keyring.backends.macOS.api", None)  # type: ignore[arg-type]
    import keyring

    return keyring


def _read_store() -> str:
    try:
        keyring = _import_keyring()
        return keyring.get_password(SERVICE, ACCOUNT) or ""
    except Exception as error:  # noqa: BLE001  backends raise anything, RuntimeError to D-Bus errors
        _log_store_error("read", error)
        return ""


def _write_store(key: str) -> bool:
    try:
        keyring = _import_keyring()
        keyring.set_password(SERVICE, ACCOUNT, key)
    except Exception as error:  # noqa: BLE001  see _read_store
        _log_store_error("written", error)
        return False
    return True


def _clear_store() -> None:
    try:
        keyring = _import_keyring()
        keyring.delete_password(SERVICE, ACCOUNT)
    except Exception as error:  # noqa: BLE001  see _read_store; also raised when there is no entry
        _log_store_error("cleared", error)


def _log_store_error(what: str, error: Exception) -> None:
    """Log the kind of failure alone: a backend's text may hold what it was given."""
    logger.info("The password store could not be %s: %s", what, type(error).__name__)
