"""Finds the session that was stopped or cut off, to go on with it, and closes those that nobody will go on with."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from stretchcore.data import BadPlan, plan_from_data
from stretchcore.session import BadDump, Session
from stretchtui.paths import Paths
from stretchtui.performance import Kept

if TYPE_CHECKING:
    from stretchtui.history import History, SessionRow


class NothingKept(Exception):
    """There is no session to go on with."""


class CannotGoOn(Exception):
    """The session that was asked for cannot be gone on with; the message says why."""


def find_kept(paths: Paths, within_ms: int, ref: str | None = None, *, now: datetime | None = None) -> Kept:
    """Return a session that can be gone on with.

    Args:
        within_ms: For how long after it was last heard of, in milliseconds (the setting `resume_within`).
        ref: Its id, or the beginning of it; None for the one that was heard of last.
        now: The wall clock, an aware time; None reads it.

    Raises:
        NothingKept: There is none.
        CannotGoOn: The one that was asked for is over or too old, or its plan or its dump cannot be read any more.
        HistoryError: The log cannot be read.
    """
    from stretchtui.history import open_history, resumable

    with open_history(paths.history, write=False) as history:
        kept = resumable(history, within_ms, datetime.now().astimezone() if now is None else now)
        if ref is not None:
            row = history.session(ref)
            if row.id not in {found.id for found in kept}:
                raise CannotGoOn(_why_not(history, row, within_ms))
        elif kept:
            row = kept[0]
        else:
            raise NothingKept(f"there is no session of the last {hours_words(within_ms)} to go on with")
        plan, dump = history.plan(row.id), history.dump(row.id)
    try:
        found = Kept(row.id, plan_from_data(plan or {}), dump or {})
        Session.restore(found.plan, found.dump)  # a log that was merged may hold anything
    except (BadPlan, BadDump) as fault:
        raise CannotGoOn(f"the session {row.id[:8]} cannot be gone on with: {fault}") from None
    return found


def close_stale_sessions(paths: Paths, within_ms: int, *, now: datetime | None = None) -> int:
    """Close the sessions that were cut off too long ago to be gone on with, and return how many they were.

    A log without such a session is only read. One that cannot be read or written stays as it is: whoever needs it
    next says so.
    """
    from stretchtui.history import HistoryError, close_stale, open_history, stale
    from stretchtui.lock import runs

    at = datetime.now().astimezone() if now is None else now
    with suppress(HistoryError):
        with open_history(paths.history, write=False) as history:
            found = stale(history, within_ms, at)
        if found:
            running = runs(paths.lock)
            with open_history(paths.history, write=True) as history:
                return len(close_stale(history, within_ms, at, () if running is None else (running.session,)))
    return 0


def hours_words(ms: int) -> str:
    """Return the setting `resume_within` in words: hours, or minutes where it is less than one."""
    minutes = max(1, ms // 60_000)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _why_not(history: "History", row: "SessionRow", within_ms: int) -> str:
    from stretchtui.history import last_known

    over = row.outcome == "completed" or row.simulated or history.dump(row.id) is None
    if over:
        return f"the session {row.id[:8]} is over; it cannot be gone on with"
    known = last_known(history, row)
    return (
        f"the session {row.id[:8]} was last heard of on {known:%Y-%m-%d at %H:%M}, and can be gone on with for"
        f" {hours_words(within_ms)} only; that is the setting resume_within"
    )
