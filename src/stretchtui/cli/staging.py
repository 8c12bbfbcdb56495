"""Puts a session together as the options of a command ask: who opens a screen needs no more of the command line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from stretchcore.commands import Start
from stretchcore.events import Event
from stretchcore.plan import Plan
from stretchcore.values import dataclass
from stretchtui.clock import Clock, ManualClock, SystemClock
from stretchtui.company import Wishes, gatherer
from stretchtui.performance import Kept, Performance

if TYPE_CHECKING:
    from stretchtui.cli.context import Context


@dataclass(frozen=True, slots=True)
class Options:
    """How a session is run.

    Attributes:
        speed: ``max`` or a factor for a simulated clock; None for the real one.
        from_index: The phase to begin with.
        mute: Whether nothing sounds.
        voice: Whether to speak; None as the settings say.
        kept: The session to go on with; None for a new one.
    """

    speed: str | None = None
    from_index: int = 0
    log: bool = True
    mute: bool = False
    voice: bool | None = None
    json: bool = False
    kept: Kept | None = None

    @property
    def simulated(self) -> bool:
        """Whether the clock is a simulated one."""
        return self.speed is not None

    def clock(self) -> Clock:
        """Return the clock that this asks for."""
        if self.speed is None:
            return SystemClock()
        if self.speed == "max":
            return ManualClock()
        from stretchtui.simulation import SpeedClock

        return SpeedClock(float(self.speed))


def make_performance(
    context: "Context", plan: Plan, options: Options, outlet: Callable[[Event], None] | None = None
) -> Performance:
    """Put a session together."""
    clock = options.clock()
    performance = Performance(
        plan,
        clock,
        context.paths,
        context.settings,
        log=options.log,
        simulated=options.simulated,
        start=Start(options.from_index),
        kept=options.kept,
        outlets=() if outlet is None else (outlet,),
        gather=gatherer(context.paths, context.settings, Wishes(options.mute, options.voice)),
    )
    if options.simulated:
        from stretchtui.simulation import EstimateTimer

        performance.player.listen(EstimateTimer(performance.player, clock))
    return performance
