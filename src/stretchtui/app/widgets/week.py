"""The dose of the week: how long each muscle was stretched, against what the evidence says is worth doing."""

from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from stretchcore.dose import ENOUGH_A_WEEK_MS, MuscleDose
from stretchcore.times import format_instant
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
        return f"{format_instant(self.ms)}{' ✓' if self.ms >= self.goal_ms else '  '}"


class Week(NamedTuple):
    """What is shown."""

    heading: str
    goal: str
    bars: tuple[Bar, ...]


def bars_of(doses: tuple[MuscleDose, ...]) -> tuple[Bar, ...]:
    """Return the bars of a week's doses."""
    return tuple(
        Bar(dose.muscle, dose.lower_ms, ENOUGH_A_WEEK_MS, "" if uneven is None else uneven.behind.value)
        for dose in doses
        for uneven in (dose.unevenness,)
    )


def bar_of(part: float, columns: int, *, some: bool = False) -> tuple[str, str]:
    """Return a bar as its heavy and its light piece, half a column exact.

    Args:
        part: What is done of all, 0 to 1; more is all.
        some: Whether there is something, however little: then it is to be seen.
    """
    halves = round(min(1.0, part) * columns * 2)
    if some and columns:
        halves = max(1, halves)
    done = "━" * (halves // 2) + ("╸" if halves % 2 else "")
    return done, "─" * (columns - len(done))


class WeekBars(Shown[Week]):
    """A bar a muscle: heavy for what was done, light for what is still worth doing."""

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
        done, missing = bar_of(bar.ms / bar.goal_ms, columns, some=bar.ms > 0)
        return [(done, self.ink("phase-hold")), (missing, self.ink("quiet", faint=True))]


def _behind(bar: Bar) -> str:
    return f"  {bar.behind} less" if bar.behind else ""
