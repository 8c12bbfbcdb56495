"""What every driver of a session has to do, but for reading the clock: waking in time, and noticing lost time.

The engine knows no gaps. A laptop is closed in the middle of a hold, a process is stopped, a page is put aside: nobody
stretches meanwhile, and nothing has told the session. So a driver looks at its clock at least once a second. Where the
last look is too long ago, it pauses the session, dated to that look, and the time that was lost counts for nothing.

    driver = Driver(session, now_ms())
    tell(driver.send(Start(), now_ms()))
    while (wake_ms := driver.wake_ms) is not None:
        ...                                     # wait until then, or until somebody says something
        tell(driver.advance(now_ms()))
"""

from stretchcore.commands import Command, Pause
from stretchcore.events import Event
from stretchcore.session import Session
from stretchcore.states import State

BEAT_MS = 1_000
"""How often a driver looks whether time was lost, in milliseconds."""

GAP_MS = 2_000
"""More than so many milliseconds without a look are a gap."""

_RUNS = (State.RUNNING, State.LEAD_IN)


class Driver:
    """A session and the last moment at which its driver was surely alive."""

    __slots__ = ("_alive_ms", "_asleep_ms", "_untold", "_watches_gaps", "session")

    def __init__(self, session: Session, now: int, asleep_ms: int = 0, *, watch_gaps: bool = True) -> None:
        """Make a driver that is alive now.

        Args:
            session: What it drives. It is told of commands and the time through the driver alone.
            now: Whole milliseconds of any monotonic scale, as the session's.
            asleep_ms: How long the machine has slept since some instant, where `now` leaves that out: only differences
                mean something.
            watch_gaps: Whether lost time pauses the session; a simulated clock loses none.
        """
        self.session = session
        self._alive_ms = now
        self._asleep_ms = asleep_ms
        self._watches_gaps = watch_gaps
        self._untold: tuple[Event, ...] = ()

    @property
    def wake_ms(self) -> int | None:
        """When to call `advance` next, at the latest; None where only a command can change anything.

        It is the session's deadline, or the next beat where that comes first.
        """
        if self._untold:
            return self._alive_ms
        if self.session.state not in _RUNS:
            return None
        deadline = self.session.deadline
        if not self._watches_gaps:
            return deadline
        beat_ms = self._alive_ms + BEAT_MS
        return beat_ms if deadline is None or beat_ms < deadline else deadline

    def advance(self, now: int, asleep_ms: int = 0) -> tuple[Event, ...]:
        """Return everything that is due up to an instant; where time was lost, the pause that came of it.

        Raises:
            TimeRanBackwards: `now` lies before the last call's.
        """
        self._look(now, asleep_ms)
        return self._tell(self.session.advance(now))

    def send(self, command: Command, now: int, asleep_ms: int = 0) -> tuple[Event, ...]:
        """Advance to an instant, then carry a command out; return the events of both.

        Raises:
            IllegalCommand: The command is not possible. A pause because of lost time stays, and the next call tells it.
            TimeRanBackwards: `now` lies before the last call's.
        """
        self._look(now, asleep_ms)
        return self._tell(self.session.send(command, now))

    def _look(self, now: int, asleep_ms: int) -> None:
        lost_ms = max(now - self._alive_ms, asleep_ms - self._asleep_ms)
        if self._watches_gaps and lost_ms > GAP_MS and self.session.state in _RUNS:
            self._untold += self.session.send(Pause(reason="gap"), self._alive_ms)
        self._alive_ms = max(now, self._alive_ms)
        self._asleep_ms = asleep_ms

    def _tell(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        if self._untold:
            events, self._untold = self._untold + events, ()
        return events
