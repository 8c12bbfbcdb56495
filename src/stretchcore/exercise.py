"""Exercises: what the body does, and the dose that is usual for it."""

from typing import Literal, TypeAlias

from stretchcore.figure import Figure
from stretchcore.times import CountRange, TimeRange
from stretchcore.values import dataclass
from stretchcore.words import Breath, ExerciseKind, Sides

Hold: TypeAlias = TimeRange | Literal["open"]
"""How long a position is held: a time, a range of times, or until the person says done."""


@dataclass(frozen=True, slots=True)
class BreathRate:
    """The length of one breath, in milliseconds in and out."""

    in_ms: int
    out_ms: int

    @property
    def total_ms(self) -> int:
        """The length of the whole breath."""
        return self.in_ms + self.out_ms


@dataclass(frozen=True, slots=True)
class Position:
    """One shape that the body takes in a rep, held for a time."""

    id: str
    name: str
    hold: Hold | None = None
    breath: Breath = Breath.FREE
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """Hold × reps × sets. What is None is not said here and comes from the next place that says it.

    Attributes:
        hold: The hold of every position that has none of its own.
        reps: Repetitions for each side: one count for all sets, or one a set.
        sets: Groups of reps.
        self_paced: Reps at one's own pace: an open phase for each set and side.
        estimate: What an open phase counts for in totals.
    """

    hold: Hold | None = None
    reps: tuple[CountRange, ...] | None = None
    sets: CountRange | None = None
    self_paced: bool = False
    estimate: TimeRange | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """The lengths of the gaps and of a breath. What is None is not said here."""

    prepare: TimeRange | None = None
    next_rep: TimeRange | None = None
    switch_side: TimeRange | None = None
    rest: TimeRange | None = None
    breath: BreathRate | None = None

    def over(self, other: "Timing") -> "Timing":
        """Return these figures, and the other's where these say nothing."""
        return Timing(
            self.prepare or other.prepare,
            self.next_rep or other.next_rep,
            self.switch_side or other.switch_side,
            self.rest or other.rest,
            self.breath or other.breath,
        )


PROGRAM_TIMING = Timing(
    prepare=TimeRange.of_ms(8_000),
    next_rep=TimeRange.of_ms(3_000),
    switch_side=TimeRange.of_ms(5_000),
    rest=TimeRange.of_ms(10_000),
    breath=BreathRate(4_000, 6_000),
)
"""What counts where neither a step, nor the routine, nor the exercise says a gap or a breath."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A named movement.

    Attributes:
        id: Its id in the library; None for an exercise that is written in a routine and belongs to it alone.
        posture: The postures that it can start from.
        targets: The muscles that it is for; `secondary` the ones that it reaches too.
        instructions: Short sentences, in their order.
        easier: Ids of gentler exercises, the nearest first.
        positions: The shapes of one rep, in their order; at least one.
        start: The figure of the shape that a rep leaves and returns to.
        source: Where the dose comes from.
    """

    id: str | None
    name: str
    positions: tuple[Position, ...]
    posture: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    kind: ExerciseKind = ExerciseKind.STATIC
    easier: tuple[str, ...] = ()
    sides: Sides = Sides.NONE
    dose: Dose = Dose()
    timing: Timing = Timing()
    start: Figure | None = None
    source: str = ""
