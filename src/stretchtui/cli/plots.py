"""Small pictures of figures, as lines of text: bars, and a plot of lines.

Values go in, lines of coloured pieces come out; whoever shows them knows what a tone looks like. Nothing is said by a
tone alone. Each picture is also drawn in plain ASCII, for terminals that know no more.
"""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from stretchcore.text import cell_width
from stretchcore.values import dataclass

_EIGHTHS = " ▏▎▍▌▋▊▉█"
# The dots of a braille cell, two across and four down, by column and row (Unicode block U+2800).
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_GAP = "  "


class Tone(Enum):
    """What a piece of a picture is, so that it can be coloured."""

    PLAIN = "plain"
    DIM = "dim"
    BAR = "bar"  # what was done
    ENOUGH = "enough"  # what was done where it is enough
    WARNING = "warning"  # what is worth a look
    BEFORE = "before"  # the first line of a plot
    AFTER = "after"  # the second


class Piece(NamedTuple):
    """Some text of one tone."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Piece, ...]
"""A line of a picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: What it is of.
        value: How long it is, in the unit of the scale; no less than 0.
        text: What stands behind it.
        tone: How the bar is coloured.
        text_tone: How what stands behind it is coloured.
    """

    label: str
    value: float
    text: str = ""
    tone: Tone = Tone.BAR
    text_tone: Tone = Tone.DIM


def plain(line: Line) -> str:
    """Return a line without its tones."""
    return "".join(piece.text for piece in line)


def bars(rows: Sequence[Bar], width: int, *, full: float | None = None, ascii: bool = False) -> list[Line]:
    """Draw bars below one another, on one scale.

    Args:
        rows: The bars, from the top.
        width: How many cells there are; what stands behind a bar is left out where it does not fit.
        full: Where the scale has a mark, such as what is enough; a longer bar ends in a sign. None: the scale reaches
            to the longest bar, and has no mark.
        ascii: Whether to draw with plain ASCII.
    """
    if not rows:
        return []
    labels = max(cell_width(row.label) for row in rows)
    texts = max(cell_width(row.text) for row in rows)
    room = width - labels - len(_GAP)
    if texts and room - texts - len(_GAP) >= 8:
        room -= texts + len(_GAP)
    else:
        texts = 0
    room = max(1, room)
    most = max((row.value for row in rows), default=0.0) if full is None else full
    lines = []
    for row in rows:
        share = row.value / most if most > 0 else 0.0
        label = row.label + " " * (labels - cell_width(row.label) + len(_GAP))
        drawn = _bar(share, room, ascii=ascii)
        if full is None:
            pieces = [Piece(label), Piece(drawn, row.tone)]
        else:
            body, end = drawn[:-1], drawn[-1]
            sign = (">" if ascii else "▶") if share > 1 else ("|" if ascii else "▕") if end == " " else end
            pieces = [Piece(label), Piece(body, row.tone), Piece(sign, row.tone if share >= 1 else Tone.DIM)]
        if texts and row.text:
            pieces.append(Piece(_GAP + row.text, row.text_tone))
        lines.append(_stripped(pieces))
    return lines


def _bar(share: float, room: int, *, ascii: bool) -> str:
    """Draw a bar that is filled to a share, as wide as there is room; a little is never nothing."""
    eighths = min(room * 8, round(share * room * 8))
    if share > 0:
        eighths = max(1, eighths)
    if ascii:
        return ("#" * -(-eighths // 8)).ljust(room)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(room)


def _stripped(pieces: list[Piece]) -> Line:
    """Return a line without the spaces at its end."""
    while pieces and not pieces[-1].text.rstrip():
        pieces.pop()
    if pieces:
        pieces[-1] = Piece(pieces[-1].text.rstrip(), pieces[-1].tone)
    return tuple(piece for piece in pieces if piece.text)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of a plot: a value for each place from left to right, None where there is none."""

    values: Sequence[float | None]
    tone: Tone
    sign: str = "*"


def plot(
    curves: Sequence[Curve], width: int, height: int, low: float, high: float, *, ascii: bool = False
) -> list[Line]:
    """Draw curves over one another, in dots.

    Args:
        curves: All as long as one another; where two meet in a cell, it is of the tone of the later one.
        width: How many cells the plot is wide, the labels of its scale left out.
        height: How many lines it is high.
        low: The value at the bottom, and `high` the one at the top.
        ascii: Whether to draw with plain ASCII: the signs of the curves.
    """
    labels = [f"{high:g}", *[""] * (height - 2), f"{low:g}"] if height > 1 else [f"{high:g}"]
    wide = max(map(len, labels))
    across, down = (width, height) if ascii else (width * 2, height * 4)
    cells: dict[tuple[int, int], tuple[int, Curve]] = {}
    for curve in curves:
        for x, y in _points(curve.values, across, down, low, high):
            place = (x, y) if ascii else (x // 2, y // 4)
            dots = 0 if ascii else _DOTS[x % 2][y % 4]
            cells[place] = (cells.get(place, (0, curve))[0] | dots, curve)
    lines = []
    for row in range(height):
        pieces = [Piece(f"{labels[row]:>{wide}} {'|' if ascii else '┤'}", Tone.DIM)]
        for column in range(width):
            dots, of = cells.get((column, row), (0, None))
            if of is None:
                pieces.append(Piece(" "))
            else:
                pieces.append(Piece(of.sign if ascii else chr(0x2800 + dots), of.tone))
        lines.append(_stripped(_joined(pieces)))
    return lines


def _points(values: Sequence[float | None], across: int, down: int, low: float, high: float) -> list[tuple[int, int]]:
    """Return the dots of a curve: one a value, and between neighbours the line that joins them."""
    span = max(1, len(values) - 1)
    found = [
        (
            round(place / span * (across - 1)),
            round((1 - (min(max(value, low), high) - low) / (high - low)) * (down - 1)),
        )
        for place, value in enumerate(values)
        if value is not None
    ]
    dots = list(found)
    for (x, y), (to_x, to_y) in pairwise(found):
        steps = max(to_x - x, abs(to_y - y))
        dots += [(x + (to_x - x) * step // steps, y + round((to_y - y) * step / steps)) for step in range(1, steps)]
    return dots


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Join neighbours of one tone, so that a line has few pieces."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].tone is piece.tone:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.tone)
        else:
            joined.append(piece)
    return joined
