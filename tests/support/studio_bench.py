"""A whole studio without a window: real library, real files, the real SDK against a server."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gallery_studio.library.library import Library
from gallery_studio.paths import resources
from gallery_studio.providers.gemini import GeminiProvider
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.prompts import PromptBuilder
from gallery_studio.studio.provider_set import ProviderSet
from gallery_studio.studio.studio import Studio, StudioNews
from gallery_studio.workers.library_executor import LibraryExecutor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.conversation import Output
    from gallery_studio.domain.ids import OutputId
    from gallery_studio.studio.running import OutputProgress

KEY = "AIzaTESTTESTTESTTESTTEST"
FLASH = "gemini-nano-banana-2.1"
PRO = "gemini-3-pro-image"
OFFLINE = "offline"


@dataclass
class Bench:
    """The studio and everything it told."""

    studio: Studio
    library: Library
    executor: LibraryExecutor
    changes: list[Changes] = field(default_factory=list)
    progress: list[OutputProgress] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    progressed: asyncio.Event = field(default_factory=asyncio.Event)

    async def output(self, output_id: OutputId) -> Output:
        return await self.executor.read(lambda reader: reader.output(output_id))

    async def ended(self, output_ids: list[OutputId]) -> list[Output]:
        await self.studio.runner.wait(output_ids)
        return [await self.output(output_id) for output_id in output_ids]


@asynccontextmanager
async def open_bench(folder: Path, gemini_url: str | None = None) -> AsyncIterator[Bench]:
    """Open a library and a studio on it; everything is closed in order afterwards."""
    library = Library.open(folder)
    bench_box: list[Bench] = []

    def on_changes(changes: Changes) -> None:
        bench_box[0].changes.append(changes)

    def on_problem(message: str) -> None:
        bench_box[0].problems.append(message)

    def on_progress(news: OutputProgress) -> None:
        bench_box[0].progress.append(news)
        bench_box[0].progressed.set()

    executor = LibraryExecutor(library, on_changes)
    factories = {"offline": _offline}
    if gemini_url is not None:
        factories["gemini"] = lambda: GeminiProvider(KEY, base_url=gemini_url)
    studio = Studio(
        executor,
        load_catalogue(),
        PromptBuilder.load(resources() / "prompts"),
        ProviderSet(factories),
        StudioNews(on_progress=on_progress, on_problem=on_problem),
        calls_at_once=4,
        references_most=5,
    )
    bench_box.append(Bench(studio, library, executor))
    try:
        yield bench_box[0]
    finally:
        await studio.shutdown()
        await asyncio.to_thread(executor.shutdown)
        library.shutdown()


def _offline() -> object:
    from gallery_studio.providers.offline.provider import OfflineProvider

    return OfflineProvider()
