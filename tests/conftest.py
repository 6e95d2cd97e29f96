"""What holds for every test: its own folders, no network but loopback, no modal, no leftovers."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_ACCESSIBILITY", "1")

import gc
import logging
import socket
import threading
from pathlib import Path

import pytest

from gallery_studio.ui.override_guard import guard_overrides
from tests.support.garbage import Garbage

guard_overrides()  # as the program does, before its classes are defined
gc.disable()  # as the program does: a test's threads would end the widgets of the one before
garbage = Garbage()

_KEYS = (
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "GALLERY_STUDIO_GEMINI_URL",
    "GALLERY_STUDIO_LIBRARY",
    "GOOGLE_GEMINI_BASE_URL",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "https_proxy",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
)


@pytest.fixture(autouse=True)
def cycles_end_on_this_thread():
    """Collect between tests, and on no thread that a test starts: PySide crashes over that."""
    assert not gc.isenabled(), "the test before had Python collect on every thread again"
    yield
    garbage.collect()


@pytest.fixture(autouse=True)
def isolated_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give each test a home of its own, no keys and no password store."""
    home = tmp_path_factory.mktemp("home")
    for name in _KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in (
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_STATE_HOME", ".local/state"),
    ):
        monkeypatch.setenv(variable, str(home / folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return home


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    real_connect = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if isinstance(host, str) and host and not host.startswith("127.") and host != "::1":
            raise AssertionError(f"a test tried to reach {host}")
        real_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def no_modal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A modal dialog would hang the run: fail instead."""
    from PySide6.QtWidgets import QDialog, QMenu

    def refuse(self: object, *_: object) -> int:
        raise AssertionError(f"{type(self).__name__}.exec() in a test")

    monkeypatch.setattr(QDialog, "exec", refuse)
    monkeypatch.setattr(QMenu, "exec", refuse)


@pytest.fixture(autouse=True)
def no_dangling_threads() -> None:
    """Fail a test that leaves a thread of ours running."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in set(threading.enumerate()) - before
        if thread.is_alive() and not thread.daemon
    ]
    for thread in left:
        thread.join(timeout=5)
    assert not [thread for thread in left if thread.is_alive()]


@pytest.fixture(autouse=True)
def logging_as_it_was():
    """Take back what a test that starts the program's logging set up."""
    logger = logging.getLogger("gallery_studio")
    before = (list(logger.handlers), logger.level, logger.propagate)
    yield
    for handler in set(logger.handlers) - set(before[0]):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(before[1])
    logger.propagate = before[2]


@pytest.fixture(autouse=True)
def no_unexpected_warnings(caplog: pytest.LogCaptureFixture):
    """Fail a test in which the studio logged a warning it does not name.

    A test that expects one calls ``caplog.clear()`` after having looked at it.
    """
    yield
    loud = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.startswith("gallery_studio")
    ]
    assert not loud, [record.getMessage() for record in loud]


@pytest.fixture
def library_folder(tmp_path: Path) -> Path:
    """A folder for a library that does not exist yet."""
    return tmp_path / "library"
