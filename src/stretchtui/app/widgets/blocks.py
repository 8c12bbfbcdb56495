"""Letters and digits drawn in half blocks, at any size: what a person reads from three metres.

A pixel is half a terminal cell, one column wide and half a row high, which is about square. A glyph is made of a few
strokes, all of one thickness: stems, bars, rings with round corners, and diagonals. They are laid on the pixel grid
itself, so that strokes keep their thickness at every size and nothing is blurred. A row of pixels is an integer, bit 0
its leftmost pixel; strokes are put together with `|` and `&`.

At six pixels some letters have no room for that; those are drawn by hand.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import sqrt
from typing import TypeAlias

Rows: TypeAlias = tuple[int, ...]
"""The rows of pixels of a glyph, from the top."""

SMALLEST_PX = 6
"""Lowest glyph, in pixels: three rows of the terminal."""

_THIN_PX = 7  # wide glyphs with thin strokes: good for four rows that nothing else fits, and for no more

_TOP_LEFT, _TOP_RIGHT, _BOTTOM_RIGHT, _BOTTOM_LEFT = 1, 2, 4, 8
_LEFT = _TOP_LEFT | _BOTTOM_LEFT
_RIGHT = _TOP_RIGHT | _BOTTOM_RIGHT
_TOP = _TOP_LEFT | _TOP_RIGHT
_BOTTOM = _BOTTOM_LEFT | _BOTTOM_RIGHT
_ALL = _LEFT | _RIGHT


def _span(left: float, right: float) -> int:
    """Return the pixels whose middle lies between two edges."""
    first, last = max(0, -int(-(left - 0.5) // 1)), max(0, -int(-(right - 0.5) // 1))
    return ((1 << last) - 1) & ~((1 << first) - 1) if last > first else 0


class _Pen:
    """Draws one glyph: `w` × `h` pixels, strokes `t` thick, corners of radius `r`, its middle bar at row `m`."""

    __slots__ = ("h", "m", "r", "rows", "t", "w")

    def __init__(self, w: int, h: int, t: int) -> None:
        self.w, self.h, self.t = w, h, t
        self.m = (h - t) // 2
        self.r = min(w / 2, t * 1.75, (self.m + t) / 2)  # the last is half a bowl of 3 and S: round ends are alike
        self.rows = [0] * h

    def box(self, x0: float, y0: float, x1: float, y1: float, corners: int = 0, r: float | None = None) -> list[int]:
        """Return a filled box whose named corners are round."""
        radius = min(self.r if r is None else r, (x1 - x0) / 2, (y1 - y0) / 2)
        rows = [0] * self.h
        for y in range(max(0, int(y0)), min(self.h, int(y1))):
            above, below = y + 0.5 - y0, y1 - y - 0.5
            left = right = 0.0
            for depth, left_corner, right_corner in (
                (above, _TOP_LEFT, _TOP_RIGHT),
                (below, _BOTTOM_LEFT, _BOTTOM_RIGHT),
            ):
                if depth < radius:
                    inset = radius - sqrt(radius * radius - (radius - depth) ** 2)
                    left = max(left, inset if corners & left_corner else 0)
                    right = max(right, inset if corners & right_corner else 0)
            rows[y] = _span(x0 + left, x1 - right)
        return rows

    def add(self, rows: Sequence[int]) -> "_Pen":
        """Lay a shape over what there is."""
        self.rows = [old | new for old, new in zip(self.rows, rows, strict=True)]
        return self

    def bar(self, y: float, x0: float = 0, x1: float | None = None) -> "_Pen":
        """Draw a level stroke whose upper edge is at `y`."""
        return self.add(self.box(x0, y, self.w if x1 is None else x1, y + self.t))

    def stem(self, x: float, y0: float = 0, y1: float | None = None) -> "_Pen":
        """Draw an upright stroke whose left edge is at `x`."""
        return self.add(self.box(x, y0, x + self.t, self.h if y1 is None else y1))

    def ring(
        self, y0: int, y1: int, corners: int = _ALL, keep: tuple[float, float, float, float] | None = None
    ) -> "_Pen":
        """Draw an outline as wide as the glyph; of it, only what lies in `keep` (x0, y0, x1, y1)."""
        t = self.t
        outer = self.box(0, y0, self.w, y1, corners)
        inner = self.box(t, y0 + t, self.w - t, y1 - t, corners, max(0.0, self.r - t))
        rows = [a & ~b for a, b in zip(outer, inner, strict=True)]
        if keep is not None:
            rows = [a & b for a, b in zip(rows, self.box(*keep), strict=True)]
        return self.add(rows)

    def slope(self, x0: float, y0: float, x1: float, y1: float) -> "_Pen":
        """Draw a diagonal between two points that are the middles of its ends."""
        rise = (x1 - x0) / (y1 - y0)
        half = self.t * min(1.45, sqrt(1 + rise * rise)) / 2
        rows = [0] * self.h
        for y in range(max(0, round(y0)), min(self.h, round(y1))):
            middle = x0 + (y + 0.5 - y0) * rise
            rows[y] = _span(max(0.0, middle - half), min(float(self.w), middle + half))
        return self.add(rows)

    def cut(self, x0: float, y0: float, x1: float, y1: float) -> "_Pen":
        """Take a box away."""
        self.rows = [a & ~b for a, b in zip(self.rows, self.box(x0, y0, x1, y1), strict=True)]
        return self


def _tail(p: _Pen) -> float:
    """Return how far the end of an open bowl, such as that of 3 or S, reaches."""
    return min(max(p.t + 1, round(p.t * 1.6)), p.m - 1)


def _dot(p: _Pen) -> int:
    """Return where the upper dot of the colon begins."""
    return (p.h - 3 * p.t) // 2 - round(p.h * 0.05)


def _triangle(p: _Pen, *, points_left: bool) -> list[int]:
    """Return a filled arrowhead, which leaves a little room above and below."""
    margin = round(p.h * 0.12)
    middle = p.h / 2
    rows = [0] * p.h
    for y in range(margin, p.h - margin):
        reach = p.w * (1 - abs(y + 0.5 - middle) / (middle - margin))
        rows[y] = _span(p.w - max(1.0, reach), p.w) if points_left else _span(0, max(1.0, reach))
    return rows


# Where a bowl is half of the glyph, the upper one ends and the lower one begins with the middle bar: `m` and `m + t`.
_DRAWN: dict[str, Callable[[_Pen], object]] = {
    "0": lambda p: p.ring(0, p.h),
    "1": lambda p: (
        p.stem((p.w - p.t) // 2)
        .slope((p.w - p.t) // 2 + p.t * 0.2, 0, max(p.t * 0.5, (p.w - p.t) // 2 - p.t * 1.15), p.t * 1.7)
        .bar(p.h - p.t, max(0, (p.w - 3 * p.t) // 2 - p.t // 2), min(p.w, (p.w + 3 * p.t + 1) // 2 + p.t // 2))
    ),
    "2": lambda p: (
        p.ring(0, p.m + p.t, _TOP | _BOTTOM_RIGHT)
        .cut(0, _tail(p), p.w - p.t, p.m)
        .cut(0, p.t, p.t, p.m + p.t)
        .add(p.box(0, p.t, p.t, _tail(p)))
        .ring(p.m, p.h, _TOP_LEFT, (0, p.m, p.w - p.t, p.h))
        .bar(p.h - p.t)
    ),
    "3": lambda p: (
        p.ring(0, p.m + p.t, _TOP | _BOTTOM_RIGHT, (p.t, 0, p.w, p.m + p.t))
        .ring(p.m, p.h, _BOTTOM | _TOP_RIGHT, (p.t, p.m, p.w, p.h))
        .ring(0, p.h, _ALL, (0, 0, p.t, _tail(p)))
        .ring(0, p.h, _ALL, (0, p.h - _tail(p), p.t, p.h))
    ),
    "4": lambda p: p.stem(0, 0, p.m + p.t).stem(p.w - p.t).bar(p.m),
    "5": lambda p: (
        p.bar(0)
        .stem(0, 0, p.m + p.t)
        .ring(p.m, p.h, _BOTTOM | _TOP_RIGHT, (p.t, p.m, p.w, p.h))
        .ring(0, p.h, _ALL, (0, p.h - _tail(p), p.t, p.h))
    ),
    "6": lambda p: (
        p.ring(p.m, p.h)
        .ring(0, p.h, _ALL, (0, 0, p.t, p.h))
        .ring(0, p.h, _ALL, (0, 0, p.w, p.t))
        .ring(0, p.h, _ALL, (p.w - p.t, 0, p.w, _tail(p)))
    ),
    "7": lambda p: p.bar(0).slope(p.w - p.t * 0.6, p.t, p.w * 0.38, p.h),
    "8": lambda p: p.ring(0, p.m + p.t).ring(p.m, p.h),
    "9": lambda p: (
        p.ring(0, p.m + p.t)
        .ring(0, p.h, _ALL, (p.w - p.t, 0, p.w, p.h))
        .ring(0, p.h, _ALL, (0, p.h - p.t, p.w, p.h))
        .ring(0, p.h, _ALL, (0, p.h - _tail(p), p.t, p.h))
    ),
    "A": lambda p: p.ring(0, p.h + p.t * 2, _TOP).bar(p.h - round(p.t * 2.2)),
    "B": lambda p: p.ring(0, p.m + p.t, _RIGHT).ring(p.m, p.h, _RIGHT),
    "C": lambda p: p.ring(0, p.h).cut(p.w - p.t, _tail(p), p.w, p.h - _tail(p)),
    "D": lambda p: p.ring(0, p.h, _RIGHT),
    "E": lambda p: p.stem(0).bar(0).bar(p.m, 0, p.w - max(1, p.t // 2)).bar(p.h - p.t),
    "F": lambda p: p.stem(0).bar(0).bar(p.m, 0, p.w - max(1, p.t // 2)),
    "G": lambda p: p.ring(0, p.h).cut(p.w - p.t, _tail(p), p.w, p.m).bar(p.m, p.w // 2),
    "H": lambda p: p.stem(0).stem(p.w - p.t).bar(p.m),
    "I": lambda p: p.stem(0),
    "J": lambda p: p.ring(0, p.h, _BOTTOM, (p.w - p.t, 0, p.w, p.h)).ring(
        0, p.h, _BOTTOM, (0, p.h - _tail(p), p.w, p.h)
    ),
    "K": lambda p: (
        p.stem(0)
        .slope(p.w - p.t * 0.6, 0, p.t, p.h * 0.5 + p.t * 0.2)
        .slope(p.t, p.h * 0.5 - p.t * 0.2, p.w - p.t * 0.6, p.h)
    ),
    "L": lambda p: p.stem(0).bar(p.h - p.t),
    "M": lambda p: (
        p.stem(0)
        .stem(p.w - p.t)
        .slope(p.t * 0.6, 0, p.w / 2, p.h * 0.62)
        .slope(p.w - p.t * 0.6, 0, p.w / 2, p.h * 0.62)
    ),
    "N": lambda p: p.stem(0).stem(p.w - p.t).slope(p.t * 0.6, 0, p.w - p.t * 0.6, p.h),
    "O": lambda p: p.ring(0, p.h),
    "P": lambda p: p.stem(0).ring(0, min(p.h, p.m + p.t + (p.t > 1)), _RIGHT),
    "Q": lambda p: p.ring(0, p.h).slope(p.w * 0.5, p.h - 2 * p.t, p.w - p.t * 0.5, p.h),
    "R": lambda p: p.stem(0).ring(0, p.m + p.t, _RIGHT).slope(p.w * 0.45, p.m + p.t * 0.5, p.w - p.t * 0.7, p.h),
    "S": lambda p: (
        p.ring(0, p.m + p.t, _TOP | _BOTTOM_LEFT, (0, 0, p.w - p.t, p.m + p.t))
        .ring(p.m, p.h, _BOTTOM | _TOP_RIGHT, (p.t, p.m, p.w, p.h))
        .ring(0, p.h, _ALL, (p.w - p.t, 0, p.w, _tail(p)))
        .ring(0, p.h, _ALL, (0, p.h - _tail(p), p.t, p.h))
    ),
    "T": lambda p: p.bar(0).stem((p.w - p.t) // 2),
    "U": lambda p: p.ring(-p.t * 2, p.h, _BOTTOM),
    "V": lambda p: p.slope(p.t * 0.6, 0, p.w / 2, p.h).slope(p.w - p.t * 0.6, 0, p.w / 2, p.h),
    "W": lambda p: (
        p.stem(0)
        .stem(p.w - p.t)
        .slope(p.w / 2, p.h * 0.38, p.t * 0.6, p.h)
        .slope(p.w / 2, p.h * 0.38, p.w - p.t * 0.6, p.h)
    ),
    "X": lambda p: p.slope(p.t * 0.6, 0, p.w - p.t * 0.6, p.h).slope(p.w - p.t * 0.6, 0, p.t * 0.6, p.h),
    "Y": lambda p: p.ring(-p.t * 2, p.m + p.t, _BOTTOM).stem((p.w - p.t) // 2, p.m + p.t - 1),
    "Z": lambda p: p.bar(0).bar(p.h - p.t).slope(p.w - p.t * 0.6, p.t * 0.5, p.t * 0.6, p.h - p.t * 0.5),
    ":": lambda p: p.add(p.box(0, _dot(p), p.w, _dot(p) + p.t)).add(p.box(0, p.h - _dot(p) - p.t, p.w, p.h - _dot(p))),
    "-": lambda p: p.bar(p.m),
    "'": lambda p: p.stem(0, 0, round(p.t * 1.6)),
    ".": lambda p: p.bar(p.h - p.t),
    ",": lambda p: p.stem(0, p.h - round(p.t * 1.6)),
    "/": lambda p: p.slope(p.w - p.t * 0.6, 0, p.t * 0.6, p.h),
    "+": lambda p: p.bar(p.m, 0, p.w).stem((p.w - p.t) // 2, p.m - (p.w - p.t) // 2, p.m + p.t + (p.w - p.t) // 2),
    "(": lambda p: p.ring(0, p.h, _LEFT, (0, 0, p.w - p.t, p.h)),
    "<": lambda p: p.add(_triangle(p, points_left=True)),
    ">": lambda p: p.add(_triangle(p, points_left=False)),
    ")": lambda p: p.ring(0, p.h, _RIGHT, (p.t, 0, p.w, p.h)),
}

# Widths as parts of the height; digits are all as wide, so that a countdown stands still.
_DIGIT, _LETTER = 0.58, 0.56
_WIDTHS = {"M": 0.8, "W": 0.8, "N": 0.6, "T": 0.56, "V": 0.6, "Y": 0.6, "X": 0.6, "E": 0.5, "F": 0.5, "L": 0.48}
_IN_STROKES = {
    "I": 1.0,
    ":": 1.0,
    "'": 1.0,
    ".": 1.0,
    ",": 1.0,
    "-": 2.0,
    "+": 3.0,
    "/": 2.4,
    "(": 2.6,
    ")": 2.6,
    "J": 3.0,
}

# Six rows of pixels, by hand: letters that would look like another one, and arrows that would be too small for one.
_BY_HAND = {
    "B": "##. #.# ##. #.# #.# ##.",
    "D": "##. #.# #.# #.# #.# ##.",
    "G": "#### #... #.## #..# #..# ####",
    "K": "#..# #.#. ##.. ##.. #.#. #..#",
    "N": "#..# ##.# #.## #..# #..# #..#",
    "Q": "### #.# #.# #.# ### ..#",
    "V": "#.# #.# #.# #.# #.# .#.",
    "X": "#.# #.# .#. .#. #.# #.#",
    "Y": "#.# #.# #.# .#. .#. .#.",
    "<": "....# ..### ##### ##### ..### ....#",
    ">": "#.... ###.. ##### ##### ###.. #....",
}
_ALIKE = str.maketrans({"–": "-", "’": "'", "◀": "<", "▶": ">"})


def thickness(h: int) -> int:
    """Return the thickness of the strokes of glyphs of a height, in pixels."""
    return max(1, round(h * 0.19))


@lru_cache(maxsize=256)
def glyph(character: str, h: int) -> tuple[int, Rows] | None:
    """Return the width and the rows of a glyph `h` pixels high; None where there is none."""
    if character == " ":
        return max(1, round(h * 0.3) - _gap(h)), (0,) * h
    draw = _DRAWN.get(character)
    if draw is None or h < SMALLEST_PX:
        return None
    if h == SMALLEST_PX and character in _BY_HAND:
        lines = _BY_HAND[character].split()
        return len(lines[0]), tuple(sum(1 << x for x, dot in enumerate(line) if dot == "#") for line in lines)
    t = thickness(h)
    strokes = _IN_STROKES.get(character)
    if strokes is not None:
        w = max(1, round(t * strokes))
    else:
        w = max(3 * t, round(h * (_DIGIT if character.isdigit() else _WIDTHS.get(character, _LETTER))))
    pen = _Pen(w, h, t)
    draw(pen)
    return w, tuple(pen.rows)


def _gap(h: int) -> int:
    return max(1, round(thickness(h) * 0.7))


@lru_cache(maxsize=256)
def block_width(text: str, h: int) -> int | None:
    """Return how many columns a text takes in glyphs `h` pixels high; None where a glyph is missing.

    Small letters are drawn as capitals.
    """
    width = -_gap(h)
    for character in text.upper().translate(_ALIKE):
        found = glyph(character, h)
        if found is None:
            return None
        width += found[0] + _gap(h)
    return max(0, width)


@lru_cache(maxsize=64)
def block_lines(text: str, h: int) -> tuple[str, ...]:
    """Return the rows of the terminal that show a text in glyphs `h` pixels high, all of one width.

    Args:
        text: Only characters that `block_width` knows.
        h: The height in pixels; an odd one leaves half a row empty at the top.
    """
    width = block_width(text, h)
    if width is None:
        raise ValueError(f"there are no such glyphs: {text!r}")
    rows = [0] * (h + h % 2)
    top = h % 2
    x = 0
    for character in text.upper().translate(_ALIKE):
        found = glyph(character, h)
        assert found is not None  # block_width has looked
        for y, row in enumerate(found[1]):
            rows[top + y] |= row << x
        x += found[0] + _gap(h)
    return tuple(_half_blocks(rows[y], rows[y + 1], width) for y in range(0, len(rows), 2))


def _half_blocks(upper: int, lower: int, width: int) -> str:
    return "".join(" ▀▄█"[(upper >> x & 1) + 2 * (lower >> x & 1)] for x in range(width))


def fitting_px(texts: tuple[str, ...], width: int, rows: int, apart: Callable[[int], int] = lambda _h: 0) -> int | None:
    """Return the height in pixels of the largest glyphs in which texts fit side by side; None where none do.

    Args:
        width: The columns that there are, and the rows.
        apart: Returns the columns between two texts at a height in pixels.
    """
    for h in range(rows * 2, SMALLEST_PX - 1, -1):
        if h == _THIN_PX and rows > (_THIN_PX + 1) // 2:
            continue
        needed = apart(h) * (len(texts) - 1)
        for text in texts:
            columns = block_width(text, h)
            if columns is None:
                return None
            needed += columns
        if needed <= width:
            return h
    return None
