"""The cases of the canvas: frames, first frame, memory, against one Python item per card."""

import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from bench_figures import BenchContext, Figure, Timing, median_ms, percentile, time_frames
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QUndoStack
from PySide6.QtWidgets import QApplication, QGraphicsItem, QGraphicsScene, QGraphicsView

from gallery_studio.domain.card import CanvasCard, Placement, card_height
from gallery_studio.domain.ids import CardId, ImageId, ModelId
from gallery_studio.domain.status import Status
from gallery_studio.paths import resources
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.preview_pool import PreviewPool

SIZE = (1600, 1000)
ASPECTS = (0.8, 1.0, 1.25, 1.78)
PICTURES = 200
SEED = 20_261_121
DENSE = "dense"
"""The measurement of a dense screen."""


def application() -> QApplication:
    """Return the one application of this process."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    return app


class World:
    """Cards in a square wall; their previews are a few hundred seeded pictures on disk."""

    def __init__(self, count: int, folder: Path) -> None:
        chance = random.Random(SEED)
        self.folder = folder
        self.cards: list[CanvasCard] = []
        self.micros: dict[ImageId, bytes] = {}
        columns = max(1, round((count * 1.9) ** 0.5))
        bottoms = [0.0] * columns
        for number in range(count):
            aspect = chance.choice(ASPECTS)
            column = number % columns
            height = card_height(200, aspect)
            image = ImageId(f"{number:064x}")
            self.cards.append(
                CanvasCard(
                    id=CardId(f"crd-{number}"),
                    placement=Placement(column * 216.0, bottoms[column], 200.0, height),
                    status=Status.COMPLETED,
                    caption=f"Card {number}, a quiet room with morning light and long shadows",
                    model=ModelId("model"),
                    image_id=image,
                    created_utc="2026-11-21T12:00:00+00:00",
                    image_width=round(1000 * aspect),
                    image_height=1000,
                    product_name="Halden lamp",
                    is_starred=number % 7 == 0,
                )
            )
            self.micros[image] = chance.randbytes(3) * 256
            bottoms[column] += height + 16

    def write_previews(self) -> None:
        """Write the previews that all cards share, 64, 256 and 768 px."""
        chance = random.Random(SEED)
        for number in range(PICTURES):
            picture = QImage(768, 768, QImage.Format.Format_RGB32)
            picture.fill(QColor(*chance.randbytes(3)))
            painter = QPainter(picture)
            for _ in range(12):
                box = QRectF(chance.random() * 700, chance.random() * 700, 200, 160)
                painter.setBrush(QColor(*chance.randbytes(3)))
                painter.drawEllipse(box)
            painter.end()
            for side in (64, 256, 768):
                smooth = Qt.TransformationMode.SmoothTransformation
                small = picture.scaledToWidth(side, smooth)
                small.save(str(self.folder / f"{number}-{side}.jpg"), "JPG", 85)

    def path(self, image_id: ImageId, side: int) -> Path:
        """Return where a preview lies."""
        return self.folder / f"{int(image_id, 16) % PICTURES}-{side}.jpg"


def gesture_zooms(fit: float) -> list[float]:
    """Return the zooms from fit to 100 % in steps of 5 %."""
    zooms = [fit]
    while zooms[-1] < 1.0:
        zooms.append(min(1.0, zooms[-1] * 1.05))
    return zooms


def make_view(world: World) -> tuple[CanvasView, PreviewPool]:
    """Return a shown canvas with the world on it."""
    theme = Theme(resources(), "dark")
    pool = PreviewPool(world.path)
    view = CanvasView(theme, pool, QUndoStack(), lambda _model: ("3 Pro", "gem"))
    theme.setParent(view)
    view.resize(*SIZE)
    view.set_cards(world.cards, (), world.micros)
    view.fit_all(is_animated=False)
    return view, pool


def pyramid_frames(world: World) -> Timing:
    """Time one gesture on our canvas: fit, zoom in, 60 pans, zoom out."""
    view, pool = make_view(world)
    view.show()
    app = application()
    for _ in range(40):
        view.repaint()
        app.processEvents()
    fit = view.camera.zoom
    zooms = gesture_zooms(fit)

    def zoom(to: float):
        return lambda: view.motion.zoom_at(SIZE[0] * 0.4, SIZE[1] * 0.45, to)

    steps = [zoom(z) for z in zooms]
    steps += [lambda: view.motion.pan_by(-37, -23)] * 60
    steps += [zoom(z) for z in reversed(zooms)]

    def frame() -> None:
        view.repaint()
        app.processEvents()

    timing = time_frames(steps, frame)
    view.close()
    pool.shutdown()
    app.processEvents()
    return timing


class NaiveItem(QGraphicsItem):
    """What one writes first: an item that paints its frame, its pixmap and its caption."""

    def __init__(self, card: CanvasCard, pixmap: QPixmap) -> None:
        super().__init__()
        self._card, self._pixmap = card, pixmap
        place = card.placement
        self._rect = QRectF(0, 0, place.width, place.height)
        self.setPos(place.x, place.y)

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option, widget=None) -> None:
        rect = self._rect
        painter.setPen(QPen(QColor("#39393C")))
        painter.setBrush(QColor("#212123"))
        painter.drawRoundedRect(rect, 12, 12)
        picture = rect.adjusted(0, 0, 0, -84)
        painter.drawPixmap(picture, self._pixmap, QRectF(self._pixmap.rect()))
        painter.setPen(QColor("#F3F2F0"))
        words = QRectF(12, picture.bottom() + 10, rect.width() - 24, 40)
        painter.drawText(words, Qt.TextFlag.TextWordWrap, self._card.caption)


def make_naive(world: World) -> tuple[QGraphicsView, QGraphicsScene]:
    """Return a view with one Python item per card; pixmaps are shared like the previews."""
    shared = [QPixmap(str(world.folder / f"{n}-256.jpg")) for n in range(PICTURES)]
    scene = QGraphicsScene()
    for number, card in enumerate(world.cards):
        scene.addItem(NaiveItem(card, shared[number % PICTURES]))
    view = QGraphicsView(scene)
    view.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
    view.resize(*SIZE)
    return view, scene


def naive_frames(world: World, every: int) -> Timing:
    """Time the same gesture on the naive view; only every n-th step, since it takes so long."""
    view, scene = make_naive(world)
    view.show()
    app = application()
    app.processEvents()
    rect = scene.itemsBoundingRect()
    view.fitInView(rect, Qt.AspectRatioMode.KeepAspectRatio)
    zooms = gesture_zooms(view.transform().m11())
    steps = []

    def zoom(to: float):
        def run() -> None:
            view.resetTransform()
            view.scale(to, to)

        return run

    def pan() -> None:
        bar = view.horizontalScrollBar()
        bar.setValue(bar.value() + 37)

    steps = [zoom(z) for z in zooms] + [pan] * 60 + [zoom(z) for z in reversed(zooms)]

    def frame() -> None:
        view.viewport().repaint()
        app.processEvents()

    timing = time_frames(steps[::every], frame)
    view.close()
    return timing


def frames(context: BenchContext) -> list[Figure]:
    """Frames at 10,000 and 50,000 cards against one Python item per card."""
    application()
    few, many = (2_000, 10_000) if context.is_quick else (10_000, 50_000)
    rounds = 1 if context.is_quick else 3
    with tempfile.TemporaryDirectory() as folder:
        world, large = World(few, Path(folder)), World(many, Path(folder))
        world.write_previews()
        ours = [pyramid_frames(world) for _ in range(rounds)]
        ours_large = [pyramid_frames(large) for _ in range(rounds)]
        naive = naive_frames(world, every=6)
    p95 = percentile([t.p95() for t in ours], 0.5)
    p95_large = percentile([t.p95() for t in ours_large], 0.5)
    worst = max(max(t.wall) for t in ours)
    cpu = percentile([t.p95_cpu() for t in ours], 0.5)
    return [
        Figure(
            f"frame p95, {few:,} cards", p95, "ms", 16, note=f"worst {worst:.1f}, cpu {cpu:.1f}"
        ),
        Figure(
            "one Python item per card",
            naive.p95() / p95,
            "x",
            None if context.is_quick else 15,
            is_at_least=True,
            note=f"its p95 {naive.p95():.0f} ms",
        ),
        Figure(
            f"frame p95, {many:,} against {few:,}",
            p95_large / p95,
            "x",
            1.5,
            note=f"{p95_large:.1f} ms",
        ),
    ]


def first_frame(context: BenchContext) -> list[Figure]:
    """From cards in memory to a first frame with real pixels, and to the whole wall."""
    application()
    count = 2_000 if context.is_quick else 10_000
    first, whole, stalls = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        world = World(count, Path(folder))
        world.write_previews()
        for _ in range(3):
            view, pool = make_view(World(1, Path(folder)))
            view.show()
            application().processEvents()
            started = time.perf_counter()
            view.set_cards(world.cards, (), world.micros)
            view.fit_all(is_animated=False)
            view.repaint()
            first.append((time.perf_counter() - started) * 1000)
            while not all(tile.is_current for tile in view.tiles.tiles):
                at = time.perf_counter()
                view.repaint()
                stalls.append((time.perf_counter() - at) * 1000)
            whole.append((time.perf_counter() - started) * 1000)
            view.close()
            pool.shutdown()
    longest = max(stalls, default=0.0)
    return [
        Figure(f"first frame, {count:,} cards", percentile(first, 0.5), "ms", 100),
        Figure(f"whole wall, {count:,} cards", percentile(whole, 0.5), "ms"),
        Figure("longest frame until then", longest, "ms", 16),
    ]


def memory(context: BenchContext) -> list[Figure]:
    """Memory of the canvas after one gesture, against baked pixmap items, each in its process."""
    count = 2_000 if context.is_quick else 10_000
    ours = context.run_child("ours", count)["mb"]
    baked = context.run_child("pixmaps", count)["mb"]
    goal = None if context.is_quick else 0.15
    note = f"{ours:.0f} MB against {baked:.0f} MB"
    return [Figure(f"memory, {count:,} cards", ours / baked, "x", goal, note=note)]


def measure_memory(name: str, count: int) -> float:
    """Return how many MB this process grew by showing cards."""
    app = application()
    with tempfile.TemporaryDirectory() as folder:
        world = World(count, Path(folder))
        world.write_previews()
        before = resident_mb()
        if name == "ours":
            pyramid_frames(world)
            return peak_mb() - before
        scene = QGraphicsScene()
        for card in world.cards:
            pixmap = QPixmap(round(card.placement.width), round(card.placement.height))
            pixmap.fill(QColor("#212123"))
            scene.addPixmap(pixmap).setPos(card.placement.x, card.placement.y)
        view = QGraphicsView(scene)
        view.resize(*SIZE)
        view.show()
        app.processEvents()
        return resident_mb() - before


def dense_frames(context: BenchContext) -> list[Figure]:
    """Frames on a screen of two device px for each logical one, in a process of its own."""
    count = 2_000 if context.is_quick else 10_000
    times = context.run_child(DENSE, count)
    note = f"worst {times['worst']:.1f}, cpu {times['cpu']:.1f}, at rest {times['rest']:.1f}"
    return [Figure(f"frame p95 at ratio 2, {count:,} cards", times["p95"], "ms", 16, note=note)]


def measure_dense(count: int) -> dict[str, float]:
    """Return the times of a gesture's frames at ratio 2, and of a whole frame at rest, in ms."""
    application()
    with tempfile.TemporaryDirectory() as folder:
        world = World(count, Path(folder))
        world.write_previews()
        pyramid_frames(world)  # fonts and icons are loaded in the program, too
        timing = pyramid_frames(world)
        view, pool = make_view(world)
        view.show()
        assert view.devicePixelRatioF() == 2.0
        while view.motion.is_moving or not view.previews.is_idle:
            application().processEvents()
            time.sleep(0.001)
        rest = median_ms(view.repaint, 9)
        pool.shutdown()
    return {
        "p95": timing.p95(), "worst": max(timing.wall), "cpu": timing.p95_cpu(), "rest": rest,
    }  # fmt: skip


def resident_mb() -> float:
    """Return the memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def peak_mb() -> float:
    """Return the most memory this process ever held (`ru_maxrss` would count its parent's too)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure(name: str, count: int) -> dict[str, float]:
    """Return what this process was started to measure."""
    if name == DENSE:
        os.environ["QT_SCALE_FACTOR"] = "2"
        return measure_dense(count)
    return {"mb": measure_memory(name, count)}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
    sys.stdout.flush()
    os._exit(0)
