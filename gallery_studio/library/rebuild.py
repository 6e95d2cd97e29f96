"""Rebuilds rows from the picture files and the records beside them.

Used when the database is gone, and after a backup was restored, for what came after it.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.conversation import Conversation, Output, Turn
from gallery_studio.domain.errors import ImageError
from gallery_studio.domain.event import EVENT_VERSION, EventKind
from gallery_studio.domain.ids import (
    ConversationId,
    ImageId,
    ModelId,
    OutputId,
    SessionId,
    TurnId,
    new_session_id,
)
from gallery_studio.domain.image import ImageFile, Origin
from gallery_studio.domain.session import Session
from gallery_studio.domain.status import Status
from gallery_studio.domain.timestamps import utc_text
from gallery_studio.library import records
from gallery_studio.library.images import ImageStore
from gallery_studio.library.laying import ShownPicture, insert, lay_out
from gallery_studio.library.sealing import sealed
from gallery_studio.library.statements import json_text
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from gallery_studio.domain.image import MediaType, PreviewSet

RECOVERED_NAME = "Recovered pictures"
_RECORD_FORMAT = "gallery-studio-image"
IMAGE_COLUMNS = (
    ("cards", "image_id"),
    ("outputs", "image_id"),
    ("turn_references", "image_id"),
    ("output_references", "image_id"),
    ("person_references", "image_id"),
    ("conversations", "source_image_id"),
    ("products", "image_id"),
    ("projects", "featured_image_id"),
    ("project_images", "image_id"),
)
"""Every column that refers to a picture, but for the micro preview."""

_NAME = re.compile(r"([0-9a-f]{64})\.(png|jpg|webp|gif)")
_ID = re.compile(r"[a-z]{3}-[0-9a-z-]{1,60}")


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """What looking at a picture's bytes tells.

    Attributes:
        media_type: Sniffed.
        width: Pixels, upright.
        height: Pixels, upright.
        has_credentials: Whether the bytes carry content credentials.
        previews: Made from the same decode.
    """

    media_type: MediaType
    width: int
    height: int
    has_credentials: bool
    previews: PreviewSet


if TYPE_CHECKING:
    Look = Callable[[bytes, str], SeenPicture]
    OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What came back from the files.

    Attributes:
        pictures: How many.
        unreadable: Names of the files that could not be read as the pictures they were.
    """

    pictures: int = 0
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A picture that has no row, with the words of its record if it has one."""

    image: ImageFile
    micro_rgb: bytes
    words: Mapping[str, Any]


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def picture_files(folder: Path) -> dict[ImageId, Path]:
    """Return every file under ``images/`` that is named as a picture, by its id."""
    found: dict[ImageId, Path] = {}
    for path in sorted((folder / "images").glob("*/*")):
        named = _NAME.fullmatch(path.name)
        if named is not None and path.parent.name == named[1][:2] and path.is_file():
            found[ImageId(named[1])] = path
    return found


def bring_in(
    connection: sqlite3.Connection,
    folder: Path,
    look: Look,
    now_utc: datetime,
    on_progress: OnProgress = silent,
) -> BroughtIn:
    """Add rows for every picture file that the database does not know, or not the output of.

    Pictures with a record return to their sessions, conversations and turns; those without one
    go to a session of their own. Cards are laid out beside what lies there already.

    Args:
        connection: To a database of this version, in autocommit mode.
        folder: The library.
        look: Reads a picture; raises `ImageError` for bytes that are none.
        now_utc: The clock.
        on_progress: Told of files done, and how many there are.

    Raises:
        OSError: A folder cannot be read, or the disk is full.
        sqlite3.Error: The rows could not be written; none was.
    """
    files = _unknown_files(connection, folder)
    found: list[_Found] = []
    unreadable: list[str] = []
    for number, (image_id, path) in enumerate(files.items(), 1):
        picture = _look_at(ImageStore(folder), image_id, path, look)
        if picture is None:
            unreadable.append(path.name)
        else:
            found.append(picture)
        on_progress(number, len(files))
    _store(connection, found, now_utc)
    return BroughtIn(len(found), tuple(unreadable))


def _unknown_files(connection: sqlite3.Connection, folder: Path) -> dict[ImageId, Path]:
    """Return the picture files without a row, or whose record names an output without one."""
    images = {row[0] for row in connection.execute("SELECT id FROM images")}
    outputs = {row[0] for row in connection.execute("SELECT id FROM outputs")}
    store = ImageStore(folder)
    unknown = {}
    for image_id, path in picture_files(folder).items():
        if image_id in images:
            output_id = _words(store.record_path(image_id)).get("output")
            if output_id is None or output_id in outputs:
                continue
        unknown[image_id] = path
    return unknown


def _look_at(images: ImageStore, image_id: ImageId, path: Path, look: Look) -> _Found | None:
    """Return a picture, or None when its file is not what its name says."""
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != image_id:
            return None
        seen = look(data, path.name)
    except (OSError, ImageError):
        return None
    if not images.preview_path(image_id, 64).exists():
        images.store_previews(image_id, seen.previews)
    words = _words(images.record_path(image_id))
    image = ImageFile(
        id=image_id,
        media_type=seen.media_type,
        width=seen.width,
        height=seen.height,
        size_bytes=len(data),
        origin=Origin.GENERATED if words else Origin.IMPORTED,
        created_utc=_time(words.get("created_utc"), path),
        has_credentials=seen.has_credentials,
        sealed_crc=sealed(image_id, len(data), zlib.crc32(data)),
    )
    return _Found(image, seen.previews.micro_rgb, words)


def _words(path: Path) -> Mapping[str, Any]:
    """Return a record, or an empty one where it is missing or not ours: it is a foreign file."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(record, dict) or record.get("format") != _RECORD_FORMAT:
        return {}
    ids = (record.get(name) for name in ("session", "conversation", "turn", "output"))
    has_ids = all(isinstance(value, str) and _ID.fullmatch(value) for value in ids)
    return record if has_ids else {}


def _time(value: object, path: Path) -> str:
    """Return a stored time, or the file's own where there is none that can be read."""
    try:
        return utc_text(datetime.fromisoformat(str(value)))
    except ValueError:
        return utc_text(datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _store(connection: sqlite3.Connection, found: list[_Found], now_utc: datetime) -> None:
    if not found:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for picture in found:
            insert(connection, "images", records.image_row(picture.image))
            row = {"image_id": picture.image.id, "rgb": picture.micro_rgb}
            insert(connection, "micro_previews", row)
        in_use = _in_use(connection)
        shown = [picture for picture in found if picture.words or picture.image.id not in in_use]
        lost_id = new_session_id(now_utc.timestamp())
        for session_id, pictures in _by_session(shown, lost_id).items():
            _store_session(connection, session_id, pictures)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _in_use(connection: sqlite3.Connection) -> set[ImageId]:
    """Return the pictures something refers to; salvaged rows may refer to lost ones."""
    found: set[ImageId] = set()
    for table, column in IMAGE_COLUMNS:
        query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
        found.update(row[0] for row in connection.execute(query))
    return found


def _by_session(found: Iterable[_Found], lost_id: SessionId) -> dict[SessionId, list[_Found]]:
    """Return the pictures of each session, in the order they were made."""
    sessions: dict[SessionId, list[_Found]] = defaultdict(list)
    for picture in sorted(found, key=lambda picture: picture.image.created_utc):
        sessions[SessionId(picture.words.get("session", lost_id))].append(picture)
    return sessions


def _store_session(
    connection: sqlite3.Connection, session_id: SessionId, pictures: list[_Found]
) -> None:
    first, last = pictures[0], pictures[-1]
    name = _text(first.words, "session_name") or RECOVERED_NAME
    session = Session(session_id, name, first.image.created_utc, last.image.created_utc)
    if insert(connection, "sessions", records.session_row(session)):
        _log(connection, EventKind.SESSION_CREATED, session, {"name": name})
    shown = []
    for picture in pictures:
        output_id = None
        if picture.words:
            _store_conversation(connection, session_id, picture)
            output_id = _store_output(connection, session_id, picture)
        image = picture.image
        aspect = image.width / image.height
        shown.append(ShownPicture(image.id, aspect, image.created_utc, output_id))
    lay_out(connection, session_id, shown)


def _store_conversation(
    connection: sqlite3.Connection, session_id: SessionId, picture: _Found
) -> None:
    words, time = picture.words, picture.image.created_utc
    conversation = Conversation(
        ConversationId(words["conversation"]), session_id, _text(words, "message"), time, time
    )
    insert(connection, "conversations", records.conversation_row(conversation))
    number = words.get("turn_number")
    turn = Turn(
        TurnId(words["turn"]),
        conversation.id,
        number if isinstance(number, int) and number > 0 else 1,
        _text(words, "message"),
        (ModelId(_text(words, "model")),),
        time,
        status=Status.COMPLETED,
        finished_utc=time,
    )
    if not insert(connection, "turns", records.turn_row(turn, session_id)):
        _add_model(connection, turn)


def _add_model(connection: sqlite3.Connection, turn: Turn) -> None:
    """Note a model that answered in a turn that is there already."""
    row = connection.execute("SELECT models FROM turns WHERE id = ?", (turn.id,)).fetchone()
    models = [*json.loads(row[0])]
    models += [model for model in turn.models if model not in models]
    connection.execute("UPDATE turns SET models = ? WHERE id = ?", (json_text(models), turn.id))


def _store_output(
    connection: sqlite3.Connection, session_id: SessionId, picture: _Found
) -> OutputId:
    words, time = picture.words, picture.image.created_utc
    query = "SELECT count(*) FROM outputs WHERE turn_id = ?"
    position: int = connection.execute(query, (words["turn"],)).fetchone()[0]
    seed = words.get("seed")
    output = Output(
        OutputId(words["output"]),
        TurnId(words["turn"]),
        ModelId(_text(words, "model")),
        position,
        _text(words, "prompt"),
        time,
        seed=seed if isinstance(seed, int) else None,
        status=Status.COMPLETED,
        image_id=picture.image.id,
        text=_text(words, "reply"),
        finished_utc=time,
    )
    if not insert(connection, "outputs", records.output_row(output, session_id)):
        # an older state of the database has it as still to come
        connection.execute(
            "UPDATE outputs SET status = 'completed', image_id = ?, text = ?, finished_utc = ?,"
            " error_kind = '', error_message = '' WHERE id = ? AND image_id IS NULL",
            (output.image_id, output.text, time, output.id),
        )
        connection.execute("UPDATE turns SET status = 'completed' WHERE id = ?", (output.turn_id,))
    return output.id


def _log(
    connection: sqlite3.Connection, kind: EventKind, session: Session, payload: dict[str, Any]
) -> None:
    row = {
        "session_id": session.id,
        "kind": kind.value,
        "version": EVENT_VERSION,
        "payload": json_text(payload | {"is_recovered": True}),
        "created_utc": session.created_utc,
    }
    insert(connection, "events", row)


def _text(words: Mapping[str, Any], name: str) -> str:
    """Return a text of a record as it can be stored; a foreign file may hold anything."""
    value = words.get(name)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
