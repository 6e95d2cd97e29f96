"""Follows what is dragged over the window, and carries out the drop."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QTimer

from gallery_studio.domain.card import COLUMN_WIDTH
from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.status import Status
from gallery_studio.records import replace
from gallery_studio.ui.compose_controller import TARGET as COMPOSE
from gallery_studio.ui.drop.drop_zones import DropZones, Zone, ZonePlaces
from gallery_studio.ui.drop.offer import may_hold_pictures, read_offer, studio_images
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import ProductId
    from gallery_studio.domain.people import Product
    from gallery_studio.ui.drop.import_controller import ImportController
    from gallery_studio.ui.drop.offer import Offer, StudioImage
    from gallery_studio.ui.main_window import MainWindow

CONVERSATION = "conversation"
EDIT_DIALOG = "edit dialog"
_GRACE_MS = 200
_PRODUCTS_MOST = 12
_DRAGS = (
    QEvent.Type.DragEnter,
    QEvent.Type.DragMove,
    QEvent.Type.DragLeave,
    QEvent.Type.Drop,
)


class DropController(QObject):
    """Shows the zones while pictures are dragged over the wall. GUI thread only.

    Args:
        window: The window.
        imports: Brings in what is dropped.
    """

    # Python's collector may empty a widget before Qt sends its children's last events.
    _is_alive = False

    def __init__(self, window: MainWindow, imports: ImportController) -> None:
        super().__init__(window)
        self._window = window
        self._imports = imports
        self._library = str(window.parts.folder)
        self._grab = QPointF()
        self.zones = DropZones(window.parts.theme, window.area)
        edit = window.compose.edit
        self._doors = (window.area, window.compose, edit, edit.viewport())
        self._handlers: dict[QEvent.Type, Callable[[QDropEvent], None]] = {
            QEvent.Type.DragEnter: self._move,
            QEvent.Type.DragMove: self._move,
            QEvent.Type.Drop: self._drop,
        }
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GRACE_MS)
        self._timer.timeout.connect(self.zones.end)
        window.area.setAcceptDrops(True)
        window.pane.setAcceptDrops(True)
        panel = window.pane.input
        self._pane_parts = (
            window.pane,
            panel,
            panel.text,
            panel.text.edit,
            panel.text.edit.viewport(),
        )
        for watched in (*self._doors, *self._pane_parts, self.zones):
            watched.installEventFilter(self)
        self._is_alive = True

    def set_grab(self, offset: QPointF) -> None:
        """Tell where cards dragged from the wall are held: from their corner, canvas units."""
        self._grab = offset

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags of pictures; all others go where they went before."""
        if not self._is_alive or event.type() not in _DRAGS:
            return False
        if watched is self.zones:
            return self._over_zones(event)
        if watched in self._pane_parts:
            return self._over_pane(event)
        return self._at_door(cast("QWidget", watched), event)

    # -- showing and hiding --------------------------------------------------------------------

    def _at_door(self, door: QWidget, event: QEvent) -> bool:
        """Show the zones when pictures come in; they then take the drag themselves."""
        if event.type() == QEvent.Type.DragLeave:
            # The zones take over with the next move; if they do not, the drag has gone.
            if self.zones.isVisible():
                self._timer.start()
            return False
        drag = cast("QDragEnterEvent", event)
        if not may_hold_pictures(drag.mimeData()):
            return False
        if event.type() == QEvent.Type.Drop:
            self._drop_at(drag.mimeData(), door.mapTo(self._window.area, drag.position()))
        elif not self.zones.isVisible():
            self._begin(drag.mimeData())
        drag.acceptProposedAction()
        return True

    def _begin(self, mime: QMimeData) -> None:
        window, px = self._window, self._window.parts.theme.px
        places = ZonePlaces(window.area.rect(), QRect(window.compose.panel_rect), px(52))
        wall = Zone.MOVE if self._cards_here(mime) else Zone.CARD
        has_products = bool(self._products())
        zones = (wall, Zone.REFERENCE, *((Zone.PRODUCT,) if has_products else ()))
        self.zones.begin(places, zones)

    def _over_zones(self, event: QEvent) -> bool:
        self._timer.stop()
        if event.type() == QEvent.Type.DragLeave:
            self.zones.end()
            return True
        drag = cast("QDropEvent", event)
        self._handlers[event.type()](drag)
        drag.acceptProposedAction()
        return True

    def _move(self, event: QDropEvent) -> None:
        zone, card = self._target(event.mimeData(), event.position())
        self.zones.set_hot(zone, self._rect_of(card) if zone is Zone.EDIT else None)

    def _drop(self, event: QDropEvent) -> None:
        self._drop_at(event.mimeData(), event.position())

    def _target(self, mime: QMimeData, pos: QPointF) -> tuple[Zone, CanvasCard | None]:
        """Return what a drop at a point would be, and the card below it."""
        zone = self.zones.zone_at(pos)
        if zone in (Zone.REFERENCE, Zone.PRODUCT):
            return zone, None
        card = self._window.view.model.card_at(*self._to_canvas(pos))
        is_picture = card is not None and card.image_id and card.status is Status.COMPLETED
        if card is None or not is_picture:
            return zone, None
        dragged = {one.card_id for one in self._cards_here(mime)}
        return (zone, None) if card.id in dragged else (Zone.EDIT, card)

    # -- the drop ------------------------------------------------------------------------------

    def _drop_at(self, mime: QMimeData, pos: QPointF) -> None:
        zone, card = self._target(mime, pos)
        self.zones.end()
        offer = read_offer(mime, self._library)
        if not offer:
            self._window.news.say_error("There is no picture in what was dropped.")
            return
        self._carry_out(zone, offer, pos, card)

    def _carry_out(self, zone: Zone, offer: Offer, pos: QPointF, card: CanvasCard | None) -> None:
        if zone is Zone.EDIT and card is not None:
            self._window.edits.edit_card(card.id)
            self._imports.as_references(offer, EDIT_DIALOG)
        elif zone is Zone.MOVE:
            self._move_cards(offer.cards, pos)
        elif zone is Zone.REFERENCE:
            self._imports.as_references(offer, COMPOSE)
        elif zone is Zone.PRODUCT:
            self._ask_product(offer, pos)
        else:
            self._imports.as_cards(offer, self._anchor(pos))

    def _anchor(self, pos: QPointF) -> Rect:
        """Return where a card goes whose upper middle is under the pointer."""
        x, y = self._to_canvas(pos)
        return Rect(x - COLUMN_WIDTH / 2, y - COLUMN_WIDTH / 3, 0.0, 0.0)

    def _move_cards(self, cards: tuple[StudioImage, ...], pos: QPointF) -> None:
        """Put cards dragged on the wall down where they are let go."""
        before = self._window.view.placements([card.card_id for card in cards])
        if not before:
            return
        x, y = self._to_canvas(pos)
        first = next(iter(before.values()))
        dx, dy = x - self._grab.x() - first.x, y - self._grab.y() - first.y
        after = {
            key: replace(place, x=place.x + dx, y=place.y + dy) for key, place in before.items()
        }
        text = "Move image" if len(after) == 1 else f"Move {len(after)} images"
        self._window.view.place_cards(after, text)

    def _ask_product(self, offer: Offer, pos: QPointF) -> None:
        """Use the one product there is, or let the person choose."""
        products = self._products()
        if len(products) == 1:
            self._imports.as_product_image(offer, products[0].id)
            return
        menu = Menu(self._window.parts.theme, "Product", self._window)
        for product in products:
            use = _use_product(self._imports, offer, product.id)
            menu.add_item(product.name, use, icon="package", detail=product.sku)
        menu.popup(self.zones.mapToGlobal(pos.toPoint()))

    def _products(self) -> list[Product]:
        """Return the products chosen for the next run, or else the first ones there are."""
        reader = self._window.parts.reader
        chosen = reader.products_by_id(self._window.compose.value().settings.product_ids)
        return list(chosen.values()) or list(islice(reader.every_product(), _PRODUCTS_MOST))

    # -- the conversation ----------------------------------------------------------------------

    def _over_pane(self, event: QEvent) -> bool:
        """Take pictures anywhere on the conversation, not only on its text."""
        if event.type() == QEvent.Type.DragLeave:
            return False
        drag = cast("QDragMoveEvent", event)
        if self._window.pane.state is None or not may_hold_pictures(drag.mimeData()):
            return False
        drag.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            offer = read_offer(drag.mimeData(), self._library)
            self._imports.as_references(offer, CONVERSATION)
        return True

    # -- geometry ------------------------------------------------------------------------------

    def _cards_here(self, mime: QMimeData) -> tuple[StudioImage, ...]:
        """Return the dragged cards that lie on this wall."""
        model = self._window.view.model
        cards = studio_images(mime, self._library)
        return cards if all(card.card_id in model for card in cards) else ()

    def _to_canvas(self, pos: QPointF) -> tuple[float, float]:
        at = self._window.view.mapFromGlobal(self.zones.mapToGlobal(pos))
        return self._window.view.camera.to_canvas(at.x(), at.y())

    def _rect_of(self, card: CanvasCard | None) -> QRectF | None:
        if card is None:
            return None
        rect = self._window.view.camera.rect_to_view(card.placement.rect)
        return QRectF(rect.x, rect.y, rect.width, rect.height)


def _use_product(
    imports: ImportController, offer: Offer, product_id: ProductId
) -> Callable[[], None]:
    return lambda: imports.as_product_image(offer, product_id)
