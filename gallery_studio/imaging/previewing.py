"""Checks pictures and makes their previews away from the window: in a process, or in a thread.

Pillow holds the interpreter's lock for 5 to 12 ms at a time, and several threads of it add up:
in the window's process that is a stall. The process takes one picture after the other, so that it
never has more than one of the processors. A picture that kills a decoder kills that process alone.

Nothing here imports Pillow before a picture is there.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import ImageError, StudioError
from gallery_studio.domain.image import MediaType, PreviewSet
from gallery_studio.processes.frames import Frame
from gallery_studio.processes.helper_process import (
    HelperEndedError,
    HelperProcess,
    HelperSilentError,
)
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.imaging.loader import CheckedImage

_log = logging.getLogger(__name__)

CHILD_MODULE = "gallery_studio.imaging.preview_child"
SILENCE_S = 60.0
"""Longer than the largest picture allowed takes, behind a queue of others, on a slow computer."""

_TRIES = 2


@dataclass(frozen=True, slots=True)
class PreviewedPicture:
    """What is known of a picture once all of it was decoded.

    Attributes:
        media_type: Sniffed from the bytes.
        width: Width in pixels, upright.
        height: Height in pixels, upright.
        has_credentials: Whether the bytes carry content credentials.
        frames: Number of frames; above 1 it moves.
        previews: All its previews.
    """

    media_type: MediaType
    width: int
    height: int
    has_credentials: bool
    frames: int
    previews: PreviewSet


def preview_now(data: bytes, name: str = "") -> PreviewedPicture:
    """Check a picture and make its previews in the calling thread.

    Raises:
        ImageError: The bytes are not a picture that can be read, or it is too large.
    """
    from gallery_studio.imaging.previews import previews_of

    checked, previews = previews_of(data, name)
    return _previewed(checked, previews)


def _previewed(checked: CheckedImage, previews: PreviewSet) -> PreviewedPicture:
    return PreviewedPicture(
        checked.media_type,
        checked.width,
        checked.height,
        checked.has_credentials,
        checked.frames,
        previews,
    )


class ThreadPreviewer:
    """Makes previews in threads of this process."""

    def prepare(self) -> None:
        """Get ready for a picture: nothing is needed."""

    async def preview(self, data: bytes) -> PreviewedPicture:
        """Check a picture and make its previews.

        Raises:
            ImageError: The bytes are not a picture that can be read, or it is too large.
        """
        return await asyncio.to_thread(preview_now, data)

    async def aclose(self) -> None:
        """End: nothing is held."""


class ProcessPreviewer:
    """Makes previews in a child process. On one loop only."""

    def __init__(self) -> None:
        self._helper: HelperProcess | None = None

    def prepare(self) -> None:
        """Start the child if it does not run, so that it is ready when a picture arrives."""
        if self._helper is None:
            try:
                self._helper = HelperProcess(CHILD_MODULE, Frame({}))
            except OSError as error:
                _log.warning("The process for previews cannot be started: %s", error.strerror)

    async def preview(self, data: bytes) -> PreviewedPicture:
        """Check a picture and make its previews; where no process can be started, in a thread.

        Raises:
            ImageError: The bytes are not a picture that can be read, or it is too large.
            StudioError: The child died, and did so again: it says nothing of the picture.
        """
        for _ in range(_TRIES):
            helper = await self._running_helper()
            if helper is None:
                return await asyncio.to_thread(preview_now, data)
            try:
                answer = await helper.call({}, (data,), SILENCE_S)
            except (HelperEndedError, HelperSilentError) as error:
                _log.info("A preview was not made: %s", error)
                continue
            return _read(answer)
        raise StudioError(
            "The picture is here, but the part of the studio that reads pictures ended "
            "unexpectedly; the computer may be short of memory. Close other programs and try "
            "again: the model is not asked once more."
        )

    async def aclose(self) -> None:
        """End the child."""
        helper, self._helper = self._helper, None
        if helper is not None:
            await helper.aclose()

    async def _running_helper(self) -> HelperProcess | None:
        if self._helper is not None and not self._helper.is_running:
            await self.aclose()
        self.prepare()
        return self._helper


def pack_picture(picture: PreviewedPicture) -> Frame:
    """Return an answer of the child as a frame."""
    previews = picture.previews
    sizes = previews.by_side()
    return Frame(
        {
            "picture": {
                "media_type": picture.media_type,
                "width": picture.width,
                "height": picture.height,
                "has_credentials": picture.has_credentials,
                "frames": picture.frames,
            }
        },
        (previews.micro_rgb, *(sizes[side] for side in sorted(sizes))),
    )


def _read(answer: Frame) -> PreviewedPicture:
    """Return the picture in an answer.

    Raises:
        ImageError: What the child found wrong with it.
    """
    if "refusal" in answer.body:
        raise ImageError(answer.body["refusal"])
    facts = answer.body["picture"]
    media_type = MediaType(facts["media_type"])
    return PreviewedPicture(**facts | {"media_type": media_type, "previews": _set(answer.blobs)})


def _set(blobs: tuple[bytes, ...]) -> PreviewSet:
    micro, small, middle, large, *largest = blobs
    return PreviewSet(micro, small, middle, large, largest[0] if largest else None)
