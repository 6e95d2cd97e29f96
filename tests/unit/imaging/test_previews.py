"""Previews: their sizes, their colors, and that they are honest about damage."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from gallery_studio.domain.errors import ImageError
from gallery_studio.domain.image import MediaType
from gallery_studio.imaging.loader import load_image
from gallery_studio.imaging.previews import GROUND_RGB, make_previews, previews_of
from tests.support.imaging_samples import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    animated,
    corners,
    encoded,
    exif,
    p3_profile,
)


def opened(data):
    image = Image.open(BytesIO(data), formats=("JPEG",))
    image.load()
    return image


def is_near(pixel, expected, tolerance=8):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, expected, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_sizes_of_a_large_picture(form):
    checked, previews = previews_of(encoded(corners(3000, 2000), form))
    assert (checked.width, checked.height) == (3000, 2000)
    sizes = {side: opened(data).size for side, data in previews.by_side().items()}
    assert sizes == {64: (64, 43), 256: (256, 171), 768: (768, 512), 2048: (2048, 1365)}
    assert len(previews.micro_rgb) == 768


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((768, 400), {64: 64, 256: 256, 768: 768}),
        ((769, 400), {64: 64, 256: 256, 768: 768, 2048: 769}),
        ((100, 300), {64: 64, 256: 256, 768: 300}),
        ((1, 1), {64: 1, 256: 1, 768: 1}),
        ((5000, 1), {64: 64, 256: 256, 768: 768, 2048: 2048}),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_nothing_is_enlarged(form, size, expected):
    _, previews = previews_of(encoded(corners(*size), form))
    assert {s: max(opened(d).size) for s, d in previews.by_side().items()} == expected


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_without_the_large_one(form):
    data = encoded(corners(3000, 2000), form)
    checked, previews = previews_of(data, with_large=False)
    assert (checked.width, previews.jpeg_2048) == (3000, None)
    assert opened(previews.jpeg_768).size == (768, 512)


def test_the_micro_preview_is_the_whole_picture_squeezed():
    _, previews = previews_of(encoded(corners(1600, 400), "PNG"))
    micro = Image.frombytes("RGB", (16, 16), previews.micro_rgb)
    seen = [micro.getpixel(at) for at in ((3, 3), (12, 3), (3, 12), (12, 12))]
    for color, meant in zip(seen, (RED, GREEN, BLUE, WHITE), strict=True):
        assert is_near(color, meant, 12)


def test_previews_are_upright_and_in_srgb():
    turned = encoded(corners(900, 600), "JPEG", exif=exif(6))
    checked, previews = previews_of(turned)
    assert (checked.width, checked.height) == opened(previews.jpeg_2048).size == (600, 900)
    assert is_near(opened(previews.jpeg_256).getpixel((10, 10)), BLUE, 14)
    wide = Image.new("RGB", (900, 900), (200, 100, 100))
    _, previews = previews_of(encoded(wide, "JPEG", icc_profile=p3_profile()))
    assert opened(previews.jpeg_768).getpixel((9, 9))[0] > 205


def test_transparent_pictures_stand_on_a_neutral_ground():
    image = Image.new("RGBA", (1000, 1000), (255, 0, 0, 0))
    image.paste((*BLUE, 255), (500, 0, 1000, 1000))
    _, previews = previews_of(encoded(image, "PNG"))
    for data in previews.by_side().values():
        preview = opened(data)
        middle = preview.height // 2
        assert is_near(preview.getpixel((preview.width // 8, middle)), GROUND_RGB)
        assert is_near(preview.getpixel((preview.width * 7 // 8, middle)), BLUE)
    assert tuple(previews.micro_rgb[:3]) == pytest.approx(GROUND_RGB, abs=2)


def test_small_previews_look_like_a_careful_scaling():
    source = Image.effect_mandelbrot((2400, 1800), (-2, -1.2, 1, 1.2), 60).convert("RGB")
    _, previews = previews_of(encoded(source, "JPEG", quality=92))
    for side, data in previews.by_side().items():
        seen = opened(data)
        best = source.resize(seen.size, Image.Resampling.LANCZOS)
        error = ImageStat.Stat(ImageChops.difference(seen, best)).mean
        assert max(error) < 3, side


def test_the_slow_way_gives_the_same_pictures():
    data = encoded(corners(1200, 900), "PNG")
    assert make_previews(load_image(data)) == previews_of(data)[1]


def test_previews_of_an_animation_show_its_first_frame():
    checked, previews = previews_of(animated("WEBP"))
    assert (checked.media_type, checked.frames) == (MediaType.WEBP, 3)
    assert is_near(opened(previews.jpeg_64).getpixel((5, 5)), RED, 14)


def test_the_hot_path_sees_a_picture_that_is_cut_off():
    noise = Image.effect_noise((3000, 2000), 60).convert("RGB")
    for options in ({}, {"progressive": True}):
        data = encoded(noise, "JPEG", **options)
        with pytest.raises(ImageError, match=r"answer\.jpg .* damaged JPEG"):
            previews_of(data[: len(data) * 9 // 10], "answer.jpg")
