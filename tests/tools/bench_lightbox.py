"""The lightbox on a picture of 4096 × 4096 px.

First frame: from opening to the first painted frame from the 2048 px preview, against decoding
the PNG. Frame at fit: what the stage paints, against drawing the 4K pixmap smooth to that size.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bench_figures import Figure, median_ms, medians_ms, slower_at_most, timed_ms
from bench_pictures import encoded, photo
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.imaging.loader import load_image
from gallery_studio.imaging.previews import previews_of
from gallery_studio.paths import resources
from gallery_studio.ui.lightbox.lightbox import Lightbox
from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.picture_pool import PicturePool, qimage_of
from gallery_studio.workers.preview_pool import PreviewPool

ROUNDS = 9
SIDE = 4096


def make_picture(folder: Path) -> ImageFile:
    """Store a picture with the detail of a photo, and its previews."""
    path = folder / "picture.png"
    data = encoded(photo(SIDE), "PNG", compress_level=6)
    path.write_bytes(data)
    for side, jpeg in previews_of(data)[1].by_side().items():
        (folder / f"{side}.jpg").write_bytes(jpeg)
    return ImageFile(
        ImageId("0" * 64), MediaType.PNG, SIDE, SIDE, len(data), Origin.GENERATED, "2026-11-21"
    )


class Bench:
    """A lightbox over a window of 1600 × 1000."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.image = make_picture(folder)
        self.previews = PreviewPool(lambda _image, side: folder / f"{side}.jpg")
        self.pictures = PicturePool(lambda _image: folder / "picture.png")
        self.window = QWidget()
        self.window.resize(1600, 1000)
        self.window.show()
        theme = Theme(resources(), "dark", is_motion_reduced=True)
        self.box = Lightbox(theme, self.window, self.previews, self.pictures, lambda _model: None)
        self.item = LightboxItem("one", self.image, "A picture")

    def wait_for(self, is_there: Callable[[], bool]) -> None:
        while not is_there():
            self.app.processEvents()
            time.sleep(0.001)  # an idle window does not hold the GIL either

    def open(self) -> None:
        self.box.show_items([self.item], "one")
        self.box.open_from(None)

    def first_frame(self) -> None:
        """Open, and paint the first frame of full quality."""
        self.open()
        source = self.box.stage._source
        self.wait_for(lambda: self.image.id in source._large)
        self.box.stage.repaint()

    def full_decode(self) -> QImage:
        return qimage_of(load_image((self.folder / "picture.png").read_bytes()).image)

    def close(self) -> None:
        self.box.close_lightbox()
        self.window.close()
        self.previews.shutdown()
        self.pictures.shutdown()


def first_frame_figure(bench: Bench, rounds: int) -> Figure:
    """Return the first frame of full quality against decoding the whole PNG."""
    decode = median_ms(bench.full_decode, rounds)
    frames = []
    for _ in range(rounds):
        frames.append(timed_ms(bench.first_frame))
        bench.box.close_lightbox()
        time.sleep(decode / 500)  # let the decode that was begun end, or it slows the next round
    first = statistics.median(frames)
    case = "lightbox: first frame of full quality"
    return slower_at_most(case, first, "full PNG decode", decode, 0.25)


def fit_figures(bench: Bench, rounds: int) -> list[Figure]:
    """Return the frame at fit against drawing the whole pixmap smooth."""
    bench.open()
    stage = bench.box.stage
    bench.wait_for(lambda: bench.pictures.find(bench.image.id) is not None)
    place = stage.picture_rect()
    target = QImage(stage.size(), QImage.Format.Format_RGB32)
    full = QPixmap.fromImage(bench.full_decode())

    def draw_full() -> None:
        painter = QPainter(target)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, full, QRectF(full.rect()))
        painter.end()

    def draw_pane() -> None:
        painter = QPainter(target)
        stage._painter.paint_pane(painter, stage.panes()[0], stage.wall_color())
        painter.end()

    whole, mip = medians_ms(rounds, draw_full, draw_pane)
    size = place.size().toSize()
    sharpened = timed_ms(lambda: stage._source.sharpen(bench.image.id, size))
    sharp = median_ms(draw_pane, rounds)
    name = "4K pixmap, smooth"
    return [
        slower_at_most("lightbox: frame at fit", mip, name, whole, 0.15),
        slower_at_most(
            "lightbox: frame at fit, at rest", sharp, name, whole, None,
            note=f"made once in {sharpened:.1f} ms",
        ),
    ]  # fmt: skip


def lightbox(context) -> list[Figure]:
    """Open a picture of 4096 x 4096 px, and draw it at fit."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    rounds = 5 if context.is_quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="gallery-bench-") as folder:
        bench = Bench(app, Path(folder))
        figures = [first_frame_figure(bench, rounds), *fit_figures(bench, rounds)]
        bench.close()
    return figures
