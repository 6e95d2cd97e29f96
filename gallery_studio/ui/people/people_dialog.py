"""People and identities: two pages of one dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gallery_studio.ui.people.identity_form import IdentityForm, blank_identity
from gallery_studio.ui.people.person_form import PersonForm, blank_person
from gallery_studio.ui.people.subject_page import SubjectPage
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.segmented_control import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.people import Identity, Person
    from gallery_studio.ui.theme.theme import Theme

PEOPLE, IDENTITIES = 0, 1


class PeopleDialog(ModalDialog):
    """Lists, adds, edits and deletes people and identities.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        preview: Returns a picture's preview at once, or None while it is not there.

    Signals:
        leaving(): It closes: what was typed is saved first.
    """

    leaving = Signal()

    def __init__(
        self, theme: Theme, window: QWidget, preview: Callable[[ImageId], QPixmap | None]
    ) -> None:
        super().__init__(theme, "People and identities", window, (900, 680), has_footer=False)
        self.person_form = PersonForm(theme, preview)
        self.identity_form = IdentityForm(theme)
        self.people = SubjectPage(theme, "person", self.person_form, blank_person, preview)
        self.identities = SubjectPage(
            theme, "identity", self.identity_form, blank_identity, preview
        )
        self.segments = SegmentedControl(theme, ("People", "Identities"), "Shown")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.people)
        self._pages.addWidget(self.identities)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        head.addWidget(self.segments)
        head.addStretch(1)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        self.segments.choice_changed.connect(self._pages.setCurrentIndex)

    def set_subjects(self, people: Sequence[Person], identities: Sequence[Identity]) -> None:
        """Show these in the lists."""
        self.people.set_subjects(people)
        self.identities.set_subjects(identities)

    def page(self, number: int) -> SubjectPage:
        """Return the page of people (0) or identities (1)."""
        return self.identities if number == IDENTITIES else self.people

    def open_page(self, number: int, subject_id: str = "", *, is_new: bool = False) -> None:
        """Open at somebody, at the first, or at an empty form."""
        page = self.page(number)
        self.segments.set_current(number)
        self._pages.setCurrentIndex(number)
        if is_new:
            page.begin_new()
        elif subject_id:
            page.show_id(subject_id)
        else:
            page.show_first()
        self.open(page.form.name.edit)

    def can_close(self) -> bool:
        """Save what was typed: closing loses nothing."""
        for page in (self.people, self.identities):
            page.keep()
        self.leaving.emit()
        return True
