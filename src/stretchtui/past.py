"""Reads what was done from the log, for the screen that says what to do now."""

from datetime import date, timedelta

from stretchcore.dose import MuscleDose
from stretchtui.paths import Paths
from stretchtui.today import Past, Unfinished, streak


def read_past(paths: Paths, today: date) -> Past:
    """Return what the log says; where it cannot be read, that and nothing else."""
    from stretchtui.history import HistoryError, open_history

    try:
        with open_history(paths.history, write=False) as history:
            last = {routine: date.fromisoformat(day) for routine, day in history.last_days().items()}
            days = history.days()
            newest = history.sessions(limit=1, include_simulated=False)
            kept = history.unfinished(limit=1)
            dose = [
                MuscleDose(one.muscle, one.none_ms, one.left_ms, one.right_ms)
                for one in history.dose(today - timedelta(days=today.weekday()))
            ]
    except HistoryError as fault:
        return Past(fault=f"What you have done cannot be read: {fault}")
    monday = (today - timedelta(days=today.weekday())).isoformat()
    unfinished = None
    if kept and newest and kept[0].id == newest[0].id:
        row = kept[0]
        unfinished = Unfinished(row.id, row.routine, row.name, date.fromisoformat(row.day))
    return Past(
        last=last,
        unfinished=unfinished,
        streak=streak([date.fromisoformat(day.day) for day in days if day.completed], today),
        dose=tuple(dose),
        week_ms=sum(day.active_ms for day in days if day.day >= monday),
    )
