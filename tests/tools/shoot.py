"""Photographs the whole window in its main states: ``python tests/tools/shoot.py OUT``.

The real program on a throw-away library, with the offline model and without a screen; open the
pictures and hold them beside the design. ``--readme`` renews the picture of the README.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for _name in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
    os.environ.pop(_name, None)

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from gallery_studio.app import WindowOptions, make_application, open_window
from gallery_studio.config import Settings, SettingsFile
from gallery_studio.domain.session import Viewport
from gallery_studio.studio.editing import EditMessage
from gallery_studio.ui.compose.compose_value import ComposeValue
from gallery_studio.ui.main_window import MainWindow

OFFLINE = "offline"
RUNS = (
    ("Brass dome lamp on a plaster plinth", 4, "4:5"),
    ("City street in the rain, neon", 2, "1:1"),
    ("A lighthouse at dusk", 3, "3:4"),
    ("Portrait of a woman, soft window light", 2, "4:5"),
    ("Dahlia so close it becomes a landscape", 1, "1:1"),
)
README_PICTURE = Path(__file__).parents[2] / ".github" / "screenshots" / "main-dark.png"


def pause(milliseconds: int) -> None:
    """Let the program go on for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(is_done: Callable[[], bool]) -> None:
    """Let the program go on until something holds."""
    while not is_done():
        pause(50)


class Photographer:
    """Takes the pictures of one window."""

    def __init__(self, window: MainWindow, folder: Path, suffix: str) -> None:
        self.window = window
        self._folder = folder
        self._suffix = suffix

    def shoot(self, name: str) -> None:
        """Save a picture of the window as it is now."""
        pause(350)
        self._folder.mkdir(parents=True, exist_ok=True)
        self.window.grab().save(str(self._folder / f"{name}-{self._suffix}.png"))

    def settle(self) -> None:
        """Wait until no model answers any more and all previews are there."""
        pause(200)
        until(lambda: not self.window.canvas.running)
        pause(600)

    def compose(self, text: str, directives: int, ratio: str) -> None:
        """Put a brief into the compose bar."""
        settings = replace(
            self.window.compose.value().settings,
            directive_count=directives,
            aspect_ratio=ratio,
            models=(OFFLINE,),
        )
        self.window.compose.set_value(ComposeValue(text, settings, ()))

    def fill(self) -> None:
        """Make a session of several runs, and star some of it."""
        for text, directives, ratio in RUNS:
            self.compose(text, directives, ratio)
            self.window.compose.request_generate()
            if directives > 1:
                # the first press shows the directives, the second one sends them
                self.settle()
                until(lambda: self.window.compose.can_generate)
                self.window.compose.request_generate()
            self.settle()
        for toast in self.window.toasts.toasts:
            toast.close_toast()
        cards = self.window.canvas.cards
        ids = [cards[1].id, cards[5].id, cards[7].id]
        worker = self.window.parts.worker
        worker.write("star", lambda library: library.cards.star(ids, is_starred=True))
        self.window.session.rename("Halden lamp, autumn")

    def edit(self) -> None:
        """Edit the first card over three turns, with the conversation open."""
        window = self.window
        first = window.canvas.cards[0]
        window.view.select([first.id])
        window.edits.edit_card(first.id)
        dialog = window.edits._dialog
        assert dialog is not None
        dialog.text.edit.insertPlainText("Make it warmer and a little darker")
        self.shoot("edit-dialog")
        dialog.submit()
        until(lambda: window.split.is_open)
        self.settle()
        for words in ("a strong vignette", "night, with snow"):
            window.pane.send_requested.emit(EditMessage(words, (OFFLINE,)))
            self.settle()


def look_at_the_first_run(window: MainWindow) -> None:
    """Show the wall at 100 % from its upper left corner."""
    view, bounds = window.view, window.view.model.bounds()
    assert bounds is not None
    inset = view.camera.insets
    x = bounds.x - inset.left + view.width() / 2
    y = bounds.y - inset.top - 32 + view.height() / 2
    view.set_viewport(Viewport(x, y, 1.0))


def take_all(window: MainWindow, folder: Path, suffix: str) -> None:
    """Photograph every main state of one theme."""
    camera = Photographer(window, folder, suffix)
    camera.shoot("empty-first-run")
    camera.fill()
    window.view.fit_all(is_animated=False)
    camera.shoot("wall-fit-all")
    camera.edit()
    look_at_the_first_run(window)
    window.compose.edit.insertPlainText(
        "Same lamp on a rain-wet window sill, city lights far behind"
    )
    pause(600)
    camera.shoot("main")
    window.resize(1024, 700)
    pause(100)
    look_at_the_first_run(window)
    camera.shoot("main-1024x700")
    window.resize(1600, 1000)
    cards = window.canvas.cards
    window.lightbox.compare_cards([cards[0].id, cards[-1].id])
    pause(500)
    camera.shoot("lightbox-compare")
    window.lightbox._box.close_lightbox()
    window.settings.open()
    camera.shoot("settings")
    window.settings._dialog.close_dialog()
    window.open_shortcut_sheet()
    camera.shoot("shortcut-sheet")


def main() -> int:
    """Photograph the states in both themes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true", help="renew the README's picture")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home
        app = make_application()
        for theme in ("dark", "light"):
            shoot_theme(app, Path(home) / theme, theme, arguments.folder)
    if arguments.readme:
        README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
        README_PICTURE.write_bytes((arguments.folder / "main-dark.png").read_bytes())
    return 0


def shoot_theme(app: QApplication, folder: Path, theme: str, out: Path) -> None:
    """Open the program on a fresh library in one theme and photograph it."""
    settings_file = SettingsFile(folder / "settings.json")
    settings_file.save(replace(Settings(), theme=theme))
    with open_window(app, WindowOptions(folder / "library", settings_file, print)) as window:
        window.resize(1600, 1000)
        window.show()
        window.furnishing.finish()
        pause(300)
        take_all(window, out, theme)


if __name__ == "__main__":
    sys.exit(main())
