r"""Written times, counts and texts as regular expressions, for editors that check a file while it is written.

They are for `stretchcore.jsonschema`. A pattern matches all that the file reader takes, and as little else as a pattern
can tell: it sees the units, their order and the bounds of each figure, but neither sums (`3h90m`) nor a range that runs
backwards. Every construct means the same to Python, to JavaScript and to Rust's `regex`: there is no look-around, no
back reference, and no class such as ``\d`` or ``\s``, whose members differ.
"""

from stretchcore.fields import SHORTEST_BREATH_MS, Count, Time

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_FRACTION = r"(?:\.[0-9]+)?"
_NOT_ZERO = r"(?:0*[1-9][0-9]*(?:\.[0-9]+)?|0+\.0*[1-9][0-9]*)"
_ZERO = r"0+(?:\.0+)?"
_ROUNDED_TO_ZERO = r"0+(?:\.(?:0{1,3}|0{3}[0-4][0-9]*))?"  # in seconds: less than half a millisecond
_ROUNDED_TO_TENTH = r"0+\.(?:[1-9][0-9]*|099[5-9][0-9]*)"  # in seconds, below one: 99.5 ms and more
_DASH = " *[-\u2013] *"

# What `str.strip` takes off the ends.
_SPACES = r"\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
BLANKS = f"[{_SPACES}]*"
NOT_BLANK = f"[^{_SPACES}]"

# Every character beyond ASCII that a text may hold. How wide it is, no pattern can tell: perhaps nothing.
_FOREIGN = r"[^\u0000-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"


def up_to(high: int, low: int = 0) -> str:
    """Return a pattern of the whole numbers up to a bound, leading zeros and all.

    Args:
        high: The largest.
        low: 0 or 1, the smallest.
    """
    digits = str(high)
    more = len(digits) - 1
    found = [] if low else ["0"]
    if more:
        found.append("[1-9]" + _any_digits(more - 1, least=0))
    for place, digit in enumerate(digits):
        first, last = int(place == 0), int(digit) - 1
        if first <= last:
            found.append(f"{digits[:place]}[{first}-{last}]{_any_digits(more - place)}")
    if high:
        found.append(digits)
    return f"0*(?:{'|'.join(found)})"


def _any_digits(most: int, least: int | None = None) -> str:
    """Return a pattern of so many digits."""
    if not most:
        return ""
    return f"[0-9]{{{most}}}" if least is None else f"[0-9]{{{least},{most}}}"


def count_pattern(sort: Count) -> str:
    """Return a pattern of the counts that are written as texts: ``"3"`` or ``"2-3"``."""
    figure = up_to(sort.high, min(sort.low, 1))
    return f"^{BLANKS}{figure}(?:{_DASH}{figure})?{BLANKS}$"


def time_pattern(sort: Time, *words: str) -> str:
    """Return a pattern of the times that are written as texts, as in ``"1m30s"``.

    Args:
        sort: Which times are allowed.
        words: What may stand there instead.
    """
    start = _NUMBER if sort.zero else _NOT_ZERO
    families = [(f"{start}(?: *(?:counts?|[hms]))?", _clock_times(sort))]
    if sort.breaths:
        most = sort.high_ms // SHORTEST_BREATH_MS
        families.append((f"{start}(?: *breaths?)?", f"{_figure(sort, most)} *breaths?"))
    none = f"|{_ZERO} *(?:counts?|breaths?|[hms])" if sort.zero else ""  # of no time, the unit does not matter
    found = [f"(?:(?:{low}{none}){_DASH})?{high}" for low, high in families]
    texts = f"{BLANKS}(?:{'|'.join(found)}){BLANKS}"
    return f"^(?:{'|'.join((*words, texts))})$"


def _clock_times(sort: Time) -> str:
    """Return a pattern of times in hours, minutes, seconds and counts, as they may end a range."""
    hours, minutes, seconds = (sort.high_ms // unit for unit in (3_600_000, 60_000, 1_000))
    short = f"{_seconds(sort, seconds)} *(?:s|counts?)?"
    then_seconds = f"{up_to(seconds)}{_FRACTION} *s"
    then_minutes = f"{up_to(minutes)}{_FRACTION} *m(?: *{then_seconds})?"
    return (
        f"(?:{short}|{_figure(sort, hours)} *h|{_figure(sort, minutes)} *m"
        f"|{up_to(hours)}{_FRACTION} *h *(?:{then_minutes}|{then_seconds})"
        f"|{up_to(minutes)}{_FRACTION} *m *{then_seconds})"
    )


def _seconds(sort: Time, most: int) -> str:
    whole = f"{up_to(most, 1)}{_FRACTION}"
    return f"(?:{whole}|{_ROUNDED_TO_TENTH}{f'|{_ROUNDED_TO_ZERO}' if sort.zero else ''})"


def _figure(sort: Time, most: int) -> str:
    """Return a pattern of a figure of one of the longer units."""
    if sort.zero:
        return f"{up_to(most)}{_FRACTION}"
    below_one = r"0+\.0*[1-9][0-9]*"
    return f"(?:{up_to(most, 1)}{_FRACTION}|{below_one})" if most else below_one


def text_pattern(max_cells: int) -> str:
    """Return a pattern of the texts that fit, as far as their plain letters tell, and hold no refused character."""
    return f"^{_FOREIGN}*(?:[ -~]{_FOREIGN}*){{0,{max_cells}}}$"
