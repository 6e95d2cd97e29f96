"""Migration 1: the whole schema.

Ids are text, times are ISO 8601 in UTC, lists are JSON. ``deleted_utc`` puts a row into the bin.
Only what every SQLite since 3.34 knows is used.
"""

from __future__ import annotations

_TABLES = (
    """
    CREATE TABLE metadata (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE images (
        id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 64),
        media_type TEXT NOT NULL,
        width INTEGER NOT NULL CHECK (width > 0),
        height INTEGER NOT NULL CHECK (height > 0),
        size_bytes INTEGER NOT NULL,
        origin TEXT NOT NULL,
        has_credentials INTEGER NOT NULL DEFAULT 0,
        source_name TEXT NOT NULL DEFAULT '',
        created_utc TEXT NOT NULL
    )
    """,
    # apart from the images, so that reading those does not drag 768 bytes each along
    """
    CREATE TABLE micro_previews (
        image_id TEXT NOT NULL PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
        rgb BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE sessions (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        name_folded TEXT NOT NULL,
        is_named_by_person INTEGER NOT NULL DEFAULT 0,
        composition TEXT NOT NULL DEFAULT '',
        draft TEXT NOT NULL DEFAULT '',
        directives TEXT NOT NULL DEFAULT '[]',
        compose TEXT NOT NULL DEFAULT '{}',
        center_x REAL,
        center_y REAL,
        zoom REAL,
        created_utc TEXT NOT NULL,
        updated_utc TEXT NOT NULL,
        deleted_utc TEXT
    )
    """,
    """
    CREATE TABLE products (
        id TEXT NOT NULL PRIMARY KEY,
        sku TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL,
        brand TEXT NOT NULL DEFAULT '',
        description TEXT NOT NULL DEFAULT '',
        image_id TEXT REFERENCES images (id),
        color INTEGER NOT NULL DEFAULT 0,
        created_utc TEXT NOT NULL,
        deleted_utc TEXT
    )
    """,
    """
    CREATE TABLE session_products (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
        PRIMARY KEY (session_id, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE identities (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT NOT NULL DEFAULT '',
        prompt TEXT NOT NULL DEFAULT '',
        created_utc TEXT NOT NULL,
        deleted_utc TEXT
    )
    """,
    """
    CREATE TABLE people (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        appearance TEXT NOT NULL DEFAULT '',
        consent_note TEXT NOT NULL DEFAULT '',
        active_conversation_id TEXT REFERENCES conversations (id) ON DELETE SET NULL,
        is_default INTEGER NOT NULL DEFAULT 0,
        created_utc TEXT NOT NULL,
        deleted_utc TEXT
    )
    """,
    """
    CREATE TABLE person_references (
        person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        image_id TEXT NOT NULL REFERENCES images (id),
        PRIMARY KEY (person_id, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE runs (
        id TEXT NOT NULL PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        composition TEXT NOT NULL,
        directives TEXT NOT NULL,
        models TEXT NOT NULL,
        product_ids TEXT NOT NULL,
        aspect_ratio TEXT,
        image_size TEXT,
        seed INTEGER,
        x REAL NOT NULL DEFAULT 0,
        y REAL NOT NULL DEFAULT 0,
        width REAL NOT NULL DEFAULT 0,
        height REAL NOT NULL DEFAULT 0,
        created_utc TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE conversations (
        id TEXT NOT NULL PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        title TEXT NOT NULL,
        source_image_id TEXT REFERENCES images (id),
        source_output_id TEXT REFERENCES outputs (id) ON DELETE SET NULL,
        person_id TEXT REFERENCES people (id) ON DELETE SET NULL,
        identity_id TEXT REFERENCES identities (id) ON DELETE SET NULL,
        references_hash TEXT NOT NULL DEFAULT '',
        models TEXT NOT NULL DEFAULT '[]',
        head_output_id TEXT REFERENCES outputs (id) ON DELETE SET NULL,
        created_utc TEXT NOT NULL,
        updated_utc TEXT NOT NULL,
        deleted_utc TEXT
    )
    """,
    """
    CREATE TABLE turns (
        id TEXT NOT NULL PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        run_id TEXT REFERENCES runs (id) ON DELETE SET NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        parent_turn_id TEXT REFERENCES turns (id) ON DELETE SET NULL,
        parent_output_id TEXT REFERENCES outputs (id) ON DELETE SET NULL,
        message TEXT NOT NULL,
        product_id TEXT REFERENCES products (id) ON DELETE SET NULL,
        models TEXT NOT NULL,
        aspect_ratio TEXT,
        image_size TEXT,
        status TEXT NOT NULL,
        created_utc TEXT NOT NULL,
        finished_utc TEXT,
        deleted_utc TEXT
    )
    """,
    """
    CREATE TABLE turn_references (
        turn_id TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        image_id TEXT NOT NULL REFERENCES images (id),
        role TEXT NOT NULL,
        label TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (turn_id, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE outputs (
        id TEXT NOT NULL PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        turn_id TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        position INTEGER NOT NULL,
        prompt TEXT NOT NULL,
        seed INTEGER,
        status TEXT NOT NULL,
        image_id TEXT REFERENCES images (id),
        text TEXT NOT NULL DEFAULT '',
        finish_reason TEXT NOT NULL DEFAULT '',
        prompt_tokens INTEGER,
        image_tokens INTEGER,
        text_tokens INTEGER,
        thought_tokens INTEGER,
        total_tokens INTEGER,
        cost_usd REAL,
        duration_s REAL,
        error_kind TEXT NOT NULL DEFAULT '',
        error_message TEXT NOT NULL DEFAULT '',
        is_retryable INTEGER NOT NULL DEFAULT 0,
        model_version TEXT NOT NULL DEFAULT '',
        response_id TEXT NOT NULL DEFAULT '',
        attempt INTEGER NOT NULL DEFAULT 1,
        created_utc TEXT NOT NULL,
        started_utc TEXT,
        finished_utc TEXT,
        deleted_utc TEXT
    )
    """,
    # what was sent to one model: a turn's own references, other outputs, products, people
    """
    CREATE TABLE output_references (
        output_id TEXT NOT NULL REFERENCES outputs (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        image_id TEXT NOT NULL REFERENCES images (id),
        PRIMARY KEY (output_id, position)
    ) WITHOUT ROWID
    """,
    # the bytes behind data_sha256 are the output's picture or a file under parts/
    """
    CREATE TABLE output_parts (
        output_id TEXT NOT NULL REFERENCES outputs (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        json TEXT NOT NULL,
        data_sha256 TEXT,
        is_thought INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (output_id, position)
    )
    """,
    # image_id is what the card shows; deleted_with names the conversation that took it along
    """
    CREATE TABLE cards (
        id TEXT NOT NULL PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        output_id TEXT REFERENCES outputs (id) ON DELETE CASCADE,
        image_id TEXT REFERENCES images (id),
        source_card_id TEXT REFERENCES cards (id) ON DELETE SET NULL,
        x REAL NOT NULL,
        y REAL NOT NULL,
        width REAL NOT NULL,
        height REAL NOT NULL,
        z INTEGER NOT NULL DEFAULT 0,
        is_starred INTEGER NOT NULL DEFAULT 0,
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        is_rejected INTEGER NOT NULL DEFAULT 0,
        caption TEXT NOT NULL DEFAULT '',
        created_utc TEXT NOT NULL,
        deleted_utc TEXT,
        deleted_with TEXT,
        CHECK (output_id IS NOT NULL OR image_id IS NOT NULL)
    )
    """,
    """
    CREATE TABLE projects (
        id TEXT NOT NULL PRIMARY KEY,
        session_id TEXT REFERENCES sessions (id) ON DELETE SET NULL,
        slug TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        type TEXT NOT NULL,
        description TEXT NOT NULL DEFAULT '',
        featured_image_id TEXT REFERENCES images (id),
        content TEXT NOT NULL,
        created_utc TEXT NOT NULL,
        updated_utc TEXT NOT NULL,
        deleted_utc TEXT
    )
    """,
    """
    CREATE TABLE project_images (
        project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
        image_id TEXT NOT NULL REFERENCES images (id),
        PRIMARY KEY (project_id, image_id)
    ) WITHOUT ROWID
    """,
    # outlives what it was spent on: emptying the bin does not give money back
    """
    CREATE TABLE costs (
        id INTEGER PRIMARY KEY,
        session_id TEXT REFERENCES sessions (id) ON DELETE SET NULL,
        output_id TEXT REFERENCES outputs (id) ON DELETE SET NULL,
        model TEXT NOT NULL,
        kind TEXT NOT NULL,
        usd REAL NOT NULL,
        created_utc TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE events (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        session_id TEXT REFERENCES sessions (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        payload TEXT NOT NULL,
        created_utc TEXT NOT NULL
    )
    """,
    """
    CREATE TRIGGER events_are_append_only BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
    """,
)

_INDEXES = (
    "CREATE INDEX sessions_newest ON sessions (updated_utc) WHERE deleted_utc IS NULL",
    # counts of the session list come from this index alone, covers from one look-up more
    "CREATE INDEX cards_with_pictures ON cards (session_id, is_starred, created_utc)"
    " WHERE deleted_utc IS NULL AND image_id IS NOT NULL",
    "CREATE INDEX cards_of_session ON cards (session_id, deleted_utc)",
    "CREATE INDEX cards_of_output ON cards (output_id)",
    "CREATE INDEX cards_of_image ON cards (image_id)",
    "CREATE INDEX cards_of_source ON cards (source_card_id) WHERE source_card_id IS NOT NULL",
    "CREATE INDEX runs_of_session ON runs (session_id)",
    "CREATE INDEX conversations_of_session ON conversations (session_id, created_utc)",
    "CREATE INDEX conversations_of_source_image ON conversations (source_image_id)"
    " WHERE source_image_id IS NOT NULL",
    "CREATE INDEX conversations_of_source_output ON conversations (source_output_id)"
    " WHERE source_output_id IS NOT NULL",
    "CREATE INDEX conversations_of_head ON conversations (head_output_id)"
    " WHERE head_output_id IS NOT NULL",
    "CREATE INDEX edits_of_session ON conversations (session_id)"
    " WHERE source_image_id IS NOT NULL AND deleted_utc IS NULL",
    "CREATE INDEX turns_of_conversation ON turns (conversation_id, number)",
    "CREATE INDEX turns_of_session ON turns (session_id)",
    "CREATE INDEX turns_of_run ON turns (run_id) WHERE run_id IS NOT NULL",
    "CREATE INDEX turns_of_parent_turn ON turns (parent_turn_id) WHERE parent_turn_id IS NOT NULL",
    "CREATE INDEX turns_of_parent ON turns (parent_output_id) WHERE parent_output_id IS NOT NULL",
    "CREATE INDEX turns_of_product ON turns (product_id) WHERE product_id IS NOT NULL",
    "CREATE INDEX turn_references_of_image ON turn_references (image_id)",
    "CREATE INDEX outputs_of_turn ON outputs (turn_id, position)",
    "CREATE INDEX outputs_of_session ON outputs (session_id)",
    "CREATE INDEX outputs_of_image ON outputs (image_id) WHERE image_id IS NOT NULL",
    "CREATE INDEX outputs_open ON outputs (session_id) WHERE status IN ('pending', 'generating')",
    "CREATE INDEX output_references_of_image ON output_references (image_id)",
    "CREATE INDEX output_parts_of_data ON output_parts (data_sha256) WHERE data_sha256 IS NOT NULL",
    "CREATE UNIQUE INDEX products_of_sku ON products (sku) WHERE sku <> '' AND deleted_utc IS NULL",
    "CREATE INDEX products_of_image ON products (image_id) WHERE image_id IS NOT NULL",
    "CREATE INDEX session_products_of_product ON session_products (product_id)",
    "CREATE INDEX person_references_of_image ON person_references (image_id)",
    "CREATE UNIQUE INDEX people_default ON people (is_default) WHERE is_default = 1",
    "CREATE INDEX people_of_conversation ON people (active_conversation_id)"
    " WHERE active_conversation_id IS NOT NULL",
    "CREATE INDEX projects_of_session ON projects (session_id)",
    "CREATE INDEX projects_of_image ON projects (featured_image_id)",
    "CREATE INDEX project_images_of_image ON project_images (image_id)",
    "CREATE INDEX costs_by_time ON costs (created_utc, usd)",
    "CREATE INDEX costs_of_session ON costs (session_id)",
    "CREATE INDEX costs_of_output ON costs (output_id)",
    "CREATE INDEX events_of_session ON events (session_id, sequence)",
)

_SEARCH = (
    """
    CREATE TABLE search_documents (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        session_id TEXT,
        body TEXT NOT NULL,
        UNIQUE (kind, subject_id)
    )
    """,
    # every length a person types through has a prefix index: without one, a frequent word costs
    # 20 ms a key stroke; detail=none (no phrases are asked for) pays for them in size
    """
    CREATE VIRTUAL TABLE search USING fts5 (
        body, content='search_documents', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4 5 6 7 8', detail=none
    )
    """,
    """
    CREATE TRIGGER search_documents_insert AFTER INSERT ON search_documents
    BEGIN INSERT INTO search (rowid, body) VALUES (new.id, new.body); END
    """,
    """
    CREATE TRIGGER search_documents_delete AFTER DELETE ON search_documents
    BEGIN INSERT INTO search (search, rowid, body) VALUES ('delete', old.id, old.body); END
    """,
    """
    CREATE TRIGGER search_documents_update AFTER UPDATE OF body ON search_documents
    BEGIN
        INSERT INTO search (search, rowid, body) VALUES ('delete', old.id, old.body);
        INSERT INTO search (rowid, body) VALUES (new.id, new.body);
    END
    """,
)

_SEARCHED = (
    # kind, table, columns of the body, session
    ("session", "sessions", ("name",), "id"),
    ("composition", "runs", ("composition", "directives"), "session_id"),
    ("title", "conversations", ("title",), "session_id"),
    ("message", "turns", ("message",), "session_id"),
    ("prompt", "outputs", ("prompt",), "session_id"),
    ("reply", "outputs", ("text",), "session_id"),
    ("caption", "cards", ("caption",), "session_id"),
    ("product", "products", ("name", "brand", "sku", "description"), None),
    ("person", "people", ("name", "appearance"), None),
    ("identity", "identities", ("name", "description", "prompt"), None),
    ("project", "projects", ("title", "description"), "session_id"),
)


def _triggers(kind: str, table: str, columns: tuple[str, ...], session: str | None) -> list[str]:
    """Return the triggers that keep one kind of text in the index, in the same transaction."""
    body = " || ' ' || ".join(f"new.{column}" for column in columns)
    session_id = f"new.{session}" if session else "NULL"
    store = (
        "INSERT INTO search_documents (kind, subject_id, session_id, body)"
        f" SELECT '{kind}', new.id, {session_id}, {body} WHERE trim({body}) <> ''"
    )
    forget = f"DELETE FROM search_documents WHERE kind = '{kind}' AND subject_id = old.id"
    changed = " OR ".join(f"new.{column} IS NOT old.{column}" for column in columns)
    name = f"search_{kind}"
    return [
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {store}; END",
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF {', '.join(columns)} ON {table}"
        f" WHEN {changed} BEGIN {forget}; {store}; END",
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {forget}; END",
    ]


STATEMENTS: tuple[str, ...] = (
    *_TABLES,
    *_INDEXES,
    *_SEARCH,
    *(trigger for searched in _SEARCHED for trigger in _triggers(*searched)),
)
