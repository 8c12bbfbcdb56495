"""The first line: what is done, and how much of it is left."""

from rich.cells import cell_len
from textual.strip import Strip

from stretchtui.app.present import Title
from stretchtui.app.widgets.painted import Painted, elided


class TitleLine(Painted):
    """The routine's name, the time that is left, the part that is over, and the level."""

    _title: Title | None = None

    def show(self, title: Title) -> None:
        """Say something else."""
        if title != self._title:
            self._title = title
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line; where it is narrow, the level goes first, then the end of the name."""
        title = self._title
        if title is None or y:
            return self.blank()
        width = self.size.width
        figures = f"{title.left} · {title.percent} %"
        whole = f"{figures} · level {title.level} %"
        if cell_len(title.name) + 2 + len(whole) <= width:
            figures = whole
        name = elided(title.name, width - len(figures) - 2)
        between = " " * (width - cell_len(name) - len(figures))
        return self.line([(name, self.ink("foreground", bold=True)), (between + figures, self.ink("quiet"))])
