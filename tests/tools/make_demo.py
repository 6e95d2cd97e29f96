"""Makes the demo session with the offline model: ``make_demo.py resources/demo/session.zip``.

The pictures are JPEG of about 512 px, so that the whole archive stays a few hundred kilobytes; all
else is what the studio itself stores, exported with its own archive writer.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from gallery_studio.domain.generation import GenerationResult, ModelPart
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.session import Directive
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.library import Library
from gallery_studio.paths import resources
from gallery_studio.providers.offline.provider import OfflineProvider
from gallery_studio.studio.archiving import export_session
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.studio.prompts import PromptBuilder
from gallery_studio.studio.provider_set import ProviderSet
from gallery_studio.studio.studio import Studio, StudioNews
from gallery_studio.workers.library_executor import LibraryExecutor

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.generation import GenerationRequest, Progress

NAME = "Demo: a coast in four lights"
OFFLINE = ModelId("offline")
DIRECTIVES = (
    "A lighthouse on a cliff above the sea, first light",
    "Dunes under a wide evening sky",
    "A blue vase on a plinth, window light on the wall",
    "Snowy mountains behind a still lake at dusk",
)
EDITS = {
    0: ("Make it night with stars", "Warmer, with more contrast", "Black and white"),
    1: ("At sunset, and warmer", "Darker, with a vignette"),
}
_QUALITY = 84


class SmallOffline(OfflineProvider):
    """The offline model, its answers as JPEG: a tenth of the bytes."""

    async def generate(
        self, request: GenerationRequest, on_progress: Callable[[Progress], None]
    ) -> GenerationResult:
        result = await super().generate(request, on_progress)
        buffer = io.BytesIO()
        with Image.open(io.BytesIO(result.image)) as picture:
            picture.convert("RGB").save(buffer, "JPEG", quality=_QUALITY, optimize=True)
        data = buffer.getvalue()
        digest = hashlib.sha256(data).hexdigest()
        inline = {"inline_data": {"mime_type": "image/jpeg", "data": f"sha256:{digest}"}}
        parts = (result.parts[0], ModelPart(json.dumps(inline, separators=(",", ":")), data))
        return replace(result, image=data, parts=parts)


async def make(folder: Path, target: Path) -> str:
    """Make the session in a library of its own and export it."""
    library = Library.open(folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    catalogue = load_catalogue()
    studio = Studio(
        executor,
        catalogue,
        PromptBuilder.load(resources() / "prompts"),
        ProviderSet({"offline": SmallOffline}),
        StudioNews(lambda _progress: None, lambda words: print(words, file=sys.stderr)),
        calls_at_once=1,
        references_most=5,
    )
    try:
        run = await studio.generate(
            Composition(
                text="A coast, and what is near it",
                models=(OFFLINE,),
                directives=tuple(Directive(words) for words in DIRECTIVES),
                aspect_ratio="3:2",
                image_size="512",
                seed=11,
            )
        )
        await studio.runner.wait([output for output, _ in run.outputs])
        for number, messages in EDITS.items():
            await edit(studio, run.session_id, run.outputs[number][0], messages)
        await executor.write(lambda library: library.sessions.rename(run.session_id, NAME))
        report = await export_session(executor, run.session_id, target, ArchiveTask())
        return report.sentence()
    finally:
        await studio.shutdown()
        await asyncio.to_thread(executor.shutdown)
        library.shutdown()


async def edit(studio: Studio, session_id: str, output_id: str, messages: tuple[str, ...]) -> None:
    """Edit a picture once for each message, each from the last."""
    output = await studio.access.read(lambda reader: reader.output(output_id))
    if output.image_id is None:
        raise SystemExit(f"no picture: {output.error_message}")
    source = EditSource(session_id, output.image_id, output_id)
    turn = await studio.start_edit(source, EditMessage(messages[0], (OFFLINE,), seed=3))
    await studio.runner.wait([output for output, _ in turn.outputs])
    for words in messages[1:]:
        message = EditMessage(words, (OFFLINE,), seed=3)
        turn = await studio.continue_edit(turn.conversation_id, turn.outputs[0][0], message)
        await studio.runner.wait([output for output, _ in turn.outputs])


def main() -> int:
    """Make the archive the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    arguments.target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        print(asyncio.run(make(Path(folder) / "library", arguments.target.absolute())))
    print(f"{arguments.target.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
