"""The page of all sessions: search, filters, order, grid or list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.library.reading.browsing import SessionSort
from gallery_studio.ui.sessions.session_grid import SessionGrid
from gallery_studio.ui.sidebar.session_list_model import SessionListModel
from gallery_studio.ui.widgets.buttons import AccentGhostButton
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.segmented_control import SegmentedControl
from gallery_studio.ui.widgets.text_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.library.reading.browsing import BrowsedSession
    from gallery_studio.ui.theme.theme import Theme

SHOWN = ("all", "starred", "edited")
_SORTS = (
    (SessionSort.NEWEST, "Newest first"),
    (SessionSort.OLDEST, "Oldest first"),
    (SessionSort.NAME, "By name"),
    (SessionSort.LARGEST, "Most images"),
)
_NARROW = 980


class SessionsPage(QWidget):
    """Shows what it is given and asks for everything else.

    Args:
        theme: Gives all colours and sizes.
        pixmap: Returns a preview of at least a size, or None while it is not there.
        browsed: Returns the covers and the product of a session.
        now: Returns the present in the person's time zone.
        parent: Owner.

    Signals:
        wanted_changed(): Other words, filters or another order.
        back_requested(): Show the canvas again.
        bin_requested(): Show the bin.
    """

    wanted_changed = Signal()
    back_requested = Signal()
    bin_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        pixmap: Callable[[ImageId, int], QPixmap | None],
        browsed: Callable[[SessionSummary], BrowsedSession],
        *,
        now: Callable[[], datetime] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("All sessions")
        self.model = SessionListModel(now, self)
        self.grid = SessionGrid(theme, self.model, pixmap, browsed)
        self._ages = QTimer(self)
        self._ages.setInterval(30_000)
        self._build_parts()
        self._build_layout()
        self._connect()
        self._on_theme_changed()

    # State

    def set_sessions(self, sessions: Sequence[SessionSummary], total: int, images: int) -> None:
        """Show these sessions, the answer to what is wanted.

        Args:
            sessions: Those found.
            total: Sessions in the library.
            images: Pictures on their canvases.
        """
        self.model.set_sessions(sessions)
        count = len(sessions)
        whole = f"{_counted(total, 'session')}, {_counted(images, 'image')}"
        self.totals.setText(f"{count:,} of {whole}" if self.is_narrowed else whole)
        words = self.search.text().strip()
        self._nothing.setText(
            f"Nothing matches ‘{words}’"
            if words
            else "Nothing matches these filters"
            if self.is_narrowed
            else "No sessions yet. Every sitting is kept here."
        )
        self._emptiness.setVisible(not count)
        self.clear.setVisible(self.is_narrowed)
        self.grid.setVisible(bool(count))

    def set_filters(
        self, products: Sequence[tuple[str, str]], models: Sequence[tuple[str, str]]
    ) -> None:
        """Offer these products and models, each as id and name."""
        self.product.set_choices([("", "Any product"), *products])
        self.model_chip.set_choices([("", "Any model"), *models])
        self.product.setVisible(bool(products))

    @property
    def is_narrowed(self) -> bool:
        """Whether words or filters leave sessions out."""
        chosen = self.product.value or self.model_chip.value or self.segments.current()
        return bool(self.search.text().strip() or chosen)

    def clear_filters(self) -> None:
        """Show all sessions."""
        self.segments.set_current(0)
        self.product.set_value("")
        self.model_chip.set_value("")
        self.search.blockSignals(True)
        self.search.edit.clear()
        self.search.blockSignals(False)
        self.wanted_changed.emit()
        self.search.edit.setFocus()

    def focus_search(self) -> None:
        """Go to the search field."""
        self.search.edit.setFocus()
        self.search.edit.selectAll()

    # Building

    def _build_parts(self) -> None:
        theme = self._theme
        self.back = IconButton(theme, "arrow-left", "Back to the canvas", key="Esc")
        self.title = PlainLabel(theme, "Sessions", "h1")
        self.totals = PlainLabel(theme, "", "meta", "textTertiary")
        self.search = SearchField(
            theme,
            "Search names, directives and products",
            placeholder="Search names, directives and products",
            hint="Ctrl+F",
        )
        self.segments = SegmentedControl(theme, ("All", "Starred", "Edited"), "Sessions shown")
        self.product = ChoiceChip(theme, "Product", [("", "Any product")])
        self.model_chip = ChoiceChip(theme, "Model", [("", "Any model")])
        self.sort = ChoiceChip(theme, "Order", list(_SORTS), icon="arrow-up-down")
        self.form = SegmentedControl(
            theme, ("Grid", "List"), "Shown as", icons=("layout-grid", "list")
        )
        self.form.set_compact(True)
        self.bin = IconButton(theme, "trash-2", "Bin")
        self._nothing = PlainLabel(theme, "", "body", "textSecondary")
        self.clear = AccentGhostButton(theme, "Clear filters", height=32)

    def _build_layout(self) -> None:
        self._column = QVBoxLayout(self)
        self._heading = QHBoxLayout()
        for widget in (self.title, self.totals):
            widget.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self._heading.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._heading.addStretch(1)
        self._heading.addWidget(self.bin)
        self._heading.addWidget(self.back)
        self._tools = QHBoxLayout()
        self._tools.addWidget(self.search, 2)
        for tool in (self.segments, self.product, self.model_chip):
            self._tools.addWidget(tool)
        self._tools.addStretch(1)
        self._tools.addWidget(self.sort)
        self._tools.addWidget(self.form)
        self._emptiness = QWidget()
        empty = QVBoxLayout(self._emptiness)
        empty.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignHCenter)
        empty.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        empty.addStretch(1)
        self._column.addLayout(self._heading)
        self._search_row = QHBoxLayout()
        self._column.addLayout(self._search_row)
        self._column.addLayout(self._tools)
        self._column.addWidget(self._emptiness, 1)
        self._column.addWidget(self.grid, 1)
        self._emptiness.hide()

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_requested)
        self.bin.clicked.connect(self.bin_requested)
        self.search.text_changed.connect(self._on_wanted_changed)
        self.segments.choice_changed.connect(self._on_wanted_changed)
        self.product.value_chosen.connect(self._on_wanted_changed)
        self.model_chip.value_chosen.connect(self._on_wanted_changed)
        self.sort.value_chosen.connect(self._on_wanted_changed)
        self.form.choice_changed.connect(self._on_form_changed)
        self.clear.clicked.connect(self.clear_filters)
        self._ages.timeout.connect(self.model.refresh)
        self._theme.changed.connect(self._on_theme_changed)

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back; Ctrl+D copies; the arrow down leads from the tools to the sessions."""
        is_ctrl = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        elif event.key() == Qt.Key.Key_D and is_ctrl:
            self.grid.duplicate_current()
        elif event.key() == Qt.Key.Key_Down and self.model.rowCount():
            self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where there is no room for them."""
        super().resizeEvent(event)
        self._on_theme_changed()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the wall."""
        QPainter(self).fillRect(QRectF(self.rect()), self._theme.color("canvas"))

    def _on_wanted_changed(self, _value: object) -> None:
        self.wanted_changed.emit()

    def _on_form_changed(self, number: int) -> None:
        self.grid.set_grid(is_grid=number == 0)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        is_narrow = self.width() < px(_NARROW)
        # cards keep 8 px of their own around them, for the ground under the pointer
        side, own = px(20 if is_narrow else 40), px(8)
        self._column.setContentsMargins(side - own, px(26), 0, 0)
        self._column.setSpacing(px(16))
        for row in (self._heading, self._search_row, self._tools):
            row.setContentsMargins(own, 0, side, 0)
        self._place_search(is_alone=is_narrow)
        self._heading.setSpacing(px(14))
        self._tools.setSpacing(px(8))
        self.update()

    def _place_search(self, *, is_alone: bool) -> None:
        """Put the search beside the filters, or above them where there is no room."""
        row, other = self._search_row, self._tools
        if not is_alone:
            row, other = other, row
        if row.indexOf(self.search) < 0:
            other.removeWidget(self.search)
            row.insertWidget(0, self.search, 2)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
