"""What keeps a routine from being laid out, or an exercise from being done, each with its path in the file."""

from collections import Counter
from collections.abc import Iterator, Mapping

from stretchcore.exercise import PROGRAM_TIMING, Exercise, Position, Timing
from stretchcore.problems import MAX_PROBLEMS, Fault
from stretchcore.routine import Path, RestStep, Routine, Step
from stretchcore.schema import MAX_NESTING, MAX_PHASES, MAX_PLAN_MS
from stretchcore.text import nearest, printable, quoted
from stretchcore.times import MAX_PHASE_MS, MIN_PHASE_MS, CountRange, TimeRange, format_clock, format_range, format_span
from stretchcore.tree import BOTH_SIDES, ResolvedBlock, ResolvedItem, ResolvedRest, Work, exercise_of, fix, work_of
from stretchcore.words import Side, Sides


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
    exercise = exercise_of(step, library)
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
    work = work_of(step, exercise, routine.defaults, program)
    yield from _work_faults(path, work, step, routine.defaults)
    yield from _side_faults(path, work, step)


def _side_faults(path: Path, work: Work, step: Step) -> Iterator[Fault]:
    """Yield what is wrong with the doses of single sides."""
    doses = step.side_doses
    if not doses:
        return
    name = printable(work.exercise.name, 60)
    sets = work.set_counts
    for side, dose in doses:
        if isinstance(dose.hold, TimeRange):
            yield from _bounds_faults((*path, side.value, "hold"), dose.hold, work.breath.total_ms, zero=False)
        if work.sides not in BOTH_SIDES:
            message = f'{name} does not work both sides here; write sides = "each", or take this out'
            yield Fault((*path, side.value), "sides", message, "each", at_key=True)
        elif dose.reps is not None:
            where = (*path, side.value, "reps")
            entries = len(dose.reps)
            if entries > 1 and (sets.low, sets.high) != (entries, entries):
                message = f"`reps` has {entries} entries, one a set, and there is another number of sets"
                listed = len(work.reps or ())  # where the step's own reps are a list, that says how many sets there are
                way = f"write {listed} entries here" if listed > 1 else f"write sets = {entries} in the step"
                yield Fault(where, "side-reps", f"{message}; {way}", None if listed > 1 else str(entries))
            elif work.sides is Sides.ALTERNATE and not _as_many(work):
                message = 'sides that are worked in turn have as many reps; write sides = "each" for other ones'
                yield Fault(where, "side-reps", message)


def _as_many(work: Work) -> bool:
    """Tell whether both sides have as many reps in each set, at every level."""
    left, right = work.reps_of(Side.LEFT), work.reps_of(Side.RIGHT)
    return left * len(right) == right * len(left) if 1 in (len(left), len(right)) else left == right


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
    return tuple(_work_faults((), work_of(step, exercise, Timing(), PROGRAM_TIMING), step, Timing(), in_file=True))


def _work_faults(path: Path, work: Work, step: Step, defaults: Timing, *, in_file: bool = False) -> Iterator[Fault]:
    breath = work.breath.total_ms
    if not work.self_paced:
        by_side = all(dose is not None and dose.hold is not None for dose in (work.left, work.right))
        for index, (position, hold) in enumerate(zip(work.exercise.positions, work.holds, strict=True)):
            if hold is None:
                if by_side:  # each says its own, so that none is missing
                    continue
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


def hold_path(
    path: Path, index: int, position: Position, step: Step, *, side: Side | None = None, in_file: bool = False
) -> Path:
    """Return the path at which the hold of a position is written; the step's own where an exercise's file has it."""
    if side is not None and any(said is side and dose.hold is not None for said, dose in step.side_doses):
        return (*path, side.value, "hold")
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


def _exactly(ms: int) -> str:
    """Return a length, with its seconds where without them it would look as if it were not too long."""
    return format_clock(ms) if 0 < ms - MAX_PHASE_MS < 60_000 else format_span(ms)


def _bounds_faults(path: Path, time: TimeRange, breath_ms: int, *, zero: bool) -> Iterator[Fault]:
    """Yield the fault of a time that no phase can have; the schema has let it pass since it counts breaths."""
    low, high = time.ends_ms(breath_ms)
    if high <= MAX_PHASE_MS and all(end >= MIN_PHASE_MS or (zero and end == 0) for end in (low, high)):
        return
    length = _exactly(low) if low == high else f"{_exactly(low)} to {_exactly(high)}"
    breath = f" with a breath of {format_span(breath_ms)}" if time.has_breaths else ""
    limits = f"a phase lasts {format_span(MIN_PHASE_MS)} to {MAX_PHASE_MS // 3_600_000} h"
    yield Fault(path, "bounds", f'"{format_range(time)}" comes to {length}{breath}; {limits}')


def _size_faults(routine: Routine, library: Mapping[str, Exercise], program: Timing) -> Iterator[Fault]:
    """Measure the plan at the highest level, without laying it out: blocks multiply."""
    tree = fix(routine, library, 100, Side.LEFT, program)
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
    sides, rests = item.side_order, len(item.reps) - 1
    phases = bool(item.prepare_ms) + bool(item.rest_ms) * rests
    total_ms = item.prepare_ms + item.rest_ms * rests
    alike = item.right is None
    doses = [item.dose_of(side) for side in (sides[:1] if alike else sides)]
    positions = [dict(zip(dose.reps, dose.positions, strict=True)) for dose in doses]
    for counts, sets in Counter(zip(*[dose.reps for dose in doses], strict=True)).items():  # sets of as many reps
        passes = worked_ms = 0
        for known, count in zip(positions, counts, strict=True):
            reps = 1 if item.self_paced else count
            passes += reps
            worked_ms += reps * sum([held.estimate_ms for held in known[count]])
        if alike:
            passes, worked_ms = passes * len(sides), worked_ms * len(sides)
        switches = 0 if len(sides) == 1 else passes - 1 if item.sides is Sides.ALTERNATE else 1
        releases = passes - 1 - switches
        total_ms += sets * (worked_ms + switches * item.switch_side_ms + releases * item.next_rep_ms)
        gaps = switches * bool(item.switch_side_ms) + releases * bool(item.next_rep_ms)
        phases += sets * (passes * len(doses[0].positions[0]) + gaps)
    return phases, total_ms
