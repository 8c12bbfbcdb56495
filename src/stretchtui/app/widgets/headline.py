"""The first line of a screen that is no session: where one is, and a figure."""

from rich.cells import cell_len
from textual.strip import Strip

from stretchtui.app.widgets.painted import Shown

APART = " · "
"""What stands between two things that are said in one line."""


class Headline(Shown[str]):
    """A title at the left end and a few words at the right, which are what it shows; the last go first for room."""

    def __init__(self, title: str, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self._title = title

    def draw(self, value: str) -> list[Strip]:
        """Draw the line."""
        parts = value.split(APART)
        while parts and cell_len(self._title) + 2 + cell_len(APART.join(parts)) > self.room.width:
            parts.pop()
        value = APART.join(parts)
        between = max(1, self.room.width - cell_len(self._title) - cell_len(value))
        title = (self._title, self.ink("phase-hold", bold=True))
        return [self.line([title, (" " * between + value, self.ink("quiet"))])]
