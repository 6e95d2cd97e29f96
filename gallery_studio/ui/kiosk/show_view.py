"""The attract loop: picture after picture, the past receding to the left, nothing to press."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRadialGradient,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from gallery_studio.studio.kiosk_show import SPEEDS, ShowOrder, Slide
from gallery_studio.ui.kiosk.show_layout import PAST, ShowLayout, Stand, between, drift
from gallery_studio.ui.theme.painting import (
    paint_paragraph,
    paint_shadow,
    paint_skeleton,
    paint_surface,
    paint_text,
    rounded_path,
    wrap_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.ui.kiosk.slide_pictures import SlidePictures
    from gallery_studio.ui.theme.theme import Theme

_REST_MS, _TRAVEL_MS = 100, 16
_TRAVEL_S = 0.7
_MIDDLE, _EDGE = QColor(0x18, 0x18, 0x18), QColor(0x0B, 0x0B, 0x0C)
"""The wall of the dark room: darker than any panel, so that only pictures are lit."""
_CAPTION_LINES = 2


class ShowView(QWidget):
    """Shows slides by itself while it is visible. GUI thread only.

    Args:
        theme: Gives all colours and sizes; the kiosk is dark whatever it says.
        pictures: Decodes the pictures.
        slides: What to show, in order.
        order: Where it stands.
        now_s: The clock, in seconds; never goes backwards.

    Signals:
        slide_changed(int): Another picture is shown.
    """

    slide_changed = Signal(int)

    def __init__(
        self,
        theme: Theme,
        pictures: SlidePictures,
        slides: Sequence[Slide],
        order: ShowOrder,
        *,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._theme, self._pictures, self._now_s = theme, pictures, now_s
        self._slides, self.order = tuple(slides), order
        self._scaled: dict[str, QPixmap] = {}
        self._is_paused, self._speed, self._is_caption_shown = False, 1.0, True
        self._shown_s = self._started_s = self._looked_s = now_s()
        self._held_s = 0.0
        self._travel_from = 0
        self._ease = QEasingCurve(QEasingCurve.Type.InOutCubic)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        pictures.arrived.connect(self.update)
        self._name()

    # What it does

    @property
    def is_paused(self) -> bool:
        """Whether it waits on one picture."""
        return self._is_paused

    @property
    def speed(self) -> float:
        """How fast pictures follow one another."""
        return self._speed

    def set_paused(self, is_paused: bool) -> None:
        """Stay at the picture shown, or go on."""
        self._is_paused = is_paused

    def change_speed(self, steps: int) -> None:
        """Choose the next faster (or slower) of the speeds there are."""
        index = SPEEDS.index(self._speed) + steps
        self._speed = SPEEDS[min(max(index, 0), len(SPEEDS) - 1)]

    def toggle_caption(self) -> None:
        """Hide words and marks, or show them again."""
        self._is_caption_shown = not self._is_caption_shown
        self.update()

    def go(self, steps: int) -> None:
        """Show another picture, so many steps away."""
        if self.order.step(steps):
            self._arrive(steps)

    def go_to(self, index: int) -> None:
        """Show a picture by its place in the order."""
        before = self.order.index
        if self.order.go_to(index):
            self._arrive(self.order.index - before)

    def restart(self) -> None:
        """Begin with the first picture."""
        self.order.go_to(0)
        self._arrive(0)

    def tick(self) -> None:
        """Look at the clock: go on when the picture has been seen long enough."""
        now_s = self._now_s()
        if not self._is_paused:
            self._held_s += (now_s - self._looked_s) * self._speed
        self._looked_s = now_s
        if self._slides and self._held_s >= self._slides[self.order.index].hold_s:
            if self.order.is_at_end:
                self._held_s = self._slides[self.order.index].hold_s
            elif not self.order.step(1):
                self._held_s = 0.0
            else:
                self._arrive(1)
        self._timer.setInterval(_TRAVEL_MS if self._progress() < 1 else _REST_MS)
        self.update()

    def _arrive(self, steps: int) -> None:
        """Let the pictures travel to their new places, one step at most."""
        self._travel_from = max(-1, min(1, steps))
        self._shown_s = self._looked_s = self._now_s()
        self._held_s = 0.0
        self._want()
        self._name()
        self.slide_changed.emit(self.order.index)
        self.update()

    def _want(self) -> None:
        """Have the pictures decoded that are seen now or next, the one shown first."""
        wanted = []
        for offset in (0, 1, -1, 2, -2, -3, -4):
            slide = self._slide(offset)
            if slide is not None:
                wanted.append((slide.image_id, slide.width, slide.height))
        self._pictures.want(wanted)
        kept = {image_id for image_id, _, _ in wanted}
        self._scaled = {key: one for key, one in self._scaled.items() if key in kept}

    def _name(self) -> None:
        slide = self._slide(0)
        words = f"{slide.caption}. {slide.turn} {slide.model}".strip() if slide else "No picture"
        self.setAccessibleName(words)

    def _slide(self, offset: int) -> Slide | None:
        index = self.order.neighbour(offset)
        return None if index is None else self._slides[index]

    def _aspect(self, offset: int, shift: int = 0) -> float:
        slide = self._slide(offset + shift) or self._slide(0)
        return slide.width / slide.height if slide is not None and slide.height else 1.5

    def _progress(self) -> float:
        """Return how far the pictures have travelled, 0 to 1."""
        passed = (self._now_s() - self._shown_s) / _TRAVEL_S
        if self._travel_from == 0:
            return 1.0
        return min(1.0, max(0.0, passed))

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to move."""
        super().showEvent(event)
        self._looked_s = self._now_s()
        self._want()
        self._timer.start(_REST_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Forget what was scaled for another size."""
        super().resizeEvent(event)
        self._scaled.clear()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint wall, pictures, words and marks, all drifting slowly together."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_wall(painter)
        if not self._slides:
            return
        painter.translate(drift(self._now_s() - self._started_s))
        layout = ShowLayout(self.width(), self.height())
        eased = self._ease.valueForProgress(self._progress())
        if self._theme.is_motion_reduced:
            self._paint_crossfade(painter, layout, eased)
        else:
            self._paint_travel(painter, layout, eased)
        if self._is_caption_shown:
            self._paint_caption(painter, layout, min(1.0, max(0.0, 2 * eased - 1)))
            self._paint_ticks(painter, layout)

    # Painting

    def _paint_wall(self, painter: QPainter) -> None:
        light = QRadialGradient(QPointF(self.width() * 0.56, self.height() * 0.42), self.width())
        light.setColorAt(0, _MIDDLE)
        light.setColorAt(0.75, _EDGE)
        painter.fillRect(self.rect(), light)

    def _paint_travel(self, painter: QPainter, layout: ShowLayout, eased: float) -> None:
        """Paint each picture on its way from where it stood before."""
        shift = self._travel_from
        for offset in (*range(-PAST - 1, 0), 1, 0):
            slide = self._slide(offset)
            if slide is None or (offset == 1 and self.order.neighbour(1) == self.order.index):
                continue
            end = layout.stand(offset, self._aspect)
            if eased < 1 and shift:
                before = partial(self._aspect, shift=-shift)
                start = layout.stand(offset + shift, before)
                end = between(start, end, eased)
            self._paint_picture(painter, slide, end, layout)

    def _paint_crossfade(self, painter: QPainter, layout: ShowLayout, eased: float) -> None:
        """Paint the stands as they are; only the picture shown fades into the next."""
        for offset in (*range(-PAST - 1, 0), 1):
            slide = self._slide(offset)
            if slide is not None:
                self._paint_picture(painter, slide, layout.stand(offset, self._aspect), layout)
        before = self._slide(-self._travel_from) if eased < 1 else None
        if before is not None:
            aspect = before.width / before.height
            self._paint_picture(painter, before, Stand(layout.main(aspect), 1.0), layout)
        now = self._slide(0)
        if now is not None:
            painter.setOpacity(eased)
            self._paint_picture(painter, now, layout.stand(0, self._aspect), layout)
            painter.setOpacity(1.0)

    def _paint_picture(
        self, painter: QPainter, slide: Slide, stand: Stand, layout: ShowLayout
    ) -> None:
        """Paint a picture in its frame; dimmed ones stay opaque, the wall shines through none."""
        rect = stand.rect
        if stand.brightness <= 0.01 or not rect.intersects(
            QRectF(self.rect()).adjusted(-9, 0, 9, 0)
        ):
            return
        radius = max(4, round(8 * layout.scale))
        paint_shadow(painter, self._theme, rect, radius, 3)
        painter.save()
        painter.setClipPath(rounded_path(rect, radius))
        picture = self._picture(slide, layout)
        if picture is None:
            paint_skeleton(painter, self._theme, rect, radius, self._theme.clock.phase(1400))
        else:
            painter.drawPixmap(rect, picture, QRectF(picture.rect()))
        shade = QColor(0x14, 0x13, 0x13)
        shade.setAlphaF(1 - stand.brightness)
        painter.fillRect(rect, shade)
        painter.restore()
        edge = QColor(255, 255, 255, 26)
        paint_surface(painter, rect, radius, None, edge)

    def _picture(self, slide: Slide, layout: ShowLayout) -> QPixmap | None:
        """Return a picture at the size it has in the middle; scaled once, not at every frame."""
        found = self._scaled.get(slide.image_id)
        if found is not None:
            return found
        whole = self._pictures.pixmap(slide.image_id)
        if whole is None:
            return None
        ratio = self.devicePixelRatioF()
        size = (layout.main(slide.width / slide.height).size() * ratio).toSize()
        scaled = whole.scaled(
            size,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._scaled[slide.image_id] = scaled
        return scaled

    def _paint_caption(self, painter: QPainter, layout: ShowLayout, opacity: float) -> None:
        slide = self._slide(0)
        if slide is None:
            return
        painter.setOpacity(opacity)
        room = layout.caption(layout.main(self._aspect(0)))
        font = self._theme.font("kiosk")
        font.setPixelSize(max(14, round(36 * layout.scale)))
        line = 46 * layout.scale
        text = f"“{slide.caption}”" if slide.model else slide.caption
        color = self._theme.color("text")
        lines = wrap_text(font, text, room.width(), _CAPTION_LINES)
        if len(lines) > 1:
            room.translate(0, -line * 0.45)
        paint_paragraph(
            painter, font, room, text, color, line_height=line, max_lines=_CAPTION_LINES
        )
        self._paint_facts(painter, layout, slide, room.translated(0, len(lines) * line))
        painter.setOpacity(1.0)

    def _paint_facts(
        self, painter: QPainter, layout: ShowLayout, slide: Slide, room: QRectF
    ) -> None:
        size = max(12, round(16 * layout.scale))
        row = QRectF(room.left(), room.top() + 10 * layout.scale, room.width(), size * 1.5)
        for words, style, token in (
            (slide.turn, "bodyStrong", "text"),
            (slide.model, "body", "textSecondary"),
        ):
            if not words:
                continue
            font = self._theme.font(style)
            font.setPixelSize(size)
            color = self._theme.color(token)
            paint_text(painter, font, row, words, color)
            advance = painter.fontMetrics().horizontalAdvance(words)
            row.setLeft(row.left() + advance + 16 * layout.scale)

    def _paint_ticks(self, painter: QPainter, layout: ShowLayout) -> None:
        """Paint a mark for each picture: seen, shown (filling up), and to come."""
        painter.setPen(Qt.PenStyle.NoPen)
        shown = self.order.index
        for number, rect in enumerate(layout.ticks(len(self._slides))):
            radius = rect.height() / 2
            is_seen = number < shown
            painter.setBrush(self._theme.color("text") if is_seen else QColor(0x40, 0x40, 0x42))
            painter.drawRoundedRect(rect, radius, radius)
            if number == shown:
                hold_s = self._slides[number].hold_s
                rect.setWidth(max(rect.height(), rect.width() * min(1.0, self._held_s / hold_s)))
                painter.setBrush(self._theme.color("accent"))
                painter.drawRoundedRect(rect, radius, radius)
