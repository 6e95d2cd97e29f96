"""Photographs sessions browser, palette, bin and canvas filter: ``shoot_library.py OUT ART``.

The real window on a throw-away library; the pictures come from a folder of JPEG files, such as the
art of the design. Hold the results beside the design's ``sessions`` pictures.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from gallery_studio.app import WindowOptions, make_application, open_window
from gallery_studio.config import Settings, SettingsFile
from gallery_studio.domain.conversation import CompletedOutput
from gallery_studio.domain.image import Origin
from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.library.library import Library
from gallery_studio.studio.storing import store_now
from gallery_studio.ui.library_feature import LibraryFeature
from gallery_studio.ui.main_window import MainWindow
from gallery_studio.ui.palette.palette_feature import PaletteFeature
from gallery_studio.ui.picking_feature import PickingFeature
from tests.unit.library.building import run_work, session

SESSIONS = (
    ("Halden lamp, autumn", ("lamp_src", "lamp_cobalt", "lamp_night", "lamp_sage", "lamp_terra")),
    ("Basalt & amber", ("perfume_basalt", "perfume_rose", "bokeh")),
    ("Mira vase, first light", ("ceramics", "chair", "coffee")),
    ("Casa Rosa moodboard", ("arches", "pears", "paper")),
    ("Nocturne EP cover", ("ocean", "aurora", "id_c")),
    ("Botanical macros", ("dahlia", "dahlia_blue", "bokeh")),
    ("Oro rings in sun", ("cosmetic", "glass", "lamp_close")),
    ("Ink studies", ("ink", "ink_rose", "paper")),
    ("Glass, two suns", ("glass", "chrome", "dahlia_blue")),
    ("Hotel Arenal", ("dunes", "chair")),
    ("One afternoon", ("lamp_books",)),
)
PRODUCTS = {0: ("Halden lamp", 0), 1: ("Basalt", 3), 2: ("Mira vase", 7)}
STARRED = {2, 4}
WORDS = ("on a plaster plinth, first light", "dusk, the only warm light", "close on the rim")


_THEN = "2026-11-01T00:00:00.000+00:00"


def seed(folder: Path, art: Path) -> None:
    """Fill a library with the sessions of the design."""
    clock = {"now": datetime.now(UTC)}
    library = Library.open(folder, now=lambda: clock["now"])
    for number, (name, pictures) in reversed(list(enumerate(SESSIONS))):
        clock["now"] = datetime.now(UTC) - timedelta(hours=number * number * 7, minutes=12)
        files = [art / f"{picture}.jpg" for picture in pictures]
        of = session(name, 1_795_000_000 + number)
        work = run_work(of, tuple(f"{name}, {WORDS[n % 3]}" for n in range(len(files))))
        library.work.start(work)
        for output, file in zip(work.outputs, files, strict=True):
            stored = store_now(library.images, file.read_bytes(), Origin.GENERATED, file.name)
            library.work.complete(
                CompletedOutput(output.id, stored.file.id), stored.file, stored.micro_rgb
            )
        if number in PRODUCTS:
            product, color = PRODUCTS[number]
            key = f"prd-{number}"
            library.people.save_products([Product(key, "", product, "", color=color)])
            library.sessions.save_products(of.id, [key])
        if number in STARRED:
            library.cards.star([work.cards[0].id], is_starred=True)
        if number == 0:
            library.cards.rate([work.cards[1].id], 4)
            library.cards.star([work.cards[0].id, work.cards[3].id], is_starred=True)
            library.cards.reject([work.cards[4].id], is_rejected=True)
        if number == len(SESSIONS) - 1:
            library.sessions.discard(of.id)
        if number == 6:
            library.cards.delete([card.id for card in work.cards[1:]])
        if number == 5:
            library.conversations.delete_output(work.outputs[1].id)
    throw_away_a_cast(library, art)
    library.shutdown()


def throw_away_a_cast(library: Library, art: Path) -> None:
    """Put a product, a person and an identity into the bin."""
    stored = [
        store_now(library.images, (art / name).read_bytes(), Origin.REFERENCE, name)
        for name in ("glass.jpg", "id_a.jpg")
    ]
    for picture in stored:
        library.work.add_image(picture.file, picture.micro_rgb)
    glass, face = (picture.file.id for picture in stored)
    library.people.save_products([Product("prd-9", "GL-1", "Two suns", _THEN, image_id=glass)])
    library.people.save_person(Person("per-9", "Mira", _THEN, reference_images=(face,)))
    library.people.save_identity(Identity("idn-9", "The Artist", _THEN))
    library.people.delete_product("prd-9")
    library.people.delete_person("per-9")
    library.people.delete_identity("idn-9")


def pause(milliseconds: int) -> None:
    """Let the program go on for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Photographer:
    """Takes the pictures of one window."""

    def __init__(self, window: MainWindow, folder: Path, suffix: str) -> None:
        self._window, self._folder, self._suffix = window, folder, suffix
        features = {type(feature): feature for feature in window.features}
        self._library: LibraryFeature = features[LibraryFeature]  # type: ignore[assignment]
        self._palette: PaletteFeature = features[PaletteFeature]  # type: ignore[assignment]
        self._picking: PickingFeature = features[PickingFeature]  # type: ignore[assignment]

    def shoot(self, name: str) -> None:
        """Save a picture of the window as it is now."""
        pause(500)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._window.grab().save(str(self._folder / f"{name}-{self._suffix}.png"))

    def take_all(self) -> None:
        """Go through the states."""
        window, library = self._window, self._library
        grid = library.sessions.page.grid
        first = window.parts.reader.session_summaries(search="Halden")[0]
        window.open_session(first.id)
        window.view.fit_all(is_animated=False)
        self.shoot("canvas-picked")
        self._picking.set_filter(self._picking.filter.__class__(is_starred=True))
        self.shoot("canvas-filtered")
        library.open_sessions()
        pause(300)
        index = library.sessions.page.model.index(5)
        QTest.mouseMove(grid.viewport(), grid.visualRect(index).center() + QPoint(0, 20))
        self.shoot("sessions")
        library.sessions.page.form.set_current(1)
        grid.set_grid(is_grid=False)
        self.shoot("sessions-list")
        grid.set_grid(is_grid=True)
        library.sessions.page.search.set_text("zebra")
        self.shoot("sessions-nothing")
        library.sessions.page.clear_filters()
        library.open_bin()
        QTest.keyClick(library.bin.page.list, Qt.Key.Key_Down)
        self.shoot("bin")
        library.bin.page.empty.click()
        self.shoot("bin-asks")
        library.bin.dialog.close_dialog()
        self._palette.dialog.ask()
        self.shoot("palette")
        self._palette.dialog.field.set_text("dusk lamp")
        self.shoot("palette-found")
        self._palette.dialog.close_dialog()


def main() -> int:
    """Photograph both schemes and the smallest window."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("art", type=Path, help="folder of JPEG files")
    arguments = parser.parse_args()
    app = make_application()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "library"
        seed(folder, arguments.art)
        for suffix, theme, size in (
            ("dark", "dark", (1600, 1000)),
            ("light", "light", (1600, 1000)),
            ("1024x700", "dark", (1024, 700)),
        ):
            settings_file = SettingsFile(Path(temporary) / f"{suffix}.json")
            settings_file.save(Settings(theme=theme, is_motion_reduced=True))
            options = WindowOptions(folder, settings_file, lambda _secret: None)
            with open_window(app, options) as window:
                window.resize(*size)
                window.show()
                window.furnishing.finish()
                Photographer(window, arguments.out, suffix).take_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
