"""Which shape a figure has at an instant of a session, and when it has another one.

The figure stands still while the body does. It shows the way into a position while one gets ready, moves out of it and
in again between two reps, turns over when the sides change, and goes on from shape to shape in exercises of several
positions. Where an exercise has no holds but moves on and on, it swings.

All of it follows from the view, so that a late look loses nothing, a pause freezes it, and every front end that draws
shows the same.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from stretchcore.drawing import GAP, has_floor, strokes
from stretchcore.exercise import Exercise
from stretchcore.figure import Figure, between, eased, mirrored, swapped
from stretchcore.plan import Phase, Plan, PlanStep
from stretchcore.states import State
from stretchcore.strokes import Box, Stroke, bounds
from stretchcore.view import View
from stretchcore.words import ExerciseKind, PhaseKind, Side, Sides

STEPS = 10
"""A movement is shown in so many steps, at most."""

STEP_MS = 100
"""The shortest time between two of them, in milliseconds: ten frames a second."""

MOVE_MS = 1_000
"""How long the way into a position takes, and the way out of it."""

SWING_FROM_MS = 12_000
"""A movement that lasts so long is no hold: it goes on and on."""

_SLOW_MOVE_MS = 2_400  # from one position of an exercise to the next, with the breath
_DEMONSTRATION = (800, 2_200, 1_000, 1_000)  # before a hold, from its end: out, held, in, at rest
_DEMONSTRATED = 2  # so often
_LAST_REST_MS = 1_200
_SWING_MS = (900, 500)  # a movement of a swing, and how long it stays at its ends


class Pose(NamedTuple):
    """A shape on the way from one figure to another.

    Attributes:
        start: One of them, and `end` the other; which is which does not tell where the movement goes.
        step: How far from the first to the second it is, of `STEPS`.
        right: Whether the right side works: then the figure is mirrored.
        muscles: The muscles that are shown.
        frame: All figures of the exercise, which the picture makes room for, so that nothing jumps.
    """

    start: Figure
    end: Figure
    step: int
    right: bool
    muscles: tuple[str, ...]
    frame: tuple[Figure, ...]

    @property
    def figure(self) -> Figure:
        """The shape."""
        shape = between(self.start, self.end, eased(self.step / STEPS))
        return mirrored(shape) if self.right else shape

    def strokes(self, gap: float = GAP) -> tuple[Stroke, ...]:
        """Return its strokes, those at the back first.

        Args:
            gap: How wide the gap around near limbs is, in units of the mat.
        """
        return strokes(self.figure, self.muscles, gap)

    @property
    def has_floor(self) -> bool:
        """Whether the floor is a line below it."""
        return has_floor(self.start)

    @property
    def box(self) -> Box:
        """The part of the mat that all shapes of the exercise take, down to the floor."""
        return _box(tuple(map(mirrored, self.frame)) if self.right else self.frame)


@lru_cache(maxsize=16)
def _box(figures: tuple[Figure, ...]) -> Box:
    shapes = [*figures, *(between(one, figures[0], 0.5) for one in figures[1:])]
    boxes = [bounds(strokes(shape)) for shape in shapes]
    bottom = min(box.bottom for box in boxes)
    return Box(
        min(box.left for box in boxes),
        min(0.0, bottom) if has_floor(figures[0]) else bottom,
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


class Moment(NamedTuple):
    """A pose, and in how many milliseconds there is another one; None where it stays."""

    pose: Pose
    change_ms: int | None


class _Move(NamedTuple):
    """A part of a phase.

    Attributes:
        passed_ms: How much of it is over, of its `length_ms`.
        other_side: Whether it is still the side before.
    """

    start: Figure
    end: Figure
    passed_ms: int
    length_ms: int
    other_side: bool = False


def moment(plan: Plan, view: View) -> Moment | None:
    """Return what the figure shows; None where the exercise has none, or the session is over."""
    if view.state is State.ENDED:
        return None
    step = plan.step_ahead(view.phase)
    if step is None:
        return None
    shapes = _shapes(step.exercise)
    if shapes is None:
        return None
    move = _move(plan, view, step, shapes)
    side = view.phase.side
    right = (side is Side.RIGHT) != move.other_side
    if move.start is move.end or move.start == move.end:
        place, wait_ms = 0, move.length_ms - move.passed_ms
    else:
        steps = max(1, min(STEPS, move.length_ms // STEP_MS))
        done = move.passed_ms * steps // move.length_ms
        place = done * STEPS // steps
        wait_ms = -(-(done + 1) * move.length_ms // steps) - move.passed_ms
    start, end = move.start, move.end
    if _order(end) < _order(start):  # the way back is the way there: who keeps pictures keeps half as many
        start, end, place = end, start, STEPS - place
    pose = Pose(start, end, place, right, step.exercise.targets, shapes)
    return Moment(pose, max(1, wait_ms) if view.state is State.RUNNING and wait_ms < _FOREVER else None)


_FOREVER = 10**9


def _order(figure: Figure) -> tuple[object, ...]:
    return figure.body, figure.near, figure.far


def still(exercise: Exercise, *, right: bool = False) -> Pose | None:
    """Return the pose that stands for an exercise: its last position; None where it has no figure."""
    shapes = _shapes(exercise)
    if shapes is None:
        return None
    return Pose(shapes[-1], shapes[-1], 0, right, exercise.targets, shapes)


def with_figures(plan: Plan, library: Mapping[str, Exercise]) -> Plan:
    """Return a plan that was kept, which has no figures, with those that its exercises have in the library now."""
    return replace(plan, steps=tuple(_with_figures(step, library) for step in plan.steps))


def _with_figures(step: PlanStep, library: Mapping[str, Exercise]) -> PlanStep:
    exercise = step.exercise
    drawn = library.get(exercise.id) if exercise.id is not None else None
    if drawn is None:
        return step
    figures = {position.id: position.figure for position in drawn.positions}
    positions = tuple(replace(one, figure=one.figure or figures.get(one.id)) for one in exercise.positions)
    exercise = replace(exercise, positions=positions, start=exercise.start or drawn.start, sides=drawn.sides)
    return replace(step, exercise=exercise)


def _shapes(exercise: Exercise) -> tuple[Figure, ...] | None:
    """Return the start and the positions that are drawn, in their order; None where none is."""
    found = [exercise.start, *(position.figure for position in exercise.positions)]
    shapes = tuple(figure for figure in found if figure is not None and _is_drawable(figure))
    return shapes or None


def _is_drawable(figure: Figure) -> bool:
    return {"head", "neck", "hip"} <= {name for name, _ in figure.body}


def _figure_of(exercise: Exercise, position: str | None, shapes: tuple[Figure, ...]) -> Figure:
    found = next((one.figure for one in exercise.positions if one.id == position), None)
    return found if found is not None and _is_drawable(found) else shapes[-1]


def _move(plan: Plan, view: View, step: PlanStep, shapes: tuple[Figure, ...]) -> _Move:
    phase, exercise = view.phase, step.exercise
    rest = shapes[0]
    if not phase.is_work:
        first = exercise.positions[0].id if exercise.positions else None
        return _gap_move(view, rest, _figure_of(exercise, first, shapes), shapes[-1])
    shape = _figure_of(exercise, phase.position, shapes)
    if _swings(view, exercise):
        return _swing(view.elapsed_ms, rest, shape, turns=_turns(phase, exercise))
    before = plan.phases[phase.index - 1] if phase.index else None
    came_from, length_ms = shape, 0
    if before is None or before.step != phase.step:
        came_from, length_ms = rest, MOVE_MS
    elif before.is_work:
        came_from, length_ms = _figure_of(exercise, before.position, shapes), _SLOW_MOVE_MS
    if view.length_ms is not None:
        length_ms = min(length_ms, view.length_ms * 6 // 10)
    if came_from is shape or view.elapsed_ms >= length_ms:
        return _still(shape)
    return _Move(came_from, shape, view.elapsed_ms, length_ms)


def _still(shape: Figure, wait_ms: int = _FOREVER) -> _Move:
    return _Move(shape, shape, 0, wait_ms)


def _swings(view: View, exercise: Exercise) -> bool:
    if len(exercise.positions) > 1:
        return False
    if view.phase.rep is None and view.phase.is_open:  # reps at one's own pace
        return True
    moves = exercise.kind is ExerciseKind.DYNAMIC
    return moves and (view.length_ms is None or view.length_ms >= SWING_FROM_MS)


def _turns(phase: Phase, exercise: Exercise) -> bool:
    """Tell whether the sides take turns within a phase."""
    return phase.side is None and exercise.sides in (Sides.ALTERNATE, Sides.EACH)


def _swing(elapsed_ms: int, rest: Figure, shape: Figure, *, turns: bool) -> _Move:
    if rest is shape:
        return _still(shape)
    move_ms, stay_ms = _SWING_MS
    cycle_ms = 2 * (move_ms + stay_ms)
    # It begins in the position, where the gap before has led to, and the sides take turns when it comes back to rest.
    other = (elapsed_ms + cycle_ms - move_ms) // cycle_ms % 2 == 1
    if (
        other and not turns and rest.view == "side"
    ):  # the other leg's turn to march; where both do the same, nothing changes
        rest, shape = swapped(rest), swapped(shape)
    parts = ((shape, rest, move_ms), (rest, rest, stay_ms), (rest, shape, move_ms), (shape, shape, stay_ms))
    return _part(parts, elapsed_ms % cycle_ms)._replace(other_side=turns and other)


def _part(parts: tuple[tuple[Figure, Figure, int], ...], passed_ms: int) -> _Move:
    """Return the part that an instant falls into; the last one goes on."""
    for start, end, length_ms in parts:
        if passed_ms < length_ms:
            return _Move(start, end, passed_ms, length_ms)
        passed_ms -= length_ms
    return _still(parts[-1][1])


def _gap_move(view: View, rest: Figure, first: Figure, last: Figure) -> _Move:
    """Return the movement of a gap, whose end leads into the first position."""
    length_ms = view.length_ms or 0
    left_ms = length_ms - view.elapsed_ms
    if view.phase.kind in (PhaseKind.NEXT_REP, PhaseKind.SWITCH_SIDE):
        move_ms = min(MOVE_MS, length_ms // 2)
        parts = ((last, rest, move_ms), (rest, rest, length_ms - 2 * move_ms), (rest, first, move_ms))
        found = _part(parts, view.elapsed_ms)
        return found._replace(other_side=view.phase.kind is PhaseKind.SWITCH_SIDE and view.elapsed_ms < move_ms)
    move_ms = min(MOVE_MS, length_ms)
    if left_ms <= move_ms:
        return _Move(rest, first, move_ms - left_ms, move_ms)
    shown_ms = _LAST_REST_MS + move_ms
    if left_ms <= shown_ms:
        return _Move(rest, rest, shown_ms - left_ms, _LAST_REST_MS)
    return _demonstration(left_ms - shown_ms, rest, first)


def _demonstration(before_ms: int, rest: Figure, first: Figure) -> _Move:
    """Show the way into a position a few times, so many milliseconds before the last pause; earlier, the position."""
    cycle_ms = sum(_DEMONSTRATION)
    out_ms, held_ms, in_ms, rest_ms = _DEMONSTRATION
    begins_ms = _DEMONSTRATED * cycle_ms + out_ms  # by coming out of the position
    if before_ms > begins_ms:
        return _still(first, before_ms - begins_ms)
    parts = ((rest, rest, rest_ms), (rest, first, in_ms), (first, first, held_ms), (first, rest, out_ms))
    return _part(parts, -before_ms % cycle_ms)
