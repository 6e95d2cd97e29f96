"""Each edit does to a picture what its words say, in the order of mention."""

import io
import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.providers.offline.edit_lexicon import NAMES
from gallery_studio.providers.offline.editor import decode, edit, fitted
from gallery_studio.providers.offline.edits import EDITS, crop_to_ratio
from gallery_studio.providers.offline.painter import paint
from gallery_studio.providers.offline.painting import PaintingStoppedError


@pytest.fixture(scope="module")
def source() -> Image.Image:
    return paint("a terracotta vase on a sage wall at noon", 3, (240, 160)).image


def edited(image: Image.Image, message: str) -> Image.Image:
    return edit(image, message, 1).image


def light(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).mean[0]


def spread(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).stddev[0]


def saturation(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("HSV")).mean[1]


def warmth(image: Image.Image) -> float:
    red, _, blue = ImageStat.Stat(image).mean
    return red - blue


def detail(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L").filter(ImageFilter.FIND_EDGES)).mean[0]


def corners(image: Image.Image) -> float:
    return light(image.crop((0, 0, 20, 20)))


@pytest.mark.parametrize(
    ("message", "measure", "sign"),
    [
        ("brighter", light, 1),
        ("darker", light, -1),
        ("more contrast", spread, 1),
        ("less contrast", spread, -1),
        ("more colour", saturation, 1),
        ("muted", saturation, -1),
        ("warmer", warmth, 1),
        ("cooler", warmth, -1),
        ("sepia", warmth, 1),
        ("blur", detail, -1),
        ("sharpen", detail, 1),
        ("grain", detail, 1),
        ("vignette", corners, -1),
        ("night", light, -1),
        ("sunset", warmth, 1),
        ("fog", spread, -1),
        ("snow", saturation, -1),
        ("rain", light, -1),
        ("glow", light, 1),
    ],
)
def test_an_edit_has_its_effect_and_more_of_it_when_stronger(
    source: Image.Image, message: str, measure: Callable[[Image.Image], float], sign: int
) -> None:
    before, after = measure(source), measure(edited(source, message))

    assert (after - before) * sign > 1
    if message not in {"sepia", "night", "sunset", "rain", "snow"}:
        little, much = (measure(edited(source, f"{how} {message}")) for how in ("slightly", "much"))
        assert (much - little) * sign > 0


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_can_be_seen_and_repeats_itself(source: Image.Image, name: str) -> None:
    message = {"crop": "crop to 4:5", "tint": "tint it blue"}.get(name, name.replace("_", " "))
    message = {"rotate_half": "rotate 180", "more_colour": "vivid", "sharper": "sharpen"}.get(
        name, message
    )
    first, again = edit(source, message, 4), edit(source, message, 4)

    assert first.missed == ()
    assert first.done
    assert first.image.mode == "RGB"
    assert first.image.tobytes() == again.image.tobytes()
    if first.image.size == source.size:
        assert max(ImageStat.Stat(ImageChops.difference(first.image, source)).mean) > 0.5


def test_black_and_white_has_no_colour(source: Image.Image) -> None:
    assert saturation(edited(source, "black and white")) == 0


def test_the_order_of_mention_counts(source: Image.Image) -> None:
    grey_last = edit(source, "warmer, then black and white", 1)
    grey_first = edit(source, "black and white, then warmer", 1)

    assert grey_last.done == ("warmer", "black and white")
    assert saturation(grey_last.image) == 0
    assert warmth(grey_first.image) > 10


def test_invert_twice_is_the_picture_again(source: Image.Image) -> None:
    assert edited(edited(source, "invert"), "invert").tobytes() == source.tobytes()


def test_turning_and_mirroring(source: Image.Image) -> None:
    assert edited(source, "rotate left").size == (160, 240)
    assert edited(source, "rotate left").getpixel((0, 239)) == source.getpixel((0, 0))
    assert edited(source, "rotate right").getpixel((159, 0)) == source.getpixel((0, 0))
    assert edited(source, "upside down").getpixel((239, 159)) == source.getpixel((0, 0))
    assert edited(source, "mirror").getpixel((239, 0)) == source.getpixel((0, 0))
    assert edited(source, "flip vertically").getpixel((0, 159)) == source.getpixel((0, 0))


@pytest.mark.parametrize(
    ("message", "size"),
    [("crop to 16:9", (240, 135)), ("crop to a square", (160, 160)), ("crop to 9:16", (90, 160))],
)
def test_a_crop_keeps_the_middle(source: Image.Image, message: str, size: tuple[int, int]) -> None:
    assert edited(source, message).size == size


def test_a_border_has_the_named_colour_around_the_whole_picture(source: Image.Image) -> None:
    framed = edited(source, "add a cobalt border")

    assert framed.getpixel((0, 0)) == (0x1F, 0x4F, 0xC4)
    assert framed.size == (260, 180)
    assert framed.crop((10, 10, 250, 170)).tobytes() == source.tobytes()


def test_zooming_in_keeps_the_size_and_enlarges_the_middle(source: Image.Image) -> None:
    zoomed = edited(source, "zoom in")
    expected = source.crop((34, 23, 206, 137)).resize(source.size, Image.Resampling.LANCZOS)

    assert zoomed.size == source.size
    assert max(ImageStat.Stat(ImageChops.difference(zoomed, expected)).mean) < 3


def test_the_ratio_asked_for_beside_the_words_crops(source: Image.Image) -> None:
    result = edit(source, "warmer", 1, "1:1")

    assert result.image.size == (160, 160)
    assert result.done == ("warmer", "cropped to 1:1")
    assert edit(source, "warmer", 1, "3:2").done == ("warmer",)


def test_what_cannot_be_followed_leaves_the_picture_alone(source: Image.Image) -> None:
    result = edit(source, "add a dragon", 1)

    assert result.image.tobytes() == source.tobytes()
    assert result.done == ()
    assert result.missed == ("add a dragon",)


def test_an_edit_nobody_waits_for_ends(source: Image.Image) -> None:
    with pytest.raises(PaintingStoppedError):
        edit(source, "warmer", 1, None, lambda: True)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (7, 150), (150, 7)])
def test_every_edit_works_on_the_smallest_pictures(size: tuple[int, int]) -> None:
    tiny = Image.new("RGB", size, (120, 90, 60))
    rng = random.Random(1)
    for name in NAMES:
        step_name = {"crop": "crop to 1:1", "tint": "tint it teal"}.get(name, "")
        result = edit(tiny, step_name or name.replace("_", " "), rng.randrange(9)).image
        assert min(result.size) >= 1


@pytest.mark.parametrize(
    ("ratio", "size"), [("1:1", (100, 100)), ("2:1", (200, 100)), ("1:4", (25, 100))]
)
def test_crop_to_ratio(ratio: str, size: tuple[int, int]) -> None:
    assert crop_to_ratio(Image.new("RGB", (200, 100)), ratio).size == size


def test_fitted_scales_to_the_area_and_leaves_near_misses_alone() -> None:
    assert fitted(Image.new("RGB", (2000, 1000)), 512 * 512).size == (724, 362)
    near = Image.new("RGB", (510, 514))
    assert fitted(near, 512 * 512) is near


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_four_kinds_are_decoded(source: Image.Image, kind: str) -> None:
    decoded = decode(encoded(source, kind))

    assert decoded.mode == "RGB"
    assert decoded.size == source.size
    assert max(ImageStat.Stat(ImageChops.difference(decoded, source)).mean) < 12


def test_orientation_is_applied_and_transparency_is_laid_on_white(source: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = decode(encoded(source, "JPEG", exif=exif.tobytes()))
    clear = decode(encoded(Image.new("RGBA", (4, 4), (255, 0, 0, 0)), "PNG"))

    assert turned.size == (160, 240)
    assert clear.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "PPM"])
def test_other_kinds_are_refused(source: Image.Image, kind: str) -> None:
    with pytest.raises(ProviderError) as caught:
        decode(encoded(source, kind))
    assert caught.value.kind is ProviderErrorKind.BAD_REQUEST
    assert not caught.value.retryable


@pytest.mark.parametrize("cut", [0, 8, 60, 2_000])
def test_a_damaged_picture_is_refused_in_words(source: Image.Image, cut: int) -> None:
    with pytest.raises(ProviderError, match="picture to edit cannot be read"):
        decode(encoded(source, "PNG")[:cut])


def test_a_picture_beyond_the_limits_is_refused() -> None:
    huge = encoded(Image.new("1", (8_000, 7_000)), "PNG")

    with pytest.raises(ProviderError, match="too large"):
        decode(huge)
