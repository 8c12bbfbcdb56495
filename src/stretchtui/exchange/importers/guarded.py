"""What every importer reads with: JSON of any content in bounded time and memory, and the texts of strangers.

A file that tries something (characters that a terminal would obey, names that are paths, nesting without end) is
refused whole, with `BadImport`: whoever writes such things has not written the rest for us either.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NoReturn

from stretchcore.text import MAX_NAME_CELLS, MAX_TEXT_CELLS, cell_width, is_refused, quoted, text_fault
from stretchtui.exchange.incoming import BadImport

MAX_IMPORT_BYTES = 16 * 1024 * 1024
"""Largest file that is imported, in bytes; free-exercise-db has one megabyte."""

MAX_DEPTH = 50
"""Deepest nesting of JSON."""

MAX_VALUES = 1_000_000
"""Most values of a JSON file; each takes up to 200 bytes of memory, and three bytes of the file make one."""

MAX_CHARACTERS = 2_000_000
"""Most characters of all instructions of an import; free-exercise-db has 0.6 million."""

MAX_NUMBER_CHARACTERS = 30

_LAYOUT = frozenset("\t\n\r")
_BLANKS = _LAYOUT | frozenset("\u2028\u2029")
_PATH = re.compile(r"\s*(?:[/\\]|~[^\s/\\]*[/\\]|[A-Za-z]:[/\\])|(?:.*[/\\])?\s*\.\.\s*(?:[/\\]|$)", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])(?:[\"')\]”’]+)?\s+(?=[\"'(\[“‘]*[A-Z0-9À-ÖØ-Þ])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|approx|vs|ca|no|min|sec)\.|\b[A-Z]\.)$", re.IGNORECASE)

_LONGEST_ABBREVIATION = 10  # characters; looked at alone, since after many of them the sentence is as long as the text


# -- JSON --------------------------------------------------------------------------------------------------------------


def read_json(data: bytes) -> object:
    """Read a JSON file.

    Every text in it, keys too, is one that can be shown after `clean`.

    Raises:
        BadImport: It is none, or holds what no honest file does.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadImport(f"the byte 0x{data[error.start]:02X} is not UTF-8 text") from None
    if sum(text.count(mark) for mark in "[{,:") > MAX_VALUES:
        raise BadImport(f"it holds more than {MAX_VALUES:,} values")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_table,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as error:
        raise BadImport(f"it is no JSON: line {error.lineno}, column {error.colno}: {error.msg.lower()}") from None
    except RecursionError:
        raise BadImport(f"it is nested more than {MAX_DEPTH} deep") from None
    _refuse_hostile(value)
    return value


def _table(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadImport(f"the key {quoted(twice)} stands twice in one table")
    return found


def _whole(digits: str) -> int:
    if len(digits) > MAX_NUMBER_CHARACTERS:
        raise BadImport("it holds a number without end")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits) if len(digits) <= MAX_NUMBER_CHARACTERS else math.inf
    if not math.isfinite(number):
        raise BadImport("it holds a number without end")
    return number


def _no_number(word: str) -> NoReturn:
    raise BadImport(f"{word} is no number")


def _refuse_hostile(value: object) -> None:
    """Look at every text of a value; without recursion, since the nesting is the file's."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        deeper: list[object] = []
        for found in level:
            if isinstance(found, str):
                refuse_hostile_text(found)
            elif isinstance(found, list):
                deeper += found
            elif isinstance(found, dict):
                deeper += found
                deeper += found.values()
        if not deeper:
            return
        level = deeper
    raise BadImport(f"it is nested more than {MAX_DEPTH} deep")


# -- texts -------------------------------------------------------------------------------------------------------------


def refuse_hostile_text(text: str, *, as_it_is: bool = False) -> None:
    """Refuse a file for a text with a character that a terminal would obey, or that turns the text around it.

    Tabs and line ends are none: `clean` makes blanks of them.

    Args:
        as_it_is: Whether the text is kept as it is: then Unicode's own line ends are refused as well.

    Raises:
        BadImport: It has one.
    """
    if text.isascii() and text.isprintable():
        return
    refused = {character for character in set(text) - (_LAYOUT if as_it_is else _BLANKS) if is_refused(character)}
    if refused:
        at = next(at for at, character in enumerate(text) if character in refused)
        around = quoted(text[max(0, at - 10) : at + 20], 60)
        raise BadImport(f"it holds the character U+{ord(text[at]):04X}, which can rewrite a screen: {around}")


def clean(text: str) -> str:
    """Return a text on one line, with single blanks.

    Raises:
        BadImport: It has a character that a terminal would obey.
    """
    refuse_hostile_text(text)
    return " ".join(text.split())


def clean_name(name: str) -> str:
    """Return a name on one line. Its id is made of its letters and digits alone, by `stretchcore.text.slug`.

    Raises:
        BadImport: It is a path that leads elsewhere, or has a character that a terminal would obey.
    """
    refuse_path(name)
    return clean(name)


def refuse_much_text(texts: Iterable[str]) -> None:
    """Refuse a file whose instructions are longer than those of any app: each is looked at word by word.

    Raises:
        BadImport: They are too long.
    """
    if sum(map(len, texts)) > MAX_CHARACTERS:
        raise BadImport(f"its instructions have more than {MAX_CHARACTERS:,} characters")


def refuse_path(name: str) -> None:
    """Refuse a file for a name that is a path: from the root, from a home or a drive, or through `..`.

    "Adductor/Groin" is none.

    Raises:
        BadImport: It is one.
    """
    if _PATH.match(name):
        raise BadImport(f"a name is a path that leads out of the library: {quoted(name)}")


def name_fault(name: str) -> str | None:
    """Say why a cleaned name cannot be one, or return None."""
    return text_fault(name, MAX_NAME_CELLS)


def sentences(paragraphs: Sequence[str], most: int = 200) -> tuple[str, ...]:
    """Return paragraphs as single sentences, each within the bounds of our files.

    A sentence that is too wide is parted between words, so that none of it is lost.

    Args:
        paragraphs: The texts.
        most: How many sentences are wanted; no more are looked for.

    Raises:
        BadImport: A text has a character that a terminal would obey.
    """
    found = (part for paragraph in paragraphs for sentence in _parted(clean(paragraph)) for part in _fitting(sentence))
    return tuple(islice(found, most))


def _parted(paragraph: str) -> Iterator[str]:
    start = 0
    for gap in _SENTENCE_END.finditer(paragraph):
        end = gap.end() - len(gap[0]) + len(gap[0].rstrip())
        if not _ABBREVIATION.search(paragraph, max(start, end - _LONGEST_ABBREVIATION), end):
            yield paragraph[start:end]
            start = gap.end()
    if paragraph[start:]:
        yield paragraph[start:]


def _fitting(sentence: str) -> Iterator[str]:
    """Yield a sentence, or its parts where it is too wide for one entry."""
    start = 0
    while start < len(sentence):
        end, width = start, 0
        while end < len(sentence) and end - start < 2 * MAX_TEXT_CELLS:
            width += cell_width(sentence[end])
            if width > MAX_TEXT_CELLS:
                break
            end += 1
        if end < len(sentence):
            blank = sentence.rfind(" ", start + 1, end + 1)
            end = blank if blank > 0 else end
        yield sentence[start:end].strip()
        start = end
        while sentence[start : start + 1] == " ":
            start += 1
