"""The form of one product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.domain.ids import new_product_id
from gallery_studio.domain.limits import TITLE_CHARACTERS
from gallery_studio.domain.people import Product
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.records import replace
from gallery_studio.ui.conversation.message_edit import MessageEdit
from gallery_studio.ui.forms.labelled import Labelled
from gallery_studio.ui.forms.picture_button import PictureButton
from gallery_studio.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

_COLORS = 8


def blank_product(number: int) -> Product:
    """Return an empty product with the next dot colour."""
    return Product(new_product_id(), "", "", utc_text(utc_now()), color=number % _COLORS)


class ProductForm(QWidget):
    """Shows and edits a product; saves only when asked.

    Signals:
        save_requested(object): The `Product` as filled in.
        delete_requested(str): Id of the product.
        session_toggled(str): Save it to the open session, or take it out.
        picture_requested(): Choose a picture file.
        files_offered(list), bytes_offered(bytes): Pictures dropped on the form.
    """

    save_requested = Signal(object)
    delete_requested = Signal(str)
    session_toggled = Signal(str)
    picture_requested = Signal()
    files_offered = Signal(list)
    bytes_offered = Signal(bytes)

    def __init__(
        self,
        theme: Theme,
        preview: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._product = blank_product(0)
        self._is_stored = False
        self.name = TextField(theme, "Name")
        self.sku = TextField(theme, "SKU", placeholder="Unique, or empty")
        self.brand = TextField(theme, "Brand")
        self.description = MessageEdit(theme, "Description", "What must stay true to life")
        self.picture = PictureButton(theme, "Picture of the product", preview, 116)
        self.in_session = SecondaryButton(theme, "Add to session", icon="plus")
        self.delete = GhostButton(theme, "Delete", icon="trash-2")
        self.save = PrimaryButton(theme, "Save")
        self.problem = PlainLabel(theme, "", "meta", "danger", max_lines=3)
        for field in (self.name, self.sku, self.brand):
            field.edit.setMaxLength(TITLE_CHARACTERS)
        self._build_layout()
        self._connect()
        self.show_product(self._product, is_stored=False)

    @property
    def product_id(self) -> str:
        """The product in the form."""
        return self._product.id

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.product() != self._product

    def product(self) -> Product:
        """Return the product as filled in."""
        return replace(
            self._product,
            name=self.name.text().strip(),
            sku=self.sku.text().strip(),
            brand=self.brand.text().strip(),
            description=self.description.text().strip(),
            image_id=self.picture.image_id,
        )

    def show_product(self, product: Product, *, is_stored: bool) -> None:
        """Show another product. Tells nobody."""
        self._product, self._is_stored = product, is_stored
        self.name.set_text(product.name)
        self.sku.set_text(product.sku)
        self.brand.set_text(product.brand)
        self.description.set_text(product.description)
        self.picture.set_image(product.image_id)
        self.show_problem("")
        self._show_state()

    def set_saved(self) -> None:
        """What is filled in is stored now."""
        self._product, self._is_stored = self.product(), True
        self.show_problem("")
        self._show_state()

    def set_in_session(self, *, is_in_session: bool) -> None:
        """Show whether the product is saved to the open session."""
        self.in_session.setText("Remove from session" if is_in_session else "Add to session")
        self.in_session.set_icon("minus" if is_in_session else "plus")

    def set_image(self, image_id: ImageId) -> None:
        """Show a picture that was stored for it."""
        self.picture.set_image(image_id)
        self._show_state()

    def show_problem(self, text: str) -> None:
        """Say why it was not saved."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def request_save(self) -> None:
        """Save, if there is something to save and it has a name."""
        if not self.name.text().strip():
            self.name.set_error("Give the product a name")
            self.name.edit.setFocus()
            return
        if self.is_changed or not self._is_stored:
            self.save_requested.emit(self.product())

    def _build_layout(self) -> None:
        theme, px = self._theme, self._theme.px
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(12))
        words.addWidget(Labelled(theme, "Name", self.name))
        words.addWidget(Labelled(theme, "Brand", self.brand))
        head.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.delete)
        foot.addStretch(1)
        foot.addWidget(self.in_session)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(4), px(24), px(16))
        column.setSpacing(px(14))
        column.addLayout(head)
        column.addWidget(Labelled(theme, "SKU", self.sku))
        column.addWidget(Labelled(theme, "Description", self.description))
        column.addWidget(self.problem)
        column.addStretch(1)
        column.addLayout(foot)

    def _connect(self) -> None:
        for field in (self.name, self.sku, self.brand):
            field.text_changed.connect(self._show_state)
            field.submitted.connect(self.request_save)
        self.description.text_changed.connect(self._show_state)
        self.description.edit.submitted.connect(self.request_save)
        self.picture.clicked.connect(self.picture_requested)
        self.picture.files_offered.connect(self.files_offered)
        self.picture.bytes_offered.connect(self.bytes_offered)
        self.picture.remove_requested.connect(self._on_picture_removed)
        self.save.clicked.connect(self.request_save)
        self.delete.clicked.connect(self._on_delete_clicked)
        self.in_session.clicked.connect(self._on_session_clicked)

    def _show_state(self, *_: object) -> None:
        self.name.set_error("")
        self.save.setEnabled(self.is_changed or not self._is_stored)
        self.delete.setVisible(self._is_stored)
        self.in_session.setVisible(self._is_stored)

    def _on_picture_removed(self) -> None:
        self.picture.set_image(None)
        self._show_state()

    def _on_delete_clicked(self) -> None:
        self.delete_requested.emit(self._product.id)

    def _on_session_clicked(self) -> None:
        self.session_toggled.emit(self._product.id)
