"""What is to be seen of a session at one instant, each part by itself.

Values are named tuples here and in the widgets: those are made and compared in half the time of frozen dataclasses, at
each change of the screen.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from stretchcore.words import PhaseKind, Side

if TYPE_CHECKING:
    from stretchcore.motion import Pose


class Mood(StrEnum):
    """What the colour of the screen says."""

    WARM_UP = "warm-up"
    HOLD = "hold"
    COOL_DOWN = "cool-down"
    GAP = "gap"  # get ready, release, switch sides, and going on
    REST = "rest"
    PAUSED = "paused"
    ENDED = "ended"


MOODS = {
    PhaseKind.PREPARE: Mood.GAP,
    PhaseKind.WARM_UP: Mood.WARM_UP,
    PhaseKind.HOLD: Mood.HOLD,
    PhaseKind.NEXT_REP: Mood.GAP,
    PhaseKind.SWITCH_SIDE: Mood.GAP,
    PhaseKind.REST: Mood.REST,
    PhaseKind.COOL_DOWN: Mood.COOL_DOWN,
}
"""The colour of each kind of phase."""


class Heading(NamedTuple):
    """The phase in words, and the side."""

    words: str
    side: Side | None
    mood: Mood


class Digits(NamedTuple):
    """The large digits.

    Attributes:
        text: What they say.
        widest: A text as wide as the widest of this phase, so that nothing moves while it counts.
        mood: The colour.
    """

    text: str
    widest: str
    mood: Mood


class Title(NamedTuple):
    """The first line; `muted` where nothing sounds, though it could."""

    name: str
    left: str
    percent: int
    level: int
    muted: bool = False


class Reps(NamedTuple):
    """Where the phase stands in its exercise.

    Attributes:
        rep: The rep, from 1; None at one's own pace. `reps` is how many there are.
        working: Whether the body is in this rep, rather than on the way to it.
        words: The same in words.
    """

    rep: int | None
    reps: int
    set: int
    sets: int
    working: bool
    words: str


class Breathing(NamedTuple):
    """The breathing guide: a word, and how full the lungs are, 0 to 1; None where the breath is free."""

    words: str
    fullness: float | None


class Beneath(NamedTuple):
    """What stands below the digits.

    Attributes:
        announced: What comes, in large letters; empty while the body works.
        detail: Its dose, or a word on what to do now.
    """

    announced: str
    detail: str
    reps: Reps | None
    breathing: Breathing | None
    mood: Mood


class Name(NamedTuple):
    """What is done, and a word on it: the exercise and its position, or the dose and what it is for."""

    text: str
    detail: str
    is_exercise: bool = True


class Next(NamedTuple):
    """What comes next: a word before it, what it is, and a word on it, which goes first where there is no room."""

    before: str
    text: str
    detail: str


class Texts(NamedTuple):
    """What to do, in sentences that take turns.

    Attributes:
        entries: The sentences, each with whether it is a caution.
        turn: Counts up; each page of the entries has its turn.
    """

    entries: tuple[tuple[str, bool], ...]
    turn: int


class Picture(NamedTuple):
    """What is to be seen at one instant.

    Attributes:
        done_ms: How much of the plan is over.
        brief: What a watch says beside the percentage: the rep, or what it waits for, or what comes.
        pose: What the figure shows; None where there is none.
        change_ms: In how many milliseconds something of this changes by itself; None where nothing does.
    """

    title: Title
    done_ms: int
    heading: Heading
    digits: Digits
    beneath: Beneath
    name: Name
    texts: Texts
    next: Next
    brief: str
    pose: "Pose | None"
    change_ms: int | None
