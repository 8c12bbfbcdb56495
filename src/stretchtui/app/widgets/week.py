"""The dose of the week: how long each muscle was stretched, against what the evidence says is worth doing."""

from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from stretchcore.times import format_clock
from stretchtui.app.widgets.painted import Shown, Span, elided

_LEAST_BAR = 6


class Bar(NamedTuple):
    """One muscle.

    Attributes:
        ms: How long it was stretched, the side that had less of it.
        goal_ms: What is worth doing in a week.
        behind: The side that had noticeably less, as a word; empty where they are even.
    """

    muscle: str
    ms: int
    goal_ms: int
    behind: str = ""

    @property
    def figure(self) -> str:
        """The time, and whether it is enough."""
        return f"{format_clock(self.ms)}{' ✓' if self.ms >= self.goal_ms else '  '}"


class Week(NamedTuple):
    """What is shown."""

    heading: str
    goal: str
    bars: tuple[Bar, ...]


class WeekBars(Shown[Week]):
    """A bar a muscle: heavy for what was done, light for what is still worth doing."""

    def __init__(self, week: Week, *, id: str | None = None) -> None:
        super().__init__(week, id=id)

    @property
    def rows(self) -> int:
        """How many rows all of it needs."""
        return len(self._value.bars) + 1 if self._value.bars else 0

    def draw(self, value: Week) -> list[Strip]:
        """Draw the heading and the bars; the side that is behind is named where there is room."""
        width = self.columns
        heading = elided(value.heading, width)
        goal = value.goal if cell_len(heading) + 2 + cell_len(value.goal) <= width else ""
        between = " " * (width - cell_len(heading) - cell_len(goal))
        rows = [self.line([(heading, self.ink("phase-hold", bold=True)), (between + goal, self.ink("quiet"))])]
        names = max((cell_len(bar.muscle) for bar in value.bars), default=0)
        figures = max((cell_len(bar.figure) for bar in value.bars), default=0)
        notes = max((cell_len(_behind(bar)) for bar in value.bars), default=0)
        room = width - names - figures - 4
        if room - notes < _LEAST_BAR:
            notes = 0
        for bar in value.bars:
            spans: list[Span] = [(bar.muscle.ljust(names + 2), self.ink("foreground"))]
            spans += self._bar(bar, max(0, room - notes))
            spans.append((f"  {bar.figure:>{figures}}", self.ink("quiet")))
            if notes:
                spans.append((_behind(bar), self.ink("phase-gap")))
            rows.append(self.line(spans))
        return rows

    def _bar(self, bar: Bar, columns: int) -> list[Span]:
        part = min(1.0, bar.ms / bar.goal_ms) if bar.goal_ms else 0.0
        halves = round(part * columns * 2)
        if bar.ms and columns:
            halves = max(1, halves)
        done = "━" * (halves // 2) + ("╸" if halves % 2 else "")
        return [
            (done, self.ink("phase-hold")),
            ("─" * (columns - len(done)), self.ink("quiet", faint=True)),
        ]


def _behind(bar: Bar) -> str:
    return f"  {bar.behind} less" if bar.behind else ""
