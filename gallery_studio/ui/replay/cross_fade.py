"""A cross-fade: how a canvas looked gives way to how it looks, with nothing travelling."""

from __future__ import annotations

from PySide6.QtCore import Qt, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

FADE_MS = 180
"""As long as any cross-fade of the design; reduced motion does not shorten it."""


class CrossFade(QWidget):
    """Lies over a widget and shows what it looked like, less and less of it.

    It is for people who asked for reduced motion: their durations are 0, but a wall that changes
    from one blink to the next cannot be followed, and fading is no motion.
    """

    def __init__(self, cover: QWidget) -> None:
        super().__init__(cover)
        self._cover = cover
        self._before = QPixmap()
        self._share = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._fading = QVariantAnimation(self)
        self._fading.setDuration(FADE_MS)
        self._fading.setStartValue(1.0)
        self._fading.setEndValue(0.0)
        self._fading.valueChanged.connect(self._on_advanced)
        self._fading.finished.connect(self.hide)
        self.hide()

    @property
    def share(self) -> float:
        """How much of the look before is still shown; 0 at rest."""
        return self._share if self.isVisible() else 0.0

    def begin(self) -> None:
        """Keep how the widget looks now; call it before the widget changes.

        A fade under way is kept as it looks, so that fast changes run into one another.
        """
        if not self._cover.isVisible():
            return
        self._before = self._cover.grab()
        self._share = 1.0
        self.setGeometry(self._cover.rect())
        self.show()
        self.raise_()
        self._fading.stop()
        self._fading.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no picture."""
        super().hideEvent(event)
        self._fading.stop()
        self._before = QPixmap()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what there was."""
        painter = QPainter(self)
        painter.setOpacity(self._share)
        painter.drawPixmap(0, 0, self._before)

    def _on_advanced(self, value: object) -> None:
        self._share = float(value)  # type: ignore[arg-type]
        self.update()
