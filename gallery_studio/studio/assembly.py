"""Puts a studio together from its parts; used by the window and the command line alike."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gallery_studio.paths import cache_folder, resources
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.providers.port import ImageProvider
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.storing import Previewer
    from gallery_studio.studio.studio import Studio, StudioNews

URL_VARIABLE = "GALLERY_STUDIO_GEMINI_URL"


@dataclass(frozen=True, slots=True)
class StudioOptions:
    """What a studio is set to.

    Attributes:
        api_key: The Gemini key, or None when there is none.
        calls_at_once: Most model calls at the same time.
        references_most: Most reference pictures a turn may carry.
        in_processes: Whether models are asked and previews made in processes of their own, so
            that a window does not stand still meanwhile.
    """

    api_key: str | None
    calls_at_once: int
    references_most: int
    in_processes: bool = False


def load_catalogue() -> Catalogue:
    """Return the catalogue of models that comes with the program."""
    return Catalogue.load(resources() / "models.toml", cache_folder() / "models.json")


def gemini_factory(
    api_key: str, catalogue: Catalogue, *, in_process: bool
) -> Callable[[], ImageProvider]:
    """Return what makes a Gemini provider for a key.

    Args:
        api_key: The key.
        catalogue: What is known of the models.
        in_process: Whether google-genai runs in a process of its own, else it is imported here.
    """

    def make() -> ImageProvider:
        if in_process:
            from gallery_studio.providers.gemini_process import GeminiProcess

            return GeminiProcess(api_key, base_url=os.environ.get(URL_VARIABLE) or None)
        from gallery_studio.providers.gemini import GeminiProvider

        return GeminiProvider(
            api_key, base_url=os.environ.get(URL_VARIABLE) or None, catalogue=catalogue
        )

    return make


def make_studio(
    access: LibraryAccess, catalogue: Catalogue, news: StudioNews, options: StudioOptions
) -> Studio:
    """Return a studio. Nothing heavy is loaded until a model is asked."""
    from gallery_studio.studio.prompts import PromptBuilder
    from gallery_studio.studio.provider_set import ProviderSet
    from gallery_studio.studio.studio import Studio

    factories: dict[str, Callable[[], ImageProvider]] = {"offline": make_offline}
    if options.api_key:
        factories["gemini"] = gemini_factory(
            options.api_key, catalogue, in_process=options.in_processes
        )
    return Studio(
        access,
        catalogue,
        PromptBuilder.load(resources() / "prompts"),
        ProviderSet(factories),
        news,
        calls_at_once=options.calls_at_once,
        references_most=options.references_most,
        previewer=_previewer(options),
    )


def _previewer(options: StudioOptions) -> Previewer:
    from gallery_studio.imaging.previewing import ProcessPreviewer, ThreadPreviewer

    return ProcessPreviewer() if options.in_processes else ThreadPreviewer()


def make_offline() -> ImageProvider:
    """Return the offline model; Pillow is imported only then."""
    from gallery_studio.providers.offline.provider import OfflineProvider

    return OfflineProvider()
