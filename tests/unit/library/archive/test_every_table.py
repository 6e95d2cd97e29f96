"""Every table of a session goes along: one that is added later has to, or be left out knowingly."""

from __future__ import annotations

import ast

from tests.support.archive_session import bring_in, export, full_session

_LEFT_OUT = {
    "metadata": "about the library, not the session",
    "costs": "money spent with another library's key does not count against this one's budget",
}
"""Tables that stay at home, and why."""

_COLUMNS_LEFT_OUT = {
    "people": {"is_default"},  # who is "me" here is decided here
    "events": {"sequence"},  # counts the events of all sessions
    "search_documents": {"id"},
}
"""Columns whose values belong to the library."""


_NEVER_FILLED = {
    "images.has_credentials",  # only a picture with a C2PA box may say so
    *(f"{table}.deleted_utc" for table in ("sessions", "conversations", "turns", "outputs")),
    *(f"{table}.deleted_utc" for table in ("cards", "projects", "products", "people")),
    *("identities.deleted_utc", "cards.deleted_with", "products.removed_utc"),
}
"""Columns without a value in a session that is whole and not in the bin."""

_FILLED = (
    'UPDATE sessions SET is_named_by_person = 1, directives = \'[{"text":"fog"}]\'',
    "UPDATE runs SET aspect_ratio = '4:5', image_size = '2K', x = -7.5, y = 12.0",
    "UPDATE conversations SET references_hash = 'abc'",
    "UPDATE turns SET aspect_ratio = '16:9', image_size = '4K'",
    "UPDATE turns SET parent_turn_id = (SELECT id FROM turns ORDER BY rowid LIMIT 1),"
    " parent_output_id = (SELECT id FROM outputs ORDER BY rowid LIMIT 1)"
    " WHERE rowid = (SELECT max(rowid) FROM turns)",
    "UPDATE outputs SET text_tokens = 7, attempt = 3, started_utc = created_utc",
)
"""Give the columns a value that `full_session` leaves empty."""


def fill(library, session_id) -> None:
    """Give every column of a session a value that is not its default."""
    library.costs.add(session_id, "offline", "words", 0.25)
    with library._writer.transaction() as transaction:
        for sql in _FILLED:
            transaction.rows(sql)


def empty_columns(library, table: str) -> set[str]:
    """Return the columns of a table that hold nothing but their default."""
    reader = library.reader()
    try:
        found = set()
        for _, name, _, _, default, _ in reader._rows(f"PRAGMA table_info({table})"):
            values = {value for (value,) in reader._rows(f"SELECT DISTINCT {name} FROM {table}")}
            if values <= {None, None if default is None else ast.literal_eval(default)}:
                found.add(f"{table}.{name}")
        return found
    finally:
        reader.shutdown()


def tables_of(library) -> list[str]:
    """Return the tables that hold what was made; those of the full-text index are made of them."""
    reader = library.reader()
    try:
        rows = reader._rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name <> 'search' AND name NOT LIKE 'search\\_%' ESCAPE '\\'"
            " UNION SELECT 'search_documents'"
        )
    finally:
        reader.shutdown()
    return sorted(name for (name,) in rows)


def content_of(library, table: str) -> list[tuple]:
    """Return the rows of a table in an order of their own, without what belongs to the library."""
    reader = library.reader()
    try:
        names = [row[1] for row in reader._rows(f"PRAGMA table_info({table})")]
        kept = [name for name in names if name not in _COLUMNS_LEFT_OUT.get(table, ())]
        return sorted(reader._rows(f"SELECT {', '.join(kept)} FROM {table}"), key=repr)
    finally:
        reader.shutdown()


def test_each_row_of_every_table_comes_back_as_it_was(library, other, tmp_path):
    session_id = full_session(library)
    fill(library, session_id)
    export(library, session_id, tmp_path / "s.zip", with_people=True)
    bring_in(other, tmp_path / "s.zip")
    tables = tables_of(library)
    assert set(_LEFT_OUT) < set(tables)
    for table in tables:
        if table not in _LEFT_OUT:
            before = content_of(library, table)
            assert before, f"full_session() puts nothing into {table}: then nothing is proved"
            left_out = {f"{table}.{name}" for name in _COLUMNS_LEFT_OUT.get(table, ())}
            assert empty_columns(library, table) - left_out <= _NEVER_FILLED
            assert content_of(other, table) == before, table


def test_a_copy_has_as_much_of_everything(library, tmp_path):
    """Beside the original, each table that belongs to a session grows by the same again."""
    session_id = full_session(library)
    export(library, session_id, tmp_path / "s.zip", with_people=True)
    shared = {"images", "micro_previews", "products", "people", "person_references", "identities"}
    own = [t for t in tables_of(library) if t not in shared and t not in _LEFT_OUT]
    before = {table: len(content_of(library, table)) for table in own}
    of_shared = len([row for row in content_of(library, "search_documents") if row[2] is None])
    bring_in(library, tmp_path / "s.zip")
    after = {table: len(content_of(library, table)) for table in own}
    before["search_documents"] -= of_shared
    after["search_documents"] -= of_shared
    assert after == {table: 2 * count for table, count in before.items()}
    for table in shared:
        assert len(content_of(library, table)) == {
            "images": 8, "micro_previews": 8, "products": 1, "people": 1,
            "person_references": 1, "identities": 1,
        }[table]  # fmt: skip
