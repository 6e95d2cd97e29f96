"""The shapes a still life is made of, as they come off the lathe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.providers.offline import lathe
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.providers.offline.lathe import Finish


@dataclass(frozen=True, slots=True)
class Ware:
    """The shape of one kind of thing.

    Attributes:
        profile: Its outline.
        size: Height as a share of the canvas unit.
        is_open: Whether one looks into it.
        finish: Its usual surface.
    """

    profile: Sequence[tuple[float, float]]
    size: float
    is_open: bool = False
    finish: Finish = lathe.MATTE


WARES: Mapping[str, Sequence[Ware]] = {
    "vase": (
        Ware(
            lathe.smooth(
                [
                    (0, 0.13),
                    (0.04, 0.115),
                    (0.16, 0.085),
                    (0.3, 0.14),
                    (0.5, 0.29),
                    (0.68, 0.31),
                    (0.86, 0.22),
                    (1, 0.15),
                ]
            ),
            0.38,
            is_open=True,
        ),
        Ware(
            lathe.smooth(
                [
                    (0, 0.17),
                    (0.05, 0.15),
                    (0.14, 0.17),
                    (0.35, 0.32),
                    (0.6, 0.34),
                    (0.85, 0.24),
                    (1, 0.18),
                ]
            ),
            0.32,
            is_open=True,
        ),
        Ware(
            lathe.smooth(
                [
                    (0, 0.1),
                    (0.3, 0.075),
                    (0.42, 0.09),
                    (0.6, 0.2),
                    (0.78, 0.24),
                    (0.93, 0.19),
                    (1, 0.14),
                ]
            ),
            0.42,
            is_open=True,
        ),
    ),
    "bottle": (
        Ware(
            lathe.smooth(
                [
                    (0, 0.07),
                    (0.03, 0.075),
                    (0.05, 0.055),
                    (0.28, 0.055),
                    (0.36, 0.08),
                    (0.46, 0.16),
                    (0.54, 0.175),
                    (0.97, 0.175),
                    (1, 0.16),
                ]
            ),
            0.44,
            finish=lathe.GLASS,
        ),
        Ware(
            lathe.smooth(
                [
                    (0, 0.09),
                    (0.13, 0.09),
                    (0.14, 0.06),
                    (0.2, 0.06),
                    (0.23, 0.2),
                    (0.27, 0.26),
                    (0.96, 0.26),
                    (1, 0.24),
                ]
            ),
            0.34,
            finish=lathe.GLASS,
        ),
    ),
    "cup": (
        Ware(
            lathe.smooth([(0, 0.46), (0.3, 0.45), (0.7, 0.39), (0.9, 0.28), (1, 0.22)]),
            0.2,
            is_open=True,
            finish=lathe.GLAZED,
        ),
    ),
    "bowl": (
        Ware(
            lathe.smooth([(0, 0.95), (0.3, 0.88), (0.65, 0.65), (0.88, 0.36), (1, 0.32)]),
            0.16,
            is_open=True,
            finish=lathe.GLAZED,
        ),
    ),
    "jar": (
        Ware(
            [
                (0, 0.4),
                (0.02, 0.42),
                (0.24, 0.42),
                (0.25, 0.38),
                (0.28, 0.38),
                (0.29, 0.44),
                (0.97, 0.44),
                (1, 0.42),
            ],
            0.24,
            finish=lathe.GLAZED,
        ),
    ),
    "speaker": (
        Ware(
            lathe.smooth(
                [(0, 0.1), (0.03, 0.22), (0.12, 0.3), (0.6, 0.36), (0.93, 0.36), (1, 0.32)]
            ),
            0.36,
        ),
    ),
    "sphere": (Ware(lathe.ball(), 0.3),),
    "fruit": (
        Ware(
            lathe.smooth(
                [
                    (0, 0.06),
                    (0.03, 0.22),
                    (0.14, 0.4),
                    (0.42, 0.53),
                    (0.7, 0.5),
                    (0.9, 0.33),
                    (1, 0.14),
                ]
            ),
            0.15,
            finish=lathe.GLAZED,
        ),
        Ware(
            lathe.smooth(
                [
                    (0, 0.05),
                    (0.04, 0.12),
                    (0.25, 0.18),
                    (0.48, 0.27),
                    (0.7, 0.37),
                    (0.88, 0.34),
                    (1, 0.16),
                ]
            ),
            0.2,
        ),
    ),
}
"""Things by the lexicon's names."""
