"""Plays a session: arms one timer for its deadline, advances it, and hands every event on.

The player knows no screen and no file. Whoever wants to hear of events listens; a listener that fails is switched off
and reported once, and the timer goes on.

It also beats once a second, so that the engine's driver sees where time was lost: when the machine has slept, or the
process was stopped. A wall clock that is moved is no gap, since nothing here reads one.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from stretchcore.commands import Command, Start
from stretchcore.driver import Driver
from stretchcore.events import Event
from stretchcore.plan import Plan
from stretchcore.session import IllegalCommand, Session
from stretchcore.states import State
from stretchcore.view import View
from stretchtui.clock import Clock, Timer

Listener: TypeAlias = Callable[[tuple[Event, ...]], None]
Fault: TypeAlias = Callable[[Listener, Exception], None]


def _ignore(_listener: Listener, _error: Exception) -> None:
    """Stand in where nobody wants to know of a failing listener."""


class Player:
    """Plays one session on one clock."""

    def __init__(
        self,
        session: Session,
        clock: Clock,
        listeners: Iterable[Listener] = (),
        *,
        watch_gaps: bool = True,
        on_fault: Fault = _ignore,
    ) -> None:
        """Make a player; nothing happens before `start`.

        Args:
            watch_gaps: Whether lost time pauses the session; a simulated clock has none.
            on_fault: Hears of a listener that failed and was switched off.
        """
        self.session = session
        self.clock = clock
        self._listeners = list(listeners)
        self._watch_gaps = watch_gaps
        self._on_fault = on_fault
        self._timer: Timer | None = None
        self._driver = self._alive()

    @property
    def plan(self) -> Plan:
        """What is played."""
        return self.session.plan

    @property
    def ended(self) -> bool:
        """Whether the session is over."""
        return self.session.state is State.ENDED

    def listen(self, listener: Listener, *, first: bool = False) -> None:
        """Call a function with all events from now on, in the order in which they happen.

        Args:
            first: Whether it hears of them before the others: what is heard must not wait for what is drawn.
        """
        self._listeners.insert(0 if first else len(self._listeners), listener)

    def start(self, command: Start = Start()) -> None:  # noqa: B008  # a frozen value
        """Start the session where it is ready; one that was restored stays paused until it is told to resume."""
        self._driver = self._alive()
        if self.session.state is State.READY:
            self._tell(self._driver.send(command, *self._instant()))
        else:
            self._tell(self._driver.advance(*self._instant()))
        self._arm()

    def send(self, command: Command) -> tuple[Event, ...]:
        """Carry a command out now.

        Raises:
            IllegalCommand: The command is not possible now; events that were due before it are told all the same.
        """
        try:
            events = self._driver.send(command, *self._instant())
        except IllegalCommand:
            self._tell(self._driver.advance(*self._instant()))
            raise
        finally:
            self._arm()
        self._tell(events)
        self._arm()
        return events

    def view(self) -> View:
        """Return what a screen shows now."""
        return self.session.view(self.clock.now_ms())

    def dump(self) -> dict[str, object]:
        """Return what is needed to go on another day."""
        return self.session.dump(self.clock.now_ms())

    def close(self) -> None:
        """Make no call any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _alive(self) -> Driver:
        return Driver(self.session, *self._instant(), watch_gaps=self._watch_gaps)

    def _instant(self) -> tuple[int, int]:
        return self.clock.now_ms(), self.clock.suspended_ms()

    def _beat(self) -> None:
        self._timer = None
        self._tell(self._driver.advance(*self._instant()))
        self._arm()

    def _arm(self) -> None:
        """Arm the one timer: for the deadline, or the next beat where that comes first."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        when = self._driver.wake_ms
        if when is not None:
            self._timer = self.clock.call_at(when, self._beat)

    def _tell(self, events: tuple[Event, ...]) -> None:
        if not events:
            return
        for listener in tuple(self._listeners):
            try:
                listener(events)
            except Exception as error:  # noqa: BLE001  # whatever a listener does, the timer goes on
                self._listeners.remove(listener)
                self._on_fault(listener, error)
