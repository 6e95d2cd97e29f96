"""A long conversation: the oldest turns stay at home, and that is said."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gallery_studio.studio import request_builder
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.editing import EditMessage, EditSource
from tests.support.studio_bench import OFFLINE, open_bench


@pytest.mark.parametrize(("pictures_that_fit", "left_out"), [(10, 0), (2, 1), (0, 2)])
def test_the_oldest_turns_are_left_out_when_they_do_not_fit(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch, pictures_that_fit: int, left_out: int
) -> None:
    async def scenario() -> None:
        async with open_bench(library_folder) as bench:
            run = await bench.studio.generate(
                Composition(text="a vase", models=(OFFLINE,), image_size="512", seed=1)
            )
            (output,) = await bench.ended([run.outputs[0][0]])
            turn = await bench.studio.start_edit(
                EditSource(run.session_id, output.image_id, output.id),
                EditMessage("warmer", (OFFLINE,)),
            )
            for words in ("sepia", "mirror"):
                await bench.ended([turn.outputs[0][0]])
                turn = await bench.studio.continue_edit(
                    turn.conversation_id, None, EditMessage(words, (OFFLINE,))
                )
            (last,) = await bench.ended([turn.outputs[0][0]])
            files = await bench.executor.read(lambda r: r.images([output.image_id, last.image_id]))
            size = max(file.size_bytes for file in files.values())
            monkeypatch.setattr(
                request_builder, "HISTORY_BYTES", int(size * pictures_that_fit * 1.2)
            )
            built = await request_builder.build_request(bench.executor, last.id)
            assert built.turns_left_out == left_out
            roles = [entry.role for entry in built.request.history]
            assert roles == ["user", "model"] * (3 - left_out)

    asyncio.run(scenario())
