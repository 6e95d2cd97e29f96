"""The form of one identity: a role a person is shown in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gallery_studio.domain.ids import new_identity_id
from gallery_studio.domain.limits import TITLE_CHARACTERS
from gallery_studio.domain.people import Identity
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.records import replace
from gallery_studio.ui.conversation.message_edit import MessageEdit
from gallery_studio.ui.forms.labelled import Labelled
from gallery_studio.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


def blank_identity() -> Identity:
    """Return an empty identity."""
    return Identity(new_identity_id(), "", utc_text(utc_now()))


class IdentityForm(QWidget):
    """Shows and edits an identity; saving is up to the dialog.

    Signals:
        changed(): Something was typed.
        submitted(): Enter or Ctrl+Enter was pressed in a field.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._identity = blank_identity()
        self.name = TextField(theme, "Name of the identity", placeholder="Such as: The Artist")
        self.name.edit.setMaxLength(TITLE_CHARACTERS)
        self.description = TextField(theme, "Description", placeholder="For yourself")
        self.prompt = MessageEdit(
            theme, "Prompt", "Such as: in a sunlit studio, paint on the hands, calm and proud"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(Labelled(theme, "Name", self.name))
        column.addWidget(Labelled(theme, "Description", self.description))
        sent = "Sent to the model with every picture that shows this identity."
        column.addWidget(Labelled(theme, "Prompt", self.prompt, sent))
        column.addStretch(1)
        self._connect()

    def subject(self) -> Identity:
        """Return the identity as filled in."""
        return replace(
            self._identity,
            name=self.name.text().strip(),
            description=self.description.text().strip(),
            prompt=self.prompt.text().strip(),
        )

    @property
    def subject_id(self) -> str:
        """The identity in the form."""
        return self._identity.id

    @property
    def is_changed(self) -> bool:
        """Whether something differs from what is stored."""
        return self.subject() != self._identity

    def show_subject(self, identity: Identity) -> None:
        """Show another identity. Tells nobody."""
        self.blockSignals(True)
        self._identity = identity
        self.name.set_text(identity.name)
        self.name.set_error("")
        self.description.set_text(identity.description)
        self.prompt.set_text(identity.prompt)
        self.blockSignals(False)

    def _connect(self) -> None:
        for field in (self.name, self.description):
            field.text_changed.connect(self._on_changed)
            field.submitted.connect(self._on_submitted)
        self.prompt.text_changed.connect(self.changed)
        self.prompt.edit.submitted.connect(self.submitted)

    def _on_changed(self, _text: str) -> None:
        self.name.set_error("")
        self.changed.emit()

    def _on_submitted(self, _text: str) -> None:
        self.submitted.emit()
