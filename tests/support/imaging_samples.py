"""Picture files made on the spot: good ones of every kind, and bad ones with one fault each."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms

RED, GREEN, BLUE, WHITE = (220, 40, 40), (40, 200, 40), (40, 40, 220), (250, 250, 250)


def corners(width=64, height=48):
    """A picture whose four quarters tell which way up it is."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def encoded(image, form, **options):
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def chunk(kind: bytes, payload: bytes) -> bytes:
    body = kind + payload
    return struct.pack(">I", len(payload)) + body + struct.pack(">I", zlib.crc32(body))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def ihdr(width: int, height: int, depth: int = 8, color: int = 2) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))


def png_bomb(width: int, height: int) -> bytes:
    """A header that promises a huge picture, with the first bytes of its pixels."""
    return png(
        ihdr(width, height), chunk(b"IDAT", zlib.compress(bytes(100_000))), chunk(b"IEND", b"")
    )


def true_png_bomb(side: int) -> bytes:
    """A whole, valid picture of one colour: kilobytes on disk, hundreds of megabytes decoded."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return png(ihdr(side, side, 1, 0), chunk(b"IDAT", pixels), chunk(b"IEND", b""))


def jpeg_bomb(width: int, height: int) -> bytes:
    """A small JPEG whose frame header claims to be huge."""
    data = bytearray(encoded(corners(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_bomb(width: int, height: int) -> bytes:
    data = bytearray(encoded(corners(), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def webp_bomb(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def broken_exif() -> bytes:
    """A directory that claims 900 entries and points outside itself; Pillow warns of it."""
    return b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + struct.pack("<H", 900) + b"\x0f\x01" * 40


def p3_profile() -> bytes:
    """A matrix profile with the primaries of Display P3 (ICC.1:2022, matrix/TRC display class)."""

    def number(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + b"".join(number(value) for value in values)

    text = b"Wide test profile"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + bytes(79),
        b"wtpt": xyz(0.96420, 1.0, 0.82491),
        b"rXYZ": xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
    }
    gamma = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma)
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, payload in tags.items():
        padded = payload + bytes(-len(payload) % 4)
        table += name + struct.pack(">II", at + len(body), len(payload))
        body += padded
    size = 128 + len(table) + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += number(0.9642) + number(1.0) + number(0.82491) + bytes(48)
    return header[:128] + table + body


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def animated(form: str) -> bytes:
    frames = [Image.new("RGB", (20, 10), color) for color in (RED, GREEN, BLUE)]
    options = {"lossless": True} if form == "WEBP" else {}
    return encoded(
        frames[0], form, save_all=True, append_images=frames[1:], duration=100, **options
    )


SVG = b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
