"""What goes out with a message: within the limits, the same every time, as the person sees it."""

import os
from io import BytesIO

import pytest
from PIL import Image

from gallery_studio.domain.errors import ImageError
from gallery_studio.domain.image import MediaType
from gallery_studio.domain.limits import REFERENCE_BYTES, REFERENCE_SIDE_PX
from gallery_studio.imaging.loader import load_image
from gallery_studio.imaging.references import outgoing_reference
from tests.support.imaging_samples import BLUE, RED, animated, corners, encoded, exif


def noise(width, height):
    return Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_pictures_within_the_limits_go_out_untouched(form):
    data = encoded(corners(2048, 100), form)
    reference = outgoing_reference(data, "id", "chair")
    assert reference.data is data
    assert (reference.image_id, reference.label) == ("id", "chair")
    assert reference.media_type.value == f"image/{form.lower()}"


@pytest.mark.parametrize(
    "image",
    [corners(4000, 1000), corners(1000, 4000), corners(2049, 20), noise(2100, 2100)],
    ids=["wide", "high", "just over", "noise"],
)
def test_large_pictures_are_made_to_fit(image):
    data = encoded(image, "PNG")
    reference = outgoing_reference(data, "id", "")
    assert len(reference.data) < REFERENCE_BYTES
    sent = load_image(reference.data)
    assert sent.media_type is reference.media_type is MediaType.JPEG
    assert max(sent.width, sent.height) <= REFERENCE_SIDE_PX
    assert sent.width / sent.height == pytest.approx(image.width / image.height, rel=0.03)
    assert outgoing_reference(data, "id", "").data == reference.data


def test_many_bytes_in_few_pixels():
    data = encoded(noise(900, 900), "PNG")
    assert len(data) > REFERENCE_BYTES
    reference = outgoing_reference(data, "id", "")
    assert len(reference.data) < REFERENCE_BYTES
    assert load_image(reference.data).width == 900


def test_transparency_is_kept():
    image = corners(3000, 1000).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    reference = outgoing_reference(encoded(image, "PNG"), "id", "")
    assert reference.media_type is MediaType.WEBP
    sent = load_image(reference.data).image
    assert (sent.mode, sent.size) == ("RGBA", (2048, 683))
    assert sent.getpixel((5, 2))[3] < 10


def test_transparent_pictures_of_many_bytes():
    loud = noise(1100, 1100).convert("RGBA")
    loud.putalpha(Image.linear_gradient("L").resize(loud.size))
    reference = outgoing_reference(encoded(loud, "PNG", compress_level=0), "id", "")
    assert len(reference.data) < REFERENCE_BYTES
    assert load_image(reference.data).image.mode == "RGBA"


def test_an_alpha_channel_that_hides_nothing_costs_nothing():
    data = encoded(corners(3000, 1000).convert("RGBA"), "PNG")
    assert outgoing_reference(data, "id", "").media_type is MediaType.JPEG


def test_a_gif_and_moving_pictures_are_sent_as_their_first_frame():
    for form in ("GIF", "PNG", "WEBP"):
        sent = load_image(outgoing_reference(animated(form), "id", "").data)
        assert (sent.frames, sent.image.size) == (1, (20, 10))
        assert abs(sent.image.getpixel((5, 5))[0] - RED[0]) < 14


def test_a_model_sees_a_turned_picture_as_the_person_does():
    reference = outgoing_reference(encoded(corners(), "JPEG", exif=exif(6)), "id", "")
    with Image.open(BytesIO(reference.data), formats=("JPEG",)) as sent:
        assert sent.size == (48, 64)
        assert not sent.getexif()
        assert abs(sent.getpixel((5, 5))[2] - BLUE[2]) < 14


def test_what_is_no_picture_is_refused_by_its_label():
    with pytest.raises(ImageError, match=r"^chair is not a picture"):
        outgoing_reference(b"<svg/>", "id", "chair")
