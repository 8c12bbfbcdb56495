"""The last line: the keys, or for a while a word on what has happened."""

from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from stretchtui.app.widgets.painted import Shown, Span


class KeyHint(NamedTuple):
    """One key of the bar.

    Attributes:
        key: The key as people call it.
        label: What it does, in a word or two.
        action: The Textual action that it stands for.
        rank: What goes first where there is no room: the highest.
    """

    key: str
    label: str
    action: str
    rank: int


class Keys(NamedTuple):
    """What the last line shows: the keys, or a notice in their place."""

    hints: tuple[KeyHint, ...]
    notice: str


class KeyBar(Shown[Keys]):
    """As many keys as there is room for, the important ones last to go; a click does what the key does."""

    class Clicked(Message):
        """A key was clicked.

        Attributes:
            action: The action that it stands for.
        """

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, hints: tuple[KeyHint, ...] = (), *, id: str | None = None) -> None:
        super().__init__(Keys(hints, ""), id=id)

    def _fitting(self) -> list[tuple[KeyHint, str]]:
        """Return the keys that have room, in their order, with the space before the next one."""
        kept = list(self._value.hints)
        while kept:
            for apart in (3, 2):
                if sum(len(f"{hint.key} {hint.label}") for hint in kept) + apart * (len(kept) - 1) <= self.room.width:
                    return [(hint, " " * apart) for hint in kept]
            kept.remove(max(kept, key=lambda hint: hint.rank))
        return []

    def draw(self, value: Keys) -> list[Strip]:
        """Draw the line."""
        if value.notice:
            return [self.line([(value.notice, self.ink("phase-gap"))], "center")]
        spans: list[Span] = []
        for hint, apart in self._fitting():
            if spans:
                spans.append((apart, self.ink("quiet")))
            spans += [(hint.key, self.ink("foreground", bold=True)), (f" {hint.label}", self.ink("quiet"))]
        return [self.line(spans, "center")]

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the pointer does."""
        fitting = self._fitting()
        if self._value.notice or not fitting:
            return
        taken = sum(cell_len(f"{hint.key} {hint.label}") for hint, _ in fitting) + len(fitting[0][1]) * (
            len(fitting) - 1
        )
        x = (self.room.width - taken) // 2
        for hint, apart in fitting:
            size = cell_len(f"{hint.key} {hint.label}")
            if x <= event.x < x + size:
                self.post_message(self.Clicked(hint.action))
            x += size + len(apart)
