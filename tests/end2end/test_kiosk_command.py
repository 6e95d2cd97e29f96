"""``gallery-studio kiosk``: what it prepares, refuses and takes away again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from gallery_studio.cli import kiosk as command
from gallery_studio.cli.main import parse, run_command
from gallery_studio.domain.errors import RequestError
from gallery_studio.library.library import Library
from gallery_studio.studio.kiosk_library import demo_session_id
from gallery_studio.studio.kiosk_options import KioskOptions
from gallery_studio.studio.kiosk_pin import is_pin
from tests.support.kiosk_desk import demo_library, hashes


@pytest.fixture
def run(tmp_path, monkeypatch, library_folder):
    """Runs the command with a supervisor that only looks at what it was given."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    seen: list[KioskOptions] = []

    def supervise(options: KioskOptions) -> int:
        assert KioskOptions.from_json(options.to_json()) == options
        library = Library.open_read_only(Path(options.folder) / "shown")
        reader = library.reader()
        for session_id in options.session_ids:
            assert reader.canvas_cards(session_id)
        reader.shutdown()
        library.shutdown()
        seen.append(options)
        return 0

    monkeypatch.setattr(command, "_supervise", supervise)

    def run_it(*words: str) -> tuple[int, list[KioskOptions]]:
        arguments, folder = parse(["--library", str(library_folder), "kiosk", *words])
        code = run_command(arguments, folder)
        assert list(temporary.iterdir()) == []
        return code, seen

    return run_it


def test_the_copy_is_shown_and_goes_with_the_kiosk(run, library_folder):
    before = hashes(demo_library(library_folder))
    code, (options,) = run("--loop", "--interactive", "--pin", "4711", "--idle-s", "30")
    assert code == 0
    assert options.session_ids == (demo_session_id(),)
    assert is_pin("4711", options.pin_hash)
    assert "4711" not in options.to_json()
    assert (options.is_looping, options.is_interactive, options.idle_s) == (True, True, 30)
    assert hashes(library_folder) == before


def test_without_a_library_the_demo_is_shown_and_no_library_is_made(run, library_folder, capsys):
    _, (options,) = run()
    assert options.session_ids == (demo_session_id(),)
    assert not library_folder.exists()
    said = capsys.readouterr().err
    assert "demo session" in said
    pin = said.split("The PIN to leave is ")[1][:6]
    assert is_pin(pin, options.pin_hash)


def test_the_pin_may_come_from_the_environment(run, monkeypatch):
    monkeypatch.setenv("GALLERY_STUDIO_KIOSK_PIN", "987654")
    _, (options,) = run()
    assert is_pin("987654", options.pin_hash)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--pin", "12"), "4 to 12 digits"),
        (("--idle-s", "1"), "--idle-s takes"),
        (("--live", "offline"), "is none"),
        (("--live", "gemini-3-pro-image"), "needs a Gemini key"),
        (("nothing of that name",), "No session is called"),
    ],
)
def test_what_cannot_be_is_refused_in_words(run, library_folder, capsys, caplog, words, said):
    demo_library(library_folder)
    code, seen = run(*words)
    caplog.clear()
    assert code == 2
    assert said in capsys.readouterr().err
    assert seen == []


def test_a_key_for_real_calls_stays_off_the_command_line(run, library_folder, monkeypatch):
    monkeypatch.setenv("GEMINI_API_KEY", "AIza-example-of-a-key-that-is-none")
    demo_library(library_folder)
    _, (options,) = run("--live", "gemini-3-pro-image")
    assert options.api_key == "AIza-example-of-a-key-that-is-none"
    assert options.is_interactive
    assert "AIza" not in repr(options)


def test_what_a_killed_kiosk_left_is_swept(run, tmp_path):
    left = Path(tempfile.gettempdir()) / "gallery-studio-kiosk-left"
    (left / "visitor").mkdir(parents=True)
    (left / "visitor" / "secret.png").write_bytes(b"x")
    run()
    assert not left.exists()


@pytest.mark.parametrize("text", ["[]", "{}", '{"folder": 1, "nonsense": 2}', "no json"])
def test_options_that_are_none_are_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the text of the error is Python's own
        KioskOptions.from_json(text)


def test_a_request_error_is_no_crash():
    with pytest.raises(RequestError):
        command._key("no such model")
