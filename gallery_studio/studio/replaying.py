"""Reads a session for playing it back, and copies a moment of it into a session of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.event import EventKind
from gallery_studio.domain.ids import new_session_id
from gallery_studio.domain.naming import one_line
from gallery_studio.domain.replay import Replay
from gallery_studio.domain.replay_log import ReplayFacts
from gallery_studio.domain.session import Session
from gallery_studio.domain.timestamps import utc_text
from gallery_studio.library.cards import NewImageCard
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from gallery_studio.domain.card import CanvasCard, RunLabel
    from gallery_studio.domain.event import Event
    from gallery_studio.domain.ids import ImageId, SessionId
    from gallery_studio.library.reader import LibraryReader

_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class LoadedReplay:
    """A session ready to be played; reading it changed nothing.

    Attributes:
        session: The session.
        replay: Its log.
        run_labels: The labels of its runs.
        micro_previews: 16 × 16 px raw RGB of every picture it ever showed.
    """

    session: Session
    replay: Replay
    run_labels: tuple[RunLabel, ...]
    micro_previews: Mapping[ImageId, bytes]


def load_replay(reader: LibraryReader, session_id: SessionId) -> LoadedReplay:
    """Return a session as its log tells it.

    Raises:
        LibraryError: There is no such session, or it cannot be read.
    """
    events = reader.events(session_id)
    files = reader.images(_pictures_of(events))
    sizes = {image_id: (file.width, file.height) for image_id, file in files.items()}
    facts = ReplayFacts(sizes, tuple(reader.canvas_cards(session_id)))
    replay = Replay(events, facts)
    return LoadedReplay(
        session=reader.session(session_id),
        replay=replay,
        run_labels=tuple(reader.run_labels(session_id)),
        micro_previews=reader.micro_previews_of(replay.image_ids),
    )


def _pictures_of(events: Iterable[Event]) -> set[ImageId]:
    kinds = (EventKind.OUTPUT_COMPLETED, EventKind.IMAGE_IMPORTED)
    found = (event.payload.get("image") for event in events if event.kind in kinds)
    return {image_id for image_id in found if isinstance(image_id, str)}  # type: ignore[misc]


def pictures_at(reader: LibraryReader, cards: Iterable[CanvasCard]) -> list[NewImageCard]:
    """Return the cards that had a picture as new cards with the same picture files.

    Raises:
        LibraryError: The library cannot be read.
    """
    shown = [(card, card.image_id) for card in cards if card.image_id is not None]
    ids = {image_id for _, image_id in shown}
    files, micros = reader.images(ids), reader.micro_previews_of(ids)
    return [
        NewImageCard(files[image_id], micros[image_id], card.placement, card.caption)
        for card, image_id in shown
        if image_id in files and image_id in micros
    ]


def session_of_moment(session: Session, moment: str, now: datetime) -> Session:
    """Return the new session that takes a copy of a moment.

    Args:
        session: The session that was played.
        moment: The moment in words, such as ``21 Nov 2026, 11:42``.
        now: The time; UTC.
    """
    return Session(
        id=new_session_id(now.timestamp()),
        name=f"{one_line(session.name, _NAME_CHARACTERS)}, {moment}",
        created_utc=utc_text(now),
        updated_utc=utc_text(now),
        is_named_by_person=True,
        compose=session.compose,
    )
