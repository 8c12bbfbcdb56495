"""A session as a media player: what the desktop shows of it, and what its keys mean.

The desktop knows players by MPRIS (Media Player Remote Interfacing Specification 2.2). A phase is a track of it, and a
phase that is taken back is a new one. All of it is worked out here, from a session's view, without a bus.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from stretchcore.commands import Back, Command, CommandType, Done, Pause, Resume, Skip, Stop, Toggle
from stretchcore.events import Event, Extended, PhaseEnded, PhaseOutcome, Resumed
from stretchcore.phrases import PHASE_WORDS, SIDE_WORDS, count_words, position_name
from stretchcore.plan import Phase, Plan
from stretchcore.states import State
from stretchcore.values import dataclass
from stretchcore.view import View
from stretchcore.words import PhaseKind

IDENTITY = "stretchtui"
"""What the desktop calls the player."""

_STATUS = {
    State.READY: "Stopped",
    State.RUNNING: "Playing",
    State.PAUSED: "Paused",
    State.LEAD_IN: "Playing",  # a second press of the one key must pause it
    State.ENDED: "Stopped",
}

KEYS: Mapping[str, str] = {
    "PlayPause": "pause, and go on: with three seconds to get back into position",
    "Play": "go on after a pause",
    "Pause": "pause",
    "Next": "on to the next; where the time is yours: done",
    "Previous": "back to the start of this, or to the one before",
    "Stop": "stop the session; it is kept for `resume`",
}
"""What each key does, by the name that MPRIS has for it."""

_COMMANDS: Mapping[str, CommandType] = {
    "PlayPause": Toggle,
    "Play": Resume,
    "Pause": Pause,
    "Next": Skip,
    "Previous": Back,
    "Stop": Stop,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """How a session stands at an instant, taken in its own thread.

    Attributes:
        legal: The commands that are possible.
        runs: How many phases were started, those included that were taken back.
        at_ms: The instant, on the clock of the session's player.
    """

    view: View
    legal: frozenset[CommandType]
    runs: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with its type, as a signature of D-Bus."""

    signature: str
    value: str | int | list[str]


Property: TypeAlias = str | bool | Mapping[str, Entry]


def command_for(key: str, moment: Moment) -> Command:
    """Return what a key means now.

    Args:
        key: One of `KEYS`. A headset has no key of its own for done, so the next track is what comes after it.
    """
    if key == "Next" and Done in moment.legal:
        return Done()
    return _COMMANDS[key]()  # type: ignore[call-arg]  # these are commands without an argument


def properties(plan: Plan, moment: Moment) -> dict[str, Property]:
    """Return the properties of the player that change, by their names; the position is none of them."""
    legal = moment.legal
    return {
        "PlaybackStatus": _STATUS[moment.view.state],
        "Metadata": metadata(plan, moment),
        "CanGoNext": Skip in legal,
        "CanGoPrevious": Back in legal,
        "CanPlay": Toggle in legal,  # MPRIS means by both that it can be done now or after the other
        "CanPause": Toggle in legal,
    }


def metadata(plan: Plan, moment: Moment) -> dict[str, Entry]:
    """Return what is known of the phase, as of a track."""
    view = moment.view
    phase = view.phase
    found = {
        "mpris:trackid": Entry("o", f"/org/stretchtui/phase/{moment.runs}"),
        "xesam:title": Entry("s", _clean(title(plan, phase))),
        "xesam:artist": Entry("as", [_clean(view.routine_name)]),
        "xesam:album": Entry("s", _clean(album(phase))),
        "xesam:trackNumber": Entry("i", phase.index + 1),
    }
    if view.length_ms is not None:
        found["mpris:length"] = Entry("x", view.length_ms * 1000)
    step = plan.step_of(phase)
    if step is not None and step.exercise.instructions:
        found["xesam:comment"] = Entry("as", [_clean(line) for line in step.exercise.instructions])
    return found


def title(plan: Plan, phase: Phase) -> str:
    """Return a phase as a title, as in ``Knee to chest, left side``, or ``Next: Bridge``."""
    side = SIDE_WORDS[phase.side] if phase.side else ""
    exercise = ", ".join(part for part in (phase.name, position_name(plan, phase), side) if part)
    match phase.kind:
        case PhaseKind.SWITCH_SIDE if side:
            return f"{PHASE_WORDS[phase.kind]}: {side}"
        case PhaseKind.NEXT_REP | PhaseKind.SWITCH_SIDE:
            return f"{PHASE_WORDS[phase.kind]}: {exercise}" if exercise else PHASE_WORDS[phase.kind]
        case PhaseKind.PREPARE | PhaseKind.REST:
            return f"Next: {exercise}" if exercise else PHASE_WORDS[phase.kind]
    return exercise or PHASE_WORDS[phase.kind]


def album(phase: Phase) -> str:
    """Return where a working phase stands in its exercise, as in ``Rep 2 of 3``; else what sort of phase it is."""
    counts = count_words(phase) if phase.is_work else ""
    return counts[:1].upper() + counts[1:] if counts else PHASE_WORDS[phase.kind]


def position_us(moment: Moment, now_ms: int) -> int:
    """Return how far the phase's clock has come at an instant, in microseconds."""
    view = moment.view
    elapsed_ms = view.elapsed_ms
    if view.state is State.RUNNING:
        elapsed_ms += max(0, now_ms - moment.at_ms)
        if view.length_ms is not None:
            elapsed_ms = min(elapsed_ms, view.length_ms)
    return elapsed_ms * 1000


def jumped(events: Iterable[Event]) -> bool:
    """Tell whether the position is now another than one would reckon who counts on from the last one.

    Going back jumps; and in the lead-in the player plays while its position stands still.
    """
    return any(
        isinstance(event, (Extended, Resumed)) or (isinstance(event, PhaseEnded) and event.outcome is PhaseOutcome.LEFT)
        for event in events
    )


def _clean(text: str) -> str:
    """Return a text as D-Bus takes it: a bus throws whoever sends anything else out."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
