"""What was done: every session of the log, a year as a calendar, its weeks as bars, and what became of the pain."""

import threading
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.worker import get_current_worker

from stretchtui.actions import HISTORY_ACTIONS, MOVE_ACTIONS
from stretchtui.app.actions import bindings, chosen, hints, moves
from stretchtui.app.notices import Notices
from stretchtui.app.recount import part_words, session_words
from stretchtui.app.services import CannotChange, CannotOpen, Services
from stretchtui.app.widgets.charts import (
    YEAR_ROWS,
    PainChart,
    PainValue,
    WeeksChart,
    WeeksValue,
    YearChart,
    YearValue,
)
from stretchtui.app.widgets.headline import APART, Headline
from stretchtui.app.widgets.keybar import KeyBar, Keys
from stretchtui.app.widgets.log import SessionList
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.rows import RowList
from stretchtui.app.widgets.tags import TagBar, Tags
from stretchtui.logged import Entry, Felt, Overview, active_by_week, monday_of, pain_by_week, pain_change

if TYPE_CHECKING:
    from textual import events
    from textual.timer import Timer

    from stretchtui.app.screens.form import Values
    from stretchtui.logged import Part

PAGES = ("sessions", "weeks and year", "pain")
"""What the pages show where not all has room at once."""

_WHOLE = (100, 30)
"""From so many columns and rows on, everything is on the screen at once."""

_ROOMY_ROWS = 16
"""From so many rows on, there is air, and the names of the pages."""

_BESIDE_ROWS = 22
"""From so many rows on, the session under the cursor is told below the list."""

_WEEKS_AT_ONCE = 52
_KEPT_PARTS = 64
"""How many sessions are remembered phase by phase."""


class _Change(NamedTuple):
    """What was changed, so that it can be taken back: a session as it was, and whether it was removed."""

    entry: Entry
    removed: bool


class HistoryScreen(Screen[None], inherit_bindings=False):
    """The log, to be looked at and put right."""

    CSS_PATH = "history.tcss"
    ACTIONS = (*HISTORY_ACTIONS, *MOVE_ACTIONS)
    AUTO_FOCUS = "#sessions"
    REST_S: ClassVar[float] = 0.08
    """How long the cursor rests on a session before its phases are read, in seconds."""
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_ROOMY_ROWS, "-high")]  # noqa: RUF012  # Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(HISTORY_ACTIONS),
        *moves("go('move(-1)')", "go('move(1)')", "go('page(-1)')", "go('page(1)')", "go('first')", "go('last')"),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._today = services.today()
        self._all: list[Entry] = []
        self._shown: list[Entry] = self._all
        self._only: Entry | None = None  # of whose routine only sessions are shown
        self._overview = Overview()
        self._worked: dict[date, int] = {}
        self._headline = ""
        self._loading = True
        self._parts: dict[str, tuple[Part, ...] | str] = {}
        self._changes: list[_Change] = []
        self._writing = threading.Lock()
        self._resting: Timer | None = None
        self._page = 0
        self._whole = False
        self._pain_until: tuple[date, int] | None = None
        self._pain = PainValue({}, self._today)
        self._notices = Notices(
            lambda _: self._show_keys(),
            lambda: self.query_one("#keys").size.width,
            lambda after_ms, call: self.set_timer(after_ms / 1000, call),
        )

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield Headline("History", id="headline")
        yield TagBar(id="pages")
        with Container(id="all"):
            with Vertical(id="left"):
                yield YearChart(YearValue({}, self._today, self._today), id="year")
                yield SessionList(self._today, id="sessions")
            with Vertical(id="right"):
                yield WeeksChart(WeeksValue({}, self._today), id="weeks")
                yield PainChart(self._pain, id="pain")
                yield Page(id="phases")
        yield KeyBar(hints(chosen(self, HISTORY_ACTIONS)), id="keys")

    def on_mount(self) -> None:
        """Read the log once the first frame is on the screen."""
        self.query_one("#phases", Page).can_focus = False
        self.query_one(TagBar).show(Tags(PAGES, 0))
        self._list.message = ("Reading the log …", "quiet")
        self.call_after_refresh(self._load)

    # -- what is where -------------------------------------------------------------------------------------------------

    def on_resize(self, event: "events.Resize") -> None:
        """Show all at once where there is room, else page by page."""
        width, height = event.size
        self._whole = width >= _WHOLE[0] and height >= _WHOLE[1]
        self._arrange()

    def _arrange(self) -> None:
        width, height = self.app.size
        whole, page = self._whole, self._page
        self.set_class(whole, "-whole")
        broad = not whole and page == 0 and width >= _WHOLE[0]
        self.set_class(broad, "-broad")
        year_fits = height >= YEAR_ROWS + 8
        shows = {
            "pages": not whole and height >= _ROOMY_ROWS,
            "year": whole or (page == 1 and year_fits),
            "sessions": whole or page == 0,
            "weeks": whole or page == 1,
            "pain": whole or page == 2,
            "phases": whole or (page == 0 and (broad or height >= _BESIDE_ROWS)),
        }
        for id, is_shown in shows.items():
            self.query_one(f"#{id}").display = is_shown
        self.query_one("#left").display = shows["year"] or shows["sessions"]
        self.query_one("#right").display = shows["weeks"] or shows["pain"] or shows["phases"]
        self.set_class(page == 0, "-sessions")
        self.set_class(page == 1, "-year")
        self.query_one("#year").styles.height = YEAR_ROWS + (1 if height >= _BESIDE_ROWS else -1) * (not whole)
        self.query_one(TagBar).show(Tags(PAGES, page))
        if shows["sessions"]:
            self._list.focus()
        self._show_current()

    def action_turn(self) -> None:
        """Turn to the next page."""
        self.action_turn_to((self._page + 1) % len(PAGES))

    def action_turn_to(self, page: int) -> None:
        """Turn to a page; where all is on the screen at once, there is nothing to turn."""
        if not self._whole and page != self._page:
            self._page = page
            self._arrange()

    @on(TagBar.Picked)
    def _on_page_picked(self, message: TagBar.Picked) -> None:
        self.action_turn_to(message.index)

    # -- reading -------------------------------------------------------------------------------------------------------

    @property
    def _list(self) -> SessionList:
        return self.query_one("#sessions", SessionList)

    def _load(self) -> None:
        self.run_worker(self._read, thread=True, group="sessions", exclusive=True)

    def _read(self) -> None:
        """Read the newest sessions first, so that something is to be seen; then the figures, then all the others."""
        worker = get_current_worker()
        pages = self._services.sessions()
        fault = ""
        try:
            for place, page in enumerate(pages):
                if worker.is_cancelled:
                    return
                self.app.call_from_thread(self._add, page)
                if place == 0:
                    self._read_overview()
        except CannotOpen as found:
            fault = str(found)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._loaded, fault)

    def _read_overview(self) -> None:
        overview = self._services.overview()
        worked, headline = active_by_week(overview.days), self._headline_of(overview)
        self.app.call_from_thread(self._show_overview, overview, worked, headline)

    def _headline_of(self, overview: Overview) -> str:
        streak, longest = overview.streaks.current, overview.streaks.longest
        parts = [f"{streak} {'day' if streak == 1 else 'days'} in a row", f"longest {longest}"]
        parts.append("1 session" if overview.sessions == 1 else f"{overview.sessions:,} sessions")
        return APART.join(parts) if overview.sessions else ""

    def _show_overview(self, overview: Overview, worked: dict[date, int], headline: str) -> None:
        self._overview, self._worked, self._headline = overview, worked, headline
        if overview.fault:
            self.notice(overview.fault)
        self._show_headline()
        self._show_current()

    def _show_headline(self) -> None:
        text = self._headline
        if self._only is not None:
            text = APART.join((f"only {self._only.name}", text))
        self.query_one(Headline).show(text)

    def _add(self, page: Sequence[Entry]) -> None:
        """Add sessions at the end of the list."""
        first = not self._all
        self._all += page
        if self._only is not None:
            self._shown += [one for one in page if one.routine == self._only.routine]
        self._list.message = ("", "quiet")
        if first:
            self._list.set_entries(self._shown)
        else:
            self._list.grown()

    def _loaded(self, fault: str) -> None:
        self._loading = False
        if fault:
            if self._all:
                self.notice(fault)
            else:
                self._list.message = (fault, "error")
        elif not self._all:
            self._list.message = ("No session yet. What you do is written down here.", "quiet")
        self._list.refresh()
        self._show_current()

    # -- the session under the cursor ----------------------------------------------------------------------------------

    @on(RowList.Moved, "#sessions")
    def _show_current(self) -> None:
        """Show the session under the cursor in all parts that are in sight."""
        entry = self._list.current
        here = None if entry is None else entry.day
        until = self._until(here)
        week = None if here is None else monday_of(here)
        if self.query_one("#year").display:
            self.query_one(YearChart).show(YearValue(self._overview.days, until, self._today, here))
        if self.query_one("#weeks").display:
            self.query_one(WeeksChart).show(WeeksValue(self._worked, until, week))
        if self.query_one("#pain").display:
            self._show_pain(until, week)
        if self.query_one("#phases").display:
            self._show_phases(entry)
        self._show_keys()

    def _until(self, here: date | None) -> date:
        """Return the last day of the year that is shown: the one up to today, or one of those before."""
        if here is None or here > self._today:
            return self._today
        back = (monday_of(self._today) - monday_of(here)).days // 7 // _WEEKS_AT_ONCE
        return self._today - timedelta(days=7 * _WEEKS_AT_ONCE * back)

    def _show_pain(self, until: date, week: date | None) -> None:
        """Work the pain of the year out once, and again where sessions of it were read or changed."""
        key = (until, len(self._all))
        if key != self._pain_until:
            first = (monday_of(until) - timedelta(days=7 * (_WEEKS_AT_ONCE + 1))).isoformat()
            last = (monday_of(until) + timedelta(days=7)).isoformat()
            begin, end = (
                bisect_left(self._all, x=True, key=lambda one: one.started_at < edge) for edge in (last, first)
            )
            entries = self._all[begin:end]
            self._pain_until = key
            self._pain = PainValue(pain_by_week(entries), until, pain_change(entries))
        self.query_one(PainChart).show(self._pain._replace(here=week))

    def _show_phases(self, entry: Entry | None) -> None:
        words: list[Paragraph] = []
        if entry is not None:
            words = [Paragraph(entry.name, bold=True), *session_words(entry), Paragraph()]
            parts = self._parts.get(entry.id)
            if isinstance(parts, str):
                words.append(Paragraph(parts, ink="error"))
            elif parts is not None:
                words += part_words(parts)
            else:
                self._look_up_soon(entry.id)
        self.query_one("#phases", Page).show(words)

    def _look_up_soon(self, session: str) -> None:
        """Look a session up when the cursor rests on it: a key that is held reads nothing."""
        if self._resting is not None:
            self._resting.stop()
        look_up = partial(self._look_up, session)
        start = partial(self.run_worker, look_up, thread=True, group="phases", exclusive=True)
        if self.REST_S:
            self._resting = self.set_timer(self.REST_S, start)
        else:
            start()

    def _look_up(self, session: str) -> None:
        if get_current_worker().is_cancelled:  # the cursor has gone on
            return
        found = self._read_parts(session)
        with suppress(RuntimeError):  # the screen, and the app with it, may be gone
            self.app.call_from_thread(self._looked_up, session, found)

    def _read_parts(self, session: str) -> "tuple[Part, ...] | str":
        try:
            return tuple(self._services.session_parts(session))
        except CannotOpen as fault:
            return str(fault)

    def _looked_up(self, session: str, found: "tuple[Part, ...] | str") -> None:
        while len(self._parts) >= _KEPT_PARTS:
            del self._parts[next(iter(self._parts))]
        self._parts[session] = found
        current = self._list.current
        if current is not None and current.id == session and self.query_one("#phases").display:
            self._show_phases(current)

    # -- moving --------------------------------------------------------------------------------------------------------

    def action_go(self, move: str) -> None:
        """Move the cursor where the list is not in sight."""
        name, _, by = move.rstrip(")").partition("(")
        act: Callable[..., None] = getattr(self._list, f"action_{name}")
        act(*([int(by)] if by else []))

    def action_week(self, back: int) -> None:
        """Go to the newest session of a week before, or of one after."""
        entry, cursor = self._list.current, self._list.cursor
        if entry is None or cursor is None:
            return
        monday = monday_of(entry.day).isoformat()
        after = (monday_of(entry.day) + timedelta(days=7)).isoformat()
        if back > 0:
            older = range(cursor + 1, len(self._shown))
            place = next((one for one in older if self._shown[one].started_at < monday), None)
        else:
            newer = range(cursor - 1, -1, -1)
            place = next((one for one in newer if self._shown[one].started_at >= after), None)
            if place is not None:
                week = monday_of(self._shown[place].day).isoformat()
                end = (monday_of(self._shown[place].day) + timedelta(days=7)).isoformat()
                while place > 0 and week <= self._shown[place - 1].started_at < end:
                    place -= 1
        if place is not None:
            self._list.move_to(place)

    @on(YearChart.Picked)
    def _on_day_picked(self, message: YearChart.Picked) -> None:
        """Go to the sessions of a day, or to what came before it."""
        after = (message.day + timedelta(days=1)).isoformat()
        place = next((place for place, one in enumerate(self._shown) if one.started_at < after), None)
        if place is not None:
            self._list.move_to(place)
            found = self._shown[place]
            if found.day != message.day:
                self.notice(f"nothing on {message.day.day} {message.day:%b %Y}; this came before")
        elif self._shown:
            self.notice(f"nothing on {message.day.day} {message.day:%b %Y}, or before")

    # -- what the person wants -----------------------------------------------------------------------------------------

    def action_look(self) -> None:
        """Show the session phase by phase."""
        entry = self._list.current
        if entry is not None:
            self.run_worker(partial(self._open_phases, entry), thread=True, group="look", exclusive=True)

    @on(RowList.Chosen, "#sessions")
    def _on_chosen(self) -> None:
        self.action_look()

    def _open_phases(self, entry: Entry) -> None:
        known = self._parts.get(entry.id)
        found = self._read_parts(entry.id) if known is None else known
        self.app.call_from_thread(self._show_whole, entry, found)

    def _show_whole(self, entry: Entry, found: "tuple[Part, ...] | str") -> None:
        from stretchtui.app.screens.phases import PhasesScreen

        if isinstance(found, str):
            self.notice(found)
        elif self.app.screen is self:
            self.app.push_screen(PhasesScreen(entry, found))

    def action_rate(self) -> None:
        """Ask for the pain before and after."""
        from stretchtui.app.screens.felt import FeltScreen

        entry = self._list.current
        if entry is not None:
            self.app.push_screen(FeltScreen(entry), lambda felt: self._felt(entry, felt))

    def action_note(self) -> None:
        """Ask for a line about the session."""
        from stretchtui.app.screens.note import NoteScreen

        entry = self._list.current
        if entry is None:
            return

        def noted(values: "Values | None") -> None:
            if values is not None:
                self._felt(entry, entry.felt._replace(note=values["note",].strip()))

        self.app.push_screen(NoteScreen(entry.felt.note), noted)

    def _felt(self, entry: Entry, felt: Felt | None) -> None:
        if felt is not None and felt != entry.felt:
            self._write(partial(self._services.set_felt, entry.id, felt), _Change(entry, removed=False))

    def action_remove_session(self) -> None:
        """Take the session out of the history."""
        entry = self._list.current
        if entry is not None:
            self._write(partial(self._services.remove_session, entry.id), _Change(entry, removed=True))

    def action_undo(self) -> None:
        """Take the last change back."""
        if not self._changes:
            self.notice("there is nothing to take back")
            return
        change = self._changes.pop()
        if change.removed:
            self._write(partial(self._services.restore_session, change.entry.id), change, back=True)
        else:
            self._write(partial(self._services.set_felt, change.entry.id, change.entry.felt), change, back=True)

    def _write(self, write: Callable[[], Entry | None], change: _Change, *, back: bool = False) -> None:
        """Write a change, one after the other, off the screen's thread."""
        self.run_worker(partial(self._written, write, change, back=back), thread=True, group="writing")

    def _written(self, write: Callable[[], Entry | None], change: _Change, *, back: bool) -> None:
        with self._writing:
            try:
                entry = write()
            except CannotChange as fault:
                self.app.call_from_thread(self._not_written, str(fault), change, back=back)
                return
        self.app.call_from_thread(self._changed, entry, change, back=back)
        if change.removed:
            self._read_overview()

    def _not_written(self, fault: str, change: _Change, *, back: bool) -> None:
        if back:
            self._changes.append(change)
        self.notice(f"this could not be kept: {fault}")

    def _changed(self, entry: Entry | None, change: _Change, *, back: bool) -> None:
        """Show what is in the log now."""
        place = next((place for place, one in enumerate(self._all) if one.id == change.entry.id), None)
        if entry is None:
            if place is not None:
                del self._all[place]
        elif place is not None:
            self._all[place] = entry
        else:
            self._all.insert(_place_for(self._all, entry), entry)
        cursor = self._list.cursor or 0
        self._refilter()
        if entry is not None:
            cursor = next((place for place, one in enumerate(self._shown) if one.id == entry.id), cursor)
        if not back:
            self._changes.append(change)
        self._pain_until = None
        self._list.set_entries(self._shown, cursor)
        undo = next(one for one in chosen(self, HISTORY_ACTIONS) if one.id == "undo").shown
        name = change.entry.name
        if entry is None:
            self.notice(f"{name} is removed; {undo} brings it back")
        elif back:
            self.notice(f"{name} is as it was")

    def action_same_routine(self) -> None:
        """Show only sessions of this routine, or all again."""
        entry = self._list.current
        self._only = None if self._only is not None else entry
        self._refilter()
        place = next((place for place, one in enumerate(self._shown) if entry is not None and one.id == entry.id), 0)
        self._list.set_entries(self._shown, place)
        self._show_headline()

    def _refilter(self) -> None:
        only = self._only
        self._shown = self._all if only is None else [one for one in self._all if one.routine == only.routine]

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        await self.app.run_action(message.action, self)

    # -- the last line -------------------------------------------------------------------------------------------------

    def notice(self, text: str) -> None:
        """Say something in the last line, in place of what it said."""
        self._notices.say_instead(text)

    def _show_keys(self) -> None:
        left_out = (
            set() if self._list.current is not None else {"look", "rate", "note", "remove_session", "same_routine"}
        )
        if self._whole:
            left_out.add("turn")
        if not self._changes:
            left_out.add("undo")
        useful = tuple(one for one in HISTORY_ACTIONS if one.id not in left_out)
        labels = {"same_routine": "all"} if self._only is not None else None
        self.query_one("#keys", KeyBar).show(Keys(hints(chosen(self, useful), labels), self._notices.page))


def _place_for(entries: Sequence[Entry], entry: Entry) -> int:
    """Return where a session belongs in a list whose newest come first."""
    return next(
        (place for place, one in enumerate(entries) if (one.started_at, one.id) < (entry.started_at, entry.id)),
        len(entries),
    )
