"""Takes pictures of the kiosk in its main states, offscreen: ``shoot_kiosk.py OUT [ART_FOLDER]``.

Without art the demo session is shown; with the folder of the design's art, a session like the one
in the design's picture.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from gallery_studio.app_kiosk import build_kiosk
from gallery_studio.domain.image import Origin
from gallery_studio.library.library import Library
from gallery_studio.studio.kiosk_library import COPY_NAME, copy_sessions, import_demo
from gallery_studio.studio.kiosk_options import KioskOptions
from gallery_studio.studio.kiosk_pin import hash_pin
from gallery_studio.studio.kiosk_show import Slide
from gallery_studio.studio.storing import store_now
from gallery_studio.workers.library_executor import LibraryExecutor

ART = (
    ("lamp_src", "Brass dome lamp on a plaster plinth, first light", ""),
    ("lamp_olive_a", "Make the wall olive green", "Turn 1 of 4"),
    ("cmp_a", "Put eucalyptus into a white vase beside the lamp", "Turn 2 of 4"),
    ("cmp_b", "Make the background darker, keep the lamp glowing", "Turn 3 of 4"),
    ("lamp_plant_a", "Daylight through a window, soft shadows", "Turn 4 of 4"),
    ("lamp_night", "At night, only the lamp is lit", ""),
    ("dunes", "Dunes under a wide evening sky", ""),
)


def demo_library(folder: Path) -> Path:
    """Return a library that holds the demo session."""
    library = Library.open(folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    asyncio.run(import_demo(executor))
    executor.shutdown()
    library.shutdown()
    return folder


def use_art(window, copy: Path, art: Path) -> None:
    """Show the design's pictures instead of the session's."""
    (copy / "images").chmod(0o755)
    images = Library.open_read_only(copy).images
    slides = []
    for name, words, turn in ART:
        file = store_now(images, (art / f"{name}.jpg").read_bytes(), Origin.GENERATED, "").file
        slides.append(Slide(file.id, file.width, file.height, words, turn, "Gemini 3 Pro Image"))
    show = window.show_view
    show._slides = tuple(slides)
    show.order._count = len(slides)


class Stage:
    """Runs the event loop and takes pictures."""

    def __init__(self, app: QApplication, out: Path) -> None:
        self.app, self.out = app, out

    def wait(self, seconds: float = 1.0) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def until(self, is_true) -> None:
        end = time.monotonic() + 20
        while not is_true():
            assert time.monotonic() < end, "took too long"
            self.wait(0.05)

    def shoot(self, window, name: str) -> None:
        window.grab().save(str(self.out / f"{name}.png"))
        print(self.out / f"{name}.png")


def shoot_show(stage: Stage, window, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.show()
    show = window.show_view
    show.go_to(0)
    for _ in range(3):
        show.go(1)
        stage.wait(0.9)
    show._held_s = 4.4
    stage.wait(0.4)
    stage.shoot(window, f"kiosk-{size[0]}")
    show.go(1)
    stage.wait(0.33)
    stage.shoot(window, f"kiosk-{size[0]}-travel")
    stage.wait(1)


def shoot_visit(stage: Stage, window) -> None:
    window.resize(1600, 1000)
    window.begin_visit()
    stage.wait(0.4)
    stage.shoot(window, "kiosk-visitor")
    window.visitor.set_keyboard_shown(True)
    window.visitor.field.set_text("A lighthouse above the sea")
    stage.wait(0.2)
    stage.shoot(window, "kiosk-keyboard")
    window.visitor.keyboard.page.click()
    window.resize(1280, 800)
    stage.wait(0.2)
    stage.shoot(window, "kiosk-keyboard-signs-1280")
    window.resize(1600, 1000)
    window.visitor.field.set_text("A lighthouse above the sea at night")
    window.visitor.send.click()
    stage.wait(0.05)
    stage.shoot(window, "kiosk-visitor-busy")
    stage.until(lambda: window.visitor._picture is not None)
    stage.wait(0.5)
    stage.shoot(window, "kiosk-visitor-picture")
    window.notice.show_seconds(12)
    stage.wait(0.2)
    stage.shoot(window, "kiosk-idle")
    window.notice.show_seconds(0)
    window.end_visit()
    stage.wait(0.5)
    stage.shoot(window, "kiosk-invitation")


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("art", type=Path, nargs="?")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv)
    stage = Stage(app, arguments.out)
    with tempfile.TemporaryDirectory() as folder:
        private = Path(folder) / "kiosk"
        ids = copy_sessions(demo_library(Path(folder) / "library"), [], private / COPY_NAME)
        for is_interactive in (False, True):
            options = KioskOptions(
                str(private), ids, hash_pin("1234"), is_interactive=is_interactive,
                is_full_screen=False,
            )  # fmt: skip
            with ExitStack() as stack:
                window = build_kiosk(app, options, stack)
                if arguments.art is not None:
                    use_art(window, private / COPY_NAME, arguments.art)
                if is_interactive:
                    window.resize(1600, 1000)
                    window.show()
                    shoot_visit(stage, window)
                    continue
                for size in ((1600, 1000), (1920, 1080), (1080, 1920)):
                    shoot_show(stage, window, size)
                window.bar.wake()
                stage.wait(0.2)
                stage.shoot(window, "kiosk-bar")
                window.pad.open_pad()
                stage.wait(0.2)
                stage.shoot(window, "kiosk-pin")
        with ExitStack() as stack:
            options = KioskOptions("", (), hash_pin("1234"), is_maintenance=True)
            window = build_kiosk(app, options, stack)
            window.resize(1600, 1000)
            window.show()
            stage.wait(0.3)
            stage.shoot(window, "kiosk-maintenance")
    return 0


if __name__ == "__main__":
    sys.exit(main())
