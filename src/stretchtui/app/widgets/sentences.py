"""Names and sentences: they take turns where there is no room for all, so that none is cut."""

from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from stretchtui.app.present import Name, Next, Texts
from stretchtui.app.widgets.blocks import block_row, fitting_px
from stretchtui.app.widgets.painted import Painted, Span, balanced


class _Row(NamedTuple):
    text: str
    caution: bool


@lru_cache(maxsize=32)
def pages(entries: tuple[tuple[str, bool], ...], width: int, height: int) -> tuple[tuple[_Row, ...], ...]:
    """Return pages of rows: whole entries together as long as there is room; one that is too long has several pages."""
    found: list[list[_Row]] = []
    for text, caution in entries:
        rows = [_Row(line, caution) for line in balanced(f"! {text}" if caution else text, width)]
        if found and len(found[-1]) + len(rows) <= height:
            found[-1] += rows
            continue
        found += [rows[first : first + height] for first in range(0, len(rows), height)]
    return tuple(map(tuple, found))


class Sentences(Painted):
    """The instruction of the moment."""

    _texts = Texts((), 0)

    def __init__(self, *, id: str | None = None, widest: int) -> None:
        """Make the widget.

        Args:
            widest: The widest line, in columns.
        """
        super().__init__(id=id)
        self._widest = widest
        self._page: tuple[_Row, ...] = ()

    def show(self, texts: Texts) -> None:
        """Show the page whose turn it is."""
        if texts != self._texts:
            self._texts = texts
            if not self.size or self._current() != self._page:
                self.refresh()

    def _current(self) -> tuple[_Row, ...]:
        found = pages(self._texts.entries, min(self._widest, self.size.width), self.size.height)
        return found[self._texts.turn % len(found)] if found else ()

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        if y == 0 or not self._page:
            self._page = self._current()
        if y >= len(self._page):
            return self.blank()
        row = self._page[y]
        return self.line([(row.text, self.ink("phase-gap" if row.caution else "quiet"))], "center")


class NameLine(Painted):
    """What is done, and a word on it; an exercise in large letters where there is room."""

    _shown = Name("", "")

    def show(self, name: Name) -> None:
        """Say something else."""
        if name != self._shown:
            self._shown = name
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        shown = self._shown
        width, height = self.size
        whole = f"{shown.text}  {shown.detail}" if shown.detail else shown.text
        if height >= 3 and shown.is_exercise:
            for text in (whole, shown.text):
                rows = height - 1 if height > 3 else height  # the last row is air before the sentences
                h = fitting_px((text,), width, rows)
                if h is not None:
                    return self.line([(block_row(text, h, rows, y), self.ink("foreground"))], "center")
        if y != height // 2:
            return self.blank()
        detail = whole[len(shown.text) :] if cell_len(whole) <= width else ""
        return self.line([(shown.text, self.ink("foreground", bold=True)), (detail, self.ink("quiet"))], "center")


class NextLine(Painted):
    """What comes next."""

    _shown = Next("", "", "")

    def show(self, following: Next) -> None:
        """Say something else."""
        if following != self._shown:
            self._shown = following
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        if y:
            return self.blank()
        shown = self._shown
        words = f"{shown.before} {shown.text}"
        whole = f"{words}, {shown.detail}"
        text = whole if shown.detail and cell_len(whole) <= self.size.width else words
        return self.line([(text, self.ink("quiet"))], "center")


class Words(Painted):
    """A few words in the middle, in large letters where there is room."""

    def __init__(self, text: str = "", *, id: str | None = None, ink: str = "foreground") -> None:
        super().__init__(id=id)
        self._text = text
        self._ink = ink

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        width, height = self.size
        h = fitting_px((self._text,), width, height) if height >= 3 else None
        if h is not None:
            return self.line([(block_row(self._text, h, height, y), self.ink(self._ink))], "center")
        return self.line([(self._text, self.ink(self._ink, bold=True))], "center") if y == height // 2 else self.blank()


class Status(Painted):
    """The watch's line of figures: the rep, and how much of the session is over."""

    _left = ""
    _right = ""

    def show(self, left: str, right: str) -> None:
        """Say something else."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        if y:
            return self.blank()
        between = max(1, self.size.width - len(self._left) - len(self._right))
        spans: list[Span] = [
            (self._left, self.ink("foreground", bold=True)),
            (" " * between + self._right, self.ink("quiet")),
        ]
        return self.line(spans)
