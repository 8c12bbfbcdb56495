"""When the clock of a phase stood still: the log keeps it, so that a session can be told as it was.

A pause lasts from `Paused` to the instant at which the phase's clock runs again, the lead-in included, or to the end of
the phase. What is skipped while the session is paused stays paused, so that a pause can go on in the next phase; what
is skipped in a lead-in runs at once. A session that is gone on with stands still from where its dump was made.
"""

from collections.abc import Iterable, Mapping

from stretchcore.events import Event, LeadInStarted, Paused, PhaseEnded, PhaseOutcome, Resumed

PAUSES_KEY = "pauses"
"""The key in a session's dump with the pauses of the phase that it stands in, up to where it stands."""

PauseSpan = tuple[int, int]
"""When a pause began, in milliseconds after the session's start, and how long it was."""


class PhasePauses:
    """Follows a session's events and keeps the pauses of the phase that it is in."""

    def __init__(self, kept: Mapping[str, object] | None = None) -> None:
        """Begin.

        Args:
            kept: The dump of the session that is gone on with; None for a new one.
        """
        self._over: list[PauseSpan] = []
        self._since_ms: int | None = None  # when the pause began that is not over
        self._in_lead_in = False
        if kept is not None:
            self._over = _pauses_of(kept.get(PAUSES_KEY))
            at_ms = kept.get("at_ms")
            self._since_ms = at_ms if isinstance(at_ms, int) else None

    def so_far(self, dump: Mapping[str, object]) -> list[PauseSpan]:
        """Return the pauses of this phase up to where a dump of the session stands."""
        found, at_ms = list(self._over), dump.get("at_ms")
        if isinstance(at_ms, int):
            _add(found, self._since_ms, at_ms)
        return found

    def follow(self, events: Iterable[Event]) -> dict[int, tuple[PauseSpan, ...]]:
        """Take events in their order; return the pauses of the phases that ended in them, by run."""
        ended: dict[int, tuple[PauseSpan, ...]] = {}
        for event in events:
            match event:
                case Paused(at_ms):
                    self._in_lead_in = False
                    if self._since_ms is None:
                        self._since_ms = at_ms
                case LeadInStarted():
                    self._in_lead_in = True
                case Resumed(at_ms):
                    _add(self._over, self._since_ms, at_ms)
                    self._since_ms = None
                    self._in_lead_in = False
                case PhaseEnded(at_ms, _, run, outcome):
                    _add(self._over, self._since_ms, at_ms)
                    ended[run] = tuple(self._over)
                    if outcome is not PhaseOutcome.STOPPED:  # that one may go on another day
                        self._over.clear()
                    self._since_ms = None if self._since_ms is None or self._in_lead_in else at_ms
                    self._in_lead_in = False
        return ended


def _add(pauses: list[PauseSpan], since_ms: int | None, until_ms: int) -> None:
    """Add a pause; one that begins where another ended is the same."""
    if since_ms is None or since_ms >= until_ms:
        return
    if pauses and sum(pauses[-1]) == since_ms:
        since_ms = pauses.pop()[0]
    pauses.append((since_ms, until_ms - since_ms))


def _pauses_of(data: object) -> list[PauseSpan]:
    """Read the pauses of a dump; what is none is left out."""
    return [
        (pause[0], pause[1])
        for pause in (data if isinstance(data, list) else ())
        if isinstance(pause, list) and len(pause) == 2 and all(type(number) is int and number >= 0 for number in pause)
    ]
