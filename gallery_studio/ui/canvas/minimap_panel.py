"""The minimap with the zoom controls: a small floating panel above the compose bar."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.session import Viewport
from gallery_studio.ui.canvas.view_motion import ZOOM_STEP
from gallery_studio.ui.theme.painting import paint_surface
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.panel_ground import PanelGround

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.ui.canvas.canvas_view import CanvasView
    from gallery_studio.ui.theme.theme import Theme

SIZE = (200, 152)
BAR_HEIGHT = 40
_STEP_S = 0.003
_QUIET_MS = 150


class MinimapPanel(QWidget):
    """Minimap, zoom, fit and arrange; the minimap folds away and leaves the bar.

    Signals:
        arrange_requested(): Show the Arrange menu.
        fold_changed(bool): The minimap was opened (True) or folded away.
    """

    arrange_requested = Signal()
    fold_changed = Signal(bool)

    def __init__(self, view: CanvasView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent or view)
        self._view = view
        self._theme = theme
        self._ground = PanelGround(theme, "overlay", self)
        self.map = Minimap(view, theme, self)
        self._buttons: dict[str, IconButton] = {}
        self.zoom_button = QPushButton(self)
        self._build_layout()
        self._connect()
        self._on_theme_changed()
        self._on_moved()

    @property
    def is_map_shown(self) -> bool:
        """Whether the minimap is open."""
        return not self.map.isHidden()

    def set_map_shown(self, is_shown: bool) -> None:
        """Open the minimap or fold it away; the bar stays, and so does the lower edge."""
        if is_shown == self.is_map_shown:
            return
        bottom = self.geometry().bottom()
        self.map.setVisible(is_shown)
        self._fit_size()
        self.move(self.x(), bottom - self.height() + 1)
        self.fold_changed.emit(is_shown)

    def toggle_map(self) -> None:
        """Open the minimap, or fold it away."""
        self.set_map_shown(not self.is_map_shown)

    def button(self, name: str) -> IconButton:
        """Return a button: ``out``, ``in``, ``fit`` or ``arrange``."""
        return self._buttons[name]

    def sizeHint(self) -> QSize:
        """Return the panel's size at the interface's scale."""
        height = SIZE[1] if self.is_map_shown else BAR_HEIGHT
        return QSize(self._theme.px(SIZE[0]), self._theme.px(height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the ground along."""
        super().resizeEvent(event)
        self._ground.cover(self.rect(), self._theme.radius("card"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the floating surface."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = self._theme.radius("card")
        overlay, border = self._theme.color("overlay"), self._theme.color("border")
        paint_surface(painter, rect, radius, overlay, border)
        painter.end()

    def _build_layout(self) -> None:
        self.setAccessibleName("Zoom and minimap")
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(0)
        for name, icon, tip in (("out", "minus", "Zoom out"), ("in", "plus", "Zoom in")):
            bar.addWidget(self._make_button(name, icon, tip))
        bar.insertWidget(1, self.zoom_button)
        bar.addStretch(1)
        bar.addWidget(self._make_button("fit", "scan", "Fit all on the wall"))
        bar.addWidget(self._make_button("arrange", "layout-dashboard", "Arrange"))
        self.zoom_button.setFlat(True)
        self.zoom_button.setToolTip("Zoom to 100 %")
        self.zoom_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(4)
        column.addWidget(self.map, 1)
        column.addLayout(bar)

    def _make_button(self, name: str, icon: str, tip: str) -> IconButton:
        button = self._buttons[name] = IconButton(self._theme, icon, tip, parent=self)
        return button

    def _connect(self) -> None:
        self._buttons["out"].clicked.connect(self._on_out_clicked)
        self._buttons["in"].clicked.connect(self._on_in_clicked)
        self._buttons["fit"].clicked.connect(self._on_fit_clicked)
        self._buttons["arrange"].clicked.connect(self.arrange_requested)
        self.zoom_button.clicked.connect(self._on_zoom_clicked)
        self._view.minimap_toggled.connect(self.toggle_map)
        self._view.motion.moved.connect(self._on_moved)
        self._theme.changed.connect(self._on_theme_changed)

    def _fit_size(self) -> None:
        self.setFixedSize(self.sizeHint())

    def _on_theme_changed(self) -> None:
        side = self._theme.px(32)
        for button in self._buttons.values():
            button.setFixedSize(side, side)
        self.zoom_button.setFixedSize(self._theme.px(56), side)
        self.zoom_button.setFont(self._theme.font("metaStrong"))
        self._fit_size()
        self.update()

    def _on_moved(self) -> None:
        percent = self._view.camera.zoom * 100
        text = f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %"
        if text != self.zoom_button.text():
            self.zoom_button.setText(text)
            self.zoom_button.setAccessibleName(f"Zoom {text}, press for 100 %")

    def _on_out_clicked(self) -> None:
        self._view.zoom_by(1 / ZOOM_STEP)

    def _on_in_clicked(self) -> None:
        self._view.zoom_by(ZOOM_STEP)

    def _on_zoom_clicked(self) -> None:
        self._view.zoom_to(1.0)

    def _on_fit_clicked(self) -> None:
        self._view.fit_all()


class Minimap(QWidget):
    """The whole wall in small, with the part in sight framed; a drag moves the view."""

    def __init__(self, view: CanvasView, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self._picture = QPixmap()
        self._world = Rect(0, 0, 1, 1)
        self._version = -1
        self._steps: Iterator[CanvasCard] | None = None
        self._next = QPixmap()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        self.setAccessibleName("Minimap")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        view.motion.moved.connect(self.update)
        view.cards_changed.connect(self._on_cards_changed)
        theme.changed.connect(self._on_cards_changed)

    @property
    def is_current(self) -> bool:
        """Whether the picture shows the wall as it is."""
        return self._steps is None and self._version == self._view.model.version

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the wall and the frame of what is in sight."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_surface(painter, rect, self._theme.radius("image"), self._theme.color("canvas"))
        if not self._picture.isNull():
            painter.drawPixmap(QPointF(0, 0), self._picture)
        self._paint_frame(painter)
        painter.end()

    def resizeEvent(self, _event: object) -> None:
        """Paint the wall for the new size."""
        self._on_cards_changed()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the hand points."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go where the hand points."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def to_canvas(self, pos: QPointF) -> tuple[float, float]:
        """Return the canvas point under a point of the minimap."""
        scale, dx, dy = self._mapping()
        return (pos.x() - dx) / scale, (pos.y() - dy) / scale

    def _go(self, event: QMouseEvent) -> None:
        x, y = self.to_canvas(event.position())
        self._view.motion.look(Viewport(x, y, self._view.camera.zoom))

    def _mapping(self) -> tuple[float, float, float]:
        """Return scale and offset from canvas to minimap."""
        world = self._world
        width, height = max(1, self.width() - 16), max(1, self.height() - 16)
        scale = min(width / max(1.0, world.width), height / max(1.0, world.height), 0.1)
        dx = self.width() / 2 - world.center[0] * scale
        return scale, dx, self.height() / 2 - world.center[1] * scale

    def _paint_frame(self, painter: QPainter) -> None:
        scale, dx, dy = self._mapping()
        seen = self._view.camera.visible_rect()
        frame = QRectF(
            seen.x * scale + dx, seen.y * scale + dy, seen.width * scale, seen.height * scale
        )
        inside = frame.intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inside, 3, 3)

    # -- the picture of the wall, painted a little at a time -----------------------------------

    def _on_cards_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start(_QUIET_MS)
        self._steps = None

    def _on_timeout(self) -> None:
        if self._steps is None:
            self._begin()
        if self._advance():
            self._picture = self._next
            self._steps = None
            self.update()
        else:
            self._timer.start(0)

    def _begin(self) -> None:
        ratio = self.devicePixelRatioF()
        self._world = self._view.model.bounds() or Rect(0, 0, 1, 1)
        self._version = self._view.model.version
        self._next = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        self._next.setDevicePixelRatio(ratio)
        self._next.fill(QColor(0, 0, 0, 0))
        self._steps = iter(list(self._view.model.cards.values()))

    def _advance(self) -> bool:
        """Paint cards for some milliseconds; return whether all are painted."""
        assert self._steps is not None
        deadline = perf_counter() + _STEP_S
        scale, dx, dy = self._mapping()
        painter = QPainter(self._next)
        try:
            for count, card in enumerate(self._steps):
                place = card.placement
                rect = QRectF(
                    place.x * scale + dx,
                    place.y * scale + dy,
                    max(1.0, place.width * scale - 1),
                    max(1.0, place.height * scale - 1),
                )
                painter.fillRect(rect, self._view.far_color(card))
                if count % 32 == 31 and perf_counter() > deadline:
                    return False
        finally:
            painter.end()
        return True
