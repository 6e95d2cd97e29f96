"""The recording plays back what was stored, and says so."""

from __future__ import annotations

import asyncio

import pytest

from gallery_studio.domain.errors import ProviderError
from gallery_studio.domain.generation import GenerationRequest
from gallery_studio.domain.ids import ImageId
from gallery_studio.providers.recorded import (
    LONGEST_S,
    RECORDED_MODEL,
    RecordedAnswer,
    RecordedProvider,
)


def answer(message: str, source: str | None, image: str, duration_s: float = 4.0) -> RecordedAnswer:
    return RecordedAnswer(
        message, source and ImageId(source), ImageId(image), image.encode, "", "3 Pro", duration_s
    )


ANSWERS = (
    answer("A lamp on a plinth", None, "lamp"),
    answer("A red boat at sea", None, "boat", 90.0),
    answer("Make it night", "lamp", "lamp-night"),
    answer("Make it warmer", "lamp", "lamp-warm"),
)


def ask(words: str, source: str | None = None):
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    provider = RecordedProvider(ANSWERS, sleep=sleep)
    request = GenerationRequest(RECORDED_MODEL, words, source_id=source and ImageId(source))
    told: list[object] = []
    result = asyncio.run(provider.generate(request, told.append))
    assert len(told) == 1
    return result, waits


@pytest.mark.parametrize(
    ("words", "source", "image"),
    [
        ("a BOAT, please", None, b"boat"),
        ("lamp", None, b"lamp"),
        ("nothing of the kind", None, b"lamp"),
        ("warmer", "lamp", b"lamp-warm"),
        ("night!", "lamp", b"lamp-night"),
    ],
)
def test_the_nearest_sentence_of_the_same_picture_is_played(words, source, image):
    result, _ = ask(words, source)
    assert result.image == image
    assert result.text.startswith("A recording: ")
    assert result.model_version == "recording of 3 Pro"


def test_it_takes_as_long_as_it_took_but_nobody_waits_for_ever():
    assert ask("lamp")[1] == [4.0]
    assert ask("boat")[1] == [LONGEST_S]


def test_where_the_recording_ends_it_says_so():
    with pytest.raises(ProviderError, match="recording ends") as error:
        ask("night", "boat")
    assert not error.value.retryable
