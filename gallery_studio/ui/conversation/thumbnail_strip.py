"""The row of thumbnails: the source, then every output of the open branch, turn by turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.conversation.conversation_text import model_name, output_name
from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.theme.painting import (
    paint_icon,
    paint_ring,
    paint_skeleton,
    paint_surface,
    paint_text,
)
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.tooltips import plain_tooltip

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId, OutputId
    from gallery_studio.ui.conversation.conversation_state import (
        ConversationState,
        OutputView,
    )
    from gallery_studio.ui.conversation.pane_context import PaneContext

_THUMB, _STEP, _GROUP_GAP, _EDGE, _TOP = 46, 54, 19, 16, 12


@dataclass(frozen=True, slots=True)
class StripThumb:
    """One thumbnail: the source (no output), or an output.

    Attributes:
        x: Left edge in px at 100 %, unscrolled.
        output: The output, or None for the source.
        image_id: The picture, or None.
    """

    x: int
    output: OutputView | None
    image_id: ImageId | None


@dataclass(frozen=True, slots=True)
class StripGroup:
    """A label under one turn's thumbnails."""

    label: str
    x: int
    width: int


def lay_out(state: ConversationState) -> tuple[tuple[StripThumb, ...], tuple[StripGroup, ...]]:
    """Return thumbnails and labels in px at 100 %, the source first."""
    thumbs: list[StripThumb] = []
    groups: list[StripGroup] = []
    x = _EDGE
    if state.source_image_id is not None:
        thumbs.append(StripThumb(x, None, state.source_image_id))
        groups.append(StripGroup("Source", x, _THUMB))
        x += _THUMB + _GROUP_GAP
    for turn in state.turns:
        start = x
        for output in turn.outputs:
            thumbs.append(StripThumb(x, output, output.image_id))
            x += _STEP
        width = max(_THUMB, x - start - (_STEP - _THUMB))
        groups.append(StripGroup(f"Turn {turn.number}", start, width))
        x = start + width + _GROUP_GAP
    return tuple(thumbs), tuple(groups)


class ThumbnailStrip(QWidget):
    """One stop for Tab; arrows go from picture to picture, the wheel scrolls sideways.

    Args:
        context: Theme, models, pictures.
        parent: Owner.

    Signals:
        thumb_chosen(object): A person went to this output; None is the source.
        opened(object): Enter, Space or a double click: show it large; None is the source.
    """

    thumb_chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._theme = context, context.theme
        self._thumbs: tuple[StripThumb, ...] = ()
        self._groups: tuple[StripGroup, ...] = ()
        self._active: OutputId | None = None
        self._offset = 0
        self._is_ticking = False
        self._glide = QVariantAnimation(self)
        self._glide.valueChanged.connect(self._on_glide)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(FOCUS_RADIUS, 4)
        self.setMouseTracking(True)
        self._theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # What it shows

    @property
    def thumbs(self) -> tuple[StripThumb, ...]:
        """The thumbnails, in order."""
        return self._thumbs

    @property
    def groups(self) -> tuple[StripGroup, ...]:
        """The labelled groups, in order."""
        return self._groups

    @property
    def offset(self) -> int:
        """How far it is scrolled, px."""
        return self._offset

    def show_state(self, state: ConversationState, active: OutputId | None) -> None:
        """Show a branch; a turn that is new is scrolled to."""
        before = len(self._groups)
        self._thumbs, self._groups = lay_out(state)
        if len(self._groups) > before:
            self._scroll_to(self._most_offset(), is_gliding=before > 0)
        else:
            self._offset = min(self._offset, self._most_offset())
        self._active = active
        self._settle_ticking()
        self._speak()
        self.update()

    def set_active(self, active: OutputId | None) -> None:
        """Ring another thumbnail and bring it into view."""
        if active == self._active:
            return
        self._active = active
        self._reveal()
        self._speak()
        self.update()

    def step(self, by: int) -> None:
        """Go to the next or previous picture."""
        if not self._thumbs:
            return
        index = min(max(0, self._active_index() + by), len(self._thumbs) - 1)
        self._choose(self._thumbs[index])

    def uses_picture(self, image_ids: frozenset[ImageId]) -> bool:
        """Whether it shows one of the pictures."""
        return any(thumb.image_id in image_ids for thumb in self._thumbs)

    # Events

    def sizeHint(self) -> QSize:
        """A strip of 90 px."""
        return QSize(self._theme.px(360), self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint thumbnails, labels and hairlines that are in view."""
        painter = QPainter(self)
        line = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, self._theme.color("borderSubtle"))
        painter.translate(-self._offset, 0)
        for index, group in enumerate(self._groups):
            self._paint_group(painter, group, is_first=index == 0)
        seen = QRectF(event.rect().translated(self._offset, 0)).adjusted(-8, 0, 8, 0)
        for thumb in self._thumbs:
            spot = self._spot(thumb)
            if spot.intersects(seen):
                self._paint_thumb(painter, spot, thumb)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the picture under the pointer."""
        thumb = self._thumb_at(event.position().toPoint())
        if thumb is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(thumb)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the picture under the pointer large."""
        if thumb := self._thumb_at(event.position().toPoint()):
            self._open(thumb)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over pictures."""
        is_over = self._thumb_at(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways, whichever way the wheel turns."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        delta = pixels.x() + pixels.y() if not pixels.isNull() else angle.x() + angle.y()
        self._glide.stop()
        self._set_offset(self._offset - delta)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Home and End jump, Enter and Space show large."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -len(self._thumbs),
            Qt.Key.Key_End: len(self._thumbs),
        }
        key = Qt.Key(event.key())
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if key in steps and is_plain:
            self.step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._thumbs:
            self._open(self._thumbs[self._active_index()])
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Name the picture under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            thumb = self._thumb_at(event.pos())
            text = plain_tooltip(self._name_of(thumb)) if thumb is not None else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the active picture in view."""
        super().resizeEvent(event)
        self._set_offset(self._offset)
        self._reveal()

    def showEvent(self, event: QShowEvent) -> None:
        """Tick while something is pending."""
        super().showEvent(event)
        self._settle_ticking()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still."""
        super().hideEvent(event)
        self._settle_ticking()

    # Internals

    def _spot(self, thumb: StripThumb) -> QRectF:
        px = self._theme.px
        return QRectF(px(thumb.x), px(_TOP), px(_THUMB), px(_THUMB))

    def _paint_group(self, painter: QPainter, group: StripGroup, *, is_first: bool) -> None:
        theme, px = self._theme, self._theme.px
        if not is_first:
            x = px(group.x) - px(_GROUP_GAP) / 2
            painter.fillRect(QRectF(int(x), px(_TOP + 3), 1, px(40)), theme.color("border"))
        is_source = group.label == "Source"
        top = px(_TOP + _THUMB + 6)
        row = QRectF(px(group.x) - px(8), top, px(group.width) + px(16), theme.line_height("meta"))
        font = theme.font("metaStrong" if is_source else "meta")
        color = theme.color("text" if is_source else "textTertiary")
        paint_text(painter, font, row, group.label, color, Qt.AlignmentFlag.AlignHCenter)

    def _paint_thumb(self, painter: QPainter, spot: QRectF, thumb: StripThumb) -> None:
        theme, output = self._theme, thumb.output
        radius = theme.radius("image")
        if output is not None and output.status.is_open:
            phase = theme.clock.phase(theme.duration("shimmer"))
            paint_skeleton(painter, theme, spot, radius, phase)
        elif thumb.image_id is None:
            self._paint_alert(painter, spot)
        else:
            side = round(spot.width() * self.devicePixelRatioF())
            paint_cover(painter, theme, spot, self._context.preview(thumb.image_id, side))
            paint_surface(painter, spot, radius, None, theme.color("borderSubtle"))
        if (output.id if output is not None else None) == self._active:
            paint_ring(painter, spot, radius, theme.color("accent"))

    def _paint_alert(self, painter: QPainter, spot: QRectF) -> None:
        theme = self._theme
        fill, border = theme.color("dangerSoft"), theme.color("danger")
        paint_surface(painter, spot, theme.radius("image"), fill, border)
        icon = QRectF(0, 0, theme.px(16), theme.px(16))
        icon.moveCenter(spot.center())
        paint_icon(painter, theme, "triangle-alert", icon, border)

    def _thumb_at(self, point: QPoint) -> StripThumb | None:
        place = QRectF(point.x() + self._offset, point.y(), 1, 1)
        return next((t for t in self._thumbs if self._spot(t).intersects(place)), None)

    def _active_index(self) -> int:
        for index, thumb in enumerate(self._thumbs):
            if (thumb.output.id if thumb.output is not None else None) == self._active:
                return index
        return 0

    def _choose(self, thumb: StripThumb) -> None:
        chosen = thumb.output.id if thumb.output is not None else None
        self.set_active(chosen)
        self.thumb_chosen.emit(chosen)

    def _open(self, thumb: StripThumb) -> None:
        if thumb.image_id is not None:
            self.opened.emit(thumb.output.id if thumb.output is not None else None)

    def _most_offset(self) -> int:
        if not self._groups:
            return 0
        last = self._groups[-1]
        return max(0, self._theme.px(last.x + last.width + _EDGE) - self.width())

    def _set_offset(self, offset: int) -> None:
        offset = min(max(0, offset), self._most_offset())
        if offset != self._offset:
            self._offset = offset
            self.update()

    def _scroll_to(self, offset: int, *, is_gliding: bool = True) -> None:
        length = self._theme.duration("slow")
        self._glide.stop()
        if not length or not is_gliding or not self.isVisible():
            self._set_offset(offset)
            return
        self._glide.setDuration(length)
        self._glide.setStartValue(self._offset)
        self._glide.setEndValue(offset)
        self._glide.start()

    def _on_glide(self, value: object) -> None:
        self._set_offset(int(value) if isinstance(value, int | float) else self._offset)

    def _reveal(self) -> None:
        """Scroll until the active picture and some of its neighbours are in view."""
        if not self._thumbs:
            return
        spot = self._spot(self._thumbs[self._active_index()])
        margin = self._theme.px(_STEP)
        left, right = int(spot.left()) - margin, int(spot.right()) + margin
        if left < self._offset:
            self._scroll_to(max(0, left))
        elif right > self._offset + self.width():
            self._scroll_to(min(self._most_offset(), right - self.width()))

    def _name_of(self, thumb: StripThumb) -> str:
        if thumb.output is None:
            return "Source."
        name = model_name(self._context.catalogue, thumb.output.model)
        return output_name(thumb.output, name)

    def _speak(self) -> None:
        """Tell screen readers which picture is the active one."""
        if not self._thumbs:
            self.setAccessibleName("Images of this conversation: none yet")
            return
        index = self._active_index()
        name = self._name_of(self._thumbs[index])
        text = f"{name} Image {index + 1} of {len(self._thumbs)}"
        if text != self.accessibleName():
            self.setAccessibleName(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _settle_ticking(self) -> None:
        is_pending = any(t.output is not None and t.output.status.is_open for t in self._thumbs)
        should_tick = self.isVisible() and is_pending
        if should_tick == self._is_ticking:
            return
        self._is_ticking = should_tick
        if should_tick:
            self._theme.clock.ticked.connect(self.update)
            self._theme.clock.start(self)
        else:
            self._theme.clock.ticked.disconnect(self.update)
            self._theme.clock.stop(self)

    def _on_theme_changed(self) -> None:
        needed = self._theme.px(_TOP + _THUMB + 6) + self._theme.line_height("meta")
        self.setFixedHeight(max(self._theme.px(90), needed + self._theme.px(8)))
        self.update()
