"""A reminder: when it comes, for which routine, and when it keeps quiet."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from stretchcore.fields import Clock, Id, wrong
from stretchcore.problems import Problem, Report, path_text
from stretchcore.routine import Path as Place
from stretchcore.tables import Key, Many, Table
from stretchcore.text import nearest, quoted
from stretchcore.times import TIME_EXAMPLES, BadTime, parse_time
from stretchcore.tomltext import read_toml
from stretchcore.values import dataclass

MINUTE_MS = 60_000
SHORTEST_MS, LONGEST_MS = 5 * MINUTE_MS, 12 * 60 * MINUTE_MS
DAY_MINUTES = 24 * 60

MOST_TIMES = 24
"""Most times of day that can be named one by one."""

LATE_MINUTES = 15
"""So many minutes after one of its named times a reminder is still worth something."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_WINDOW = re.compile(r"([0-9]{1,2}:[0-9]{2}) *[-–] *([0-9]{1,2}:[0-9]{2})")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


class BadReminder(ValueError):
    """Something that a reminder cannot have; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """When somebody is reminded of a routine.

    Attributes:
        routine: The routine's id.
        every_ms: The time between two reminders; None where they come at named times.
        window: The first and the last minute of the day, between which they come every so often.
        days: The days of the week, Monday is 0.
        at: The minutes of the day at which they come, where they are named one by one.
        quiet_ms: For how long after a session there is none.
    """

    routine: str = "desk-break"
    every_ms: int | None = 50 * MINUTE_MS
    window: tuple[int, int] = (9 * 60, 18 * 60)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    at: tuple[int, ...] = ()
    quiet_ms: int = 30 * MINUTE_MS

    @property
    def minutes(self) -> tuple[int, ...]:
        """The minutes of the day at which it comes: the first so long after the window's start, none after its end."""
        if self.every_ms is None:
            return tuple(sorted(self.at))
        start, end = self.window
        step = self.every_ms // MINUTE_MS
        return tuple(range(start + step, min(end, DAY_MINUTES - 1) + 1, step))

    def next_after(self, now: datetime) -> datetime:
        """Return the next time at which it comes, in the local time of `now`."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        for ahead in range(8):
            day = midnight + timedelta(days=ahead)
            for minute in self.minutes if day.weekday() in self.days else ():
                when = day.replace(hour=minute // 60, minute=minute % 60)
                if when > now:
                    return when
        raise AssertionError("a reminder has a day and a time")

    def is_time(self, now: datetime) -> bool:
        """Tell whether it may come now: a machine that was asleep makes up for it later, perhaps in the night."""
        if now.weekday() not in self.days:
            return False
        minute = now.hour * 60 + now.minute
        if self.every_ms is not None:
            return self.window[0] <= minute <= self.window[1]
        return any(0 <= minute - time <= LATE_MINUTES for time in self.at)


def changed(
    reminder: Reminder | None,
    *,
    routine: str | None = None,
    every: str | None = None,
    during: str | None = None,
    days: str | None = None,
    at: list[str] | None = None,
    quiet_after: str | None = None,
) -> Reminder:
    """Return a reminder with what is said now; the rest stays, or is at its default where there was none.

    Raises:
        BadReminder: Something cannot be so.
    """
    found = reminder or Reminder()
    if every is not None and at:
        raise BadReminder("a reminder comes every so often or at named times, not both")
    if at:
        times = tuple(sorted({parse_clock(text) for text in at}))
        if len(times) > MOST_TIMES:
            raise BadReminder(f"{len(times)} times of day; at most {MOST_TIMES} can be named")
        found = replace(found, every_ms=None, at=times)
    if every is not None:
        found = replace(found, every_ms=parse_every(every), at=())
    if routine is not None:
        found = replace(found, routine=routine)
    if during is not None:
        if found.every_ms is None:
            raise BadReminder("named times need no window; leave it out, or say how often instead of the times")
        found = replace(found, window=parse_window(during))
    if days is not None:
        found = replace(found, days=parse_days(days))
    if quiet_after is not None:
        found = replace(found, quiet_ms=parse_quiet(quiet_after))
    fault = _fault(found)
    if fault:
        raise BadReminder(fault)
    return found


def _fault(found: Reminder) -> str | None:
    if found.every_ms is None or found.minutes:
        return None
    window, every = format_window(found.window), format_length(found.every_ms)
    return f"no reminder fits: {every} is longer than {window}; write a longer window or a shorter time"


# -- as text -----------------------------------------------------------------------------------------------------------


def parse_every(text: str) -> int:
    """Return the time between two reminders, in milliseconds."""
    return _parse_length(text, SHORTEST_MS)


def parse_quiet(text: str) -> int:
    """Return for how long after a session it is quiet, in milliseconds; 0 is possible."""
    return _parse_length(text, 0)


def _parse_length(text: str, least_ms: int) -> int:
    try:
        time = parse_time(text)
    except BadTime as fault:
        raise BadReminder(f"{quoted(text)} {fault}".replace(TIME_EXAMPLES, "50m or 1h30m")) from None
    if not time.is_fixed or time.has_breaths:
        raise BadReminder(f"{quoted(text)} is no single length of time; write 50m or 1h30m")
    ms = time.ends_ms(0)[0]
    if ms % MINUTE_MS:
        raise BadReminder(f"{quoted(text)} is not in whole minutes; write 50m or 1h30m")
    if not least_ms <= ms <= LONGEST_MS:
        raise BadReminder(f"{quoted(text)} is not between {least_ms // MINUTE_MS} minutes and 12 hours")
    return ms


def parse_clock(text: str) -> int:
    """Return a time of day as minutes since midnight."""
    match = _CLOCK.fullmatch(text.strip())
    minute = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES
    if minute >= DAY_MINUTES:
        raise BadReminder(f"{quoted(text)} is not a time of day; write 10:30")
    return minute


def parse_window(text: str) -> tuple[int, int]:
    """Return the first and the last minute of a window such as 09:00-18:00; 24:00 is the end of the day."""
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        raise BadReminder(f"{quoted(text)} is no window of a day; write 09:00-18:00")
    start = parse_clock(match[1])
    end = DAY_MINUTES if match[2] == "24:00" else parse_clock(match[2])
    if end <= start:
        raise BadReminder(f"{quoted(text)} ends before it begins; a window lies within one day, as in 09:00-18:00")
    return start, end


def parse_days(text: str) -> tuple[int, ...]:
    """Return the days of mon-fri, of sat,sun or of daily, Monday as 0."""
    found: set[int] = set()
    if text.strip().lower() in ("daily", "every day", "all"):
        return tuple(range(7))
    for part in re.split(r"[, ]+", text.strip().lower()):
        first, dash, last = part.replace("–", "-").partition("-")
        start = _day(first, text)
        end = _day(last, text) if dash else start
        found.update((start + ahead) % 7 for ahead in range((end - start) % 7 + 1))
    return tuple(sorted(found))


def _day(word: str, text: str) -> int:
    if word in DAYS:
        return DAYS.index(word)
    hint = nearest(word, DAYS)
    guess = f"did you mean {hint}?" if hint else "write mon-fri, sat,sun or daily"
    raise BadReminder(f"{quoted(word or text)} is no day of the week; {guess}")


def format_length(ms: int) -> str:
    """Return a length as one would type it, as in 50m or 1h30m."""
    hours, minutes = divmod(ms // MINUTE_MS, 60)
    return f"{hours}h{minutes:02d}m" if hours and minutes else f"{hours}h" if hours else f"{minutes}m"


def format_clock(minute: int) -> str:
    """Return a minute of the day, as in 09:50."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def format_window(window: tuple[int, int]) -> str:
    """Return a window, as in 09:00-18:00."""
    return "-".join(map(format_clock, window))


def format_days(days: tuple[int, ...]) -> str:
    """Return days, as in mon-fri or mon,wed."""
    if len(days) == 7:
        return "daily"
    return ",".join(f"{DAYS[a]}-{DAYS[b]}" if b > a + 1 else ",".join(DAYS[a : b + 1]) for a, b in runs(days))


def runs(days: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the first and the last of days that follow each other."""
    found: list[tuple[int, int]] = []
    for day in days:
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


# -- its file ----------------------------------------------------------------------------------------------------------


class _Written:
    """A text that one of the functions above reads."""

    __slots__ = ("example", "parse")

    def __init__(self, parse: Callable[[str], Any], example: str) -> None:
        self.parse = parse
        self.example = example

    def read(self, value: object, path: Place, report: Report) -> object:
        """Return what the text means."""
        if not isinstance(value, str):
            wrong(report, path, value, f'a text; write "{self.example}"')
            return None
        try:
            return self.parse(value)
        except BadReminder as fault:
            report.add(path, "reminder", str(fault))
            return None


REMINDER = Table(
    "a reminder",
    Key("routine", Id(), "The routine."),
    Key("every", _Written(parse_every, "50m"), "The time between two reminders."),
    Key("during", _Written(parse_window, "09:00-18:00"), "Between which times of the day they come."),
    Key("days", _Written(parse_days, "mon-fri"), "On which days."),
    Key("at", Many(Clock(), MOST_TIMES, 1, unique=True), "The times of day at which they come instead."),
    Key("quiet_after", _Written(parse_quiet, "30m"), "For how long after a session there is none."),
)
"""What the file of the reminder may hold."""


def read_reminder(path: Path) -> tuple[Reminder | None, tuple[Problem, ...]]:
    """Return the reminder that a file says, and what is wrong with the file; nothing where there is no file."""
    from stretchtui.files import FileFault, read_bounded
    from stretchtui.settings import is_missing

    if is_missing(path):
        return None, ()
    try:
        source = read_bounded(path)
    except FileFault as fault:
        return None, (Problem(str(path), 1, 1, "", "unreadable", str(fault)),)
    tables, locations, faults = read_toml(source)
    if tables is None or faults:
        return None, tuple(
            Problem(str(path), one.place.line, one.place.column, "", one.code, one.message) for one in faults
        )
    report = Report()
    found: dict[str, Any] = REMINDER.read(tables, (), report) or {}
    if "every" in found and "at" in found:
        report.add(("at",), "reminder", "a reminder comes every so often or at named times; take `at` or `every` out")
    names = {"routine": "routine", "every": "every_ms", "during": "window", "days": "days", "quiet_after": "quiet_ms"}
    values = {names[key]: value for key, value in found.items() if key in names}
    if "at" in found:
        values |= {"every_ms": None, "at": tuple(map(parse_clock, filter(None, found["at"])))}
    reminder = Reminder(**values)
    misfit = _fault(reminder)
    if misfit:
        report.add(("during",) if "during" in tables else ("every",), "reminder", misfit)
    problems = []
    for one in report.faults:
        where = locations.key(one.path) if one.at_key else locations.value(one.path)
        place = path_text(one.path)
        problems.append(Problem(str(path), where.line, where.column, place, one.code, one.message, one.hint))
    return (None if problems else reminder), tuple(problems)


def write_reminder(path: Path, reminder: Reminder) -> None:
    """Write a reminder into its file.

    Raises:
        FileFault: It cannot be written; what was there before is there still.
    """
    import tomli_w

    from stretchtui.files import write_atomic

    write_atomic(path, tomli_w.dumps({key: value for key, value in to_data(reminder).items() if value is not None}))


def to_data(reminder: Reminder) -> dict[str, Any]:
    """Return a reminder as its file says it; what it has not is None."""
    often = reminder.every_ms
    return {
        "routine": reminder.routine,
        "every": None if often is None else format_length(often),
        "during": None if often is None else format_window(reminder.window),
        "at": None if often is not None else [format_clock(minute) for minute in reminder.minutes],
        "days": format_days(reminder.days),
        "quiet_after": format_length(reminder.quiet_ms),
    }
