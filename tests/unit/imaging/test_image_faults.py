"""Every bad file is refused in words, fast and cheaply (reliability, cases 27 to 30)."""

import gzip
import io
import os
import socket
import struct
import subprocess
import sys
import time
import zipfile
import zlib

import pytest

from gallery_studio.domain.errors import ImageError
from gallery_studio.domain.limits import IMAGE_FILE_BYTES
from gallery_studio.imaging.loader import inspect, load_image, read_image_file
from gallery_studio.imaging.previews import previews_of
from tests.support.fair_time import slowness
from tests.support.imaging_samples import (
    SVG,
    chunk,
    corners,
    encoded,
    gif_bomb,
    ihdr,
    jpeg_bomb,
    png,
    png_bomb,
    true_png_bomb,
    webp_bomb,
)


def peak_bytes() -> int:
    """Return the most memory this process ever had, where the system counts it."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def refusal(action) -> str:
    """Return the error's text; the refusal takes less than a second and 200 MB."""
    peak, begin = peak_bytes(), time.process_time()
    with pytest.raises(ImageError) as caught:
        action()
    took_s = time.process_time() - begin
    assert took_s < 1 or took_s < slowness()
    assert peak_bytes() - peak < 200_000_000
    return caught.value.message


@pytest.mark.parametrize("way_in", [inspect, load_image, previews_of])
@pytest.mark.parametrize("side", [10_000, 20_000, 60_000, 2**31 - 1])
def test_png_bombs(way_in, side):
    text = refusal(lambda: way_in(png_bomb(side, side), name="holiday.png"))
    assert text == (
        f"holiday.png is {side:,} × {side:,} pixels; the limit is 50 megapixels. "
        "Make it smaller and try again."
    )


def test_a_true_bomb_of_100_megapixels():
    bomb = true_png_bomb(10_000)
    assert len(bomb) < 100_000
    assert "50 megapixels" in refusal(lambda: load_image(bomb))


@pytest.mark.parametrize("bomb", [jpeg_bomb, gif_bomb, webp_bomb])
def test_bombs_of_the_other_formats(bomb):
    assert "50 megapixels" in refusal(lambda: load_image(bomb(16_000, 16_000)))
    assert "16,384 pixels a side" in refusal(lambda: load_image(bomb(16_385, 10)))


def test_a_gif_frame_that_reaches_far_over_its_screen():
    data = bytearray(encoded(corners(), "GIF"))
    at = data.index(b"\x2c\x00\x00\x00\x00\x40\x00\x30\x00")
    data[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    assert "50 megapixels" in refusal(lambda: load_image(bytes(data)))


@pytest.mark.parametrize("color", [0, 3, 7])
def test_sizes_of_zero(color):
    assert "without any pixels" in refusal(lambda: load_image(png_bomb(0, color)))


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    return stream.getvalue()


def _with_wrong_crc(at_kind: bytes) -> bytes:
    data = bytearray(encoded(corners(), "PNG"))
    at = data.index(at_kind)
    length = struct.unpack_from(">I", data, at - 4)[0]
    data[at + 4 + length] ^= 0xFF
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "nothing: it is empty"),
        (SVG, "an SVG drawing"),
        (gzip.compress(SVG * 1000), "an SVG drawing, compressed"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n", "an EPS file"),
        (b"<html><body>Please log in</body></html>", "a web page"),
        (b"%PDF-1.4\n%\xe2\xe3", "a PDF"),
        (_zip(), "a ZIP archive"),
        (b"MZ" + bytes(200), "a program"),
        (os.urandom(8) + bytes(500), None),
        (encoded(corners(), "TIFF"), "a TIFF picture"),
        (encoded(corners(), "PNG")[:8], "a damaged PNG"),
        (encoded(corners(), "PNG")[:60], "a damaged PNG"),
        (encoded(corners(), "JPEG")[:300], "a damaged JPEG"),
        (encoded(corners(640, 480), "JPEG")[:-900], "a damaged JPEG"),
        (encoded(corners(), "WEBP")[:-20], "a damaged WebP"),
        (encoded(corners(), "GIF")[:-30], "a damaged GIF"),
        (encoded(corners(), "GIF")[:10], "a damaged GIF"),
        (_with_wrong_crc(b"IHDR"), "a damaged PNG whose checksum is wrong"),
        (_with_wrong_crc(b"IDAT"), "a damaged PNG whose checksum is wrong"),
        (b"\xff\xd8\xff" + b"\xff" * 3_000_000, "a damaged JPEG"),
        (b"\xff\xd8" + b"\xff\xfe\x00\x02" * 500_000, "made of too many pieces"),
        (png(ihdr(9, 9)) + chunk(b"tEXt", b"") * 500_000, "made of too many pieces"),
        (b"GIF89a\x08\x00\x08\x00\x00\x00\x00" + b"\x21\xfe\x01x" * 700_000, "a damaged GIF"),
        (b"RIFF\x00\x00\x00\x00WEBP" + b"JUNK\x00\x00\x00\x00" * 500_000, "too many pieces"),
    ],
)
def test_other_and_broken_files_are_named(data, what):
    text = refusal(lambda: load_image(data, name="holiday.png"))
    assert text.startswith("holiday.png is not a picture this program can read (it contains ")
    assert text.endswith("). Allowed: PNG, JPEG, WebP, GIF.")
    assert what is None or what in text


def test_pixels_missing_from_a_valid_file():
    data = png(ihdr(64, 64), chunk(b"IDAT", zlib.compress(bytes(300))), chunk(b"IEND", b""))
    assert inspect(data).width == 64
    assert "a damaged PNG" in refusal(lambda: load_image(data))


def test_a_jpeg_with_thousands_of_scans():
    data = encoded(corners(2000, 2000), "JPEG", progressive=True)
    at = data.rindex(b"\xff\xda")
    scan = data[at:-2]
    assert "too many pieces" in refusal(lambda: load_image(data[:-2] + scan * 2_000 + data[-2:]))


def test_scans_after_the_one_that_holds_all_pixels():
    """The decoder goes no further than the first, so that nobody has to count the others."""
    data = encoded(corners(2000, 2000), "JPEG")
    scan = data[data.rindex(b"\xff\xda") : -2]
    started = time.process_time()
    text = refusal(lambda: load_image(data[:-2] + scan * 500 + data[-2:]))
    assert "a damaged JPEG whose pixels cannot be read" in text
    took_s = time.process_time() - started
    assert took_s < 2.0 or took_s < 2.0 * slowness()


def test_more_bytes_than_the_limit():
    text = refusal(lambda: inspect(bytes(IMAGE_FILE_BYTES + 1), name="a.png"))
    assert text == "a.png has 64 MB; the limit is 64 MB. Make it smaller and try again."


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "This picture is"),
        ("a\nb\u202e.png", "a�b�.png is"),
        ("<img src='file:///x'>", "<img src='file:///x'> is"),
        ("\udcff.png", "�.png is"),
        ("x" * 300, "x" * 40 + "…" + "x" * 40 + " is"),
    ],
)
def test_names_are_made_fit_for_a_sentence(name, shown):
    assert refusal(lambda: load_image(b"?", name=name)).startswith(shown)


class TestFiles:
    def test_a_good_file_is_read_whole(self, tmp_path):
        path = tmp_path / "good.png"
        path.write_bytes(encoded(corners(), "PNG"))
        assert read_image_file(path) == path.read_bytes()

    def test_a_link_to_a_good_file(self, tmp_path):
        path, link = tmp_path / "good.png", tmp_path / "link.png"
        path.write_bytes(encoded(corners(), "PNG"))
        link.symlink_to(path)
        assert read_image_file(link) == path.read_bytes()

    def test_a_missing_file(self, tmp_path):
        text = refusal(lambda: read_image_file(tmp_path / "gone.png"))
        assert text == "gone.png is not there any more. Choose it again."

    def test_a_folder(self, tmp_path):
        text = refusal(lambda: read_image_file(tmp_path))
        assert text.endswith("is a folder, not a picture. Choose the pictures inside it.")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
    def test_a_pipe_never_blocks(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.png")
        assert "device or pipe" in refusal(lambda: read_image_file(tmp_path / "pipe.png"))

    @pytest.mark.skipif(sys.platform == "win32", reason="no device files on this system")
    def test_a_link_to_an_endless_device(self, tmp_path):
        (tmp_path / "zero.png").symlink_to("/dev/zero")
        assert "device or pipe" in refusal(lambda: read_image_file(tmp_path / "zero.png"))

    @pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no sockets with names here")
    def test_a_socket(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("s.png")
            assert "device or pipe" in refusal(lambda: read_image_file(tmp_path / "s.png"))

    def test_a_sparse_file_of_5_gigabytes(self, tmp_path):
        path = tmp_path / "huge.png"
        with path.open("wb") as file:
            file.truncate(5 * 1024**3)
        text = refusal(lambda: read_image_file(path))
        assert text == "huge.png has 5,120 MB; the limit is 64 MB. Make it smaller and try again."

    def test_a_file_that_grew_between_look_and_read(self, tmp_path, monkeypatch):
        path = tmp_path / "grows.png"
        path.write_bytes(bytes(100))
        small = path.stat()
        with path.open("wb") as file:
            file.truncate(IMAGE_FILE_BYTES + 5)
        monkeypatch.setattr(type(path), "stat", lambda self: small)
        monkeypatch.setattr(os, "fstat", lambda _: small)
        assert "the limit is 64 MB" in refusal(lambda: read_image_file(path))

    def test_a_name_with_a_null(self, tmp_path):
        assert "cannot be read" in refusal(lambda: read_image_file(tmp_path / "a\0b.png"))

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be read here"
    )
    def test_a_file_that_may_not_be_read(self, tmp_path):
        path = tmp_path / "secret.png"
        path.write_bytes(b"x")
        path.chmod(0)
        assert "may not be read" in refusal(lambda: read_image_file(path))


def test_no_parser_beyond_the_allow_list_is_ever_loaded():
    program = """
import sys
import gallery_studio.imaging.sniff, gallery_studio.imaging.credentials
assert "PIL" not in sys.modules
from gallery_studio.imaging import loader, previews, references
plugins = {name for name in sys.modules if name.endswith("ImagePlugin")}
assert not plugins, plugins
for data in (b"%!PS-Adobe-3.0 EPSF-3.0", b"<svg/>"):
    try:
        loader.load_image(data)
    except loader.ImageError:
        continue
    raise SystemExit("accepted")
from io import BytesIO
from PIL import Image, WebPImagePlugin
for form in ("PNG", "JPEG", "WEBP", "GIF"):
    stream = BytesIO()
    Image.new("RGBA" if form in ("PNG", "WEBP") else "RGB", (3000, 9)).save(stream, form)
    previews.previews_of(stream.getvalue())
    references.outgoing_reference(stream.getvalue(), "id", "")
plugins = {name[4:-11] for name in sys.modules if name.endswith("ImagePlugin")}
assert plugins <= {"Bmp", "Gif", "Jpeg", "Ppm", "Png", "WebP", "Tiff"}, plugins
assert "PIL.EpsImagePlugin" not in sys.modules
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=60)
