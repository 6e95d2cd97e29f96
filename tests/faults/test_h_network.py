"""Matrix H: every fault of the network in the window, each with its own words."""

from __future__ import annotations

import time

import pytest

from gallery_studio.domain.status import Status
from tests.faults.network_bench import (
    WAIT_MS,
    ask,
    calls,
    failed,
    good_answer,
    has_ended,
    has_key,
    newest,
    shorten,
    still_works,
)
from tests.support.fair_time import busyness
from tests.support.gemini_server import (
    Answer,
    GeminiServer,
    answer_body,
    dripping,
    json_answer,
    never,
    page,
    quota,
    redirect,
    reset,
    sample,
    truncated,
)
from tests.support.studio_bench import KEY


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch):
    with GeminiServer() as server:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        shorten(monkeypatch)
        yield server


@pytest.fixture
def window(studio, qtbot, gemini):
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        yield window


@pytest.mark.usefixtures("in_processes")
def test_h61_quota_per_minute_counts_down_and_can_be_cancelled(window, qtbot, gemini) -> None:
    gemini.script(quota("37s"), good_answer())
    ask(window)
    qtbot.waitUntil(lambda: bool(window.view.living.waits), timeout=WAIT_MS)
    (card_id, wait), *_ = window.view.living.waits.items()
    assert 35 <= wait.seconds <= 37
    assert "limit per minute" in window.view.waiting_reason(card_id)
    begin_s = time.monotonic()
    window.stop()
    qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
    assert time.monotonic() - begin_s < 2 * busyness()
    card = newest(window)
    assert card.status is Status.CANCELLED
    assert not window.view.living.waits
    assert len(calls(gemini)) == 1
    still_works(window, qtbot, card)


def test_h61_after_the_countdown_it_is_sent_once_more(window, qtbot, gemini) -> None:
    gemini.script(quota("0.2s"), good_answer())
    ask(window)
    qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
    assert newest(window).status is Status.COMPLETED
    assert len(calls(gemini)) == 2
    assert calls(gemini)[0].body == calls(gemini)[1].body


def test_h62_quota_per_day_is_not_tried_again_and_says_so(window, qtbot, gemini) -> None:
    gemini.script(quota("0.2s", quota_id="PerDay"), good_answer())
    card = failed(window, qtbot)
    assert card.error_kind == "quota_day"
    assert "day" in card.error_message
    assert len(calls(gemini)) == 1
    still_works(window, qtbot, card)


@pytest.mark.parametrize("status", [500, 503])
def test_h63_overload_is_tried_three_times_and_then_said(window, qtbot, gemini, status) -> None:
    broken = json_answer({"error": {"code": status, "message": "overloaded"}}, status)
    gemini.script(broken, broken, broken, good_answer())
    card = failed(window, qtbot)
    assert card.error_kind == "overloaded"
    assert len(calls(gemini)) == 3
    still_works(window, qtbot, card)


@pytest.mark.parametrize("kind", ["page", "302", "307"])
def test_h64_login_page_is_named_and_no_other_host_gets_the_key(
    window, qtbot, gemini, kind
) -> None:
    with GeminiServer() as other:
        answers = {"page": page(), "302": redirect(other.url, 302), "307": redirect(other.url, 307)}
        gemini.script(answers[kind], good_answer())
        card = failed(window, qtbot)
        assert card.error_kind == "captive_portal"
        assert "log" in card.error_message.lower()
        still_works(window, qtbot, card)
        assert other.requests == []


def picture_part(data: object) -> dict[str, object]:
    return {"inlineData": {"mimeType": "image/png", "data": data}}


DAMAGED = {
    "cut JSON": sample("malformed"),
    "empty body": Answer(),
    "null": Answer(body=b"null"),
    "a list": Answer(body=b"[]"),
    "an object without anything": json_answer({}),
    "candidates of another type": json_answer({"candidates": "x"}),
    "parts of another type": json_answer({"candidates": [{"content": {"parts": 7}}]}),
    "data of another type": json_answer(answer_body([picture_part({"a": 1})])),
    "bad base64": json_answer(answer_body([picture_part("&&& no base64 &&&")])),
    "no picture in it": json_answer(answer_body([picture_part("aGVsbG8gd29ybGQ=")])),
    "bad gzip": Answer(body=b"\x1f\x8bnot gzip at all", headers=(("Content-Encoding", "gzip"),)),
    "not UTF-8": Answer(body=b'{"candidates": "\xff\xfe"}'),
    "nested deeply": Answer(body=b"[" * 200_000),
    "short body": truncated(),
    "reset": reset(),
}


@pytest.mark.usefixtures("in_processes")
def test_h65_damaged_answers_are_named_asked_for_once_and_never_stored(
    window, qtbot, gemini
) -> None:
    gemini.script(*DAMAGED.values(), good_answer())
    told: dict[str, str] = {}
    for number, name in enumerate(DAMAGED, 1):
        card = failed(window, qtbot, name)
        told[name] = card.error_kind
        assert len(calls(gemini)) == number, name
    assert set(told.values()) <= {"damaged_answer", "empty", "connection_lost"}, told
    assert window.parts.reader.totals().images == 0
    still_works(window, qtbot, newest(window))


@pytest.mark.usefixtures("in_processes")
@pytest.mark.parametrize("answer", [never(), dripping(0.05)], ids=["silence", "drip"])
def test_h66_total_limit_holds(studio, qtbot, gemini, monkeypatch, answer) -> None:
    shorten(monkeypatch, total_s=0.7)
    gemini.script(answer, good_answer())
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window) and gemini.arrived.is_set(), timeout=WAIT_MS)
        begin_s = time.monotonic()
        card = failed(window, qtbot)
        assert time.monotonic() - begin_s < (0.7 + 2) * busyness()
        assert card.error_kind == "time_limit"
        assert "charged" in card.error_message
        assert gemini.disconnected.wait(5)
        assert len(calls(gemini)) == 1
        still_works(window, qtbot, card)


@pytest.mark.parametrize("name", ["promptblock", "imagesafety", "prohibited"])
def test_h67_refusals_are_the_models_and_no_error_trace(window, qtbot, gemini, name) -> None:
    gemini.script(sample(name), good_answer())
    card = failed(window, qtbot)
    assert card.error_kind == "refused"
    assert len(calls(gemini)) == 1
    still_works(window, qtbot, card)
