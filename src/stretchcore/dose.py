"""The dose: how long each muscle was stretched, held against what the evidence calls enough.

A dose is the time that static holds really lasted, by muscle and side. Time without a side counts for both sides: in
child's pose the left and the right of the back lengthen together and for as long, so twenty seconds of it are twenty
seconds for each. What a muscle has got is what its *lower* side has got, since the other cannot make up for it.

The weekly sum is not capped by session. The two figures of the evidence come from two questions: 4 minutes are where
the gain within one session levels off, 10 minutes where the gain over weeks does. That a fifth minute of one evening
is lost to the week was not found, so the week counts it. For a single session there is `MuscleDose.useful_ms`.
"""

from collections.abc import Iterable

from stretchcore.times import format_span
from stretchcore.values import dataclass
from stretchcore.words import Side

INGRAM = "Ingram et al., Sports Medicine 2024/25, doi 10.1007/s40279-024-02143-9"
GARBER = "ACSM position stand, Garber et al. 2011, doi 10.1249/MSS.0b013e318213fefb"

ENOUGH_A_WEEK_MS = 10 * 60_000
"""Static stretch of a muscle group in a week, in milliseconds, at which the gain levels off (`INGRAM`)."""

ENOUGH_A_SESSION_MS = 4 * 60_000
"""The same within one session (`INGRAM`)."""

ENOUGH_A_STRETCH_MS = 60_000
"""Time in total for each stretch in a session, in milliseconds (`GARBER`)."""

UNEVEN_SHARE = 0.2
"""Sides differ where the lower lacks more than this share of the greater. No study gives a figure; this is ours."""

UNEVEN_MS = 30_000
"""And at least so much, in milliseconds, so that one hold that was cut short is not yet uneven. Ours, too."""


@dataclass(frozen=True, slots=True)
class Unevenness:
    """That one side of a muscle got notably less than the other.

    Attributes:
        behind: The side that got less.
        by_ms: How much less, in milliseconds.
    """

    behind: Side
    by_ms: int

    def __str__(self) -> str:
        return f"the {self.behind} side is {format_span(round(self.by_ms, -3))} behind"


@dataclass(frozen=True, slots=True)
class MuscleDose:
    """How long one muscle was stretched, in milliseconds: without a side, on the left alone, on the right alone.

    Raises:
        ValueError: A time is negative.
    """

    muscle: str
    none_ms: int = 0
    left_ms: int = 0
    right_ms: int = 0

    def __post_init__(self) -> None:
        if min(self.none_ms, self.left_ms, self.right_ms) < 0:
            raise ValueError("a dose is no less than 0 ms")

    def side_ms(self, side: Side) -> int:
        """Return what counts for a side, in milliseconds: its own time, and the time without a side."""
        return self.none_ms + (self.left_ms if side is Side.LEFT else self.right_ms)

    @property
    def lower_ms(self) -> int:
        """What the side that got less has got, in milliseconds: the dose that counts."""
        return self.none_ms + min(self.left_ms, self.right_ms)

    @property
    def progress(self) -> float:
        """The share of a week's dose that the lower side has; 1 is enough, and more is possible (`INGRAM`)."""
        return self.lower_ms / ENOUGH_A_WEEK_MS

    @property
    def left_to_do_ms(self) -> int:
        """What the lower side still lacks to a week's dose, in milliseconds; 0 where it has enough."""
        return max(0, ENOUGH_A_WEEK_MS - self.lower_ms)

    @property
    def useful_ms(self) -> int:
        """Of the dose of *one session*, what brings a gain, in milliseconds: at most four minutes (`INGRAM`)."""
        return min(self.lower_ms, ENOUGH_A_SESSION_MS)

    @property
    def unevenness(self) -> Unevenness | None:
        """Which side is behind and by how much; None where the sides are as good as even."""
        by_ms = abs(self.left_ms - self.right_ms)
        greater_ms = self.none_ms + max(self.left_ms, self.right_ms)
        if by_ms < UNEVEN_MS or by_ms <= UNEVEN_SHARE * greater_ms:
            return None
        return Unevenness(Side.LEFT if self.left_ms < self.right_ms else Side.RIGHT, by_ms)

    def __add__(self, other: "MuscleDose") -> "MuscleDose":
        if other.muscle != self.muscle:
            raise ValueError(f"{self.muscle} and {other.muscle} are two muscles")
        return MuscleDose(
            self.muscle,
            self.none_ms + other.none_ms,
            self.left_ms + other.left_ms,
            self.right_ms + other.right_ms,
        )


def weekly(doses: Iterable[MuscleDose], muscles: Iterable[str] = ()) -> tuple[MuscleDose, ...]:
    """Return the doses of a week, one a muscle, in the order in which they are shown: the fullest first.

    Of two that are as full, the one with more time on its other side comes first, then the alphabet decides.

    Args:
        doses: What was held this week; doses of the same muscle are added up.
        muscles: What the user's routines are for. Those that have nothing yet are in the result all the same, with 0.
    """
    sums = {muscle: MuscleDose(muscle) for muscle in muscles}
    for dose in doses:
        sums[dose.muscle] = sums.get(dose.muscle, MuscleDose(dose.muscle)) + dose
    return tuple(
        sorted(sums.values(), key=lambda dose: (-dose.lower_ms, -max(dose.left_ms, dose.right_ms), dose.muscle))
    )
