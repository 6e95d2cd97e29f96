"""Matrix F: the key works without a password store, goes to one host alone, and is left nowhere."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import sqlite3
import tempfile
import threading
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gallery_studio.domain.status import Status
from gallery_studio.library.library import Library
from gallery_studio.library.product_export import export_products
from gallery_studio.paths import log_folder, resources
from gallery_studio.providers.gemini import GeminiProvider
from gallery_studio.studio import exporting
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.journey_writer import JourneyWriter
from gallery_studio.studio.project_export.exporter import ExportSource, export_project
from gallery_studio.studio.projects import ProjectRequest, Projects
from gallery_studio.workers import key_worker
from gallery_studio.workers.diagnostics import UnexpectedErrors, start_logging
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.faults.network_bench import (
    PROMPT,
    WAIT_MS,
    ask,
    failed,
    good_answer,
    has_ended,
    has_key,
    newest,
    shorten,
)
from tests.faults.test_h_places import closed_port, failure
from tests.support.archive_session import export
from tests.support.drops import in_and_out
from tests.support.gemini_server import (
    LISTING,
    Answer,
    GeminiServer,
    json_answer,
    never,
    page,
    quota,
    redirect,
    reset,
    sample,
    truncated,
)
from tests.support.searched import Writing, forms_of, hits
from tests.support.studio_bench import KEY

AWKWARD = "AIzaSyAwkward+0123/456789=abcdefghij"
"""A key that is written in another way in base64, in an address and in UTF-16."""


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch):
    with GeminiServer() as server:
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        shorten(monkeypatch)
        yield server


def entered(window: Any, qtbot: Any, text: str) -> Any:
    """Enter a key and return the last that was told of it."""
    told = []
    window.parts.keys.key_changed.connect(told.append)
    window.parts.keys.enter(text)
    qtbot.waitUntil(lambda: any(news.message for news in told), timeout=WAIT_MS)
    window.parts.keys.key_changed.disconnect(told.append)
    return told[-1]


def test_f50_search_finds_every_form(tmp_path: Path) -> None:
    """The search of the next test would see what it looks for, wherever it were."""
    for number, needle in enumerate(forms_of(AWKWARD).values()):
        (tmp_path / f"{number}").write_bytes(b"before" + needle + b"after")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.txt", f"the key is {AWKWARD} " * 9)
        archive.writestr("picture.png", picture_that_says(AWKWARD))
    (tmp_path / "b.png").write_bytes(picture_that_says(AWKWARD))
    (tmp_path / f"{KEY}.txt").touch()
    database = sqlite3.connect(tmp_path / "c.sqlite3")
    database.execute("CREATE TABLE texts (text)")
    database.execute("INSERT INTO texts VALUES (?)", (f"key {AWKWARD}",))
    database.commit()
    database.close()
    found = hits([tmp_path], AWKWARD, KEY)
    assert len({line.rpartition("(")[2] for line in found}) == len(forms_of(AWKWARD))
    for place in ("a.zip:log.txt", "a.zip:picture.png:text", "b.png:text", "c.sqlite3", KEY):
        assert any(place in line for line in found), place


def picture_that_says(text: str) -> bytes:
    """Return a PNG with a packed text inside."""
    info = PngInfo()
    info.add_text("comment", text * 9, zip=True)
    stream = BytesIO()
    Image.new("RGB", (2, 2)).save(stream, "PNG", pnginfo=info)
    assert text.encode() not in stream.getvalue()
    return stream.getvalue()


def echo(status: int) -> Answer:
    """An error in which the service repeats the key it got."""
    words = f"API key not valid: {AWKWARD} or {quote(AWKWARD, safe='')}"
    error = {"code": status, "message": words, "status": "INVALID_ARGUMENT"}
    return json_answer({"error": error}, status, X_Echo=AWKWARD)


def test_f50_after_a_session_of_every_fault_the_key_is_in_no_file(
    studio, qtbot, gemini, monkeypatch, isolated_home: Path, tmp_path: Path
) -> None:
    places = [isolated_home, tmp_path]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    writing = Writing(monkeypatch)
    shorten(monkeypatch, total_s=1.5)
    formatter = start_logging("debug", log_folder())
    studio.secrets = Secrets(formatter.hide)
    with GeminiServer() as other, studio.window() as window:
        answers = [
            echo(400), echo(403), sample("err503"), sample("err503"), sample("err503"),
            quota("1s", quota_id="PerDay"), page(), *[page(AWKWARD, 502)] * 3, redirect(other.url),
            sample("malformed"), Answer(body=b"null"), truncated(), reset(), sample("promptblock"),
            sample("imagesafety"), never(), good_answer(),
        ]  # fmt: skip
        gemini.script(*answers)
        gemini.script(echo(400), model=LISTING)
        assert entered(window, qtbot, AWKWARD).has_key
        window.parts.keys.check()
        for number in range(len(answers) - 5):  # the good one, and two more tries each of 503, 502
            card = failed(window, qtbot, f"lamp {number}")
            assert AWKWARD not in card.error_message
        with monkeypatch.context() as patch:
            patch.setattr(GeminiProvider, "_read", leaking)
            failed(window, qtbot, "a fault of our own")
        ask(window, "the last one")
        qtbot.waitUntil(lambda: newest(window).status is Status.COMPLETED, timeout=WAIT_MS)
        assert other.requests == []
        assert gemini.requests[-1].headers["x-goog-api-key"] == AWKWARD
        copied_for_other_programs(window, qtbot)
        session_id = window.session.id
        # While it is open there are files that go with it: SQLite's log, copies, the lock.
        assert list(temporary.rglob("*.png")), "the copies are elsewhere"
        assert hits(places, AWKWARD) == []
    no_way_to_the_service(studio.folder, monkeypatch)
    log = (log_folder() / "gallery-studio.log").read_text()
    assert "[key hidden]" in log
    assert "Traceback" in log
    export_everything(studio.folder, session_id, tmp_path / "out")
    assert hits(places, AWKWARD, KEY) == []
    names = {path.name for place in places for path in place.rglob("*")}
    assert names >= {"gallery-studio.log", "crash.log", "settings.json", "library.sqlite3"}
    assert names >= {"out.zip", "page.html", "products.csv", "picture.png", "backups"}
    assert writing.outside(places) == set(), "files were written where nobody looked"


def copied_for_other_programs(window: Any, qtbot: Any) -> None:
    """Copy the newest picture as a file, which lies in the temporary folder until the end."""
    worker = in_and_out(window).worker
    with qtbot.waitSignal(worker.prepared, timeout=WAIT_MS):
        worker.prepare(1, [(newest(window).image_id, "a lamp")])


def no_way_to_the_service(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults 60 and 68: nobody listens, and a proxy that is not there, its password in hand."""
    address = f"http://127.0.0.1:{closed_port()}/"
    failure(folder, address)
    with monkeypatch.context() as patch:
        patch.setenv("http_proxy", f"http://someone:{KEY}@{address.removeprefix('http://')}")
        patch.setenv("no_proxy", "")
        failure(folder, "http://gemini.invalid/")


def export_everything(folder: Path, session_id: Any, out: Path) -> None:
    """Write all there is to write out of a library: archive, page, picture, catalogue, backup."""
    out.mkdir()
    library = Library.open(folder)
    export(library, session_id, out / "out.zip", with_people=True)
    library.back_up()
    reader = library.reader()
    card = next(card for card in reader.canvas_cards(session_id) if card.image_id)
    image = reader.image(card.image_id)
    exporting.save_picture(library.images, image, out / "picture.png")
    export_products(reader.every_product(), out / "products.csv")
    executor = LibraryExecutor(library, lambda _changes: None)
    projects = Projects(executor, load_catalogue(), JourneyWriter("", None))
    project = asyncio.run(projects.create(ProjectRequest(session_id, title="out"))).project
    files = reader.images(project.content.image_ids())
    source = ExportSource(project, files, library.images, resources())
    export_project(source, out / "page.html", lambda *_: b"")
    reader.shutdown()
    executor.shutdown()
    library.shutdown()


class Secrets(list):
    """Makes each key known to the log, as the program does."""

    def __init__(self, hide: Any) -> None:
        super().__init__()
        self._hide = hide

    def append(self, secret: str) -> None:
        self._hide(secret)


def leaking(provider: GeminiProvider, *_: object) -> None:
    """Fail with the key in hand, while the stack is written as at a crash."""
    with (log_folder() / "crash.log").open("w") as file:
        faulthandler.dump_traceback(file)
    raise RuntimeError(f"not expected: key={provider._api_key}")


class Forgetful(null.Keyring):
    """Accepts everything and forgets it."""

    priority = 1


class Locked(KeyringBackend):
    """Nobody unlocks it."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"locked, {password} is not kept")


class Hanging(KeyringBackend):
    """Waits for a person who never comes."""

    priority = 1
    released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(30)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.released.wait(30)
        raise RuntimeError("nobody came")


@pytest.fixture
def use_backend(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(key_worker, "STORE_S", 0.3)
    Hanging.released.clear()
    before = keyring.get_keyring()
    yield keyring.set_keyring
    Hanging.released.set()
    keyring.set_keyring(before)


@pytest.mark.parametrize("backend", [fail.Keyring, Forgetful, Locked, Hanging])
def test_f51_without_a_password_store_the_key_works_for_this_session(
    studio, qtbot, gemini, use_backend, backend
) -> None:
    use_backend(backend())
    with studio.window() as window:
        beats: list[int] = []
        pulse = qtbot_timer(window, beats)
        news = entered_when_ready(window, qtbot, KEY)
        assert "kept until you quit" in news.message
        assert news.source == "session"
        assert KEY not in news.message
        ask(window)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
        assert newest(window).status is Status.COMPLETED
        assert len(beats) >= 2, "the window stood still"
        pulse.stop()
    assert gemini.requests[-1].headers["x-goog-api-key"] == KEY


def entered_when_ready(window: Any, qtbot: Any, text: str) -> Any:
    told = []
    window.parts.keys.key_changed.connect(told.append)
    window.parts.keys.enter(text)
    qtbot.waitUntil(lambda: any("quit" in news.message for news in told), timeout=WAIT_MS)
    return told[-1]


def qtbot_timer(window: Any, beats: list[int]) -> Any:
    from PySide6.QtCore import QTimer

    timer = QTimer(window)
    timer.timeout.connect(lambda: beats.append(1))
    timer.start(20)
    return timer


def test_f51_key_of_the_environment_works_beside_a_store_that_hangs(
    studio, qtbot, gemini, use_backend, monkeypatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    use_backend(Hanging())
    with studio.window() as window:
        told = []
        window.parts.keys.key_changed.connect(told.append)
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        assert told[-1].source == "environment"
        assert "does not answer" in told[-1].message
        ask(window)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
        assert newest(window).status is Status.COMPLETED


def test_f51_check_asked_for_with_the_key_is_about_that_key(studio, qtbot, gemini) -> None:
    with studio.window() as window:
        told = []
        window.parts.keys.key_changed.connect(told.append)
        window.parts.keys.enter(KEY)
        window.parts.keys.check()
        qtbot.waitUntil(lambda: any(n.is_ok for n in told), timeout=WAIT_MS)
        assert "There is no key" not in " ".join(news.message for news in told)


def test_f51_fault_of_our_own_in_the_key_worker_is_told(studio, qtbot, monkeypatch, caplog) -> None:
    with studio.window() as window:
        told = []
        window.parts.keys.key_changed.connect(told.append)
        monkeypatch.setattr(window.parts.keys._store, "set", lambda _text: 1 / 0)
        window.parts.keys.enter(KEY)
        qtbot.waitUntil(lambda: any(n.is_ok is False for n in told), timeout=WAIT_MS)
        assert "Try again" in told[-1].message
        monkeypatch.undo()
        assert entered_when_ready(window, qtbot, KEY).has_key
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "AIzaSy with blanks inside it", "AIzaSyTest-01234\n56789abcdefghij",
     "AIzаSyTest-0123456789_abcdefghijk"],
    ids=["empty", "blank", "blanks inside", "line break", "Cyrillic letter"],
)  # fmt: skip
def test_f52_what_cannot_be_a_key_is_refused_at_entry(studio, qtbot, gemini, typed) -> None:
    with studio.window() as window:
        news = entered(window, qtbot, typed)
        assert news.is_ok is False
        assert not news.has_key
        assert news.message.endswith(".")
        assert not typed.strip() or typed.strip() not in news.message
        assert entered_when_ready(window, qtbot, f'  "{KEY}"\n').has_key
        ask(window)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
    assert {r.headers["x-goog-api-key"] for r in gemini.requests} == {KEY}


@pytest.mark.usefixtures("in_processes")
def test_f53_variables_of_the_library_point_no_call_elsewhere(
    studio, qtbot, gemini, monkeypatch
) -> None:
    with GeminiServer() as other:
        for name in ("GOOGLE_GEMINI_BASE_URL", "GOOGLE_VERTEX_BASE_URL"):
            monkeypatch.setenv(name, other.url)
        monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
        monkeypatch.setenv("GEMINI_API_KEY", "AIzaSy-the-second-in-order-012345")
        monkeypatch.setenv("GOOGLE_API_KEY", KEY)
        with studio.window() as window:
            qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
            ask(window)
            qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
            assert newest(window).status is Status.COMPLETED
        assert other.requests == []
    assert {r.headers["x-goog-api-key"] for r in gemini.requests} == {KEY}


def test_f54_report_of_an_error_in_a_worker_holds_neither_key_nor_prompt(tmp_path: Path) -> None:
    formatter = start_logging("debug", tmp_path)
    formatter.hide(AWKWARD)
    told: list[str] = []
    errors = UnexpectedErrors(told.append)
    errors.install()
    try:
        worker = threading.Thread(target=broken, args=(PROMPT, AWKWARD))
        worker.start()
        worker.join()
    finally:
        errors.shutdown()
    for handler in logging.getLogger("gallery_studio").handlers:
        handler.flush()
    log = (tmp_path / "gallery-studio.log").read_text()
    assert "RuntimeError: the call with [key hidden] failed" in log
    assert "broken" in log
    assert PROMPT not in log
    assert hits([tmp_path], AWKWARD) == []
    assert len(told) == 1
    assert "Your work is saved" in told[0]


def broken(prompt: str, key: str) -> None:
    assert prompt
    raise RuntimeError(f"the call with {key} failed")
