"""The pictures of an export: made anew from our own decoding, or the received bytes."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING

from gallery_studio.domain.image import MediaType
from gallery_studio.domain.naming import file_stem
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.images import ImageStore
    from gallery_studio.studio.project_page import ProjectPage

PAGE_SIDE_PX = 1600
_QUALITY = 88


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture as a page carries it.

    Attributes:
        media_type: JPEG, or PNG where it lets the ground through.
        data: Its bytes, without any metadata.
        width: Pixels.
        height: Pixels.
    """

    media_type: MediaType
    data: bytes = field(repr=False)
    width: int
    height: int

    @property
    def data_uri(self) -> str:
        """The picture as an address that holds it."""
        text = base64.b64encode(self.data).decode("ascii")
        return f"data:{self.media_type.value};base64,{text}"


def page_picture(images: ImageStore, file: ImageFile, side_px: int = PAGE_SIDE_PX) -> PagePicture:
    """Return a stored picture decoded by us and encoded anew, its longest side at most `side_px`.

    Raises:
        LibraryError: The file is missing.
        ImageError: It cannot be decoded.
    """
    from gallery_studio.imaging.loader import load_scaled
    from gallery_studio.imaging.previews import shrunk

    loaded = load_scaled(images.read(file), side_px, name=file.source_name)
    image = shrunk(loaded.image, side_px)
    stream = BytesIO()
    if image.mode == "RGBA":
        image.save(stream, "PNG", optimize=True)
        return PagePicture(MediaType.PNG, stream.getvalue(), *image.size)
    image.convert("RGB").save(stream, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return PagePicture(MediaType.JPEG, stream.getvalue(), *image.size)


def picture_names(page: ProjectPage, files: dict[ImageId, ImageFile]) -> dict[ImageId, str]:
    """Return a readable file name for each picture, such as ``02-deep-olive-plaster.jpg``."""
    names: dict[ImageId, str] = {}
    for step in page.steps:
        file = files.get(step.image_id) if step.image_id is not None else None
        if file is not None and file.id not in names:
            stem = file_stem(step.quote or step.label, 40).lower()
            names[file.id] = f"{step.number:02}-{stem}.{file.media_type.suffix}"
    hero = files.get(page.image_id) if page.image_id is not None else None
    if hero is not None and hero.id not in names:
        names[hero.id] = f"00-{file_stem(page.title, 40).lower()}.{hero.media_type.suffix}"
    return names
