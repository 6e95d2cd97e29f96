"""Which models answer, and in which shape: toggles as far as they fit, a menu for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.compose.compose_menus import RatioMenu, TickMenu
from gallery_studio.ui.compose.compose_value import ratio_choices, size_choices
from gallery_studio.ui.widgets.chip import Chip, ChipStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QAction, QResizeEvent

    from gallery_studio.domain.ids import ModelId
    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.ui.conversation.pane_context import PaneContext

SOURCE = "Source"
_GAP = 6
_NARROW = 430


class ModelToggles(QWidget):
    """One toggle per model that can be asked, and a chip for ratio and size.

    Args:
        context: Theme and models.
        parent: Owner.

    Signals:
        changed(): Other models, another ratio or another size.
    """

    changed = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._theme = context, context.theme
        self._chosen: tuple[ModelId, ...] = ()
        self.aspect_ratio: str | None = None
        self.image_size: str | None = None
        self.toggles: list[Chip] = []
        self._models: tuple[ModelInfo, ...] = ()
        self._first: tuple[ModelId, ...] = ()
        self.more = Chip(self._theme, ChipStyle("More", has_menu=True), self)
        self.shape = Chip(self._theme, ChipStyle(SOURCE, "ratio", has_menu=True), self)
        self.more.clicked.connect(self._open_more)
        self.shape.clicked.connect(self._open_shape)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme.changed.connect(self._arrange)
        self.refresh_models()

    @property
    def models(self) -> tuple[ModelId, ...]:
        """The models to ask, in the order of the toggles."""
        return tuple(info.id for info in self._models if info.id in self._chosen)

    def refresh_models(self) -> None:
        """Make the toggles again after the catalogue changed."""
        for toggle in self.toggles:
            toggle.hide()
            toggle.deleteLater()
        current = self._context.catalogue.current()
        self._models = tuple(sorted(current, key=self._rank))
        self.toggles = [self._make(info) for info in self._models]
        self._show()

    def choose(self, models: Iterable[ModelId]) -> None:
        """Choose models without telling anybody."""
        self._chosen = tuple(models)
        self._show()

    def put_first(self, models: Iterable[ModelId]) -> None:
        """Show these before the others: a conversation's own are never behind the menu."""
        self._first = tuple(models)
        self.refresh_models()

    def choose_shape(self, aspect_ratio: str | None, image_size: str | None) -> None:
        """Choose ratio and size without telling anybody."""
        self.aspect_ratio, self.image_size = aspect_ratio, image_size
        self._show()

    def toggle(self, index: int) -> None:
        """Turn the model at a place, from 0, on or off."""
        if 0 <= index < len(self._models):
            self._flip(self._models[index].id)

    def sizeHint(self) -> QSize:
        """One row of chips."""
        return QSize(self._theme.px(320), self._theme.control_height(32, "bodyStrong"))

    def minimumSizeHint(self) -> QSize:
        """It may get narrow: what does not fit goes into the menu."""
        return QSize(self._theme.px(160), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out again what fits."""
        super().resizeEvent(event)
        self._arrange()

    # Internals

    def _rank(self, info: ModelInfo) -> int:
        return self._first.index(info.id) if info.id in self._first else len(self._first)

    def _make(self, info: ModelInfo) -> Chip:
        toggle = Chip(self._theme, ChipStyle(info.short_name, info.glyph, is_checkable=True), self)
        toggle.setAccessibleDescription("Model")
        toggle.setProperty("model", info.id)
        toggle.clicked.connect(self._on_toggle_clicked)
        return toggle

    def _asked(self) -> list[ModelInfo]:
        return [info for info in self._models if info.id in self._chosen]

    def _show(self) -> None:
        for info, toggle in zip(self._models, self.toggles, strict=True):
            toggle.setChecked(info.id in self._chosen)
        self._arrange()

    def _shape_value(self) -> str:
        ratio = self.aspect_ratio or SOURCE
        return f"{ratio}, {self.image_size}" if self.image_size is not None else ratio

    def _shape_words(self) -> str:
        """Return the words on the chip: none in a narrow pane while nothing special is chosen."""
        is_narrow = self.width() < self._theme.px(_NARROW)
        is_usual = self.aspect_ratio is None and self.image_size is None
        return "" if is_narrow and is_usual else self._shape_value()

    def _arrange(self) -> None:
        """Lay out as many toggles as fit, "+n" for the others, and the shape at the end."""
        gap, height = self._theme.px(_GAP), self.sizeHint().height()
        self.shape.setText(self._shape_words())
        self.shape.setAccessibleName(f"Aspect ratio and size: {self._shape_value()}")
        room = self.width() - self.shape.sizeHint().width() - gap
        widths = [toggle.sizeHint().width() for toggle in self.toggles]
        count = _fitting(widths, room, gap)
        if count < len(widths):
            self.more.setText(f"+{len(widths)}, {len(self._chosen)} on")
            count = _fitting(widths, room - self.more.sizeHint().width() - gap, gap)
            self.more.setText(self._more_words(count))
        x = 0
        for index, (toggle, width) in enumerate(zip(self.toggles, widths, strict=True)):
            toggle.setVisible(index < count)
            if index < count:
                toggle.setGeometry(x, 0, width, height)
                x += width + gap
        self.more.setVisible(count < len(widths))
        self.more.setGeometry(x, 0, self.more.sizeHint().width(), height)
        width = self.shape.sizeHint().width()
        self.shape.setGeometry(self.width() - width, 0, width, height)

    def _more_words(self, shown: int) -> str:
        hidden = self._models[shown:]
        on = sum(info.id in self._chosen for info in hidden)
        self.more.setAccessibleName(f"{len(hidden)} more models, {on} chosen")
        return f"+{len(hidden)}, {on} on" if on else f"+{len(hidden)}"

    def _on_toggle_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Chip):
            self._flip(sender.property("model"))

    def _flip(self, model: ModelId) -> None:
        if model in self._chosen:
            self._chosen = tuple(other for other in self._chosen if other != model)
        else:
            self._chosen = (*self._chosen, model)
        self._settle_shape()
        self._show()
        self.changed.emit()

    def _settle_shape(self) -> None:
        """Leave out a ratio or size the chosen models do not all take."""
        asked = self._asked()
        ratios = {c.value for c in ratio_choices(self._models, asked) if not c.reason}
        sizes = {c.value for c in size_choices(self._models, asked) if not c.reason}
        if self.aspect_ratio not in ratios:
            self.aspect_ratio = None
        if self.image_size not in sizes:
            self.image_size = None

    def _open_more(self) -> None:
        menu = TickMenu(self._theme, "Models", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for info, toggle in zip(self._models, self.toggles, strict=True):
            if toggle.isHidden():
                is_on = info.id in self._chosen
                menu.add_item(info.name, icon=info.glyph, is_checked=is_on).setData(info.id)
        menu.triggered.connect(self._on_model_ticked)
        self._pop(menu, self.more)

    def _open_shape(self) -> None:
        menu = RatioMenu(self._theme, "Aspect ratio and size", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked = self._asked()
        source = menu.add_item(SOURCE, is_checked=self.aspect_ratio is None)
        source.setData(("aspect_ratio", None))
        for choice in ratio_choices(self._asked_or_all(), asked):
            action = menu.add_ratio(choice, is_checked=choice.value == self.aspect_ratio)
            action.setData(("aspect_ratio", choice.value))
        menu.addSeparator()
        for choice in size_choices(self._asked_or_all(), asked):
            is_on = choice.value == self.image_size
            action = menu.add_item(choice.value, is_checked=is_on, detail=choice.reason)
            action.setEnabled(not choice.reason)
            action.setData(("image_size", choice.value))
        menu.triggered.connect(self._on_shape_chosen)
        self._pop(menu, self.shape)

    def _asked_or_all(self) -> Sequence[ModelInfo]:
        return self._asked() or self._models

    def _pop(self, menu: TickMenu | RatioMenu, chip: Chip) -> None:
        above = chip.mapToGlobal(QPoint(0, 0))
        menu.popup(above - QPoint(0, menu.sizeHint().height() + self._theme.px(4)))

    def _on_model_ticked(self, action: QAction) -> None:
        self._flip(action.data())

    def _on_shape_chosen(self, action: QAction) -> None:
        name, value = action.data()
        if name == "image_size" and value == self.image_size:
            value = None  # chosen again: back to the models' own size
        setattr(self, name, value)
        self._show()
        self.changed.emit()


def _fitting(widths: Sequence[int], room: int, gap: int) -> int:
    """Return how many of the widths fit into the room, at least none."""
    used = 0
    for count, width in enumerate(widths):
        used += width + (gap if count else 0)
        if used > room:
            return count
    return len(widths)
