"""Who is in the next pictures: people and identity as chips, with their references counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gallery_studio.domain.naming import one_line
from gallery_studio.ui.widgets.chip import Chip, ChipStyle
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.people import Identity, Person
    from gallery_studio.ui.theme.theme import Theme

_LONGEST = 24


class LikenessRow(QWidget):
    """Chips of people and identity; there only while there are any.

    Args:
        theme: Gives all colours and sizes.
        preview: Returns a picture's preview at once, or None while it is not there.
        parent: Owner.

    Signals:
        person_removed(str): Id of a person.
        identity_removed(): The role.
    """

    person_removed = Signal(str)
    identity_removed = Signal()

    def __init__(
        self,
        theme: Theme,
        preview: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._preview = theme, preview
        self._shown: tuple[object, ...] = ()
        self._chips: list[Chip] = []
        self._people: tuple[Person, ...] = ()
        self._note = PlainLabel(theme, "", "meta", "textSecondary", max_lines=2)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._note, 1)
        self.setAccessibleName("People and identity")
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def chips(self) -> list[Chip]:
        """Return the chips in order."""
        return list(self._chips)

    def set_likeness(self, people: Sequence[Person], identity: Identity | None) -> bool:
        """Show these; return whether others than before."""
        shown = (tuple(people), identity)
        self.setVisible(bool(people) or identity is not None)
        if shown == self._shown:
            return False
        self._shown, self._people = shown, tuple(people)
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._person_chip(person) for person in people]
        if identity is not None:
            self._chips.append(self._identity_chip(identity))
        for place, chip in enumerate(self._chips):
            self._row.insertWidget(place, chip)
            chip.show()
        self.previews_changed()
        return True

    def set_note(self, text: str, *, is_warning: bool) -> None:
        """Say how many references go along, and which do not fit."""
        self._note.setText(text)
        self._note.set_color("warning" if is_warning else "textSecondary")

    def previews_changed(self) -> None:
        """Show the pictures that have arrived."""
        for chip, person in zip(self._chips, self._people, strict=False):
            image = person.reference_images[0] if person.reference_images else None
            chip.set_picture(self._preview(image) if image is not None else None)

    def _person_chip(self, person: Person) -> Chip:
        style = ChipStyle(one_line(person.name, _LONGEST), "users-round", is_removable=True)
        chip = Chip(self._theme, style, self)
        chip.setAccessibleName(f"Person: {person.name}")
        chip.setProperty("person", person.id)
        set_plain_tooltip(chip, person.name, "Del removes it")
        chip.remove_requested.connect(self._on_person_removed)
        return chip

    def _identity_chip(self, identity: Identity) -> Chip:
        style = ChipStyle(one_line(identity.name, _LONGEST), "sparkles", is_removable=True)
        chip = Chip(self._theme, style, self)
        chip.setAccessibleName(f"Identity: {identity.name}")
        set_plain_tooltip(chip, identity.description or identity.name, "Del removes it")
        chip.remove_requested.connect(self.identity_removed)
        return chip

    def _on_person_removed(self) -> None:
        chip = self.sender()
        if chip is not None:
            self.person_removed.emit(str(chip.property("person")))

    def _on_theme_changed(self) -> None:
        self._row.setSpacing(self._theme.px(6))
