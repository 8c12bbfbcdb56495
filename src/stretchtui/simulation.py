"""Sessions on a simulated clock: faster than life, or as fast as can be."""

import time
from collections.abc import Callable

from stretchcore.commands import Done
from stretchcore.events import Event
from stretchcore.states import State
from stretchtui.clock import Clock, SystemClock, Timer
from stretchtui.player import Player


class SpeedClock:
    """The system's clock, so many times as fast."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._system = SystemClock()
        self._start_ns = time.monotonic_ns()

    def now_ms(self) -> int:
        """Return the simulated time."""
        return int((time.monotonic_ns() - self._start_ns) * self._speed) // 1_000_000

    def call_at(self, when_ms: int, call: Callable[[], None]) -> Timer:
        """Call at a simulated instant."""
        ahead_ms = (when_ms - self.now_ms()) / self._speed
        return self._system.call_at(self._system.now_ms() + max(0, round(ahead_ms)), call)

    def suspended_ms(self) -> int:
        """Return 0: simulated time knows no sleep."""
        return 0


class EstimateTimer:
    """Says done for a person who is not there: an open phase ends when its estimate is over."""

    def __init__(self, player: Player, clock: Clock) -> None:
        self._player = player
        self._clock = clock
        self._timer: Timer | None = None

    def __call__(self, _events: tuple[Event, ...]) -> None:
        """Arm anew after whatever has happened."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        session = self._player.session
        if session.state is State.RUNNING and session.phase.is_open:
            now = self._clock.now_ms()
            left_ms = session.phase.estimate_ms - session.view(now).elapsed_ms
            self._timer = self._clock.call_at(now + max(0, left_ms), self._done)

    def _done(self) -> None:
        self._timer = None
        session = self._player.session
        if session.state is State.RUNNING and session.phase.is_open:
            self._player.send(Done())
