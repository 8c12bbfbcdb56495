"""A log that nobody lived, for the pictures of screens that show one: half a year of sessions on fixed days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from stretchcore.data import phase_to_data, plan_to_data
from stretchcore.plan import Plan
from stretchcore.words import ExerciseKind
from stretchtui.cli.context import Context
from stretchtui.history import History, open_history

TODAY = date(2025, 3, 5)  # a Wednesday
DAYS = 190
NOTE = "Made up for this picture."


class Planned(NamedTuple):
    """What is put into the log.

    Attributes:
        back: How many days ago it was.
        done: Which part of its phases was done.
    """

    back: int
    hour: int
    routine: str
    before: int | None
    after: int | None
    done: float = 1.0
    note: str = ""


def days() -> Iterator[Planned]:
    """Yield the sessions, the oldest first: few and painful at the beginning, in the end one or two a day."""
    for back in range(DAYS, 0, -1):
        week = back // 7
        if back * 5 % 7 < min(4, week // 4) or back * 11 % 13 < 2 or 88 < back < 99:
            continue
        whole = back * 7 % 5 == 0
        before = min(8, 2 + week // 5 + back * 5 % 3)
        after = max(0, before - 1 - back * 3 % 2) if back * 7 % 11 else None
        yield Planned(
            back,
            7 + back % 2,
            "lower-back-full" if whole else "quick-relief",
            None if after is None else before,
            after,
            0.4 if back in (19, 61, 140) else 1.0,
            NOTE if back in (1, 8, 20) else "",
        )
        if back * 3 % 4 < 2 and back < 90:
            yield Planned(back, 15, "desk-break", None, None)


def write(context: Context) -> None:
    """Write the log into a home that has none."""
    plans = {id: context.plan(context.routine(id), 20) for id in {planned.routine for planned in days()}}
    now = datetime.combine(TODAY, time(6), UTC)
    with open_history(context.paths.history, write=True, now=lambda: now) as history, history.transaction():
        for number, planned in enumerate(days(), 1):
            _session(history, str(UUID(int=(number << 96) + 1)), planned, plans[planned.routine])


def _session(history: History, id: str, planned: Planned, plan: Plan) -> None:
    began = datetime.combine(TODAY - timedelta(days=planned.back), time(planned.hour, planned.back % 60), UTC)
    history.begin(
        id=id,
        routine=plan.id,
        name=plan.name,
        level=plan.level,
        planned_ms=plan.total_ms,
        plan=plan_to_data(plan, steps=True),
        started_at=began,
        pain_before=planned.before,
    )
    last = round(len(plan.phases) * planned.done)
    at_ms = 0
    for run, phase in enumerate(plan.phases[:last]):
        ran_ms = phase.planned_ms or phase.estimate_ms
        stopped = run + 1 == last and planned.done < 1
        step = plan.step_of(phase)
        history.phase_ended(
            id,
            phase_to_data(phase),
            run=run,
            at_ms=at_ms,
            actual_ms=ran_ms // 2 if stopped else ran_ms,
            outcome="stopped" if stopped else "done",
            static=step is not None and step.exercise.kind is ExerciseKind.STATIC,
            secondary=() if step is None else step.exercise.secondary,
        )
        at_ms += ran_ms
    ended = began + timedelta(milliseconds=at_ms)
    history.end(id, "completed" if planned.done == 1 else "stopped", ended)
    if planned.after is not None or planned.note:
        history.rate(id, after=planned.after, note=planned.note or None)
