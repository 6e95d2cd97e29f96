"""Migration 4: of the directives of a run the words are searched, and not how they are kept.

They are kept as JSON. The index held that as it was: "text" and "locked" found every run, and a
hit was shown with its braces.
"""

from __future__ import annotations


def _body(run: str) -> str:
    """Return what is searched of a row of ``runs``: its brief, then its directives."""
    words = (
        "(SELECT coalesce(group_concat(json_extract(d.value, '$.text'), ' · '), '')"
        f" FROM json_each(CASE WHEN json_valid({run}.directives) THEN {run}.directives"
        " ELSE '[]' END) d)"
    )
    return f"trim({run}.composition || ' ' || {words})"


_STORE = (
    "INSERT INTO search_documents (kind, subject_id, session_id, body)"
    f" SELECT 'composition', new.id, new.session_id, {_body('new')} WHERE {_body('new')} <> ''"
)
_FORGET = "DELETE FROM search_documents WHERE kind = 'composition' AND subject_id = old.id"

STATEMENTS: tuple[str, ...] = (
    "DROP TRIGGER search_composition_insert",
    "DROP TRIGGER search_composition_update",
    f"CREATE TRIGGER search_composition_insert AFTER INSERT ON runs BEGIN {_STORE}; END",
    "CREATE TRIGGER search_composition_update AFTER UPDATE OF composition, directives ON runs"
    " WHEN new.composition IS NOT old.composition OR new.directives IS NOT old.directives"
    f" BEGIN {_FORGET}; {_STORE}; END",
    f"UPDATE search_documents AS s SET body = (SELECT {_body('r')} FROM runs r"
    " WHERE r.id = s.subject_id) WHERE s.kind = 'composition'"
    " AND EXISTS (SELECT 1 FROM runs r WHERE r.id = s.subject_id)",
    "DELETE FROM search_documents WHERE kind = 'composition' AND body = ''",
)
