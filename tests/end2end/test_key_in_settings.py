"""The key in the settings: typed in, checked, and taken out of the system's password store."""

from __future__ import annotations

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gallery_studio.providers.keys import ACCOUNT, SERVICE
from tests.support.gemini_server import GeminiServer
from tests.support.studio_bench import KEY
from tests.support.wall import WAIT_MS


class Store(KeyringBackend):
    """A password store in memory.

    Attributes:
        kept: What it holds.
        is_stubborn: Whether it deletes nothing.
    """

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.is_stubborn = True

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.is_stubborn:
            raise PasswordDeleteError("no")
        self.kept.pop((service, username), None)


@pytest.fixture
def store(monkeypatch):
    with GeminiServer() as server:
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        before = keyring.get_keyring()
        store = Store()
        keyring.set_keyring(store)
        yield store
        keyring.set_keyring(before)


def entered(window, qtbot):
    """Type the key into the settings; return their section of it once it is checked."""
    qtbot.mouseClick(window.sidebar.footer.add_key, Qt.MouseButton.LeftButton)
    section = window.settings._dialog.gemini_page.key_section
    QTest.keyClicks(section.field.edit, KEY)
    QTest.keyClick(section.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "The key works." in section.status.text(), timeout=WAIT_MS)
    return section


def asked_models(window) -> list[str]:
    return [model.id for model in window.composer.askable()]


def test_a_key_is_removed_and_the_studio_goes_on_offline(studio, qtbot, store) -> None:
    with studio.window() as window:
        section = entered(window, qtbot)
        assert store.kept == {(SERVICE, ACCOUNT): KEY}
        qtbot.mouseClick(section.remove_button, Qt.MouseButton.LeftButton)
        words = "The password store kept the key."
        qtbot.waitUntil(lambda: words in section.status.text(), timeout=WAIT_MS)
        assert section.remove_button.isVisible(), "it can be tried again"
        assert len(asked_models(window)) > 1
        store.is_stubborn = False
        qtbot.mouseClick(section.remove_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: section.status.text() == "The key was removed.", timeout=WAIT_MS)
        assert store.kept == {}
        assert not section.remove_button.isVisible()
        assert KEY[-4:] not in section.field.edit.placeholderText()
        assert section.field.edit.hasFocus()
        window.settings._dialog.close_dialog()
        assert asked_models(window) == ["offline"]
        assert window.compose.value().settings.models == ("offline",)
        assert window.sidebar.footer.add_key.isVisible()
