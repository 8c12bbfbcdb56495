"""Text that is read from top to bottom, and scrolls where it is longer than its room."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from stretchtui.app.actions import moves
from stretchtui.app.widgets.painted import Painted, Span, elided, wrap
from stretchtui.app.widgets.week import bar_of


class Paragraph(NamedTuple):
    """A piece of text.

    Attributes:
        text: What it says; an empty one is an empty line.
        right: What stands at the right end of its first line.
        head: What stands before it, in a column of its own.
        ink: The theme variable of its colour.
        part: What is done of all, 0 to 1: a bar in place of the text, as wide as there is room; None for text.
    """

    text: str = ""
    right: str = ""
    head: str = ""
    ink: str = "foreground"
    bold: bool = False
    part: float | None = None


class _Line(NamedTuple):
    head: str
    text: str
    right: str
    paragraph: Paragraph
    missing: str = ""  # of a bar


def _lines(paragraphs: Sequence[Paragraph], width: int) -> list[_Line]:
    column = max((cell_len(one.head) for one in paragraphs), default=0)
    column = min(column + 2, width // 2) if column else 0
    found: list[_Line] = []
    for one in paragraphs:
        room = width - (column if one.head else 0)
        if one.part is not None:
            right = one.right if cell_len(one.right) + 2 <= room else ""
            done, missing = bar_of(one.part, max(0, room - cell_len(right) - 2), some=one.part > 0)
            found.append(_Line(elided(one.head, column - 1).ljust(column), done, right, one, missing))
            continue
        beside = cell_len(one.right) <= room // 2 or cell_len(one.text) + 2 + cell_len(one.right) <= room
        right = one.right if beside else ""
        first = room - (cell_len(right) + 2 if right else 0)
        texts = wrap(one.text, first) or [""]
        head = elided(one.head, column - 1).ljust(column) if one.head else ""
        for place, text in enumerate(texts):
            found.append(_Line(head if place == 0 else " " * cell_len(head), text, right if place == 0 else "", one))
        if one.right and not right:  # no room beside it: below
            found += [_Line(" " * cell_len(head), text, "", Paragraph(ink="quiet")) for text in wrap(one.right, room)]
    return found


class Page(Painted, ScrollView, can_focus=True):
    """A page of paragraphs."""

    BINDINGS: ClassVar[list[BindingType]] = moves(
        "scroll_up", "scroll_down", "page_up", "page_down", "scroll_home", "scroll_end"
    )

    def __init__(self, paragraphs: Sequence[Paragraph] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._paragraphs = tuple(paragraphs)
        self._laid_out: list[_Line] = []
        self._width = -1

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show other paragraphs, from the top."""
        if tuple(paragraphs) != self._paragraphs:
            self._paragraphs = tuple(paragraphs)
            self._width = -1
            self._fit()
            self.scroll_home(animate=False)

    def on_mount(self) -> None:
        """Lay the text out."""
        self._fit()

    def on_resize(self) -> None:
        """Lay the text out anew."""
        self._fit()

    def _fit(self) -> None:
        if not self.size:
            return
        # The scrollbar takes a column: lay out for the room beside it, so that nothing moves when it comes.
        width = max(1, self.size.width - 2)
        if width != self._width:
            self._width = width
            self._laid_out = _lines(self._paragraphs, width)
            self._set_rows(len(self._laid_out))
            self.refresh()

    def _set_rows(self, rows: int) -> None:
        """Say how many rows there are; the screen is laid out again only where the scrollbar comes or goes."""
        before, size = self.virtual_size, Size(self.size.width, rows)
        stays = self.styles.overflow_y == "scroll" or before.height > self.size.height < size.height
        if self.show_vertical_scrollbar and before.width == size.width and stays:
            self.set_reactive(Widget.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    @property
    def columns(self) -> int:
        """How wide a line is."""
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        index = y + self.scroll_offset.y
        if index >= len(self._laid_out):
            return self.blank()
        line = self._laid_out[index]
        ink = self.ink(line.paragraph.ink, bold=line.paragraph.bold)
        spans: list[Span] = [(line.head, self.ink("foreground", bold=True)), (line.text, ink)]
        if line.missing:
            spans.append((line.missing, self.ink("quiet", faint=True)))
        if line.right:
            between = self._width - sum(cell_len(text) for text, _ in spans) - cell_len(line.right)
            spans.append((" " * between + line.right, self.ink("quiet")))
        return self.line(spans)

    def rows_for(self, width: int) -> int:
        """Return how many rows the text needs in so many columns."""
        return len(_lines(self._paragraphs, max(1, width - 2)))
