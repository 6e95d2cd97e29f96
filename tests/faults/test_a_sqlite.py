"""Matrix A: one copy of SQLite, the same pragmas everywhere, and every text there is."""

from __future__ import annotations

import sqlite3
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
