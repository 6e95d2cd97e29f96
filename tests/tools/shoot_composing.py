"""Draws composing in the real window, with a library of its own: ``shoot_composing.py OUT``.

Directives, catalogue, import, people, names, budget: dark, light and at 1024 × 700. Compare with
the design after a change: what a test cannot see, an eye can.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gallery_studio.app import WindowOptions, make_application, open_window
from gallery_studio.config import Settings, SettingsFile
from gallery_studio.domain.ids import new_identity_id, new_person_id, new_product_id
from gallery_studio.domain.image import Origin
from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.library.library import Library
from gallery_studio.paths import resources
from gallery_studio.studio.storing import store_now
from gallery_studio.ui.compose.compose_value import ComposeValue
from gallery_studio.ui.composing_feature import ComposingFeature
from gallery_studio.ui.people.people_dialog import IDENTITIES, PEOPLE

NOW = "2026-11-21T11:42:00.000+00:00"
SENTENCE = "Same lamp on a rain-wet window sill, city lights far behind"


def fill_library(folder: Path) -> None:
    """Store products, people and identities with the program's own art."""
    library = Library.open(folder)
    images = []
    for path in sorted((resources() / "art").glob("*.jpg")):
        stored = store_now(library.images, path.read_bytes(), Origin.REFERENCE, path.name)
        library.work.add_image(stored.file, stored.micro_rgb)
        images.append(stored.file.id)
    names = (("Halden lamp", "Halden"), ("Mira vase", "Casa Rosa"), ("Tide speaker", "Nocturne"),
             ("Basalt & amber, 50 ml", "Maison Verre"), ("<b>Bold</b> stool", ""))  # fmt: skip
    library.people.save_products(
        [
            Product(
                new_product_id(), f"GS-{n:03}", name, NOW, brand, "Brass, a dome of 32 cm",
                images[n % len(images)] if images and n != 2 else None, n,
            )
            for n, (name, brand) in enumerate(names)
        ]
    )  # fmt: skip
    for n, name in enumerate(("Ines Marlow", "Ben", "Ada Lovelace")):
        library.people.save_person(
            Person(
                new_person_id(), name, NOW, "short grey hair, round glasses, a red scarf",
                tuple(images[n : n + 3]), "Agreed in writing on 3 Nov 2026, for this campaign.",
            )
        )  # fmt: skip
    for name in ("The Artist", "Night Sailor", "The Gardener"):
        library.people.save_identity(
            Identity(
                new_identity_id(), name, NOW, "For the autumn series",
                "in a sunlit studio, paint on the hands, calm and proud",
            )
        )  # fmt: skip
    library.shutdown()


class Shooter:
    """Takes pictures of one window."""

    def __init__(self, app: QApplication, window, out: Path, suffix: str) -> None:
        self.app, self.window, self.out, self.suffix = app, window, out, suffix
        self.composing = next(f for f in window.features if isinstance(f, ComposingFeature))

    def settle(self, ms: int = 250) -> None:
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def until(self, condition) -> None:
        for _ in range(80):
            if condition():
                return
            self.settle(50)
        raise RuntimeError("the window did not get there")

    def shoot(self, name: str) -> None:
        self.settle()
        self.window.grab().save(str(self.out / f"{name}-{self.suffix}.png"))

    def compose(self, directives: int) -> None:
        bar = self.window.compose
        settings = replace(bar.value().settings, models=("offline",), directive_count=directives)
        bar.set_value(ComposeValue(SENTENCE, settings, ()))
        self.window.composer.refresh()

    def run(self) -> None:
        self.directives()
        self.names()
        self.budget()
        self.catalogue()
        self.people()

    def directives(self) -> None:
        self.compose(4)
        people = self.composing.people
        people.toggle_person(people._people[0].id)
        people.toggle_identity(people._identities[0].id)
        self.composing.products.use(self.window.parts.reader.find_products("halden")[0].id)
        self.shoot("before")
        self.window.compose.request_generate()
        self.until(lambda: not self.composing.directives.is_writing)
        rows = self.composing.directives.panel.rows()
        rows[1].lock.click()
        rows[2].field.set_text(rows[0].field.text())
        self.shoot("directives")

    def names(self) -> None:
        edit = self.window.compose.edit
        edit.setFocus()
        QTest.keyClicks(edit, " with @")
        self.shoot("names")
        self.composing.people.compose_names.close()
        self.composing.directives.close()

    def budget(self) -> None:
        self.compose(1)
        text = "$0.40 over this month's limit. Generate all the same?"
        self.window.compose.ask(text, "Generate anyway")
        self.shoot("budget-ask")
        self.window.compose.question.decline.click()

    def catalogue(self) -> None:
        products = self.composing.products
        products.open_catalogue()
        self.shoot("catalogue")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "autumn.csv"
            path.write_bytes(
                "SKU;Name;Brand;Description;Preis\n".encode("cp1252")
                + "".join(
                    f"A-{n};Lámpara {n};Señal;Messing, 32 cm breit, für den Tisch;{n},50\n"
                    for n in range(1, 30)
                ).encode("cp1252")
            )
            products.begin_import(str(path))
            self.until(products.import_dialog.start.isEnabled)
            self.shoot("import")
            products.import_dialog.close_dialog()
            path.write_text("name;sku;name\na;b;c\n")
            products.begin_import(str(path))
            self.settle()
            self.shoot("import-refused")
            products.import_dialog.close_dialog()
        products.catalogue.close_dialog()

    def people(self) -> None:
        people = self.composing.people
        people.open(PEOPLE)
        self.shoot("people")
        people.dialog.close_dialog()
        people.open(IDENTITIES)
        self.shoot("identities")
        people.dialog.close_dialog()


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = make_application()
    for theme, size in (("dark", (1600, 1000)), ("light", (1600, 1000)), ("dark", (1024, 700))):
        with tempfile.TemporaryDirectory() as folder:
            fill_library(Path(folder) / "library")
            file = SettingsFile(Path(folder) / "settings.json")
            file.save(Settings(theme=theme, is_motion_reduced=True))
            options = WindowOptions(Path(folder) / "library", file, lambda _secret: None)
            with ExitStack() as stack:
                window = stack.enter_context(open_window(app, options))
                window.resize(*size)
                window.show()
                window.furnishing.finish()
                window.activateWindow()
                Shooter(app, window, out, f"{theme}-{size[0]}").run()


if __name__ == "__main__":
    main()
