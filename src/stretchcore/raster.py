"""Strokes as dots, and dots as braille: pictures for terminals, and for any screen of a few dots.

A row of dots is an integer, bit 0 its leftmost dot. A stroke is convex between two round ends, so that each row of it
is one run of dots, from edge to edge; strokes are laid over each other with `|` and `& ~`.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import ceil, sqrt
from typing import NamedTuple

from stretchcore.strokes import Box, Dot, Stroke, Tone

DOTS_ACROSS, DOTS_DOWN = 2, 4
"""The dots of one terminal cell."""

_BLANK = 0x2800


class Cell(NamedTuple):
    """One cell: a braille character and what most of its dots are of; None where it is empty."""

    character: str
    tone: Tone | None


class Frame(NamedTuple):
    """Where the mat is on a picture.

    Attributes:
        left: The mat's x at the picture's left edge, and `top` its y at the upper edge.
        scale: Dots for each unit of the mat.
    """

    left: float
    top: float
    scale: float


def framed(box: Box, columns: int, rows: int, most: float = 8.0) -> Frame:
    """Return the frame in which a part of the mat fills a picture, its middle in the middle, its bottom at the bottom.

    Args:
        columns: Dots across, and `rows` down.
        most: The largest scale.
    """
    below = 2  # the floor's own row, and one of air
    scale = max(0.05, min(most, (columns - 2) / max(1.0, box.width), (rows - below - 1) / max(1.0, box.height)))
    left = (box.left + box.right) / 2 - columns / 2 / scale
    return Frame(left, box.bottom + (rows - below) / scale, scale)


class Canvas:
    """Rows of dots, one set for each tone."""

    __slots__ = ("columns", "rows", "tones")

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.tones: dict[Tone, list[int]] = {}

    def paint(self, drawn: Iterable[Stroke], frame: Frame) -> None:
        """Lay strokes over what there is."""
        for tone, dots in drawn:
            placed = [
                ((x - frame.left) * frame.scale, (frame.top - y) * frame.scale, max(0.5, radius * frame.scale))
                for x, y, radius in dots
            ]
            pairs = pairwise(placed) if len(placed) > 1 else [(placed[0], placed[0])]
            for a, b in pairs:
                self._hull(tone, a, b)

    def floor(self, frame: Frame) -> None:
        """Draw the floor as a line across the picture, below whatever stands on it."""
        row = ceil(frame.top * frame.scale)
        if 0 <= row < self.rows:
            self._rows(Tone.FLOOR)[row] = (1 << self.columns) - 1

    def _rows(self, tone: Tone) -> list[int]:
        found = self.tones.get(tone)
        if found is None:
            found = self.tones[tone] = [0] * self.rows
        return found

    def _hull(self, tone: Tone, a: Dot, b: Dot) -> None:
        """Paint two round ends and what lies between them."""
        top = max(0, int(min(a[1] - a[2], b[1] - b[2])))
        bottom = min(self.rows, ceil(max(a[1] + a[2], b[1] + b[2])) + 1)
        edges = _tangents(a, b)
        limit = (1 << self.columns) - 1
        others = [rows for other, rows in self.tones.items() if other is not tone]
        own = None if tone is Tone.GAP else self._rows(tone)
        for y in range(top, bottom):
            run = _run(y + 0.5, a, b, edges)
            if run is None:
                continue
            first, last = ceil(run[0] - 0.5), int(run[1] + 0.5)  # the dots whose middles lie inside
            first, last = max(0, first), min(self.columns, last)
            if last <= first:
                continue
            bits = ((1 << last) - (1 << first)) & limit
            for rows in others:
                if rows[y] & bits:
                    rows[y] &= ~bits
            if own is not None:
                own[y] |= bits

    def cells(self) -> list[list[Cell]]:
        """Return the picture as rows of terminal cells."""
        columns = -(-self.columns // DOTS_ACROSS)
        whole = [0] * self.rows
        for rows in self.tones.values():
            whole = [a | b for a, b in zip(whole, rows, strict=True)]
        found: list[list[Cell]] = []
        for top in range(0, self.rows, DOTS_DOWN):
            quad = whole[top : top + DOTS_DOWN]
            by_tone = [
                (tone, rows[top : top + DOTS_DOWN])
                for tone, rows in self.tones.items()
                if any(rows[top : top + DOTS_DOWN])
            ]
            line = []
            for column in range(columns):
                shift = column * DOTS_ACROSS
                pattern = _pattern(quad, shift)
                line.append(_EMPTY if not pattern else Cell(chr(_BLANK + pattern), _tone_of(by_tone, shift)))
            found.append(line)
        return found


def braille(drawn: Iterable[Stroke], box: Box, columns: int, rows: int, *, floor: bool = True) -> list[str]:
    """Return strokes as lines of text, without colours.

    Args:
        box: The part of the mat that is shown.
        columns: Terminal cells across, and `rows` down.
        floor: Whether the floor is a line below.
    """
    canvas = Canvas(columns * DOTS_ACROSS, rows * DOTS_DOWN)
    frame = framed(box, canvas.columns, canvas.rows)
    if floor:
        canvas.floor(frame)
    canvas.paint(drawn, frame)
    return ["".join(cell.character for cell in row) for row in canvas.cells()]


_EMPTY = Cell(" ", None)

# The braille bits of two dots beside each other, in each of the four rows of a cell.
_BITS = (
    (0, 0x01, 0x08, 0x09),
    (0, 0x02, 0x10, 0x12),
    (0, 0x04, 0x20, 0x24),
    (0, 0x40, 0x80, 0xC0),
)
_PRECEDENCE = {Tone.MUSCLE: 1.6, Tone.BODY: 1.1, Tone.FAR: 1.0, Tone.PROP: 0.9, Tone.FLOOR: 0.3}
"""A cell has one colour: what counts for how much where dots of two tones meet."""


def _pattern(quad: list[int], shift: int) -> int:
    pattern = 0
    for row, bits in zip(quad, _BITS, strict=False):
        pattern |= bits[row >> shift & 3]
    return pattern


def _tone_of(by_tone: list[tuple[Tone, list[int]]], shift: int) -> Tone:
    if len(by_tone) == 1:
        return by_tone[0][0]
    return max(by_tone, key=lambda one: _PRECEDENCE[one[0]] * sum((row >> shift & 3).bit_count() for row in one[1]))[0]


def _tangents(a: Dot, b: Dot) -> tuple[tuple[float, float, float, float], ...]:
    """Return the two outer edges between round ends, as lines from point to point; none where one lies in the other."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    squared = dx * dx + dy * dy
    difference = a[2] - b[2]
    if squared <= difference * difference or squared < 1e-12:
        return ()
    found = []
    cross = sqrt(squared - difference * difference)
    for side in (1, -1):
        nx = (dx * difference - side * dy * cross) / squared
        ny = (dy * difference + side * dx * cross) / squared
        found.append((a[0] + nx * a[2], a[1] + ny * a[2], b[0] + nx * b[2], b[1] + ny * b[2]))
    return tuple(found)


def _run(y: float, a: Dot, b: Dot, edges: tuple[tuple[float, float, float, float], ...]) -> tuple[float, float] | None:
    """Return from where to where a row crosses the hull of two round ends."""
    left, right = float("inf"), float("-inf")
    for x, middle, radius in (a, b):
        depth = radius * radius - (y - middle) ** 2
        if depth >= 0:
            half = sqrt(depth)
            left, right = min(left, x - half), max(right, x + half)
    for x0, y0, x1, y1 in edges:
        if (y0 <= y) != (y1 <= y):
            x = x0 + (x1 - x0) * (y - y0) / (y1 - y0)
            left, right = min(left, x), max(right, x)
    return (left, right) if right >= left else None
