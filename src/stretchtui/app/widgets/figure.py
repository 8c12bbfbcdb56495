"""The drawn body, in braille dots."""

from functools import lru_cache
from typing import TypeAlias

from textual.strip import Strip

from stretchcore.drawing import GAP
from stretchcore.motion import Pose
from stretchcore.raster import DOTS_ACROSS, DOTS_DOWN, Canvas, framed
from stretchcore.strokes import Tone
from stretchtui.app.widgets.painted import Shown, Span

_Runs: TypeAlias = tuple[tuple[str, Tone | None], ...]

_LARGEST = 4.5
"""The most dots for each unit of the mat: a body is not blown up to a shapeless thing."""

_INKS = {
    Tone.BODY: ("foreground", False),
    Tone.FAR: ("quiet", True),
    Tone.MUSCLE: ("muscle", False),
    Tone.PROP: ("quiet", True),
    Tone.FLOOR: ("faint", False),
}


class FigurePanel(Shown[Pose | None]):
    """A figure as large as its room allows; empty where there is none."""

    def draw(self, value: Pose | None) -> list[Strip]:
        """Draw the figure, standing on the lower edge."""
        if value is None or self.room.width < 4 or self.room.height < 2:
            return []
        return [self.line(self._spans(row)) for row in _rows(value, *self.room)]

    def _spans(self, row: _Runs) -> list[Span]:
        spans = []
        for text, tone in row:
            name, faint = _INKS[tone or Tone.BODY]
            spans.append((text, self.ink(name, faint=faint)))
        return spans


@lru_cache(maxsize=96)
def _rows(pose: Pose, columns: int, rows: int) -> tuple[_Runs, ...]:
    """Return the rows of a pose as runs of one tone; a movement comes back to the same poses again and again."""
    canvas = Canvas(columns * DOTS_ACROSS, rows * DOTS_DOWN)
    frame = framed(pose.box, canvas.columns, canvas.rows, _LARGEST)
    if pose.has_floor:
        canvas.floor(frame)
    canvas.paint(pose.strokes(max(GAP, 1.1 / frame.scale)), frame)
    found = []
    for cells in canvas.cells():
        runs: list[tuple[str, Tone | None]] = []
        for character, tone in cells:
            if runs and (runs[-1][1] is tone or tone is None):
                runs[-1] = (runs[-1][0] + character, runs[-1][1])
            else:
                runs.append((character, tone))
        found.append(tuple(runs))
    return tuple(found)
