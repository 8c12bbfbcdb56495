"""Advice on a routine: what the evidence and the guide would do otherwise. It never refuses a routine."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from stretchcore.dose import ENOUGH_A_SESSION_MS, INGRAM
from stretchcore.exercise import Exercise
from stretchcore.faults import hold_path
from stretchcore.plan import Phase, Plan, lay_out
from stretchcore.problems import Fault
from stretchcore.resolving import Unresolvable, resolve
from stretchcore.routine import Block, Item, Path, Routine, Step
from stretchcore.times import format_span
from stretchcore.tree import ResolvedBlock, ResolvedItem, ResolvedRoutine, ResolvedStep
from stretchcore.words import ExerciseKind, Section, Side, Sides

GUIDE = "the back-pain stretching guide that this program is built from"
OURS = "our own: fewer ways up and down"
ACSM = "ACSM's Guidelines for Exercise Testing and Prescription, 11th ed."

SHORTEST_STATIC_MS = 10_000
LONGEST_STATIC_MS = 60_000

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
_AVOIDED = re.compile(
    r"\b(?:toe[ -]?touch(?:es|ing)?|touch(?:ing)? (?:your |the )?toes|(?<!half[ -])(?<!partial[ -])sit[ -]?ups?)\b"
)

_Place: TypeAlias = tuple[Path, Step, ResolvedStep]
"""Where a step is written, the step, and what it comes to at the lowest level."""


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
    steps = [(path, item) for path, _, item in routine.walk() if isinstance(item, Step)]
    at_low, at_high = _steps_of(low), _steps_of(high)
    places = [(path, step, resolved) for (path, step), resolved in zip(steps, at_low, strict=True)]
    found: list[Fault] = []
    if not routine.warm_up:
        found.append(
            _advice((), "no-warm-up", "there is no warm-up; begin with a few minutes of light activity", GUIDE)
        )
    found.extend(_one_sided(places))
    found.extend(_holds(places, at_high))
    found.extend(_muscles(lay_out(low), lay_out(high)))
    if "back" in (tag.lower() for tag in routine.tags):
        found.extend(_avoided(places))
    found.extend(_postures(routine, {path: resolved.exercise for path, _, resolved in places}))
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


def _one_sided(places: list[_Place]) -> Iterator[Fault]:
    worked: dict[str, set[str]] = defaultdict(set)
    for _, step, resolved in places:
        both = () if resolved.sides is Sides.NONE else (Side.LEFT, Side.RIGHT)
        only = resolved.sides in (Sides.LEFT, Sides.RIGHT)
        worked[_movement(step, resolved)].update({resolved.sides.value} if only else both)
    for path, step, resolved in places:
        if len(worked[_movement(step, resolved)]) == 1:
            where = path if step.sides is None else (*path, "sides")
            message = f"{resolved.exercise.name} is done on the {resolved.sides} side only; treat both sides evenly"
            if resolved.sides is not Sides.NONE:
                yield _advice(where, "one-sided", message, GUIDE)


def _movement(step: Step, resolved: ResolvedStep) -> str:
    """Return what two steps have in common that work the two sides of one exercise."""
    return step.exercise or resolved.exercise.name


def _holds(places: list[_Place], at_high: list[ResolvedStep]) -> Iterator[Fault]:
    """Judge the ends of the ranges of static holds, step by step: the shortest that is too short, and so on."""
    for (path, step, low), high in zip(places, at_high, strict=True):
        if low.exercise.kind is not ExerciseKind.STATIC:
            continue
        name, positions = low.exercise.name, low.exercise.positions
        short, long = _held(low), _held(high)
        if short and min(short)[0] < SHORTEST_STATIC_MS:
            hold_ms, index, side = min(short)
            message = f"{name} is held for {format_span(hold_ms)}; a static stretch wants 10 to 30 s"
            yield _advice(hold_path(path, index, positions[index], step, side=side), "short-hold", message, ACSM)
        if long and max(long)[0] > LONGEST_STATIC_MS:
            hold_ms, index, side = max(long)
            message = f"{name} is held for {format_span(hold_ms)}; beyond 60 s at a time little is gained"
            if step.own is not None:
                message += '; write kind = "dynamic" where it is a movement'
            yield _advice(hold_path(path, index, positions[index], step, side=side), "long-hold", message, ACSM)


def _held(step: ResolvedStep) -> list[tuple[int, int, Side]]:
    """Return the timed holds of a rep, each with the index of its position and the side whose dose it is."""
    return [
        (held.hold_ms, index, side)
        for side in Side
        for index, held in enumerate(step.dose_of(side).positions[0])
        if held.hold_ms is not None
    ]


def has_static_work(phase: Phase, plan: Plan) -> bool:
    """Tell whether a phase counts as stretching dose: the work of a static exercise."""
    step = plan.step_of(phase)
    return phase.is_work and step is not None and step.exercise.kind is ExerciseKind.STATIC


def static_ms_by_muscle(plan: Plan) -> dict[str, int]:
    """Return the planned static stretch of each muscle, in milliseconds, on the side that has more of it."""
    by_side: dict[tuple[str, Side], int] = defaultdict(int)
    for phase in plan.phases:
        if has_static_work(phase, plan):
            for muscle in phase.targets:
                for side in Side if phase.side is None else (phase.side,):
                    by_side[muscle, side] += phase.estimate_ms
    most: dict[str, int] = {}
    for (muscle, _), held_ms in by_side.items():
        most[muscle] = max(most.get(muscle, 0), held_ms)
    return most


def _muscles(low: Plan, high: Plan) -> Iterator[Fault]:
    at_low = static_ms_by_muscle(low)
    for muscle, held_ms in sorted(static_ms_by_muscle(high).items()):
        if held_ms > ENOUGH_A_SESSION_MS:
            level = "at every level" if at_low[muscle] > ENOUGH_A_SESSION_MS else "at the highest level"
            message = f"{muscle}: {format_span(held_ms)} of static stretch {level}; the gain levels off at about 4 min"
            yield _advice((), "much-of-one-muscle", message, INGRAM)


def _avoided(places: list[_Place]) -> Iterator[Fault]:
    for path, _, resolved in places:
        exercise = resolved.exercise
        if _AVOIDED.search(exercise.name.lower()) or _AVOIDED.search(exercise.id or ""):
            message = f"{exercise.name}: with lower-back pain avoid toe-touching stretches and full sit-ups"
            yield _advice(path, "not-for-the-back", message, GUIDE)


def _postures(routine: Routine, exercises: Mapping[Path, Exercise]) -> Iterator[Fault]:
    """Judge getting up and down: a height that a section leaves and comes back to is a way that could be saved.

    The sections have their order, so that what one does stands in no other's way.
    """
    now: set[int] = set()  # the heights that are possible here: some exercises can be begun at several
    advised: set[Path] = set()
    for section in Section:
        left: set[int] = set()
        for path in _order(routine.section(section), (section.value,)):
            exercise = exercises[path]
            possible = {_HEIGHT[posture] for posture in exercise.posture}
            if not possible:
                continue
            if now & possible:
                now &= possible
                continue
            if len(now) == 1:
                left |= now
            now = possible - left
            if now:
                continue
            now = possible
            if path not in advised:
                advised.add(path)
                message = f"{exercise.name} goes back to {exercise.posture[0]}; put exercises of one posture together"
                yield _advice(path, "posture", message, OURS)


def _order(items: tuple[Item, ...], path: Path, *, again: bool = True) -> Iterator[Path]:
    """Yield the paths of the steps in the order in which they are done; what a block repeats comes twice at most."""
    for index, item in enumerate(items):
        here = (*path, index)
        if isinstance(item, Step):
            yield here
        elif isinstance(item, Block):
            yield from _order(item.steps, (*here, "steps"), again=again)
            if again and item.repeat.high > 1:
                yield from _order(item.steps, (*here, "steps"), again=False)
