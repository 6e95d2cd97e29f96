"""A good session archive, damaged one fault at a time.

Each fault says what the program has to do with it: ``accept`` (nothing that matters is wrong),
``refuse`` (with one sentence), or ``safe`` (either, but nothing else).
"""

from __future__ import annotations

import copy
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.support.archive_project_faults import project_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCEPT, REFUSE, SAFE = "accept", "refuse", "safe"

CANARY = "<img src='file:///tmp/PWNED_canary.png'><a href='file:///etc/passwd'>x</a> if a<b> then"


@dataclass(frozen=True)
class Fault:
    """One damaged archive.

    Attributes:
        name: What is wrong.
        expected: ``accept``, ``refuse`` or ``safe``.
        data: The archive.
    """

    name: str
    expected: str
    data: bytes


@dataclass(frozen=True)
class Entry:
    """One entry as it is written, true or not.

    Attributes:
        name: As the directory has it.
        data: Unpacked content.
        method: Compression.
        flags: General purpose flags.
        mode: Unix mode in the upper half of the external attributes.
        crc: Declared, or None for the true one.
        size: Declared unpacked size, or None for the true one.
        packed_size: Declared packed size, or None for the true one.
        local_name: As the entry's own header has it, or None for the same.
        offset: Declared place, or None for the true one.
    """

    name: bytes
    data: bytes
    method: int = zipfile.ZIP_STORED
    flags: int = 0x800
    mode: int = 0o100644
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    local_name: bytes | None = None
    offset: int | None = None


def pack(entries: list[Entry], *, before: bytes = b"", comment: bytes = b"") -> bytes:
    """Return a ZIP file of exactly these entries."""
    out = BytesIO()
    out.write(before)
    directory = b""
    for entry in entries:
        place = out.tell() if entry.offset is None else entry.offset
        packed = entry.data
        if entry.method == zipfile.ZIP_DEFLATED:
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = packer.compress(entry.data) + packer.flush()
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        size = len(entry.data) if entry.size is None else entry.size
        packed_size = len(packed) if entry.packed_size is None else entry.packed_size
        local = entry.name if entry.local_name is None else entry.local_name
        fixed = (20, entry.flags, entry.method, 0, 0x21, crc, packed_size, size)
        if entry.offset is None:
            out.write(struct.pack("<4s5H3I2H", b"PK\3\4", *fixed, len(local), 0) + local + packed)
        directory += struct.pack(
            "<4sBB5H3I5H2I",
            b"PK\1\2", 20, 3, *fixed, len(entry.name), 0, 0, 0, 0, entry.mode << 16, place,
        ) + entry.name  # fmt: skip
    begin = out.tell()
    end = struct.pack(
        "<4s4H2IH",
        b"PK\5\6", 0, 0, len(entries) & 0xFFFF, len(entries) & 0xFFFF, len(directory), begin,
        len(comment),
    )  # fmt: skip
    return out.getvalue() + directory + end + comment


def unpack(data: bytes) -> list[Entry]:
    """Return the entries of a good archive."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [
            Entry(info.filename.encode(), archive.read(info), info.compress_type)
            for info in archive.infolist()
        ]


def all_faults(good: bytes) -> list[Fault]:
    """Return every damaged form of a good archive."""
    makers = (
        _container_faults,
        _entry_faults,
        _name_faults,
        _manifest_faults,
        _field_faults,
        _reference_faults,
        _picture_faults,
        _text_faults,
        _project_faults,
    )
    return [fault for maker in makers for fault in maker(good)]


def with_metadata(good: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Return the archive with its metadata changed."""
    entries = unpack(good)
    said = metadata_of(good)
    change(said)
    return pack([_replaced(e, json.dumps(said).encode()) for e in entries])


def with_raw_metadata(good: bytes, raw: bytes) -> bytes:
    """Return the archive with other bytes for its metadata."""
    return pack([_replaced(entry, raw) for entry in unpack(good)])


def metadata_of(good: bytes) -> dict[str, Any]:
    """Return what the good archive says."""
    with zipfile.ZipFile(BytesIO(good)) as archive:
        return json.loads(archive.read("metadata.json"))


def _replaced(entry: Entry, raw: bytes) -> Entry:
    if entry.name != b"metadata.json":
        return entry
    return replace(entry, data=raw, method=zipfile.ZIP_STORED)


def _container_faults(good: bytes) -> Iterator[Fault]:
    yield Fault("empty", REFUSE, b"")
    yield Fault("a text", REFUSE, b"hello, this is no archive\n" * 20)
    yield Fault("a picture", REFUSE, unpack(good)[0].data)
    yield Fault("no entries", REFUSE, pack([]))
    yield Fault("beginning gone", REFUSE, good[4:])
    yield Fault("end record gone", REFUSE, good[:-22])
    for percent in (1, 10, 25, 40, 55, 70, 85, 95, 99):
        yield Fault(f"cut at {percent} %", REFUSE, good[: len(good) * percent // 100])
    yield Fault("something after it", SAFE, good + b"\0" * 100)
    yield Fault("a program before it", SAFE, b"#!/bin/sh\necho PWNED\n" + good)
    yield Fault("packed with a program before it", SAFE, pack(unpack(good), before=b"MZ" * 99))
    yield Fault("a comment", ACCEPT, pack(unpack(good), comment=b"made at home"))
    for number in range(24):
        at = len(good) * (2 * number + 1) // 48
        flipped = good[:at] + bytes([good[at] ^ 0x41]) + good[at + 1 :]
        yield Fault(f"byte {at} flipped", SAFE, flipped)
    for back in range(1, 23, 3):
        damaged = good[:-back] + bytes([good[-back] ^ 0xFF]) + good[len(good) - back + 1 :]
        yield Fault(f"byte {back} of the end record flipped", SAFE, damaged)


def _entry_faults(good: bytes) -> Iterator[Fault]:
    entries = unpack(good)
    first, rest = entries[0], entries[1:]

    def changed(**values: Any) -> bytes:
        return pack([replace(first, **values), *rest])

    yield Fault("encrypted", REFUSE, changed(flags=0x801))
    yield Fault("strongly encrypted", REFUSE, changed(flags=0x841))
    for method in (1, 6, 9, 12, 14, 93, 99):
        yield Fault(f"compression {method}", REFUSE, changed(method=method))
    yield Fault("said to be compressed", REFUSE, changed(crc=0, flags=0x800, size=5, method=8))
    yield Fault("wrong CRC", REFUSE, changed(crc=1))
    yield Fault("declared longer", REFUSE, changed(size=len(first.data) + 1))
    yield Fault("declared shorter", REFUSE, changed(size=len(first.data) - 1))
    yield Fault("declared 4 GB", REFUSE, changed(size=0xFFFFFFFE))
    yield Fault("packed size beyond the end", REFUSE, changed(packed_size=0x7FFFFFFF))
    yield Fault("other name in its header", REFUSE, changed(local_name=b"images/img_009.png"))
    yield Fault("deflated pictures", ACCEPT, changed(method=zipfile.ZIP_DEFLATED))
    for kind, mode in (("link", 0o120777), ("pipe", 0o010644), ("device", 0o060644)):
        bad = Entry(b"images/x", b"/etc/passwd", mode=mode)
        yield Fault(f"a {kind}", REFUSE, pack([*entries, bad]))
    yield Fault("a folder", ACCEPT, pack([Entry(b"images/", b"", mode=0o040755), *entries]))
    folder = Entry(b"images/sub/", b"content", mode=0o040755)
    yield Fault("a folder with content", REFUSE, pack([*entries, folder]))
    yield Fault("a file that is a folder too", REFUSE, pack([Entry(b"images", b"x"), *entries]))
    yield Fault("another file", ACCEPT, pack([*entries, Entry(b"notes.txt", b"hello")]))
    yield Fault("the same entry twice", REFUSE, pack([*entries, first]))
    upper = replace(first, name=first.name.upper())
    yield Fault("the same in capitals", REFUSE, pack([*entries, upper]))
    composed = [Entry("é.txt".encode(), b"1"), Entry("é.txt".encode(), b"2")]
    yield Fault("the same in another form", REFUSE, pack([*entries, *composed]))
    shared = replace(entries[0], name=b"images/img_999.png", offset=0)
    yield Fault("entries that overlap", REFUSE, pack([*entries, shared]))
    yield Fault("one entry in another", REFUSE, _nested(entries))
    yield Fault("beyond the end", REFUSE, changed(offset=len(good) * 2))
    bomb = Entry(b"zeros", b"\0" * 40_000_000, zipfile.ZIP_DEFLATED)
    yield Fault("a bomb", REFUSE, pack([*entries, bomb]))
    large = Entry(b"large", b"", zipfile.ZIP_DEFLATED, size=65 * 1024 * 1024)
    yield Fault("said to be 65 MB", REFUSE, pack([*entries, large]))
    many = [Entry(b"x%d" % number, b"") for number in range(20_001)]
    yield Fault("20,000 entries more", REFUSE, pack([*entries, *many]))
    yield Fault("rubbish for packed data", REFUSE, _rubbish(entries))
    yield Fault("pictures only", REFUSE, pack([e for e in entries if b"images" in e.name]))
    yield Fault("no README", ACCEPT, pack([e for e in entries if e.name != b"README.txt"]))


def _nested(entries: list[Entry]) -> bytes:
    """An entry lies inside another one's data (a "quoted" overlap)."""
    inner = pack([Entry(b"inner", b"x" * 100)])[: 30 + 5 + 100]
    outer = Entry(b"outer", inner)
    place = 30 + len(b"outer")
    quoted = Entry(b"inner", b"x" * 100, offset=place)
    return pack([outer, quoted, *entries])


def _rubbish(entries: list[Entry]) -> bytes:
    data = b"this is not deflated data"
    raw = pack([*entries, Entry(b"parts/x.bin", data)])
    # both headers of the new entry get another method; so does metadata.json's content
    said = metadata_of(raw)
    said["part_files"] = [
        *said.get("part_files", []),
        {"sha256": sha256(data).hexdigest(), "file": "parts/x.bin"},
    ]
    entries = [_replaced(e, json.dumps(said).encode()) for e in entries]
    packed = pack([*entries, Entry(b"parts/x.bin", data)])
    for magic, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        place = (
            packed.index(b"parts/x.bin") if magic == b"PK\3\4" else packed.rindex(b"parts/x.bin")
        )
        head = packed.rindex(magic, 0, place)
        packed = packed[: head + at] + struct.pack("<H", 8) + packed[head + at + 2 :]
    return packed


_BAD_NAMES = (
    "../x", "..", "a/../../x", "/etc/cron.d/x", "//host/share/x", "C:/x", "C:x", "a\\b", "..\\x",
    "./x", "a//b", "a/./b", "a/", "~/x", "-rf", "con", "CON.txt", "images/nul", "aux.png",
    "com1.txt", "COM¹.png", "lpt9", "x.", "x ", "a./b", "a /b", "x\n", "x\r", "x\0y", "x\x1b[2J",
    "x\u202egnp.exe", "x\u200b", "x\ufeff", "x" * 241, "a?b", "a*b", 'a"b', "a<b", "a|b", "x:y",
    "",
)  # fmt: skip


def _name_faults(good: bytes) -> Iterator[Fault]:
    entries = unpack(good)
    for name in _BAD_NAMES:
        bad = Entry(name.encode(), b"PWNED" if name != "a/" else b"x")
        yield Fault(f"an entry called {name[:20]!r}", REFUSE, pack([*entries, bad]))
    yield Fault("a name that is not UTF-8", REFUSE, pack([*entries, Entry(b"\xff\xfe.txt", b"")]))
    yield Fault("a name in CP437", ACCEPT, pack([*entries, Entry(b"\x81.txt", b"", flags=0)]))


def _manifest_faults(good: bytes) -> Iterator[Fault]:
    raw = json.dumps(metadata_of(good)).encode()
    text = raw.decode()
    for name, expected, data in (
        ("with a byte-order mark", ACCEPT, b"\xef\xbb\xbf" + raw),
        ("in UTF-16", REFUSE, text.encode("utf-16")),
        ("in Latin-1", REFUSE, '{"format": "é"}'.encode("latin-1")),
        ("empty", REFUSE, b""),
        ("null", REFUSE, b"null"),
        ("a list", REFUSE, b"[]"),
        ("a text", REFUSE, b'"gallery-studio-session"'),
        ("cut off", REFUSE, raw[:-20]),
        ("with a comma too many", REFUSE, raw[:-1] + b",}"),
        ("with NaN", REFUSE, raw[:-1] + b', "x": NaN}'),
        ("with Infinity", REFUSE, raw[:-1] + b', "x": -Infinity}'),
        ("with 1e999", REFUSE, raw[:-1] + b', "x": 1e999}'),
        ("with 5,000 digits", REFUSE, raw[:-1] + b', "x": ' + b"9" * 5000 + b"}"),
        ("with a key twice", REFUSE, raw[:-1] + b', "version": 1}'),
        ("nested 100,000 deep", REFUSE, raw[:-1] + b', "x": ' + b"[" * 10**5 + b"]" * 10**5 + b"}"),
        ("with unknown fields", ACCEPT, raw[:-1] + b', "future": {"a": [1, 2]}}'),
        ("of 33 MB", REFUSE, raw[:-1] + b" " * 34_603_008 + b"}"),
    ):
        yield Fault(f"metadata {name}", expected, with_raw_metadata(good, data))
    for value in (2, 999, 0, -1, 1.0, "1", True, None, [1]):
        changed = with_metadata(good, lambda said, v=value: said.update(version=v))
        yield Fault(f"version {value!r}", REFUSE, changed)
    for value in ("gallery-studio", "", None, 1, {}):
        changed = with_metadata(good, lambda said, v=value: said.update(format=v))
        yield Fault(f"format {value!r}", REFUSE, changed)
    yield Fault("no version", REFUSE, with_metadata(good, lambda said: said.pop("version")))
    yield Fault("no session", REFUSE, with_metadata(good, lambda said: said.pop("session")))


_LISTS = (
    *("images", "products", "runs", "conversations", "turns", "outputs", "cards", "events"),
    *("people", "identities", "projects", "part_files"),
)


def _field_faults(good: bytes) -> Iterator[Fault]:
    """Put a wrong type into every field of everything the archive says."""
    said = metadata_of(good)
    for key in _LISTS:
        for value in (None, {}, "x", 7):
            if key == "events" and value == {}:
                continue
            yield Fault(f"{key} is {value!r}", REFUSE, _set(good, (key,), value))
        if said[key]:
            yield Fault(f"{key} holds a number", REFUSE, _set(good, (key, 0), 7))
            for field in sorted({name for entry in said[key] for name in entry}):
                index = next(i for i, entry in enumerate(said[key]) if field in entry)
                yield from _wrong_types(good, said, (key, index, field))
    for field in said["session"]:
        yield from _wrong_types(good, said, ("session", field))
    for field in said["session"]["compose"]:
        yield from _wrong_types(good, said, ("session", "compose", field))


def _wrong_types(good: bytes, said: dict[str, Any], path: tuple[Any, ...]) -> Iterator[Fault]:
    value: Any = said
    for step in path:
        value = value[step]
    name = " ".join(str(step) for step in path)
    wrong: Any = {"a": 1} if not isinstance(value, dict) else 7
    yield Fault(f"{name} has another type", REFUSE, _set(good, path, wrong))
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield Fault(f"{name} is enormous", REFUSE, _set(good, path, 10**30))
        yield Fault(f"{name} is a text", REFUSE, _set(good, path, str(value)))
        yield Fault(f"{name} is true", REFUSE, _set(good, path, True))
    elif isinstance(value, str):
        yield Fault(f"{name} is a number", REFUSE, _set(good, path, 7))
        is_time = path[-1].endswith("_utc")
        surrogate = ACCEPT if is_time else REFUSE
        yield Fault(f"{name} is half a letter", surrogate, _set(good, path, "\ud800"))
    elif isinstance(value, list):
        yield Fault(f"{name} is a list of lists", REFUSE, _set(good, path, [[[]]]))


def _set(good: bytes, path: tuple[Any, ...], value: Any) -> bytes:
    def change(said: dict[str, Any]) -> None:
        target: Any = said
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return with_metadata(good, change)


def _reference_faults(good: bytes) -> Iterator[Fault]:
    said = metadata_of(good)
    nobody, no_picture = "xxx-0000", "0" * 64
    for path in (
        ("turns", 0, "conversation_id"), ("turns", 0, "run_id"), ("turns", 0, "product_id"),
        ("turns", 0, "parent_turn_id"), ("turns", 0, "parent_output_id"),
        ("outputs", 0, "turn_id"), ("cards", 0, "output_id"), ("cards", 0, "source_card_id"),
        ("conversations", 0, "head_output_id"), ("conversations", 0, "source_output_id"),
        ("conversations", 0, "person_id"), ("conversations", 0, "identity_id"),
    ):  # fmt: skip
        yield Fault(f"{path[0]} {path[2]} names nothing", REFUSE, _set(good, path, nobody))
    for path in (
        ("outputs", 0, "image_id"), ("cards", 0, "image_id"), ("products", 0, "image_id"),
        ("conversations", 0, "source_image_id"),
    ):  # fmt: skip
        yield Fault(f"{path[0]} {path[2]} names nothing", REFUSE, _set(good, path, no_picture))
    yield Fault(
        "sent references name nothing",
        REFUSE,
        _set(good, ("outputs", 0, "references"), [no_picture]),
    )
    yield Fault(
        "session products name nothing", REFUSE, _set(good, ("session", "product_ids"), [nobody])
    )
    for key in ("products", "conversations", "turns", "outputs", "cards", "images", "runs"):
        doubled = with_metadata(good, lambda said, k=key: said[k].append(copy.deepcopy(said[k][0])))
        yield Fault(f"{key}: two with one id", REFUSE, doubled)
    for bad in ("../../x", "trn 1", "'; DROP TABLE cards; --", "x" * 100, "TRN-1", ""):
        yield Fault(f"an id {bad[:12]!r}", REFUSE, _set(good, ("cards", 0, "id"), bad))
    first, second = said["turns"][0]["id"], said["turns"][1]["id"]

    def circle(changed: dict[str, Any]) -> None:
        changed["turns"][0]["parent_turn_id"] = second
        changed["turns"][1]["parent_turn_id"] = first

    yield Fault("turns in a circle", REFUSE, with_metadata(good, circle))
    yield Fault("a turn after itself", REFUSE, _set(good, ("turns", 0, "parent_turn_id"), first))
    card = said["cards"][0]["id"]
    yield Fault("a card from itself", REFUSE, _set(good, ("cards", 0, "source_card_id"), card))

    def show_nothing(changed: dict[str, Any]) -> None:
        changed["cards"][0].pop("output_id", None)
        changed["cards"][0].pop("image_id", None)

    yield Fault("a card that shows nothing", REFUSE, with_metadata(good, show_nothing))
    for path, value in (
        (("cards", 0, "rating"), 6), (("cards", 0, "rating"), -1), (("cards", 0, "width"), 0),
        (("cards", 0, "x"), 1e300), (("turns", 0, "number"), 0), (("turns", 0, "status"), "done"),
        (("outputs", 0, "status"), "generating"), (("outputs", 0, "attempt"), 0),
        (("products", 0, "color"), 8), (("session", "zoom"), 0), (("images", 0, "width"), 0),
        (("images", 0, "width"), 20_000), (("images", 0, "media_type"), "image/svg+xml"),
        (("images", 0, "origin"), "elsewhere"), (("session", "name"), "x" * 100_001),
        (("events",), {"file": "events.json"}), (("events",), {"file": "/etc/passwd"}),
    ):  # fmt: skip
        yield Fault(f"{path} is {str(value)[:20]}", REFUSE, _set(good, path, value))
    for value in ("yesterday", "", "9999-99-99", "0001-01-01T00:00:00+23:59", "2026-11-21"):
        yield Fault(f"a date {value!r}", ACCEPT, _set(good, ("session", "created_utc"), value))


def _picture_faults(good: bytes) -> Iterator[Fault]:
    for name in (
        "/etc/passwd", "../../../etc/passwd", "metadata.json/../x", "images/none.png", "", 7, [],
        "C:\\Windows\\win.ini", "metadata.json", "file:///etc/passwd", "README.txt",
    ):  # fmt: skip
        yield Fault(f"a picture in {name!r}", REFUSE, _set(good, ("images", 0, "file"), name))
    second = metadata_of(good)["images"][1]["file"]
    yield Fault("two pictures in one file", REFUSE, _set(good, ("images", 0, "file"), second))
    yield Fault("a picture that was missing", ACCEPT, _set(good, ("images", 0, "file"), None))
    yield Fault("another hash", REFUSE, _set(good, ("images", 0, "id"), "f" * 64))
    yield Fault("another size", REFUSE, _set(good, ("images", 0, "size_bytes"), 1))
    yield Fault("another width", REFUSE, _set(good, ("images", 0, "width"), 47))
    yield Fault("another type", REFUSE, _set(good, ("images", 0, "media_type"), "image/jpeg"))
    yield Fault("said to be signed", REFUSE, _set(good, ("images", 0, "has_credentials"), True))
    original = unpack(good)[0].data
    for name, data in (
        ("an SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("HTML", b"<html><script>alert(1)</script></html>"),
        ("an EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n"),
        ("a program", b"\x7fELF" + b"\0" * 60),
        ("a bomb of 20,000 pixels a side", _png_bomb()),
        ("a cut picture", original[: len(original) // 2]),
        ("a picture without pixels", original[:33]),
        ("zeros", b"\0" * 100),
    ):
        yield Fault(f"{name} for a picture", REFUSE, with_picture(good, data))
    yield Fault("a flipped byte in a picture", REFUSE, _flipped_picture(good))


def with_picture(good: bytes, data: bytes) -> bytes:
    """Return the archive with other bytes for its first picture, their hash and size put right."""
    text = json.dumps(metadata_of(good))
    said = json.loads(text.replace(metadata_of(good)["images"][0]["id"], sha256(data).hexdigest()))
    said["images"][0]["size_bytes"] = len(data)
    entries = unpack(good)
    raw = json.dumps(said).encode()
    return pack([replace(entries[0], data=data), *(_replaced(e, raw) for e in entries[1:])])


def _flipped_picture(good: bytes) -> bytes:
    entries = unpack(good)
    data = bytearray(entries[0].data)
    data[len(data) // 2] ^= 1
    return pack([replace(entries[0], data=bytes(data)), *entries[1:]])


def _png_bomb() -> bytes:
    stream = BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    return stream.getvalue()


def _project_faults(good: bytes) -> Iterator[Fault]:
    for name, is_harmless, change in project_changes():
        yield Fault(name, ACCEPT if is_harmless else REFUSE, with_metadata(good, change))


def _text_faults(good: bytes) -> Iterator[Fault]:
    payloads = (
        ("markup", CANARY),
        ("a formula", "=HYPERLINK(\"http://example.invalid\",\"x\")"),
        ("a path", "../../etc/passwd"),
        ("SQL", "x'); DROP TABLE sessions; --"),
        ("letters from right to left", "\u202eabc منارة"),
        ("a zero byte", "a\0b"),
        ("emoji", "👩‍👩‍👧‍👦" * 50),
        ("100,000 letters", "ß" * 100_000),
    )  # fmt: skip
    for name, text in payloads:

        def change(said: dict[str, Any], text: str = text) -> None:
            said["session"]["name"] = said["session"]["composition"] = text
            for key, field in (
                ("conversations", "title"), ("turns", "message"), ("outputs", "prompt"),
                ("cards", "caption"), ("products", "name"), ("outputs", "text"),
                ("projects", "title"), ("projects", "description"),
            ):  # fmt: skip
                said[key][0][field] = text

        yield Fault(f"text_{name}", ACCEPT, with_metadata(good, change))
