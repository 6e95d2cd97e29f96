"""Commands of scripts and the monthly budget: said, refused, passed on purpose, one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from gallery_studio.config import Settings
from gallery_studio.domain.errors import RequestError
from gallery_studio.studio.admission import BudgetGate
from gallery_studio.studio.scripting import EditCommand, GenerateCommand, ScriptDesk, run_scripted
from tests.support.gemini_server import LISTING, GeminiServer, json_answer
from tests.support.studio_bench import FLASH, OFFLINE, PRO, Bench, open_bench

ASKING = Settings(monthly_limit_usd=0.05, is_stopping_at_limit=False)
STOPPING = Settings(monthly_limit_usd=0.05)


def on_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Let pytest run a coroutine."""

    @wraps(test)
    def run(*arguments: Any, **fixtures: Any) -> None:
        asyncio.run(test(*arguments, **fixtures))

    return run


class Script:
    """One command line and what it was told."""

    def __init__(self, bench: Bench, settings: Settings) -> None:
        self.lines: list[dict[str, Any]] = []
        self.said: list[str] = []
        gate = BudgetGate(bench.studio, lambda: settings)
        self._desk = ScriptDesk(bench.studio, gate, self.lines.append, self.said.append)

    async def generate(self, *models: str, **more: Any) -> int:
        command = GenerateCommand("a lamp", models, **more)
        return await run_scripted(self._desk, "generate", command.as_dict())

    async def edit(self, **fields: Any) -> int:
        command = EditCommand("warmer", **fields)
        return await run_scripted(self._desk, "edit", command.as_dict())


def asked(server: GeminiServer) -> int:
    return sum("generateContent" in request.path for request in server.requests)


def stored(folder: Path) -> list[Path]:
    return [path for path in (folder / "images").rglob("*") if path.is_file()]


@on_a_loop
async def test_the_price_is_said_before_and_the_line_carries_price_and_cost(library_folder):
    with GeminiServer() as server:
        async with open_bench(library_folder, server.url) as bench:
            script = Script(bench, Settings())
            assert await script.generate(FLASH) == 0
            price = bench.studio.catalogue.estimate((FLASH,), 1, None).usd
            assert script.said == [f"1 image, about ${price:.3f}".rstrip("0") + "."]
            (line,) = script.lines
            assert line["price_usd"] == pytest.approx(price)
            output = await bench.output(line["output"])
            assert line["cost_usd"] == output.cost_usd is not None


@on_a_loop
async def test_what_costs_nothing_is_free_even_above_the_limit(library_folder):
    async with open_bench(library_folder) as bench:
        script = Script(bench, Settings(monthly_limit_usd=0.000001))
        assert await script.generate(OFFLINE, image_size="512") == 0
        assert script.said == ["1 image, free."]
        assert (script.lines[0]["price_usd"], script.lines[0]["cost_usd"]) == (0, 0)


@pytest.mark.parametrize("flag", [False, True])
@on_a_loop
async def test_where_the_window_stops_nothing_is_sent(library_folder, flag):
    with GeminiServer() as server:
        async with open_bench(library_folder, server.url) as bench:
            script = Script(bench, STOPPING)
            with pytest.raises(RequestError) as refused:
                await script.generate(PRO, over_budget=flag)
            words = refused.value.message
            for part in ("over this month's limit", "$0.00 of $0.05 is spent", "about $0.13"):
                assert part in words
            assert "Nothing was sent" in words
            assert "Raise the limit" in words
            assert asked(server) == 0
            assert await bench.executor.read(lambda reader: reader.session_summaries()) == []


@on_a_loop
async def test_where_the_window_asks_the_caller_says_so(library_folder):
    with GeminiServer() as server:
        async with open_bench(library_folder, server.url) as bench:
            script = Script(bench, ASKING)
            with pytest.raises(RequestError, match="Add --over-budget"):
                await script.generate(PRO)
            assert asked(server) == 0
            assert await script.generate(PRO, over_budget=True) == 0
            assert asked(server) == 1


@on_a_loop
async def test_an_unknown_price_is_said_and_not_guessed(library_folder):
    listing = {"models": [{"name": "models/gemini-9-new-image"}]}
    with GeminiServer() as server:
        server.script(json_answer(listing), model=LISTING)
        async with open_bench(library_folder, server.url) as bench:
            await bench.studio.refresh_models()
            script = Script(bench, STOPPING)
            with pytest.raises(RequestError) as refused:
                await script.generate("gemini-9-new-image")
            assert "The price of 1 image is not known" in refused.value.message
            assert "--over-budget" in refused.value.message
            assert script.said == ["1 image, price not known."]
            assert asked(server) == 0
            assert await script.generate("gemini-9-new-image", over_budget=True) == 0
            assert script.lines[0]["price_usd"] is None


@on_a_loop
async def test_commands_at_the_same_time_do_not_pass_a_limit_that_one_could_not(library_folder):
    with GeminiServer() as server:
        async with open_bench(library_folder, server.url) as bench:
            script = Script(bench, Settings(monthly_limit_usd=0.15))
            answers = await asyncio.gather(
                *(script.generate(PRO) for _ in range(4)), return_exceptions=True
            )
            assert sorted(isinstance(one, RequestError) for one in answers) == [False, *[True] * 3]
            assert asked(server) == 1


@on_a_loop
async def test_an_edit_that_is_refused_brings_its_file_not_in(library_folder, tmp_path):
    from tests.support.gemini_server import small_png

    file = tmp_path / "lamp.png"
    file.write_bytes(small_png())
    with GeminiServer() as server:
        async with open_bench(library_folder, server.url) as bench:
            script = Script(bench, STOPPING)
            with pytest.raises(RequestError, match="over this month's limit"):
                await script.edit(image=str(file), models=(PRO,))
            assert stored(library_folder) == []
            assert asked(server) == 0
            assert await Script(bench, Settings()).edit(image=str(file), models=(PRO,)) == 0
