"""Takes cards to other programs: dragged over the edge, dragged with Ctrl, or copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QDrag, QGuiApplication
from PySide6.QtWidgets import QApplication

from gallery_studio.domain.limits import DRAG_FILES_MOST
from gallery_studio.records import dataclass
from gallery_studio.ui.drop.carried import (
    drag_pixmap,
    files_mime,
    make_mime,
    studio_image_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QMouseEvent

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.drop.drop_controller import DropController
    from gallery_studio.ui.drop.offer import StudioImage
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.workers.import_worker import ImportWorker, PreparedPictures

_PREVIEW_PX = 256


@dataclass(frozen=True, slots=True)
class _Press:
    """Where a card was pressed.

    Attributes:
        pos: In the view.
        card: What lies there.
        chosen: The cards that were selected before.
        is_ctrl: Whether Ctrl was held: the drag leaves the cards where they are.
    """

    pos: QPointF
    card: CanvasCard
    chosen: tuple[CardId, ...]
    is_ctrl: bool


class CarryOut(QObject):
    """Begins drags of cards and fills the clipboard. GUI thread only.

    Attributes:
        run_drag: Runs a drag until it is let go; tests put their own here.
    """

    # Python's collector may empty a widget before Qt sends its children's last events.
    _is_alive = False

    def __init__(self, window: MainWindow, worker: ImportWorker, drops: DropController) -> None:
        super().__init__(window)
        self._window = window
        self._worker = worker
        self._drops = drops
        self._library = str(window.parts.folder)
        self._press: _Press | None = None
        self._is_held = False
        self._number = 0
        self._carried: tuple[StudioImage, ...] = ()
        self._then: Callable[[PreparedPictures], None] | None = None
        self.run_drag: Callable[[QDrag], object] = _run_drag
        worker.prepared.connect(self._on_prepared)
        window.view.installEventFilter(self)
        self._is_alive = True

    def copy_cards(self) -> None:
        """Copy the selected cards in every form."""
        self._prepare(self._selected(), self._fill_clipboard)

    def copy_files(self) -> None:
        """Copy the selected cards as files, for a file manager or a mail."""
        self._prepare(self._selected(), self._fill_clipboard_with_files)

    # -- the hand ------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the hand on the wall; take over only when cards are carried out."""
        if not self._is_alive or watched is not self._window.view:
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed(cast("QMouseEvent", event))
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._press = None
            self._is_held = False
        elif event.type() == QEvent.Type.MouseMove and self._press is not None:
            return self._moved(self._press, cast("QMouseEvent", event).position())
        return False

    def _pressed(self, event: QMouseEvent) -> None:
        view = self._window.view
        self._press = None
        is_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.button() != Qt.MouseButton.LeftButton or is_alt or view.pointer.is_space_held:
            return
        pos = event.position()
        card = view.model.card_at(*view.camera.to_canvas(pos.x(), pos.y()))
        if card is not None and card.image_id is not None:
            is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._press = _Press(pos, card, tuple(view.model.selection), is_ctrl)
            # It is there when the drag begins; what is seen on the wall may be a smaller one.
            self._window.previews.pixmap(card.image_id, _PREVIEW_PX)

    def _moved(self, press: _Press, pos: QPointF) -> bool:
        """Begin to carry out; return whether this took the event."""
        view = self._window.view
        if view.living.pressed_button is not None:
            return False
        if press.is_ctrl:
            is_far = (pos - press.pos).manhattanLength() >= QApplication.startDragDistance()
            if not is_far or view.pointer.is_busy:
                return False
            others = [card_id for card_id in press.chosen if card_id != press.card.id]
            self._begin(press, [press.card.id, *others])
            return True
        if view.pointer.is_moving_cards and self._is_outside(pos):
            others = [key for key in view.model.selection if key != press.card.id]
            self._begin(press, [press.card.id, *others])
            return True
        return False

    def _is_outside(self, pos: QPointF) -> bool:
        """Whether the pointer has left the wall: the window's edge, a pane, the compose bar."""
        area, view = self._window.area, self._window.view
        at: QPointF = view.mapTo(area, pos)
        is_on_compose = self._window.compose.panel_rect.contains(at.toPoint())
        return is_on_compose or not view.rect().contains(pos.toPoint())

    def _begin(self, press: _Press, card_ids: Sequence[CardId]) -> None:
        """Give the gesture up, and make the files ready; the drag begins with them."""
        view = self._window.view
        self._press, self._is_held = None, True
        view.pointer.cancel()
        view.select(card_ids)
        place = press.card.placement
        x, y = view.camera.to_canvas(press.pos.x(), press.pos.y())
        self._drops.set_grab(QPointF(x - place.x, y - place.y))
        cards = [card for card in map(view.model.get, card_ids) if card is not None]
        self._prepare(cards, self._drag_if_held)

    # -- files ---------------------------------------------------------------------------------

    def _selected(self) -> list[CanvasCard]:
        model = self._window.view.model
        ids = model.selection or ([model.focus_id] if model.focus_id is not None else [])
        return [card for card in map(model.get, ids) if card is not None]

    def _prepare(
        self, cards: Sequence[CanvasCard], then: Callable[[PreparedPictures], None]
    ) -> None:
        """Have files made of the cards with a picture, then go on; a newer request replaces it."""
        images = tuple(one for one in map(studio_image_of, cards) if one is not None)
        if not images:
            return
        if len(images) > DRAG_FILES_MOST:
            self._window.news.say(
                f"The first {DRAG_FILES_MOST} of {len(images)} images go along. "
                "Export a larger selection to a folder.",
                "info",
                "textSecondary",
            )
        self._carried = images[:DRAG_FILES_MOST]
        self._number += 1
        self._then = then
        self._worker.prepare(self._number, [(one.image_id, one.name) for one in self._carried])

    def _on_prepared(self, prepared: PreparedPictures) -> None:
        if prepared.number == self._number and self._then is not None:
            then, self._then = self._then, None
            then(prepared)

    def _drag_if_held(self, prepared: PreparedPictures) -> None:
        """Begin the drag unless the hand let go while the files were made."""
        if self._is_held:
            self._is_held = False
            self._drag(prepared)

    def _drag(self, prepared: PreparedPictures) -> None:
        window = self._window
        drag = QDrag(window.view)
        drag.setMimeData(make_mime(prepared, self._carried, self._library))
        preview = window.previews.pixmap(self._carried[0].image_id, _PREVIEW_PX)
        ratio = window.devicePixelRatioF()
        pixmap = drag_pixmap(window.parts.theme, preview, len(self._carried), ratio)
        drag.setPixmap(pixmap)
        self.run_drag(drag)

    def _fill_clipboard(self, prepared: PreparedPictures) -> None:
        mime = make_mime(prepared, self._carried, self._library)
        QGuiApplication.clipboard().setMimeData(mime)
        self._say_copied("Image", "images")

    def _fill_clipboard_with_files(self, prepared: PreparedPictures) -> None:
        QGuiApplication.clipboard().setMimeData(files_mime(prepared))
        self._say_copied("File", "files")

    def _say_copied(self, one: str, many: str) -> None:
        count = len(self._carried)
        self._window.news.say(f"{one} copied" if count == 1 else f"{count} {many} copied", "copy")


def _run_drag(drag: QDrag) -> None:
    """Run a drag; the originals always stay."""
    drag.exec(Qt.DropAction.CopyAction)
