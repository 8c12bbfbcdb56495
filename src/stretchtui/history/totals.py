"""Sums over the whole history, answered from covering indexes and from sums by week; see `migrations.py`.

Only sessions that count are in them: neither simulated nor removed. The sums are named tuples: ten years of weekly
doses are 15,000 of them, and dataclasses would take longer to make than the query to answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from stretchtui.history.checks import is_safe
from stretchtui.history.errors import HistoryCorrupt
from stretchtui.history.store import SqlValue, Store
from stretchtui.history.times import instant_ms, local_fault


class DayTotal(NamedTuple):
    """What was done on one local day (YYYY-MM-DD); sessions that were cut off or stopped are among `sessions`."""

    day: str
    sessions: int
    completed: int
    active_ms: int


class Dose(NamedTuple):
    """How long a muscle was held by static phases, by side; `week` is Monday's date, None for a sum over other days."""

    week: str | None
    muscle: str
    none_ms: int
    left_ms: int
    right_ms: int

    @property
    def held_ms(self) -> int:
        """The sum over the sides."""
        return self.none_ms + self.left_ms + self.right_ms


class Offsets(NamedTuple):
    """The offsets from UTC of the first and the last session of a day."""

    first: timedelta
    last: timedelta


class PainNote(NamedTuple):
    """What was felt before and after a session, 0 to 10, None where nobody said; `day` is its local day."""

    session: str
    day: str
    before: int | None
    after: int | None


class RoutineLevel(NamedTuple):
    """At which level a routine was completed first and last in some days, how often, and on which day last."""

    routine: str
    sessions: int
    first_level: int
    level: int
    last_day: str


class ExerciseTotal(NamedTuple):
    """How long and in how many phases an exercise was worked at; a routine's own exercise has a name and no id."""

    exercise: str | None
    name: str | None
    held_ms: int
    phases: int


class PainDone(NamedTuple):
    """An exercise of the library that ended with pain in a session, by its ids and the local day (YYYY-MM-DD)."""

    exercise: str
    day: str
    session: str


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
        return list(map(DayTotal._make, self._sums("dnnn", sql, (first, last))))

    def days_completed(self, until: datetime) -> list[str]:
        """List the local days (YYYY-MM-DD) on which a session was completed that began before an instant."""
        sql = (
            "SELECT DISTINCT day FROM sessions WHERE counted = 1 AND outcome IS 'completed' AND started_ms <= ?"
            " ORDER BY day"
        )
        return [day for (day,) in self._sums("d", sql, (instant_ms(until.isoformat()),))]

    def offsets_of_days(self, days: Sequence[date]) -> dict[date, Offsets]:
        """Return the offsets from UTC that were in force when sessions were begun and completed on some local days."""
        sql = (
            "SELECT day, started_at FROM sessions WHERE counted = 1 AND outcome IS 'completed'"
            " AND day IN (SELECT value FROM json_each(?)) ORDER BY day, started_ms"
        )
        found: dict[date, Offsets] = {}
        for text, started in self._rows(sql, (json.dumps([day.isoformat() for day in days]),)):
            fault = local_fault(started) if isinstance(started, str) else "is not a text"
            if fault or not _is_day(text):
                raise HistoryCorrupt(f"the history is damaged (a session's start {fault})", self.path)
            day, offset = date.fromisoformat(text), datetime.fromisoformat(started).utcoffset() or timedelta(0)
            found[day] = Offsets(found[day].first if day in found else offset, offset)
        return found

    def pain(self, since: date | None = None, until: date | None = None) -> list[PainNote]:
        """List what was felt before and after the sessions of some days, the oldest first."""
        sql = (
            "SELECT id, day, pain_before, pain_after FROM sessions WHERE counted = 1 AND day BETWEEN ? AND ?"
            " AND (pain_before IS NOT NULL OR pain_after IS NOT NULL) ORDER BY day, started_ms, id"
        )
        return list(map(PainNote._make, self._sums("wdpp", sql, _bounds(since, until))))

    def levels(self, since: date | None = None, until: date | None = None) -> list[RoutineLevel]:
        """List the levels of the routines that were completed on some days, the one done last first."""
        # Of a group with a minimum or a maximum, SQLite reads the other columns from the row that has it.
        chosen = " FROM sessions WHERE counted = 1 AND outcome IS 'completed' AND day BETWEEN ? AND ? GROUP BY routine"
        first = "SELECT routine, level, min(started_ms) AS at" + chosen
        last = "SELECT routine, count(*) AS sessions, level, day, max(started_ms) AS at" + chosen
        sql = (
            f"SELECT l.routine, l.sessions, f.level, l.level, l.day FROM ({last}) AS l JOIN ({first}) AS f"  # noqa: S608  # our own
            " USING (routine) ORDER BY l.at DESC, l.routine"
        )
        found = self._sums("wnnnd", sql, (*_bounds(since, until), *_bounds(since, until)))
        return list(map(RoutineLevel._make, found))

    def last_days(self) -> dict[str, str]:
        """Return the last local day (YYYY-MM-DD) on which each routine was completed, by its id."""
        sql = (
            "SELECT routine, max(day) FROM sessions WHERE counted = 1 AND outcome IS 'completed'"
            " AND routine IS NOT NULL GROUP BY routine"
        )
        return dict(self._sums("wd", sql, ()))

    def dose(self, since: date | None = None, until: date | None = None, *, role: str = "target") -> list[Dose]:
        """Sum the dose by muscle and side over some days.

        Args:
            since: the first local day, None for all.
            until: the last local day, None for all.
            role: `target` or `secondary`.
        """
        if since is None and until is None:
            sql = (
                "SELECT NULL, muscle, sum(none_ms), sum(left_ms), sum(right_ms) FROM dose_weeks"
                " WHERE role = ? GROUP BY muscle"
            )
            return list(map(Dose._make, self._sums("wwnnn", sql, (role,))))
        sql = (
            "SELECT NULL, muscle, sum(iif(side IS NULL, held_ms, 0)), sum(iif(side IS 'left', held_ms, 0)),"
            " sum(iif(side IS 'right', held_ms, 0))"
            " FROM sessions s CROSS JOIN phase_targets t ON t.session_id = s.id"
            " WHERE s.counted = 1 AND s.day BETWEEN ? AND ? AND role = ? AND static = 1 GROUP BY muscle"
        )
        return list(map(Dose._make, self._sums("wwnnn", sql, (*_bounds(since, until), role))))

    def dose_by_week(self, since: date | None = None, *, role: str = "target") -> list[Dose]:
        """Sum the dose by calendar week, muscle and side, oldest week first.

        Args:
            since: a day of the first week, None for all.
            role: `target` or `secondary`.
        """
        monday = since - timedelta(days=since.weekday()) if since else date.min
        sql = (
            "SELECT week, muscle, none_ms, left_ms, right_ms FROM dose_weeks"
            " WHERE role = ? AND week >= ? ORDER BY week, muscle"
        )
        return list(map(Dose._make, self._sums("dwnnn", sql, (role, monday.isoformat()))))

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
        return list(map(ExerciseTotal._make, self._sums("wwnn", sql, (monday.isoformat(),))))

    def pains(self, since: date | None = None) -> list[PainDone]:
        """List which exercises ended with pain in which sessions, each once a session, the newest session last.

        A routine's own exercises, which have no id, are left out.

        Args:
            since: the first local day, None for all.
        """
        # The sessions of the days are found first, and only then their phases: there is no index of what hurt.
        sql = (
            "SELECT DISTINCT p.exercise, s.day, s.id FROM sessions s CROSS JOIN phases p ON p.session_id = s.id"
            " WHERE s.counted = 1 AND s.day >= ? AND p.outcome = 'pain' AND p.exercise IS NOT NULL"
            " ORDER BY s.started_ms, s.id, p.run"
        )
        return list(map(PainDone._make, self._sums("wdw", sql, ((since or date.min).isoformat(),))))

    def pain_phases(self, routine: str) -> dict[str, int]:
        """Count the phases that ended with pain, by session of one routine; sessions without any are left out."""
        sql = (
            "SELECT s.id, count(*) FROM sessions s CROSS JOIN phases p ON p.session_id = s.id"
            " WHERE s.counted = 1 AND s.routine = ? AND p.outcome = 'pain' GROUP BY s.id"
        )
        return dict(self._sums("wn", sql, (routine,)))

    def _sums(self, form: str, sql: str, values: tuple[SqlValue, ...]) -> list[Any]:
        """Read sums, and refuse what a damaged file or a stranger's may hold in the place of words and numbers.

        Args:
            form: a letter a column: `d` a day, `w` a word or none, `n` a whole number, `p` a pain or none.
            sql: the query.
            values: for its parameters.
        """
        found = self._rows(sql, values)
        for letter, column in zip(form, zip(*found, strict=True), strict=bool(found)):
            if not (set(map(type, column)) <= {int} if letter == "n" else all(map(_SOUND[letter], set(column)))):
                raise HistoryCorrupt("the history is damaged (its sums hold what is no word and no number)", self.path)
        return found


def _is_word(value: object) -> bool:
    return value is None or (isinstance(value, str) and is_safe(value))


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_pain(value: object) -> bool:
    return value is None or (isinstance(value, int) and 0 <= value <= 10)


_SOUND = {"d": _is_day, "w": _is_word, "p": _is_pain}


def _bounds(since: date | None, until: date | None) -> tuple[str, str]:
    return (since or date.min).isoformat(), (until or date.max).isoformat()
