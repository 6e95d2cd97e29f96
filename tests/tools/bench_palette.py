"""From a key stroke to the painted list: the palette's own questions, thread and list."""

import os
import time
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from gallery_studio.domain.naming import one_line
from gallery_studio.library.library import Library
from gallery_studio.paths import resources
from gallery_studio.ui.palette.palette_entry import PaletteEntry
from gallery_studio.ui.palette.palette_feature import look
from gallery_studio.ui.palette.palette_list import PaletteList
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.search_worker import SearchAnswer, SearchWorker


class PaletteBench:
    """The palette's list, fed by a search thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.app = QApplication.instance() or QApplication([])
        self.worker = SearchWorker(Library.open_read_only(folder).reader)
        self.list = PaletteList(Theme(resources()), lambda _image, _side: None)
        self.list.resize(680, 480)
        self.list.show()
        self._loop = QEventLoop()
        self.worker.answered.connect(self._on_answered)

    def stroke_ms(self, text: str) -> float:
        """Return the time from a key stroke to the first painted answer to it."""
        started = time.perf_counter()
        looks = tuple(partial(look, text=text, is_whole=whole) for whole in (False, True))
        self.worker.ask("bench", text, looks)
        self._loop.exec()
        self.list.grab()
        return (time.perf_counter() - started) * 1000

    def shutdown(self) -> None:
        """End the thread."""
        self.worker.shutdown()
        self.list.close()

    def _on_answered(self, answer: SearchAnswer) -> None:
        found = answer.found
        self.list.lines.set_entries(
            [PaletteEntry("Sessions", one.name, _nothing, icon="image") for one in found.sessions]
            + [
                PaletteEntry("Images", one_line(one.text, 160), _nothing, icon="image")
                for one in found.written
            ]
        )
        self._loop.quit()


def _nothing() -> None:
    """Go nowhere."""
