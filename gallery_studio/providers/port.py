"""The port every image model stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.generation import GenerationRequest, GenerationResult, Progress
    from gallery_studio.domain.ids import ModelId


class ImageProvider(Protocol):
    """One family of image models. All methods run on the studio thread's loop.

    A call is cancelled by cancelling its task; the provider lets go of the connection at once.
    """

    name: str
    """``gemini`` or ``offline``; `ModelInfo.provider` names it."""

    async def generate(
        self, request: GenerationRequest, on_progress: Callable[[Progress], None]
    ) -> GenerationResult:
        """Ask a model and return its answer.

        Args:
            request: Everything that defines the generation.
            on_progress: Told when the request goes out and while a wait is on (on the loop).

        Raises:
            ProviderError: The model gave no picture; the text says why and what to do.
        """
        ...

    async def list_models(self) -> Sequence[ModelId]:
        """Return the ids of the models the service offers this key.

        Raises:
            ProviderError: The service could not be asked.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections. The provider is not used afterwards."""
        ...
