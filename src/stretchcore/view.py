"""What a screen shows at one instant."""

from dataclasses import dataclass

from stretchcore.events import SessionOutcome
from stretchcore.plan import Phase
from stretchcore.states import State


@dataclass(frozen=True, slots=True)
class View:
    """A session at one instant.

    Attributes:
        session: The session's name, where it was given one.
        routine: The routine's id.
        remaining_ms: What is left of the phase; None where it is open. Never negative.
        elapsed_ms: How long the phase's clock has run.
        length_ms: The phase's length, extended or not; None where it is open.
        lead_in_ms: What is left of the lead-in, in it.
        total_ms: The length of the plan.
        left_ms: What is left of the plan.
        progress: The part of the plan that is over, 0 to 1.
        next: The phase that follows; None in the last.
    """

    state: State
    session: str | None
    routine: str
    routine_name: str
    index: int
    phase: Phase
    remaining_ms: int | None
    elapsed_ms: int
    length_ms: int | None
    lead_in_ms: int
    total_ms: int
    left_ms: int
    progress: float
    next: Phase | None
    outcome: SessionOutcome | None
