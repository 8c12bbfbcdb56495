"""Routines: an ordered list of steps in three sections."""

from collections.abc import Iterator
from dataclasses import field
from typing import TypeAlias

from stretchcore.exercise import Dose, Exercise, Hold, Timing
from stretchcore.times import CountRange, TimeRange
from stretchcore.values import dataclass
from stretchcore.words import Section, Side, Sides

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a file: keys, and indices from 0."""


@dataclass(frozen=True, slots=True)
class SideDose:
    """What the dose of one side is, where the other side has another. What is None is as the step has it.

    Attributes:
        hold: The hold of every position.
        reps: Repetitions: one count for all sets, or one a set.
    """

    hold: Hold | None = None
    reps: tuple[CountRange, ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One exercise with its dose.

    Attributes:
        exercise: The id of an exercise of the library, or None for one of this routine alone.
        own: The exercise that is written in the step itself; None where `exercise` names one.
        changes: Facts of the library's exercise that this step says otherwise (name, instructions …), by field name.
        holds: Holds by position id.
        left: The dose of the left side where it has one of its own, and `right` of the right one; only where both
            sides are worked.
    """

    exercise: str | None
    own: Exercise | None = None
    changes: tuple[tuple[str, object], ...] = ()
    dose: Dose = Dose()
    timing: Timing = Timing()
    sides: Sides | None = None
    holds: tuple[tuple[str, Hold], ...] = ()
    left: SideDose | None = None
    right: SideDose | None = None

    @property
    def side_doses(self) -> tuple[tuple[Side, SideDose], ...]:
        """The sides that have a dose of their own, each with it."""
        if self.left is None and self.right is None:  # nearly always, and asked for every step
            return ()
        both = ((Side.LEFT, self.left), (Side.RIGHT, self.right))
        return tuple((side, dose) for side, dose in both if dose is not None)


@dataclass(frozen=True, slots=True)
class RestStep:
    """A rest between two exercises."""

    rest: TimeRange


@dataclass(frozen=True, slots=True)
class Block:
    """Steps that are done several times over; blocks nest."""

    repeat: CountRange
    steps: "tuple[Item, ...]"


Item: TypeAlias = "Step | RestStep | Block"
"""What a section or a block of a routine holds, in its order."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days and times at which a routine is meant to be done."""

    days: tuple[str, ...] = ()
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Routine:
    """An ordered list of steps in three sections, as a file or a program says it."""

    id: str
    name: str
    steps: tuple[Item, ...]
    warm_up: tuple[Item, ...] = ()
    cool_down: tuple[Item, ...] = ()
    summary: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    defaults: Timing = field(default_factory=Timing)
    schedule: Schedule | None = None

    def section(self, section: Section) -> tuple[Item, ...]:
        """Return the items of one section."""
        return {Section.WARM_UP: self.warm_up, Section.MAIN: self.steps, Section.COOL_DOWN: self.cool_down}[section]

    def walk(self) -> Iterator[tuple[Path, Section, Item]]:
        """Yield every item, blocks before what is in them, with its path in the file and its section."""
        for section in Section:
            yield from _walk((section.value,), section, self.section(section))


def _walk(path: Path, section: Section, items: tuple[Item, ...]) -> Iterator[tuple[Path, Section, Item]]:
    for index, item in enumerate(items):
        here = (*path, index)
        yield here, section, item
        if isinstance(item, Block):
            yield from _walk((*here, "steps"), section, item.steps)
