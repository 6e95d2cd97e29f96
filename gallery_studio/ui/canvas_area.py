"""The middle of the window: the wall, with what floats over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gallery_studio.domain.geometry import Rect
from gallery_studio.ui.canvas.minimap_panel import BAR_HEIGHT, SIZE, MinimapPanel
from gallery_studio.ui.widgets.toast import ToastArea

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from gallery_studio.ui.canvas.canvas_view import CanvasView
    from gallery_studio.ui.canvas_header import CanvasHeader
    from gallery_studio.ui.compose.compose_bar import ComposeBar
    from gallery_studio.ui.empty_state import EmptyState
    from gallery_studio.ui.theme.theme import Theme

_HEADER = 52
_ABOVE_COMPOSE = 12
_MAP_FROM_WIDTH = 700
_TALL_COMPOSE = 200


class CanvasArea(QWidget):
    """Places header, compose bar, minimap, toasts and the empty state over the canvas."""

    def __init__(
        self,
        theme: Theme,
        view: CanvasView,
        header: CanvasHeader,
        compose: ComposeBar,
        empty: EmptyState,
    ) -> None:
        super().__init__()
        self._theme = theme
        self.view = view
        self.header = header
        self.compose = compose
        self.empty = empty
        for child in (view, empty, header, compose):
            child.setParent(self)
        self.minimap = MinimapPanel(view, theme, self)
        self.toasts = ToastArea(theme, self)
        self._is_map_wanted = True
        self._banner: QWidget | None = None
        self.setMinimumSize(360, 400)
        theme.changed.connect(self.place)
        compose.height_changed.connect(self.place)
        self.minimap.fold_changed.connect(self._on_fold_changed)

    def set_map_wanted(self, is_wanted: bool) -> None:
        """Show the minimap where there is room for it."""
        self._is_map_wanted = is_wanted
        self.place()

    def set_banner(self, banner: QWidget | None) -> None:
        """Show something across the top of the wall; None takes it away."""
        if self._banner is not None:
            self._banner.hide()
        self._banner = banner
        if banner is not None:
            banner.setParent(self)
            banner.show()
        self.place()

    def set_empty(self, is_empty: bool) -> None:
        """Show the first words instead of an empty wall."""
        self.empty.setVisible(is_empty)
        self.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Place everything where the design has it."""
        px = self._theme.px
        width, height = self.width(), self.height()
        self.view.setGeometry(0, 0, width, height)
        self.header.setGeometry(0, 0, width, px(_HEADER))
        self.compose.place_in(self.rect())
        panel = self.compose.panel_rect
        top = panel.top()
        self._place_minimap(panel.right() + 1, top - px(_ABOVE_COMPOSE))
        self.empty.setGeometry(0, px(_HEADER), width, max(0, top - px(_HEADER)))
        self.toasts.set_bottom(height - top + px(_ABOVE_COMPOSE))
        wall_top = px(_HEADER + 8) + self._place_banner()
        floating = self.minimap.geometry()
        self.view.set_insets(
            *(px(28), wall_top, px(28), height - top + px(_ABOVE_COMPOSE)),
            over=Rect(floating.x(), floating.y(), floating.width(), floating.height()),
        )
        for layer in (self.header, self.compose, self.minimap, self.toasts):
            layer.raise_()

    def _place_banner(self) -> int:
        """Place the banner under the header and return the height it takes."""
        if self._banner is None:
            return 0
        px = self._theme.px
        width = self.width() - 2 * px(28)
        height = self._banner.sizeHint().height()
        if self._banner.hasHeightForWidth():
            height = self._banner.heightForWidth(width)
        self._banner.setGeometry(px(28), px(_HEADER + 6), width, height)
        self._banner.raise_()
        return height + px(12)

    def _place_minimap(self, right: int, bottom: int) -> None:
        has_room = self.width() >= self._theme.px(_MAP_FROM_WIDTH)
        is_shown = has_room and self._is_map_wanted and not self.empty.isVisibleTo(self)
        if self.minimap.is_map_shown != is_shown:
            self.minimap.blockSignals(True)
            self.minimap.set_map_shown(is_shown)
            self.minimap.blockSignals(False)
        size = self.minimap.sizeHint()
        width = max(size.width(), self._theme.px(SIZE[0]))
        height = max(size.height(), self._theme.px(BAR_HEIGHT))
        self.minimap.setGeometry(right - width, bottom - height, width, height)
        # With directives open it would lie on the first words; there is nothing to zoom yet.
        is_tall = self.compose.panel_rect.height() > self._theme.px(_TALL_COMPOSE)
        self.minimap.setVisible(not (is_tall and self.empty.isVisibleTo(self)))

    def _on_fold_changed(self, is_shown: bool) -> None:
        self._is_map_wanted = is_shown
        self.place()
