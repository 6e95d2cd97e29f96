"""Requests, results and errors cross the border between processes unchanged."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.generation import (
    GenerationRequest,
    GenerationResult,
    HistoryEntry,
    ModelPart,
    Progress,
    ProgressKind,
    ReferenceImage,
    Usage,
)
from gallery_studio.domain.image import MediaType
from gallery_studio.providers import gemini_messages as messages
from gallery_studio.providers.text_port import TextRequest, TextResult

words = st.text(st.characters(codec=None), max_size=12)
data = st.binary(max_size=20)
numbers = st.none() | st.integers(0, 10**9)
few = {"max_size": 2}
references = st.lists(
    st.builds(ReferenceImage, words, st.sampled_from(MediaType), data, words), **few
).map(tuple)
parts = st.lists(st.builds(ModelPart, words, st.none() | data, st.booleans()), **few).map(tuple)
entries = st.builds(HistoryEntry, st.sampled_from(["user", "model"]), words, references, parts)
requests = st.builds(
    GenerationRequest,
    model=words,
    prompt=words,
    aspect_ratio=st.none() | words,
    image_size=st.none() | words,
    seed=numbers,
    history=st.lists(entries, **few).map(tuple),
    references=references,
    source_id=st.none() | words,
)
usages = st.builds(Usage, numbers, numbers, numbers, numbers, numbers)
results = st.builds(
    GenerationResult,
    image=data,
    text=words,
    parts=parts,
    finish_reason=words,
    usage=usages,
    model_version=words,
    response_id=words,
    extra_images=st.lists(data, **few).map(tuple),
    seed=numbers,
)


def sent(fields: Any) -> Any:
    """Return what JSON makes of it."""
    return json.loads(json.dumps(fields))


@given(requests)
def test_a_request(request: GenerationRequest) -> None:
    fields, blobs = messages.pack_request(request)

    assert messages.unpack_request(sent(fields), blobs) == request


@given(results)
def test_a_result(result: GenerationResult) -> None:
    fields, blobs = messages.pack_result(result)

    assert messages.unpack_result(sent(fields), blobs) == result


def test_a_picture_that_is_also_a_part_is_sent_once() -> None:
    picture = b"the same bytes"
    result = GenerationResult(picture, parts=(ModelPart("{}", picture), ModelPart("{}", picture)))

    fields, blobs = messages.pack_result(result)
    arrived = messages.unpack_result(sent(fields), blobs)

    assert blobs == (picture,)
    assert arrived.parts[0].data is arrived.image


@given(
    st.builds(TextRequest, words, words, words, st.dictionaries(words, words), st.none(), numbers)
)
def test_a_request_for_words(request: TextRequest) -> None:
    assert messages.unpack_words(sent(messages.pack_words(request))) == request


@given(st.builds(TextResult, words, usages, words, words))
def test_an_answer_in_words(result: TextResult) -> None:
    assert messages.unpack_text(sent(messages.pack_text(result))) == result


@given(st.builds(Progress, st.sampled_from(ProgressKind), words, st.floats(0, 99), st.integers()))
def test_news(progress: Progress) -> None:
    arrived = messages.unpack_progress(sent(messages.pack_progress(progress)))

    assert arrived == progress
    assert isinstance(arrived.kind, ProgressKind)


@given(
    st.builds(
        ProviderError,
        st.sampled_from(ProviderErrorKind),
        words,
        retryable=st.booleans(),
        retry_after_s=st.none() | st.floats(0, 99),
        finish_reason=st.none() | words,
        may_be_charged=st.booleans(),
    )
)
def test_an_error(error: ProviderError) -> None:
    arrived = messages.unpack_error(sent(messages.pack_error(error)))

    assert vars(arrived) == vars(error)
    assert isinstance(arrived.kind, ProviderErrorKind)
