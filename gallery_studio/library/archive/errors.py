"""Why an archive cannot be written or brought in."""

from __future__ import annotations

from gallery_studio.domain.errors import StudioError

_SHOWN_CHARACTERS = 60


class ArchiveError(StudioError):
    """An archive cannot be written or brought in; the text is one sentence for the person."""


class ArchiveStoppedError(StudioError):
    """The person stopped the export or import; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Stopped. Nothing was changed.")


class RefusedError(Exception):
    """Something in an archive cannot be; the text goes after "cannot be imported because"."""


def shown(text: str) -> str:
    """Return a text out of a foreign file fit for a sentence: printable, short, in quotes."""
    clean = "".join(letter if letter.isprintable() else "�" for letter in text)
    if len(clean) > _SHOWN_CHARACTERS:
        clean = f"{clean[: _SHOWN_CHARACTERS // 2]}…{clean[-_SHOWN_CHARACTERS // 2 :]}"
    return f"“{clean}”"
