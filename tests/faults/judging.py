"""What holds of a log whatever has happened: it can be read, it is whole, and nothing in it counts twice."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


class Lost(AssertionError):
    """A promise was not kept."""


def expect(holds: object, promise: str) -> None:
    """Say which promise was not kept."""
    if not holds:
        raise Lost(promise)


def rows(history: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask a log."""
    with closing(sqlite3.connect(history)) as connection:
        return connection.execute(sql).fetchall()


def judge_log(history: Path) -> dict[str, list[int]]:
    """Look through a log, and return which runs of which session are in it; none where there is no log.

    Raises:
        Lost: It is damaged, or a sum in it is not what its phases come to.
    """
    if not history.exists() or not history.stat().st_size:
        return {}
    aside = [path.name for path in history.parent.glob("*.unreadable-*")]
    expect(not aside, f"a log that was only out of reach was set aside: {aside}")
    expect(rows(history, "PRAGMA integrity_check") == [("ok",)], "the database is whole")
    if not rows(history, "SELECT 1 FROM sqlite_schema WHERE name = 'sessions'"):
        return {}
    expect(not rows(history, "PRAGMA foreign_key_check"), "each phase has its session")
    sums = rows(
        history,
        "SELECT id FROM sessions WHERE active_ms IS NOT"
        " (SELECT ifnull(sum(actual_ms), 0) FROM phases WHERE session_id = sessions.id)",
    )
    expect(not sums, f"a session is as long as its phases: {sums}")
    kept = rows(
        history,
        "SELECT muscle, sum(none_ms), sum(left_ms), sum(right_ms), sum(phases) FROM dose_weeks"
        " WHERE role = 'target' GROUP BY muscle ORDER BY muscle",
    )
    counted = rows(
        history,
        "SELECT value, sum(iif(side IS NULL, actual_ms, 0)), sum(iif(side = 'left', actual_ms, 0)),"
        " sum(iif(side = 'right', actual_ms, 0)), count(*)"
        " FROM phases JOIN sessions ON sessions.id = session_id AND counted, json_each(targets)"
        " WHERE kind = 'hold' AND static GROUP BY value ORDER BY value",
    )
    expect(kept == counted, f"the dose is what the phases come to: {kept} and {counted}")
    found: dict[str, list[int]] = {session: [] for (session,) in rows(history, "SELECT id FROM sessions")}
    for session, run in rows(history, "SELECT session_id, run FROM phases ORDER BY session_id, run"):
        found[session].append(run)
    return found
