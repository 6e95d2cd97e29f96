"""A text model behind the real SDK writes directives; whatever it does, there are directives."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from gallery_studio.domain.errors import RequestError
from gallery_studio.studio.directive_writer import DirectiveWish, WrittenDirectives
from tests.support.gemini_server import (
    Answer,
    GeminiServer,
    answer_body,
    json_answer,
    never,
    reset,
    sample,
)
from tests.support.studio_bench import open_bench

MODEL = "gemini-3.8-flash"
LONG_AGO = "2000-01-01T00:00:00.000+00:00"


def words(text: str, finish_reason: str = "STOP", **usage: int) -> Answer:
    body = answer_body([{"text": "thinking", "thought": True}, {"text": text}], finish_reason)
    body["usageMetadata"] = usage or {"promptTokenCount": 400, "candidatesTokenCount": 100}
    return json_answer(body)


def listed(*texts: object) -> Answer:
    return words(json.dumps({"directives": texts}))


def write(
    folder: Path, server: GeminiServer | None, wish: DirectiveWish
) -> tuple[WrittenDirectives, float]:
    async def scenario() -> tuple[WrittenDirectives, float]:
        async with open_bench(folder, server.url if server else None) as bench:
            written = await bench.studio.directives.write(wish)
            spent = await bench.executor.read(lambda reader: reader.spent_usd(LONG_AGO))
            return written, spent

    return asyncio.run(scenario())


def test_the_model_is_asked_with_a_schema_and_its_price_is_counted(library_folder: Path) -> None:
    with GeminiServer() as server:
        server.script(listed("blue dusk", "  a garden\nafter rain "), model=MODEL)
        written, spent = write(
            library_folder, server, DirectiveWish("a lamp", 2, ("high noon",), seed=5)
        )
        (request,) = server.requests
    assert [(d.text, d.source) for d in written.directives] == [
        ("blue dusk", MODEL),
        ("a garden after rain", MODEL),
    ]
    assert written.note == ""
    config = request.body["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert config["responseJsonSchema"]["properties"]["directives"]["minItems"] == 2
    assert config["seed"] == 5
    assert request.body["contents"] == [{"role": "user", "parts": [{"text": "a lamp"}]}]
    assert "- high noon" in json.dumps(request.body["systemInstruction"])
    assert written.cost_usd == pytest.approx((400 * 0.75 + 100 * 3.75) / 1_000_000)
    assert spent == pytest.approx(written.cost_usd)


def test_too_few_wrong_or_repeated_ones_are_filled_up(library_folder: Path) -> None:
    with GeminiServer() as server:
        server.script(listed("blue dusk", "BLUE DUSK", "", 7, "High Noon"), model=MODEL)
        written, _ = write(library_folder, server, DirectiveWish("a lamp", 4, ("high noon",)))
    assert [d.source for d in written.directives] == [MODEL, "local", "local", "local"]
    assert "too few" in written.note


@pytest.mark.parametrize(
    "answer",
    [words("no JSON at all"), words("[1, 2]"), words('{"directives": "x"}'), words("null")],
)
def test_an_answer_off_its_schema_is_replaced(library_folder: Path, answer: Answer) -> None:
    with GeminiServer() as server:
        server.script(answer, model=MODEL)
        written, spent = write(library_folder, server, DirectiveWish("a lamp", 3))
    assert {d.source for d in written.directives} == {"local"}
    assert len(written.directives) == 3
    assert spent > 0


@pytest.mark.parametrize(
    "answer",
    [sample("err400key"), sample("err403"), sample("promptblock"), reset(), sample("notjson"),
     words("half", "MAX_TOKENS"), sample("empty")],
)  # fmt: skip
def test_a_model_that_fails_is_replaced_and_that_is_said(library_folder: Path, answer) -> None:
    with GeminiServer() as server:
        server.script(answer, model=MODEL)
        written, spent = write(library_folder, server, DirectiveWish("a lamp", 3))
    assert len(written.directives) == 3
    assert written.note.endswith("The built-in writer wrote these instead.")
    assert spent == 0


def test_an_unknown_price_is_not_guessed(library_folder: Path) -> None:
    with GeminiServer() as server:
        server.script(words('{"directives": ["dusk"]}', totalTokenCount=3), model=MODEL)
        written, spent = write(library_folder, server, DirectiveWish("a lamp", 1))
    assert written.cost_usd is None
    assert spent == 0


def test_without_a_key_the_local_writer_writes_and_nothing_is_sent(library_folder: Path) -> None:
    written, spent = write(library_folder, None, DirectiveWish("a lamp", 6, seed=2))
    assert len({d.text for d in written.directives}) == 6
    assert (written.cost_usd, written.note, spent) == (0.0, "", 0)
    (one,) = write(library_folder, None, DirectiveWish("a lamp", 1))[0].directives
    assert one.text != "a lamp"


@pytest.mark.parametrize(
    "wish", [DirectiveWish("  ", 3), DirectiveWish("x" * 20_001, 3), DirectiveWish("a lamp", 13)]
)
def test_wishes_that_cannot_be_fulfilled_are_refused(library_folder: Path, wish) -> None:
    with pytest.raises(RequestError):
        write(library_folder, None, wish)


def test_cancelling_lets_go_of_the_connection(library_folder: Path) -> None:
    async def scenario(server: GeminiServer) -> None:
        async with open_bench(library_folder, server.url) as bench:
            task = asyncio.create_task(bench.studio.directives.write(DirectiveWish("a lamp", 2)))
            await asyncio.to_thread(server.arrived.wait, 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.disconnected.wait, 10)

    with GeminiServer() as server:
        server.script(never(), model=MODEL)
        asyncio.run(scenario(server))
