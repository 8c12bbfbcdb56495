"""When something is to be said, sounded or flashed: the policy, and the instants that it gives for a phase.

The core says what and when; words and sounds are a front end's.
"""

from enum import Enum
from operator import attrgetter
from typing import Final, TypeAlias

from stretchcore.events import CueKind
from stretchcore.plan import Phase, Plan
from stretchcore.values import dataclass
from stretchcore.words import PhaseKind

_WORK = frozenset((PhaseKind.WARM_UP, PhaseKind.HOLD, PhaseKind.COOL_DOWN))
_TIMED_GAPS = frozenset((PhaseKind.PREPARE, PhaseKind.SWITCH_SIDE, PhaseKind.REST))


class Anchor(Enum):
    """The instant of a phase from which an offset counts."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class CueRule:
    """One cue of a policy.

    Attributes:
        phases: The kinds of phases that have it.
        anchor: From where `offset_ms` counts; a negative one lies before.
        shortest_ms: Phases that are shorter go without.
        value: The seconds that a countdown says.
    """

    kind: CueKind
    phases: frozenset[PhaseKind]
    anchor: Anchor
    offset_ms: int = 0
    shortest_ms: int = 0
    value: int | None = None


@dataclass(frozen=True, slots=True)
class CuePolicy:
    """Which cues there are, and at which offsets. Where two fall on one instant, the earlier rule speaks first.

    Attributes:
        rules: The cues that a phase times.
        untimed: Those of `switch` and `finish` that are said: they come with the change of side and the plan's end.
            `ease_off` always is.
    """

    rules: tuple[CueRule, ...]
    untimed: frozenset[CueKind] = frozenset((CueKind.SWITCH, CueKind.FINISH))


DEFAULT_CUES = CuePolicy(
    (
        CueRule(CueKind.START, _WORK, Anchor.START),
        CueRule(CueKind.NEXT, frozenset((PhaseKind.PREPARE, PhaseKind.REST)), Anchor.START),
        CueRule(CueKind.HALFWAY, _WORK, Anchor.MIDDLE, shortest_ms=10_000),
        *(
            CueRule(CueKind.COUNTDOWN, _WORK | _TIMED_GAPS, Anchor.END, offset_ms=-1000 * left, value=left)
            for left in (3, 2, 1)
        ),
        CueRule(CueKind.END, _WORK, Anchor.END),
    )
)
"""Start, end and the last three seconds of all work, halfway from ten seconds on, and what comes next in the gaps."""


@dataclass(frozen=True, slots=True)
class CueInstant:
    """A cue at an offset from its phase's start, in milliseconds; `order` keeps two of one instant apart."""

    offset_ms: int
    order: int
    kind: CueKind
    value: int | None


LaidOut: TypeAlias = tuple[tuple[CueInstant, ...], tuple[int, ...]]
"""The cues of a phase, and their offsets with its end."""

NEVER: Final = 1 << 62
"""An offset, or an instant, that does not come."""


def cue_instants(policy: CuePolicy, phase: Phase, length_ms: int | None) -> tuple[CueInstant, ...]:
    """Return the cues of a phase in their order; those that would fall before its start are left out.

    Args:
        length_ms: The length as it is now; None for an open phase, which has only the cues of its start.
    """
    found = []
    for order, rule in enumerate(policy.rules):
        if phase.kind not in rule.phases:
            continue
        if rule.anchor is Anchor.START:
            offset_ms = rule.offset_ms
        elif length_ms is None or length_ms < rule.shortest_ms:
            continue
        else:
            offset_ms = (length_ms // 2 if rule.anchor is Anchor.MIDDLE else length_ms) + rule.offset_ms
        if offset_ms >= 0 and (length_ms is None or offset_ms <= length_ms):
            found.append(CueInstant(offset_ms, order, rule.kind, rule.value))
    found.sort(key=attrgetter("offset_ms"))  # which keeps the order of the rules within an instant
    return tuple(found)


class CueSheet:
    """The cues of a plan's phases, worked out once for all that are alike.

    Attributes:
        planned: What has been worked out of phases at their planned length, by their index.
    """

    __slots__ = ("_alike", "_phases", "_policy", "planned")

    def __init__(self, plan: Plan, policy: CuePolicy) -> None:
        self._phases = plan.phases
        self._policy = policy
        self._alike: dict[tuple[PhaseKind, int | None, bool], LaidOut] = {}
        self.planned: dict[int, LaidOut] = {}

    def of(self, index: int, length_ms: int | None) -> LaidOut:
        """Return the cues of a phase, and their offsets, at a length; None where it is open."""
        phase = self._phases[index]
        switch = CueKind.SWITCH in self._policy.untimed and switches_side(
            phase, self._phases[index - 1] if index else None
        )
        key = (phase.kind, length_ms, switch)
        found = self._alike.get(key)
        if found is None:
            cues = cue_instants(self._policy, phase, length_ms)
            if switch:
                cues = (CueInstant(0, -1, CueKind.SWITCH, None), *cues)
            found = self._alike[key] = (cues, offsets(cues, length_ms))
        if length_ms == phase.planned_ms:
            self.planned[index] = found
        return found


def offsets(cues: tuple[CueInstant, ...], length_ms: int | None) -> tuple[int, ...]:
    """Return when each cue of a phase is due after its start, and last when the phase is over; `NEVER` if open."""
    return (*(cue.offset_ms for cue in cues), NEVER if length_ms is None else length_ms)


def cues_ahead(
    cues: tuple[CueInstant, ...], elapsed_ms: int, said: tuple[CueInstant, ...], *, halfway: bool
) -> tuple[CueInstant, ...]:
    """Return those cues of a phase that are still to come where its clock stands.

    Args:
        elapsed_ms: Where the clock stands; what lies before is over, said or not.
        said: What has been said at this very instant.
        halfway: Whether halfway has been said in this phase; it is not said again.
    """
    over = {(cue.kind, cue.value) for cue in said}
    return tuple(
        cue
        for cue in cues
        if (cue.offset_ms > elapsed_ms or (cue.offset_ms == elapsed_ms and (cue.kind, cue.value) not in over))
        and not (halfway and cue.kind is CueKind.HALFWAY)
    )


def switches_side(phase: Phase, previous: Phase | None) -> bool:
    """Tell whether the other side comes with this phase: a switch, a rest that stands for one, or the work itself."""
    return (
        previous is not None
        and phase.step == previous.step
        and phase.side is not None
        and previous.side is not None
        and phase.side is not previous.side
    )
