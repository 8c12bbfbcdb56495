"""What was done: every session of the log, a year as a calendar, its weeks as bars, and what became of the pain."""

import gc
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from stretchtui.actions import HISTORY_ACTIONS, MOVE_ACTIONS
from stretchtui.app.actions import bindings, chosen, hints, moves
from stretchtui.app.notices import Notices
from stretchtui.app.recount import part_words, session_words
from stretchtui.app.services import CannotChange, CannotOpen, Services
from stretchtui.app.sessions import Sessions
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
from stretchtui.app.widgets.room import Room
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
_SOON_S = 0.03
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
    """How long the cursor rests on a session before it is told, and how often the plots follow it, in seconds."""
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_ROOMY_ROWS, "-high")]  # noqa: RUF012  # Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(HISTORY_ACTIONS),
        *moves("go('move(-1)')", "go('move(1)')", "go('page(-1)')", "go('page(1)')", "go('first')", "go('last')"),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._today = services.today()
        self._sessions = Sessions()
        self._overview = Overview()
        self._worked: dict[date, int] = {}
        self._headline = ""
        self._loading = True
        self._parts: dict[str, tuple[Part, ...] | str] = {}
        self._changes: list[_Change] = []
        self._writing = threading.Lock()
        self._following: Timer | None = None
        self._moved_at = 0.0
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
        with Room(id="all"):
            with Room(id="left"):
                yield YearChart(YearValue({}, self._today, self._today), id="year")
                yield SessionList(self._today, id="sessions")
            with Room(id="right"):
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
        self.call_after_refresh(self._show_keys)

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
        only = self._sessions.only
        if only is not None:
            text = APART.join((f"only {only.name}", text))
        self.query_one(Headline).show(text)

    def _add(self, page: Sequence[Entry]) -> None:
        """Add sessions at the end of the list."""
        first = not self._sessions.all
        self._sessions.add(page)
        self._list.message = ("", "quiet")
        if first:
            self._list.set_entries(self._sessions.shown)
        else:
            self._list.grown()

    def _loaded(self, fault: str) -> None:
        self._loading = False
        gc.freeze()  # each look for garbage among ten thousand sessions would cost two frames
        if fault:
            if self._sessions.all:
                self.notice(fault)
            else:
                self._list.message = (fault, "error")
        elif not self._sessions.all:
            self._list.message = ("No session yet. What you do is written down here.", "quiet")
        self._list.refresh()
        self._show_current()

    # -- the session under the cursor ----------------------------------------------------------------------------------

    @on(RowList.Moved, "#sessions")
    def _on_moved(self) -> None:
        """Follow the cursor: the list did at once, all else does after a while, so that a held key costs little."""
        if not self.REST_S:
            self._show_current()
            return
        self._moved_at = monotonic()
        if self._following is None:
            self._following = self.set_timer(self.REST_S, self._follow)

    def _follow(self) -> None:
        """Bring the plots to where the cursor is; once it rests, tell the session too."""
        left = self.REST_S - (monotonic() - self._moved_at)
        self._following = self.set_timer(max(_SOON_S, left), self._follow) if left > 0 else None
        self._show_current(rests=left <= 0)

    def _show_current(self, *, rests: bool = True) -> None:
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
        if rests and self.query_one("#phases").display:
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
        key = (until, len(self._sessions.all))
        if key != self._pain_until:
            monday = monday_of(until)
            first, after = monday - timedelta(days=7 * (_WEEKS_AT_ONCE + 1)), monday + timedelta(days=7)
            entries = self._sessions.between(first, after)
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
                look_up = partial(self._look_up, entry.id)
                self.run_worker(look_up, thread=True, group="phases", exclusive=True)
        self.query_one("#phases", Page).show(words)

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
        cursor = self._list.cursor
        if cursor is None:
            return
        find = self._sessions.newest_of_week_before if back > 0 else self._sessions.newest_of_week_after
        place = find(cursor)
        if place is not None:
            self._list.move_to(place)

    @on(YearChart.Picked)
    def _on_day_picked(self, message: YearChart.Picked) -> None:
        """Go to the sessions of a day, or to what came before it."""
        place = self._sessions.newest_up_to(message.day)
        if place is not None:
            self._list.move_to(place)
            found = self._sessions.shown[place]
            if found.day != message.day:
                self.notice(f"nothing on {message.day.day} {message.day:%b %Y}; this came before")
        elif self._sessions.shown:
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
        self._sessions.put(change.entry.id, entry)
        place = None if entry is None else self._sessions.place_of(entry.id)
        cursor = self._list.cursor or 0
        if not back:
            self._changes.append(change)
        self._pain_until = None
        self._list.set_entries(self._sessions.shown, cursor if place is None else place)
        undo = next(one for one in chosen(self, HISTORY_ACTIONS) if one.id == "undo").shown
        name = change.entry.name
        if entry is None:
            self.notice(f"{name} is removed; {undo} brings it back")
        elif back:
            self.notice(f"{name} is as it was")

    def action_same_routine(self) -> None:
        """Show only sessions of this routine, or all again."""
        entry = self._list.current
        self._sessions.show_only(None if self._sessions.only is not None else entry)
        place = None if entry is None else self._sessions.place_of(entry.id)
        self._list.set_entries(self._sessions.shown, place or 0)
        self._show_headline()

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
        labels = {"same_routine": "all"} if self._sessions.only is not None else None
        self.query_one("#keys", KeyBar).show(Keys(hints(chosen(self, useful), labels), self._notices.page))
