"""Paints one output: picture, skeleton with seconds, or reason of a failure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass
from gallery_studio.ui.conversation.conversation_text import (
    elapsed_s,
    short_failure,
    usual_text,
)
from gallery_studio.ui.theme.painting import (
    BadgeStyle,
    badge_size,
    paint_badge,
    paint_icon,
    paint_paragraph,
    paint_ring,
    paint_skeleton,
    paint_spinner,
    paint_surface,
    paint_text,
    rounded_path,
    wrap_text,
)

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QPixmap

    from gallery_studio.ui.conversation.conversation_state import OutputView
    from gallery_studio.ui.conversation.pane_context import PaneContext
    from gallery_studio.ui.theme.theme import Theme

RING_ROOM = 4
"""Logical px around a tile in which its ring is painted."""
_SPIN_MS = 1000
_SAME_SHAPE = 0.03


@dataclass(frozen=True, slots=True)
class TileFacts:
    """What the painter needs to know.

    Attributes:
        output: The output.
        glyph: Icon of its model.
        name: Short name of its model.
        now: The time, UTC.
        waiting_message: Why the call waits, or "".
        retry_at: When it is sent again, or None.
        fade: How far the picture has come over its skeleton, 0 to 1.
    """

    output: OutputView
    glyph: str
    name: str
    now: datetime
    waiting_message: str = ""
    retry_at: datetime | None = None
    fade: float = 1.0


def badge_of(facts: TileFacts) -> BadgeStyle:
    """Return the badge of the model: over a picture with its marks, or on a surface of ours."""
    output = facts.output
    if output.is_ready:
        rating = f"rated {output.rating}" if output.rating else ""
        rejected = "rejected" if output.is_rejected else ""
        words = " · ".join(part for part in (facts.name, rating, rejected) if part)
        return BadgeStyle(words, facts.glyph, "onImage", "onImageBg")
    return BadgeStyle(facts.name, facts.glyph, "textSecondary", "app")


def waiting_lines(context: PaneContext, facts: TileFacts) -> tuple[str, str]:
    """Return the two lines of a running output: seconds, and what to expect of them."""
    if facts.retry_at is not None:
        left = max(0, math.ceil((facts.retry_at - facts.now).total_seconds()))
        again = f"Again in {left} s" if left else "Sending again"
        return again, facts.waiting_message
    seconds = elapsed_s(facts.output.started_utc, facts.now)
    if facts.output.status is Status.PENDING or seconds is None:
        return "Waiting", usual_text(context.catalogue, facts.output.model)
    return f"{seconds} s", usual_text(context.catalogue, facts.output.model)


def paint_tile(painter: QPainter, context: PaneContext, rect: QRectF, facts: TileFacts) -> None:
    """Paint a tile into the rectangle of its picture."""
    theme, output = context.theme, facts.output
    radius = theme.radius("image")
    if output.status.is_open:
        _paint_running(painter, context, rect, facts)
    elif output.is_ready:
        _paint_picture(painter, context, rect, facts)
    else:
        _paint_failed(painter, theme, rect, facts)
    edge = theme.px(8)
    badge = badge_of(facts)
    height = badge_size(theme, badge).height()
    corner = QPointF(rect.left() + edge, rect.bottom() - edge - height)
    paint_badge(painter, theme, corner, badge, rect.width() - 2 * edge)
    if output.is_head:
        style = BadgeStyle("Next edit starts here", "corner-down-right", "accentText", "accentSoft")
        place = rect.topLeft() + QPointF(edge, edge)
        paint_badge(painter, theme, place, style, rect.width() - 2 * edge)
        paint_ring(painter, rect, radius, theme.color("accent"))


def _paint_running(painter: QPainter, context: PaneContext, rect: QRectF, facts: TileFacts) -> None:
    theme = context.theme
    phase = theme.clock.phase(theme.duration("shimmer"))
    paint_skeleton(painter, theme, rect, theme.radius("image"), phase)
    first, second = waiting_lines(context, facts)
    lines = wrap_text(theme.font("meta"), second, rect.width() - theme.px(24), 3)
    strong, plain = theme.line_height("label"), theme.line_height("meta")
    ring = theme.px(26)
    needed = ring + theme.px(6) + strong + len(lines) * plain
    bottom = theme.line_height("badge") + theme.px(12)
    room = rect.adjusted(0, 0, 0, -bottom)
    top = max(room.top() + theme.px(6), room.center().y() - needed / 2 + bottom / 4)
    spot = QRectF(rect.center().x() - ring / 2, top, ring, ring)
    paint_spinner(painter, theme, spot, theme.clock.phase(_SPIN_MS))
    row = QRectF(rect.left(), spot.bottom() + theme.px(6), rect.width(), strong)
    center = Qt.AlignmentFlag.AlignHCenter
    paint_text(painter, theme.font("label"), row, first, theme.color("text"), center)
    block = QRectF(rect.left() + theme.px(12), row.bottom(), rect.width() - theme.px(24), plain)
    paint_paragraph(
        painter, theme.font("meta"), block, second, theme.color("textSecondary"),
        line_height=plain, max_lines=3, align=center,
    )  # fmt: skip


def _paint_picture(painter: QPainter, context: PaneContext, rect: QRectF, facts: TileFacts) -> None:
    theme, image_id = context.theme, facts.output.image_id
    radius = theme.radius("image")
    paint_surface(painter, rect, radius, theme.color("skeleton"))
    side = round(max(rect.width(), rect.height()) * painter.device().devicePixelRatioF())
    pixmap = context.preview(image_id, side) if image_id is not None else None
    if pixmap is not None and not pixmap.isNull():
        painter.setOpacity(facts.fade)
        paint_pixmap(painter, pixmap, rect, radius)
        painter.setOpacity(1.0)
    paint_surface(painter, rect, radius, None, theme.color("borderSubtle"))


def paint_pixmap(painter: QPainter, pixmap: QPixmap, rect: QRectF, radius: float) -> None:
    """Paint a picture into a rounded rectangle: filling it where the shapes agree, else whole."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(rounded_path(rect, radius))
    size = QRectF(pixmap.rect()).size()
    own, wanted = size.width() / size.height(), rect.width() / rect.height()
    target = QRectF(rect)
    if abs(own / wanted - 1) > _SAME_SHAPE:
        size.scale(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target.setSize(size)
        target.moveCenter(rect.center())
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
    painter.restore()


def _is_calm(output: OutputView) -> bool:
    """Whether the person stopped it: nothing is wrong."""
    return output.status is Status.CANCELLED


def _failure_lines(theme: Theme, rect: QRectF, output: OutputView) -> list[str]:
    width = rect.width() - theme.px(24)
    used = theme.px(16) + theme.line_height("badge") + theme.px(12)
    if output.is_retryable:
        used += theme.control_height(32) + theme.px(8)
    most = max(1, int((rect.height() - used) // theme.line_height("body")))
    return wrap_text(theme.font("body"), short_failure(output.failure), width, min(most, 5))


def _failure_top(
    theme: Theme, rect: QRectF, output: OutputView, button: float
) -> tuple[float, bool]:
    """Return where the reason begins, and whether there is room for the icon above it."""
    lines = len(_failure_lines(theme, rect, output)) * theme.line_height("body")
    icon = theme.px(20) + theme.px(8)
    below = button + theme.px(8) if button else 0
    bottom = theme.line_height("badge") + theme.px(16)
    room = rect.height() - bottom - theme.px(8)
    has_icon = lines + below + icon <= room
    used = lines + below + (icon if has_icon else 0)
    top = rect.top() + theme.px(8) + max(0.0, (room - used) / 2)
    return top + (icon if has_icon else 0), has_icon


def retry_top(theme: Theme, rect: QRectF, output: OutputView, height: int) -> float:
    """Return where the Retry button of a failed tile begins, in its rectangle's own space."""
    lines = len(_failure_lines(theme, rect, output)) * theme.line_height("body")
    return _failure_top(theme, rect, output, height)[0] + lines + theme.px(8)


def _paint_failed(painter: QPainter, theme: Theme, rect: QRectF, facts: TileFacts) -> None:
    output = facts.output
    is_calm = _is_calm(output)
    fill, border = ("raised", "border") if is_calm else ("dangerSoft", "danger")
    radius = theme.radius("image")
    paint_surface(painter, rect, radius, theme.color(fill), theme.color(border))
    button = theme.control_height(32, "bodyStrong") if output.is_retryable else 0
    top, has_icon = _failure_top(theme, rect, output, button)
    if has_icon:
        size = theme.px(20)
        spot = QRectF(rect.center().x() - size / 2, top - size - theme.px(8), size, size)
        icon = "square" if is_calm else "triangle-alert"
        color = theme.color("textSecondary" if is_calm else "danger")
        paint_icon(painter, theme, icon, spot, color)
    block = rect.adjusted(theme.px(12), 0, -theme.px(12), 0)
    block.setTop(top)
    paint_paragraph(
        painter, theme.font("body"), block, short_failure(output.failure), theme.color("text"),
        line_height=theme.line_height("body"),
        max_lines=max(1, len(_failure_lines(theme, rect, output))),
        align=Qt.AlignmentFlag.AlignHCenter,
    )  # fmt: skip
