"""Pictures in and out by hand: one feature of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication

from gallery_studio.domain.card import COLUMN_WIDTH
from gallery_studio.domain.geometry import Rect
from gallery_studio.ui.drop.carry_out import CarryOut
from gallery_studio.ui.drop.drop_controller import DropController
from gallery_studio.ui.drop.import_controller import ImportController
from gallery_studio.ui.drop.offer import Offer, read_offer
from gallery_studio.workers.import_worker import ImportWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QKeyEvent

    from gallery_studio.studio.import_sources import Source
    from gallery_studio.ui.main_window import MainWindow


class InAndOut(QObject):
    """Drop, paste, import; drag out, copy, export. GUI thread only.

    Attributes:
        worker: Does the work.
        imports, drops, carry: Its three parts.
    """

    # Python's collector may empty a widget before Qt sends its children's last events.
    _is_alive = False

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.worker = ImportWorker(window.parts.worker, self)
        self.imports = ImportController(window, self.worker)
        self.drops = DropController(window, self.imports)
        self.carry = CarryOut(window, self.worker, self.drops)
        self._keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_V: self.paste,
            Qt.Key.Key_C: self.carry.copy_cards,
            Qt.Key.Key_S: self.save_selection,
        }
        self._connect()
        self._is_alive = True

    def _connect(self) -> None:
        actions = self._window.actions_by_id
        handlers: dict[str, Callable[[], None]] = {
            "import_images": self.import_files,
            "import_folder": self.import_folder,
            "paste": self.paste,
            "copy_cards": self.carry.copy_cards,
            "copy_files": self.carry.copy_files,
            "copy_prompt": self.copy_prompts,
            "save_images": self.save_selection,
        }
        for name, handler in handlers.items():
            actions[name].triggered.connect(handler)
        # The window goes last, when nothing writes copies any more.
        self._window.destroyed.connect(self.worker.copies.shutdown)
        self._window.view.installEventFilter(self)
        self._window.installEventFilter(self)

    def import_files(self) -> None:
        """Ask for files, and bring them onto the wall."""
        self.imports.ask_files(self._bring_in)

    def import_folder(self) -> None:
        """Ask for a folder, and bring its pictures onto the wall."""
        self.imports.ask_folder(self._bring_in)

    def paste(self) -> None:
        """Bring in what the clipboard holds; plain words go to the compose bar."""
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if mime is None:  # nothing was ever copied on some systems
            return
        offer = read_offer(mime, str(self._window.parts.folder))
        if offer:
            self.imports.as_cards(offer, self._anchor())
        elif mime.hasText():
            self._window.compose.edit.insertFromMimeData(mime)
            self._window.compose.focus_text()

    def copy_prompts(self) -> None:
        """Copy the words sent for the selected cards; those of the caption where none were."""
        reader = self._window.parts.reader
        words = [
            reader.output(card.output_id).prompt if card.output_id is not None else card.caption
            for card in self._window.canvas.chosen(self._window.view.model.selection)
        ]
        if words:
            self._window.export.copy_words("\n\n".join(words))

    def save_selection(self) -> None:
        """Save the selected pictures: one under a name, several into a folder."""
        chosen = self._window.view.model.selection
        if chosen:
            self._window.view.download_requested.emit(list(chosen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read the keys of the wall; stop imports when the window closes."""
        if not self._is_alive:
            return False
        if watched is self._window and event.type() == QEvent.Type.Close:
            self.worker.cancel()
        elif watched is self._window.view and event.type() == QEvent.Type.KeyPress:
            return self._pressed(cast("QKeyEvent", event))
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        handler = self._keys.get(event.key())
        if handler is None or held != Qt.KeyboardModifier.ControlModifier:
            return False
        handler()
        return True

    def _bring_in(self, sources: list[Source]) -> None:
        self.imports.as_cards(Offer(tuple(sources)), self._anchor())

    def _anchor(self) -> Rect:
        """Return where things go that were not dropped: under the pointer, else in sight."""
        view = self._window.view
        seen = view.camera.visible_rect()
        if not view.model.cards:
            return Rect(0.0, 0.0, 0.0, 0.0)
        x, y = seen.center
        if view.underMouse():
            at = view.mapFromGlobal(view.cursor().pos())
            x, y = view.camera.to_canvas(at.x(), at.y())
        return Rect(x - COLUMN_WIDTH / 2, y - COLUMN_WIDTH / 3, 0.0, 0.0)
