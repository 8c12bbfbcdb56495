"""What a session says. `at_ms` counts from its start, pauses included."""

from enum import StrEnum
from typing import TypeAlias, TypeVar, dataclass_transform

from stretchcore.plan import Phase
from stretchcore.values import dataclass

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True)
def _event(cls: type[_Class]) -> type[_Class]:
    """Make a value with slots that the type checker treats as frozen.

    A frozen one sets each field behind its own back: that takes twice as long, and would be a quarter of the time of a
    phase change.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)


class _Word(StrEnum):
    """A word that is written in JSON as its value."""


class PhaseOutcome(_Word):
    """How a phase ended."""

    DONE = "done"  # its time was up, or the person said done
    SKIPPED = "skipped"
    PAIN = "pain"
    LEFT = "left"  # for another one, by back, restart or jump
    STOPPED = "stopped"  # the session was stopped in it


class SessionOutcome(_Word):
    """How a session ended."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    ABANDONED = "abandoned"  # cut off and never taken up again; a log's word, an engine never says it


class CueKind(_Word):
    """What a front end is asked to say, to sound or to flash."""

    START = "start"  # the work begins
    HALFWAY = "halfway"  # half of its time is over
    COUNTDOWN = "countdown"  # so many seconds are left
    END = "end"  # the work is over
    SWITCH = "switch"  # the other side comes
    NEXT = "next"  # what comes next, while there is time to get ready
    FINISH = "finish"  # the session is over
    EASE_OFF = "ease_off"  # there was pain: come out of it gently


@_event
class SessionStarted:
    """The session has begun."""

    at_ms: int
    session: str | None
    total_ms: int


@_event
class PhaseStarted:
    """A phase has begun.

    Attributes:
        run: Numbers the phases that this session has started, from 0: a phase that is taken back runs twice.
    """

    at_ms: int
    index: int
    run: int
    phase: Phase


@_event
class Cue:
    """Something to be said, sounded or flashed at this instant.

    Attributes:
        value: The seconds that are left, of a countdown.
    """

    at_ms: int
    index: int
    cue: CueKind
    value: int | None = None


@_event
class PhaseEnded:
    """A phase is over.

    Attributes:
        actual_ms: How long its clock ran, without pauses and lead-ins.
        started_ms: When it began, on the scale of `at_ms`.
    """

    at_ms: int
    index: int
    run: int
    outcome: PhaseOutcome
    actual_ms: int
    started_ms: int


@_event
class Paused:
    """The clock of the phase stands still."""

    at_ms: int
    index: int
    reason: str


@_event
class LeadInStarted:
    """The body gets back into position; the phase goes on after `length_ms`."""

    at_ms: int
    index: int
    length_ms: int


@_event
class Resumed:
    """The clock of the phase runs again."""

    at_ms: int
    index: int


@_event
class Extended:
    """The phase has another length now.

    Attributes:
        by_ms: What was added; negative where it was shortened.
        length_ms: Its length from now on.
    """

    at_ms: int
    index: int
    by_ms: int
    length_ms: int


@_event
class SessionEnded:
    """The session is over.

    Attributes:
        total_ms: From start to end, pauses included.
        active_ms: How long the phases' clocks ran.
    """

    at_ms: int
    session: str | None
    outcome: SessionOutcome
    total_ms: int
    active_ms: int


Event: TypeAlias = (
    SessionStarted | PhaseStarted | Cue | PhaseEnded | Paused | LeadInStarted | Resumed | Extended | SessionEnded
)
"""What a session says.

Each has `at_ms`, counted from the start of the session, pauses included; `index` is the place in the plan of the phase
that it is about, and `session` the name that the session was given.
"""
