"""The words for phases, sides and times: what screens show and lines say."""

from stretchcore.plan import Phase, Plan
from stretchcore.times import format_span
from stretchcore.tree import ResolvedDose, ResolvedStep
from stretchcore.words import PhaseKind, Side, Sides

PHASE_WORDS = {
    PhaseKind.PREPARE: "Get ready",
    PhaseKind.WARM_UP: "Warm up",
    PhaseKind.HOLD: "Hold",
    PhaseKind.NEXT_REP: "Release",
    PhaseKind.SWITCH_SIDE: "Switch sides",
    PhaseKind.REST: "Rest",
    PhaseKind.COOL_DOWN: "Cool down",
}
"""What each kind of phase is called."""

SIDE_WORDS = {Side.LEFT: "left side", Side.RIGHT: "right side"}
"""What each side is called."""

_SIDES_WORDS = {
    Sides.NONE: "",
    Sides.EACH: "each side",
    Sides.ALTERNATE: "sides in turn",
    Sides.LEFT: "left side only",
    Sides.RIGHT: "right side only",
}


def count_words(phase: Phase) -> str:
    """Return where a phase stands in its exercise, as in ``rep 2 of 3, set 1 of 2``; nothing where all is one."""
    words = []
    if phase.rep is not None and (phase.reps or 0) > 1:
        words.append(f"rep {phase.rep} of {phase.reps}")
    elif phase.rep is None and phase.reps is not None:
        words.append(f"{phase.reps} reps at your own pace")
    if (phase.sets or 0) > 1:
        words.append(f"set {phase.set} of {phase.sets}")
    return ", ".join(words)


def length_words(phase: Phase) -> str:
    """Return a phase's length, as in ``20 s``, or that it waits."""
    return "until you say done" if phase.planned_ms is None else format_span(phase.planned_ms)


def position_name(plan: Plan, phase: Phase) -> str | None:
    """Return the name of the position that is held, where the exercise has several."""
    step = plan.step_of(phase)
    if step is None or phase.position is None or len(step.exercise.positions) < 2:
        return None
    return next((found.name for found in step.exercise.positions if found.id == phase.position), None)


def phase_words(plan: Plan, phase: Phase) -> str:
    """Return a phase in one line, as in ``Hold: Knee to chest, left side, rep 1 of 3, 20 s``."""
    parts = [
        phase.name or "",
        position_name(plan, phase) or "",
        SIDE_WORDS[phase.side] if phase.side else "",
        count_words(phase),
        length_words(phase),
    ]
    return f"{PHASE_WORDS[phase.kind]}: " + ", ".join(part for part in parts if part)


def minutes(ms: int) -> str:
    """Return a length in whole minutes, or seconds where it is shorter: nobody chooses a routine by the second."""
    return format_span(ms if ms < 60_000 else (ms + 30_000) // 60_000 * 60_000)


def dose_words(step: ResolvedStep) -> str:
    """Return a step's dose as one says it, as in ``20 s × 3, each side`` or ``left 20 s × 3, right 30 s × 2``."""
    sets = len(step.reps)
    if step.right is None:
        dose = _one_dose(step.dose_of(None), self_paced=step.self_paced)
        sides = _SIDES_WORDS[step.sides]
    else:
        doses = ((side, _one_dose(step.dose_of(side), self_paced=step.self_paced)) for side in Side)
        dose = ", ".join(f"{side.value} {words}" for side, words in doses)
        sides = _SIDES_WORDS[step.sides] if step.sides is Sides.ALTERNATE else ""
    if sets > 1:
        dose += f", {sets} sets"
    return f"{dose}, {sides}" if sides else dose


def _one_dose(dose: ResolvedDose, *, self_paced: bool) -> str:
    """Return the reps and holds of a set as one says them."""
    reps = str(dose.reps[0]) if len(set(dose.reps)) == 1 else ", ".join(map(str, dose.reps))
    if self_paced:
        return f"{reps} reps at your own pace"
    holds = ["until you say done" if held.hold_ms is None else format_span(held.hold_ms) for held in dose.positions[0]]
    return " + ".join(holds) + (f" × {reps}" if set(dose.reps) != {1} else "")
