"""Pictures in what is dropped or pasted. Nothing is opened: paths and bytes go on as they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
_ENCODED = ("image/png", "image/jpeg", "image/webp", "image/gif")
PIXELS = "application/x-qt-image"
_PLAIN = frozenset({"image/bmp", "image/x-bmp", "image/x-MS-bmp"})
"""Pixels with a head; what offers nothing better is read by Qt."""


def picture_files(mime: QMimeData) -> list[Path]:
    """Return the local files that are named like pictures, in order."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in SUFFIXES]


def has_words(mime: QMimeData) -> bool:
    """Whether there is text that is meant as such.

    Qt makes text of the places of files, which belong into no prompt.
    """
    return mime.hasText() and not any(url.isLocalFile() for url in mime.urls())


def has_picture_bytes(mime: QMimeData) -> bool:
    """Whether a picture itself was dropped or copied, and no text beside it.

    A spreadsheet offers its cells as text and as a picture: the text is meant.
    """
    if mime.hasText():
        return False
    return bool(encoded_format(mime)) or mime.hasFormat(PIXELS)


def picture_bytes(mime: QMimeData) -> bytes:
    """Return the picture as it was encoded, or as PNG where only pixels are offered.

    Qt decodes nothing: encoded pictures go through our own loader later.
    """
    if name := encoded_format(mime):
        return bytes(mime.data(name).data())
    image = pixels(mime)
    return b"" if image is None else _as_png(image)


def encoded_format(mime: QMimeData) -> str:
    """Return the media type in which our own loader gets the picture; "" where there is none.

    One that it will refuse, such as a drawing, is better than asking for pixels: where a clipboard
    holds no pixels, as under X11, Qt would decode the drawing to make some.
    """
    others = (name for name in mime.formats() if name.startswith("image/") and name not in _PLAIN)
    return next((name for name in (*_ENCODED, *others) if mime.hasFormat(name)), "")


def pixels(mime: QMimeData) -> QImage | None:
    """Return the pixels of a picture that is offered in no encoded form, or None."""
    if encoded_format(mime) or not mime.hasFormat(PIXELS):
        return None
    image = mime.imageData()
    from PySide6.QtGui import QImage

    return image if isinstance(image, QImage) and not image.isNull() else None


def _as_png(image: QImage) -> bytes:
    """Encode pixels; quickly rather than small, for this runs on the GUI thread."""
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 100)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
