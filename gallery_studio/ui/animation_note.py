"""What a person is told of pictures that move: the first frame is shown, the file is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def animation_note(frames: Sequence[int]) -> str:
    """Return a sentence about the animations among some pictures; "" where all stand still.

    Args:
        frames: How many frames each picture has.
    """
    moving = [count for count in frames if count > 1]
    if not moving:
        return ""
    if len(frames) == 1:
        return f"This is an animation of {moving[0]:,} frames; the first is shown"
    if len(moving) == 1:
        return f"1 of {len(frames):,} images is an animation; its first frame is shown"
    return f"{len(moving):,} of {len(frames):,} images are animations; the first frames are shown"


def frames_text(frames: int) -> str:
    """Return what the details say of a picture's frames; "" for one that stands still."""
    return f"{frames:,} frames, the first is shown" if frames > 1 else ""
