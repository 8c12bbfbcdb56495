"""A list of lines to choose from. Lines are drawn when they come into sight, so that a long list costs nothing."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from stretchtui.actions import CHOOSE
from stretchtui.app.actions import bindings, moves
from stretchtui.app.widgets.painted import Painted, elided

_NARROW = 28
"""In fewer columns, what stands at the right gives way to the text."""


class Row(NamedTuple):
    """One line of a list.

    Attributes:
        text: What stands at its left end, and `right` at its right.
        beside: What stands before that, where there is room for it.
        ink: The theme variable of its colour.
        bold: Whether it stands out.
        choosable: Whether it can be chosen; headings cannot.
    """

    text: str
    right: str = ""
    ink: str = "foreground"
    bold: bool = False
    choosable: bool = True
    beside: str = ""


class RowList(Painted, ScrollView, can_focus=True):
    """A list with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *moves("move(-1)", "move(1)", "page(-1)", "page(1)", "first", "last"),
        *bindings((CHOOSE,)),
    ]

    shows_cursor = True
    """Whether the row under the cursor stands out."""

    class Moved(Message):
        """The cursor is on another row.

        Attributes:
            index: The row, or None where there is none to choose.
        """

        def __init__(self, index: int | None, rows: "RowList") -> None:
            super().__init__()
            self.index = index
            self.rows = rows

        @property
        def control(self) -> "RowList":
            """The list."""
            return self.rows

    class Chosen(Message):
        """A row was chosen.

        Attributes:
            index: The row.
        """

        def __init__(self, index: int, rows: "RowList") -> None:
            super().__init__()
            self.index = index
            self.rows = rows

        @property
        def control(self) -> "RowList":
            """The list."""
            return self.rows

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
        self.post_message(self.Moved(self._cursor, self))

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
        if not count:
            return None
        index = max(0, min(index, count - 1))
        ahead = range(index, count) if step > 0 else range(index, -1, -1)
        behind = range(index, -1, -1) if step > 0 else range(index, count)
        return next((place for way in (ahead, behind) for place in way if self._rows[place].choosable), None)

    def _move_to(self, index: int, step: int) -> None:
        found, before, top = self._near(index, step), self._cursor, self.scroll_offset
        if found != before:
            self._cursor = found
            self._fit()
            if self.scroll_offset == top:  # else all of it is drawn anyway
                for place in (before, found):
                    if place is not None:
                        self.refresh_line(place)
            self.post_message(self.Moved(found, self))

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
            self.post_message(self.Chosen(self._cursor, self))

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

    def _right(self, row: Row) -> str:
        """Return what stands at the right end: as much as there is room for beside the text."""
        room = self.columns - 2 - cell_len(row.text)
        whole = f"  {row.beside}  {row.right} " if row.beside.strip() else f"  {row.right} "
        if cell_len(whole) <= room:
            return whole
        right = f"  {row.right} "
        # A name may end in an ellipsis beside its figure, but not where so little would be left of it.
        spare = self.columns // 2 if self.columns >= _NARROW else 0
        return right if row.right and cell_len(right) <= max(spare, room) else " "

    def move_to(self, index: int) -> None:
        """Bring the cursor to a row, or to the next one that can be chosen."""
        self._move_to(index, 1)

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        index = y + self.scroll_offset.y
        if not 0 <= index < len(self._rows):
            return self.blank()
        row = self._rows[index]
        here = index == self._cursor and self.shows_cursor
        colour = "phase-hold" if here and row.ink in ("foreground", "quiet") else row.ink
        ink = self.ink(colour, bold=row.bold or here, reverse=here and self.has_focus)
        right = self._right(row)
        text = elided(row.text, self.columns - 2 - cell_len(right))
        between = " " * (self.columns - 2 - cell_len(text) - cell_len(right))
        figures = ink if here else self.ink("quiet")
        return self.line([("▸ " if here else "  ", ink), (text, ink), (between + right, figures)])


class PlainRows(RowList, inherit_bindings=False):
    """A list whose screen says which key does something with the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = moves("move(-1)", "move(1)", "page(-1)", "page(1)", "first", "last")
