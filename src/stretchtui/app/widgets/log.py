"""The sessions of the log in a list. Ten thousand cost no more than those that are in sight."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, overload

from rich.cells import cell_len
from textual.geometry import Size
from textual.strip import Strip

from stretchtui.app.widgets.painted import Span, elided, wrap
from stretchtui.app.widgets.rows import PlainRows, Row
from stretchtui.logged import Entry
from stretchtui.phrases import minutes

NOTE_SIGN = "✎"
"""What tells that there is a note."""

_ANY = Row("")


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
        first = index == 0 or y == 0 or here or self._entries[index - 1].started_at[:10] != entry.started_at[:10]
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
            spans.append((elided(minutes(entry.active_ms), 8).rjust(_LENGTH.width), quiet))
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
