"""People and identity in the compose bar: shown, counted, and taken out by key and by mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from gallery_studio.domain.ids import IdentityId, ImageId, PersonId
from gallery_studio.domain.people import Identity, Person
from gallery_studio.ui.compose.compose_value import ComposeValue
from tests.support.compose_samples import SETTINGS

NOW = "2026-11-21T11:42:00.000+00:00"
ADA = Person(PersonId("ada"), "Ada", NOW, reference_images=(ImageId("a" * 64),))
BEN = Person(PersonId("ben"), "Ben", NOW, reference_images=(ImageId("b" * 64),))
ARTIST = Identity(IdentityId("artist"), "The Artist", NOW)


@pytest.fixture
def likeness(bar):
    """A bar that shows Ada and Ben as The Artist."""
    bar.set_people([ADA, BEN], [ARTIST])
    wish = replace(SETTINGS, person_ids=(ADA.id, BEN.id), identity_id=ARTIST.id)
    bar.set_value(ComposeValue("at the easel", wish))
    assert names(bar) == ["Person: Ada", "Person: Ben", "Identity: The Artist"]
    return bar


def names(bar) -> list[str]:
    return [chip.accessibleName() for chip in bar.likeness.chips() if chip.isVisible()]


def press_delete(qtbot, chip) -> None:
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Delete)


def click_cross(qtbot, chip) -> None:
    place = QPoint(chip.width() - 12, chip.height() // 2)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("take_out", [press_delete, click_cross])
def test_a_person_is_taken_out(likeness, qtbot, take_out):
    assert "2 of" in likeness.likeness._note.text()
    with qtbot.waitSignal(likeness.settings_changed) as changed:
        take_out(qtbot, likeness.likeness.chips()[0])
    assert changed.args[0].person_ids == (BEN.id,)
    assert changed.args[0].identity_id == ARTIST.id
    assert names(likeness) == ["Person: Ben", "Identity: The Artist"]
    assert "1 of" in likeness.likeness._note.text(), "her picture is not sent either"
    assert likeness.edit.hasFocus()


@pytest.mark.parametrize("take_out", [press_delete, click_cross])
def test_the_identity_is_taken_out(likeness, qtbot, take_out):
    with qtbot.waitSignal(likeness.settings_changed) as changed:
        take_out(qtbot, likeness.likeness.chips()[-1])
    assert changed.args[0].identity_id is None
    assert changed.args[0].person_ids == (ADA.id, BEN.id)
    assert names(likeness) == ["Person: Ada", "Person: Ben"]
    assert likeness.edit.hasFocus()


def test_someone_in_the_bin_is_not_sent_until_they_are_back(likeness):
    likeness.set_people([BEN], [])
    settings = likeness.value().settings
    assert (settings.person_ids, settings.identity_id) == ((BEN.id,), None)
    assert names(likeness) == ["Person: Ben"]
    likeness.set_people([ADA, BEN], [ARTIST])
    settings = likeness.value().settings
    assert (settings.person_ids, settings.identity_id) == ((ADA.id, BEN.id), ARTIST.id)
    assert names(likeness) == ["Person: Ada", "Person: Ben", "Identity: The Artist"]


def test_the_row_goes_with_the_last_of_them(likeness, qtbot):
    tall = likeness.panel_rect
    for _ in range(3):
        press_delete(qtbot, likeness.likeness.chips()[0])
    assert not likeness.likeness.isVisible()
    assert likeness.panel_rect.height() < tall.height()
    assert likeness.panel_rect.bottom() == tall.bottom()
