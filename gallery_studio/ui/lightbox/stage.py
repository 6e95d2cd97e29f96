"""The stage of the lightbox: one picture, two under a divider, or up to four side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.lightbox.divider_knob import STEPS, DividerKnob
from gallery_studio.ui.lightbox.picture_order import LightboxMode
from gallery_studio.ui.lightbox.stage_buttons import StageButtons
from gallery_studio.ui.lightbox.stage_painter import WALLS, Pane, StagePainter, device_size, snapped
from gallery_studio.ui.lightbox.stage_view import ZOOM_STEP, StageView, pane_rects
from gallery_studio.ui.widgets.control import OWN_FOCUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.picture_pool import Difference

STILL_AFTER_MS = 120
_GAP = 12


class Stage(QWidget):
    """Shows pictures from preview to full size without a jump, with one zoom for all of them.

    Args:
        theme: Gives all colours and sizes.
        source: Gives the pixels.
        parent: Owner.

    Signals:
        view_changed(): Zoom or centre are different.
        divider_moved(): The divider is elsewhere.
        menu_requested(QPoint): Show the menu at a global position.
        pane_button_clicked(str): The button over the picture of that key was pressed.
    """

    view_changed = Signal()
    divider_moved = Signal()
    menu_requested = Signal(QPoint)
    pane_button_clicked = Signal(str)

    def __init__(self, theme: Theme, source: PictureSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._source = theme, source
        self._painter = StagePainter(theme, source)
        self.view = StageView()
        self.mode = LightboxMode.VIEW
        self.divider = 0.5
        self.wall = 0
        self.note = ""
        self.is_flickering = False
        self.is_difference_shown = False
        self._items: list[LightboxItem] = []
        self._tags: list[str] = []
        self._partner: LightboxItem | None = None
        self._drag: QPointF | None = None
        self._is_dragging_divider = False
        self.knob = DividerKnob(theme, self)
        self.buttons = StageButtons(theme, self)
        self._still = QTimer(self, singleShot=True, interval=STILL_AFTER_MS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_FOCUS, True)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._connect()

    def _connect(self) -> None:
        self._still.timeout.connect(self._on_still)
        self._source.arrived.connect(self._on_arrived)
        self._source.failed.connect(self.refresh)
        self._source.compared.connect(self.refresh)
        self._theme.changed.connect(self.refresh)
        self.buttons.clicked.connect(self.pane_button_clicked)

    # What is shown

    def show_pictures(
        self,
        mode: LightboxMode,
        items: Sequence[LightboxItem],
        tags: Sequence[str],
        partner: LightboxItem | None = None,
    ) -> None:
        """Show other pictures; zoom and centre stay.

        Args:
            mode: How they are shown.
            items: One, two or up to four pictures.
            tags: Words over each of them.
            partner: In View, the picture that flickers in.
        """
        self.mode, self._items, self._tags, self._partner = mode, list(items), list(tags), partner
        self.refresh()

    def refresh(self) -> None:
        """Lay out and paint again."""
        self.knob.setVisible(self._has_divider())
        self.buttons.lay_out(self.panes())
        self._place_knob()
        self._still.start()
        self.update()

    def panes(self) -> list[Pane]:
        """Return what is painted where."""
        if not self._items:
            return []
        if self.mode is LightboxMode.COMPARE and len(self._items) == 2:
            return self._compare_panes()
        return self._side_panes(self._flickered())

    def picture_rect(self) -> QRectF:
        """Return where the current picture is seen, in the stage."""
        panes = self.panes()
        return panes[self._active()].seen if panes else QRectF(self.area())

    def area(self) -> QRectF:
        """Return the part of the stage that pictures fit into."""
        px = self._theme.px
        return QRectF(self.rect()).adjusted(px(28), px(24), -px(28), 0)

    def difference(self) -> Difference | None:
        """Return the map that is shown, or None."""
        if not (self.is_difference_shown and self.mode is LightboxMode.COMPARE):
            return None
        images = [item.image for item in self._items]
        if len(images) != 2 or images[0] is None or images[1] is None:
            return None
        return self._source.difference(images[0].id, images[1].id)

    # Zoom and pan

    @property
    def scale_percent(self) -> int:
        """Device px per pixel of the current picture, in percent."""
        if not self._items:
            return 100
        pane, size = self._reference()
        return round(self.view.scale(pane, size) * self.devicePixelRatioF() * 100)

    def fit(self) -> None:
        """Show whole pictures."""
        self.view.fit()
        self._announce_view()

    def toggle_actual_size(self, point: QPointF | None = None) -> None:
        """Show one pixel of the current picture as one px of the screen, or whole pictures."""
        if not self._items:
            return
        if not self.view.is_fit:
            self.fit()
            return
        index = self._pane_at(point) if point is not None else self._active()
        pane, size = self._pane_area(index), self._items[index].size
        at = point if point is not None else pane.center()
        self.view.zoom_to_scale(pane, size, at, 1 / self.devicePixelRatioF())
        self._announce_view()

    def zoom_by(self, factor: float, point: QPointF | None = None) -> None:
        """Zoom at a point of the stage, else in the middle."""
        if not self._items:
            return
        index = self._pane_at(point) if point is not None else self._active()
        pane = self._pane_area(index)
        at = point if point is not None else pane.center()
        self.view.zoom_at(pane, self._items[index].size, at, factor)
        self._announce_view()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the pictures by logical px."""
        if self._items:
            self.view.pan_by(*self._reference(), dx, dy)
            self._announce_view()

    def set_divider(self, part: float) -> None:
        """Put the divider at a part of the width that is seen, 0 to 1."""
        self.divider = min(1.0, max(0.0, part))
        self._place_knob()
        self.update()
        self.divider_moved.emit()

    def wall_color(self) -> QColor:
        """Return the ground pictures stand on."""
        return self._painter.wall_color(self.wall)

    def cycle_wall(self) -> None:
        """Put the pictures on the next ground."""
        self.wall = (self.wall + 1) % len(WALLS)
        self.update()

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the pictures."""
        painter = QPainter(self)
        ground = self.wall_color()
        painter.fillRect(self.rect(), ground)
        panes = self.panes()
        found = self.difference()
        if found is not None and not self.is_flickering:
            self._painter.paint_image(painter, panes[1].place, found.image)
        else:
            for pane in panes:
                self._painter.paint_pane(painter, pane, ground)
        if self._has_divider() and not self.is_difference_shown:
            frame = self._frame()
            self._painter.paint_divider(painter, self._divider_x(), frame.top(), frame.bottom())
        self._paint_tags(painter, panes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out again."""
        super().resizeEvent(event)
        self.refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom_by(ZOOM_STEP**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the divider or the pictures."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._drag = event.position()
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._is_dragging_divider = is_left and self._is_on_divider(event.position())
        if self._is_dragging_divider:
            self._drag_divider(event.position())
        else:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on dragging, or show what could be dragged."""
        if self._drag is None:
            is_on = self._is_on_divider(event.position())
            self.setCursor(Qt.CursorShape.SplitHCursor if is_on else Qt.CursorShape.ArrowCursor)
        elif self._is_dragging_divider:
            self._drag_divider(event.position())
        else:
            step = event.position() - self._drag
            self._drag = event.position()
            self.pan_by(step.x(), step.y())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End dragging."""
        self._drag, self._is_dragging_divider = None, False
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show pixels as they are, or whole pictures."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_actual_size(event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu."""
        self.menu_requested.emit(event.globalPos())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of what is held: its key may be released elsewhere."""
        super().focusOutEvent(event)
        self.is_flickering = False
        self.update()

    # Internals

    def _active(self) -> int:
        """Return which of the pictures is the current one."""
        return 0 if self.mode is LightboxMode.VIEW else min(1, len(self._items) - 1)

    def _reference(self) -> tuple[QRectF, tuple[int, int]]:
        index = self._active()
        return self._pane_area(index), self._items[index].size

    def _pane_area(self, index: int) -> QRectF:
        """Return the area a picture fits into."""
        if self.mode is LightboxMode.SIDE_BY_SIDE:
            gap = self._theme.px(_GAP)
            return pane_rects(self.area(), len(self._items), gap)[index]
        return self.area()

    def _pane_at(self, point: QPointF) -> int:
        if self.mode is LightboxMode.COMPARE and len(self._items) == 2:
            return 0 if point.x() < self._divider_x() else 1
        areas = [self._pane_area(index) for index in range(len(self._items))]
        return min(range(len(areas)), key=lambda n: (areas[n].center() - point).manhattanLength())

    def _place(self, index: int, item: LightboxItem) -> QRectF:
        return snapped(self.view.place(self._pane_area(index), item.size), self.devicePixelRatioF())

    def _flickered(self) -> list[LightboxItem]:
        """Return the pictures in the order of their panes: each moves on while flickering."""
        if not self.is_flickering:
            return self._items
        if self.mode is LightboxMode.VIEW:
            return [self._partner] if self._partner is not None else self._items
        return [*self._items[1:], self._items[0]]

    def _side_panes(self, items: list[LightboxItem]) -> list[Pane]:
        tags = self._tags
        if self.is_flickering and len(tags) > 1:
            tags = [*tags[1:], tags[0]]
        panes = []
        for index, item in enumerate(items):
            is_single = len(items) == 1
            clip = QRectF(self.rect()) if is_single else self._pane_area(index)
            tag = tags[index] if index < len(tags) else ""
            place = self._place(index, item)
            panes.append(Pane(item, tag, clip, place, is_empty=self._is_empty(item)))
        return panes

    def _compare_panes(self) -> list[Pane]:
        area, (left, right) = self.area(), self._items
        places = (self._place(0, left), self._place(1, right))
        x = self._divider_x()
        if self.is_flickering:
            x = area.right()
        left_clip = QRectF(area.left(), area.top(), max(0.0, x - area.left()), area.height())
        right_clip = QRectF(x, area.top(), max(0.0, area.right() - x), area.height())
        return [
            Pane(left, self._tags[0], left_clip, places[0], False, self._is_empty(left)),
            Pane(right, self._tags[1], right_clip, places[1], True, self._is_empty(right)),
        ]

    def _is_empty(self, item: LightboxItem) -> bool:
        return item.image is None or self._source.frame(item.image.id, 1) is None

    def _has_divider(self) -> bool:
        is_two = self.mode is LightboxMode.COMPARE and len(self._items) == 2
        return is_two and not self.is_difference_shown

    def _frame(self) -> QRectF:
        """Return what both pictures cover together; the divider runs over its width."""
        area = self.area()
        if len(self._items) < 2:
            return area
        whole = self._place(0, self._items[0]).united(self._place(1, self._items[1]))
        return whole.intersected(area)

    def _divider_x(self) -> float:
        frame = self._frame()
        return float(round(frame.left() + self.divider * frame.width()))

    def _place_knob(self) -> None:
        if not self._has_divider():
            return
        self.knob.setFixedSize(self.knob.side, self.knob.side)
        self.knob.setValue(round(self.divider * STEPS))
        middle = QPointF(self._divider_x(), self._frame().center().y())
        half = self.knob.side / 2
        self.knob.move(round(middle.x() - half), round(middle.y() - half))

    def _is_on_divider(self, point: QPointF) -> bool:
        """Whether a drag would move the divider: near it, and anywhere when all is seen."""
        if not self._has_divider() or not self._frame().contains(point):
            return False
        return self.view.is_fit or abs(point.x() - self._divider_x()) <= self._theme.px(22)

    def _drag_divider(self, point: QPointF) -> None:
        frame = self._frame()
        if frame.width() > 0:
            self.set_divider((point.x() - frame.left()) / frame.width())

    def _paint_tags(self, painter: QPainter, panes: list[Pane]) -> None:
        if self.is_difference_shown and self.mode is LightboxMode.COMPARE and len(panes) == 2:
            panes = [Pane(panes[1].item, "", self.area(), panes[1].place)]
        for pane in panes:
            side = Qt.AlignmentFlag.AlignRight if pane.is_tag_right else Qt.AlignmentFlag.AlignLeft
            self._painter.paint_tag(painter, pane.tag, pane.seen, side)
        if self.note and panes:
            seen = panes[0].seen
            for pane in panes[1:]:
                seen = seen.united(pane.seen)
            middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            self._painter.paint_tag(painter, self.note, seen, middle)

    def _announce_view(self) -> None:
        self._still.start()
        self._place_knob()
        self.buttons.lay_out(self.panes())
        self.update()
        self.view_changed.emit()

    def _on_arrived(self, image_id: str) -> None:
        shown = [*self._items, *([self._partner] if self._partner is not None else [])]
        if any(item.image is not None and item.image.id == image_id for item in shown):
            self._still.start()
            self.buttons.lay_out(self.panes())
            self.update()

    def _on_still(self) -> None:
        """Filter what is seen whole to exactly its size: sharper, and cheaper to paint."""
        if self.view.zoom > 1.0 or not self.isVisible():
            return
        ratio = self.devicePixelRatioF()
        for index, item in enumerate(self._items):
            if item.image is not None:
                size = device_size(self._place(index, item), ratio)
                if self._source.sharpen(item.image.id, size):
                    self.update()
