"""The tables as Peewee's query builder knows them; the schema itself is made by migrations.

They are bound to no database: every query names the connection it runs on, so that several
libraries can be open in one process.
"""

from __future__ import annotations

from peewee import Table

METADATA = Table("metadata", ("key", "value"))
IMAGES = Table(
    "images",
    (
        *("id", "media_type", "width", "height", "size_bytes", "origin", "has_credentials"),
        *("source_name", "created_utc", "sealed_crc"),
    ),
)
MICRO_PREVIEWS = Table("micro_previews", ("image_id", "rgb"))
SESSIONS = Table(
    "sessions",
    (
        *("id", "name", "name_folded", "is_named_by_person", "composition", "draft"),
        *("directives", "compose", "center_x", "center_y", "zoom"),
        *("created_utc", "updated_utc", "deleted_utc"),
    ),
)
PRODUCTS = Table(
    "products",
    (
        *("id", "sku", "name", "brand", "description", "image_id", "color"),
        *("created_utc", "deleted_utc", "removed_utc"),
    ),
)
SESSION_PRODUCTS = Table("session_products", ("session_id", "position", "product_id"))
IDENTITIES = Table(
    "identities", ("id", "name", "description", "prompt", "created_utc", "deleted_utc")
)
PEOPLE = Table(
    "people",
    (
        *("id", "name", "appearance", "consent_note", "active_conversation_id", "is_default"),
        *("created_utc", "deleted_utc"),
    ),
)
PERSON_REFERENCES = Table("person_references", ("person_id", "position", "image_id"))
RUNS = Table(
    "runs",
    (
        *("id", "session_id", "composition", "directives", "models", "product_ids"),
        *("aspect_ratio", "image_size", "seed", "x", "y", "width", "height", "created_utc"),
    ),
)
CONVERSATIONS = Table(
    "conversations",
    (
        *("id", "session_id", "title", "source_image_id", "source_output_id", "person_id"),
        *("identity_id", "references_hash", "models", "head_output_id"),
        *("created_utc", "updated_utc", "deleted_utc"),
    ),
)
TURNS = Table(
    "turns",
    (
        *("id", "session_id", "conversation_id", "run_id", "number", "parent_turn_id"),
        *("parent_output_id", "message", "product_id", "models", "aspect_ratio", "image_size"),
        *("status", "created_utc", "finished_utc", "deleted_utc"),
    ),
)
TURN_REFERENCES = Table("turn_references", ("turn_id", "position", "image_id", "role", "label"))
OUTPUTS = Table(
    "outputs",
    (
        *("id", "session_id", "turn_id", "model", "position", "prompt", "seed", "status"),
        *("image_id", "text", "finish_reason", "prompt_tokens", "image_tokens", "text_tokens"),
        *("thought_tokens", "total_tokens", "cost_usd", "duration_s", "error_kind"),
        *("error_message", "is_retryable", "model_version", "response_id", "attempt"),
        *("created_utc", "started_utc", "finished_utc", "deleted_utc"),
    ),
)
OUTPUT_REFERENCES = Table("output_references", ("output_id", "position", "image_id"))
OUTPUT_PARTS = Table("output_parts", ("output_id", "position", "json", "data_sha256", "is_thought"))
CARDS = Table(
    "cards",
    (
        *("id", "session_id", "output_id", "image_id", "source_card_id"),
        *("x", "y", "width", "height", "z", "is_starred", "rating", "is_rejected", "caption"),
        *("created_utc", "deleted_utc", "deleted_with"),
    ),
)
PROJECTS = Table(
    "projects",
    (
        *("id", "session_id", "slug", "title", "type", "description", "featured_image_id"),
        *("content", "created_utc", "updated_utc", "deleted_utc"),
    ),
)
PROJECT_IMAGES = Table("project_images", ("project_id", "image_id"))
COSTS = Table("costs", ("id", "session_id", "output_id", "model", "kind", "usd", "created_utc"))
EVENTS = Table("events", ("sequence", "session_id", "kind", "version", "payload", "created_utc"))
SEARCH_DOCUMENTS = Table("search_documents", ("id", "kind", "subject_id", "session_id", "body"))
