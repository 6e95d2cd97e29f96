"""The button beside All, Starred and Edited: lists only sessions with a model or a product."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal

from gallery_studio.records import dataclass, replace
from gallery_studio.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.ui.widgets.menu import Menu

_REST = "Filter by model or product"


@dataclass(frozen=True, slots=True)
class SessionNarrowing:
    """Which sessions are left; empty fields leave all.

    Attributes:
        model: Id of a model that made a picture of the session.
        product_id: A product shown in it.
    """

    model: str = ""
    product_id: str = ""


@dataclass(frozen=True, slots=True)
class NarrowingChoices:
    """What can be chosen, as pairs of id and name."""

    models: Sequence[tuple[str, str]] = ()
    products: Sequence[tuple[str, str]] = ()


class SessionFilterButton(IconButton):
    """Opens the menu of models and products; checked while one of them is chosen.

    Signals:
        narrowed(object): The `SessionNarrowing` a person chose.

    Attributes:
        choices: Asked each time the menu opens.
        open_one: The menu, while it is open.
    """

    narrowed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "list-filter", _REST, parent=parent)
        self.set_checked_color("accentText")
        self.choices: Callable[[], NarrowingChoices] = NarrowingChoices
        self.narrowing = SessionNarrowing()
        self.open_one: Menu | None = None
        self.clicked.connect(self.open_menu)

    def set_narrowing(self, narrowing: SessionNarrowing) -> None:
        """Show what holds. Tells nobody."""
        self.narrowing = narrowing
        self._show()

    def open_menu(self) -> None:
        """Open the menu below the button."""
        from gallery_studio.ui.widgets.menu import Menu

        self._show()  # a click toggles what is checkable: what is checked is only what holds
        menu = Menu(self._theme, _REST, self)
        now, choices = self.narrowing, self.choices()
        none = SessionNarrowing()
        menu.add_item("Any model or product", partial(self._choose, none), is_checked=now == none)
        self._add_choices(menu, "model", choices.models)
        self._add_choices(menu, "product_id", choices.products)
        menu.aboutToHide.connect(menu.deleteLater)
        self.open_one = menu
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + self._theme.px(4))))

    def _add_choices(self, menu: Menu, field: str, choices: Sequence[tuple[str, str]]) -> None:
        held = getattr(self.narrowing, field)
        if choices:
            menu.addSeparator()
        for value, name in choices:
            is_held = value == held
            wanted = replace(self.narrowing, **{field: "" if is_held else value})
            menu.add_item(name, partial(self._choose, wanted), is_checked=is_held)

    def _choose(self, narrowing: SessionNarrowing) -> None:
        self.set_narrowing(narrowing)
        self.narrowed.emit(narrowing)

    def _show(self) -> None:
        is_narrowed = self.narrowing != SessionNarrowing()
        self.setCheckable(is_narrowed)
        self.setChecked(is_narrowed)
        self.set_name(f"{_REST}: on" if is_narrowed else _REST)
