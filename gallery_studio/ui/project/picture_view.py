"""A picture of the page; where there is one before it, the two can be compared by a divider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.theme.painting import (
    BadgeStyle,
    badge_size,
    paint_badge,
    paint_icon,
    paint_paragraph,
    paint_shadow,
    paint_surface,
    rounded_path,
)
from gallery_studio.ui.theme.shadows import reach
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.control import FOCUS_RADIUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

    PixmapSource = Callable[[ImageId, int], QPixmap | None]

_KNOB = 44
_MIDDLE = 0.5


class PictureView(QWidget):
    """Paints one picture at its own ratio, with a shadow; arrows move the divider.

    The picture fills `picture_rect`; the widget reaches further for the shadow.

    Args:
        theme: Gives all colours and sizes.
        pixmap: Returns a preview at once, or None while it is not there.
        level: Elevation of the shadow.
        parent: Owner.

    Signals:
        opened(): Show it large: a double click, or Enter.
        choose_requested(): No picture is chosen, and the frame was pressed.
    """

    opened = Signal()
    choose_requested = Signal()

    def __init__(
        self, theme: Theme, pixmap: PixmapSource, level: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._pixmap, self._level = theme, pixmap, level
        self._image_id: ImageId | None = None
        self._before_id: ImageId | None = None
        self._alt = ""
        self._aspect = 1.5
        self._empty_words = ""
        self._share = _MIDDLE
        self._is_comparing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(FOCUS_RADIUS, 6)
        theme.changed.connect(self.update)

    def set_picture(self, image_id: ImageId | None, alt: str, aspect: float) -> None:
        """Show a picture.

        Args:
            image_id: The picture, or None for the frame that asks for one.
            alt: What it is, for screen readers.
            aspect: Width ÷ height.
        """
        self._image_id, self._alt, self._aspect = image_id, alt, aspect
        self._name()
        self.update()

    def set_empty_words(self, words: str) -> None:
        """Set what the frame says while there is no picture."""
        self._empty_words = words
        self._name()
        self.update()

    def set_before(self, image_id: ImageId | None) -> None:
        """Know the picture to compare with; None ends comparing."""
        self._before_id = image_id
        if image_id is None:
            self._is_comparing = False
        self.update()

    def set_comparing(self, *, is_comparing: bool) -> None:
        """Lay the picture before over this one, up to the divider, or take it away."""
        self._is_comparing = is_comparing and self._before_id is not None
        self._share = _MIDDLE
        self._name()
        self.update()

    @property
    def is_comparing(self) -> bool:
        """Whether the divider is there."""
        return self._is_comparing

    @property
    def share(self) -> float:
        """How much of the width shows the picture before, 0 to 1."""
        return self._share

    @property
    def aspect(self) -> float:
        """Width ÷ height of the picture."""
        return self._aspect

    def place(self, rect: QRectF) -> None:
        """Put the picture there, in the coordinates of the parent; the shadow goes around it."""
        edge = reach(self._theme, self._level)
        self.setGeometry(rect.adjusted(-edge, -edge, edge, edge).toRect())

    @property
    def picture_rect(self) -> QRectF:
        """Where the picture is, in the widget."""
        edge = reach(self._theme, self._level)
        return QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint shadow, picture, divider and hairline."""
        theme, painter, rect = self._theme, QPainter(self), self.picture_rect
        radius = theme.radius("image")
        if self._image_id is None:
            self._paint_frame(painter, rect)
            return
        paint_shadow(painter, theme, rect, radius, self._level)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipPath(rounded_path(rect, radius))
        self._paint_picture(painter, rect, self._image_id)
        if self._is_comparing and self._before_id is not None:
            self._paint_before(painter, rect, self._before_id)
        painter.restore()
        paint_surface(painter, rect, radius, None, theme.color("borderSubtle"))
        if self._is_comparing:
            self._paint_divider(painter, rect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the divider by 1 %, with Shift by 10; Enter shows the picture large."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            (self.opened if self._image_id is not None else self.choose_requested).emit()
            return
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if self._is_comparing and is_plain:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = 0.1 if far else 0.01
            wanted = {
                Qt.Key.Key_Left: self._share - step,
                Qt.Key.Key_Right: self._share + step,
                Qt.Key.Key_Home: 0.0,
                Qt.Key.Key_End: 1.0,
            }.get(Qt.Key(key))
            if wanted is not None:
                self._set_share(wanted)
                announce(self, f"{round(self._share * 100)} percent before")
                return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the divider to the pointer, or ask for a picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self._image_id is None:
                self.choose_requested.emit()
            elif self._is_comparing:
                self._follow(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the divider."""
        if self._is_comparing and event.buttons() & Qt.MouseButton.LeftButton:
            self._follow(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show it large."""
        if self._image_id is not None and not self._is_comparing:
            self.opened.emit()
        event.accept()

    # Internals

    def _follow(self, point: QPointF) -> None:
        rect = self.picture_rect
        self._set_share((point.x() - rect.left()) / max(1.0, rect.width()))

    def _set_share(self, share: float) -> None:
        self._share = min(1.0, max(0.0, share))
        self.update()

    def _paint_picture(self, painter: QPainter, rect: QRectF, image_id: ImageId) -> None:
        ratio = self.devicePixelRatioF()
        side = round(max(rect.width(), rect.height()) * ratio)
        pixmap = self._pixmap(image_id, side)
        if pixmap is None or pixmap.isNull():
            painter.fillRect(rect, self._theme.color("skeleton"))
            return
        # the picture fills the frame: its ratio is the frame's, but for a rounding
        scale = max(rect.width() / pixmap.width(), rect.height() / pixmap.height())
        width, height = rect.width() / scale, rect.height() / scale
        source = QRectF((pixmap.width() - width) / 2, (pixmap.height() - height) / 2, width, height)
        painter.drawPixmap(rect, pixmap, source)

    def _paint_before(self, painter: QPainter, rect: QRectF, image_id: ImageId) -> None:
        shown = QRectF(rect)
        shown.setWidth(rect.width() * self._share)
        painter.save()
        painter.setClipRect(shown, Qt.ClipOperation.IntersectClip)
        self._paint_picture(painter, rect, image_id)
        painter.restore()

    def _paint_divider(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        x = rect.left() + rect.width() * self._share
        painter.fillRect(QRectF(x - 2, rect.top(), 4, rect.height()), QColor(12, 12, 13, 150))
        painter.fillRect(QRectF(x - 1, rect.top(), 2, rect.height()), QColor("#FFFFFF"))
        side = theme.px(_KNOB)
        disc = QRectF(x - side / 2, rect.center().y() - side / 2, side, side)
        paint_shadow(painter, theme, disc, side // 2, 1)
        painter.setPen(QPen(QColor(0, 0, 0, 60), 1))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawEllipse(disc)
        for icon, shift in (("chevron-left", -10), ("chevron-right", 10)):
            spot = QRectF(0, 0, theme.px(16), theme.px(16))
            spot.moveCenter(disc.center() + QPointF(theme.px(shift), 0))
            paint_icon(painter, theme, icon, spot, QColor("#131314"))
        self._paint_captions(painter, rect)

    def _paint_captions(self, painter: QPainter, rect: QRectF) -> None:
        edge = self._theme.px(8)
        for words, is_left in (("Before", True), ("After", False)):
            style = BadgeStyle(words, color="onImage", background="onImageBg")
            width = badge_size(self._theme, style).width()
            x = rect.left() + edge if is_left else rect.right() - edge - width
            paint_badge(painter, self._theme, QPointF(x, rect.top() + edge), style)

    def _paint_frame(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        border = theme.color("borderControl")
        paint_surface(painter, rect, theme.radius("image"), None, border, is_dashed=True)
        spot = QRectF(0, 0, theme.px(24), theme.px(24))
        spot.moveCenter(rect.center() - QPointF(0, theme.px(20)))
        paint_icon(painter, theme, "image-plus", spot, theme.color("textSecondary"))
        words = QRectF(rect.left(), spot.bottom() + theme.px(10), rect.width(), theme.px(40))
        paint_paragraph(
            painter, theme.font("bodyStrong"), words, self._empty_words,
            theme.color("textSecondary"), line_height=theme.line_height("bodyStrong"),
            max_lines=2, align=Qt.AlignmentFlag.AlignHCenter,
        )  # fmt: skip

    def _name(self) -> None:
        name = self._alt if self._image_id is not None else self._empty_words
        comparing = ", compared with the step before" if self._is_comparing else ""
        self.setAccessibleName(name + comparing)
