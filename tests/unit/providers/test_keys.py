"""Keys: checked at entry, kept where they read back, found in the right order."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from gallery_studio.domain.errors import RequestError
from gallery_studio.providers.keys import KeySource, KeyStore, clean_key

KEY = "AIzaSyTest-0123456789_abcdefghijklmnopq"
OTHER = "AIzaSyTest-9876543210_qponmlkjihgfedcba"


class MemoryStore(KeyringBackend):
    """A password store that works."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class LockedStore(MemoryStore):
    """A password store that nobody unlocks, and that blurts out what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot keep {password}")


@pytest.fixture
def use_backend() -> Iterator[object]:
    """Put a backend in force for one test."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    "typed", [f"  {KEY}\n", f'"{KEY}"', f"'{KEY}'", f"“{KEY}”", f"\t`{KEY}` ", KEY]
)
def test_a_key_is_cleaned_of_what_copying_leaves(typed: str) -> None:
    assert clean_key(typed) == KEY


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter a key"),
        ("   ", "Enter a key"),
        ('""', "Enter a key"),
        ("AIzaSy with blanks inside it", "blank"),
        ("AIzaSyTest-0123456789\nabcdefghij", "line break"),
        ("AIzaSyTest-0123456789\tabcdefghij", "line break"),
        ("AIzаSyTest-0123456789_abcdefghijk", "another alphabet"),
        ("AIzaSyShort", "20 to 200"),
        ("A" * 201, "20 to 200"),
    ],
)
def test_what_cannot_be_a_key_is_refused_without_repeating_it(typed: str, words: str) -> None:
    with pytest.raises(RequestError) as caught:
        clean_key(typed)

    assert words in caught.value.message
    assert not typed.strip(' "') or typed not in caught.value.message


def test_a_store_that_works_keeps_the_key(use_backend) -> None:
    use_backend(MemoryStore())

    saved = KeyStore({}).set(f" {KEY} ")

    assert saved.is_kept
    current = KeyStore({}).current()
    assert current is not None
    assert (current.value, current.source) == (KEY, KeySource.STORE)


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, LockedStore])
def test_without_a_store_the_key_lasts_for_the_session(
    use_backend, backend: type[KeyringBackend], caplog: pytest.LogCaptureFixture
) -> None:
    use_backend(backend())
    store = KeyStore({})

    with caplog.at_level(logging.DEBUG):
        saved = store.set(KEY)
        current = store.current()

    assert not saved.is_kept
    assert "until you quit" in saved.message
    assert current is not None
    assert (current.value, current.source) == (KEY, KeySource.SESSION)
    assert KeyStore({}).current() is None
    assert KEY not in caplog.text


def test_a_backend_that_does_not_exist_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ModuleNotFoundError("no_such_backend")

    monkeypatch.setattr(keyring, "get_password", lambda *_: broken())
    monkeypatch.setattr(keyring, "set_password", lambda *_: broken())

    assert not KeyStore({}).set(KEY).is_kept


@pytest.mark.parametrize(
    ("environ", "value"),
    [
        ({}, None),
        ({"GEMINI_API_KEY": KEY}, KEY),
        ({"GOOGLE_API_KEY": OTHER, "GEMINI_API_KEY": KEY}, OTHER),
        ({"GOOGLE_API_KEY": "", "GEMINI_API_KEY": KEY}, KEY),
        ({"GOOGLE_API_KEY": f'"{KEY}"\n'}, KEY),
    ],
)
def test_the_environment_comes_last_google_before_gemini(
    use_backend, environ: dict[str, str], value: str | None
) -> None:
    use_backend(fail.Keyring())

    current = KeyStore(environ).current()

    assert (current.value if current else None) == value
    assert current is None or current.source is KeySource.ENVIRONMENT


def test_the_processes_own_environment_is_the_default(
    use_backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_backend(fail.Keyring())
    monkeypatch.setitem(os.environ, "GEMINI_API_KEY", KEY)

    assert KeyStore().current() is not None


def test_an_unusable_variable_is_named_and_left_out(
    use_backend, caplog: pytest.LogCaptureFixture
) -> None:
    use_backend(fail.Keyring())

    current = KeyStore({"GOOGLE_API_KEY": "bad key", "GEMINI_API_KEY": KEY}).current()

    assert current is not None
    assert current.value == KEY
    assert "GOOGLE_API_KEY" in caplog.text
    assert "bad key" not in caplog.text
    caplog.clear()


def test_the_store_comes_before_the_environment_and_the_session_before_both(use_backend) -> None:
    memory = MemoryStore()
    use_backend(memory)
    store = KeyStore({"GEMINI_API_KEY": "AIza-from-the-environment"})
    store.set(OTHER)
    assert store.current().value == OTHER

    use_backend(fail.Keyring())
    store.set(KEY)
    use_backend(memory)

    assert store.current().value == KEY


def test_removing_forgets_the_typed_and_the_stored_key(use_backend) -> None:
    use_backend(MemoryStore())
    store = KeyStore({})
    store.set(KEY)

    assert store.remove()
    assert store.current() is None
    assert store.remove()


def test_the_key_of_the_environment_outlives_removing(use_backend) -> None:
    use_backend(MemoryStore())
    store = KeyStore({"GEMINI_API_KEY": OTHER})
    store.set(KEY)
    store.remove()

    assert store.current().source is KeySource.ENVIRONMENT


def test_no_repr_shows_the_key(use_backend) -> None:
    use_backend(fail.Keyring())
    store = KeyStore({})
    saved = store.set(KEY)

    assert KEY not in f"{store!r}{store.current()!r}{saved!r}"


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has what is looked for")
def test_no_compiler_is_run_to_find_the_password_store(tmp_path):
    program = (
        "import sys\n"
        "from gallery_studio.providers.keys import store_name\n"
        "started = []\n"
        "sys.addaudithook(lambda name, _: name == 'subprocess.Popen' and started.append(name))\n"
        "store_name()\n"
        "import keyring.backend\n"
        "names = {type(ring).__module__ for ring in keyring.backend.get_all_keyring()}\n"
        "assert 'keyring.backends.fail' in names, names\n"
        "print(len(started))\n"
    )
    variables = {k: v for k, v in os.environ.items() if k != "PYTHON_KEYRING_BACKEND"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, timeout=60, check=True,
        env=variables | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.strip() == "0", done.stderr
