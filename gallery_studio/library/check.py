"""Checks a whole library: the database, and each file against what the database says of it.

Reads only, so it works beside an open window. What it finds is said in words a person can act on.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
import zlib
from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.domain.naming import counted, one_line
from gallery_studio.library import schema
from gallery_studio.library.backups import all_backups
from gallery_studio.library.database import (
    DATABASE_NAME,
    open_reader,
    rows,
)
from gallery_studio.library.errors import plain_words
from gallery_studio.library.files import PART_PREFIX
from gallery_studio.library.images import ImageStore
from gallery_studio.library.recovery import is_good_backup
from gallery_studio.library.sealing import sealed, unsealed
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from gallery_studio.domain.ids import ImageId

FRESH_S = 24 * 3600.0
"""A file younger than this may belong to work that has not written its row yet."""

PREVIEW_SIDES_PX = (64, 256, 768)
"""The previews every picture has."""

_CHUNK_BYTES = 1 << 20
_FINDINGS_OF_SQLITE = 20
_CAPTION_CHARACTERS = 60


class FindingKind(StrEnum):
    """What a check can find. The values are shown in ``--json``."""

    DATABASE_DAMAGED = "database_damaged"
    REFERENCE_BROKEN = "reference_broken"
    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    FILE_UNREADABLE = "file_unreadable"
    ANSWER_MISSING = "answer_missing"
    PREVIEWS_MISSING = "previews_missing"
    BACKUP_DAMAGED = "backup_damaged"
    FILE_UNUSED = "file_unused"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        kind: What it is.
        message: The same in words, with what to do.
        path: The file below the library folder, with forward slashes, or "".
        is_problem: Whether something is wrong; an unused file is only worth knowing of.
        is_repairable: Whether a repair can set it right.
        image_ids: Pictures it is about.
    """

    kind: FindingKind
    message: str
    path: str = ""
    is_problem: bool = True
    is_repairable: bool = False
    image_ids: tuple[ImageId, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedFiles:
    """What came of a check.

    Attributes:
        findings: What is not as it should be, the worst first.
        pictures: Pictures checked.
        size_bytes: What was read of them.
        is_complete: Whether it was not stopped before.
        found_crcs: Sealed CRC-32 of pictures whose bytes are right and for which the library has
            none that fits (`library.sealing`).
    """

    findings: tuple[Finding, ...]
    pictures: int
    size_bytes: int
    is_complete: bool = True
    found_crcs: Mapping[ImageId, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class _Watch:
    """Whom to tell, and when to stop."""

    on_progress: Callable[[int, int], None]
    should_stop: Callable[[], bool]


def sqlite_version() -> str:
    """Return the version of the SQLite in use."""
    return sqlite3.sqlite_version


def check_library(
    folder: Path,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> CheckedFiles:
    """Check the database and every file; takes as long as reading all pictures once.

    Args:
        folder: A library; nothing in it is changed.
        on_progress: Told of pictures done, and how many there are.
        should_stop: Asked again and again; the check ends early when it says so.

    Raises:
        LibraryError: There is no library, or it is no library this program may open.
    """
    from gallery_studio.library.library import Library

    Library.open_read_only(folder).shutdown()
    findings = _database_findings(folder)
    if any(finding.kind is FindingKind.DATABASE_DAMAGED for finding in findings):
        return CheckedFiles((*findings, *_backup_findings(folder)), 0, 0)
    with plain_words(folder):
        database = open_reader(folder / DATABASE_NAME, is_read_only=True)
        try:
            check = _FileCheck(folder, database, _Watch(on_progress, should_stop))
            found = [*findings, *check.run(), *_backup_findings(folder)]
        finally:
            database.close()
    found.sort(key=lambda finding: not finding.is_problem)
    return CheckedFiles(
        tuple(found), check.pictures, check.size_bytes, check.is_complete, check.found_crcs
    )


def _database_findings(folder: Path) -> list[Finding]:
    """Check the whole database, indexes and references too."""
    try:
        with plain_words(folder):
            database = open_reader(folder / DATABASE_NAME, is_read_only=True)
            try:
                return list(_integrity(database))
            finally:
                database.close()
    except LibraryError as error:
        return [_damaged(error.message)]


def _integrity(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (text,) in connection.execute(f"PRAGMA integrity_check({_FINDINGS_OF_SQLITE})"):
        if text != "ok":
            yield _damaged(f"The library's database is damaged ({one_line(text, 200)}).")
    broken: dict[str, int] = {}
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        broken[table] = broken.get(table, 0) + 1
    for table, count in broken.items():
        yield Finding(
            FindingKind.REFERENCE_BROKEN,
            f"{counted(count, 'entry', 'entries')} of “{table}” name something that is not there.",
            is_repairable=True,
        )


def _damaged(message: str) -> Finding:
    return Finding(FindingKind.DATABASE_DAMAGED, message, DATABASE_NAME, is_repairable=True)


def _backup_findings(folder: Path) -> list[Finding]:
    return [
        Finding(
            FindingKind.BACKUP_DAMAGED,
            f"The backup {path.name} cannot be used. The others and the library are not affected;"
            " it may be deleted.",
            path.relative_to(folder).as_posix(),
            is_problem=False,
        )
        for _, path in all_backups(folder)
        if not is_good_backup(path)
    ]


class _FileCheck:
    """Compares files and rows.

    Attributes:
        pictures: Checked so far.
        size_bytes: Read so far.
        is_complete: Whether it was not stopped.
        found_crcs: Those to be noted.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection, watch: _Watch) -> None:
        self._folder = folder
        self._database = database
        self._images = ImageStore(folder)
        self._watch = watch
        # An older library gets the column for them when it is opened for work, not by a check.
        self._can_note_crcs = schema.version_of(database) == schema.CURRENT_VERSION
        self.pictures = 0
        self.size_bytes = 0
        self.is_complete = True
        self.found_crcs: dict[ImageId, str] = {}

    def run(self) -> list[Finding]:
        """Return what is wrong with files, then what is unused."""
        images = self._all_images()
        found: list[Finding] = []
        for image in images:
            if self._watch.should_stop():
                self.is_complete = False
                return found
            if finding := self._picture_finding(image):
                found.append(finding)
            self.pictures += 1
            self._watch.on_progress(self.pictures, len(images))
        found += self._previews_finding(images)
        found += self._answer_findings()
        return found + list(self._unused(images))

    def _all_images(self) -> list[ImageFile]:
        crc = "sealed_crc" if self._can_note_crcs else "''"
        sql = (
            f"SELECT id, media_type, width, height, size_bytes, created_utc, {crc} FROM images"
            " ORDER BY id"
        )
        return [
            ImageFile(
                *(row[0], MediaType(row[1]), row[2], row[3], row[4], Origin.GENERATED, row[5]),
                sealed_crc=str(row[6]),
            )
            for row in rows(self._database, sql)
        ]

    def _picture_finding(self, image: ImageFile) -> Finding | None:
        path = self._images.path_of(image)
        try:
            size, digest, crc = self._digest(path, with_crc=not self._has_crc(image))
        except FileNotFoundError:
            return self._about(
                image, FindingKind.FILE_MISSING, "File missing", "Put it back, or delete its card."
            )
        except OSError as error:
            why = error.strerror or type(error).__name__
            return self._about(
                image,
                FindingKind.FILE_UNREADABLE,
                "Cannot be read",
                f"The disk says: {why}. Bring the file back from a copy.",
            )
        self.size_bytes += size
        if digest == image.id:
            if crc is not None:
                self.found_crcs[image.id] = sealed(image.id, size, crc)
            return None
        changed = f"{size} bytes instead of {image.size_bytes}" if size != image.size_bytes else ""
        return self._about(
            image,
            FindingKind.FILE_CHANGED,
            "Damaged or changed by another program",
            f"{changed}. Bring it back from a copy.".lstrip(". "),
        )

    def _has_crc(self, image: ImageFile) -> bool:
        """Whether the library keeps a CRC-32 that fits, or is too old to keep one."""
        is_known = unsealed(image.id, image.size_bytes, image.sealed_crc) is not None
        return is_known or not self._can_note_crcs

    def _digest(self, path: Path, *, with_crc: bool) -> tuple[int, str, int | None]:
        """Return length, SHA-256 and, if asked for, CRC-32 of a file, all of the same bytes."""
        digest, size, crc = hashlib.sha256(), 0, 0
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
                crc = zlib.crc32(chunk, crc) if with_crc else 0
                size += len(chunk)
        return size, digest.hexdigest(), crc if with_crc else None

    def _about(self, image: ImageFile, kind: FindingKind, what: str, then: str) -> Finding:
        """Return a finding that names a picture by its file and by the words a person knows."""
        message = f"{what}: {image.relative_path}{self._words_of(image.id)}. {then}"
        return Finding(kind, message, image.relative_path, image_ids=(image.id,))

    def _words_of(self, image_id: ImageId) -> str:
        found = rows(
            self._database,
            "SELECT coalesce(t.message, c.caption), s.name FROM cards c"
            " JOIN sessions s ON s.id = c.session_id LEFT JOIN outputs o ON o.id = c.output_id"
            " LEFT JOIN turns t ON t.id = o.turn_id WHERE c.image_id = ? LIMIT 1",
            (image_id,),
        )
        if not found:
            return ""
        caption, session = (one_line(text, _CAPTION_CHARACTERS) for text in found[0])
        return f" (“{caption}” in “{session}”)"

    def _previews_finding(self, images: list[ImageFile]) -> list[Finding]:
        """Return one finding for all pictures that lack a preview, or have half of one."""
        without = tuple(
            image.id
            for image in images
            if self._images.path_of(image).exists()
            and not all(
                _is_whole_jpeg(self._images.preview_path(image.id, side))
                for side in PREVIEW_SIDES_PX
            )
        )
        if not without:
            return []
        words = f"Previews of {counted(len(without), 'picture')} are missing or damaged."
        kind = FindingKind.PREVIEWS_MISSING
        return [Finding(kind, words, "previews", is_repairable=True, image_ids=without)]

    def _answer_findings(self) -> Iterator[Finding]:
        """Name the conversations that cannot go on, for a part of an answer is gone."""
        sql = (
            "SELECT DISTINCT p.data_sha256, v.title FROM output_parts p"
            " JOIN outputs o ON o.id = p.output_id JOIN turns t ON t.id = o.turn_id"
            " JOIN conversations v ON v.id = t.conversation_id"
            " WHERE p.data_sha256 IS NOT NULL"
            " AND p.data_sha256 NOT IN (SELECT id FROM images)"
        )
        for digest, title in rows(self._database, sql):
            path = self._images.part_data_path(digest)
            if not path.exists():
                name = path.relative_to(self._folder).as_posix()
                yield Finding(
                    FindingKind.ANSWER_MISSING,
                    f"File missing: {name}, a part of the answer in the conversation"
                    f" “{one_line(title, _CAPTION_CHARACTERS)}”, which cannot go on without it.",
                    name,
                )

    def _unused(self, images: list[ImageFile]) -> Iterator[Finding]:
        """Name files no row knows. Fresh ones may be on their way into the library."""
        known = {image.relative_path for image in images}
        records = {f"images/{image.id[:2]}/{image.id}.json" for image in images}
        parts = rows(self._database, "SELECT data_sha256 FROM output_parts WHERE data_sha256 <> ''")
        used = known | records | {f"parts/{row[0][:2]}/{row[0]}.bin" for row in parts}
        fresh_after_s = time.time() - FRESH_S
        for top in ("images", "parts"):
            for path in sorted((self._folder / top).rglob("*")):
                name = path.relative_to(self._folder).as_posix()
                is_file = path.is_file() and not path.name.startswith(PART_PREFIX)
                if is_file and name not in used and path.stat().st_mtime < fresh_after_s:
                    yield Finding(
                        FindingKind.FILE_UNUSED,
                        f"Unused: {name}. Nothing in the library needs it; it is kept.",
                        name,
                        is_problem=False,
                    )


def _is_whole_jpeg(path: Path) -> bool:
    """Whether a JPEG is there from its first to its last marker."""
    try:
        with path.open("rb") as file:
            begin = file.read(2)
            file.seek(-2, os.SEEK_END)
            return begin == b"\xff\xd8" and file.read(2) == b"\xff\xd9"
    except OSError:
        return False
