"""Advice on a routine: what the evidence and the guide would do otherwise. It never refuses a routine."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from stretchcore.exercise import Exercise
from stretchcore.plan import Phase, Plan, lay_out
from stretchcore.problems import Fault
from stretchcore.resolve import ResolvedBlock, ResolvedItem, ResolvedRoutine, ResolvedStep, Unresolvable, resolve
from stretchcore.routine import Path, Routine, Step
from stretchcore.times import format_span
from stretchcore.words import ExerciseKind, Sides

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
        low, high = resolve(routine, library, 0), resolve(routine, library, 100)
    except Unresolvable:
        return ()
    places = [(path, item) for path, _, item in routine.walk() if isinstance(item, Step)]
    paths, steps = [path for path, _ in places], [step for _, step in places]
    exercises = [step.own or library[step.exercise or ""] for step in steps]
    found: list[Fault] = []
    if not routine.warm_up:
        found.append(
            _advice((), "no-warm-up", "there is no warm-up; begin with a few minutes of light activity", GUIDE)
        )
    found.extend(_one_sided(paths, steps, exercises))
    found.extend(_holds(paths, _steps_of(low), _steps_of(high)))
    found.extend(_muscles(lay_out(low), lay_out(high)))
    if "back" in routine.tags:
        found.extend(_avoided(paths, steps, exercises))
    found.extend(_postures(paths, exercises))
    return tuple(found)


def _steps_of(tree: ResolvedRoutine) -> list[ResolvedStep]:
    """Return the steps of a tree once each, in the order of the file."""

    def walk(items: tuple[ResolvedItem, ...]) -> Iterator[ResolvedStep]:
        for item in items:
            if isinstance(item, ResolvedBlock):
                yield from walk(item.items)
            elif isinstance(item, ResolvedStep):
                yield item

    return [step for _, items in tree.sections for step in walk(items)]


def _advice(path: Path, code: str, message: str, source: str) -> Fault:
    return Fault(path, code, message, severity="advice", source=source)


def _one_sided(paths: list[Path], steps: list[Step], exercises: list[Exercise]) -> Iterator[Fault]:
    sides: dict[str, set[str]] = defaultdict(set)
    for step, exercise in zip(steps, exercises, strict=True):
        sides[exercise.id or exercise.name].add((step.sides or exercise.sides).value)
    for path, step, exercise in zip(paths, steps, exercises, strict=True):
        only = step.sides or exercise.sides
        if only in (Sides.LEFT, Sides.RIGHT) and len(sides[exercise.id or exercise.name]) == 1:
            message = f"{exercise.name} is done on the {only} side only; treat both sides evenly"
            yield _advice((*path, "sides"), "one-sided", message, GUIDE)


def _holds(paths: list[Path], low: list[ResolvedStep], high: list[ResolvedStep]) -> Iterator[Fault]:
    """Judge the ends of the ranges of static holds, step by step."""
    for path, at_low, at_high in zip(paths, low, high, strict=True):
        if at_low.exercise.kind is ExerciseKind.STATIC:
            fault = _hold_fault(path, at_low) or _hold_fault(path, at_high)
            if fault:
                yield fault


def _hold_fault(path: Path, step: ResolvedStep) -> Fault | None:
    for position in step.positions[0]:
        if position.hold_ms is None:
            continue
        length, name = format_span(position.hold_ms), step.exercise.name
        if position.hold_ms < SHORTEST_STATIC_MS:
            message = f"{name} is held for {length}; a static stretch wants 10 to 30 s"
            return _advice((*path, "hold"), "short-hold", message, ACSM)
        if position.hold_ms > LONGEST_STATIC_MS:
            message = f"{name} is held for {length}; beyond 60 s at a time little is gained"
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
