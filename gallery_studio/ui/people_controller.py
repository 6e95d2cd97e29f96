"""Between people and identities, the sidebar, the compose bar and the conversation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gallery_studio.domain.ids import IdentityId, PersonId
from gallery_studio.domain.naming import one_line
from gallery_studio.records import replace
from gallery_studio.ui.compose.compose_menus import TickMenu
from gallery_studio.ui.compose.mention_completer import Mention, MentionCompleter, matching
from gallery_studio.ui.people.people_dialog import IDENTITIES, PEOPLE, PeopleDialog
from gallery_studio.ui.sidebar.avatar_section import Avatar
from gallery_studio.ui.widgets.file_dialog import dialog_to_read
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.people import Identity, Person
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.ui.products_controller import ProductsController
    from gallery_studio.workers.people_worker import PeopleWorker, StoredPicture
    from gallery_studio.workers.studio_worker import Refusal

_PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.gif)"
_TARGET = "person"
_REFRESH_MS = 120
_MOST_PRODUCTS = 6


class PeopleController(QObject):
    """People and identities wherever they show. GUI thread only.

    Signals:
        active_person_changed(object): The active `Person`, or None; their conversation is active.
    """

    active_person_changed = Signal(object)

    def __init__(
        self, window: MainWindow, worker: PeopleWorker, products: ProductsController
    ) -> None:
        super().__init__(window)
        self._window = window
        self._worker = worker
        self._products = products
        self._reader = window.parts.reader
        self._theme = window.parts.theme
        self._dialog: PeopleDialog | None = None
        self._people: list[Person] = []
        self._identities: list[Identity] = []
        self.menu: Menu | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self.compose_names = MentionCompleter(self._theme, window.compose.edit, self.mentions)
        self.message_names = MentionCompleter(
            self._theme, window.pane.input.text.edit, self.mentions
        )
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        window, sidebar = self._window, self._window.sidebar
        window.parts.worker.changed.connect(self._on_changed)
        window.parts.worker.refused.connect(self._on_refused)
        window.previews.arrived.connect(self._on_previews_arrived)
        sidebar.people.chosen.connect(self._on_person_chosen)
        sidebar.people.add_requested.connect(self._on_add_person)
        sidebar.people.all_requested.connect(self._on_all_people)
        sidebar.identities.chosen.connect(self._on_identity_chosen)
        sidebar.identities.add_requested.connect(self._on_add_identity)
        sidebar.identities.all_requested.connect(self._on_all_identities)
        self.compose_names.chosen.connect(self._on_named_in_compose)
        window.compose.chips.add_requested.connect(self._on_add_wanted)
        window.compose.settings_changed.connect(self._on_wish_changed)
        window.session.opened.connect(self._on_wish_changed)
        self.message_names.chosen.connect(self._on_named_in_message)
        self._worker.picture_stored.connect(self._on_picture_stored)

    # What there is

    @property
    def active_person(self) -> Person | None:
        """The person "Apply edit" goes on for: the chosen one, else the default one, else None."""
        wanted = self._window.parts.keeper.settings.active_person
        chosen = next((p for p in self._people if p.id == wanted), None)
        return chosen or next((p for p in self._people if p.is_default), None)

    @property
    def dialog(self) -> PeopleDialog | None:
        """The dialog, while it is open."""
        return self._dialog

    def refresh(self) -> None:
        """Read people and identities again and show them everywhere."""
        self._timer.stop()
        self._people, self._identities = self._reader.people(), self._reader.identities()
        self._show_sidebar()
        self._window.compose.set_people(self._people, self._identities)
        if self._dialog is not None:
            self._dialog.set_subjects(self._people, self._identities)

    def mentions(self, fragment: str) -> list[Mention]:
        """Return what can be named by a fragment: people, identities, products."""
        named = [Mention("person", p.id, p.name) for p in self._people]
        named += [Mention("identity", i.id, i.name, i.description) for i in self._identities]
        products = self._reader.find_products(fragment, limit=_MOST_PRODUCTS)
        sold = [Mention("product", p.id, p.name, p.brand, p.color) for p in products]
        return [*matching(named, fragment), *sold]

    def _show_sidebar(self) -> None:
        active = self.active_person
        self._window.sidebar.people.set_avatars(
            [Avatar(p.id, p.name, _first(p.reference_images), p == active) for p in self._people]
        )
        identity = self._window.compose.chips.wish.identity_id
        self._window.sidebar.identities.set_avatars(
            [Avatar(i.id, i.name, None, i.id == identity) for i in self._identities]
        )

    # The active person

    def set_active(self, person_id: str) -> None:
        """Make a person the active one; their active conversation is shown, if they have one."""
        keeper = self._window.parts.keeper
        keeper.change(replace(keeper.settings, active_person=person_id))
        self._show_sidebar()
        person = self.active_person
        self.active_person_changed.emit(person)
        if person is not None and person.active_conversation_id is not None:
            conversation = self._reader.conversation(person.active_conversation_id)
            self._window.open_session(conversation.session_id)
            self._window.edits.open_conversation(conversation.id)

    # In the next pictures

    def toggle_person(self, person_id: str) -> None:
        """Show a person in the next pictures, or take them out."""
        bar, key = self._window.compose, PersonId(person_id)
        ids = bar.chips.wish.person_ids
        wanted = tuple(each for each in ids if each != key) if key in ids else (*ids, key)
        bar.chips.choose(replace(bar.chips.wish, person_ids=wanted))

    def toggle_identity(self, identity_id: str) -> None:
        """Show the people of the next pictures in a role, or in none."""
        bar, key = self._window.compose, IdentityId(identity_id)
        wanted = None if bar.chips.wish.identity_id == key else key
        bar.chips.choose(replace(bar.chips.wish, identity_id=wanted))

    def _on_add_wanted(self) -> None:
        """Offer all that the next pictures can show, above the chip that asks for it."""
        chip = self._window.compose.chips.add
        menu = TickMenu(self._theme, "In the next images", chip)
        wish = self._window.compose.chips.wish
        for product in self._window.compose.chips.products:
            is_shown = product.id in wish.product_ids
            use = partial(self._products.use, product.id)
            menu.add_item(product.name, use, icon="package", is_checked=is_shown)
        menu.add_item("All products…", self._products.open_catalogue, icon="package")
        menu.addSeparator()
        for person in self._people:
            is_shown = person.id in wish.person_ids
            toggle = partial(self.toggle_person, person.id)
            menu.add_item(person.name, toggle, icon="users-round", is_checked=is_shown)
        menu.add_item("Add a person…", self._on_add_person, icon="users-round")
        menu.addSeparator()
        for identity in self._identities:
            is_shown = identity.id == wish.identity_id
            toggle = partial(self.toggle_identity, identity.id)
            menu.add_item(identity.name, toggle, icon="sparkles", is_checked=is_shown)
        menu.add_item("Add an identity…", self._on_add_identity, icon="sparkles")
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        menu.popup(chip.mapToGlobal(QPoint(0, -menu.sizeHint().height() - self._theme.px(4))))

    def _on_named_in_compose(self, mention: Mention) -> None:
        wish = self._window.compose.chips.wish
        if mention.kind == "product" and mention.id not in wish.product_ids:
            self._products.use(mention.id)
        elif mention.kind == "person" and mention.id not in wish.person_ids:
            self.toggle_person(mention.id)
        elif mention.kind == "identity" and mention.id != wish.identity_id:
            self.toggle_identity(mention.id)

    def _on_named_in_message(self, mention: Mention) -> None:
        """Send the pictures of what was named along with the message, as far as they fit."""
        for image_id in self._pictures_of(mention):
            self._window.pane.add_reference(image_id, mention.name)

    def _pictures_of(self, mention: Mention) -> tuple[ImageId, ...]:
        if mention.kind == "person":
            found = next((p for p in self._people if p.id == mention.id), None)
            return found.reference_images if found is not None else ()
        if mention.kind == "product":
            products = self._reader.products_by_id([mention.id])  # type: ignore[list-item]
            return tuple(p.image_id for p in products.values() if p.image_id is not None)
        return ()

    # Menus of the sidebar

    def _on_person_chosen(self, person_id: str, button: QWidget) -> None:
        is_shown = person_id in self._window.compose.chips.wish.person_ids
        active = self.active_person
        menu = Menu(self._theme, "Person", button)
        menu.add_item(
            "Leave out of the next images" if is_shown else "Show in the next images",
            lambda: self.toggle_person(person_id),
            icon="users-round",
        )
        item = menu.add_item("Make active", lambda: self.set_active(person_id), icon="circle-check")
        item.setEnabled(active is None or active.id != person_id)
        menu.add_item("Edit…", lambda: self.open(PEOPLE, person_id), icon="sliders-horizontal")
        self._pop_up(menu, button)

    def _on_identity_chosen(self, identity_id: str, button: QWidget) -> None:
        is_shown = identity_id == self._window.compose.chips.wish.identity_id
        menu = Menu(self._theme, "Identity", button)
        menu.add_item(
            "Leave out of the next images" if is_shown else "Use for the next images",
            lambda: self.toggle_identity(identity_id),
            icon="sparkles",
        )
        menu.add_item(
            "Edit…", lambda: self.open(IDENTITIES, identity_id), icon="sliders-horizontal"
        )
        self._pop_up(menu, button)

    def _pop_up(self, menu: Menu, button: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # The dialog

    def open(self, page: int, subject_id: str = "", *, is_new: bool = False) -> None:
        """Open the dialog at a page: at somebody, at the first, or at an empty form."""
        dialog = PeopleDialog(self._theme, self._window, self._preview)
        self._dialog = dialog
        dialog.set_subjects(self._people, self._identities)
        dialog.people.save_requested.connect(self._worker.save_person)
        dialog.people.delete_requested.connect(self._on_delete_person)
        dialog.identities.save_requested.connect(self._worker.save_identity)
        dialog.identities.delete_requested.connect(self._on_delete_identity)
        shelf = dialog.person_form.shelf
        shelf.picture_requested.connect(self._on_picture_requested)
        shelf.files_offered.connect(self._on_files_offered)
        shelf.bytes_offered.connect(self._on_bytes_offered)
        dialog.closed.connect(self._on_closed)
        dialog.open_page(page, subject_id, is_new=is_new)

    def _on_add_person(self) -> None:
        self.open(PEOPLE, is_new=True)

    def _on_all_people(self) -> None:
        self.open(PEOPLE)

    def _on_add_identity(self) -> None:
        self.open(IDENTITIES, is_new=True)

    def _on_all_identities(self) -> None:
        self.open(IDENTITIES)

    def _on_delete_person(self, person_id: str) -> None:
        key = PersonId(person_id)
        name = self._reader.person(key).name
        self._worker.delete_person(key)
        self._offer_undo(name, lambda: self._worker.restore_person(key))

    def _on_delete_identity(self, identity_id: str) -> None:
        key = IdentityId(identity_id)
        name = self._reader.identity(key).name
        self._worker.delete_identity(key)
        self._offer_undo(name, lambda: self._worker.restore_identity(key))

    def _offer_undo(self, name: str, undo: object) -> None:
        text = f"“{one_line(name, 40)}” deleted"
        self._window.news.offer(text, "trash-2", "Undo", undo)  # type: ignore[arg-type]

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    # Pictures

    def _preview(self, image_id: ImageId) -> QPixmap | None:
        return self._window.previews.pixmap(image_id, 256)

    def _on_picture_requested(self) -> None:
        dialog = dialog_to_read(self._window, "Add reference pictures")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_PICTURES)
        dialog.filesSelected.connect(self._on_files_offered)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _target(self) -> str:
        return f"{_TARGET}:{self._dialog.person_form.subject_id}" if self._dialog else ""

    def _on_files_offered(self, files: Sequence[object] | Iterable[object]) -> None:
        for file in files:
            self._worker.add_picture_file(str(file), self._target())

    def _on_bytes_offered(self, data: bytes) -> None:
        self._worker.add_picture_bytes(data, self._target())

    def _on_picture_stored(self, picture: StoredPicture) -> None:
        if self._dialog is not None and picture.target == self._target():
            self._dialog.person_form.shelf.add_image(picture.image_id)
            self._window.news.say_animations([picture.frames])

    # News

    def _on_refused(self, refusal: Refusal) -> None:
        pages = {"save_person": PEOPLE, "add_picture": PEOPLE, "save_identity": IDENTITIES}
        if self._dialog is not None and refusal.action in pages:
            self._dialog.page(pages[refusal.action]).show_problem(refusal.message)
        elif refusal.action in ("save_person", "save_identity") or self._has_no_form(refusal):
            self._window.news.say_error(refusal.message)

    def _has_no_form(self, refusal: Refusal) -> bool:
        """Whether the form that a picture was for, a person's or a product's, was closed."""
        return refusal.action == "add_picture" and self._products.catalogue is None

    def _on_wish_changed(self, _wish: object) -> None:
        self._show_sidebar()

    def _on_changed(self, changes: Changes) -> None:
        if changes.people:
            self._timer.start()

    def _on_previews_arrived(self, _image_ids: object) -> None:
        if self._dialog is not None:
            for picture in self._dialog.person_form.shelf.pictures():
                picture.update()


def _first(images: tuple[ImageId, ...]) -> ImageId | None:
    return images[0] if images else None
