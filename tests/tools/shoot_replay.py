"""Takes pictures of the replay in the whole window, offscreen: `shoot_replay.py ART_FOLDER OUT`.

The session is made from the art in a temporary library; the window is the real one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

from gallery_studio.app import WindowOptions, open_window
from gallery_studio.config import Settings, SettingsFile
from gallery_studio.ui.replay.replay_feature import ReplayFeature
from tests.support.replayed import make_session

ART = ("lamp_src", "lamp_cobalt", "lamp_sage", "lamp_chrome", "lamp_terra", "lamp_night",
       "lamp_close", "lamp_mono", "lamp_dark_a", "lamp_olive_a")  # fmt: skip
SIZES = ((1600, 1000), (1024, 700))


class Shooter:
    """A window on a library made for the pictures."""

    def __init__(self, app: QApplication, out: Path) -> None:
        self.app, self.out = app, out

    def wait(self, seconds: float = 0.8) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def shoot(self, window, name: str) -> None:
        """Save a picture of the window."""
        self.wait()
        path = self.out / f"{name}.png"
        window.grab().save(str(path))
        print(path)


def feature_of(window) -> ReplayFeature:
    """Return the window's replay."""
    return next(f for f in window.features if isinstance(f, ReplayFeature))


def shoot_states(shooter: Shooter, window, name: str) -> None:
    """Take a picture of each state of a replay."""
    shooter.wait()
    shooter.shoot(window, f"{name}-header")
    window.actions_by_id["replay_session"].trigger()
    feature = feature_of(window)
    while feature.stage is None:
        shooter.wait(0.05)
    stage = feature.stage
    stage.player.pause()
    stage.player.seek(7)
    shooter.shoot(window, f"{name}-run")
    stage.player.seek(stage.loaded.replay.turns[-3].position)
    stage.player.step(1)
    shooter.shoot(window, f"{name}-edit")
    stage.bar.captions.toggle()
    shooter.shoot(window, f"{name}-no-caption")
    stage.bar.captions.toggle()
    stage.player.seek(len(stage.loaded.replay))
    shooter.shoot(window, f"{name}-end")
    feature.export()
    shooter.shoot(window, f"{name}-time-lapse")
    feature.dialog.start(shooter.out / "halden.webp")
    shooter.wait(0.3)
    window.grab().save(str(shooter.out / f"{name}-time-lapse-making.png"))
    feature.dialog.close_dialog()
    edited = next(card for card in window.canvas.cards if card.edit_turns)
    window.edits.open_card(edited.id)
    stage.player.seek(12)
    shooter.shoot(window, f"{name}-conversation")
    stage.bar.open_turn_menu()
    shooter.wait(0.2)
    stage.bar.menu.grab().save(str(shooter.out / f"{name}-turns.png"))
    stage.bar.menu.close()
    stage.leave()
    window.edits.close()


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("art", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    shooter = Shooter(app, arguments.out)
    pictures = [(arguments.art / f"{name}.jpg").read_bytes() for name in ART]
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        session = make_session(library, 60, pictures)
        for scheme in ("dark", "light"):
            file = SettingsFile(Path(folder) / "settings.json")
            file.save(replace(Settings(), theme=scheme, last_session=session))
            with ExitStack() as stack:
                options = WindowOptions(library, file, lambda _: None)
                window = stack.enter_context(open_window(app, options))
                window.show()
                window.furnishing.finish()
                for size in SIZES:
                    window.resize(*size)
                    shoot_states(shooter, window, f"replay-{size[0]}-{scheme}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
