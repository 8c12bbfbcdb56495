"""The drawn body, in braille dots."""

from typing import TYPE_CHECKING, TypeAlias

from textual.geometry import Size
from textual.strip import Strip

from stretchtui.app.widgets.painted import Shown, Span

if TYPE_CHECKING:
    from stretchcore.motion import Pose
    from stretchcore.strokes import Tone

_Runs: TypeAlias = "tuple[tuple[str, Tone | None], ...]"

_LARGEST = 4.5
"""The most dots for each unit of the mat: a body is not blown up to a shapeless thing."""

# By tone; empty cells have that of the body.
_INKS: dict[str, tuple[str, bool]] = {
    "body": ("foreground", False),
    "far": ("foreground", True),
    "muscle": ("muscle", False),
    "prop": ("quiet", True),
    "floor": ("faint", False),
}


_KEPT = 32
"""So many pictures are kept: a movement that goes to and fro has up to twenty-six."""


class FigurePanel(Shown["Pose | None"]):
    """A figure as large as its room allows; empty where there is none."""

    def __init__(self, value: "Pose | None", *, id: str | None = None) -> None:
        super().__init__(value, id=id)
        self._kept: dict[tuple[Pose | None, Size], list[Strip]] = {}

    def notify_style_update(self) -> None:
        """Draw anew: colours may have changed."""
        super().notify_style_update()
        self._kept.clear()

    def _draw(self) -> list[Strip]:
        """Return the rows, as they were the last time that this pose was shown."""
        key = (self._value, self.room)
        rows = self._kept.pop(key, None) or super()._draw()
        self._kept[key] = rows
        if len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return rows

    def draw(self, value: "Pose | None") -> list[Strip]:
        """Draw the figure, standing on the lower edge."""
        if value is None or self.room.width < 4 or self.room.height < 2:
            return []
        return [self.line(self._spans(row)) for row in _rows(value, *self.room)]

    def _spans(self, row: _Runs) -> list[Span]:
        spans = []
        for text, tone in row:
            name, faint = _INKS[tone or "body"]
            spans.append((text, self.ink(name, faint=faint)))
        return spans


def _rows(pose: "Pose", columns: int, rows: int) -> tuple[_Runs, ...]:
    """Return the rows of a pose as runs of one tone."""
    # Read in when the first figure is drawn, which is after the first frame.
    from stretchcore.drawing import GAP
    from stretchcore.raster import DOTS_ACROSS, DOTS_DOWN, Canvas, framed

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
