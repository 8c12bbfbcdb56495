"""Measures the engine: an idle `advance`, a phase change with its events, drift, and how late cues come in the player.

python docs/benchmarks/engine.py              # needs `pip install transitions` for the second line
python docs/benchmarks/engine.py --lateness 60
"""

import argparse
import asyncio
import time
import timeit
from collections.abc import Callable

from measuring import Figure, compared

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
CHANGES = 3_000


def chained(reps: int, hold_ms: int, gap_ms: int = 0) -> Plan:
    """Return a plan of many equal holds."""
    exercise = Exercise("reach", "Reach", (Position("hold", "Hold", TimeRange.of_ms(hold_ms)),))
    timing = Timing(prepare=TimeRange.of_ms(0), next_rep=TimeRange.of_ms(gap_ms), rest=TimeRange.of_ms(0))
    steps = tuple(Step("reach", dose=Dose(reps=(CountRange(1000, 1000),)), timing=timing) for _ in range(reps // 1000))
    return make_plan(Routine("bench", "Bench", steps), {"reach": exercise})


def empty(now: int) -> None:
    """Do nothing."""


def idle() -> Figure:
    """An advance with nothing due, against an empty call with the same argument."""
    session = Session(chained(1000, 20_000))
    session.send(Start(), 0)
    calls = 500_000
    pairs = [
        (
            timeit.timeit("call(5)", globals={"call": session.advance}, number=calls) / calls,
            timeit.timeit("call(5)", globals={"call": empty}, number=calls) / calls,
        )
        for _ in range(ROUNDS)
    ]
    return compared("an idle `advance(now)`", "an empty Python call", pairs, "ns", 3)


def phase_change() -> Figure:
    """A phase's end and the next one's start with all their events, against one bare transition of `transitions`."""

    def spent_s(session: Session) -> float:
        spent = 0.0
        for now in range(20_000, 20_000 * CHANGES + 1, 20_000):
            session.advance(now - 1)  # the cues within the phase are not of its change
            started = time.perf_counter()
            session.advance(now)
            spent += time.perf_counter() - started
        return spent

    return _against_transitions("a phase change with its four events", spent_s, 0.33)


def whole_phase() -> Figure:
    """A phase from its start to its end, asked at each instant at which it has something to say."""

    def spent_s(session: Session) -> float:
        started = time.perf_counter()
        while (due := session.deadline) is not None and due <= 20_000 * CHANGES:
            session.advance(due)
        return time.perf_counter() - started

    return _against_transitions("a whole phase with all its events and cues", spent_s)


def _against_transitions(what: str, spent_s: Callable[[Session], float], limit: float | None = None) -> Figure:
    from transitions import Machine

    class Model:
        """What the machine moves."""

    model = Model()
    Machine(model, states=["a", "b"], transitions=[["go", "a", "b"], ["back", "b", "a"]], initial="a")
    plan = chained(4_000, 20_000)
    pairs = []
    for _ in range(ROUNDS):
        session = Session(plan)
        session.send(Start(), 0)
        ours = spent_s(session) / CHANGES
        theirs = timeit.timeit("go(); back()", globals={"go": model.go, "back": model.back}, number=5_000) / 10_000
        pairs.append((ours, theirs))
    return compared(what, "one bare transition of `transitions`", pairs, "µs", limit)


def drift() -> Figure:
    """Ten thousand chained phases with an irregular pattern of calls."""
    plan = chained(10_000, 1_237)
    session = Session(plan)
    session.send(Start(), 0)
    now, last = 0, 0
    while session.outcome is None:
        now += 617 + now % 1_009
        events = session.advance(now)
        last = events[-1].at_ms if events else last
    return Figure(f"drift after {len(plan.phases):,} chained phases", "exact", abs(last - plan.total_ms), "ms", limit=0)


async def lateness(seconds: float) -> Figure:
    """How late the player tells events, against their own instants: the highest of a hundred."""
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
    p50, p99 = late[len(late) // 2], late[len(late) * 99 // 100]
    what = f"lateness of events in the player, 99 of 100 (median {p50:.2f} ms, of {len(late):,})"
    return Figure(what, "their own instants", p99, "ms", limit=10)


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lateness", type=int, default=30, metavar="SECONDS")
    arguments = parser.parse_args()
    for measured in (idle, phase_change, whole_phase, drift):
        print(measured(), flush=True)
    print(asyncio.run(lateness(arguments.lateness)))


if __name__ == "__main__":
    main()
