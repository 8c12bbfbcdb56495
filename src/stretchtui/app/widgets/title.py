"""The first line: what is done, and how much of it is left."""

from rich.cells import cell_len
from textual.strip import Strip

from stretchtui.app.picture import Title
from stretchtui.app.widgets.painted import Shown, elided


class TitleLine(Shown[Title]):
    """The routine's name, the time that is left, the part that is over, and the level or that all is mute."""

    def draw(self, value: Title) -> list[Strip]:
        """Draw the line; where it is narrow, the level goes first, then the end of the name."""
        width = self.room.width
        figures = f"{value.left} · {value.percent} %"
        whole = f"{figures} · {'muted' if value.muted else f'level {value.level} %'}"
        if cell_len(value.name) + 2 + len(whole) <= width:
            figures = whole
        name = elided(value.name, width - len(figures) - 2)
        between = " " * (width - cell_len(name) - len(figures))
        return [self.line([(name, self.ink("foreground", bold=True)), (between + figures, self.ink("quiet"))])]
