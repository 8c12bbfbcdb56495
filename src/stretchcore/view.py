"""What a screen shows at one instant."""

from stretchcore.events import SessionOutcome
from stretchcore.plan import Phase
from stretchcore.states import State
from stretchcore.values import dataclass


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

    @property
    def tick_ms(self) -> int | None:
        """In how many milliseconds the seconds that are shown change; None where the clock stands.

        A lead-in and a phase with a length count down, and an open phase counts up.
        """
        if self.state is State.LEAD_IN:
            return self.lead_in_ms % 1000 or 1000
        if self.state is not State.RUNNING:
            return None
        # Counting up, a second ends where one of the other kind begins.
        passed_ms = -self.elapsed_ms if self.remaining_ms is None else self.remaining_ms
        return passed_ms % 1000 or 1000
