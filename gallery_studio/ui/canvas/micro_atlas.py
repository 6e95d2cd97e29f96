"""Micro previews in strips: the 16 px pictures that a far wall is painted from.

The raw rows of 2,000 micro previews, one below the other, are a picture already, so that a strip
costs one conversion in C++ and no decoding at all.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPixmap

from gallery_studio.domain.image import MICRO_SIDE_PX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.domain.ids import ImageId

STRIP_LENGTH = 2_000
"""Micro previews in one strip: a QPixmap may be 32,767 px high."""

_BYTES = MICRO_SIDE_PX * MICRO_SIDE_PX * 3


class MicroAtlas:
    """Micro previews by picture, as parts of a few tall pixmaps. GUI thread only."""

    def __init__(self) -> None:
        self._parts: list[QRectF] = []  # the same in every strip
        self._means: dict[int, QImage] = {}
        self._places: dict[ImageId, tuple[QPixmap, QRectF]] = {}

    def __contains__(self, image_id: object) -> bool:
        return image_id in self._places

    def clear(self) -> None:
        """Forget everything."""
        self._means.clear()
        self._places.clear()

    def add(self, micros: Mapping[ImageId, bytes]) -> None:
        """Add micro previews (16 × 16 px raw RGB, 768 bytes each); known ones are left out.

        One of another length is left out too: the picture is then shown from larger previews.
        """
        known = self._places
        fresh = [
            image_id
            for image_id, micro in micros.items()
            if len(micro) == _BYTES and image_id not in known
        ]
        for start in range(0, len(fresh), STRIP_LENGTH):
            self._add_strip(fresh[start : start + STRIP_LENGTH], micros)

    def find(self, image_id: ImageId | None) -> tuple[QPixmap, QRectF] | None:
        """Return the strip and the place of a picture's micro preview in it, or None."""
        return self._places.get(image_id) if image_id is not None else None

    def mean_color(self, image_id: ImageId | None) -> QColor | None:
        """Return the mean colour of a picture, or None while it is unknown."""
        place = self.find(image_id)
        if place is None:
            return None
        strip, part = place
        return self._means_of(strip).pixelColor(0, round(part.y()) // MICRO_SIDE_PX)

    def _means_of(self, strip: QPixmap) -> QImage:
        """Return one pixel for each picture of a strip; most walls never ask."""
        means = self._means.get(strip.cacheKey())
        if means is None:
            means = self._means[strip.cacheKey()] = strip.toImage().scaled(
                1,
                strip.height() // MICRO_SIDE_PX,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return means

    def _add_strip(self, fresh: list[ImageId], micros: Mapping[ImageId, bytes]) -> None:
        side = MICRO_SIDE_PX
        data = b"".join([micros[image_id] for image_id in fresh])
        rows = QImage(data, side, side * len(fresh), side * 3, QImage.Format.Format_RGB888)
        strip = QPixmap.fromImage(rows.convertToFormat(QImage.Format.Format_RGB32))
        for index in range(len(self._parts), len(fresh)):
            self._parts.append(QRectF(0, index * side, side, side))
        self._places.update(zip(fresh, zip(repeat(strip), self._parts, strict=False), strict=False))
