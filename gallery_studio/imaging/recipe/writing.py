"""Writes recipes and marks into pictures' files, or takes everything out.

A file with content credentials is never changed here: any change breaks its signature.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gallery_studio.domain.image import MediaType
from gallery_studio.imaging.containers import read_container
from gallery_studio.imaging.recipe import gif, jpeg, png, webp
from gallery_studio.imaging.recipe.exif_block import comment_block, orientation_block
from gallery_studio.imaging.recipe.parameters import parameters_text
from gallery_studio.imaging.recipe.reading import OWN_KEYWORD
from gallery_studio.imaging.recipe.xmp import xmp_packet
from gallery_studio.imaging.sniff import sniff

if TYPE_CHECKING:
    from gallery_studio.imaging.recipe.recipe import Recipe

_XMP_SEGMENT_BYTES_MOST = 65_000
_COMMENT_CHARACTERS_MOST = 32_000


def can_be_written(media_type: MediaType) -> bool:
    """Whether files of a type can carry a recipe or a mark."""
    return media_type is not MediaType.GIF


def with_recipe(data: bytes, recipe: Recipe) -> bytes:
    """Return the file with its whole recipe in it, readable by other programs too; any thread.

    Args:
        data: A checked picture that `can_be_written`, without content credentials.
        recipe: What is written.
    """
    media_type, orientation = _facts(data)
    text = parameters_text(recipe)
    packet = xmp_packet(recipe, with_prompt=True)
    if media_type is MediaType.PNG:
        own = json.dumps(recipe.as_dict(), ensure_ascii=False)
        return png.with_texts(data, [("parameters", text), (OWN_KEYWORD, own)], packet)
    comment = comment_block(text[: _COMMENT_CHARACTERS_MOST // 2], orientation)
    if media_type is MediaType.WEBP:
        return webp.with_chunks(data, comment, packet)
    if len(packet) > _XMP_SEGMENT_BYTES_MOST:
        packet = xmp_packet(recipe, with_prompt=False)
    return jpeg.with_segments(data, comment, packet)


def with_mark(data: bytes, recipe: Recipe) -> bytes:
    """Return the file with IPTC's mark and nothing else: no prompt, no other metadata.

    Args:
        data: A checked picture that `can_be_written`, without content credentials.
        recipe: Says how the picture came to be.
    """
    clean, packet = without_metadata(data), xmp_packet(recipe, with_prompt=False)
    media_type = sniff(data)
    if media_type is MediaType.PNG:
        return png.with_texts(clean, (), packet)
    if media_type is MediaType.WEBP:
        return webp.with_chunks(clean, b"", packet)
    return jpeg.with_segments(clean, b"", packet)


def without_metadata(data: bytes) -> bytes:
    """Return the file with nothing but the picture; it stays upright. Credentials go too.

    Args:
        data: A checked picture.
    """
    media_type, orientation = _facts(data)
    exif = orientation_block(orientation)
    if media_type is MediaType.PNG:
        return png.bare(data, (b"eXIf", exif) if exif else None)
    if media_type is MediaType.WEBP:
        return webp.bare(data, exif)
    return gif.bare(data) if media_type is MediaType.GIF else jpeg.bare(data, exif)


def _facts(data: bytes) -> tuple[MediaType, int]:
    media_type = sniff(data)
    if media_type is None:
        raise ValueError("not a picture")
    return media_type, read_container(data, media_type).orientation
