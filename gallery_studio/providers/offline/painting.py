"""The canvas a scene is painted on: soft-edged patches, light and blend modes.

Coordinates are pixels of the canvas as floats, y downwards. Scenes measure in `Canvas.unit` (the
shorter side) so that a picture is the same at every size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from gallery_studio.providers.offline.texture import Size, curve, moved, soften
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.providers.offline.colour import Rgb

Point = tuple[float, float]
Points = Sequence[Point]
Box = tuple[float, float, float, float]
Blend = Callable[[Image.Image, Image.Image], Image.Image]


class PaintingStoppedError(Exception):
    """Nobody waits for this picture any more."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A soft-edged area of the canvas.

    Attributes:
        mask: Coverage, L.
        x: Left edge on the canvas, pixels.
        y: Top edge on the canvas, pixels.
    """

    mask: Image.Image
    x: int
    y: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom on the canvas."""
        return self.x, self.y, self.x + self.mask.width, self.y + self.mask.height

    def faded(self, table: Sequence[int]) -> Patch:
        """Return the patch with its coverage sent through a 256-entry table."""
        return Patch(self.mask.point(list(table)), self.x, self.y)

    def times(self, other: Image.Image) -> Patch:
        """Return the patch multiplied by a canvas-size L picture."""
        return Patch(ImageChops.multiply(self.mask, other.crop(self.box)), self.x, self.y)

    def both(self, other: Patch) -> Patch:
        """Return where the patch and another overlap, multiplied; small patches stay small."""
        cover = Image.new("L", self.mask.size, 0)
        cover.paste(other.mask, (other.x - self.x, other.y - self.y))
        return Patch(ImageChops.multiply(self.mask, cover), self.x, self.y)

    def without(self, other: Patch, size: Size) -> Patch:
        """Return the patch with another cut out, on a canvas of `size`."""
        hole = Image.new("L", size, 0)
        hole.paste(other.mask, (other.x, other.y))
        return self.times(ImageChops.invert(hole))


class Canvas:
    """An RGB picture in the making.

    Args:
        size: Width and height in pixels.
        colour: What it is filled with at first.
        is_stopped: Asked between layers; a painting nobody waits for ends there.
    """

    def __init__(
        self, size: Size, colour: Rgb, is_stopped: Callable[[], bool] = lambda: False
    ) -> None:
        self.image = Image.new("RGB", size, colour)
        self.width, self.height = size
        self.unit = float(min(size))
        self._is_stopped = is_stopped

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return self.image.size

    def polygon(self, points: Points, soft: float = 0.0) -> Patch:
        """Return the area of a polygon, its edge blurred by `soft` pixels."""

        def draw(pencil: ImageDraw.ImageDraw, move: Callable[[Point], Point]) -> None:
            pencil.polygon([move(point) for point in points], fill=255)

        return self._patch(_bounds(points), soft, draw)

    def ellipse(self, box: Box, soft: float = 0.0) -> Patch:
        """Return the area of the ellipse inside `box`."""

        def draw(pencil: ImageDraw.ImageDraw, move: Callable[[Point], Point]) -> None:
            pencil.ellipse([move((box[0], box[1])), move((box[2], box[3]))], fill=255)

        return self._patch(box, soft, draw)

    def circle(self, x: float, y: float, radius: float, soft: float = 0.0) -> Patch:
        """Return the area of a circle."""
        return self.ellipse((x - radius, y - radius, x + radius, y + radius), soft)

    def stroke(self, points: Points, width: float, soft: float = 0.0) -> Patch:
        """Return the area of a line with round joints, `width` pixels wide."""

        def draw(pencil: ImageDraw.ImageDraw, move: Callable[[Point], Point]) -> None:
            moved = [move(point) for point in points]
            scale = move((1.0, 0.0))[0] - move((0.0, 0.0))[0]
            pencil.line(moved, fill=255, width=max(1, round(width * scale)), joint="curve")

        left, top, right, bottom = _bounds(points)
        grown = (left - width, top - width, right + width, bottom + width)
        return self._patch(grown, soft, draw)

    def polygons(self, many: Sequence[Points], soft: float = 0.0) -> Patch:
        """Return the area of several polygons at once."""

        def draw(pencil: ImageDraw.ImageDraw, move: Callable[[Point], Point]) -> None:
            for points in many:
                pencil.polygon([move(point) for point in points], fill=255)

        return self._patch(_bounds([point for points in many for point in points]), soft, draw)

    def whole(self, mask: Image.Image) -> Patch:
        """Return a canvas-size L picture as a patch."""
        return Patch(mask, 0, 0)

    def spread(self, patch: Patch) -> Image.Image:
        """Return a patch as a canvas-size L picture, for `Patch.times`."""
        mask = Image.new("L", self.size, 0)
        mask.paste(patch.mask, (patch.x, patch.y))
        return mask

    def fill(self, patch: Patch, paint: Rgb | Image.Image, opacity: float = 1.0) -> None:
        """Paint a patch with a colour, or with a canvas-size RGB picture."""
        self._check()
        mask = patch.mask if opacity >= 1 else patch.mask.point(curve(lambda v: v * opacity))
        source = paint.crop(patch.box) if isinstance(paint, Image.Image) else paint
        self.image.paste(source, patch.box, mask)

    def fill_local(self, patch: Patch, paint: Image.Image) -> None:
        """Paint a patch with an RGB picture of the patch's own size."""
        self._check()
        self.image.paste(paint, patch.box, patch.mask)

    def blend(
        self, patch: Patch, paint: Rgb | Image.Image, mode: Blend, opacity: float = 1.0
    ) -> None:
        """Paint a patch through a blend mode of `ImageChops` such as `ImageChops.screen`."""
        self._check()
        region = self.image.crop(patch.box)
        if isinstance(paint, Image.Image):
            source = paint.crop(patch.box)
        else:
            source = Image.new("RGB", region.size, paint)
        mask = patch.mask if opacity >= 1 else patch.mask.point(curve(lambda v: v * opacity))
        region.paste(mode(region, source), (0, 0), mask)
        self.image.paste(region, patch.box[:2])

    def glow(self, x: float, y: float, radius: float, colour: Rgb, strength: float = 1.0) -> None:
        """Add light that falls off from a point."""
        self.blend(self.falloff(x, y, radius, radius), colour, ImageChops.screen, strength)

    def falloff(self, x: float, y: float, across: float, along: float) -> Patch:
        """Return a round patch fading from its middle to nothing at the given radii."""
        box = self._clipped((x - across, y - along, x + across, y + along))
        # Pillow's gradient is at its end in the corners, at 0.71 in the middle of the edges.
        side = Image.radial_gradient("L").point(curve(lambda v: max(0.0, 1 - v * 1.42) ** 1.5))
        scale_x, scale_y = 256 / (2 * across), 256 / (2 * along)
        source = (
            max(0.0, (box[0] - x + across) * scale_x),
            max(0.0, (box[1] - y + along) * scale_y),
            min(256.0, (box[2] - x + across) * scale_x),
            min(256.0, (box[3] - y + along) * scale_y),
        )
        if source[2] - source[0] < 0.01 or source[3] - source[1] < 0.01:
            return Patch(Image.new("L", (1, 1), 0), box[0], box[1])
        size = (box[2] - box[0], box[3] - box[1])
        return Patch(side.resize(size, Image.Resampling.BICUBIC, box=source), box[0], box[1])

    def grown(self, patch: Patch, radius: float) -> Patch:
        """Return the patch blurred by `radius`, with room around it for the blur."""
        margin = math.ceil(radius * 2.5)
        left, top, right, bottom = patch.box
        box = self._clipped((left - margin, top - margin, right + margin, bottom + margin))
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        mask.paste(patch.mask, (left - box[0], top - box[1]))
        return Patch(soften(mask, radius), box[0], box[1])

    def shifted(self, patch: Patch, across: float, down: float) -> Patch:
        """Return the patch moved by whole pixels, cut at the canvas."""
        x, y = patch.x + round(across), patch.y + round(down)
        box = self._clipped((x, y, x + patch.mask.width, y + patch.mask.height))
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        mask.paste(patch.mask, (x - box[0], y - box[1]))
        return Patch(mask, box[0], box[1])

    def _patch(
        self,
        bounds: Box,
        soft: float,
        draw: Callable[[ImageDraw.ImageDraw, Callable[[Point], Point]], None],
    ) -> Patch:
        """Draw at several times the size, scale down, and blur: clean edges at any angle."""
        margin = math.ceil(soft * 2.5) + 1
        left, top, right, bottom = bounds
        box = self._clipped((left - margin, top - margin, right + margin, bottom + margin))
        size = (box[2] - box[0], box[3] - box[1])
        scale = 4 if size[0] * size[1] < 60_000 else 2
        big = Image.new("L", (size[0] * scale, size[1] * scale), 0)
        draw(
            ImageDraw.Draw(big),
            lambda point: ((point[0] - box[0]) * scale, (point[1] - box[1]) * scale),
        )
        mask = big.reduce(scale)
        return Patch(soften(mask, soft) if soft > 0.3 else mask, box[0], box[1])

    def _clipped(self, box: Box) -> tuple[int, int, int, int]:
        """Return the whole-pixel box inside the canvas, at least one pixel large."""
        left = min(self.width - 1, max(0, math.floor(box[0])))
        top = min(self.height - 1, max(0, math.floor(box[1])))
        right = max(left + 1, min(self.width, math.ceil(box[2])))
        bottom = max(top + 1, min(self.height, math.ceil(box[3])))
        return left, top, right, bottom

    def _check(self) -> None:
        """End the painting when nobody waits for it."""
        if self._is_stopped():
            raise PaintingStoppedError


def shadow_of(canvas: Canvas, patch: Patch, offset: Point, soft: float) -> Patch:
    """Return the soft shadow a patch throws when moved by `offset` pixels."""
    return canvas.shifted(canvas.grown(patch, soft), offset[0], offset[1])


def relief(mask: Image.Image, depth: float, towards: Point) -> Image.Image:
    """Return the light on a swelling body of the mask's outline, L, 128 where it is flat.

    Args:
        mask: The outline, L.
        depth: How far in the edge is rounded, pixels.
        towards: Direction of the light, pixels; its length sets the contrast.
    """
    height = Image.blend(soften(mask, depth), soften(mask, depth / 3), 0.35)
    across, down = round(towards[0]), round(towards[1])
    light = ImageChops.subtract(
        moved(height, across, down), moved(height, -across, -down), 1.0, 128
    )
    return light.filter(ImageFilter.GaussianBlur(depth / 8))


def _bounds(points: Points) -> Box:
    """Return the smallest box around the points."""
    xs = [point[0] for point in points]
    ys = [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)
