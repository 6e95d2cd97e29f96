"""What every part of the conversation pane is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QPixmap

from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.timestamps import utc_now
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.ui.theme.theme import Theme

PreviewSource = Callable[[ImageId, int], QPixmap | None]
"""Returns a picture at least so many device px on its longer side, or None while it loads."""


@dataclass(slots=True)
class PaneContext:
    """Theme, models, pictures and time, shared by the parts of one pane.

    Attributes:
        theme: Gives colours and sizes.
        catalogue: Names and prices of models; replaced when a key changes it.
        preview: Gives pictures.
        now: Tells the time, in UTC.
        has_letter_keys: Whether single letters act (a setting).
    """

    theme: Theme
    catalogue: Catalogue
    preview: PreviewSource
    now: Callable[[], datetime] = utc_now
    has_letter_keys: bool = True

    def local_now(self) -> datetime:
        """Return the time in the person's own zone."""
        return self.now().astimezone()
