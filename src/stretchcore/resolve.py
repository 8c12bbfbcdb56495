"""From a routine to figures: every range fixed by the level, every default filled in, blocks still blocks.

`resolve` returns a tree, which exports need; `plan` flattens it. `faults_of` tells what keeps a routine from being
resolved, with the path of each fault, and must be empty before. Which value counts: for the gaps and the breath, step,
then the routine's defaults, then the exercise's file, then the program; for the dose and the sides, step, then the
exercise's file, then the program.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from stretchcore.exercise import PROGRAM_TIMING, BreathRate, Exercise, Hold, Position, Timing
from stretchcore.problems import MAX_PROBLEMS, Fault
from stretchcore.routine import Block, Item, Path, RestStep, Routine, Step
from stretchcore.schema import MAX_NESTING, MAX_PHASES, MAX_PLAN_MS
from stretchcore.text import nearest, printable, quoted
from stretchcore.times import MAX_PHASE_MS, MIN_PHASE_MS, CountRange, TimeRange, format_range, format_span
from stretchcore.words import Breath, Section, Side, Sides

OPEN_HOLD_ESTIMATE_MS = 30_000
"""What an open hold counts for in totals where the file does not say, in milliseconds."""

SELF_PACED_REP_ESTIMATE_MS = 3_000
"""What a rep at one's own pace counts for in totals where the file does not say, in milliseconds."""

_ONCE = CountRange(1, 1)


class Unresolvable(ValueError):
    """A routine that cannot be laid out; `faults` tells why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


@dataclass(frozen=True, slots=True)
class ResolvedPosition:
    """One position with its time.

    Attributes:
        hold_ms: The time it is held; None where it lasts until the person says done.
        estimate_ms: What it counts for in totals.
    """

    id: str | None
    hold_ms: int | None
    estimate_ms: int
    breath: Breath


@dataclass(frozen=True, slots=True)
class ResolvedStep:
    """One exercise with all its figures.

    Attributes:
        reps: Repetitions for each side, one figure a set.
        positions: One set of positions for each set; a self-paced set has one, without an id.
    """

    section: Section
    exercise: Exercise
    sides: Sides
    first_side: Side
    self_paced: bool
    reps: tuple[int, ...]
    positions: tuple[tuple[ResolvedPosition, ...], ...]
    prepare_ms: int
    next_rep_ms: int
    switch_side_ms: int
    rest_ms: int
    breath: BreathRate

    @property
    def side_order(self) -> tuple[Side | None, ...]:
        """The sides in the order in which a set works them; one None where there is no side."""
        if self.sides in (Sides.LEFT, Sides.RIGHT):
            return (Side(self.sides.value),)
        if self.sides is Sides.NONE or (self.sides is Sides.ALTERNATE and self.self_paced):
            return (None,)
        return (self.first_side, self.first_side.other)


@dataclass(frozen=True, slots=True)
class ResolvedRest:
    """A rest between exercises, in milliseconds."""

    rest_ms: int


@dataclass(frozen=True, slots=True)
class ResolvedBlock:
    """Items that are done several times over."""

    repeat: int
    items: "tuple[ResolvedItem, ...]"


ResolvedItem: TypeAlias = ResolvedStep | ResolvedRest | ResolvedBlock


@dataclass(frozen=True, slots=True)
class ResolvedRoutine:
    """A routine at one level, as a tree of figures."""

    id: str
    name: str
    level: int
    first_side: Side
    sections: tuple[tuple[Section, tuple[ResolvedItem, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """A step and its exercise put together, the ranges not fixed yet."""

    exercise: Exercise
    sides: Sides
    self_paced: bool
    holds: tuple[Hold | None, ...]
    reps: tuple[CountRange, ...] | None
    sets: CountRange | None
    estimate: TimeRange | None
    timing: Timing

    @property
    def breath(self) -> BreathRate:
        assert self.timing.breath is not None  # the program's own stands last in the chain
        return self.timing.breath


def merged(step: Step, exercise: Exercise) -> Exercise:
    """Return the exercise as this step has it: other facts (a name, instructions …) where the step says them."""
    changes: dict[str, Any] = dict(step.changes)
    return replace(exercise, **changes) if changes else exercise


def _work(step: Step, exercise: Exercise, defaults: Timing, program: Timing) -> _Work:
    said, usual = step.dose, exercise.dose
    by_id = dict(step.holds)
    own = step.own is not None
    holds = tuple(
        by_id.get(position.id) or (position.hold or said.hold if own else said.hold or position.hold) or usual.hold
        for position in exercise.positions
    )
    timed_here = said.hold is not None or bool(step.holds)
    reps, sets = said.reps or usual.reps, said.sets
    if sets is None and said.reps is None:
        sets = usual.sets
    if sets is None and said.reps is not None and len(said.reps) == 1:
        sets = usual.sets
    return _Work(
        exercise=merged(step, exercise),
        sides=step.sides or exercise.sides,
        self_paced=said.self_paced or (usual.self_paced and not timed_here),
        holds=holds,
        reps=reps,
        sets=sets,
        estimate=said.estimate or usual.estimate,
        timing=step.timing.over(defaults).over(exercise.timing).over(program),
    )


def _exercise_of(step: Step, library: Mapping[str, Exercise]) -> Exercise | None:
    return step.own if step.exercise is None else library.get(step.exercise)


# -- faults ------------------------------------------------------------------------------------------------------------


def faults_of(
    routine: Routine,
    library: Mapping[str, Exercise],
    *,
    program: Timing = PROGRAM_TIMING,
    whole: bool = True,
) -> tuple[Fault, ...]:
    """Return what keeps a routine from being laid out, each with its path in the file: all, or more than are listed.

    Args:
        routine: The routine.
        library: The exercises that can be named, by id.
        program: What counts where nothing else says a gap or a breath.
        whole: Whether to judge the routine as a whole too (that it is not empty, and not too long), which makes no
            sense where some of its steps could not be read.
    """
    faults: list[Fault] = []
    empty = True
    for path, _, item in routine.walk():
        if isinstance(item, Step):
            empty = False
            faults.extend(_step_faults(path, item, routine, library, program))
        elif isinstance(item, RestStep):
            faults.extend(_rest_faults(path, item, routine.defaults.over(program)))
        elif sum(part == "steps" for part in path[1:]) == MAX_NESTING:  # said once, not of what is deeper still
            message = f"blocks are nested more than {MAX_NESTING} deep; write the steps one after the other"
            faults.append(Fault(path, "nesting", message))
        if len(faults) > MAX_PROBLEMS:
            break
    if empty and whole and not faults:
        faults.append(Fault((), "empty", "the routine has no exercise; add at least one to `steps`"))
    if whole and not faults:
        faults.extend(_size_faults(routine, library, program))
    return tuple(faults)


def _step_faults(
    path: Path, step: Step, routine: Routine, library: Mapping[str, Exercise], program: Timing
) -> Iterator[Fault]:
    exercise = _exercise_of(step, library)
    if exercise is None:
        hint = None if step.exercise in library else nearest(step.exercise or "", tuple(library))
        guess = f"did you mean {quoted(hint)}?" if hint else "one of this routine alone has a `name` instead"
        message = f"there is no exercise {quoted(step.exercise)}; {guess}"
        if step.exercise in library:  # a library that knows the name and cannot give the exercise
            message = f"the exercise {quoted(step.exercise)} has problems of its own; check its file"
        yield Fault((*path, "exercise"), "unknown-exercise", message, hint)
        return
    known = tuple(position.id for position in exercise.positions)
    for position, _ in step.holds:
        if position not in known:
            hint = nearest(position, known)
            guess = f"did you mean {quoted(hint)}?" if hint else f"it has {printable(', '.join(known), 100)}"
            message = f"{printable(exercise.name, 60)} has no position {quoted(position)}; {guess}"
            yield Fault((*path, "positions", position), "unknown-position", message, hint, at_key=True)
    if step.dose.reps is None and exercise.dose.reps is not None and len(exercise.dose.reps) > 1 and step.dose.sets:
        yield from sets_faults(path, len(exercise.dose.reps), step.dose.sets, "the exercise's own `reps`")
    yield from _work_faults(path, _work(step, exercise, routine.defaults, program), step, routine.defaults)


def _rest_faults(path: Path, item: RestStep, timing: Timing) -> Iterator[Fault]:
    breath_ms = timing.breath.total_ms if timing.breath else 0
    yield from _bounds_faults((*path, "rest"), item.rest, breath_ms, zero=True)


def sets_faults(path: Path, entries: int | None, sets: CountRange | None, listed: str = "`reps`") -> Iterator[Fault]:
    """Yield the fault of a list of reps, of so many entries, that does not go with the number of sets."""
    if entries is not None and sets is not None and (sets.low, sets.high) != (entries, entries):
        message = f"{listed} has {entries} {'entry' if entries == 1 else 'entries'}, one a set; "
        yield Fault((*path, "sets"), "sets", f"{message}leave `sets` out or write {entries}", str(entries))


def exercise_faults(exercise: Exercise) -> tuple[Fault, ...]:
    """Return what is wrong with an exercise by itself, each with its path in the exercise's file."""
    step = Step(exercise=exercise.id)
    return tuple(_work_faults((), _work(step, exercise, Timing(), PROGRAM_TIMING), step, Timing(), in_file=True))


def _work_faults(path: Path, work: _Work, step: Step, defaults: Timing, *, in_file: bool = False) -> Iterator[Fault]:
    breath = work.breath.total_ms
    if not work.self_paced:
        for index, (position, hold) in enumerate(zip(work.exercise.positions, work.holds, strict=True)):
            if hold is None:
                yield _missing_hold(path, index, work.exercise, step, in_file=in_file)
            elif isinstance(hold, TimeRange):
                where = hold_path(path, index, position, step, in_file=in_file)
                yield from _bounds_faults(where, hold, breath, zero=False)
    for name in _GAPS:
        gap: TimeRange | None = getattr(work.timing, name)
        if gap is not None:
            said_here = in_file or getattr(step.timing, name) is not None
            by_default = not said_here and getattr(defaults, name) is not None
            where = (*path, name) if said_here else ("defaults", name) if by_default else path
            yield from _bounds_faults(where, gap, breath, zero=True)
    if work.estimate is not None:
        where = (*path, "estimate") if in_file or step.dose.estimate is not None else path
        yield from _bounds_faults(where, work.estimate, breath, zero=False)


_GAPS = ("prepare", "next_rep", "switch_side", "rest")


def hold_path(path: Path, index: int, position: Position, step: Step, *, in_file: bool = False) -> Path:
    """Return the path at which the hold of a position is written; the step's own where an exercise's file has it."""
    if position.id in dict(step.holds):
        return (*path, "positions", position.id)
    if (in_file or step.own is not None) and position.hold is not None:
        return (*path, "positions", index, "hold")
    return (*path, "hold") if in_file or step.dose.hold is not None else path


def _missing_hold(path: Path, index: int, exercise: Exercise, step: Step, *, in_file: bool) -> Fault:
    wanted = 'write `hold`, or `pace = "self"` for reps at your own pace'
    if step.own is not None and len(exercise.positions) == 1:
        return Fault(path, "missing-key", f"{quoted(exercise.name)} has no dose; {wanted}", "hold")
    where = (*path, "positions", index) if in_file or step.own is not None else path
    id = exercise.positions[index].id
    name = "the position" if id.startswith("#") else f"the position {quoted(id)}"  # its id could not be read
    return Fault(where, "missing-key", f"{name} has no time; {wanted}", "hold")


def _bounds_faults(path: Path, time: TimeRange, breath_ms: int, *, zero: bool) -> Iterator[Fault]:
    """Yield the fault of a time that no phase can have; the schema has let it pass since it counts breaths."""
    low, high = time.ends_ms(breath_ms)
    if high <= MAX_PHASE_MS and all(end >= MIN_PHASE_MS or (zero and end == 0) for end in (low, high)):
        return
    length = format_span(low) if low == high else f"{format_span(low)} to {format_span(high)}"
    breath = f" with a breath of {format_span(breath_ms)}" if time.has_breaths else ""
    limits = f"a phase lasts {format_span(MIN_PHASE_MS)} to {MAX_PHASE_MS // 3_600_000} h"
    yield Fault(path, "bounds", f'"{format_range(time)}" comes to {length}{breath}; {limits}')


def _size_faults(routine: Routine, library: Mapping[str, Exercise], program: Timing) -> Iterator[Fault]:
    """Measure the plan at the highest level, without laying it out: blocks multiply."""
    tree = _resolve(routine, library, 100, Side.LEFT, program)
    sizes = [_size(item) for _, items in tree.sections for item in items]
    phases, total_ms = sum(size[0] for size in sizes), sum(size[1] for size in sizes)
    if phases > MAX_PHASES:
        much = f"{phases:,}" if phases < 10**9 else "more than a billion"
        yield Fault((), "size", f"the plan would have {much} phases; at most {MAX_PHASES:,} are allowed")
    if total_ms > MAX_PLAN_MS:
        whole_minutes_ms = -(-total_ms // 60_000) * 60_000  # so that what is over by a second does not read as 24 h
        length = format_span(whole_minutes_ms) if total_ms < 10_000 * 3_600_000 else "more than a year"
        yield Fault((), "size", f"the plan would last {length}; at most {MAX_PLAN_MS // 3_600_000} h are allowed")


def _size(item: ResolvedItem) -> tuple[int, int]:
    """Return the phases and the milliseconds of one item."""
    if isinstance(item, ResolvedRest):
        return bool(item.rest_ms), item.rest_ms
    if isinstance(item, ResolvedBlock):
        inner = [_size(part) for part in item.items]
        return item.repeat * sum(size[0] for size in inner), item.repeat * sum(size[1] for size in inner)
    sides, rests = len(item.side_order), len(item.reps) - 1
    phases = bool(item.prepare_ms) + bool(item.rest_ms) * rests
    total_ms = item.prepare_ms + item.rest_ms * rests
    positions = dict(zip(item.reps, item.positions, strict=True))
    for reps, sets in Counter(item.reps).items():  # sets of as many reps are alike
        passes = sides * (1 if item.self_paced else reps)
        rep_ms = sum(position.estimate_ms for position in positions[reps])
        switches = 0 if sides == 1 else passes - 1 if item.sides is Sides.ALTERNATE else 1
        releases = passes - 1 - switches
        total_ms += sets * (passes * rep_ms + switches * item.switch_side_ms + releases * item.next_rep_ms)
        gaps = switches * bool(item.switch_side_ms) + releases * bool(item.next_rep_ms)
        phases += sets * (passes * len(positions[reps]) + gaps)
    return phases, total_ms


# -- resolving ---------------------------------------------------------------------------------------------------------


def resolve(
    routine: Routine,
    library: Mapping[str, Exercise],
    level: int = 0,
    *,
    first_side: Side = Side.LEFT,
    program: Timing = PROGRAM_TIMING,
) -> ResolvedRoutine:
    """Fix every figure of a routine.

    Args:
        routine: The routine.
        library: The exercises that can be named, by id.
        level: 0 to 100 per cent: where in each range the session runs.
        first_side: The side that goes first where both are worked.
        program: What counts where nothing else says a gap or a breath.

    Raises:
        Unresolvable: The routine has faults.
        ValueError: The level is not between 0 and 100.
    """
    if not 0 <= level <= 100:
        raise ValueError(f"a level lies between 0 and 100, not at {level}")
    faults = faults_of(routine, library, program=program)
    if faults:
        raise Unresolvable(faults)
    return _resolve(routine, library, level, first_side, program)


def _resolve(
    routine: Routine, library: Mapping[str, Exercise], level: int, first_side: Side, program: Timing
) -> ResolvedRoutine:
    def items(section: Section, found: tuple[Item, ...]) -> tuple[ResolvedItem, ...]:
        return tuple(one(section, item) for item in found)

    def one(section: Section, item: Item) -> ResolvedItem:
        if isinstance(item, Block):
            return ResolvedBlock(item.repeat.at(level), items(section, item.steps))
        if isinstance(item, RestStep):
            breath = routine.defaults.over(program).breath
            return ResolvedRest(item.rest.at(level, breath.total_ms if breath else 0))
        exercise = _exercise_of(item, library)
        assert exercise is not None  # faults_of has seen to it
        return _resolve_step(section, _work(item, exercise, routine.defaults, program), level, first_side)

    return ResolvedRoutine(
        routine.id,
        routine.name,
        level,
        first_side,
        tuple((section, items(section, routine.section(section))) for section in Section),
    )


def _resolve_step(section: Section, work: _Work, level: int, first_side: Side) -> ResolvedStep:
    breath_ms = work.breath.total_ms
    reps = _reps_by_set(work, level)
    positions = {count: _positions(work, count, level) for count in set(reps)}

    def gap(time: TimeRange | None) -> int:
        return time.at(level, breath_ms) if time else 0

    return ResolvedStep(
        section=section,
        exercise=work.exercise,
        sides=work.sides,
        first_side=first_side,
        self_paced=work.self_paced,
        reps=reps,
        positions=tuple(positions[count] for count in reps),
        prepare_ms=gap(work.timing.prepare),
        next_rep_ms=gap(work.timing.next_rep),
        switch_side_ms=gap(work.timing.switch_side),
        rest_ms=gap(work.timing.rest),
        breath=work.breath,
    )


def _reps_by_set(work: _Work, level: int) -> tuple[int, ...]:
    reps = work.reps or (_ONCE,)
    if len(reps) > 1:
        return tuple(count.at(level) for count in reps)
    return (reps[0].at(level),) * (work.sets or _ONCE).at(level)


def _positions(work: _Work, reps: int, level: int) -> tuple[ResolvedPosition, ...]:
    breath_ms = work.breath.total_ms
    estimate_ms = work.estimate.at(level, breath_ms) if work.estimate else None
    if work.self_paced:
        if estimate_ms is None:
            estimate_ms = reps * SELF_PACED_REP_ESTIMATE_MS
        return (ResolvedPosition(None, None, estimate_ms, Breath.FREE),)
    found = []
    for position, hold in zip(work.exercise.positions, work.holds, strict=True):
        if isinstance(hold, TimeRange):
            hold_ms = hold.at(level, breath_ms)
            found.append(ResolvedPosition(position.id, hold_ms, hold_ms, position.breath))
        else:
            open_ms = estimate_ms or OPEN_HOLD_ESTIMATE_MS
            found.append(ResolvedPosition(position.id, None, open_ms, position.breath))
    return tuple(found)
