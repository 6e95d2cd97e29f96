"""Bytes are named by looking at them."""

import gzip
import io
import zipfile

import pytest
from PIL import Image

from gallery_studio.domain.image import MediaType
from gallery_studio.imaging.sniff import describe, sniff
from tests.support.imaging_samples import SVG, corners, encoded


@pytest.mark.parametrize("media_type", list(MediaType))
def test_allowed_formats_are_recognised(media_type):
    data = encoded(corners(), media_type.value.removeprefix("image/"))
    assert sniff(data) is media_type
    assert describe(data) == f"a {media_type.label} picture"


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing: it is empty"),
        (SVG, "an SVG drawing"),
        (b"\xef\xbb\xbf" + SVG, "an SVG drawing"),
        (b"\xff\xfe" + SVG.decode().encode("utf-16-le"), "an SVG drawing"),
        (gzip.compress(SVG, mtime=0), "an SVG drawing, compressed"),
        (gzip.compress(b"hello", mtime=0), "a file, compressed"),
        (b"\x1f\x8b broken", "a compressed file"),
        (b"<!DOCTYPE html><p>Sign in</p>", "a web page"),
        (b"<?xml version='1.0'?><feed/>", "an XML file"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "an EPS file"),
        (_zip(), "a ZIP archive"),
        (encoded(corners(), "TIFF"), "a TIFF picture"),
        (encoded(corners(), "BMP"), "a BMP picture"),
        (encoded(Image.new("RGB", (32, 32)), "ICO"), "an icon"),
        (b"\x00\x00\x00\x1cftypheic", "a HEIC picture"),
        (b"\x00\x00\x00\x1cftypavif", "an AVIF picture"),
        (b"\x00\x00\x00\x18ftypmp42", "a video"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a sound file"),
        (b"MZ\x90\x00", "a program"),
        (b"\x7fELF\x02", "a program"),
        (b"#!/bin/sh\n", "a program"),
        (b"Dear diary,\n", "text"),
        (bytes(range(256)), "data of an unknown kind"),
        (b"RIFF\x00", "a video"),
    ],
)
def test_foreign_bytes_are_named(data, words):
    assert sniff(data) is None
    assert describe(data) == words


def test_a_gzip_bomb_is_not_unpacked():
    bomb = gzip.compress(bytes(50_000_000))
    assert describe(bomb) == "a file, compressed"
