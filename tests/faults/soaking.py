"""Hours of sessions on the real screens, with the real log, on a clock that is moved by hand."""

import asyncio
import gc
import resource
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from app.stage import FakeServices, Stage, home, plan_of
from stretchcore.plan import Plan
from stretchcore.states import State
from stretchtui.clock import ManualClock
from stretchtui.history import open_history
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.settings import Settings

SHORT = (
    'name = "Two minutes"\n[defaults]\nprepare = "5s"\nnext_rep = "5s"\nswitch_side = "5s"\n'
    '[[steps]]\nname = "Reach"\ntargets = ["glutes"]\nsides = "each"\nhold = "25s"\nreps = 2\n'
)
LONG = (
    'name = "All day"\n[defaults]\nprepare = "0s"\nnext_rep = "0s"\n'
    '[[steps]]\nname = "Stand"\ntargets = ["calves"]\nhold = "4h"\nreps = 6\n'
)


@dataclass
class LoggingServices(FakeServices):
    """The program around the app, whose sessions are written into a real log."""

    paths: Paths = field(default_factory=lambda: Paths.under(Path("/nonexistent")))

    def open(self, routine: str) -> Performance:
        """Put a session together."""
        performance = Performance(self.plan(routine), self.clock, self.paths, Settings(lead_in_ms=0))
        self.opened = [performance]
        return performance


@dataclass(frozen=True)
class Weight:
    """What the program weighs at an instant.

    Attributes:
        at_s: When, in simulated seconds.
        sessions: How many sessions were done by then.
        objects: How many objects the garbage collector knows.
        ours: How many of them are of this program's own types.
        rss_kib: How much memory the process has.
    """

    at_s: int
    sessions: int
    objects: int
    ours: int
    rss_kib: int


def weigh(at_s: int, sessions: int) -> Weight:
    """Weigh the program, after a collection."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    objects = gc.get_objects()
    ours = sum(type(one).__module__.startswith("stretch") for one in objects)
    return Weight(at_s, sessions, len(objects), ours, pages * resource.getpagesize() // 1024)


async def soak(folder: Path, plan: Plan, hours: float, *, step_s: int, weigh_every_s: int) -> AsyncIterator[Weight]:
    """Do session after session for so many simulated hours, and weigh the program now and then.

    Args:
        step_s: How much time passes between two frames.
    """
    clock = ManualClock(1_000_000)
    services = LoggingServices(plans={"soak": plan}, clock=clock, paths=Paths.under(folder))
    total_s = int(hours * 3_600)
    async with home(services) as stage:
        done = sessions = 0
        weighed = -weigh_every_s
        while done < total_s:
            await stage.press("enter")
            performance = services.opened[-1]
            while performance.player.session.state is not State.ENDED and done < total_s:
                if done - weighed >= weigh_every_s:
                    weighed = done
                    yield weigh(done, sessions)
                await stage.wait(1_000 * step_s)
                done += step_s
            if performance.player.session.state is State.ENDED:
                sessions += 1
                await _back_home(stage)
        yield weigh(done, sessions)


async def _back_home(stage: Stage) -> None:
    """Leave the summary."""
    for _ in range(1_000):
        await stage.app.workers.wait_for_complete()
        await stage.pilot.pause()
        name = type(stage.app.screen).__name__
        if name == "HomeScreen":
            return
        if name == "SessionScreen":  # its log is being written to the end, in a thread
            await asyncio.sleep(0.01)
        else:
            await stage.press("enter")
    raise AssertionError(f"the list of the routines does not come back: {type(stage.app.screen).__name__}")


def logged_sessions(folder: Path) -> tuple[int, int]:
    """Return how many sessions the log has, and how long they were together, in milliseconds."""
    with open_history(Paths.under(folder).history, write=False) as history:
        rows = history.sessions()
    return len(rows), sum(row.active_ms for row in rows)


def short_plan() -> Plan:
    """Return a routine of two minutes."""
    return plan_of(SHORT, id="two-minutes")


def long_plan() -> Plan:
    """Return a routine of a whole day."""
    return plan_of(LONG, id="all-day")
