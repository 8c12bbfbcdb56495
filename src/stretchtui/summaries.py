"""The routines at a glance: name, length, muscles."""

from collections import Counter
from dataclasses import dataclass

from stretchcore.plan import Plan, make_plan
from stretchcore.problems import Problem
from stretchcore.resolve import Unresolvable
from stretchtui.files import FileFault
from stretchtui.library import Entry, Library
from stretchtui.settings import Settings


@dataclass(frozen=True, slots=True)
class RoutineSummary:
    """A routine at a glance.

    Attributes:
        targets: The muscles that it works, the most worked first.
        total_ms: Its length at the level that was chosen for it.
        origin: ``built-in`` or ``user``.
        path: The file's path.
    """

    id: str
    name: str
    summary: str
    tags: tuple[str, ...]
    targets: tuple[str, ...]
    total_ms: int
    level: int
    origin: str
    path: str

    def data(self) -> dict[str, object]:
        """Return it as plain data for JSON."""
        return {
            name: list(value) if isinstance(value := getattr(self, name), tuple) else value for name in self.__slots__
        }


def summaries(library: Library, settings: Settings) -> tuple[list[RoutineSummary], list[Problem]]:
    """Return all routines that can be run, and the first problem of each that cannot."""
    good: list[RoutineSummary] = []
    problems: list[Problem] = []
    for entry in library.entries().values():
        found = summary_of(library, entry, settings)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            good.append(found)
    return good, problems


def summary_of(library: Library, entry: Entry, settings: Settings) -> RoutineSummary | Problem:
    """Return one routine at a glance, or its first problem."""
    try:
        document = library.read(entry)
    except FileFault as fault:
        return Problem(str(entry.path), 1, 1, "", "unreadable", str(fault))
    routine = document.value
    if routine is None:
        return document.problems[0]
    level = settings.level_of(entry.id)
    try:
        plan = make_plan(routine, library.exercises, level, program=settings.program)
    except Unresolvable as fault:
        return document.locate(fault.faults[0])
    return RoutineSummary(
        entry.id,
        routine.name,
        routine.summary,
        routine.tags,
        plan_targets(plan),
        plan.total_ms,
        level,
        entry.origin,
        str(entry.path),
    )


def plan_targets(plan: Plan) -> tuple[str, ...]:
    """Return the muscles that a plan works, those with the most time first."""
    times: Counter[str] = Counter()
    for phase in plan.phases:
        if phase.is_work:
            for muscle in phase.targets:
                times[muscle] += phase.estimate_ms
    return tuple(muscle for muscle, _ in sorted(times.items(), key=lambda item: (-item[1], item[0])))
