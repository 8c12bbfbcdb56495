"""What was done in a session, counted from its events: for the screen that ends it."""

from dataclasses import field

from stretchcore.events import Event, PhaseEnded, PhaseOutcome, SessionEnded, SessionOutcome
from stretchcore.plan import Plan
from stretchcore.values import dataclass
from stretchcore.words import Side


@dataclass(slots=True)
class Done:
    """What was done of one exercise.

    Attributes:
        held_ms: The time that was worked, by side, in milliseconds; the key is None where there is no side.
        skipped: How many of its working phases were skipped.
        pain: Whether it ended because of pain.
        unfinished: Whether the session was stopped in it.
    """

    name: str
    held_ms: dict[Side | None, int] = field(default_factory=dict)
    skipped: int = 0
    pain: bool = False
    unfinished: bool = False

    @property
    def total_ms(self) -> int:
        """The time on all sides."""
        return sum(self.held_ms.values())


class Tally:
    """Listens to a session and counts, a row for each step that was begun."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._rows: dict[int, Done] = {}
        self.ended: SessionEnded | None = None

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Count what has happened."""
        for event in events:
            if isinstance(event, PhaseEnded):
                self._count(event)
            elif isinstance(event, SessionEnded):
                self.ended = event

    @property
    def outcome(self) -> SessionOutcome | None:
        """How the session ended; None while it has not."""
        return None if self.ended is None else self.ended.outcome

    @property
    def rows(self) -> tuple[Done, ...]:
        """What was done, in the order of the plan."""
        return tuple(self._rows[step] for step in sorted(self._rows))

    @property
    def active_ms(self) -> int:
        """The time that was worked, gaps and pauses left out, in milliseconds."""
        return sum(row.total_ms for row in self._rows.values())

    @property
    def not_reached(self) -> int:
        """How many exercises were not begun."""
        return len(self._plan.steps) - len(self._rows)

    def _count(self, event: PhaseEnded) -> None:
        phase = self._plan.phases[event.index]
        if phase.step is None:
            return
        if not phase.is_work and event.outcome is not PhaseOutcome.PAIN:
            return
        row = self._rows.setdefault(phase.step, Done(phase.name or ""))
        if phase.is_work:
            row.held_ms[phase.side] = row.held_ms.get(phase.side, 0) + event.actual_ms
            row.skipped += event.outcome is PhaseOutcome.SKIPPED
        row.pain = row.pain or event.outcome is PhaseOutcome.PAIN
        row.unfinished = event.outcome is PhaseOutcome.STOPPED
