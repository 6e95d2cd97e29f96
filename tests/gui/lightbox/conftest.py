"""A lightbox over a window, with pictures that are real files in a temporary library."""

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.imaging.previews import previews_of
from gallery_studio.paths import resources
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.ui.lightbox.lightbox import Lightbox
from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.picture_pool import PicturePool
from gallery_studio.workers.preview_pool import PreviewPool


class Files:
    """Stored pictures with their previews."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, size: tuple[int, int] = (1200, 800)) -> ImageFile:
        shade = random.Random(name).randrange(40, 200)
        picture = Image.linear_gradient("L").resize(size)
        image = Image.merge("RGB", (picture, Image.new("L", size, shade), picture))
        image_id = ImageId(hashlib.sha256(f"{name}{size}".encode()).hexdigest())
        path = self.folder / f"{image_id}.png"
        image.save(path, compress_level=1)
        data = path.read_bytes()
        for side, jpeg in previews_of(data)[1].by_side().items():
            self.preview(image_id, side).write_bytes(jpeg)
        return ImageFile(image_id, MediaType.PNG, *size, len(data), Origin.GENERATED, "2026-11-21")

    def preview(self, image_id: ImageId, side: int) -> Path:
        return self.folder / f"{image_id}-{side}.jpg"

    def picture(self, image: ImageFile) -> Path:
        return self.folder / f"{image.id}.png"

    def lose(self, image: ImageFile) -> None:
        """Remove a picture and all its previews."""
        self.picture(image).unlink()
        for side in (64, 256, 768, 2048):
            self.preview(image.id, side).unlink(missing_ok=True)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme(resources(), "dark", is_motion_reduced=True)


@pytest.fixture
def pictures(files: Files) -> Iterator[PicturePool]:
    pool = PicturePool(files.picture)
    yield pool
    pool.shutdown()


@pytest.fixture
def previews(files: Files) -> Iterator[PreviewPool]:
    pool = PreviewPool(files.preview)
    yield pool
    pool.shutdown()


@dataclass
class Bench:
    """Everything around a lightbox."""

    box: Lightbox
    window: QWidget
    opener: QPushButton
    files: Files
    items: list[LightboxItem]


@pytest.fixture
def items(files: Files) -> list[LightboxItem]:
    """Five pictures; the last one is smaller, the third was made from the first."""
    images = [files.add(f"picture {n}") for n in range(4)] + [files.add("small", (400, 400))]
    return [
        LightboxItem(
            key=f"card-{n}", image=image, caption=f"Directive {n}", message=f"Directive number {n}",
            model="offline", seed=n, lineage=(images[0].id,) if n == 2 else (),
        )
        for n, image in enumerate(images)
    ]  # fmt: skip


@pytest.fixture
def bench(
    qtbot: QtBot,
    theme: Theme,
    files: Files,
    pictures: PicturePool,
    previews: PreviewPool,
    items: list[LightboxItem],
) -> Iterator[Bench]:
    window = QWidget()
    window.resize(1280, 800)
    opener = QPushButton("card")
    QVBoxLayout(window).addWidget(opener)
    catalogue = Catalogue.load(resources() / "models.toml")
    box = Lightbox(theme, window, previews, pictures, catalogue.get, chance=Random(1))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    opener.setFocus()
    yield Bench(box, window, opener, files, items)
    box.close_lightbox()
    window.hide()


@pytest.fixture
def open_at(bench: Bench) -> Callable[..., Lightbox]:
    """Return a function that opens the lightbox at an item."""

    def open_lightbox(key: str = "card-2", compare: tuple[str, ...] = ()) -> Lightbox:
        bench.box.show_items(bench.items, key, compare=compare)
        bench.box.open_from(None)
        return bench.box

    return open_lightbox
