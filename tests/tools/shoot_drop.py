"""Screenshots of the drop zones, the import's progress and what hangs at the pointer.

Run: ``python tests/tools/shoot_drop.py FOLDER``; writes PNGs there, dark and light.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gallery_studio.app import WindowOptions, make_application, open_window
from gallery_studio.config import Settings, SettingsFile
from gallery_studio.domain.people import Product
from gallery_studio.studio.import_sources import SkippedSource
from gallery_studio.studio.importing import ImportProgress
from gallery_studio.ui.drop.carried import drag_pixmap
from gallery_studio.ui.drop.drop_zones import Zone
from gallery_studio.ui.drop.skipped_dialog import SkippedDialog
from tests.support.drops import (
    drop_on_wall,
    files_mime,
    hover_wall,
    in_and_out,
    leave,
    move,
    zones_of,
)

ART = Path(__file__).parents[2] / "resources" / "art"


def wait_until(app: QApplication, is_done, turns: int = 2000) -> None:
    for _ in range(turns):
        if is_done():
            return
        QTest.qWait(10)
    raise SystemExit("it took too long")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    art = sorted(p for p in ART.rglob("*") if p.suffix in (".jpg", ".png", ".webp"))[:6]
    for scheme in ("dark", "light"):
        with tempfile.TemporaryDirectory() as home:
            _shoot(app, Path(home), scheme, art, folder)


def _shoot(app: QApplication, home: Path, scheme: str, art: list[Path], folder: Path) -> None:
    settings = SettingsFile(home / "settings.json")
    settings.save(Settings(theme=scheme, is_motion_reduced=True))
    options = WindowOptions(home / "library", settings, lambda _: None)
    with open_window(app, options) as window:
        window.resize(1440, 900)
        window.show()
        window.furnishing.finish()
        feature = in_and_out(window)
        hover_wall(window, files_mime(art[0]), QPoint(420, 360))
        _save(app, window, folder / f"drop-empty-{scheme}.png")
        leave(zones_of(window))
        drop_on_wall(window, files_mime(*art), QPoint(420, 360))
        wait_until(app, lambda: len(window.canvas.cards) == len(art))
        feature.worker.save_product(
            Product("prd-1", "A-1", "Red boots", "2026-11-21T10:00:00+00:00")
        )
        wait_until(app, lambda: bool(window.parts.reader.products_by_id(["prd-1"])))
        QTest.qWait(600)
        for toast in window.toasts.toasts:
            toast.close_toast()
        _zones(app, window, art, scheme, folder)
        _panels(app, window, scheme, folder)


def _zones(app, window, art, scheme: str, folder: Path) -> None:
    zones, mime = zones_of(window), files_mime(art[0])
    hover_wall(window, mime, QPoint(40, 200))
    _save(app, window, folder / f"drop-card-{scheme}.png")
    card = window.canvas.cards[1]
    x, y = window.view.camera.to_view(*card.placement.rect.center)
    move(zones, mime, QPoint(round(x), round(y)))
    _save(app, window, folder / f"drop-edit-{scheme}.png")
    move(zones, mime, zones.rect_of(Zone.REFERENCE).center().toPoint())
    _save(app, window, folder / f"drop-reference-{scheme}.png")
    leave(zones)


def _panels(app, window, scheme: str, folder: Path) -> None:
    panel = in_and_out(window).imports.panel
    panel.begin()
    panel.show_import(ImportProgress(11, 300, "IMG_2041 harbour at dusk.jpg", 0.04))
    panel._appear()
    _save(app, window, folder / f"import-panel-{scheme}.png")
    panel.end()
    skipped = [
        SkippedSource(f"{name}.png", f"{name}.png is not a picture this program can read (it "
                      "contains an SVG drawing). Allowed: PNG, JPEG, WebP, GIF.")
        for name in ("drawing", "logo", "a very long name " * 6)
    ]  # fmt: skip
    dialog = SkippedDialog(window.parts.theme, window, skipped)
    dialog.open()
    _save(app, window, folder / f"skipped-{scheme}.png")
    dialog.close_dialog()
    image_id = window.canvas.cards[0].image_id
    wait_until(app, lambda: window.previews.pixmap(image_id, 256) is not None)
    preview = window.previews.pixmap(image_id, 256)
    drag_pixmap(window.parts.theme, preview, 4, 2.0).save(str(folder / f"drag-{scheme}.png"))


def _save(app, window, path: Path) -> None:
    QTest.qWait(120)
    window.grab().save(str(path))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
