"""Reads what a picture's file says about itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.image import MediaType
from gallery_studio.imaging.credentials import has_content_credentials
from gallery_studio.imaging.recipe import gif, jpeg, png, webp
from gallery_studio.imaging.recipe.exif_block import read_comment
from gallery_studio.imaging.recipe.parameters import read_parameters
from gallery_studio.imaging.recipe.recipe import Recipe
from gallery_studio.imaging.recipe.xmp import read_xmp, recipe_of_xmp
from gallery_studio.imaging.sniff import sniff
from gallery_studio.records import dataclass, fields

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN_KEYWORD = "gallery-studio"
_TEXT_CHARACTERS_MOST = 100_000
_SHOWN_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class MetadataField:
    """One thing a file says beside its picture.

    Attributes:
        name: Such as ``AI system used``.
        value: In words; long ones are cut.
    """

    name: str
    value: str


def read_recipe(data: bytes) -> Recipe | None:
    """Return the recipe in a picture's file, or None when it has none; any thread.

    Our own is preferred, then the ``parameters`` text, then XMP. Nothing is decoded, and no file
    makes it raise.
    """
    media_type = sniff(data)
    if media_type is MediaType.PNG:
        return _png_recipe(data)
    exif, xmp = _blocks(data, media_type)
    comment = read_comment(exif)
    found = read_parameters(comment[:_TEXT_CHARACTERS_MOST]) if comment else None
    return found or recipe_of_xmp(xmp)


def metadata_of(data: bytes) -> tuple[MetadataField, ...]:
    """Return everything a file says beside its picture, for a person to look at."""
    media_type = sniff(data)
    found = list(_fields(data, media_type))
    if has_content_credentials(data):
        found.append(MetadataField("Content credentials", "signed by whoever made the picture"))
    return tuple(found)


def _png_recipe(data: bytes) -> Recipe | None:
    texts: dict[str, str] = {}
    for keyword, text in png.texts(data):
        texts.setdefault(keyword, text[:_TEXT_CHARACTERS_MOST])
    own = _own_recipe(texts.get(OWN_KEYWORD, ""))
    if own is None and "parameters" in texts:
        own = read_parameters(texts["parameters"])
    return own or recipe_of_xmp(texts.get(png.XMP_KEYWORD, "").encode("utf-8", "replace"))


def _own_recipe(text: str) -> Recipe | None:
    """Return a recipe this program wrote; a foreign one of the same name is checked."""
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    defaults = Recipe()
    values: dict[str, Any] = {}
    for field in fields(Recipe):
        value, default = said.get(field.name), getattr(defaults, field.name)
        wanted = int if field.name == "seed" else type(default)
        if type(value) is wanted:
            values[field.name] = value
    return Recipe(**values | {"origin": "gallery-studio"}) if values else None


def _blocks(data: bytes, media_type: MediaType | None) -> tuple[bytes, bytes]:
    """Return the EXIF block and the XMP packet of a JPEG or WebP."""
    exif = xmp = b""
    if media_type is MediaType.JPEG:
        for marker, payload in jpeg.segments(data):
            if marker == 0xE1 and payload.startswith(jpeg.EXIF_HEADER):
                exif = exif or payload
            elif marker == 0xE1 and payload.startswith(jpeg.XMP_HEADER):
                xmp = xmp or payload.removeprefix(jpeg.XMP_HEADER)
    elif media_type is MediaType.WEBP:
        found = dict(reversed(list(webp.chunks(data))))
        exif, xmp = found.get(b"EXIF", b""), found.get(b"XMP ", b"")
    return exif, xmp


_XMP_WORDS = {
    "DigitalSourceType": "Digital source type",
    "AISystemUsed": "AI system used",
    "AISystemVersionUsed": "AI system version used",
    "AIPromptInformation": "AI prompt information",
}


def _xmp_fields(packet: bytes) -> Iterator[MetadataField]:
    said = read_xmp(packet)
    for name, value in said.items():
        yield MetadataField(_XMP_WORDS[name], _cut(value))
    if not said:
        yield MetadataField("XMP", f"{len(packet):,} bytes")


def _fields(data: bytes, media_type: MediaType | None) -> Iterator[MetadataField]:
    if media_type is MediaType.PNG:
        yield from _png_fields(data)
    elif media_type is MediaType.GIF:
        for block in gif.metadata_blocks(data):
            yield MetadataField("Comment or note", f"{len(block):,} bytes")
    elif media_type is not None:
        exif, xmp = _blocks(data, media_type)
        if exif:
            comment = read_comment(exif)
            yield MetadataField("EXIF", _cut(comment) or f"{len(exif):,} bytes")
        if xmp:
            yield from _xmp_fields(xmp)
        yield from _other_fields(data, media_type)


def _png_fields(data: bytes) -> Iterator[MetadataField]:
    for keyword, text in png.texts(data):
        if keyword == png.XMP_KEYWORD:
            yield from _xmp_fields(text.encode("utf-8", "replace"))
        else:
            yield MetadataField(f"Text “{_cut(keyword)}”", _cut(text))
    for kind, payload in png.metadata_chunks(data):
        if kind not in (b"tEXt", b"zTXt", b"iTXt", png.CREDENTIALS):
            yield MetadataField(kind.decode("latin-1"), f"{len(payload):,} bytes")


def _other_fields(data: bytes, media_type: MediaType) -> Iterator[MetadataField]:
    if media_type is MediaType.WEBP:
        for kind, payload in webp.metadata_chunks(data):
            if kind not in (b"EXIF", b"XMP ", b"C2PA"):
                yield MetadataField(kind.decode("latin-1"), f"{len(payload):,} bytes")
        return
    for marker, payload in jpeg.metadata_segments(data):
        if marker not in (0xE1, 0xEB):
            name = "Comment" if marker == 0xFE else f"APP{marker - 0xE0}"
            yield MetadataField(name, f"{len(payload):,} bytes")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
