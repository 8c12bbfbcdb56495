"""Advice on a routine: what the evidence and the guide would do otherwise. It never refuses a routine."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from stretchcore.exercise import Exercise
from stretchcore.plan import Phase, Plan, make_plan
from stretchcore.problems import Fault
from stretchcore.resolve import Unresolvable
from stretchcore.routine import Item, Path, Routine, Step
from stretchcore.times import format_span
from stretchcore.words import ExerciseKind, Section, Sides

GUIDE = "the back-pain stretching guide that this program is built from"
ACSM = "ACSM's Guidelines for Exercise Testing and Prescription, 11th ed."
INGRAM = "Ingram et al., Sports Medicine 2024/25, doi 10.1007/s40279-024-02143-9"

SHORTEST_STATIC_MS = 10_000
LONGEST_STATIC_MS = 60_000
ENOUGH_A_SESSION_MS = 4 * 60_000

_LYING, _FLOOR, _UP = 0, 1, 2
_HEIGHT = {
    "supine": _LYING,
    "prone": _LYING,
    "side-lying": _LYING,
    "hands and knees": _FLOOR,
    "kneeling": _FLOOR,
    "seated": _UP,
    "standing": _UP,
}
_AVOIDED = ("toe touch", "toe-touch", "touch your toes", "touch toes", "sit-up", "sit up", "situp")


def advice_for(routine: Routine, library: Mapping[str, Exercise]) -> tuple[Fault, ...]:
    """Return the advice on a routine, each with its path in the file, its reason and its source.

    Args:
        routine: A routine without faults; on one with faults there is no advice yet.
        library: The exercises that can be named, by id.
    """
    try:
        low, high = make_plan(routine, library, 0), make_plan(routine, library, 100)
    except Unresolvable:
        return ()
    paths = [path for path, _, item in _once(routine) if isinstance(item, Step)]
    steps = [item for _, _, item in _once(routine) if isinstance(item, Step)]
    exercises = [step.own or library[step.exercise or ""] for step in steps]
    found: list[Fault] = []
    if not routine.warm_up:
        found.append(
            _advice((), "no-warm-up", "there is no warm-up; begin with a few minutes of light activity", GUIDE)
        )
    found.extend(_one_sided(paths, steps, exercises))
    found.extend(_holds(routine, library, paths))
    found.extend(_muscles(low, high))
    if "back" in routine.tags:
        found.extend(_avoided(paths, steps, exercises))
    found.extend(_postures(paths, exercises))
    return tuple(found)


def _advice(path: Path, code: str, message: str, source: str) -> Fault:
    return Fault(path, code, message, severity="advice", source=source)


def _once(routine: Routine) -> list[tuple[Path, Section, Item]]:
    return list(routine.walk())


def _one_sided(paths: list[Path], steps: list[Step], exercises: list[Exercise]) -> Iterator[Fault]:
    sides: dict[str, set[str]] = defaultdict(set)
    for step, exercise in zip(steps, exercises, strict=True):
        sides[exercise.id or exercise.name].add((step.sides or exercise.sides).value)
    for path, step, exercise in zip(paths, steps, exercises, strict=True):
        only = step.sides or exercise.sides
        if only in (Sides.LEFT, Sides.RIGHT) and len(sides[exercise.id or exercise.name]) == 1:
            message = f"{exercise.name} is done on the {only} side only; treat both sides evenly"
            yield _advice((*path, "sides"), "one-sided", message, GUIDE)


def _holds(routine: Routine, library: Mapping[str, Exercise], paths: list[Path]) -> Iterator[Fault]:
    """Judge the ends of the ranges of static holds, step by step."""
    from dataclasses import replace

    for path, _, item in _once(routine):
        if not isinstance(item, Step):
            continue
        alone = replace(routine, warm_up=(), steps=(item,), cool_down=())
        for level in (0, 100):
            plan = make_plan(alone, library, level)
            if plan.steps[0].exercise.kind is not ExerciseKind.STATIC:
                break
            fault = _hold_fault(path, plan)
            if fault:
                yield fault
                break


def _hold_fault(path: Path, plan: Plan) -> Fault | None:
    for phase in plan.phases:
        if not phase.is_work or phase.planned_ms is None:
            continue
        length = format_span(phase.planned_ms)
        if phase.planned_ms < SHORTEST_STATIC_MS:
            message = f"{phase.name} is held for {length}; a static stretch wants 10 to 30 s"
            return _advice((*path, "hold"), "short-hold", message, ACSM)
        if phase.planned_ms > LONGEST_STATIC_MS:
            message = f"{phase.name} is held for {length}; beyond 60 s at a time little is gained"
            return _advice((*path, "hold"), "long-hold", message, ACSM)
    return None


def static_ms_by_muscle(plan: Plan) -> dict[str, int]:
    """Return the planned static stretch of each muscle, in milliseconds, on the side that has more of it."""
    by_side: dict[tuple[str, str], int] = defaultdict(int)
    for phase in plan.phases:
        step = plan.step_of(phase)
        if not phase.is_work or step is None or step.exercise.kind is not ExerciseKind.STATIC:
            continue
        for muscle in phase.targets:
            for side in ("left", "right") if phase.side is None else (phase.side.value,):
                by_side[muscle, side] += phase.estimate_ms
    most: dict[str, int] = defaultdict(int)
    for (muscle, _), held_ms in by_side.items():
        most[muscle] = max(most[muscle], held_ms)
    return dict(most)


def _muscles(low: Plan, high: Plan) -> Iterator[Fault]:
    at_low = static_ms_by_muscle(low)
    for muscle, held_ms in sorted(static_ms_by_muscle(high).items()):
        if held_ms > ENOUGH_A_SESSION_MS:
            level = "at every level" if at_low[muscle] > ENOUGH_A_SESSION_MS else "at the highest level"
            message = f"{muscle}: {format_span(held_ms)} of static stretch {level}; the gain levels off at about 4 min"
            yield _advice((), "much-of-one-muscle", message, INGRAM)


def _avoided(paths: list[Path], steps: list[Step], exercises: list[Exercise]) -> Iterator[Fault]:
    for path, step, exercise in zip(paths, steps, exercises, strict=True):
        name = str(dict(step.changes).get("name", exercise.name)).lower()
        if any(word in name for word in _AVOIDED) or (exercise.id or "") in ("toe-touch", "sit-up", "sit-ups"):
            message = f"{exercise.name}: with lower-back pain avoid toe-touching stretches and full sit-ups"
            yield _advice(path, "not-for-the-back", message, GUIDE)


def _postures(paths: list[Path], exercises: list[Exercise]) -> Iterator[Fault]:
    """Judge getting up and down: a height that is left and come back to is a way that could be saved."""
    heights: list[int] = []
    for path, exercise in zip(paths, exercises, strict=True):
        if not exercise.posture:
            continue
        possible = [_HEIGHT[posture] for posture in exercise.posture]
        if heights and heights[-1] in possible:
            continue
        height = possible[0]
        if height in heights[:-1]:
            where = exercise.posture[0]
            message = f"{exercise.name} goes back to {where}; put exercises of one posture together"
            yield _advice(path, "posture", message, GUIDE)
        heights.append(height)


def has_static_work(phase: Phase, plan: Plan) -> bool:
    """Tell whether a phase counts as stretching dose: the work of a static exercise."""
    step = plan.step_of(phase)
    return phase.is_work and step is not None and step.exercise.kind is ExerciseKind.STATIC
