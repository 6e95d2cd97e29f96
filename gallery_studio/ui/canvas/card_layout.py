"""Where the parts of a card lie: one answer for painting, hit testing and tests.

Card parts are in canvas units; buttons of the hover state keep their size on the screen and are
in view pixels.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.card import LABEL_HEIGHT
from gallery_studio.domain.geometry import Rect

if TYPE_CHECKING:
    from gallery_studio.domain.card import CanvasCard, Placement

RADIUS = 12.0
PADDING = 12.0
CAPTION_TOP = 10.0
BADGE_TOP = 56.0
BADGE_HEIGHT = 20.0
STAR_SIDE = 18.0
HIT_SIDE = 32.0
BUTTON_SIDE = 32.0
BUTTON_GAP = 4.0
BUTTON_INSET = 8.0
EDIT_WIDTH = 68.0
RETRY_SIZE = (88.0, 32.0)


class Detail(IntEnum):
    """How much of a card is drawn (Source: DESIGN.md, section 4, zoom levels)."""

    FAR = 0
    MIDDLE = 1
    FULL = 2


def detail_for(zoom: float) -> Detail:
    """Return the level of detail: full from 60 %, picture and star from 30 %, picture below."""
    if zoom >= 0.6:
        return Detail.FULL
    return Detail.MIDDLE if zoom >= 0.3 else Detail.FAR


class CardButton(StrEnum):
    """What can be pressed on a card."""

    EDIT = "edit"
    FULL_VIEW = "full_view"
    DOWNLOAD = "download"
    MORE = "more"
    STAR = "star"
    RETRY = "retry"


def picture_rect(place: Placement) -> Rect:
    """Return the picture's rectangle: flush to the top, above the label."""
    return Rect(place.x, place.y, place.width, max(1.0, place.height - LABEL_HEIGHT))


def label_rect(place: Placement) -> Rect:
    """Return the label's rectangle."""
    return Rect(place.x, place.y + place.height - LABEL_HEIGHT, place.width, LABEL_HEIGHT)


def shown_rect(place: Placement, detail: Detail) -> Rect:
    """Return what of a card is on the wall at this level of detail."""
    return picture_rect(place) if detail is Detail.FAR else place.rect


def star_rect(place: Placement) -> Rect:
    """Return the star's rectangle in the label."""
    label = label_rect(place)
    return Rect(
        label.right - PADDING - STAR_SIDE,
        label.y + BADGE_TOP + (BADGE_HEIGHT - STAR_SIDE) / 2,
        STAR_SIDE,
        STAR_SIDE,
    )


def retry_rect(place: Placement) -> Rect:
    """Return the rectangle of the Retry button of a failed card."""
    picture = picture_rect(place)
    width, height = min(RETRY_SIZE[0], picture.width - 16), RETRY_SIZE[1]
    x, y = picture.center
    return Rect(x - width / 2, y + 10, width, height)


def hover_buttons(picture_in_view: Rect, *, has_image: bool) -> dict[CardButton, Rect]:
    """Return the buttons that a hovered card has room for, in view pixels.

    A wide card has all four; a narrower one gives up download, then full view; what is left out is
    in the menu and on the keys.
    """
    if not has_image or picture_in_view.height < BUTTON_SIDE + 2 * BUTTON_INSET:
        return {}
    left = picture_in_view.x + BUTTON_INSET
    right = picture_in_view.right - BUTTON_INSET
    top = picture_in_view.bottom - BUTTON_INSET - BUTTON_SIDE
    buttons: dict[CardButton, Rect] = {}
    for names in (
        (CardButton.FULL_VIEW, CardButton.DOWNLOAD, CardButton.MORE),
        (CardButton.FULL_VIEW, CardButton.MORE),
        (CardButton.MORE,),
        (),
    ):
        icons_width = len(names) * (BUTTON_SIDE + BUTTON_GAP)
        for edit_width in (EDIT_WIDTH, BUTTON_SIDE):
            if left + edit_width + icons_width <= right:
                buttons[CardButton.EDIT] = Rect(left, top, edit_width, BUTTON_SIDE)
                x = right - icons_width + BUTTON_GAP
                for index, name in enumerate(names):
                    at = x + index * (BUTTON_SIDE + BUTTON_GAP)
                    buttons[name] = Rect(at, top, BUTTON_SIDE, BUTTON_SIDE)
                return buttons
    return buttons


def has_retry(card: CanvasCard) -> bool:
    """Whether the card shows a Retry button."""
    return card.is_retryable and not card.status.is_open and card.image_id is None
