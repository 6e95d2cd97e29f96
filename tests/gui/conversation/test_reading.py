"""States and rows read from a real library that a real studio wrote with the offline model."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image

from gallery_studio.domain.errors import LibraryError
from gallery_studio.domain.status import Status
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.ui.conversation.conversation_list import read_rows
from gallery_studio.ui.conversation.conversation_state import read_conversation
from gallery_studio.ui.edit_dialog.edit_subject import read_edit_subject
from tests.support.studio_bench import OFFLINE, open_bench


async def _edited(bench):
    """Make a picture, edit it twice, and branch from the first edit."""
    studio = bench.studio
    run = await studio.generate(Composition(text="a lamp", models=(OFFLINE,), image_size="512"))
    (made,) = await bench.ended([run.outputs[0][0]])
    source = EditSource(run.session_id, made.image_id, made.id)
    size = {"models": (OFFLINE,), "image_size": "512"}
    started = await studio.start_edit(source, EditMessage("warmer", **size))
    (first,) = await bench.ended([started.outputs[0][0]])
    conversation = started.conversation_id
    for text in ("black and white", "darker"):
        turn = await studio.continue_edit(conversation, first.id, EditMessage(text, **size))
        await bench.ended([turn.outputs[0][0]])
    return run, made, conversation, first


def test_a_conversation_is_read_with_its_branches_stars_and_shapes(library_folder):
    async def scenario():
        async with open_bench(library_folder) as bench:
            run, _, conversation, first = await _edited(bench)
            cards = await bench.executor.read(lambda r: r.cards_of_outputs([first.id]))
            await bench.studio.access.write(
                lambda library: library.cards.star([cards[0].id], is_starred=True)
            )
            state = await bench.executor.read(lambda r: read_conversation(r, conversation))
            assert [turn.message for turn in state.turns] == ["warmer", "darker"]
            assert state.turns[1].branch_number == 2
            assert state.turns[0].outputs[0].is_starred
            assert state.turns[0].outputs[0].status is Status.COMPLETED
            assert state.source_aspect == pytest.approx(state.turns[0].outputs[0].aspect, 0.02)
            other = state.opened_at(state.turns[1].siblings[0])
            assert [turn.message for turn in other.turns] == ["warmer", "black and white"]
            rows = await bench.executor.read(lambda r: read_rows(r, session_id=run.session_id))
            assert [(row.title, row.turn_count) for row in rows] == [("warmer", 3)]

    asyncio.run(scenario())


def test_the_rows_of_a_picture_and_the_subject_of_an_edit(library_folder):
    async def scenario():
        async with open_bench(library_folder) as bench:
            run, made, conversation, _ = await _edited(bench)
            read = bench.executor.read
            rows = await read(lambda r: read_rows(r, image_id=made.image_id, active=conversation))
            assert [row.id for row in rows] == [conversation]
            assert rows[0].is_active
            assert rows[0].images[0] == made.image_id
            subject = await read(
                lambda r: read_edit_subject(r, run.session_id, made.image_id, made.id)
            )
            assert subject.model == OFFLINE
            assert subject.prompt == "a lamp"
            assert subject.source.output_id == made.id

    asyncio.run(scenario())


def test_a_picture_that_was_brought_in_has_neither_model_nor_prompt(library_folder):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "JPEG")

    async def scenario():
        from gallery_studio.domain.image import Origin

        async with open_bench(library_folder) as bench:
            picture = await bench.studio.add_image(buffer.getvalue(), "a.jpg", Origin.IMPORTED)
            subject = await bench.executor.read(
                lambda r: read_edit_subject(r, "gal-1-000000", picture.file.id)
            )
            assert (subject.model, subject.prompt) == (None, "")
            assert subject.facts == "40 × 30, JPEG"

    asyncio.run(scenario())


def test_a_conversation_that_is_not_there_is_an_error(library_folder):
    async def scenario():
        async with open_bench(library_folder) as bench:
            with pytest.raises(LibraryError):
                await bench.executor.read(lambda r: read_conversation(r, "no-such"))

    asyncio.run(scenario())
