"""The history's values: a session's row, a phase's row, and the shapes in which commands print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

SESSION_OUTCOMES = ("completed", "stopped", "abandoned")
PHASE_OUTCOMES = ("done", "skipped", "pain", "left", "stopped")
WORKING_KINDS = ("hold", "warm_up", "cool_down")
PHASE_KINDS = ("prepare", "warm_up", "hold", "next_rep", "switch_side", "rest", "cool_down")
SIDES = ("left", "right")
LOG_KEYS = (
    "id",
    "routine",
    "name",
    "started_at",
    "ended_at",
    "level",
    "outcome",
    "planned_ms",
    "active_ms",
    "pain_before",
    "pain_after",
    "note",
    "simulated",
)
PHASE_LOG_KEYS = (
    "index",
    "start_ms",
    "kind",
    "exercise",
    "name",
    "position",
    "side",
    "set",
    "sets",
    "rep",
    "reps",
    "planned_ms",
    "estimate_ms",
    "targets",
    "at_ms",
    "actual_ms",
    "outcome",
    "run",
    "pauses",
)
_PHASE_FIELDS = {"set": "set_no"}  # a key that is Python's own word


class Unset(Enum):
    """The type of UNSET."""

    UNSET = "unset"


UNSET = Unset.UNSET
"""An argument that was not given, where None is a value of its own."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of the log, without its plan and dump, which are read one by one.

    Times of the session are local with their offset; `updated_at` and `deleted_at` are UTC with microseconds.
    `outcome` and `ended_at` are None while the session is going on or was cut off.
    """

    id: str
    routine: str
    name: str
    started_at: str
    ended_at: str | None
    level: int
    outcome: str | None
    planned_ms: int
    active_ms: int
    pain_before: int | None
    pain_after: int | None
    note: str | None
    simulated: bool
    updated_at: str
    deleted_at: str | None

    @property
    def day(self) -> str:
        """The local calendar day on which it started, YYYY-MM-DD."""
        return self.started_at[:10]

    @property
    def counted(self) -> bool:
        """Whether statistics count it: neither simulated nor removed."""
        return not self.simulated and self.deleted_at is None

    def to_data(self) -> dict[str, object]:
        """Give the object that `log --json` prints."""
        return {key: getattr(self, key) for key in LOG_KEYS}


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One phase as it was done: what the plan said, when it began, how long it took and how it ended.

    `at_ms` counts from the session's start. `static` and `secondary` are the exercise's: whether its holds are a dose,
    and which further muscles it reaches. `pauses` are the times at which its clock stood still, lead-ins included: when
    each began, as `at_ms`, and how long it was. A log of before they were kept has none.
    """

    run: int
    index: int
    start_ms: int
    kind: str
    exercise: str | None
    name: str | None
    position: str | None
    side: str | None
    set_no: int | None
    sets: int | None
    rep: int | None
    reps: int | None
    planned_ms: int | None
    estimate_ms: int | None
    targets: tuple[str, ...]
    at_ms: int
    actual_ms: int
    outcome: str
    static: bool
    secondary: tuple[str, ...]
    pauses: tuple[tuple[int, int], ...] = ()

    @property
    def working(self) -> bool:
        """Whether the body works in it, as against the gaps between."""
        return self.kind in WORKING_KINDS

    def to_data(self) -> dict[str, object]:
        """Give the object that `log show --json` prints for a phase."""
        data = {key: getattr(self, _PHASE_FIELDS.get(key, key)) for key in PHASE_LOG_KEYS}
        return {**data, "targets": list(self.targets), "pauses": [list(pause) for pause in self.pauses]}


def show_data(session: SessionRow, phases: Iterable[PhaseRow]) -> dict[str, object]:
    """Give the object that `log show --json` prints: the session's keys and `phases`."""
    return {**session.to_data(), "phases": [phase.to_data() for phase in phases]}
