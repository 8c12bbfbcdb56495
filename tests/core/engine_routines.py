"""Routines as a person would write them down, at random."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from stretchcore.exercise import Dose, Exercise, Hold, Position, Timing
from stretchcore.routine import Block, Item, RestStep, Routine, SideDose, Step
from stretchcore.times import CountRange, TimeRange
from stretchcore.words import Sides


def seconds(low: float, high: float | None = None) -> TimeRange:
    """Return a time of so many seconds, or from so many to so many."""
    return TimeRange.of_ms(round(low * 1000), None if high is None else round(high * 1000))


def counts(*numbers: int) -> tuple[CountRange, ...]:
    """Return fixed counts."""
    return tuple(CountRange(number, number) for number in numbers)


COBRA = Exercise("cobra", "Cobra", (Position("up", "Up"),), dose=Dose(hold=seconds(15)))
CAT_COW = Exercise("cat-cow", "Cat-cow", (Position("arch", "Arch", seconds(4)), Position("round", "Round", seconds(6))))
LIBRARY = {"cobra": COBRA, "cat-cow": CAT_COW}
OWN = Step(None, own=Exercise(None, "Mine", (Position("still", "Still"),)), dose=Dose(hold=seconds(10)))


def routine(*steps: Item, defaults: Timing = Timing()) -> Routine:  # noqa: B008  # frozen
    """Return a routine of these steps."""
    return Routine("it", "It", steps, defaults=defaults)


@dataclass(frozen=True)
class OneSide:
    """What is written for one side alone: seconds, and low and high ends; None where it is as the step says."""

    hold: tuple[int, int] | None
    reps: tuple[tuple[int, int], ...] | None

    def dose(self) -> SideDose:
        hold = None if self.hold is None else TimeRange.of_ms(self.hold[0] * 1000, self.hold[1] * 1000)
        return SideDose(hold, None if self.reps is None else tuple(CountRange(*count) for count in self.reps))


@dataclass(frozen=True)
class Written:
    """A step as a person would write it down: seconds, and low and high ends."""

    name: str
    holds: tuple[tuple[int, int] | None, ...]  # None: open
    reps: tuple[tuple[int, int], ...]
    sets: tuple[int, int]
    sides: Sides
    self_paced: bool
    gaps: tuple[int, int, int, int]  # prepare, next rep, switch, rest
    left: OneSide | None = None
    right: OneSide | None = None

    def step(self) -> Step:
        times = [TimeRange.of_ms(seconds * 1000) for seconds in self.gaps]
        holds: list[Hold] = [
            "open" if hold is None else TimeRange.of_ms(hold[0] * 1000, hold[1] * 1000) for hold in self.holds
        ]
        positions = tuple(Position(f"p{place}", "P", hold) for place, hold in enumerate(holds))
        reps = tuple(CountRange(*count) for count in self.reps)
        dose = Dose(reps=reps, sets=None if len(reps) > 1 else CountRange(*self.sets), self_paced=self.self_paced)
        own = Exercise(None, self.name, positions, targets=(self.name,), sides=self.sides)
        timing = Timing(times[0], times[1], times[2], times[3])
        left, right = (None if side is None else side.dose() for side in (self.left, self.right))
        return Step(None, own=own, dose=dose, timing=timing, left=left, right=right)


ENDS = st.tuples(st.integers(1, 40), st.integers(0, 40)).map(lambda pair: (pair[0], pair[0] + pair[1]))
FEW = st.tuples(st.integers(1, 3), st.integers(0, 2)).map(lambda pair: (pair[0], pair[0] + pair[1]))
GAP = st.sampled_from((0, 0, 3, 8))
ALIKE = st.builds(
    Written,
    name=st.sampled_from("ABC"),
    holds=st.lists(st.one_of(ENDS, ENDS, st.none()), min_size=1, max_size=3).map(tuple),
    reps=st.lists(FEW, min_size=1, max_size=3).map(tuple),
    sets=FEW,
    sides=st.sampled_from(Sides),
    self_paced=st.booleans(),
    gaps=st.tuples(GAP, GAP, GAP, GAP),
)


@st.composite
def uneven(draw: st.DrawFn) -> Written:
    """Return a step whose sides have doses of their own, as far as the way in which they are worked allows."""
    written = draw(ALIKE)
    written = replace(written, sides=draw(st.sampled_from((Sides.EACH, Sides.EACH, Sides.ALTERNATE))))
    sizes = sorted({1, len(written.reps)})
    counts = st.sampled_from(sizes).flatmap(lambda size: st.lists(FEW, min_size=size, max_size=size)).map(tuple)
    reps = st.none() if written.sides is Sides.ALTERNATE else st.one_of(st.none(), counts)
    sides = st.one_of(st.none(), st.builds(OneSide, st.one_of(st.none(), ENDS), reps))
    return replace(written, left=draw(sides), right=draw(sides))


STEPS = st.one_of(ALIKE, ALIKE, uneven())
ITEMS: st.SearchStrategy[list[object]] = st.recursive(
    st.lists(st.one_of(STEPS, st.integers(0, 60)), max_size=3),
    lambda inner: st.lists(st.one_of(STEPS, st.tuples(FEW, inner)), max_size=3),
    max_leaves=3,
)


def as_items(written: list[object]) -> tuple[Item, ...]:
    found: list[Item] = []
    for entry in written:
        if isinstance(entry, Written):
            found.append(entry.step())
        elif isinstance(entry, int):
            found.append(RestStep(TimeRange.of_ms(entry * 1000)))
        else:
            assert isinstance(entry, tuple)
            found.append(Block(CountRange(*entry[0]), as_items(entry[1])))
    return tuple(found)
