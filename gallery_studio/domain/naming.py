"""How things are named: sessions, conversations, files."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_BLANKS = re.compile(r"\s+")
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".gif"))
_NOT_IN_FILE_NAMES = r"[^\w\- ]+"
_RESERVED = frozenset(
    [
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    ]
)


def one_line(text: str, characters: int) -> str:
    """Return the text on one line, cut at a word near `characters` and marked with an ellipsis."""
    line = _BLANKS.sub(" ", text).strip()
    if len(line) <= characters:
        return line
    cut = line[: characters - 1]
    space = cut.rfind(" ")
    if space >= characters // 2:
        cut = cut[:space]
    return cut.rstrip(" ,;:.-") + "…"


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 picture``, ``2,140 pictures``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def session_name(when: datetime, first_directive: str) -> str:
    """Return a session's first name, such as ``21 Nov, serene atmosphere, urban streets``.

    Args:
        when: Local time of the session's birth.
        first_directive: The first directive; may be empty.
    """
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    date = f"{when.day} {months[when.month - 1]}"
    words = one_line(first_directive, 48)
    return f"{date}, {words}" if words else f"{date}, untitled"


def conversation_title(first_message: str) -> str:
    """Return a conversation's first title: its first message, cut at about 50 characters."""
    return one_line(first_message, 50) or "Untitled"


def file_stem(text: str, characters: int = 60) -> str:
    """Return a readable file name without suffix, safe on every system.

    Letters and digits of any script stay; everything else becomes a hyphen. Names that Windows
    reserves get an underscore.
    """
    plain = unicodedata.normalize("NFC", text)
    plain = re.sub(_NOT_IN_FILE_NAMES, " ", plain)
    stem = "-".join(_BLANKS.sub(" ", plain).strip().split(" "))[:characters].strip("-_")
    if not stem:
        return "image"
    return f"_{stem}" if stem.lower() in _RESERVED else stem


def picture_stem(caption: str) -> str:
    """Return the name of a picture's file without suffix.

    The caption of a picture brought in is the name of its file: its ".png" is not said twice.
    """
    _, dot, suffix = caption.rpartition(".")
    is_file = f"{dot}{suffix}".lower() in _PICTURES
    return file_stem(caption.removesuffix(f"{dot}{suffix}") if is_file else caption)


def format_bytes(count: int) -> str:
    """Return a size as people read it: ``512 bytes``, ``3.4 MB`` (powers of 1,000)."""
    if count < 1000:
        return f"{count} bytes"
    size = float(count)
    for unit in ("KB", "MB", "GB"):
        size /= 1000
        if size < 999.95:
            return f"{size:.1f} {unit}"
    return f"{size / 1000:.1f} TB"
