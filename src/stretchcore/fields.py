"""The sorts of values that a file may hold, each with the way it is read and bounded.

`schema` puts them together into the one table of what a file may hold. A sort is data first (a JSON Schema can be made
of it), and reads a value of TOML second: `read` returns the value as the models have it, or None after it has reported
what is wrong. They are plain classes: a dozen generated ones would cost every command some milliseconds.
"""

import re
from collections.abc import Mapping
from typing import Any, Protocol

from stretchcore.exercise import BreathRate, Figure, Hold
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


def _wrong(report: Report, path: Path, value: object, wanted: str, code: str = "type") -> None:
    report.add(path, code, f"{quoted(value)} is not {wanted}")


class Text:
    """A text of bounded width, without control characters."""

    __slots__ = ("max_cells",)

    def __init__(self, max_cells: int = MAX_TEXT_CELLS) -> None:
        self.max_cells = max_cells

    def read(self, value: object, path: Path, report: Report) -> str | None:
        """Return the text without the spaces around it."""
        if not isinstance(value, str):
            _wrong(report, path, value, "a text" if isinstance(value, (dict, list)) else "a text; put it in quotes")
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
            _wrong(report, path, value, 'an id; write it in quotes, as in "cat-cow"')
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
            _wrong(report, path, value, 'a time of day; write "07:30"', "time-of-day")
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
            _wrong(report, path, value, "true or false")
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
            _wrong(report, path, value, f"a whole number from {self.low} to {self.high}")
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
            _wrong(report, path, value, f"a format; write {self.newest}", "format")
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
            _wrong(report, path, value, f"a number from {self.low:g} to {self.high:g}")
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
        if isinstance(value, str) and report.nearest(value, (OPEN,), 0.7):
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


class Many:
    """A list of values of one sort.

    Attributes:
        single: Whether one value may be written without the list.
        unique: Whether no value may stand in it twice.
    """

    __slots__ = ("item", "least", "most", "single", "unique")

    def __init__(self, item: Sort, most: int, least: int = 0, *, single: bool = False, unique: bool = False) -> None:
        self.item = item
        self.most = most
        self.least = least
        self.single = single
        self.unique = unique

    def read(self, value: object, path: Path, report: Report) -> tuple[object, ...] | None:
        """Return the values in their places, None for one that could not be read."""
        if not isinstance(value, list):
            if not self.single:
                _wrong(report, path, value, f"a list; write {self._example(value, path)}")
                return None
            one = self.item.read(value, path, report)
            return None if one is None else (one,)
        if not self.least <= len(value) <= self.most:
            many = f"a list of {len(value):,} entries; at most {self.most:,} are allowed"
            report.add(path, "bounds", many if value else "the list is empty; at least one entry is needed")
            return None
        found = tuple(self.item.read(entry, (*path, index), report) for index, entry in enumerate(value))
        if self.unique and len(set(found)) < len(found):
            for index, entry in enumerate(found):
                if entry is not None and entry in found[:index]:
                    report.add((*path, index), "duplicate", f"{quoted(entry)} is in the list already; take one out")
        return found

    def _example(self, value: object, path: Path) -> str:
        """Return how the list is written that somebody meant by a value."""
        if isinstance(self.item, Table):
            return f"[[{'.'.join(part for part in path if isinstance(part, str))}]] above each table of it"
        return f"[{quoted(value)}]" if isinstance(value, str) else '["…", "…"]'


class Pair:
    """A point: two numbers."""

    __slots__ = ("x", "y")

    def __init__(self, x: Number, y: Number) -> None:
        self.x = x
        self.y = y

    def read(self, value: object, path: Path, report: Report) -> tuple[float, float] | None:
        """Return the point."""
        if not isinstance(value, list) or len(value) != 2:
            _wrong(report, path, value, "a point; write [x, y]")
            return None
        x, y = self.x.read(value[0], (*path, 0), report), self.y.read(value[1], (*path, 1), report)
        return None if x is None or y is None else (x, y)


class ById:
    """A table of values of one sort by id."""

    __slots__ = ("example", "item", "most")

    def __init__(self, item: Sort, most: int = 50, *, example: str = "{ id = … }") -> None:
        self.item = item
        self.most = most
        self.example = example

    def read(self, value: object, path: Path, report: Report) -> tuple[tuple[str, object], ...] | None:
        """Return pairs of id and value."""
        if not isinstance(value, dict):
            _wrong(report, path, value, f"a table; write {self.example}")
            return None
        if len(value) > self.most:
            report.add(path, "bounds", f"a table of {len(value)} entries; at most {self.most} are allowed")
            return None
        found = ((key, self.item.read(entry, (*path, key), report)) for key, entry in value.items())
        return tuple((key, entry) for key, entry in found if entry is not None)


class ListOr:
    """A list is read in one way, anything else in another."""

    __slots__ = ("if_list", "otherwise")

    def __init__(self, if_list: Sort, otherwise: Sort) -> None:
        self.if_list = if_list
        self.otherwise = otherwise

    def read(self, value: object, path: Path, report: Report) -> object:
        """Return what the fitting sort reads."""
        return (self.if_list if isinstance(value, list) else self.otherwise).read(value, path, report)


class Key:
    """A key that a table may have.

    Attributes:
        doc: One sentence of what it means, for people and for editors that complete it.
    """

    __slots__ = ("doc", "name", "required", "sort")

    def __init__(self, name: str, sort: Sort, doc: str, *, required: bool = False) -> None:
        self.name = name
        self.sort = sort
        self.doc = doc
        self.required = required


class Entries(dict[str, Any]):
    """The values of a table that could be read, by key.

    Attributes:
        meant: These keys and those whose value could not be read or whose name is misspelt: what the writer has set.
    """

    __slots__ = ("meant",)

    def __init__(self) -> None:
        super().__init__()
        self.meant: set[str] = set()

    def lost(self, *keys: str) -> bool:
        """Tell whether one of these keys is meant but could not be read."""
        return any(key in self.meant and key not in self for key in keys)


_FEW_KEYS = 12


class Table:
    """A table with known keys. Its keys may be set later, since steps hold steps."""

    def __init__(
        self, title: str, *keys: Key, any_of: tuple[str, ...] = (), example: str = "a table, as in { key = … }"
    ) -> None:
        self.title = title
        self.example = example  # how to write it, for who wrote something else
        self.any_of = any_of  # one of these must be there, so a misspelt one is not reported as missing too
        self.keys: dict[str, Key] = {}
        self.extend(*keys)

    def extend(self, *keys: Key) -> None:
        """Add keys."""
        self.keys.update((key.name, key) for key in keys)

    def read(self, value: object, path: Path, report: Report) -> Entries | None:
        """Return the values that could be read, by key; what is wrong or unknown is reported and left out."""
        if not isinstance(value, dict):
            _wrong(report, path, value, f"{self.title}; write {self.example}")
            return None
        found = Entries()
        meant = found.meant
        for name, entry in value.items():
            key = self.keys.get(name)
            if key is None:
                meant.add(self._report_unknown(name, path, report) or "")
                continue
            meant.add(name)
            read = key.sort.read(entry, (*path, name), report)
            if read is not None:
                found[name] = read
        for name, key in self.keys.items():
            if key.required and name not in meant:
                report.add(path, "missing-key", f"the key `{name}` is missing", name)
        if self.any_of and not meant.intersection(self.any_of):
            report.add(path, "missing-key", f"{self.title} needs one of {_names(self.any_of, 'or')}")
        return found

    def _report_unknown(self, name: str, path: Path, report: Report) -> str | None:
        hint = report.nearest(name, tuple(self.keys))
        guess = ""
        if hint:
            guess = f"; did you mean `{hint}`?"
        elif len(self.keys) <= _FEW_KEYS:
            guess = f"; {self.title} can have {_names(tuple(self.keys), 'and')}"
        report.add((*path, name), "unknown-key", f"unknown key{guess}", hint, at_key=True)
        return hint


def _names(keys: tuple[str, ...], last: str) -> str:
    """Return keys as a sentence lists them."""
    listed = [f"`{name}`" for name in keys]
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}" if len(listed) > 1 else listed[0]


class BreathTable:
    """The length of a breath: ``{ in = "4s", out = "6s" }``."""

    __slots__ = ("table",)

    def __init__(self, table: Table) -> None:
        self.table = table

    def read(self, value: object, path: Path, report: Report) -> BreathRate | None:
        """Return the breath."""
        found = self.table.read(value, path, report) or Entries()
        first, second = found.get("in"), found.get("out")
        if not isinstance(first, TimeRange) or not isinstance(second, TimeRange):
            return None
        if not (first.is_fixed and second.is_fixed):
            report.add(path, "time", "a breath has fixed times; write one figure for `in` and one for `out`")
            return None
        return BreathRate(first.ends_ms(0)[0], second.ends_ms(0)[0])


BREATH_PART = Time(SHORTEST_BREATH_MS, LONGEST_BREATH_MS // 2, breaths=False)


class Drawing:
    """A drawn body: its table, read into a `Figure`."""

    __slots__ = ("table",)

    def __init__(self, table: Table) -> None:
        self.table = table

    def read(self, value: object, path: Path, report: Report) -> Figure | None:
        """Return the figure."""
        found = self.table.read(value, path, report)
        if found is None:
            return None
        parts = {name: found.pop(name, {}) for name in ("near", "far")}
        rest: dict[str, Any] = {name: found.pop(name) for name in ("view", "props", "foreshortened") if name in found}
        limbs: dict[str, Any] = {
            side: tuple(joints.items()) for side, joints in parts.items() if isinstance(joints, dict)
        }
        trunk: Any = tuple(found.items())
        return Figure(body=trunk, **limbs, **rest)
