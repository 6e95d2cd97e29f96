"""Every recorded answer of the service, sent by a real server and read through the real SDK."""

from __future__ import annotations

import base64
import json

import pytest

from gallery_studio.domain.errors import ProviderErrorKind as Kind
from gallery_studio.domain.generation import Usage
from gallery_studio.providers.gemini_refusals import block_error, finish_error
from tests.support.gemini_server import (
    WIRE_FOLDER,
    Answer,
    GeminiServer,
    answer_body,
    json_answer,
    page,
    picture,
    sample,
    sample_document,
    small_png,
)
from tests.unit.providers.gemini_bench import ask, error_of

# sample: (kind, words of its own sentence, whether Retry can help, whether it may be charged)
REFUSALS = {
    "empty": (Kind.EMPTY, "nothing in it", True, False),
    "emptyparts": (Kind.EMPTY, "without a picture and without a word", True, False),
    "err400deadline": (Kind.BAD_REQUEST, "time limit this version sends", False, False),
    "err400key": (Kind.KEY_WRONG, "does not accept the key", False, False),
    "err400sig": (Kind.HISTORY_UNREADABLE, "new conversation", False, False),
    "err400unknownfield": (Kind.BAD_REQUEST, "a setting this version sends", False, False),
    "err403": (Kind.NOT_ALLOWED, "did not get the key", True, False),
    "err404": (Kind.MODEL_GONE, "no longer has Gemini Nano Banana 2.1", False, False),
    "err429": (Kind.BILLING, "Turn on billing", True, False),
    "err500": (Kind.OVERLOADED, "internal error", True, False),
    "err503": (Kind.OVERLOADED, "model is overloaded", True, False),
    "err504": (Kind.TIME_LIMIT, "took too long", True, False),
    "htmlerr": (Kind.OVERLOADED, "gateway", True, False),
    "imageother": (Kind.EMPTY, "while painting and did not say why", True, False),
    "imageprohibited": (Kind.REFUSED, "it showed something that is not allowed", False, False),
    "imagesafety": (Kind.REFUSED, "safety filter held it back", True, False),
    "malformed": (Kind.DAMAGED_ANSWER, "broke off or is not JSON", True, True),
    "maxtokens": (Kind.TRUNCATED, "before the picture was done", True, False),
    "noimage": (Kind.EMPTY, "could not make a picture of this", True, False),
    "notjson": (Kind.CAPTIVE_PORTAL, "asks for a login", True, False),
    "prohibited": (Kind.REFUSED, "it must not make", False, False),
    "promptblock": (Kind.REFUSED, "the service does not allow", False, False),
    "promptsafety": (Kind.REFUSED, "blocked as unsafe before", False, False),
    "recitation": (Kind.REFUSED, "too close to an existing one", True, False),
    "reset": (Kind.CONNECTION_LOST, "connection was lost", True, True),
    "safety": (Kind.REFUSED, "judged the request unsafe", False, False),
    "slow_timeout": (Kind.TIME_LIMIT, "within the time limit", True, True),
    "textonly": (Kind.EMPTY, "“I can describe that picture", True, False),
    "trunc": (Kind.DAMAGED_ANSWER, "broke off before its end", True, True),
    "unknownfinish": (Kind.EMPTY, "BRAND_NEW_REASON", True, False),
}
PICTURES = {"success": 1, "extrafield": 1, "two": 2}
BESIDES = {"batch_get_succeeded", "stream_streamerr", "stream_streamtail", "stream_success"}
"""Answers to requests the provider does not send; read by the SDK in test_gemini_wire.py."""


def test_every_recorded_response_is_covered() -> None:
    recorded = {path.stem.removeprefix("response_") for path in WIRE_FOLDER.glob("response_*")}

    assert recorded == REFUSALS.keys() | PICTURES.keys() | BESIDES


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_each_refusal_has_its_own_sentence(gemini_server: GeminiServer, name: str) -> None:
    kind, words, is_retryable, may_be_charged = REFUSALS[name]
    gemini_server.script(sample(name))
    total_s = 0.3 if name == "slow_timeout" else 10.0

    error = error_of(gemini_server.url, total_s=total_s)

    assert (error.kind, error.retryable, error.may_be_charged) == (
        kind,
        is_retryable,
        may_be_charged,
    )
    assert words in error.message
    others = {text for other, (_, text, *_) in REFUSALS.items() if other != name}
    assert not [text for text in others if text in error.message]


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_comes_out_byte_for_byte(gemini_server: GeminiServer, name: str) -> None:
    gemini_server.script(sample(name))
    wire_parts = sample_document(f"response_{name}")["body"]["candidates"][0]["content"]["parts"]
    sent = [
        base64.b64decode(part["inlineData"]["data"])
        for part in wire_parts
        if "inlineData" in part and not part.get("thought")
    ]

    result = ask(gemini_server.url)

    assert [result.image, *result.extra_images] == sent
    assert len(sent) == PICTURES[name]
    assert result.text == "Here is your image."
    assert [part.is_thought for part in result.parts] == [
        bool(part.get("thought")) for part in wire_parts
    ]


def test_the_words_of_the_service_are_shown(gemini_server: GeminiServer) -> None:
    gemini_server.script(sample("imageprohibited"))

    message = error_of(gemini_server.url).message

    assert message.endswith("The service says: “Unable to show the generated image.”")


def test_what_was_used_and_who_answered_is_kept(gemini_server: GeminiServer) -> None:
    gemini_server.script(sample("success"))

    result = ask(gemini_server.url)

    assert result.usage == Usage(9, 1120, 0, 280, 1409)
    assert result.model_version == "gemini-nano-banana-2.1"
    assert result.response_id == "resp-1b71ad413b48"
    assert result.finish_reason == "STOP"


def test_draft_pictures_of_thoughts_are_never_the_picture(gemini_server: GeminiServer) -> None:
    draft = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}, "thought": True}
    gemini_server.script(json_answer(answer_body([draft])))

    assert error_of(gemini_server.url).kind is Kind.EMPTY


def test_a_large_picture_is_not_changed(gemini_server: GeminiServer) -> None:
    data = b"\xff\xd8" + bytes(range(256)) * 4096 + b"\x01"
    gemini_server.script(picture(data, "image/png"))

    assert ask(gemini_server.url).image == data


def _with_data(text: object) -> Answer:
    return json_answer(answer_body([{"inlineData": {"mimeType": "image/png", "data": text}}]))


DAMAGED = {
    "bad base64": _with_data("!!!! not base64 !!!!"),
    "base64 with line breaks": _with_data("AAAA\nAAAA"),
    "letters outside ASCII": _with_data("AAAÄ"),
    "data that is a number": _with_data(7),
    "bad signature": json_answer(answer_body([{"text": "x", "thoughtSignature": "*"}])),
    "null": json_answer(None),
    "list": json_answer([]),
    "text": json_answer("hello"),
    "candidates that are a text": json_answer({"candidates": "none"}),
    "candidate that is a number": json_answer({"candidates": [1]}),
    "parts that are an object": json_answer({"candidates": [{"content": {"parts": {}}}]}),
    "text that is a list": json_answer(answer_body([{"text": ["x"]}])),
    "nested without end": Answer(body=b'{"candidates":' + b"[" * 100_000),
    "bytes that are no text": Answer(body=b"\xff\xfe\x00\x01"),
    "garbage said to be gzip": Answer(body=b"nonsense", headers=(("Content-Encoding", "gzip"),)),
}


@pytest.mark.parametrize("case", sorted(DAMAGED))
def test_a_damaged_answer_is_never_a_picture(gemini_server: GeminiServer, case: str) -> None:
    gemini_server.script(DAMAGED[case])

    error = error_of(gemini_server.url)

    assert error.kind is Kind.DAMAGED_ANSWER
    assert error.may_be_charged
    assert len(gemini_server.requests) == 1


def test_an_empty_body_says_so(gemini_server: GeminiServer) -> None:
    gemini_server.script(Answer(body=b""))

    assert "empty page" in error_of(gemini_server.url).message


@pytest.mark.parametrize("status", [200, 403, 511])
def test_a_login_page_is_named(gemini_server: GeminiServer, status: int) -> None:
    gemini_server.script(page(status=status))

    assert error_of(gemini_server.url).kind is Kind.CAPTIVE_PORTAL


def test_half_a_surrogate_pair_does_not_reach_the_library(gemini_server: GeminiServer) -> None:
    gemini_server.script(picture(small_png(), text="sea \ud83c"))

    result = ask(gemini_server.url)

    assert result.text == "sea �"
    assert all(part.json.isascii() for part in result.parts)


def test_long_words_of_a_model_are_cut(gemini_server: GeminiServer) -> None:
    gemini_server.script(json_answer(answer_body([{"text": "no " * 500}])))

    message = error_of(gemini_server.url).message

    assert len(message) < 500
    assert "…”" in message


@pytest.mark.parametrize("make", [finish_error, block_error])
def test_known_reasons_never_share_a_sentence(make) -> None:
    from google.genai import types

    enum = types.FinishReason if make is finish_error else types.BlockedReason
    ignored = {
        "STOP",
        "FINISH_REASON_UNSPECIFIED",
        "BLOCKED_REASON_UNSPECIFIED",
    }
    errors = {reason: make(reason) for reason in (r.value for r in enum) if reason not in ignored}

    assert [r for r, error in errors.items() if "does not know" in error.message] == []
    assert len({error.message for error in errors.values()}) == len(errors)
    assert all(error.finish_reason == reason for reason, error in errors.items())


STATUSES = {
    (401, "x"): (Kind.KEY_WRONG, False),
    (402, "x"): (Kind.BILLING, True),
    (403, "Requests from referer are blocked."): (Kind.NOT_ALLOWED, False),
    (403, "Your API key was reported as leaked."): (Kind.KEY_WRONG, False),
    (400, "User location is not supported for the API use."): (Kind.NOT_ALLOWED, False),
    (400, "API key expired. Please renew the API key."): (Kind.KEY_WRONG, False),
    (400, "Something else"): (Kind.BAD_REQUEST, False),
    (407, "x"): (Kind.PROXY, True),
    (413, "x"): (Kind.BAD_REQUEST, False),
    (418, "I am a teapot"): (Kind.UNKNOWN, True),
    (499, "x"): (Kind.CONNECTION_LOST, True),
}


@pytest.mark.parametrize("case", sorted(STATUSES))
def test_each_status_has_its_kind(gemini_server: GeminiServer, case: tuple[int, str]) -> None:
    status, words = case
    gemini_server.script(json_answer({"error": {"code": status, "message": words}}, status))

    error = error_of(gemini_server.url)

    assert (error.kind, error.retryable) == STATUSES[case]
    assert len(gemini_server.requests) == 1


def test_an_error_body_of_any_shape_is_survived(gemini_server: GeminiServer) -> None:
    gemini_server.script(Answer(400, json.dumps({"error": {"details": "x"}}).encode()))

    assert error_of(gemini_server.url).kind is Kind.BAD_REQUEST
