"""Which names an entry of a foreign archive may have.

Nothing is ever written under such a name; but an archive with a dangerous one was not made by this
program, and the same name may be harmless here and not elsewhere.
"""

from __future__ import annotations

import re
import unicodedata

from gallery_studio.library.archive.errors import RefusedError, shown

NAME_CHARACTERS = 240

_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE
)
_FORBIDDEN = frozenset('\\:*?"<>|')
_HIDDEN_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Control, bidirectional and other invisible letters, surrogates, line ends."""


def check_name(name: str) -> None:
    """Check the name of an entry.

    Raises:
        RefusedError: It leads out of the archive, or is none on some system.
    """
    folder = name.removesuffix("/")
    problem = _problem(folder) or next(
        (found for part in folder.split("/") if (found := _problem_of_part(part))), None
    )
    if problem:
        raise RefusedError(f"its entry {shown(name)} {problem}")


def folded_name(name: str) -> str:
    """Return a name for comparing as systems do that ignore case and form of letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _problem(name: str) -> str | None:
    if not name:
        return "has no name"
    if len(name) > NAME_CHARACTERS:
        return "has too long a name"
    if name[0] in "/~-":
        return "has a name that leads out of the archive"
    if any(letter in _FORBIDDEN for letter in name):
        return "has a name with a forbidden letter"
    if any(unicodedata.category(letter) in _HIDDEN_CATEGORIES for letter in name):
        return "has a name with invisible letters"
    return None


def _problem_of_part(part: str) -> str | None:
    if part in ("", ".", ".."):
        return "has a name that leads out of the archive"
    if part[-1] in ". ":
        return "has a name that ends in a dot or blank"
    if _RESERVED.fullmatch(part):
        return "has a name that is reserved on Windows"
    return None
