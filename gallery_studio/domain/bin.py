"""The bin: what was thrown away and can still be taken back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId, SessionId


class BinKind(StrEnum):
    """What can lie in the bin as a thing of its own."""

    SESSION = "session"
    CARD = "card"
    OUTPUT = "output"
    CONVERSATION = "conversation"
    PROJECT = "project"
    PRODUCT = "product"
    PERSON = "person"
    IDENTITY = "identity"

    @property
    def words(self) -> str:
        """What a person calls it."""
        words = {BinKind.CARD: "Image", BinKind.OUTPUT: "Image of a turn"}
        return words.get(self, self.value.capitalize())


@dataclass(frozen=True, slots=True)
class BinKey:
    """Names one thing in the bin."""

    kind: BinKind
    id: str


@dataclass(frozen=True, slots=True)
class BinEntry:
    """A thing in the bin as a list shows it.

    What went into the bin with something else (the cards of a session) is part of that.

    Attributes:
        key: What it is.
        name: Its name, caption or title.
        deleted_utc: When it was thrown away.
        session_id: The session it lay in, itself for a session, None for what belongs to none.
        session_name: Name of that session, or "".
        image_count: Pictures that come back or go with it.
        starred_count: How many of them are starred; such a thing is never removed by itself.
        cover: A picture of it, or None.
    """

    key: BinKey
    name: str
    deleted_utc: str
    session_id: SessionId | None = None
    session_name: str = ""
    image_count: int = 0
    starred_count: int = 0
    cover: ImageId | None = None


@dataclass(frozen=True, slots=True)
class EmptiedBin:
    """What came of removing things for ever.

    Attributes:
        things: How many were removed.
        kept: How many stayed because something still runs in them or shows them.
        files: Picture files removed.
        size_bytes: What that freed, without previews.
    """

    things: int = 0
    kept: int = 0
    files: int = 0
    size_bytes: int = 0

    def __add__(self, other: EmptiedBin) -> EmptiedBin:
        """Return both together."""
        return EmptiedBin(
            self.things + other.things,
            self.kept + other.kept,
            self.files + other.files,
            self.size_bytes + other.size_bytes,
        )
