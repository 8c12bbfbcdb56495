"""The tags in a line, one of them chosen."""

from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from stretchtui.app.widgets.painted import Shown, Span


class Tags(NamedTuple):
    """What the line shows.

    Attributes:
        names: The tags; the first stands for all.
        chosen: The index of the one that counts.
    """

    names: tuple[str, ...] = ()
    chosen: int = 0


class TagBar(Shown[Tags]):
    """As many tags as there is room for, the chosen one among them; a click chooses."""

    class Picked(Message):
        """A tag was clicked.

        Attributes:
            index: Its index.
        """

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(Tags(), id=id)

    def _places(self) -> list[tuple[int, int, str]]:
        """Return the index, the first column and the text of each tag that has room."""
        names, chosen = self._value
        texts = [f" {name} " for name in names]
        first = 0
        while first < chosen and sum(map(cell_len, texts[first : chosen + 1])) + 2 > self.room.width:
            first += 1
        found: list[tuple[int, int, str]] = []
        x = 0 if first == 0 else 2
        for index in range(first, len(texts)):
            size = cell_len(texts[index])
            more = 0 if index == len(texts) - 1 else 2
            if x + size + more > self.room.width:
                break
            found.append((index, x, texts[index]))
            x += size
        return found

    def draw(self, value: Tags) -> list[Strip]:
        """Draw the line; an arrow tells that there are more."""
        places = self._places()
        if not places:
            return []
        quiet = self.ink("quiet")
        spans: list[Span] = [("‹ ", quiet)] if places[0][0] > 0 else []
        for index, _, text in places:
            here = index == value.chosen
            spans.append((text, self.ink("phase-hold" if here else "quiet", bold=here, reverse=here)))
        if places[-1][0] < len(value.names) - 1:
            spans.append((" ›", quiet))
        return [self.line(spans)]

    def on_click(self, event: events.Click) -> None:
        """Choose the tag under the pointer."""
        for index, x, text in self._places():
            if x <= event.x < x + cell_len(text):
                self.post_message(self.Picked(index))
