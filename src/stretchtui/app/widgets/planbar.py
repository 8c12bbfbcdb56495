"""A whole routine as one bar, in the colours of what is done in it; the step that one looks at stands out."""

from typing import NamedTuple

from textual.strip import Strip

from stretchcore.plan import Plan
from stretchtui.app.outline import Line
from stretchtui.app.widgets.painted import Shown, joined
from stretchtui.app.widgets.timeline import Cell, cells


class Laid(NamedTuple):
    """A routine that is laid out.

    Attributes:
        lines: Its steps.
        step: The index of the line that one looks at; None for none.
    """

    plan: Plan
    lines: tuple[Line, ...]
    step: int | None = None


class PlanBar(Shown[Laid | None]):
    """The bar; empty while nothing is known."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(None, id=id)

    def draw(self, value: Laid | None) -> list[Strip]:
        """Draw the bar."""
        if value is None or not value.plan.phases:
            return []
        spans = []
        for cell in cells(value.plan, value.lines, self.room.width):
            if cell.mood is None:
                spans.append((" ", self.ink("foreground")))
            else:
                tall = value.step is None or _is_of(cell, value)
                spans.append(("▆" if tall else "▂", self.ink(f"phase-{cell.mood.value}")))
        return [self.line(joined(spans))]


def _is_of(cell: Cell, laid: Laid) -> bool:
    """Tell whether a column belongs to the step that one looks at."""
    assert laid.step is not None
    line = laid.lines[laid.step]
    start_ms = laid.plan.phases[line.first].start_ms
    return start_ms <= cell.start_ms and cell.end_ms <= start_ms + line.length_ms
