"""The sessions of the log as far as they are read, newest first: which of them are shown, and where one finds what."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from stretchtui.logged import Entry, monday_of

_WEEK = timedelta(days=7)


class Sessions:
    """A list that grows at its end while it is read, and of which only one routine's may be shown.

    Attributes:
        all: Every session.
        shown: Those that are shown.
        only: A session whose routine's only are shown; None where all are.
    """

    def __init__(self) -> None:
        self.all: list[Entry] = []
        self.shown: list[Entry] = self.all
        self.only: Entry | None = None

    def add(self, page: Sequence[Entry]) -> None:
        """Add older sessions."""
        self.all += page
        if self.only is not None:
            self.shown += [one for one in page if one.routine == self.only.routine]

    def show_only(self, like: Entry | None) -> None:
        """Show only sessions of the routine of one, or all again."""
        self.only = like
        self.shown = self.all if like is None else [one for one in self.all if one.routine == like.routine]

    def put(self, id: str, entry: Entry | None) -> None:
        """Put a session in the place of that with an id, or where it belongs; None takes the one with the id out."""
        place = next((place for place, one in enumerate(self.all) if one.id == id), None)
        if entry is None:
            if place is not None:
                del self.all[place]
        elif place is not None:
            self.all[place] = entry
        else:
            before = (entry.started_at, entry.id)
            place = bisect_left(self.all, x=True, key=lambda one: (one.started_at, one.id) < before)
            self.all.insert(place, entry)
        self.show_only(self.only)

    def place_of(self, id: str) -> int | None:
        """Return where a session is among those that are shown; None where it is not."""
        return next((place for place, one in enumerate(self.shown) if one.id == id), None)

    def newest_up_to(self, day: date) -> int | None:
        """Return where the newest session is of a day, or of those before it; None where there is none."""
        place = _first_before(self.shown, day + timedelta(days=1))
        return place if place < len(self.shown) else None

    def newest_of_week_before(self, place: int) -> int | None:
        """Return where the newest session is of the last week before that of a session; None where there is none."""
        return self.newest_up_to(monday_of(self.shown[place].day) - timedelta(days=1))

    def newest_of_week_after(self, place: int) -> int | None:
        """Return where the newest session is of the next week after that of a session; None where there is none."""
        oldest = _first_before(self.shown, monday_of(self.shown[place].day) + _WEEK) - 1
        if oldest < 0:
            return None
        return _first_before(self.shown, monday_of(self.shown[oldest].day) + _WEEK)

    def between(self, first: date, after: date) -> list[Entry]:
        """Return all sessions from a day on, up to another that is not in it any more."""
        return self.all[_first_before(self.all, after) : _first_before(self.all, first)]


def _first_before(entries: Sequence[Entry], day: date) -> int:
    """Return where the first session is that began before a day; newest come first."""
    edge = day.isoformat()
    return bisect_left(entries, x=True, key=lambda one: one.started_at < edge)
