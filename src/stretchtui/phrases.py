"""The words for phases, sides and times: what screens show and lines say."""

from stretchcore.events import (
    Cue,
    CueKind,
    Event,
    Extended,
    LeadInStarted,
    Paused,
    PhaseEnded,
    PhaseOutcome,
    PhaseStarted,
    Resumed,
    SessionEnded,
    SessionStarted,
)
from stretchcore.plan import Phase, Plan
from stretchcore.times import ceil_seconds, format_clock, format_span
from stretchcore.words import PhaseKind, Side

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

_CUE_WORDS = {
    CueKind.START: "begin",
    CueKind.HALFWAY: "halfway",
    CueKind.END: "release",
    CueKind.SWITCH: "switch sides",
    CueKind.NEXT: "next",
    CueKind.FINISH: "finished",
    CueKind.EASE_OFF: "ease off and come out of it gently",
}
_OUTCOME_WORDS = {
    PhaseOutcome.DONE: "done",
    PhaseOutcome.SKIPPED: "skipped",
    PhaseOutcome.PAIN: "ended because of pain",
    PhaseOutcome.LEFT: "left",
    PhaseOutcome.STOPPED: "stopped",
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


def event_words(plan: Plan, event: Event) -> str:
    """Return an event in one line."""
    match event:
        case SessionStarted(total_ms=total_ms):
            return f"{plan.name}, {format_span(total_ms)}, level {plan.level} %"
        case PhaseStarted(phase=phase):
            return phase_words(plan, phase)
        case Cue(cue=CueKind.COUNTDOWN, value=value):
            return str(value)
        case Cue(cue=CueKind.SWITCH, index=index):
            side = plan.phases[index].side
            return f"switch to the {SIDE_WORDS[side]}" if side else "switch sides"
        case Cue(cue=CueKind.NEXT, index=index):
            return f"next: {plan.phases[index].name}" if plan.phases[index].name else "next"
        case Cue(cue=cue):
            return _CUE_WORDS[cue]
        case PhaseEnded(outcome=outcome, actual_ms=actual_ms):
            return f"{_OUTCOME_WORDS[outcome]} after {format_span(actual_ms)}"
        case Paused(reason=reason):
            return (
                "paused, since time was lost: the machine slept or the program was stopped"
                if reason == "gap"
                else "paused"
            )
        case LeadInStarted(length_ms=length_ms):
            return f"going on in {ceil_seconds(length_ms)} s"
        case Resumed():
            return "going on"
        case Extended(length_ms=length_ms):
            return f"now {format_span(length_ms)}"
        case SessionEnded(outcome=ended, active_ms=active_ms):
            return f"session {ended.value} after {format_span(active_ms)}"


def event_line(plan: Plan, event: Event) -> str:
    """Return an event in one line that begins with its time, as in ``0:08  Hold: Knee to chest, …``."""
    return f"{format_clock(event.at_ms // 1000 * 1000):>7}  {event_words(plan, event)}"
