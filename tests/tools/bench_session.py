"""Opening a session of 4K pictures in the window's canvas, from the library to sharp previews."""

import gc
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_canvas import SIZE, application
from bench_figures import Figure, medians_ms, percentile, shown
from bench_pictures import encoded, photo
from PIL import Image
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QImageReader, QUndoStack

from gallery_studio.domain.ids import ImageId, SessionId
from gallery_studio.domain.image import Origin
from gallery_studio.library.library import Library
from gallery_studio.library.reader import LibraryReader
from gallery_studio.paths import resources
from gallery_studio.studio.storing import StoredPicture, store_now
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.cycle_collector import CycleCollector
from gallery_studio.workers.preview_pool import PreviewPool

LONGEST_S = 10.0
TICK_MS = 1
QUIET_TICKS = 20
"""So long nothing may be due before all is sharp."""


def seed(library: Library, cards: int) -> SessionId:
    """Fill a session with `cards` cards of 4K pictures; a few files stand for all originals.

    Each card's picture has a row, an id and previews of its own, which is all that opening reads.
    """
    from seed_library import seed_session

    pictures = []
    ground = photo()
    for number in range(4):
        tint = Image.new("RGB", ground.size, (60 * number, 90, 200 - 40 * number))
        data = encoded(Image.blend(ground, tint, 0.4), "JPEG", quality=92)
        pictures.append(store_now(library.images, data, Origin.GENERATED, ""))
    copies = [_copy(library, pictures[n % 4], n) for n in range(cards)]
    return SessionId(seed_session(library, copies, cards, _Each(), "A session of 4K pictures"))


class _Each(random.Random):
    """Chooses the pictures one after the other instead of by chance."""

    def __init__(self) -> None:
        super().__init__(7)
        self._next = 0

    def choice(self, values):
        if values and isinstance(values[0], StoredPicture):
            self._next += 1
            return values[(self._next - 1) % len(values)]
        return super().choice(values)


def _copy(library: Library, picture: StoredPicture, number: int) -> StoredPicture:
    """Return a picture with an id of its own and the same previews."""
    from dataclasses import replace

    image_id = ImageId(f"{number:064x}")
    for side in (64, 256, 768):
        target = library.images.preview_path(image_id, side)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.hardlink_to(library.images.preview_path(picture.file.id, side))
    return replace(picture, file=replace(picture.file, id=image_id))


class _Paints(QObject):
    """Counts the frames of a view."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.count = 0
        view.installEventFilter(self)

    def eventFilter(self, _view: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


class Opening:
    """One opening of the session on a new canvas."""

    def __init__(self, library: Library, reader: LibraryReader, session_id: SessionId) -> None:
        self._reader, self._session_id = reader, session_id
        theme = Theme(resources(), "dark", is_motion_reduced=True)
        self._pool = PreviewPool(library.images.preview_path)
        self._view = CanvasView(theme, self._pool, QUndoStack(), lambda _model: ("4K", "gem"))
        theme.setParent(self._view)
        self._view.resize(*SIZE)
        self._view.show()
        application().processEvents()
        self.stalls: list[float] = []

    def first_frame(self) -> float:
        """Read the session and paint it; return the ms until then."""
        started = time.perf_counter()
        cards = self._reader.canvas_cards(self._session_id)
        labels = self._reader.run_labels(self._session_id)
        micros = self._reader.micro_previews(self._session_id)
        self._view.set_cards(cards, labels, micros)
        self._view.fit_all(is_animated=False)
        self._view.repaint()
        return (time.perf_counter() - started) * 1000

    def all_sharp(self) -> float:
        """Let the window run until all that is seen is as sharp as it gets; return when it was.

        The frames are the window's own. A tick each ms tells how long it could not be reached.
        """
        self._loop, self._quiet, self._sharp_at = QEventLoop(), 0, 0.0
        self._paints, self._seen = _Paints(self._view), 0
        self._ticked_at = time.perf_counter()
        self._until = self._ticked_at + LONGEST_S
        ticks = QTimer(self._view, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        ticks.timeout.connect(self._on_tick)
        ticks.start()
        self._loop.exec()
        ticks.stop()
        return self._sharp_at

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.stalls.append((now - self._ticked_at) * 1000 - TICK_MS)
        if self._paints.count != self._seen or not self._is_sharp():
            self._quiet, self._seen = 0, self._paints.count
        else:
            self._sharp_at = self._sharp_at if self._quiet else now
            self._quiet += 1
        if self._quiet == QUIET_TICKS or now > self._until:
            self._loop.quit()
        self._ticked_at = time.perf_counter()

    def _is_sharp(self) -> bool:
        """Whether each tile in sight is painted; those out of sight wait until they come back."""
        if not self._view.previews.is_idle or self._view._more.isActive():
            return False
        tiles = self._view.tiles
        return all(tile.is_current for tile in tiles.tiles if tile.key in tiles._pinned)

    def close(self) -> None:
        self._view.close()
        self._pool.shutdown()
        application().processEvents()


def decode_all(library: Library, cards: int) -> Callable[[], None]:
    """Return what decodes every 256 px preview, one after the other."""

    def decode() -> None:
        for number in range(cards):
            path = library.images.preview_path(ImageId(f"{number:064x}"), 256)
            assert not QImageReader(str(path)).read().isNull()

    return decode


def open_session(context) -> list[Figure]:
    """First frame, all sharp, longest stall, against decoding all 256 px previews in a row."""
    application()
    count, rounds = (100, 3) if context.is_quick else (1000, 5)
    first, whole, stalls = [], [], []
    openings = []  # their widgets go one after the other at the end, not while others paint
    with tempfile.TemporaryDirectory(prefix="gallery-bench-") as temporary:
        library = Library.open(Path(temporary) / "library")
        session_id = seed(library, count)
        reader = library.reader()
        gc.collect()
        gc.freeze()  # as the program does when its window is built
        collector = CycleCollector()
        collector.start()
        for _ in range(rounds):
            opening = Opening(library, reader, session_id)
            openings.append(opening)
            started = time.perf_counter()
            first.append(opening.first_frame())
            whole.append((opening.all_sharp() - started) * 1000)
            stalls.append(max(opening.stalls))
            opening.close()
        (reference,) = medians_ms(rounds, decode_all(library, count))
        collector.shutdown()
        gc.unfreeze()
        reader.shutdown()
        library.shutdown()
    name = f"{count:,} 4K pictures"
    sharp = percentile(whole, 0.5)
    return [
        Figure(f"open {name}: first frame", percentile(first, 0.5), "ms", 50),
        Figure(
            f"open {name}: all sharp",
            sharp / reference,
            "x",
            None if context.is_quick else 0.5,
            ours=shown(sharp, "ms"),
            reference=f"256 px in a row {shown(reference, 'ms')}",
        ),
        Figure(f"open {name}: longest stall", percentile(stalls, 0.5), "ms", 16),
    ]
