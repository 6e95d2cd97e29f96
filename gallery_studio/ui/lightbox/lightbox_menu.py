"""The menu of the lightbox: everything its keys do, for those who look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.ui.lightbox.picture_order import LightboxMode
from gallery_studio.ui.lightbox.stage_painter import WALL_NAMES
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from gallery_studio.ui.lightbox.lightbox import Lightbox
    from gallery_studio.ui.theme.theme import Theme


def make_menu(theme: Theme, box: Lightbox) -> Menu:
    """Return the menu of what is shown now; it belongs to the lightbox."""
    menu = Menu(theme, "Image", box)
    is_blind = box.vote.is_on
    if not is_blind:
        menu.add_item("Edit…", box.request_edit, icon="wand-sparkles", key="E")
        menu.add_item("Star", box.toggle_star, icon="star", key="S")
        current = box.order.current
        is_rejected = current is not None and current.is_rejected
        menu.add_item(
            "Reject", box.toggle_rejected, icon="eye-off", key="R", is_checked=is_rejected
        )
        menu.add_item("Copy image", box.request_copy, icon="copy", key="Ctrl+C")
        copy = menu.add_item(
            "Copy directive", box.request_copy_directive, icon="text", key="Ctrl+Shift+C"
        )
        copy.setEnabled(current is not None and bool(current.message))
        menu.add_item("Save as…", box.request_save, icon="download", key="Ctrl+S")
        menu.addSeparator()
    _add_looking(menu, box)
    if box.mode is not LightboxMode.VIEW:
        menu.addSeparator()
        _add_comparing(menu, box)
    if not is_blind:
        menu.addSeparator()
        menu.add_item("Delete", box.request_delete, icon="trash-2", key="Del", is_danger=True)
    return menu


def _add_looking(menu: Menu, box: Lightbox) -> None:
    menu.add_item("Actual size or fit", box.toggle_actual_size, icon="zoom-in", key="Z")
    wall = WALL_NAMES[(box.stage.wall + 1) % len(WALL_NAMES)]
    menu.add_item(wall, box.cycle_wall, icon="square", key="W")
    is_open = box.are_details_open
    menu.add_item("Details", box.toggle_details, icon="panel-right", key="I", is_checked=is_open)


def _add_comparing(menu: Menu, box: Lightbox) -> None:
    menu.add_item("Swap", box.swap, icon="arrow-up-down", key="X")
    if box.mode is LightboxMode.COMPARE:
        menu.add_item(
            "Difference map", box.toggle_difference, icon="contrast", key="D",
            is_checked=box.stage.is_difference_shown,
        )  # fmt: skip
    menu.add_item(
        "Hide names (blind vote)", box.toggle_names, icon="eye-off", key="H",
        is_checked=box.vote.is_on,
    )  # fmt: skip
