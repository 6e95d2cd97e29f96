"""Matrix A: one copy of SQLite, the same pragmas everywhere, and every text there is."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.ids import IdentityId, PersonId, ProductId
from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.studio import checking
from tests.support.damage import fill
from tests.unit.library.building import NOW, answer, run_work, session

WANTED = {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal"}


class Watched(sqlite3.Connection):
    """A connection that tells its pragmas when it is closed."""

    seen: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def close(self) -> None:
        try:
            names = (*WANTED, "query_only")
            values = {name: self.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
            Watched.seen.append((self.address, values))
        except sqlite3.Error as error:
            Watched.seen.append((self.address, {"error": str(error)}))
        super().close()


def test_a03_every_connection_that_can_write_has_the_pragmas(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect
    Watched.seen = []

    def connect(address: object, *arguments: object, **named: object) -> Watched:
        connection = real(address, *arguments, **(named | {"factory": Watched}))
        connection.address = str(address)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)
    library = Library.open(library_folder)
    fill(library, sessions=1)
    library.reader().shutdown()
    library.check()
    library.back_up()
    checking.check(library_folder)
    library.shutdown()
    Library.open_read_only(library_folder).reader().shutdown()
    ours = [
        (address, values)
        for address, values in Watched.seen
        if address.partition("?")[0].endswith(DATABASE_NAME) and "backups" not in address
    ]
    writers = [
        values
        for address, values in ours
        if "mode=ro" not in address and "immutable" not in address and not values["query_only"]
    ]
    assert len(ours) >= 5
    assert writers, "the library was written through no connection at all"
    for values in writers:
        assert {name: values[name] for name in WANTED} == WANTED


FULL_SESSION = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from gallery_studio.app import WindowOptions, make_application, run_until_closed
from gallery_studio.config import SettingsFile
from gallery_studio.ui.main_window import MainWindow
from tests.support.hands import Hands, shown_window

folder = Path(sys.argv[1])
app = make_application()

def use():
    window = shown_window(MainWindow)
    window.open_session(window.parts.reader.session_summaries()[0].id)
    window.settings.open()

hands = Hands()
hands.when(lambda: shown_window(MainWindow) is not None, use)
hands.when(lambda: bool(shown_window(MainWindow).view.model.cards),
           lambda: shown_window(MainWindow).close())
settings = SettingsFile(folder.parent / "settings.json")
code = run_until_closed(app, WindowOptions(folder, settings, lambda key: None))
hands.check()
maps = Path("/proc/self/maps")
print(json.dumps({
    "exit": code,
    "loaded": sorted(name for name, module in sys.modules.items() if module is not None),
    "mapped": sorted({line.split()[-1] for line in maps.read_text().splitlines()
                      if "/" in line}) if maps.exists() else [],
}), flush=True)
"""


@pytest.mark.slow
def test_a18_no_second_copy_of_sqlite_after_a_full_session(library_folder: Path) -> None:
    library = Library.open(library_folder)
    fill(library)
    library.shutdown()
    done = subprocess.run(
        [sys.executable, "-c", FULL_SESSION, str(library_folder)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["exit"] == 0
    assert "sqlite3" in told["loaded"]
    assert not {"pysqlite3", "PySide6.QtSql", "sqlcipher3", "apsw"} & set(told["loaded"])
    assert not [name for name in told["mapped"] if "qsqlite" in name.lower() or "Qt6Sql" in name]
    assert len([name for name in told["mapped"] if "libsqlite3" in name]) <= 1


TORTURE = {
    "nul": "before\0after",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 \U0010ffff",
    "right to left": "שלום \u202eabc\u202c مرحبا",
    "markup": "<img src='file:///etc/passwd'> & if a<b> then",
    "quotes": "'; DROP TABLE sessions; --\"",
    "one megabyte": "word " * 200_000,
    "ends of line": "a\r\nb\rc\u2028d\x85e",
}


def everything_written(library: Library, text: str) -> list[str]:
    """Write a text into every field there is and return what comes back of each."""
    of = replace(session(name=text), draft=text)
    work = run_work(of, (text,))
    library.work.start(work)
    answer(library, work.outputs[0].id, text=text)
    library.sessions.save_draft(of.id, text)
    library.conversations.rename(work.conversations[0].id, text)
    person = Person(PersonId("per-1"), text, NOW, appearance=text, consent_note=text)
    library.people.save_person(person)
    identity = Identity(IdentityId("idn-1"), text, NOW, description=text, prompt=text)
    library.people.save_identity(identity)
    product = Product(ProductId("prd-1"), "", text, NOW, brand=text, description=text)
    library.people.save_products([product])
    reader = library.reader()
    try:
        stored, output = reader.session(of.id), reader.output(work.outputs[0].id)
        back = [stored.name, stored.draft, stored.composition, output.prompt, output.text]
        back += [reader.turn(work.turns[0].id).message, reader.canvas_cards(of.id)[0].caption]
        back += [reader.conversations(of.id)[0].title]
        [found] = [one for one in reader.people() if one.id == person.id]
        back += [found.name, found.appearance, found.consent_note]
        [self_] = reader.identities()
        back += [self_.name, self_.description, self_.prompt]
        [thing] = reader.products()
        return [*back, thing.name, thing.brand, thing.description]
    finally:
        reader.shutdown()


@pytest.mark.parametrize("text", TORTURE.values(), ids=TORTURE)
def test_a19_every_text_comes_back_equal_from_every_field(library_folder: Path, text) -> None:
    library = Library.open(library_folder)
    assert set(everything_written(library, text)) == {text}
    library.shutdown()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(st.characters(), min_size=1, max_size=30))
def test_a19_any_text_is_kept_or_refused_with_its_field_named(tmp_path_factory, text) -> None:
    library = Library.open(tmp_path_factory.mktemp("any") / "library")
    if _can_be_stored(text):
        assert set(everything_written(library, text)) == {text}
    else:
        with pytest.raises(LibraryError, match=r"^The .* holds a broken character") as caught:
            everything_written(library, text)
        assert caught.value.kind is LibraryErrorKind.BAD_TEXT
    library.shutdown()


def _can_be_stored(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def test_a19_half_a_character_is_refused_with_the_field_named(library_folder: Path) -> None:
    library = Library.open(library_folder)
    with pytest.raises(LibraryError, match="holds a broken character at position 6") as caught:
        everything_written(library, "half \ud83d")
    assert caught.value.kind is LibraryErrorKind.BAD_TEXT
    library.shutdown()
