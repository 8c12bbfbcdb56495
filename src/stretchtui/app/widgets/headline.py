"""The first line of a screen that is no session: where one is, and a figure."""

from rich.cells import cell_len
from textual.strip import Strip

from stretchtui.app.widgets.painted import Painted


class Headline(Painted):
    """A title at the left end and a few words at the right."""

    def __init__(self, title: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = title
        self._words = ""

    def show(self, words: str) -> None:
        """Say something else at the right end."""
        if words != self._words:
            self._words = words
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        if y:
            return self.blank()
        between = max(1, self.size.width - cell_len(self._title) - cell_len(self._words))
        title = (self._title, self.ink("phase-hold", bold=True))
        return self.line([title, (" " * between + self._words, self.ink("quiet"))])
