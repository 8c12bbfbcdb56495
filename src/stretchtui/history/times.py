"""The two forms in which the history writes an instant.

Local time with its offset for what a person did (`2025-03-30T07:15:02.250+02:00`), so that a day stays the day it was
lived on, wherever the file is read. UTC with microseconds for what the store did, so that texts sort as instants.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}[+-][0-9]{2}:[0-9]{2}")
_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}\+00:00")
_FIRST_YEAR, _LAST_YEAR = 1970, 9000  # far from both ends of what datetime can count
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_OFFSET = timedelta(hours=14)  # no zone is further from UTC, and SQLite reads no further


def local_text(when: datetime) -> str:
    """Write an aware time as local time with milliseconds and its offset.

    Args:
        when: an aware time; a naive one raises ValueError.

    Returns:
        the text, its offset in whole minutes.
    """
    offset = when.utcoffset()
    if offset is None:
        raise ValueError("a time without its offset from UTC")
    if abs(offset) > _MAX_OFFSET:
        offset = timedelta(0)
    minutes = offset // timedelta(minutes=1)  # offsets with seconds are of the days before standard time
    return when.astimezone(timezone(timedelta(minutes=minutes))).isoformat(timespec="milliseconds")


def utc_text(when: datetime) -> str:
    """Write an aware time as UTC with microseconds; such texts sort as the instants they name."""
    if when.utcoffset() is None:
        raise ValueError("a time without its offset from UTC")
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def later_text(previous: str | None, now: datetime) -> str:
    """Give the time of an edit, later than the edit before it even when the wall clock was set back.

    Args:
        previous: the time of the edit before, None for the first.
        now: the wall clock.

    Returns:
        UTC with microseconds: `now`, or a microsecond after `previous` where that is later.
    """
    if previous is None:
        return utc_text(now)
    return max(utc_text(now), utc_text(datetime.fromisoformat(previous) + timedelta(microseconds=1)))


def local_fault(text: str) -> str | None:
    """Say what is wrong with a local time of `local_text`'s form, None if nothing is."""
    return _fault(text, _LOCAL, "2025-03-30T07:15:02.250+02:00")


def utc_fault(text: str) -> str | None:
    """Say what is wrong with a time of `utc_text`'s form, None if nothing is."""
    return _fault(text, _UTC, "2025-03-30T05:15:02.250000+00:00")


def instant_ms(text: str) -> int:
    """Give the instant that a time with its offset names, in ms since 1970 UTC."""
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(milliseconds=1)


def week_of(day: str) -> str:
    """Give the Monday of a day's week, both as YYYY-MM-DD (ISO 8601 weeks)."""
    monday = date.fromisoformat(day)
    return (monday - timedelta(days=monday.weekday())).isoformat()


def _fault(text: str, form: re.Pattern[str], example: str) -> str | None:
    if not form.fullmatch(text):
        return f"is not a time like {example}"
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return f"is not a time like {example}"
    offset = when.utcoffset()
    if not _FIRST_YEAR <= when.year <= _LAST_YEAR or offset is None or abs(offset) > _MAX_OFFSET:
        return "is out of bounds"
    return None
