"""Times the lightbox against its goals, offscreen: a picture of 4096 × 4096 px, medians of nine.

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

from PIL import Image
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


def timed(action: Callable[[], object]) -> float:
    """Return how many ms an action takes, wall time."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def median(action: Callable[[], object]) -> float:
    """Return the median of nine."""
    return statistics.median(timed(action) for _ in range(ROUNDS))


def make_picture(folder: Path) -> ImageFile:
    """Store a picture with the detail of a photo, and its previews."""
    noise = Image.effect_noise((SIDE // 4, SIDE // 4), 40).resize((SIDE, SIDE))
    ramp = Image.linear_gradient("L").resize((SIDE, SIDE))
    picture = Image.merge("RGB", (noise, ramp, noise.rotate(90)))
    path = folder / "picture.png"
    picture.save(path, compress_level=6)
    data = path.read_bytes()
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


def bench_first_frame(bench: Bench) -> None:
    """Print first frame against full decode."""
    decode = median(bench.full_decode)
    frames = []
    for _ in range(ROUNDS):
        frames.append(timed(bench.first_frame))
        bench.box.close_lightbox()
        time.sleep(decode / 500)  # let the decode that was begun end, or it slows the next round
    first = statistics.median(frames)
    ratio = first / decode
    print(f"first full-quality frame {first:.1f} ms, full decode {decode:.1f} ms: {ratio:.2f}×")


def bench_fit(bench: Bench) -> None:
    """Print the frame at fit against drawing the whole pixmap smooth."""
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

    whole, mip = median(draw_full), median(draw_pane)
    size = place.size().toSize()
    sharpened = timed(lambda: stage._source.sharpen(bench.image.id, size))
    sharp = median(draw_pane)
    print(
        f"4K pixmap smooth {whole:.2f} ms; frame at fit from the mip {mip:.2f} ms "
        f"({mip / whole:.2f}×), at rest {sharp:.2f} ms ({sharp / whole:.2f}×), "
        f"made once in {sharpened:.1f} ms"
    )


def main() -> int:
    """Print all figures."""
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(app, Path(folder))
        bench_first_frame(bench)
        bench_fit(bench)
        bench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
