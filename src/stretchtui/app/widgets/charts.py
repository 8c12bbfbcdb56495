"""The log as plots: a year, its weeks, and what sessions did to the pain."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from stretchcore.times import format_minutes
from stretchtui import plots
from stretchtui.app.widgets.painted import Shown, Span
from stretchtui.logged import DaySum, PainChange, PainWeek, monday_of
from stretchtui.plots import Line, Tone

Value = TypeVar("Value")

_INKS = {
    Tone.QUIET: "quiet",
    Tone.FAINT: "faint",
    Tone.FILLED: "phase-hold",
    Tone.BEFORE: "phase-gap",
    Tone.AFTER: "phase-hold",
    Tone.HERE: "phase-warm-up",
}
YEAR_ROWS = plots.YEAR_ROWS + 2
"""The rows of a year with its title and what its signs mean."""


class _Chart(Shown[Value]):
    """A title, a plot and words."""

    def strip(self, line: Line) -> Strip:
        """Return a line of a plot."""
        return self.line((text, self.ink(_INKS[tone], bold=tone is Tone.HERE)) for text, tone in line)

    def title(self, text: str, words: str = "") -> Strip:
        """Return the first line: what the plot is of, and a word on it where there is room."""
        spans: list[Span] = [(text, self.ink("foreground", bold=True))]
        between = self.room.width - cell_len(text) - cell_len(words)
        if words and between >= 2:
            spans.append((" " * between + words, self.ink("quiet")))
        return self.line(spans)

    def quiet(self, *texts: str) -> Strip:
        """Return the first of some texts that has room, else the last."""
        found = next((text for text in texts if cell_len(text) <= self.room.width), texts[-1])
        return self.line([(found, self.ink("quiet"))])


class YearValue(NamedTuple):
    """What the calendar shows.

    Attributes:
        until: A day of the last week.
        here: The day that one looks at.
    """

    days: Mapping[date, DaySum]
    until: date
    today: date
    here: date | None = None


class YearChart(_Chart[YearValue]):
    """A year, a sign a day; a click on a day picks it."""

    class Picked(Message):
        """A day was clicked.

        Attributes:
            day: The day.
        """

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def draw(self, value: YearValue) -> list[Strip]:
        """Draw the year."""
        year = plots.year_of(value.until, self.room.width)

        def worked(day: date) -> int:
            one = value.days.get(day)
            return 0 if one is None else max(one.active_ms, 1)

        lines = plots.calendar(year, worked, value.today, value.here)
        rows = [self.title("A year" if year.weeks > 51 else f"{year.weeks} weeks", self._words(value))]
        rows += map(self.strip, lines)
        rows.append(self.quiet(f"    {plots.SHADES_LEGEND}", f"    {plots.SHADES_LEGEND_SHORT}", ""))
        return rows

    @staticmethod
    def _words(value: YearValue) -> str:
        if value.here is None:
            return ""
        done = value.days.get(value.here)
        day = f"{value.here.day} {value.here:%b %Y}"
        return f"{day}: {format_minutes(done.active_ms)}" if done is not None else f"{day}: nothing that counts"

    def on_click(self, event: events.Click) -> None:
        """Pick the day under the pointer."""
        day = plots.year_of(self._value.until, self.room.width).day_at(event.x, event.y - 1)
        if day is not None and day <= self._value.today:
            self.post_message(self.Picked(day))


class WeeksValue(NamedTuple):
    """What the bars show.

    Attributes:
        worked: How many milliseconds were worked in a week, by its Monday.
        until: A day of the last week.
        here: The Monday of the week that one looks at.
    """

    worked: Mapping[date, int]
    until: date
    here: date | None = None


class WeeksChart(_Chart[WeeksValue]):
    """Minutes a week, as many weeks as have room."""

    def draw(self, value: WeeksValue) -> list[Strip]:
        """Draw the bars."""
        place = plots.bars_of(value.until, self.room.width)
        here = value.here or monday_of(value.until)
        word = f"week of {here.day} {here:%b}: {format_minutes(value.worked.get(here, 0))}"
        lines = plots.bars(place, value.worked, max(1, self.room.height - 1), value.here)
        return [self.title("Minutes a week", word), *map(self.strip, lines)]


class PainValue(NamedTuple):
    """What the trend shows.

    Attributes:
        weeks: The mean pain by week, each by its Monday.
        until: A day of the last week.
        change: What sessions did to the pain.
        here: The Monday of the week that one looks at.
    """

    weeks: Mapping[date, PainWeek]
    until: date
    change: PainChange | None = None
    here: date | None = None


class PainChart(_Chart[PainValue]):
    """The pain before and after, week by week."""

    def draw(self, value: PainValue) -> list[Strip]:
        """Draw the trend."""
        title = self.title("Pain before and after", plots.TREND_LEGEND)
        if value.change is None:
            return [
                self.title("Pain before and after"),
                self.quiet("Nothing was said of it before and after a session.", ""),
            ]
        last = monday_of(value.until)
        count = min(53, max(1, self.room.width - 3))
        weeks = []
        for back in range(count - 1, -1, -1):
            monday = last - timedelta(days=7 * back)
            one = value.weeks.get(monday, PainWeek(None, None))
            weeks.append((monday, one.before, one.after))
        rows = self.room.height - 2
        lines = plots.trend(weeks, self.room.width, rows, value.here) if rows > 1 else []
        words = f"{value.change.words[0].upper()}{value.change.words[1:]}."
        return [title, *map(self.strip, lines), self.quiet(words, words.partition(",")[0] + ".")]
