"""Sums over the whole history, each answered from one covering index or table; see `migrations.py`.

Only sessions that count are in them: neither simulated nor removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from stretchtui.history.store import Store


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What was done on one local day (YYYY-MM-DD); sessions that were cut off or stopped are among `sessions`."""

    day: str
    sessions: int
    completed: int
    active_ms: int


@dataclass(frozen=True, slots=True)
class Dose:
    """How long a muscle was held by static phases; `week` is Monday's date, None for a sum over other days."""

    week: str | None
    muscle: str
    role: str
    side: str | None
    held_ms: int


@dataclass(frozen=True, slots=True)
class ExerciseTotal:
    """How long and in how many phases an exercise was worked at; a routine's own exercise has a name and no id."""

    exercise: str | None
    name: str | None
    held_ms: int
    phases: int


class Totals(Store):
    """The statistics' part of the history."""

    def days(self, since: date | None = None, until: date | None = None) -> list[DayTotal]:
        """Sum sessions by local day, days without one left out, oldest first.

        Args:
            since: the first day, None for all.
            until: the last day, None for all.
        """
        first, last = _bounds(since, until)
        sql = (
            "SELECT day, count(*), sum(outcome IS 'completed'), sum(active_ms) FROM sessions"
            " WHERE counted = 1 AND day BETWEEN ? AND ? GROUP BY day"
        )
        return [DayTotal(*found) for found in self._rows(sql, (first, last))]

    def dose(self, since: date | None = None, until: date | None = None, *, role: str = "target") -> list[Dose]:
        """Sum the dose by muscle and side over some days.

        Args:
            since: the first local day, None for all.
            until: the last local day, None for all.
            role: `target` or `secondary`.
        """
        first, last = _bounds(since, until)
        sql = (
            "SELECT NULL, muscle, role, side, sum(held_ms) FROM phase_targets"
            " WHERE static = 1 AND role = ? AND day BETWEEN ? AND ? GROUP BY muscle, side"
        )
        return [Dose(*found) for found in self._rows(sql, (role, first, last))]

    def dose_by_week(self, since: date | None = None, *, role: str = "target") -> list[Dose]:
        """Sum the dose by calendar week, muscle and side, oldest week first.

        Args:
            since: a day of the first week, None for all.
            role: `target` or `secondary`.
        """
        monday = since - timedelta(days=since.weekday()) if since else date.min
        sql = (
            "SELECT week, muscle, role, nullif(side, ''), held_ms FROM dose_weeks"
            " WHERE role = ? AND week >= ? ORDER BY week, muscle, side"
        )
        return [Dose(*found) for found in self._rows(sql, (role, monday.isoformat()))]

    def exercises_done(self, since: date | None = None) -> list[ExerciseTotal]:
        """Sum the time worked by exercise, the longest first.

        Args:
            since: a day of the first calendar week, None for all.
        """
        monday = since - timedelta(days=since.weekday()) if since else date.min
        sql = (
            "SELECT nullif(exercise, ''), nullif(name, ''), sum(held_ms), sum(phases) FROM exercise_weeks"
            " WHERE week >= ? GROUP BY exercise, name ORDER BY 3 DESC, exercise, name"
        )
        return [ExerciseTotal(*found) for found in self._rows(sql, (monday.isoformat(),))]


def _bounds(since: date | None, until: date | None) -> tuple[str, str]:
    return (since or date.min).isoformat(), (until or date.max).isoformat()
