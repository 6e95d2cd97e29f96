"""The lightbox: covers its window and shows pictures large, one or several compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal

from gallery_studio.records import replace
from gallery_studio.ui.lightbox import facts
from gallery_studio.ui.lightbox.lightbox_header import MODES
from gallery_studio.ui.lightbox.lightbox_keys import LightboxKeys
from gallery_studio.ui.lightbox.lightbox_menu import make_menu
from gallery_studio.ui.lightbox.lightbox_view import LightboxView, percent_text
from gallery_studio.ui.lightbox.picture_order import LETTERS, LightboxMode
from gallery_studio.ui.lightbox.picture_source import PictureSource
from gallery_studio.ui.lightbox.stage_painter import WALL_NAMES
from gallery_studio.ui.widgets.announce import announce

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.lightbox.facts import ModelLookup
    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.picture_pool import Difference, PictureFailure, PicturePool
    from gallery_studio.workers.preview_pool import PreviewPool


class Lightbox(LightboxView):
    """Shows what `show_items` gave it, and says what the person wants. Owns nothing stored.

    Stars and ratings are shown at once; the owner stores them and confirms by `update_items`.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        previews: Decodes our previews; belongs to the caller.
        pictures: Decodes pictures at full size; belongs to the caller.
        models: Finds what is known of a model (`Catalogue.get`).
        chance: Draws the places of a blind vote; seeded by tests.

    Signals:
        closed(str): It was closed; the key of the picture seen last, or "".
        current_changed(str): Another picture is the current one.
        star_toggled(str): Star it, or take the star away.
        edit_requested(str): Edit it.
        delete_requested(str): Put it into the bin; it is not shown any more.
        copy_picture_requested(str): Put the picture on the clipboard.
        copy_directive_requested(str): Put its directive on the clipboard.
        save_as_requested(str): Save its file somewhere.
        locate_requested(str): Its file is missing; ask where it is.
        rated(str, int): Rate it, 0 to 5.
        reject_toggled(str): Put it aside, or take it back.
    """

    closed = Signal(str)
    current_changed = Signal(str)
    star_toggled = Signal(str)
    edit_requested = Signal(str)
    delete_requested = Signal(str)
    copy_picture_requested = Signal(str)
    copy_directive_requested = Signal(str)
    save_as_requested = Signal(str)
    locate_requested = Signal(str)
    rated = Signal(str, int)
    reject_toggled = Signal(str)

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        previews: PreviewPool,
        pictures: PicturePool,
        models: ModelLookup,
        *,
        chance: Random | None = None,
    ) -> None:
        super().__init__(theme, window, PictureSource(previews, pictures), models, chance)
        self.keys = LightboxKeys(self)
        self._connect()

    def _connect(self) -> None:
        header, stage = self.header, self.stage
        header.close_button.clicked.connect(self.close_lightbox)
        header.modes.choice_changed.connect(self._on_mode_chosen)
        header.star_button.clicked.connect(self.toggle_star)
        header.zoom_button.clicked.connect(self.toggle_actual_size)
        header.save_button.clicked.connect(self.request_save)
        header.more_button.clicked.connect(self.show_menu)
        header.edit_button.clicked.connect(self.request_edit)
        header.details_button.clicked.connect(self.toggle_details)
        header.details_button.setChecked(True)
        stage.view_changed.connect(self._show_hints)
        stage.menu_requested.connect(self._pop_up_menu)
        stage.pane_button_clicked.connect(self._on_pane_button_clicked)
        self.filmstrip.picked.connect(self.go_to)
        self.filmstrip.compare_picked.connect(self._on_compare_picked)
        self.details.image_picked.connect(self._on_image_picked)
        self.details.rated.connect(self.rate)
        self.details.copy_button.clicked.connect(self.request_copy_directive)
        self._source.arrived.connect(self._on_arrived)
        self._source.failed.connect(self._on_failed)
        self._source.compared.connect(self._on_compared)
        self._theme.changed.connect(self._show_hints)

    # What is shown

    def show_items(
        self, items: Sequence[LightboxItem], current: str, *, compare: Sequence[str] = ()
    ) -> None:
        """Show pictures; `open_from` makes them seen.

        Args:
            items: All of them, in the order of canvas or conversation.
            current: Key of the one to begin with.
            compare: Keys of two to four pictures to begin comparing.
        """
        self.order.set_items(items, current, compare)
        self.vote.stop()
        self.stage.view.fit()
        self.stage.is_difference_shown = False
        count = len(self.order.shown(LightboxMode.SIDE_BY_SIDE)) if len(compare) > 1 else 1
        is_pair = count == 2
        self.mode = LightboxMode.COMPARE if is_pair else LightboxMode.SIDE_BY_SIDE
        if count < 2:
            self.mode = LightboxMode.VIEW
        self._refresh()

    def open_from(self, rect: QRect | None = None) -> None:
        """Cover the window.

        Args:
            rect: The card in the window, from where the picture flies to the stage.
        """
        self.uncover_from(self.order.current, rect)
        self._refresh()
        self._tell_current()

    def update_items(self, items: Sequence[LightboxItem]) -> None:
        """Show what is known now, after a change; what is looked at stays."""
        self.order.items = list(items)
        self.order.settle()
        if self.order.current is None:
            self.close_lightbox()
            return
        if self.order.left is None:
            self.mode = LightboxMode.VIEW
        self._refresh()

    def picture_located(self, key: str) -> None:
        """Try a picture again: its file is back in its place."""
        item = self.order.find(key)
        if item is not None and item.image is not None:
            self._source.retry(item.image.id)
            self._refresh()

    def close_lightbox(self) -> None:
        """Uncover the window and give the focus back."""
        if not self.isVisible():
            return
        self.vote.stop()
        self.stage.is_flickering = False
        self.cover_again()
        self._source.release()
        current = self.order.current
        self.closed.emit(current.key if current is not None else "")

    # Moving among pictures

    def go_to(self, key: str) -> None:
        """Make a picture the current one."""
        self._after_move(self.order.go_to(key))

    def step(self, by: int) -> None:
        """Go to the next or previous picture."""
        is_comparing = self.mode is not LightboxMode.VIEW
        self._after_move(self.order.step(by, is_comparing=is_comparing))

    def step_left(self, by: int) -> None:
        """Compare with the next or previous picture."""
        if self.mode is not LightboxMode.VIEW and self.order.step_left(by):
            self._refresh()

    def swap(self) -> None:
        """Let left and right change places."""
        if self.mode is not LightboxMode.VIEW:
            self._after_move(self.order.swap())

    def set_mode(self, mode: LightboxMode) -> None:
        """Look at one picture, two under a divider, or several side by side."""
        if mode is not LightboxMode.VIEW and self.order.left is None:
            announce(self, "There is no other image to compare with.")
            mode = LightboxMode.VIEW
        if mode is LightboxMode.VIEW:
            self.vote.stop()
        if mode is not self.mode:
            self.mode = mode
            self.stage.view.fit()
            self.stage.is_difference_shown = False
        self._refresh()

    # Looking

    def toggle_actual_size(self) -> None:
        """Show pixels as they are, or whole pictures."""
        self.stage.toggle_actual_size()

    def toggle_details(self) -> None:
        """Open or close the details."""
        self.details.setVisible(not self.are_details_open)
        self.header.details_button.setChecked(self.are_details_open)

    def cycle_wall(self) -> None:
        """Put the pictures on the next ground."""
        self.stage.cycle_wall()
        self._show_hints()
        announce(self, WALL_NAMES[self.stage.wall])

    def set_flickering(self, is_on: bool) -> None:
        """Show the other picture in the place of this one while a key is held."""
        self.stage.is_flickering = is_on
        self.stage.refresh()

    def toggle_difference(self) -> None:
        """Show where the two compared pictures differ, or the pictures again."""
        if self.mode is LightboxMode.COMPARE:
            self.stage.is_difference_shown = not self.stage.is_difference_shown
            self._refresh()

    def toggle_names(self) -> None:
        """Hide the names of the compared pictures for a vote, or show them again."""
        if self.mode is LightboxMode.VIEW:
            return
        if self.vote.is_on:
            self.vote.stop()
        else:
            self.vote.start(self.order.shown(self.mode))
            announce(self, "Names are hidden. Choose an image to see them again.")
        self._refresh()

    def choose(self, key: str) -> None:
        """End the vote: star the picture that won, and show all names."""
        letter = LETTERS[[item.key for item in self._arranged()].index(key)]
        self.vote.stop()
        self.order.go_to(key)
        winner = self.order.find(key)
        if winner is not None and not winner.is_starred:
            self._star(winner)
        self._after_move(has_moved=True)
        if winner is not None:
            announce(self, f"{letter} chosen: {facts.model_badge(winner, self._models)[0]}")

    # What the person wants

    def toggle_star(self) -> None:
        """Star the current picture, or take its star away."""
        current = self._named_current()
        if current is not None:
            self._star(current)
        self._refresh()

    def rate(self, rating: int) -> None:
        """Rate the current picture, 0 to 5."""
        current = self._named_current()
        if current is not None:
            self.order.replace(replace(current, rating=rating))
            self._refresh()
            self.rated.emit(current.key, rating)

    def toggle_rejected(self) -> None:
        """Put the current picture aside, or take it back."""
        current = self._named_current()
        if current is not None:
            rejected = replace(current, is_rejected=not current.is_rejected)
            self.order.replace(rejected)
            self._refresh()
            announce(self, "Rejected" if rejected.is_rejected else "Taken back")
            self.reject_toggled.emit(current.key)

    def request_edit(self) -> None:
        """Ask to edit the current picture."""
        self._request(self.edit_requested)

    def request_copy(self) -> None:
        """Ask to copy the current picture."""
        self._request(self.copy_picture_requested)

    def request_copy_directive(self) -> None:
        """Ask to copy its directive."""
        current = self._named_current()
        if current is not None and current.message:
            self.copy_directive_requested.emit(current.key)

    def request_save(self) -> None:
        """Ask to save its file."""
        self._request(self.save_as_requested)

    def request_delete(self) -> None:
        """Ask to put the current picture into the bin, and go on to the next one."""
        current = self._named_current()
        if current is None:
            return
        self.order.remove(current.key, is_comparing=self.mode is not LightboxMode.VIEW)
        self.delete_requested.emit(current.key)
        if self.order.current is None:
            self.close_lightbox()
            return
        if self.order.left is None:
            self.mode = LightboxMode.VIEW
        self._after_move(has_moved=True)

    def show_menu(self) -> None:
        """Show the menu at the More button."""
        button = self.header.more_button
        self._pop_up_menu(button.mapToGlobal(QPoint(0, button.height())))

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the keys of the lightbox; none goes on to the window beneath."""
        self.keys.press(event)
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what lasts as long as a key is held."""
        self.keys.release(event)
        event.accept()

    # Internals

    def _named_current(self) -> LightboxItem | None:
        """Return the current picture, or None while nobody may know which it is."""
        return None if self.vote.is_on else self.order.current

    def _request(self, signal: SignalInstance) -> None:
        current = self._named_current()
        if current is not None:
            signal.emit(current.key)

    def _star(self, item: LightboxItem) -> None:
        self.order.replace(replace(item, is_starred=not item.is_starred))
        self.star_toggled.emit(item.key)

    def _after_move(self, has_moved: bool) -> None:
        if not has_moved:
            return
        if self.mode is LightboxMode.VIEW:
            self.stage.view.fit()
        self._refresh()
        self._tell_current()

    def _tell_current(self) -> None:
        current = self.order.current
        if current is None or not self.isVisible():
            return
        if not self.vote.is_on:
            announce(self, self._describe(current))
        self.current_changed.emit(current.key)

    def _pop_up_menu(self, at: QPoint) -> None:
        menu = make_menu(self._theme, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    # Slots

    def _on_mode_chosen(self, index: int) -> None:
        self.set_mode(MODES[index])

    def _on_compare_picked(self, key: str) -> None:
        current = self.order.current
        if self.mode is LightboxMode.SIDE_BY_SIDE:
            self._after_move(self.order.toggle_compared(key))
        elif current is not None and key != current.key:
            self.order.go_left_to(key)
            self.set_mode(LightboxMode.COMPARE)

    def _on_image_picked(self, image_id: str) -> None:
        item = self.order.find_image(image_id)
        if item is not None:
            self.go_to(item.key)

    def _on_pane_button_clicked(self, key: str) -> None:
        if self.vote.is_on:
            self.choose(key)
        else:
            self.locate_requested.emit(key)

    def _on_arrived(self, image_id: str) -> None:
        """Only once its file is decoded it is known that a picture moves."""
        current = self.order.current
        if current is None or current.image is None or current.image.id != image_id:
            return
        if self._source.frames(current.image.id) > 1:
            self._show_details(self.order.shown(self.mode))

    def _on_failed(self, failure: PictureFailure) -> None:
        items = self._arranged()
        if any(item.image is not None and item.image.id == failure.image_id for item in items):
            self._show_stage(items)
            announce(self, "File missing" if failure.is_missing else failure.message)

    def _on_compared(self, difference: Difference) -> None:
        self._show_stage(self._arranged())
        announce(self, f"{percent_text(difference.changed_share)} of the pixels differ")
