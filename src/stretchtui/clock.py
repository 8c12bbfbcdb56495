"""Clocks: the system's, and one for tests and simulations that moves when it is told to."""

import heapq
import itertools
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Take it back."""


class Clock(Protocol):
    """Tells the time in whole milliseconds of a monotonic scale, and calls at an instant of it."""

    def now_ms(self) -> int:
        """Return the time."""

    def call_at(self, when_ms: int, call: Callable[[], None]) -> Timer:
        """Call at an instant, or as soon after it as can be."""

    def suspended_ms(self) -> int:
        """Return how long the machine has slept since some instant: only differences mean something."""


def _awake_and_asleep() -> Callable[[], int]:
    """Return a reading that counts while the machine sleeps, in nanoseconds; the wall clock where there is none.

    `time.monotonic` leaves sleep out on Linux and macOS. Windows' counts it, so that a late beat tells all there.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return lambda: time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    if sys.platform == "win32":
        return time.monotonic_ns
    return time.time_ns


class SystemClock:
    """The system's monotonic clock, with the timers of the running event loop."""

    def __init__(self, loop: "asyncio.AbstractEventLoop | None" = None) -> None:
        self._loop = loop
        self._boot_ns = _awake_and_asleep()

    def now_ms(self) -> int:
        """Return the time."""
        return time.monotonic_ns() // 1_000_000

    def call_at(self, when_ms: int, call: Callable[[], None]) -> Timer:
        """Call at an instant, or as soon after it as the loop comes to it."""
        if self._loop is None:
            import asyncio

            self._loop = asyncio.get_running_loop()
        return self._loop.call_later(max(0.0, when_ms / 1000 - time.monotonic()), call)

    def suspended_ms(self) -> int:
        """Return how long the machine has slept, plus a constant."""
        return (self._boot_ns() - time.monotonic_ns()) // 1_000_000


class _ManualTimer:
    __slots__ = ("call",)

    def __init__(self, call: Callable[[], None]) -> None:
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        self.call = None


class ManualClock:
    """A clock that stands still until it is moved: for tests, and for sessions at any speed."""

    def __init__(self, start_ms: int = 0) -> None:
        self._now_ms = start_ms
        self._suspended_ms = 0
        self._order = itertools.count()
        self._calls: list[tuple[int, int, _ManualTimer]] = []

    def now_ms(self) -> int:
        """Return the time."""
        return self._now_ms

    def call_at(self, when_ms: int, call: Callable[[], None]) -> Timer:
        """Call when the clock is moved to an instant or past it."""
        timer = _ManualTimer(call)
        heapq.heappush(self._calls, (when_ms, next(self._order), timer))
        return timer

    def suspended_ms(self) -> int:
        """Return how long the machine is said to have slept."""
        return self._suspended_ms

    def next_call_ms(self) -> int | None:
        """Return the instant of the next call that is to come."""
        while self._calls and self._calls[0][2].call is None:
            heapq.heappop(self._calls)
        return self._calls[0][0] if self._calls else None

    def advance(self, by_ms: int) -> None:
        """Move on, making every call at its own instant."""
        target = self._now_ms + by_ms
        while (when := self.next_call_ms()) is not None and when <= target:
            self._now_ms = max(self._now_ms, when)
            call = heapq.heappop(self._calls)[2].call
            if call is not None:
                call()
        self._now_ms = target

    def stall(self, by_ms: int) -> None:
        """Move on without making any call, as when the process is stopped; what is due comes late."""
        self._now_ms += by_ms

    def sleep_machine(self, by_ms: int) -> None:
        """Let the machine sleep: the monotonic scale stands still meanwhile, as it does on Linux."""
        self._suspended_ms += by_ms
