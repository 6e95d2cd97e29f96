"""Frames of a time-lapse: cards of a canvas composited with Pillow; and the files made of them.

No Qt: frames can be made on any thread. Frames are made one at a time while a file is written, so
that a long time-lapse takes no more memory than a short one.
"""

from __future__ import annotations

import re
import subprocess
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from gallery_studio.domain.card import LABEL_HEIGHT
from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.geometry import Rect
    from gallery_studio.domain.ids import ImageId

FRAME_MS = 80
"""Length of a frame: 12.5 a second; GIF knows whole hundredths of a second only."""

_CAPTION_SHARE = 0.17
_SCALED_KEPT = 600
_QUALITY = 82
_METHOD = 2  # of 6: half the size of 0 at a tenth of the time of 6


@dataclass(frozen=True, slots=True)
class FrameColors:
    """Colours of a frame, as #RRGGBB."""

    wall: str
    card: str
    failed: str
    text: str
    quiet: str
    accent: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame shows.

    Attributes:
        cards: From the lowest to the highest.
        view: The part of the canvas that it shows, in canvas units.
        quote: The person's words, or "".
        facts: What happened, or "".
        progress: How much of the session is told, 0 to 1.
    """

    cards: Sequence[CanvasCard]
    view: Rect
    quote: str
    facts: str
    progress: float


class FramePainter:
    """Paints frames of one size.

    Args:
        size: Width and height, in pixels; even numbers.
        colors: The colours.
        fonts: Folder of the program's fonts.
        picture: Returns a preview of a picture for a width in pixels, RGB, or None.
    """

    def __init__(
        self,
        size: tuple[int, int],
        colors: FrameColors,
        fonts: Path,
        picture: Callable[[ImageId, int], Image.Image | None],
    ) -> None:
        self._size, self._colors, self._picture = size, colors, picture
        self._caption = round(size[1] * _CAPTION_SHARE)
        self._quote_px = max(13, round(self._caption * 0.27))
        self._voice = _font(fonts / "NewsreaderText-Italic.ttf", self._quote_px)
        self._meta = _font(fonts / "Inter-Regular.ttf", max(11, round(self._quote_px * 0.62)))
        self._scaled: OrderedDict[tuple[ImageId, int, int], Image.Image] = OrderedDict()

    @property
    def wall_size(self) -> tuple[int, int]:
        """Pixels above the caption, where the cards are."""
        return self._size[0], self._size[1] - self._caption

    def paint(self, frame: Frame) -> Image.Image:
        """Return a frame, RGB."""
        picture = Image.new("RGB", self._size, self._colors.wall)
        zoom = self.wall_size[0] / frame.view.width
        for card in frame.cards:
            self._paint_card(picture, card, frame.view, zoom)
        self._paint_caption(picture, frame)
        return picture

    def _paint_card(self, picture: Image.Image, card: CanvasCard, view: Rect, zoom: float) -> None:
        place = card.placement
        left, top = (place.x - view.x) * zoom, (place.y - view.y) * zoom
        width = max(1, round(place.width * zoom))
        height = max(1, round((place.height - LABEL_HEIGHT) * zoom))
        x, y = round(left), round(top)
        if x >= self._size[0] or y >= self.wall_size[1] or x + width <= 0 or y + height <= 0:
            return
        shown = self._shown(card, width, height)
        mask = _rounded((width, height), max(1, round(6 * zoom)))
        picture.paste(shown, (x, y), mask)

    def _shown(self, card: CanvasCard, width: int, height: int) -> Image.Image:
        if card.image_id is None:
            is_failed = card.status in (Status.FAILED, Status.CANCELLED)
            color = self._colors.failed if is_failed else self._colors.card
            return Image.new("RGB", (width, height), color)
        key = (card.image_id, width, height)
        found = self._scaled.get(key)
        if found is None:
            found = self._scale(card.image_id, width, height)
            self._scaled[key] = found
            if len(self._scaled) > _SCALED_KEPT:
                self._scaled.popitem(last=False)
        return found

    def _scale(self, image_id: ImageId, width: int, height: int) -> Image.Image:
        preview = self._picture(image_id, width)
        if preview is None:
            return Image.new("RGB", (width, height), self._colors.card)
        return preview.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)

    def _paint_caption(self, picture: Image.Image, frame: Frame) -> None:
        width, top = self._size[0], self.wall_size[1]
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, top, width, self._size[1]), fill=self._colors.wall)
        draw.rectangle((0, top, width, top + 2), fill=self._colors.card)
        draw.rectangle((0, top, round(width * frame.progress), top + 2), fill=self._colors.accent)
        edge, y = round(width * 0.03), top + round(self._caption * 0.16)
        quote = f"“{frame.quote}”" if frame.quote else ""
        for line in _wrapped(draw, self._voice, quote, width - 2 * edge, 2):
            draw.text((edge, y), line, font=self._voice, fill=self._colors.text)
            y += round(self._quote_px * 1.25)
        facts = _wrapped(draw, self._meta, frame.facts, width - 2 * edge, 1)
        if facts:
            draw.text((edge, y + 2), facts[0], font=self._meta, fill=self._colors.quiet)


# -- files -------------------------------------------------------------------------------------


class _Frames(Image.Image):
    """An animation whose frames are painted when they are asked for."""

    def __init__(self, count: int, paint: Callable[[int], Image.Image]) -> None:
        super().__init__()
        self.n_frames = count
        self.is_animated = count > 1
        self._paint = paint
        self._number = -1
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Show another frame."""
        if frame >= self.n_frames:
            raise EOFError
        if frame != self._number:
            painted = self._paint(frame)
            self.im = painted.im
            self.palette = painted.palette
            self._mode, self._size, self._number = painted.mode, painted.size, frame

    def tell(self) -> int:
        """Return the number of the frame."""
        return self._number


def write_webp(
    path: Path, durations_ms: Sequence[int], paint: Callable[[int], Image.Image]
) -> None:
    """Write an animated WebP that loops for ever.

    Args:
        path: The file.
        durations_ms: How long each frame is shown.
        paint: Returns a frame; what it raises ends the writing.

    Raises:
        OSError: The file cannot be written.
    """
    frames = _Frames(len(durations_ms), paint)
    with path.open("wb") as file:
        frames.save(
            file,
            "WEBP",
            save_all=True,
            duration=list(durations_ms),
            loop=0,
            quality=_QUALITY,
            method=_METHOD,
        )


def write_gif(
    path: Path,
    durations_ms: Sequence[int],
    paint: Callable[[int], Image.Image],
    palette: Image.Image,
) -> None:
    """Write an animated GIF that loops for ever; see `write_webp`.

    Args:
        path: The file.
        durations_ms: How long each frame is shown.
        paint: Returns a frame; what it raises ends the writing.
        palette: The colours all frames share; see `shared_palette`.

    Raises:
        OSError: The file cannot be written.
    """

    def painted(number: int) -> Image.Image:
        return paint(number).quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)

    frames = _Frames(len(durations_ms), painted)
    with path.open("wb") as file:
        frames.save(file, "GIF", save_all=True, duration=list(durations_ms), loop=0, optimize=False)


def shared_palette(samples: Sequence[Image.Image]) -> Image.Image:
    """Return a picture whose palette has the 256 colours that suit all samples best."""
    width, height = samples[0].width // 2, samples[0].height // 2
    sheet = Image.new("RGB", (width, height * len(samples)))
    for row, sample in enumerate(samples):
        sheet.paste(sample.resize((width, height), Image.Resampling.BOX), (0, row * height))
    # median cut gives a dark wall most of the colours, and a lone green lamp none
    return sheet.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1)


def write_video(
    path: Path,
    ffmpeg: str,
    size: tuple[int, int],
    durations_ms: Sequence[int],
    paint: Callable[[int], Image.Image],
) -> None:
    """Write an MP4 (H.264) by handing frames to ffmpeg.

    Raises:
        OSError: ffmpeg cannot be run, or refused; the message is its own reason.
    """
    command = [ffmpeg, "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo"]
    command += ["-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", f"{1000 / FRAME_MS}"]
    command += ["-i", "-", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    command += ["-f", "mp4", str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        try:
            for data in _raw_frames(durations_ms, paint):
                process.stdin.write(data)
            _, said = process.communicate()
        except BrokenPipeError:
            _, said = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        reason = _reason(said.decode(errors="replace"), path)
        raise OSError(reason or f"ffmpeg ended with {process.returncode}")


def _reason(said: str, path: Path) -> str:
    """Return why ffmpeg gave up: its first line, since those after it are what followed.

    Source: https://ffmpeg.org/ffmpeg.html, ``-loglevel``: a line may begin with the part of the
    program that says it and its address in memory, ``[libx264 @ 0x55ac4d4fa700]``.
    """
    lines = said.strip().splitlines()
    return (
        re.sub(r"^\[[^]]* @ 0x[0-9a-f]+\] *", "", lines[0]).replace(str(path), "") if lines else ""
    )


def _raw_frames(
    durations_ms: Sequence[int], paint: Callable[[int], Image.Image]
) -> Iterator[bytes]:
    for number, duration_ms in enumerate(durations_ms):
        data = paint(number).tobytes()
        for _ in range(max(1, round(duration_ms / FRAME_MS))):
            yield data


# -- parts -------------------------------------------------------------------------------------


def _font(path: Path, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size_px)


@lru_cache(maxsize=256)
def _rounded(size: tuple[int, int], radius: int) -> Image.Image:
    """Return the mask of a rectangle with smooth round corners."""
    if min(size) < 4 * radius or min(size) < 8:
        return Image.new("L", size, 255)
    large = Image.new("L", (size[0] * 3, size[1] * 3), 0)
    corner = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(corner, radius * 3, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _wrapped(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    text: str,
    width: float,
    max_lines: int,
) -> list[str]:
    """Return a text in lines; the last one ends in "…" when words were left out."""
    words = text.split()
    lines: list[str] = []
    while words and len(lines) < max_lines:
        count = _fitting(draw, font, words, width)
        line, words = " ".join(words[:count]), words[count:]
        lines.append(line)
    if lines:
        lines[-1] = _cut(draw, font, lines[-1] + (" …" if words else ""), width)
    return lines


def _fitting(
    draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, words: list[str], width: float
) -> int:
    """Return how many words fit on a line, at least one."""
    count = 1
    while count < len(words) and draw.textlength(" ".join(words[: count + 1]), font) <= width:
        count += 1
    return count


def _cut(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, line: str, width: float) -> str:
    while len(line) > 2 and draw.textlength(line, font) > width:
        line = line[:-2].rstrip() + "…"
    return line
