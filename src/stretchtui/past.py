"""Reads what was done from the log, for the screen that says what to do now."""

from datetime import date, datetime, timedelta

from stretchcore.dose import MuscleDose
from stretchtui.paths import Paths
from stretchtui.streaks import read_streaks
from stretchtui.today import Past, Unfinished


def read_past(paths: Paths, today: date, within_ms: int, *, now: datetime | None = None) -> Past:
    """Return what the log says; where it cannot be read, that and nothing else.

    Args:
        paths: Where the log is.
        today: The local day.
        within_ms: How long a session can be gone on with, in milliseconds (the setting `resume_within`).
        now: The wall clock, an aware local time; None reads it.
    """
    from stretchtui.history import HistoryError, open_history, resumable

    at = datetime.now().astimezone() if now is None else now
    monday = today - timedelta(days=today.weekday())
    try:
        with open_history(paths.history, write=False) as history:
            last = {routine: date.fromisoformat(day) for routine, day in history.last_days().items()}
            week = history.days(monday, today)
            streaks = read_streaks(history, today, at)
            kept = resumable(history, within_ms, at)[:1]
            newest = history.sessions(until=at, limit=1, include_simulated=False) if kept else []
            dose = [
                MuscleDose(one.muscle, one.none_ms, one.left_ms, one.right_ms) for one in history.dose(monday, today)
            ]
    except HistoryError as fault:
        return Past(fault=f"What you have done cannot be read: {fault}")
    unfinished = None
    if kept and kept[0].id in {row.id for row in newest}:
        row = kept[0]
        unfinished = Unfinished(row.id, row.routine, row.name, date.fromisoformat(row.day), row.outcome is None)
    return Past(
        last=last,
        unfinished=unfinished,
        streak=streaks.current,
        dose=tuple(dose),
        week_ms=sum(day.active_ms for day in week),
    )
