"""Every scene by the name the lexicon gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.providers.offline.scenes import (
    abstract,
    botanical,
    dunes,
    forest,
    meadow,
    mountains,
    night,
    portrait,
    sea,
    skyline,
    still_life,
    street,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.providers.offline.scenes.easel import Scene

SCENES: Mapping[str, Scene] = {
    "mountains": mountains.SCENE,
    "dunes": dunes.SCENE,
    "forest": forest.SCENE,
    "meadow": meadow.SCENE,
    "sea": sea.SCENE,
    "night": night.SCENE,
    "skyline": skyline.SCENE,
    "street": street.SCENE,
    "portrait": portrait.SCENE,
    "still_life": still_life.SCENE,
    "botanical": botanical.SCENE,
    "flow": abstract.FLOW,
    "geometric": abstract.GEOMETRIC,
    "cut_paper": abstract.CUT_PAPER,
}
