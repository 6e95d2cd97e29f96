"""The menus of the canvas: of a card, and of the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from gallery_studio.domain.arrange import Arrangement
from gallery_studio.domain.status import Status
from gallery_studio.ui.canvas.view_motion import ZOOM_STEP
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.actions import ActionTable
    from gallery_studio.ui.canvas.canvas_view import CanvasView
    from gallery_studio.ui.canvas_header import CanvasHeader
    from gallery_studio.ui.picture_export import PictureExport
    from gallery_studio.ui.theme.theme import Theme

_ARRANGEMENTS = {
    "arrange_by_directive": Arrangement.DIRECTIVE,
    "arrange_by_model": Arrangement.MODEL,
    "arrange_by_time": Arrangement.TIME,
    "arrange_tidy": Arrangement.TIDY,
    "arrange_pack": Arrangement.PACK,
}
_WALL = (
    *("paste", "import_images", "import_folder", ""),
    *("select_all", "fit_all", "zoom_100", "", *_ARRANGEMENTS),
)


class CardMenus(QObject):
    """Shows the menus; what is chosen becomes an intention of the canvas. GUI thread only.

    Attributes:
        are_letters_on: Whether single letters are shown as keys.
    """

    def __init__(
        self, window: QWidget, theme: Theme, table: ActionTable, actions: Mapping[str, QAction]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._table = table
        self._actions = actions
        self.are_letters_on = True

    def use(self, view: CanvasView, header: CanvasHeader, export: PictureExport) -> None:
        """Connect the canvas and its actions; once."""
        self._view = view
        self._export = export
        view.menu_requested.connect(self._on_menu_requested)
        view.arrange_requested.connect(header.open_arrange_menu)
        view.download_requested.connect(self._on_download_requested)
        view.copy_requested.connect(self._on_copy_requested)
        handlers: dict[str, Callable[[], object]] = {
            "edit": self._intends_one(view.edit_requested),
            "open_card": self._intends_one(view.open_requested),
            "lightbox": self._intends_one(view.lightbox_requested),
            "compare": self._intends(view.compare_requested),
            "star": self._intends(view.star_toggled),
            "retry": self._intends(view.retry_requested),
            "delete_cards": self._intends(view.delete_requested),
            "add_to_project": self._intends(view.project_requested),
            "reuse_directive": self._reuse,
            "select_all": view.select_all,
            "zoom_in": lambda: view.zoom_by(ZOOM_STEP),
            "zoom_out": lambda: view.zoom_by(1 / ZOOM_STEP),
            "zoom_100": lambda: view.zoom_to(1.0),
            # Qt hands `triggered` a flag, which these would take for their own argument.
            "fit_all": lambda: view.fit_all(is_animated=True),
            "fit_selection": lambda: view.fit_selection(is_animated=True),
            "arrange": header.open_arrange_menu,
        }
        handlers |= {name: self._arranges(how) for name, how in _ARRANGEMENTS.items()}
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(handler)

    def _arranges(self, how: Arrangement) -> Callable[[], None]:
        return lambda: self._view.arrange(how)

    def _intends(self, intention: SignalInstance) -> Callable[[], None]:
        return lambda: intention.emit(list(self._view.model.selection))

    def _intends_one(self, intention: SignalInstance) -> Callable[[], None]:
        def emit() -> None:
            for card_id in self._view.model.selection[:1]:
                intention.emit(card_id)

        return emit

    def _reuse(self) -> None:
        for card_id in self._view.model.selection[:1]:
            self._view.directive_reuse_requested.emit(card_id)

    def _on_menu_requested(self, card_id: CardId | None, at: QPoint) -> None:
        card = self._view.model.get(card_id) if card_id is not None else None
        if card is not None and card.id not in self._view.model.selection:
            self._view.select([card.id])
        menu = Menu(self._theme, "Wall" if card is None else "Image", self._window)
        if card is None:
            self._add(menu, _WALL)
        else:
            self._fill_card_menu(menu, card)
        menu.popup(at)

    def _fill_card_menu(self, menu: Menu, card: CanvasCard) -> None:
        image_id = card.image_id
        if image_id is not None:
            self._add(menu, ("edit", "open_card", "lightbox", "compare", "", "star", "reject"))
            self._add(menu, ("card_conversations", "add_to_project"))
            self._add(
                menu,
                ("", "export_images", "save_images", "copy_cards", "copy_files", "copy_prompt"),
            )
        if card.status in (Status.FAILED, Status.CANCELLED):
            self._add(menu, ("retry",))
        self._add(menu, ("reuse_directive",))
        copy = menu.add_item(
            "Copy directive", lambda: self._export.copy_words(card.caption), icon="copy"
        )
        copy.setEnabled(card.turn_id is not None)  # a picture brought in has its file's name
        self._add(menu, ("", "delete_cards"))

    def _add(self, menu: Menu, names: tuple[str, ...]) -> None:
        self._table.fill_menu(menu, self._actions, names, are_letters_on=self.are_letters_on)

    def _on_download_requested(self, card_ids: list[CardId]) -> None:
        self._export.save_as(self._cards(card_ids))

    def _on_copy_requested(self, card_ids: list[CardId]) -> None:
        self._export.copy_words("\n".join(card.caption for card in self._cards(card_ids)))

    def _cards(self, card_ids: list[CardId]) -> list[CanvasCard]:
        found = [self._view.model.get(card_id) for card_id in card_ids]
        return [card for card in found if card is not None]
