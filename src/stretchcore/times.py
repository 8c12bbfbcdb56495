"""Times and counts as people write them: `20s`, `1m30s`, `20-30s`, `6 counts`, `5 breaths`, `2-3`.

A time may depend on the length of a breath, which is known only once a routine, a step and an exercise are put
together. So a written time is kept as `Duration` (milliseconds plus breaths, exact), a range as two of them, and both
become milliseconds when the breath and the level are given.

The grammar, in one line: ``NUM[-NUM] UNIT`` with the units h, m, s, count(s), breath(s); compounds such as 1m30s stand
alone or end a range; a bare number is seconds. A range's first figure has the unit of the second unless it names its
own; before a compound it is seconds.
"""

import re
from fractions import Fraction

from stretchcore.values import dataclass

MAX_PHASE_MS = 4 * 3_600_000
"""Longest phase, in milliseconds (4 h)."""

MIN_PHASE_MS = 100
"""Shortest phase, in milliseconds (0.1 s)."""

TIME_EXAMPLES = "20s, 1m30s, 20-30s, 5 breaths or 6 counts"

_MAX_LENGTH = 60
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_UNIT = r"(?:counts?|breaths?|h|m|s)"
_TIME = re.compile(rf"(?:({_NUMBER}) *({_UNIT})? *[-–] *)?({_NUMBER}(?: *{_UNIT}(?: *{_NUMBER} *{_UNIT})*)?)")
_PART = re.compile(rf"({_NUMBER}) *({_UNIT})?")
_COUNT = re.compile(r"([0-9]{1,9})(?: *[-–] *([0-9]{1,9}))?")
_UNIT_MS = {"h": 3_600_000, "m": 60_000, "s": 1_000, "count": 1_000, "counts": 1_000}
_COMPOUND_ORDER = "hms"


_NEARLY = (
    (re.compile(r"\s*(?:hours?|hrs?)\b"), "h"),
    (re.compile(r"\s*(?:minutes?|mins?)\b"), "m"),
    (re.compile(r"\s*(?:seconds?|secs?)\b"), "s"),
    (re.compile(r"\s*(?:\bto\b|[—−]|\.\.+)\s*"), "-"),
)
"""How people write times too, and how files write the same."""


class BadTime(ValueError):
    """A text that is no time, or no count; its message says what to write instead.

    Attributes:
        hint: What the writer may have meant, where that can be guessed.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(f'{message}; did you mean "{hint}"?' if hint else message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: milliseconds plus a number of breaths, both exact."""

    ms: Fraction
    breaths: Fraction = Fraction(0)

    def exact_ms(self, breath_ms: int) -> Fraction:
        """Return the length in milliseconds for a breath of so many milliseconds."""
        return self.ms + self.breaths * breath_ms if self.breaths else self.ms


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A time or a range of times; a fixed time has twice the same end."""

    low: Duration
    high: Duration

    @classmethod
    def of_ms(cls, low: int, high: int | None = None) -> "TimeRange":
        """Make a range of milliseconds, or a fixed time where only one is given."""
        first = Duration(Fraction(low))
        return cls(first, first if high is None else Duration(Fraction(high)))

    @property
    def is_fixed(self) -> bool:
        """Whether both ends are the same, so that the level changes nothing."""
        return self.low is self.high or self.low == self.high

    @property
    def has_breaths(self) -> bool:
        """Whether the length depends on the length of a breath."""
        return bool(self.low.breaths or self.high.breaths)

    def ends_ms(self, breath_ms: int) -> tuple[int, int]:
        """Return both ends in whole milliseconds."""
        low_ms = _half_up(self.low.exact_ms(breath_ms))
        return low_ms, low_ms if self.is_fixed else _half_up(self.high.exact_ms(breath_ms))

    def at(self, level: int, breath_ms: int) -> int:
        """Return the time at a level, in milliseconds.

        It is ``low + (high - low) * level / 100``. The ends are exact; a value strictly between them is rounded, half
        up, to the whole second (and kept within the range where the whole second lies outside of it).

        Args:
            level: 0 (the low end) to 100 (the high end).
            breath_ms: The length of one breath, in and out.
        """
        low_ms, high_ms = self.ends_ms(breath_ms)
        if self.is_fixed or level in (0, 100):
            return high_ms if level == 100 else low_ms
        low, high = self.low.exact_ms(breath_ms), self.high.exact_ms(breath_ms)
        rounded_ms = _half_up((low + (high - low) * level / 100) / 1000) * 1000
        return min(max(rounded_ms, low_ms), high_ms)


@dataclass(frozen=True, slots=True)
class CountRange:
    """A count or a range of counts; a fixed count has twice the same end."""

    low: int
    high: int

    def at(self, level: int) -> int:
        """Return the count at a level of 0 to 100, rounded half up."""
        return (200 * self.low + 2 * (self.high - self.low) * level + 100) // 200


OPEN = "open"
"""How a hold is written that lasts until the person says done."""


def parse_time(value: object) -> TimeRange:
    """Read a time as files and options write it.

    Args:
        value: A text (``"20-30s"``), or a bare number of seconds.

    Raises:
        BadTime: The value is no time, or its range runs backwards. Bounds are the caller's: they depend on the use.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadTime(f"is not a time; write {TIME_EXAMPLES}")
    if isinstance(value, (int, float)):
        if not 0 <= value <= MAX_PHASE_MS:  # also refuses nan and inf, and integers of any number of digits
            raise BadTime(f"is not a time between 0 s and {MAX_PHASE_MS // 3_600_000} h")
        return TimeRange(seconds := Duration(Fraction(str(value)) * 1000), seconds)
    text = value.strip()
    try:
        return _parse_text(text)
    except BadTime:
        hint = _meant(text)
        if hint is None:
            raise
        raise BadTime("is not a time", hint) from None


def _parse_text(text: str) -> TimeRange:
    match = _TIME.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        raise BadTime(f"is not a time; write {TIME_EXAMPLES}")
    first, first_unit, last = match.groups()
    high, last_unit = _parse_single(last)
    if first is None:
        return TimeRange(high, high)
    low = _duration(Fraction(first), first_unit or last_unit)
    if bool(low.breaths) != bool(high.breaths) and low.ms + low.breaths:
        raise BadTime("mixes breaths with seconds in one range; write both in breaths, or both in seconds")
    if (low.ms, low.breaths) > (high.ms, high.breaths):
        raise BadTime(f"runs backwards; write the smaller time first, as in {TIME_EXAMPLES.split(', ')[2]}")
    return TimeRange(low, high)


def _parse_single(text: str) -> tuple[Duration, str]:
    """Read `90`, `20s` or `1m30s`; also return the unit that a bare figure before it, in a range, has."""
    parts = [(Fraction(number), unit or "s") for number, unit in _PART.findall(text)]
    if len(parts) == 1:
        number, unit = parts[0]
        return _duration(number, unit), unit
    order = [_COMPOUND_ORDER.find(unit) for _, unit in parts]
    if -1 in order:
        raise BadTime("is not a time; breaths and counts stand alone, as in 5 breaths")
    if order != sorted(set(order)):
        raise BadTime("is not a time; write the units from large to small, each once, as in 1h30m or 1m30s")
    return Duration(Fraction(sum(number * _UNIT_MS[unit] for number, unit in parts))), "s"


def _meant(text: str) -> str | None:
    """Return how a file writes the time that a person has written in another way, as in `2 min` or `20 to 30s`."""
    if len(text) > _MAX_LENGTH:
        return None
    meant = text.lower()
    for pattern, written in _NEARLY:
        meant = pattern.sub(written, meant)
    low, dash, high = meant.replace("–", "-").partition("-")
    try:
        if dash:  # a compound cannot begin a range: 1m30s-2m is written 90s-2m
            start, _ = _parse_single(low.strip()) if _TIME.fullmatch(low.strip()) else (None, "")
            if start and not start.breaths and sum(low.count(unit) for unit in _COMPOUND_ORDER) > 1:
                meant = f"{_plain(start.ms / 1000)}s-{high.strip()}"
        return None if meant == text or not _parse_text(meant) else meant
    except BadTime:
        return None


def _duration(number: Fraction, unit: str) -> Duration:
    if unit.startswith("breath"):
        return Duration(Fraction(0), number)
    return Duration(number * _UNIT_MS[unit])


def parse_count(value: object) -> CountRange:
    """Read a count as files write it: ``3``, ``"3"`` or ``"2-3"``.

    Raises:
        BadTime: The value is no whole number and no range of two, or the range runs backwards.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return CountRange(value, value)
    match = _COUNT.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= _MAX_LENGTH else None
    if match is None:
        raise BadTime("is not a count; write a whole number or a range such as 2-3")
    low, high = int(match[1]), int(match[2] or match[1])
    if low > high:
        raise BadTime("runs backwards; write the smaller count first, as in 2-3")
    return CountRange(low, high)


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def ceil_seconds(ms: int) -> int:
    """Return the whole seconds that a countdown shows: it says 1 until the very end."""
    return -(-ms // 1000)


def format_clock(ms: int) -> str:
    """Return a countdown's time, as in ``0:05``, ``12:30`` or ``1:02:03``; a part of a second counts as a whole one."""
    return format_instant(ceil_seconds(max(0, ms)) * 1000)


def format_instant(ms: int) -> str:
    """Return how long ago something began, as in ``0:05`` or ``1:02:03``; a second counts when it is over."""
    minutes, seconds = divmod(ms // 1000, 60)
    if minutes < 60:
        return f"{minutes}:{seconds:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def format_span(ms: int) -> str:
    """Return a length as one says it, as in ``20 s``, ``2.5 s``, ``4 min`` or ``1 h 05 min``."""
    if ms < 60_000:
        return f"{ms / 1000:g} s"
    minutes, seconds = divmod((ms + 500) // 1000, 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"


def format_minutes(ms: int) -> str:
    """Return a length in whole minutes, or seconds below one: nobody chooses a routine by the second."""
    unit_ms = 60_000 if ms >= 60_000 else 1_000
    return format_span((ms + unit_ms // 2) // unit_ms * unit_ms)


def format_range(value: TimeRange) -> str:
    """Return a time as a file would write it, as in ``20s``, ``20-30s``, ``1m30s`` or ``5 breaths``."""
    if value.has_breaths:
        low, high = value.low.breaths, value.high.breaths
        figures = _plain(low) if low == high else f"{_plain(low)}-{_plain(high)}"
        return f"{figures} {'breath' if figures == '1' else 'breaths'}"
    low, high = value.low.ms, value.high.ms
    if low == high:
        return _written(low)
    for unit, size in (("m", 60_000), ("s", 1_000)):
        if low % size == 0 and high % size == 0:
            return f"{low // size}-{high // size}{unit}"
    return f"{_plain(low / 1000)}s-{_plain(high / 1000)}s"  # a compound such as 1m30s cannot begin a range


def _written(ms: Fraction) -> str:
    seconds = ms / 1000
    if seconds < 60 or seconds.denominator != 1:
        return f"{_plain(seconds)}s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}m{rest}s" if rest else f"{minutes}m"


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.3f}".rstrip("0").rstrip(".")


def format_count(value: CountRange) -> str:
    """Return a count as a file would write it, as in ``3`` or ``2-3``."""
    return str(value.low) if value.low == value.high else f"{value.low}-{value.high}"
