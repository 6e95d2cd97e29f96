"""Times as text: ISO 8601 in UTC with milliseconds, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def utc_text(when: datetime) -> str:
    """Return a time as it is stored, such as ``2026-11-21T11:42:05.120+00:00``."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds")


def parse_utc(text: str) -> datetime:
    """Return the time a stored text means.

    Raises:
        ValueError: The text is not a stored time.
    """
    return datetime.fromisoformat(text)
