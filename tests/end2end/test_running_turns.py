"""A composition becomes stored pictures: the real SDK, a real server, a real library."""

from __future__ import annotations

import asyncio
import hashlib
import threading
import time
from pathlib import Path

import pytest

from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.generation import ProgressKind
from gallery_studio.domain.status import Status
from gallery_studio.studio.composing import Composition
from tests.support.fair_time import busyness
from tests.support.gemini_server import GeminiServer, picture, quota, sample, small_png
from tests.support.studio_bench import FLASH, PRO, open_bench


def test_each_card_comes_alive_when_its_own_answer_arrives(library_folder: Path) -> None:
    gate = threading.Event()
    quick, slow = small_png(red=10), small_png(red=20)

    async def scenario(server: GeminiServer) -> None:
        server.script(picture(quick), model=FLASH)
        server.script(picture(slow).after(gate), model=PRO)
        async with open_bench(library_folder, server.url) as bench:
            run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH, PRO)))
            (first, _), (second, _) = run.outputs
            await bench.studio.runner.wait([first])
            assert (await bench.output(first)).status is Status.COMPLETED
            assert (await bench.output(second)).status is Status.GENERATING
            gate.set()
            outputs = await bench.ended([second])
            assert outputs[0].status is Status.COMPLETED
            turn = await bench.executor.read(lambda reader: reader.turn(outputs[0].turn_id))
            assert turn.status is Status.COMPLETED

    with GeminiServer() as server:
        asyncio.run(scenario(server))


def test_the_bytes_on_disk_are_the_bytes_sent(library_folder: Path) -> None:
    data = small_png(red=77)

    async def scenario(server: GeminiServer) -> None:
        server.script(picture(data, text="Here it is."), model=FLASH)
        async with open_bench(library_folder, server.url) as bench:
            run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
            (output,) = await bench.ended([run.outputs[0][0]])
            assert output.image_id == hashlib.sha256(data).hexdigest()
            file = await bench.executor.read(lambda reader: reader.image(output.image_id))
            assert (library_folder / file.relative_path).read_bytes() == data
            assert output.text == "Here it is."
            assert output.cost_usd is not None
            assert output.cost_usd > 0
            parts = await bench.executor.read(lambda reader: reader.model_parts(output.id))
            assert any(part.data == data for part in parts)

    with GeminiServer() as server:
        asyncio.run(scenario(server))


def test_a_quota_waits_as_long_as_the_service_asks_and_then_succeeds(library_folder: Path) -> None:
    async def scenario(server: GeminiServer) -> None:
        server.script(quota("0.3s"), picture(small_png()), model=FLASH)
        async with open_bench(library_folder, server.url) as bench:
            started = time.monotonic()
            run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
            (output,) = await bench.ended([run.outputs[0][0]])
            assert output.status is Status.COMPLETED
            assert time.monotonic() - started >= 0.3
            waits = [n.progress for n in bench.progress if n.progress.kind is ProgressKind.WAITING]
            assert len(waits) == 1
            assert waits[0].retry_in_s == pytest.approx(0.3, abs=0.05)
            assert waits[0].message

    with GeminiServer() as server:
        asyncio.run(scenario(server))


def test_every_blocked_empty_or_broken_answer_has_its_own_sentence(library_folder: Path) -> None:
    names = [
        "safety", "imagesafety", "prohibited", "imageprohibited", "recitation", "noimage",
        "imageother", "maxtokens", "promptblock", "promptsafety", "empty", "emptyparts",
        "textonly", "malformed", "notjson", "trunc", "reset", "err400key", "err403",
        "err404", "err400sig", "err429", "unknownfinish",
    ]  # fmt: skip

    async def scenario(server: GeminiServer) -> dict[str, str]:
        sentences = {}
        server.script(*map(sample, names))
        async with open_bench(library_folder, server.url) as bench:
            for name in names:
                run = await bench.studio.generate(Composition(text=name, models=(FLASH,)))
                (output,) = await bench.ended([run.outputs[0][0]])
                assert output.status is Status.FAILED, name
                assert output.error_kind, name
                sentences[name] = output.error_message
        return sentences

    with GeminiServer() as server:
        sentences = asyncio.run(scenario(server))
    assert all(sentence.endswith((".", "”")) for sentence in sentences.values()), sentences
    by_sentence: dict[str, list[str]] = {}
    for name, sentence in sentences.items():
        by_sentence.setdefault(sentence, []).append(name)
    shared = [group for group in by_sentence.values() if len(group) > 1]
    # The same cause may speak with one voice; different causes may not.
    allowed = [{"promptblock", "promptsafety"}, {"empty", "emptyparts"}, {"notjson", "trunc"}]
    assert all(any(set(group) <= same for same in allowed) for group in shared), shared


def test_stop_ends_the_call_at_once_and_the_server_sees_it(library_folder: Path) -> None:
    gate = threading.Event()

    async def scenario(server: GeminiServer) -> None:
        server.script(picture(small_png()).after(gate), model=FLASH)
        async with open_bench(library_folder, server.url) as bench:
            run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
            output_id = run.outputs[0][0]
            await asyncio.to_thread(server.arrived.wait, 10)
            started = time.monotonic()
            await bench.studio.stop([output_id])
            assert time.monotonic() - started < 0.5 * busyness()
            assert (await bench.output(output_id)).status is Status.CANCELLED
            assert await asyncio.to_thread(server.disconnected.wait, 10)
            gate.set()
            assert (await bench.output(output_id)).image_id is None

    with GeminiServer() as server:
        asyncio.run(scenario(server))


def test_retry_sends_the_same_request_and_fills_the_same_place(library_folder: Path) -> None:
    async def scenario(server: GeminiServer) -> None:
        server.script(sample("imagesafety"), picture(small_png()), model=FLASH)
        async with open_bench(library_folder, server.url) as bench:
            run = await bench.studio.generate(
                Composition(text="a lamp", models=(FLASH,), aspect_ratio="4:5")
            )
            output_id = run.outputs[0][0]
            await bench.ended([output_id])
            before = await bench.executor.read(lambda reader: reader.canvas_cards(run.session_id))
            await bench.studio.retry([output_id])
            (output,) = await bench.ended([output_id])
            after = await bench.executor.read(lambda reader: reader.canvas_cards(run.session_id))
            assert output.status is Status.COMPLETED
            assert output.attempt == 2
            assert [card.id for card in before] == [card.id for card in after]
            first, second = server.requests
            assert first.body == second.body

    with GeminiServer() as server:
        asyncio.run(scenario(server))


def test_a_composition_that_cannot_be_sent_says_what_to_change(library_folder: Path) -> None:
    async def scenario() -> None:
        async with open_bench(library_folder) as bench:
            for composition, words in (
                (Composition(text="  ", models=("offline",)), "Write what you want"),
                (Composition(text="x", models=()), "at least one model"),
                (Composition(text="x", models=("no-such",)), "no model called"),
                (Composition(text="x", models=("offline",), aspect_ratio="5:7"), "5:7"),
                (Composition(text="x", models=("offline",), directive_count=99), "directives"),
            ):
                with pytest.raises(RequestError, match=words):
                    await bench.studio.generate(composition)
            assert bench.changes == []

    asyncio.run(scenario())


def test_no_key_fails_the_output_and_says_what_to_do(library_folder: Path) -> None:
    async def scenario() -> None:
        async with open_bench(library_folder) as bench:
            run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
            (output,) = await bench.ended([run.outputs[0][0]])
            assert output.error_kind == "no_key"
            assert "Settings" in output.error_message

    asyncio.run(scenario())


def test_four_directives_and_two_models_make_eight_cards_that_do_not_overlap(
    library_folder: Path,
) -> None:
    async def scenario(server: GeminiServer) -> None:
        server.script(*[picture(small_png(red=n)) for n in range(8)])
        async with open_bench(library_folder, server.url) as bench:
            composition = Composition(
                text="a lamp", models=(FLASH, PRO), directive_count=4, aspect_ratio="1:1"
            )
            run = await bench.studio.generate(composition)
            await bench.ended([output_id for output_id, _ in run.outputs])
            second = await bench.studio.generate(
                Composition(text="again", models=(FLASH,), session_id=run.session_id)
            )
            await bench.ended([output_id for output_id, _ in second.outputs])
            cards = await bench.executor.read(lambda r: r.canvas_cards(run.session_id))
            assert len(cards) == 9
            assert len({card.caption for card in cards[:8]}) == 4
            rects = [card.placement.rect for card in cards]
            for index, rect in enumerate(rects):
                assert not any(rect.intersects(other) for other in rects[index + 1 :])

    with GeminiServer() as server:
        asyncio.run(scenario(server))
