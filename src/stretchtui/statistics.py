"""What was done, in figures: one value, made of an open history, for the shell and for the screens."""

from collections.abc import Iterable
from dataclasses import field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from stretchcore.dose import ENOUGH_A_WEEK_MS, MuscleDose, weekly
from stretchcore.values import dataclass
from stretchtui.streaks import Streaks, read_streaks

if TYPE_CHECKING:
    from stretchtui.history import History
    from stretchtui.history.totals import DayTotal, PainNote, RoutineLevel

WEEKS = 12
"""How many weeks are looked at where nobody says so, this one among them."""


@dataclass(frozen=True, slots=True)
class WeekTotal:
    """What was done in one week.

    Attributes:
        monday: Its first day.
        sessions: How many, with those that were stopped or cut off; `completed` are those that were not.
        active_ms: How long, in milliseconds.
    """

    monday: date
    sessions: int = 0
    completed: int = 0
    active_ms: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was done, in figures. Only sessions that count are in them: neither simulated nor removed.

    Attributes:
        since: The first day that is looked at, and `until` the last, which is today.
        streaks: Days in a row, of the whole history.
        days: The days on which something was done, the oldest first.
        weeks: All weeks, the oldest first, those without anything too.
        dose: What each muscle was stretched since Monday, the fullest first (`stretchcore.dose`).
        pain: What was felt before and after, the oldest first; sessions of which nobody said it are left out.
        levels: The level of each routine that was completed, the one done last first.
    """

    since: date
    until: date
    streaks: Streaks = field(default_factory=Streaks)
    days: "tuple[DayTotal, ...]" = ()
    weeks: tuple[WeekTotal, ...] = ()
    dose: tuple[MuscleDose, ...] = ()
    pain: "tuple[PainNote, ...]" = ()
    levels: "tuple[RoutineLevel, ...]" = ()

    @property
    def sessions(self) -> int:
        """How many sessions there were."""
        return sum(day.sessions for day in self.days)

    @property
    def active_ms(self) -> int:
        """How long they were, in milliseconds."""
        return sum(day.active_ms for day in self.days)

    @property
    def pain_change(self) -> float | None:
        """How much the pain changes in a session, on average: below 0 it eases. None where nobody said both."""
        changes = [note.after - note.before for note in self.pain if note.before is not None and note.after is not None]
        return sum(changes) / len(changes) if changes else None

    def to_data(self) -> dict[str, object]:
        """Give the object that `stats --json` prints."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "streak": self.streaks.current,
            "longest_streak": self.streaks.longest,
            "sessions": self.sessions,
            "active_ms": self.active_ms,
            "pain_change": self.pain_change,
            "days": [day._asdict() for day in self.days],
            "weeks": [
                {
                    "week": week.monday.isoformat(),
                    "sessions": week.sessions,
                    "completed": week.completed,
                    "active_ms": week.active_ms,
                }
                for week in self.weeks
            ],
            "dose": [_dose_data(dose) for dose in self.dose],
            "pain": [note._asdict() for note in self.pain],
            "levels": [level._asdict() for level in self.levels],
        }


def _dose_data(dose: MuscleDose) -> dict[str, object]:
    behind = dose.unevenness
    return {
        "muscle": dose.muscle,
        "none_ms": dose.none_ms,
        "left_ms": dose.left_ms,
        "right_ms": dose.right_ms,
        "lower_ms": dose.lower_ms,
        "enough_ms": ENOUGH_A_WEEK_MS,
        "behind": None if behind is None else str(behind.behind),
        "behind_ms": 0 if behind is None else behind.by_ms,
    }


def monday_of(day: date) -> date:
    """Return the first day of a week."""
    return day - timedelta(days=day.weekday())


def read_statistics(
    history: "History",
    today: date,
    now: datetime,
    *,
    since: date | None = None,
    muscles: Iterable[str] = (),
) -> Statistics:
    """Read the figures.

    Args:
        history: Open, in this thread.
        today: The local day.
        now: The wall clock, an aware local time.
        since: The first day that is looked at; None for the Monday of twelve weeks, this one among them.
        muscles: What the user's routines are for: they are among the doses even where nothing was done.

    Raises:
        HistoryError: The history cannot be read.
    """
    monday = monday_of(today)
    first = min(today, monday - timedelta(weeks=WEEKS - 1) if since is None else since)
    with history.reading():
        days = history.days(first, today)
        doses = [
            MuscleDose(dose.muscle, max(0, dose.none_ms), max(0, dose.left_ms), max(0, dose.right_ms))
            for dose in history.dose_by_week(monday)
            if dose.week == monday.isoformat()
        ]
        return Statistics(
            since=first,
            until=today,
            streaks=read_streaks(history, today, now),
            days=tuple(days),
            weeks=_weeks(days, monday_of(first), monday),
            dose=weekly(doses, muscles),
            pain=tuple(history.pain(first, today)),
            levels=tuple(history.levels(first, today)),
        )


def _weeks(days: "Iterable[DayTotal]", first: date, last: date) -> tuple[WeekTotal, ...]:
    weeks = {first + timedelta(weeks=number): [0, 0, 0] for number in range((last - first) // timedelta(weeks=1) + 1)}
    for day in days:
        sums = weeks[monday_of(date.fromisoformat(day.day))]
        for place, value in enumerate((day.sessions, day.completed, day.active_ms)):
            sums[place] += value
    return tuple(WeekTotal(monday, *sums) for monday, sums in weeks.items())
