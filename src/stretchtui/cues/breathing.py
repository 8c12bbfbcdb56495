"""The rhythm of the breath in a phase: what the screen shows of it, and when the voice says it."""

from stretchcore.plan import Plan, PlanStep
from stretchcore.states import State
from stretchcore.view import View
from stretchcore.words import Breath, ExerciseKind, Section


def has_pace(step: PlanStep, length_ms: int | None) -> bool:
    """Tell whether slow breaths go with a phase: one stays still in it, or winds down, for a whole breath at least."""
    calm = step.exercise.kind is ExerciseKind.STATIC or step.section is Section.COOL_DOWN
    return calm and (length_ms is None or length_ms >= step.breath.total_ms)


def next_breath(plan: Plan, view: View) -> tuple[int, bool] | None:
    """Return in how many milliseconds the breath turns next, and whether it then goes in.

    None where nobody breathes in a rhythm: in gaps and pauses, in movement, and where a position has its own breath.
    """
    phase = view.phase
    step = plan.step_of(phase)
    if step is None or phase.position is None or not phase.is_work or view.state is not State.RUNNING:
        return None
    if step.breath_of(phase.position) is not Breath.FREE or not has_pace(step, view.length_ms):
        return None
    passed_ms = view.elapsed_ms % step.breath.total_ms
    if passed_ms < step.breath.in_ms:
        return step.breath.in_ms - passed_ms, False
    return step.breath.total_ms - passed_ms, True
