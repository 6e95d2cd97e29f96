"""The design's numbers and colours, read once from ``resources/theme/tokens.json``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """One step of the type scale, in px at 100 %.

    Attributes:
        family: Family name as the font file states it.
        px: Size.
        line: Line height.
        weight: 400 to 700.
        is_italic: Whether it is set in italics.
        is_tabular: Whether figures all have one width.
        tracking: Extra space between letters, px.
    """

    family: str
    px: int
    line: int
    weight: int
    is_italic: bool = False
    is_tabular: bool = False
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class Elevation:
    """A shadow: how far down, how soft, how dark in either scheme (0 to 1)."""

    y: int
    blur: int
    dark: float
    light: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens.

    Attributes:
        colors: Hex colours by name, for ``dark`` and ``light``.
        products: The eight colours of product dots, for ``dark`` and ``light``.
        types: The type scale by name.
        durations_ms: Durations of motion by name.
        radii: Corner radii in px by name.
        opacities: Opacities by name, 0 to 1.
        elevations: Shadows by level, 1 to 3.
    """

    colors: Mapping[str, Mapping[str, str]]
    products: Mapping[str, tuple[str, ...]]
    types: Mapping[str, TypeStyle]
    durations_ms: Mapping[str, int]
    radii: Mapping[str, int]
    opacities: Mapping[str, float]
    elevations: Mapping[int, Elevation]


def load_tokens(path: Path) -> Tokens:
    """Read the tokens.

    Raises:
        OSError: The file is missing: the installation is incomplete.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Tokens(
        colors=raw["color"],
        products={scheme: tuple(raw["categorical"][scheme].values()) for scheme in raw["color"]},
        types={name: _type_style(style, raw["font"]) for name, style in raw["type"].items()},
        durations_ms={k: v for k, v in raw["motion"].items() if isinstance(v, int)},
        radii=raw["radius"],
        opacities=raw["opacity"],
        elevations={int(k): _elevation(v) for k, v in raw["elevation"].items() if v is not None},
    )


def _elevation(raw: Mapping[str, Any]) -> Elevation:
    return Elevation(raw["y"], raw["blur"], raw["dark"], raw["light"])


def _type_style(raw: Mapping[str, Any], fonts: Mapping[str, Any]) -> TypeStyle:
    """Return one step of the scale, its family resolved (optical size included)."""
    font = fonts[raw["family"]]
    return TypeStyle(
        family=font["display"] if raw.get("optical") == "display" else font["family"],
        px=raw["px"],
        line=raw["line"],
        weight=raw["weight"],
        is_italic=bool(raw.get("italic", False)),
        is_tabular=bool(raw.get("features", {}).get("tnum", 0)),
        tracking=float(raw.get("tracking", 0.0)),
    )
