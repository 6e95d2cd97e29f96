"""The bundled icons, recoloured and drawn at the ratio of the screen.

Only our own SVG files ever reach Qt's renderer; pictures of others go through ``imaging``.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QIcon
    from PySide6.QtSvg import QSvgRenderer

_MOST_PIXMAPS = 600
_STROKE = "1.75"
_SUN = "#FF9F4A"
_APP_ICON_PX = (16, 24, 32, 48, 64, 128, 256)
_Key = tuple[str, int, int, int, bool]


class IconBook:
    """Draws icons by name and keeps the last few hundred. GUI thread only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._pixmaps: OrderedDict[_Key, QPixmap] = OrderedDict()

    def pixmap(
        self, name: str, size_px: int, color: QColor, ratio: float, *, is_filled: bool = False
    ) -> QPixmap:
        """Return an icon in one colour.

        Args:
            name: File name without its ending, such as ``gem``.
            size_px: Logical size; the icon is square.
            color: Colour of the strokes.
            ratio: Device pixels per logical pixel.
            is_filled: Whether the shape is filled too (a set star).

        Raises:
            FileNotFoundError: There is no such icon in the resources.
        """
        device_px = max(1, round(size_px * ratio))
        key = (name, device_px, round(ratio * 100), color.rgba(), is_filled)
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
            return found
        pixmap = _draw(self._renderer(name, color, is_filled=is_filled), device_px)
        pixmap.setDevicePixelRatio(ratio)
        self._pixmaps[key] = pixmap
        if len(self._pixmaps) > _MOST_PIXMAPS:
            self._pixmaps.popitem(last=False)
        return pixmap

    def icon(self, name: str, size_px: int, color: QColor, disabled: QColor) -> QIcon:
        """Return a QIcon for Qt's own views, crisp at ratios 1 and 2."""
        from PySide6.QtGui import QIcon  # 2 ms, not at start

        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, size_px, color, ratio))
            icon.addPixmap(self.pixmap(name, size_px, disabled, ratio), QIcon.Mode.Disabled)
        return icon

    def _renderer(self, name: str, color: QColor, *, is_filled: bool) -> QSvgRenderer:
        source = self._sources.get(name)
        if source is None:
            source = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
            self._sources[name] = source
        hex_color = color.name(QColor.NameFormat.HexRgb)
        source = source.replace("currentColor", hex_color)
        source = source.replace('stroke-width="2"', f'stroke-width="{_STROKE}"')
        if is_filled:
            source = source.replace('fill="none"', f'fill="{hex_color}"', 1)
        return _renderer_of(source)


def draw_mark(path: Path, size_px: int, ink: QColor, sun: QColor, ratio: float) -> QPixmap:
    """Return the studio's mark in two colours, square, at the ratio of the screen."""
    source = path.read_text(encoding="utf-8")
    source = source.replace("currentColor", ink.name()).replace(_SUN, sun.name())
    pixmap = _draw(_renderer_of(source), max(1, round(size_px * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def draw_app_icon(path: Path) -> QIcon:
    """Return the icon of the program, for windows, docks and task bars."""
    from PySide6.QtGui import QIcon

    renderer = _renderer_of(path.read_text(encoding="utf-8"))
    icon = QIcon()
    for size in _APP_ICON_PX:
        icon.addPixmap(_draw(renderer, size))
    return icon


def _renderer_of(source: str) -> QSvgRenderer:
    from PySide6.QtSvg import QSvgRenderer  # loaded by the first drawing

    return QSvgRenderer(source.encode())


def _draw(renderer: QSvgRenderer, device_px: int) -> QPixmap:
    """Return the drawing as a pixmap of that many device pixels, ratio 1."""
    pixmap = QPixmap(device_px, device_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, device_px, device_px))
    painter.end()
    return pixmap
