"""Migration 3: what an export and a key stroke would else have to look up or compute.

``sealed_crc`` is the CRC-32 of a picture's file with a check of its own (`library.sealing`), or ''
where it is not known yet: then it is computed from the bytes, as before. The index of the newest
sessions holds their names, so that looking for one by name reads no session.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE images ADD COLUMN sealed_crc TEXT NOT NULL DEFAULT ''",
    "DROP INDEX sessions_newest",
    "CREATE INDEX sessions_newest ON sessions (updated_utc, id, name_folded)"
    " WHERE deleted_utc IS NULL",
)
