"""Sessions of real pictures, stored as the studio stores them, without asking a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from gallery_studio.config import Settings
from gallery_studio.domain.conversation import CompletedOutput
from gallery_studio.domain.image import Origin
from gallery_studio.studio.storing import store_now
from tests.support.gemini_server import small_png
from tests.unit.library.building import run_work, session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gallery_studio.domain.ids import OutputId, SessionId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.session import Session
    from gallery_studio.library.library import Library
    from gallery_studio.library.starting import NewWork
    from gallery_studio.ui.main_window import MainWindow


def paint(library: Library, output_id: OutputId, red: int) -> ImageFile:
    """Store a real picture as an output's answer."""
    picture = store_now(library.images, small_png(red=red), Origin.GENERATED, "")
    completed = CompletedOutput(output_id, picture.file.id)
    library.work.complete(completed, picture.file, picture.micro_rgb)
    return picture.file


def fill(
    library: Library, name: str, messages: tuple[str, ...], first: int = 0, **fields
) -> tuple[Session, NewWork]:
    """Store a session with a real picture for every message."""
    of = session(name, 1_795_000_000 + first)
    work = run_work(of, messages, **fields)
    library.work.start(work)
    for number, output in enumerate(work.outputs):
        paint(library, output.id, (first + number) % 256)
    return of, work


def opened_at(studio, session_id: SessionId) -> Iterator[MainWindow]:
    """Give the window, opened at a session and without motion; nothing stays on the clipboard."""
    settings = Settings(last_session=session_id, is_motion_reduced=True)
    with studio.window(settings) as opened:
        yield opened
        QGuiApplication.clipboard().clear()
