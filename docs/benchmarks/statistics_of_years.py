"""Measures statistics over ten years of sessions, three a day, against parsing the same as JSON lines.

python docs/benchmarks/statistics_of_years.py          # takes a minute: the years have to be made first
python docs/benchmarks/statistics_of_years.py --plans  # with the plan in each session, as in a real log
"""

import io
import json
import sys
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from measuring import Figure, compared, in_turn

from stretchcore.data import phase_to_data, plan_to_data
from stretchcore.plan import Plan, make_plan
from stretchcore.words import ExerciseKind
from stretchtui.history import History, open_history, write_lines
from stretchtui.library import Library
from stretchtui.past import read_past
from stretchtui.paths import Paths
from stretchtui.statistics import read_statistics

YEARS = 10
ROUTINES = ("quick-relief", "neck-and-shoulders", "morning-stiffness")
ROUNDS = 9
FIRST = datetime(2016, 1, 1, 7, tzinfo=timezone(timedelta(hours=1)))
LAST = FIRST + timedelta(days=YEARS * 365 - 1, hours=12)
WITHIN_MS = 12 * 3_600_000


def fill(history: History, plans: list[Plan]) -> int:
    """Write the sessions of all days; return how many phases they have."""
    day = FIRST
    phases = 0
    for _ in range(YEARS * 365):
        with history.transaction():
            for number, plan in enumerate(plans):
                phases += _session(history, plan, day + timedelta(hours=5 * number))
        day += timedelta(days=1)
    return phases


def _session(history: History, plan: Plan, when: datetime) -> int:
    id = str(uuid.uuid4())
    history.begin(
        id=id,
        routine=plan.id,
        name=plan.name,
        level=(when - FIRST).days // 365 * 10,
        planned_ms=plan.total_ms,
        plan=plan_to_data(plan, steps=True) if "--plans" in sys.argv else {},
        started_at=when,
        pain_before=when.day % 5,
    )
    for phase in plan.phases:
        step = plan.step_of(phase)
        history.phase_ended(
            id,
            phase_to_data(phase),
            run=phase.index,
            at_ms=phase.start_ms,
            actual_ms=phase.estimate_ms,
            outcome="done",
            static=step is not None and step.exercise.kind is ExerciseKind.STATIC,
            secondary=() if step is None else step.exercise.secondary,
        )
    history.end(id, "completed", when + timedelta(milliseconds=plan.total_ms))
    return len(plan.phases)


def measure() -> Iterator[Figure]:
    """Make the years, and yield a figure for each thing that is asked of them."""
    with tempfile.TemporaryDirectory() as home:
        paths = Paths.under(Path(home))
        library = Library(paths)
        plans = [make_plan(library.routine(name).good(), library.exercises) for name in ROUTINES]
        with open_history(paths.history, write=True) as history:
            fill(history, plans)
        with open_history(paths.history, write=False) as history:
            text = io.StringIO()
            sessions = write_lines(history, text).sessions
            lines = text.getvalue().splitlines()
            today = LAST.date()
            asked: dict[str, Callable[[], object]] = {
                "sums over all years": lambda: (history.days(), history.dose_by_week(), history.exercises_done()),
                "`stats` of twelve weeks, once it is open": lambda: read_statistics(history, today, LAST),
                "`stats --since` the first day": lambda: read_statistics(history, today, LAST, since=FIRST.date()),
                "what the home screen reads, with opening": lambda: read_past(paths, today, WITHIN_MS, now=LAST),
            }

            def parse() -> None:
                deque(map(json.loads, lines), maxlen=0)

            against = f"parsing its {sessions:,} sessions as JSON lines"
            for name, act in asked.items():
                pairs = in_turn(lambda act=act: spent_s(act), lambda: spent_s(parse), ROUNDS)
                yield compared(f"{name}, of ten years", against, pairs, "ms", 0.1)
            found = read_statistics(history, today, LAST, since=FIRST.date())
        assert found.sessions == sessions
        assert found.streaks.current == YEARS * 365


def spent_s(act: Callable[[], object]) -> float:
    """Return the processor time of a call, in seconds."""
    started = time.process_time()
    act()
    return time.process_time() - started


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
