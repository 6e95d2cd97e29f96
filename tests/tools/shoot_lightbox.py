"""Takes pictures of the lightbox in every mode, offscreen: `shoot_lightbox.py ART_FOLDER OUT`.

The art becomes a temporary library, two pictures of it at 2400 × 1600, so that previews, full
size and difference map all come from real files.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QWidget

from gallery_studio.domain.ids import ImageId, ModelId
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.imaging.previews import previews_of
from gallery_studio.paths import resources
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.ui.lightbox.lightbox import Lightbox
from gallery_studio.ui.lightbox.lightbox_item import LightboxItem, LightboxProduct
from gallery_studio.ui.lightbox.picture_order import LightboxMode
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.picture_pool import PicturePool
from gallery_studio.workers.preview_pool import PreviewPool

LAMPS = (
    "src", "olive_a", "olive_b", "dark_a", "night", "cobalt", "terra", "sage", "chrome", "close",
    "plant_a", "mono",
)  # fmt: skip
ART = [f"lamp_{name}" for name in LAMPS]
ART.insert(3, "cmp_a")
ART.insert(5, "cmp_b")
WORDS = {
    "cmp_a": "Put eucalyptus into a white vase beside the lamp",
    "cmp_b": "Make the background darker, keep the lamp glowing",
}
LARGE = {"cmp_a", "cmp_b"}


class Library:
    """Stored pictures and previews in a temporary folder."""

    def __init__(self, art: Path, folder: Path) -> None:
        self._art, self._folder = art, folder

    def add(self, name: str) -> ImageFile:
        with Image.open(self._art / f"{name}.jpg") as opened:
            picture = opened.convert("RGB")
        if name in LARGE:
            picture = picture.resize((2400, 1600), Image.Resampling.LANCZOS)
        image_id = ImageId(hashlib.sha256(name.encode()).hexdigest())
        path = self._folder / f"{image_id}.png"
        picture.save(path, compress_level=1)
        data = path.read_bytes()
        for side, jpeg in previews_of(data)[1].by_side().items():
            (self._folder / f"{image_id}-{side}.jpg").write_bytes(jpeg)
        return ImageFile(
            image_id, MediaType.PNG, *picture.size, len(data), Origin.GENERATED, "2026-11-21"
        )

    def preview(self, image_id: ImageId, side: int) -> Path:
        return self._folder / f"{image_id}-{side}.jpg"

    def picture(self, image: ImageFile) -> Path:
        return self._folder / f"{image.id}.png"


def demo_items(library: Library, model: ModelId) -> list[LightboxItem]:
    """Return the filmstrip of the design's picture."""
    files = {name: library.add(name) for name in ART}
    references = tuple(library.add(name).id for name in ("perfume_basalt", "pears"))
    now = datetime.now(UTC).replace(hour=11, minute=54).isoformat()
    items = []
    for number, name in enumerate(ART):
        words = WORDS.get(name, "Brass dome lamp on a plaster plinth, first light")
        items.append(
            LightboxItem(
                key=name, image=files[name], caption=words, message=words, model=model,
                turn_label={"cmp_a": "Turn 2", "cmp_b": "Turn 3"}.get(name, ""),
                turn_count=3 if name in LARGE else 0, seed=41 + number, is_starred=name == "cmp_b",
                cost_usd=0.134, duration_s=19.0, created_utc=now,
                session_name="Halden lamp, autumn", products=(LightboxProduct("Halden lamp"),),
                references=references,
                lineage=tuple(files[art].id for art in ("lamp_src", "lamp_olive_a", "cmp_a")),
            )
        )  # fmt: skip
    return items


class Studio:
    """A window with a lightbox over it."""

    def __init__(self, app: QApplication, library: Library, items: list[LightboxItem]) -> None:
        self.app, self.items, self._library = app, items, library
        self.theme = Theme(resources(), "dark", is_motion_reduced=True)
        self.theme.apply(app)
        self.window = QWidget()
        self.previews = PreviewPool(library.preview)
        self.pictures = PicturePool(library.picture)
        catalogue = Catalogue.load(resources() / "models.toml")
        self.box = Lightbox(
            self.theme, self.window, self.previews, self.pictures, catalogue.get, chance=Random(2)
        )
        self.window.resize(1600, 1000)
        self.window.show()

    def show(self, scheme: str, size: tuple[int, int], mode: LightboxMode) -> Lightbox:
        self.box.close_lightbox()
        self.theme.set_scheme(scheme)
        self.window.resize(*size)
        self.box.show_items(self.items, "cmp_b")
        self.box.open_from()
        self.box.set_mode(mode)
        return self.box

    def wait(self, seconds: float = 1.2) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def shoot(self, path: Path) -> None:
        self.wait()
        self.window.grab().save(str(path))
        print(path)

    def close(self) -> None:
        self.window.close()
        self.previews.shutdown()
        self.pictures.shutdown()


def shoot_modes(studio: Studio, scheme: str, size: tuple[int, int], out: Path) -> None:
    """Take a picture of each mode and state."""
    name = f"lightbox-{size[0]}-{scheme}"
    box = studio.show(scheme, size, LightboxMode.COMPARE)
    box.stage.set_divider(0.47)
    studio.shoot(out / f"{name}-compare.png")
    box.toggle_difference()
    studio.shoot(out / f"{name}-difference.png")
    box.toggle_difference()
    box.toggle_names()
    studio.shoot(out / f"{name}-blind.png")
    box.toggle_names()
    box.set_mode(LightboxMode.VIEW)
    studio.shoot(out / f"{name}-view.png")
    box.stage.toggle_actual_size(QPointF(600, 300))
    box.cycle_wall()
    studio.shoot(out / f"{name}-actual-grey.png")
    for _ in range(3):
        box.cycle_wall()
    box.set_mode(LightboxMode.SIDE_BY_SIDE)
    studio.shoot(out / f"{name}-side.png")
    box.filmstrip.compare_picked.emit("lamp_night")
    box.filmstrip.compare_picked.emit("lamp_cobalt")
    studio.shoot(out / f"{name}-four.png")


def shoot_missing(studio: Studio, library: Library, out: Path) -> None:
    """Take a picture of a file that is gone, with and without its preview."""
    lost = replace(studio.items[5], key="lost", image=library.add("dunes"), caption="A lost file")
    assert lost.image is not None
    library.picture(lost.image).unlink()
    studio.items.insert(6, lost)
    box = studio.show("dark", (1600, 1000), LightboxMode.VIEW)
    box.go_to("lost")
    studio.shoot(out / "lightbox-missing-with-preview.png")
    for side in (64, 256, 768, 2048):
        library.preview(lost.image.id, side).unlink(missing_ok=True)
    box.close_lightbox()
    studio.items[6] = replace(lost, image=replace(lost.image, id=ImageId("0" * 64)))
    box = studio.show("dark", (1600, 1000), LightboxMode.VIEW)
    box.go_to("lost")
    studio.shoot(out / "lightbox-missing.png")
    studio.items.pop(6)


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("art", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(arguments.art, Path(folder))
        model = Catalogue.load(resources() / "models.toml").current()[0].id
        studio = Studio(app, library, demo_items(library, model))
        for scheme in ("dark", "light"):
            for size in ((1600, 1000), (1024, 700)):
                shoot_modes(studio, scheme, size, arguments.out)
        shoot_missing(studio, library, arguments.out)
        studio.theme.set_ui_scale(150)
        shoot_modes(studio, "dark", (1601, 1001), arguments.out)
        studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
