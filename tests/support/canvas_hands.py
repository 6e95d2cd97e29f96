"""For tests of the canvas: cards, preview files, drags and wheels as Qt delivers them."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gallery_studio.domain.card import CanvasCard, Placement, card_height
from gallery_studio.domain.ids import CardId, ImageId
from gallery_studio.domain.status import Status

NONE = Qt.KeyboardModifier.NoModifier


def make_card(name: str, x: float = 0, y: float = 0, **changes: object) -> CanvasCard:
    """Return a finished square card 200 wide at a place."""
    values: dict = {
        "id": CardId(name),
        "placement": Placement(x, y, 200, card_height(200, 1.0)),
        "status": Status.COMPLETED,
        "caption": f"Caption of {name}",
        "model": "gemini-3-pro",
        "image_id": ImageId(f"image-{name}"),
        "created_utc": "2026-11-21T10:00:00+00:00",
        "image_width": 1024,
        "image_height": 1024,
    }
    return CanvasCard(**(values | changes))


@dataclass
class Previews:
    """Preview files of one colour each, in a folder."""

    folder: Path

    def path(self, image_id: ImageId, side: int) -> Path:
        return self.folder / f"{image_id}-{side}.png"

    def write(self, image_id: str, color: str, sides: tuple[int, ...] = (64, 256, 768)) -> None:
        for side in sides:
            image = QImage(side, side, QImage.Format.Format_RGB32)
            image.fill(QColor(color))
            assert image.save(str(self.path(ImageId(image_id), side)))


def press_drag(
    widget: QWidget,
    start: QPoint,
    end: QPoint,
    modifiers: Qt.KeyboardModifier = NONE,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    """Press, move in two steps, and let go."""
    QTest.mousePress(widget, button, modifiers, start)
    QTest.mouseMove(widget, (start + end) / 2)
    QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, button, modifiers, end)


def send_wheel(
    widget: QWidget,
    at: QPointF,
    *,
    angle: QPoint,
    pixels: QPoint | None = None,
    modifiers: Qt.KeyboardModifier = NONE,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
) -> None:
    """Turn the wheel, or scroll on a touchpad, over a point."""
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        pixels or QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        modifiers,
        phase,
        False,
    )
    QApplication.sendEvent(widget, event)
