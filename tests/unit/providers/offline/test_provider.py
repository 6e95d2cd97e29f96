"""The offline model behind the port: results, sizes, what it edits, cancellation."""

import asyncio
import hashlib
import io
import json
import subprocess
import sys
import threading
import time

import pytest
from PIL import Image, ImageStat

from gallery_studio.domain.errors import ProviderError, RequestError
from gallery_studio.domain.generation import (
    FinishReason,
    GenerationRequest,
    GenerationResult,
    HistoryEntry,
    ModelPart,
    Progress,
    ProgressKind,
    ReferenceImage,
    Usage,
)
from gallery_studio.domain.ids import ImageId, ModelId
from gallery_studio.domain.image import MediaType
from gallery_studio.providers.offline import painter
from gallery_studio.providers.offline.provider import (
    ASPECT_RATIOS,
    IMAGE_SIZES,
    OfflineProvider,
    picture_size,
)
from tests.support.fair_time import Stopwatch, busyness, slowness

OFFLINE = ModelId("offline")


def ask(
    prompt: str,
    *,
    image_size: str | None = "512",
    aspect_ratio: str | None = None,
    seed: int | None = None,
    history: tuple[HistoryEntry, ...] = (),
    references: tuple[ReferenceImage, ...] = (),
    source_id: ImageId | None = None,
) -> GenerationRequest:
    if source_id is None and references:
        source_id = references[0].image_id
    return GenerationRequest(
        OFFLINE, prompt, aspect_ratio, image_size, seed, history, references, source_id
    )


def run(request: GenerationRequest) -> GenerationResult:
    return asyncio.run(OfflineProvider().generate(request, lambda _: None))


def picture(result: GenerationResult) -> Image.Image:
    return Image.open(io.BytesIO(result.image))


def reference(colour: tuple[int, int, int], size: tuple[int, int] = (90, 60)) -> ReferenceImage:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    data = buffer.getvalue()
    return ReferenceImage(ImageId(hashlib.sha256(data).hexdigest()), MediaType.PNG, data)


def test_the_result_holds_everything() -> None:
    news: list[Progress] = []
    request = ask("a lighthouse at dusk", seed=7)

    result = asyncio.run(OfflineProvider().generate(request, news.append))

    assert picture(result).format == "PNG"
    assert picture(result).mode == "RGB"
    assert picture(result).info == {}
    assert result.text == "Offline model: a lighthouse by the sea at dusk."
    words, drawn = result.parts
    assert json.loads(words.json) == {"text": result.text}
    assert drawn.data == result.image
    assert hashlib.sha256(result.image).hexdigest() in drawn.json
    assert result.finish_reason == FinishReason.STOP
    assert result.usage == Usage()
    assert result.seed == 7
    assert [item.kind for item in news] == [ProgressKind.SENT]


def test_same_prompt_and_seed_give_the_same_bytes_here_and_in_another_process() -> None:
    code = (
        "import asyncio, hashlib;"
        "from gallery_studio.domain.generation import GenerationRequest;"
        "from gallery_studio.providers.offline.provider import OfflineProvider;"
        "request = GenerationRequest('offline', 'a meadow', '3:2', '512', 11);"
        "result = asyncio.run(OfflineProvider().generate(request, print));"
        "print(hashlib.sha256(result.image).hexdigest())"
    )
    request = ask("a meadow", aspect_ratio="3:2", seed=11)

    here = {hashlib.sha256(run(request).image).hexdigest() for _ in range(2)}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert here == {there.stdout.split()[-1]}
    assert run(ask("a meadow", aspect_ratio="3:2", seed=12)).image != run(request).image


def test_without_a_seed_the_words_decide() -> None:
    first, again, other = (run(ask(words)) for words in ("a vase", "a vase", "the vase"))

    assert first.image == again.image
    assert first.seed == again.seed != other.seed
    assert first.image == run(ask("a vase", seed=first.seed)).image


def test_words_it_cannot_follow_are_named() -> None:
    assert "it could not follow “dragon”" in run(ask("a dragon by the sea")).text


@pytest.mark.parametrize("ratio", ASPECT_RATIOS)
@pytest.mark.parametrize("size", IMAGE_SIZES)
def test_sizes_have_the_ratio_and_the_area(ratio: str, size: str) -> None:
    width, height = picture_size(ratio, size)
    across, down = (int(part) for part in ratio.split(":"))
    side = {"512": 512, "1K": 1024, "2K": 2048}[size]

    assert width / height == pytest.approx(across / down, rel=0.05)
    assert width * height == pytest.approx(side * side, rel=0.05)


def test_the_picture_has_the_size_asked_for() -> None:
    assert picture(run(ask("a vase", aspect_ratio="16:9"))).size == (680, 384)
    assert picture(run(ask("a vase"))).size == (512, 512)


@pytest.mark.parametrize("prompt", ["", "   ", "\n"])
def test_an_empty_prompt_is_refused(prompt: str) -> None:
    with pytest.raises(RequestError, match="Write a few words"):
        run(ask(prompt))


def test_unknown_ratios_and_sizes_are_refused() -> None:
    with pytest.raises(RequestError, match="aspect ratios"):
        run(ask("a vase", aspect_ratio="5:7"))
    with pytest.raises(RequestError, match="512, 1K and 2K"):
        run(ask("a vase", image_size="8K"))


def test_a_reference_is_edited() -> None:
    red = reference((200, 40, 30))

    result = run(ask("black and white", image_size=None, references=(red,)))

    assert result.text == "Offline model: black and white."
    assert picture(result).size == (90, 60)
    assert max(ImageStat.Stat(picture(result).convert("HSV")).mean[1:2]) == 0


def test_the_reference_named_as_the_source_is_edited() -> None:
    both = (reference((200, 40, 30)), reference((20, 40, 200)))

    result = run(ask("mirror", image_size=None, references=both, source_id=both[1].image_id))

    assert picture(result).getpixel((0, 0)) == (20, 40, 200)


def test_a_reference_that_is_not_the_source_is_not_edited() -> None:
    red = reference((200, 40, 30))
    request = GenerationRequest(OFFLINE, "a vase", None, "512", 3, (), (red,), None)

    assert picture(run(request)).size == (512, 512)


def test_in_a_conversation_its_own_picture_is_found_in_its_history() -> None:
    first, second = reference((250, 250, 250)).data, reference((10, 200, 10)).data
    source = ImageId(hashlib.sha256(second).hexdigest())
    history = (
        HistoryEntry("user", "start", references=(reference((1, 2, 3)),)),
        HistoryEntry("model", parts=(ModelPart("{}", first),)),
        HistoryEntry("user", "greener"),
        HistoryEntry("model", parts=(ModelPart("{}", second), ModelPart("{}", first, True))),
    )

    result = run(
        ask(
            "mirror",
            image_size=None,
            history=history,
            references=(reference((9, 9, 200)),),
            source_id=source,
        )
    )

    assert picture(result).getpixel((0, 0)) == (10, 200, 10)


def test_the_source_may_be_a_reference_sent_earlier() -> None:
    sent = reference((1, 2, 3))
    history = (HistoryEntry("user", "start", references=(sent,)),)

    result = run(ask("mirror", image_size=None, history=history, source_id=sent.image_id))

    assert picture(result).getpixel((0, 0)) == (1, 2, 3)


def test_a_source_that_is_nowhere_is_said() -> None:
    with pytest.raises(ProviderError, match="Start a new edit"):
        run(ask("mirror", source_id=ImageId("0" * 64)))


def test_its_answer_goes_on_as_its_own_history() -> None:
    result = run(ask("a vase", seed=3))
    history = (HistoryEntry("user", "a vase"), HistoryEntry("model", parts=result.parts))
    source = ImageId(hashlib.sha256(result.image).hexdigest())

    edited = run(ask("black and white", history=history, source_id=source))

    assert edited.text == "Offline model: black and white."


def test_an_edit_has_the_ratio_and_size_asked_for() -> None:
    result = run(ask("warmer", aspect_ratio="1:1", references=(reference((9, 9, 9), (900, 600)),)))

    assert picture(result).size == (512, 512)
    assert result.text == "Offline model: warmer, then cropped to 1:1."


def test_an_edit_it_cannot_follow_says_so_and_what_it_can() -> None:
    red = reference((200, 40, 30))

    result = run(ask("add a dragon", image_size=None, references=(red,)))

    assert picture(result).getpixel((0, 0)) == (200, 40, 30)
    assert result.text.startswith("Offline model: the picture is unchanged. I could not follow")
    assert "“add a dragon”" in result.text
    assert "The offline model can: brighter" in result.text


def test_what_it_could_follow_is_done_and_the_rest_named() -> None:
    result = run(ask("warmer, add a dragon", references=(reference((120, 120, 120)),)))
    red, _, blue = ImageStat.Stat(picture(result)).mean

    assert red > blue
    assert "warmer. I could not follow “add a dragon”" in result.text


def test_a_damaged_source_is_refused_in_words() -> None:
    damaged = ReferenceImage(ImageId("0" * 64), MediaType.PNG, b"\x89PNG nothing")

    with pytest.raises(ProviderError, match="cannot be read"):
        run(ask("warmer", references=(damaged,)))


def test_cancelling_ends_at_once_and_the_thread_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    has_begun, may_go_on, stopped = threading.Event(), threading.Event(), threading.Event()
    real_paint = painter.paint

    def slow_paint(*arguments: object) -> object:
        has_begun.set()
        may_go_on.wait(10)
        try:
            return real_paint(*arguments)  # type: ignore[arg-type]
        finally:
            stopped.set()

    monkeypatch.setattr(painter, "paint", slow_paint)

    async def cancel() -> float:
        task = asyncio.create_task(OfflineProvider().generate(ask("a vase"), lambda _: None))
        await asyncio.to_thread(has_begun.wait, 10)
        start = time.perf_counter()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        elapsed = time.perf_counter() - start
        may_go_on.set()
        return elapsed

    assert asyncio.run(cancel()) < 0.1 * busyness()
    assert stopped.wait(10)


def test_the_loop_stays_free_while_it_paints() -> None:
    async def longest_gap() -> float:
        task = asyncio.create_task(OfflineProvider().generate(ask("a vase"), lambda _: None))
        watch, longest, last = Stopwatch(), 0.0, 0.0
        while not task.done():
            await asyncio.sleep(0)
            now = watch.elapsed_s
            longest, last = max(longest, now - last), now
        await task
        return longest

    assert asyncio.run(longest_gap()) < 0.2


@pytest.mark.parametrize("prompt", ["a city skyline at night", "mountains", "a dahlia", "snow"])
def test_a_picture_of_1k_takes_about_a_second_of_one_core(prompt: str) -> None:
    start = time.process_time()
    run(ask(prompt, image_size="1K"))

    took_s = time.process_time() - start
    assert took_s < 2.4 * slowness()  # twice the budget of 1.2 s


def test_it_lists_itself_and_closes() -> None:
    provider = OfflineProvider()

    assert provider.name == "offline"
    assert asyncio.run(provider.list_models()) == (OFFLINE,)
    asyncio.run(provider.aclose())


def test_a_new_picture_says_that_references_were_not_looked_at() -> None:
    red = reference((200, 40, 30))

    result = run(GenerationRequest(OFFLINE, "a lamp", None, "512", 1, references=(red,)))

    assert picture(result).size == (512, 512)
    assert "does not look at reference pictures" in result.text
