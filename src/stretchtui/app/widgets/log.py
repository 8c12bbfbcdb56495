"""The sessions of the log in a list. Ten thousand cost no more than those that are in sight."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, overload

from rich.cells import cell_len
from textual.geometry import Region, Size
from textual.strip import Strip

from stretchcore.times import format_minutes
from stretchtui.app.widgets.painted import Span, elided, wrap
from stretchtui.app.widgets.rows import PlainRows, Row
from stretchtui.logged import Entry

NOTE_SIGN = "✎"
"""What tells that there is a note."""

_ANY = Row("")
_KEPT_ROWS = 400
"""How many rows are remembered as they were drawn."""


class _Column(NamedTuple):
    """A column beside the name: its name and its width, the space before it included."""

    name: str
    width: int


_DAY, _SHORT_DAY = _Column("day", 12), _Column("short day", 7)
_TIME, _LENGTH, _OUTCOME = _Column("time", 7), _Column("length", 9), _Column("outcome", 13)
_PAIN, _NOTE = _Column("pain", 7), _Column("note", 3)
_LAYOUTS = (  # the first that leaves so much room for the name
    (18, (_DAY, _TIME, _LENGTH, _OUTCOME, _PAIN, _NOTE)),
    (16, (_DAY, _LENGTH, _OUTCOME, _PAIN, _NOTE)),
    (14, (_DAY, _LENGTH, _PAIN, _NOTE)),
    (10, (_SHORT_DAY, _LENGTH, _PAIN)),
    (10, (_SHORT_DAY, _LENGTH)),
    (0, (_SHORT_DAY,)),
)


@lru_cache(maxsize=4)
def _layout(columns: int) -> tuple[frozenset[_Column], int]:
    """Return the columns that there is room for, and how wide the name is."""
    for least, found in _LAYOUTS:
        name = columns - 2 - sum(one.width for one in found)
        if name >= least or not least:
            return frozenset(found), max(0, name)
    raise AssertionError


class _Same(Sequence[Row]):
    """As many rows as there are entries, all of which can be chosen; what they show is drawn from the entries."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return _ANY if isinstance(index, int) else [_ANY] * len(self._entries[index])


class SessionList(PlainRows):
    """The sessions, newest first: day, time, routine, length, how it ended, the pain, and whether there is a note."""

    def __init__(self, today: date, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._today = today
        self._entries: Sequence[Entry] = ()
        self._kept: dict[tuple[Entry, bool, bool], Strip] = {}
        self._kept_for: tuple[int, int, bool] = (0, 0, False)
        self.message = ("", "quiet")
        """What is said where there is no session, and the theme variable of its colour."""

    @property
    def current(self) -> Entry | None:
        """The session under the cursor."""
        cursor = self.cursor
        return self._entries[cursor] if cursor is not None and cursor < len(self._entries) else None

    def set_entries(self, entries: Sequence[Entry], cursor: int = 0) -> None:
        """Show other sessions."""
        self._entries = entries
        self.set_rows(_Same(entries), max(0, min(cursor, len(entries) - 1)))

    def grown(self) -> None:
        """Go on with sessions that were added at the end: what is in sight stays as it is."""
        if self.cursor is None:
            self.set_entries(self._entries)
        else:
            self.virtual_size = Size(self.size.width, len(self._entries))
            self.refresh()

    def notify_style_update(self) -> None:
        """Draw anew: colours may have changed."""
        super().notify_style_update()
        self._kept.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the part of the rows that lies in a region; a row that was drawn before is not drawn again."""
        width = self.size.width
        look = (width, self.columns, self.has_focus)
        if look != self._kept_for or len(self._kept) > _KEPT_ROWS:
            self._kept.clear()
            self._kept_for = look
        rows = [self._kept_row(y, width) for y in range(crop.y, crop.bottom)]
        if crop.column_span != (0, width):
            return [row.crop(*crop.column_span) for row in rows]
        return rows

    def _kept_row(self, y: int, width: int) -> Strip:
        index = y + self.scroll_offset.y
        if not 0 <= index < len(self._entries):
            return self._whole_row(y, width)
        key = (self._entries[index], index == self._cursor, y == 0 or self._is_first_of_day(index))
        row = self._kept.get(key)
        if row is None:
            row = self._kept[key] = self._whole_row(y, width)
        return row

    def _whole_row(self, y: int, width: int) -> Strip:
        row = self.render_line(y).adjust_cell_length(width, self.ink("foreground"))
        return self.handed_out([row])[0]

    def _is_first_of_day(self, index: int) -> bool:
        return index == 0 or self._entries[index - 1].started_at[:10] != self._entries[index].started_at[:10]

    def render_line(self, y: int) -> Strip:
        """Draw a session."""
        index = y + self.scroll_offset.y
        if not self._entries and self.message[0]:
            rows = wrap(self.message[0], self.columns - 2)
            return self.line([(f"  {rows[y]}" if y < len(rows) else "", self.ink(self.message[1]))])
        if not 0 <= index < len(self._entries):
            return self.blank()
        entry = self._entries[index]
        here = index == self._cursor
        columns, room = _layout(self.columns)
        reverse = here and self.has_focus

        plain = self.ink(
            "phase-hold" if here else "quiet" if entry.simulated else "foreground", bold=here, reverse=reverse
        )
        quiet = plain if here else self.ink("quiet")
        first = y == 0 or here or self._is_first_of_day(index)
        spans: list[Span] = [("▸ " if here else "  ", plain)]
        if _DAY in columns:
            spans.append(((self._day(entry.day) if first else "").ljust(_DAY.width), quiet))
        elif _SHORT_DAY in columns:
            spans.append(((_short(entry.day) if first else "").ljust(_SHORT_DAY.width), quiet))
        if _TIME in columns:
            spans.append((entry.time.ljust(_TIME.width), quiet))
        done = entry.outcome == "completed" and not entry.simulated
        name = entry.name if done or _OUTCOME in columns else f"{entry.outcome_word}: {entry.name}"
        name = elided(name, room)
        spans.append((name + " " * (room - cell_len(name)), plain))
        if _LENGTH in columns:
            spans.append((elided(format_minutes(entry.active_ms), 8).rjust(_LENGTH.width), quiet))
        if _OUTCOME in columns:
            ink = quiet if done or entry.simulated or here else self.ink("phase-gap")
            spans.append((f"  {entry.outcome_word}".ljust(_OUTCOME.width), ink))
        if _PAIN in columns:
            spans.append((f"  {entry.pain_figures}".ljust(_PAIN.width), plain))
        if _NOTE in columns:
            spans.append((f" {NOTE_SIGN if entry.felt.note else ' '} ", quiet))
        return self.line(spans)

    def _day(self, day: date) -> str:
        return f"{day:%a} {_short(day)}" if day.year == self._today.year else f"{day.day:>2} {day:%b %Y}"


def _short(day: date) -> str:
    return f"{day.day:>2} {day:%b}"
