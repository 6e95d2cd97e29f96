"""The menus behind the chips of the compose bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt

from gallery_studio.domain.limits import DIRECTIVES_MOST
from gallery_studio.studio.price_text import price_per_image
from gallery_studio.ui.compose.compose_value import AUTO, Choice, ratio_value
from gallery_studio.ui.theme.painting import paint_surface
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter
    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.domain.people import Product
    from gallery_studio.domain.session import ComposeSettings
    from gallery_studio.ui.theme.theme import Theme

_RATIO = "ratio"


class TickMenu(Menu):
    """A menu of several ticks: it stays open while they are set, until Esc or a click outside."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick without closing."""
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with Space without closing; Enter ticks and closes."""
        if event.key() != Qt.Key.Key_Space or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        self.update()
        return True


class RatioMenu(Menu):
    """Entries with their shape drawn beside them."""

    def add_ratio(self, choice: Choice, *, is_checked: bool) -> QAction:
        """Add a ratio, off and with the reason where it cannot be chosen."""
        action = _add_choice(self, choice, is_checked=is_checked)
        action.setProperty(_RATIO, ratio_value(choice.value))
        return action

    def _paint_action(self, painter: QPainter, action: QAction, place: QRect) -> None:
        super()._paint_action(painter, action, place)
        aspect = action.property(_RATIO)
        if aspect is None:
            return
        side = float(self._theme.px(16))
        width, height = side * min(1.0, aspect), side / max(1.0, aspect)
        shape = QRectF(0, 0, max(3.0, width), max(3.0, height))
        shape.moveCenter(QRectF(place).center())
        shape.moveLeft(place.left() + self._theme.px(86) + (side - shape.width()) / 2)
        token = "textSecondary" if action.isEnabled() else "textDisabled"
        paint_surface(painter, shape, self._theme.px(2), None, self._theme.color(token))


def directives_menu(theme: Theme, settings: ComposeSettings, parent: QWidget) -> Menu:
    """Return the menu of how many directives to make; entries hold their number."""
    menu = Menu(theme, "Number of directives", parent)
    for number in range(1, DIRECTIVES_MOST + 1):
        words = "1 directive" if number == 1 else f"{number} directives"
        is_chosen = number == settings.directive_count
        menu.add_item(words, is_checked=is_chosen).setData(number)
    return menu


def models_menu(
    theme: Theme, settings: ComposeSettings, models: Sequence[ModelInfo], parent: QWidget
) -> TickMenu:
    """Return the menu of models with name and price; entries hold the model's id."""
    menu = TickMenu(theme, "Models", parent)
    for model in models:
        action = menu.add_item(
            model.name,
            icon=model.glyph,
            is_checked=model.id in settings.models,
            detail=price_per_image(_price(model, settings.image_size)),
        )
        action.setData(model.id)
    return menu


def _price(model: ModelInfo, image_size: str | None) -> float | None:
    """Return the price at that size; of a model that does not make it, at its own."""
    return model.price_for(image_size if image_size in model.sizes else None)


def products_menu(
    theme: Theme, settings: ComposeSettings, products: Sequence[Product], parent: QWidget
) -> TickMenu:
    """Return the menu of products; entries hold the product's id."""
    menu = TickMenu(theme, "Products", parent)
    for product in products:
        is_chosen = product.id in settings.product_ids
        menu.add_item(product.name, icon="package", is_checked=is_chosen).setData(product.id)
    return menu


def shape_menu(
    theme: Theme,
    settings: ComposeSettings,
    ratios: Iterable[Choice],
    sizes: Iterable[Choice],
    parent: QWidget,
) -> RatioMenu:
    """Return the menu of ratios, sizes or both; entries hold ``(field, value)``.

    An empty iterable leaves its part out.
    """
    ratios, sizes = list(ratios), list(sizes)
    names = [name for name, part in (("Aspect ratio", ratios), ("Size", sizes)) if part]
    menu = RatioMenu(theme, " and ".join(names), parent)
    if ratios:
        auto = menu.add_item(
            AUTO, is_checked=settings.aspect_ratio is None, detail="the model decides"
        )
        auto.setData(("aspect_ratio", None))
    for choice in ratios:
        action = menu.add_ratio(choice, is_checked=choice.value == settings.aspect_ratio)
        action.setData(("aspect_ratio", choice.value))
    if ratios and sizes:
        menu.addSeparator()
    if sizes:
        auto = menu.add_item(
            AUTO, is_checked=settings.image_size is None, detail="the model decides"
        )
        auto.setData(("image_size", None))
    for choice in sizes:
        action = _add_choice(menu, choice, is_checked=choice.value == settings.image_size)
        action.setData(("image_size", choice.value))
    return menu


def _add_choice(menu: Menu, choice: Choice, *, is_checked: bool) -> QAction:
    action = menu.add_item(choice.value, is_checked=is_checked, detail=choice.reason)
    action.setEnabled(not choice.reason)
    return action
