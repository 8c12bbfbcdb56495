"""Events and views in plain English: the lines of a session without a screen."""

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
from stretchcore.phrases import SIDE_WORDS, phase_words
from stretchcore.plan import Plan
from stretchcore.states import State
from stretchcore.times import ceil_seconds, format_clock, format_instant, format_span
from stretchcore.view import View

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
    return f"{format_instant(event.at_ms):>7}  {event_words(plan, event)}"


def clock_words(view: View) -> str:
    """Return a view's digits, as in ``0:19``: what is left of the lead-in or the phase, or how long one is open."""
    if view.state is State.LEAD_IN:
        return format_clock(view.lead_in_ms)
    return format_instant(view.elapsed_ms) if view.remaining_ms is None else format_clock(view.remaining_ms)
