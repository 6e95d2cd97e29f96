"""A library: one folder with a database and picture files, and all that reads and writes it."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from gallery_studio.domain.timestamps import utc_now
from gallery_studio.library import opening
from gallery_studio.library.backups import back_up, is_changed_since_backup, thin
from gallery_studio.library.database import (
    DATABASE_NAME,
    WRITE_LOCK,
    open_reader,
    open_writer,
)
from gallery_studio.library.errors import plain_words
from gallery_studio.library.images import ImageStore
from gallery_studio.library.reader import LibraryReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gallery_studio.library.archive.store import ArchiveStore
    from gallery_studio.library.bin import BinStore
    from gallery_studio.library.cards import CardStore
    from gallery_studio.library.conversations import ConversationStore
    from gallery_studio.library.costs import CostStore
    from gallery_studio.library.duplicating import SessionCopier
    from gallery_studio.library.events import EventStore
    from gallery_studio.library.people import PeopleStore
    from gallery_studio.library.product_import import ProductImporter
    from gallery_studio.library.projects import ProjectStore
    from gallery_studio.library.sessions import SessionStore
    from gallery_studio.library.work import WorkStore
    from gallery_studio.library.writer import Writer

_log = logging.getLogger(__name__)


class Library:
    """One library. Exactly one process at a time may have it open for writing.

    The stores are made when they are first asked for: a window that only shows needs none.

    Attributes:
        images: Picture files, previews and records.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection | None, now: Callable[[], datetime]
    ) -> None:
        """Build the stores. Use `open` or `open_read_only`."""
        self._folder = folder
        self._now = now
        self._connection = connection
        self._is_read_only = connection is None
        self.images = ImageStore(folder)

    @cached_property
    def _writer(self) -> Writer:
        """The one way to write; made with the first write."""
        from gallery_studio.library.writer import Writer

        return Writer(self._folder, self._connection, self._now)

    @cached_property
    def work(self) -> WorkStore:
        """What models were asked and answered."""
        from gallery_studio.library.work import WorkStore

        return WorkStore(self._writer, self.images)

    @cached_property
    def sessions(self) -> SessionStore:
        """Sessions."""
        from gallery_studio.library.sessions import SessionStore

        return SessionStore(self._writer)

    @cached_property
    def cards(self) -> CardStore:
        """Cards."""
        from gallery_studio.library.cards import CardStore

        return CardStore(self._writer)

    @cached_property
    def conversations(self) -> ConversationStore:
        """Conversations."""
        from gallery_studio.library.conversations import ConversationStore

        return ConversationStore(self._writer)

    @cached_property
    def people(self) -> PeopleStore:
        """People, identities and products."""
        from gallery_studio.library.people import PeopleStore

        return PeopleStore(self._writer)

    @cached_property
    def costs(self) -> CostStore:
        """What was spent on words."""
        from gallery_studio.library.costs import CostStore

        return CostStore(self._writer)

    @cached_property
    def product_importer(self) -> ProductImporter:
        """Catalogues from files."""
        from gallery_studio.library.product_import import ProductImporter

        return ProductImporter(self._writer)

    @cached_property
    def projects(self) -> ProjectStore:
        """Projects."""
        from gallery_studio.library.projects import ProjectStore

        return ProjectStore(self._writer)

    @cached_property
    def events(self) -> EventStore:
        """The log."""
        from gallery_studio.library.events import EventStore

        return EventStore(self._writer)

    @cached_property
    def archive(self) -> ArchiveStore:
        """Sessions brought in from archives."""
        from gallery_studio.library.archive.store import ArchiveStore

        return ArchiveStore(self._writer, self._folder)

    @cached_property
    def copier(self) -> SessionCopier:
        """Sessions duplicated."""
        from gallery_studio.library.duplicating import SessionCopier

        return SessionCopier(self._writer)

    @cached_property
    def bin(self) -> BinStore:
        """What is removed for ever."""
        from gallery_studio.library.bin import BinStore

        return BinStore(self._writer, self.images)

    @classmethod
    def open(cls, folder: Path, *, now: Callable[[], datetime] = utc_now) -> Library:
        """Open a library for writing; make it when the folder holds none.

        The caller holds the lock that keeps other processes away.

        Args:
            folder: The library folder.
            now: The clock.

        Raises:
            LibraryError: It is damaged, newer, no library, or cannot be written; it was not
                changed.
        """
        path = folder / DATABASE_NAME
        with WRITE_LOCK, plain_words(folder):
            if opening.is_missing(path):
                opening.check_nothing_lost(folder)
                opening.create(folder)
            opening.check_header(path)
            opening.check_log(path)
            must_be_checked = opening.must_be_checked(path)
            with _closed_on_error(open_writer(path)) as connection:
                if must_be_checked:
                    opening.check_integrity(connection)
                opening.bring_up_to_date(connection, folder, now())
        _log.info("library opened with SQLite %s", sqlite3.sqlite_version)
        return cls(folder, connection, now)

    @classmethod
    def open_read_only(cls, folder: Path) -> Library:
        """Open a library for reading, also beside a running writer; nothing is ever made.

        Raises:
            LibraryError: There is no library, or it cannot be read.
        """
        path = folder / DATABASE_NAME
        with plain_words(folder):
            if opening.is_missing(path):
                opening.check_nothing_lost(folder)
                raise opening.no_library(folder)
            opening.check_header(path)
        return cls(folder, None, utc_now)

    @property
    def folder(self) -> Path:
        """The library folder."""
        return self._folder

    def reader(self) -> LibraryReader:
        """Return a reader for the thread that calls this; it closes it with `shutdown`.

        Raises:
            LibraryError: The library cannot be read.
        """
        with plain_words(self._folder):
            connection = open_reader(self._folder / DATABASE_NAME, is_read_only=self._is_read_only)
        return LibraryReader(connection, self.images)

    def check(self) -> None:
        """Check the whole database; takes seconds on a large one, any thread.

        Raises:
            LibraryError: It is damaged.
        """
        with plain_words(self._folder):
            connection = open_reader(self._folder / DATABASE_NAME, is_read_only=self._is_read_only)
            with closing(connection):
                opening.check_integrity(connection)

    def tidy(self, should_stop: Callable[[], bool] = lambda: False) -> bool:
        """Put the search's index in order where it pays; see `search_index.tidy`.

        Args:
            should_stop: Asked again and again; what is left is done another time.

        Returns:
            Whether there was anything to do.

        Raises:
            LibraryError: The library cannot be written.
        """
        from gallery_studio.library.search_index import tidy

        return tidy(self._writer, should_stop)

    def back_up(self) -> Path | None:
        """Copy the database if it changed since the last copy, and thin the old copies.

        Returns:
            The copy, or None when nothing had changed.

        Raises:
            LibraryError: The disk is full or the library damaged; older copies are untouched.
        """
        with plain_words(self._folder):
            if not is_changed_since_backup(self._folder):
                return None
            now_utc = self._now().astimezone(UTC)
            path = back_up(self._folder, now_utc)
            thin(self._folder, now_utc.date())
            return path

    def shutdown(self) -> None:
        """Move the log into the database and close it. Readers are closed before.

        Raises:
            LibraryError: The disk is full; the log keeps what could not be moved.
        """
        if self._is_read_only or not self._writer.is_open:
            return
        try:
            self._writer.checkpoint()
        finally:
            self._writer.shutdown()


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    except BaseException:
        connection.close()
        raise
