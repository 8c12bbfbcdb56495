"""What a FIT workout is made of, and how a routine becomes that: steps, and repeats of steps.

A watch counts how often it repeats, so nothing that the plan repeats is written out: reps, sets, turns of the sides and
blocks stay repeats. A gap stands *between* two reps or sets and not after the last. So n equal reps are n − 1 times the
rep with its gap, and the rep once more: the same time as the plan, to the millisecond.

FIT's own words (FIT SDK, global profile): a step has an intensity and ends after a time, after so many reps, or with
the lap button; a repeat names the step that it goes back to and how often all is done in total.
"""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TypeAlias

from stretchcore.exercise import Exercise
from stretchcore.phrases import PHASE_WORDS
from stretchcore.tree import ResolvedBlock, ResolvedItem, ResolvedPosition, ResolvedRoutine, ResolvedStep
from stretchcore.values import dataclass
from stretchcore.words import PhaseKind, Section, Side, Sides


class Intensity(Enum):
    """What a step is to the watch; the numbers are FIT's."""

    ACTIVE = 0
    REST = 1
    WARM_UP = 2
    COOL_DOWN = 3


class Ends(Enum):
    """What ends a step; the numbers are FIT's."""

    TIME = 0  # after so many milliseconds
    OPEN = 5  # with the lap button
    REPS = 29  # after so many reps: counted by the watch or told with the lap button


@dataclass(frozen=True, slots=True)
class WatchStep:
    """One step.

    Attributes:
        value: Milliseconds or reps; 0 where it is open.
        notes: What to do and to mind, the most important first.
    """

    name: str
    intensity: Intensity
    ends: Ends
    value: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """Steps that are done `count` times in total."""

    count: int
    nodes: "tuple[Node, ...]"


Node: TypeAlias = WatchStep | Repeat

_INTENSITIES = {
    Section.WARM_UP: Intensity.WARM_UP,
    Section.MAIN: Intensity.ACTIVE,
    Section.COOL_DOWN: Intensity.COOL_DOWN,
}


def work_name(exercise: str, side: Side | None, position: str | None) -> str:
    """Return what a step of work is called: the side first, since a small screen cuts the end off."""
    label = exercise if position is None else f"{exercise}, {position}"
    return label if side is None else f"{side.capitalize()}: {label}"


def gap_name(kind: PhaseKind, exercise: str | None = None, side: Side | None = None) -> str:
    """Return what a gap is called: its word, and the side and the exercise that come next."""
    word = PHASE_WORDS[kind] if side is None else f"{PHASE_WORDS[kind]}, {side}"
    return word if exercise is None else f"{word}: {exercise}"


def watch_nodes(tree: ResolvedRoutine) -> tuple[Node, ...]:
    """Return the steps of a whole routine."""
    return tuple(node for _, items in tree.sections for node in _items(items))


def count_steps(nodes: Sequence[Node]) -> int:
    """Tell how many steps a watch has to keep; a repeat is one more."""
    return sum(1 if isinstance(node, WatchStep) else count_steps(node.nodes) + 1 for node in nodes)


def _items(items: Sequence[ResolvedItem]) -> Iterator[Node]:
    for item in items:
        if isinstance(item, ResolvedBlock):
            yield from _repeated(item.repeat, tuple(_items(item.items)))
        elif isinstance(item, ResolvedStep):
            yield from _exercise(item)
        elif item.rest_ms:
            yield _gap(PhaseKind.REST, item.rest_ms)


def _repeated(count: int, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    return (Repeat(count, nodes),) if count > 1 and nodes else nodes


def _joined(parts: Sequence[tuple[Node, ...]], gap: tuple[Node, ...]) -> tuple[Node, ...]:
    """Put a gap between parts, and make one repeat of those that follow each other and are alike, gap and all."""
    units = [part + gap for part in parts[:-1]] + [*parts[-1:]]
    found: list[Node] = []
    start = 0
    while start < len(units):
        end = start
        while end < len(units) and units[end] == units[start]:
            end += 1
        found += _repeated(end - start, units[start])
        start = end
    return tuple(found)


def _exercise(item: ResolvedStep) -> Iterator[Node]:
    first = item.side_order[0]
    if item.prepare_ms:
        told = (*item.exercise.instructions, *item.exercise.cautions)
        yield _gap(PhaseKind.PREPARE, item.prepare_ms, item.exercise, first, told)
    sets = [_set(item, index) for index in range(len(item.reps))]
    yield from _joined(sets, _gaps(item, PhaseKind.REST, item.rest_ms, first))


def _set(item: ResolvedStep, index: int) -> tuple[Node, ...]:
    order = item.side_order
    if item.sides is Sides.ALTERNATE and len(order) == 2:
        first, second = (_rep(item, side, index) for side in order)
        over, back = (_gaps(item, PhaseKind.SWITCH_SIDE, item.switch_side_ms, side) for side in reversed(order))
        return _joined([first + over + second] * item.reps[index], back)
    sides = [_reps(item, side, index) for side in order]
    return _joined(sides, _gaps(item, PhaseKind.SWITCH_SIDE, item.switch_side_ms, order[-1]))


def _reps(item: ResolvedStep, side: Side | None, index: int) -> tuple[Node, ...]:
    """Return all reps of one side in one set; at one's own pace they are one step."""
    reps = item.dose_of(side).reps[index]
    if item.self_paced:
        return (_work(item, side, None, Ends.REPS, reps),)
    return _joined([_rep(item, side, index)] * reps, _gaps(item, PhaseKind.NEXT_REP, item.next_rep_ms, side))


def _rep(item: ResolvedStep, side: Side | None, index: int) -> tuple[Node, ...]:
    positions = item.dose_of(side).positions[index]
    return tuple(
        _work(item, side, held, Ends.OPEN, 0)
        if held.hold_ms is None
        else _work(item, side, held, Ends.TIME, held.hold_ms)
        for held in positions
    )


def _work(item: ResolvedStep, side: Side | None, held: ResolvedPosition | None, ends: Ends, value: int) -> WatchStep:
    exercise = item.exercise
    name = work_name(exercise.name, side, None if held is None else _position_name(exercise, held.id))
    return WatchStep(name, _INTENSITIES[item.section], ends, value, (*exercise.cautions, *exercise.instructions))


def _position_name(exercise: Exercise, id: str | None) -> str | None:
    """Return the name of a position where there are several to tell apart."""
    if len(exercise.positions) < 2:
        return None
    return next((position.name for position in exercise.positions if position.id == id), None)


def _gaps(item: ResolvedStep, kind: PhaseKind, length_ms: int, side: Side | None) -> tuple[Node, ...]:
    return (_gap(kind, length_ms, item.exercise, side),) if length_ms else ()


def _gap(
    kind: PhaseKind,
    length_ms: int,
    exercise: Exercise | None = None,
    side: Side | None = None,
    notes: tuple[str, ...] = (),
) -> WatchStep:
    name = gap_name(kind, None if exercise is None else exercise.name, side)
    return WatchStep(name, Intensity.REST, Ends.TIME, length_ms, notes)
