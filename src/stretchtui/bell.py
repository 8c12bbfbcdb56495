"""The terminal's bell at the cues that a person on the floor waits for."""

from collections.abc import Callable

from stretchcore.events import Cue, CueKind, Event

RINGS = frozenset((CueKind.START, CueKind.END, CueKind.SWITCH, CueKind.EASE_OFF, CueKind.FINISH))
"""The cues that ring; two of one instant ring once."""


class Bell:
    """Rings when work begins or ends, or the side changes."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring

    def begin(self) -> None:
        """Need nothing."""

    def close(self) -> None:
        """Hold nothing."""

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Ring once for all cues that happened together."""
        if any(isinstance(event, Cue) and event.cue in RINGS for event in events):
            self._ring()
