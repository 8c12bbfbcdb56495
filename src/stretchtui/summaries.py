"""The routines at a glance: name, length, muscles.

Reading all files takes longer than starting the program, so what they came to is kept beside a stamp of every file that
it was made of, and made anew when any has changed.
"""

import json
import os
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stretchcore.values import dataclass
from stretchtui import __version__
from stretchtui.files import FileFault, write_atomic
from stretchtui.paths import Paths
from stretchtui.shelves import Entry, exercise_entries, routine_entries

if TYPE_CHECKING:
    from stretchcore.plan import Plan
    from stretchcore.routine import Routine
    from stretchtui.library import Library
    from stretchtui.settings import Settings


@dataclass(frozen=True, slots=True)
class RoutineSummary:
    """A routine at a glance.

    Attributes:
        targets: The muscles that it works, the most worked first.
        total_ms: Its length at the level that was chosen for it.
        origin: ``built-in`` or ``user``.
        path: The file's path.
        problem: What is wrong with the file first; None where it can be run. The other figures are then empty.
        is_excluded: Whether the problem is that all its exercises are excluded in the settings.
        stretched: Of the targets, those that static holds stretch: of them a week's dose is counted.
        days: The days of the week on which it wants to be done, and `at` the times of day.
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
    problem: str | None = None
    days: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    is_excluded: bool = False
    stretched: tuple[str, ...] = ()

    def data(self) -> dict[str, object]:
        """Return it as plain data for JSON."""
        data = {name: getattr(self, name) for name in self.__slots__ if name not in _OWN}
        return {**data, "tags": list(self.tags), "targets": list(self.targets)}


_OWN = ("problem", "days", "at", "is_excluded", "stretched")  # what the program needs itself, and does not print


def summaries(paths: Paths) -> list[RoutineSummary]:
    """Return all routines at a glance, by id; those that cannot be run with their first problem."""
    stamp = _stamp(paths)
    kept = _read(paths, stamp)
    if kept is not None:
        return kept
    from stretchtui.library import Library
    from stretchtui.settings import read_settings

    library, settings = Library(paths), read_settings(paths.settings)
    found = [_summary_of(library, entry, settings) for entry in library.entries.values()]
    library.exercises.keep()
    rows = [{**row.data(), **{name: getattr(row, name) for name in _OWN}} for row in found]
    with suppress(FileFault):  # a folder that cannot be written costs time, not more
        write_atomic(paths.summaries, json.dumps({"stamp": stamp, "rows": rows}), mode=0o600)
    return found


_LISTS = ("tags", "targets", "days", "at", "stretched")

_FORMAT = 4
"""Counts up when a row gets another shape."""


def _stamp(paths: Paths) -> list[list[object]]:
    """Return what tells whether anything has changed: each file's path, time and size."""
    files = [entry.path for shelf in (routine_entries(paths), exercise_entries(paths)) for entry in shelf.values()]
    stamp: list[list[object]] = [[__version__, _FORMAT, 0]]
    for path in (paths.settings, *files):
        try:
            found = os.stat(path)
        except OSError:
            stamp.append([os.fspath(path), 0, 0])
        else:
            stamp.append([os.fspath(path), found.st_mtime_ns, found.st_size])
    return stamp


def _read(paths: Paths, stamp: list[list[object]]) -> list[RoutineSummary] | None:
    try:
        kept: Any = json.loads(paths.summaries.read_bytes())
        if kept["stamp"] != stamp:
            return None
        return [RoutineSummary(**{**row, **{name: tuple(row[name]) for name in _LISTS}}) for row in kept["rows"]]
    except (OSError, ValueError, KeyError, TypeError):  # none, or not one of ours: it is made anew
        return None


def _summary_of(library: "Library", entry: Entry, settings: "Settings") -> RoutineSummary:
    from stretchcore.plan import make_plan
    from stretchcore.resolving import Unresolvable
    from stretchcore.sparing import EverythingExcluded, without

    level = settings.level_of(entry.id)
    try:
        document = library.read(entry)
        if document.value is None:
            return _broken(entry, str(document.problems[0]))
        routine, _ = without(document.value, library.exercises, frozenset(settings.excluded))
        plan = make_plan(routine, library.exercises, level, program=settings.program)
    except EverythingExcluded as fault:
        name = entry.id if document.value is None else document.value.name
        return replace(_broken(entry, f"{entry.id}: {fault}"), name=name, is_excluded=True)
    except FileFault as fault:
        return _broken(entry, str(fault))
    except Unresolvable as fault:
        return _broken(entry, str(document.locate(fault.faults[0])))
    return _good(entry, routine, plan)


def _good(entry: Entry, routine: "Routine", plan: "Plan") -> RoutineSummary:
    return RoutineSummary(
        entry.id,
        routine.name,
        routine.summary,
        routine.tags,
        plan_targets(plan),
        plan.total_ms,
        plan.level,
        entry.origin,
        str(entry.path),
        days=routine.schedule.days if routine.schedule else (),
        at=routine.schedule.at if routine.schedule else (),
        stretched=plan_targets(plan, static=True),
    )


def _broken(entry: Entry, problem: str) -> RoutineSummary:
    return RoutineSummary(entry.id, entry.id, "", (), (), 0, 0, entry.origin, str(entry.path), problem)


def plan_targets(plan: "Plan", *, static: bool = False) -> tuple[str, ...]:
    """Return the muscles that a plan works, those with the most time first.

    Args:
        static: Whether only static holds count, as they do for the dose.
    """
    from stretchcore.words import ExerciseKind

    times: dict[str, int] = {}
    for phase in plan.phases:
        step = plan.step_of(phase)
        if phase.is_work and step is not None and (not static or step.exercise.kind is ExerciseKind.STATIC):
            for muscle in phase.targets:
                times[muscle] = times.get(muscle, 0) + phase.estimate_ms
    return tuple(muscle for muscle, _ in sorted(times.items(), key=lambda item: (-item[1], item[0])))
