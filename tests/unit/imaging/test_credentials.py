"""Content credentials are seen without decoding, and only where they are."""

import struct

import pytest

from gallery_studio.imaging.credentials import has_content_credentials
from gallery_studio.imaging.loader import load_image
from tests.support.imaging_samples import chunk, corners, encoded

JUMBF = (
    struct.pack(">I4sI4s", 200, b"jumb", 60, b"jumd")
    + bytes.fromhex("63327061001100108000 00aa00389b71".replace(" ", ""))
    + b"\x03c2pa\x00"
    + bytes(40)
)


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def png_with(kind: bytes) -> bytes:
    data = encoded(corners(), "PNG")
    return data[:33] + chunk(kind, JUMBF) + data[33:]


def jpeg_with(payload: bytes, marker: int = 0xEB) -> bytes:
    data = encoded(corners(), "JPEG")
    return data[:2] + _segment(marker, payload) + data[2:]


def webp_with(kind: bytes) -> bytes:
    data = encoded(corners(), "WEBP") + kind + struct.pack("<I", len(JUMBF)) + JUMBF
    data += bytes(len(data) % 2)
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


APP11 = b"JP\x00\x01\x00\x00\x00\x01" + JUMBF


@pytest.mark.parametrize(
    "data", [png_with(b"caBX"), jpeg_with(APP11), webp_with(b"C2PA")], ids=["PNG", "JPEG", "WebP"]
)
def test_credentials_are_found_and_the_picture_opens(data):
    assert has_content_credentials(data)
    loaded = load_image(data)
    assert loaded.has_credentials
    assert (loaded.width, loaded.height) == (64, 48)


@pytest.mark.parametrize(
    "data",
    [
        png_with(b"prVt"),
        jpeg_with(APP11, marker=0xEA),
        jpeg_with(b"HDR" + JUMBF),
        jpeg_with(APP11.replace(b"c2pa", b"geo1")),
        webp_with(b"XMP "),
        encoded(corners(), "GIF"),
        encoded(corners(), "PNG") + b"caBX",
        png_with(b"caBX")[:50],
        b"caBX c2pa jumb",
        b"",
    ],
)
def test_nothing_else_counts(data):
    assert not has_content_credentials(data)
