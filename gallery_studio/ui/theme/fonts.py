"""The bundled fonts, each file loaded when its first letter is needed.

Only static files: with a variable font ``QFont.setWeight`` did nothing on Linux.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase

if TYPE_CHECKING:
    from pathlib import Path

    from gallery_studio.ui.theme.tokens import TypeStyle

_log = logging.getLogger(__name__)
_WEIGHT_NAMES = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
FALLBACKS = ("Noto Sans", "Segoe UI", "Noto Sans CJK SC", "sans-serif")


class FontBook:
    """Makes fonts of the type scale and loads their files on first use. GUI thread only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: set[str] = set()

    @property
    def loaded_files(self) -> frozenset[str]:
        """Names of the font files in memory."""
        return frozenset(self._loaded)

    def font(self, style: TypeStyle, scale: float) -> QFont:
        """Return a font in pixels, unhinted, so that text keeps its shape at every ratio.

        Args:
            style: The step of the type scale.
            scale: Size of the interface, 1.0 is 100 %.
        """
        self._load(_file_name(style))
        font = QFont([style.family, *FALLBACKS])
        font.setPixelSize(max(1, round(style.px * scale)))
        font.setWeight(QFont.Weight(style.weight))
        font.setItalic(style.is_italic)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if style.is_tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        if style.tracking:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, style.tracking * scale)
        return font

    def _load(self, name: str) -> None:
        if name in self._loaded:
            return
        self._loaded.add(name)
        if QFontDatabase.addApplicationFont(str(self._folder / name)) < 0:
            _log.warning("Font %s could not be loaded; the system's font stands in", name)


def _file_name(style: TypeStyle) -> str:
    """Return the file that holds a style: ``InterDisplay-SemiBold.ttf``."""
    cut = "Italic" if style.is_italic else _WEIGHT_NAMES[style.weight]
    return f"{style.family.replace(' ', '')}-{cut}.ttf"
