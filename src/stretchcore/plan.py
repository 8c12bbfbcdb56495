"""The plan: a routine at one level, laid out as a flat sequence of phases.

How a routine unfolds:

1. The sections follow each other: warm-up, main, cool-down; a block's items repeat in place.
2. A step begins with `prepare`. Between two sets there is one `rest`, which stands for any switch or release there.
   Within a set, reps are per side:

   - no side, or one side only: the reps, `next_rep` between them;
   - each: all reps of the first side, `switch_side`, all reps of the other, `next_rep` between two reps of a side;
   - alternate: rep 1 of the first side, `switch_side`, rep 1 of the other, `switch_side`, rep 2 of the first …

   Where the two sides have different doses, each side has its own reps and holds.
   A rep is its positions one after the other, a phase each. At one's own pace a whole set of a side is one open phase.
3. A gap carries the exercise, side, rep and set of what comes next; its position is None. A gap of no length is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from stretchcore.exercise import PROGRAM_TIMING, BreathRate, Exercise, Timing
from stretchcore.resolving import resolve
from stretchcore.routine import Routine
from stretchcore.tree import ResolvedBlock, ResolvedItem, ResolvedPosition, ResolvedRest, ResolvedRoutine, ResolvedStep
from stretchcore.values import dataclass
from stretchcore.words import Breath, PhaseKind, Section, Side, Sides


@dataclass(frozen=True, slots=True)
class Phase:
    """The smallest timed piece of a plan.

    Attributes:
        index: Its place in the plan, from 0.
        start_ms: When it starts if nothing is paused, skipped or extended; open phases before it count their estimate.
        step: The step that it belongs to, from 0, each pass through a block counted anew; None for a rest of its own.
        exercise: The exercise's id in the library; None where the routine alone has it, or none follows a rest.
        name: The exercise's name; None where no exercise follows a rest.
        position: The id of the position that is held; None in gaps and at one's own pace.
        set: The set, from 1; `sets` is how many there are. `rep` and `reps` likewise, within the side.
        planned_ms: Its length; None where it is open. `estimate_ms` is what it counts for in totals.
        targets: The muscles that the exercise is for.
    """

    index: int
    start_ms: int
    kind: PhaseKind
    step: int | None
    exercise: str | None
    name: str | None
    position: str | None
    side: Side | None
    set: int | None
    sets: int | None
    rep: int | None
    reps: int | None
    planned_ms: int | None
    estimate_ms: int
    targets: tuple[str, ...]

    @property
    def is_work(self) -> bool:
        """Whether the body works in this phase."""
        return self.kind.is_work

    @property
    def is_open(self) -> bool:
        """Whether it lasts until the person says done."""
        return self.planned_ms is None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What all phases of one step share.

    Attributes:
        exercise: The exercise as the step has it.
        breath: The length of a breath here.
    """

    section: Section
    exercise: Exercise
    breath: BreathRate

    def breath_of(self, position: str | None) -> Breath:
        """Return what the breath does in a position."""
        return next((found.breath for found in self.exercise.positions if found.id == position), Breath.FREE)


@dataclass(frozen=True)  # without slots: the fingerprint is kept once it has been asked for
class Plan:
    """A routine at one level, laid out as a flat sequence of phases.

    Attributes:
        id: The routine's id.
        total_ms: The length of the whole, open phases counted by their estimate.
        steps: What `Phase.step` points at.
    """

    id: str
    name: str
    level: int
    first_side: Side
    total_ms: int
    phases: tuple[Phase, ...]
    steps: tuple[PlanStep, ...]

    @cached_property
    def fingerprint(self) -> str:
        """A digest of what the plan asks for: a session goes on only with the plan that it was begun with."""
        import hashlib  # with json 3 ms, which a plan that is only shown does not need
        import json

        digest = hashlib.sha256()
        for phase in self.phases:
            row = (phase.kind.value, phase.exercise, phase.name, phase.position, phase.side and phase.side.value)
            counts = (phase.set, phase.sets, phase.rep, phase.reps, phase.planned_ms, phase.estimate_ms, phase.step)
            digest.update(json.dumps([*row, *counts]).encode())
        return digest.hexdigest()[:32]

    def step_of(self, phase: Phase) -> PlanStep | None:
        """Return the step of a phase; None for a rest of its own."""
        return None if phase.step is None else self.steps[phase.step]

    def work_ahead(self, phase: Phase) -> Phase | None:
        """Return the work that a phase leads to: itself where the body works; None where only rest follows."""
        return next((other for other in self.phases[phase.index :] if other.is_work), None)

    def step_ahead(self, phase: Phase) -> PlanStep | None:
        """Return the step of a phase, or the one that a rest of its own leads to: what to show, and to tell of."""
        if phase.step is None:
            phase = next((other for other in self.phases[phase.index :] if other.step is not None), phase)
        return self.step_of(phase)


def make_plan(
    routine: Routine,
    library: Mapping[str, Exercise],
    level: int = 0,
    *,
    first_side: Side = Side.LEFT,
    program: Timing = PROGRAM_TIMING,
) -> Plan:
    """Lay a routine out.

    Args:
        routine: The routine.
        library: The exercises that can be named, by id.
        level: 0 to 100 per cent: where in each range the session runs.
        first_side: The side that goes first where both are worked.
        program: What counts where nothing else says a gap or a breath; where it does not either, `PROGRAM_TIMING`.

    Raises:
        Unresolvable: The routine has faults.
        ValueError: The level is not between 0 and 100.
    """
    return lay_out(resolve(routine, library, level, first_side=first_side, program=program))


def lay_out(tree: ResolvedRoutine) -> Plan:
    """Flatten a resolved routine into its plan."""
    items = [item for _, section in tree.sections for item in _unrolled(section)]
    steps: list[PlanStep] = []
    phases: list[Phase] = []
    start_ms = 0
    for item, following in zip(items, _steps_after(items), strict=True):
        if isinstance(item, ResolvedRest):
            drafts = _rest_step(item, following)
        else:
            drafts = _step(item, len(steps))
            steps.append(PlanStep(item.section, item.exercise, item.breath))
        for draft in drafts:
            phases.append(replace(draft, index=len(phases), start_ms=start_ms))
            start_ms += draft.estimate_ms
    return _plan(tree.id, tree.name, tree.level, tree.first_side, tuple(phases), tuple(steps))


def _plan(
    id: str, name: str, level: int, first_side: Side, phases: tuple[Phase, ...], steps: tuple[PlanStep, ...]
) -> Plan:
    total_ms = phases[-1].start_ms + phases[-1].estimate_ms if phases else 0
    return Plan(id, name, level, first_side, total_ms, phases, steps)


def _unrolled(items: tuple[ResolvedItem, ...]) -> Iterator[ResolvedStep | ResolvedRest]:
    """Yield what has phases, blocks as often as they are repeated; a block of nothing takes no time however often."""
    for item in items:
        if isinstance(item, ResolvedBlock):
            yield from list(_unrolled(item.items)) * item.repeat
        elif isinstance(item, ResolvedStep) or item.rest_ms:
            yield item


def _phase(
    item: ResolvedStep,
    step: int,
    kind: PhaseKind,
    side: Side | None,
    counts: tuple[int, int, int | None, int],
    length_ms: int | None,
    estimate_ms: int | None = None,
    position: str | None = None,
) -> Phase:
    estimate = length_ms if estimate_ms is None else estimate_ms
    exercise = item.exercise
    return Phase(
        0,
        0,
        kind,
        step,
        exercise.id,
        exercise.name,
        position,
        side,
        *counts,
        length_ms,
        estimate or 0,
        exercise.targets,
    )


def _steps_after(items: list[ResolvedStep | ResolvedRest]) -> list[ResolvedStep | None]:
    """Return, for each item, the first step after it; None where there is none."""
    found: list[ResolvedStep | None] = []
    following: ResolvedStep | None = None
    for item in reversed(items):
        found.append(following)
        if isinstance(item, ResolvedStep):
            following = item
    return found[::-1]


def _rest_step(item: ResolvedRest, following: ResolvedStep | None) -> Iterator[Phase]:
    if following is None:
        nothing = (None, None, None, None, None, None, None, None)
        yield Phase(0, 0, PhaseKind.REST, None, *nothing, item.rest_ms, item.rest_ms, ())
        return
    first = next(_passes(following, 0))
    gap = _phase(following, 0, PhaseKind.REST, first.side, first.counts, item.rest_ms)
    yield replace(gap, step=None)


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass through the positions on one side, or a whole set of a side at one's own pace."""

    side: Side | None
    counts: tuple[int, int, int | None, int]
    positions: tuple[ResolvedPosition, ...]


def _passes(item: ResolvedStep, set_index: int) -> Iterator[_Pass]:
    """Yield the passes of one set in their order."""
    passes = [_passes_of(item, side, set_index) for side in item.side_order]
    if item.sides is Sides.ALTERNATE:
        for turn in zip(*passes, strict=True):  # in turn, both sides have as many reps
            yield from turn
    else:
        for side in passes:
            yield from side


def _passes_of(item: ResolvedStep, side: Side | None, set_index: int) -> list[_Pass]:
    """Return the passes of one set on one side."""
    dose = item.dose_of(side)
    reps, positions = dose.reps[set_index], dose.positions[set_index]
    numbers: tuple[int | None, ...] = (None,) if item.self_paced else tuple(range(1, reps + 1))
    return [_Pass(side, (set_index + 1, len(dose.reps), rep, reps), positions) for rep in numbers]


def _step(item: ResolvedStep, step: int) -> Iterator[Phase]:
    previous: _Pass | None = None
    for set_index in range(len(item.reps)):
        for current in _passes(item, set_index):
            kind, length_ms = _gap(item, previous, current)
            if length_ms:
                yield _phase(item, step, kind, current.side, current.counts, length_ms)
            for held in current.positions:
                yield _phase(
                    item, step, item.section.work, current.side, current.counts, held.hold_ms, held.estimate_ms, held.id
                )
            previous = current


def _gap(item: ResolvedStep, previous: _Pass | None, current: _Pass) -> tuple[PhaseKind, int]:
    if previous is None:
        return PhaseKind.PREPARE, item.prepare_ms
    if previous.counts[0] != current.counts[0]:
        return PhaseKind.REST, item.rest_ms
    if previous.side is not current.side:
        return PhaseKind.SWITCH_SIDE, item.switch_side_ms
    return PhaseKind.NEXT_REP, item.next_rep_ms
