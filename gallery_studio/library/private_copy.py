"""A compact copy of a library's database for somebody who must never touch the library itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from gallery_studio.library import opening
from gallery_studio.library.database import DATABASE_NAME, read_only_uri
from gallery_studio.library.errors import plain_words
from gallery_studio.library.files import make_folder

if TYPE_CHECKING:
    from pathlib import Path

_READ_ONLY = 0o444


def copy_database(library: Path, target: Path) -> None:
    """Copy the database of a library, also beside a running writer, into an empty folder.

    Nothing of the library is written. The copy is in one piece (no log beside it) and marked
    read-only, so that it opens where nothing may be written.

    Raises:
        LibraryError: There is no library, it is damaged, or the target cannot be written.
    """
    source = library / DATABASE_NAME
    with plain_words(library):
        if opening.is_missing(source):
            raise opening.no_library(library)
        opening.check_header(source)
        make_folder(target)
        copy = target / DATABASE_NAME
        with closing(sqlite3.connect(read_only_uri(source), uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        copy.chmod(_READ_ONLY)
