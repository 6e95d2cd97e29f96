"""The offline model paints: repeatably, differently by seed, scene, time and weather."""

import hashlib
import subprocess
import sys

import pytest
from PIL import Image, ImageChops, ImageStat

from gallery_studio.providers.offline.painter import paint
from gallery_studio.providers.offline.painting import PaintingStoppedError

SIZE = (192, 192)

PROMPTS = {
    "mountains": "mountains",
    "dunes": "desert dunes",
    "forest": "a forest",
    "meadow": "a meadow",
    "sea": "a lighthouse by the sea",
    "night": "stars and aurora",
    "skyline": "a city skyline",
    "street": "a street",
    "portrait": "a portrait",
    "still_life": "a vase",
    "botanical": "a dahlia",
    "flow": "abstract flow",
    "geometric": "bauhaus geometry",
    "cut_paper": "cut paper",
}


def difference(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of two pictures in tones."""
    return sum(ImageStat.Stat(ImageChops.difference(first, second)).mean) / 3


def mean(image: Image.Image) -> list[float]:
    return ImageStat.Stat(image).mean


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS.keys())
def test_every_scene_repeats_itself_and_varies_with_the_seed(prompt: str) -> None:
    first, again, other = paint(prompt, 1, SIZE), paint(prompt, 1, SIZE), paint(prompt, 2, SIZE)

    assert first.image.tobytes() == again.image.tobytes()
    assert first.shows == again.shows
    assert difference(first.image, other.image) > 4


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS.keys())
def test_every_scene_has_depth_and_colour(prompt: str) -> None:
    image = paint(prompt, 1, SIZE).image
    spread = ImageStat.Stat(image.convert("L")).stddev[0]
    colours = image.quantize(64).getcolors()

    assert spread > 9
    assert colours is not None
    assert len(colours) > 40


def test_scenes_look_different_from_each_other() -> None:
    pictures = {name: paint(prompt, 3, (64, 64)).image for name, prompt in PROMPTS.items()}
    names = list(pictures)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]

    alike = [pair for pair in pairs if difference(pictures[pair[0]], pictures[pair[1]]) < 10]
    assert alike == []


def test_the_same_pixels_come_from_another_process() -> None:
    code = (
        "import hashlib; from gallery_studio.providers.offline.painter import paint;"
        f"print(hashlib.sha256(paint('a lamp in the rain', 7, {SIZE}).image.tobytes()).hexdigest())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    here = hashlib.sha256(paint("a lamp in the rain", 7, SIZE).image.tobytes()).hexdigest()
    assert answer.stdout.strip() == here


def test_unknown_words_change_the_picture_all_the_same() -> None:
    plain, odd = paint("a vase", 1, SIZE), paint("a vase zyx", 1, SIZE)

    assert odd.missed == ("zyx",)
    assert difference(plain.image, odd.image) > 4


def test_night_is_darker_than_noon() -> None:
    night, noon = (paint(f"mountains at {time}", 1, SIZE).image for time in ("night", "noon"))

    assert sum(mean(night)) < 0.6 * sum(mean(noon))


@pytest.mark.parametrize(
    ("colour", "channel"), [("red", 0), ("green", 1), ("cobalt", 2)], ids=["red", "green", "blue"]
)
def test_a_named_wall_has_its_colour(colour: str, channel: int) -> None:
    means = mean(paint(f"a white vase on a {colour} background at noon", 1, SIZE).image)

    assert max(range(3), key=lambda index: means[index]) == channel


@pytest.mark.parametrize("weather", ["rain", "snow", "fog", "storm"])
def test_weather_is_seen_and_said(weather: str) -> None:
    painting = paint(f"the sea at noon, {weather}", 1, SIZE)

    assert weather in painting.shows
    assert difference(painting.image, paint("the sea at noon", 1, SIZE).image) > 4


def test_it_says_what_it_painted() -> None:
    assert paint("a lighthouse at dusk", 1, (64, 64)).shows == "a lighthouse by the sea at dusk"


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS.keys())
@pytest.mark.parametrize("size", [(320, 40), (40, 320)], ids=["8:1", "1:8"])
def test_every_scene_fits_the_longest_shapes(prompt: str, size: tuple[int, int]) -> None:
    assert paint(prompt, 1, size).image.size == size


def test_the_picture_is_the_same_at_every_size() -> None:
    small, large = paint("a vase", 5, (128, 128)).image, paint("a vase", 5, (384, 384)).image

    assert difference(small, large.resize((128, 128), Image.Resampling.BOX)) < 9


def test_a_painting_nobody_waits_for_ends() -> None:
    asked = []

    def is_stopped() -> bool:
        asked.append(True)
        return len(asked) > 5

    with pytest.raises(PaintingStoppedError):
        paint("mountains", 1, SIZE, is_stopped)
    assert len(asked) == 6
