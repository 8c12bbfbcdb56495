"""The scale of pain, 0 to 10, on which one types a figure or points at it."""

from time import monotonic
from typing import NamedTuple

from textual import events
from textual.message import Message
from textual.strip import Strip

from stretchtui.app.widgets.painted import Shown, Span

WORST = 10
"""The end of the numeric rating scale; see Farrar et al. 2001, doi 10.1016/S0304-3959(01)00349-9."""

SECOND_DIGIT_S = 1.0
"""A 0 that follows a 1 within so many seconds makes it 10."""

ROWS = 3
_WIDE, _NARROW = 4, 3  # the columns of a figure
_WORDS = ((0, "none"), (3, "mild"), (6, "moderate"), (9, "severe"), (WORST, "the worst that you can imagine"))


class Rating(NamedTuple):
    """What the scale shows.

    Attributes:
        question: What is asked.
        pain: What was said, 0 to 10; None where nothing was.
        skip: What is said where nothing was: how one goes on without.
    """

    question: str
    pain: int | None
    skip: str


class Scale(Shown[Rating]):
    """A question, the figures, and what the chosen one means."""

    class Said(Message):
        """Another figure was chosen.

        Attributes:
            pain: The figure; None where it was taken back.
        """

        def __init__(self, pain: int | None, scale: "Scale") -> None:
            super().__init__()
            self.pain = pain
            self.scale = scale

        @property
        def control(self) -> "Scale":
            """The scale."""
            return self.scale

    def __init__(self, question: str, skip: str, *, id: str | None = None) -> None:
        super().__init__(Rating(question, None, skip), id=id)
        self._typed_at = 0.0

    @property
    def pain(self) -> int | None:
        """What was said, 0 to 10; None where nothing was."""
        return self._value.pain

    def say(self, pain: int | None) -> None:
        """Choose a figure, or take it back."""
        if pain != self.pain:
            self.show(self._value._replace(pain=pain))
            self.post_message(self.Said(pain, self))

    def ask(self, question: str, skip: str | None = None) -> None:
        """Ask in other words.

        Args:
            skip: How one goes on without an answer; None leaves those words as they are.
        """
        self.show(self._value._replace(question=question, skip=self._value.skip if skip is None else skip))

    def move(self, by: int) -> None:
        """Choose the next figure, or the one before; from nothing, the lowest."""
        self.say(0 if self.pain is None else max(0, min(WORST, self.pain + by)))

    def type(self, digit: int) -> None:
        """Choose by a digit; a 0 right after a 1 is 10."""
        now = monotonic()
        ten = digit == 0 and self.pain == 1 and now - self._typed_at < SECOND_DIGIT_S
        self._typed_at = now
        self.say(WORST if ten else digit)

    def draw(self, value: Rating) -> list[Strip]:
        """Draw the lines; where there is no room for eleven figures, the third one says it alone."""
        rows = [self.line([(value.question, self.ink("foreground", bold=True))])]
        cell = self._cell
        if cell:
            rows.append(self.line(self._figure(figure, value.pain, cell) for figure in range(WORST + 1)))
        said = value.skip if value.pain is None else f"{value.pain}: {pain_words(value.pain)}"
        rows.append(self.line([(said, self.ink("quiet"))]))
        return rows

    def _figure(self, figure: int, pain: int | None, cell: int) -> Span:
        chosen = figure == pain
        return str(figure).center(cell), self.ink("phase-hold" if chosen else "foreground", bold=chosen, reverse=chosen)

    @property
    def _cell(self) -> int:
        return _cell_for(self.columns)

    def rows_for(self, columns: int) -> int:
        """Return how many rows are drawn in so many columns."""
        return ROWS if _cell_for(columns) else ROWS - 1

    def on_click(self, event: events.Click) -> None:
        """Choose the figure under the pointer; the chosen one is taken back."""
        cell = self._cell
        if cell and event.y == 1 and 0 <= event.x < cell * (WORST + 1):
            figure = event.x // cell
            self.say(None if figure == self.pain else figure)


def _cell_for(columns: int) -> int:
    """Return how wide a figure is in so many columns; 0 where eleven of them have no room."""
    return next((size for size in (_WIDE, _NARROW) if size * (WORST + 1) <= columns), 0)


def pain_words(pain: int) -> str:
    """Return what a figure of the scale means, in a word or a few."""
    return next(words for most, words in _WORDS if pain <= most)
