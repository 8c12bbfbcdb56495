"""The figures of a routine, side by side, with their names; the first is the one that one looks at."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip

from stretchtui.app.widgets.painted import Shown, Span, elided

if TYPE_CHECKING:
    from stretchcore.motion import Pose
    from stretchtui.app.widgets.figure import FigurePanel

_NARROWEST = 24
"""Columns that a figure needs to be recognised."""

_MOST = 4


class Pictured(NamedTuple):
    """A step with its figure.

    Attributes:
        line: The index of the step among the lines of the plan.
    """

    name: str
    pose: "Pose"
    line: int


class _Names(Shown[tuple[str, ...]]):
    """The names below the figures, each in the middle of its part."""

    def __init__(self) -> None:
        super().__init__(())

    def draw(self, value: tuple[str, ...]) -> list[Strip]:
        """Draw the line."""
        spans: list[Span] = []
        for place, width in enumerate(_widths(self.room.width, len(value))):
            text = elided(value[place], width - 2)
            before = (width - cell_len(text)) // 2
            first = place == 0
            ink = self.ink("foreground" if first else "quiet", bold=first)
            spans.append((" " * before + text + " " * (width - before - cell_len(text)), ink))
        return [self.line(spans)]


class Gallery(Vertical):
    """As many figures as there is room for."""

    class Picked(Message):
        """A figure was clicked.

        Attributes:
            line: The index of its step.
        """

        def __init__(self, line: int) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._all: tuple[Pictured, ...] = ()
        self._first = 0
        self._shown: tuple[Pictured, ...] = ()
        self._panels: list[FigurePanel] = []
        self._names = _Names()

    def show(self, all: tuple[Pictured, ...], first: int = 0) -> None:
        """Show figures.

        Args:
            first: The index of the one that one looks at; the ones after it follow, as far as there is room.
        """
        self._all, self._first = all, first
        if all and not self._panels:
            # Drawing is read in when there is something to draw: the first frame of the screen does without.
            from stretchtui.app.widgets.figure import FigurePanel

            self._panels = [FigurePanel(None) for _ in range(_MOST)]
            self.mount(*self._panels, self._names)
        self._fill()

    @staticmethod
    def part_of(width: int, count: int) -> int:
        """Return how many columns each figure gets, of so many figures."""
        return width // _shown_at_once(width, count)

    def on_resize(self) -> None:
        """Show as many as have room now."""
        self._fill()

    def _fill(self) -> None:
        width, height = self.size
        if not self._panels or not width or height < 2:
            return
        count = _shown_at_once(width, len(self._all))
        # The last ones stay in sight where nothing follows them; a lone one is shown all the same.
        start = max(0, min(self._first, len(self._all) - count))
        chosen = self._all[self._first : self._first + 1]
        others = tuple(one for one in self._all[start : start + count] if one not in chosen)
        self._shown = (*chosen, *others)[:count]
        x = 0
        for place, panel in enumerate(self._panels):
            panel.display = place < len(self._shown)
            if panel.display:
                part = _widths(width, len(self._shown))[place]
                panel.styles.width, panel.styles.height = part, height - 1
                panel.styles.position = "absolute"
                panel.styles.offset = (x, 0)
                panel.show(self._shown[place].pose)
                x += part
        self._names.styles.position = "absolute"
        self._names.styles.offset = (0, height - 1)
        self._names.styles.width, self._names.styles.height = width, 1
        self._names.show(tuple(one.name for one in self._shown))

    def on_click(self, event: events.Click) -> None:
        """Look at the figure under the pointer."""
        offset = event.get_content_offset(self)
        if offset is None or not self._shown:
            return
        x = 0
        for one, width in zip(self._shown, _widths(self.size.width, len(self._shown)), strict=True):
            if x <= offset.x < x + width:
                self.post_message(self.Picked(one.line))
            x += width


def _shown_at_once(width: int, count: int) -> int:
    return max(1, min(_MOST, count, width // _NARROWEST))


def _widths(width: int, count: int) -> list[int]:
    """Share columns out evenly."""
    ends = [width * place // count for place in range(count + 1)] if count else []
    return [after - before for before, after in pairwise(ends)]
