"""Gemini models behind the port, asked in a helper process of our own.

google-genai holds the interpreter's lock for 40 to 130 ms at a time while it reads and writes
pictures: on any thread of the window's process, that is how long the window stands still. In
`gemini_child` it has an interpreter to itself, and only finished answers come back.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gallery_studio.domain import limits
from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.ids import ModelId
from gallery_studio.processes.frames import Frame
from gallery_studio.processes.helper_process import (
    HelperEndedError,
    HelperProcess,
    HelperSilentError,
)
from gallery_studio.providers import gemini_messages as messages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.generation import GenerationRequest, GenerationResult, Progress
    from gallery_studio.providers.text_port import TextRequest, TextResult

logger = logging.getLogger(__name__)

CHILD_MODULE = "gallery_studio.providers.gemini_child"

GRACE_S = 30.0
"""How much longer than its own limits allow the child may be silent: it may have to import
google-genai on a busy machine."""


class GeminiProcess:
    """Asks Gemini models in a child process. All methods run on the studio thread's loop.

    The child is started at the first call, and again at the next call after it has died.
    """

    name = "gemini"

    def __init__(
        self,
        api_key: str,
        *,
        base_url: str | None = None,
        total_s: float = limits.IMAGE_CALL_S,
        backoff_s: Sequence[float] | None = None,
    ) -> None:
        """Take what is needed; nothing is started yet. See `gemini.GeminiProvider`.

        Args:
            api_key: A key that passed `keys.clean_key`. It reaches the child through the pipe.
            base_url: Another address of the service, for proxies and tests; None is Google's.
            total_s: Seconds one try may take in all.
            backoff_s: Seconds between tries when the service is overloaded; None is as usual.
        """
        self._api_key = api_key
        self._base_url = base_url
        self._total_s = total_s
        self._backoff_s = backoff_s
        self._helper: HelperProcess | None = None
        self._is_closed = False

    def __repr__(self) -> str:
        host = urlsplit(self._base_url).hostname if self._base_url else "Google"
        return f"{type(self).__name__}({host})"

    @property
    def helper(self) -> HelperProcess | None:
        """The child, or None before the first call."""
        return self._helper

    async def generate(
        self, request: GenerationRequest, on_progress: Callable[[Progress], None]
    ) -> GenerationResult:
        """Ask a model and return its answer. See `ImageProvider.generate`.

        Raises:
            ProviderError: The model gave no picture; the text says why and what to do.
        """
        fields, blobs = messages.pack_request(request)

        def tell(news: dict[str, Any]) -> None:
            on_progress(messages.unpack_progress(news))

        answer = await self._call("generate", fields, blobs, tell)
        return messages.unpack_result(answer.body["answer"], answer.blobs)

    async def write(self, request: TextRequest) -> TextResult:
        """Ask a model of words and return its answer. See `TextProvider.write`.

        Raises:
            ProviderError: There is no answer; the text says why and what to do.
        """
        answer = await self._call("write", messages.pack_words(request))
        return messages.unpack_text(answer.body["answer"])

    async def list_models(self) -> Sequence[ModelId]:
        """Return the ids of the models the service offers this key for generateContent.

        Raises:
            ProviderError: The service could not be asked.
        """
        answer = await self._call("list_models", {}, is_free=True)
        return tuple(map(ModelId, answer.body["answer"]))

    async def aclose(self) -> None:
        """End the child; calls that run fail. The provider is not used afterwards."""
        self._is_closed = True
        helper, self._helper = self._helper, None
        if helper is not None:
            await helper.aclose()

    async def _call(
        self,
        action: str,
        fields: messages.Fields,
        blobs: messages.Blobs = (),
        on_news: Callable[[dict[str, Any]], None] = lambda _news: None,
        *,
        is_free: bool = False,
    ) -> Frame:
        """Have the child do something and return its answer.

        Args:
            action: A method of the port.
            fields: What it is given.
            blobs: Bytes that belong to it.
            on_news: Told of progress.
            is_free: Whether the service never charges for it.

        Raises:
            ProviderError: The child says why there is no answer, or it is gone.
        """
        helper = await self._running_helper()
        # Every pause and every try is announced: this is only for a child that hangs.
        silence_s = self._total_s + limits.QUOTA_WAIT_MOST_S + GRACE_S
        failure: ProviderError | None = None
        try:
            answer = await helper.call({"do": action, "with": fields}, blobs, silence_s, on_news)
        except HelperEndedError as error:
            failure = _ended(error, is_free=is_free)
        except HelperSilentError:
            failure = _silent(is_free=is_free)
        if failure is not None:
            raise failure
        if "error" in answer.body:
            raise messages.unpack_error(answer.body["error"])
        return answer

    async def _running_helper(self) -> HelperProcess:
        """Return the child, a new one if there is none that runs.

        Raises:
            ProviderError: The system cannot start another process.
        """
        while self._helper is not None and not self._helper.is_running:
            gone, self._helper = self._helper, None
            await gone.aclose()
        if self._is_closed:
            raise _key_changed(may_be_charged=False)
        if self._helper is None:
            try:
                self._helper = HelperProcess(CHILD_MODULE, self._hello())
            except OSError as error:
                logger.error("The Gemini process cannot be started: %s", error.strerror)  # noqa: TRY400
                raise _not_started() from None
        return self._helper

    def _hello(self) -> Frame:
        """Return all the child is told of itself. The key goes this way and no other."""
        return Frame(
            {
                "api_key": self._api_key,
                "base_url": self._base_url,
                "total_s": self._total_s,
                "backoff_s": self._backoff_s,
                "log_level": logger.getEffectiveLevel(),
            }
        )


def _ended(error: HelperEndedError, *, is_free: bool) -> ProviderError:
    may_be_charged = error.was_sent and not is_free
    if error.is_wanted:
        return _key_changed(may_be_charged=may_be_charged)
    return ProviderError(
        ProviderErrorKind.CONNECTION_LOST,
        "The part of the studio that talks to Gemini ended unexpectedly; the computer may be short "
        f"of memory.{_charged(may_be_charged)} Try again.",
        retryable=True,
        may_be_charged=may_be_charged,
    )


def _silent(*, is_free: bool) -> ProviderError:
    return ProviderError(
        ProviderErrorKind.TIME_LIMIT,
        "The part of the studio that talks to Gemini no longer answers and was restarted."
        f"{_charged(not is_free)} Try again.",
        retryable=True,
        may_be_charged=not is_free,
    )


def _key_changed(*, may_be_charged: bool) -> ProviderError:
    return ProviderError(
        ProviderErrorKind.CONNECTION_LOST,
        f"The call was ended because the key was changed.{_charged(may_be_charged)} Try again.",
        retryable=True,
        may_be_charged=may_be_charged,
    )


def _not_started() -> ProviderError:
    return ProviderError(
        ProviderErrorKind.UNKNOWN,
        "The part of the studio that talks to Gemini could not be started; the computer may be "
        "short of memory. Nothing was charged. Close other programs and try again.",
        retryable=True,
    )


def _charged(may_be_charged: bool) -> str:
    return " It may have been charged." if may_be_charged else " Nothing was charged."
