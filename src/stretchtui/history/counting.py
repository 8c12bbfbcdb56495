"""What statistics read, kept in step with the phases that they are derived from.

Only sessions that count (neither simulated nor removed) have rows here; see `migrations.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stretchtui.history.rows import PhaseRow
from stretchtui.history.times import week_of

if TYPE_CHECKING:
    from sqlite3 import Connection

_ADD_TARGET = "INSERT INTO phase_targets VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_DROP_TARGET = "DELETE FROM phase_targets WHERE session_id = ? AND run = ?"
_DOSE = (
    "INSERT INTO dose_weeks (held_ms, phases, week, role, muscle, side) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET held_ms = held_ms + excluded.held_ms, phases = phases + excluded.phases"
)
_NO_DOSE = "DELETE FROM dose_weeks WHERE week = ? AND role = ? AND muscle = ? AND side = ? AND phases = 0"
_EXERCISE = (
    "INSERT INTO exercise_weeks (held_ms, phases, week, exercise, name) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET held_ms = held_ms + excluded.held_ms, phases = phases + excluded.phases"
)
_NO_EXERCISE = "DELETE FROM exercise_weeks WHERE week = ? AND exercise = ? AND name = ? AND phases = 0"


def count(connection: Connection, session_id: str, day: str, phases: Iterable[PhaseRow]) -> None:
    """Enter phases into what statistics read.

    Args:
        connection: within a transaction; the phases' own rows are there.
        session_id: a session that counts.
        day: its local day.
        phases: none of them entered yet.
    """
    working = [phase for phase in phases if phase.working]
    connection.executemany(
        _ADD_TARGET,
        (
            (session_id, phase.run, muscle, role, phase.side, int(phase.static), phase.actual_ms, day)
            for phase in working
            for muscle, role in _muscles(phase)
        ),
    )
    _add(connection, day, working, 1)


def uncount(connection: Connection, session_id: str, day: str, phases: Iterable[PhaseRow]) -> None:
    """Take phases out of what statistics read, exactly as they were entered by `count`."""
    working = [phase for phase in phases if phase.working]
    connection.executemany(_DROP_TARGET, ((session_id, phase.run) for phase in working))
    _add(connection, day, working, -1)


def _add(connection: Connection, day: str, working: Iterable[PhaseRow], sign: int) -> None:
    week = week_of(day)
    dose_ms: Counter[tuple[str, ...]] = Counter()
    dose_phases: Counter[tuple[str, ...]] = Counter()
    exercise_ms: Counter[tuple[str, ...]] = Counter()
    exercise_phases: Counter[tuple[str, ...]] = Counter()
    for phase in working:
        # The library's exercises go by their id, whatever they are called; a routine's own have but a name.
        exercise = (week, phase.exercise or "", "" if phase.exercise else phase.name or "")
        exercise_ms[exercise] += sign * phase.actual_ms
        exercise_phases[exercise] += sign
        if phase.static:
            for muscle, role in _muscles(phase):
                dose = (week, role, muscle, phase.side or "")
                dose_ms[dose] += sign * phase.actual_ms
                dose_phases[dose] += sign
    connection.executemany(_DOSE, ((dose_ms[key], dose_phases[key], *key) for key in dose_phases))
    connection.executemany(_EXERCISE, ((exercise_ms[key], exercise_phases[key], *key) for key in exercise_phases))
    if sign < 0:
        connection.executemany(_NO_DOSE, dose_phases)
        connection.executemany(_NO_EXERCISE, exercise_phases)


def _muscles(phase: PhaseRow) -> Iterator[tuple[str, str]]:
    """Give each muscle once: what is a target is not secondary as well."""
    roles = dict.fromkeys(phase.secondary, "secondary") | dict.fromkeys(phase.targets, "target")
    yield from roles.items()


def words_text(words: Iterable[str]) -> str:
    """Write muscle words for a column."""
    return json.dumps(list(words), ensure_ascii=False, separators=(",", ":"))


def words_of(text: object) -> tuple[str, ...]:
    """Read muscle words of a column; ValueError if it holds none."""
    words = json.loads(text) if isinstance(text, str) else None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("no list of words")
    return tuple(words)
