"""The Gemini helper process: the same answers as without it, and whatever can happen to it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from gallery_studio.domain import limits
from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.generation import (
    GenerationRequest,
    HistoryEntry,
    Progress,
    ReferenceImage,
)
from gallery_studio.domain.ids import ImageId, ModelId
from gallery_studio.domain.image import MediaType
from gallery_studio.processes import helper_process
from gallery_studio.processes.frames import Frame
from gallery_studio.processes.helper_process import HelperFaultError, HelperProcess
from gallery_studio.providers import gemini_process
from gallery_studio.providers.gemini import GeminiProvider
from gallery_studio.providers.gemini_process import GeminiProcess
from gallery_studio.providers.text_port import TextProvider, TextRequest
from tests.support.children import await_end, given, is_there, is_zombie
from tests.support.fair_time import busyness
from tests.support.gemini_server import (
    LISTING,
    GeminiServer,
    answer_body,
    json_answer,
    never,
    page,
    picture,
    quota,
    sample,
    small_png,
)
from tests.unit.providers.gemini_bench import CATALOGUE, KEY, MODEL, request

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
EIGHT_MB = os.urandom(8 * 1024 * 1024)


def run(server: GeminiServer, scenario: Callable[[GeminiProcess], Awaitable[Any]], **how) -> Any:
    """Run a scenario with a provider that is closed, and its child gone, afterwards."""

    async def whole() -> Any:
        provider = GeminiProcess(KEY, base_url=server.url, **{"backoff_s": (0.01,)} | how)
        try:
            return await asyncio.wait_for(scenario(provider), 60)
        finally:
            pid = provider.helper.pid if provider.helper else None
            await provider.aclose()
            assert pid is None or not is_there(pid)
            assert pid is None or not is_zombie(pid)

    return asyncio.run(whole())


def quiet(_news: Progress) -> None:
    """Take no notice."""


async def failure(call: Awaitable[Any]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value


async def outcome(call: Awaitable[Any]) -> Any:
    """Return what a call gives, or everything that its error says."""
    try:
        return await call
    except ProviderError as error:
        return vars(error)


def chat() -> GenerationRequest:
    """Return a request with all there is in one: a history, references, every setting."""
    reference = ReferenceImage(ImageId("a" * 64), MediaType.PNG, small_png(7), "a lamp")
    history = (HistoryEntry("user", "Paint it", (reference,)),)
    return request(
        "Warmer", history=history, references=(reference, reference), seed=7,
        aspect_ratio="4:5", image_size="2K", source_id=reference.image_id,
    )  # fmt: skip


def test_it_answers_as_the_provider_in_this_process_does(gemini_server: GeminiServer) -> None:
    answers = [
        picture(EIGHT_MB, text="Here it is"), picture(small_png()), sample("success"),
        sample("imagesafety"), sample("promptblock"), sample("malformed"), page(),
        quota("99s"), quota("0.01s", quota_id="PerDay"), sample("err503"), sample("err503"),
        sample("err503"),
    ]  # fmt: skip
    gemini_server.script(*answers, *answers)
    words = TextRequest(MODEL, "Name it", "Be brief", {"type": "object"}, temperature=0.5)
    said = json_answer(answer_body([{"text": '{"name": "Lamp"}'}]))
    gemini_server.script(said, said, model="words")

    async def ask(provider: GeminiProvider | GeminiProcess) -> tuple[list[Any], list[Any]]:
        news: list[Progress] = []
        told = [await outcome(provider.generate(chat(), news.append)) for _ in range(10)]
        told.append(await outcome(provider.generate(request(aspect_ratio="5:7"), news.append)))
        told.append(await outcome(provider.write(replace(words, model=ModelId("words")))))
        told.append(tuple(await provider.list_models()))
        return told, [replace(one, retry_in_s=0) for one in news]

    async def ask_here() -> tuple[list[Any], list[Any]]:
        provider = GeminiProvider(
            KEY, base_url=gemini_server.url, catalogue=CATALOGUE, backoff_s=(0.01,)
        )
        try:
            return await ask(provider)
        finally:
            await provider.aclose()

    there, here = run(gemini_server, ask), asyncio.run(ask_here())

    assert there == here
    assert there[0][0].image == EIGHT_MB
    half = len(gemini_server.requests) // 2
    sent = [recorded.body for recorded in gemini_server.requests]
    assert sent[:half] == sent[half:]
    assert {r.headers.get("x-goog-api-key") for r in gemini_server.requests} == {KEY}


def test_it_is_a_provider_of_words_and_starts_nothing_until_asked() -> None:
    provider = GeminiProcess(KEY, base_url="http://127.0.0.1:9/")

    assert isinstance(provider, TextProvider)
    assert provider.helper is None
    assert KEY not in repr(provider)
    asyncio.run(provider.aclose())


def test_cancel_ends_the_call_in_the_child_and_the_child_works_on(
    gemini_server: GeminiServer,
) -> None:
    gemini_server.script(never(), model="gemini-3-pro-image")

    async def scenario(provider: GeminiProcess) -> tuple[float, bytes, bool]:
        slow = asyncio.create_task(provider.generate(request(model="gemini-3-pro-image"), quiet))
        await asyncio.to_thread(gemini_server.arrived.wait, 30)
        began_s, pid = asyncio.get_running_loop().time(), provider.helper.pid
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert await asyncio.to_thread(gemini_server.disconnected.wait, 5)
        took_s = asyncio.get_running_loop().time() - began_s
        result = await provider.generate(request(), quiet)
        return took_s, result.image, provider.helper.pid == pid

    took_s, image, is_same = run(gemini_server, scenario)
    assert took_s < 0.5 * busyness()
    assert image == small_png()
    assert is_same


async def killed(provider: GeminiProcess, call: Awaitable[Any]) -> ProviderError:
    """Kill the child while a call runs and return how that ends."""
    pid = provider.helper.pid
    os.kill(pid, signal.SIGKILL)
    error = await failure(call)
    assert not is_there(pid)
    assert not is_zombie(pid)
    assert not provider.helper.is_running
    return error


@on_linux
def test_killed_it_says_so_and_the_next_call_has_a_new_child(gemini_server: GeminiServer) -> None:
    gemini_server.script(never(), picture(small_png()), model=MODEL)
    gemini_server.script(never(), model=LISTING)

    async def scenario(provider: GeminiProcess) -> tuple[ProviderError, ProviderError]:
        painting = asyncio.create_task(provider.generate(request(), quiet))
        await asyncio.to_thread(gemini_server.called.wait, 30)
        of_painting = await killed(provider, painting)
        gemini_server.arrived.clear()
        listing = asyncio.create_task(provider.list_models())
        await asyncio.to_thread(gemini_server.arrived.wait, 30)
        of_listing = await killed(provider, listing)
        assert (await provider.generate(request(), quiet)).image == small_png()
        return of_painting, of_listing

    of_painting, of_listing = run(gemini_server, scenario)
    for error in (of_painting, of_listing):
        assert error.kind is ProviderErrorKind.CONNECTION_LOST
        assert error.retryable
        assert "ended unexpectedly" in error.message
    assert of_painting.may_be_charged
    assert "may have been charged. Try again." in of_painting.message
    assert not of_listing.may_be_charged
    assert "Nothing was charged. Try again." in of_listing.message


@on_linux
def test_a_child_that_hangs_is_ended_and_replaced(
    gemini_server: GeminiServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(provider: GeminiProcess) -> ProviderError:
        await provider.list_models()
        os.kill(provider.helper.pid, signal.SIGSTOP)
        with monkeypatch.context() as patch:
            patch.setattr(gemini_process, "GRACE_S", 0.2)
            patch.setattr(limits, "QUOTA_WAIT_MOST_S", 0.0)
            error = await failure(provider.generate(request(), quiet))
        assert (await provider.generate(request(), quiet)).image == small_png()
        return error

    error = run(gemini_server, scenario, total_s=0.5)
    assert error.kind is ProviderErrorKind.TIME_LIMIT
    assert error.may_be_charged
    assert "hangs and is ended" in caplog.text
    caplog.clear()


def test_closing_ends_calls_that_run_and_nothing_is_started_again(
    gemini_server: GeminiServer,
) -> None:
    gemini_server.script(never())

    async def scenario(provider: GeminiProcess) -> tuple[ProviderError, ProviderError, float]:
        call = asyncio.create_task(provider.generate(request(), quiet))
        await asyncio.to_thread(gemini_server.arrived.wait, 30)
        began_s = asyncio.get_running_loop().time()
        await provider.aclose()
        took_s = asyncio.get_running_loop().time() - began_s
        running, later = await failure(call), await failure(provider.generate(request(), quiet))
        assert provider.helper is None
        return running, later, took_s

    running, later, took_s = run(gemini_server, scenario)
    assert "key was changed" in running.message
    assert running.may_be_charged
    assert not later.may_be_charged
    assert took_s < 1
    assert gemini_server.disconnected.wait(5)


@on_linux
def test_it_stands_back_behind_the_window(gemini_server: GeminiServer) -> None:
    async def scenario(provider: GeminiProcess) -> tuple[int, int]:
        await provider.list_models()
        pid = provider.helper.pid
        return os.getpriority(os.PRIO_PROCESS, pid), os.sched_getscheduler(pid)

    batch = "import os; os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))"
    is_allowed = subprocess.run([sys.executable, "-c", batch], check=False).returncode == 0
    scheduler = os.SCHED_BATCH if is_allowed else os.sched_getscheduler(0)
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert run(gemini_server, scenario) == (min(19, ours + 10), scheduler)


@on_linux
def test_the_key_goes_through_the_pipe_alone(
    gemini_server: GeminiServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("google_cloud_project", KEY)
    gemini_server.script(sample("err503"), model=LISTING)
    caplog.set_level(logging.DEBUG, "gallery_studio")

    async def scenario(provider: GeminiProcess) -> tuple[bytes, str]:
        assert (await failure(provider.list_models())).kind is ProviderErrorKind.OVERLOADED
        with pytest.raises(HelperFaultError) as caught:
            await provider._call(f"nothing like {KEY}", {})
        return given(provider.helper.pid), str(caught.value)

    words, fault = run(gemini_server, scenario)
    assert b"gemini_child" in words
    assert KEY.encode() not in words
    for name in (b"GEMINI_API", b"GOOGLE_", b"google_"):
        assert name not in words
    assert "ValueError: there is no nothing like [key hidden]" in fault
    assert KEY not in fault
    assert "the list of models: overloaded" in caplog.text, "the child's log is ours"
    assert KEY not in caplog.text


def test_where_no_process_can_be_started_it_is_said(
    gemini_server: GeminiServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(helper_process.subprocess, "Popen", refuse)

    async def scenario(provider: GeminiProcess) -> ProviderError:
        return await failure(provider.generate(request(), quiet))

    error = run(gemini_server, scenario)
    assert "could not be started" in error.message
    assert "Nothing was charged" in error.message
    assert error.retryable
    assert "Resource temporarily unavailable" in caplog.text
    caplog.clear()


@on_linux
def test_the_child_ends_with_its_pipe() -> None:
    async def scenario() -> None:
        helper = HelperProcess(gemini_process.CHILD_MODULE, Frame({"api_key": KEY}))
        helper._process.stdin.close()
        await asyncio.to_thread(await_end, helper.pid, 20)
        await helper.aclose()

    asyncio.run(scenario())
