"""The parts of a form: texts that can be tapped, fields to type in, choices to take one of."""

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from stretchtui.app.widgets.painted import Shown, Span, elided, wrap


class Tap(Shown[str]):
    """A word or a sign that does something when it is clicked."""

    class Tapped(Message):
        """It was clicked.

        Attributes:
            tap: Which.
        """

        def __init__(self, tap: "Tap") -> None:
            super().__init__()
            self.tap = tap

    def __init__(self, value: str, does: str, *, id: str | None = None) -> None:
        """Make it.

        Args:
            does: What it does, for who is told of the click.
        """
        super().__init__(value, id=id)
        self.does = does
        self.add_class("tap")

    def draw(self, value: str) -> list[Strip]:
        """Draw the sign."""
        return [self.line([(value, self.ink("quiet", bold=True))], "center")]

    def on_click(self, event: events.Click) -> None:
        """Tell of it."""
        event.stop()
        self.post_message(self.Tapped(self))


class Label(Shown[tuple[str, str]]):
    """A few words in one colour: the words, and the theme variable of the colour."""

    def draw(self, value: tuple[str, str]) -> list[Strip]:
        """Draw the words."""
        return [self.line([(elided(value[0], self.room.width), self.ink(value[1]))])]


class Note(Shown[tuple[tuple[str, str], ...]]):
    """Sentences below each other, each with the theme variable of its colour; as many lines as there is room for."""

    def draw(self, value: tuple[tuple[str, str], ...]) -> list[Strip]:
        """Draw the sentences."""
        return [self.line([(row, self.ink(ink))]) for text, ink in value for row in wrap(text, self.room.width)]


class Line(Input, inherit_bindings=True):
    """An input that does what its own keys ask for at once, in the order in which they were pressed.

    Textual's waits until a key has gone through all that lies around it, and takes what is typed meanwhile first.
    """

    async def on_key(self, event: events.Key) -> None:
        """Do what a key stands for in every line; one that the user may have changed goes the long way."""
        found = self._bindings.key_to_bindings.get(event.key, ())
        if found and found[0].id is None and not event.is_printable:
            event.stop()
            event.prevent_default()
            await self.app.run_action(found[0].action, self)


class TextField(Line, inherit_bindings=True):
    """A line to type in; arrows up and down go to the fields above and below, enter is the form's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", "Field above", show=False),
        Binding("down", "app.focus_next", "Field below", show=False),
    ]


class ChoiceField(Shown[str], can_focus=True):
    """A few words of which one counts: its value, or the usual one where it is empty."""

    can_focus = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "app.focus_previous", "Field above", show=False),
        Binding("down,j", "app.focus_next", "Field below", show=False),
        Binding("left,h", "turn(-1)", "The word before", show=False),
        Binding("right,l,space", "turn(1)", "The next word", show=False),
    ]

    class Changed(Message):
        """Another word was chosen."""

    def __init__(self, value: str, usual: str, choices: tuple[tuple[str, str], ...], *, id: str | None = None) -> None:
        super().__init__(value, id=id)
        self._usual = usual
        self._choices = choices

    @property
    def value(self) -> str:
        """The value that was chosen; empty where none was."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if value != self._value:
            self.show(value)
            self.post_message(self.Changed())

    @property
    def _place(self) -> int:
        counts = self._value or self._usual
        return next((place for place, (value, _) in enumerate(self._choices) if value == counts), 0)

    def action_turn(self, by: int) -> None:
        """Choose the next word, or the one before."""
        self.value = self._choices[(self._place + by) % len(self._choices)][0]

    @property
    def _is_wide(self) -> bool:
        return sum(cell_len(word) + 2 for _, word in self._choices) <= self.room.width

    def draw(self, value: str) -> list[Strip]:
        """Draw all words, or where there is no room the one that counts."""
        counts = self._place
        chosen = "phase-hold" if value else "foreground"
        if not self._is_wide:
            word = f"‹ {self._choices[counts][1]} ›"
            return [self.line([(word, self.ink(chosen, bold=True, reverse=self.has_focus))])]
        spans: list[Span] = []
        for place, (_, word) in enumerate(self._choices):
            here = place == counts
            ink = self.ink(chosen, bold=True, reverse=self.has_focus) if here else self.ink("quiet")
            spans.append((f" {word} ", ink))
        return [self.line(spans)]

    def on_focus(self) -> None:
        """Show that it has the keys."""
        self.draw_again()

    def on_blur(self) -> None:
        """Show that it has them no more."""
        self.draw_again()

    def on_click(self, event: events.Click) -> None:
        """Choose the word under the pointer."""
        event.stop()
        if not self._is_wide:
            self.action_turn(1)
            return
        x = 0
        for value, word in self._choices:
            x += cell_len(word) + 2
            if event.x < x:
                self.value = value
                return
