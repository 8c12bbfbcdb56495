"""The fixed words of files and plans: sides, kinds, postures, muscles."""

from enum import StrEnum


class _Word(StrEnum):
    """A word that is written in files and JSON as its value."""


class Side(_Word):
    """The side of the body that a phase works."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Sides(_Word):
    """How an exercise treats the two sides. Repetitions are always per side."""

    NONE = "none"  # no side: both at once
    EACH = "each"  # all reps of one side, then all of the other
    ALTERNATE = "alternate"  # the side changes with every rep
    LEFT = "left"  # one side only, as prescribed
    RIGHT = "right"


class ExerciseKind(_Word):
    """What sort of movement an exercise is; only static holds count as stretching dose."""

    STATIC = "static"
    DYNAMIC = "dynamic"
    STRENGTH = "strength"


class Breath(_Word):
    """What the breath does in a position."""

    IN = "in"
    OUT = "out"
    FREE = "free"


class PhaseKind(_Word):
    """What a phase is: the work of one of the three sections, or a gap between pieces of work."""

    PREPARE = "prepare"  # get into position
    WARM_UP = "warm_up"  # work of the warm-up section
    HOLD = "hold"  # work of the main section
    NEXT_REP = "next_rep"  # release between two reps
    SWITCH_SIDE = "switch_side"  # change to the other side
    REST = "rest"  # between sets, or a step of its own
    COOL_DOWN = "cool_down"  # work of the cool-down section

    @property
    def is_work(self) -> bool:
        """Whether the body works in this phase; the other kinds are gaps."""
        return self in _WORK


_WORK = frozenset((PhaseKind.WARM_UP, PhaseKind.HOLD, PhaseKind.COOL_DOWN))


class Section(_Word):
    """The three sections of a routine, in their order."""

    WARM_UP = "warm_up"
    MAIN = "steps"
    COOL_DOWN = "cool_down"

    @property
    def work(self) -> PhaseKind:
        """The kind that working phases of this section have."""
        return _SECTION_WORK[self]


_SECTION_WORK = {
    Section.WARM_UP: PhaseKind.WARM_UP,
    Section.MAIN: PhaseKind.HOLD,
    Section.COOL_DOWN: PhaseKind.COOL_DOWN,
}

POSTURES = ("supine", "prone", "hands and knees", "kneeling", "seated", "standing", "side-lying")
"""The postures that an exercise can start from."""

MUSCLES = (
    "abdominals",
    "abductors",
    "adductors",
    "biceps",
    "calves",
    "chest",
    "forearms",
    "glutes",
    "hamstrings",
    "lats",
    "lower back",
    "middle back",
    "neck",
    "quadriceps",
    "shoulders",
    "traps",
    "triceps",
)
"""The seventeen muscle names of the public-domain free-exercise-db, so that its data and ours speak alike."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a schedule."""
