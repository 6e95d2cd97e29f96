"""The form of one person: name, appearance, reference pictures, consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gallery_studio.domain.ids import new_person_id
from gallery_studio.domain.limits import TITLE_CHARACTERS
from gallery_studio.domain.people import Person
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.records import replace
from gallery_studio.ui.conversation.message_edit import MessageEdit
from gallery_studio.ui.forms.labelled import Labelled
from gallery_studio.ui.people.reference_shelf import ReferenceShelf
from gallery_studio.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

_CONSENT = (
    "Only make pictures of people who agreed to it. Note here what was agreed, when, and for what."
)


def blank_person() -> Person:
    """Return an empty person."""
    return Person(new_person_id(), "", utc_text(utc_now()))


class PersonForm(QWidget):
    """Shows and edits a person; saving is up to the dialog.

    Signals:
        changed(): Something was typed, moved or taken away.
        submitted(): Enter or Ctrl+Enter was pressed in a field.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(
        self,
        theme: Theme,
        preview: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._person = blank_person()
        self.name = TextField(theme, "Name of the person")
        self.name.edit.setMaxLength(TITLE_CHARACTERS)
        self.appearance = MessageEdit(
            theme, "Appearance", "Such as: short grey hair, round glasses, a red scarf"
        )
        self.shelf = ReferenceShelf(theme, preview)
        self.consent = MessageEdit(theme, "Consent and likeness", "Who agreed to what, and when")
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        column.addWidget(Labelled(theme, "Name", self.name))
        order = "Sent to models from left to right. Alt and arrow keys move one."
        column.addWidget(Labelled(theme, "Reference pictures", self.shelf, order))
        column.addWidget(Labelled(theme, "Appearance", self.appearance))
        column.addWidget(Labelled(theme, "Consent and likeness", self.consent, _CONSENT))
        column.addStretch(1)
        self._connect()

    def subject(self) -> Person:
        """Return the person as filled in."""
        return replace(
            self._person,
            name=self.name.text().strip(),
            appearance=self.appearance.text().strip(),
            reference_images=self.shelf.images(),
            consent_note=self.consent.text().strip(),
        )

    @property
    def subject_id(self) -> str:
        """The person in the form."""
        return self._person.id

    @property
    def is_changed(self) -> bool:
        """Whether something differs from what is stored."""
        return self.subject() != self._person

    def show_subject(self, person: Person) -> None:
        """Show another person. Tells nobody."""
        self.blockSignals(True)
        self._person = person
        self.name.set_text(person.name)
        self.name.set_error("")
        self.appearance.set_text(person.appearance)
        self.shelf.set_images(person.reference_images)
        self.consent.set_text(person.consent_note)
        self.blockSignals(False)

    def _connect(self) -> None:
        self.name.text_changed.connect(self._on_changed)
        self.name.submitted.connect(self._on_submitted)
        self.shelf.changed.connect(self.changed)
        for field in (self.appearance, self.consent):
            field.text_changed.connect(self.changed)
            field.edit.submitted.connect(self.submitted)

    def _on_changed(self, _text: str) -> None:
        self.name.set_error("")
        self.changed.emit()

    def _on_submitted(self, _text: str) -> None:
        self.submitted.emit()
