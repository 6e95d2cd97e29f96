"""Migration 2: a product that was removed for ever keeps its name for the pictures that show it.

``removed_utc`` says that the product is in no catalogue and in no bin any more; its row goes with
the last turn that names it.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = ("ALTER TABLE products ADD COLUMN removed_utc TEXT",)
