"""A routine at one level, as a tree of figures: every range fixed, every default filled in, blocks still blocks.

Which value counts: for the gaps and the breath, step, then the routine's defaults, then the exercise's file, then the
program; for the dose and the sides, step, then the exercise's file, then the program.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from stretchcore.exercise import BreathRate, Exercise, Hold, Timing
from stretchcore.routine import Block, Item, RestStep, Routine, SideDose, Step
from stretchcore.times import CountRange, TimeRange
from stretchcore.values import dataclass
from stretchcore.words import Breath, Section, Side, Sides

OPEN_HOLD_ESTIMATE_MS = 30_000
"""What an open hold counts for in totals where the file does not say, in milliseconds."""

SELF_PACED_REP_ESTIMATE_MS = 3_000
"""What a rep at one's own pace counts for in totals where the file does not say, in milliseconds."""

_ONCE = CountRange(1, 1)
_AS_THE_STEP = SideDose()

BOTH_SIDES = (Sides.EACH, Sides.ALTERNATE)
"""The ways to work both sides, in which each can have a dose of its own."""


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
class ResolvedDose:
    """How often and how long.

    Attributes:
        reps: Repetitions, one figure a set.
        positions: One set of positions for each set; a self-paced set has one, without an id.
    """

    reps: tuple[int, ...]
    positions: tuple[tuple[ResolvedPosition, ...], ...]


@dataclass(frozen=True, slots=True)
class ResolvedStep:
    """One exercise with all its figures.

    Attributes:
        reps: Repetitions for each side, one figure a set; of the left side where the right one has others.
        positions: One set of positions for each set, likewise; a self-paced set has one, without an id.
        right: The dose of the right side where that is another one; it has as many sets.
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
    right: ResolvedDose | None = None

    def dose_of(self, side: Side | None) -> ResolvedDose:
        """Return the dose of a side; None stands for no side."""
        if side is Side.RIGHT and self.right is not None:
            return self.right
        return ResolvedDose(self.reps, self.positions)

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
"""What a section or a block holds, in its order."""


@dataclass(frozen=True, slots=True)
class ResolvedRoutine:
    """A routine at one level, as a tree of figures."""

    id: str
    name: str
    level: int
    first_side: Side
    sections: tuple[tuple[Section, tuple[ResolvedItem, ...]], ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A step and its exercise put together, the ranges not fixed yet."""

    exercise: Exercise
    sides: Sides
    self_paced: bool
    holds: tuple[Hold | None, ...]
    reps: tuple[CountRange, ...] | None
    sets: CountRange | None
    estimate: TimeRange | None
    timing: Timing
    left: SideDose | None = None
    right: SideDose | None = None

    @property
    def set_counts(self) -> CountRange:
        """How many sets there are: as many as a list of reps has entries."""
        if self.reps is not None and len(self.reps) > 1:
            return CountRange(len(self.reps), len(self.reps))
        return self.sets or _ONCE

    def holds_of(self, side: Side | None) -> tuple[Hold | None, ...]:
        """Return the holds of a side; None stands for no side."""
        said = self._of(side).hold
        return self.holds if said is None else (said,) * len(self.holds)

    def reps_of(self, side: Side | None) -> tuple[CountRange, ...]:
        """Return the reps of a side: one count for all sets, or one a set."""
        return self._of(side).reps or self.reps or (_ONCE,)

    def _of(self, side: Side | None) -> SideDose:
        dose = self.left if side is Side.LEFT else self.right if side is Side.RIGHT else None
        return dose or _AS_THE_STEP

    @property
    def breath(self) -> BreathRate:
        """The length of a breath here."""
        assert self.timing.breath is not None  # the program's own stands last in the chain
        return self.timing.breath


def merged(step: Step, exercise: Exercise) -> Exercise:
    """Return the exercise as this step has it: other facts (a name, instructions …) where the step says them."""
    changes: dict[str, Any] = dict(step.changes)
    return replace(exercise, **changes) if changes else exercise


def work_of(step: Step, exercise: Exercise, defaults: Timing, program: Timing) -> Work:
    """Put a step and its exercise together, each figure from the first place that says it.

    Args:
        defaults: The routine's own gaps and breath.
        program: What counts where nothing else says a gap or a breath.
    """
    said, usual = step.dose, exercise.dose
    by_id = dict(step.holds)
    own = step.own is not None
    holds = tuple(
        by_id.get(position.id) or (position.hold or said.hold if own else said.hold or position.hold) or usual.hold
        for position in exercise.positions
    )
    timed_here = said.hold is not None or bool(step.holds) or any(dose.hold for _, dose in step.side_doses)
    reps, sets = said.reps or usual.reps, said.sets
    if sets is None and said.reps is None:
        sets = usual.sets
    if sets is None and said.reps is not None and len(said.reps) == 1:
        sets = usual.sets
    return Work(
        exercise=merged(step, exercise),
        sides=step.sides or exercise.sides,
        self_paced=said.self_paced or (usual.self_paced and not timed_here),
        holds=holds,
        reps=reps,
        sets=sets,
        estimate=said.estimate or usual.estimate,
        timing=step.timing.over(defaults).over(exercise.timing).over(program),
        left=step.left,
        right=step.right,
    )


def exercise_of(step: Step, library: Mapping[str, Exercise]) -> Exercise | None:
    """Return the exercise that a step means: its own, or the library's; None where the library has none."""
    return step.own if step.exercise is None else library.get(step.exercise)


def fix(
    routine: Routine, library: Mapping[str, Exercise], level: int, first_side: Side, program: Timing
) -> ResolvedRoutine:
    """Fix every figure of a routine whose exercises are all there; `resolving.resolve` asks for faults first."""

    def items(section: Section, found: tuple[Item, ...]) -> tuple[ResolvedItem, ...]:
        return tuple(one(section, item) for item in found)

    def one(section: Section, item: Item) -> ResolvedItem:
        if isinstance(item, Block):
            return ResolvedBlock(item.repeat.at(level), items(section, item.steps))
        if isinstance(item, RestStep):
            breath = routine.defaults.over(program).breath
            return ResolvedRest(item.rest.at(level, breath.total_ms if breath else 0))
        exercise = exercise_of(item, library)
        assert exercise is not None  # faults_of has seen to it
        return _resolve_step(section, work_of(item, exercise, routine.defaults, program), level, first_side)

    return ResolvedRoutine(
        routine.id,
        routine.name,
        level,
        first_side,
        tuple((section, items(section, routine.section(section))) for section in Section),
    )


def _resolve_step(section: Section, work: Work, level: int, first_side: Side) -> ResolvedStep:
    breath_ms = work.breath.total_ms
    left, right = _dose(work, Side.LEFT, level), None
    if work.right != work.left and work.sides in BOTH_SIDES:
        right = _dose(work, Side.RIGHT, level)

    def gap(time: TimeRange | None) -> int:
        return time.at(level, breath_ms) if time else 0

    return ResolvedStep(
        section=section,
        exercise=work.exercise,
        sides=work.sides,
        first_side=first_side,
        self_paced=work.self_paced,
        reps=left.reps,
        positions=left.positions,
        prepare_ms=gap(work.timing.prepare),
        next_rep_ms=gap(work.timing.next_rep),
        switch_side_ms=gap(work.timing.switch_side),
        rest_ms=gap(work.timing.rest),
        breath=work.breath,
        right=None if right == left else right,
    )


def _dose(work: Work, side: Side, level: int) -> ResolvedDose:
    reps = work.reps_of(side)
    counts = tuple(count.at(level) for count in reps)
    if len(reps) == 1:
        counts *= work.set_counts.at(level)
    positions = {count: _positions(work, work.holds_of(side), count, level) for count in set(counts)}
    return ResolvedDose(counts, tuple(positions[count] for count in counts))


def _positions(work: Work, holds: tuple[Hold | None, ...], reps: int, level: int) -> tuple[ResolvedPosition, ...]:
    breath_ms = work.breath.total_ms
    estimate_ms = work.estimate.at(level, breath_ms) if work.estimate else None
    if work.self_paced:
        if estimate_ms is None:
            estimate_ms = reps * SELF_PACED_REP_ESTIMATE_MS
        return (ResolvedPosition(None, None, estimate_ms, Breath.FREE),)
    found = []
    for position, hold in zip(work.exercise.positions, holds, strict=True):
        if isinstance(hold, TimeRange):
            hold_ms = hold.at(level, breath_ms)
            found.append(ResolvedPosition(position.id, hold_ms, hold_ms, position.breath))
        else:
            open_ms = estimate_ms or OPEN_HOLD_ESTIMATE_MS
            found.append(ResolvedPosition(position.id, None, open_ms, position.breath))
    return tuple(found)
