"""Every table of a session goes along: one that is added later has to, or be left out knowingly."""

from __future__ import annotations

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
    library.costs.add(session_id, "offline", "words", 0.25)
    export(library, session_id, tmp_path / "s.zip", with_people=True)
    bring_in(other, tmp_path / "s.zip")
    tables = tables_of(library)
    assert set(_LEFT_OUT) < set(tables)
    for table in tables:
        if table not in _LEFT_OUT:
            before = content_of(library, table)
            assert before, f"full_session() puts nothing into {table}: then nothing is proved"
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
