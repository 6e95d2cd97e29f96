"""The chips of the compose bar: what will be made, and by whom."""

from __future__ import annotations

import operator
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gallery_studio.domain.naming import one_line
from gallery_studio.domain.session import ComposeSettings
from gallery_studio.records import replace
from gallery_studio.ui.compose.compose_value import AUTO, ratio_choices, settled, size_choices
from gallery_studio.ui.widgets.chip import Chip, ChipStyle
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.domain.people import Product
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.ui.widgets.menu import Menu

_LONGEST_NAME = 16
_LONGEST_PRODUCT = 24
_LONGEST_PRODUCT_COMPACT = 10
_ADD_NAME = "Add a product, a person or an identity"
_ADD_FIRST = ChipStyle("Product or person", "at-sign", is_dashed=True)
_ADD_COMPACT = ChipStyle("", "at-sign", is_dashed=True)
_ADD_MORE = ChipStyle("", "plus")


class ChipsForm(IntEnum):
    """How much the chips say, from all to the least."""

    WITH_PRICE = 0
    FULL = 1
    COMPACT = 2
    """Counts only, and ratio and size as one."""
    TIGHT = 3
    """No icons and the product as its dot; Generate takes a row of its own."""


class ComposeChips(QWidget):
    """Product, directives, models, ratio and size, each with its menu.

    What a person wished is kept even while a model does not take it, and comes back with a model
    that does; `settings` has only what can be sent.

    Signals:
        settings_changed(object): A person chose something: the `ComposeSettings` in force.
        stops_changed(): There is another chip now, so Tab walks another way.
        add_requested(): Offer products, people and identities, at the chip `add`.

    Attributes:
        add: Leads to what the pictures can show.
    """

    settings_changed = Signal(object)
    stops_changed = Signal()
    add_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wish = ComposeSettings()
        self._models: tuple[ModelInfo, ...] = ()
        self._products: tuple[Product, ...] = ()
        self._likenesses: frozenset[str] | None = None
        self._basis: tuple[object, ...] = ()
        self._sendable: ComposeSettings | None = None
        self._form = ChipsForm.WITH_PRICE
        self.menu: Menu | None = None
        self._product: Chip | None = None
        self._product_shown: ChipStyle | None = None
        self.note = PlainLabel(theme, "", "meta", "textTertiary")
        self.add = Chip(theme, _ADD_FIRST, self)
        self._add_shown = _ADD_FIRST
        self.directives = self._chip("list-plus", self._open_directives)
        self.models = self._chip("layers-2", self._open_models)
        self.ratio = self._chip("ratio", self._open_ratio)
        self.image_size = self._chip("", self._open_size)
        self._build_layout()
        self._show()

    # State

    def set_models(self, models: Sequence[ModelInfo]) -> None:
        """Offer these models."""
        self._models = tuple(models)
        self._show()

    def set_products(self, products: Sequence[Product]) -> None:
        """Know these products, so that those in the settings can be shown."""
        self._products = tuple(products)
        self._show()

    def set_likenesses(self, ids: frozenset[str]) -> None:
        """Know who there is: someone in the bin is not sent, and back when they come back."""
        self._likenesses = ids
        self._show()

    def set_settings(self, wish: ComposeSettings) -> None:
        """Show these settings. Tells nobody."""
        self._wish = wish
        self._show()

    def choose(self, wish: ComposeSettings) -> None:
        """Show these settings as if the person had chosen them: tells that they changed."""
        self._choose(wish)

    @property
    def wish(self) -> ComposeSettings:
        """What the person wishes, also what a model does not take."""
        return self._wish

    @property
    def products(self) -> tuple[Product, ...]:
        """The products offered."""
        return self._products

    def set_form(self, form: ChipsForm) -> None:
        """Show everything, or less where there is no room."""
        if form is not self._form:
            self._form = form
            self._show()

    def settings(self) -> ComposeSettings:
        """Return what can be sent; the same while nothing it follows from has changed."""
        basis = (self._wish, self._models, self._products, self._likenesses)
        if self._sendable is None or any(map(operator.is_not, basis, self._basis)):
            self._basis, self._sendable = basis, self._settled()
        return self._sendable

    def _settled(self) -> ComposeSettings:
        known = {product.id for product in self._products}
        chosen = settled(self._wish, self._models)
        kept = tuple(each for each in chosen.product_ids if each in known)
        there = self._likenesses
        if there is None:  # not read yet
            return replace(chosen, product_ids=kept)
        people = tuple(each for each in chosen.person_ids if each in there)
        identity = chosen.identity_id if chosen.identity_id in there else None
        return replace(chosen, product_ids=kept, person_ids=people, identity_id=identity)

    def signature(self) -> tuple[object, ...]:
        """Return what the widths depend on, besides form and scale."""
        return (self.settings(), self._models, self._products, self.note.text())

    def asked(self) -> list[ModelInfo]:
        """Return the chosen models in the order of the list."""
        return [model for model in self._models if model.id in self._wish.models]

    @property
    def product(self) -> Chip | None:
        """The chip of the products in the next pictures, or None while there are none."""
        return self._product

    def stops(self) -> list[Chip]:
        """Return the chips in the order of reading, as Tab walks them."""
        first = [self._product] if self._product else []
        return [*first, self.add, self.directives, self.models, self.ratio, self.image_size]

    # Building

    def _chip(self, icon: str, on_clicked: Callable[[], None]) -> Chip:
        chip = Chip(self._theme, ChipStyle("", icon, has_menu=True), self)
        chip.clicked.connect(on_clicked)
        return chip

    def _build_layout(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(self._theme.px(6))
        self._row.addWidget(self.add)
        self._row.addStretch(1)
        self.add.clicked.connect(self.add_requested)
        for widget in (self.note, self.directives, self.models, self.ratio, self.image_size):
            self._row.addWidget(widget)

    # Showing

    def _show(self) -> None:
        settings = self.settings()
        is_tight = self._form is ChipsForm.TIGHT
        self._row.setSpacing(self._theme.px(6))
        self.directives.set_icon("" if is_tight else "list-plus")
        self.ratio.set_icon("" if is_tight else "ratio")
        self._show_product(settings)
        self._show_add(settings)
        self._show_directives(settings.directive_count)
        self._show_models()
        self._show_shape(settings)
        self.note.setVisible(self._form is ChipsForm.WITH_PRICE)

    def _show_directives(self, count: int) -> None:
        words = "1 directive" if count == 1 else f"{count} directives"
        self.directives.setText(str(count) if self._is_compact() else words)
        self.directives.setAccessibleName(f"Directives: {count}")
        set_plain_tooltip(self.directives, f"{words} made of your sentence")

    def _show_models(self) -> None:
        asked = self.asked()
        words = f"{len(asked)} models" if asked else "No model"
        if len(asked) == 1:
            model = asked[0]
            words = model.name if len(model.name) <= _LONGEST_NAME else model.short_name
        is_counted = self._is_compact() and len(asked) > 1
        self.models.setText(str(len(asked)) if is_counted else words)
        glyph = asked[0].glyph if len(asked) == 1 else "layers-2"
        self.models.set_icon("" if self._form is ChipsForm.TIGHT else glyph)
        names = ", ".join(model.name for model in asked) or "none chosen"
        self.models.setAccessibleName(f"Models: {names}")
        set_plain_tooltip(self.models, f"Models: {names}")

    def _show_shape(self, settings: ComposeSettings) -> None:
        ratio, size = settings.aspect_ratio or AUTO, settings.image_size or AUTO
        sizes = [choice.value for choice in size_choices(self._models, self.asked())]
        has_size = any(model.sizes for model in self.asked()) and bool(sizes)
        self.image_size.setVisible(has_size and not self._is_compact())
        self.image_size.setText(size if size != AUTO else "Auto size")
        self.image_size.setAccessibleName(f"Size: {size}")
        set_plain_tooltip(self.image_size, f"Size: {size}")
        is_joined = self._form is ChipsForm.COMPACT and has_size and size != AUTO
        self.ratio.setText(f"{ratio}, {size}" if is_joined else ratio)
        name = f"Aspect ratio: {ratio}"
        if self._is_compact() and has_size:
            name += f", size: {size}"
        self.ratio.setAccessibleName(name)
        set_plain_tooltip(self.ratio, name)

    def _show_product(self, settings: ComposeSettings) -> None:
        chosen = [each for each in self._products if each.id in settings.product_ids]
        style = self._product_style(chosen)
        if style != self._product_shown:
            self._replace_product(style)
        if self._product is not None:
            names = ", ".join(product.name for product in chosen) or "none"
            self._product.setAccessibleName(f"Products: {names}")
            set_plain_tooltip(self._product, f"Products: {names}")

    def _replace_product(self, style: ChipStyle | None) -> None:
        """Make the chip anew: it is none, the form that adds one, one product, or several."""
        old, self._product, self._product_shown = self._product, None, style
        had_focus = old is not None and old.hasFocus()
        if old is not None:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        if style is None:
            return
        self._product = Chip(self._theme, style, self)
        self._product.clicked.connect(self._open_products)
        self._product.remove_requested.connect(self._on_product_removed)
        self._row.insertWidget(0, self._product)
        self._product.show()  # now: a layout shows it only later, and would measure without it
        if had_focus:
            self._product.setFocus()
        self.stops_changed.emit()

    def _show_add(self, settings: ComposeSettings) -> None:
        """Say in words what can be added, until something is; then + is enough."""
        is_first = not (settings.product_ids or settings.person_ids or settings.identity_id)
        style = _ADD_FIRST if is_first else _ADD_MORE
        if is_first and self._is_compact():
            style = _ADD_COMPACT
        if style != self._add_shown:
            self._add_shown = style
            self.add.set_style(style)
        # narrow, the chosen ones need the room: their own menu offers the others
        has_room = is_first or not self._is_compact()
        self.add.setVisible(has_room and self._form is not ChipsForm.TIGHT)
        self.add.setAccessibleName(_ADD_NAME)
        set_plain_tooltip(self.add, _ADD_NAME, "@")

    def _is_compact(self) -> bool:
        return self._form >= ChipsForm.COMPACT

    def _product_style(self, chosen: Sequence[Product]) -> ChipStyle | None:
        if not chosen:
            return None
        if len(chosen) == 1:
            is_compact = self._is_compact()
            most = _LONGEST_PRODUCT_COMPACT if is_compact else _LONGEST_PRODUCT
            is_tight = self._form is ChipsForm.TIGHT
            name = "" if is_tight else one_line(chosen[0].name, most)
            return ChipStyle(name, dot=chosen[0].color, is_removable=not is_compact)
        return ChipStyle(f"{len(chosen)} products", "package", has_menu=True)

    # Menus

    def _open(self, menu: Menu, chip: Chip) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        above = QPoint(0, -menu.sizeHint().height() - self._theme.px(4))
        menu.popup(chip.mapToGlobal(above))

    def _open_directives(self) -> None:
        from gallery_studio.ui.compose.compose_menus import directives_menu

        menu = directives_menu(self._theme, self.settings(), self)
        menu.triggered.connect(self._on_directives_chosen)
        self._open(menu, self.directives)

    def _open_models(self) -> None:
        from gallery_studio.ui.compose.compose_menus import models_menu

        menu = models_menu(self._theme, self.settings(), self._models, self)
        menu.triggered.connect(self._on_model_ticked)
        self._open(menu, self.models)

    def _open_products(self) -> None:
        if self._product is None:
            return
        from gallery_studio.ui.compose.compose_menus import products_menu

        menu = products_menu(self._theme, self.settings(), self._products, self)
        menu.triggered.connect(self._on_product_ticked)
        self._open(menu, self._product)

    def _open_ratio(self) -> None:
        """Open the ratios; in the compact form the sizes with them."""
        ratios = ratio_choices(self._models, self.asked())
        sizes = size_choices(self._models, self.asked()) if self._is_compact() else []
        from gallery_studio.ui.compose.compose_menus import shape_menu

        menu = shape_menu(self._theme, self.settings(), ratios, sizes, self)
        menu.triggered.connect(self._on_shape_chosen)
        self._open(menu, self.ratio)

    def _open_size(self) -> None:
        sizes = size_choices(self._models, self.asked())
        from gallery_studio.ui.compose.compose_menus import shape_menu

        menu = shape_menu(self._theme, self.settings(), [], sizes, self)
        menu.triggered.connect(self._on_shape_chosen)
        self._open(menu, self.image_size)

    # Choices

    def _choose(self, wish: ComposeSettings) -> None:
        self._wish = wish
        self._show()
        self.settings_changed.emit(self.settings())

    def _on_directives_chosen(self, action: QAction) -> None:
        self._choose(replace(self._wish, directive_count=int(action.data())))

    def _on_model_ticked(self, action: QAction) -> None:
        ticked = {*self._wish.models} ^ {action.data()}
        models = tuple(model.id for model in self._models if model.id in ticked)
        self._choose(replace(self._wish, models=models))

    def _on_product_ticked(self, action: QAction) -> None:
        ticked = {*self._wish.product_ids} ^ {action.data()}
        ids = tuple(product.id for product in self._products if product.id in ticked)
        self._choose(replace(self._wish, product_ids=ids))

    def _on_product_removed(self) -> None:
        self._choose(replace(self._wish, product_ids=()))

    def _on_shape_chosen(self, action: QAction) -> None:
        field, value = action.data()
        self._choose(replace(self._wish, **{field: value}))
