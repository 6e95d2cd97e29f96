"""What a refused or stopped command leaves behind, and what is shown while it runs."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from gallery_studio.cli.progress_line import ProgressLine
from gallery_studio.library.archive import staging, writer
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.archive.store import ArchiveStore
from gallery_studio.library.images import ImageStore
from gallery_studio.library.library import Library
from gallery_studio.studio.archiving import PictureLook

no_signals = pytest.mark.skipif(os.name == "nt", reason="no SIGINT for one process there")


class Terminal(io.StringIO):
    """Standard error where a person looks at it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def archive(run, filled, tmp_path) -> Path:
    folder, session_id = filled
    assert run(folder, "export", session_id, str(tmp_path / "good.zip"))[0] == 0
    return tmp_path / "good.zip"


@pytest.fixture
def interrupted(monkeypatch):
    """Press Ctrl+C in the midst of some work; it goes on when the wish to stop has arrived."""
    has_arrived = threading.Event()
    real_stop = ArchiveTask.stop

    def stop(task: ArchiveTask) -> None:
        real_stop(task)
        has_arrived.set()

    monkeypatch.setattr(ArchiveTask, "stop", stop)
    # A shell has what it starts in the background ignore Ctrl+C, and these tests with it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupt(owner: type, name: str, *, is_after: bool = False) -> None:
        real = getattr(owner, name)

        def pressed(*arguments):
            result = real(*arguments) if is_after else None
            os.kill(os.getpid(), signal.SIGINT)
            assert has_arrived.wait(20)
            return result if is_after else real(*arguments)

        monkeypatch.setattr(owner, name, pressed)

    yield interrupt
    signal.signal(signal.SIGINT, before)


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def rewritten(source: Path, target: Path, change) -> None:
    """Write an archive anew with each entry as `change` makes it of name and content."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


def spoil(kind: str, good: Path, bad: Path) -> None:
    def newer(name: str, data: bytes) -> bytes:
        return json.dumps(json.loads(data) | {"version": 99}) if name == "metadata.json" else data

    def damaged(name: str, data: bytes) -> bytes:
        return data[:-1] + b"?" if name.startswith("images/") else data

    if kind == "text":
        bad.write_text("no archive")
    elif kind == "another ZIP":
        with zipfile.ZipFile(bad, "w") as target:
            target.writestr("letter.txt", "Dear reader")
    elif kind in ("newer", "damaged"):
        rewritten(good, bad, newer if kind == "newer" else damaged)


@pytest.mark.parametrize("kind", ["missing", "text", "another ZIP", "newer", "damaged"])
@pytest.mark.parametrize("where", ["deep/down/new", "there", "with a letter"])
def test_a_refused_import_leaves_no_library_behind(run, archive, tmp_path, kind, where):
    spoil(kind, archive, tmp_path / "bad.zip")
    (tmp_path / "there").mkdir()
    (tmp_path / "with a letter" / "backups").mkdir(parents=True)
    (tmp_path / "with a letter" / "letter.txt").write_text("Dear reader")
    before = everything(tmp_path)
    code, out, err = run(tmp_path / where, "import", str(tmp_path / "bad.zip"))
    assert (code, out) == (2, "")
    assert err.endswith("; nothing was changed.\n")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("kind", ["missing", "text", "another ZIP"])
def test_what_is_no_archive_is_told_before_a_library_is_made(
    run, archive, tmp_path, kind, monkeypatch
):
    spoil(kind, archive, tmp_path / "bad.zip")
    monkeypatch.setattr(Library, "open", lambda *_: pytest.fail("a library was opened"))
    assert run(tmp_path / "new", "import", str(tmp_path / "bad.zip"))[0] == 2


def test_an_empty_library_that_was_there_stays(run, archive, tmp_path):
    Library.open(tmp_path / "empty").shutdown()
    spoil("damaged", archive, tmp_path / "bad.zip")
    assert run(tmp_path / "empty", "import", str(tmp_path / "bad.zip"))[0] == 2
    assert (tmp_path / "empty" / "library.sqlite3").exists()


def test_nothing_to_delete_leaves_no_library_behind_either(run, tmp_path):
    assert run(tmp_path / "new", "delete", "nobody")[0] == 2
    assert everything(tmp_path) == {}


def test_a_picture_nobody_knows_of_keeps_the_library_it_lies_in(
    run, archive, tmp_path, monkeypatch
):
    """What was put into its place is taken away by whoever put it there, and by nobody else."""

    def fail(store: ArchiveStore, staged) -> None:
        staging.put_in_place(staged.files)
        raise KeyError("a fault of ours")

    monkeypatch.setattr(ArchiveStore, "store", fail)
    with pytest.raises(KeyError):
        run(tmp_path / "new", "import", str(archive))
    assert len(list((tmp_path / "new" / "images").glob("*/*.png"))) == 7
    assert (tmp_path / "new" / "library.sqlite3").exists()


@no_signals
def test_ctrl_c_during_an_import_leaves_nothing(run, archive, tmp_path, interrupted):
    before = everything(tmp_path)
    interrupted(PictureLook, "inspect")
    code, out, err = run(tmp_path / "new", "import", str(archive))
    assert (code, out, err) == (130, "", "Stopped. Nothing was changed.\n")
    assert everything(tmp_path) == before


@no_signals
def test_ctrl_c_during_an_export_leaves_the_older_archive(run, filled, archive, interrupted):
    before = everything(archive.parent)
    interrupted(ImageStore, "read")
    code, out, err = run(filled[0], "export", filled[1], str(archive))
    assert (code, out, err) == (130, "", "Stopped. Nothing was changed.\n")
    assert everything(archive.parent) == before


@no_signals
def test_ctrl_c_that_comes_too_late_is_not_called_in_time(
    run, filled, archive, tmp_path, interrupted
):
    interrupted(ArchiveStore, "store", is_after=True)
    code, _, err = run(tmp_path / "new", "import", str(archive))
    assert (code, err) == (130, "The session was in before it could be stopped.\n")
    assert run(tmp_path / "new", "search", "leuchtturm")[0] == 0
    interrupted(writer, "replace", is_after=True)
    code, _, err = run(filled[0], "export", filled[1], str(tmp_path / "late.zip"))
    assert (code, err) == (130, "late.zip was whole before it could be stopped.\n")
    assert zipfile.ZipFile(tmp_path / "late.zip").testzip() is None


def test_a_terminal_shows_one_line_that_is_rewritten_and_wiped(run, filled, tmp_path, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    code, out, _ = run(filled[0], "export", filled[1], str(tmp_path / "s.zip"))
    assert (code, out) == (0, "7 pictures and 1 project exported to s.zip\n")
    monkeypatch.setattr(sys, "stderr", terminal)
    assert run(tmp_path / "new", "import", str(tmp_path / "s.zip"))[0] == 0
    shown = terminal.getvalue()
    assert "\n" not in shown
    lines = [line.rstrip() for line in shown.split("\r")]
    assert lines[1].startswith("Exporting: 0 bytes of ")
    assert sum(line.startswith("Exporting: ") for line in lines) == 8
    assert sum(line.startswith("Importing: ") for line in lines) == 8
    assert lines[-2:] == ["", ""]


@pytest.mark.parametrize("is_terminal", [True, False])
def test_no_progress_is_shown_in_a_file_or_to_a_script(
    run, filled, tmp_path, monkeypatch, is_terminal
):
    stream = Terminal() if is_terminal else io.StringIO()
    words = ["--json"] if is_terminal else []
    for command in (("export", filled[1]), ("import",)):
        monkeypatch.setattr(sys, "stderr", stream)
        code, out, _ = run(filled[0], *command, str(tmp_path / "s.zip"), *words)
        assert code == 0
        assert "Exporting" not in out
        assert not is_terminal or json.loads(out)
    assert "ing: " not in stream.getvalue()


def test_a_shorter_line_leaves_nothing_of_the_longer_one():
    terminal = Terminal()
    with ProgressLine("Exporting", is_shown=True, stream=terminal) as line:
        line.tell_bytes(999, 5000)
        line.tell_bytes(2000, 5000)
        line.tell_bytes(2001, 5000)
    assert terminal.getvalue() == (
        "\rExporting: 999 bytes of 5.0 KB\rExporting: 2.0 KB of 5.0 KB   \r" + " " * 27 + "\r"
    )


def test_a_terminal_that_goes_away_ends_nothing():
    terminal = Terminal()
    with ProgressLine("Exporting", is_shown=True, stream=terminal) as line:
        terminal.close()
        line.tell_bytes(1, 2)


def test_doctor_shows_its_checking_on_the_same_line(run, filled, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    code, out, _ = run(filled[0], "doctor")
    assert (code, "Checking" in out) == (0, False)
    line = "\rChecking: 8 of 8 pictures"
    assert terminal.getvalue() == line + "\r" + " " * (len(line) - 1) + "\r"


def test_without_a_standard_error_nothing_is_shown(run, filled, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stderr", None)
    assert run(filled[0], "export", filled[1], str(tmp_path / "s.zip"))[0] == 0
