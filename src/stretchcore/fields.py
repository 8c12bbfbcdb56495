"""The sorts of values that a file may hold, each with the way it is read and bounded.

`schema` puts them together into the one table of what a file may hold. A sort is data first (a JSON Schema can be made
of it), and reads a value of TOML second: `read` returns the value as the models have it, or None after it has reported
what is wrong. They are plain classes: a dozen generated ones would cost every command some milliseconds.
"""

import re
from collections.abc import Mapping
from typing import Protocol

from stretchcore.exercise import Hold
from stretchcore.problems import Report
from stretchcore.routine import Path
from stretchcore.text import MAX_TEXT_CELLS, quoted, slug, text_fault
from stretchcore.times import (
    MAX_PHASE_MS,
    MIN_PHASE_MS,
    OPEN,
    BadTime,
    CountRange,
    TimeRange,
    format_span,
    parse_count,
    parse_time,
)

SHORTEST_BREATH_MS = MIN_PHASE_MS
LONGEST_BREATH_MS = 60_000

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Sort(Protocol):
    """A sort of value."""

    def read(self, value: object, path: Path, report: Report) -> object:
        """Return the value as the models have it, or None after a report of what is wrong."""


def wrong(report: Report, path: Path, value: object, wanted: str, code: str = "type") -> None:
    """Report a value of the wrong sort."""
    report.add(path, code, f"{quoted(value)} is not {wanted}")


class Text:
    """A text of bounded width, without control characters."""

    __slots__ = ("max_cells",)

    def __init__(self, max_cells: int = MAX_TEXT_CELLS) -> None:
        self.max_cells = max_cells

    def read(self, value: object, path: Path, report: Report) -> str | None:
        """Return the text without the spaces around it."""
        if not isinstance(value, str):
            wrong(report, path, value, "a text" if isinstance(value, (dict, list)) else "a text; put it in quotes")
            return None
        fault = text_fault(value, self.max_cells)
        if fault:
            report.add(path, "text", fault)
            return None
        return value.strip()


class Id:
    """An id: small letters, digits and hyphens."""

    __slots__ = ()

    def read(self, value: object, path: Path, report: Report) -> str | None:
        """Return the id."""
        if not isinstance(value, str):
            wrong(report, path, value, 'an id; write it in quotes, as in "cat-cow"')
            return None
        if len(value) > 60 or not _ID.fullmatch(value):
            like = slug(value[:100])
            hint = f"; write {like}" if like else ""
            wanted = "an id: small letters, digits and hyphens, 60 at most"
            report.add(path, "id", f"{quoted(value)} is not {wanted}{hint}", like or None)
            return None
        return value


class Clock:
    """A time of day such as 07:30."""

    __slots__ = ()

    def read(self, value: object, path: Path, report: Report) -> str | None:
        """Return the time of day."""
        if not isinstance(value, str) or not _CLOCK.fullmatch(value):
            wrong(report, path, value, 'a time of day; write "07:30"', "time-of-day")
            return None
        return value


class Choice:
    """One of a few words.

    Attributes:
        also: What people write for some of them, as a guess of what they mean.
    """

    __slots__ = ("also", "words")

    def __init__(self, words: tuple[str, ...], also: Mapping[str, str] | None = None) -> None:
        self.words = words
        self.also = also or {}

    def read(self, value: object, path: Path, report: Report) -> str | None:
        """Return the word."""
        if isinstance(value, str) and value in self.words:
            return value
        hint = None
        if isinstance(value, str):
            hint = self.also.get(value.lower()) or report.nearest(value, self.words)
        guess = f"; did you mean {quoted(hint)}?" if hint else ""
        if len(self.words) > 1:
            report.add(path, "choice", f"{quoted(value)} is not one of {', '.join(self.words)}{guess}", hint)
        else:
            message = f"{quoted(value)} is not {quoted(self.words[0])}; write that, or leave the key out"
            report.add(path, "choice", message, hint)
        return None


class Flag:
    """True or false."""

    __slots__ = ()

    def read(self, value: object, path: Path, report: Report) -> bool | None:
        """Return the truth."""
        if not isinstance(value, bool):
            wrong(report, path, value, "true or false")
            return None
        return value


class Whole:
    """A whole number within bounds."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def read(self, value: object, path: Path, report: Report) -> int | None:
        """Return the number."""
        if isinstance(value, bool) or not isinstance(value, int):
            wrong(report, path, value, f"a whole number from {self.low} to {self.high}")
            return None
        if not self.low <= value <= self.high:
            report.add(path, "bounds", f"{quoted(value)} is not between {self.low} and {self.high}")
            return None
        return value


class Version:
    """The version of the file format: this program's, or an older one."""

    __slots__ = ("newest",)

    def __init__(self, newest: int) -> None:
        self.newest = newest

    def read(self, value: object, path: Path, report: Report) -> int | None:
        """Return the version."""
        if isinstance(value, int) and not isinstance(value, bool) and value > self.newest:
            wanted = f"this program reads format {self.newest} and older"
            report.add(path, "newer-format", f"format {quoted(value)} is newer than this program; {wanted}")
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            wrong(report, path, value, f"a format; write {self.newest}", "format")
            return None
        return value


class Number:
    """A finite number within bounds."""

    __slots__ = ("high", "low")

    def __init__(self, low: float, high: float) -> None:
        self.low = low
        self.high = high

    def read(self, value: object, path: Path, report: Report) -> float | None:
        """Return the number; nan and the infinities lie within no bounds."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            wrong(report, path, value, f"a number from {self.low:g} to {self.high:g}")
            return None
        if not self.low <= value <= self.high:
            report.add(path, "bounds", f"{quoted(value)} is not between {self.low:g} and {self.high:g}")
            return None
        return float(value)


class Time:
    """A time or a range of times.

    Attributes:
        low_ms: The shortest that is allowed.
        zero: Whether 0 s is allowed below it, and means that there is none.
        breaths: Whether it may be counted in breaths.
    """

    __slots__ = ("breaths", "high_ms", "low_ms", "zero")

    def __init__(
        self, low_ms: int = MIN_PHASE_MS, high_ms: int = MAX_PHASE_MS, *, zero: bool = False, breaths: bool = True
    ) -> None:
        self.low_ms = low_ms
        self.high_ms = high_ms
        self.zero = zero
        self.breaths = breaths

    def read(self, value: object, path: Path, report: Report) -> TimeRange | None:
        """Return the time; one that counts breaths is bounded roughly here, and exactly once a breath is known."""
        try:
            time = parse_time(value)
        except BadTime as error:
            report.add(path, "time", f"{quoted(value)} {error}", error.hint)
            return None
        if time.has_breaths:
            if not self.breaths:
                report.add(path, "time", f"{quoted(value)} cannot be counted in breaths here; write seconds")
                return None
            low, high = time.ends_ms(LONGEST_BREATH_MS)[0], time.ends_ms(SHORTEST_BREATH_MS)[1]
        else:
            low, high = time.ends_ms(0)
        low_fits = low >= self.low_ms or (self.zero and low == 0)
        high_fits = high <= self.high_ms and (high >= self.low_ms or high == 0 or time.has_breaths)
        if not (low_fits and high_fits):
            bounds = f"between {format_span(self.low_ms)} and {_long(self.high_ms)}"
            none = "; write 0s for none" if self.zero and high <= self.high_ms else ""
            report.add(path, "bounds", f"{quoted(value)} is not {bounds}{none}")
            return None
        return time


def _long(ms: int) -> str:
    return f"{ms // 3_600_000} h" if ms % 3_600_000 == 0 else format_span(ms)


class HoldTime:
    """The time of a hold: a time, a range, or "open" for one that waits for the person."""

    __slots__ = ()

    def read(self, value: object, path: Path, report: Report) -> Hold | None:
        """Return the hold."""
        if value == OPEN:
            return "open"
        # A time begins with a digit: looking for what else is meant takes longer than reading the whole file.
        if isinstance(value, str) and not value[:1].isdecimal() and report.nearest(value, (OPEN,), 0.7):
            report.add(path, "time", f"{quoted(value)} is not a time; did you mean {quoted(OPEN)}?", OPEN)
            return None
        return Time().read(value, path, report)


class Count:
    """A count or a range of counts within bounds."""

    __slots__ = ("high", "low")

    def __init__(self, high: int, low: int = 1) -> None:
        self.high = high
        self.low = low

    def read(self, value: object, path: Path, report: Report) -> CountRange | None:
        """Return the count."""
        try:
            count = parse_count(value)
        except BadTime as error:
            report.add(path, "count", f"{quoted(value)} {error}")
            return None
        if count.low < self.low or count.high > self.high:
            report.add(path, "bounds", f"{quoted(value)} is not between {self.low} and {self.high:,}")
            return None
        return count
