"""How long ago something was, in the few words a list has room for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def relative_age(when_utc: str, now: datetime) -> str:
    """Return an age such as ``12 min ago``, ``Today``, ``Yesterday`` or ``18 Nov``.

    Args:
        when_utc: ISO 8601; a time without a zone is UTC.
        now: The present in the person's own time zone, which decides where a day begins.

    Returns:
        "" for a text that is no date. A time in the future (a clock that was set back) is
        ``Just now``.
    """
    when = _local(when_utc, now)
    if when is None:
        return ""
    # In UTC: a difference inside one zone would count an hour of clock change as passed.
    minutes = (now.astimezone(UTC) - when.astimezone(UTC)) // timedelta(minutes=1)
    if minutes < 1:
        return "Just now"
    if minutes < 60:
        return f"{minutes} min ago"
    days = (now.date() - when.date()).days
    if days < 2:
        return ("Today", "Yesterday")[days]
    date = f"{when.day} {_MONTHS[when.month - 1]}"
    return date if when.year == now.year else f"{date} {when.year}"


def _local(when_utc: str, now: datetime) -> datetime | None:
    """Return the time in the zone of `now`, or None for a text that is no date."""
    try:
        when = datetime.fromisoformat(when_utc)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return when.astimezone(now.tzinfo)
