"""Pictures in what is dropped or pasted. Nothing is opened: paths and bytes go on as they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
_ENCODED = ("image/png", "image/jpeg", "image/webp", "image/gif")
_PIXELS = "application/x-qt-image"


def picture_files(mime: QMimeData) -> list[Path]:
    """Return the local files that are named like pictures, in order."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in SUFFIXES]


def has_picture_bytes(mime: QMimeData) -> bool:
    """Whether a picture itself was dropped or copied, and no text beside it.

    A spreadsheet offers its cells as text and as a picture: the text is meant.
    """
    if mime.hasText():
        return False
    return any(mime.hasFormat(name) for name in (*_ENCODED, _PIXELS))


def picture_bytes(mime: QMimeData) -> bytes:
    """Return the picture as it was encoded, or as PNG where only pixels are offered.

    Qt decodes nothing: encoded pictures go through our own loader later.
    """
    for name in _ENCODED:
        if mime.hasFormat(name):
            return bytes(mime.data(name).data())
    image = mime.imageData()
    return _as_png(image) if isinstance(image, QImage) and not image.isNull() else b""


def _as_png(image: QImage) -> bytes:
    """Encode pixels; quickly rather than small, for this runs on the GUI thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 100)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
