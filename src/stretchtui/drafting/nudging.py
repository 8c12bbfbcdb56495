"""A little more or less of what is written in a field: times, counts, and ranges of both, each in its own way."""

import re
from fractions import Fraction

from stretchcore.times import BadTime, CountRange, TimeRange, format_count, format_range, parse_count, parse_time

_UNITS = re.compile(r"(?P<figures>[0-9.]+(?:\s*[-–]\s*[0-9.]+)?)\s*(?P<unit>counts?|breaths?)")
_LONG_MS = 60_000


def nudged_time(text: str, by: int, *, zero: bool = False) -> str:
    """Return a time that is a step longer or shorter; both ends of a range move.

    A step is 5 s, of a time over a minute 15 s, and one of what is counted in breaths or counts.

    Args:
        text: As it is written; what is no time comes back as it is.
        by: 1 or -1.
        zero: Whether it may come to nothing.
    """
    counted = _UNITS.fullmatch(text.strip())
    try:
        time = parse_time(text.strip())
        if counted:
            figures = [int(float(part)) for part in re.split(r"[-–]", counted["figures"])]
            return _with_unit([max(1, figure + by) for figure in figures], counted["unit"])
    except (BadTime, ValueError):
        return text
    low, high = time.ends_ms(10_000)
    step = by * (15_000 if low >= _LONG_MS + (by < 0) else 5_000)
    least = 0 if zero else 5_000 if low >= 5_000 else low
    shift = max(step - (low % abs(step) if step > 0 and not low % 1_000 and low == high else 0), least - low)
    return format_range(TimeRange.of_ms(low + shift, high + shift))


def _with_unit(figures: list[int], unit: str) -> str:
    name = unit.rstrip("s")
    many = figures[-1] != 1
    return f"{'-'.join(map(str, figures))} {name}{'s' if many else ''}"


def nudged_count(text: str, by: int) -> str:
    """Return a count that is one more or less; both ends of a range move, and every entry of a list.

    Args:
        text: As it is written; what is no count comes back as it is.
        by: 1 or -1.
    """
    entries = []
    for part in text.split(","):
        try:
            count = parse_count(part.strip())
        except BadTime:
            return text
        entries.append(format_count(CountRange(max(1, count.low + by), max(1, count.high + by))))
    return ", ".join(entries)


def count_value(text: str) -> int | str | list[int | str]:
    """Return a count as a file has it: a figure bare, a range in quotes, several as a list."""
    parts = [part.strip() for part in text.split(",")]
    values = [int(part) if part.isdecimal() and len(part) < 10 else part.replace("–", "-") for part in parts]
    return values[0] if len(values) == 1 else values


def time_value(text: str) -> str:
    """Return a time as a file has it: bare figures are seconds, and say so."""
    plain = text.strip()
    try:
        return f"{Fraction(plain)}s" if plain.isdecimal() else plain
    except ValueError:
        return plain


def written(value: object) -> str:
    """Return a value of a file as a field shows it."""
    if isinstance(value, list):
        return ", ".join(map(written, value))
    return str(value)
