"""What the installed google-genai sends and reads is still what was recorded.

The provider uses a part of the library; these samples are of the rest, which later work builds
on (streams, batches, counting). A new version of the library that speaks differently fails here.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from google import genai
from google.genai import errors, types

from tests.support.gemini_server import (
    WIRE_FOLDER,
    GeminiServer,
    json_answer,
    sample,
    sample_document,
)
from tests.unit.providers.gemini_bench import KEY, MODEL

BY_PROVIDER = {
    "request_a_text_to_image": "test_gemini_calls.py",
    "request_b1_chat_turn1_reference": "test_gemini_history.py",
    "request_b2_chat_turn2_image_and_signature": "test_gemini_history.py",
}
BY_LIBRARY = {
    "request_batch_create_file",
    "request_batch_create_inline",
    "request_counttokens",
    "request_interactions_create",
}


def test_every_recorded_request_is_covered() -> None:
    recorded = {path.stem for path in WIRE_FOLDER.glob("request_*")}

    assert recorded == BY_PROVIDER.keys() | BY_LIBRARY
    for name, file in BY_PROVIDER.items():
        assert name in (WIRE_FOLDER.parents[1] / "unit" / "providers" / file).read_text("utf-8")


def _call(
    server: GeminiServer, use: Callable[[Any], Awaitable[Any]], api_version: str = "v1beta"
) -> Any:
    async def call() -> Any:
        client = genai.Client(
            api_key=KEY,
            vertexai=False,
            http_options=types.HttpOptions(base_url=server.url, api_version=api_version),
        )
        try:
            return await use(client.aio)
        finally:
            await client.aio.aclose()
            client.close()

    return asyncio.run(call())


def _assert_recorded(server: GeminiServer, name: str) -> None:
    recorded, sent = sample_document(name), server.requests[-1]
    assert (sent.method, sent.path) == (recorded["method"], recorded["path"])
    assert sent.body == recorded["body"]


def test_counting_tokens(gemini_server: GeminiServer) -> None:
    gemini_server.script(json_answer({"totalTokens": 2}))

    counted = _call(gemini_server, lambda aio: aio.models.count_tokens(model=MODEL, contents="hi"))

    assert counted.total_tokens == 2
    _assert_recorded(gemini_server, "request_counttokens")


def test_a_batch_of_a_file(gemini_server: GeminiServer) -> None:
    gemini_server.script(json_answer({"name": "batches/b1"}))

    _call(gemini_server, lambda aio: aio.batches.create(model=MODEL, src="files/up1"))

    _assert_recorded(gemini_server, "request_batch_create_file")


def test_a_batch_of_inline_requests(gemini_server: GeminiServer) -> None:
    name = "request_batch_create_inline"
    requests = sample_document(name)["body"]["batch"]["inputConfig"]["requests"]["requests"]
    image = requests[0]["request"]["contents"][0]["parts"][0]["inlineData"]["data"]
    gemini_server.script(json_answer({"name": "batches/b1"}))
    config = types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"],
        image_config=types.ImageConfig(aspect_ratio="1:1", image_size="1K"),
    )
    part = types.Part.from_bytes(data=base64.urlsafe_b64decode(image), mime_type="image/png")
    display = {"display_name": "posters"}
    inlined = [
        types.InlinedRequest(
            contents=[types.Content(role="user", parts=[part, types.Part(text=f"poster {n}")])],
            config=config,
            metadata={"key": f"k{n}"},
        )
        for n in range(len(requests))
    ]

    _call(
        gemini_server,
        lambda aio: aio.batches.create(model=MODEL, src=inlined, config=display),
    )

    _assert_recorded(gemini_server, name)


def test_a_batch_that_has_ended(gemini_server: GeminiServer) -> None:
    gemini_server.script(sample("batch_get_succeeded"))

    job = _call(gemini_server, lambda aio: aio.batches.get(name="batches/b1"))

    assert job.state is types.JobState.JOB_STATE_SUCCEEDED
    first = job.dest.inlined_responses[0].response
    assert first.parts[-1].inline_data.data.startswith(b"\x89PNG")
    assert first.parts[-1].thought_signature


def test_an_interaction(gemini_server: GeminiServer) -> None:
    recorded = sample_document("request_interactions_create")["body"]
    gemini_server.script(json_answer({"id": "i1", "status": "completed", "outputs": []}))

    _call(gemini_server, lambda aio: aio.interactions.create(**recorded), "v1")

    _assert_recorded(gemini_server, "request_interactions_create")


async def _chunks(aio: Any) -> list[types.GenerateContentResponse]:
    stream = await aio.models.generate_content_stream(model=MODEL, contents="hi")
    return [chunk async for chunk in stream]


@pytest.mark.parametrize("name", ["stream_success", "stream_streamtail"])
def test_a_stream(gemini_server: GeminiServer, name: str) -> None:
    gemini_server.script(sample(name))

    chunks = _call(gemini_server, _chunks)

    assert len(chunks) == len(sample_document(f"response_{name}")["events"])
    parts = [part for chunk in chunks for part in chunk.parts or ()]
    assert any(p.inline_data and p.thought_signature and not p.thought for p in parts)
    assert chunks[-1].candidates[0].finish_reason is types.FinishReason.STOP


def test_a_stream_that_fails_in_the_middle(gemini_server: GeminiServer) -> None:
    gemini_server.script(sample("stream_streamerr"))

    with pytest.raises(errors.ServerError) as caught:
        _call(gemini_server, _chunks)

    assert caught.value.code == 503
