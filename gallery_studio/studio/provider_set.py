"""The providers in use, each made on first use so that start-up pays for none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.providers.text_port import TextProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gallery_studio.providers.port import ImageProvider


class ProviderSet:
    """Providers by name. Studio thread only."""

    def __init__(self, factories: Mapping[str, Callable[[], ImageProvider]]) -> None:
        """Remember how each provider is made.

        Args:
            factories: Makes a provider by its name; a missing ``gemini`` means there is no key.
        """
        self._factories = dict(factories)
        self._made: dict[str, ImageProvider] = {}

    def get(self, name: str) -> ImageProvider:
        """Return a provider, made at the first call.

        Raises:
            ProviderError: There is none of that name; says what to do.
        """
        if name not in self._made:
            factory = self._factories.get(name)
            if factory is None:
                raise _absent(name)
            self._made[name] = factory()
        return self._made[name]

    def has(self, name: str) -> bool:
        """Whether there is a provider of that name."""
        return name in self._factories

    def text_provider(self) -> TextProvider | None:
        """Return a provider that also answers in words, or None while there is none."""
        for name in self._factories:
            if name != "offline" and isinstance(provider := self.get(name), TextProvider):
                return provider
        return None

    async def replace(self, name: str, factory: Callable[[], ImageProvider] | None) -> None:
        """Use another provider from now on; None takes it away. Calls of the old one end."""
        old = self._made.pop(name, None)
        if factory is None:
            self._factories.pop(name, None)
        else:
            self._factories[name] = factory
        if old is not None:
            await old.aclose()

    async def aclose(self) -> None:
        """Let go of all connections."""
        made, self._made = list(self._made.values()), {}
        for provider in made:
            await provider.aclose()


def _absent(name: str) -> ProviderError:
    if name == "gemini":
        return ProviderError(
            ProviderErrorKind.NO_KEY,
            "There is no Gemini key. Add one in Settings, or choose the Offline model. "
            "Nothing was charged.",
            retryable=True,
        )
    return ProviderError(
        ProviderErrorKind.MODEL_GONE,
        "This model cannot be asked here. Choose another one.",
        retryable=False,
    )
