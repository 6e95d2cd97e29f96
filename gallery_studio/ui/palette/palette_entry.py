"""What the palette can list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.ids import ImageId


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One line of the palette.

    Attributes:
        section: The heading it stands under.
        text: Its words.
        detail: Quieter words after them, such as a session's name.
        icon: Icon where there is no picture.
        image_id: A picture to show, or None.
        key: The key that does the same, as a person reads it.
        run: Does it.
    """

    section: str
    text: str
    run: Callable[[], object]
    detail: str = ""
    icon: str = ""
    image_id: ImageId | None = None
    key: str = ""
