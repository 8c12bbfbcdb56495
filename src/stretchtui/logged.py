"""What the log tells of sessions, as plain values: for the screens, which know no database."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, timedelta
from typing import NamedTuple

from stretchcore.times import format_span
from stretchcore.values import dataclass
from stretchtui.streaks import Streaks


class Felt(NamedTuple):
    """What one says of a session.

    Attributes:
        before: The pain before it, 0 to 10; None where nothing was said.
        after: The pain after it, likewise.
        note: A line; empty where there is none.
    """

    before: int | None = None
    after: int | None = None
    note: str = ""


class Entry(NamedTuple):
    """A session of the log. There may be ten thousand: what few want to see is not in it.

    Attributes:
        id: Its id, and that of its `routine`.
        name: The routine's name, as it was.
        started_at: The local time, as in ``2026-03-04T07:15``.
        outcome: ``completed``, ``stopped`` or ``abandoned``; None while it runs, or after it was cut off.
        active_ms: How long its phases ran, of `planned_ms`.
        simulated: Whether it ran on a simulated clock, and so counts nowhere.
    """

    id: str
    routine: str
    name: str
    started_at: str
    level: int
    outcome: str | None
    active_ms: int
    planned_ms: int
    felt: Felt
    simulated: bool = False

    @property
    def day(self) -> date:
        """The local day on which it began."""
        return date.fromisoformat(self.started_at[:10])

    @property
    def time(self) -> str:
        """The time at which it began, as in ``07:15``."""
        return self.started_at[11:16]

    @property
    def outcome_word(self) -> str:
        """How it ended, or that it has not."""
        return "simulated" if self.simulated else self.outcome or "unfinished"

    @property
    def pain_figures(self) -> str:
        """The pain before and after, as in ``4→2``; empty where none was said."""
        before, after, _ = self.felt
        if before is None and after is None:
            return ""
        return f"{'?' if before is None else before}→{'?' if after is None else after}"


class Part(NamedTuple):
    """A phase of a session, as it was done.

    Attributes:
        name: The exercise; empty in a rest.
        words: What kind of phase it is, the side and where it stands, as in ``left, rep 1 of 3``.
        actual_ms: How long it ran, of `planned_ms`, which is None where it waited.
        outcome: ``done``, ``skipped``, ``pain``, ``left`` or ``stopped``.
        is_work: Whether the body worked in it.
    """

    name: str
    words: str
    actual_ms: int
    planned_ms: int | None
    outcome: str
    is_work: bool = True


class DaySum(NamedTuple):
    """What was done on a day: how many sessions, how many of them to their end, and how long in all."""

    sessions: int
    completed: int
    active_ms: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole log in figures. Simulated and removed sessions are in none of them.

    Attributes:
        days: What was done by local day; days without a session are left out.
        streaks: On how many days in a row something was completed.
        fault: Why the log could not be read; everything else is empty then.
    """

    days: Mapping[date, DaySum] = field(default_factory=dict)
    streaks: Streaks = Streaks()  # a frozen value
    fault: str = ""

    @property
    def sessions(self) -> int:
        """How many there are."""
        return sum(one.sessions for one in self.days.values())


class PainChange(NamedTuple):
    """What sessions did to the pain.

    Attributes:
        sessions: How many were rated both before and after.
        before: The mean before, and `after` it.
    """

    sessions: int
    before: float
    after: float

    @property
    def words(self) -> str:
        """The same in a sentence without a full stop."""
        change = round(self.after - self.before, 1)
        if change == 0:
            said = "the pain stays the same"
        else:
            points = "point" if abs(change) == 1 else "points"
            said = f"{abs(change):g} {points} {'less' if change < 0 else 'more'} after a session"
        return f"{said}, the mean of {_sessions(self.sessions)}"


def pain_change(entries: Iterable[Entry]) -> PainChange | None:
    """Return what sessions did to the pain; None where none was rated both before and after."""
    both = [
        (one.felt.before, one.felt.after)
        for one in entries
        if not one.simulated and one.felt.before is not None and one.felt.after is not None
    ]
    if not both:
        return None
    return PainChange(len(both), sum(one[0] for one in both) / len(both), sum(one[1] for one in both) / len(both))


class PainWeek(NamedTuple):
    """The mean pain of a week before and after sessions; None where nobody said."""

    before: float | None
    after: float | None


def pain_by_week(entries: Iterable[Entry]) -> dict[date, PainWeek]:
    """Return the pain by week, each by its Monday; weeks in which none was rated are left out."""
    sums: dict[date, tuple[list[int], list[int]]] = {}
    for one in entries:
        before, after, _ = one.felt
        if one.simulated or (before is None and after is None):
            continue
        week = sums.setdefault(monday_of(one.day), ([], []))
        for figures, figure in zip(week, (before, after), strict=True):
            if figure is not None:
                figures.append(figure)
    return {monday: PainWeek(*(sum(one) / len(one) if one else None for one in both)) for monday, both in sums.items()}


def active_by_week(days: Mapping[date, DaySum]) -> dict[date, int]:
    """Return how long was worked by week, in milliseconds, each by its Monday."""
    found: dict[date, int] = {}
    for day, one in days.items():
        monday = monday_of(day)
        found[monday] = found.get(monday, 0) + one.active_ms
    return found


def monday_of(day: date) -> date:
    """Return the first day of a week."""
    return day - timedelta(days=day.weekday())


def length_words(ms: int, planned_ms: int | None = None) -> str:
    """Return how long something ran, rounded to the whole second, half up.

    Args:
        planned_ms: How long it was to run. What ran for just that time is told as the plan tells it.
    """
    if ms == planned_ms:
        return format_span(ms)
    return "under 1 s" if 0 < ms < 1_000 else format_span((ms + 500) // 1_000 * 1_000)


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count:,} sessions"
