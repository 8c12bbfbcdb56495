"""Measures the engine: an idle `advance`, a phase change with its events, drift, and how late cues come in the player.

python docs/benchmarks/engine.py              # needs `pip install transitions` for the second line
python docs/benchmarks/engine.py --lateness 60
"""

import argparse
import asyncio
import statistics
import time
import timeit

from stretchcore import (
    CountRange,
    Dose,
    Event,
    Exercise,
    Plan,
    Position,
    Routine,
    Session,
    Start,
    Step,
    TimeRange,
    Timing,
    make_plan,
)
from stretchtui.clock import SystemClock
from stretchtui.player import Player

ROUNDS = 9


def chained(reps: int, hold_ms: int, gap_ms: int = 0) -> Plan:
    """Return a plan of many equal holds."""
    exercise = Exercise("reach", "Reach", (Position("hold", "Hold", TimeRange.of_ms(hold_ms)),))
    timing = Timing(prepare=TimeRange.of_ms(0), next_rep=TimeRange.of_ms(gap_ms), rest=TimeRange.of_ms(0))
    steps = tuple(Step("reach", dose=Dose(reps=(CountRange(1000, 1000),)), timing=timing) for _ in range(reps // 1000))
    return make_plan(Routine("bench", "Bench", steps), {"reach": exercise})


def empty(now: int) -> None:
    """Do nothing."""


def idle() -> None:
    """An advance with nothing due, against an empty call with the same argument."""
    session = Session(chained(1000, 20_000))
    session.send(Start(), 0)
    ratios = []
    for _ in range(ROUNDS):
        ours = timeit.timeit("call(5)", globals={"call": session.advance}, number=500_000)
        floor = timeit.timeit("call(5)", globals={"call": empty}, number=500_000)
        ratios.append((ours / floor, ours / 500_000 * 1e9))
    ratio, ns = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(f"idle advance(now)                 {ns:8.0f} ns   {ratio:5.2f} x an empty Python call (at most 3)")


def phase_change() -> None:
    """A phase's end and the next one's start with all their events, against one bare transition of `transitions`."""
    from transitions import Machine

    plan = chained(4_000, 20_000)

    class Model:
        """What the machine moves."""

    model = Model()
    Machine(model, states=["a", "b"], transitions=[["go", "a", "b"], ["back", "b", "a"]], initial="a")
    ratios = []
    for _ in range(ROUNDS):
        session = Session(plan)
        session.send(Start(), 0)
        spent = 0.0
        changes = range(20_000, 20_000 * 3_000, 20_000)
        for now in changes:
            session.advance(now - 1)  # the cues within the phase are not of its change
            started = time.perf_counter()
            session.advance(now)
            spent += time.perf_counter() - started
        ours = spent / len(changes)
        theirs = timeit.timeit("go(); back()", globals={"go": model.go, "back": model.back}, number=5_000) / 10_000
        ratios.append((ours / theirs, ours * 1e6, theirs * 1e6))
    ratio, us, theirs_us = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(
        f"a phase change with its 4 events  {us:8.2f} us   {ratio:5.2f} x a bare transition "
        f"of {theirs_us:.2f} us (at most 0.33)"
    )


def drift() -> None:
    """Ten thousand chained phases with an irregular pattern of calls."""
    plan = chained(10_000, 1_237)
    session = Session(plan)
    session.send(Start(), 0)
    now, last = 0, 0
    while session.outcome is None:
        now += 617 + now % 1_009
        events = session.advance(now)
        last = events[-1].at_ms if events else last
    print(f"drift after {len(plan.phases):,} phases         {last - plan.total_ms:8d} ms   (at most 0)")


async def lateness(seconds: int) -> None:
    """How late the player tells events, against their own instants."""
    plan = chained(10_000, 230, 170)
    clock = SystemClock()
    late: list[float] = []
    origin_ns = 0

    def hear(events: tuple[Event, ...]) -> None:
        elapsed_ms = (time.monotonic_ns() - origin_ns) / 1e6
        late.extend(elapsed_ms - event.at_ms for event in events if event.at_ms)

    player = Player(Session(plan), clock, [hear])
    origin_ns = clock.now_ms() * 1_000_000
    player.start()
    await asyncio.sleep(seconds)
    player.close()
    late.sort()
    middle, worst = late[len(late) // 2], late[len(late) * 99 // 100]
    print(
        f"lateness of {len(late):,} events       "
        f"p50 {middle:.2f} ms, p99 {worst:.2f} ms, worst {late[-1]:.2f} ms (p99 at most 10)"
    )


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lateness", type=int, default=30, metavar="SECONDS")
    arguments = parser.parse_args()
    idle()
    phase_change()
    drift()
    asyncio.run(lateness(arguments.lateness))


if __name__ == "__main__":
    main()
