"""All that a session needs to go on another day, as a value, and as plain data for JSON."""

from collections.abc import Mapping

from stretchcore.cues import CueInstant
from stretchcore.events import CueKind, SessionOutcome
from stretchcore.plan import Plan
from stretchcore.states import State
from stretchcore.times import MAX_PHASE_MS
from stretchcore.values import dataclass

DUMP_VERSION = 1


class BadDump(ValueError):
    """A dump that does not belong to this plan, or is none."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A session at one instant; the names are those of the session.

    Attributes:
        said: The cues of this very instant that have been said.
    """

    state: State
    outcome: SessionOutcome | None = None
    index: int = 0
    run: int = -1
    length_ms: int | None = None
    elapsed_ms: int = 0
    at_ms: int = 0
    started_ms: int = 0
    active_ms: int = 0
    halfway: bool = False
    said: tuple[CueInstant, ...] = ()

    def to_data(self, plan: Plan) -> dict[str, object]:
        """Return it as plain data, which only goes with this plan."""
        return {
            "version": DUMP_VERSION,
            "fingerprint": plan.fingerprint,
            "state": self.state.value,
            "outcome": None if self.outcome is None else self.outcome.value,
            "index": self.index,
            "run": self.run,
            "length_ms": self.length_ms,
            "elapsed_ms": self.elapsed_ms,
            "at_ms": self.at_ms,
            "started_ms": self.started_ms,
            "active_ms": self.active_ms,
            "halfway": self.halfway,
            "said": [[cue.kind.value, cue.value] for cue in self.said],
        }

    @classmethod
    def from_data(cls, plan: Plan, data: Mapping[str, object]) -> "Snapshot":
        """Make the snapshot that the data was made of.

        Raises:
            BadDump: The data is no dump, or is of a newer version or another plan.
        """
        if data.get("version") != DUMP_VERSION:
            raise BadDump("this is no dump of a session, or one of a newer version")
        if data.get("fingerprint") != plan.fingerprint:
            raise BadDump("the dump belongs to another plan")
        try:
            state = State(str(data.get("state")))
            outcome = None if data.get("outcome") is None else SessionOutcome(str(data["outcome"]))
        except ValueError:
            raise BadDump("the dump has no good state") from None
        if state is State.READY:
            return cls(state)
        index = _number(data, "index", len(plan.phases) - 1)
        length_ms = None if plan.phases[index].is_open else _number(data, "length_ms", MAX_PHASE_MS)
        elapsed_ms = _number(data, "elapsed_ms", length_ms)
        return cls(
            state=state,
            outcome=outcome,
            index=index,
            run=_number(data, "run"),
            length_ms=length_ms,
            elapsed_ms=elapsed_ms,
            at_ms=_number(data, "at_ms"),
            started_ms=_number(data, "started_ms"),
            active_ms=_number(data, "active_ms"),
            halfway=data.get("halfway") is True,
            said=_said(data.get("said"), elapsed_ms),
        )


def _number(data: Mapping[str, object], key: str, most: int | None = None) -> int:
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0 or (most is not None and value > most):
        raise BadDump(f"the dump has no good {key}")
    return value


def _said(rows: object, elapsed_ms: int) -> tuple[CueInstant, ...]:
    try:
        if isinstance(rows, list) and all(value is None or type(value) is int for _, value in rows):
            return tuple(CueInstant(elapsed_ms, -1, CueKind(kind), value) for kind, value in rows)
    except (TypeError, ValueError):
        pass
    raise BadDump("the dump has no good said")
