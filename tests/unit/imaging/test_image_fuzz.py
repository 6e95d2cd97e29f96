"""Whatever bytes come in, a picture or an ImageError comes out (reliability, case 33)."""

import contextlib
import functools

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from gallery_studio.domain.errors import ImageError
from gallery_studio.imaging.credentials import has_content_credentials
from gallery_studio.imaging.exif import exif_orientation
from gallery_studio.imaging.loader import inspect, load_image
from gallery_studio.imaging.previews import previews_of
from gallery_studio.imaging.references import outgoing_reference
from gallery_studio.imaging.sniff import describe
from tests.support.imaging_samples import (
    animated,
    broken_exif,
    chunk,
    corners,
    encoded,
    exif,
    p3_profile,
)


@functools.cache
def seeds() -> tuple[bytes, ...]:
    picture = corners(40, 30)
    profiled = {"icc_profile": p3_profile(), "exif": exif(6)}
    credentials = encoded(picture, "PNG", **profiled)
    return (
        credentials[:33] + chunk(b"caBX", bytes(60)) + credentials[33:],
        encoded(picture.convert("P"), "PNG", transparency=3),
        encoded(Image.new("I;16", (9, 9), 40_000), "PNG"),
        encoded(picture.convert("LA"), "PNG"),
        encoded(picture, "JPEG", **profiled),
        encoded(picture, "JPEG", progressive=True, exif=broken_exif()),
        encoded(picture.convert("CMYK"), "JPEG"),
        encoded(picture, "MPO", save_all=True, append_images=[picture]),
        encoded(picture, "WEBP", **profiled),
        encoded(picture.convert("RGBA"), "WEBP", lossless=True),
        encoded(picture, "GIF"),
        animated("GIF"),
        animated("PNG"),
        animated("WEBP"),
    )


@st.composite
def mutated(draw) -> bytes:
    """A valid file with bytes changed, pieces removed, doubled or put in."""
    data = bytearray(draw(st.sampled_from(range(len(seeds()))).map(lambda at: seeds()[at])))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(1, 40))
        match draw(st.integers(0, 4)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case 3:
                data[at : at + 4] = draw(st.sampled_from(_HOSTILE))
            case _:
                del data[at:]
    return bytes(data)


_HOSTILE = (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00")


def _survives(data: bytes) -> None:
    """Every public function answers, or refuses with an ImageError; nothing else comes out."""
    describe(data)
    has_content_credentials(data)
    with contextlib.suppress(ImageError):
        facts = inspect(data)
        loaded = load_image(data)
        assert loaded.checked == facts
        assert loaded.image.size == (facts.width, facts.height)
        assert loaded.image.mode in ("RGB", "RGBA")
        checked, previews = previews_of(data)
        assert checked == facts
        assert len(previews.micro_rgb) == 768
        outgoing_reference(data, "id", "")


@settings(
    max_examples=250, deadline=3_000, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(mutated())
def test_mutated_files(data):
    _survives(data)


@settings(max_examples=150, deadline=3_000, database=None)
@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF0000WEBP"]),
    st.binary(max_size=400),
)
@example(b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\rIHDR")
def test_random_bytes_behind_a_true_signature(signature, data):
    _survives(signature + data)


@settings(max_examples=200, database=None)
@given(
    st.sampled_from([b"", b"Exif\x00\x00"]), st.sampled_from([b"II*\0", b"MM\0*", b""]), st.binary()
)
def test_any_exif_gives_an_orientation(header, order, data):
    assert exif_orientation(header + order + data) in range(1, 9)


def test_every_seed_is_a_good_picture():
    for data in seeds():
        assert load_image(data).width in (9, 20, 30, 40)
