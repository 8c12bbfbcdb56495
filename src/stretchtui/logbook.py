"""Reads the log for the screen that shows it, and writes what one says of a session there.

Every call opens the log anew, so that each belongs to the thread that it is called in.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from stretchcore.phrases import PHASE_WORDS, count_words, position_name
from stretchcore.plan import Phase, Plan
from stretchcore.words import PhaseKind, Side
from stretchtui.logged import DaySum, Entry, Felt, Overview, Part
from stretchtui.paths import Paths
from stretchtui.streaks import read_streaks

if TYPE_CHECKING:
    from stretchtui.history import History, PhaseRow, SessionRow

FIRST_PAGE, PAGE = 100, 500
"""How many sessions are read at once: first as many as a screen may show."""


def read_overview(paths: Paths, today: date) -> Overview:
    """Return the log in figures; where it cannot be read, that and nothing else."""
    from stretchtui.history import HistoryError, open_history

    try:
        with open_history(paths.history, write=False) as history:
            days = {
                date.fromisoformat(one.day): DaySum(one.sessions, one.completed, one.active_ms)
                for one in history.days()
            }
            streaks = read_streaks(history, today, datetime.now().astimezone())
    except HistoryError as fault:
        return Overview(fault=str(fault))
    return Overview(days, streaks)


def read_entries(paths: Paths) -> Iterator[tuple[Entry, ...]]:
    """Yield all sessions, newest first, a page at a time.

    Raises:
        HistoryError: The log cannot be read.
    """
    from stretchtui.history import open_history

    with open_history(paths.history, write=False) as history:
        page = history.sessions(limit=FIRST_PAGE)
        while page:
            yield tuple(map(entry_of, page))
            page = history.sessions(before=page[-1], limit=PAGE)


def read_parts(paths: Paths, session: str) -> tuple[Part, ...]:
    """Return a session phase by phase.

    Raises:
        HistoryError: The log cannot be read.
    """
    from stretchtui.history import open_history

    with open_history(paths.history, write=False) as history:
        plan = read_plan(history, session)
        return tuple(_part_of(row, plan) for row in history.phases(session))


def read_plan(history: "History", session: str) -> Plan | None:
    """Return the plan of a session; None where the log holds none that can be read.

    Raises:
        HistoryError: The log cannot be read.
    """
    from stretchcore.data import BadPlan, plan_from_data

    try:
        return plan_from_data(history.plan(session) or {})
    except BadPlan:
        return None


def write_felt(paths: Paths, session: str, felt: Felt) -> Entry:
    """Write what one says of a session, all of it, and return the session as it then is.

    Raises:
        HistoryError: It cannot be written, or there is no such session any more.
    """
    from stretchtui.history import open_history

    with open_history(paths.history, write=True) as history:
        return entry_of(history.rate(session, before=felt.before, after=felt.after, note=felt.note or None))


def remove_session(paths: Paths, session: str) -> None:
    """Take a session out of the log; it can be restored.

    Raises:
        HistoryError: It cannot be written, or there is no such session any more.
    """
    from stretchtui.history import open_history

    with open_history(paths.history, write=True) as history:
        history.remove(session)


def restore_session(paths: Paths, session: str) -> Entry:
    """Bring a removed session back, and return it.

    Raises:
        HistoryError: It cannot be written, or there is no such session any more.
    """
    from stretchtui.history import open_history

    with open_history(paths.history, write=True) as history:
        return entry_of(history.restore(session))


def entry_of(row: "SessionRow") -> Entry:
    """Return a row of the log as screens want it."""
    return Entry(
        row.id,
        row.routine,
        row.name,
        row.started_at[:16],
        row.level,
        row.outcome,
        row.active_ms,
        row.planned_ms,
        Felt(row.pain_before, row.pain_after, row.note or ""),
        row.simulated,
    )


def _part_of(row: "PhaseRow", plan: Plan | None) -> Part:
    phase = phase_of(row)
    kind = "" if phase.kind.is_work else PHASE_WORDS[phase.kind].lower()
    words = (kind, position_of(row, plan), row.side or "", count_words(phase))
    return Part(
        row.name or "",
        ", ".join(word for word in words if word),
        row.actual_ms,
        row.planned_ms,
        row.outcome,
        phase.kind.is_work,
    )


def position_of(row: "PhaseRow", plan: Plan | None) -> str:
    """Return the name of the position that was held, where the exercise has several; empty where nobody can tell."""
    if plan is None or row.index >= len(plan.phases) or plan.phases[row.index].position != row.position:
        return ""
    return position_name(plan, plan.phases[row.index]) or ""


def phase_of(row: "PhaseRow") -> Phase:
    """Return the phase as the plan had it, so that it is put into words as everywhere."""
    return Phase(
        index=row.index,
        start_ms=row.start_ms,
        kind=PhaseKind(row.kind),
        step=None,
        exercise=row.exercise,
        name=row.name,
        position=row.position,
        side=Side(row.side) if row.side else None,
        set=row.set_no,
        sets=row.sets,
        rep=row.rep,
        reps=row.reps,
        planned_ms=row.planned_ms,
        estimate_ms=row.estimate_ms or 0,
        targets=row.targets,
    )
