"""Measures statistics over ten years of sessions, three a day, against parsing the same as JSON lines.

python docs/benchmarks/statistics_of_years.py          # takes a minute: the years have to be made first
python docs/benchmarks/statistics_of_years.py --plans  # with the plan in each session, as in a real log
"""

import io
import json
import statistics
import sys
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from stretchcore.data import phase_to_data, plan_to_data
from stretchcore.plan import Plan, make_plan
from stretchcore.words import ExerciseKind
from stretchtui.history import History, open_history, salvage, write_lines
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


def median_ms(act: Callable[[], object]) -> float:
    """Return the median processor time of a call, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        act()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def main() -> None:
    """Make the years, and measure."""
    with tempfile.TemporaryDirectory() as home:
        paths = Paths.under(Path(home))
        library = Library(paths)
        plans = [make_plan(library.routine(name).good(), library.exercises) for name in ROUTINES]
        with open_history(paths.history, write=True) as history:
            phases = fill(history, plans)
        with open_history(paths.history, write=False) as history:
            text = io.StringIO()
            report = write_lines(history, text)
            lines = text.getvalue().splitlines()
            parse_ms = median_ms(lambda: deque(map(json.loads, lines), maxlen=0))
            today = LAST.date()
            figures = {
                "sums over all years": median_ms(
                    lambda: (history.days(), history.dose_by_week(), history.exercises_done())
                ),
                "stats, twelve weeks": median_ms(lambda: read_statistics(history, today, LAST)),
                "stats, all years": median_ms(lambda: read_statistics(history, today, LAST, since=FIRST.date())),
                "past, with opening": median_ms(lambda: read_past(paths, today, WITHIN_MS, now=LAST)),
            }
            found = read_statistics(history, today, LAST, since=FIRST.date())
        assert found.sessions == report.sessions
        assert found.streaks.current == YEARS * 365
        size = paths.history.stat().st_size / 2**20
        print(f"{report.sessions:,} sessions, {phases:,} phases, {size:.0f} MiB")
        print(f"{'parsing the lines':<22}{parse_ms:8.1f} ms")
        for name, ms in figures.items():
            print(f"{name:<22}{ms:8.1f} ms  1/{parse_ms / ms:.0f} (at most 1/10)")
        with open_history(Path(home) / "new.db", write=True) as history:
            started = time.process_time()
            saved = salvage(history, paths.history)
            print(f"{'saving all by salvage':<22}{(time.process_time() - started):8.1f} s   {saved}")


if __name__ == "__main__":
    main()
