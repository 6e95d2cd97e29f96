"""Takes pictures of the canvas in every state, offscreen: `shoot_canvas.py ART_FOLDER OUT_FOLDER`.

The pictures of the art folder become previews in a temporary library; the wall is that of the
design's main picture, so that the two can be held side by side.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gallery_studio.domain.card import CanvasCard, Placement, RunLabel, card_height
from gallery_studio.domain.geometry import Rect, bounding_rect
from gallery_studio.domain.ids import CardId, ImageId, ModelId, RunId
from gallery_studio.domain.session import Viewport
from gallery_studio.domain.status import Status
from gallery_studio.paths import resources
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.canvas.minimap_panel import MinimapPanel
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.preview_pool import PreviewPool

BADGES = {
    "pro": ("3 Pro", "gem"),
    "flash": ("3.1 Flash", "zap"),
    "offline": ("Offline", "cloud-off"),
}
COLUMNS = (
    (
        ("lamp_src", "Brass dome lamp on a plaster plinth, first light", "pro", 1.0, "S"),
        ("lamp_night", "Dusk, the lamp is the only warm light in the room", "pro", 1.28, ""),
        ("lamp_mono", "All white, only leaf shadow on the wall", "pro", 1.0, ""),
    ),
    (
        ("lamp_cobalt", "Cobalt room, yolk-yellow shade, catalogue light", "flash", 0.8, "S"),
        ("lamp_close", "Close on the rim, late sun through a muntin window", "pro", 1.25, ""),
        ("lamp_plant_a", "Scarlet lamp beside a eucalyptus vase", "pro", 0.8, ""),
    ),
    (
        ("lamp_sage", "Sage on sage, leaf shadow across the wall", "flash", 1.25, ""),
        ("lamp_terra", "Bone lamp in a terracotta alcove", "pro", 0.8, "S"),
        (None, "Rain on the window, long exposure", "flash", 0.8, "P"),
    ),
    (
        ("lamp_chrome", "Mirror-polished chrome, blush wall, hard window light", "pro", 0.8, ""),
        (None, "Rain-wet window sill, city lights far behind", "flash", 1.0, "F"),
        ("ink", "Sample from the Offline model", "offline", 1.25, ""),
    ),
)


class Library:
    """Previews of the art in a temporary folder, made once."""

    def __init__(self, art: Path, folder: Path) -> None:
        self._folder = folder
        self.micros: dict[ImageId, bytes] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        self._art = art

    def add(self, name: str, aspect: float) -> ImageId:
        image_id = ImageId(hashlib.sha256(f"{name} {aspect}".encode()).hexdigest())
        if image_id not in self.micros:
            with Image.open(self._art / f"{name}.jpg") as opened:
                picture = _cropped(opened.convert("RGB"), aspect)
            self.sizes[image_id] = picture.size
            for side in (64, 256, 768):
                small = picture.copy()
                small.thumbnail((side, side), Image.Resampling.LANCZOS)
                small.save(self._folder / f"{image_id}-{side}.jpg", quality=88)
            self.micros[image_id] = picture.resize((16, 16)).tobytes()
        return image_id

    def path(self, image_id: ImageId, side: int) -> Path:
        return self._folder / f"{image_id}-{side}.jpg"


def _cropped(picture: Image.Image, aspect: float) -> Image.Image:
    width, height = picture.size
    wanted = min(width, round(height * aspect)), min(height, round(width / aspect))
    left, top = (width - wanted[0]) // 2, (height - wanted[1]) // 2
    return picture.crop((left, top, left + wanted[0], top + wanted[1]))


def demo_cards(library: Library) -> tuple[list[CanvasCard], RunLabel]:
    """Return the wall of the design's main picture."""
    cards: list[CanvasCard] = []
    run = RunId("run-demo")
    for column, entries in enumerate(COLUMNS):
        y = 0.0
        for row, (art, caption, model, aspect, mark) in enumerate(entries):
            height = card_height(200, aspect)
            image = library.add(art, aspect) if art else None
            status = {"P": Status.GENERATING, "F": Status.FAILED}.get(mark, Status.COMPLETED)
            started = datetime.now(UTC) - timedelta(seconds=11)
            first = CardId("card-0-0")
            cards.append(
                CanvasCard(
                    id=CardId(f"card-{column}-{row}"),
                    placement=Placement(column * 216, y, 200, height),
                    status=status,
                    caption=caption,
                    model=ModelId(model),
                    image_id=image,
                    created_utc="2026-11-21T11:42:00+00:00",
                    image_width=round(1000 * aspect),
                    image_height=1000,
                    run_id=run,
                    product_name="Halden lamp" if model != "offline" else "",
                    is_starred=mark == "S",
                    edit_turns={(0, 0): 3, (1, 1): 1}.get((column, row), 0),
                    source_card_id=first if (column, row) == (3, 2) else None,
                    error_message="Blocked by the safety filter" if mark == "F" else "",
                    is_retryable=mark == "F",
                    started_utc=started.isoformat() if mark == "P" else None,
                )
            )
            y += height + 16
    rect = bounding_rect(card.placement.rect for card in cards)
    assert rect is not None
    label = RunLabel(run, "2026-11-21T11:42:00+00:00", 4, 2, ("Halden lamp",), rect)
    return cards, label


class Studio:
    """A canvas with its minimap on the screen."""

    def __init__(self, app: QApplication, scheme: str, library: Library) -> None:
        self.app = app
        self.theme = Theme(resources(), scheme)
        self.theme.apply(app)
        self.pool = PreviewPool(library.path)
        self.undo = QUndoStack()
        self.view = CanvasView(self.theme, self.pool, self.undo, lambda m: BADGES[m])
        self.panel = MinimapPanel(self.view, self.theme)
        self.view.resize(896, 1000)
        cards, label = demo_cards(library)
        self.view.set_cards(cards, [label], library.micros)
        self.view.set_viewport(Viewport(448 - 28, 500 - 96, 1.0))
        self.panel.move(676, 716)
        self.view.show()

    def wait(self, seconds: float = 0.6) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def shoot(self, path: Path) -> None:
        self.wait()
        self.view.grab().save(str(path))
        print(path)

    def close(self) -> None:
        self.view.close()
        self.pool.shutdown()


def shoot_scheme(app: QApplication, scheme: str, library: Library, out: Path) -> None:
    """Take all pictures of one scheme."""
    studio = Studio(app, scheme, library)
    view = studio.view
    view.select([CardId("card-0-0")])
    view.set_editing(CardId("card-0-0"))
    studio.wait()
    QTest.mouseMove(view, QPointF(100, 560).toPoint())
    studio.shoot(out / f"canvas-{scheme}-100.png")
    view.select([CardId("card-2-0")])
    view.set_focus_card(CardId("card-2-0"), is_by_keyboard=True)
    view.set_hovered(None)
    view.living.marquee = Rect(230, 300, 300, 200)
    ghost = view.model.cards[CardId("card-3-0")].placement
    view.living.ghosts = {CardId("card-3-0"): Placement(560, 120, 200, ghost.height)}
    studio.shoot(out / f"canvas-{scheme}-gestures.png")
    view.living.marquee = None
    view.living.ghosts = {}
    for zoom in (0.85, 0.45, 0.2, 0.08, 2.0):
        view.set_viewport(Viewport(420, 380, zoom))
        studio.shoot(out / f"canvas-{scheme}-{round(zoom * 100):03d}.png")
    studio.close()


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("art", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(arguments.art, Path(folder))
        for scheme in ("dark", "light"):
            shoot_scheme(app, scheme, library, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
