"""How a call goes out: tries, waits, limits, cancelling, and where the key may travel."""

from __future__ import annotations

import asyncio
import io
import logging
import pickle
import threading
import time
import traceback

import pytest

from gallery_studio.domain.errors import ProviderError
from gallery_studio.domain.errors import ProviderErrorKind as Kind
from gallery_studio.domain.generation import Progress, ProgressKind
from gallery_studio.providers import gemini
from gallery_studio.providers.gemini import GeminiProvider
from gallery_studio.providers.keys import check_key
from gallery_studio.providers.redaction import RedactingFormatter
from tests.support.gemini_server import (
    LISTING,
    Answer,
    GeminiServer,
    dripping,
    json_answer,
    never,
    page,
    picture,
    quota,
    redirect,
    sample,
    sample_document,
    small_png,
)
from tests.unit.providers.gemini_bench import CATALOGUE, KEY, MODEL, ask, error_of, request

PICTURE = picture(small_png())


def test_the_request_is_the_recorded_one(gemini_server: GeminiServer) -> None:
    recorded = sample_document("request_a_text_to_image")

    ask(gemini_server.url, request(aspect_ratio="16:9", image_size="2K"))

    sent = gemini_server.requests[0]
    assert (sent.method, sent.path) == (recorded["method"], recorded["path"])
    assert sent.body == recorded["body"]
    assert sent.headers["x-goog-api-key"] == KEY
    assert sent.headers["x-server-timeout"] == "300"


def test_what_was_left_open_is_not_sent(gemini_server: GeminiServer) -> None:
    ask(gemini_server.url)

    config = gemini_server.requests[0].body["generationConfig"]
    assert config == {"responseModalities": ["TEXT", "IMAGE"]}


def test_the_library_adds_nothing_of_its_own(
    gemini_server: GeminiServer, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"candidates": [{"finishReason": "CONTINUATION", "continuationToken": "AQID"}]}
    gemini_server.script(json_answer(body))

    with caplog.at_level(logging.INFO):
        error = error_of(gemini_server.url)

    assert error.kind is Kind.TRUNCATED
    assert len(gemini_server.requests) == 1
    assert "AFC" not in caplog.text


def test_closing_lets_go_of_idle_connections(gemini_server: GeminiServer) -> None:
    async def open_connections() -> tuple[int, int]:
        provider = GeminiProvider(KEY, base_url=gemini_server.url)
        await provider.generate(request(), lambda _: None)
        before = len(gemini_server.connections)
        await provider.aclose()
        await asyncio.to_thread(gemini_server.all_closed.wait, 5)
        return before, len(gemini_server.connections)

    assert asyncio.run(open_connections()) == (1, 0)


# --- tries -------------------------------------------------------------------------------------


def test_a_quota_per_minute_waits_as_long_as_the_service_asks(gemini_server: GeminiServer) -> None:
    gemini_server.script(quota("0.2s", retry_after="30"), PICTURE)
    news: list[Progress] = []
    started_s = time.monotonic()

    result = ask(gemini_server.url, on_progress=news.append)

    assert result.image == small_png()
    assert time.monotonic() - started_s >= 0.2
    assert [n.kind for n in news] == [ProgressKind.SENT, ProgressKind.WAITING, ProgressKind.SENT]
    assert news[1].retry_in_s == 0.2
    assert news[1].attempt == news[2].attempt == 2
    assert "limit per minute" in news[1].message


def test_without_retry_info_the_header_says_how_long(gemini_server: GeminiServer) -> None:
    gemini_server.script(quota(None, retry_after="0"), PICTURE)
    news: list[Progress] = []

    ask(gemini_server.url, on_progress=news.append)

    assert news[1].retry_in_s == 0.0


def test_a_wait_longer_than_the_cap_is_left_to_the_person(gemini_server: GeminiServer) -> None:
    gemini_server.script(quota("3600s"))

    error = error_of(gemini_server.url)

    assert (error.kind, error.retry_after_s) == (Kind.QUOTA_MINUTE, 3600.0)
    assert len(gemini_server.requests) == 1


def test_a_quota_per_day_is_not_tried_again(gemini_server: GeminiServer) -> None:
    gemini_server.script(quota("0.1s", quota_id="PerDay"))

    assert error_of(gemini_server.url).kind is Kind.QUOTA_DAY
    assert len(gemini_server.requests) == 1


def test_the_free_tier_without_images_is_not_tried_again(gemini_server: GeminiServer) -> None:
    gemini_server.script(sample("err429"))

    assert error_of(gemini_server.url).kind is Kind.BILLING
    assert len(gemini_server.requests) == 1


@pytest.mark.parametrize("name", ["err500", "err503", "err504", "htmlerr"])
def test_an_overloaded_service_is_tried_three_times(gemini_server: GeminiServer, name: str) -> None:
    gemini_server.script(sample(name))

    error_of(gemini_server.url)

    assert len(gemini_server.requests) == 3


def test_a_try_that_works_ends_the_tries(gemini_server: GeminiServer) -> None:
    gemini_server.script(sample("err503"), sample("err500"), PICTURE)

    assert ask(gemini_server.url).image == small_png()


@pytest.mark.parametrize("name", ["reset", "trunc", "malformed"])
def test_what_may_be_charged_is_never_sent_again(gemini_server: GeminiServer, name: str) -> None:
    gemini_server.script(sample(name), PICTURE)

    assert error_of(gemini_server.url).may_be_charged
    assert len(gemini_server.requests) == 1


def test_a_read_timeout_is_never_sent_again(
    gemini_server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gemini, "SILENCE_MS", 200)
    gemini_server.script(never())

    error = error_of(gemini_server.url)

    assert (error.kind, error.may_be_charged) == (Kind.TIME_LIMIT, True)
    assert "fell silent" in error.message
    assert len(gemini_server.requests) == 1


def test_a_dripping_answer_ends_at_the_total_limit(gemini_server: GeminiServer) -> None:
    gemini_server.script(dripping(0.01))
    started_s = time.monotonic()

    error = error_of(gemini_server.url, total_s=0.4)

    assert error.kind is Kind.TIME_LIMIT
    assert time.monotonic() - started_s < 4
    assert gemini_server.disconnected.wait(5)


# --- cancelling --------------------------------------------------------------------------------


async def _cancelled(url: str, when: threading.Event) -> float:
    """Cancel a call once the event is set; return the seconds it took to end."""
    provider = GeminiProvider(KEY, base_url=url, catalogue=CATALOGUE)
    task = asyncio.create_task(provider.generate(request(), lambda _: None))
    await asyncio.to_thread(when.wait, 10)
    started_s = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    seconds = time.monotonic() - started_s
    await provider.aclose()
    return seconds


def test_cancel_lets_go_at_once_and_the_server_sees_it(gemini_server: GeminiServer) -> None:
    gemini_server.script(never())

    assert asyncio.run(_cancelled(gemini_server.url, gemini_server.arrived)) < 0.1
    assert gemini_server.disconnected.wait(5)


def test_cancel_ends_a_wait_for_the_quota(gemini_server: GeminiServer) -> None:
    gemini_server.script(quota("50s"))

    async def cancel_the_wait() -> None:
        provider = GeminiProvider(KEY, base_url=gemini_server.url)
        waiting = asyncio.Event()

        def on_progress(news: Progress) -> None:
            if news.kind is ProgressKind.WAITING:
                waiting.set()

        task = asyncio.create_task(provider.generate(request(), on_progress))
        await asyncio.wait_for(waiting.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await provider.aclose()

    asyncio.run(asyncio.wait_for(cancel_the_wait(), 15))
    assert len(gemini_server.requests) == 1


def test_the_provider_works_on_after_a_cancelled_call(gemini_server: GeminiServer) -> None:
    gemini_server.script(never(), model="gemini-3-pro-image")

    async def cancel_one_keep_one() -> bytes:
        provider = GeminiProvider(KEY, base_url=gemini_server.url)
        slow = asyncio.create_task(
            provider.generate(request(model="gemini-3-pro-image"), lambda _: None)
        )
        await asyncio.to_thread(gemini_server.arrived.wait, 10)
        slow.cancel()
        result = await provider.generate(request(), lambda _: None)
        await provider.aclose()
        return result.image

    assert asyncio.run(cancel_one_keep_one()) == small_png()


def test_models_answer_beside_each_other(gemini_server: GeminiServer) -> None:
    gate = threading.Event()
    gemini_server.script(PICTURE.after(gate), model="gemini-3-pro-image")

    async def quick_first() -> list[str]:
        provider = GeminiProvider(KEY, base_url=gemini_server.url)
        order: list[str] = []

        async def one(model: str) -> None:
            await provider.generate(request(model=model), lambda _: None)
            order.append(model)
            gate.set()

        await asyncio.gather(one("gemini-3-pro-image"), one(MODEL))
        await provider.aclose()
        return order

    assert asyncio.run(quick_first()) == [MODEL, "gemini-3-pro-image"]


# --- the key -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [302, 307, 308])
def test_another_host_never_gets_the_key(gemini_server: GeminiServer, status: int) -> None:
    with GeminiServer() as other:
        gemini_server.script(redirect(f"{other.url}v1beta/models/x:generateContent", status))

        error = error_of(gemini_server.url)

        assert other.requests == []
    assert error.kind is Kind.CAPTIVE_PORTAL


def test_an_echoed_key_is_nowhere_in_the_error(gemini_server: GeminiServer) -> None:
    echo = {"error": {"code": 400, "message": f"Bad header x-goog-api-key: {KEY}"}}
    gemini_server.script(json_answer(echo, 400))

    error = error_of(gemini_server.url)

    assert error.__context__ is None
    assert error.__cause__ is None
    shown = f"{error!s}{error!r}{error.message}{''.join(traceback.format_exception(error))}"
    assert KEY not in shown
    assert KEY.encode() not in pickle.dumps(error.__dict__)


def test_a_key_in_the_words_of_a_model_is_hidden(gemini_server: GeminiServer) -> None:
    body = {"candidates": [{"content": {"parts": [{"text": f"I saw {KEY}"}]}}]}
    gemini_server.script(json_answer(body))

    assert KEY not in str(error_of(gemini_server.url))


def test_the_key_is_in_no_repr_and_no_log(gemini_server: GeminiServer) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter("%(name)s %(message)s"))
    root = logging.getLogger()
    old_level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    gemini_server.script(sample("err400key"))
    try:
        error_of(gemini_server.url)
    finally:
        root.removeHandler(handler)
        root.setLevel(old_level)

    assert "gallery_studio.providers.gemini" in stream.getvalue()
    assert KEY not in stream.getvalue()
    assert "A red apple" not in stream.getvalue()
    assert KEY not in repr(GeminiProvider(KEY, base_url=gemini_server.url))


def test_the_environment_points_no_call_elsewhere(
    gemini_server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GeminiServer() as other:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", other.url)
        monkeypatch.setenv("GOOGLE_VERTEX_BASE_URL", other.url)
        monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
        monkeypatch.setenv("GOOGLE_GENAI_USE_ENTERPRISE", "true")
        monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "someone-elses")
        monkeypatch.setenv("GOOGLE_GENAI_API_VERSION", "v1")
        monkeypatch.setenv("GOOGLE_API_KEY", "AIza-another-key-altogether")

        ask(gemini_server.url)

        assert other.requests == []
    sent = gemini_server.requests[0]
    assert sent.path.startswith("/v1beta/models/")
    assert sent.headers["x-goog-api-key"] == KEY


def test_without_a_key_nothing_is_sent_in_its_place(
    gemini_server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "AIza-from-the-environment")

    async def call() -> None:
        await GeminiProvider("", base_url=gemini_server.url).generate(request(), lambda _: None)

    with pytest.raises(ProviderError) as caught:
        asyncio.run(call())
    assert caught.value.kind is Kind.NO_KEY
    assert gemini_server.requests == []


@pytest.mark.parametrize("key", ["AIza\nwith-a-line-break-inside", "AIza-with-а-cyrillic-letter"])
def test_a_key_that_cannot_be_sent_is_named_as_such(gemini_server: GeminiServer, key: str) -> None:
    async def call() -> None:
        provider = GeminiProvider(key, base_url=gemini_server.url)
        try:
            await provider.generate(request(), lambda _: None)
        finally:
            await provider.aclose()

    with pytest.raises(ProviderError) as caught:
        asyncio.run(call())
    assert caught.value.kind is Kind.KEY_WRONG
    assert key not in str(caught.value)


# --- the network -------------------------------------------------------------------------------


def _closed_port_url() -> str:
    with GeminiServer() as server:
        return server.url


def test_a_refused_connection_is_tried_again_and_named() -> None:
    news: list[Progress] = []

    error = error_of(_closed_port_url(), on_progress=news.append)

    assert error.kind is Kind.OFFLINE
    assert not error.may_be_charged
    assert [n.kind for n in news].count(ProgressKind.SENT) == 3


def test_a_dead_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    address = _closed_port_url().removeprefix("http://").rstrip("/")
    monkeypatch.setenv("http_proxy", f"http://someone:pass-word-1@{address}")
    monkeypatch.setenv("no_proxy", "")

    error = error_of("http://gemini.invalid/")

    assert error.kind is Kind.PROXY
    assert address in error.message
    assert "pass-word-1" not in error.message


def test_a_proxy_that_asks_for_a_password_is_named(
    gemini_server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", gemini_server.url)
    monkeypatch.setenv("no_proxy", "")
    gemini_server.script(page("<html>Proxy</html>", 407))

    assert error_of("http://gemini.invalid/").kind is Kind.PROXY


def test_a_server_that_speaks_no_tls_is_a_certificate_error(gemini_server: GeminiServer) -> None:
    error = error_of(gemini_server.url.replace("http:", "https:"))

    assert error.kind is Kind.CERTIFICATE


def test_a_missing_certificate_file_is_a_certificate_error(
    gemini_server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")

    assert error_of(gemini_server.url).kind is Kind.CERTIFICATE


# --- what the model takes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"aspect_ratio": "5:7"}, Kind.BAD_REQUEST, "16:9"),
        ({"image_size": "8K"}, Kind.BAD_REQUEST, "1K, 2K or 4K"),
        ({"model": "gemini-2.5-flash-image"}, Kind.MODEL_GONE, "2 October 2026"),
    ],
)
def test_what_a_model_does_not_take_is_never_sent(
    gemini_server: GeminiServer, changes: dict[str, str], kind: Kind, words: str
) -> None:
    error = error_of(gemini_server.url, request(**changes))

    assert error.kind is kind
    assert words in error.message
    assert gemini_server.requests == []


# --- listing -----------------------------------------------------------------------------------


def _check(server: GeminiServer, *answers: Answer):
    server.script(*answers, model=LISTING)

    async def call():
        provider = GeminiProvider(KEY, base_url=server.url)
        try:
            return await check_key(provider)
        finally:
            await provider.aclose()

    return asyncio.run(call())


def test_listing_names_the_models_that_paint(gemini_server: GeminiServer) -> None:
    listing = {
        "models": [
            {"name": "models/a-image", "supportedGenerationMethods": ["generateContent"]},
            {"name": "models/imagen-4", "supportedGenerationMethods": ["predict"]},
            {"name": "models/b-image"},
        ]
    }

    check = _check(gemini_server, json_answer(listing))

    assert check.is_ok
    assert check.models == ("a-image", "b-image")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (sample("err400key"), Kind.KEY_WRONG),
        (sample("err403"), Kind.NOT_ALLOWED),
        (page(), Kind.CAPTIVE_PORTAL),
        (Answer(body=b'{"models": ['), Kind.DAMAGED_ANSWER),
    ],
)
def test_checking_a_key_gives_the_exact_reason(
    gemini_server: GeminiServer, answer: Answer, kind: Kind
) -> None:
    check = _check(gemini_server, answer)

    assert not check.is_ok
    assert check.error is not None
    assert check.error.kind is kind
    assert check.message == check.error.message
