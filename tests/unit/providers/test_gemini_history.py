"""A conversation goes back to its model exactly as it came."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.errors import ProviderErrorKind as Kind
from gallery_studio.domain.generation import HistoryEntry, ModelPart, ReferenceImage
from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import MediaType
from gallery_studio.providers import base64_text
from gallery_studio.providers.gemini_parts import part_from_wire
from tests.support.gemini_server import (
    SIGNATURE,
    GeminiServer,
    RecordedRequest,
    answer_body,
    json_answer,
    picture,
    sample,
    sample_document,
    small_png,
)
from tests.unit.providers.gemini_bench import ask, error_of, request


def _reference(data: bytes, media_type: MediaType = MediaType.PNG) -> ReferenceImage:
    return ReferenceImage(ImageId("0" * 64), media_type, data)


def _decoded(value: str) -> bytes:
    return base64.urlsafe_b64decode(value)


def _second_turn(server: GeminiServer, parts: tuple[ModelPart, ...]) -> RecordedRequest:
    """Send "Now make it blue" after an answer of these parts; return the request."""
    history = (HistoryEntry("user", "Make a poster"), HistoryEntry("model", parts=parts))
    ask(server.url, request("Now make it blue", history=history))
    return server.requests[-1]


def test_a_first_turn_with_a_reference_is_the_recorded_one(gemini_server: GeminiServer) -> None:
    recorded = sample_document("request_b1_chat_turn1_reference")["body"]
    inline = recorded["contents"][0]["parts"][0]["inlineData"]

    ask(
        gemini_server.url,
        request(
            "Make a poster of this",
            references=(_reference(_decoded(inline["data"])),),
            aspect_ratio="16:9",
            image_size="2K",
        ),
    )

    assert gemini_server.requests[0].body == recorded


def test_a_second_turn_is_the_recorded_one_without_its_thoughts(
    gemini_server: GeminiServer,
) -> None:
    recorded = sample_document("request_b2_chat_turn2_image_and_signature")["body"]
    user, model, again = recorded["contents"]
    history = (
        HistoryEntry(
            "user",
            user["parts"][1]["text"],
            (_reference(_decoded(user["parts"][0]["inlineData"]["data"])),),
        ),
        HistoryEntry("model", parts=tuple(part_from_wire(part) for part in model["parts"])),
    )

    ask(
        gemini_server.url,
        request(again["parts"][0]["text"], history=history, aspect_ratio="16:9", image_size="2K"),
    )

    model["parts"] = [part for part in model["parts"] if not part.get("thought")]
    assert gemini_server.requests[0].body == recorded


def test_signatures_and_pictures_come_back_byte_for_byte(gemini_server: GeminiServer) -> None:
    data = b"\xff\xd8\xff" + bytes(range(256)) * 2000
    gemini_server.script(picture(data, "image/jpeg", text="Here it is."))
    first = ask(gemini_server.url)

    sent = _second_turn(gemini_server, first.parts)

    text, image = sent.body["contents"][1]["parts"]
    assert text["text"] == "Here it is."
    assert _decoded(image["inlineData"]["data"]) == data
    assert _decoded(image["thoughtSignature"]) == SIGNATURE
    assert [content["role"] for content in sent.body["contents"]] == ["user", "model", "user"]


def test_a_part_stores_its_bytes_beside_its_json(gemini_server: GeminiServer) -> None:
    result = ask(gemini_server.url)
    part = result.parts[-1]
    stored = json.loads(part.json)

    assert part.data == small_png()
    assert stored["inline_data"]["data"].startswith("sha256:")
    assert _decoded(stored["thought_signature"]) == SIGNATURE
    assert len(part.json) < 800


def test_fields_google_genai_does_not_know_are_kept_but_not_sent(
    gemini_server: GeminiServer,
) -> None:
    wire = {
        "inlineData": {"mimeType": "image/png", "data": "AAAA", "brandNewBlobField": 1},
        "thoughtSignature": "AQID",
        "brandNewField": {"a": [1]},
    }
    gemini_server.script(json_answer(answer_body([wire])))
    first = ask(gemini_server.url)

    sent = _second_turn(gemini_server, first.parts)

    assert '"brand_new_field":{"a":[1]}' in first.parts[0].json
    assert '"brand_new_blob_field":1' in first.parts[0].json
    (part,) = sent.body["contents"][1]["parts"]
    assert _decoded(part["thoughtSignature"]) == b"\x01\x02\x03"
    assert _decoded(part["inlineData"]["data"]) == b"\0\0\0"


def _broken(result_parts: tuple[ModelPart, ...]) -> dict[str, tuple[ModelPart, ...]]:
    image = result_parts[-1]
    return {
        "missing": (replace(image, data=None),),
        "has changed": (replace(image, data=b"other bytes"),),
        "cannot be read": (ModelPart("{not json"),),
        "without its parts": (ModelPart('{"text":"x"}', is_thought=True),),
    }


@pytest.mark.parametrize("cause", ["missing", "has changed", "cannot be read", "without its parts"])
def test_a_conversation_that_cannot_go_on_is_not_sent(
    gemini_server: GeminiServer, cause: str
) -> None:
    gemini_server.script(sample("success"))
    parts = _broken(ask(gemini_server.url).parts)[cause]
    history = (HistoryEntry("user", "x"), HistoryEntry("model", parts=parts))

    error = error_of(gemini_server.url, request("again", history=history))

    assert error.kind is Kind.HISTORY_UNREADABLE
    assert cause in error.message
    assert not error.retryable
    assert len(gemini_server.requests) == 1


@pytest.mark.parametrize("stored", ["[]", "7", '{"inline_data":7}', '{"thought_signature":[1]}'])
def test_any_damaged_record_is_named_as_such(gemini_server: GeminiServer, stored: str) -> None:
    history = (HistoryEntry("model", parts=(ModelPart(stored),)),)

    error = error_of(gemini_server.url, request("again", history=history))

    assert error.kind is Kind.HISTORY_UNREADABLE


def test_references_go_out_in_order_before_the_words(gemini_server: GeminiServer) -> None:
    references = (_reference(b"one"), _reference(b"two", MediaType.JPEG))

    ask(gemini_server.url, request("Join them", references=references))

    *images, text = gemini_server.requests[0].body["contents"][0]["parts"]
    assert [_decoded(i["inlineData"]["data"]) for i in images] == [b"one", b"two"]
    assert [i["inlineData"]["mime_type"] for i in images] == ["image/png", "image/jpeg"]
    assert text == {"text": "Join them"}


@given(st.binary(max_size=2000), st.sampled_from(["standard", "url-safe"]), st.booleans())
def test_both_alphabets_with_and_without_padding_give_the_same_bytes(
    data: bytes, alphabet: str, is_padded: bool
) -> None:
    encode = base64.b64encode if alphabet == "standard" else base64.urlsafe_b64encode
    text = encode(data).decode()

    assert base64_text.decode(text if is_padded else text.rstrip("=")) == data
    assert _decoded(base64_text.encode_url_safe(data)) == data


@pytest.mark.parametrize("text", ["A", "AA\nAA", "AA=A", "ÄÄÄÄ", "AA AA", "AAA*"])
def test_what_is_not_base64_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        base64_text.decode(text)


def test_every_step_of_a_long_text_is_checked() -> None:
    good: Any = "A" * (base64_text._STEP * 2)

    assert base64_text.decode(good) == b"\0" * (len(good) * 3 // 4)
    with pytest.raises(ValueError, match=r".+"):
        base64_text.decode(good[:-8] + "=" + good[-7:])
