"""What the tests of the Gemini provider share: a key, a request, one call from start to end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gallery_studio import paths
from gallery_studio.domain.errors import ProviderError
from gallery_studio.domain.generation import GenerationRequest, GenerationResult, Progress
from gallery_studio.domain.ids import ModelId
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.providers.gemini import GeminiProvider

KEY = "AIzaSyTest-0123456789_abcdefghijklmnopq"
MODEL = ModelId("gemini-nano-banana-2.1")
CATALOGUE = Catalogue.load(paths.resources() / "models.toml")


def request(prompt: str = "A red apple", **changes: object) -> GenerationRequest:
    """Return a request to the default model."""
    values: dict[str, object] = {"model": MODEL, "prompt": prompt}
    return GenerationRequest(**(values | changes))


def ask(
    url: str,
    what: GenerationRequest | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    **options: object,
) -> GenerationResult:
    """Ask the server at this address once, with a provider of its own."""

    async def call() -> GenerationResult:
        values: dict[str, object] = {"backoff_s": (0.01,), "total_s": 10.0, "catalogue": CATALOGUE}
        provider = GeminiProvider(KEY, base_url=url, **(values | options))
        try:
            return await provider.generate(what or request(), on_progress)
        finally:
            await provider.aclose()

    return asyncio.run(call())


def error_of(
    url: str,
    what: GenerationRequest | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    **options: object,
) -> ProviderError:
    """Ask as `ask` does and return the error it must end with."""
    try:
        ask(url, what, on_progress, **options)
    except ProviderError as error:
        return error
    raise AssertionError("a picture came where none should")
