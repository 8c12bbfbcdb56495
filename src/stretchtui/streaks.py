"""How many days in a row something was completed: the one place that counts them.

1. A session belongs to the local day on which it began, as the clock and the zone then were. Daylight saving makes that
   day 23 or 25 hours long and changes nothing; nor does a session that runs past midnight.
2. A day counts once, also one that was lived twice, as by a flight eastwards over the date line.
3. A day of which travel took more than half neither counts nor breaks the row: over the date line westwards it never
   existed. It can be told by the offsets from UTC of the last session before it and the first after.
4. The row reaches up to today; where nothing is done yet today, up to yesterday.
5. A session that lies in the future (a clock that was wrong) counts nowhere until its time has come.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from stretchcore.values import dataclass

if TYPE_CHECKING:
    from stretchtui.history import History

LOST_AT_LEAST = timedelta(hours=12)
"""By how much the offset from UTC grows, at least, where travel took more than half of a day."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streaks:
    """Days in a row.

    Attributes:
        current: Up to today or yesterday; 0 where the row is broken.
        longest: The longest that there was, the current one among them.
    """

    current: int = 0
    longest: int = 0


def count_streaks(days: Iterable[date], today: date, lost: Collection[date] = ()) -> Streaks:
    """Count the days in a row.

    Args:
        days: The days on which something was completed, in any order, none in the future.
        today: The local day.
        lost: Days that travel took: they neither count nor break a row.
    """
    taken = set(lost)
    current = longest = 0
    before: date | None = None
    for day in sorted(set(days)):
        current = current + 1 if before is not None and _joins(before, day, taken) else 1
        longest = max(longest, current)
        before = day
    if before is None or not (before >= today - _DAY or _joins(before, today, taken)):
        current = 0
    return Streaks(current, longest)


def _joins(before: date, after: date, taken: set[date]) -> bool:
    """Tell whether one day follows the other, but for a day that travel took."""
    return before + _DAY == after or (before + _DAY in taken and before + 2 * _DAY == after)


def read_streaks(history: "History", today: date, now: datetime) -> Streaks:
    """Count the days in a row of a history.

    Args:
        history: Open, in this thread.
        today: The local day.
        now: The wall clock, an aware local time.
    """
    days = [date.fromisoformat(day) for day in history.days_completed(until=now)]
    known = set(days)
    before = {day for day in days if day + _DAY not in known and day + 2 * _DAY in known}
    waiting = today - 2 * _DAY  # the last one done, perhaps: then yesterday may be the day that travel took
    asked = before | {day + 2 * _DAY for day in before} | ({waiting} & known if days and days[-1] == waiting else set())
    offsets = history.offsets_of_days(sorted(asked))
    here = now.utcoffset() or timedelta(0)
    lost = {
        day + _DAY
        for day in before | ({waiting} & asked)
        if day in offsets
        and (offsets[day + 2 * _DAY].first if day + 2 * _DAY in offsets else here) - offsets[day].last >= LOST_AT_LEAST
    }
    return count_streaks(days, today, lost)
