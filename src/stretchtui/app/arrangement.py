"""Where each part of the session screen stands, at every size of the terminal.

There is one column: the title and the bar of the whole session on top, the phase in large words, the stage (the figure,
the digits, and what is beneath them), the words for it below, the keys at the bottom. On the stage the figure stands to
the left of the digits, or above them where the terminal is narrow and high. A table says how many rows each part gets
at which height; what is left makes figure and digits grow, and then becomes air. Nothing scrolls: a part that has no
room is left out, the least important first.

Below 40 columns or 12 rows it is a watch: phase and side, digits, and one line of figures. A low and wide one has the
words beside the digits, not between them.
"""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Part(StrEnum):
    """A part of the session screen."""

    TITLE = "title"
    BAR = "bar"
    HEADING = "heading"
    FIGURE = "figure"
    COUNT = "count"
    BENEATH = "beneath"
    NAME = "name"
    TEXTS = "texts"
    NEXT = "next"
    STATUS = "status"  # the watch's line of figures
    KEYS = "keys"


class Box(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


class _Rows(NamedTuple):
    """How many rows the parts get from a height on, and the air between them.

    Attributes:
        digits: The most rows of digits.
        air: Empty rows: above the title, the heading, the digits, what is beneath them, the name, what comes next, and
            the keys.
    """

    bar: int
    heading: int
    digits: int
    beneath: int
    name: int
    texts: int
    air: tuple[int, int, int, int, int, int, int]


_ROWS = {
    12: _Rows(1, 1, 5, 1, 1, 1, (0, 0, 0, 0, 0, 0, 0)),
    14: _Rows(1, 1, 5, 1, 1, 1, (0, 1, 0, 0, 0, 0, 0)),
    16: _Rows(1, 1, 6, 1, 1, 2, (0, 1, 0, 0, 0, 0, 0)),
    18: _Rows(1, 1, 7, 2, 1, 2, (0, 1, 0, 0, 0, 0, 0)),
    20: _Rows(1, 1, 7, 2, 1, 2, (0, 1, 1, 1, 0, 0, 0)),
    22: _Rows(1, 3, 6, 2, 1, 2, (0, 1, 0, 0, 0, 0, 0)),
    24: _Rows(1, 3, 7, 3, 1, 2, (0, 1, 1, 1, 1, 0, 0)),
    26: _Rows(1, 3, 8, 3, 1, 2, (0, 1, 1, 1, 1, 0, 0)),
    30: _Rows(1, 4, 9, 4, 1, 2, (0, 1, 1, 1, 1, 1, 1)),
    34: _Rows(1, 4, 10, 4, 1, 2, (1, 1, 1, 1, 1, 1, 1)),
    40: _Rows(1, 4, 12, 5, 1, 3, (1, 2, 1, 1, 1, 1, 1)),
    48: _Rows(1, 5, 15, 5, 4, 3, (1, 2, 2, 2, 1, 1, 1)),
    56: _Rows(2, 6, 18, 6, 4, 3, (1, 2, 2, 2, 2, 1, 2)),
    70: _Rows(2, 8, 26, 8, 5, 3, (2, 3, 3, 3, 2, 1, 2)),
}
_STRETCH = (0, 3, 1, 1, 3, 0, 0)  # how what is left is shared out among the air

TEXT_WIDTH = 84
"""Widest line of sentences, in columns: longer ones are hard to read."""

_BESIDE_FROM = (58, 16)
"""From so many columns and rows on, the figure stands beside the digits."""

_ABOVE_FROM = 30
"""From so many rows on, it stands above them where there are fewer columns."""

_FIGURE_SHARE = 0.54  # of the columns, where it stands beside the digits; of the rows, above them
_LEAST_DIGITS = 5  # rows that a figure above the digits leaves them
_STRIP_FROM = 56  # columns of a low watch from which the words stand beside its digits


def margin(width: int) -> int:
    """Return the empty columns at each side."""
    return 0 if width < 40 else 1 if width < 60 else 2 if width < 120 else 4


def is_watch(width: int, height: int) -> bool:
    """Tell whether there is only room for the watch."""
    return width < 40 or height < 12


@lru_cache(maxsize=8)
def arrange(width: int, height: int, *, figure: bool = False) -> dict[Part, Box]:
    """Return the boxes of the parts that have room in a terminal of so many columns and rows.

    Args:
        figure: Whether there is a figure to show.
    """
    width, height = max(1, width), max(1, height)
    if not is_watch(width, height):
        return _column(width, height, figure=figure)
    return _strip(width, height) if width >= _STRIP_FROM and height >= 4 else _watch(width, height)


def _watch(width: int, height: int) -> dict[Part, Box]:
    bottom = [Part.STATUS] if height >= 3 else []
    if height >= 8:
        bottom.insert(0, Part.BAR)
    if height >= 10:
        bottom.insert(0, Part.NEXT)
    top = [Part.HEADING] if height >= 2 else []
    if height >= 9:
        top.append(Part.NAME)
    boxes = {part: Box(0, row, width, 1) for row, part in enumerate(top)}
    boxes[Part.COUNT] = Box(0, len(top), width, height - len(top) - len(bottom))
    first = height - len(bottom)
    return boxes | {part: Box(0, first + row, width, 1) for row, part in enumerate(bottom)}


def _strip(width: int, height: int) -> dict[Part, Box]:
    """Return the watch that is wide: digits at the left, beside them a line for each of the words."""
    digits = min(width * 2 // 5, height * 6)
    left, right = digits + 3, width - digits - 3
    parts = [Part.HEADING, Part.NAME, Part.TEXTS, Part.NEXT, Part.BAR]
    if height < len(parts):
        parts.remove(Part.TEXTS)
    parts += [Part.KEYS][: height - len(parts)]
    boxes = {Part.COUNT: Box(0, 0, digits, height)}
    spare = height - len(parts)
    y = 0
    for part in parts:
        rows = 1 + (spare if part is Part.TEXTS else 0)
        boxes[part] = Box(left, y, right, rows)
        y += rows
    return boxes


def _column(width: int, height: int, *, figure: bool) -> dict[Part, Box]:
    rows = _ROWS[max(least for least in _ROWS if least <= height)]
    texts = rows.texts + (width < 60 and height >= 24)
    beside = figure and width >= _BESIDE_FROM[0] and height >= _BESIDE_FROM[1]
    parts = (
        (Part.TITLE, 1, 0),
        (Part.BAR, rows.bar, None),
        (Part.HEADING, rows.heading, 1),
        (Part.COUNT, 0, 2),
        (Part.BENEATH, rows.beneath, 3),
        (Part.NAME, rows.name, 4),
        (Part.TEXTS, texts, None),
        (Part.NEXT, 1, 5),
        (Part.KEYS, 1, 6),
    )
    spare = height - sum(size for _, size, _ in parts) - sum(rows.air)
    above = figure and not beside and height >= _ABOVE_FROM
    digits = spare if beside or above else min(spare, rows.digits)
    air = [least + extra for least, extra in zip(rows.air, _shares(spare - digits), strict=True)]
    side = margin(width)
    boxes: dict[Part, Box] = {}
    y = 0
    for part, size, air_above in parts:
        y += 0 if air_above is None else air[air_above]
        size = digits if part is Part.COUNT else size
        boxes[part] = Box(side, y, width - 2 * side, size)
        y += size
    if beside:
        boxes |= _beside(boxes, rows.digits)
    elif above:
        boxes |= _above(boxes[Part.COUNT])
    return boxes


def _beside(boxes: dict[Part, Box], most_digits: int) -> dict[Part, Box]:
    """Return the stage with the figure at the left; digits and what is beneath them stand in the middle beside it."""
    count, beneath = boxes[Part.COUNT], boxes[Part.BENEATH]
    stage = beneath.y + beneath.height - count.y
    figure = int(count.width * _FIGURE_SHARE)
    apart = max(1, count.width // 40)
    x, width = count.x + figure + apart, count.width - figure - apart
    digits = min(most_digits, stage - beneath.height)
    air = stage - digits - beneath.height
    between = min(air, 1 + (stage >= 20) + (stage >= 34))
    top = count.y + (air - between) // 2
    return {
        Part.FIGURE: Box(count.x, count.y, figure, stage),
        Part.COUNT: Box(x, top, width, digits),
        Part.BENEATH: Box(x, top + digits + between, width, beneath.height),
    }


def _above(count: Box) -> dict[Part, Box]:
    """Return the digits' room shared with a figure above them."""
    rows = min(int(count.height * _FIGURE_SHARE), count.height - _LEAST_DIGITS - 1)
    return {
        Part.FIGURE: Box(count.x, count.y, count.width, rows),
        Part.COUNT: Box(count.x, count.y + rows + 1, count.width, count.height - rows - 1),
    }


def _shares(rows: int) -> list[int]:
    """Share empty rows out, the remainder going to the larger shares first."""
    total = sum(_STRETCH)
    shares = [rows * part // total for part in _STRETCH]
    for place in (1, 4, 2, 3):
        if sum(shares) < rows:
            shares[place] += 1
    shares[1] += rows - sum(shares)
    return shares
