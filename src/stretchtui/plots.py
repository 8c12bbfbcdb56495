"""Small plots in characters, shaped and not coloured: a year as a calendar, weeks as bars, and the pain as a trend.

Each is a list of lines, and a line a list of pieces, each a text and its tone. A tone helps, but everything is said by
the characters too: a plot without colours can be read.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeAlias


class Tone(StrEnum):
    """What a piece of a plot is."""

    QUIET = "quiet"  # axes and labels
    FAINT = "faint"  # where nothing is
    FILLED = "filled"  # what is shown
    BEFORE = "before"  # the first of two, and
    AFTER = "after"  # the second
    HERE = "here"  # what one looks at


Piece: TypeAlias = tuple[str, Tone]
Line: TypeAlias = list[Piece]

MINUTE_MS = 60_000
SHADES = ((0, "·"), (5, "░"), (10, "▒"), (20, "▓"))
"""The sign of a day on which so many minutes were worked at most; the last sign stands for less than that."""

MOST = "█"
"""The sign of a day on which more was worked."""

SHADES_LEGEND = "· none  ░ under 5  ▒ under 10  ▓ under 20 minutes  █ more"
SHADES_LEGEND_SHORT = "minutes: ░ <5 ▒ <10 ▓ <20 █ more"
YEAR_ROWS = 8
"""The rows of a year: the months, and a row a weekday."""

_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_MARGIN = 4  # of the weekdays
_HERE = "◆"
_TODAY = "◂"  # behind the last week, in the row of the day
_WEEK = timedelta(days=7)
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_WORST = 10
_BEFORE, _AFTER, _BOTH, _BETWEEN = "●", "○", "◉", "│"
TREND_LEGEND = f"{_BEFORE} before  {_AFTER} after"


class Year(NamedTuple):
    """Where the days of a calendar stand.

    Attributes:
        first: The Monday of the first week.
        weeks: How many there are, each a column `width` characters wide.
    """

    first: date
    weeks: int
    width: int

    def day_at(self, x: int, y: int) -> date | None:
        """Return the day at a character of a row, both from 0; None where there is none."""
        week, row = (x - _MARGIN) // self.width, y - 1
        if x < _MARGIN or not (0 <= week < self.weeks and 0 <= row < len(_WEEKDAYS)):
            return None
        return self.first + timedelta(days=7 * week + row)


def year_of(until: date, columns: int) -> Year:
    """Return where days stand in a calendar of so many columns: a whole year where there is room.

    Args:
        until: A day of the last week.
    """
    room = columns - _MARGIN - 2
    width = 2 if room >= 53 * 2 else 1
    weeks = max(1, min(53, room // width))
    last = until - timedelta(days=until.weekday())
    return Year(last - (weeks - 1) * _WEEK, weeks, width)


def calendar(year: Year, worked: Callable[[date], int], today: date, here: date | None = None) -> list[Line]:
    """Draw a year: the months, then a row a weekday.

    Args:
        worked: Returns how many milliseconds were worked on a day.
        here: The day that one looks at.
    """
    lines: list[Line] = [[(_months(year), Tone.QUIET)]]
    last = year.first + (year.weeks - 1) * _WEEK
    for row, label in enumerate(_WEEKDAYS):
        cells = [(label.ljust(_MARGIN), Tone.QUIET)]
        for week in range(year.weeks):
            day = year.first + timedelta(days=7 * week + row)
            if day > today:
                cells.append((" " * year.width, Tone.FAINT))
                continue
            if day == here:
                cells.append((_HERE.ljust(year.width), Tone.HERE))
                continue
            sign = shade(worked(day))
            empty = sign == SHADES[0][1]
            cells.append((sign.ljust(year.width, " " if empty else sign), Tone.FAINT if empty else Tone.FILLED))
        if last <= today < last + _WEEK and today.weekday() == row:
            cells.append((_TODAY, Tone.QUIET))
        lines.append(_joined(cells))
    return lines


def shade(worked_ms: int) -> str:
    """Return the sign of a day."""
    if worked_ms <= 0:
        return SHADES[0][1]
    return next((sign for minutes, sign in SHADES[1:] if worked_ms < minutes * MINUTE_MS), MOST)


@lru_cache(maxsize=8)
def _months(year: Year) -> str:
    """Return the names of the months, each above the week with its first day."""
    text = ""
    for week in range(year.weeks):
        monday = year.first + week * _WEEK
        first = next((day for day in (monday + timedelta(days=ahead) for ahead in range(7)) if day.day == 1), None)
        place = _MARGIN + week * year.width
        if first is not None and place >= len(text) + bool(text) and place + 3 <= _MARGIN + year.weeks * year.width:
            text = f"{text.ljust(place)}{first:%b}"
    return text


class Bars(NamedTuple):
    """Where the bars of weeks stand: so many, each `width` characters wide, with one between."""

    first: date
    weeks: int
    width: int


_BAR_MARGIN = 4


def bars_of(until: date, columns: int) -> Bars:
    """Return which weeks have room.

    Args:
        until: A day of the last week.
    """
    room = columns - _BAR_MARGIN
    width = 2 if room < 120 else 3
    weeks = max(1, min(53, (room + 1) // (width + 1)))
    last = until - timedelta(days=until.weekday())
    return Bars(last - (weeks - 1) * _WEEK, weeks, width)


def bars(place: Bars, worked: Mapping[date, int], rows: int, here: date | None = None) -> list[Line]:
    """Draw weeks as bars, with minutes at the left and days below.

    Args:
        worked: How many milliseconds were worked in a week, by its Monday.
        rows: How many there are, the labels' included.
        here: The Monday of the week that one looks at.
    """
    mondays = [place.first + week * _WEEK for week in range(place.weeks)]
    values = [worked.get(monday, 0) for monday in mondays]
    top = _round_up(max(1, *(value // MINUTE_MS + (value % MINUTE_MS > 0) for value in values), 1))
    height = max(1, rows - 1)
    lines: list[Line] = []
    for row in range(height):
        label = str(top) if row == 0 else "0" if row == height - 1 else ""
        cells = [(f"{label:>{_BAR_MARGIN - 1}} ", Tone.QUIET)]
        for monday, value in zip(mondays, values, strict=True):
            eighths = -(-value * height * 8 // (top * MINUTE_MS)) - (height - 1 - row) * 8
            sign = _EIGHTHS[max(0, min(8, eighths))]
            empty = row == height - 1 and value <= 0
            tone = Tone.HERE if monday == here and not empty and sign != " " else Tone.FILLED
            cells.append((("·" if empty else sign) * place.width, Tone.FAINT if empty else tone))
            cells.append((" ", Tone.FAINT))
        lines.append(_joined(cells[:-1]))
    if rows > 1:
        lines.append([(_week_labels(mondays, _BAR_MARGIN, place.width + 1, here), Tone.QUIET)])
    return lines


def trend(
    weeks: Sequence[tuple[date, float | None, float | None]], columns: int, rows: int, here: date | None = None
) -> list[Line]:
    """Draw the pain before and after, a mark each, on a scale of 0 to 10.

    Args:
        weeks: A Monday, and the mean pain before and after in its week; None where nobody said. The last ones count
            where not all have room.
        rows: How many there are, the labels' included.
        here: The Monday of the week that one looks at.
    """
    margin, height = 3, max(2, rows - 1)
    step = next((width for width in (3, 2) if (columns - margin) // width >= len(weeks)), 1)
    shown = weeks[-max(1, (columns - margin) // step) :]
    grid = [[(" " * step, Tone.FAINT)] * len(shown) for _ in range(height)]
    for column, (_, before, after) in enumerate(shown):
        rows_of = [None if pain is None else round((_WORST - pain) * (height - 1) / _WORST) for pain in (before, after)]
        if rows_of[0] is not None and rows_of[1] is not None:
            for row in range(min(rows_of[0], rows_of[1]) + 1, max(rows_of[0], rows_of[1])):
                grid[row][column] = (_BETWEEN.ljust(step), Tone.QUIET)
        for row_of, sign, tone in zip(rows_of, (_BEFORE, _AFTER), (Tone.BEFORE, Tone.AFTER), strict=True):
            if row_of is not None:
                shared = rows_of[0] == rows_of[1]
                grid[row_of][column] = ((_BOTH if shared else sign).ljust(step), tone)
    lines: list[Line] = []
    for row, cells in enumerate(grid):
        figure = {0: str(_WORST), height - 1: "0"}.get(row, "")
        if height % 2 and row == height // 2:
            figure = "5"
        lines.append(_joined([(f"{figure:>2} ", Tone.QUIET), *cells]))
    if rows > 2:
        lines.append([(_week_labels([monday for monday, _, _ in shown], margin, step, here), Tone.QUIET)])
    return lines


def _week_labels(mondays: Sequence[date], margin: int, step: int, here: date | None) -> str:
    """Return the days below weeks, as many as have room; the one that one looks at has an arrow."""
    text = ""
    room = margin + len(mondays) * step
    arrow = margin + mondays.index(here) * step if here in mondays else None
    for week, monday in enumerate(mondays):
        label = f"{monday.day} {monday:%b}"
        place = margin + week * step
        if arrow is not None and place - 1 <= arrow <= place + len(label):
            if place == arrow:
                text = f"{text.ljust(place)}▴"
        elif place >= len(text) + 2 * bool(text) and place + len(label) <= room:
            text = text.ljust(place) + label
    return text


def _round_up(minutes: int) -> int:
    """Return a round figure at the end of an axis."""
    scale = 1
    while True:
        for figure in (5, 10, 15, 20, 30, 40, 60, 80):
            if minutes <= figure * scale:
                return figure * scale
        scale *= 10


def _joined(cells: Sequence[Piece]) -> Line:
    """Return pieces with those of one tone that follow each other made one."""
    return [("".join(text for text, _ in group), tone) for tone, group in groupby(cells, key=lambda piece: piece[1])]
