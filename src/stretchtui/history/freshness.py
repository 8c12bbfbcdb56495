"""How long a session that was stopped or cut off can be gone on with, and how the others are closed.

A session is fresh for so many hours after the last instant that is known of it. One that was cut off and is not fresh
any more will not be gone on with: it is closed as `abandoned`, with that instant as its end, never the time at which
somebody noticed. A session that was stopped has its end already and stays as it is.

Closing counts as the smallest edit there is: a microsecond after the one before. So whatever another machine has
really written later of the same session wins a merge, and machines that close the same session write the same row.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from stretchtui.history.recording import SELECT_SESSIONS, session_of
from stretchtui.history.rows import SessionRow
from stretchtui.history.sessions import History
from stretchtui.history.times import local_fault

NOTED_AT = "noted_at"
"""The key in a session's dump that says at what local time it was made."""

_SKEW = timedelta(days=1)
"""How far in the future a session may lie and still be fresh: a zone's difference, not a clock that was wrong."""

_LONGEST_MS = 10**14
"""Later than any phase that was ever written can end; a log from elsewhere may hold any figure."""


def last_known(history: History, row: SessionRow) -> datetime:
    """Return the last instant that is known of a session, with the offset that was in force at its start.

    That is its end; of one that was cut off, the latest of what its dump and its phases tell.
    """
    if row.ended_at is not None:
        return datetime.fromisoformat(row.ended_at)
    began = datetime.fromisoformat(row.started_at)
    (phases_ms,) = history._row("SELECT max(at_ms + actual_ms) FROM phases WHERE session_id = ?", (row.id,))
    with history._trusting(f"the phases of {row.id}"):
        if phases_ms is not None and (type(phases_ms) is not int or not 0 <= phases_ms < _LONGEST_MS):
            raise ValueError("their times are out of bounds")
    known = [began + timedelta(milliseconds=phases_ms or 0)]
    dump = history.dump(row.id) or {}
    at_ms, noted = dump.get("at_ms"), dump.get(NOTED_AT)
    if isinstance(at_ms, int) and 0 <= at_ms < 10**12:
        known.append(began + timedelta(milliseconds=at_ms))
    if isinstance(noted, str) and local_fault(noted) is None:
        known.append(datetime.fromisoformat(noted))
    return max(known).astimezone(began.tzinfo)


def is_fresh(known: datetime, within_ms: int, now: datetime) -> bool:
    """Tell whether a session of which this instant is known last can be gone on with now."""
    return -_SKEW <= now - known <= timedelta(milliseconds=within_ms)


def resumable(history: History, within_ms: int, now: datetime) -> list[SessionRow]:
    """List the sessions that can be gone on with now, the one that was heard of last first.

    Args:
        history: open, in this thread.
        within_ms: for how long, in milliseconds.
        now: the wall clock.
    """
    # Years of stopped sessions are not looked at. Local days differ by one at most, whatever the zones.
    since = (now - min(timedelta(milliseconds=within_ms), timedelta(days=36_500)) - _SKEW).date() - timedelta(days=1)
    found = [(last_known(history, row), row) for row in history.unfinished(ended_since=since)]
    fresh = [(known, row) for known, row in found if is_fresh(known, within_ms, now)]
    return [row for _, row in sorted(fresh, key=lambda item: (item[0], item[1].id), reverse=True)]


def stale(history: History, within_ms: int, now: datetime) -> list[SessionRow]:
    """List the sessions that were cut off and cannot be gone on with any more, to be closed."""
    sql = (
        f"{SELECT_SESSIONS} INDEXED BY sessions_unfinished"  # names of our own
        " WHERE (outcome IS NULL OR outcome = 'stopped') AND outcome IS NULL AND simulated = 0 AND deleted_at IS NULL"
    )
    with history._trusting("a session"):
        rows = [session_of(columns) for columns in history._rows(sql)]
    return [row for row in rows if now - last_known(history, row) > timedelta(milliseconds=within_ms)]


def close_stale(history: History, within_ms: int, now: datetime, running: Collection[str]) -> list[SessionRow]:
    """Close the sessions that were cut off and cannot be gone on with any more as abandoned; twice is once.

    Args:
        history: open for writing, in this thread.
        within_ms: for how long a session can be gone on with, in milliseconds.
        now: the wall clock.
        running: the ids of sessions that run now, in this process or another.

    Returns:
        the rows as they then are.
    """
    if all(row.id in running for row in stale(history, within_ms, now)):
        return []
    with history._transaction():
        return [
            history.abandon(row.id, last_known(history, row), in_passing=True)
            for row in stale(history, within_ms, now)
            if row.id not in running
        ]
