"""What is legal in which state: one table.

A session is in one of five states. A command is legal where the table has an entry for the state *and* the phase is
one that the command can act on (`NEEDS`). The state that an entry names is the one that follows; two steps that no
command takes stand below as `Passage`. The documentation's diagram is drawn from these tables; nothing else decides.

- A lead-in of no length is passed through at once: gaps have none.
- Skip, Back, Restart, Jump, Done and Pain act in a pause and leave it paused; out of a lead-in they act at once, and
  the phase that follows runs.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum

from stretchcore.commands import (
    Back,
    CommandType,
    Done,
    Extend,
    Jump,
    Pain,
    Pause,
    Restart,
    Resume,
    Skip,
    Start,
    Stop,
    Toggle,
)


class State(StrEnum):
    """Where a session is."""

    READY = "ready"  # not begun
    RUNNING = "running"  # the phase's clock runs
    PAUSED = "paused"  # it stands still
    LEAD_IN = "lead_in"  # it is about to go on; the body gets back into position
    ENDED = "ended"  # over


class Passage(Enum):
    """A change of state that no command makes."""

    LEAD_IN_OVER = "the lead-in is over"
    LAST_PHASE_ENDED = "the last phase has ended"


class Need(Enum):
    """What sort of phase a command can act on."""

    TIMED = "a phase with a length"
    OPEN = "an open phase"
    STEP = "a phase of an exercise"


TRANSITIONS: Mapping[State, Mapping[CommandType, State]] = {
    State.READY: {
        Start: State.RUNNING,
    },
    State.RUNNING: {
        Pause: State.PAUSED,
        Toggle: State.PAUSED,
        Skip: State.RUNNING,
        Back: State.RUNNING,
        Restart: State.RUNNING,
        Jump: State.RUNNING,
        Extend: State.RUNNING,
        Done: State.RUNNING,
        Pain: State.RUNNING,
        Stop: State.ENDED,
    },
    State.PAUSED: {
        Resume: State.LEAD_IN,
        Toggle: State.LEAD_IN,
        Skip: State.PAUSED,
        Back: State.PAUSED,
        Restart: State.PAUSED,
        Jump: State.PAUSED,
        Extend: State.PAUSED,
        Done: State.PAUSED,
        Pain: State.PAUSED,
        Stop: State.ENDED,
    },
    State.LEAD_IN: {
        Pause: State.PAUSED,
        Toggle: State.PAUSED,
        Skip: State.RUNNING,
        Back: State.RUNNING,
        Restart: State.RUNNING,
        Jump: State.RUNNING,
        Extend: State.LEAD_IN,
        Done: State.RUNNING,
        Pain: State.RUNNING,
        Stop: State.ENDED,
    },
    State.ENDED: {},
}
"""State × command → state. What is not here is illegal."""

NEEDS: Mapping[CommandType, Need] = {
    Extend: Need.TIMED,
    Done: Need.OPEN,
    Pain: Need.STEP,
}
"""The commands that act on some phases only."""

PASSAGES: Mapping[State, Mapping[Passage, State]] = {
    State.RUNNING: {Passage.LAST_PHASE_ENDED: State.ENDED},
    State.PAUSED: {Passage.LAST_PHASE_ENDED: State.ENDED},
    State.LEAD_IN: {Passage.LEAD_IN_OVER: State.RUNNING, Passage.LAST_PHASE_ENDED: State.ENDED},
}
"""The changes of state that no command makes."""
