"""Names and sentences: they take turns where there is no room for all, so that none is cut."""

from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from stretchtui.app.picture import Name, Next, Texts
from stretchtui.app.widgets.blocks import block_lines, fitting_px
from stretchtui.app.widgets.painted import Shown, Span, balanced, elided


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


class Sentences(Shown[Texts]):
    """The instruction of the moment."""

    def __init__(self, value: Texts, *, id: str | None = None, widest: int) -> None:
        """Make the widget.

        Args:
            widest: The widest line, in columns.
        """
        super().__init__(value, id=id)
        self._widest = widest

    def draw(self, value: Texts) -> list[Strip]:
        """Draw the page whose turn it is."""
        found = pages(value.entries, min(self._widest, self.room.width), self.room.height)
        page = found[value.turn % len(found)] if found else ()
        return [self.line([(row.text, self.ink("phase-gap" if row.caution else "quiet"))], "center") for row in page]


class NameLine(Shown[Name]):
    """What is done, and a word on it; an exercise in large letters where there is room."""

    def draw(self, value: Name) -> list[Strip]:
        """Draw the name."""
        width, height = self.room
        whole = f"{value.text}  {value.detail}" if value.detail else value.text
        if height >= 3 and value.is_exercise:
            rows = height - 1 if height > 3 else height  # the last row is air before the sentences
            for text in (whole, value.text):
                h = fitting_px((text,), width, rows)
                if h is not None:
                    return self.large(text, h, rows)
        detail = whole[len(value.text) :] if cell_len(whole) <= width else ""
        spans = [(value.text, self.ink("foreground", bold=True)), (detail, self.ink("quiet"))]
        return [self.blank()] * (height // 2) + [self.line(spans, "center")]

    def large(self, text: str, h: int, rows: int) -> list[Strip]:
        """Return a text in glyphs `h` pixels high, in the middle of so many rows."""
        lines = [self.line([(line, self.ink("foreground"))], "center") for line in block_lines(text, h)]
        return [self.blank()] * ((rows - len(lines)) // 2) + lines


class NextLine(Shown[Next]):
    """What comes next."""

    def draw(self, value: Next) -> list[Strip]:
        """Draw the line."""
        words = f"{value.before} {value.text}"
        whole = f"{words}, {value.detail}"
        text = whole if value.detail and cell_len(whole) <= self.room.width else words
        return [self.line([(text, self.ink("quiet"))], "center")]


class Words(Shown[str]):
    """A few words in the middle, in large letters where there is room."""

    def __init__(self, value: str, *, id: str | None = None, ink: str = "foreground") -> None:
        super().__init__(value, id=id)
        self._ink = ink

    def draw(self, value: str) -> list[Strip]:
        """Draw the words."""
        width, height = self.room
        h = fitting_px((value,), width, height) if height >= 3 else None
        if h is not None:
            return [self.line([(line, self.ink(self._ink))], "center") for line in block_lines(value, h)]
        return [self.blank()] * (height // 2) + [self.line([(value, self.ink(self._ink, bold=True))], "center")]


class Status(Shown[tuple[str, str]]):
    """The watch's line of figures: the rep, and how much of the session is over."""

    def draw(self, value: tuple[str, str]) -> list[Strip]:
        """Draw the line."""
        left, right = value
        left = elided(left, self.room.width - cell_len(right) - (1 if right else 0))
        between = self.room.width - cell_len(left) - cell_len(right)
        spans: list[Span] = [(left, self.ink("foreground", bold=True)), (" " * between + right, self.ink("quiet"))]
        return [self.line(spans)]
