"""What leaves with a picture: five profiles, and a look at exactly the bytes before they leave."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.naming import picture_stem
from gallery_studio.imaging.recipe.reading import MetadataField, metadata_of, read_recipe
from gallery_studio.imaging.recipe.recipe import Recipe
from gallery_studio.imaging.recipe.writing import (
    can_be_written,
    with_mark,
    with_recipe,
    without_metadata,
)
from gallery_studio.imaging.recipe.xmp import xmp_packet
from gallery_studio.imaging.sniff import sniff
from gallery_studio.providers.catalogue import OFFLINE_MODEL
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.archive.facts import MakingFacts
    from gallery_studio.studio.access import LibraryAccess


class ExportProfile(StrEnum):
    """What a picture takes along."""

    ARCHIVE = "archive"
    RECIPE = "recipe"
    CLIENT = "client"
    WEB = "web"
    PRIVATE = "private"

    @property
    def label(self) -> str:
        """Its name for the person."""
        return {"recipe": "With recipe"}.get(self.value, self.value.capitalize())

    @property
    def summary(self) -> str:
        """What it does, in one sentence."""
        return _SUMMARIES[self]


_SUMMARIES = {
    ExportProfile.ARCHIVE: "The untouched file, and all that is known of it in a JSON beside it.",
    ExportProfile.RECIPE: "Prompt and settings in the file, for this studio and other programs.",
    ExportProfile.CLIENT: "Marked as made with AI (IPTC), with the model's name; no prompt.",
    ExportProfile.WEB: "At most 2,048 pixels a side, marked as made with AI; no prompt.",
    ExportProfile.PRIVATE: "The picture alone: no prompt, no mark, no metadata at all.",
}

_BREAKS = (
    "This picture carries content credentials that say who made it. This profile changes the file,"
    " so they are lost; choose Archive or Client to keep them."
)
_KEPT = "This picture carries content credentials; the file is kept whole, notes go beside it."
_UNMARKED = "No model made this picture, as far as is known, so it is not marked as AI."
_STILL = "This format cannot carry notes; they go into a file beside it."


@dataclass(frozen=True, slots=True)
class LeavingFile:
    """One file as it will be written.

    Attributes:
        name: With its suffix.
        data: Its bytes.
        fields: What it says beside its picture, read from these very bytes.
    """

    name: str
    data: bytes = field(repr=False)
    fields: tuple[MetadataField, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves for one picture.

    Attributes:
        profile: By which profile.
        files: The picture first, then what goes beside it.
        warnings: What the person should know before, in sentences.
        has_credentials: Whether the stored picture carries content credentials.
        are_credentials_lost: Whether they do not survive.
    """

    profile: ExportProfile
    files: tuple[LeavingFile, ...]
    warnings: tuple[str, ...] = ()
    has_credentials: bool = False
    are_credentials_lost: bool = False


async def preview_leaving(
    access: LibraryAccess, image_id: ImageId, caption: str, profile: ExportProfile
) -> Leaving:
    """Return exactly what would leave for a picture; nothing is written.

    Raises:
        LibraryError: The picture cannot be read.
        ImageError: It cannot be made anew for the web.
    """
    image = await access.read(lambda reader: reader.image(image_id))
    facts = await access.read(lambda reader: reader.making_facts(image_id))

    def prepare() -> Leaving:
        return leaving(access.images.read(image), image, facts, profile, caption)

    return await asyncio.to_thread(prepare)


async def export_pictures(
    access: LibraryAccess,
    pictures: Sequence[tuple[ImageId, str]],
    profile: ExportProfile,
    folder: Path,
) -> tuple[Path, ...]:
    """Write pictures, each with its caption for a name, by a profile; return the files.

    Nothing that lies in the folder is replaced.

    Raises:
        LibraryError: A picture cannot be read.
        StudioError: A file cannot be written. What was written before stays.
    """
    written: list[Path] = []
    for image_id, caption in pictures:
        ready = await preview_leaving(access, image_id, caption, profile)
        written += await asyncio.to_thread(write_leaving, ready, folder)
    return tuple(written)


def leaving(
    data: bytes,
    image: ImageFile,
    facts: MakingFacts | None,
    profile: ExportProfile,
    caption: str = "",
) -> Leaving:
    """Return what leaves for a picture; any thread but the GUI's.

    Args:
        data: The stored bytes.
        image: The picture.
        facts: How it was made, or None when no model of the studio made it.
        profile: What it takes along.
        caption: Makes the name of the files.

    Raises:
        ImageError: It cannot be made anew for the web.
    """
    recipe = recipe_of(image, facts) or read_recipe(data)
    stem = picture_stem(caption or Path(image.source_name).stem)
    changed, notes, warnings = _changed(data, image, recipe, profile)
    files = [LeavingFile(f"{stem}.{_suffix(changed)}", changed, metadata_of(changed))]
    if notes is not None:
        files.append(LeavingFile(f"{stem}{notes[0]}", notes[1], _note_fields(notes[1])))
    is_lost = image.has_credentials and changed != data
    return Leaving(profile, tuple(files), tuple(warnings), image.has_credentials, is_lost)


def recipe_of(image: ImageFile, facts: MakingFacts | None) -> Recipe | None:
    """Return a picture's recipe from what the library knows."""
    if facts is None:
        return None
    return Recipe(
        prompt=facts.prompt,
        message=facts.message if facts.message != facts.prompt else "",
        model=facts.model,
        model_version=facts.model_version,
        seed=facts.seed,
        aspect_ratio=facts.aspect_ratio or "",
        image_size=facts.image_size or "",
        width=image.width,
        height=image.height,
        is_composite=facts.is_composite,
        is_algorithmic=facts.model == OFFLINE_MODEL,
        created_utc=facts.created_utc,
    )


_Notes = tuple[str, bytes]
"""Suffix and content of a file that goes beside the picture."""


def _changed(
    data: bytes, image: ImageFile, recipe: Recipe | None, profile: ExportProfile
) -> tuple[bytes, _Notes | None, list[str]]:
    """Return the picture's bytes as they leave, what goes beside them, and what to say before."""
    match profile:
        case ExportProfile.ARCHIVE:
            return data, (".json", _sidecar(image, recipe)), [_KEPT] * image.has_credentials
        case ExportProfile.PRIVATE:
            return without_metadata(data), None, [_BREAKS] * image.has_credentials
        case ExportProfile.WEB:
            return _web(data, image, recipe)
        case _:
            return _marked(data, image, recipe, profile)


def _web(
    data: bytes, image: ImageFile, recipe: Recipe | None
) -> tuple[bytes, _Notes | None, list[str]]:
    from gallery_studio.imaging.recipe.web import for_web

    small = for_web(data, image.source_name)
    warnings = [_BREAKS] * image.has_credentials
    if recipe is None:
        return small, None, [*warnings, _UNMARKED]
    return with_mark(small, recipe), None, warnings


def _marked(
    data: bytes, image: ImageFile, recipe: Recipe | None, profile: ExportProfile
) -> tuple[bytes, _Notes | None, list[str]]:
    """Return a picture with mark or recipe in it, or beside it where it must not be changed."""
    has_prompt = profile is ExportProfile.RECIPE
    if recipe is None:
        clean = data if image.has_credentials or has_prompt else without_metadata(data)
        return clean, None, [_KEPT] * image.has_credentials + [_UNMARKED]
    notes = (".xmp", xmp_packet(recipe, with_prompt=has_prompt))
    if image.has_credentials:
        return data, notes, [_KEPT]
    if not can_be_written(image.media_type):
        return (data if has_prompt else without_metadata(data)), notes, [_STILL]
    return (with_recipe if has_prompt else with_mark)(data, recipe), None, []


def _sidecar(image: ImageFile, recipe: Recipe | None) -> bytes:
    said = {
        "format": "gallery-studio-picture",
        "version": 1,
        "sha256": image.id,
        "media_type": image.media_type.value,
        "width": image.width,
        "height": image.height,
        "has_content_credentials": image.has_credentials,
        "stored_utc": image.created_utc,
        "recipe": None if recipe is None else recipe.as_dict(),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _note_fields(data: bytes) -> tuple[MetadataField, ...]:
    return (MetadataField("Text", data.decode("utf-8")),)


def _suffix(data: bytes) -> str:
    media_type = sniff(data)
    if media_type is None:
        raise ValueError("not a picture")
    return media_type.suffix


def write_leaving(ready: Leaving, folder: Path) -> list[Path]:
    """Write the files of a picture under free names that belong together.

    Raises:
        StudioError: A file cannot be written; none of this picture's is left behind.
    """
    written: list[Path] = []
    try:
        for name, file in zip(_free_names(ready.files, folder), ready.files, strict=True):
            _write_whole(name, file.data)
            written.append(name)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise StudioError(
            f"{ready.files[0].name} could not be saved to {folder} ({error.strerror}). Choose"
            " another folder."
        ) from error
    return written


def _free_names(files: Sequence[LeavingFile], folder: Path) -> list[Path]:
    number = 1
    while True:
        mark = "" if number == 1 else f"-{number}"
        paths = [folder / f"{Path(f.name).stem}{mark}{Path(f.name).suffix}" for f in files]
        if not any(path.exists() for path in paths):
            return paths
        number += 1


def _write_whole(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".part-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
