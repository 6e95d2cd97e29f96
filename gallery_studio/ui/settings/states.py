"""What the settings show and cannot know by themselves: the dialog does no I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeyState:
    """The Gemini key as far as a window may know it.

    Attributes:
        source: Where it is kept, in a sentence: "Kept in the system keyring, never in files."
        tail: Its last letters, or "" when there is no key.
        message: Result of the last check, the exact reason when it failed; or "".
        is_ok: Whether the check succeeded; None while nobody has asked.
        is_busy: Whether a check is on.
        is_removable: Whether it can be removed here (not when the environment gives it).
    """

    source: str = ""
    tail: str = ""
    message: str = ""
    is_ok: bool | None = None
    is_busy: bool = False
    is_removable: bool = False


@dataclass(frozen=True, slots=True)
class SpendingState:
    """What was spent this month.

    Attributes:
        spent_usd: Sum so far.
        month: Name of the month, "November"; "" says "this month".
        more_images: How many more pictures fit at the current mix, or None when unknown.
    """

    spent_usd: float = 0.0
    month: str = ""
    more_images: int | None = None


@dataclass(frozen=True, slots=True)
class StorageState:
    """Where the library lies and how large it is.

    Attributes:
        folder: The library folder.
        sizes: Name and size in bytes of each part; empty while they are being measured.
    """

    folder: Path
    sizes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """A part the program is made of, for the About page."""

    name: str
    version: str
    licence: str
