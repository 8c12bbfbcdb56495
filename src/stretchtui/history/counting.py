"""What statistics read, kept in step with the phases that they are derived from.

Only sessions that count (neither simulated nor removed) have rows here; see `migrations.py`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from stretchtui.history.rows import PhaseRow
from stretchtui.history.times import week_of

if TYPE_CHECKING:
    from sqlite3 import Connection

_SIDES = (None, "left", "right")  # in the order of the columns of dose_weeks
_ADD_TARGET = "INSERT INTO phase_targets VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_DROP_TARGET = "DELETE FROM phase_targets WHERE session_id = ? AND run = ?"
_DOSE = (
    "INSERT INTO dose_weeks (week, role, muscle, none_ms, left_ms, right_ms, phases) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET none_ms = none_ms + excluded.none_ms, left_ms = left_ms + excluded.left_ms,"
    " right_ms = right_ms + excluded.right_ms, phases = phases + excluded.phases"
)
_NO_DOSE = "DELETE FROM dose_weeks WHERE week = ? AND role = ? AND muscle = ? AND phases = 0"
_EXERCISE = (
    "INSERT INTO exercise_weeks (week, exercise, name, held_ms, phases) VALUES (?, ?, ?, ?, ?)"
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
    doses: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    exercises: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for phase in working:
        # The library's exercises go by their id, whatever they are called; a routine's own have but a name.
        worked = exercises[week, phase.exercise or "", "" if phase.exercise else phase.name or ""]
        worked[0] += sign * phase.actual_ms
        worked[1] += sign
        if phase.static:
            for muscle, role in _muscles(phase):
                dose = doses[week, role, muscle]
                dose[_SIDES.index(phase.side)] += sign * phase.actual_ms
                dose[3] += sign
    connection.executemany(_DOSE, ((*key, *sums) for key, sums in doses.items()))
    connection.executemany(_EXERCISE, ((*key, *sums) for key, sums in exercises.items()))
    if sign < 0:
        connection.executemany(_NO_DOSE, doses)
        connection.executemany(_NO_EXERCISE, exercises)


def _muscles(phase: PhaseRow) -> Iterator[tuple[str, str]]:
    """Give each muscle once: what is a target is not secondary as well."""
    roles = dict.fromkeys(phase.secondary, "secondary") | dict.fromkeys(phase.targets, "target")
    yield from roles.items()


@lru_cache(maxsize=1024)  # a history has few such lists, and each in thousands of phases
def words_text(words: tuple[str, ...]) -> str:
    """Write muscle words for a column."""
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def pauses_text(pauses: tuple[tuple[int, int], ...]) -> str:
    """Write pauses for a column."""
    return json.dumps(pauses, separators=(",", ":")) if pauses else ""


def pauses_of(text: object) -> object:
    """Read pauses of a column; ValueError if it holds no JSON."""
    return json.loads(text) if isinstance(text, str) and text else ()


@lru_cache(maxsize=1024)
def words_of(text: object) -> tuple[str, ...]:
    """Read muscle words of a column; ValueError if it holds none."""
    words = json.loads(text) if isinstance(text, str) else None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("no list of words")
    return tuple(words)
