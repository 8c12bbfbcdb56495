"""The whole session as one segmented bar."""

from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from textual.strip import Strip

from stretchcore.plan import Plan
from stretchtui.app.outline import Line
from stretchtui.app.picture import MOODS, Mood
from stretchtui.app.widgets.painted import Shown, joined

_LEAST = 3
"""Columns that a step needs on average, so that steps stand apart."""


class Cell(NamedTuple):
    """One column of the bar: what happens in a stretch of time; None between two steps."""

    mood: Mood | None
    start_ms: int
    end_ms: int


def cells(plan: Plan, lines: tuple[Line, ...], width: int) -> tuple[Cell, ...]:
    """Lay a plan out on so many columns, in proportion; an empty one between two steps where there is room."""
    if width < len(lines) * _LEAST:
        return tuple(_stretch(plan, 0, len(plan.phases) - 1, 0, plan.total_ms, width))
    found: list[Cell] = []
    for line, columns in zip(lines, _columns(lines, width - len(lines) + 1), strict=True):
        start_ms = plan.phases[line.first].start_ms
        if found:
            found.append(Cell(None, start_ms, start_ms))
        found += _stretch(plan, line.first, line.last, start_ms, start_ms + line.length_ms, columns)
    return tuple(found)


def _columns(lines: tuple[Line, ...], width: int) -> list[int]:
    """Share columns out by length, at least one each."""
    spare = width - len(lines)
    total = sum(line.length_ms for line in lines) or 1
    ends, passed = [0], 0
    for line in lines:
        passed += line.length_ms
        ends.append(spare * passed // total)
    return [1 + after - before for before, after in pairwise(ends)]


def _stretch(plan: Plan, first: int, last: int, start_ms: int, end_ms: int, columns: int) -> list[Cell]:
    """Return the columns of a stretch of phases; each has the colour of what takes the most of its time."""
    found: list[Cell] = []
    index = first
    for column in range(columns):
        left = start_ms + (end_ms - start_ms) * column // columns
        right = start_ms + (end_ms - start_ms) * (column + 1) // columns
        shares: dict[Mood, int] = {}
        while True:
            phase = plan.phases[index]
            phase_end = phase.start_ms + phase.estimate_ms
            mood = MOODS[phase.kind]
            shares[mood] = shares.get(mood, 0) + min(right, phase_end) - max(left, phase.start_ms)
            if phase_end > right or index == last:
                break
            index += 1
        found.append(Cell(max(shares, key=lambda mood: shares[mood]), left, right))
    return found


class Timeline(Shown[int]):
    """Fills a column when its time is over; what is to come is a thin line. It shows the milliseconds that are over."""

    def __init__(self, plan: Plan, lines: tuple[Line, ...], *, id: str | None = None) -> None:
        super().__init__(0, id=id)
        self._cells = lru_cache(maxsize=2)(lambda width: cells(plan, lines, width))
        self._filled = (0, False)

    def show(self, value: int) -> None:
        """Fill as much of the bar as is over."""
        self._value = value
        if self.room and self._fill() != self._filled:
            self.draw_again()

    def _fill(self) -> tuple[int, bool]:
        """Return how many columns are over, and whether half of the next one is too."""
        bar, done_ms = self._cells(self.room.width), self._value
        over = bisect_right(bar, done_ms, key=lambda cell: cell.end_ms)
        half = over < len(bar) and bar[over].mood is not None and done_ms * 2 >= bar[over].start_ms + bar[over].end_ms
        return over, half

    def draw(self, value: int) -> list[Strip]:  # noqa: ARG002  # `_fill` reads it
        """Draw the bar."""
        over, half = self._filled = self._fill()
        height = self.room.height
        return [self._row(over, last=y == height - 1, half=half) for y in range(height)]

    def _row(self, over: int, *, last: bool, half: bool) -> Strip:
        tall = self.room.height > 1
        spans = []
        for place, cell in enumerate(self._cells(self.room.width)):
            if cell.mood is None:
                spans.append((" ", self.ink("foreground")))
            elif place < over:
                spans.append(("█" if tall else "▆", self.ink(f"phase-{cell.mood.value}")))
            elif place == over and half:
                spans.append(("▌" if tall else "▃", self.ink(f"phase-{cell.mood.value}")))
            else:
                spans.append(("▁" if last else " ", self.ink(f"phase-{cell.mood.value}", faint=True)))
        return self.line(joined(spans))
