"""Measures statistics over ten years of sessions, three a day, against parsing the same as JSON lines.

python docs/benchmarks/statistics_of_years.py          # takes a minute: the years have to be made first
"""

import io
import json
import statistics
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from stretchcore.data import phase_to_data
from stretchcore.plan import Plan, make_plan
from stretchcore.words import ExerciseKind
from stretchtui.history import History, open_history, write_lines
from stretchtui.library import Library
from stretchtui.paths import Paths

YEARS = 10
ROUTINES = ("quick-relief", "neck-and-shoulders", "morning-stiffness")
ROUNDS = 9


def fill(history: History, plans: list[Plan]) -> int:
    """Write the sessions of all days; return how many phases they have."""
    zone = timezone(timedelta(hours=1))
    day = datetime(2016, 1, 1, 7, tzinfo=zone)
    phases = 0
    for _ in range(YEARS * 365):
        with history.transaction():
            for number, plan in enumerate(plans):
                phases += _session(history, plan, day + timedelta(hours=5 * number))
        day += timedelta(days=1)
    return phases


def _session(history: History, plan: Plan, when: datetime) -> int:
    id = str(uuid.uuid4())
    history.begin(id=id, routine=plan.id, name=plan.name, level=0, planned_ms=plan.total_ms, plan={}, started_at=when)
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
        library = Library(Paths.under(Path(home)))
        plans = [make_plan(library.routine(name).good(), library.exercises) for name in ROUTINES]
        with open_history(Path(home) / "history.db", write=True) as history:
            phases = fill(history, plans)
            text = io.StringIO()
            report = write_lines(history, text)
            lines = text.getvalue().splitlines()
            parse_ms = median_ms(lambda: deque(map(json.loads, lines), maxlen=0))
            ours_ms = median_ms(lambda: (history.days(), history.dose_by_week(), history.exercises_done()))
        size = (Path(home) / "history.db").stat().st_size / 2**20
        print(f"{report.sessions:,} sessions, {phases:,} phases, {size:.0f} MiB")
        ratio = parse_ms / ours_ms
        print(f"statistics {ours_ms:.1f} ms, parsing the lines {parse_ms:.0f} ms: 1/{ratio:.0f} (at most 1/10)")


if __name__ == "__main__":
    main()
