"""A logged session as a timeline: its laps, and when the timer stood still.

Two clocks tell of a session. *Elapsed* time runs from its start to its end; *timer* time stands still in pauses and
their lead-ins. The log keeps both for each phase: when it began, how long its clock ran, and when that stood still. In
a log of before pauses were kept, the next phase's start tells how long a phase was paused, but not when; the pause is
then put at the phase's end. The same is done where phases are missing.

Times count from the session's start and leave out what lies between a session that was cut off and its going on.
"""

from collections.abc import Sequence

from stretchcore.values import dataclass
from stretchtui.history.rows import PhaseRow


@dataclass(frozen=True, slots=True)
class Lap:
    """One phase as it was done, in milliseconds after the session's start."""

    phase: PhaseRow
    start_ms: int
    end_ms: int
    timer_ms: int

    @property
    def elapsed_ms(self) -> int:
        """Its length, pauses included."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Timeline:
    """A session as it was done.

    Attributes:
        laps: Its phases, but for those that took no time.
        pauses: When the timer stood still: from and until.
        end_ms: Its end; after the start of the session, as all times here.
    """

    laps: tuple[Lap, ...]
    pauses: tuple[tuple[int, int], ...]
    end_ms: int

    @property
    def timer_ms(self) -> int:
        """How long the timer ran."""
        return sum(lap.timer_ms for lap in self.laps)

    @property
    def runs(self) -> list[tuple[int, int]]:
        """When the timer ran: from and until."""
        marks = [0, *(mark for pause in self.pauses for mark in pause), self.end_ms]
        return [(start, end) for start, end in zip(marks[::2], marks[1::2], strict=True) if start < end]


def timeline(phases: Sequence[PhaseRow]) -> Timeline:
    """Put the phases of a session in their order and find its pauses.

    Rows that contradict each other, as a stranger's log may, are set right: no lap begins before the last has ended.
    """
    laps: list[Lap] = []
    pauses: list[tuple[int, int]] = []
    rows = sorted(phases, key=lambda row: row.run)
    at_ms = 0
    for place, row in enumerate(rows):
        start_ms = at_ms = max(at_ms, row.at_ms if place else 0)
        stood_still = _within(row, start_ms)
        end_ms = start_ms + row.actual_ms + sum(until - since for since, until in stood_still)
        following = rows[place + 1].at_ms if place + 1 < len(rows) else end_ms
        if following > end_ms:
            stood_still.append((end_ms, following))
            end_ms = following
        for since, until in stood_still:
            if pauses and pauses[-1][1] == since:
                since = pauses.pop()[0]
            pauses.append((since, until))
        if end_ms > start_ms:
            laps.append(Lap(row, start_ms, end_ms, row.actual_ms))
        at_ms = end_ms
    return Timeline(tuple(laps), tuple(pauses), at_ms)


def _within(row: PhaseRow, start_ms: int) -> list[tuple[int, int]]:
    """Return the pauses of a phase; none where they do not lie within the time that they make it last."""
    end_ms = row.at_ms + row.actual_ms + sum(length for _, length in row.pauses)
    fits = row.at_ms == start_ms and all(start_ms <= at and at + length <= end_ms for at, length in row.pauses)
    return [(at, at + length) for at, length in row.pauses] if fits else []
