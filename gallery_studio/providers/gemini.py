"""Image models of Google's Gemini API behind the port, through google-genai.

What this module decides, and why, was measured: `client.aio` (a cancelled call lets go of the
connection at once), our own history (chats of the library lose turns), our own tries (the
library's would pay twice after a lost answer and ignore how long the service asks to wait), a
total time limit (the library's is per read), and no redirects (they would take the key along).
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from gallery_studio.domain import limits
from gallery_studio.domain.errors import ProviderError, ProviderErrorKind, RequestError
from gallery_studio.domain.generation import Progress, ProgressKind
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.model_info import ModelStatus
from gallery_studio.providers.gemini_answer import read_answer, read_words
from gallery_studio.providers.gemini_errors import failure_from_exception
from gallery_studio.providers.gemini_parts import contents_from_request
from gallery_studio.providers.gemini_status import Failure
from gallery_studio.providers.gemini_text import ask_words
from gallery_studio.providers.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import httpx2
    from google import genai
    from google.genai import types

    from gallery_studio.domain.generation import GenerationRequest, GenerationResult
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.providers.text_port import TextRequest, TextResult

logger = logging.getLogger(__name__)

GOOGLE_URL = "https://generativelanguage.googleapis.com/"
API_VERSION = "v1beta"
"""Pinned: the library's default ``v1`` may refuse ``imageConfig``."""

SILENCE_MS = 300_000
"""Longest silence between two reads. Also sent as X-Server-Timeout, where a large value makes
Google's front end wait for slow pictures and one under 10 s is refused."""

TRIES = 3
BACKOFF_S = (1.0, 2.0)
"""Pauses after an overloaded try where the service does not say how long to wait."""
QUOTA_PAUSE_S = 15.0
"""Pause after a used-up quota per minute where the service does not say how long to wait."""

_Answer = TypeVar("_Answer")


class GeminiProvider:
    """Asks Gemini image models. All methods run on the studio thread's loop.

    google-genai is imported on first use (0.6 s), its client held until `aclose`.
    """

    name = "gemini"

    def __init__(
        self,
        api_key: str,
        *,
        base_url: str | None = None,
        catalogue: Catalogue | None = None,
        total_s: float = limits.IMAGE_CALL_S,
        backoff_s: Sequence[float] = BACKOFF_S,
    ) -> None:
        """Take what is needed; nothing is sent yet.

        Args:
            api_key: A key that passed `keys.clean_key`.
            base_url: Another address of the service, for proxies and tests; None is Google's.
                The library's own variable for it is never read.
            catalogue: Checks what each model takes before it is sent; None sends as asked.
            total_s: Seconds one try may take in all.
            backoff_s: Seconds between tries when the service is overloaded.
        """
        self._api_key = api_key
        self._base_url = base_url or GOOGLE_URL
        self._catalogue = catalogue
        self._total_s = total_s
        self._backoff_s = backoff_s
        self._http: httpx2.AsyncClient | None = None
        self._held_client: genai.Client | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({urlsplit(self._base_url).hostname})"

    async def generate(
        self, request: GenerationRequest, on_progress: Callable[[Progress], None]
    ) -> GenerationResult:
        """Ask a model and return its answer. See `ImageProvider.generate`.

        Raises:
            ProviderError: The model gave no picture; the text says why and what to do.
        """
        self._check(request)
        body = await self._ask(partial(_ask, request), request.model, self._total_s, on_progress)
        return self._read(body, read_answer)

    async def write(self, request: TextRequest) -> TextResult:
        """Ask a model of words and return its answer. See `TextProvider.write`.

        Raises:
            ProviderError: There is no answer; the text says why and what to do.
        """
        self._check_key()
        total_s = min(self._total_s, limits.TEXT_CALL_S)
        body = await self._ask(partial(ask_words, request), request.model, total_s)
        return self._read(body, read_words)

    async def _ask(
        self,
        call: Callable[[genai.Client], Awaitable[str]],
        model: ModelId,
        total_s: float,
        on_progress: Callable[[Progress], None] = lambda _progress: None,
    ) -> str:
        """Return the body of an answer, asked for again where that costs nothing twice.

        Raises:
            ProviderError: There is none.
        """
        started_s = time.monotonic()
        attempt = 0
        while True:
            attempt += 1
            on_progress(Progress(ProgressKind.SENT, attempt=attempt))
            answer = await self._try(call, model, total_s)
            if isinstance(answer, str):
                return answer
            pause_s = self._pause_s(answer, attempt, time.monotonic() - started_s)
            if pause_s is None:
                raise answer.error
            on_progress(Progress(ProgressKind.WAITING, answer.waiting, pause_s, attempt + 1))
            await asyncio.sleep(pause_s)

    async def list_models(self) -> Sequence[ModelId]:
        """Return the ids of the models the service offers this key for generateContent.

        Raises:
            ProviderError: The service could not be asked.
        """
        answer = await self._try(_list, ModelId("the list of models"), limits.TEXT_CALL_S)
        if isinstance(answer, Failure):
            raise answer.error
        return answer

    async def aclose(self) -> None:
        """Let go of the connections. The provider is not used afterwards."""
        http, self._http = self._http, None
        client, self._held_client = self._held_client, None
        if client is not None:
            await client.aio.aclose()
            client.close()
        if http is not None:
            await http.aclose()

    async def _try(
        self,
        call: Callable[[genai.Client], Awaitable[_Answer]],
        model: ModelId,
        total_s: float,
    ) -> _Answer | Failure:
        """Return the answer of one try, or what its failure means.

        Returned and not raised, so that no error of ours keeps the original, which holds the
        key, as its context.
        """
        try:
            client = self._client()  # before the limit: its first import takes a while
            async with asyncio.timeout(total_s):
                return await call(client)
        except ProviderError as error:
            return Failure(error)
        except Exception as error:  # noqa: BLE001  the border: nothing of the library passes it
            failure = failure_from_exception(
                error, model_name=self._model_name(model), host=self._host
            )
        message = redact(failure.error.message, (self._api_key,))
        logger.info("%s: %s", model, failure.error.kind)
        failure.error.message, failure.error.args = message, (message,)
        return failure

    def _read(self, body: str, read: Callable[[str], _Answer]) -> _Answer:
        try:
            return read(body)
        except ProviderError as error:
            message = redact(error.message, (self._api_key,))
            error.message, error.args = message, (message,)
            raise

    def _pause_s(self, failure: Failure, attempt: int, elapsed_s: float) -> float | None:
        """Return the seconds to wait before the next try, or None when there is none."""
        if not failure.is_resendable or attempt >= TRIES:
            return None
        error = failure.error
        if error.kind is ProviderErrorKind.OFFLINE and elapsed_s > limits.CONNECT_S:
            return None
        if error.retry_after_s is not None:
            wait_s = error.retry_after_s
            return wait_s if wait_s <= limits.QUOTA_WAIT_MOST_S else None
        if error.kind is ProviderErrorKind.QUOTA_MINUTE:
            return QUOTA_PAUSE_S
        pause_s = self._backoff_s[min(attempt, len(self._backoff_s)) - 1]
        # Spread, so that four calls that failed together do not come back together.
        return pause_s * random.uniform(1.0, 1.25)

    def _check(self, request: GenerationRequest) -> None:
        """Refuse what would be refused, before it is sent.

        Raises:
            ProviderError: There is no key, or the model does not take what was asked.
        """
        self._check_key()
        info = self._catalogue.get(request.model) if self._catalogue else None
        if self._catalogue is None or info is None:
            return
        refusal = ""
        try:
            self._catalogue.validate(
                request.model, request.aspect_ratio, request.image_size, len(request.references)
            )
        except RequestError as error:
            refusal = error.message
        if refusal:
            is_gone = info.status is ModelStatus.RETIRED
            kind = ProviderErrorKind.MODEL_GONE if is_gone else ProviderErrorKind.BAD_REQUEST
            raise ProviderError(kind, refusal, retryable=False)

    def _check_key(self) -> None:
        if not self._api_key:
            raise ProviderError(
                ProviderErrorKind.NO_KEY,
                "There is no key for Gemini. Enter one in the settings, or use the offline model.",
                retryable=True,
            )

    def _model_name(self, model: ModelId) -> str:
        info = self._catalogue.get(model) if self._catalogue else None
        return info.name if info else model

    @property
    def _host(self) -> str:
        return urlsplit(self._base_url).hostname or self._base_url

    def _client(self) -> genai.Client:
        """Return the client. Held: one that nobody holds closes itself in the middle of a call."""
        if self._held_client is None:
            self._http = _new_http_client()
            self._held_client = _new_client(self._api_key, self._base_url, self._http)
        return self._held_client


async def _ask(request: GenerationRequest, client: genai.Client) -> str:
    """Return the body of the answer, unread (see `gemini_answer`)."""
    response = await client.aio.models.generate_content(
        model=request.model, contents=contents_from_request(request), config=_config(request)
    )
    http = response.sdk_http_response
    return (http.body if http else None) or ""


async def _list(client: genai.Client) -> tuple[ModelId, ...]:
    """Return the ids of the models that speak generateContent."""
    pager = await client.aio.models.list(config={"page_size": 1000})
    listed = [model async for model in pager]
    return tuple(
        ModelId((model.name or "").removeprefix("models/"))
        for model in listed
        if model.supported_actions is None or "generateContent" in model.supported_actions
    )


def _new_http_client() -> httpx2.AsyncClient:
    """Return our own HTTP client: with aiohttp installed, the library would use that and differ.

    It trusts the system's certificates (or SSL_CERT_FILE) and uses the system's proxy.
    """
    import httpx2

    return httpx2.AsyncClient(
        verify=httpx2.create_ssl_context(),
        follow_redirects=False,
        event_hooks={"request": [_limit_connecting]},
    )


def _new_client(api_key: str, base_url: str, http: httpx2.AsyncClient) -> genai.Client:
    """Return a client that nothing in the environment can point elsewhere."""
    from google import genai
    from google.genai import types

    return genai.Client(
        api_key=api_key,
        vertexai=False,
        http_options=types.HttpOptions(
            base_url=base_url,
            api_version=API_VERSION,
            timeout=SILENCE_MS,
            httpx_async_client=http,
        ),
    )


async def _limit_connecting(request: httpx2.Request) -> None:
    """Give up connecting long before an answer is given up; the library sets both alike."""
    request.extensions["timeout"]["connect"] = limits.CONNECT_S


def _config(request: GenerationRequest) -> types.GenerateContentConfig:
    """Return the settings of one call. Made anew each time: the library writes into them."""
    from google.genai import types

    image = None
    if request.aspect_ratio or request.image_size:
        image = types.ImageConfig(aspect_ratio=request.aspect_ratio, image_size=request.image_size)
    return types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"],
        image_config=image,
        seed=request.seed,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
        should_return_http_response=True,
    )
