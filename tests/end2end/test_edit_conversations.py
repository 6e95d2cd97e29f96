"""Edits over many turns: what each model is sent, branches, failures, growth of the library."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from pathlib import Path
from typing import Any

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.image import Origin
from gallery_studio.domain.status import Status
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.studio.lineage import plan_references, read_lineage
from tests.support.fair_time import busyness
from tests.support.gemini_server import GeminiServer, picture, sample, small_png
from tests.support.studio_bench import FLASH, OFFLINE, PRO, Bench, open_bench

BOTH = (FLASH, PRO)


def signature(model: str, turn: int) -> bytes:
    return f"signature of {model} turn {turn} ".encode() + bytes(range(250, 256)) + b">>>???"


def script(server: GeminiServer, turns: range, models: tuple[str, ...] = BOTH) -> dict:
    """Script a picture of its own for each model and turn; return the bytes."""
    pictures = {}
    for turn in turns:
        for place, model in enumerate(models):
            data = small_png(red=10 * turn, green=100 * place)
            pictures[model, turn] = data
            server.script(
                picture(data, text=f"turn {turn}", signature=signature(model, turn)), model=model
            )
    return pictures


def request_bodies(server: GeminiServer, model: str) -> list[dict[str, Any]]:
    return [request.body for request in server.requests if request.model == model]


def inline_bytes(part: dict[str, Any]) -> bytes | None:
    inline = part.get("inlineData") or part.get("inline_data")
    return base64.urlsafe_b64decode(inline["data"]) if inline else None


def pictures_of(content: dict[str, Any]) -> list[bytes]:
    found = (inline_bytes(part) for part in content["parts"])
    return [data for data in found if data is not None]


def signatures_of(content: dict[str, Any]) -> list[bytes]:
    return [
        base64.urlsafe_b64decode(part["thoughtSignature"])
        for part in content["parts"]
        if "thoughtSignature" in part
    ]


async def source_of(bench: Bench) -> EditSource:
    """Bring a picture in and return it as the source of an edit."""
    session_id, image_id = await bench.studio.import_image(small_png(255, 255, 255), "source.png")
    return EditSource(session_id, image_id)


async def finish(bench: Bench, turn) -> list:
    return await bench.ended([output_id for output_id, _ in turn.outputs])


async def three_turns(bench: Bench):
    turn = await bench.studio.start_edit(await source_of(bench), EditMessage("one", BOTH))
    await finish(bench, turn)
    for words in ("two", "three"):
        turn = await bench.studio.continue_edit(
            turn.conversation_id, None, EditMessage(words, BOTH)
        )
        await finish(bench, turn)
    return turn


def check_turn(body: dict[str, Any], model: str, turn: int, made: dict) -> None:
    """Check the request of a turn: own parts byte for byte, the other's last picture as user's."""
    other = PRO if model == FLASH else FLASH
    contents = body["contents"]
    assert [content["role"] for content in contents] == ["user", "model"] * (turn - 1) + ["user"]
    assert pictures_of(contents[0]) == [small_png(255, 255, 255)]
    for earlier in range(1, turn):
        own = contents[2 * earlier - 1]
        assert pictures_of(own) == [made[model, earlier]]
        assert signatures_of(own) == [signature(model, earlier)]
    last = contents[-1]
    assert pictures_of(last) == [made[other, turn - 1]]
    assert signatures_of(last) == []


def test_each_model_is_sent_its_own_history_also_after_reopening(library_folder: Path) -> None:
    with GeminiServer() as server:
        made = script(server, range(1, 5))

        async def first() -> str:
            async with open_bench(library_folder, server.url) as bench:
                return (await three_turns(bench)).conversation_id

        async def later(conversation_id: str) -> None:
            async with open_bench(library_folder, server.url) as bench:
                turn = await bench.studio.continue_edit(
                    conversation_id, None, EditMessage("four", BOTH)
                )
                await finish(bench, turn)

        conversation_id = asyncio.run(first())
        for model in BOTH:
            check_turn(request_bodies(server, model)[2], model, 3, made)
        asyncio.run(later(conversation_id))
        for model in BOTH:
            check_turn(request_bodies(server, model)[3], model, 4, made)


def test_a_branch_from_turn_one_sends_turn_one_only(library_folder: Path) -> None:
    with GeminiServer() as server:
        made = script(server, range(1, 5))

        async def scenario() -> None:
            async with open_bench(library_folder, server.url) as bench:
                turn = await three_turns(bench)
                turns = await bench.executor.read(lambda r: r.turns(turn.conversation_id))
                outputs = await bench.executor.read(lambda r: r.outputs_of_turns([turns[0].id]))
                branch = await bench.studio.continue_edit(
                    turn.conversation_id, outputs[1].id, EditMessage("other way", BOTH)
                )
                await finish(bench, branch)
                grown = await bench.executor.read(lambda r: r.turn(branch.turn_id))
                assert (grown.number, grown.parent_turn_id) == (2, turns[0].id)
                assert grown.parent_output_id == outputs[1].id

        asyncio.run(scenario())
        for model in BOTH:
            check_turn(request_bodies(server, model)[3], model, 2, made)


def test_one_failure_leaves_the_turn_completed_and_retry_fills_its_place(
    library_folder: Path,
) -> None:
    with GeminiServer() as server:
        server.script(picture(small_png()), model=FLASH)
        server.script(sample("imagesafety"), picture(small_png(1, 2, 3)), model=PRO)

        async def scenario() -> None:
            async with open_bench(library_folder, server.url) as bench:
                turn = await bench.studio.start_edit(
                    await source_of(bench), EditMessage("brighter", BOTH)
                )
                good, bad = await finish(bench, turn)
                assert (good.status, bad.status) == (Status.COMPLETED, Status.FAILED)
                stored = await bench.executor.read(lambda r: r.turn(turn.turn_id))
                assert stored.status is Status.COMPLETED
                before = await bench.executor.read(lambda r: r.cards_of_outputs([bad.id]))
                await bench.studio.retry([bad.id])
                (again,) = await bench.ended([bad.id])
                assert again.status is Status.COMPLETED
                after = await bench.executor.read(lambda r: r.cards_of_outputs([bad.id]))
                assert [card.id for card in before] == [card.id for card in after]

        asyncio.run(scenario())
        first, second = request_bodies(server, PRO)
        assert first == second


def test_a_turn_fails_only_when_all_its_outputs_failed(library_folder: Path) -> None:
    with GeminiServer() as server:
        server.script(sample("imagesafety"), model=FLASH)
        server.script(sample("noimage"), model=PRO)

        async def scenario() -> None:
            async with open_bench(library_folder, server.url) as bench:
                turn = await bench.studio.start_edit(
                    await source_of(bench), EditMessage("brighter", BOTH)
                )
                await finish(bench, turn)
                stored = await bench.executor.read(lambda r: r.turn(turn.turn_id))
                assert stored.status is Status.FAILED

        asyncio.run(scenario())


def test_a_picture_of_the_same_model_goes_on_with_its_history(library_folder: Path) -> None:
    with GeminiServer() as server:
        made = small_png(red=5)
        server.script(picture(made, signature=b"born here"), picture(small_png(6)), model=FLASH)
        server.script(picture(small_png(red=7)), model=PRO)

        async def scenario() -> None:
            async with open_bench(library_folder, server.url) as bench:
                run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
                (output,) = await bench.ended([run.outputs[0][0]])
                source = EditSource(run.session_id, output.image_id, output.id)
                turn = await bench.studio.start_edit(source, EditMessage("warmer", BOTH))
                await finish(bench, turn)

        asyncio.run(scenario())
        own = request_bodies(server, FLASH)[1]["contents"]
        assert [content["role"] for content in own] == ["user", "model", "user"]
        assert signatures_of(own[1]) == [b"born here"]
        assert pictures_of(own[2]) == []
        other = request_bodies(server, PRO)[0]["contents"]
        assert [content["role"] for content in other] == ["user"]
        assert pictures_of(other[0]) == [made]


def test_references_that_do_not_fit_are_named_before_sending(library_folder: Path) -> None:
    async def scenario() -> None:
        async with open_bench(library_folder) as bench:
            source = await source_of(bench)
            added = [
                await bench.studio.add_image(small_png(red=n), f"{n}.png", Origin.REFERENCE)
                for n in range(5)
            ]
            files = [picture.file for picture in added]
            references = tuple(TurnReference(file.id, label=file.source_name) for file in files)
            turn = await bench.studio.start_edit(
                source, EditMessage("warmer", (OFFLINE,), references=references)
            )
            await finish(bench, turn)
            conversation = await bench.executor.read(lambda r: r.conversation(turn.conversation_id))
            lineage = await bench.executor.read(lambda r: read_lineage(r, conversation, None, None))
            plan = plan_references(lineage, OFFLINE, references, 5)
            assert plan.sent == (source.image_id, *(file.id for file in files[:4]))
            assert plan.left_out == (files[4].id,)
            ((model, left_out),) = turn.left_out
            assert model == OFFLINE
            assert files[4].id in left_out

    asyncio.run(scenario())


def test_thirty_turns_of_large_pictures_grow_the_database_by_kilobytes(
    library_folder: Path,
) -> None:
    """The pictures lie in files: what a turn adds to the database does not depend on them."""
    turns, megabyte = 30, 1024 * 1024

    def large_png(turn: int) -> bytes:
        """A small picture made 3 MB large by a private chunk, which is kept untouched."""
        import struct
        import zlib

        data, filler = small_png(red=turn), bytes([turn]) + os.urandom(64) * (3 * megabyte // 64)
        body = b"prVt" + filler
        chunk = struct.pack(">I", len(filler)) + body + struct.pack(">I", zlib.crc32(body))
        return data[:33] + chunk + data[33:]

    with GeminiServer() as server:
        server.script(*[picture(large_png(turn)) for turn in range(turns)], model=FLASH)

        async def scenario() -> None:
            async with open_bench(library_folder, server.url) as bench:
                source = await source_of(bench)
                turn = await bench.studio.start_edit(source, EditMessage("go", (FLASH,)))
                await finish(bench, turn)
                database = library_folder / "library.sqlite3"
                first = turn.outputs[0][0]
                bench.library._writer.checkpoint()
                before = database.stat().st_size
                for number in range(1, turns):
                    # Branches of turn 1: what a turn stores is measured, not what it sends.
                    turn = await bench.studio.continue_edit(
                        turn.conversation_id, first, EditMessage(f"turn {number}", (FLASH,))
                    )
                    (output,) = await finish(bench, turn)
                    assert output.status is Status.COMPLETED, output.error_message
                bench.library._writer.checkpoint()
                grown = database.stat().st_size - before
                assert grown / (turns - 1) < 50_000
                reader = bench.library.reader()
                try:
                    from gallery_studio.ui.conversation.conversation_state import (
                        read_conversation,
                    )

                    started = time.perf_counter()
                    state = read_conversation(reader, turn.conversation_id)
                    assert time.perf_counter() - started < 0.5 * busyness()
                    assert len(state.record.turns) == turns
                finally:
                    reader.shutdown()

        asyncio.run(scenario())


def test_offline_the_whole_flow_works_and_each_turn_shows_it(library_folder: Path) -> None:
    from PIL import Image, ImageStat

    async def scenario() -> list[Path]:
        async with open_bench(library_folder) as bench:
            run = await bench.studio.generate(
                Composition(text="a brass lamp", models=(OFFLINE,), image_size="512", seed=3)
            )
            (output,) = await bench.ended([run.outputs[0][0]])
            source = EditSource(run.session_id, output.image_id, output.id)
            made = [output]
            turn = await bench.studio.start_edit(source, EditMessage("warmer", (OFFLINE,)))
            made += await finish(bench, turn)
            turn = await bench.studio.continue_edit(
                turn.conversation_id, None, EditMessage("then black and white", (OFFLINE,))
            )
            made += await finish(bench, turn)
            files = await bench.executor.read(lambda r: r.images([o.image_id for o in made]))
            return [library_folder / files[o.image_id].relative_path for o in made]

    def warmth(path: Path) -> float:
        with Image.open(path) as image:
            red, _, blue = ImageStat.Stat(image.convert("RGB")).mean
        return red - blue

    def colour(path: Path) -> float:
        with Image.open(path) as image:
            return ImageStat.Stat(image.convert("HSV")).mean[1]

    start, warm, grey = asyncio.run(scenario())
    assert warmth(warm) > warmth(start) + 3
    assert colour(grey) == 0


def test_the_command_line_starts_goes_on_and_branches(library_folder: Path) -> None:
    from tests.end2end.test_command_line import run

    library = ("--library", str(library_folder))
    made = json.loads(run(*library, "generate", "a boat", "--image-size", "512", "--json").stdout)
    first = json.loads(run(*library, "edit", made["sha256"][:12], "warmer", "--json").stdout)
    assert first["session"] == made["session"]
    second = json.loads(
        run(*library, "edit", "sepia", "--conversation", first["conversation"], "--json").stdout
    )
    assert second["conversation"] == first["conversation"]
    branch = json.loads(
        run(
            *library, "edit", "mirror", "--conversation", first["conversation"],
            "--from", first["output"], "--json",
        ).stdout
    )  # fmt: skip
    assert len({made["sha256"], first["sha256"], second["sha256"], branch["sha256"]}) == 4
    wrong = run(*library, "edit", "sepia")
    assert wrong.returncode == 2
    assert "IMAGE MESSAGE" in wrong.stderr
    empty = run(*library, "edit", made["sha256"], " ")
    assert empty.returncode == 2
    assert "Describe your edit" in empty.stderr
