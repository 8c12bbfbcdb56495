"""The base of the light widgets: lines of styled text, of which only the cells that have changed are drawn again.

Texts of users come in as plain strings and go out as segments: nothing here reads markup.
"""

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeAlias, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

Value = TypeVar("Value")

Span: TypeAlias = tuple[str, Style]
"""A piece of a line and its style."""


class Painted(Widget):
    """A widget that draws its own lines.

    Its colours are theme variables by name, such as ``foreground``, or ``phase-hold``, on the widget's own background.
    """

    can_focus = False
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._inks: dict[tuple[str, bool, bool, bool], Style] = {}

    def notify_style_update(self) -> None:
        """Forget the colours: the theme, or the stylesheet, has changed."""
        super().notify_style_update()
        self._inks.clear()

    def ink(self, name: str, *, bold: bool = False, reverse: bool = False, faint: bool = False) -> Style:
        """Return the style of a theme variable on this widget's background.

        Args:
            reverse: Whether the colour is the background, under a text that is readable on it.
            faint: Whether the colour is mixed with the background, for what is not reached yet.
        """
        key = (name, bold, reverse, faint)
        style = self._inks.get(key)
        if style is None:
            style = self._inks[key] = _style(
                self.app.theme_variables.get(name, "auto 87%"), self.background_colors[1], *key[1:]
            )
        return style

    @property
    def columns(self) -> int:
        """How wide a line is."""
        return self.size.width

    def line(self, spans: Iterable[Span], align: str = "left") -> Strip:
        """Return a line as wide as the widget; a text that is too long ends in an ellipsis.

        Args:
            align: ``left``, ``center`` or ``right``.
        """
        width = self.columns
        shown = [(text, style) for text, style in spans if text]
        taken = sum(cell_len(text) for text, _ in shown)
        if taken > width:
            shown = _cut(shown, width)
            taken = sum(cell_len(text) for text, _ in shown)
        spare = width - taken
        before = 0 if align == "left" else spare if align == "right" else spare // 2
        blank = self.ink("foreground")
        padded = [(" " * before, blank), *shown, (" " * (spare - before), blank)]
        return Strip([Segment(text, style) for text, style in padded if text], width)

    def blank(self) -> Strip:
        """Return an empty line."""
        return Strip([Segment(" " * self.columns, self.ink("foreground"))], self.columns)

    def handed_out(self, rows: list[Strip]) -> list[Strip]:
        """Return rows as they go to the terminal, which may have no colours, or others."""
        background = self.background_colors[1]
        for line_filter in self.app.get_line_filters():
            rows = [row.apply_filter(line_filter, background) for row in rows]
        return rows


class Shown(Painted, Generic[Value]):
    """A widget that shows a value, row by row.

    Its rows are kept as they go to the terminal. Textual draws every widget that an update touches, changed or not, and
    looks up a dozen styles for each; these widgets have neither borders nor padding, and hand out their rows.
    """

    def __init__(self, value: Value, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._value = value
        self._drawn: list[Strip] | None = None
        self.is_reversed = False
        """Whether ink and background change places: what was readable stays so, in every theme."""
        self.room = Size()  # the size that the rows were drawn for; Widget.size is worked out anew at each question

    @property
    def is_drawn(self) -> bool:
        """Whether its rows have been handed out."""
        return self._drawn is not None

    def draw(self, value: Value) -> list[Strip]:
        """Return the rows that show a value in `room`; what is missing below them is empty."""
        raise NotImplementedError

    def show(self, value: Value) -> None:
        """Show another value; only the rows that differ are drawn again."""
        if value != self._value:
            self._value = value
            self.draw_again()

    def draw_again(self) -> None:
        """Draw what has changed, for another reason than another value."""
        before = self._drawn
        if before is None or self.room != self.size:
            self._drawn = None
            self.refresh()
            return
        rows = self._drawn = self._draw()
        changed = [y for y, (old, new) in enumerate(zip(before, rows, strict=True)) if old != new]
        if changed:
            self.refresh(Region(0, changed[0], self.room.width, changed[-1] + 1 - changed[0]))

    def _draw(self) -> list[Strip]:
        rows = self.handed_out(self.draw(self._value)[: self.room.height])
        missing = self.room.height - len(rows)
        if missing:
            rows += [self.blank()] * missing
        return [_reversed(row) for row in rows] if self.is_reversed else rows

    def notify_style_update(self) -> None:
        """Draw anew: colours may have changed."""
        super().notify_style_update()
        self._drawn = None

    @property
    def columns(self) -> int:
        """How wide a line is."""
        return self.room.width

    def _rows(self) -> list[Strip]:
        size = self.size
        if self._drawn is None or self.room != size:
            self.room = size
            self._drawn = self._draw()
        return self._drawn

    def render_line(self, y: int) -> Strip:
        """Return a row."""
        return self._rows()[y]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the part of the rows that lies in a region."""
        rows = self._rows()[crop.y : crop.bottom]
        if crop.column_span != (0, self.room.width):
            return [row.crop(*crop.column_span) for row in rows]
        return rows


_FAINT = 0.45
_REVERSE = Style(reverse=True)


def _reversed(row: Strip) -> Strip:
    return Strip(Segment.apply_style(row, post_style=_REVERSE), row.cell_length)


def _style(text: str, background: Color, bold: bool, reverse: bool, faint: bool) -> Style:  # noqa: FBT001
    colour = background.get_contrast_text(0.87) if text.startswith("auto") else Color.parse(text)
    if colour.ansi is not None:  # the terminal mixes its own colours itself
        return Style(color=colour.rich_color, bgcolor=background.rich_color, bold=bold, reverse=reverse, dim=faint)
    if faint:
        colour = colour.multiply_alpha(_FAINT)
    colour = background + colour
    if reverse:
        return Style(color=colour.get_contrast_text(1.0).rich_color, bgcolor=colour.rich_color, bold=bold)
    return Style(color=colour.rich_color, bgcolor=background.rich_color, bold=bold)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans with those of one style that follow each other made one."""
    found: list[Span] = []
    for text, style in spans:
        if found and found[-1][1] is style:
            found[-1] = (found[-1][0] + text, style)
        else:
            found.append((text, style))
    return found


def elided(text: str, width: int) -> str:
    """Return a text that takes at most so many columns; one that is cut ends in an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    return set_cell_size(text, width - 1).rstrip() + "…"


def _cut(spans: list[Span], width: int) -> list[Span]:
    """Return as much of a line as fits, with an ellipsis where the rest is missing."""
    kept: list[Span] = []
    for text, style in spans:
        size = cell_len(text)
        if size > width or (size == width and len(kept) + 1 < len(spans)):
            kept.append((elided(text + "…", width), style))
            break
        kept.append((text, style))
        width -= size
    return kept


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines that fit a number of columns, between words where that can be.

    Columns are counted as the terminal counts them: a wide character has two.
    """
    width = max(1, width)
    lines: list[str] = []
    line, taken = "", 0
    for word in text.split():
        size = cell_len(word)
        if line and taken + 1 + size <= width:
            line, taken = f"{line} {word}", taken + 1 + size
            continue
        if line:
            lines.append(line)
        while size > width:
            head = _head(word, width)
            lines.append(head)
            word = word[len(head) :]
            size = cell_len(word)
        line, taken = word, size
    return [*lines, line] if line else lines


def balanced(text: str, width: int) -> list[str]:
    """Break a text into as few lines as can be, all about as long: no word stands alone in the last."""
    lines = wrap(text, width)
    if len(lines) < 2:
        return lines
    for narrower in range(sum(map(cell_len, lines)) // len(lines), width):
        found = wrap(text, narrower)
        if len(found) == len(lines):
            return found
    return lines


def _head(word: str, width: int) -> str:
    """Return as many characters of a word as fit, at least one."""
    taken = 0
    for place, character in enumerate(word):
        taken += cell_len(character)
        if taken > width:
            return word[: max(1, place)]
    return word
