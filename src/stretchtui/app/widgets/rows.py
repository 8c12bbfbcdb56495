"""A list of lines to choose from. Lines are drawn when they come into sight, so that a long list costs nothing."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from stretchtui.app.widgets.painted import Painted, elided


class Row(NamedTuple):
    """One line of a list.

    Attributes:
        text: What stands at its left end, and `right` at its right.
        ink: The theme variable of its colour.
        bold: Whether it stands out.
        choosable: Whether it can be chosen; headings cannot.
    """

    text: str
    right: str = ""
    ink: str = "foreground"
    bold: bool = False
    choosable: bool = True


class RowList(Painted, ScrollView, can_focus=True):
    """A list with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]

    class Moved(Message):
        """The cursor is on another row.

        Attributes:
            index: The row, or None where there is none to choose.
        """

        def __init__(self, index: int | None) -> None:
            super().__init__()
            self.index = index

    class Chosen(Message):
        """A row was chosen.

        Attributes:
            index: The row.
        """

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, rows: Sequence[Row] = (), *, cursor: int | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = rows
        self._cursor = self._near(cursor or 0, 1)

    @property
    def cursor(self) -> int | None:
        """The row that the cursor is on."""
        return self._cursor

    def set_rows(self, rows: Sequence[Row], cursor: int = 0) -> None:
        """Show other rows."""
        self._rows = rows
        self._cursor = self._near(cursor, 1)
        self._fit()
        self.refresh()
        self.post_message(self.Moved(self._cursor))

    def on_mount(self) -> None:
        """Bring the cursor into sight."""
        self._fit()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._fit()

    def _fit(self) -> None:
        self.virtual_size = Size(max(0, self.size.width), len(self._rows))
        if self._cursor is not None:
            top = 0 if self._cursor <= self._first() else self._cursor  # headings above the first row come with it
            self.scroll_to_region(Region(0, top, 1, 1), animate=False, force=True)

    def _first(self) -> int:
        return next((place for place, row in enumerate(self._rows) if row.choosable), 0)

    def _near(self, index: int, step: int) -> int | None:
        """Return the first row that can be chosen from an index on, else the last one before it."""
        count = len(self._rows)
        index = max(0, min(index, count - 1))
        ahead = range(index, count) if step > 0 else range(index, -1, -1)
        behind = range(index, -1, -1) if step > 0 else range(index, count)
        return next((place for way in (ahead, behind) for place in way if self._rows[place].choosable), None)

    def _move_to(self, index: int, step: int) -> None:
        found = self._near(index, step)
        if found != self._cursor:
            self._cursor = found
            self._fit()
            self.refresh()
            self.post_message(self.Moved(found))

    def action_move(self, by: int) -> None:
        """Go to the next row that can be chosen."""
        if self._cursor is not None:
            self._move_to(self._cursor + by, by)

    def action_page(self, by: int) -> None:
        """Go a page on."""
        if self._cursor is not None:
            self._move_to(self._cursor + by * max(1, self.size.height - 1), by)

    def action_first(self) -> None:
        """Go to the first row."""
        self._move_to(0, 1)

    def action_last(self) -> None:
        """Go to the last row."""
        self._move_to(len(self._rows) - 1, -1)

    def action_choose(self) -> None:
        """Choose the row."""
        if self._cursor is not None:
            self.post_message(self.Chosen(self._cursor))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the pointer; the first click brings the cursor there."""
        index = event.y + self.scroll_offset.y
        if not 0 <= index < len(self._rows) or not self._rows[index].choosable:
            return
        if index == self._cursor:
            self.action_choose()
        else:
            self._move_to(index, 1)

    def rows_for(self, _width: int) -> int:
        """Return how many rows the whole list needs."""
        return len(self._rows)

    @property
    def columns(self) -> int:
        """How wide a line is: the scrollbar has its own column."""
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        index = y + self.scroll_offset.y
        if not 0 <= index < len(self._rows):
            return self.blank()
        row = self._rows[index]
        here = index == self._cursor
        colour = "phase-hold" if here and row.ink in ("foreground", "quiet") else row.ink
        ink = self.ink(colour, bold=row.bold or here, reverse=here and self.has_focus)
        right = f"  {row.right} " if row.right else " "
        if cell_len(right) > self.columns // 2 and cell_len(row.text) + cell_len(right) > self.columns - 2:
            right = " "
        text = elided(row.text, self.columns - 2 - cell_len(right))
        between = " " * (self.columns - 2 - cell_len(text) - cell_len(right))
        figures = ink if here else self.ink("quiet")
        return self.line([("▸ " if here else "  ", ink), (text, ink), (between + right, figures)])
