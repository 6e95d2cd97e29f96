"""Every good picture is shown right (reliability, cases 31 and 32)."""

import dataclasses
import zlib

import pytest
from PIL import Image, ImageCms

from gallery_studio.domain.image import MediaType
from gallery_studio.imaging.loader import CheckedImage, inspect, load_image, load_scaled
from tests.support.imaging_samples import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    animated,
    broken_exif,
    chunk,
    corners,
    encoded,
    exif,
    ihdr,
    p3_profile,
    png,
    srgb_profile,
)


def is_near(pixel, expected, tolerance=4):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, expected, strict=True))


def quarters(image):
    x, y = image.width // 4, image.height // 4
    return [image.getpixel(at)[:3] for at in ((x, y), (3 * x, y), (x, 3 * y), (3 * x, 3 * y))]


@pytest.mark.parametrize("media_type", list(MediaType))
def test_each_format_is_decoded_to_the_same_picture(media_type):
    form = media_type.value.removeprefix("image/")
    loaded = load_image(encoded(corners(), form))
    assert (loaded.media_type, loaded.width, loaded.height) == (media_type, 64, 48)
    assert loaded.image.mode == "RGB"
    assert (loaded.frames, loaded.has_credentials) == (1, False)
    for seen, meant in zip(quarters(loaded.image), (RED, GREEN, BLUE, WHITE), strict=True):
        assert is_near(seen, meant, 12)


def test_inspection_agrees_with_the_decode_and_results_are_frozen():
    data = encoded(corners(), "JPEG", exif=exif(6))
    facts = inspect(data)
    assert facts == load_image(data).checked
    assert facts == CheckedImage(MediaType.JPEG, 48, 64, 1, False, is_turned=True)
    with pytest.raises(dataclasses.FrozenInstanceError):
        facts.width = 1


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, (RED, GREEN, BLUE, WHITE)),
        (2, (GREEN, RED, WHITE, BLUE)),
        (3, (WHITE, BLUE, GREEN, RED)),
        (4, (BLUE, WHITE, RED, GREEN)),
        (5, (RED, BLUE, GREEN, WHITE)),
        (6, (BLUE, RED, WHITE, GREEN)),
        (7, (WHITE, GREEN, BLUE, RED)),
        (8, (GREEN, WHITE, RED, BLUE)),
        (9, (RED, GREEN, BLUE, WHITE)),
    ],
)
def test_exif_turns_the_picture_upright(form, orientation, expected):
    loaded = load_image(encoded(corners(), form, exif=exif(orientation)))
    assert loaded.image.size == (loaded.width, loaded.height)
    assert loaded.image.size == ((48, 64) if orientation in (5, 6, 7, 8) else (64, 48))
    for seen, meant in zip(quarters(loaded.image), expected, strict=True):
        assert is_near(seen, meant, 12)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_is_left_out_without_a_warning(form):
    loaded = load_image(encoded(corners(), form, exif=broken_exif()))
    assert is_near(quarters(loaded.image)[0], RED, 12)


def test_16_bit_grey_is_scaled_not_clipped():
    data = encoded(Image.new("I;16", (8, 8), 40_000), "PNG")
    image = load_image(data).image
    assert image.mode == "RGB"
    assert is_near(image.getpixel((3, 3)), (0x9C, 0x9C, 0x9C), 2)


@pytest.mark.parametrize(("value", "grey"), [(0, 0), (65_535, 255), (257, 1)])
def test_16_bit_grey_keeps_its_ends(value, grey):
    data = encoded(Image.new("I;16", (8, 8), value), "PNG")
    assert load_image(data).image.getpixel((0, 0)) == (grey, grey, grey)


def test_16_bit_grey_with_a_transparent_key_still_opens():
    pixels = zlib.compress((b"\x00" + b"\x9c\x40" * 4) * 4)
    data = png(
        ihdr(4, 4, 16, 0),
        chunk(b"tRNS", b"\x9c\x40"),
        chunk(b"IDAT", pixels),
        chunk(b"IEND", b""),
    )
    assert is_near(load_image(data).image.getpixel((1, 1))[:3], (0x9C, 0x9C, 0x9C), 2)


def test_cmyk_becomes_rgb():
    loaded = load_image(encoded(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG"))
    assert loaded.image.mode == "RGB"
    assert is_near(loaded.image.getpixel((8, 8)), (255, 0, 0), 6)


def test_grey_with_alpha_and_one_bit():
    grey = load_image(encoded(Image.new("LA", (8, 8), (120, 60)), "PNG")).image
    assert (grey.mode, grey.getpixel((2, 2))) == ("RGBA", (120, 120, 120, 60))
    bit = load_image(encoded(Image.new("1", (8, 8), 1), "PNG")).image
    assert (bit.mode, bit.getpixel((2, 2))) == ("RGB", (255, 255, 255))


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_palette_with_transparency(form):
    image = Image.new("P", (8, 8), 0)
    image.putpalette([*RED, *BLUE] + [0] * 750)
    image.paste(1, (4, 0, 8, 8))
    loaded = load_image(encoded(image, form, transparency=1))
    assert loaded.image.mode == "RGBA"
    assert loaded.image.getpixel((1, 1)) == (*RED, 255)
    assert loaded.image.getpixel((6, 1))[3] == 0


def test_color_key_becomes_alpha():
    loaded = load_image(encoded(corners(), "PNG", transparency=RED))
    assert loaded.image.getpixel((2, 2))[3] == 0
    assert loaded.image.getpixel((60, 2)) == (*GREEN, 255)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_wide_profile_is_converted_to_srgb(form):
    options = {"lossless": True} if form == "WEBP" else {}
    wide = Image.new("RGB", (16, 16), (200, 100, 100))
    seen = load_image(encoded(wide, form, icc_profile=p3_profile(), **options)).image
    # Display P3 (200, 100, 100) lies at about (213, 95, 97) in sRGB.
    red, green, _ = seen.getpixel((8, 8))
    assert 207 <= red <= 219
    assert 90 <= green <= 98


def test_alpha_survives_a_profile():
    wide = Image.new("RGBA", (16, 16), (200, 100, 100, 77))
    seen = load_image(encoded(wide, "PNG", icc_profile=p3_profile())).image
    assert seen.mode == "RGBA"
    assert seen.getpixel((8, 8))[3] == 77
    assert seen.getpixel((8, 8))[0] > 205


def test_profiles_that_change_nothing():
    plain = corners()
    for profile in (srgb_profile(), b"not a profile", p3_profile()[:60], b"\x00" * 4000):
        for form in ("PNG", "JPEG", "WEBP"):
            seen = load_image(encoded(plain, form, icc_profile=profile)).image
            assert is_near(quarters(seen)[0], RED, 12)


def test_a_profile_of_another_color_space_is_ignored():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for image in (corners(), corners().convert("L"), corners().convert("CMYK")):
        assert load_image(encoded(image, "JPEG", icc_profile=lab)).image.mode == "RGB"


def test_a_profile_bomb_is_left_out():
    bomb = chunk(b"iCCP", b"x\x00\x00" + zlib.compress(bytes(200_000_000), 1))
    data = encoded(corners(), "PNG")
    assert quarters(load_image(data[:33] + bomb + data[33:]).image)[0] == RED


def test_a_text_bomb_is_never_unpacked():
    bomb = chunk(b"zTXt", b"x\x00\x00" + zlib.compress(bytes(200_000_000), 1))
    data = encoded(corners(), "PNG")
    assert quarters(load_image(data[:33] + bomb + data[33:]).image)[0] == RED


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_shown_and_the_frames_counted(form):
    data = animated(form)
    loaded = load_image(data)
    assert loaded.frames == inspect(data).frames == 3
    assert loaded.image.size == (20, 10)
    assert is_near(loaded.image.getpixel((5, 5))[:3], RED, 12)


def test_a_gif_frame_larger_than_its_screen():
    data = bytearray(encoded(corners(), "GIF"))
    data[6:10] = b"\x08\x00\x08\x00"
    loaded = load_image(bytes(data))
    assert loaded.image.size == (loaded.width, loaded.height) == (64, 48)


def test_a_png_that_only_lacks_its_end_is_whole():
    data = encoded(corners(), "PNG")
    for cut in (12, 8, 4, 1):
        assert quarters(load_image(data[:-cut]).image)[3] == WHITE


def test_progressive_and_multi_picture_jpeg():
    progressive = encoded(corners(), "JPEG", progressive=True)
    assert is_near(quarters(load_image(progressive).image)[1], GREEN, 12)
    phone = encoded(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))])
    assert is_near(quarters(load_image(phone).image)[1], GREEN, 12)


def test_data_behind_a_jpeg_does_no_harm():
    tail = b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00" * 2_000
    assert load_image(encoded(corners(), "JPEG") + tail).width == 64


def test_a_scaled_decode_keeps_facts_and_enough_pixels():
    data = encoded(corners(1600, 1200), "JPEG", exif=exif(6))
    loaded = load_scaled(data, 256)
    assert (loaded.width, loaded.height) == (1200, 1600)
    assert 256 <= max(loaded.image.size) < 512
    assert is_near(quarters(loaded.image)[1], RED, 12)
