"""Makes libraries with real pictures, and damages them in known ways."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from gallery_studio.domain.conversation import CompletedOutput
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.studio.storing import store_now
from tests.unit.library.building import run_work, session

if TYPE_CHECKING:
    from pathlib import Path

    from gallery_studio.library.starting import NewWork

PAGE = 4096


def png(number: int, size: tuple[int, int] = (40, 30)) -> bytes:
    """Return a small PNG that differs for each number."""
    stream = BytesIO()
    Image.new("RGB", size, (number % 256, number // 256 % 256, 90)).save(stream, "PNG")
    return stream.getvalue()


def complete(library: Library, work: NewWork, first: int) -> list[ImageFile]:
    """Answer every output of some work with a picture, as a turn does."""
    files = []
    for number, output in enumerate(work.outputs, first):
        picture = store_now(library.images, png(number), Origin.GENERATED, "")
        done = CompletedOutput(output.id, picture.file.id, text=f"reply {number}")
        library.work.complete(done, picture.file, picture.micro_rgb)
        files.append(picture.file)
    return files


def fill(library: Library, sessions: int = 3, pictures: int = 4, offset: int = 0) -> list[str]:
    """Add sessions with pictures; return the ids of the pictures."""
    ids = []
    for index in range(sessions):
        number = offset + index * pictures
        of = session(f"session {number}", unix_s=1_795_000_000 + number)
        work = run_work(of, tuple(f"lighthouse {number + n}" for n in range(pictures)))
        library.work.start(work)
        ids += [file.id for file in complete(library, work, number)]
    return ids


def make_library(folder: Path, sessions: int = 3, pictures: int = 4) -> list[str]:
    """Make a closed library; return the ids of its pictures."""
    library = Library.open(folder)
    ids = fill(library, sessions, pictures)
    library.shutdown()
    return ids


def make_crowded(folder: Path, rows: int = 3000) -> None:
    """Make a closed library with so many rows that each table has many pages."""
    library = Library.open(folder)
    library.work.start(run_work(session(), tuple(f"lighthouse {n}" for n in range(rows))))
    library.shutdown()


def add_imported(library: Library, number: int, caption: str = "postcard") -> ImageFile:
    """Bring a picture in, with a card and without a record."""
    from gallery_studio.domain.card import Placement

    picture = store_now(library.images, png(number), Origin.IMPORTED, f"{caption}.png")
    library.cards.add_image_card(
        session("imports", unix_s=number),
        picture.file,
        picture.micro_rgb,
        Placement(0, 0, 200, 284, 0),
        caption,
    )
    assert picture.file.media_type is MediaType.PNG
    return picture.file


def pages_of(path: Path, name: str) -> list[int]:
    """Return the numbers of the leaf pages of a table or index, from 1.

    Walks the b-tree by hand, since Python's SQLite has no ``dbstat``.
    """
    data = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        (root,) = connection.execute(query, (name,)).fetchone()
    return _leaves(data, root)


def _leaves(data: bytes, number: int) -> list[int]:
    page = data[(number - 1) * PAGE : number * PAGE]
    start = 100 if number == 1 else 0
    if page[start] in (0x0A, 0x0D):
        return [number]
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    children = []
    for cell in range(count):
        at = start + 12 + 2 * cell
        offset = int.from_bytes(page[at : at + 2], "big")
        children.append(int.from_bytes(page[offset : offset + 4], "big"))
    children.append(int.from_bytes(page[start + 8 : start + 12], "big"))
    return [leaf for child in children for leaf in _leaves(data, child)]


def spoil_page(path: Path, number: int) -> None:
    """Overwrite a page with garbage."""
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


def make_text(folder: Path) -> None:
    """Replace the database by a text file."""
    (folder / DATABASE_NAME).write_text("hello, this is a text file\n" * 10)


def zero_header(folder: Path) -> None:
    """Take the database's first 100 bytes away."""
    with (folder / DATABASE_NAME).open("r+b") as file:
        file.write(bytes(100))


def truncate(folder: Path) -> None:
    """Cut the database to 60 %."""
    path = folder / DATABASE_NAME
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * 0.6))


def spoil_leaf(folder: Path) -> None:
    """Overwrite a page that holds outputs."""
    path = folder / DATABASE_NAME
    spoil_page(path, pages_of(path, "outputs")[0])
