"""One kind of subject: the list at the left, the form of the chosen one at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gallery_studio.ui.people.subject_delegate import IMAGE_ROLE, SubjectDelegate
from gallery_studio.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.divider import Divider
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

_LIST_WIDTH = 230


class Subject(Protocol):
    """A person or an identity."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """Its name."""


class SubjectPage(QWidget):
    """Lists, adds, edits and deletes subjects of one kind.

    Args:
        theme: Gives all colours and sizes.
        noun: What they are, such as ``person``.
        form: A `PersonForm` or `IdentityForm`.
        blank: Returns an empty subject.
        preview: Returns a picture's preview at once, or None while it is not there.

    Signals:
        save_requested(object): The subject as filled in.
        delete_requested(str): Id of a subject.
    """

    save_requested = Signal(object)
    delete_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        noun: str,
        form: Any,  # noqa: ANN401 - each form takes its own kind of subject, and no other
        blank: Callable[[], Subject],
        preview: Callable[[ImageId], QPixmap | None],
    ) -> None:
        super().__init__()
        self._theme, self._noun, self._blank = theme, noun, blank
        self.form: Any = form
        self._subjects: dict[str, Subject] = {}
        self.list = QListWidget()
        self.list.setItemDelegate(SubjectDelegate(theme, preview, self.list))
        self.list.setMouseTracking(True)
        self.new = SecondaryButton(theme, f"New {noun}", icon="plus")
        self.delete = GhostButton(theme, "Delete", icon="trash-2")
        self.save = PrimaryButton(theme, "Save")
        self.problem = PlainLabel(theme, "", "meta", "danger", max_lines=3)
        self._build_layout()
        self._connect()
        self.begin_new()

    @property
    def is_stored(self) -> bool:
        """Whether the subject in the form is in the library."""
        return self.form.subject_id in self._subjects

    def set_subjects(self, subjects: Sequence[Subject]) -> None:
        """Show these in the list; the form keeps what is being typed."""
        known = {subject.id: subject for subject in subjects}
        chosen, self._subjects = self.form.subject_id, known
        self.list.blockSignals(True)
        self.list.clear()
        for subject in subjects:
            item = QListWidgetItem(subject.name)
            item.setData(Qt.ItemDataRole.UserRole, subject.id)
            item.setData(IMAGE_ROLE, _face(subject))
            self.list.addItem(item)
            if subject.id == chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        stored = known.get(chosen)
        if stored is not None and self.form.subject() == stored:
            self.form.show_subject(stored)
        self._show_state()

    def show_id(self, subject_id: str) -> None:
        """Show a subject in the form."""
        if subject := self._subjects.get(subject_id):
            self.keep()
            self.form.show_subject(subject)
            self.show_problem("")
            for row in range(self.list.count()):
                if self.list.item(row).data(Qt.ItemDataRole.UserRole) == subject_id:
                    self.list.blockSignals(True)
                    self.list.setCurrentRow(row)
                    self.list.blockSignals(False)
            self._show_state()

    def show_first(self) -> None:
        """Show the first subject, or an empty form where there is none."""
        if self._subjects:
            self.show_id(next(iter(self._subjects)))
        else:
            self.begin_new()

    def begin_new(self) -> None:
        """Empty the form for a new subject; what was typed before is kept."""
        if self._subjects:
            self.keep()
        self.list.clearSelection()
        self.list.setCurrentRow(-1)
        self.form.show_subject(self._blank())
        self.show_problem("")
        self._show_state()

    def keep(self) -> None:
        """Save what was typed, if it has a name: leaving a form loses nothing."""
        if self.form.is_changed and self.form.subject().name:
            self.save_requested.emit(self.form.subject())

    def request_save(self) -> None:
        """Save, or say what is missing."""
        if not self.form.subject().name:
            self.form.name.set_error(f"Give the {self._noun} a name")
            self.form.name.edit.setFocus()
            return
        if self.form.is_changed:
            subject = self.form.subject()
            self.save_requested.emit(subject)
            self.form.show_subject(subject)
            self.show_problem("")
            self._show_state()

    def show_problem(self, text: str) -> None:
        """Say why something was not saved."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete on the list puts the subject into the bin."""
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus() and self.is_stored:
            self._on_delete_clicked()
            return
        super().keyPressEvent(event)

    def _build_layout(self) -> None:
        theme, px = self._theme, self._theme.px
        self.list.setFixedWidth(px(_LIST_WIDTH))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(f"Every {self._noun}")
        self.list.viewport().setAutoFillBackground(False)
        left = QVBoxLayout()
        left.setSpacing(px(10))
        left.addWidget(self.list, 1)
        left.addWidget(self.new)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.delete)
        foot.addStretch(1)
        foot.addWidget(self.save)
        right = QVBoxLayout()
        right.setSpacing(px(12))
        right.addWidget(self.form, 1)
        right.addWidget(self.problem)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(8), px(24), px(20))
        row.setSpacing(px(20))
        row.addLayout(left)
        row.addWidget(Divider(theme, is_vertical=True, color="borderSubtle"))
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.new.clicked.connect(self._on_new_clicked)
        self.delete.clicked.connect(self._on_delete_clicked)
        self.save.clicked.connect(self.request_save)
        self.form.changed.connect(self._show_state)
        self.form.submitted.connect(self.request_save)

    def _show_state(self) -> None:
        self.save.setEnabled(self.form.is_changed)
        self.delete.setVisible(self.is_stored)

    def _on_current_changed(self, item: QListWidgetItem | None, _before: object) -> None:
        if item is not None:
            self.show_id(item.data(Qt.ItemDataRole.UserRole))

    def _on_new_clicked(self) -> None:
        self.begin_new()
        self.form.name.edit.setFocus()

    def _on_delete_clicked(self) -> None:
        subject_id = self.form.subject_id
        self.form.show_subject(self._blank())
        self.delete_requested.emit(subject_id)
        self._show_state()


def _face(subject: Subject) -> ImageId | None:
    """Return the first picture of a person; identities have none."""
    images: tuple[ImageId, ...] = getattr(subject, "reference_images", ())
    return images[0] if images else None
