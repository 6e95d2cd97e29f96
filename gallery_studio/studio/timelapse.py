"""A session as a short animation: which frames, and the file made of them."""

from __future__ import annotations

import shutil
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.geometry import Rect, bounding_rect
from gallery_studio.domain.image import MICRO_SIDE_PX
from gallery_studio.imaging import timelapse
from gallery_studio.imaging.timelapse import Frame
from gallery_studio.library.files import part_in
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.replay import Replay, ReplayState
    from gallery_studio.imaging.timelapse import FrameColors
    from gallery_studio.library.images import ImageStore

FORMATS = ("webp", "gif", "mp4")
SIZES = ((640, 400), (960, 600), (1280, 800), (800, 800))
LENGTHS_S = (5, 10, 20, 30)

_MARGIN = 0.06
_EASING = 0.3
_STILL = 0.004
"""A camera this close to its aim (share of the width) has arrived: frames can be the same."""

_PALETTE_FROM = (0.3, 0.6, 0.85, 1.0)
"""Where in a GIF its colours are taken from: its frames share 256 of them."""

_SIDES = (64, 256, 768)


class TimelapseCancelled(Exception):  # noqa: N818 - not an error: the person wanted it so
    """A person stopped the making of a time-lapse; nothing was left behind."""


@dataclass(frozen=True, slots=True)
class TimelapseRequest:
    """What a person asked for.

    Attributes:
        path: The file.
        format: One of `FORMATS`.
        size: Width and height in pixels, even numbers.
        length_s: How long it plays.
        colors: Colours of the frames.
        fonts: Folder of the program's fonts.
    """

    path: Path
    format: str
    size: tuple[int, int]
    length_s: float
    colors: FrameColors
    fonts: Path


@dataclass(frozen=True, slots=True)
class TimelapseSource:
    """What a time-lapse is made of.

    Attributes:
        replay: The session's log.
        images: The library's files; only previews are read.
        micro_previews: What stands in for previews that are not there.
        facts_of: What is said about a moment.
    """

    replay: Replay
    images: ImageStore
    micro_previews: Mapping[ImageId, bytes]
    facts_of: Callable[[ReplayState], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlannedFrame:
    """One frame of the plan.

    Attributes:
        position: Position in the replay.
        view: The part of the canvas that is shown.
        duration_ms: How long.
    """

    position: int
    view: Rect
    duration_ms: int


def find_ffmpeg() -> str | None:
    """Return where ffmpeg is, or None when it is not installed."""
    return shutil.which("ffmpeg")


def plan(
    replay: Replay, length_s: float, wall_size: tuple[int, int], frame_ms: int
) -> list[PlannedFrame]:
    """Return the frames of a time-lapse; their durations add up to its length.

    The camera shows everything there is, and opens as the wall grows. Frames that would be the
    same are one frame that is shown longer.
    """
    count = max(1, round(length_s * 1000 / frame_ms))
    aims = _Aims(replay, wall_size[0] / wall_size[1])
    frames: list[PlannedFrame] = []
    view: Rect | None = None
    for number in range(count):
        seconds = replay.duration_s * number / max(1, count - 1)
        position = replay.position_at(seconds)
        view = _eased(view, aims.at(position))
        last = frames[-1] if frames else None
        if last is not None and (last.position, last.view) == (position, view):
            frames[-1] = PlannedFrame(position, view, last.duration_ms + frame_ms)
        else:
            frames.append(PlannedFrame(position, view, frame_ms))
    return frames


class _Aims:
    """What the camera wants to show at each position."""

    def __init__(self, replay: Replay, aspect: float) -> None:
        self._replay, self._aspect = replay, aspect
        self._known: dict[int, Rect] = {}

    def at(self, position: int) -> Rect:
        found = self._known.get(position)
        if found is None:
            found = self._known[position] = self._framed(position)
        return found

    def _framed(self, position: int) -> Rect:
        """Return all cards, or where the first one will be, in the shape of the frame."""
        cards = self._replay.state(max(1, position)).cards.values()
        rect = bounding_rect(card.placement.rect for card in cards) or Rect(0, 0, 200, 284)
        rect = rect.grown(_MARGIN * max(rect.width, rect.height))
        width = max(rect.width, rect.height * self._aspect)
        height = width / self._aspect
        x, y = rect.center
        return Rect(x - width / 2, y - height / 2, width, height)


def _eased(view: Rect | None, aim: Rect) -> Rect:
    """Return the view one frame nearer to the aim."""
    if view is None:
        return aim
    pairs = ((view.x, aim.x), (view.y, aim.y), (view.width, aim.width))
    if max(abs(one - other) for one, other in pairs) < _STILL * aim.width:
        return aim
    x, y, width = (one + (other - one) * _EASING for one, other in pairs)
    return Rect(x, y, width, width * aim.height / aim.width)


def make_timelapse(
    source: TimelapseSource,
    request: TimelapseRequest,
    on_progress: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
) -> None:
    """Write a time-lapse, whole or not at all; any thread. Takes seconds.

    Args:
        source: What it is made of.
        request: What it shall be.
        on_progress: Told how many of how many frames are done; on the same thread.
        is_cancelled: Asked before each frame.

    Raises:
        TimelapseCancelled: `is_cancelled` said so.
        StudioError: The file cannot be written, or ffmpeg is not there; an older file of that
            name is untouched.
    """
    part = part_in(request.path.parent)
    try:
        try:
            _Maker(source, request, on_progress, is_cancelled).write(part)
            part.replace(request.path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StudioError(
            f"{request.path.name} could not be made ({reason}). Choose another folder or format."
        ) from error


@dataclass(slots=True)
class _Maker:
    """One time-lapse in the making."""

    source: TimelapseSource
    request: TimelapseRequest
    on_progress: Callable[[int, int], None]
    is_cancelled: Callable[[], bool]
    _done: int = 0
    _previews: dict[tuple[ImageId, int], Image.Image | None] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        request = self.request
        painter = timelapse.FramePainter(request.size, request.colors, request.fonts, self._preview)
        frames = plan(self.source.replay, request.length_s, painter.wall_size, timelapse.FRAME_MS)
        durations = [frame.duration_ms for frame in frames]

        def paint(number: int) -> Image.Image:
            self._tell(number, len(frames))
            return painter.paint(self._frame(frames[number]))

        if request.format == "mp4":
            ffmpeg = find_ffmpeg()
            if ffmpeg is None:
                raise StudioError("MP4 needs ffmpeg, which was not found. Choose WebP or GIF.")
            timelapse.write_video(path, ffmpeg, request.size, durations, paint)
        elif request.format == "gif":
            samples = [frames[round(part * (len(frames) - 1))] for part in _PALETTE_FROM]
            palette = timelapse.shared_palette([painter.paint(self._frame(f)) for f in samples])
            timelapse.write_gif(path, durations, paint, palette)
        else:
            timelapse.write_webp(path, durations, paint)
        self.on_progress(len(frames), len(frames))

    def _tell(self, number: int, total: int) -> None:
        """Stop when it is wanted, else tell of progress; an encoder may go back to frame 0."""
        if self.is_cancelled():
            raise TimelapseCancelled
        self._done = max(self._done, number)
        self.on_progress(self._done, total)

    def _frame(self, planned: PlannedFrame) -> Frame:
        replay = self.source.replay
        state = replay.state(planned.position)
        quote, facts = self.source.facts_of(state)
        cards = sorted(state.cards.values(), key=lambda card: card.placement.z)
        progress = planned.position / max(1, len(replay))
        return Frame(cards, planned.view, quote, facts, progress)

    def _preview(self, image_id: ImageId, width: int) -> Image.Image | None:
        side = next((side for side in _SIDES if side >= width), _SIDES[-1])
        key = (image_id, side)
        if key not in self._previews:
            self._previews[key] = self._load(image_id, side)
        return self._previews[key]

    def _load(self, image_id: ImageId, side: int) -> Image.Image | None:
        """Return a preview that the library made, or the tiny one that is always there."""
        try:
            data = self.source.images.preview_path(image_id, side).read_bytes()
            return Image.open(BytesIO(data), formats=["JPEG"]).convert("RGB")
        except OSError:  # the cache may be deleted at any time
            micro = self.source.micro_previews.get(image_id)
            shape = (MICRO_SIDE_PX, MICRO_SIDE_PX)
            return None if micro is None else Image.frombytes("RGB", shape, bytes(micro))
