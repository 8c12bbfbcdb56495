"""The words of a sentence, and the figures among them: "20 to 30 seconds", "five deep breaths", "3 x 10".

Used by `doses`, which decides what a figure is for.
"""

import re
from collections.abc import Collection, Iterator
from enum import Enum
from fractions import Fraction

from stretchcore.schema import MAX_REPS, MAX_SETS
from stretchcore.times import MAX_PHASE_MS, MIN_PHASE_MS, BadTime, CountRange, format_count, format_range, parse_time
from stretchcore.values import dataclass


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text, to look words up in."""
    return frozenset(words.split())


_SENTENCE_END = re.compile(r"[.!?;]+(?=\s|$)|[\r\n]+")
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[^\W\d_]+|[^\s\w]")

_NUMBER_WORDS = {
    word: value
    for value, words in enumerate(
        (
            "",
            "one ein eine einen einer",
            "two zwei",
            "three drei",
            "four vier",
            "five fünf",
            "six sechs",
            "seven sieben",
            "eight acht",
            "nine neun",
            "ten zehn",
            "eleven elf",
            "twelve zwölf",
            "thirteen dreizehn",
            "fourteen vierzehn",
            "fifteen fünfzehn",
        )
    )
    for word in words.split()
} | {
    "twenty": 20,
    "zwanzig": 20,
    "thirty": 30,
    "dreißig": 30,
    "dreissig": 30,
    "forty": 40,
    "vierzig": 40,
    "sixty": 60,
    "ninety": 90,
}
_VAGUE = {"couple": (2, 2), "few": (3, 5), "several": (4, 6), "einige": (3, 5), "paar": (3, 5), "mehrere": (4, 6)}
_UNITS = (
    ("s", "s sec secs second seconds sek sekunde sekunden"),
    ("m", "min mins minute minutes minuten"),
    (" breaths", "breath breaths atemzug atemzüge atemzügen"),
    (" counts", "count counts"),
    ("moments", "moment moments augenblick"),
    ("reps", "rep reps repetition repetitions times mal wiederholung wiederholungen"),
    ("sets", "set sets satz sätze sätzen"),
)
_UNIT = {word: unit for unit, words in _UNITS for word in words.split()}
UNITS = frozenset(_UNIT)
"""What may stand after a figure."""

_SINGLE = ("second", "sec", "minute", "min", "moment")
_DASHES = frozenset("-–—")
_TO = word_set("to or bis oder")
_BESIDE_BREATHS = word_set("deep slow full calm long easy gentle and tiefe langsame ruhige , und")


class Counted(Enum):
    """What a figure counts."""

    TIME = "time"
    REPS = "reps"
    SETS = "sets"


_COUNTED = {"reps": Counted.REPS, "sets": Counted.SETS}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a sentence.

    Attributes:
        start: The index of its first word, and `end` the one after its last.
        value: A time or a count as our files write it.
        is_vague: Whether it was a word such as "few".
        is_loose: Whether more was said to be as good ("10 or more").
        passes: How often, of "3 x 30 seconds".
    """

    start: int
    end: int
    counted: Counted
    value: str
    is_vague: bool = False
    is_loose: bool = False
    passes: str | None = None


class Words:
    """The words and marks of one sentence, in small letters, each with its place in the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        self._words = [text[start:end].lower() for start, end in self._found]

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, at: int) -> str:
        """Return a word, or nothing beyond the ends."""
        return self._words[at] if 0 <= at < len(self._words) else ""

    def before(self, at: int, count: int) -> list[str]:
        """Return up to so many words before an index."""
        return self._words[max(0, at - count) : at]

    def after(self, at: int, count: int) -> list[str]:
        """Return up to so many words from an index on."""
        return self._words[at : at + count]

    def last(self, before: int, wanted: Collection[str], within: int) -> int:
        """Return the index of the last of some words among so many before an index, or -1."""
        for at in range(before - 1, max(-1, before - 1 - within), -1):
            if self._words[at] in wanted:
                return at
        return -1

    def text(self, start: int, end: int) -> str:
        """Return what was written from one word up to another."""
        return self._text[self._found[start][0] : self._found[min(end, len(self)) - 1][1]]


def words_of(text: str) -> Iterator[Words]:
    """Yield the words of each sentence of a text."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield Words(text[start : match.start()])
        start = match.end()
    yield Words(text[start:])


def figure_at(words: Words, start: int) -> Figure | None:
    """Return the figure that begins at an index, or None where none does or where it counts nothing that is known."""
    at = start
    passes = None
    if _number(words[at]) is not None and words[at + 1] in ("x", "×") and _number(words[at + 2]) is not None:
        passes = words[at]
        at += 2
    low, high, at, is_vague = _range(words, at)
    if low is None or high is None:
        return None
    is_loose = False
    low_unit = None
    if words[at] in _UNIT and words[at + 1] in _DASHES | _TO and (more := _number(words[at + 2])) is not None:
        low_unit, high, at = _UNIT[words[at]], more, at + 3  # "30 seconds to 1 minute"
    if words[at] == "+" or (words[at] in ("or", "oder") and words[at + 1] in ("more", "so", "mehr")):
        is_loose, at = True, at + (1 if words[at] == "+" else 2)  # "10 or more seconds"
    label = _UNIT.get(words[start - 2]) if words[start - 1] == ":" else None
    if label in ("reps", "sets"):
        return Figure(start - 2, at, _COUNTED[label], _written(low, high, label, label))
    if words[at] in _DASHES:
        at += 1
    at = _past_adjectives(words, at)
    unit = _UNIT.get(words[at])
    if unit is None:
        return _without_unit(words, start, at, low, high, passes)
    rest = _number(words[at + 1])
    if unit == "m" and low == high and rest is not None and _UNIT.get(words[at + 2]) == "s":  # "1 minute 30 seconds"
        low = high = low * 60 + rest
        at, unit = at + 2, "s"
    return Figure(
        start,
        at + 1,
        _COUNTED.get(unit, Counted.TIME),
        _written(low, high, low_unit or unit, unit),
        is_vague or unit == "moments",
        is_loose or (words[at + 1] == "or" and words[at + 2] in ("more", "longer", "so")),
        _written(_number(passes) or Fraction(0), _number(passes) or Fraction(0), "reps", "reps") if passes else None,
    )


def _past_adjectives(words: Words, at: int) -> int:
    """Return the index of the breaths of "5 slow, deep breaths", or the same index where there are none."""
    for end in range(at, at + 5):
        if _UNIT.get(words[end]) == " breaths":
            return end
        if words[end] not in _BESIDE_BREATHS:
            break
    return at


def _range(words: Words, at: int) -> tuple[Fraction | None, Fraction | None, int, bool]:
    """Return both ends of the figure at an index, where it ends, and whether it is a word such as "few"."""
    if words[at] in ("a", "an"):
        if words[at + 1] in _VAGUE:
            at += 1
        elif words[at + 1] in _SINGLE:
            return Fraction(1), Fraction(1), at + 1, False
    if words[at] == "half" and words[at + 1] == "a" and _UNIT.get(words[at + 2]) == "m":
        return Fraction(1, 2), Fraction(1, 2), at + 2, False
    if words[at] in _VAGUE:
        low, high = _VAGUE[words[at]]
        return Fraction(low), Fraction(high), at + (2 if words[at + 1] == "of" else 1), True
    first = _number(words[at])
    if first is None or words[at - 1] == "/" or words[at + 1] == "/":  # a fraction, or a name such as 90/90
        return None, None, at, False
    between = words[at - 1] == "between" and words[at + 1] == "and"
    if (between or words[at + 1] in _DASHES | _TO) and (second := _number(words[at + 2])) is not None:
        return first, second, at + 3, False
    return first, first, at + 1, False


def _without_unit(
    words: Words, start: int, end: int, low: Fraction, high: Fraction, passes: str | None
) -> Figure | None:
    """Return the figure of "3 x 10", "sets of 10", "10x" and "a count of 5", which have no unit after them."""
    if words[end] in ("x", "×"):
        return Figure(start, end + 1, Counted.REPS, _written(low, high, "reps", "reps"))
    if passes:
        sets = _written(_number(passes) or Fraction(0), _number(passes) or Fraction(0), "sets", "sets")
        return Figure(start, end, Counted.REPS, _written(low, high, "reps", "reps"), is_loose=True, passes=sets)
    before = words.before(start, 2)
    if before[-1:] == ["of"] and _UNIT.get(before[0]) == "sets":
        return Figure(start, end, Counted.REPS, _written(low, high, "reps", "reps"))
    if before in (["count", "of"], ["count", "to"]):
        return Figure(start, end, Counted.TIME, _written(low, high, " counts", " counts"))
    return None


def _number(word: str) -> Fraction | None:
    """Return the number that a word is; one of many digits is none of a dose."""
    if word in _NUMBER_WORDS:
        return Fraction(_NUMBER_WORDS[word])
    if not word[:1].isdigit() or not word.isascii() or len(word) > 6:
        return None
    return Fraction(word.replace(",", "."))


def _written(low: Fraction, high: Fraction, low_unit: str, unit: str) -> str:
    """Return a figure as our files write it, or nothing where no file could hold it."""
    if unit == "moments":
        return "2-3s" if high == 1 else "5-10s"
    if unit in ("reps", "sets"):
        most = MAX_REPS if unit == "reps" else MAX_SETS
        if not 1 <= low <= high <= most or low.denominator > 1 or high.denominator > 1:
            return ""
        return format_count(CountRange(int(low), int(high)))
    figures = f"{float(high):g}{unit}"
    if low != high or low_unit != unit:
        figures = f"{float(low):g}{low_unit}-{figures}"
    try:
        time = parse_time(figures)
    except BadTime:
        return ""
    shortest, longest = time.ends_ms(10_000)
    if shortest < MIN_PHASE_MS or longest > MAX_PHASE_MS:
        return ""
    if unit == " counts" and low.denominator == high.denominator == 1:
        return f"{format_count(CountRange(int(low), int(high)))} counts"
    return format_range(time)
